//! Flags: what a person should look at, whatever the score says.

use super::facts::{Candidate, Facts};
use crate::words::{likelihood, of_100, plain, points, sentence_case};
use fit::compare::FlagResult;
use fit::framework::Guarded;
use fit::verdict::lower_first;

/// Below this probability of a breach a flag is not raised.
const RAISED: f64 = 0.10;

/// A flag as it is shown.
pub(super) struct Flag {
    /// What is guarded.
    pub(super) title: String,
    /// In a few words.
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
    let guarded = guarded(facts, candidate, guard.on)?;
    let Subject { measure, value, .. } = &guarded;
    let odds = format!("{} ({})", likelihood(result.probability), of_100(result.probability));
    let finding = match (result.assumed, result.breached) {
        (true, _) => format!(
            "Nobody has assessed this yet. On what is known of people in general it is {odds} that {measure} would lie \
             below the limit of {limit}."
        ),
        (false, true) => format!(
            "{} is {value}, below the limit of {limit}. Given the evidence it is {odds} that it truly lies below.",
            sentence_case(measure)
        ),
        (false, false) => format!(
            "{} is {value}, at or above the limit of {limit}, but the evidence leaves room: it is {odds} that it truly \
             lies below.",
            sentence_case(measure)
        ),
    };
    let finding = match &guarded.reading {
        Some(reading) if !result.assumed => format!("{reading} {finding}"),
        _ => finding,
    };
    Some(Flag {
        standing: standing(result, guard.on),
        finding,
        reason: plain(&guard.reason),
        is_breached: result.breached && !result.assumed,
        title: guarded.title,
        dimension: guarded.dimension,
    })
}

/// What a guard watches, as a text names it.
struct Subject {
    title: String,
    measure: &'static str,
    value: String,
    /// How the two people stand, where the guard is on their fit.
    reading: Option<String>,
    dimension: usize,
}

fn guarded(facts: &Facts<'_>, candidate: &Candidate<'_>, on: Guarded) -> Option<Subject> {
    Some(match on {
        // A flag of the search, not of a candidate.
        Guarded::CeoDimension(_) => return None,
        Guarded::Dimension(d) => Subject {
            title: facts.dimension(d),
            measure: "the estimate",
            value: points(candidate.person.estimates.raw[d].mean * 100.0),
            reading: None,
            dimension: d,
        },
        Guarded::Facet(k) => {
            let facet = &facts.framework.facets[k];
            let own = facts.dimension(facet.coo);
            let title = match facet.ceo == facet.coo {
                true => format!("{own} beside the CEO’s"),
                false => format!("{own} beside the CEO’s {}", lower_first(&facts.dimension(facet.ceo))),
            };
            Subject {
                title,
                measure: "the fit of the two people on this",
                value: format!("{} of 100", points(candidate.result.facets.get(k)?.plain * 100.0)),
                reading: Some(facts.reading(k, candidate)),
                dimension: facet.coo,
            }
        }
    })
}

/// The state of a flag in a few words. A low fit may come of too much as well as of too little, so it is never
/// said to be a low value.
fn standing(result: &FlagResult, on: Guarded) -> &'static str {
    match (result.assumed, result.breached, on) {
        (true, ..) => "not yet assessed",
        (false, true, Guarded::Dimension(_) | Guarded::CeoDimension(_)) => "below the limit",
        (false, true, Guarded::Facet(_)) => "too far apart",
        (false, false, Guarded::Dimension(_) | Guarded::CeoDimension(_)) => "possibly below the limit",
        (false, false, Guarded::Facet(_)) => "possibly too far apart",
    }
}
