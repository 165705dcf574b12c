//! The comparison report: one self-contained HTML file.
//!
//! Each section is a plain struct of finished texts, built by the module of its name; the templates in
//! `templates/` only lay them out. [`facts::Facts`] holds the inputs, matched to each other once.

mod about;
mod beside;
mod brief;
mod ceo;
mod dimensions;
mod document;
mod explained;
mod facts;
mod feedback;
mod finalist;
mod flags;
pub mod framework;
mod guide;
mod in_brief;
mod interview;
mod markup;
mod method;
mod minutes;
mod need;
mod norm;
mod odds;
mod others;
mod own;
mod paper;
mod parts;
mod person;
mod pillars;
mod plan;
pub(crate) mod policy;
mod pool;
mod ranking;
mod reading;
mod record;
mod rights;
mod setting;
mod shortlist;
mod side;
mod standing;
mod strengths;
mod verdict;
mod versions;
mod wanted;
mod weights;
mod workbook;

use askama::Template;
use facts::Facts;
use fit::verdict::MIN_DRAWS;
use fit::{Comparison, Criteria, Framework, Holders, Need, Problem, Profile};
use std::borrow::Cow;

pub use document::{Document, document, plan_document};
pub use explained::{Explained, Said};
pub use guide::guide;
pub use in_brief::{CandidateInBrief, candidate_in_brief};
pub use interview::{InterviewQuestion, interview};
pub use markup::Markup;
pub use minutes::{Minutes, minutes_to_paper};
pub use need::{NeedInputs, NeedKind, NeedQuestion, NeedSections, need};
pub use own::{OwnInputs, OwnPage, own_page, own_page_to_paper};
pub use paper::{Printed, SettledRights, plan_to_paper, settled_to_paper, to_paper};
pub use parts::{Part, parts};
pub use person::{estimate_cell, learnt_figure, ratings_figure};
pub use plan::{PartnershipPlan, PlanItem, PlanSection, plan, plan_section};
pub use pool::{pool_chart, pool_figure};
pub use ranking::{Row, RowFlag};
pub use rights::summary as rights_summary;
pub use setting::{PanelOpinion, Setting};
pub use shortlist::{PillarCell, PillarHead, Shortlist, shortlist};
pub use versions::{Files, Kind, Stamp, opening, version};
pub use workbook::{sheets, to_xlsx};

/// Everything that a report is written from.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// The framework that the comparison used.
    pub framework: &'a Framework,
    /// The CEO.
    pub ceo: &'a Profile,
    /// The candidates, in any order.
    pub candidates: &'a [Profile],
    /// What the search chose.
    pub criteria: &'a Criteria,
    /// The comparison of these candidates for this CEO.
    pub comparison: &'a Comparison,
    /// What this CEO needs.
    pub need: &'a Need,
    /// Who should hold each decision area, as people stated it when asked; what nobody stated follows from appetites.
    pub holders: &'a Holders,
    /// What the people who decide have written down about the search.
    pub setting: &'a Setting,
}

/// How much of the comparison a document holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Extent {
    /// The board brief: two pages.
    Brief,
    /// The brief and a page for each finalist.
    #[default]
    Report,
    /// The report with its appendix: everybody, every dimension, the method and the record.
    Full,
}

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The comparison was not made from the other inputs.
    #[error("the comparison does not belong to the other inputs: {0}")]
    Mismatch(String),
    /// The criteria do not fit the framework.
    #[error("the criteria do not fit the framework: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Criteria(Vec<Problem>),
    /// The page could not be put together.
    #[error("the page could not be put together: {0}")]
    Page(#[from] askama::Error),
    /// A section could not be put on paper.
    #[error("the section could not be put on paper: {0}")]
    Paper(String),
    /// The workbook could not be put together.
    #[error("the workbook could not be put together: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

/// The whole report, as the template sees it.
#[derive(Template)]
#[template(path = "report.html", whitespace = "minimize")]
struct Page {
    style: Markup,
    policy: String,
    about: about::About,
    head: verdict::Head,
    /// What a version is known by; none for a report that is none.
    stamp: Option<versions::Stamped>,
    contents: Contents,
    sections: Vec<Markup>,
}

/// What the list of contents says of sections that not every report has.
struct Contents {
    /// Anchors and names of those who have a page.
    finalists: Vec<(String, String)>,
    has_appendix: bool,
    has_others: bool,
    has_dimensions: bool,
}

/// Writes the comparison as one HTML file that needs nothing else: no script, no font, no request.
///
/// The same inputs give the same bytes. Names and texts from outside stay text, whatever they hold.
///
/// # Errors
/// Inputs that do not belong together: a comparison of other people, or made with another framework.
///
/// # Example
/// ```
/// use fit::{Criteria, Framework, Holders, Profile, assess_need, compare, framework, simulate::Draws};
/// use report::{Extent, Setting};
/// let framework = Framework::parse(framework::DEFAULT).unwrap();
/// let person = |id: &str| Profile::new(id, id);
/// let (ceo, candidates, criteria) = (person("ceo"), [person("a"), person("b")], Criteria::default());
/// let draws = Draws { n: 100, ..Draws::default() };
/// let comparison = compare(&framework, &ceo, &candidates, &criteria, draws, &|_, _| {}).unwrap();
/// let need = assess_need(&framework, &ceo, &criteria).unwrap();
/// let html = report::to_html(&report::Inputs {
///     framework: &framework, ceo: &ceo, candidates: &candidates, criteria: &criteria,
///     comparison: &comparison, need: &need, holders: &Holders::default(), setting: &Setting::default(),
/// }, Extent::Report);
/// assert!(html.unwrap().starts_with("<!doctype html>"));
/// ```
pub fn to_html(inputs: &Inputs<'_>, extent: Extent) -> Result<String, ReportError> {
    let comparison = with_enough_draws(inputs.comparison);
    let facts = Facts::of(&Inputs { comparison: &comparison, ..*inputs })?;
    page_of(&facts, extent, None)
}

/// The report as a page; with what it is known by, where it is a version.
fn page_of(
    facts: &Facts<'_>,
    extent: Extent,
    stamp: Option<versions::Stamped>,
) -> Result<String, ReportError> {
    let sections = parts_of(facts, extent).into_iter().map(|wanted| parts::part(facts, wanted));
    let head = verdict::head(facts);
    let style = Markup::stylesheet();
    let page = Page {
        policy: policy::policy(style.as_str()),
        style,
        about: about::comparison(head.title.clone(), extent),
        head,
        stamp,
        contents: contents(facts, extent),
        sections: sections.collect::<Result<_, _>>()?,
    };
    Ok(page.render()?)
}

/// The sections of the report, in order.
fn parts_of<'a>(facts: &Facts<'a>, extent: Extent) -> Vec<Part<'a>> {
    const APPENDIX: [Part<'static>; 10] = [
        Part::Firmness,
        Part::Ranking,
        Part::Pillars,
        Part::Weights,
        Part::Losses,
        Part::Others,
        Part::Ceo,
        Part::Dimensions,
        Part::Method,
        Part::Record,
    ];
    let mut parts = vec![Part::Brief, Part::Finalists];
    if extent != Extent::Brief {
        let id = |(_, candidate): (usize, &facts::Candidate<'a>)| Part::Portrait(&candidate.result.id);
        parts.extend(facts.finalists().map(id));
    }
    if extent == Extent::Full {
        parts.extend(APPENDIX);
    }
    parts
}

fn contents(facts: &Facts<'_>, extent: Extent) -> Contents {
    let entry = |(place, candidate): (usize, &facts::Candidate<'_>)| {
        (ranking::anchor(place), candidate.name().to_owned())
    };
    Contents {
        finalists: match extent {
            Extent::Brief => Vec::new(),
            _ => facts.finalists().map(entry).collect(),
        },
        has_appendix: extent == Extent::Full,
        has_others: facts.others().next().is_some(),
        has_dimensions: dimensions::has_any(facts),
    }
}

/// The content security policy that a page of [`to_html`] carries, for whoever sends it with headers.
pub fn policy() -> String {
    policy::policy(Markup::stylesheet().as_str())
}

/// The comparison, without what its draws say where they are too few to say anything.
fn with_enough_draws(comparison: &Comparison) -> Cow<'_, Comparison> {
    if comparison.draws >= MIN_DRAWS {
        return Cow::Borrowed(comparison);
    }
    let mut certain = comparison.clone();
    certain.results.iter_mut().for_each(|result| result.uncertainty = None);
    certain.pairwise.iter_mut().for_each(|pair| pair.a_beats_b = None);
    certain.smaa = None;
    Cow::Owned(certain)
}
