//! Flags: what a person should look at, whatever the score says.

use super::facts::{Candidate, Facts};
use super::words::{likelihood, of_100, plain, points, sentence_case};
use fit::compare::FlagResult;
use fit::framework::Guarded;

/// Below this probability of a breach a flag is not raised.
const RAISED: f64 = 0.10;

/// A flag as it is shown.
pub(super) struct Flag {
    /// What is guarded.
    pub(super) title: String,
    /// In two words.
    pub(super) standing: &'static str,
    /// The numbers in a sentence.
    pub(super) finding: String,
    /// Why the framework guards it.
    pub(super) reason: String,
    pub(super) is_breached: bool,
    /// The index of the candidate's dimension.
    pub(super) dimension: usize,
}

/// The flags that are raised for a candidate: breaches, and breaches that are possible.
pub(super) fn flags(facts: &Facts<'_>, candidate: &Candidate<'_>) -> Vec<Flag> {
    let raised = candidate.result.flags.iter().filter(|flag| flag.breached || flag.probability >= RAISED);
    raised.filter_map(|result| flag(facts, candidate, result)).collect()
}

fn flag(facts: &Facts<'_>, candidate: &Candidate<'_>, result: &FlagResult) -> Option<Flag> {
    let guard = facts.framework.guards.iter().find(|guard| guard.id == result.guard)?;
    let limit = points(guard.at_least * 100.0);
    let (title, dimension, value) = match guard.on {
        Guarded::Dimension(d) => (facts.dimension(d), d, candidate.person.estimates.raw[d].mean),
        Guarded::Facet(k) => {
            (facts.facet(k), facts.framework.facets[k].coo, candidate.result.facets.get(k)?.fit)
        }
    };
    let value = points(value * 100.0);
    let measure = match guard.on {
        Guarded::Dimension(_) => "the estimate",
        Guarded::Facet(_) => "the fit of the two people",
    };
    let odds = format!("{} ({})", likelihood(result.probability), of_100(result.probability));
    let (standing, finding) = match (result.assumed, result.breached) {
        (true, _) => (
            "not yet assessed",
            format!(
                "Nobody has assessed this yet. On what is known of people in general it is {odds} that {measure} \
                 would lie below the limit of {limit}."
            ),
        ),
        (false, true) => (
            "below the limit",
            format!(
                "{} is {value}, below the limit of {limit}. Given the evidence it is {odds} that it truly lies below.",
                sentence_case(measure)
            ),
        ),
        (false, false) => (
            "possibly below the limit",
            format!(
                "{} is {value}, at or above the limit of {limit}, but the evidence leaves room: it is {odds} that it \
                 truly lies below.",
                sentence_case(measure)
            ),
        ),
    };
    let reason = plain(&guard.reason);
    Some(Flag {
        title,
        standing,
        finding,
        reason,
        is_breached: result.breached && !result.assumed,
        dimension,
    })
}
