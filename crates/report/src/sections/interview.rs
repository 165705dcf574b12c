//! What to ask a candidate and their referees, with room to rate what they say.

use super::facts::{Candidate, Facts};
use super::finalist::{self, Question, Stakes};
use super::flags::flags;
use super::markup::Markup;
use super::{Inputs, ReportError, with_enough_draws};
use crate::words::plain;
use askama::Template;

/// The interview and reference guide of one candidate.
#[derive(Template)]
#[template(path = "interview.html", whitespace = "minimize")]
struct Guide {
    name: String,
    asked: Vec<InterviewQuestion>,
}

/// A question with what a rating of its answer means. Every text in it is plain; whoever shows it escapes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterviewQuestion {
    /// The dimension's id, under which the rating goes into a file.
    pub id: String,
    /// Its title.
    pub dimension: String,
    /// What to ask.
    pub ask: String,
    /// Why it is asked of this candidate.
    pub because: String,
    /// Why the framework looks at it; may be empty.
    pub why: String,
    /// What a strong answer sounds like; may be empty.
    pub strong: String,
    /// And a weak one; may be empty.
    pub weak: String,
    /// What 0, 50 and 100 points look like.
    pub anchors: [String; 3],
}

/// What to ask one candidate and their referees: by the flags, the largest losses and the widest uncertainties.
///
/// # Errors
/// As [`to_html`](crate::to_html); and a candidate who is not in the comparison.
pub fn interview(inputs: &Inputs<'_>, candidate: &str) -> Result<Vec<InterviewQuestion>, ReportError> {
    let comparison = with_enough_draws(inputs.comparison);
    let facts = Facts::of(&Inputs { comparison: &comparison, ..*inputs })?;
    let candidate = facts.candidate(facts.placed(candidate)?)?;
    Ok(questions(&facts, &candidate))
}

pub(super) fn section(facts: &Facts<'_>, candidate: &str) -> Result<Markup, ReportError> {
    let candidate = &facts.candidate(facts.placed(candidate)?)?;
    let guide = Guide { name: candidate.name().to_owned(), asked: questions(facts, candidate) };
    Ok(Markup::section(&guide)?)
}

fn questions(facts: &Facts<'_>, candidate: &Candidate<'_>) -> Vec<InterviewQuestion> {
    let stakes = Stakes::of(facts, candidate);
    let interview = finalist::interview(facts, candidate, &stakes, &flags(facts, candidate));
    let asked = |question: Question| {
        let dimension = &facts.framework.dimensions[question.index];
        InterviewQuestion {
            id: plain(&dimension.id),
            dimension: question.dimension,
            ask: question.ask,
            because: question.because,
            why: question.why,
            strong: question.strong,
            weak: question.weak,
            anchors: [&dimension.low, &dimension.mid, &dimension.high].map(|text| plain(text)),
        }
    };
    interview.map_or_else(Vec::new, |interview| interview.questions).into_iter().map(asked).collect()
}
