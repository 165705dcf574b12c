//! A norm from a pool: which value stands at which percentile.

use super::LearningError;

/// So many people make a pool that others can be compared with.
pub const PEOPLE_FOR_A_NORM: usize = 100;

/// The values at percentiles 0 to 100 of a pool.
#[derive(Debug, Clone, PartialEq)]
pub struct PercentileTable {
    n: usize,
    values: Vec<f64>,
}

impl PercentileTable {
    /// Draws up the table of a pool's values.
    ///
    /// # Formula
    /// The value at percentile q stands at place (n − 1) · q / 100 of the sorted values, between two of them in
    /// proportion.
    ///
    /// # Shapes and units
    /// One value a person, in any unit; 101 values in the table.
    ///
    /// # Missing values
    /// None are allowed.
    ///
    /// # Errors
    /// [`LearningError::TooFew`] below [`PEOPLE_FOR_A_NORM`], [`LearningError::NotANumber`].
    ///
    /// # Source
    /// Definition 7 of Hyndman & Fan (1996), doi:10.1080/00031305.1996.10473566. Checked against numpy, see
    /// `data/reference/learning.json`.
    ///
    /// # Example
    /// ```
    /// use stats::learning::PercentileTable;
    ///
    /// let values: Vec<f64> = (0..=200).map(f64::from).collect();
    /// let table = PercentileTable::of(&values)?;
    /// assert_eq!((table.n(), table.value(25), table.percentile(50.0)), (201, 50.0, 25.0));
    /// # Ok::<(), stats::learning::LearningError>(())
    /// ```
    pub fn of(values: &[f64]) -> Result<Self, LearningError> {
        if let Some(row) = values.iter().position(|value| !value.is_finite()) {
            return Err(LearningError::NotANumber { row, column: 0 });
        }
        let n = values.len();
        if n < PEOPLE_FOR_A_NORM {
            return Err(LearningError::TooFew { what: "people", needed: PEOPLE_FOR_A_NORM, found: n });
        }
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let values = (0..=100).map(|percent| quantile(&sorted, f64::from(percent) / 100.0)).collect();
        Ok(Self { n, values })
    }

    /// How many people it rests on.
    pub fn n(&self) -> usize {
        self.n
    }

    /// The value at a percentile, from 0 to 100; above that as at 100.
    pub fn value(&self, percent: usize) -> f64 {
        self.values[percent.min(100)]
    }

    /// The percentile of a value: between two lines of the table in proportion, and the middle of the lines that are level
    /// with it; 0 below the lowest and 100 above the highest value.
    ///
    /// # Missing values
    /// A NaN gives 0: callers check their numbers first.
    pub fn percentile(&self, value: f64) -> f64 {
        let below = self.values.partition_point(|&other| other < value);
        let up_to = self.values.partition_point(|&other| other <= value);
        if below < up_to {
            return (below + up_to - 1) as f64 / 2.0;
        }
        match (below.checked_sub(1).and_then(|line| self.values.get(line)), self.values.get(below)) {
            (Some(low), Some(high)) => (below - 1) as f64 + (value - low) / (high - low),
            (None, _) => 0.0,
            (_, None) => 100.0,
        }
    }
}

/// The value below which a share of sorted values lies; there is at least one.
pub(super) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = (sorted.len() - 1) as f64 * share;
    let low = sorted[place.floor() as usize];
    let high = sorted[place.ceil() as usize];
    low + (high - low) * (place - place.floor())
}
