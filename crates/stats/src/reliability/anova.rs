//! Analysis of variance of ratings, in one way and in two.

use ndarray::Array2;

use super::{RatingTable, ReliabilityError};

/// A sum of squares below this share of the total is rounding: a deviation is exact to about 10⁻¹⁶ of the largest
/// one, so its square to about 10⁻³² of the largest square, and tables have far fewer than 10⁸ ratings.
const ROUNDING: f64 = 1e-24;

/// Variation of ratings between targets and within them, whoever the raters were.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OneWay {
    /// Sum of squares between targets, in squared rating units.
    pub ss_between: f64,
    /// Sum of squares within targets, in squared rating units.
    pub ss_within: f64,
    /// Targets less one.
    pub df_between: usize,
    /// Ratings less targets.
    pub df_within: usize,
    /// `ss_between / df_between`.
    pub ms_between: f64,
    /// `ss_within / df_within`.
    pub ms_within: f64,
    /// The number of ratings per target that stands for unequal numbers; the number itself where all are equal.
    pub ratings_per_target: f64,
}

/// Variation of ratings between targets, between raters, and what neither explains.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoWay {
    /// How many targets there are.
    pub n_targets: usize,
    /// How many raters there are.
    pub n_raters: usize,
    /// Sum of squares between targets, in squared rating units.
    pub ss_targets: f64,
    /// Sum of squares between raters, in squared rating units.
    pub ss_raters: f64,
    /// Sum of squares that neither explains, in squared rating units.
    pub ss_error: f64,
    /// `ss_targets / (n_targets − 1)`.
    pub ms_targets: f64,
    /// `ss_raters / (n_raters − 1)`.
    pub ms_raters: f64,
    /// `ss_error / ((n_targets − 1)(n_raters − 1))`.
    pub ms_error: f64,
}

/// One-way analysis of variance, targets as groups.
///
/// # Formula
///
/// With k targets, n_i ratings of target i and N in all: SS between = Σ n_i (x̄_i − x̄)², SS within = Σ (x_ij − x̄_i)²,
/// df k − 1 and N − k, and n₀ = (N − Σ n_i² / N) / (k − 1) ratings per target. Deviations are taken from means, after
/// the first rating has been taken from every rating, so ratings that are all equal give exactly zero; a sum of
/// squares below 10⁻²⁴ of the total is rounding and becomes zero.
///
/// # Shapes and units
///
/// Targets need not have equally many ratings. Sums of squares are in squared rating units.
///
/// # Missing values
///
/// Missing ratings are left out, and n₀ allows for them.
///
/// # Errors
///
/// [`ReliabilityError::NoRepeats`] where every target has a single rating.
///
/// # Source
///
/// Fisher (1925), Statistical Methods for Research Workers; n₀ as in Snedecor & Cochran (1989), Statistical
/// Methods, 8th ed. Checked against scipy 1.17.1 `f_oneway` on unequal groups, see
/// `data/reference/reliability.json`.
///
/// # Example
///
/// ```
/// use stats::reliability::{RatingTable, one_way};
///
/// let table = RatingTable::from_records([("a", "r", 1.0), ("a", "s", 3.0), ("b", "r", 5.0), ("b", "s", 7.0)])?;
/// let anova = one_way(&table)?;
/// assert_eq!((anova.ss_between, anova.ss_within, anova.ratings_per_target), (16.0, 4.0, 2.0));
/// # Ok::<(), stats::reliability::ReliabilityError>(())
/// ```
pub fn one_way(table: &RatingTable) -> Result<OneWay, ReliabilityError> {
    let mut groups: Vec<Vec<f64>> = table.rows().collect();
    let n_ratings = table.n_ratings();
    let df_within = n_ratings - groups.len();
    if df_within == 0 {
        return Err(ReliabilityError::NoRepeats { targets: groups.len() });
    }
    let origin = groups.first().and_then(|group| group.first()).copied().unwrap_or(0.0);
    for value in groups.iter_mut().flatten() {
        *value -= origin;
    }
    let n = n_ratings as f64;
    let grand_mean = groups.iter().flatten().sum::<f64>() / n;
    let (mut ss_between, mut ss_within, mut squared_counts) = (0.0, 0.0, 0.0);
    for group in &groups {
        let count = group.len() as f64;
        let mean = group.iter().sum::<f64>() / count;
        ss_between += count * square(mean - grand_mean);
        ss_within += group.iter().map(|value| square(value - mean)).sum::<f64>();
        squared_counts += count * count;
    }
    let [ss_between, ss_within] = without_rounding([ss_between, ss_within]);
    let df_between = groups.len() - 1;
    Ok(OneWay {
        ss_between,
        ss_within,
        df_between,
        df_within,
        ms_between: ss_between / df_between as f64,
        ms_within: ss_within / df_within as f64,
        ratings_per_target: (n - squared_counts / n) / df_between as f64,
    })
}

/// Two-way analysis of variance, targets by raters, one rating for each pair.
///
/// # Formula
///
/// With n targets and k raters: SS targets = k Σ (x̄_i − x̄)², SS raters = n Σ (x̄_j − x̄)²,
/// SS error = Σ (x_ij − x̄_i − x̄_j + x̄)², df n − 1, k − 1 and (n − 1)(k − 1). Rounding is treated as in [`one_way`].
///
/// # Shapes and units
///
/// A complete table of at least 2 × 2. Sums of squares are in squared rating units.
///
/// # Missing values
///
/// None are allowed.
///
/// # Errors
///
/// [`ReliabilityError::Incomplete`] with the number of missing ratings and the first few of them.
///
/// # Source
///
/// Fisher (1925), Statistical Methods for Research Workers; as used by Shrout & Fleiss (1979), Psychological Bulletin
/// 86, 420–428, doi:10.1037/0033-2909.86.2.420, table 3, against which it was checked, see
/// `data/reference/reliability.json`.
///
/// # Example
///
/// ```
/// use stats::reliability::{RatingTable, two_way};
///
/// let table = RatingTable::from_records([("a", "r", 1.0), ("a", "s", 3.0), ("b", "r", 5.0), ("b", "s", 7.0)])?;
/// let anova = two_way(&table)?;
/// assert_eq!((anova.ss_targets, anova.ss_raters, anova.ss_error), (16.0, 4.0, 0.0));
/// # Ok::<(), stats::reliability::ReliabilityError>(())
/// ```
pub fn two_way(table: &RatingTable) -> Result<TwoWay, ReliabilityError> {
    let mut ratings = table.to_array()?;
    let origin = ratings.first().copied().unwrap_or(0.0);
    ratings.mapv_inplace(|value| value - origin);
    let (n_targets, n_raters) = ratings.dim();
    let (n, k) = (n_targets as f64, n_raters as f64);
    let target_means: Vec<f64> = ratings.rows().into_iter().map(|row| row.iter().sum::<f64>() / k).collect();
    let rater_means: Vec<f64> =
        ratings.columns().into_iter().map(|column| column.iter().sum::<f64>() / n).collect();
    let grand_mean = target_means.iter().sum::<f64>() / n;

    let ss_targets = k * target_means.iter().map(|mean| square(mean - grand_mean)).sum::<f64>();
    let ss_raters = n * rater_means.iter().map(|mean| square(mean - grand_mean)).sum::<f64>();
    let ss_error = residual_squares(&ratings, &target_means, &rater_means, grand_mean);
    let [ss_targets, ss_raters, ss_error] = without_rounding([ss_targets, ss_raters, ss_error]);
    Ok(TwoWay {
        n_targets,
        n_raters,
        ss_targets,
        ss_raters,
        ss_error,
        ms_targets: ss_targets / (n - 1.0),
        ms_raters: ss_raters / (k - 1.0),
        ms_error: ss_error / ((n - 1.0) * (k - 1.0)),
    })
}

/// The error is summed from residuals, because the difference of large sums of squares would lose its digits.
fn residual_squares(ratings: &Array2<f64>, targets: &[f64], raters: &[f64], grand: f64) -> f64 {
    ratings
        .indexed_iter()
        .map(|((target, rater), value)| square(value - targets[target] - raters[rater] + grand))
        .sum()
}

fn without_rounding<const PARTS: usize>(sums: [f64; PARTS]) -> [f64; PARTS] {
    let total: f64 = sums.iter().sum();
    sums.map(|sum| if sum <= ROUNDING * total { 0.0 } else { sum })
}

fn square(value: f64) -> f64 {
    value * value
}
