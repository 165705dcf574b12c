//! Reports that are kept as they are: of every kind a page, a workbook, a table and data, made from one result together.

use super::facts::Facts;
use super::feedback::{self, feedback};
use super::markup::Markup;
use super::need::need_sheets;
use super::parts::{self, Part};
use super::verdict::head;
use super::{Inputs, ReportError, page_of, policy, with_enough_draws, workbook};
use crate::sheet::{self, Cell, Sheet, to_book};
use askama::Template;
use fit::verdict::Verdict;
use serde_json::{Value, json};

/// What a report is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind<'a> {
    /// The comparison of all candidates, for a board.
    Board,
    /// The candidate of this id beside the CEO.
    Pair(&'a str),
    /// What the CEO needs, without any candidate.
    Need,
    /// The order of the candidates in brief.
    Shortlist,
    /// What the candidate of this id may be told: their own results, and neither another candidate's nor the CEO's.
    Feedback(&'a str),
}

/// What a version is known by. It is printed on every page of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The search.
    pub search: String,
    /// The number of the version.
    pub version: i64,
    /// The day on which it was made.
    pub made_on: String,
    /// The hash of the result that it was made from.
    pub result_sha256: String,
    /// What has changed since the version before; empty for the first.
    pub changes: Vec<String>,
}

/// The files of a version.
#[derive(Debug, Clone, PartialEq)]
pub struct Files {
    /// The title.
    pub title: String,
    /// A page that loads nothing.
    pub html: String,
    /// A workbook.
    pub xlsx: Vec<u8>,
    /// A table.
    pub csv: String,
    /// Everything, for programs.
    pub json: String,
}

/// What every page of a version shows besides its sections.
pub(super) struct Stamped {
    /// Version, search, day and hash, in a line.
    pub(super) line: String,
    pub(super) since: String,
    pub(super) changes: Vec<String>,
}

#[derive(Template)]
#[template(path = "version.html", whitespace = "minimize")]
struct Page {
    style: Markup,
    policy: String,
    title: String,
    kicker: &'static str,
    stamp: Stamped,
    sections: Vec<Markup>,
    colophon: &'static str,
}

/// Makes the files of a version. The same inputs and stamp give the same bytes; the numbers in all of them are the same.
///
/// # Errors
/// Inputs that do not belong together, and a candidate who is not in the comparison.
pub fn version(inputs: &Inputs<'_>, kind: Kind<'_>, stamp: &Stamp) -> Result<Files, ReportError> {
    let comparison = with_enough_draws(inputs.comparison);
    let inputs = &Inputs { comparison: &comparison, ..*inputs };
    let facts = Facts::of(inputs)?;
    if let Kind::Pair(id) | Kind::Feedback(id) = kind {
        facts.placed(id)?;
    }
    let title = title(&facts, kind)?;
    let sheets = sheets(inputs, &facts, kind)?;
    let named: Vec<(&str, &Sheet)> = sheets.iter().map(|(name, sheet)| (*name, sheet)).collect();
    Ok(Files {
        html: html(&facts, kind, &title, stamp)?,
        xlsx: to_book(&named)?,
        csv: match kind {
            Kind::Board | Kind::Shortlist => sheet::to_csv(inputs.comparison),
            // The first sheet is what the report is about.
            _ => sheets.first().map(|(_, sheet)| sheet.to_csv()).unwrap_or_default(),
        },
        json: data(inputs, &facts, kind, &title, stamp)?,
        title,
    })
}

fn title(facts: &Facts<'_>, kind: Kind<'_>) -> Result<String, ReportError> {
    let (ceo, name) =
        (&facts.ceo.name, |id| Ok::<_, ReportError>(facts.candidate(facts.placed(id)?)?.name().to_owned()));
    Ok(match kind {
        Kind::Board => head(facts).title,
        Kind::Pair(id) => format!("{ceo} and {}", name(id)?),
        Kind::Need => format!("What {ceo} needs of a COO"),
        Kind::Shortlist => format!("Shortlist for {ceo}"),
        Kind::Feedback(id) => format!("Feedback for {}", name(id)?),
    })
}

fn html(facts: &Facts<'_>, kind: Kind<'_>, title: &str, stamp: &Stamp) -> Result<String, ReportError> {
    let of = |wanted: &[Part<'_>]| -> Result<Vec<Markup>, ReportError> {
        wanted.iter().map(|&wanted| parts::part(facts, wanted)).collect()
    };
    const PANEL: &str = "This report holds personal data. Keep it to the people who decide, and no longer than the decision \
                         needs it; the people described may ask to see and correct what concerns them.";
    let (kicker, sections, colophon) = match kind {
        Kind::Board => return page_of(facts, Some(stamped(stamp))),
        Kind::Pair(id) => (
            "Candidate and CEO · confidential, for the panel only",
            of(&[Part::Candidate(id), Part::Ceo, Part::Method, Part::Record])?,
            PANEL,
        ),
        Kind::Shortlist => (
            "Shortlist · confidential, for the panel only",
            of(&[Part::Verdict, Part::Ranking, Part::Pillars, Part::Record])?,
            PANEL,
        ),
        Kind::Need => (
            "The CEO’s need · confidential",
            super::need::all(facts)?,
            "This report holds personal data of the CEO. It belongs to the CEO, and to those who help them choose.",
        ),
        Kind::Feedback(id) => (
            "Feedback · for the person it is about",
            vec![Markup::section(&feedback(facts, id)?)?],
            "This report belongs to the person whom it is about.",
        ),
    };
    let style = Markup::stylesheet();
    let page = Page {
        policy: policy::policy(style.as_str()),
        style,
        title: title.to_owned(),
        kicker,
        stamp: stamped(stamp),
        sections,
        colophon,
    };
    Ok(page.render()?)
}

fn stamped(stamp: &Stamp) -> Stamped {
    let Stamp { search, version, made_on, result_sha256, changes } = stamp;
    Stamped {
        line: format!("{search} · version {version} · made on {made_on} · result {result_sha256}"),
        since: format!("What has changed since version {}", version - 1),
        changes: changes.clone(),
    }
}

fn sheets(
    inputs: &Inputs<'_>,
    facts: &Facts<'_>,
    kind: Kind<'_>,
) -> Result<Vec<(&'static str, Sheet)>, ReportError> {
    Ok(match kind {
        Kind::Board => workbook::sheets(inputs)?,
        Kind::Shortlist => {
            let mut sheets = workbook::sheets(inputs)?;
            sheets.retain(|(name, _)| ["Summary", "Pillars", "Method"].contains(name));
            sheets
        }
        Kind::Pair(id) => {
            let sheets = workbook::sheets(inputs)?;
            sheets.into_iter().map(|(name, sheet)| (name, about(sheet, id))).collect()
        }
        Kind::Need => need_sheets(facts),
        Kind::Feedback(id) => vec![("Your results", feedback::sheet(&feedback(facts, id)?))],
    })
}

/// Of a sheet with rows about candidates, those about one.
fn about(mut sheet: Sheet, id: &str) -> Sheet {
    let of_whom: Vec<usize> = (0..sheet.header.len())
        .filter(|&column| ["id", "a", "b"].contains(&sheet.header[column].as_str()))
        .collect();
    let is_about = |row: &Vec<Cell>| {
        of_whom.iter().any(|&column| matches!(&row[column], Cell::Text(text) if text == id))
    };
    if !of_whom.is_empty() {
        sheet.rows.retain(is_about);
    }
    sheet
}

fn data(
    inputs: &Inputs<'_>,
    facts: &Facts<'_>,
    kind: Kind<'_>,
    title: &str,
    stamp: &Stamp,
) -> Result<String, ReportError> {
    let Inputs { comparison, need, .. } = *inputs;
    let result = |id: &str| comparison.results.iter().find(|result| result.id == id);
    let body = match kind {
        Kind::Board | Kind::Shortlist => json!({
            "verdict": Verdict::of(facts.framework, comparison).sentence(), "ceo": facts.ceo.profile.name,
            "result": comparison, "need": need,
        }),
        Kind::Pair(id) => json!({
            "ceo": facts.ceo.profile.name, "framework": comparison.framework, "weights": comparison.weights,
            "result": result(id),
        }),
        Kind::Need => json!({ "ceo": facts.ceo.profile.name, "need": need }),
        Kind::Feedback(id) => json!({ "results": feedback::data(&feedback(facts, id)?) }),
    };
    let mut all = json!({
        "title": title, "search": stamp.search, "version": stamp.version, "made_on": stamp.made_on,
        "result_sha256": stamp.result_sha256, "changes": stamp.changes,
    });
    if let (Value::Object(all), Value::Object(body)) = (&mut all, body) {
        all.extend(body);
    }
    Ok(format!("{all:#}\n"))
}
