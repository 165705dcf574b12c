//! Versions of reports: each is made from one run, with every file at once, and never changes. Whoever wants it otherwise
//! makes the next one, which says what has changed since.

mod files;
mod make;

pub use files::Kept;
pub(crate) use files::read;
pub use make::create;

use crate::searches::visible;
use crate::visibility::Visibility;
use crate::{Actor, Caller, Error, Listed, Permission, Result, Service};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::reports::{self, Format, Kind, Report};
use store::{CandidateId, Connection, ReportId, RunId, SearchId, Timestamp, UserId, users};
use utoipa::ToSchema;

/// A report to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportInput {
    /// What it is for.
    pub kind: Kind,
    /// About which candidate: needed for a pair and for feedback, and for those alone.
    #[serde(default)]
    pub candidate_id: Option<CandidateId>,
    /// From which run of the search; the newest where it is left out.
    #[serde(default)]
    pub run_id: Option<RunId>,
    /// Whether candidates' names are to be left out. Where you do not see them, they are.
    #[serde(default)]
    pub is_blind: bool,
}

/// A version of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Report)]
pub struct ReportOutline {
    /// Id.
    pub id: ReportId,
    /// The search.
    pub search_id: SearchId,
    /// The run that it was made from.
    pub run_id: RunId,
    /// What it is for.
    pub kind: Kind,
    /// About which candidate; null where it is about no one of them.
    pub candidate_id: Option<CandidateId>,
    /// Its number, counted for each search, kind and candidate.
    pub version: i64,
    /// Its title.
    pub title: String,
    /// Whether names were left out.
    pub is_blind: bool,
    /// What has changed since the version before, in words; empty for the first.
    pub changes: Vec<String>,
    /// Its files; none where they were thrown away.
    pub files: Vec<FileOutline>,
    /// Who made it.
    pub created_by: UserId,
    /// Their name.
    pub created_by_name: String,
    /// When.
    pub created_at: Timestamp,
    /// When its files were thrown away, because someone in it was erased; null where it has them.
    pub emptied_at: Option<Timestamp>,
}

/// A file of a version, without its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportFile)]
pub struct FileOutline {
    /// What it is.
    pub format: Format,
    /// The hash of its bytes.
    pub sha256: String,
    /// How many those are.
    pub n_bytes: i64,
}

/// The versions of a search's reports, the newest first, as far as the caller may read them.
#[crate::boxed]
pub async fn list(service: &Service, caller: &Caller, search: &SearchId) -> Result<Listed<ReportOutline>> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    let visibility = Visibility::of(connection, actor, &search).await?;
    visibility.require_scores()?;
    let mut items = Vec::new();
    for report in reports::list(connection, &actor.org, &search.id).await? {
        if may_read(visibility, &report) {
            items.push(outline(connection, actor, report).await?);
        }
    }
    Ok(Listed { items, next_cursor: None })
}

/// One version.
#[crate::boxed]
pub async fn get(service: &Service, caller: &Caller, id: &ReportId) -> Result<ReportOutline> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let report = seen(connection, actor, id).await?;
    outline(connection, actor, report).await
}

/// A file of a version.
#[crate::boxed]
pub async fn file(service: &Service, caller: &Caller, id: &ReportId, format: Format) -> Result<Kept> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let report = seen(connection, actor, id).await?;
    let kept = files::read(connection, &actor.org, &report, format).await?;
    drop(read);
    service.note(caller, "report.download", id.as_str(), &[format.name()]).await?;
    Ok(kept)
}

/// A version that the caller may read.
pub(crate) async fn seen(connection: &mut Connection, actor: &Actor, id: &ReportId) -> Result<Report> {
    let missing = || Error::NotFound("report");
    let report = reports::find(connection, &actor.org, id).await?.ok_or_else(missing)?;
    let search = visible(connection, actor, &report.search_id).await.map_err(|error| match error {
        Error::NotFound(_) => missing(),
        other => other,
    })?;
    let visibility = Visibility::of(connection, actor, &search).await?;
    visibility.require_scores()?;
    if may_read(visibility, &report) { Ok(report) } else { Err(missing()) }
}

/// What names somebody is for those alone who see names; what a candidate is told is for those who tell them.
fn may_read(visibility: Visibility, report: &Report) -> bool {
    (report.is_blind || visibility.shows_names) && (report.kind != Kind::Feedback || visibility.shows_files)
}

async fn outline(connection: &mut Connection, actor: &Actor, report: Report) -> Result<ReportOutline> {
    let files = reports::files(connection, &actor.org, &report.id).await?;
    let by = users::find(connection, &actor.org, &report.created_by).await?;
    Ok(ReportOutline {
        created_by_name: by.map(|user| user.name).unwrap_or_default(),
        files: files
            .into_iter()
            .map(|file| FileOutline { format: file.format, sha256: file.sha256, n_bytes: file.n_bytes })
            .collect(),
        candidate_id: report.candidate.parse().ok(),
        changes: serde_json::from_str(&report.changes)
            .map_err(Error::internal("reading the changes of a report"))?,
        id: report.id,
        search_id: report.search_id,
        run_id: report.run_id,
        kind: report.kind,
        version: report.version,
        title: report.title,
        is_blind: report.is_blind,
        created_by: report.created_by,
        created_at: report.created_at,
        emptied_at: report.emptied_at,
    })
}

/// The titles of versions, for a list of what points at them.
pub(crate) async fn titles(
    connection: &mut Connection,
    actor: &Actor,
    ids: &[ReportId],
) -> Result<HashMap<ReportId, Report>> {
    let mut found = HashMap::new();
    for id in ids {
        if !found.contains_key(id)
            && let Some(report) = reports::find(connection, &actor.org, id).await?
        {
            found.insert(id.clone(), report);
        }
    }
    Ok(found)
}
