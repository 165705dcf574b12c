//! Judgements: what each member of a panel thinks of a candidate, in their own words.

use crate::connection::{execute, on};
use crate::{CandidateId, Connection, JudgementId, OrgId, Result, SearchId, Timestamp, UserId, words};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

words! {
    /// Whether someone would appoint a candidate.
    Opinion {
        /// Certainly.
        StrongYes = "strong_yes",
        /// Yes.
        Yes = "yes",
        /// They cannot say.
        Unsure = "unsure",
        /// No.
        No = "no",
        /// Certainly not.
        StrongNo = "strong_no",
    }
}

/// A judgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow, ToSchema)]
pub struct Judgement {
    /// Id.
    pub id: JudgementId,
    /// Of whom.
    pub candidate_id: CandidateId,
    /// By whom.
    pub user_id: UserId,
    /// Their name.
    pub user_name: String,
    /// Whether they would appoint this candidate.
    #[sqlx(try_from = "String")]
    pub opinion: Opinion,
    /// Why.
    pub note: String,
    /// The number of this version; it counts changes from 1.
    pub revision: i64,
    /// When it was first given.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

macro_rules! select_judgements {
    ($rest:literal) => {
        concat!(
            "SELECT j.id, j.candidate_id, j.user_id, u.name AS user_name, j.opinion, j.note, j.revision, j.created_at, \
             j.updated_at FROM judgements j JOIN users u ON u.org_id = j.org_id AND u.id = j.user_id \
             WHERE j.org_id = $1 AND j.search_id = $2",
            $rest
        )
    };
}

/// Adds a judgement.
///
/// # Errors
/// [`Error::Taken`](crate::Error::Taken) where the user has judged the candidate.
pub async fn insert(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    judgement: &Judgement,
) -> Result<()> {
    const SQL: &str = "INSERT INTO judgements (id, org_id, search_id, candidate_id, user_id, opinion, note, created_at, \
                       updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&judgement.id)
            .bind(org)
            .bind(search)
            .bind(&judgement.candidate_id)
            .bind(&judgement.user_id)
            .bind(judgement.opinion.name())
            .bind(&judgement.note)
            .bind(&judgement.created_at)
    )?;
    Ok(())
}

/// Changes a judgement where the revision is still the one that was seen, and says whether it was.
///
/// # Errors
/// Where the database cannot be used now.
pub async fn update(
    connection: &mut Connection,
    org: &OrgId,
    judgement: &Judgement,
    now: &Timestamp,
) -> Result<bool> {
    const SQL: &str = "UPDATE judgements SET opinion = $4, note = $5, updated_at = $6, revision = revision + 1 \
                       WHERE org_id = $1 AND id = $2 AND revision = $3";
    let n_rows = execute!(
        connection,
        sqlx::query(SQL)
            .bind(org)
            .bind(&judgement.id)
            .bind(judgement.revision)
            .bind(judgement.opinion.name())
            .bind(&judgement.note)
            .bind(now)
    )?;
    Ok(n_rows == 1)
}

/// What a user thinks of a candidate.
///
/// # Errors
/// Where the database cannot be used now.
pub async fn find(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    candidate: &CandidateId,
    user: &UserId,
) -> Result<Option<Judgement>> {
    const SQL: &str = select_judgements!(" AND j.candidate_id = $3 AND j.user_id = $4");
    Ok(on!(connection, c => sqlx::query_as(SQL)
        .bind(org)
        .bind(search)
        .bind(candidate)
        .bind(user)
        .fetch_optional(c))?)
}

/// The judgements in a search, of one user only where one is named: by candidate, then in the order they were given.
///
/// # Errors
/// Where the database cannot be used now.
pub async fn list(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    user: Option<&UserId>,
) -> Result<Vec<Judgement>> {
    const SQL: &str = select_judgements!(
        " AND (CAST($3 AS TEXT) IS NULL OR j.user_id = $3) ORDER BY j.candidate_id, j.created_at, j.id"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(search).bind(user).fetch_all(c))?)
}

/// Takes back a judgement, and says whether there was one.
///
/// # Errors
/// Where the database cannot be used now.
pub async fn delete(connection: &mut Connection, org: &OrgId, id: &JudgementId) -> Result<bool> {
    const SQL: &str = "DELETE FROM judgements WHERE org_id = $1 AND id = $2";
    Ok(execute!(connection, sqlx::query(SQL).bind(org).bind(id))? == 1)
}

/// How many of those whom a panel member is to judge they have not judged: the finalists, or every candidate where
/// none is marked as one. None where there is nobody to judge.
///
/// # Errors
/// Where the database cannot be used now.
pub async fn count_missing(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    user: &UserId,
) -> Result<Option<i64>> {
    const SQL: &str = "SELECT c.is_finalist, CAST(EXISTS (SELECT 1 FROM judgements j WHERE j.org_id = c.org_id \
                       AND j.candidate_id = c.id AND j.user_id = $3) AS INTEGER) <> 0 FROM candidates c \
                       WHERE c.org_id = $1 AND c.search_id = $2";
    let found: Vec<(i64, bool)> =
        on!(connection, c => sqlx::query_as(SQL).bind(org).bind(search).bind(user).fetch_all(c))?;
    let has_finalists = found.iter().any(|(is_finalist, _)| *is_finalist == 1);
    let mut wanted = found.iter().filter(|(is_finalist, _)| *is_finalist == 1 || !has_finalists).peekable();
    if wanted.peek().is_none() {
        return Ok(None);
    }
    Ok(Some(wanted.map(|(_, is_judged)| i64::from(!is_judged)).sum()))
}
