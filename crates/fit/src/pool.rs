//! The people on file as a pool: where each stands on a map, which groups they fall into, and who is like whom.

mod map;

pub use map::{Arrow, Axis, Group, Groups, Layout, PersonPlace, PoolMap, Trait};

use crate::{Estimates, Framework};
use ndarray::Array2;
use serde::Serialize;
use stats::learning::{LearningError, Standard, nearest};
use std::collections::HashMap;

/// No more people than this are looked at together.
pub const MOST_PEOPLE: usize = 20_000;

/// Of what a person must have been measured on, at least this share: with less they would stand in the middle of the
/// map because nobody looked, and not because of what they are like.
const SHARE_MEASURED: f64 = 0.5;

/// Somebody of whom too little is known to be set beside the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The person's id.
    pub id: String,
    /// On how many of the pool's dimensions somebody measured them.
    pub n_measured: usize,
}

/// People who can be set beside each other, on the dimensions on which enough of them were measured.
///
/// # Formula
/// A dimension belongs to the pool where at least half of those people have been measured on it of whom anything is known;
/// a person, where they were measured on at least half of these dimensions. Values are those that rules see
/// ([`Estimates::seen`]).
///
/// # Missing values
/// A dimension on which a person was not measured says nothing about how they differ from others: there they stand at the
/// mean of those who were.
///
/// # Shapes and units
/// People in the order of their ids, so that the order of a file changes nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    ids: Vec<String>,
    /// Of each person, which of the pool's dimensions were measured.
    is_measured: Vec<Vec<bool>>,
    /// The dimensions' places in the framework.
    dimensions: Vec<usize>,
    /// Those that too few were measured on.
    rarely_measured: Vec<usize>,
    left_out: Vec<LeftOut>,
    /// People × dimensions, 0–1.
    table: Array2<f64>,
    /// The same in standard deviations; none where nothing varies.
    standardised: Option<Array2<f64>>,
}

/// Somebody like another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alike {
    /// The person's id.
    pub id: String,
    /// The typical difference on a dimension, in standard deviations of the pool.
    pub distance: f64,
    /// On how many dimensions both were measured.
    pub n_both: usize,
}

/// The people most like one of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Likeness {
    /// The nearest first.
    pub people: Vec<Alike>,
    /// How many dimensions were counted.
    pub n_dimensions: usize,
    /// How far two people of this pool are typically apart: √2 for dimensions that hang on nothing.
    pub typical_distance: f64,
}

impl Pool {
    /// The pool of some people, each with an id of their own.
    ///
    /// # Example
    /// ```
    /// use fit::{Estimates, Framework, Points, Profile, Stated, framework, pool::Pool};
    /// let framework = Framework::parse(framework::DEFAULT).unwrap();
    /// let person = |id: &str, value: f64| {
    ///     let stated = Stated { mean: Points::new(value).unwrap(), se: Points::STATED_SE };
    ///     let estimates = [("skill.risk".to_owned(), stated)].into();
    ///     let profile = Profile { estimates, ..Profile::new(id, id) };
    ///     (id.to_owned(), Estimates::of(&framework, &profile))
    /// };
    /// let pool = Pool::of(&framework, vec![person("a", 20.0), person("b", 30.0), person("c", 90.0)]);
    /// assert_eq!(pool.alike("a", 5).unwrap().people[0].id, "b");
    /// ```
    pub fn of(framework: &Framework, mut people: Vec<(String, Estimates)>) -> Self {
        people.sort_by(|a, b| a.0.cmp(&b.0));
        let n_known = people.iter().filter(|(_, known)| known.is_measured.contains(&true)).count();
        let is_common = |d: &usize| {
            let n_measured = people.iter().filter(|(_, known)| known.is_measured[*d]).count();
            n_measured > 0 && n_measured as f64 >= SHARE_MEASURED * n_known as f64
        };
        let (dimensions, rarely_measured): (Vec<usize>, Vec<usize>) =
            (0..framework.dimensions.len()).partition(is_common);
        let n_measured = |known: &Estimates| dimensions.iter().filter(|&&d| known.is_measured[d]).count();
        let needed = (SHARE_MEASURED * dimensions.len() as f64).ceil().max(1.0) as usize;
        let (there, missing): (Vec<_>, Vec<_>) =
            people.into_iter().partition(|(_, known)| n_measured(known) >= needed);
        let left_out =
            missing.iter().map(|(id, known)| LeftOut { id: id.clone(), n_measured: n_measured(known) });
        let left_out = left_out.collect();
        let table = filled(&there, &dimensions);
        let standard =
            Standard::of(table.view()).ok().filter(|found| found.deviations.iter().any(|sd| *sd > 0.0));
        let standardised = standard.map(|standard| standard.apply(table.view()));
        let is_measured = there
            .iter()
            .map(|(_, known)| dimensions.iter().map(|&d| known.is_measured[d]).collect())
            .collect();
        let ids = there.into_iter().map(|(id, _)| id).collect();
        Self { ids, is_measured, dimensions, rarely_measured, left_out, table, standardised }
    }

    /// How many people are in it.
    pub fn n_people(&self) -> usize {
        self.ids.len()
    }

    /// Whether somebody is in it.
    pub fn holds(&self, id: &str) -> bool {
        self.ids.binary_search_by(|known| known.as_str().cmp(id)).is_ok()
    }

    /// How many dimensions count.
    pub fn n_dimensions(&self) -> usize {
        self.dimensions.len()
    }

    /// Those of whom too little is known.
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// The people most like one of them, in all dimensions of the pool; none where that person is not in it.
    ///
    /// # Errors
    /// In words: where there is nobody else, or nothing varies.
    pub fn alike(&self, id: &str, n_nearest: usize) -> Result<Likeness, String> {
        let Ok(row) = self.ids.binary_search_by(|known| known.as_str().cmp(id)) else {
            return Err(self.why_missing(id));
        };
        if self.ids.len() < 2 {
            return Err(
                "There is nobody else on file of whom enough is known to say who is alike.".to_owned()
            );
        }
        let Some(table) = &self.standardised else {
            return Err(
                "Everybody on file has the same values, so nobody is more alike than another.".to_owned()
            );
        };
        let found =
            nearest(table.view(), row, n_nearest).map_err(|error: LearningError| error.to_string())?;
        let both = |other: usize| {
            self.is_measured[row]
                .iter()
                .zip(&self.is_measured[other])
                .filter(|(one, two)| **one && **two)
                .count()
        };
        let alike = |one: &stats::learning::Neighbour| Alike {
            id: self.ids[one.row].clone(),
            distance: tidy(one.distance),
            n_both: both(one.row),
        };
        Ok(Likeness {
            people: found.iter().map(alike).collect(),
            n_dimensions: self.dimensions.len(),
            typical_distance: self.typical_distance(table),
        })
    }

    /// √(2 · the share of dimensions that vary): the root of the mean squared distance of two people who were drawn from
    /// the pool.
    fn typical_distance(&self, table: &Array2<f64>) -> f64 {
        let n_varying = table.columns().into_iter().filter(|column| column.iter().any(|z| *z != 0.0)).count();
        tidy((2.0 * n_varying as f64 / self.dimensions.len().max(1) as f64).sqrt())
    }

    fn why_missing(&self, id: &str) -> String {
        let known = self.left_out.iter().find(|one| one.id == id).map_or(0, |one| one.n_measured);
        format!(
            "Too little is known to say who is alike: {known} of the {} dimensions on which most people on file were \
             measured, and it takes half of them.",
            self.dimensions.len()
        )
    }
}

/// The people's values, with the mean of the others where nobody measured one.
fn filled(people: &[(String, Estimates)], dimensions: &[usize]) -> Array2<f64> {
    let means: HashMap<usize, f64> = dimensions
        .iter()
        .map(|&d| {
            let values =
                people.iter().filter(|(_, known)| known.is_measured[d]).map(|(_, known)| known.seen[d]);
            let (sum, n) = values.fold((0.0, 0_usize), |(sum, n), value| (sum + value, n + 1));
            (d, sum / n.max(1) as f64)
        })
        .collect();
    Array2::from_shape_fn((people.len(), dimensions.len()), |(row, column)| {
        let (d, known) = (dimensions[column], &people[row].1);
        if known.is_measured[d] { known.seen[d] } else { means[&d] }
    })
}

/// A figure without the digits in which machines may differ.
fn tidy(value: f64) -> f64 {
    // Adding zero turns −0 into 0.
    (value * 1e6).round() / 1e6 + 0.0
}
