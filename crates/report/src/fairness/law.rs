//! The table that a law asks to publish. What a law says is data, with its date and source.

use super::page;
use crate::sections::{Markup, ReportError};
use crate::sheet::{Cell, Sheet};
use askama::Template;
use fit::fairness::{LawRow, LawTable};
use serde::{Deserialize, Serialize};

/// What New York City asks for: a document that [`Jurisdiction`] is read from.
pub const NEW_YORK_CITY: &str = include_str!("../../../../data/jurisdictions/new-york-city.json");

/// What a jurisdiction asks to publish, in its words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jurisdiction {
    /// Short name.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The law, as it is cited.
    pub law: String,
    /// Since when it applies, as a date.
    pub in_force: String,
    /// When its text was last compared with this file.
    pub checked_on: String,
    /// Where its text is.
    pub source: String,
    /// Groups with a smaller share of everybody are left out of the ratios and named.
    pub least_share: f64,
    /// The heading of the table.
    pub heading: String,
    /// What the table is not.
    pub disclaimer: String,
    /// What the rate is.
    pub rate: String,
    /// What the ratio is.
    pub ratio: String,
    /// Words before the groups that are too small.
    pub small: String,
    /// Words before the people whose group is not known.
    pub unknown: String,
    /// Words before the groups that are not shown.
    pub hidden: String,
}

/// The rows as they are read: group, people, rate, ratio.
pub fn law_rows(table: &LawTable) -> Vec<[String; 5]> {
    let row = |row: &LawRow| {
        [
            row.by.clone(),
            row.value.clone(),
            row.n.to_string(),
            format!("{:.1}%", row.rate * 100.0),
            row.impact_ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.3}")),
        ]
    };
    table.rows.iter().map(row).collect()
}

/// What stands under the rows.
pub fn law_lines(table: &LawTable, jurisdiction: &Jurisdiction) -> Vec<String> {
    let mut lines = vec![jurisdiction.rate.clone(), jurisdiction.ratio.clone()];
    let unknown = table.unknown.iter().map(|(by, n)| match n {
        Some(n) => format!("{by} {n}"),
        None => format!("{by} fewer than 5, or not shown"),
    });
    lines.push(format!("{} {}.", jurisdiction.unknown, unknown.collect::<Vec<_>>().join(", ")));
    if !table.small.is_empty() {
        lines.push(format!("{} {}.", jurisdiction.small, table.small.join("; ")));
    }
    if !table.hidden.is_empty() {
        lines.push(format!("{} {}.", jurisdiction.hidden, table.hidden.join("; ")));
    }
    lines.push(format!(
        "{}, in force since {}; text compared on {}: {}",
        jurisdiction.law, jurisdiction.in_force, jurisdiction.checked_on, jurisdiction.source
    ));
    lines
}

#[derive(Template)]
#[template(path = "law.html", whitespace = "minimize")]
struct Section<'a> {
    jurisdiction: &'a Jurisdiction,
    rows: Vec<[String; 5]>,
    lines: Vec<String>,
}

/// The table as one HTML file.
///
/// # Errors
/// Where it cannot be put together.
pub fn law_html(table: &LawTable, jurisdiction: &Jurisdiction) -> Result<String, ReportError> {
    let section = Section { jurisdiction, rows: law_rows(table), lines: law_lines(table, jurisdiction) };
    page(format!("{}: {}", jurisdiction.title, jurisdiction.heading), Markup::section(&section)?)
}

/// The rows with full precision.
pub fn law_sheet(table: &LawTable) -> Sheet {
    let row = |row: &LawRow| {
        vec![
            Cell::Text(row.by.clone()),
            Cell::Text(row.value.clone()),
            Cell::Number(row.n as f64),
            Cell::Number(row.rate),
            row.impact_ratio.map_or(Cell::Nothing, Cell::Number),
        ]
    };
    Sheet {
        header: ["by", "value", "n", "rate", "impact_ratio"].map(str::to_owned).to_vec(),
        rows: table.rows.iter().map(row).collect(),
    }
}
