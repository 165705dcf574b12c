//! The checked table of ratings that every figure reads.

use std::collections::BTreeMap;

use ndarray::Array2;

use super::ReliabilityError;

/// How many missing ratings an error names before it only counts the rest.
const NAMED_MISSING: usize = 5;

/// Larger ratings would overflow when they are squared and summed.
const LARGEST: f64 = 1e100;

/// Ratings of targets by raters, with gaps where a rater has not rated a target.
///
/// Targets and raters keep the order in which they first appear, so a file's order is the order of every list.
///
/// # Shapes and units
///
/// Two targets or more by two raters or more, ratings in any one unit. Only ratings that exist take memory, so raters
/// who each rated a single target are no burden.
///
/// # Missing values
///
/// A pair of target and rater that no record names is missing. It is never read as zero.
///
/// # Example
///
/// ```
/// use stats::reliability::RatingTable;
///
/// let table = RatingTable::from_records([
///     ("candidate 1", "board", 70.0),
///     ("candidate 1", "peer", 60.0),
///     ("candidate 2", "board", 55.0),
/// ])?;
/// assert_eq!(table.targets(), ["candidate 1", "candidate 2"]);
/// assert_eq!(table.rating(1, 0), Some(55.0));
/// assert_eq!(table.missing().collect::<Vec<_>>(), [("candidate 2", "peer")]);
/// # Ok::<(), stats::reliability::ReliabilityError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RatingTable {
    targets: Vec<String>,
    raters: Vec<String>,
    /// For each target, its ratings by the place of the rater.
    ratings: Vec<BTreeMap<usize, f64>>,
}

impl RatingTable {
    /// Builds a table from (target, rater, value) records in any order.
    ///
    /// # Errors
    ///
    /// [`ReliabilityError::UnusableRating`] for the first value that is infinite, not a number or beyond 10¹⁰⁰ in
    /// size, [`ReliabilityError::DuplicateRating`] for the first pair of target and rater met twice, and
    /// [`ReliabilityError::TooFew`] below two targets or two raters.
    pub fn from_records<Name: AsRef<str>>(
        records: impl IntoIterator<Item = (Name, Name, f64)>,
    ) -> Result<Self, ReliabilityError> {
        let (mut targets, mut raters) = (Names::default(), Names::default());
        let mut ratings: Vec<BTreeMap<usize, f64>> = Vec::new();
        let mut seen = BTreeMap::new();
        for (record, (target, rater, value)) in records.into_iter().enumerate() {
            let (target, rater) = (target.as_ref(), rater.as_ref());
            if !value.is_finite() || value.abs() > LARGEST {
                let (target, rater) = (target.to_owned(), rater.to_owned());
                return Err(ReliabilityError::UnusableRating { record, target, rater, value });
            }
            let cell = (targets.place(target), raters.place(rater));
            if let Some(first) = seen.insert(cell, record) {
                let (target, rater) = (target.to_owned(), rater.to_owned());
                return Err(ReliabilityError::DuplicateRating { target, rater, first, second: record });
            }
            if cell.0 == ratings.len() {
                ratings.push(BTreeMap::new());
            }
            ratings[cell.0].insert(cell.1, value);
        }
        let (targets, raters) = (targets.in_order, raters.in_order);
        if targets.len() < 2 || raters.len() < 2 {
            return Err(ReliabilityError::TooFew { targets: targets.len(), raters: raters.len() });
        }
        Ok(Self { targets, raters, ratings })
    }

    /// The targets, in the order of their first rating.
    pub fn targets(&self) -> &[String] {
        &self.targets
    }

    /// The raters, in the order of their first rating.
    pub fn raters(&self) -> &[String] {
        &self.raters
    }

    /// How many ratings there are.
    pub fn n_ratings(&self) -> usize {
        self.ratings.iter().map(BTreeMap::len).sum()
    }

    /// How many pairs of target and rater have no rating.
    pub fn n_missing(&self) -> usize {
        self.targets.len() * self.raters.len() - self.n_ratings()
    }

    /// The rating at these places of [`targets`](Self::targets) and [`raters`](Self::raters), if there is one.
    pub fn rating(&self, target: usize, rater: usize) -> Option<f64> {
        self.ratings.get(target)?.get(&rater).copied()
    }

    /// One target after another: its ratings, in the order of the raters, without the missing ones.
    pub fn rows(&self) -> impl Iterator<Item = Vec<f64>> + '_ {
        self.ratings.iter().map(|row| row.values().copied().collect())
    }

    /// The missing ratings as (target, rater), target by target.
    pub fn missing(&self) -> impl Iterator<Item = (&str, &str)> + '_ {
        self.targets.iter().zip(&self.ratings).flat_map(move |(target, row)| {
            self.raters
                .iter()
                .enumerate()
                .filter(move |(place, _)| !row.contains_key(place))
                .map(move |(_, rater)| (target.as_str(), rater.as_str()))
        })
    }

    /// The ratings as an array of targets × raters.
    ///
    /// # Errors
    ///
    /// [`ReliabilityError::Incomplete`] with the number of missing ratings and the first five of them.
    pub fn to_array(&self) -> Result<Array2<f64>, ReliabilityError> {
        let (targets, raters) = (self.targets.len(), self.raters.len());
        let missing = self.n_missing();
        if missing > 0 {
            let named = self.missing().take(NAMED_MISSING);
            let first = named.map(|(target, rater)| (target.to_owned(), rater.to_owned())).collect();
            return Err(ReliabilityError::Incomplete { missing, cells: targets * raters, first });
        }
        Ok(Array2::from_shape_fn((targets, raters), |(target, rater)| self.ratings[target][&rater]))
    }
}

/// Names in the order of their first appearance, with the place of each.
#[derive(Default)]
struct Names {
    in_order: Vec<String>,
    places: BTreeMap<String, usize>,
}

impl Names {
    fn place(&mut self, name: &str) -> usize {
        if let Some(&place) = self.places.get(name) {
            return place;
        }
        let place = self.in_order.len();
        self.in_order.push(name.to_owned());
        self.places.insert(name.to_owned(), place);
        place
    }
}
