//! A document about one pair, as one HTML file.

use super::about::{self, About};
use super::facts::Facts;
use super::markup::Markup;
use super::parts::{self, Part};
use super::plan::{PartnershipPlan, plan_section};
use super::{Inputs, ReportError, Setting, policy, wanted, with_enough_draws};
use askama::Template;

/// Which document, and of which candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document<'a> {
    /// The plan for the first hundred days.
    Plan(&'a str),
    /// The interview and reference guide.
    Interview(&'a str),
}

impl<'a> Document<'a> {
    pub(super) fn about(self) -> About {
        match self {
            Self::Plan(_) => about::plan(),
            Self::Interview(_) => about::interview(),
        }
    }

    /// The section that it consists of.
    pub(super) fn part(self) -> Part<'a> {
        match self {
            Self::Plan(id) => Part::Plan(id),
            Self::Interview(id) => Part::Interview(id),
        }
    }
}

#[derive(Template)]
#[template(path = "document.html", whitespace = "minimize")]
struct Page {
    style: Markup,
    policy: String,
    about: About,
    sections: Vec<Markup>,
}

/// Writes a document as one HTML file that needs nothing else, made for paper as much as for the screen. The same inputs
/// give the same bytes.
///
/// # Errors
/// As [`to_html`](crate::to_html); and a candidate who is not in the comparison.
pub fn document(inputs: &Inputs<'_>, document: Document<'_>) -> Result<String, ReportError> {
    let comparison = with_enough_draws(inputs.comparison);
    let facts = Facts::of(&Inputs { comparison: &comparison, ..*inputs })?;
    written(document.about(), inputs.setting, parts::part(&facts, document.part())?)
}

/// A partnership plan as one HTML file: one that was made, or that people have changed.
///
/// # Errors
/// Where it cannot be put together.
pub fn plan_document(plan: &PartnershipPlan, setting: &Setting) -> Result<String, ReportError> {
    written(about::plan(), setting, plan_section(plan)?)
}

/// One section, under what is wanted.
fn written(about: About, setting: &Setting, section: Markup) -> Result<String, ReportError> {
    let style = Markup::stylesheet();
    let sections = wanted::section(setting)?.into_iter().chain([section]).collect();
    let page = Page { policy: policy::policy(style.as_str()), style, about, sections };
    Ok(page.render()?)
}
