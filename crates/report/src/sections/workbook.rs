//! The comparison as a workbook for analysts: every number, with what it was computed from.

use super::facts::Facts;
use super::reading::rule_word;
use super::record::settings;
use super::weights::firmness_words;
use super::{Inputs, ReportError};
use crate::sheet::{Cell, Column, Sheet, to_book};
use fit::compare::CandidateResult;
use fit::verdict::MIN_DRAWS;
use std::collections::HashMap;

/// The sheets of the workbook with their names, in order: summary, pillars, facets, simulation, pairs, weights, method.
///
/// # Shapes and units
/// One row a candidate in "Summary" and "Simulation", one a candidate and pillar in "Pillars", one a candidate and facet
/// in "Facets", one a pair in "Pairs", one a pillar in "Weights". Points 0–100; weights, fits, evidence and probabilities
/// as shares; full precision.
///
/// # Missing values
/// What there is no value of is an empty cell: intervals and probabilities without draws, the ideal of a gap that is
/// none.
///
/// # Errors
/// Inputs that do not belong together.
pub fn sheets(inputs: &Inputs<'_>) -> Result<Vec<(&'static str, Sheet)>, ReportError> {
    let facts = Facts::of(inputs)?;
    Ok(vec![
        ("Summary", summary(inputs)),
        ("Pillars", pillars(&facts)),
        ("Facets", facets(&facts)),
        ("Simulation", simulation(&facts)),
        ("Pairs", pairs(&facts)),
        ("Weights", weights(&facts)),
        ("Method", method(&facts)),
    ])
}

/// The workbook: real numbers, headers in view always, texts that stay texts. The same inputs give the same bytes.
///
/// # Errors
/// As [`sheets`]; and more rows than a sheet can hold.
pub fn to_xlsx(inputs: &Inputs<'_>) -> Result<Vec<u8>, ReportError> {
    let sheets = sheets(inputs)?;
    let named: Vec<(&str, &Sheet)> = sheets.iter().map(|(name, sheet)| (*name, sheet)).collect();
    Ok(to_book(&named)?)
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn number(value: Option<f64>) -> Cell {
    value.map_or(Cell::Nothing, Cell::Number)
}

fn header(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Who a row is about.
fn who(result: &CandidateResult) -> Vec<Cell> {
    vec![Cell::Number(result.rank as f64), text(&result.id), text(&result.name)]
}

fn summary(inputs: &Inputs<'_>) -> Sheet {
    let mut columns = vec![
        Column::Rank,
        Column::Id,
        Column::Name,
        Column::Headline,
        Column::Score,
        Column::P05,
        Column::P50,
        Column::P95,
        Column::First,
        Column::ExpectedRank,
        Column::Norm,
        Column::Completeness,
        Column::Provisional,
    ];
    columns.extend(inputs.comparison.weights.0.iter().map(|(pillar, _)| Column::Pillar(pillar.clone())));
    columns.push(Column::Flags);
    let headlines: HashMap<&str, &str> =
        inputs.candidates.iter().map(|profile| (&*profile.id, &*profile.headline)).collect();
    Sheet::of(inputs.comparison, &columns, |id| headlines.get(id).copied().unwrap_or_default())
}

fn pillars(facts: &Facts<'_>) -> Sheet {
    let row = |result: &CandidateResult, p: usize| {
        let mut row = who(result);
        row.extend([
            text(&facts.framework.pillars[p].id),
            text(&facts.pillar(p)),
            Cell::Number(facts.weight(p)),
            Cell::Number(result.pillars.0[p].1),
            Cell::Number(result.norm.pillars.0[p].1),
            Cell::Number(result.losses.0[p].1),
        ]);
        row
    };
    let all = 0..facts.framework.pillars.len();
    Sheet {
        header: header(&["rank", "id", "name", "pillar", "title", "weight", "score", "norm", "loss"]),
        rows: facts
            .comparison
            .results
            .iter()
            .flat_map(|result| all.clone().map(move |p| row(result, p)))
            .collect(),
    }
}

fn facets(facts: &Facts<'_>) -> Sheet {
    let dimension = |d: usize| text(&facts.framework.dimensions[d].id);
    let row = |result: &CandidateResult, k: usize| {
        let (facet, found) = (&facts.plan.scheme.facets[k], &result.facets[k]);
        let mut row = who(result);
        row.extend([
            text(&found.pillar),
            text(&found.id),
            text(&facts.facet(k)),
            text(rule_word(facet.rule)),
            dimension(facet.ceo),
            Cell::Number(found.ceo),
            dimension(facet.coo),
            Cell::Number(found.coo),
            number(found.ideal),
            Cell::Number(found.fit),
            Cell::Number(found.weight),
            Cell::Number(found.loss),
            Cell::Truth(found.assumed),
        ]);
        row
    };
    let names = [
        "rank",
        "id",
        "name",
        "pillar",
        "facet",
        "title",
        "asks",
        "ceo_dimension",
        "ceo",
        "coo_dimension",
        "coo",
        "ideal",
        "fit",
        "weight",
        "loss",
        "assumed",
    ];
    let all = 0..facts.framework.facets.len();
    Sheet {
        header: header(&names),
        rows: facts
            .comparison
            .results
            .iter()
            .flat_map(|result| all.clone().map(move |k| row(result, k)))
            .collect(),
    }
}

fn simulation(facts: &Facts<'_>) -> Sheet {
    /// Probabilities of later ranks say little, and a sheet has an end.
    const RANKS: usize = 50;
    let n_ranks = facts.n_candidates().min(RANKS);
    let row = |result: &CandidateResult| {
        let uncertainty = result.uncertainty.as_ref();
        let of_rank = |rank: usize| uncertainty.and_then(|u| u.rank_probabilities.get(rank).copied());
        let mut row = who(result);
        row.push(Cell::Number(result.score));
        row.extend([
            number(uncertainty.map(|u| u.p05)),
            number(uncertainty.map(|u| u.p50)),
            number(uncertainty.map(|u| u.p95)),
            number(uncertainty.map(|u| u.expected_rank)),
        ]);
        row.extend((0..n_ranks).map(|rank| number(of_rank(rank))));
        row
    };
    let mut names = header(&["rank", "id", "name", "score", "p05", "p50", "p95", "expected_rank"]);
    names.extend((1..=n_ranks).map(|rank| format!("rank_{rank}")));
    Sheet { header: names, rows: facts.comparison.results.iter().map(row).collect() }
}

fn pairs(facts: &Facts<'_>) -> Sheet {
    let is_simulated = facts.comparison.draws >= MIN_DRAWS;
    let row = |pair: &fit::compare::Pair| {
        let words = pair.a_beats_b.filter(|_| is_simulated).map(|odds| firmness_words(odds));
        vec![
            text(&pair.a),
            text(&pair.b),
            number(pair.a_beats_b),
            words.map_or(Cell::Nothing, text),
            number(pair.weight_to_move),
        ]
    };
    Sheet {
        header: header(&["a", "b", "a_beats_b", "in_words", "weight_to_move"]),
        rows: facts.comparison.pairwise.iter().map(row).collect(),
    }
}

fn weights(facts: &Facts<'_>) -> Sheet {
    let row = |(p, (id, stability)): (usize, &(String, fit::compare::StabilityResult))| {
        vec![
            text(id),
            text(&facts.pillar(p)),
            Cell::Number(stability.weight),
            Cell::Number(stability.low),
            Cell::Number(stability.high),
        ]
    };
    Sheet {
        header: header(&["pillar", "title", "weight", "first_stays_from", "first_stays_to"]),
        rows: facts.comparison.stability.0.iter().enumerate().map(row).collect(),
    }
}

/// What the columns mean.
const MEANING: [(&str, &str); 21] = [
    ("score", "S, points from 0 to 100, by the fits to be expected of what is known"),
    ("p05, p50, p95", "percentiles of the score over the draws"),
    ("first, rank_1, rank_2 …", "share of the draws in which the candidate has that rank"),
    ("expected_rank", "the mean rank over the draws"),
    ("norm", "share of the people of the norm below, in percent, for the same CEO, role type and weights"),
    ("completeness", "share of the weight with both sides measured"),
    ("provisional", "not enough is known to rank this candidate yet"),
    ("flags", "guards that are breached; a flag removes nobody"),
    ("weight (Pillars, Weights)", "the pillar's share in the score"),
    ("loss (Pillars)", "points lost on the pillar; a candidate's losses sum to 100 − score"),
    ("asks", "what the facet's rule asks of the candidate"),
    ("ceo, coo", "the values that the rule saw, in points; centred in ipsative domains"),
    ("ideal", "the candidate's value at which the fit is 1; empty where a gap to fill is none"),
    ("fit", "the fit to be expected, 0 to 1"),
    ("weight (Facets)", "the facet's share in its pillar"),
    ("loss (Facets)", "points lost on the facet; a pillar's facets sum to the pillar's loss"),
    ("assumed", "a side was not measured; the framework's prior stands in"),
    ("a_beats_b", "share of the draws in which a scores higher than b; ties count half"),
    (
        "in_words",
        "clearly ahead from 0.90, leaning ahead from 0.75, too close to call below; from 1,000 draws on",
    ),
    ("weight_to_move", "smallest share of weight that must move for b to tie a; empty where none does it"),
    (
        "first_stays_from, first_stays_to",
        "how far the weight may go, the others keeping their proportions, before the leader changes",
    ),
];

fn method(facts: &Facts<'_>) -> Sheet {
    let line = |what: &str, value: &str| vec![text(what), text(value)];
    let mut rows: Vec<Vec<Cell>> =
        settings(facts).iter().map(|setting| line(setting.name, &setting.value)).collect();
    rows.push(line("", ""));
    rows.extend(MEANING.iter().map(|(column, meaning)| line(column, meaning)));
    rows.push(line("", ""));
    rows.push(line("What this is", "Advice from a model that anyone can inspect. People decide."));
    Sheet { header: header(&["setting or column", "value or meaning"]), rows }
}
