//! An audit of groups as tables and documents, and the table that a law asks to publish.

mod law;

pub use law::{Jurisdiction, NEW_YORK_CITY, law_html, law_lines, law_rows, law_sheet};

use crate::charts::{Interval, RateRow, Rates, rates};
use crate::paper::{Block, Edition, Opening, Paper};
use crate::sections::{Markup, ReportError, policy};
use crate::sheet::{Cell, Sheet};
use askama::Template;
use fit::fairness::{Audit, Group, Shown};

/// The columns of every table of groups.
pub const HEADERS: [&str; 8] = [
    "Group",
    "People",
    "Above",
    "Rate (95%)",
    "Ratio to the highest (95%)",
    "p",
    "Short by",
    "Would notice a ratio below",
];

/// What holds of every audit.
const NOTE: &str = "Above: scored above the median of all, or reached the step. Rates have Wilson’s interval and ratios Katz’s; p is Fisher’s \
                    exact mid-p against everybody else. Short by: how many more of the group would be above at the rate of everybody else. \
                    Groups of fewer than five people are not shown, nor groups that would give them away; groups of fewer than ten \
                    have counts only. These figures are arithmetic, and no finding on whether a law is complied with.";

/// A table of groups, its texts as they are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupTable {
    /// What it counts, and by which column.
    pub title: String,
    /// A row a group, as [`HEADERS`].
    pub rows: Vec<[String; 8]>,
}

/// The tables of an audit: by score, by pillar, by step, each for every column.
pub fn group_tables(audit: &Audit) -> Vec<GroupTable> {
    let mut tables = tables_of("Score above the median", &audit.groups);
    for part in &audit.pillars {
        tables.extend(tables_of(&format!("{} above its median", part.name), &part.groups));
    }
    for part in &audit.steps {
        tables.extend(tables_of(&format!("Reached {}", part.name), &part.groups));
    }
    tables
}

fn tables_of(what: &str, groups: &[Group]) -> Vec<GroupTable> {
    let of = |groups: &[Group]| GroupTable {
        title: format!("{what}, by {}", groups.first().map_or("", |group| &group.by)),
        rows: groups.iter().map(row).collect(),
    };
    groups.chunk_by(|a, b| a.by == b.by).map(of).collect()
}

fn row(group: &Group) -> [String; 8] {
    let dash = || "–".to_owned();
    let number = |value: Option<u64>| value.map_or_else(dash, |n| n.to_string());
    let fixed = |value: Option<f64>, digits: usize| value.map_or_else(dash, |v| format!("{v:.digits$}"));
    let percent = |value: f64| format!("{:.0}", value * 100.0);
    let rate = match (group.rate, group.low, group.high) {
        (Some(rate), Some(low), Some(high)) => {
            format!("{}% ({}–{})", percent(rate), percent(low), percent(high))
        }
        _ => dash(),
    };
    let ratio = match (group.ratio, group.ratio_low, group.ratio_high) {
        (Some(ratio), Some(low), Some(high)) => format!("{ratio:.2} ({low:.2}–{high:.2})"),
        (Some(ratio), ..) => format!("{ratio:.2}"),
        _ => dash(),
    };
    let people =
        if group.shown == Shown::None { "fewer than 5, or not shown".to_owned() } else { number(group.n) };
    let notice = match group.shown {
        Shown::All => group.detectable_ratio.map_or_else(|| "none".to_owned(), |ratio| format!("{ratio:.2}")),
        _ => dash(),
    };
    let p = match group.p {
        Some(p) if p < 0.001 => "<0.001".to_owned(),
        p => fixed(p, 3),
    };
    [group.value.clone(), people, number(group.above), rate, ratio, p, fixed(group.shortfall, 1), notice]
}

/// How small a difference could be noticed, in a sentence that is always there.
pub fn power_line(audit: &Audit) -> String {
    match audit.power.detectable_ratio {
        Some(ratio) => format!(
            "With these numbers, a ratio below {ratio:.2} would be noticed four times in five in every group of a single column that is \
             shown."
        ),
        None => "With these numbers, in some group no difference would be noticed reliably, however large."
            .to_owned(),
    }
}

/// Of whom the audit is, in a line.
pub fn scope_line(audit: &Audit) -> String {
    match (audit.n, audit.median) {
        (Some(n), Some(median)) => {
            format!("{} with a score; the median is {median:.1}.", crate::words::counted(n, "person"))
        }
        _ => "Too few people: nothing can be shown without telling something about one of them.".to_owned(),
    }
}

#[derive(Template)]
#[template(path = "fairness.html", whitespace = "minimize")]
struct Section<'a> {
    scope: String,
    power: String,
    findings: &'a [String],
    headers: [&'static str; 8],
    tables: Vec<GroupTable>,
    figure: Option<Markup>,
    note: &'static str,
}

/// The audit as finished markup: the findings, the tables, one chart.
///
/// # Errors
/// Where it cannot be put together.
pub fn fairness_section(audit: &Audit) -> Result<Markup, ReportError> {
    let single: Vec<&Group> = audit.groups.iter().filter(|group| group.is_single()).collect();
    let percent = |value: f64| value * 100.0;
    let row = |group: &&Group| RateRow {
        name: format!("{}: {}", group.by, group.value),
        rate: group.rate.map(percent),
        interval: group
            .low
            .zip(group.high)
            .map(|(low, high)| Interval { low: percent(low), high: percent(high) }),
    };
    let data = Rates { rows: single.iter().map(row).collect(), everybody: None };
    let figure = single
        .iter()
        .any(|group| group.rate.is_some())
        .then(|| Markup::figure(&rates("rates", "How often each group scored above the median", &data)));
    Ok(Markup::section(&Section {
        scope: scope_line(audit),
        power: power_line(audit),
        findings: &audit.findings,
        headers: HEADERS,
        tables: group_tables(audit),
        figure,
        note: NOTE,
    })?)
}

const TITLE: &str = "Fairness audit";
const KICKER: &str = "Fairness audit · counts of groups, no names";
const COLOPHON: &str =
    "Made from what people said of themselves or what the organisation recorded. It names nobody.";

#[derive(Template)]
#[template(path = "fairness_page.html", whitespace = "minimize")]
struct Page {
    style: Markup,
    policy: String,
    title: String,
    kicker: &'static str,
    colophon: &'static str,
    section: Markup,
}

fn page(title: String, section: Markup) -> Result<String, ReportError> {
    let style = Markup::stylesheet();
    let policy = policy::policy(style.as_str());
    Ok(Page { style, policy, title, kicker: KICKER, colophon: COLOPHON, section }.render()?)
}

/// The audit as one HTML file.
///
/// # Errors
/// Where it cannot be put together.
pub fn fairness_html(audit: &Audit) -> Result<String, ReportError> {
    page(TITLE.to_owned(), fairness_section(audit)?)
}

/// The audit as pages are set from it.
///
/// # Errors
/// Where it cannot be put together.
pub fn fairness_to_paper(audit: &Audit, version: String) -> Result<Paper, ReportError> {
    let mut blocks = Paper::blocks(&[fairness_section(audit)?])?;
    if let Some(Block::Heading { starts_page, .. }) = blocks.first_mut() {
        *starts_page = false;
    }
    Ok(Paper {
        kicker: KICKER.to_owned(),
        title: TITLE.to_owned(),
        facts: vec![scope_line(audit)],
        edition: Edition { search: TITLE.to_owned(), version, hash: String::new() },
        colophon: COLOPHON.to_owned(),
        blocks,
        opening: Opening::default(),
        one_page: Vec::new(),
        contents_before: None,
    })
}

/// Every group of an audit with full precision: what it counts, then the figures of the JSON.
pub fn fairness_sheet(audit: &Audit) -> Sheet {
    const HEADER: [&str; 15] = [
        "what",
        "by",
        "value",
        "n",
        "above",
        "rate",
        "low",
        "high",
        "ratio",
        "ratio_low",
        "ratio_high",
        "p",
        "shortfall",
        "detectable_ratio",
        "shown",
    ];
    let number = |value: Option<f64>| value.map_or(Cell::Nothing, Cell::Number);
    let count = |value: Option<u64>| number(value.map(|n| n as f64));
    let row = |what: &str, group: &Group| {
        let shown = match group.shown {
            Shown::All => "all",
            Shown::Counts => "counts",
            Shown::None => "none",
        };
        let mut cells = [what, &group.by, &group.value].map(|text| Cell::Text(text.to_owned())).to_vec();
        cells.extend([count(group.n), count(group.above)]);
        let figures =
            [group.rate, group.low, group.high, group.ratio, group.ratio_low, group.ratio_high, group.p];
        cells.extend(figures.map(number));
        cells.extend([number(group.shortfall), number(group.detectable_ratio), Cell::Text(shown.to_owned())]);
        cells
    };
    let mut rows: Vec<Vec<Cell>> = audit.groups.iter().map(|group| row("score", group)).collect();
    for part in audit.pillars.iter().chain(&audit.steps) {
        rows.extend(part.groups.iter().map(|group| row(&part.name, group)));
    }
    Sheet { header: HEADER.map(str::to_owned).to_vec(), rows }
}
