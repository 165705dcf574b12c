//! What sets a group apart.

use super::{LearningError, check_numbers};
use crate::learning::check_length;
use ndarray::{ArrayView1, ArrayView2};

/// A column on which a group differs from everybody else.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trait {
    /// The column, from 0.
    pub column: usize,
    /// How far the group's mean lies above that of everybody else, in standard deviations of the table.
    pub difference: f64,
}

/// A difference smaller than this is no name for a group: half a standard deviation, Cohen's "medium".
const TELLING: f64 = 0.5;

/// For each group the columns that set it apart, the most telling first.
///
/// # Formula
/// difference = (mean of the group) − (mean of all others); those of at least 0.5 in size, by size, then by column.
///
/// # Shapes and units
/// `table` is standardised (see [`crate::learning::Standard`]) and has all columns, also those in which the groups were not
/// looked for. At most `most` columns a group; none for a group that is everybody.
///
/// # Missing values
/// None are allowed.
///
/// # Errors
/// [`LearningError::Shape`] where the memberships are not of this table, [`LearningError::NotANumber`].
///
/// # Source
/// Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, doi:10.4324/9780203771587.
///
/// # Example
/// ```
/// use ndarray::array;
/// use stats::learning::telling_traits;
///
/// let table = array![[1.0, 0.1], [0.9, -0.1], [-1.0, 0.1], [-0.9, -0.1]];
/// let traits = telling_traits(table.view(), &[0, 0, 1, 1], 2, 3)?;
/// assert_eq!(traits[0].len(), 1);
/// assert!(traits[0][0].column == 0 && (traits[0][0].difference - 1.9).abs() < 1e-12);
/// # Ok::<(), stats::learning::LearningError>(())
/// ```
pub fn telling_traits(
    table: ArrayView2<'_, f64>,
    memberships: &[usize],
    n_groups: usize,
    most: usize,
) -> Result<Vec<Vec<Trait>>, LearningError> {
    check_numbers(table)?;
    check_length("memberships", table.nrows(), memberships.len())?;
    Ok((0..n_groups).map(|group| of_group(table, memberships, group, most)).collect())
}

fn of_group(table: ArrayView2<'_, f64>, memberships: &[usize], group: usize, most: usize) -> Vec<Trait> {
    let n_inside = memberships.iter().filter(|&&other| other == group).count();
    let n_outside = memberships.len() - n_inside;
    if n_inside == 0 || n_outside == 0 {
        return Vec::new();
    }
    let difference = |(column, values): (usize, ArrayView1<'_, f64>)| {
        let inside: f64 = values
            .iter()
            .zip(memberships)
            .filter(|(_, other)| **other == group)
            .map(|(value, _)| value)
            .sum();
        let outside = values.sum() - inside;
        Trait { column, difference: inside / n_inside as f64 - outside / n_outside as f64 }
    };
    let mut traits: Vec<Trait> = table.columns().into_iter().enumerate().map(difference).collect();
    traits.retain(|one| one.difference.abs() >= TELLING);
    traits.sort_by(|a, b| b.difference.abs().total_cmp(&a.difference.abs()).then(a.column.cmp(&b.column)));
    traits.truncate(most);
    traits
}
