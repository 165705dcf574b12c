//! Ratings of people: what raters said, each on one dimension.

use crate::connection::{execute, on};
use crate::list::{group, of_all, sorted};
use crate::row::{column_enum, row};
use crate::{Connection, Direction, OrgId, Page, PersonId, RatingId, Result, Timestamp};
use serde::{Deserialize, Serialize};

column_enum! {
    /// The kind of rater.
    Source {
        /// A board member or former boss.
        Superior = "superior",
        /// A colleague at the same level.
        Peer = "peer",
        /// A direct report.
        Report = "report",
        /// The person.
        Oneself = "self",
        /// An assessor in a structured interview.
        Assessor = "assessor",
        /// A validated instrument.
        Test = "test",
    }
}

row! {
    /// A rating.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct Rating {
        /// Id. Ids of one person's ratings sort in the order in which they came in.
        pub id: RatingId,
        /// Of whom.
        #[serde(skip)]
        pub person_id: PersonId,
        /// The dimension.
        pub dimension: String,
        /// The kind of rater.
        pub source: Source,
        /// Who gave it; empty where that is not recorded.
        pub rater: String,
        /// The rating in points.
        pub value: f64,
        /// When it was given.
        pub recorded_at: Timestamp,
    }
}

macro_rules! rating_columns {
    () => {
        "id, person_id, dimension, source, rater, value, recorded_at"
    };
}

/// The ratings of some people, in the order in which they came in.
#[crate::boxed]
pub async fn of_people(connection: &mut Connection, org: &OrgId, people: &[PersonId]) -> Result<Vec<Rating>> {
    const SQL: &str = concat!(
        "SELECT ",
        rating_columns!(),
        " FROM ratings WHERE org_id = $1 AND person_id IN ",
        group!(),
        " ORDER BY id"
    );
    Ok(of_all!(connection, SQL, org, people))
}

/// Every rating of an organisation, in the order in which they came in.
#[crate::boxed]
pub async fn of_everyone(connection: &mut Connection, org: &OrgId) -> Result<Vec<Rating>> {
    const SQL: &str = concat!("SELECT ", rating_columns!(), " FROM ratings WHERE org_id = $1 ORDER BY id");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).fetch_all(c))?)
}

/// A page of a person's ratings by dimension, one more than asked for where there are more.
#[crate::boxed]
pub async fn list(
    connection: &mut Connection,
    org: &OrgId,
    person: &PersonId,
    page: &Page,
) -> Result<Vec<Rating>> {
    macro_rules! select {
        () => {
            concat!("SELECT ", rating_columns!(), " FROM ratings WHERE org_id = $1 AND person_id = $2")
        };
    }
    let sql = sorted!(Direction::Ascending, select!(), "dimension", "$3", "$4", "$5");
    let (key, id) = page.start(Direction::Ascending);
    Ok(on!(connection, c => sqlx::query_as(sql)
        .bind(org)
        .bind(person)
        .bind(key)
        .bind(id)
        .bind(page.limit_and_one())
        .fetch_all(c))?)
}

/// Adds a rating.
///
/// # Errors
/// [`Error::Taken`](crate::Error::Taken) where the same rater of the same kind has rated the dimension already.
#[crate::boxed]
pub async fn insert(connection: &mut Connection, org: &OrgId, rating: &Rating) -> Result<()> {
    const SQL: &str = "INSERT INTO ratings (id, org_id, person_id, dimension, source, rater, value, recorded_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&rating.id)
            .bind(org)
            .bind(&rating.person_id)
            .bind(&rating.dimension)
            .bind(rating.source.name())
            .bind(&rating.rater)
            .bind(rating.value)
            .bind(&rating.recorded_at)
    )?;
    Ok(())
}

/// Removes a rating of a person, and says whether there was one.
#[crate::boxed]
pub async fn remove(
    connection: &mut Connection,
    org: &OrgId,
    person: &PersonId,
    id: &RatingId,
) -> Result<bool> {
    const SQL: &str = "DELETE FROM ratings WHERE org_id = $1 AND person_id = $2 AND id = $3";
    Ok(execute!(connection, sqlx::query(SQL).bind(org).bind(person).bind(id))? == 1)
}

/// Removes a person's ratings on a dimension.
#[crate::boxed]
pub async fn remove_on(
    connection: &mut Connection,
    org: &OrgId,
    person: &PersonId,
    dimension: &str,
) -> Result<()> {
    const SQL: &str = "DELETE FROM ratings WHERE org_id = $1 AND person_id = $2 AND dimension = $3";
    execute!(connection, sqlx::query(SQL).bind(org).bind(person).bind(dimension))?;
    Ok(())
}

/// Removes all that a rater of a kind gave of a person.
#[crate::boxed]
pub async fn remove_by(
    connection: &mut Connection,
    org: &OrgId,
    person: &PersonId,
    (source, rater): (Source, &str),
) -> Result<()> {
    const SQL: &str =
        "DELETE FROM ratings WHERE org_id = $1 AND person_id = $2 AND source = $3 AND rater = $4";
    execute!(connection, sqlx::query(SQL).bind(org).bind(person).bind(source.name()).bind(rater))?;
    Ok(())
}

/// Removes all ratings of a person.
#[crate::boxed]
pub async fn clear(connection: &mut Connection, org: &OrgId, person: &PersonId) -> Result<()> {
    const SQL: &str = "DELETE FROM ratings WHERE org_id = $1 AND person_id = $2";
    execute!(connection, sqlx::query(SQL).bind(org).bind(person))?;
    Ok(())
}
