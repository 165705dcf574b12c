//! Columns brought to mean 0 and standard deviation 1, so that none counts for more because of its unit.

use super::{LearningError, check_numbers};
use ndarray::{Array1, Array2, ArrayView2, Axis};

/// The mean and standard deviation of every column of a table, to standardise it and others like it.
#[derive(Debug, Clone, PartialEq)]
pub struct Standard {
    /// The means.
    pub means: Array1<f64>,
    /// The standard deviations; 0 for a column that does not vary.
    pub deviations: Array1<f64>,
}

impl Standard {
    /// Takes the measure of a table.
    ///
    /// # Formula
    /// Mean, and √(Σ (x − mean)² / (n − 1)); 0 where that is within rounding of 0.
    ///
    /// # Shapes and units
    /// Rows are cases, columns are variables in any unit.
    ///
    /// # Missing values
    /// None are allowed.
    ///
    /// # Errors
    /// [`LearningError::NotANumber`], [`LearningError::TooFew`] below two rows.
    ///
    /// # Example
    /// ```
    /// use ndarray::array;
    /// use stats::learning::Standard;
    ///
    /// let table = array![[1.0, 7.0], [3.0, 7.0]];
    /// let standard = Standard::of(table.view())?;
    /// assert_eq!(standard.constant_columns(), [1]);
    /// assert!((standard.apply(table.view())[[1, 0]] - 0.5f64.sqrt()).abs() < 1e-15);
    /// # Ok::<(), stats::learning::LearningError>(())
    /// ```
    pub fn of(table: ArrayView2<'_, f64>) -> Result<Self, LearningError> {
        check_numbers(table)?;
        if table.nrows() < 2 {
            return Err(LearningError::TooFew { what: "rows", needed: 2, found: table.nrows() });
        }
        Ok(Self::of_numbers(table))
    }

    /// As [`Standard::of`], of two rows or more that are known to be numbers.
    pub(super) fn of_numbers(table: ArrayView2<'_, f64>) -> Self {
        let n = table.nrows() as f64;
        let means = table.sum_axis(Axis(0)) / n;
        let mut deviations = Array1::zeros(table.ncols());
        for (column, deviation) in deviations.iter_mut().enumerate() {
            let squares: f64 =
                table.column(column).iter().map(|x| (x - means[column]) * (x - means[column])).sum();
            let found: f64 = (squares / (n - 1.0)).sqrt();
            *deviation = if found > 1e-12 * (1.0 + means[column].abs()) { found } else { 0.0 };
        }
        Self { means, deviations }
    }

    /// The standardised table; a column that does not vary becomes 0.
    ///
    /// # Shapes and units
    /// As many columns as the table that was measured; the answer is in standard deviations.
    pub fn apply(&self, table: ArrayView2<'_, f64>) -> Array2<f64> {
        let mut standardised = &table - &self.means;
        for (mut column, &deviation) in standardised.columns_mut().into_iter().zip(&self.deviations) {
            if deviation > 0.0 {
                column.mapv_inplace(|x| x / deviation);
            } else {
                column.fill(0.0);
            }
        }
        standardised
    }

    /// The columns that do not vary, from 0.
    pub fn constant_columns(&self) -> Vec<usize> {
        (0..self.deviations.len()).filter(|&column| self.deviations[column] == 0.0).collect()
    }
}
