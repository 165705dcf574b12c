//! How far raters can be relied on, and how far they agree: analysis of variance on a table of targets × raters,
//! intraclass correlations, Cronbach's alpha, r_wg and the difference between a person's own view and others'.
//!
//! A [`RatingTable`] is built once from a long list of ratings and checked there; every figure then reads it.
//! Figures that need every rater to have rated every target say which ratings are missing instead of guessing them.

mod anova;
mod figures;
mod intraclass;
mod table;
mod within_group;

pub use anova::{OneWay, TwoWay, one_way, two_way};
pub use figures::Figures;
pub use intraclass::{cronbach_alpha, icc1, icc2, icc2k};
pub use table::RatingTable;
pub use within_group::{RatingScale, r_wg, r_wg_by_target, r_wg_mean, self_other_difference};

use thiserror::Error;

/// Why a figure of reliability or agreement could not be given.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ReliabilityError {
    /// A rating is infinite, not a number, or beyond 10¹⁰⁰ in size.
    #[error("rating {}: {target} by {rater} is {value}, which is not a usable number", record + 1)]
    UnusableRating {
        /// Place of the rating in the list, from 0.
        record: usize,
        /// Who or what was rated.
        target: String,
        /// Who rated.
        rater: String,
        /// The value found.
        value: f64,
    },
    /// One rater has rated one target twice.
    #[error("{rater} has rated {target} twice: ratings {} and {}", first + 1, second + 1)]
    DuplicateRating {
        /// Who or what was rated.
        target: String,
        /// Who rated.
        rater: String,
        /// Place of the earlier rating in the list, from 0.
        first: usize,
        /// Place of the later rating in the list, from 0.
        second: usize,
    },
    /// Reliability compares differences between targets with differences between raters, so it needs two of each.
    #[error(
        "reliability needs at least 2 targets and 2 raters, but the ratings have {targets} and {raters} of them"
    )]
    TooFew {
        /// Distinct targets found.
        targets: usize,
        /// Distinct raters found.
        raters: usize,
    },
    /// The figure needs every rater to have rated every target.
    #[error("{missing} of {cells} ratings are missing: {}", list_missing(first, *missing))]
    Incomplete {
        /// How many ratings are missing.
        missing: usize,
        /// How many ratings a complete table would have.
        cells: usize,
        /// The first few missing ratings as (target, rater), target by target.
        first: Vec<(String, String)>,
    },
    /// No target has been rated twice, so nothing is known of how raters differ.
    #[error("no target has two ratings, so differences between raters cannot be judged")]
    NoRepeats {
        /// Distinct targets found.
        targets: usize,
    },
    /// The ratings do not vary in the way that the figure divides by.
    #[error("{figure} has no value here: {reason}")]
    Undefined {
        /// Name of the figure, such as "ICC(2,k)".
        figure: &'static str,
        /// What about the ratings leaves the figure without a value.
        reason: &'static str,
    },
    /// A scale needs two finite ends in order and at least two points.
    #[error(
        "a rating scale from {min} to {max} with {points} points cannot be used: \
         the ends must be finite numbers in order, and there must be at least 2 points"
    )]
    BadScale {
        /// Lowest rating.
        min: f64,
        /// Highest rating.
        max: f64,
        /// How many points the scale has.
        points: u32,
    },
    /// A rating lies outside the scale that it is said to be on.
    #[error("{}a rating of {value} lies outside the scale from {min} to {max}", prefix(target.as_deref()))]
    OutsideScale {
        /// Who or what was rated, where that is known.
        target: Option<String>,
        /// The rating found.
        value: f64,
        /// Lowest rating of the scale.
        min: f64,
        /// Highest rating of the scale.
        max: f64,
    },
}

fn prefix(target: Option<&str>) -> String {
    target.map(|name| format!("{name}: ")).unwrap_or_default()
}

fn list_missing(first: &[(String, String)], missing: usize) -> String {
    let mut list =
        first.iter().map(|(target, rater)| format!("{target} by {rater}")).collect::<Vec<_>>().join(", ");
    if missing > first.len() {
        list.push_str(&format!(" and {} more", missing - first.len()));
    }
    list
}
