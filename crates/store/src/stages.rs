//! The stages of an organisation's searches, and where each candidate is.

use crate::connection::{execute, on};
use crate::row::row;
use crate::{CandidateId, Connection, Day, EditedList, OrgId, PersonId, Result, SearchId, Timestamp, UserId};

/// An organisation's own stages; none if it uses the built-in ones.
#[crate::boxed]
pub async fn list(connection: &mut Connection, org: &OrgId) -> Result<Option<EditedList>> {
    const SQL: &str = "SELECT items, revision FROM stage_lists WHERE org_id = $1";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).fetch_optional(c))?)
}

/// Saves the stages as the revision after the one that was read; says whether that was still the latest.
#[crate::boxed]
pub async fn put_list(
    connection: &mut Connection,
    org: &OrgId,
    list: &EditedList,
    now: &Timestamp,
) -> Result<bool> {
    const SQL: &str = "INSERT INTO stage_lists (org_id, items, revision, updated_at) VALUES ($1, $2, $3, $4) \
                       ON CONFLICT (org_id) DO UPDATE SET items = excluded.items, revision = excluded.revision, \
                       updated_at = excluded.updated_at WHERE stage_lists.revision = excluded.revision - 1";
    let n_rows =
        execute!(connection, sqlx::query(SQL).bind(org).bind(&list.items).bind(list.revision).bind(now))?;
    Ok(n_rows == 1)
}

/// The keys of the stages in which any candidate is.
#[crate::boxed]
pub async fn in_use(connection: &mut Connection, org: &OrgId) -> Result<Vec<String>> {
    const SQL: &str = "SELECT DISTINCT stage FROM candidate_stages WHERE org_id = $1 ORDER BY stage";
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).fetch_all(c))?)
}

row! {
    /// Where a candidate is, and what comes next.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct CandidateStage {
        /// The candidate.
        pub candidate_id: CandidateId,
        /// The key of the stage.
        pub stage: String,
        /// What comes next; may be empty.
        pub next_step: String,
        /// When that is due.
        pub due_on: Option<Day>,
        /// Why the candidate left the search; may be empty.
        pub reason: String,
        /// Whether everyone who may see the search may read the reason.
        pub is_reason_shareable: bool,
        /// The number of this version; it counts changes from 1.
        pub revision: i64,
        /// Who changed it last.
        pub updated_by: UserId,
        /// When.
        pub updated_at: Timestamp,
    }
}

macro_rules! select_stages {
    ($rest:literal) => {
        concat!(
            "SELECT candidate_id, stage, next_step, due_on, reason, is_reason_shareable <> 0 AS is_reason_shareable, \
             revision, updated_by, updated_at FROM candidate_stages WHERE org_id = $1 AND ",
            $rest
        )
    };
}

/// Where a candidate is; none if nobody has said.
#[crate::boxed]
pub async fn find(
    connection: &mut Connection,
    org: &OrgId,
    candidate: &CandidateId,
) -> Result<Option<CandidateStage>> {
    const SQL: &str = select_stages!("candidate_id = $2");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(candidate).fetch_optional(c))?)
}

/// Where the candidates of a search are.
#[crate::boxed]
pub async fn of_search(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
) -> Result<Vec<CandidateStage>> {
    const SQL: &str =
        select_stages!("candidate_id IN (SELECT id FROM candidates WHERE org_id = $1 AND search_id = $2)");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(search).fetch_all(c))?)
}

/// Saves where a candidate is as the revision after the one that was read; says whether that was still the latest.
///
/// # Errors
/// [`Error::InUse`](crate::Error::InUse) where there is no such candidate.
#[crate::boxed]
pub async fn put(connection: &mut Connection, org: &OrgId, stage: &CandidateStage) -> Result<bool> {
    const SQL: &str = "INSERT INTO candidate_stages (org_id, candidate_id, stage, next_step, due_on, reason, \
                       is_reason_shareable, revision, updated_by, updated_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
                       ON CONFLICT (org_id, candidate_id) DO UPDATE SET stage = excluded.stage, \
                       next_step = excluded.next_step, due_on = excluded.due_on, reason = excluded.reason, \
                       is_reason_shareable = excluded.is_reason_shareable, revision = excluded.revision, \
                       updated_by = excluded.updated_by, updated_at = excluded.updated_at \
                       WHERE candidate_stages.revision = excluded.revision - 1";
    let n_rows = execute!(
        connection,
        sqlx::query(SQL)
            .bind(org)
            .bind(&stage.candidate_id)
            .bind(&stage.stage)
            .bind(&stage.next_step)
            .bind(&stage.due_on)
            .bind(&stage.reason)
            .bind(i64::from(stage.is_reason_shareable))
            .bind(stage.revision)
            .bind(&stage.updated_by)
            .bind(&stage.updated_at)
    )?;
    Ok(n_rows == 1)
}

/// Removes next steps and reasons written about a person, in every search.
#[crate::boxed]
pub async fn forget_person(connection: &mut Connection, org: &OrgId, person: &PersonId) -> Result<()> {
    const SQL: &str = "DELETE FROM candidate_stages WHERE org_id = $1 AND candidate_id IN \
                       (SELECT id FROM candidates WHERE org_id = $1 AND person_id = $2)";
    execute!(connection, sqlx::query(SQL).bind(org).bind(person))?;
    Ok(())
}
