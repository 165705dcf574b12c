//! Who signed which revision of a pair's decision rights.

use crate::connection::{execute, on};
use crate::row::{column_enum, row};
use crate::{CandidateId, Connection, OrgId, Result, SearchId, Timestamp, UserId};

column_enum! {
    /// Who signs.
    Party {
        /// The CEO.
        Ceo = "ceo",
        /// The candidate.
        Candidate = "candidate",
    }
}

row! {
    /// A signature: the last one of its party.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Signature {
        /// Whose.
        pub party: Party,
        /// The revision of the decision rights that was signed.
        pub revision: i64,
        /// Who recorded it.
        pub recorded_by: UserId,
        /// Their name.
        pub recorded_by_name: String,
        /// When.
        pub recorded_at: Timestamp,
    }
}

/// The signatures of a pair, the CEO's after the candidate's.
#[crate::boxed]
pub async fn list(
    connection: &mut Connection,
    org: &OrgId,
    candidate: &CandidateId,
) -> Result<Vec<Signature>> {
    const SQL: &str = "SELECT s.party, s.revision, s.recorded_by, u.name AS recorded_by_name, s.recorded_at \
                       FROM signatures s JOIN users u ON u.org_id = s.org_id AND u.id = s.recorded_by \
                       WHERE s.org_id = $1 AND s.candidate_id = $2 ORDER BY s.party";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(candidate).fetch_all(c))?)
}

/// Records a signature in place of the same party's earlier one.
///
/// # Errors
/// [`Error::InUse`](crate::Error::InUse) where there is no such candidate.
#[crate::boxed]
pub async fn put(
    connection: &mut Connection,
    org: &OrgId,
    candidate: &CandidateId,
    (party, revision): (Party, i64),
    (user, now): (&UserId, &Timestamp),
) -> Result<()> {
    const SQL: &str = "INSERT INTO signatures (org_id, candidate_id, party, revision, recorded_by, recorded_at) \
                       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (org_id, candidate_id, party) DO UPDATE SET \
                       revision = excluded.revision, recorded_by = excluded.recorded_by, \
                       recorded_at = excluded.recorded_at";
    execute!(
        connection,
        sqlx::query(SQL).bind(org).bind(candidate).bind(party.name()).bind(revision).bind(user).bind(now)
    )?;
    Ok(())
}

/// Takes a party's signature back, and says whether there was one.
#[crate::boxed]
pub async fn remove(
    connection: &mut Connection,
    org: &OrgId,
    candidate: &CandidateId,
    party: Party,
) -> Result<bool> {
    const SQL: &str = "DELETE FROM signatures WHERE org_id = $1 AND candidate_id = $2 AND party = $3";
    Ok(execute!(connection, sqlx::query(SQL).bind(org).bind(candidate).bind(party.name()))? == 1)
}

/// Removes the signatures of a pair.
#[crate::boxed]
pub async fn clear(connection: &mut Connection, org: &OrgId, candidate: &CandidateId) -> Result<()> {
    const SQL: &str = "DELETE FROM signatures WHERE org_id = $1 AND candidate_id = $2";
    execute!(connection, sqlx::query(SQL).bind(org).bind(candidate))?;
    Ok(())
}

row! {
    /// Decision rights that both parties have signed as they are.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Signed {
        /// The candidate of the pair.
        pub candidate_id: CandidateId,
        /// The decision rights, as they are kept.
        pub content: String,
    }
}

/// The decision rights in a search that both parties have signed, and nobody has changed since.
#[crate::boxed]
pub async fn complete(connection: &mut Connection, org: &OrgId, search: &SearchId) -> Result<Vec<Signed>> {
    const SQL: &str = "SELECT d.candidate_id, d.content FROM pair_documents d JOIN candidates c \
                       ON c.org_id = d.org_id AND c.id = d.candidate_id WHERE d.org_id = $1 AND c.search_id = $2 \
                       AND d.kind = 'roles' AND d.content IS NOT NULL AND 2 = (SELECT COUNT(*) FROM signatures s \
                       WHERE s.org_id = d.org_id AND s.candidate_id = d.candidate_id AND s.revision = d.revision) \
                       ORDER BY d.candidate_id";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(search).fetch_all(c))?)
}
