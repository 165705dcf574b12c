//! The worked example, where an organisation has loaded it.

use crate::connection::{execute, on};
use crate::people::Person;
use crate::{Connection, OrgId, PersonId, Result, SearchId, Timestamp};

/// Keeps that the example is loaded, and which search it is.
///
/// # Errors
/// [`Error::Taken`](crate::Error::Taken) where it is loaded already.
#[crate::boxed]
pub async fn insert(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    now: &Timestamp,
) -> Result<()> {
    const SQL: &str = "INSERT INTO examples (org_id, search_id, created_at) VALUES ($1, $2, $3)";
    execute!(connection, sqlx::query(SQL).bind(org).bind(search).bind(now))?;
    Ok(())
}

/// Keeps that a person came with the example.
#[crate::boxed]
pub async fn add_person(connection: &mut Connection, org: &OrgId, person: &PersonId) -> Result<()> {
    const SQL: &str = "INSERT INTO example_people (org_id, person_id) VALUES ($1, $2)";
    execute!(connection, sqlx::query(SQL).bind(org).bind(person))?;
    Ok(())
}

/// The search of the example, where it is loaded. The search itself may be gone by now.
#[crate::boxed]
pub async fn find(connection: &mut Connection, org: &OrgId) -> Result<Option<SearchId>> {
    const SQL: &str = "SELECT search_id FROM examples WHERE org_id = $1";
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).fetch_optional(c))?)
}

/// Those who came with the example and are still there.
#[crate::boxed]
pub async fn people(connection: &mut Connection, org: &OrgId) -> Result<Vec<Person>> {
    const SQL: &str = "SELECT id, reference, name, sort_name, headline, revision, created_at, updated_at, erased_at \
                       FROM people p WHERE p.org_id = $1 AND EXISTS (SELECT 1 FROM example_people e \
                       WHERE e.org_id = p.org_id AND e.person_id = p.id) ORDER BY p.id";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).fetch_all(c))?)
}

/// Forgets that the example is loaded, and who came with it.
#[crate::boxed]
pub async fn forget(connection: &mut Connection, org: &OrgId) -> Result<()> {
    const PEOPLE: &str = "DELETE FROM example_people WHERE org_id = $1";
    execute!(connection, sqlx::query(PEOPLE).bind(org))?;
    const SQL: &str = "DELETE FROM examples WHERE org_id = $1";
    execute!(connection, sqlx::query(SQL).bind(org))?;
    Ok(())
}
