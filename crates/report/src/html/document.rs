//! A document about one pair, as one HTML file.

use super::facts::Facts;
use super::markup::Markup;
use super::parts::{self, Part};
use super::plan::{PartnershipPlan, plan_section};
use super::{Inputs, ReportError, policy, with_enough_draws};
use askama::Template;

/// Which document, and of which candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document<'a> {
    /// The plan for the first hundred days.
    Plan(&'a str),
    /// The interview and reference guide.
    Interview(&'a str),
}

/// What stands around a plan: title, line above it, and line below everything.
const PLAN: (&str, &str, &str) = (
    "Partnership plan",
    "Partnership plan · for the two people it names",
    "This plan holds personal data. It belongs to the two people it names and to those who help them.",
);

#[derive(Template)]
#[template(path = "document.html", whitespace = "minimize")]
struct Page {
    style: Markup,
    policy: String,
    title: &'static str,
    kicker: &'static str,
    section: Markup,
    colophon: &'static str,
}

/// Writes a document as one HTML file that needs nothing else, made for paper as much as for the screen. The same inputs
/// give the same bytes.
///
/// # Errors
/// As [`to_html`](crate::to_html); and a candidate who is not in the comparison.
pub fn document(inputs: &Inputs<'_>, document: Document<'_>) -> Result<String, ReportError> {
    let comparison = with_enough_draws(inputs.comparison);
    let facts = Facts::of(&Inputs { comparison: &comparison, ..*inputs })?;
    let (title, kicker, part, colophon) = match document {
        Document::Plan(id) => (PLAN.0, PLAN.1, Part::Plan(id), PLAN.2),
        Document::Interview(id) => (
            "Interview and reference guide",
            "Interview and reference guide · confidential, for those who ask",
            Part::Interview(id),
            "This guide holds personal data. What is written into it does, too: hand it in, and keep no copy.",
        ),
    };
    written(title, kicker, parts::part(&facts, part)?, colophon)
}

/// A partnership plan as one HTML file: one that was made, or that people have changed.
///
/// # Errors
/// Where it cannot be put together.
pub fn plan_document(plan: &PartnershipPlan) -> Result<String, ReportError> {
    let (title, kicker, colophon) = PLAN;
    written(title, kicker, plan_section(plan)?, colophon)
}

fn written(
    title: &'static str,
    kicker: &'static str,
    section: Markup,
    colophon: &'static str,
) -> Result<String, ReportError> {
    let style = Markup::stylesheet();
    let page = Page { policy: policy::policy(style.as_str()), style, title, kicker, section, colophon };
    Ok(page.render()?)
}
