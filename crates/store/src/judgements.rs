//! Judgements: what each member of a panel thinks of a candidate, in their own words.

use crate::connection::{execute, on};
use crate::list::{group, of_all};
use crate::row::{column_enum, row};
use crate::{CandidateId, Connection, JudgementId, OrgId, Result, SearchId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

column_enum! {
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

row! {
    /// A judgement.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
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
        pub opinion: Opinion,
        /// What they said when they first judged, which no later change touches.
        #[serde(default)]
        pub first_opinion: Option<Opinion>,
        /// Why.
        pub note: String,
        /// The number of this version; it counts changes from 1.
        pub revision: i64,
        /// When it was first given.
        pub created_at: Timestamp,
        /// When it last changed.
        pub updated_at: Timestamp,
    }
}

macro_rules! select_judgements {
    ($rest:literal) => {
        concat!(
            "SELECT j.id, j.candidate_id, j.user_id, u.name AS user_name, j.opinion, v.opinion AS first_opinion, j.note, \
             j.revision, j.created_at, j.updated_at FROM judgements j \
             JOIN users u ON u.org_id = j.org_id AND u.id = j.user_id \
             LEFT JOIN judgement_versions v ON v.org_id = j.org_id AND v.search_id = j.search_id \
             AND v.candidate_id = j.candidate_id AND v.user_id = j.user_id AND v.number = 1 \
             WHERE j.org_id = $1 AND j.search_id = $2",
            $rest
        )
    };
}

row! {
    /// What a member said of a candidate at one time: when they first judged, changed their judgement, or took it back.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
    pub struct JudgementVersion {
        /// Of whom.
        pub candidate_id: CandidateId,
        /// By whom.
        pub user_id: UserId,
        /// Their name.
        pub user_name: String,
        /// It counts what they said of this candidate, from 1.
        pub number: i64,
        /// Whether they would appoint this candidate; null where they took their judgement back.
        pub opinion: Option<Opinion>,
        /// Why.
        pub note: String,
        /// Whether they could see the results by then; null where that was not recorded.
        pub saw_results: Option<bool>,
        /// When.
        pub given_at: Timestamp,
    }
}

/// Keeps what was said. Nothing ever changes it.
async fn keep(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    judgement: &Judgement,
    (opinion, saw_results, now): (Option<Opinion>, bool, &Timestamp),
) -> Result<()> {
    const SQL: &str = "INSERT INTO judgement_versions (org_id, search_id, candidate_id, user_id, number, opinion, note, \
                       saw_results, given_at) SELECT $1, $2, $3, $4, COALESCE(MAX(number), 0) + 1, $5, $6, $7, $8 \
                       FROM judgement_versions WHERE org_id = $1 AND search_id = $2 AND candidate_id = $3 \
                       AND user_id = $4";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(org)
            .bind(search)
            .bind(&judgement.candidate_id)
            .bind(&judgement.user_id)
            .bind(opinion.map(Opinion::name))
            .bind(if opinion.is_some() { judgement.note.as_str() } else { "" })
            .bind(i64::from(saw_results))
            .bind(now)
    )?;
    Ok(())
}

/// All that was said in a search, by one user only where one is named: by candidate and member, in the order it was said.
#[crate::boxed]
pub async fn versions(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    user: Option<&UserId>,
) -> Result<Vec<JudgementVersion>> {
    const SQL: &str = "SELECT v.candidate_id, v.user_id, u.name AS user_name, v.number, v.opinion, v.note, \
                       (v.saw_results = 1) AS saw_results, v.given_at FROM judgement_versions v \
                       JOIN users u ON u.org_id = v.org_id AND u.id = v.user_id \
                       WHERE v.org_id = $1 AND v.search_id = $2 AND (CAST($3 AS TEXT) IS NULL OR v.user_id = $3) \
                       ORDER BY v.candidate_id, u.name, v.user_id, v.number";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(search).bind(user).fetch_all(c))?)
}

/// Adds a judgement; `saw_results` says whether its author could see the results.
///
/// # Errors
/// [`Error::Taken`](crate::Error::Taken) where the user has judged the candidate.
#[crate::boxed]
pub async fn insert(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    judgement: &Judgement,
    saw_results: bool,
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
    keep(connection, org, search, judgement, (Some(judgement.opinion), saw_results, &judgement.created_at))
        .await
}

/// Changes a judgement where the revision is still the one that was seen, and says whether it was.
#[crate::boxed]
pub async fn update(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    judgement: &Judgement,
    (saw_results, now): (bool, &Timestamp),
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
    if n_rows == 1 {
        keep(connection, org, search, judgement, (Some(judgement.opinion), saw_results, now)).await?;
    }
    Ok(n_rows == 1)
}

/// What a user thinks of a candidate.
#[crate::boxed]
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
#[crate::boxed]
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

/// Takes back a judgement that is there. What was said, and that it was taken back, stays on record.
#[crate::boxed]
pub async fn delete(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    judgement: &Judgement,
    (saw_results, now): (bool, &Timestamp),
) -> Result<()> {
    const SQL: &str = "DELETE FROM judgements WHERE org_id = $1 AND id = $2";
    execute!(connection, sqlx::query(SQL).bind(org).bind(&judgement.id))?;
    keep(connection, org, search, judgement, (None, saw_results, now)).await
}

row! {
    /// How far a member of a search is with judging.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Progress {
        /// The search.
        pub search_id: SearchId,
        /// The member.
        pub user_id: UserId,
        /// How many of those whom they are to judge they have not judged.
        pub n_missing: i64,
        /// More than 0 where they have given weights of their own.
        pub n_weights: i64,
    }
}

impl Progress {
    /// What they have left to give: a judgement of each whom they are to judge, and weights of their own.
    #[must_use]
    pub fn n_left(&self) -> i64 {
        self.n_missing + i64::from(self.n_weights == 0)
    }
}

/// How far everyone on the panels of some searches is, viewers left out, where there is anyone to judge: the finalists,
/// or every candidate where none is marked as one.
#[crate::boxed]
pub async fn progress(
    connection: &mut Connection,
    org: &OrgId,
    searches: &[SearchId],
) -> Result<Vec<Progress>> {
    const SQL: &str = concat!(
        "SELECT m.search_id, m.user_id, SUM(CASE WHEN j.id IS NULL THEN 1 ELSE 0 END) AS n_missing, \
         COUNT(w.id) AS n_weights FROM members m \
         JOIN users u ON u.org_id = m.org_id AND u.id = m.user_id AND u.role <> 'viewer' \
         JOIN candidates c ON c.org_id = m.org_id AND c.search_id = m.search_id AND (c.is_finalist = 1 \
         OR NOT EXISTS (SELECT 1 FROM candidates f WHERE f.org_id = c.org_id AND f.search_id = c.search_id \
         AND f.is_finalist = 1)) \
         LEFT JOIN judgements j ON j.org_id = c.org_id AND j.search_id = c.search_id AND j.candidate_id = c.id \
         AND j.user_id = m.user_id \
         LEFT JOIN weight_sets w ON w.org_id = m.org_id AND w.search_id = m.search_id AND w.owner = m.user_id \
         WHERE m.org_id = $1 AND m.search_id IN ",
        group!(),
        " GROUP BY m.search_id, m.user_id ORDER BY m.search_id, m.user_id"
    );
    Ok(of_all!(connection, SQL, org, searches))
}
