//! Intraclass correlations and Cronbach's alpha: what share of the variance of ratings is variance of the targets.

use super::{RatingTable, ReliabilityError, one_way, two_way};

/// ICC(1): the reliability of one rating, where each target may have raters of its own.
///
/// # Formula
///
/// (MSB − MSW) / (MSB + (n₀ − 1) MSW), with the mean squares and n₀ of [`one_way`]. It is 1 where raters of one target
/// never differ, and may fall below 0 where they differ more than targets do.
///
/// # Shapes and units
///
/// Any table of at least 2 × 2 in which some target has two ratings; the answer has no unit.
///
/// # Missing values
///
/// Missing ratings are left out; n₀ stands for the unequal number of ratings per target.
///
/// # Errors
///
/// [`ReliabilityError::NoRepeats`] where no target has two ratings, [`ReliabilityError::Undefined`] where all ratings
/// are equal.
///
/// # Source
///
/// Shrout & Fleiss (1979), Psychological Bulletin 86, 420–428, doi:10.1037/0033-2909.86.2.420. Checked against their
/// table 4, the R package psych 2.2.9 and pingouin 0.7.0, and on unequal groups against the F of scipy 1.17.1, see
/// `data/reference/reliability.json`.
///
/// # Example
///
/// ```
/// use stats::reliability::{RatingTable, icc1};
///
/// let table = RatingTable::from_records([("a", "r", 1.0), ("a", "s", 3.0), ("b", "r", 5.0), ("b", "s", 7.0)])?;
/// assert!((icc1(&table)? - 7.0 / 9.0).abs() < 1e-15);
/// # Ok::<(), stats::reliability::ReliabilityError>(())
/// ```
pub fn icc1(table: &RatingTable) -> Result<f64, ReliabilityError> {
    let anova = one_way(table)?;
    let truth = anova.ms_between - anova.ms_within;
    share("ICC(1)", truth, [anova.ms_between, (anova.ratings_per_target - 1.0) * anova.ms_within])
}

/// ICC(2,1): the reliability of one rating by a rater drawn from many, where all raters rate all targets and a
/// lenient rater counts as a disagreement.
///
/// # Formula
///
/// (MST − MSE) / (MST + (k − 1) MSE + k (MSR − MSE) / n), with n targets, k raters and the mean squares for targets
/// (MST), raters (MSR) and error (MSE) of [`two_way`].
///
/// # Shapes and units
///
/// A complete table of at least 2 × 2; the answer has no unit.
///
/// # Missing values
///
/// None are allowed.
///
/// # Errors
///
/// [`ReliabilityError::Incomplete`] with the first few missing ratings, [`ReliabilityError::Undefined`] where the
/// ratings do not vary.
///
/// # Source
///
/// Shrout & Fleiss (1979), Psychological Bulletin 86, 420–428, doi:10.1037/0033-2909.86.2.420. Checked against their
/// table 4, the R package psych 2.2.9 and pingouin 0.7.0, see `data/reference/reliability.json`.
///
/// # Example
///
/// ```
/// use stats::reliability::{RatingTable, icc2};
///
/// let table = RatingTable::from_records([("a", "r", 1.0), ("a", "s", 3.0), ("b", "r", 5.0), ("b", "s", 7.0)])?;
/// assert!((icc2(&table)? - 0.8).abs() < 1e-15);
/// # Ok::<(), stats::reliability::ReliabilityError>(())
/// ```
pub fn icc2(table: &RatingTable) -> Result<f64, ReliabilityError> {
    let anova = two_way(table)?;
    let (n, k) = (anova.n_targets as f64, anova.n_raters as f64);
    let truth = anova.ms_targets - anova.ms_error;
    let whole =
        [anova.ms_targets, (k - 1.0) * anova.ms_error, k * anova.ms_raters / n, -k * anova.ms_error / n];
    share("ICC(2,1)", truth, whole)
}

/// ICC(2,k): the reliability of the mean of all raters, where all raters rate all targets and leniency counts as
/// disagreement.
///
/// # Formula
///
/// (MST − MSE) / (MST + (MSR − MSE) / n), with the symbols of [`icc2`].
///
/// # Shapes and units
///
/// A complete table of at least 2 × 2; the answer has no unit.
///
/// # Missing values
///
/// None are allowed.
///
/// # Errors
///
/// [`ReliabilityError::Incomplete`] with the first few missing ratings, [`ReliabilityError::Undefined`] where the
/// estimated variance of the mean rating is zero or negative, as it can be when targets hardly differ.
///
/// # Source
///
/// Shrout & Fleiss (1979), Psychological Bulletin 86, 420–428, doi:10.1037/0033-2909.86.2.420. Checked against their
/// table 4, the R package psych 2.2.9 and pingouin 0.7.0, see `data/reference/reliability.json`.
///
/// # Example
///
/// ```
/// use stats::reliability::{RatingTable, icc2k};
///
/// let table = RatingTable::from_records([("a", "r", 1.0), ("a", "s", 3.0), ("b", "r", 5.0), ("b", "s", 7.0)])?;
/// assert!((icc2k(&table)? - 8.0 / 9.0).abs() < 1e-15);
/// # Ok::<(), stats::reliability::ReliabilityError>(())
/// ```
pub fn icc2k(table: &RatingTable) -> Result<f64, ReliabilityError> {
    let anova = two_way(table)?;
    let truth = anova.ms_targets - anova.ms_error;
    let n = anova.n_targets as f64;
    share("ICC(2,k)", truth, [anova.ms_targets, anova.ms_raters / n, -anova.ms_error / n])
}

/// Cronbach's alpha: how well the columns of a table, items of a scale or raters, measure one thing when summed.
///
/// # Formula
///
/// α = k / (k − 1) · (1 − Σ s²_j / s²_total), with k columns, s²_j the variance of column j and s²_total that of the
/// row sums. It is computed in Hoyt's equal form, 1 − MSE / MST of [`two_way`], and therefore equals ICC(3,k).
///
/// # Shapes and units
///
/// A complete table of at least 2 × 2: the targets are the people, the raters the items. The answer has no unit, is at
/// most 1, and may be negative.
///
/// # Missing values
///
/// None are allowed.
///
/// # Errors
///
/// [`ReliabilityError::Incomplete`] with the first few missing ratings, [`ReliabilityError::Undefined`] where all
/// targets have the same sum.
///
/// # Source
///
/// Cronbach (1951), Psychometrika 16, 297–334, doi:10.1007/BF02310555; Hoyt (1941), Psychometrika 6, 153–160,
/// doi:10.1007/BF02289270. Checked against ICC(3,k) of Shrout & Fleiss (1979), table 4, and pingouin 0.7.0, see
/// `data/reference/reliability.json`.
///
/// # Example
///
/// ```
/// use stats::reliability::{RatingTable, cronbach_alpha};
///
/// let table = RatingTable::from_records([("a", "q1", 1.0), ("a", "q2", 2.0), ("b", "q1", 5.0), ("b", "q2", 4.0)])?;
/// assert!((cronbach_alpha(&table)? - 8.0 / 9.0).abs() < 1e-15);
/// # Ok::<(), stats::reliability::ReliabilityError>(())
/// ```
pub fn cronbach_alpha(table: &RatingTable) -> Result<f64, ReliabilityError> {
    let anova = two_way(table)?;
    share("Cronbach's alpha", anova.ms_targets - anova.ms_error, [anova.ms_targets])
}

/// A share of variance, refused where there is no variance to take a share of. The whole is a sum of mean squares: what is
/// left of it where they cancel out is rounding.
fn share<const N: usize>(figure: &'static str, part: f64, whole: [f64; N]) -> Result<f64, ReliabilityError> {
    const ROUNDING: f64 = 1e-12;
    let size: f64 = whole.iter().map(|term| term.abs()).sum();
    let whole: f64 = whole.iter().sum();
    if whole > ROUNDING * size {
        return Ok(part / whole);
    }
    let reason = "the ratings tell the targets apart too little to take a share of their variance";
    Err(ReliabilityError::Undefined { figure, reason })
}
