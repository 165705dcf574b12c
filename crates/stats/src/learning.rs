//! Learning from what happened: weights held against outcomes, response surfaces, and a pool of people as a map.
//!
//! The fits themselves are linfa's. What stands here is what keeps them honest: standardised columns, the weights in
//! force as the place that little evidence leaves alone, choices made inside cross-validation, permutation tests, and
//! refusals in words where the numbers cannot say anything.
//!
//! linfa takes exponentials from the standard library and multiplies matrices with the instructions that the machine
//! has. So the same input and seed give the same bytes on one machine, at any number of threads, and figures that
//! agree to rounding on another. Whoever needs the very figures later keeps them.

mod calibration;
mod components;
mod groups;
mod least_squares;
mod neighbours;
mod penalised;
mod standard;
mod surface;

pub use calibration::{
    Calibration, Case, Effort, Evidence, Excluded, Exclusion, Losses, NOT_ENOUGH, OutcomeKind, Reason,
    Verdict, calibrate, cases_needed,
};
pub use components::{Components, principal_components};
pub use groups::{
    Grouping, Method, Mixture, Stability, Trait, find_groups, fit_mixture, group_stability, telling_traits,
};
pub use least_squares::{LeastSquares, least_squares};
pub use neighbours::{Neighbour, nearest};
pub use standard::Standard;
pub use surface::{CASES_FOR_A_SURFACE, ResponseSurface, Term, response_surface};

use ndarray::ArrayView2;
use thiserror::Error;

/// How many people a pool needs before others are compared with it.
pub const PEOPLE_FOR_A_NORM: usize = 100;

/// Why nothing could be learnt.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum LearningError {
    /// Two parts of the input do not belong together.
    #[error("{what}: {expected} are expected, and there are {found}")]
    Shape {
        /// What was counted.
        what: &'static str,
        /// How many there should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A number is missing or infinite where one is needed.
    #[error("row {}, column {} is not a number", row + 1, column + 1)]
    NotANumber {
        /// The row, from 0.
        row: usize,
        /// The column, from 0.
        column: usize,
    },
    /// There is less than the method can say anything from.
    #[error("{found} {what} are too few: it takes {needed}")]
    TooFew {
        /// What was counted.
        what: &'static str,
        /// How many it takes.
        needed: usize,
        /// How many there are.
        found: usize,
    },
    /// All rows are equal.
    #[error("nothing varies, so there is nothing to learn from")]
    NothingVaries,
    /// Some columns follow from the others, so that their parts cannot be told apart.
    #[error("the columns follow from each other, so their parts cannot be told apart")]
    Dependent,
    /// The outcomes are all of one kind.
    #[error("all outcomes are the same, so nothing tells one kind from the other")]
    OneKind,
    /// A setting or a set of weights will not do.
    #[error("{what} must be {requirement}")]
    Setting {
        /// What was set.
        what: &'static str,
        /// What would do.
        requirement: &'static str,
    },
    /// The search for the best fit did not come to an end.
    #[error("{method} found no settled answer")]
    NotConverged {
        /// What was fitted.
        method: &'static str,
    },
}

/// Refuses a table in which something is missing or infinite.
fn check_numbers(table: ArrayView2<'_, f64>) -> Result<(), LearningError> {
    match table.indexed_iter().find(|(_, value)| !value.is_finite()) {
        Some(((row, column), _)) => Err(LearningError::NotANumber { row, column }),
        None => Ok(()),
    }
}

fn check_length(what: &'static str, expected: usize, found: usize) -> Result<(), LearningError> {
    if expected == found { Ok(()) } else { Err(LearningError::Shape { what, expected, found }) }
}
