//! Agreement between rankings: the ranks of a set of values, and Kendall's coefficient of concordance.

use ndarray::ArrayView2;
use thiserror::Error;

/// Values closer than this share of the largest in size are one tie: arithmetic cannot tell them apart.
const TIE: f64 = 1e-12;

/// Why agreement between rankings could not be measured.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum AgreementError {
    /// One ranking agrees with nothing, and one item cannot be ranked.
    #[error(
        "agreement needs at least 2 members and 2 items, but there are {members} members and {items} items"
    )]
    TooFew {
        /// Rows of the table.
        members: usize,
        /// Columns of the table.
        items: usize,
    },
    /// A value is infinite or not a number.
    #[error("member {}, item {}: {value} is not a finite number", member + 1, item + 1)]
    NotFinite {
        /// Row of the value, from 0.
        member: usize,
        /// Column of the value, from 0.
        item: usize,
        /// The value found.
        value: f64,
    },
    /// Every member gives every item the same rank, so there is no ranking to agree on.
    #[error("every member ranks all items equal, so there is no order to agree on")]
    AllTied,
}

/// The rank of every value, 1 for the largest; equal values share the mean of their ranks.
///
/// # Formula
///
/// A group of t equal values that follows p larger ones gets the rank p + (t + 1) / 2 each. Neighbours in order that
/// differ by less than 10⁻¹² of the largest absolute value count as equal, because two routes to the same weight may
/// differ in the last digit.
///
/// # Shapes and units
///
/// One rank per value, in the order of `values`. The ranks of n values always sum to n (n + 1) / 2.
///
/// # Missing values
///
/// There is no mark for a missing value: leave it out before. Values must be finite; others sort by their bits and
/// have no useful rank.
///
/// # Source
///
/// Kendall (1945), The treatment of ties in ranking problems, Biometrika 33, 239–251, doi:10.1093/biomet/33.3.239.
/// Checked against scipy 1.17.1 `rankdata` through Kendall's W in `data/reference/agreement.json`.
///
/// # Example
///
/// ```
/// assert_eq!(stats::agreement::ranks(&[0.2, 0.5, 0.2, 0.1]), [2.5, 1.0, 2.5, 4.0]);
/// ```
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut ranks = vec![0.0; values.len()];
    for group in tied_groups(values) {
        for &place in &group.places {
            ranks[place] = group.rank;
        }
    }
    ranks
}

/// Kendall's W: how far the members of a panel put the items in the same order, from 0 (not at all) to 1 (exactly).
///
/// # Formula
///
/// W = 12 Σ (R_i − R̄)² / (m² (n³ − n) − m Σ T_j), where R_i is the sum of item i's ranks over the m members, n is the
/// number of items, and T_j = Σ (t³ − t) over the groups of t tied items of member j. Without ties every T_j is 0.
///
/// # Shapes and units
///
/// `values` is members × items. Only each member's order counts, so weights, points and ranks all serve, and each
/// member may use a scale of their own.
///
/// # Missing values
///
/// None are allowed: a member who has not judged every item is left out by the caller.
///
/// # Errors
///
/// [`AgreementError::TooFew`] below two members or two items, [`AgreementError::NotFinite`] for the first value that is
/// infinite or not a number, [`AgreementError::AllTied`] where no member prefers any item, for which W has no value.
///
/// # Source
///
/// Kendall & Babington Smith (1939), The problem of m rankings, Annals of Mathematical Statistics 10, 275–287,
/// doi:10.1214/aoms/1177732186; tie correction as in Siegel & Castellan (1988), Nonparametric Statistics, 2nd ed.
/// Checked against their example, the R packages irr and DescTools, and scipy 1.17.1, see
/// `data/reference/agreement.json`.
///
/// # Example
///
/// ```
/// use ndarray::array;
///
/// let weights = array![[0.5, 0.3, 0.2], [0.6, 0.3, 0.1], [0.4, 0.1, 0.5]];
/// let w = stats::agreement::kendall_w(weights.view())?;
/// assert!((w - 1.0 / 3.0).abs() < 1e-15);
/// # Ok::<(), stats::agreement::AgreementError>(())
/// ```
pub fn kendall_w(values: ArrayView2<'_, f64>) -> Result<f64, AgreementError> {
    let (members, items) = values.dim();
    if members < 2 || items < 2 {
        return Err(AgreementError::TooFew { members, items });
    }
    if let Some(((member, item), &value)) = values.indexed_iter().find(|(_, value)| !value.is_finite()) {
        return Err(AgreementError::NotFinite { member, item, value });
    }
    let mut rank_sums = vec![0.0; items];
    let mut ties = 0.0;
    for row in values.rows() {
        for group in tied_groups(&row.to_vec()) {
            let t = group.places.len() as f64;
            ties += t * t * t - t;
            for &item in &group.places {
                rank_sums[item] += group.rank;
            }
        }
    }
    let (m, n) = (members as f64, items as f64);
    let most = m * m * (n * n * n - n) - m * ties;
    if most <= 0.0 {
        return Err(AgreementError::AllTied);
    }
    // Ranks are halves of integers, so the mean and the sum of squares below lose no digit.
    let mean = m * (n + 1.0) / 2.0;
    let spread: f64 = rank_sums.iter().map(|sum| (sum - mean) * (sum - mean)).sum();
    Ok(12.0 * spread / most)
}

/// Items that share one rank.
struct TiedGroup {
    rank: f64,
    places: Vec<usize>,
}

fn tied_groups(values: &[f64]) -> Vec<TiedGroup> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    let largest = values.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    let mut groups = Vec::new();
    let mut ranked = 0;
    for places in order.chunk_by(|&a, &b| values[a] - values[b] <= TIE * largest) {
        let rank = ranked as f64 + (places.len() as f64 + 1.0) / 2.0;
        ranked += places.len();
        groups.push(TiedGroup { rank, places: places.to_vec() });
    }
    groups
}
