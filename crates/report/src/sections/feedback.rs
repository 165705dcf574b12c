//! What a candidate may be told: their own results in plain words, without any other candidate and without the CEO.

use super::ReportError;
use super::facts::{Candidate, Facts};
use crate::charts::{Interval, MISSING};
use crate::sheet::{Cell, Sheet};
use crate::words::{counted_in_words, plain, points, range, sentence_case, sources_on};
use askama::Template;
use fit::groups::is_estimate_traceable;
use fit::verdict::lower_first;
use serde_json::{Value, json};

/// As many strengths, and as many things to grow in, are named.
const NAMED: usize = 5;
/// Half the width of a 90% interval, in standard errors.
const Z90: f64 = 1.644_853_626_951_472_2;

/// The feedback.
#[derive(Template)]
#[template(path = "feedback.html", whitespace = "minimize")]
pub(super) struct Feedback {
    name: String,
    rests_on: String,
    strengths: Vec<Line>,
    asks: Vec<Line>,
    unknown: Vec<String>,
    withheld: Option<String>,
    domains: Vec<Domain>,
}

/// A dimension in a sentence.
struct Line {
    title: String,
    text: String,
    /// What the higher end looks like.
    looks: String,
    /// Who says so.
    who: String,
}

struct Domain {
    title: String,
    note: &'static str,
    rows: Vec<Row>,
}

/// What is known on a dimension.
struct Row {
    id: String,
    title: String,
    known: Option<Known>,
    /// The level that the role asks for, 0–100; none where it asks for none.
    level: Option<f64>,
    shown: [String; 3],
}

/// An estimate on 0–100 with its 90% interval.
#[derive(Clone, Copy)]
struct Known {
    value: f64,
    interval: Interval,
}

/// What a candidate may be told.
///
/// An estimate that would give away what a peer or a direct report said is left out.
pub(super) fn feedback(facts: &Facts<'_>, id: &str) -> Result<Feedback, ReportError> {
    let candidate = &facts.candidate(facts.placed(id)?)?;
    let mut n_withheld = 0;
    let mut domains: Vec<Domain> = Vec::new();
    for (index, domain) in facts.framework.domains.iter().enumerate() {
        let of_domain = facts.framework.dimensions.iter().enumerate().filter(|(_, one)| one.domain == index);
        let rows: Vec<Row> = of_domain.map(|(d, _)| row(facts, candidate, d, &mut n_withheld)).collect();
        let note = if domain.is_ipsative {
            "Only what comes before what counts here: 50 is your own middle."
        } else {
            ""
        };
        if !rows.is_empty() {
            domains.push(Domain { title: plain(&domain.title), note, rows });
        }
    }
    let n_known = domains.iter().flat_map(|domain| &domain.rows).filter(|row| row.known.is_some()).count();
    Ok(Feedback {
        name: candidate.name().to_owned(),
        rests_on: rests_on(candidate, n_known),
        strengths: lines(facts, candidate, &domains, |gap| gap),
        asks: lines(facts, candidate, &domains, |gap| -gap),
        unknown: unknown(&domains),
        withheld: (n_withheld > 0).then(|| {
            format!(
                "{} kept back: so few people rated there that you could tell who said what.",
                sentence_case(&counted_in_words(n_withheld, "dimension is", "dimensions are"))
            )
        }),
        domains,
    })
}

fn row(facts: &Facts<'_>, candidate: &Candidate<'_>, d: usize, n_withheld: &mut usize) -> Row {
    let dimension = &facts.framework.dimensions[d];
    let person = &candidate.person;
    let is_traceable = is_estimate_traceable(&person.profile.ratings, &dimension.id);
    *n_withheld += usize::from(is_traceable);
    let estimate = person.estimates.raw[d];
    let (value, half) = (estimate.mean * 100.0, estimate.se * 100.0 * Z90);
    let interval = Interval { low: (value - half).max(0.0), high: (value + half).min(100.0) };
    let known = (person.estimates.is_measured[d] && !is_traceable).then_some(Known { value, interval });
    let level = level(facts, d);
    let told = known.map_or_else(
        || [MISSING.to_owned(), MISSING.to_owned()],
        |known| [points(known.value), range(known.interval.low, known.interval.high)],
    );
    let [value, interval] = told;
    let asked = level.map_or_else(|| MISSING.to_owned(), points);
    Row { id: dimension.id.clone(), title: facts.dimension(d), known, level, shown: [value, interval, asked] }
}

/// The level that the role asks for on a dimension, as this search reads the framework: the highest of its facets'.
fn level(facts: &Facts<'_>, d: usize) -> Option<f64> {
    let scheme = &facts.plan.scheme;
    let asking = scheme.facets.iter().filter(|facet| facet.coo == d).filter_map(|facet| facet.rule.level());
    asking.map(|level| level * 100.0).reduce(f64::max)
}

/// The dimensions that the role asks for, those first on which the sure part of the distance is largest, in the direction
/// that `sign` turns it.
fn lines(
    facts: &Facts<'_>,
    candidate: &Candidate<'_>,
    domains: &[Domain],
    sign: impl Fn(f64) -> f64,
) -> Vec<Line> {
    let rows = domains.iter().flat_map(|domain| &domain.rows);
    let mut found: Vec<(f64, &Row, Known, f64)> = rows
        .filter_map(|row| {
            let (known, level) = (row.known?, row.level?);
            let gap = sign(known.value - level);
            // Half the interval: as good as three times in four it is truly on this side.
            let sure = gap - (known.interval.high - known.interval.low) / 4.0;
            (sure > 0.0).then_some((sure, row, known, level))
        })
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.truncate(NAMED);
    let line = |(_, row, known, level): (f64, &Row, Known, f64)| {
        let index = facts.framework.dimension(&row.id);
        Line {
            title: row.title.clone(),
            text: format!(
                "{} ({}), where the role asks for {}.",
                points(known.value),
                range(known.interval.low, known.interval.high),
                points(level)
            ),
            who: sources_on(candidate.person.profile, &row.id),
            looks: index.map(|d| plain(&facts.framework.dimensions[d].high)).unwrap_or_default(),
        }
    };
    found.into_iter().map(line).collect()
}

/// What the role asks for and nobody measured.
fn unknown(domains: &[Domain]) -> Vec<String> {
    let rows = domains.iter().flat_map(|domain| &domain.rows);
    rows.filter(|row| row.known.is_none() && row.level.is_some()).map(|row| lower_first(&row.title)).collect()
}

fn rests_on(candidate: &Candidate<'_>, n_known: usize) -> String {
    let n_ratings = candidate.person.profile.ratings.len();
    let dimensions = counted_in_words(n_known, "dimension", "dimensions");
    match n_ratings {
        0 => format!("It rests on what is on file about you on {dimensions}."),
        n => format!(
            "It rests on {} and what else is on file about you, on {dimensions}.",
            counted_in_words(n, "rating", "ratings")
        ),
    }
}

/// The same as a table of values.
pub(super) fn sheet(feedback: &Feedback) -> Sheet {
    let number = |value: Option<f64>| value.map_or(Cell::Nothing, Cell::Number);
    let row = |domain: &Domain, row: &Row| {
        vec![
            Cell::Text(domain.title.clone()),
            Cell::Text(row.id.clone()),
            Cell::Text(row.title.clone()),
            number(row.known.map(|known| known.value)),
            number(row.known.map(|known| known.interval.low)),
            number(row.known.map(|known| known.interval.high)),
            number(row.level),
        ]
    };
    let header = ["domain", "dimension", "title", "value", "p05", "p95", "role_asks"];
    Sheet {
        header: header.map(str::to_owned).to_vec(),
        rows: feedback
            .domains
            .iter()
            .flat_map(|domain| domain.rows.iter().map(|one| row(domain, one)))
            .collect(),
    }
}

/// The same as data.
pub(super) fn data(feedback: &Feedback) -> Vec<Value> {
    let rows = feedback.domains.iter().flat_map(|domain| &domain.rows);
    let row = |row: &Row| {
        json!({
            "dimension": row.id, "title": row.title, "value": row.known.map(|known| known.value),
            "p05": row.known.map(|known| known.interval.low), "p95": row.known.map(|known| known.interval.high),
            "role_asks": row.level,
        })
    };
    rows.map(row).collect()
}
