//! The analytic hierarchy process: weights from judgements of one pair at a time, and how well they hang together.

use ndarray::{Array2, ArrayView2};

use super::ElicitationError;

/// Judgements with a higher consistency ratio are shown with the judgement that strains them most.
pub const ACCEPTABLE_CONSISTENCY_RATIO: f64 = 0.10;

/// The largest ratio that a judgement may state; Saaty's own scale ends at 9.
pub const LARGEST_JUDGEMENT: f64 = 1000.0;

/// The mean consistency index of random judgements of 3, 4, … 10 items (Saaty).
const RANDOM_INDEX: [f64; 8] = [0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49];

/// How far a judgement times its mirror image may be from 1, so that 1/7 may be written 0.14.
const RECIPROCAL_TOLERANCE: f64 = 0.05;

/// Random judgements with the sharpest contradictions that are allowed settle in fewer than 150 rounds.
const MAX_ITERATIONS: usize = 10_000;

/// A checked matrix of pairwise judgements: entry (i, j) says how many times as important item i is as item j.
///
/// # Shapes and units
///
/// Square, 2 to 10 items, positive ratios without a unit, 1 on the diagonal. The two halves are reciprocal: where
/// rounded figures such as 0.33 beside 3 are given, the larger of the two is taken to be meant, and the smaller
/// becomes its exact reciprocal.
///
/// # Example
///
/// ```
/// use ndarray::array;
/// use stats::elicitation::JudgementMatrix;
///
/// let matrix = JudgementMatrix::new(array![[1.0, 3.0], [0.33, 1.0]])?;
/// assert_eq!(matrix.judgements()[[1, 0]], 1.0 / 3.0);
/// # Ok::<(), stats::elicitation::ElicitationError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct JudgementMatrix {
    judgements: Array2<f64>,
}

impl JudgementMatrix {
    /// Checks a matrix of judgements and makes its halves exactly reciprocal.
    ///
    /// # Errors
    ///
    /// [`ElicitationError::NotSquare`], [`ElicitationError::BadSize`] outside 2 to 10 items,
    /// [`ElicitationError::BadJudgement`] for the first entry that is not between 1/1000 and 1000,
    /// [`ElicitationError::BadDiagonal`] for a diagonal entry other than 1, and [`ElicitationError::NotReciprocal`]
    /// where an entry times its mirror image is more than 0.05 away from 1.
    pub fn new(mut judgements: Array2<f64>) -> Result<Self, ElicitationError> {
        let (rows, columns) = judgements.dim();
        if rows != columns {
            return Err(ElicitationError::NotSquare { rows, columns });
        }
        if !(2..=RANDOM_INDEX.len() + 2).contains(&rows) {
            return Err(ElicitationError::BadSize { count: rows });
        }
        // The two-decimal reciprocal of a permitted judgement must be permitted as well.
        let is_ratio = |value: f64| (0.9 / LARGEST_JUDGEMENT..=LARGEST_JUDGEMENT).contains(&value);
        if let Some(((row, column), &value)) = judgements.indexed_iter().find(|(_, value)| !is_ratio(**value))
        {
            return Err(ElicitationError::BadJudgement { row, column, value });
        }
        for row in 0..rows {
            if (judgements[[row, row]] - 1.0).abs() > f64::EPSILON {
                return Err(ElicitationError::BadDiagonal { place: row, value: judgements[[row, row]] });
            }
            judgements[[row, row]] = 1.0;
            for column in row + 1..columns {
                let (value, mirror) = (judgements[[row, column]], judgements[[column, row]]);
                if (value * mirror - 1.0).abs() > RECIPROCAL_TOLERANCE {
                    return Err(ElicitationError::NotReciprocal { row, column, value, mirror });
                }
                if value >= mirror {
                    judgements[[column, row]] = 1.0 / value;
                } else {
                    judgements[[row, column]] = 1.0 / mirror;
                }
            }
        }
        Ok(Self { judgements })
    }

    /// Checks judgements that come row by row.
    ///
    /// # Errors
    ///
    /// As [`JudgementMatrix::new`]; [`ElicitationError::NotSquare`] also where rows differ in length.
    pub fn of_rows(rows: &[Vec<f64>]) -> Result<Self, ElicitationError> {
        let odd = rows.iter().map(Vec::len).find(|&n_columns| n_columns != rows.len());
        if let Some(columns) = odd {
            return Err(ElicitationError::NotSquare { rows: rows.len(), columns });
        }
        Self::new(Array2::from_shape_fn((rows.len(), rows.len()), |(row, column)| rows[row][column]))
    }

    /// The judgements, exactly reciprocal.
    pub fn judgements(&self) -> ArrayView2<'_, f64> {
        self.judgements.view()
    }

    /// How many items are judged.
    pub fn n_items(&self) -> usize {
        self.judgements.nrows()
    }
}

/// The weights that judgements imply, and how consistent the judgements are.
#[derive(Debug, Clone, PartialEq)]
pub struct Consistency {
    /// One weight per item, summing to 1.
    pub weights: Vec<f64>,
    /// The principal eigenvalue of the judgements, at least the number of items.
    pub lambda_max: f64,
    /// (λmax − n) / (n − 1); 0 for consistent judgements.
    pub index: f64,
    /// The index as a share of that of random judgements; 0 for two items.
    pub ratio: f64,
    /// The judgement furthest from what the weights imply; `None` where all agree with them.
    pub most_strained: Option<Strain>,
}

impl Consistency {
    /// Whether the ratio is at most [`ACCEPTABLE_CONSISTENCY_RATIO`].
    pub fn is_acceptable(&self) -> bool {
        self.ratio <= ACCEPTABLE_CONSISTENCY_RATIO
    }
}

/// A judgement that the other judgements contradict.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strain {
    /// The item judged, from 0.
    pub row: usize,
    /// The item it was compared with, from 0; always a later one.
    pub column: usize,
    /// How many times as important the row was judged to be.
    pub judged: f64,
    /// How many times as important the weights make it.
    pub implied: f64,
}

impl Strain {
    /// ln(judged / implied): above 0 where the judgement is higher than the others imply.
    pub fn log_ratio(&self) -> f64 {
        libm::log(self.judged / self.implied)
    }
}

/// Weights from pairwise judgements, by the analytic hierarchy process.
///
/// # Formula
///
/// w is the principal eigenvector of the judgements A, Aw = λmax w with Σ w = 1, by power iteration from equal weights
/// (w ← the mean of w and Aw / Σ Aw) until the ratios (Aw)_i / w_i, which enclose λmax, all agree to the last few
/// bits. CI = (λmax − n) / (n − 1); a λmax within rounding of n counts as n. CR = CI / RI(n), with the random index
/// 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49 for 3 to 10 items, and CR = 0 for two. The most strained judgement
/// has the largest |ln(a_ij w_j / w_i)|.
///
/// # Shapes and units
///
/// As [`JudgementMatrix`]; the weights follow its rows.
///
/// # Missing values
///
/// None: every pair must have been judged.
///
/// # Errors
///
/// [`ElicitationError::NotSettled`] where the iteration does not end, which no judgements that were tried
/// have caused.
///
/// # Source
///
/// Saaty (1977), Journal of Mathematical Psychology 15, 234–281, doi:10.1016/0022-2496(77)90033-5. Checked against
/// Saaty (2008), Wang & Chin (2011), the leader example and the eigenvalues of numpy 2.4.6, see
/// `data/reference/elicitation.json`.
///
/// # Example
///
/// ```
/// use ndarray::array;
/// use stats::elicitation::{JudgementMatrix, ahp};
///
/// let matrix = JudgementMatrix::new(array![[1.0, 2.0, 6.0], [0.5, 1.0, 3.0], [1.0 / 6.0, 1.0 / 3.0, 1.0]])?;
/// let result = ahp(&matrix)?;
/// assert!((result.weights[0] - 0.6).abs() < 1e-15);
/// assert_eq!(result.ratio, 0.0);
/// assert!(result.is_acceptable());
/// # Ok::<(), stats::elicitation::ElicitationError>(())
/// ```
pub fn ahp(matrix: &JudgementMatrix) -> Result<Consistency, ElicitationError> {
    let n_items = matrix.n_items();
    let n = n_items as f64;
    let (weights, lambda) = principal_eigenvector(matrix.judgements())?;
    // Rounding alone moves λmax by a few bits either way, and inconsistency only ever raises it above n.
    let lambda_max = if lambda - n <= rounding(n_items) * n { n } else { lambda };
    let index = (lambda_max - n) / (n - 1.0);
    let ratio = if n_items > 2 { index / RANDOM_INDEX[n_items - 3] } else { 0.0 };
    let most_strained = most_strained(matrix.judgements(), &weights);
    Ok(Consistency { weights, lambda_max, index, ratio, most_strained })
}

/// Power iteration: the ratios (Aw)_i / w_i enclose λmax (Collatz 1942, Wielandt 1950), so their agreement proves it.
///
/// Each round keeps half of the weights before it. Judgements that go round in a circle have complex eigenvalues nearly
/// as large as λmax, on which Aw alone would turn for thousands of rounds and gather rounding on the way.
fn principal_eigenvector(judgements: ArrayView2<'_, f64>) -> Result<(Vec<f64>, f64), ElicitationError> {
    let n_items = judgements.nrows();
    let mut weights = vec![1.0 / n_items as f64; n_items];
    for _ in 0..MAX_ITERATIONS {
        let product: Vec<f64> = judgements
            .rows()
            .into_iter()
            .map(|row| row.iter().zip(&weights).map(|(judgement, weight)| judgement * weight).sum())
            .collect();
        let ratios = product.iter().zip(&weights).map(|(after, before)| after / before);
        let (low, high) =
            ratios.fold((f64::INFINITY, 0.0_f64), |(low, high), ratio| (low.min(ratio), high.max(ratio)));
        let sum: f64 = product.iter().sum();
        let after: Vec<f64> = product.iter().map(|value| value / sum).collect();
        if high - low <= rounding(n_items) * high {
            return Ok((after, sum));
        }
        weights = weights.iter().zip(&after).map(|(before, after)| (before + after) / 2.0).collect();
    }
    Err(ElicitationError::NotSettled { iterations: MAX_ITERATIONS })
}

/// The relative error that sums of `n_items` products may carry.
fn rounding(n_items: usize) -> f64 {
    4.0 * n_items as f64 * f64::EPSILON
}

fn most_strained(judgements: ArrayView2<'_, f64>, weights: &[f64]) -> Option<Strain> {
    // A strain must exceed the one before by more than rounding, so that of equal strains the first is named.
    let margin = 1e-9;
    let mut largest = 0.0;
    let mut found = None;
    for ((row, column), &judged) in judgements.indexed_iter().filter(|((row, column), _)| row < column) {
        let strain = Strain { row, column, judged, implied: weights[row] / weights[column] };
        let size = strain.log_ratio().abs();
        if size > largest + margin {
            largest = size;
            found = Some(strain);
        }
    }
    found
}
