//! The comparison report: one self-contained HTML file.

use askama::Template;
use fit::{Comparison, Criteria, Framework, Need, Problem, Profile};

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
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page {
    title: String,
    verdict: String,
}

/// Writes the comparison as one HTML file that needs nothing else.
///
/// # Errors
/// Inputs that do not belong together.
pub fn to_html(inputs: &Inputs<'_>) -> Result<String, ReportError> {
    if inputs.comparison.results.is_empty() {
        return Err(ReportError::Mismatch("it holds no candidate".to_owned()));
    }
    let verdict = fit::verdict::Verdict::of(inputs.framework, inputs.comparison).sentence();
    Ok(Page { title: format!("COO candidates for {}", inputs.ceo.name), verdict }.render()?)
}
