//! The ranking as a page shows it that people work on: every candidate in a row, the pillars as bars in cells.

use super::facts::{Candidate, Facts};
use super::flags::flags;
use super::markup::Markup;
use super::norm::norm_words;
use super::ranking::{RowFlag, first_of_100, interval};
use super::words::{one_decimal, percent, percentile, plain, points, range};
use super::{Inputs, ReportError, verdict, with_enough_draws};
use crate::charts::{BarCell, MISSING, bar_cell};

/// The ranking with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortlist {
    /// The verdict in a sentence.
    pub verdict: String,
    /// How firm it is: draws, weights, norm.
    pub firmness: Vec<String>,
    /// Who is provisional, and what that means.
    pub provisional: Option<String>,
    /// The pillars with their weights in force.
    pub pillars: Vec<PillarHead>,
    /// The candidates, best first.
    pub rows: Vec<Row>,
    /// How many more were compared.
    pub n_unlisted: usize,
    /// Whether enough was drawn for intervals and odds.
    pub is_simulated: bool,
    /// The people of the norm with their number, as in “the share of … who score lower”.
    pub norm_people: String,
}

/// A pillar at the head of its column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PillarHead {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// What it is, in a sentence.
    pub summary: String,
    /// The weight in force.
    pub weight: String,
}

/// One candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Id.
    pub id: String,
    /// 1 is first.
    pub rank: usize,
    /// Name, or what stands in for it.
    pub name: String,
    /// What they do, in a line.
    pub headline: String,
    /// Whether too little was measured for more than a provisional result.
    pub is_provisional: bool,
    /// The score with its interval, drawn.
    pub bar: Markup,
    /// The score.
    pub score: String,
    /// The interval.
    pub range: String,
    /// How many of 100 draws the candidate comes first in.
    pub first: String,
    /// The expected rank.
    pub expected_rank: String,
    /// The percentile among the people of the norm.
    pub percentile: String,
    /// The share of the weight that rests on measured values.
    pub evidence: String,
    /// The pillars, in order.
    pub pillars: Vec<PillarCell>,
    /// What to look into.
    pub flags: Vec<RowFlag>,
}

/// A pillar of one candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PillarCell {
    /// The score, drawn.
    pub bar: Markup,
    /// The score.
    pub score: String,
}

/// The ranking for a page that people work on.
///
/// # Errors
/// Inputs that do not belong together, as [`to_html`](crate::to_html).
pub fn shortlist(inputs: &Inputs<'_>) -> Result<Shortlist, ReportError> {
    let comparison = with_enough_draws(inputs.comparison);
    let facts = Facts::of(&Inputs { comparison: &comparison, ..*inputs })?;
    let verdict = verdict::verdict(&facts);
    let head = |(p, pillar): (usize, &fit::framework::Pillar)| PillarHead {
        id: pillar.id.clone(),
        title: facts.pillar(p),
        summary: plain(&pillar.summary),
        weight: percent(facts.weight(p)),
    };
    Ok(Shortlist {
        verdict: verdict.sentence,
        firmness: verdict.firmness,
        provisional: verdict.provisional,
        pillars: facts.framework.pillars.iter().enumerate().map(head).collect(),
        rows: facts.listed.iter().map(|candidate| row(&facts, candidate)).collect(),
        n_unlisted: facts.n_candidates() - facts.listed.len(),
        is_simulated: facts.is_simulated(),
        norm_people: norm_words(&facts).counted,
    })
}

fn row(facts: &Facts<'_>, candidate: &Candidate<'_>) -> Row {
    let result = candidate.result;
    let uncertainty = result.uncertainty.as_ref();
    let bar = |column: &str, what: &str, data: &BarCell| {
        let (id, title) = (format!("{column}-{}", result.rank), format!("{what} of {}", candidate.name()));
        Markup::drawing(&bar_cell(&id, &title, data))
    };
    let pillar = |(p, (_, score)): (usize, &(String, f64))| {
        let data = BarCell { value: Some(*score), interval: None, is_provisional: result.provisional };
        PillarCell { bar: bar(&format!("p{p}"), &facts.pillar(p), &data), score: points(*score) }
    };
    let overall = BarCell {
        value: Some(result.score),
        interval: interval(uncertainty),
        is_provisional: result.provisional,
    };
    Row {
        id: result.id.clone(),
        rank: result.rank,
        name: candidate.name().to_owned(),
        headline: plain(&candidate.person.profile.headline),
        is_provisional: result.provisional,
        bar: bar("score", "Score", &overall),
        score: points(result.score),
        range: uncertainty.map_or_else(|| MISSING.to_owned(), |u| range(u.p05, u.p95)),
        // The head of the column says of how many.
        first: uncertainty.map_or_else(|| MISSING.to_owned(), |of| first_of_100(of).replace(" of 100", "")),
        expected_rank: uncertainty.map_or_else(|| MISSING.to_owned(), |u| one_decimal(u.expected_rank)),
        percentile: percentile(result.norm.score),
        evidence: percent(result.completeness),
        pillars: result.pillars.0.iter().enumerate().map(pillar).collect(),
        flags: flags(facts, candidate).into_iter().map(RowFlag::of).collect(),
    }
}
