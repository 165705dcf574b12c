//! Reports that are kept as they are: of every kind a page, a workbook, a table and data, made from one result together.

use super::about::About;
use super::facts::Facts;
use super::feedback::{self, feedback};
use super::markup::Markup;
use super::need::need_sheets;
use super::parts::{self, Part};
use super::verdict::head;
use super::{
    Extent, Inputs, ReportError, about, page_of, paper, parts_of, policy, with_enough_draws, workbook,
};
use crate::paper::{Edition, Paper};
use crate::sheet::{self, Cell, Sheet, to_book};
use askama::Template;
use fit::verdict::Verdict;
use intake::CsvStyle;
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
    /// What pages are set from.
    pub paper: Paper,
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
struct Page<'a> {
    style: Markup,
    policy: String,
    about: &'a About,
    stamp: Stamped,
    sections: &'a [Markup],
}

/// What has changed, as a section of its own on paper.
#[derive(Template)]
#[template(
    source = "<section id=\"since\"><h2 id=\"since-title\">{{ since }}</h2><ul>{% for change in changes %}<li>{{ change }}</li>{% endfor %}</ul></section>",
    ext = "html"
)]
struct Since {
    since: String,
    changes: Vec<String>,
}

/// Makes the files of a version. The same inputs and stamp give the same bytes; the numbers in all of them are the same.
///
/// # Errors
/// Inputs that do not belong together, and a candidate who is not in the comparison.
pub fn version(inputs: &Inputs<'_>, kind: Kind<'_>, stamp: &Stamp) -> Result<Files, ReportError> {
    let comparison = with_enough_draws(inputs.comparison);
    let inputs = &Inputs { comparison: &comparison, ..*inputs };
    let facts = Facts::of(inputs)?;
    let about = about(&facts, kind)?;
    let sections = sections(&facts, kind)?;
    let sheets = sheets(inputs, &facts, kind)?;
    let named: Vec<(&str, &Sheet)> = sheets.iter().map(|(name, sheet)| (*name, sheet)).collect();
    Ok(Files {
        html: match kind {
            Kind::Board => page_of(&facts, Extent::Full, Some(stamped(stamp)))?,
            _ => page(&about, &sections, stamp)?,
        },
        xlsx: to_book(&named)?,
        csv: match kind {
            Kind::Board | Kind::Shortlist => sheet::to_csv(inputs.comparison, CsvStyle::Comma),
            // The first sheet is what the report is about.
            _ => sheets.first().map(|(_, sheet)| sheet.to_csv(CsvStyle::Comma)).unwrap_or_default(),
        },
        json: data(inputs, &facts, kind, &about.title, stamp)?,
        title: about.title.clone(),
        paper: on_paper(&facts, kind, about, sections, stamp)?,
    })
}

/// Where a page that was kept begins, for a page around it: of a board report the brief, of any other all its sections.
/// Nothing where it is no such page.
#[must_use]
pub fn opening(page: &str) -> Option<Markup> {
    const END: &str = "</section>";
    let (_, sections) = page.split_once("<main>")?;
    let (sections, _) = sections.split_once("</main>")?;
    let end = match sections.find("<section id=\"finalists\"") {
        Some(last) => last + sections[last..].find(END)? + END.len(),
        None => sections.len(),
    };
    Some(Markup::kept(&sections[..end]))
}

fn about(facts: &Facts<'_>, kind: Kind<'_>) -> Result<About, ReportError> {
    let name = |id: &str| Ok::<_, ReportError>(facts.candidate(facts.placed(id)?)?.name().to_owned());
    Ok(match kind {
        Kind::Board => about::comparison(head(facts).title, Extent::Full),
        Kind::Pair(id) => about::pair(format!("{} and {}", facts.ceo.name, name(id)?)),
        Kind::Need => about::need(&facts.ceo.name),
        Kind::Shortlist => about::shortlist(),
        Kind::Feedback(id) => about::feedback(&name(id)?),
    })
}

fn sections(facts: &Facts<'_>, kind: Kind<'_>) -> Result<Vec<Markup>, ReportError> {
    let of = |wanted: &[Part<'_>]| {
        wanted.iter().map(|&wanted| parts::part(facts, wanted)).collect::<Result<Vec<_>, _>>()
    };
    match kind {
        Kind::Board => of(&parts_of(facts, Extent::Full)),
        Kind::Pair(id) => {
            let sections = of(&[Part::Candidate(id), Part::Ceo, Part::Method, Part::Record])?;
            paper::under_what_is_wanted(facts.setting, sections)
        }
        Kind::Shortlist => {
            let sections = of(&[Part::Verdict, Part::Ranking, Part::Beside, Part::Pillars, Part::Record])?;
            paper::under_what_is_wanted(facts.setting, sections)
        }
        Kind::Need => super::need::all(facts),
        Kind::Feedback(id) => Ok(vec![Markup::section(&feedback(facts, id)?)?]),
    }
}

fn page(about: &About, sections: &[Markup], stamp: &Stamp) -> Result<String, ReportError> {
    let style = Markup::stylesheet();
    let page = Page { policy: policy::policy(style.as_str()), style, about, stamp: stamped(stamp), sections };
    Ok(page.render()?)
}

/// The same sections as pages are set from them, with what has changed in front.
fn on_paper(
    facts: &Facts<'_>,
    kind: Kind<'_>,
    about: About,
    mut sections: Vec<Markup>,
    stamp: &Stamp,
) -> Result<Paper, ReportError> {
    let Stamped { since, changes, .. } = stamped(stamp);
    if !changes.is_empty() {
        sections.insert(0, Markup::section(&Since { since, changes })?);
    }
    let scope = match kind {
        Kind::Board | Kind::Shortlist | Kind::Pair(_) => vec![head(facts).scope],
        Kind::Need | Kind::Feedback(_) => Vec::new(),
    };
    let edition = Edition {
        search: stamp.search.clone(),
        version: format!("version {}, {}", stamp.version, stamp.made_on),
        hash: stamp.result_sha256.clone(),
    };
    let mut paper = paper::paper(about, scope, &edition, Paper::blocks(&sections)?);
    if kind == Kind::Board {
        paper::begin_with_brief(&mut paper);
    }
    Ok(paper)
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
            sheets.into_iter().map(|(name, sheet)| (name, only_about(sheet, id))).collect()
        }
        Kind::Need => need_sheets(facts),
        Kind::Feedback(id) => vec![("Your results", feedback::sheet(&feedback(facts, id)?))],
    })
}

/// Of a sheet with rows about candidates, those about one.
fn only_about(mut sheet: Sheet, id: &str) -> Sheet {
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
            "verdict": Verdict::of(facts.framework, comparison).with_names(&facts.names).sentence(), "ceo": facts.ceo.profile.name,
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
