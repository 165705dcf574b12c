//! Agreement about one target: r_wg, and a person's own view against the view of others.

use super::{RatingTable, ReliabilityError};

/// A rating scale of equally spaced points, the yardstick of [`r_wg`].
///
/// # Example
///
/// ```
/// use stats::reliability::RatingScale;
///
/// assert_eq!(RatingScale::new(1.0, 5.0, 5)?.uniform_variance(), 2.0);
/// assert_eq!(RatingScale::new(0.0, 100.0, 5)?.uniform_variance(), 1250.0);
/// # Ok::<(), stats::reliability::ReliabilityError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RatingScale {
    min: f64,
    max: f64,
    points: u32,
}

impl RatingScale {
    /// Points from 0 to 100 in five steps, the unit of profiles.
    pub const POINTS: Self = Self { min: 0.0, max: 100.0, points: 5 };

    /// The lowest and the highest rating.
    #[must_use]
    pub fn ends(&self) -> (f64, f64) {
        (self.min, self.max)
    }

    /// How many points the scale has.
    #[must_use]
    pub fn points(&self) -> u32 {
        self.points
    }

    /// A scale of `points` equally spaced points from `min` to `max`, both included.
    ///
    /// # Errors
    ///
    /// [`ReliabilityError::BadScale`] where an end is not finite, `max` is not above `min`, or there are fewer than
    /// two points.
    pub fn new(min: f64, max: f64, points: u32) -> Result<Self, ReliabilityError> {
        // The variance squares the range: one that is too large or too small for that is no scale.
        let square = (max - min) * (max - min);
        if max > min && square.is_normal() && points >= 2 {
            Ok(Self { min, max, points })
        } else {
            Err(ReliabilityError::BadScale { min, max, points })
        }
    }

    /// The variance of ratings if raters picked points blindly, each as likely as any other.
    ///
    /// # Formula
    ///
    /// With A points a step of h = (max − min) / (A − 1) apart: σ²_E = h² (A² − 1) / 12. For 1 to 5 this is 2.
    ///
    /// # Shapes and units
    ///
    /// In squared rating units.
    ///
    /// # Source
    ///
    /// James, Demaree & Wolf (1984), Journal of Applied Psychology 69, 85–98, doi:10.1037/0021-9010.69.1.85.
    pub fn uniform_variance(&self) -> f64 {
        let points = f64::from(self.points);
        let step = (self.max - self.min) / (points - 1.0);
        step * step * (points * points - 1.0) / 12.0
    }
}

/// r_wg: how far several raters agree about one target, from 0 (as blind picks would) to 1 (exactly).
///
/// # Formula
///
/// max(0, 1 − s² / σ²_E), with s² the sample variance of the ratings (divisor n − 1) and σ²_E the
/// [uniform null](RatingScale::uniform_variance). Ratings that differ more than blind picks count as no agreement, 0.
///
/// # Shapes and units
///
/// Ratings of one target on one item, in the units of `scale`. They may lie between the scale's points.
///
/// # Missing values
///
/// Leave missing ratings out. Fewer than two ratings give `None`, since one rater agrees with nobody.
///
/// # Errors
///
/// [`ReliabilityError::OutsideScale`] for a rating that is not a number between the ends of the scale.
///
/// # Source
///
/// James, Demaree & Wolf (1984), Journal of Applied Psychology 69, 85–98, doi:10.1037/0021-9010.69.1.85. Checked
/// against variances from pandas 3.1.1, see `data/reference/reliability.json`.
///
/// # Example
///
/// ```
/// use stats::reliability::{RatingScale, r_wg};
///
/// let scale = RatingScale::new(1.0, 5.0, 5)?;
/// assert_eq!(r_wg(&[3.0, 4.0, 5.0], scale)?, Some(0.5));
/// assert_eq!(r_wg(&[1.0, 5.0], scale)?, Some(0.0));
/// assert_eq!(r_wg(&[4.0], scale)?, None);
/// # Ok::<(), stats::reliability::ReliabilityError>(())
/// ```
pub fn r_wg(ratings: &[f64], scale: RatingScale) -> Result<Option<f64>, ReliabilityError> {
    let RatingScale { min, max, .. } = scale;
    if let Some(&value) = ratings.iter().find(|&value| !(min..=max).contains(value)) {
        return Err(ReliabilityError::OutsideScale { target: None, value, min, max });
    }
    Ok(sample_variance(ratings).map(|variance| (1.0 - variance / scale.uniform_variance()).max(0.0)))
}

/// [`r_wg`] of every target of a table.
///
/// # Shapes and units
///
/// One value per target, in the order of [`RatingTable::targets`].
///
/// # Missing values
///
/// Missing ratings are left out; a target with fewer than two ratings has `None`.
///
/// # Errors
///
/// [`ReliabilityError::OutsideScale`] with the target and the rating, for the first rating outside the scale.
///
/// # Source
///
/// As for [`r_wg`].
///
/// # Example
///
/// ```
/// use stats::reliability::{RatingScale, RatingTable, r_wg_by_target};
///
/// let table = RatingTable::from_records([("a", "r", 0.0), ("a", "s", 25.0), ("b", "r", 50.0)])?;
/// let agreement = r_wg_by_target(&table, RatingScale::new(0.0, 100.0, 5)?)?;
/// assert_eq!(agreement, [Some(0.75), None]);
/// # Ok::<(), stats::reliability::ReliabilityError>(())
/// ```
pub fn r_wg_by_target(table: &RatingTable, scale: RatingScale) -> Result<Vec<Option<f64>>, ReliabilityError> {
    let rows = table.targets().iter().zip(table.rows());
    rows.map(|(name, row)| {
        r_wg(&row, scale).map_err(|error| match error {
            ReliabilityError::OutsideScale { value, min, max, .. } => {
                ReliabilityError::OutsideScale { target: Some(name.clone()), value, min, max }
            }
            other => other,
        })
    })
    .collect()
}

/// The mean of [`r_wg`] over the targets that have two ratings or more.
///
/// # Formula
///
/// Σ r_wg / number of targets with a value, each target counting once however many raters it had.
///
/// # Missing values
///
/// Targets with fewer than two ratings are left out; `None` where no target is left.
///
/// # Errors
///
/// [`ReliabilityError::OutsideScale`] with the target and the rating, for the first rating outside the scale.
///
/// # Source
///
/// As for [`r_wg`].
///
/// # Example
///
/// ```
/// use stats::reliability::{RatingScale, RatingTable, r_wg_mean};
///
/// let table = RatingTable::from_records([("a", "r", 0.0), ("a", "s", 25.0), ("b", "r", 50.0), ("b", "s", 50.0)])?;
/// assert_eq!(r_wg_mean(&table, RatingScale::new(0.0, 100.0, 5)?)?, Some(0.875));
/// # Ok::<(), stats::reliability::ReliabilityError>(())
/// ```
pub fn r_wg_mean(table: &RatingTable, scale: RatingScale) -> Result<Option<f64>, ReliabilityError> {
    let values: Vec<f64> = r_wg_by_target(table, scale)?.into_iter().flatten().collect();
    Ok((!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64))
}

/// How much higher a person rates themselves than others rate them.
///
/// # Formula
///
/// own − mean of the others. Above 0 the person's own view is the more favourable one.
///
/// # Shapes and units
///
/// All ratings in one unit, which is the unit of the answer.
///
/// # Missing values
///
/// `None` where nobody else has rated, or where the answer would not be a finite number.
///
/// # Source
///
/// Reviewed in Fleenor, Smither, Atwater, Braddy & Sturm (2010), The Leadership Quarterly 21, 1005–1034,
/// doi:10.1016/j.leaqua.2010.10.006.
///
/// # Example
///
/// ```
/// use stats::reliability::self_other_difference;
///
/// assert_eq!(self_other_difference(80.0, &[60.0, 70.0]), Some(15.0));
/// assert_eq!(self_other_difference(80.0, &[]), None);
/// ```
pub fn self_other_difference(own: f64, others: &[f64]) -> Option<f64> {
    let difference = own - others.iter().sum::<f64>() / others.len() as f64;
    difference.is_finite().then_some(difference)
}

/// Deviations start from the first value, so equal values have exactly no variance.
fn sample_variance(values: &[f64]) -> Option<f64> {
    let (&origin, rest) = values.split_first()?;
    if rest.is_empty() {
        return None;
    }
    let n = values.len() as f64;
    let mean = values.iter().map(|value| value - origin).sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - origin - mean) * (value - origin - mean)).sum();
    Some(squares / (n - 1.0))
}
