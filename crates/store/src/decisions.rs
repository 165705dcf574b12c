//! Decisions: who was chosen, by whom and why, and what it rested on. One at a time is in force; none is removed.

use crate::connection::{execute, on};
use crate::list::{group, of_all};
use crate::row::row;
use crate::{CandidateId, Connection, DecisionId, OrgId, Result, RunId, SearchId, Timestamp, UserId};

row! {
    /// A decision.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Decision {
        /// Id.
        pub id: DecisionId,
        /// The run that it rested on.
        pub run_id: RunId,
        /// Who was chosen; none where it was to appoint nobody.
        pub candidate_id: Option<CandidateId>,
        /// Why.
        pub reason: String,
        /// The panel's weights and judgements as they stood, as JSON.
        pub panel: String,
        /// The minutes, as JSON; none where none were kept.
        pub minutes: Option<String>,
        /// Who recorded it.
        pub decided_by: UserId,
        /// When.
        pub created_at: Timestamp,
        /// When it was withdrawn; none for the one in force.
        pub withdrawn_at: Option<Timestamp>,
        /// Who withdrew it.
        pub withdrawn_by: Option<UserId>,
        /// Why.
        pub withdrawn_reason: Option<String>,
    }
}

/// Records a decision.
///
/// # Errors
/// [`Error::Taken`](crate::Error::Taken) where one is in force.
#[crate::boxed]
pub async fn insert(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    decision: &Decision,
) -> Result<()> {
    const SQL: &str = "INSERT INTO decisions (id, org_id, search_id, run_id, candidate_id, reason, panel, decided_by, \
                       created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&decision.id)
            .bind(org)
            .bind(search)
            .bind(&decision.run_id)
            .bind(&decision.candidate_id)
            .bind(&decision.reason)
            .bind(&decision.panel)
            .bind(&decision.decided_by)
            .bind(&decision.created_at)
    )?;
    if let Some(minutes) = &decision.minutes {
        const MINUTES: &str =
            "INSERT INTO decision_minutes (org_id, decision_id, minutes) VALUES ($1, $2, $3)";
        execute!(connection, sqlx::query(MINUTES).bind(org).bind(&decision.id).bind(minutes))?;
    }
    Ok(())
}

/// The decisions of a search, the newest first; at most one is in force.
#[crate::boxed]
pub async fn list(connection: &mut Connection, org: &OrgId, search: &SearchId) -> Result<Vec<Decision>> {
    const SQL: &str = "SELECT d.id, d.run_id, d.candidate_id, d.reason, d.panel, m.minutes, d.decided_by, d.created_at, \
                       d.withdrawn_at, d.withdrawn_by, d.withdrawn_reason FROM decisions d \
                       LEFT JOIN decision_minutes m ON m.org_id = d.org_id AND m.decision_id = d.id \
                       WHERE d.org_id = $1 AND d.search_id = $2 ORDER BY d.created_at DESC, d.id DESC";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(search).fetch_all(c))?)
}

row! {
    /// The decision in force of a search, in brief.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct InForce {
        /// The search.
        pub search_id: SearchId,
        /// Who was chosen; none where it was to appoint nobody.
        pub candidate_id: Option<CandidateId>,
        /// When it was recorded.
        pub created_at: Timestamp,
    }
}

/// The decisions in force of some searches.
#[crate::boxed]
pub async fn in_force(
    connection: &mut Connection,
    org: &OrgId,
    searches: &[SearchId],
) -> Result<Vec<InForce>> {
    const SQL: &str = concat!(
        "SELECT search_id, candidate_id, created_at FROM decisions WHERE org_id = $1 AND withdrawn_at IS NULL \
         AND search_id IN ",
        group!()
    );
    Ok(of_all!(connection, SQL, org, searches))
}

/// Withdraws the decision in force, and says whether there was one.
#[crate::boxed]
pub async fn withdraw(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    (user, reason): (&UserId, &str),
    now: &Timestamp,
) -> Result<bool> {
    const SQL: &str = "UPDATE decisions SET withdrawn_at = $3, withdrawn_by = $4, withdrawn_reason = $5 \
                       WHERE org_id = $1 AND search_id = $2 AND withdrawn_at IS NULL";
    let n_rows =
        execute!(connection, sqlx::query(SQL).bind(org).bind(search).bind(now).bind(user).bind(reason))?;
    Ok(n_rows == 1)
}
