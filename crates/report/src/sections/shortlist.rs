//! The ranking as a page shows it that people work on: every candidate in a row, the pillars as bars in cells.

use super::facts::{Candidate, Facts};
use super::markup::Markup;
use super::ranking::{self, Row, bar};
use super::{Inputs, ReportError, verdict, with_enough_draws};
use crate::words::{percents, plain, points};

/// The ranking with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortlist {
    /// The verdict in a sentence.
    pub verdict: String,
    /// How firm it is: simulations, weights, the model's own figures.
    pub firmness: Vec<String>,
    /// What the CEO's side asks of everybody, a sentence each.
    pub ceo_flags: Vec<String>,
    /// What to find out first of each of whom not enough is known to rank them: ids and sentences.
    pub to_find_out: Vec<(String, String)>,
    /// The pillars with their weights in force.
    pub pillars: Vec<PillarHead>,
    /// The candidates who are ranked, best first, then those of whom not enough is known.
    pub rows: Vec<Row>,
    /// How many more were compared.
    pub n_unlisted: usize,
    /// Whether enough was drawn for intervals and odds.
    pub is_simulated: bool,
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
    /// The weight in force, as one of the whole percentages that add up to 100.
    pub weight: String,
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
    let said = verdict::verdict(&facts, "");
    let shares: Vec<f64> = (0..facts.framework.pillars.len()).map(|p| facts.weight(p)).collect();
    let shares = percents(&shares);
    let head = |(p, pillar): (usize, &fit::framework::Pillar)| PillarHead {
        id: pillar.id.clone(),
        title: facts.pillar(p),
        summary: plain(&pillar.summary),
        weight: shares[p].clone(),
    };
    Ok(Shortlist {
        verdict: said.sentence,
        firmness: said.firmness,
        ceo_flags: said.ceo_flags,
        to_find_out: facts
            .unranked()
            .iter()
            .zip(&said.unranked)
            .map(|(candidate, said)| {
                let ask = said.ask.as_ref().map(|ask| format!(" Ask: “{ask}”"));
                let words = verdict::to_find_out(&facts, candidate) + &ask.unwrap_or_default();
                (candidate.result.id.clone(), words)
            })
            .collect(),
        pillars: facts.framework.pillars.iter().enumerate().map(head).collect(),
        rows: facts
            .listed
            .iter()
            .enumerate()
            .map(|(place, candidate)| row(&facts, place, candidate))
            .collect(),
        n_unlisted: facts.n_candidates() - facts.listed.len(),
        is_simulated: facts.is_simulated(),
    })
}

fn row(facts: &Facts<'_>, place: usize, candidate: &Candidate<'_>) -> Row {
    Row { pillars: pillar_cells(facts, candidate), ..ranking::row(facts, place, candidate) }
}

/// The pillars of a candidate, in the framework's order.
pub(super) fn pillar_cells(facts: &Facts<'_>, candidate: &Candidate<'_>) -> Vec<PillarCell> {
    let pillar = |(p, (_, score)): (usize, &(String, f64))| PillarCell {
        bar: bar(candidate, (&format!("p{p}"), &facts.pillar(p)), (*score, None)),
        score: points(*score),
    };
    candidate.result.pillars.0.iter().enumerate().map(pillar).collect()
}
