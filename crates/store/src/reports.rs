//! Versions of reports and their files. A version is made from one run and never changes; its files go when someone in it
//! is erased.

use crate::connection::{execute, on};
use crate::row::{column_enum, row};
use crate::{CandidateId, Connection, OrgId, PersonId, ReportId, Result, RunId, SearchId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

column_enum! {
    /// What a report is for.
    Kind {
        /// The comparison of all candidates, for a board.
        Board = "board",
        /// One candidate beside the CEO.
        Pair = "pair",
        /// What the CEO needs, without any candidate.
        Need = "need",
        /// The order of the candidates in brief.
        Shortlist = "shortlist",
        /// What a candidate may be told: their own results and nobody else's.
        Feedback = "feedback",
    }
}

column_enum! {
    /// What a report's file is.
    Format {
        /// A page to read and print, which loads nothing.
        Html = "html",
        /// A document to print and to send.
        Pdf = "pdf",
        /// A document to edit in Word.
        Docx = "docx",
        /// A workbook.
        Xlsx = "xlsx",
        /// A table.
        Csv = "csv",
        /// Everything, for programs.
        Json = "json",
    }
}

row! {
    /// A version of a report, without its files.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    pub struct Report {
        /// Id.
        pub id: ReportId,
        /// The search.
        pub search_id: SearchId,
        /// The run that it was made from.
        pub run_id: RunId,
        /// What it is for.
        pub kind: Kind,
        /// About which candidate, as text; empty where it is about no one of them.
        pub candidate: String,
        /// Its number, counted for each search, kind and candidate.
        pub version: i64,
        /// Its title.
        pub title: String,
        /// Whether names were left out.
        pub is_blind: bool,
        /// What has changed since the version before, as a list of texts in JSON.
        pub changes: String,
        /// Who made it.
        pub created_by: UserId,
        /// When.
        pub created_at: Timestamp,
        /// When its files were thrown away; none where it has them.
        pub emptied_at: Option<Timestamp>,
    }
}

row! {
    /// A file of a version.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ReportFile {
        /// What it is.
        pub format: Format,
        /// The hash of its bytes.
        pub sha256: String,
        /// How many those are.
        pub n_bytes: i64,
        /// The file, deflated, in base 64.
        pub content: String,
    }
}

macro_rules! select_reports {
    ($rest:literal) => {
        concat!(
            "SELECT id, search_id, run_id, kind, candidate, version, title, is_blind <> 0 AS is_blind, changes, created_by, \
             created_at, emptied_at FROM reports WHERE org_id = $1 AND ",
            $rest
        )
    };
}

/// Adds a version.
///
/// # Errors
/// [`Error::Taken`](crate::Error::Taken) where the number is taken.
#[crate::boxed]
pub async fn insert(connection: &mut Connection, org: &OrgId, report: &Report) -> Result<()> {
    const SQL: &str = "INSERT INTO reports (id, org_id, search_id, run_id, kind, candidate, version, title, is_blind, \
                       changes, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&report.id)
            .bind(org)
            .bind(&report.search_id)
            .bind(&report.run_id)
            .bind(report.kind.name())
            .bind(&report.candidate)
            .bind(report.version)
            .bind(&report.title)
            .bind(i64::from(report.is_blind))
            .bind(&report.changes)
            .bind(&report.created_by)
            .bind(&report.created_at)
    )?;
    Ok(())
}

/// Adds a file to a version.
#[crate::boxed]
pub async fn add_file(
    connection: &mut Connection,
    org: &OrgId,
    report: &ReportId,
    file: &ReportFile,
) -> Result<()> {
    const SQL: &str = "INSERT INTO report_files (org_id, report_id, format, sha256, n_bytes, content) \
                       VALUES ($1, $2, $3, $4, $5, $6)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(org)
            .bind(report)
            .bind(file.format.name())
            .bind(&file.sha256)
            .bind(file.n_bytes)
            .bind(&file.content)
    )?;
    Ok(())
}

/// One version.
#[crate::boxed]
pub async fn find(connection: &mut Connection, org: &OrgId, id: &ReportId) -> Result<Option<Report>> {
    const SQL: &str = select_reports!("id = $2");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(id).fetch_optional(c))?)
}

/// The versions of a search, the newest first.
#[crate::boxed]
pub async fn list(connection: &mut Connection, org: &OrgId, search: &SearchId) -> Result<Vec<Report>> {
    const SQL: &str = select_reports!("search_id = $2 ORDER BY created_at DESC, version DESC, id DESC");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(search).fetch_all(c))?)
}

/// The newest version of a kind; about one candidate where one is named.
#[crate::boxed]
pub async fn newest(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    (kind, candidate): (Kind, Option<&CandidateId>),
) -> Result<Option<Report>> {
    const SQL: &str =
        select_reports!("search_id = $2 AND kind = $3 AND candidate = $4 ORDER BY version DESC LIMIT 1");
    let candidate = candidate.map_or("", CandidateId::as_str);
    Ok(on!(connection, c => sqlx::query_as(SQL)
        .bind(org)
        .bind(search)
        .bind(kind.name())
        .bind(candidate)
        .fetch_optional(c))?)
}

/// The files of a version, without their content.
#[crate::boxed]
pub async fn files(connection: &mut Connection, org: &OrgId, id: &ReportId) -> Result<Vec<ReportFile>> {
    const SQL: &str = "SELECT format, sha256, n_bytes, '' AS content FROM report_files \
                       WHERE org_id = $1 AND report_id = $2 ORDER BY format";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(id).fetch_all(c))?)
}

/// A file of a version.
#[crate::boxed]
pub async fn file(
    connection: &mut Connection,
    org: &OrgId,
    id: &ReportId,
    format: Format,
) -> Result<Option<ReportFile>> {
    const SQL: &str = "SELECT format, sha256, n_bytes, content FROM report_files \
                       WHERE org_id = $1 AND report_id = $2 AND format = $3";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(id).bind(format.name()).fetch_optional(c))?)
}

/// The title of a report after someone in it was erased.
const EMPTIED: &str = "A report about someone whose data was erased";

/// Throws away the files of every version in which a person may stand: as the CEO that a run was computed for, or as a
/// candidate of its search.
#[crate::boxed]
pub async fn empty_about(
    connection: &mut Connection,
    org: &OrgId,
    person: &PersonId,
    now: &Timestamp,
) -> Result<()> {
    macro_rules! about {
        ($before:literal, $after:literal) => {
            concat!(
                $before,
                "search_id IN (SELECT id FROM searches WHERE org_id = $1 AND ceo_id = $2 \
                 UNION SELECT search_id FROM candidates WHERE org_id = $1 AND person_id = $2)",
                $after
            )
        };
    }
    const FILES: &str = about!(
        "DELETE FROM report_files WHERE org_id = $1 AND report_id IN (SELECT id FROM reports WHERE org_id = $1 AND ",
        ")"
    );
    const REPORTS: &str =
        about!("UPDATE reports SET emptied_at = $3 WHERE org_id = $1 AND emptied_at IS NULL AND ", "");
    // What the program wrote into them has names, whenever they were emptied.
    const WORDS: &str = about!("UPDATE reports SET title = $3, changes = '[]' WHERE org_id = $1 AND ", "");
    execute!(connection, sqlx::query(FILES).bind(org).bind(person))?;
    execute!(connection, sqlx::query(REPORTS).bind(org).bind(person).bind(now))?;
    execute!(connection, sqlx::query(WORDS).bind(org).bind(person).bind(EMPTIED))?;
    Ok(())
}
