//! The report of a run. It is written from what the run kept, and nothing is computed again.

use super::{current, stored, with_holders};
use crate::{Caller, Error, Permission, Result, Service};
use fit::verdict::Verdict;
use fit::{Comparison, Need};
use serde::Serialize;
use store::{RunId, SearchId};
use utoipa::ToSchema;

/// The report of a run as data.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportData {
    /// The verdict in a sentence.
    pub verdict: String,
    /// The CEO's name.
    pub ceo: String,
    /// The result, in the format of the command line.
    #[schema(value_type = Object)]
    pub result: Comparison,
    /// What the CEO needs, in the format of the command line.
    #[schema(value_type = Object)]
    pub need: Need,
}

/// The report of a run as data.
#[crate::boxed]
pub async fn report_data(service: &Service, caller: &Caller, id: &RunId) -> Result<ReportData> {
    let stored = stored(service, caller, id).await?;
    let read = move || {
        let (inputs, result, need) = (stored.inputs(), stored.comparison(), stored.run.need.clone());
        let verdict = Verdict::of(&stored.framework, &result).sentence();
        Ok(ReportData { verdict, ceo: inputs.ceo.name, result, need })
    };
    service.compute(read).await?
}

/// The report of a run as one HTML page that loads nothing.
#[crate::boxed]
pub async fn report_html(service: &Service, caller: &Caller, id: &RunId) -> Result<String> {
    let stored = with_holders(service, caller, id).await?;
    service.compute(move || stored.written(|inputs| report::to_html(inputs, report::Extent::Full))).await?
}

/// The report of a search as its results are now, as one HTML page that loads nothing.
///
/// # Errors
/// If it has no candidates.
#[crate::boxed]
pub async fn current_report_html(service: &Service, caller: &Caller, search: &SearchId) -> Result<String> {
    let who = (caller, Permission::SearchesRead);
    let found = current(service, who, search).await?.ok_or(Error::NotFound("report"))?;
    let stored = found.stored.asking_holders(service, who).await?;
    service.compute(move || stored.written(|inputs| report::to_html(inputs, report::Extent::Full))).await?
}

/// The content security policy under which the page of [`report_html`] is shown as it should be.
#[must_use]
pub fn report_policy() -> String {
    report::policy()
}

/// A report that cannot be written from what a run kept is a defect.
pub(crate) fn unwritable(error: report::ReportError) -> Error {
    Error::failed("writing a report", error)
}
