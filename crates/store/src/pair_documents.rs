//! What a CEO and a candidate write down between them. Each document stands as proposed until people write it anew.

use crate::connection::{execute, on};
use crate::row::{column_enum, row};
use crate::{CandidateId, Connection, OrgId, PersonId, Result, Timestamp, UserId};

column_enum! {
    /// Which document of a pair.
    Kind {
        /// Who decides what.
        DecisionRights = "roles",
        /// The plan for the first hundred days.
        Plan = "plan",
    }
}

row! {
    /// A document of a pair that was changed at least once.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct PairDocument {
        /// As people wrote it; none where it stands as proposed.
        pub content: Option<String>,
        /// As it was before the last change; none where it stood as proposed.
        pub previous: Option<String>,
        /// The number of this version; it counts changes from 1.
        pub revision: i64,
        /// Who changed it last.
        pub updated_by: UserId,
        /// When.
        pub updated_at: Timestamp,
    }
}

/// A document of a pair; none where it was never changed.
#[crate::boxed]
pub async fn find(
    connection: &mut Connection,
    org: &OrgId,
    candidate: &CandidateId,
    kind: Kind,
) -> Result<Option<PairDocument>> {
    const SQL: &str = "SELECT content, previous, revision, updated_by, updated_at FROM pair_documents \
                       WHERE org_id = $1 AND candidate_id = $2 AND kind = $3";
    Ok(on!(connection, c => sqlx::query_as(SQL)
        .bind(org)
        .bind(candidate)
        .bind(kind.name())
        .fetch_optional(c))?)
}

/// Keeps a document as it is now, following on the revision that was seen, 0 for none. Says whether it does: of two that
/// follow on the same one, one learns that it does not.
///
/// # Errors
/// [`Error::InUse`](crate::Error::InUse) where there is no such candidate.
#[crate::boxed]
pub async fn put(
    connection: &mut Connection,
    org: &OrgId,
    candidate: &CandidateId,
    kind: Kind,
    document: &PairDocument,
) -> Result<bool> {
    const SQL: &str = "INSERT INTO pair_documents (org_id, candidate_id, kind, content, previous, revision, updated_by, \
                       updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
                       ON CONFLICT (org_id, candidate_id, kind) DO UPDATE SET content = excluded.content, \
                       previous = excluded.previous, revision = excluded.revision, updated_by = excluded.updated_by, \
                       updated_at = excluded.updated_at WHERE pair_documents.revision = excluded.revision - 1";
    let n_rows = execute!(
        connection,
        sqlx::query(SQL)
            .bind(org)
            .bind(candidate)
            .bind(kind.name())
            .bind(&document.content)
            .bind(&document.previous)
            .bind(document.revision)
            .bind(&document.updated_by)
            .bind(&document.updated_at)
    )?;
    Ok(n_rows == 1)
}

/// The candidates whose pairs a person belongs to, as the CEO or as the candidate.
#[crate::boxed]
pub async fn pairs_of(
    connection: &mut Connection,
    org: &OrgId,
    person: &PersonId,
) -> Result<Vec<CandidateId>> {
    const SQL: &str = "SELECT c.id FROM candidates c JOIN searches s ON s.org_id = c.org_id AND s.id = c.search_id \
                       WHERE c.org_id = $1 AND (c.person_id = $2 OR s.ceo_id = $2) ORDER BY c.id";
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).bind(person).fetch_all(c))?)
}

/// Removes all that a pair wrote down.
#[crate::boxed]
pub async fn clear(connection: &mut Connection, org: &OrgId, candidate: &CandidateId) -> Result<()> {
    const SQL: &str = "DELETE FROM pair_documents WHERE org_id = $1 AND candidate_id = $2";
    execute!(connection, sqlx::query(SQL).bind(org).bind(candidate))?;
    Ok(())
}
