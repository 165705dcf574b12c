//! Would other weights change the decision?

use super::facts::Facts;
use super::markup::Markup;
use crate::charts::{BarCell, Crossing, MISSING, Sweep, WeightSweep, bar_cell, weight_sweep, whole};
use crate::words::{and, of_100, percent, range, variations_line};
use askama::Template;
use fit::compare::VariedResult;
use fit::sensitivity;
use fit::verdict::Firmness;

/// Lines in one panel of the sweep.
const LINES: usize = 8;
/// As many candidates are set against each other.
const PAIRED: usize = 5;
/// Points of each line.
const STEPS: u32 = 20;

/// Whether other weights would change the order; nothing where there is none to change.
#[derive(Template)]
#[template(path = "weights.html", whitespace = "minimize")]
pub(super) struct Section {
    pub(super) weights: Option<Weights>,
}

/// How the order depends on the weights.
pub(super) struct Weights {
    pub(super) summary: String,
    pub(super) sweep: Option<Markup>,
    /// Who is not drawn in the sweep.
    pub(super) note: Option<String>,
    pub(super) stability: Vec<Stability>,
    pub(super) leader: String,
    pub(super) pairs: Vec<PairRow>,
    pub(super) is_simulated: bool,
    pub(super) variations: Option<Variations>,
    pub(super) smaa: Option<Smaa>,
}

/// How far one pillar's weight can go.
pub(super) struct Stability {
    pub(super) pillar: String,
    pub(super) weight: String,
    pub(super) range: String,
    pub(super) beyond: String,
}

/// One pair of candidates.
pub(super) struct PairRow {
    pub(super) ahead: String,
    pub(super) behind: String,
    pub(super) odds: String,
    pub(super) words: &'static str,
    pub(super) weight: String,
}

/// The weights under which each candidate comes first.
pub(super) struct Smaa {
    pub(super) pillars: Vec<String>,
    pub(super) rows: Vec<SmaaRow>,
}

/// What variations of the framework's own figures say.
pub(super) struct Variations {
    pub(super) summary: String,
    pub(super) rows: Vec<VariedRow>,
}

pub(super) struct VariedRow {
    pub(super) name: String,
    pub(super) bar: Markup,
    pub(super) first: String,
    pub(super) range: String,
}

pub(super) struct SmaaRow {
    pub(super) name: String,
    pub(super) weights: Vec<String>,
    pub(super) confidence: String,
}

pub(super) fn section(facts: &Facts<'_>) -> Section {
    Section { weights: weights(facts) }
}

fn weights(facts: &Facts<'_>) -> Option<Weights> {
    if !facts.has_order() {
        return None;
    }
    let crossings = crossings(facts);
    let is_single = facts.framework.pillars.len() == 1;
    let lines = lines(facts, &crossings);
    let pillars = pillar_shares(facts);
    let pillars: Vec<&[f64]> = pillars.iter().map(Vec::as_slice).collect();
    let stable = facts.plan.scheme.stability(&pillars);
    let stability = stable.iter().enumerate().map(|(p, s)| stability(facts, &crossings[p], (p, s))).collect();
    let note = (lines.len() < facts.n_ranked()).then(|| {
        format!(
            "The lines are those of the first candidates and of everybody who leads at some weight: {} of {}.",
            lines.len(),
            facts.n_ranked()
        )
    });
    Some(Weights {
        summary: summary(facts, &crossings),
        sweep: (!is_single).then(|| sweep(facts, &crossings, &lines)),
        note: note.filter(|_| !is_single),
        stability: if is_single { Vec::new() } else { stability },
        leader: facts.leader().name().to_owned(),
        pairs: pairs(facts),
        is_simulated: facts.is_simulated(),
        variations: variations(facts),
        smaa: smaa(facts),
    })
}

/// Where the leader changes, pillar by pillar; places are those of the listed candidates.
fn crossings(facts: &Facts<'_>) -> Vec<Vec<sensitivity::Crossing>> {
    let pillars = pillar_shares(facts);
    let pillars: Vec<&[f64]> = pillars.iter().map(Vec::as_slice).collect();
    (0..facts.framework.pillars.len()).map(|p| facts.plan.scheme.crossings(p, &pillars)).collect()
}

fn pillar_shares(facts: &Facts<'_>) -> Vec<Vec<f64>> {
    let shares = |candidate: &super::facts::Candidate<'_>| {
        candidate.result.pillars.0.iter().map(|(_, score)| score / 100.0).collect()
    };
    facts.ranked().iter().map(shares).collect()
}

/// Everybody who leads at some weight, and the first in rank, in order of rank.
fn lines(facts: &Facts<'_>, crossings: &[Vec<sensitivity::Crossing>]) -> Vec<usize> {
    let mut lines: Vec<usize> = crossings.iter().flatten().flat_map(|c| [c.from, c.to]).collect();
    lines.push(0);
    lines.sort_unstable();
    lines.dedup();
    for place in 0..facts.ranked().len() {
        if lines.len() < LINES && !lines.contains(&place) {
            lines.push(place);
        }
    }
    lines.sort_unstable();
    lines
}

fn sweep(facts: &Facts<'_>, crossings: &[Vec<sensitivity::Crossing>], lines: &[usize]) -> Markup {
    let shares = pillar_shares(facts);
    let panel = |p: usize| {
        let today = facts.weight(p);
        let scores = |&place: &usize| {
            let at = |step: u32| {
                facts.plan.scheme.overall_at(p, f64::from(step) / f64::from(STEPS), &shares[place]) * 100.0
            };
            (0..=STEPS).map(at).collect()
        };
        let crossing = |c: &sensitivity::Crossing| {
            // Seen from today's weight, who leads beyond it.
            let beyond = if c.weight < today { c.from } else { c.to };
            let leader = lines.iter().position(|&place| place == beyond)?;
            Some(Crossing { weight: c.weight * 100.0, leader })
        };
        Sweep {
            pillar: facts.pillar(p),
            today: today * 100.0,
            scores: lines.iter().map(scores).collect(),
            crossings: crossings[p].iter().filter_map(crossing).collect(),
        }
    };
    let data = WeightSweep {
        candidates: lines.iter().map(|&place| facts.names[place].clone()).collect(),
        panels: (0..facts.framework.pillars.len()).map(panel).collect(),
    };
    Markup::figure(&weight_sweep("weights", &sweep_title(facts, crossings), &data))
}

/// The nearest change of leader, over all pillars: pillar, weight, and who leads beyond it.
fn nearest(facts: &Facts<'_>, crossings: &[Vec<sensitivity::Crossing>]) -> Option<(usize, f64, usize)> {
    let changes = crossings.iter().enumerate().flat_map(|(p, crossings)| {
        let today = facts.weight(p);
        crossings.iter().map(move |c| (p, c.weight, if c.weight < today { c.from } else { c.to }))
    });
    let distance = |&(p, weight, _): &(usize, f64, usize)| (weight - facts.weight(p)).abs();
    changes.min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

fn sweep_title(facts: &Facts<'_>, crossings: &[Vec<sensitivity::Crossing>]) -> String {
    match nearest(facts, crossings) {
        None if facts.n_level() > 0 => "No pillar’s weight tells the first candidates apart".to_owned(),
        None => format!("{} leads whatever a single pillar weighs", facts.leader().name()),
        Some((p, weight, place)) => {
            let more = if weight > facts.weight(p) { "more" } else { "less" };
            format!(
                "The nearest change of leader: {more} weight on {} would put {} first",
                facts.pillar_within(p),
                facts.names[place]
            )
        }
    }
}

/// What would change who comes first, in a sentence.
pub(super) fn change(facts: &Facts<'_>) -> String {
    summary(facts, &crossings(facts))
}

fn summary(facts: &Facts<'_>, crossings: &[Vec<sensitivity::Crossing>]) -> String {
    let leader = facts.leader().name();
    if facts.framework.pillars.len() == 1 {
        return "The framework has a single pillar, so there are no weights to move.".to_owned();
    }
    if facts.n_level() > 0 {
        let who = and(&facts.names[1..=facts.n_level().min(6)]);
        return format!(
            "On every pillar {leader} has the same score as {who}: no weighting tells them apart, and the order among them is \
             that of their ids."
        );
    }
    match nearest(facts, crossings) {
        None => format!(
            "{leader} stays first whatever weight any single pillar is given, as long as the others keep their proportions."
        ),
        Some((p, weight, place)) => {
            let (today, then) = (percent(facts.weight(p)), percent(weight));
            let side = if weight > facts.weight(p) { "above" } else { "below" };
            format!(
                "The decision is most sensitive to {}: it weighs {today} today, and {side} {then} {} would come first, the \
                 other pillars keeping their proportions.",
                facts.pillar_within(p),
                facts.names[place]
            )
        }
    }
}

fn stability(
    facts: &Facts<'_>,
    crossings: &[sensitivity::Crossing],
    (p, s): (usize, &sensitivity::Stability),
) -> Stability {
    let range = match (s.low <= 0.0, s.high >= 1.0) {
        (true, true) => "at any weight".to_owned(),
        (true, false) => format!("up to {}", percent(s.high)),
        (false, true) => format!("from {} up", percent(s.low)),
        (false, false) => format!("from {} to {}", percent(s.low), percent(s.high)),
    };
    // The crossings next to today's weight, on either side.
    let below = crossings
        .iter()
        .rev()
        .find(|c| c.weight < s.weight)
        .map(|c| format!("below it {}", facts.names[c.from]));
    let above =
        crossings.iter().find(|c| c.weight >= s.weight).map(|c| format!("above it {}", facts.names[c.to]));
    let beyond: Vec<String> = below.into_iter().chain(above).collect();
    Stability {
        pillar: facts.pillar(p),
        weight: percent(s.weight),
        range,
        beyond: if beyond.is_empty() { MISSING.to_owned() } else { and(&beyond) },
    }
}

/// The leader against the next, then each of the first against the one behind.
fn pairs(facts: &Facts<'_>) -> Vec<PairRow> {
    let shown = facts.n_ranked().min(PAIRED).min(facts.drawn().len());
    let first = (1..shown).map(|place| (0, place));
    let neighbours = (1..shown.saturating_sub(1)).map(|place| (place, place + 1));
    let row = |(a, b): (usize, usize)| {
        let pair = facts.pair(a, b)?;
        Some(PairRow {
            ahead: facts.names[a].clone(),
            behind: facts.names[b].clone(),
            odds: pair.a_beats_b.map_or_else(|| MISSING.to_owned(), of_100),
            words: pair.a_beats_b.map_or("not simulated", firmness_words),
            weight: match pair.weight_to_move {
                None => "no weighting would do it".to_owned(),
                Some(share) if share <= 0.0 => "none, they are level".to_owned(),
                Some(share) => format!("{} points", of_100(share)),
            },
        })
    };
    first.chain(neighbours).filter_map(row).collect()
}

/// The words for how firmly the better ranked of two is ahead.
pub(super) fn firmness_words(a_beats_b: f64) -> &'static str {
    match Firmness::of(a_beats_b) {
        Firmness::Clear => "clearly ahead",
        Firmness::Leaning => "leaning ahead",
        Firmness::TooClose => "too close to call",
    }
}

fn variations(facts: &Facts<'_>) -> Option<Variations> {
    let place = |id: &str| facts.place(id).filter(|&place| place < facts.ranked().len());
    let summary = variations_line(facts.comparison, |id| Some(facts.names[place(id)?].clone()))?;
    let row = |varied: &VariedResult| {
        let name = facts.names[place(&varied.id)?].clone();
        let data = BarCell { value: Some(varied.first * 100.0), interval: None, is_provisional: false };
        let title = format!("How often {name} leads");
        Some(VariedRow {
            bar: Markup::drawing(&bar_cell(&format!("varied-{}", place(&varied.id)?), &title, &data)),
            first: of_100(varied.first),
            range: range(varied.p05, varied.p95),
            name,
        })
    };
    let results = &facts.comparison.variations.as_ref()?.results;
    Some(Variations { summary, rows: results.iter().filter_map(row).take(facts.drawn().len()).collect() })
}

fn smaa(facts: &Facts<'_>) -> Option<Smaa> {
    let results = facts.comparison.smaa.as_ref()?;
    let row = |result: &fit::compare::Smaa| {
        let place = facts.place(&result.id)?;
        let weights = match &result.central_weights {
            Some(weights) => {
                weights.0.iter().map(|(_, weight)| format!("{}%", whole(weight * 100.0))).collect()
            }
            None => vec![MISSING.to_owned(); facts.framework.pillars.len()],
        };
        let confidence = result.confidence.map_or_else(|| "never first".to_owned(), of_100);
        Some(SmaaRow { name: facts.names[place].clone(), weights, confidence })
    };
    Some(Smaa {
        pillars: (0..facts.framework.pillars.len()).map(|p| facts.pillar(p)).collect(),
        rows: results.iter().take(facts.drawn().len()).filter_map(row).collect(),
    })
}
