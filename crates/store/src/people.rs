//! People on file.

mod row;

pub use row::{NewPerson, Person, PersonFilter, PersonSort};

use crate::connection::{execute, on};
use crate::list::sorted;
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
            .bind(sort_name(&person.name))
            .bind(&person.headline)
            .bind(now)
    )?;
    Ok(())
}

/// One person.
///
/// # Errors
/// Where the database cannot be used now.
pub async fn find(connection: &mut Connection, org: &OrgId, id: &PersonId) -> Result<Option<Person>> {
    const SQL: &str = concat!("SELECT ", person_columns!(), " FROM people WHERE org_id = $1 AND id = $2");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(id).fetch_optional(c))?)
}

/// The person whom files know by this reference.
///
/// # Errors
/// Where the database cannot be used now.
pub async fn find_by_reference(
    connection: &mut Connection,
    org: &OrgId,
    reference: &str,
) -> Result<Option<Person>> {
    const SQL: &str =
        concat!("SELECT ", person_columns!(), " FROM people WHERE org_id = $1 AND reference = $2");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(reference).fetch_optional(c))?)
}

/// A page of the people on file, one more than asked for where there are more.
///
/// # Errors
/// Where the database cannot be used now.
pub async fn list(
    connection: &mut Connection,
    org: &OrgId,
    filter: &PersonFilter,
    (sort, direction): (PersonSort, Direction),
    page: &Page,
) -> Result<Vec<Person>> {
    macro_rules! select {
        () => {
            concat!(
                "SELECT ",
                person_columns!(),
                " FROM people WHERE org_id = $1 AND erased_at IS NULL \
                 AND ($2 IS NULL OR sort_name LIKE $2 ESCAPE '\\')"
            )
        };
    }
    let sql = match sort {
        PersonSort::Name => sorted!(direction, select!(), "sort_name", "$3", "$4", "$5"),
        PersonSort::CreatedAt => sorted!(direction, select!(), "created_at", "$3", "$4", "$5"),
    };
    let like = filter.text.as_deref().map(|text| format!("%{}%", like_literal(&sort_name(text))));
    let (key, id) = page.start(direction);
    Ok(on!(connection, c => sqlx::query_as(sql)
        .bind(org)
        .bind(like)
        .bind(key)
        .bind(id)
        .bind(page.limit_and_one())
        .fetch_all(c))?)
}

/// Changes a person where the revision is still the one that was seen.
///
/// # Errors
/// [`Error::Taken`](crate::Error::Taken) where the reference is another's. Says whether the revision was right.
pub async fn update(
    connection: &mut Connection,
    org: &OrgId,
    person: &Person,
    now: &Timestamp,
) -> Result<bool> {
    const SQL: &str = "UPDATE people SET reference = $4, name = $5, sort_name = $6, headline = $7, erased_at = $8, \
                       updated_at = $9, revision = revision + 1 WHERE org_id = $1 AND id = $2 AND revision = $3";
    let n_rows = execute!(
        connection,
        sqlx::query(SQL)
            .bind(org)
            .bind(&person.id)
            .bind(person.revision)
            .bind(&person.reference)
            .bind(&person.name)
            .bind(sort_name(&person.name))
            .bind(&person.headline)
            .bind(&person.erased_at)
            .bind(now)
    )?;
    Ok(n_rows == 1)
}

/// A text for `LIKE` that matches itself only.
fn like_literal(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// What a name is searched and sorted by.
fn sort_name(name: &str) -> String {
    name.to_lowercase()
}
