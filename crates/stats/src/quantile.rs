//! Quantiles of a sample.

/// The value below which a share of the sample lies.
///
/// # Formula
/// The value at place (n − 1) · share of the sorted sample, counted from 0; between two values in proportion.
///
/// # Shapes and units
/// At least one value, sorted; a share outside [0, 1] counts as the nearer end.
///
/// # Source
/// Definition 7 of Hyndman & Fan (1996), doi:10.1080/00031305.1996.10473566. Checked against numpy, see
/// `data/reference/learning.json`.
///
/// # Example
/// ```
/// use stats::quantile::quantile;
/// assert_eq!([0.0, 0.5, 0.75, 1.0].map(|share| quantile(&[10.0, 20.0, 40.0], share)), [10.0, 20.0, 30.0, 40.0]);
/// ```
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = (sorted.len() - 1) as f64 * share.clamp(0.0, 1.0);
    let low = sorted[place.floor() as usize];
    let high = sorted[place.ceil() as usize];
    low + (high - low) * (place - place.floor())
}
