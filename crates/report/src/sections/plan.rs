//! The first hundred days of a pair: a plan for the two to change and to keep, from the pair's own result.

mod agenda;
mod habits;
mod mandate;
mod markdown;
mod milestones;
mod reading;

use super::facts::{Candidate, Facts};
use super::markup::Markup;
use super::rights;
use super::{Inputs, ReportError, with_enough_draws};
use crate::words::{points, range};
use askama::Template;
use fit::DecisionRights;
use std::borrow::Cow;

/// A partnership plan. Every text in it is plain; whoever shows it escapes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnershipPlan {
    /// Whose plan it is.
    pub title: String,
    /// What it rests on and how to use it, a paragraph each.
    pub intro: Vec<String>,
    /// Its sections, in the order of use.
    pub sections: Vec<PlanSection>,
}

/// A section of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanSection {
    /// Which it is, for anchors.
    pub id: Cow<'static, str>,
    /// Its title.
    pub title: String,
    /// What stands before its items; may be empty.
    pub intro: String,
    /// Its items.
    pub items: Vec<PlanItem>,
    /// Whether the items are to be ticked off.
    pub is_checklist: bool,
}

/// One thing to do, to decide or to ask.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanItem {
    /// What it is about; may be empty.
    pub head: String,
    /// The item in a sentence or more.
    pub text: String,
    /// What belongs to it, a sentence each.
    pub points: Vec<String>,
}

impl PlanItem {
    fn new(head: impl Into<String>, text: impl Into<String>) -> Self {
        Self { head: head.into(), text: text.into(), points: Vec::new() }
    }

    fn text(text: impl Into<String>) -> Self {
        Self::new("", text)
    }

    fn with(mut self, points: Vec<String>) -> Self {
        self.points = points;
        self
    }
}

/// What the sections of a plan are written from.
struct Pair<'a> {
    facts: &'a Facts<'a>,
    candidate: &'a Candidate<'a>,
    rights: DecisionRights,
}

/// The plan as a page shows it.
#[derive(Template)]
#[template(path = "plan.html", whitespace = "minimize")]
struct Section<'a> {
    plan: &'a PartnershipPlan,
}

/// The plan for the CEO and one candidate.
///
/// # Errors
/// As [`to_html`](crate::to_html); and a candidate who is not in the comparison.
pub fn plan(inputs: &Inputs<'_>, candidate: &str) -> Result<PartnershipPlan, ReportError> {
    let comparison = with_enough_draws(inputs.comparison);
    let facts = Facts::of(&Inputs { comparison: &comparison, ..*inputs })?;
    of(&facts, candidate)
}

/// The plan as a section of a page.
pub(super) fn section(facts: &Facts<'_>, candidate: &str) -> Result<Markup, ReportError> {
    plan_section(&of(facts, candidate)?)
}

/// A plan as a section of a page, with a heading of the second level: one that was made, or that people have changed.
///
/// # Errors
/// Where it cannot be put together.
pub fn plan_section(plan: &PartnershipPlan) -> Result<Markup, ReportError> {
    Ok(Markup::section(&Section { plan })?)
}

fn of(facts: &Facts<'_>, candidate: &str) -> Result<PartnershipPlan, ReportError> {
    let candidate = &facts.candidate(facts.placed(candidate)?)?;
    let pair = Pair { facts, candidate, rights: rights::of(facts, candidate) };
    Ok(PartnershipPlan {
        title: format!("The first hundred days of {} and {}", facts.ceo.name, candidate.name()),
        intro: intro(&pair),
        sections: [
            Some(agenda::weekly(&pair)),
            Some(mandate::decisions(&pair)),
            Some(mandate::empowerment(&pair)),
            Some(mandate::meetings(&pair)),
            habits::habits(&pair),
            habits::shared_gaps(&pair),
        ]
        .into_iter()
        .flatten()
        .chain(milestones::milestones(&pair))
        .chain([milestones::review(&pair)])
        .collect(),
    })
}

fn intro(pair: &Pair<'_>) -> Vec<String> {
    let result = pair.candidate.result;
    let likely = result
        .uncertainty
        .as_ref()
        .map_or_else(String::new, |u| format!(", in 90 of 100 draws {}", range(u.p05, u.p95)));
    let mut intro = vec![
        format!(
            "This plan follows from how the two compare: a score of {}{likely}, what cost the pair points, and what each \
             expects to decide. It is a proposal. Go through it together before the first day, change what does not \
             suit you, and keep what you both sign.",
            points(result.score)
        ),
        "Nothing in it is a verdict on either person. A pair that knows where it differs can arrange for it; one that \
         finds out in its third month has to repair."
            .to_owned(),
    ];
    if result.provisional {
        intro.push(
            "Much about this pair is assumed and not measured. Treat what is said of single qualities as questions."
                .to_owned(),
        );
    }
    intro
}
