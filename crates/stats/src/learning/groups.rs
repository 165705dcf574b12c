//! Groups of people: found by a Gaussian mixture or k-means, their number chosen, their stability shown, and what sets
//! each apart.
//!
//! Groups are looked for among the scores on the first few [principal components](super::Components). In as many
//! dimensions as a profile has everybody is far from everybody, and a mixture has more figures to find than there are
//! people.

mod mixture;
mod silhouette;
mod stability;
mod traits;

pub use mixture::{Mixture, fit_mixture};
pub use stability::{Stability, group_stability};
pub use traits::{Trait, telling_traits};

use super::{LearningError, check_numbers};
use crate::draw::Stream;
use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use linfa_clustering::KMeans;
use ndarray::{Array1, Array2, ArrayView2};
use rand_xoshiro06::Xoshiro256Plus;
use rand_xoshiro06::rand_core::SeedableRng;
use rayon::prelude::*;

/// No more groups than this are looked for: more have no names that anyone remembers.
const MOST_GROUPS: usize = 8;

/// A group takes at least so many people on average.
const PEOPLE_PER_GROUP: usize = 10;

/// A mean silhouette below this shows no substantial structure: Kaufman & Rousseeuw (1990), doi:10.1002/9780470316801.
const STRUCTURE: f64 = 0.25;

/// How groups are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Groups of any elliptic shape, their number chosen by BIC, which may well be one.
    Mixture,
    /// Round groups, their number chosen by the mean silhouette; one where that shows no structure.
    KMeans,
}

/// People in groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouping {
    /// How they were found.
    pub method: Method,
    /// How many groups; 1 says that there is one cloud of people and no groups in it.
    pub n_groups: usize,
    /// The group of each row, from 0, the largest group first.
    pub memberships: Vec<usize>,
    /// What each number of groups would have given: BIC (the lower, the better) for a mixture, the mean silhouette (the
    /// higher, the better) for k-means. A number that gave no fit is not among them.
    pub criteria: Vec<(usize, f64)>,
}

impl Grouping {
    /// How many rows each group has.
    pub fn sizes(&self) -> Vec<usize> {
        let mut sizes = vec![0; self.n_groups];
        for &group in &self.memberships {
            sizes[group] += 1;
        }
        sizes
    }
}

/// Looks for groups and decides how many there are.
///
/// # Formula
/// Mixture: the number from 1 to 8 with the lowest BIC = −2 ln L + q ln n, q the figures of the mixture; after two numbers
/// in a row that are no better, no more are tried. k-means: the
/// number from 2 to 8 with the highest mean silhouette, the mean over rows of (b − a) / max(a, b), a the mean distance
/// to the others of one's own group and b that to the nearest other group; 1 where it is below 0.25. A group has ten
/// rows on average, or fewer groups are tried.
///
/// # Shapes and units
/// One row a person: scores on a few components, all in one unit.
///
/// # Missing values
/// None are allowed.
///
/// # Errors
/// [`LearningError::TooFew`] below 20 rows, [`LearningError::NotANumber`], [`LearningError::NothingVaries`] where all rows are
/// equal, [`LearningError::NotConverged`] where not even one group can be fitted.
///
/// # Source
/// Fraley & Raftery (2002), doi:10.1198/016214502760047131; Rousseeuw (1987), doi:10.1016/0377-0427(87)90125-7. The fits are
/// linfa's. Checked against scikit-learn, see `data/reference/learning.json`.
///
/// # Example
/// ```
/// use ndarray::Array2;
/// use stats::learning::{Method, find_groups};
///
/// let mut stream = stats::draw::Stream::open(1, "example", 0);
/// let table = Array2::from_shape_fn((60, 2), |(row, _)| stream.normal() + if row < 20 { 9.0 } else { 0.0 });
/// let grouping = find_groups(table.view(), Method::KMeans, 1)?;
/// assert_eq!((grouping.n_groups, grouping.sizes()), (2, vec![40, 20]));
/// # Ok::<(), stats::learning::LearningError>(())
/// ```
pub fn find_groups(table: ArrayView2<'_, f64>, method: Method, seed: u64) -> Result<Grouping, LearningError> {
    check_numbers(table)?;
    let n = table.nrows();
    if n < 2 * PEOPLE_PER_GROUP {
        return Err(LearningError::TooFew { what: "people", needed: 2 * PEOPLE_PER_GROUP, found: n });
    }
    if table.ncols() == 0 || table.rows().into_iter().all(|row| row == table.row(0)) {
        return Err(LearningError::NothingVaries);
    }
    let counts: Vec<usize> = (1..=MOST_GROUPS.min(n / PEOPLE_PER_GROUP)).collect();
    let (criteria, best) = match method {
        Method::Mixture => by_bic(table, &counts, seed)?,
        Method::KMeans => by_silhouette(table, &counts, seed),
    };
    let (n_groups, memberships) = in_order(&best);
    Ok(Grouping { method, n_groups, memberships, criteria })
}

type Chosen = (Vec<(usize, f64)>, Vec<usize>);

fn by_bic(table: ArrayView2<'_, f64>, counts: &[usize], seed: u64) -> Result<Chosen, LearningError> {
    let mut criteria = Vec::new();
    let mut best: Option<Mixture> = None;
    let mut n_worse = 0;
    for &count in counts {
        let Ok(fit) = fit_mixture(table, count, seed) else { continue };
        criteria.push((count, fit.bic));
        if best.as_ref().is_none_or(|best| fit.bic < best.bic) {
            (best, n_worse) = (Some(fit), 0);
        } else {
            n_worse += 1;
        }
        // The more groups, the longer a fit takes, and the further BIC rises.
        if n_worse == 2 {
            break;
        }
    }
    let best = best.ok_or(LearningError::NotConverged { method: "the mixture of groups" })?;
    Ok((criteria, best.assign(table)))
}

fn by_silhouette(table: ArrayView2<'_, f64>, counts: &[usize], seed: u64) -> Chosen {
    let fits: Vec<(usize, Vec<usize>)> = counts[1..]
        .par_iter()
        .filter_map(|&count| assign_by_k_means(table, table, count, seed).map(|groups| (count, groups)))
        // Where several people are equal, there may be fewer groups than were asked for.
        .filter(|(count, groups)| in_order(groups).0 == *count)
        .collect();
    let widths = silhouette::mean_widths(table, &fits);
    let criteria: Vec<(usize, f64)> =
        fits.iter().zip(&widths).map(|((count, _), &width)| (*count, width)).collect();
    // Of groupings as good as each other, that with the fewest groups.
    let best = (0..fits.len()).rev().max_by(|&a, &b| widths[a].total_cmp(&widths[b]));
    let groups = match best {
        Some(best) if widths[best] >= STRUCTURE => fits[best].1.clone(),
        _ => vec![0; table.nrows()],
    };
    (criteria, groups)
}

/// Finds groups by k-means in one table, and gives each row of another the group that is nearest; `None` where nothing
/// was found.
fn assign_by_k_means(
    learnt_from: ArrayView2<'_, f64>,
    table: ArrayView2<'_, f64>,
    n_groups: usize,
    seed: u64,
) -> Option<Vec<usize>> {
    let fit = KMeans::params_with_rng(n_groups, linfa_chance(seed, "k-means", n_groups))
        .tolerance(1e-5)
        .fit(&DatasetBase::from(learnt_from.to_owned()))
        .ok()?;
    let memberships: Array1<usize> = fit.predict(&table.to_owned());
    Some(memberships.to_vec())
}

/// A generator as linfa takes it, started from our seed.
fn linfa_chance(seed: u64, purpose: &str, n_groups: usize) -> Xoshiro256Plus {
    Xoshiro256Plus::seed_from_u64(Stream::open(seed, purpose, n_groups as u64).bits())
}

/// Numbers the groups that have rows, the largest first, and of equal ones that of the earliest row.
fn in_order(groups: &[usize]) -> (usize, Vec<usize>) {
    let most = groups.iter().max().map_or(0, |most| most + 1);
    let mut sizes = vec![0; most];
    let mut firsts = vec![usize::MAX; most];
    for (row, &group) in groups.iter().enumerate() {
        sizes[group] += 1;
        firsts[group] = firsts[group].min(row);
    }
    let mut order: Vec<usize> = (0..most).filter(|&group| sizes[group] > 0).collect();
    order.sort_by_key(|&group| (std::cmp::Reverse(sizes[group]), firsts[group]));
    let mut places = vec![0; most];
    for (place, &group) in order.iter().enumerate() {
        places[group] = place;
    }
    (order.len(), groups.iter().map(|&group| places[group]).collect())
}

/// The rows of a table at these places.
fn rows_of(table: ArrayView2<'_, f64>, places: &[usize]) -> Array2<f64> {
    table.select(ndarray::Axis(0), places)
}
