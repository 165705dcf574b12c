//! The same sections as pages: the documents that are made into PDF.

use super::facts::Facts;
use super::markup::Markup;
use super::parts::{self, Part};
use super::plan::{PartnershipPlan, plan_section};
use super::{Document, Extent, Inputs, ReportError, Setting, about, wanted, with_enough_draws};
use crate::paper::{Block, Edition, Opening, Paper};
use askama::Template;
use std::ops::Range;

/// A document that can be printed, and of which candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Printed<'a> {
    /// The comparison report, or as much of it.
    Comparison(Extent),
    /// The order of the candidates and how sure it is, without a section for each.
    Shortlist,
    /// One pair: where the points went, the two side by side, what to ask.
    Pair(&'a str),
    /// Who should hold which decision.
    Rights(&'a str),
    /// A document that stands by itself as HTML, too.
    Document(Document<'a>),
}

/// A document as pages are set from it. The same inputs give the same document.
///
/// An edition that names no search is of the one that the document's title names.
///
/// # Errors
/// As [`to_html`](crate::to_html); and a candidate who is not in the comparison.
pub fn to_paper(inputs: &Inputs<'_>, printed: Printed<'_>, edition: &Edition) -> Result<Paper, ReportError> {
    let comparison = with_enough_draws(inputs.comparison);
    let facts = Facts::of(&Inputs { comparison: &comparison, ..*inputs })?;
    let head = super::verdict::head(&facts);
    let sections = sections(&facts, printed)?;
    let (about, facts_of_title) = match printed {
        Printed::Document(document @ (Document::Plan(id) | Document::Interview(id))) => {
            (document.about(), vec![pair(&facts, id)?, head.scope.clone()])
        }
        Printed::Comparison(extent) => {
            (about::comparison(head.title.clone(), extent), vec![head.ceo_headline, head.scope.clone()])
        }
        Printed::Shortlist => (about::shortlist(), vec![head.title.clone(), head.scope.clone()]),
        Printed::Pair(id) => (about::pair(pair(&facts, id)?), vec![head.scope.clone()]),
        Printed::Rights(id) => (about::rights(), vec![pair(&facts, id)?]),
    };
    let mut blocks = Paper::blocks(&sections)?;
    // What comes first begins under the title.
    if let Some(Block::Heading { starts_page, .. }) = blocks.first_mut() {
        *starts_page = false;
    }
    let mut paper = paper(about, facts_of_title, &named(edition, &head.title), blocks);
    if matches!(printed, Printed::Comparison(_)) {
        begin_with_brief(&mut paper);
    }
    Ok(paper)
}

/// The decision rights of a pair as the two have them now.
#[derive(Debug, Clone, PartialEq)]
pub struct SettledRights {
    /// Whose they are.
    pub pair: String,
    /// How the two stand to each other, in a sentence or two.
    pub summary: String,
    /// Who expects what and who is to hold it.
    pub figure: Option<Markup>,
    /// Every decision: its title, the CEO's part, the COO's, how the two stand, and why or what else is agreed.
    pub rows: Vec<[String; 5]>,
    /// Who has signed or is to sign, with room for each.
    pub signatures: Vec<String>,
}

#[derive(Template)]
#[template(path = "settled.html", whitespace = "minimize")]
struct Settled<'a> {
    rights: &'a SettledRights,
}

/// Decision rights as pages are set from them.
///
/// # Errors
/// Where the page cannot be put together.
pub fn settled_to_paper(
    rights: &SettledRights,
    setting: &Setting,
    edition: &Edition,
) -> Result<Paper, ReportError> {
    let blocks = Paper::blocks(&under_what_is_wanted(setting, vec![Markup::section(&Settled { rights })?])?)?;
    Ok(paper(about::rights(), vec![rights.pair.clone()], edition, blocks))
}

/// A partnership plan as pages are set from it: one that was made, or that people have changed.
///
/// # Errors
/// Where the page cannot be put together.
pub fn plan_to_paper(
    plan: &PartnershipPlan,
    pair: String,
    setting: &Setting,
    edition: &Edition,
) -> Result<Paper, ReportError> {
    let blocks = Paper::blocks(&under_what_is_wanted(setting, vec![plan_section(plan)?])?)?;
    Ok(paper(about::plan(), vec![pair], edition, blocks))
}

fn sections(facts: &Facts<'_>, printed: Printed<'_>) -> Result<Vec<Markup>, ReportError> {
    let wanted = match printed {
        Printed::Comparison(extent) => super::parts_of(facts, extent),
        Printed::Shortlist => {
            vec![Part::Verdict, Part::Ranking, Part::Beside, Part::Pillars, Part::Weights, Part::Record]
        }
        Printed::Pair(id) => vec![Part::Candidate(id), Part::Record],
        Printed::Document(document) => vec![document.part()],
        Printed::Rights(id) => {
            let candidate = facts.candidate(facts.placed(id)?)?;
            let rights = super::rights::proposed(facts, &candidate, pair(facts, id)?);
            let section = rights.map(|rights| Markup::section(&Settled { rights: &rights }));
            return under_what_is_wanted(facts.setting, section.transpose()?.into_iter().collect());
        }
    };
    let sections = wanted.into_iter().map(|wanted| parts::part(facts, wanted)).collect::<Result<_, _>>()?;
    match printed {
        // The brief says it.
        Printed::Comparison(_) => Ok(sections),
        _ => under_what_is_wanted(facts.setting, sections),
    }
}

/// Sections under what this COO must deliver, where that is written down.
pub(super) fn under_what_is_wanted(
    setting: &Setting,
    sections: Vec<Markup>,
) -> Result<Vec<Markup>, ReportError> {
    Ok(wanted::section(setting)?.into_iter().chain(sections).collect())
}

/// Whose pair it is.
fn pair(facts: &Facts<'_>, id: &str) -> Result<String, ReportError> {
    Ok(format!("{} and {}", facts.ceo.name, facts.names[facts.placed(id)?]))
}

/// The report begins with the brief, on two pages. Its appendix begins a page, under the contents, and so do its longer
/// sections.
pub(super) fn begin_with_brief(paper: &mut Paper) {
    const BRIEF: usize = 2;
    let is_of_brief = |anchor: &str| matches!(anchor, "since" | "brief" | "standing" | "finalists");
    let is_after = |block: &Block| match block {
        Block::Heading { level: 1, anchor, .. } => !is_of_brief(anchor),
        _ => false,
    };
    let n_blocks = paper.blocks.iter().position(is_after).unwrap_or(paper.blocks.len());
    paper.opening = Opening { n_blocks, most_pages: Some(BRIEF) };
    paper.one_page = pages_of_finalists(&paper.blocks, n_blocks);
    for (at, block) in paper.blocks.iter_mut().enumerate().skip(n_blocks) {
        if let Block::Heading { level: 1, anchor, starts_page, .. } = block {
            *starts_page |= matches!(anchor.as_str(), "dimensions" | "method");
            if anchor == "verdict" {
                paper.contents_before = Some(at - n_blocks);
            }
        }
    }
}

/// The blocks of each finalist's page, which follow the brief.
fn pages_of_finalists(blocks: &[Block], from: usize) -> Vec<Range<usize>> {
    let is_section = |block: &Block| matches!(block, Block::Heading { level: 1, .. });
    let begins = |block: &Block| matches!(block, Block::Heading { level: 1, starts_page: true, .. });
    let mut pages = Vec::new();
    let mut at = from;
    while blocks.get(at).is_some_and(begins) {
        let n = blocks[at + 1..].iter().position(is_section).unwrap_or(blocks.len() - at - 1);
        pages.push(at..at + 1 + n);
        at += 1 + n;
    }
    pages
}

fn named(edition: &Edition, title: &str) -> Edition {
    let search = if edition.search.is_empty() { title } else { &edition.search };
    Edition { search: search.to_owned(), ..edition.clone() }
}

pub(super) fn paper(about: about::About, facts: Vec<String>, edition: &Edition, blocks: Vec<Block>) -> Paper {
    Paper {
        kicker: about.kicker.to_owned(),
        title: about.title,
        facts: facts.into_iter().filter(|fact| !fact.is_empty()).collect(),
        edition: edition.clone(),
        colophon: about.colophon.to_owned(),
        blocks,
        opening: Opening::default(),
        one_page: Vec::new(),
        contents_before: None,
    }
}
