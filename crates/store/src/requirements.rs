//! What a search requires outside the score, and whether each candidate meets it.

use crate::connection::{execute, on};
use crate::row::{column_enum, row};
use crate::{CandidateId, Connection, EditedList, OrgId, PersonId, Result, SearchId, Timestamp, UserId};

column_enum! {
    /// Whether a requirement is met.
    RequirementState {
        /// It is.
        Met = "met",
        /// In part.
        Partly = "partly",
        /// It is not.
        NotMet = "not_met",
        /// Nobody knows yet.
        Unknown = "unknown",
    }
}

/// A search's own requirements; none if it uses the built-in ones.
#[crate::boxed]
pub async fn list(connection: &mut Connection, org: &OrgId, search: &SearchId) -> Result<Option<EditedList>> {
    const SQL: &str = "SELECT items, revision FROM requirement_lists WHERE org_id = $1 AND search_id = $2";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(search).fetch_optional(c))?)
}

/// Saves the requirements as the revision after the one that was read; says whether that was still the latest.
#[crate::boxed]
pub async fn put_list(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    list: &EditedList,
    now: &Timestamp,
) -> Result<bool> {
    const SQL: &str = "INSERT INTO requirement_lists (org_id, search_id, items, revision, updated_at) \
                       VALUES ($1, $2, $3, $4, $5) ON CONFLICT (org_id, search_id) DO UPDATE SET \
                       items = excluded.items, revision = excluded.revision, updated_at = excluded.updated_at \
                       WHERE requirement_lists.revision = excluded.revision - 1";
    let n_rows = execute!(
        connection,
        sqlx::query(SQL).bind(org).bind(search).bind(&list.items).bind(list.revision).bind(now)
    )?;
    Ok(n_rows == 1)
}

row! {
    /// Whether a candidate meets a requirement.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Finding {
        /// The candidate.
        pub candidate_id: CandidateId,
        /// The key of the requirement.
        pub requirement: String,
        /// Whether it is met.
        pub state: RequirementState,
        /// What that rests on; may be empty.
        pub evidence: String,
        /// Who is to ask, or asked; may be empty.
        pub asked_by: String,
        /// The number of this version; it counts changes from 1.
        pub revision: i64,
        /// Who changed it last.
        pub updated_by: UserId,
        /// When.
        pub updated_at: Timestamp,
    }
}

macro_rules! select_findings {
    ($rest:literal) => {
        concat!(
            "SELECT candidate_id, requirement, state, evidence, asked_by, revision, updated_by, updated_at \
             FROM requirement_findings WHERE org_id = $1 AND ",
            $rest
        )
    };
}

/// What was found of a candidate.
#[crate::boxed]
pub async fn findings(
    connection: &mut Connection,
    org: &OrgId,
    candidate: &CandidateId,
) -> Result<Vec<Finding>> {
    const SQL: &str = select_findings!("candidate_id = $2 ORDER BY requirement");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(candidate).fetch_all(c))?)
}

/// What was found of all candidates of a search.
#[crate::boxed]
pub async fn of_search(connection: &mut Connection, org: &OrgId, search: &SearchId) -> Result<Vec<Finding>> {
    const SQL: &str = select_findings!(
        "candidate_id IN (SELECT id FROM candidates WHERE org_id = $1 AND search_id = $2) \
         ORDER BY candidate_id, requirement"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(search).fetch_all(c))?)
}

/// Saves a finding as the revision after the one that was read; says whether that was still the latest.
///
/// # Errors
/// [`Error::InUse`](crate::Error::InUse) where there is no such candidate.
#[crate::boxed]
pub async fn put(connection: &mut Connection, org: &OrgId, finding: &Finding) -> Result<bool> {
    const SQL: &str = "INSERT INTO requirement_findings (org_id, candidate_id, requirement, state, evidence, asked_by, \
                       revision, updated_by, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
                       ON CONFLICT (org_id, candidate_id, requirement) DO UPDATE SET state = excluded.state, \
                       evidence = excluded.evidence, asked_by = excluded.asked_by, revision = excluded.revision, \
                       updated_by = excluded.updated_by, updated_at = excluded.updated_at \
                       WHERE requirement_findings.revision = excluded.revision - 1";
    let n_rows = execute!(
        connection,
        sqlx::query(SQL)
            .bind(org)
            .bind(&finding.candidate_id)
            .bind(&finding.requirement)
            .bind(finding.state)
            .bind(&finding.evidence)
            .bind(&finding.asked_by)
            .bind(finding.revision)
            .bind(&finding.updated_by)
            .bind(&finding.updated_at)
    )?;
    Ok(n_rows == 1)
}

/// Removes all that was found of a person, in every search.
#[crate::boxed]
pub async fn forget_person(connection: &mut Connection, org: &OrgId, person: &PersonId) -> Result<()> {
    const SQL: &str = "DELETE FROM requirement_findings WHERE org_id = $1 AND candidate_id IN \
                       (SELECT id FROM candidates WHERE org_id = $1 AND person_id = $2)";
    execute!(connection, sqlx::query(SQL).bind(org).bind(person))?;
    Ok(())
}
