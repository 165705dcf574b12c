//! People on file.

mod pool;
mod row;

pub use pool::{Outline, PoolState, n_countable, names, outlines, pool_state};
pub use row::{NewPerson, Person, PersonFilter, PersonSort};

use crate::connection::{execute, on};
use crate::fold::folded;
use crate::list::{group, like, of_all, sorted};
use crate::merges::is_listed;
use crate::{Connection, Direction, OrgId, Page, PersonId, Result, Timestamp};

macro_rules! person_columns {
    () => {
        "id, reference, name, sort_name, headline, revision, created_at, updated_at, erased_at"
    };
}

/// Adds a person.
///
/// # Errors
/// [`Error::Taken`](crate::Error::Taken) where the reference is another's.
#[crate::boxed]
pub async fn insert(
    connection: &mut Connection,
    org: &OrgId,
    id: &PersonId,
    person: &NewPerson,
    now: &Timestamp,
) -> Result<()> {
    const SQL: &str = "INSERT INTO people (id, org_id, reference, name, sort_name, headline, created_at, updated_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $7)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(id)
            .bind(org)
            .bind(&person.reference)
            .bind(&person.name)
            .bind(folded(&person.name))
            .bind(&person.headline)
            .bind(now)
    )?;
    Ok(())
}

/// One person.
#[crate::boxed]
pub async fn find(connection: &mut Connection, org: &OrgId, id: &PersonId) -> Result<Option<Person>> {
    const SQL: &str = concat!("SELECT ", person_columns!(), " FROM people WHERE org_id = $1 AND id = $2");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(id).fetch_optional(c))?)
}

/// The person whom files know by this reference, or by that of a double that was merged into them.
#[crate::boxed]
pub async fn find_by_reference(
    connection: &mut Connection,
    org: &OrgId,
    reference: &str,
) -> Result<Option<Person>> {
    const SQL: &str = concat!(
        "SELECT ",
        person_columns!(),
        " FROM people WHERE org_id = $1 AND id = (SELECT COALESCE(m.into_id, p.id) FROM people p \
         LEFT JOIN merged_people m ON m.org_id = p.org_id AND m.person_id = p.id \
         WHERE p.org_id = $1 AND p.reference = $2)"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(reference).fetch_optional(c))?)
}

/// Those of some people who are there, in no order.
#[crate::boxed]
pub async fn find_all(connection: &mut Connection, org: &OrgId, people: &[PersonId]) -> Result<Vec<Person>> {
    const SQL: &str =
        concat!("SELECT ", person_columns!(), " FROM people WHERE org_id = $1 AND id IN ", group!());
    Ok(of_all!(connection, SQL, org, people))
}

/// Those people who are on file, and whose name has a text in it where one is given.
macro_rules! is_wanted {
    () => {
        concat!(
            "erased_at IS NULL AND ",
            is_listed!(),
            " AND (CAST($2 AS TEXT) IS NULL OR sort_name LIKE $2 ESCAPE '\\')"
        )
    };
}

/// How many people are on file.
#[crate::boxed]
pub async fn count(connection: &mut Connection, org: &OrgId, filter: &PersonFilter) -> Result<i64> {
    const SQL: &str = concat!("SELECT COUNT(*) FROM people WHERE org_id = $1 AND ", is_wanted!());
    let text = filter.text.as_deref().map(like);
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).bind(text).fetch_one(c))?)
}

/// A page of the people on file, one more than asked for where there are more.
#[crate::boxed]
pub async fn list(
    connection: &mut Connection,
    org: &OrgId,
    filter: &PersonFilter,
    (sort, direction): (PersonSort, Direction),
    page: &Page,
) -> Result<Vec<Person>> {
    macro_rules! select {
        () => {
            concat!("SELECT ", person_columns!(), " FROM people WHERE org_id = $1 AND ", is_wanted!())
        };
    }
    let sql = match sort {
        PersonSort::Name => sorted!(direction, select!(), "sort_name", "$3", "$4", "$5"),
        PersonSort::CreatedAt => sorted!(direction, select!(), "created_at", "$3", "$4", "$5"),
    };
    let (key, id) = page.start(direction);
    Ok(on!(connection, c => sqlx::query_as(sql)
        .bind(org)
        .bind(filter.text.as_deref().map(like))
        .bind(key)
        .bind(id)
        .bind(page.limit_and_one())
        .fetch_all(c))?)
}

/// Takes a person for a change: they get the next revision, and nobody else changes them before the transaction ends.
#[crate::boxed]
pub async fn begin_change(
    connection: &mut Connection,
    org: &OrgId,
    id: &PersonId,
    now: &Timestamp,
) -> Result<Option<Person>> {
    const SQL: &str = concat!(
        "UPDATE people SET revision = revision + 1, updated_at = $3 WHERE org_id = $1 AND id = $2 RETURNING ",
        person_columns!()
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(id).bind(now).fetch_optional(c))?)
}

/// Writes what is changed of a person who was taken for that.
///
/// # Errors
/// [`Error::Taken`](crate::Error::Taken) where the reference is another's.
#[crate::boxed]
pub async fn update(connection: &mut Connection, org: &OrgId, person: &Person) -> Result<()> {
    const SQL: &str = "UPDATE people SET reference = $3, name = $4, sort_name = $5, headline = $6, erased_at = $7 \
                       WHERE org_id = $1 AND id = $2";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(org)
            .bind(&person.id)
            .bind(&person.reference)
            .bind(&person.name)
            .bind(folded(&person.name))
            .bind(&person.headline)
            .bind(&person.erased_at)
    )?;
    Ok(())
}

/// Takes two people for a change. Both get the same next revision, which neither has had.
#[crate::boxed]
pub async fn begin_change_of_both(
    connection: &mut Connection,
    org: &OrgId,
    (one, other): (&PersonId, &PersonId),
    now: &Timestamp,
) -> Result<()> {
    const SQL: &str = "UPDATE people SET updated_at = $4, revision = (SELECT MAX(revision) + 1 FROM people \
                       WHERE org_id = $1 AND id IN ($2, $3)) WHERE org_id = $1 AND id IN ($2, $3)";
    execute!(connection, sqlx::query(SQL).bind(org).bind(one).bind(other).bind(now))?;
    Ok(())
}

/// In how many places of searches a person stands, as CEO or as candidate.
#[crate::boxed]
pub async fn n_uses(connection: &mut Connection, org: &OrgId, id: &PersonId) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM (SELECT id FROM searches WHERE org_id = $1 AND ceo_id = $2 \
                       UNION ALL SELECT id FROM candidates WHERE org_id = $1 AND person_id = $2) AS uses";
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).bind(id).fetch_one(c))?)
}

/// Removes a person with all that is known of them.
///
/// # Errors
/// [`Error::InUse`](crate::Error::InUse) where they stand in a search.
#[crate::boxed]
pub async fn remove(connection: &mut Connection, org: &OrgId, id: &PersonId) -> Result<()> {
    const SQL: &str = "DELETE FROM people WHERE org_id = $1 AND id = $2";
    execute!(connection, sqlx::query(SQL).bind(org).bind(id))?;
    Ok(())
}
