//! Where the finalists stand, at a glance: in a sentence, in a matrix of pillars and flags, and what would change or settle it.

use super::brief::{changes, telling};
use super::facts::{Candidate, Facts};
use super::flags::flags;
use super::markup::Markup;
use super::ranking::{bar, interval};
use super::shortlist::{PillarCell, pillar_cells};
use super::verdict::{Settling, Unranked, settling, unranked};
use crate::words::{percents, plain};
use askama::Template;
use fit::verdict::figure;

/// The finalists at a glance.
#[derive(Template)]
#[template(path = "standing.html", whitespace = "minimize")]
pub(super) struct Standing {
    sentence: String,
    /// What tells the first two apart.
    telling: Option<String>,
    /// Titles and weights of the pillars.
    pillars: Vec<(String, String)>,
    rows: Vec<Row>,
    unranked: Vec<Unranked>,
    /// What would change the order.
    changes: Vec<String>,
    settling: Option<Settling>,
}

/// A finalist.
struct Row {
    name: String,
    headline: String,
    is_provisional: bool,
    score: String,
    bar: Markup,
    pillars: Vec<(String, PillarCell)>,
    /// In words, and whether it is breached.
    flags: Vec<(String, bool)>,
}

pub(super) fn standing(facts: &Facts<'_>) -> Standing {
    let shares: Vec<f64> = (0..facts.framework.pillars.len()).map(|p| facts.weight(p)).collect();
    let titles = (0..facts.framework.pillars.len()).map(|p| facts.pillar(p));
    Standing {
        sentence: facts.verdict().sentence(),
        telling: telling(facts),
        pillars: titles.zip(percents(&shares)).collect(),
        rows: facts.finalists().map(|(_, candidate)| row(facts, candidate)).collect(),
        unranked: unranked(facts),
        changes: changes(facts),
        settling: settling(facts),
    }
}

fn row(facts: &Facts<'_>, candidate: &Candidate<'_>) -> Row {
    let result = candidate.result;
    let titles = (0..facts.framework.pillars.len()).map(|p| facts.pillar(p));
    Row {
        name: candidate.name().to_owned(),
        headline: plain(&candidate.person.profile.headline),
        is_provisional: result.provisional,
        score: figure(result),
        bar: bar(candidate, ("standing", "Score"), (result.score, interval(result.uncertainty.as_ref()))),
        pillars: titles.zip(pillar_cells(facts, candidate)).collect(),
        flags: flags(facts, candidate)
            .into_iter()
            .map(|flag| (format!("{}: {}", flag.title, flag.standing), flag.is_breached))
            .collect(),
    }
}
