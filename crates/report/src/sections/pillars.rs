//! Pillar by pillar: who leads, and whether that is more than noise.

use super::facts::Facts;
use super::markup::Markup;
use super::odds::Odds;
use crate::charts::{BarCell, bar_cell};
use crate::words::{and, percent, plain, points};
use askama::Template;
use fit::verdict::Firmness;

/// As many pillars stand side by side in one table.
const COLUMNS: usize = 5;
/// A lead of less than this many points, where nothing was simulated, is called none.
const NO_LEAD: f64 = 0.5;

/// The pillars of the candidates that are drawn.
#[derive(Template)]
#[template(path = "pillars.html", whitespace = "minimize")]
pub(super) struct Pillars {
    pub(super) tables: Vec<Table>,
    pub(super) leads: Vec<Lead>,
    pub(super) is_simulated: bool,
    pub(super) has_rivals: bool,
    /// Who is compared here, where that is not everybody.
    pub(super) note: Option<String>,
}

/// Some of the pillars, side by side.
pub(super) struct Table {
    pub(super) headers: Vec<Header>,
    pub(super) rows: Vec<Row>,
}

pub(super) struct Header {
    pub(super) title: String,
    pub(super) weight: String,
}

pub(super) struct Row {
    pub(super) name: String,
    pub(super) is_provisional: bool,
    pub(super) cells: Vec<Cell>,
}

pub(super) struct Cell {
    pub(super) bar: Markup,
    pub(super) score: String,
    /// Whether it is the best score on the pillar.
    pub(super) is_best: bool,
}

/// What one pillar is, and who leads on it.
pub(super) struct Lead {
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) finding: String,
}

pub(super) fn pillars(facts: &Facts<'_>, odds: &Odds) -> Pillars {
    let n_pillars = facts.framework.pillars.len();
    let n_tables = n_pillars.div_ceil(COLUMNS);
    let columns: Vec<usize> = (0..n_pillars).collect();
    let tables =
        columns.chunks(n_pillars.div_ceil(n_tables)).map(|columns| table(facts, odds, columns)).collect();
    let lead = |pillar| Lead {
        title: facts.pillar(pillar),
        summary: plain(&facts.framework.pillars[pillar].summary),
        finding: finding(facts, odds, pillar),
    };
    Pillars {
        tables,
        leads: columns.iter().copied().map(lead).collect(),
        is_simulated: facts.is_simulated(),
        has_rivals: facts.has_order(),
        note: (facts.n_candidates() > facts.drawn().len()).then(|| {
            let n_drawn = facts.drawn().len();
            format!(
                "This section compares the first {n_drawn} of {} candidates with each other.",
                facts.n_candidates()
            )
        }),
    }
}

/// The scores of those drawn who are ranked.
fn scores(facts: &Facts<'_>, pillar: usize) -> Vec<f64> {
    let ranked = facts.drawn().iter().take_while(|candidate| !candidate.result.provisional);
    ranked.map(|candidate| candidate.result.pillars.0[pillar].1).collect()
}

/// The first in rank of those with the highest score.
fn best(scores: &[f64]) -> usize {
    (0..scores.len()).reduce(|best, next| if scores[next] > scores[best] { next } else { best }).unwrap_or(0)
}

fn table(facts: &Facts<'_>, odds: &Odds, columns: &[usize]) -> Table {
    let headers = columns
        .iter()
        .map(|&p| Header { title: facts.pillar(p), weight: percent(facts.weight(p)) })
        .collect();
    let is_best = |pillar: usize, score: f64| {
        let scores = scores(facts, pillar);
        scores.len() > 1 && score == scores[best(&scores)]
    };
    let row = |(place, candidate): (usize, &super::facts::Candidate<'_>)| {
        let cell = |&pillar: &usize| {
            let score = candidate.result.pillars.0[pillar].1;
            let data = BarCell {
                value: Some(score),
                interval: odds.interval(pillar, place),
                is_provisional: candidate.result.provisional,
            };
            let id = format!("pillar-{}-{}", pillar + 1, candidate.result.rank);
            let title = format!("{}: {}", candidate.name(), facts.pillar(pillar));
            let bar = Markup::drawing(&bar_cell(&id, &title, &data));
            Cell { bar, score: points(score), is_best: is_best(pillar, score) }
        };
        Row {
            name: candidate.name().to_owned(),
            is_provisional: candidate.result.provisional,
            cells: columns.iter().map(cell).collect(),
        }
    };
    Table { headers, rows: facts.drawn().iter().enumerate().map(row).collect() }
}

/// Who leads, and against whom the lead is more than noise.
fn finding(facts: &Facts<'_>, odds: &Odds, pillar: usize) -> String {
    let scores = scores(facts, pillar);
    if scores.is_empty() || (scores.len() == 1 && facts.n_candidates() > 1) {
        return "Not enough is known to say who leads.".to_owned();
    }
    let leader = best(&scores);
    let name = &facts.names[leader];
    if scores.len() == 1 {
        return match odds.interval(pillar, 0) {
            Some(range) => format!(
                "{name} scores {} (5–95% range {}).",
                points(scores[0]),
                crate::words::range(range.low, range.high)
            ),
            None => format!("{name} scores {}.", points(scores[0])),
        };
    }
    let n_best = scores.iter().filter(|&&score| score == scores[leader]).count();
    if n_best > 1 {
        let who = crate::words::sentence_case(&crate::words::number(n_best));
        return format!("{who} candidates share the highest score, {}.", points(scores[leader]));
    }
    let rivals: Vec<usize> = (0..scores.len()).filter(|&place| place != leader).collect();
    if !facts.is_simulated() {
        let nearest = rivals.iter().map(|&place| scores[place]).fold(f64::NEG_INFINITY, f64::max);
        return if scores[leader] - nearest < NO_LEAD {
            format!("Nobody leads by as much as a point; the best score is {}.", points(scores[leader]))
        } else {
            format!(
                "{name} has the highest score, {}; whether that is more than noise was not simulated.",
                points(scores[leader])
            )
        };
    }
    let of = |firmness: &[Firmness]| -> Vec<usize> {
        let is_so =
            |&&rival: &&usize| odds.firmness(pillar, leader, rival).is_some_and(|f| firmness.contains(&f));
        rivals.iter().filter(is_so).copied().collect()
    };
    let (clear, leaning) = (of(&[Firmness::Clear]), of(&[Firmness::Leaning]));
    let close = of(&[Firmness::TooClose]);
    if clear.len() == rivals.len() {
        let all =
            if rivals.len() == 1 { facts.names[rivals[0]].clone() } else { "everybody else".to_owned() };
        return format!("{name} leads, clearly ahead of {all}.");
    }
    if close.len() == rivals.len() {
        return format!("{name} has the highest score, but the differences are within the noise.");
    }
    let parts: Vec<String> =
        [("clearly ahead of", &clear), ("leaning ahead of", &leaning), ("too close to call against", &close)]
            .into_iter()
            .filter(|(_, who)| !who.is_empty())
            .map(|(words, who)| format!("{words} {}", listed(facts, who)))
            .collect();
    format!("{name} has the highest score: {}.", and(&parts))
}

fn listed(facts: &Facts<'_>, who: &[usize]) -> String {
    let mut names: Vec<String> = who.iter().take(4).map(|&place| facts.names[place].clone()).collect();
    match who.len() - names.len() {
        0 => {}
        1 => names.push(facts.names[who[4]].clone()),
        n => names.push(format!("{} others", crate::words::number(n))),
    }
    and(&names)
}
