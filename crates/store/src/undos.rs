//! What was known of people before the last change by hand, so that it can be undone.

use crate::connection::{execute, on};
use crate::row::row;
use crate::{Connection, OrgId, PersonId, Result};

row! {
    /// The last change of a person that was made by hand.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Undo {
        /// What was done, as in the audit log.
        pub action: String,
        /// What was known before, as JSON.
        pub before: String,
        /// The person's revision after the change.
        pub revision_after: i64,
    }
}

/// Keeps what was known before a change, in the place of what was kept before.
#[crate::boxed]
pub async fn put(connection: &mut Connection, org: &OrgId, person: &PersonId, undo: &Undo) -> Result<()> {
    const SQL: &str = "INSERT INTO undos (org_id, person_id, action, before, revision_after) VALUES ($1, $2, $3, $4, $5) \
                       ON CONFLICT (org_id, person_id) DO UPDATE SET action = excluded.action, \
                       before = excluded.before, revision_after = excluded.revision_after";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(org)
            .bind(person)
            .bind(&undo.action)
            .bind(&undo.before)
            .bind(undo.revision_after)
    )?;
    Ok(())
}

/// What is kept of a person.
#[crate::boxed]
pub async fn find(connection: &mut Connection, org: &OrgId, person: &PersonId) -> Result<Option<Undo>> {
    const SQL: &str = "SELECT action, before, revision_after FROM undos WHERE org_id = $1 AND person_id = $2";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(person).fetch_optional(c))?)
}

/// Removes what is kept of a person.
#[crate::boxed]
pub async fn remove(connection: &mut Connection, org: &OrgId, person: &PersonId) -> Result<()> {
    const SQL: &str = "DELETE FROM undos WHERE org_id = $1 AND person_id = $2";
    execute!(connection, sqlx::query(SQL).bind(org).bind(person))?;
    Ok(())
}
