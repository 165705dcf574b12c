//! People like this one: the nearest rows of a standardised table.

use super::{LearningError, check_numbers};
use ndarray::ArrayView2;

/// A row close to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Neighbour {
    /// The row, from 0.
    pub row: usize,
    /// How far away it is: the typical difference on a column, in standard deviations.
    pub distance: f64,
}

/// The rows most like one of them, the nearest first.
///
/// # Formula
/// distance = √(mean over the columns of (difference)²). Rows at the same distance stand in the table's order.
///
/// # Shapes and units
/// `table` is standardised (see [`super::Standard`]), one row a person. At most `n_nearest` rows come back, never the
/// row itself.
///
/// # Missing values
/// None are allowed.
///
/// # Errors
/// [`LearningError::NotANumber`], and [`LearningError::Shape`] where the table has no such row or no columns.
///
/// # Example
/// ```
/// use ndarray::array;
/// use stats::learning::nearest;
///
/// let table = array![[0.0, 0.0], [3.0, 4.0], [1.0, 1.0]];
/// let found = nearest(table.view(), 0, 5)?;
/// assert_eq!(found.iter().map(|one| one.row).collect::<Vec<_>>(), [2, 1]);
/// assert_eq!(found[0].distance, 1.0);
/// # Ok::<(), stats::learning::LearningError>(())
/// ```
pub fn nearest(
    table: ArrayView2<'_, f64>,
    row: usize,
    n_nearest: usize,
) -> Result<Vec<Neighbour>, LearningError> {
    check_numbers(table)?;
    if row >= table.nrows() {
        return Err(LearningError::Shape { what: "rows", expected: row + 1, found: table.nrows() });
    }
    if table.ncols() == 0 {
        return Err(LearningError::Shape { what: "columns", expected: 1, found: 0 });
    }
    let own = table.row(row);
    let distance = |other: usize| {
        let squares: f64 = table.row(other).iter().zip(own).map(|(a, b)| (a - b) * (a - b)).sum();
        Neighbour { row: other, distance: (squares / table.ncols() as f64).sqrt() }
    };
    let mut found: Vec<Neighbour> = (0..table.nrows()).filter(|&other| other != row).map(distance).collect();
    // The sort is stable, so rows at one distance keep their order.
    found.sort_by(|a, b| a.distance.total_cmp(&b.distance));
    found.truncate(n_nearest);
    Ok(found)
}
