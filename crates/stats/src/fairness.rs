//! How often groups of people reach an outcome, compared: rates and ratios with their intervals, an exact test, how
//! small a difference could be noticed, and which figures must not be published.
//!
//! Everything here is arithmetic on counts. Nothing says whether a difference is lawful or fair.

mod suppression;
mod two_by_two;

pub use suppression::{FEWEST, Grid, Suppressed, suppress};
pub use two_by_two::{Counts, detectable_ratio, fisher_mid_p, katz, shortfall, wilson};

/// The middle of the values: the mean of the two in the middle where their number is even; none without values.
///
/// # Example
/// ```
/// use stats::fairness::median;
/// assert_eq!((median(&[3.0, 1.0, 2.0]), median(&[1.0, 4.0]), median(&[])), (Some(2.0), Some(2.5), None));
/// ```
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        n if n % 2 == 1 => Some(sorted[middle]),
        _ => Some(sorted[middle - 1] + (sorted[middle] - sorted[middle - 1]) / 2.0),
    }
}
