//! The finalists side by side: in a table of columns, and what tells them apart.

use super::facts::{Candidate, Facts};
use super::finalist::{
    Covered, Losses, Question, Stakes, covered, interview, losses as losses_of, notes, pair_groups, printed,
    shown,
};
use super::flags::flags;
use super::markup::Markup;
use super::method;
use super::ranking::first_of_100;
use super::strengths::{brings, watch};
use crate::charts::{Dumbbell, MISSING, dumbbell};
use crate::words::{counted_in_words, number, percent, plain, sources};
use askama::Template;

/// Dimensions in the charts of the pairs.
const TELLING: usize = 8;
/// A smaller difference of points between two candidates tells nothing.
const WORTH_TELLING: f64 = 0.25;
/// Strengths and risks of each.
const BRINGS: usize = 3;
const WATCH: usize = 3;
/// Questions for each.
const QUESTIONS: usize = 3;

/// The finalists in columns.
#[derive(Template)]
#[template(path = "beside.html", whitespace = "minimize")]
pub(super) struct Beside {
    heads: Vec<Head>,
    rows: Vec<Row>,
}

/// The head of a column.
struct Head {
    anchor: String,
    name: String,
    headline: String,
    is_provisional: bool,
}

struct Row {
    label: String,
    /// Names and cells.
    cells: Vec<(String, Cell)>,
}

/// One candidate in a row.
#[derive(Default)]
struct Cell {
    value: String,
    /// What stands under it.
    lines: Vec<String>,
    /// What is said of the candidate, each with what stands behind it.
    said: Vec<(String, String)>,
}

/// Where the points of each went.
#[derive(Template)]
#[template(path = "beside/losses.html", whitespace = "minimize")]
pub(super) struct AllLosses {
    parts: Vec<(Head, Losses)>,
}

/// Each beside the CEO.
#[derive(Template)]
#[template(path = "beside/pairs.html", whitespace = "minimize")]
pub(super) struct Pairs {
    n_dimensions: String,
    notes: String,
    /// Names and charts.
    charts: Vec<(String, Markup)>,
}

/// The rules that tell them apart.
#[derive(Template)]
#[template(path = "beside/rules.html", whitespace = "minimize")]
pub(super) struct Rules {
    surfaces: Vec<Markup>,
}

/// What to ask each.
#[derive(Template)]
#[template(path = "beside/questions.html", whitespace = "minimize")]
pub(super) struct Questions {
    /// Names and questions.
    parts: Vec<(String, Vec<Question>)>,
}

pub(super) fn beside(facts: &Facts<'_>) -> Beside {
    let row = |label: &str, cell: fn(&Facts<'_>, &Candidate<'_>) -> Cell| Row {
        label: label.to_owned(),
        cells: facts
            .finalists()
            .map(|(_, candidate)| (candidate.name().to_owned(), cell(facts, candidate)))
            .collect(),
    };
    let mut rows = Vec::new();
    if facts.is_simulated() && facts.has_order() {
        rows.push(row("Comes first", first));
    }
    rows.extend([
        row("Brings", strong),
        row("Watch", risky),
        row("Cost most", costliest),
        row("Covers of the CEO’s gaps", cover),
        row("Known", known),
    ]);
    Beside { heads: heads(facts).collect(), rows }
}

fn strong(facts: &Facts<'_>, candidate: &Candidate<'_>) -> Cell {
    let found = brings(facts, candidate, BRINGS).into_iter();
    said(found.map(|strength| (strength.what, format!("({})", strength.who))).collect())
}

fn risky(facts: &Facts<'_>, candidate: &Candidate<'_>) -> Cell {
    let found = watch(facts, candidate, &flags(facts, candidate), WATCH).into_iter();
    said(found.map(|risk| (risk.what, risk.how)).collect())
}

fn said(said: Vec<(String, String)>) -> Cell {
    match said.is_empty() {
        true => cell("nothing that stands out".to_owned()),
        false => Cell { said, ..Cell::default() },
    }
}

/// How much is known, and who says so.
fn known(_: &Facts<'_>, candidate: &Candidate<'_>) -> Cell {
    Cell {
        value: percent(candidate.result.completeness),
        lines: vec![sources(candidate.person.profile)],
        ..Cell::default()
    }
}

fn heads<'a>(facts: &'a Facts<'_>) -> impl Iterator<Item = Head> + 'a {
    facts.finalists().map(|(place, candidate)| Head {
        anchor: format!("points-{}", place + 1),
        name: candidate.name().to_owned(),
        headline: plain(&candidate.person.profile.headline),
        is_provisional: candidate.result.provisional,
    })
}

fn cell(value: String) -> Cell {
    Cell { value, ..Cell::default() }
}

fn first(_: &Facts<'_>, candidate: &Candidate<'_>) -> Cell {
    let odds = candidate.result.uncertainty.as_ref().map(first_of_100);
    cell(odds.map_or_else(|| MISSING.to_owned(), |odds| format!("in {odds} simulations")))
}

fn costliest(facts: &Facts<'_>, candidate: &Candidate<'_>) -> Cell {
    let facets = &candidate.result.facets;
    let found = (0..facets.len()).reduce(|a, b| if facets[b].loss > facets[a].loss { b } else { a });
    found.filter(|&k| facets[k].loss > 0.0).map_or_else(
        || cell("nothing".to_owned()),
        |k| Cell {
            value: facts.facet(k),
            lines: vec![format!("{} points", printed(facts, candidate, k))],
            ..Cell::default()
        },
    )
}

fn cover(facts: &Facts<'_>, candidate: &Candidate<'_>) -> Cell {
    let Covered { n_gaps, n_known, n_covered } = covered(facts, candidate);
    if n_gaps == 0 {
        return cell("there are none".to_owned());
    }
    let unknown = (n_known < n_gaps).then(|| format!("{} not measured", number(n_gaps - n_known)));
    Cell {
        value: match n_known {
            0 => "not known".to_owned(),
            n => format!("{n_covered} of {n}"),
        },
        lines: unknown.into_iter().collect(),
        ..Cell::default()
    }
}

pub(super) fn losses(facts: &Facts<'_>) -> AllLosses {
    let of = facts.finalists().map(|(_, candidate)| losses_of(facts, candidate));
    AllLosses { parts: heads(facts).zip(of).collect() }
}

pub(super) fn pairs(facts: &Facts<'_>) -> Pairs {
    let telling = telling(facts);
    let chart = |candidate: &Candidate<'_>| {
        let groups = pair_groups(facts, candidate, &telling).into_iter().map(|(_, group)| group).collect();
        let title = format!("The CEO and {} on what tells the candidates apart", candidate.name());
        let id = format!("pair-{}", candidate.result.rank);
        (candidate.name().to_owned(), Markup::figure(&dumbbell(&id, &title, &Dumbbell { groups })))
    };
    Pairs {
        n_dimensions: counted_in_words(telling.len(), "dimension", "dimensions"),
        notes: notes(facts, &telling),
        charts: match telling.is_empty() {
            true => Vec::new(),
            false => facts.finalists().map(|(_, candidate)| chart(candidate)).collect(),
        },
    }
}

/// The dimensions on which the finalists' losses differ most.
fn telling(facts: &Facts<'_>) -> Vec<usize> {
    let losses: Vec<Vec<f64>> =
        facts.finalists().map(|(_, candidate)| facts.losses_by_dimension(candidate.result)).collect();
    let spread = |d: usize| {
        let of = losses.iter().map(|losses| losses[d]);
        of.clone().fold(f64::NEG_INFINITY, f64::max) - of.fold(f64::INFINITY, f64::min)
    };
    let mut order: Vec<usize> = shown(facts, facts.leader());
    order.retain(|&d| spread(d) >= WORTH_TELLING);
    order.sort_by(|&a, &b| spread(b).total_cmp(&spread(a)));
    order.truncate(TELLING);
    order
}

pub(super) fn rules(facts: &Facts<'_>) -> Rules {
    Rules { surfaces: method::telling(facts) }
}

pub(super) fn questions(facts: &Facts<'_>) -> Questions {
    let of = |candidate: &Candidate<'_>| {
        let stakes = Stakes::of(facts, candidate);
        let guide = interview(facts, candidate, &stakes, &flags(facts, candidate));
        let questions = guide.map_or_else(Vec::new, |guide| guide.questions);
        (candidate.name().to_owned(), questions.into_iter().take(QUESTIONS).collect())
    };
    Questions { parts: facts.finalists().map(|(_, candidate)| of(candidate)).collect() }
}
