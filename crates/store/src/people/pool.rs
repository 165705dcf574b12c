//! Everyone on file together.

use crate::connection::on;
use crate::merges::is_listed;
use crate::row::row;
use crate::{Connection, OrgId, PersonId, Result, Timestamp};

row! {
    /// What changes with whoever is put on file, changed or erased: two pools in the same state have the same people with
    /// the same values.
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    pub struct PoolState {
        /// How many people are on file.
        pub n_people: i64,
        /// The sum of their revisions.
        pub revisions: i64,
        /// When one of them last changed; none where there is nobody.
        pub updated_at: Option<Timestamp>,
        /// When the last one of them was put on file.
        pub created_at: Option<Timestamp>,
    }
}

/// The state of the people on file.
#[crate::boxed]
pub async fn pool_state(connection: &mut Connection, org: &OrgId) -> Result<PoolState> {
    const SQL: &str = concat!(
        "SELECT COUNT(*) AS n_people, CAST(COALESCE(SUM(revision), 0) AS BIGINT) AS revisions, \
         MAX(updated_at) AS updated_at, MAX(created_at) AS created_at FROM people \
         WHERE org_id = $1 AND erased_at IS NULL AND ",
        is_listed!()
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).fetch_one(c))?)
}

/// Ids and names of the people on file by id, at most so many.
#[crate::boxed]
pub async fn names(connection: &mut Connection, org: &OrgId, most: i64) -> Result<Vec<(PersonId, String)>> {
    const SQL: &str = concat!(
        "SELECT id, name FROM people WHERE org_id = $1 AND erased_at IS NULL AND ",
        is_listed!(),
        " ORDER BY id LIMIT $2"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(most).fetch_all(c))?)
}

/// How many people on file a norm can count: those of whom somebody knows something and who are no CEO of a search.
#[crate::boxed]
pub async fn n_countable(connection: &mut Connection, org: &OrgId) -> Result<i64> {
    const SQL: &str = concat!(
        "SELECT COUNT(*) FROM people WHERE people.org_id = $1 AND people.erased_at IS NULL AND ",
        is_listed!(),
        " AND NOT EXISTS (SELECT 1 FROM searches s WHERE s.org_id = people.org_id AND s.ceo_id = people.id) \
         AND (EXISTS (SELECT 1 FROM estimates e WHERE e.org_id = people.org_id AND e.person_id = people.id) \
         OR EXISTS (SELECT 1 FROM ratings r WHERE r.org_id = people.org_id AND r.person_id = people.id))"
    );
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).fetch_one(c))?)
}

row! {
    /// A person in brief.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Outline {
        /// Id.
        pub id: PersonId,
        /// Name.
        pub name: String,
        /// What they do, in a line.
        pub headline: String,
        /// The number of this version; it counts changes from 1.
        pub revision: i64,
    }
}

/// Everyone in brief, by id.
#[crate::boxed]
pub async fn outlines(connection: &mut Connection, org: &OrgId) -> Result<Vec<Outline>> {
    const SQL: &str = concat!(
        "SELECT id, name, headline, revision FROM people WHERE org_id = $1 AND erased_at IS NULL AND ",
        is_listed!(),
        " ORDER BY id"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).fetch_all(c))?)
}
