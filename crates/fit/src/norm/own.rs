//! A norm from an organisation's own people.

use super::Norm;
use crate::framework::Framework;
use crate::plan::Plan;
use crate::{Estimates, Points};
use serde::{Deserialize, Serialize};
use stats::learning::{LearningError, PEOPLE_FOR_A_NORM};

/// Which norm of its own a result was compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NormStamp {
    /// The norm's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Which of the norms of that name, from 1.
    pub version: i64,
    /// How many people are in it.
    pub n_people: usize,
    /// The day on which it was made.
    pub made_on: String,
}

/// The people of a norm as it is kept: their values, and nothing that says who they are.
///
/// # Shapes and units
/// Points with one decimal, as rules see them: one row a person, one value a dimension. Rows stand in the order of their
/// values, so that the order says nothing of anybody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NormPeople {
    /// Ids of the dimensions.
    pub dimensions: Vec<String>,
    /// The people.
    pub people: Vec<Vec<f64>>,
}

/// A norm from an organisation's own people, ready for use.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnNorm {
    /// Which one.
    pub stamp: NormStamp,
    /// The values by dimension, in the framework's order, 0–1.
    columns: Vec<Vec<f64>>,
}

impl NormPeople {
    /// The people of a norm, from those on file.
    ///
    /// # Missing values
    /// A dimension on which nobody measured a person has its prior, as it has for candidates. Somebody of whom nothing is
    /// known is left out.
    ///
    /// # Errors
    /// [`LearningError::TooFew`] where fewer than [`PEOPLE_FOR_A_NORM`] are left.
    pub fn of<'a>(
        framework: &Framework,
        people: impl IntoIterator<Item = &'a Estimates>,
    ) -> Result<Self, LearningError> {
        let tenths = |value: &f64| (value * 1000.0).round() / 10.0;
        let mut people: Vec<Vec<f64>> = people
            .into_iter()
            .filter(|person| person.is_measured.contains(&true))
            .map(|person| person.seen.iter().map(tenths).collect())
            .collect();
        let found = people.len();
        if found < PEOPLE_FOR_A_NORM {
            return Err(LearningError::TooFew { what: "people", needed: PEOPLE_FOR_A_NORM, found });
        }
        people.sort_by(|a, b| {
            let differing = a.iter().zip(b).map(|(a, b)| a.total_cmp(b)).find(|order| order.is_ne());
            differing.unwrap_or(std::cmp::Ordering::Equal)
        });
        Ok(Self { dimensions: framework.dimension_ids().map(str::to_owned).collect(), people })
    }
}

impl OwnNorm {
    /// A norm as it is kept, for the framework that it was made by.
    ///
    /// # Errors
    /// In words, where the two do not belong together or a value is none.
    pub fn new(stamp: NormStamp, framework: &Framework, kept: &NormPeople) -> Result<Self, String> {
        let ids: Vec<&str> = framework.dimension_ids().collect();
        if kept.dimensions != ids {
            return Err("this norm was made by another framework".to_owned());
        }
        let is_whole =
            |row: &Vec<f64>| row.len() == ids.len() && row.iter().all(|value| Points::new(*value).is_some());
        if kept.people.len() < PEOPLE_FOR_A_NORM || !kept.people.iter().all(is_whole) {
            return Err("this norm cannot be read".to_owned());
        }
        let column = |d: usize| kept.people.iter().map(|row| row[d] / 100.0).collect();
        Ok(Self { stamp, columns: (0..ids.len()).map(column).collect() })
    }
}

impl Norm {
    /// The norm in use: an organisation's own, else that of the framework's reference population.
    pub fn in_use(framework: &Framework, plan: &Plan, own: Option<&OwnNorm>) -> Self {
        match own {
            Some(own) => Self::of_columns(plan, &own.columns),
            None => Self::of(framework, plan),
        }
    }
}
