//! Scenarios of a search: criteria that were saved under a name.

use crate::connection::{execute, on};
use crate::row::row;
use crate::{Connection, OrgId, Result, ScenarioId, SearchId, Timestamp, UserId};

row! {
    /// A scenario.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Scenario {
        /// Id.
        pub id: ScenarioId,
        /// What it is called.
        pub name: String,
        /// The criteria, as JSON.
        pub criteria: String,
        /// Who saved it.
        pub created_by: UserId,
        /// When.
        pub created_at: Timestamp,
    }
}

/// Adds a scenario.
///
/// # Errors
/// [`Error::Taken`](crate::Error::Taken) if the search has one of this name.
#[crate::boxed]
pub async fn insert(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    scenario: &Scenario,
) -> Result<()> {
    const SQL: &str = "INSERT INTO scenarios (id, org_id, search_id, name, criteria, created_by, created_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&scenario.id)
            .bind(org)
            .bind(search)
            .bind(&scenario.name)
            .bind(&scenario.criteria)
            .bind(&scenario.created_by)
            .bind(&scenario.created_at)
    )?;
    Ok(())
}

/// The scenarios of a search, in the order in which they were saved.
#[crate::boxed]
pub async fn list(connection: &mut Connection, org: &OrgId, search: &SearchId) -> Result<Vec<Scenario>> {
    const SQL: &str = "SELECT id, name, criteria, created_by, created_at FROM scenarios \
                       WHERE org_id = $1 AND search_id = $2 ORDER BY created_at, id";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(search).fetch_all(c))?)
}

/// Deletes a scenario of a search, and says whether there was one.
#[crate::boxed]
pub async fn delete(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    id: &ScenarioId,
) -> Result<bool> {
    const SQL: &str = "DELETE FROM scenarios WHERE org_id = $1 AND search_id = $2 AND id = $3";
    let n_rows = execute!(connection, sqlx::query(SQL).bind(org).bind(search).bind(id))?;
    Ok(n_rows == 1)
}
