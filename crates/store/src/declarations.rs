//! What users declare about candidates: a conflict of interest of their own, or that a candidate may not be approached.

use crate::connection::{execute, on};
use crate::row::{column_enum, row};
use crate::{CandidateId, Connection, OrgId, PersonId, Result, SearchId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

column_enum! {
    /// What is declared.
    DeclarationKind {
        /// A conflict of interest of whoever declares it.
        Conflict = "conflict",
        /// That the candidate may not be approached, such as by an agreement with their employer.
        OffLimits = "off_limits",
    }
}

row! {
    /// A declaration.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
    pub struct Declaration {
        /// About whom.
        pub candidate_id: CandidateId,
        /// By whom.
        pub user_id: UserId,
        /// Their name.
        pub user_name: String,
        /// What is declared.
        pub kind: DeclarationKind,
        /// What it is, in their words.
        pub text: String,
        /// When it was last declared.
        pub declared_at: Timestamp,
    }
}

/// Declares something; what the user declared of the kind before gives way.
#[crate::boxed]
pub async fn put(
    connection: &mut Connection,
    org: &OrgId,
    candidate: &CandidateId,
    (user, kind): (&UserId, DeclarationKind),
    (text, now): (&str, &Timestamp),
) -> Result<()> {
    const SQL: &str = "INSERT INTO declarations (org_id, candidate_id, user_id, kind, text, declared_at) \
                       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (org_id, candidate_id, user_id, kind) \
                       DO UPDATE SET text = excluded.text, declared_at = excluded.declared_at";
    execute!(
        connection,
        sqlx::query(SQL).bind(org).bind(candidate).bind(user).bind(kind.name()).bind(text).bind(now)
    )?;
    Ok(())
}

/// Takes a declaration back.
#[crate::boxed]
pub async fn remove(
    connection: &mut Connection,
    org: &OrgId,
    candidate: &CandidateId,
    (user, kind): (&UserId, DeclarationKind),
) -> Result<()> {
    const SQL: &str =
        "DELETE FROM declarations WHERE org_id = $1 AND candidate_id = $2 AND user_id = $3 AND kind = $4";
    execute!(connection, sqlx::query(SQL).bind(org).bind(candidate).bind(user).bind(kind.name()))?;
    Ok(())
}

/// What is declared in a search: by candidate, then by whom.
#[crate::boxed]
pub async fn list(connection: &mut Connection, org: &OrgId, search: &SearchId) -> Result<Vec<Declaration>> {
    const SQL: &str = "SELECT d.candidate_id, d.user_id, u.name AS user_name, d.kind, d.text, d.declared_at \
                       FROM declarations d JOIN candidates c ON c.org_id = d.org_id AND c.id = d.candidate_id \
                       JOIN users u ON u.org_id = d.org_id AND u.id = d.user_id \
                       WHERE d.org_id = $1 AND c.search_id = $2 ORDER BY c.position, u.name, d.user_id, d.kind";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(search).fetch_all(c))?)
}

/// What is declared about a candidate.
#[crate::boxed]
pub async fn of_candidate(
    connection: &mut Connection,
    org: &OrgId,
    candidate: &CandidateId,
) -> Result<Vec<Declaration>> {
    const SQL: &str = "SELECT d.candidate_id, d.user_id, u.name AS user_name, d.kind, d.text, d.declared_at \
                       FROM declarations d JOIN users u ON u.org_id = d.org_id AND u.id = d.user_id \
                       WHERE d.org_id = $1 AND d.candidate_id = $2 ORDER BY u.name, d.user_id, d.kind";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(candidate).fetch_all(c))?)
}

/// Removes what is declared about a person.
#[crate::boxed]
pub async fn forget_person(connection: &mut Connection, org: &OrgId, person: &PersonId) -> Result<()> {
    const SQL: &str = "DELETE FROM declarations WHERE org_id = $1 AND candidate_id IN \
                       (SELECT id FROM candidates WHERE org_id = $1 AND person_id = $2)";
    execute!(connection, sqlx::query(SQL).bind(org).bind(person))?;
    Ok(())
}
