//! Whether the same groups come back when the people are drawn anew.

use super::{
    Grouping, LearningError, Method, assign_by_k_means, check_numbers, fit_mixture, in_order, rows_of,
};
use crate::draw::Stream;
use crate::learning::check_length;
use ndarray::ArrayView2;
use rayon::prelude::*;

/// How often the people are drawn anew.
const DRAWS: u64 = 20;

/// A draw takes no more people than this; groups that need more to be seen are none that one would name.
const MOST_DRAWN: usize = 1000;

/// How well groups come back.
#[derive(Debug, Clone, PartialEq)]
pub struct Stability {
    /// The mean adjusted Rand index between the grouping and those of the draws: 1 where all pairs of people are kept
    /// together or apart alike, 0 where no more of them than by chance.
    pub rand: f64,
    /// For each group, the mean over the draws of the best overlap (Jaccard) with a group of the draw, 0 to 1.
    pub overlaps: Vec<f64>,
}

impl Stability {
    /// Whether a group may be called stable: an overlap of 0.75 or more.
    ///
    /// # Source
    /// The limit is that of Hennig (2007), doi:10.1016/j.csda.2006.11.025.
    pub fn is_stable(&self, group: usize) -> bool {
        self.overlaps.get(group).is_some_and(|&overlap| overlap >= 0.75)
    }
}

/// Draws the people anew with replacement, finds as many groups in each draw, assigns everybody to them, and compares.
///
/// # Formula
/// Jaccard overlap of two groups: |A ∩ B| / |A ∪ B|. Adjusted Rand index: (index − expected) / (largest − expected) over
/// pairs of rows. A draw in which no groups were found counts as 0 in both. One group alone is stable by definition.
///
/// # Shapes and units
/// The table in which the groups were found. 20 draws of as many rows as it has, at most 1,000.
///
/// # Missing values
/// None are allowed.
///
/// # Errors
/// [`LearningError::Shape`] where the grouping is not of this table, [`LearningError::NotANumber`].
///
/// # Source
/// Hennig (2007), doi:10.1016/j.csda.2006.11.025; Hubert & Arabie (1985), doi:10.1007/BF01908075, checked against
/// scikit-learn, see `data/reference/learning.json`.
///
/// # Example
/// ```
/// use ndarray::Array2;
/// use stats::learning::{Method, find_groups, group_stability};
///
/// let mut stream = stats::draw::Stream::open(1, "example", 0);
/// let table = Array2::from_shape_fn((60, 2), |(row, _)| stream.normal() + if row < 20 { 9.0 } else { 0.0 });
/// let grouping = find_groups(table.view(), Method::KMeans, 1)?;
/// let stability = group_stability(table.view(), &grouping, 1)?;
/// assert!(stability.rand > 0.99 && stability.is_stable(0) && stability.is_stable(1));
/// # Ok::<(), stats::learning::LearningError>(())
/// ```
pub fn group_stability(
    table: ArrayView2<'_, f64>,
    grouping: &Grouping,
    seed: u64,
) -> Result<Stability, LearningError> {
    check_numbers(table)?;
    check_length("memberships", table.nrows(), grouping.memberships.len())?;
    let count = grouping.n_groups;
    if count < 2 {
        return Ok(Stability { rand: 1.0, overlaps: vec![1.0; count] });
    }
    let n = table.nrows();
    let compare = |draw: u64| {
        let mut stream = Stream::open(seed, "groups drawn anew", draw);
        let places: Vec<usize> = (0..n.min(MOST_DRAWN)).map(|_| stream.place(n)).collect();
        let drawn = rows_of(table, &places);
        let found = match grouping.method {
            Method::KMeans => assign_by_k_means(drawn.view(), table, count, stream.bits()),
            Method::Mixture => {
                fit_mixture(drawn.view(), count, stream.bits()).ok().map(|mixture| mixture.assign(table))
            }
        };
        found.map_or_else(
            || Stability { rand: 0.0, overlaps: vec![0.0; count] },
            |found| agreement(&grouping.memberships, &found, count),
        )
    };
    let draws: Vec<Stability> = (0..DRAWS).into_par_iter().map(compare).collect();
    let mean = |sum: f64| sum / DRAWS as f64;
    Ok(Stability {
        rand: mean(draws.iter().map(|draw| draw.rand).sum()),
        overlaps: (0..count).map(|group| mean(draws.iter().map(|draw| draw.overlaps[group]).sum())).collect(),
    })
}

/// The adjusted Rand index of two groupings, and the best overlap of each group of the first.
fn agreement(first: &[usize], second: &[usize], n_first: usize) -> Stability {
    let (n_second, second) = in_order(second);
    let mut both = vec![vec![0_usize; n_second]; n_first];
    for (&a, &b) in first.iter().zip(&second) {
        both[a][b] += 1;
    }
    let of_first: Vec<usize> = both.iter().map(|row| row.iter().sum()).collect();
    let of_second: Vec<usize> = (0..n_second).map(|b| both.iter().map(|row| row[b]).sum()).collect();
    let overlap =
        |a: usize, b: usize| both[a][b] as f64 / (of_first[a] + of_second[b] - both[a][b]).max(1) as f64;
    let best = |a: usize| (0..n_second).map(|b| overlap(a, b)).fold(0.0, f64::max);
    let pairs = |counts: &mut dyn Iterator<Item = usize>| -> f64 {
        counts.map(|count| count as f64 * (count as f64 - 1.0) / 2.0).sum()
    };
    let index = pairs(&mut both.iter().flatten().copied());
    let (in_first, in_second) = (pairs(&mut of_first.iter().copied()), pairs(&mut of_second.iter().copied()));
    let expected = in_first * in_second / pairs(&mut [first.len()].into_iter()).max(1.0);
    let largest = f64::midpoint(in_first, in_second);
    let rand = if largest > expected { (index - expected) / (largest - expected) } else { 1.0 };
    Stability { rand, overlaps: (0..n_first).map(best).collect() }
}

#[cfg(test)]
mod tests {
    use super::{Stability, agreement};

    #[test]
    fn the_adjusted_rand_index_is_that_of_scikit_learn() {
        let text = include_str!("../../../../../data/reference/learning.json");
        let reference: serde_json::Value = serde_json::from_str(text).unwrap();
        let reference = &reference["adjusted_rand"];
        let groups = |name: &str| -> Vec<usize> { serde_json::from_value(reference[name].clone()).unwrap() };
        let (first, second) = (groups("first"), groups("second"));
        let rand = agreement(&first, &second, 3).rand;
        assert!((rand - reference["rand"].as_f64().unwrap()).abs() < 1e-14, "{rand}");
    }

    #[test]
    fn overlaps_are_of_the_best_partner() {
        let Stability { rand, overlaps } = agreement(&[0, 0, 0, 1, 1], &[1, 1, 0, 0, 0], 2);
        assert_eq!(overlaps, [2.0 / 3.0, 2.0 / 3.0]);
        assert!(rand < 1.0);
        let same = Stability { rand: 1.0, overlaps: vec![1.0, 1.0] };
        assert_eq!(agreement(&[0, 0, 1], &[1, 1, 0], 2), same);
    }
}
