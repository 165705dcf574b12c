//! Organisations: the tenants, none of whom sees another.

use crate::connection::{execute, on};
use crate::{Connection, OrgId, Result, Timestamp};

/// Adds an organisation.
#[crate::boxed]
pub async fn insert(connection: &mut Connection, id: &OrgId, name: &str, now: &Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO organisations (id, name, created_at) VALUES ($1, $2, $3)";
    execute!(connection, sqlx::query(SQL).bind(id).bind(name).bind(now))?;
    Ok(())
}

/// The organisations with their names, oldest first. For the operator only: no request ever lists them.
#[crate::boxed]
pub async fn list(connection: &mut Connection) -> Result<Vec<(OrgId, String)>> {
    const SQL: &str = "SELECT id, name FROM organisations ORDER BY created_at, id";
    Ok(on!(connection, c => sqlx::query_as(SQL).fetch_all(c))?)
}

/// What an organisation is called.
#[crate::boxed]
pub async fn name(connection: &mut Connection, id: &OrgId) -> Result<Option<String>> {
    const SQL: &str = "SELECT name FROM organisations WHERE id = $1";
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(id).fetch_optional(c))?)
}
