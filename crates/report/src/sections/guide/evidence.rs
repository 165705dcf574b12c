//! Where a value of the example comes from, rating by rating. The people in it are invented, so nobody is protected by
//! joining their ratings into groups, as reports do.

use super::super::facts::Facts;
use super::super::framework::rater_in_words;
use super::super::side::Person;
use crate::charts::{fixed, whole};
use crate::words::{one_decimal, plain};

/// A value with all that it rests on.
pub(super) struct Evidence {
    pub(super) who: String,
    pub(super) what: String,
    pub(super) rows: Vec<Row>,
    /// The estimate with its standard error.
    pub(super) result: String,
    /// The sum of what everything counts for.
    pub(super) total: String,
}

/// One rating, or what the estimate starts from.
pub(super) struct Row {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) counts: String,
}

pub(super) fn of(facts: &Facts<'_>, person: &Person<'_>, dimension: usize) -> Evidence {
    let (known, model) = (&facts.framework.dimensions[dimension], &facts.framework.ratings);
    let ratings: Vec<_> =
        person.profile.ratings.iter().filter(|rating| rating.dimension == known.id).collect();
    // What a source counts for beside what is known of people in general, as in the table of the sources.
    let counts = |precision: f64| precision / model.prior_precision();
    // A stated value takes the place of what is known of people in general.
    let (label, mean, start) = match person.profile.estimates.get(&known.id) {
        Some(stated) => ("Stated value", stated.mean.get(), 1.0 / (stated.se.share() * stated.se.share())),
        None => ("People in general", known.prior.mean * 100.0, model.prior_precision()),
    };
    let first = Row { label: label.to_owned(), value: whole(mean), counts: fixed(counts(start), 2) };
    let rows = ratings.iter().map(|rating| Row {
        label: rater_in_words(rating.source).to_owned(),
        value: whole(rating.value.get()),
        counts: fixed(counts(model.precision(rating.source)), 2),
    });
    let precision: f64 = ratings.iter().map(|rating| model.precision(rating.source)).sum();
    let estimate = person.estimates.raw[dimension];
    Evidence {
        who: person.name.clone(),
        what: plain(&known.title),
        rows: std::iter::once(first).chain(rows).collect(),
        result: format!("{} ± {}", one_decimal(estimate.mean * 100.0), one_decimal(estimate.se * 100.0)),
        total: fixed(counts(start + precision), 2),
    }
}
