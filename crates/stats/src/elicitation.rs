//! From a person's judgements to weights that sum to 1: direct weights, rank-order centroid, swing, the analytic
//! hierarchy process, and one set of weights for a panel.

mod ahp;

pub use ahp::{ACCEPTABLE_CONSISTENCY_RATIO, Consistency, JudgementMatrix, LARGEST_JUDGEMENT, Strain, ahp};

use thiserror::Error;

/// Larger weights would overflow when they are summed.
const LARGEST_WEIGHT: f64 = 1e100;

/// Why judgements gave no weights.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ElicitationError {
    /// There is nothing to weigh.
    #[error("there is nothing to weigh")]
    Empty,
    /// A weight is negative, infinite, not a number, or beyond 10¹⁰⁰.
    #[error("weight {} is {value}, but a weight is a number from 0 upwards", place + 1)]
    BadWeight {
        /// Place of the weight, from 0.
        place: usize,
        /// The value found.
        value: f64,
    },
    /// All weights are zero, so nothing counts.
    #[error("all {count} weights are zero, so nothing would count")]
    AllZero {
        /// How many weights there are.
        count: usize,
    },
    /// Two members of a panel weigh different numbers of things.
    #[error("member {} gives {found} weights where the first member gives {expected}", member + 1)]
    UnequalMembers {
        /// Place of the member, from 0.
        member: usize,
        /// How many weights the first member gives.
        expected: usize,
        /// How many weights this member gives.
        found: usize,
    },
    /// A member of a panel gives weights that cannot be used.
    #[error("member {}: {source}", member + 1)]
    BadMember {
        /// Place of the member, from 0.
        member: usize,
        /// What is wrong with the member's weights.
        source: Box<ElicitationError>,
    },
    /// Every item has a zero from some member, so a geometric mean leaves no weight at all.
    #[error(
        "every item has a weight of zero from some member of the panel, so no weight is left to share out"
    )]
    NothingShared,
    /// A matrix of judgements must have as many columns as rows.
    #[error("a matrix of judgements is square, but this one has {rows} rows and {columns} columns")]
    NotSquare {
        /// Rows of the matrix.
        rows: usize,
        /// Columns of the matrix.
        columns: usize,
    },
    /// Saaty's random index is known for at most ten items, and one item needs no judgement.
    #[error("pairwise judgements weigh 2 to 10 items, but there are {count}")]
    BadSize {
        /// How many items there are.
        count: usize,
    },
    /// A judgement is not a ratio between 1/1000 and 1000.
    #[error("row {}, column {}: {value} is not a judgement between 1/1000 and 1000", row + 1, column + 1)]
    BadJudgement {
        /// Row of the judgement, from 0.
        row: usize,
        /// Column of the judgement, from 0.
        column: usize,
        /// The value found.
        value: f64,
    },
    /// An item must be exactly as important as itself.
    #[error("row {0}, column {0}: an item compared with itself is 1, not {value}", place + 1)]
    BadDiagonal {
        /// Place on the diagonal, from 0.
        place: usize,
        /// The value found.
        value: f64,
    },
    /// The two halves of a matrix contradict each other.
    #[error(
        "row {}, column {} is {value} and its mirror image is {mirror}: they must be each other's reciprocals",
        row + 1, column + 1
    )]
    NotReciprocal {
        /// Row of the judgement above the diagonal, from 0.
        row: usize,
        /// Column of the judgement above the diagonal, from 0.
        column: usize,
        /// The judgement above the diagonal.
        value: f64,
        /// The judgement below the diagonal.
        mirror: f64,
    },
    /// The judgements contradict each other so strongly that the weights did not settle.
    #[error(
        "the judgements contradict each other too strongly: no weights settled after {iterations} rounds"
    )]
    NotSettled {
        /// Rounds of power iteration done.
        iterations: usize,
    },
}

/// Direct weights: shares or points of any size, brought to a sum of 1.
///
/// # Formula
///
/// w_i = p_i / Σ p_j.
///
/// # Shapes and units
///
/// One weight per item, in any one unit; the answer has the same order and sums to 1.
///
/// # Missing values
///
/// None: an item that should not count has the weight 0.
///
/// # Errors
///
/// [`ElicitationError::Empty`] without weights, [`ElicitationError::BadWeight`] for the first weight that is negative,
/// not finite or beyond 10¹⁰⁰, [`ElicitationError::AllZero`] where nothing has weight.
///
/// # Source
///
/// Direct rating as in von Winterfeldt & Edwards (1986), Decision Analysis and Behavioral Research.
///
/// # Example
///
/// ```
/// assert_eq!(stats::elicitation::normalise(&[30.0, 25.0, 45.0])?, [0.30, 0.25, 0.45]);
/// # Ok::<(), stats::elicitation::ElicitationError>(())
/// ```
pub fn normalise(weights: &[f64]) -> Result<Vec<f64>, ElicitationError> {
    if weights.is_empty() {
        return Err(ElicitationError::Empty);
    }
    let is_weight = |value: f64| (0.0..=LARGEST_WEIGHT).contains(&value);
    if let Some((place, &value)) = weights.iter().enumerate().find(|&(_, &value)| !is_weight(value)) {
        return Err(ElicitationError::BadWeight { place, value });
    }
    let sum: f64 = weights.iter().sum();
    if sum == 0.0 {
        return Err(ElicitationError::AllZero { count: weights.len() });
    }
    Ok(weights.iter().map(|weight| weight / sum).collect())
}

/// Swing weights: points for the worth of moving each item from its worst to its best level.
///
/// The judge imagines a candidate at the worst level of everything, and gives 100 points to the one item they would
/// raise to its best level first; every other item gets points in proportion to what its own swing is worth.
///
/// # Formula
///
/// w_i = p_i / Σ p_j, as in [`normalise`]. The arithmetic is the same; what differs is the question, which ties
/// each weight to the range of its item.
///
/// # Shapes and units
///
/// One number of points per item, on any scale from 0; the answer has the same order and sums to 1.
///
/// # Missing values
///
/// None: a swing that is worth nothing has 0 points.
///
/// # Errors
///
/// As for [`normalise`].
///
/// # Source
///
/// von Winterfeldt & Edwards (1986), Decision Analysis and Behavioral Research; Edwards & Barron (1994),
/// Organizational Behavior and Human Decision Processes 60, 306–325, doi:10.1006/obhd.1994.1087.
///
/// # Example
///
/// ```
/// assert_eq!(stats::elicitation::swing(&[100.0, 60.0, 40.0])?, [0.5, 0.3, 0.2]);
/// # Ok::<(), stats::elicitation::ElicitationError>(())
/// ```
pub fn swing(points: &[f64]) -> Result<Vec<f64>, ElicitationError> {
    normalise(points)
}

/// Rank-order centroid weights: what a bare ranking of `count` items says about their weights.
///
/// # Formula
///
/// w_k = (1 / n) Σ_{i = k}^{n} 1 / i for rank k, the mean of all weights that sum to 1 and keep the order.
///
/// # Shapes and units
///
/// One weight per rank, the most important first; they fall from rank to rank and sum to 1.
///
/// # Missing values
///
/// None: every item has a rank of its own.
///
/// # Errors
///
/// [`ElicitationError::Empty`] where `count` is 0.
///
/// # Source
///
/// Barron & Barrett (1996), Management Science 42, 1515–1523, doi:10.1287/mnsc.42.11.1515, against whose weights it
/// was checked, see `data/reference/elicitation.json`.
///
/// # Example
///
/// ```
/// assert_eq!(stats::elicitation::rank_order_centroid(2)?, [0.75, 0.25]);
/// # Ok::<(), stats::elicitation::ElicitationError>(())
/// ```
pub fn rank_order_centroid(count: usize) -> Result<Vec<f64>, ElicitationError> {
    if count == 0 {
        return Err(ElicitationError::Empty);
    }
    let mut weights = vec![0.0; count];
    let mut sum = 0.0;
    // From the last rank upwards, so that the smallest terms are added first.
    for (place, weight) in weights.iter_mut().enumerate().rev() {
        sum += 1.0 / (place + 1) as f64;
        *weight = sum / count as f64;
    }
    Ok(weights)
}

/// Rank-order centroid weights of an order with ties, as the sizes of its groups, the most important first.
///
/// # Formula
///
/// Each item of a group has the mean of the weights of [`rank_order_centroid`] over the ranks that the group takes up.
///
/// # Shapes and units
///
/// One weight per item, group by group; they sum to 1.
///
/// # Missing values
///
/// None: every item is in a group. Empty groups count for nothing.
///
/// # Errors
///
/// [`ElicitationError::Empty`] where there is no item.
///
/// # Source
///
/// Mean ranks as usual for ties, e.g. Kendall (1945), Biometrika 33, 239–251, doi:10.1093/biomet/33.3.239; a mean over the
/// orders that would break the tie.
///
/// # Example
///
/// ```
/// use stats::elicitation::{rank_order_centroid, rank_order_centroid_tied};
/// assert_eq!(rank_order_centroid_tied(&[1, 1, 1]), rank_order_centroid(3));
/// let weights = rank_order_centroid_tied(&[1, 2])?;
/// assert!((weights[0] - 11.0 / 18.0).abs() < 1e-15 && (weights[1] - 3.5 / 18.0).abs() < 1e-15);
/// # Ok::<(), stats::elicitation::ElicitationError>(())
/// ```
pub fn rank_order_centroid_tied(groups: &[usize]) -> Result<Vec<f64>, ElicitationError> {
    let ranked = rank_order_centroid(groups.iter().sum())?;
    let mut rest = &ranked[..];
    let mut weights = Vec::with_capacity(ranked.len());
    for &n in groups {
        let (own, behind) = rest.split_at(n);
        let mean = own.iter().sum::<f64>() / n as f64;
        weights.extend(std::iter::repeat_n(mean, n));
        rest = behind;
    }
    Ok(weights)
}

/// One set of weights for a panel: the normalised geometric mean of its members' weights.
///
/// # Formula
///
/// w_i = g_i / Σ g_j with g_i = exp(Σ_m ln w_im / M) over the M members. The scale of a member's weights cancels out,
/// so every member counts equally.
///
/// # Shapes and units
///
/// One list of weights per member, all of one length and order; the answer has that order and sums to 1.
///
/// # Missing values
///
/// None. A weight of 0 from one member makes the panel's weight 0, whatever the others say.
///
/// # Errors
///
/// [`ElicitationError::Empty`] without members, [`ElicitationError::UnequalMembers`] where lengths differ,
/// [`ElicitationError::BadMember`] where a member's weights could not be normalised, and
/// [`ElicitationError::NothingShared`] where every item has a zero from someone.
///
/// # Source
///
/// Aczél & Saaty (1983), Journal of Mathematical Psychology 27, 93–102, doi:10.1016/0022-2496(83)90028-7; Forman &
/// Peniwati (1998), European Journal of Operational Research 108, 165–169, doi:10.1016/S0377-2217(97)00244-0. Checked
/// against scipy 1.17.1 `gmean`, see `data/reference/elicitation.json`.
///
/// # Example
///
/// ```
/// use stats::elicitation::panel_weights;
///
/// let panel = panel_weights(&[vec![0.8, 0.2], vec![0.2, 0.8]])?;
/// assert!((panel[0] - 0.5).abs() < 1e-15);
/// # Ok::<(), stats::elicitation::ElicitationError>(())
/// ```
pub fn panel_weights(members: &[Vec<f64>]) -> Result<Vec<f64>, ElicitationError> {
    let expected = members.first().ok_or(ElicitationError::Empty)?.len();
    let mut logs = vec![0.0; expected];
    for (member, weights) in members.iter().enumerate() {
        if weights.len() != expected {
            return Err(ElicitationError::UnequalMembers { member, expected, found: weights.len() });
        }
        let shares = normalise(weights)
            .map_err(|source| ElicitationError::BadMember { member, source: Box::new(source) })?;
        for (log, share) in logs.iter_mut().zip(shares) {
            // The logarithm of 0 is minus infinity, which no later member can raise.
            *log += libm::log(share);
        }
    }
    let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if largest == f64::NEG_INFINITY {
        return Err(ElicitationError::NothingShared);
    }
    // Taking the largest away first keeps the exponentials from all vanishing.
    let count = members.len() as f64;
    let means: Vec<f64> = logs.iter().map(|log| libm::exp((log - largest) / count)).collect();
    normalise(&means)
}
