//! The minutes of a decision, to be signed.

use super::markup::Markup;
use super::paper::{paper, under_what_is_wanted};
use super::{ReportError, Setting, about};
use crate::paper::{Edition, Paper};
use askama::Template;

/// What the minutes of a decision say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Minutes {
    /// Who is appointed, or that nobody is.
    pub decided: String,
    /// Why.
    pub reason: String,
    /// On which day, in words.
    pub held_on: String,
    /// Who was present, each with room to sign.
    pub present: Vec<String>,
    /// Who would have been next; empty where that is not said.
    pub runner_up: String,
    /// Names of finalists, with why.
    pub reasons: Vec<(String, String)>,
    /// What was declared about candidates, a sentence each.
    pub declared: Vec<String>,
    /// What each member said of each candidate, a sentence each.
    pub judged: Vec<String>,
}

#[derive(Template)]
#[template(path = "minutes.html", whitespace = "minimize")]
struct Section<'a> {
    minutes: &'a Minutes,
}

/// Minutes as pages are set from them.
///
/// # Errors
/// Where the page cannot be put together.
pub fn minutes_to_paper(
    minutes: &Minutes,
    setting: &Setting,
    edition: &Edition,
) -> Result<Paper, ReportError> {
    let section = Markup::section(&Section { minutes })?;
    let blocks = Paper::blocks(&under_what_is_wanted(setting, vec![section])?)?;
    Ok(paper(about::minutes(), vec![edition.search.clone()], edition, blocks))
}
