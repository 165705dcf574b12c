//! The method for a board, followed through a worked example: every figure comes from the functions that compute
//! results.

mod evidence;
mod tables;

use super::facts::{Candidate, Facts};
use super::framework::{RaterRow, Reading, mean_of};
use super::markup::Markup;
use super::method::{fit_text, norm_text, rank_text, surfaces};
use super::{Inputs, ReportError};
use crate::charts::fixed;
use crate::words::{counted_in_words, number, one_decimal, percent, plain, thousands};
use askama::Template;
use evidence::Evidence;
use fit::Rule;
use fit::verdict::{Firmness, lower_first};
use tables::{BalanceRow, FacetRow, FlagRow, OutlookRow, PillarRow, StabilityRow};

#[derive(Template)]
#[template(path = "guide.html", whitespace = "minimize")]
struct Guide {
    ceo: String,
    name: String,
    second: String,
    n_dimensions: usize,
    n_facets: usize,
    n_pillars: String,
    n_candidates: String,
    pillar_summaries: Vec<(String, String, usize)>,
    raters: Vec<RaterRow>,
    spread: String,
    prior: String,
    facet: String,
    why: String,
    evidence: Vec<Evidence>,
    fit: String,
    pillar: String,
    facets: Vec<FacetRow>,
    n_whole: String,
    pillar_score: String,
    pillars: Vec<PillarRow>,
    score: String,
    second_score: String,
    lost: String,
    second_lost: String,
    across: String,
    facet_lost: String,
    rank: String,
    n_draws: String,
    outlook: Vec<OutlookRow>,
    firmness: String,
    least_evidence: String,
    surfaces: Vec<Markup>,
    distances: Vec<(String, String)>,
    balance: Vec<BalanceRow>,
    weight_to_move: String,
    stability: Vec<StabilityRow>,
    n_reference: String,
    middle: String,
    limits: Vec<(String, String)>,
    flags: Vec<FlagRow>,
    shared: String,
}

/// The method for a board, as finished markup: sections whose headings are of the second level.
///
/// # Errors
/// Inputs that do not belong together, and a comparison that is no example: fewer than two candidates, no draws, or no
/// facet on which the first lost anything.
pub fn guide(inputs: &Inputs<'_>) -> Result<Markup, ReportError> {
    let facts = Facts::of(inputs)?;
    let unfit = || ReportError::Mismatch("it is no example to follow a number through".to_owned());
    let k = followed(&facts).ok_or_else(unfit)?;
    let (first, second) = match &facts.listed[..] {
        [first, second, ..] if facts.is_simulated() => (first, second),
        _ => return Err(unfit()),
    };
    Ok(Markup::section(&guide_of(&facts, k, (first, second), inputs)?)?)
}

fn guide_of(
    facts: &Facts<'_>,
    k: usize,
    (first, second): (&Candidate<'_>, &Candidate<'_>),
    inputs: &Inputs<'_>,
) -> Result<Guide, ReportError> {
    let framework = facts.framework;
    let facet = &framework.facets[k];
    let reading = Reading::of(framework);
    let (rows, n_whole) = tables::facets(facts, first, facet.pillar);
    let prior = framework.dimensions[facet.coo].prior;
    let middle = fit::norm::Norm::of(framework, &facts.plan).quantile(0.5);
    Ok(Guide {
        ceo: facts.ceo.name.clone(),
        name: first.name().to_owned(),
        second: second.name().to_owned(),
        n_dimensions: framework.dimensions.len(),
        n_facets: framework.facets.len(),
        n_pillars: counted_in_words(framework.pillars.len(), "pillar", "pillars"),
        n_candidates: number(facts.n_candidates()),
        pillar_summaries: reading.pillars.into_iter().map(|p| (p.title, p.summary, p.facets.len())).collect(),
        raters: reading.sources,
        spread: one_decimal(framework.ratings.spread * 100.0),
        prior: format!("{} ± {}", one_decimal(prior.mean * 100.0), one_decimal(prior.se * 100.0)),
        facet: facts.facet(k),
        why: plain(&facet.why),
        evidence: vec![
            evidence::of(facts, &first.person, facet.coo),
            evidence::of(facts, &facts.ceo, facet.ceo),
        ],
        fit: fit_text(facts, first, k),
        pillar: facts.pillar_within(facet.pillar),
        facets: rows,
        n_whole,
        pillar_score: one_decimal(first.result.pillars.0[facet.pillar].1),
        pillars: tables::pillars(facts, first, second),
        score: one_decimal(first.result.score),
        second_score: one_decimal(second.result.score),
        lost: one_decimal(first.lost()),
        second_lost: one_decimal(second.lost()),
        across: mean_of(facts.plan.scheme.balance),
        facet_lost: fixed(first.result.facets[k].loss, 2),
        rank: rank_text(facts, first) + &norm_text(facts, first),
        n_draws: thousands(facts.comparison.draws),
        outlook: facts.drawn().iter().map(tables::outlook).collect(),
        firmness: firmness(facts, first, second),
        least_evidence: percent(framework.min_completeness),
        surfaces: surfaces::of_each_rule(facts),
        distances: distances(),
        balance: tables::balance(facts, inputs)?,
        weight_to_move: weight_to_move(facts, first, second),
        stability: tables::stability(facts),
        n_reference: thousands(framework.norm.people),
        middle: one_decimal(middle * 100.0),
        limits: reading.guards.into_iter().map(|guard| (guard.limit, guard.reason)).collect(),
        flags: tables::flags(facts),
        shared: shared(facts, first),
    })
}

/// The facet on which the first candidate lost most, among those that both were measured and the candidate was rated on.
fn followed(facts: &Facts<'_>) -> Option<usize> {
    let leader = facts.leader();
    let framework = facts.framework;
    let is_followed = |k: &usize| {
        let facet = &framework.facets[*k];
        let (result, dimension) = (&leader.result.facets[*k], &framework.dimensions[facet.coo]);
        let n_ratings = leader.person.profile.ratings.iter().filter(|r| r.dimension == dimension.id).count();
        let is_ipsative = framework.domains[dimension.domain].is_ipsative;
        n_ratings > 1 && !result.assumed && !is_ipsative && result.loss > 0.0
    };
    let lost = |k: &usize| leader.result.facets[*k].loss;
    (0..framework.facets.len()).filter(is_followed).max_by(|a, b| lost(a).total_cmp(&lost(b)))
}

fn firmness(facts: &Facts<'_>, first: &Candidate<'_>, second: &Candidate<'_>) -> String {
    let Some(beats) = facts.pair(0, 1).and_then(|pair| pair.a_beats_b) else { return String::new() };
    let word = match Firmness::of(beats) {
        Firmness::Clear => "clearly ahead",
        Firmness::Leaning => "leaning",
        Firmness::TooClose => "too close to call",
    };
    format!("{} leads {} in {} of the draws: {word}.", first.name(), second.name(), percent(beats))
}

fn weight_to_move(facts: &Facts<'_>, first: &Candidate<'_>, second: &Candidate<'_>) -> String {
    match facts.pair(0, 1).and_then(|pair| pair.weight_to_move) {
        Some(share) => format!(
            "Moving {} of 100 points of weight, from where {} leads most to where {} does, makes the two level.",
            one_decimal(share * 100.0),
            first.name(),
            second.name()
        ),
        None => format!("No weights put {} level with {}.", second.name(), first.name()),
    }
}

fn shared(facts: &Facts<'_>, first: &Candidate<'_>) -> String {
    let gaps = &first.result.shared_gaps;
    let titles: Vec<String> =
        gaps.iter().map(|gap| lower_first(&facts.dimension_of(&gap.dimension))).collect();
    match titles.len() {
        0 => format!("{} and {} share none.", first.name(), facts.ceo.name),
        n => format!(
            "{} and {} share {}: {}. Another executive must cover {}, whoever is chosen.",
            first.name(),
            facts.ceo.name,
            number(n),
            crate::words::and(&titles),
            if n == 1 { "it" } else { "them" }
        ),
    }
}

/// What a distance from the ideal leaves of the fit, for a tolerance of 50 points.
fn distances() -> Vec<(String, String)> {
    let rule = Rule::Match { tolerance: fit::Tolerance { below: Some(0.5), above: Some(0.5) } };
    let left = |d: u8| (d.to_string(), fixed(rule.fit(0.0, f64::from(d) / 100.0), 2));
    [0, 5, 10, 15, 20, 25, 30, 40, 50].map(left).to_vec()
}
