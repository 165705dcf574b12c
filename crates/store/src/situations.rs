//! The situation of a search, by the answers to a few questions.

use crate::connection::{execute, on};
use crate::row::row;
use crate::{Connection, OrgId, Result, SearchId, Timestamp, UserId};

row! {
    /// The answers as they were saved last.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct SavedSituation {
        /// The place of the chosen answer by question, as JSON.
        pub answers: String,
        /// The number of this version; it counts changes from 1.
        pub revision: i64,
        /// Who saved it.
        pub updated_by: UserId,
        /// When.
        pub updated_at: Timestamp,
    }
}

/// The situation of a search; none if nobody has saved one.
#[crate::boxed]
pub async fn find(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
) -> Result<Option<SavedSituation>> {
    const SQL: &str = "SELECT answers, revision, updated_by, updated_at FROM situations WHERE org_id = $1 AND search_id = $2";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(search).fetch_optional(c))?)
}

/// Saves a situation as the revision after the one that was read; says whether that was still the latest.
#[crate::boxed]
pub async fn put(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    situation: &SavedSituation,
) -> Result<bool> {
    const SQL: &str = "INSERT INTO situations (org_id, search_id, answers, revision, updated_by, updated_at) \
                       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (org_id, search_id) DO UPDATE SET \
                       answers = excluded.answers, revision = excluded.revision, updated_by = excluded.updated_by, \
                       updated_at = excluded.updated_at WHERE situations.revision = excluded.revision - 1";
    let n_rows = execute!(
        connection,
        sqlx::query(SQL)
            .bind(org)
            .bind(search)
            .bind(&situation.answers)
            .bind(situation.revision)
            .bind(&situation.updated_by)
            .bind(&situation.updated_at)
    )?;
    Ok(n_rows == 1)
}
