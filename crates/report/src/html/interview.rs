//! What to ask a candidate and their referees, with room to rate what they say.

use super::ReportError;
use super::facts::Facts;
use super::finalist::{self, Question, Stakes};
use super::flags::flags;
use super::markup::Markup;
use super::words::plain;
use askama::Template;

/// The interview and reference guide of one candidate.
#[derive(Template)]
#[template(path = "interview.html", whitespace = "minimize")]
struct Guide {
    name: String,
    asked: Vec<Asked>,
}

/// A question with what a rating of its answer means.
struct Asked {
    question: Question,
    /// The dimension's id, under which the rating goes into a file.
    id: String,
    low: String,
    mid: String,
    high: String,
}

pub(super) fn section(facts: &Facts<'_>, candidate: &str) -> Result<Markup, ReportError> {
    let candidate = &facts.candidate(facts.placed(candidate)?)?;
    let stakes = Stakes::of(facts, candidate);
    let interview = finalist::interview(facts, candidate, &stakes, &flags(facts, candidate));
    let asked = |question: Question| {
        let dimension = &facts.framework.dimensions[question.index];
        Asked {
            id: plain(&dimension.id),
            low: plain(&dimension.low),
            mid: plain(&dimension.mid),
            high: plain(&dimension.high),
            question,
        }
    };
    let questions = interview.map_or_else(Vec::new, |interview| interview.questions);
    let guide =
        Guide { name: candidate.name().to_owned(), asked: questions.into_iter().map(asked).collect() };
    Ok(Markup::section(&guide)?)
}
