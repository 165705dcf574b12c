//! Every dimension with the CEO and all finalists side by side: the numbers behind the charts, for looking up.

use super::facts::{Candidate, Facts};
use super::finalist::{notes, row, shown};
use crate::charts::{DumbbellRow, Interval, MISSING, Standing};
use crate::words::{plain, points, range};
use askama::Template;

/// The values of everybody who has a section.
#[derive(Template)]
#[template(path = "dimensions.html", whitespace = "minimize")]
pub(super) struct Dimensions {
    pub(super) names: Vec<String>,
    pub(super) notes: String,
    /// All columns, for a heading that spans them.
    pub(super) n_columns: usize,
    pub(super) groups: Vec<Group>,
}

/// The dimensions of one domain.
pub(super) struct Group {
    pub(super) heading: String,
    pub(super) rows: Vec<Row>,
}

/// One dimension.
pub(super) struct Row {
    pub(super) title: String,
    pub(super) ceo: String,
    pub(super) band: String,
    pub(super) cells: Vec<Cell>,
}

/// One finalist on one dimension.
pub(super) struct Cell {
    pub(super) value: String,
    /// An arrow, where the value lies outside the ideal band.
    pub(super) side: &'static str,
    pub(super) range: String,
}

pub(super) fn dimensions(facts: &Facts<'_>) -> Dimensions {
    let finalists: Vec<&Candidate<'_>> = facts.finalists().map(|(_, candidate)| candidate).collect();
    let is_shown = is_shown(facts);
    let group = |(index, domain): (usize, &fit::framework::Domain)| Group {
        heading: plain(&domain.title),
        rows: (0..is_shown.len())
            .filter(|&d| is_shown[d] && facts.framework.dimensions[d].domain == index)
            .filter_map(|d| dimension(facts, &finalists, d))
            .collect(),
    };
    let groups = facts.framework.domains.iter().enumerate().map(group);
    Dimensions {
        names: finalists.iter().map(|candidate| candidate.name().to_owned()).collect(),
        notes: notes(facts, &(0..is_shown.len()).filter(|&d| is_shown[d]).collect::<Vec<_>>()),
        n_columns: finalists.len() + 3,
        groups: groups.filter(|group| !group.rows.is_empty()).collect(),
    }
}

/// Whether there is a dimension to show.
pub(super) fn has_any(facts: &Facts<'_>) -> bool {
    is_shown(facts).contains(&true)
}

fn is_shown(facts: &Facts<'_>) -> Vec<bool> {
    let mut is_shown = vec![false; facts.framework.dimensions.len()];
    for d in facts.finalists().flat_map(|(_, candidate)| shown(facts, candidate)) {
        is_shown[d] = true;
    }
    is_shown
}

fn dimension(facts: &Facts<'_>, finalists: &[&Candidate<'_>], d: usize) -> Option<Row> {
    let rows: Vec<DumbbellRow> = finalists.iter().map(|candidate| row(facts, candidate, d)).collect();
    let first = rows.first()?;
    Some(Row {
        title: first.label.clone(),
        ceo: value(first.ceo),
        band: first.band.map_or_else(|| MISSING.to_owned(), words),
        cells: rows.iter().map(cell).collect(),
    })
}

fn value(standing: Standing) -> String {
    standing.value.filter(|_| !standing.is_assumed).map_or_else(|| MISSING.to_owned(), points)
}

fn words(interval: Interval) -> String {
    range(interval.low, interval.high)
}

fn cell(row: &DumbbellRow) -> Cell {
    let known = row.candidate.value.filter(|_| !row.candidate.is_assumed);
    let side = match known.zip(row.band) {
        Some((value, band)) if value < band.low => "↓",
        Some((value, band)) if value > band.high => "↑",
        _ => "",
    };
    Cell { value: value(row.candidate), side, range: row.interval.map_or_else(String::new, words) }
}
