//! Candidates: people in a search.

use crate::connection::{execute, on};
use crate::list::{group, of_all};
use crate::row::row;
use crate::{CandidateId, Connection, OrgId, PersonId, Result, SearchId, Timestamp};

row! {
    /// A person as a candidate of one search, with what is on file of them.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Candidate {
        /// Id, in this search only.
        pub id: CandidateId,
        /// The search.
        pub search_id: SearchId,
        /// The person.
        pub person_id: PersonId,
        /// What stands in for the name where the search is blind.
        pub label: String,
        /// The place among the search's candidates, which chance gave; never given again.
        pub position: i64,
        /// Whether the panel looks at this one closely.
        pub is_finalist: bool,
        /// The number of this version; it counts changes from 1.
        pub revision: i64,
        /// When they became a candidate.
        pub created_at: Timestamp,
        /// When this last changed.
        pub updated_at: Timestamp,
        /// The person's reference.
        pub reference: String,
        /// The person's name.
        pub name: String,
        /// What the person does, in a line.
        pub headline: String,
        /// The revision of what is on file of the person.
        pub person_revision: i64,
    }
}

macro_rules! select_candidates {
    ($($rest:expr),+) => {
        concat!(
            "SELECT c.id, c.search_id, c.person_id, c.label, c.position, c.is_finalist <> 0 AS is_finalist, c.revision, \
             c.created_at, c.updated_at, p.reference, p.name, p.headline, \
             p.revision AS person_revision FROM candidates c JOIN people p \
             ON p.org_id = c.org_id AND p.id = c.person_id WHERE c.org_id = $1 AND c.search_id ",
            $($rest),+
        )
    };
}

/// Adds a candidate.
///
/// # Errors
/// [`Error::Taken`](crate::Error::Taken) where the person is one already, [`Error::InUse`](crate::Error::InUse) where
/// there is no such person.
#[crate::boxed]
pub async fn insert(connection: &mut Connection, org: &OrgId, candidate: &Candidate) -> Result<()> {
    const SQL: &str = "INSERT INTO candidates (id, org_id, search_id, person_id, label, position, is_finalist, \
                       created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&candidate.id)
            .bind(org)
            .bind(&candidate.search_id)
            .bind(&candidate.person_id)
            .bind(&candidate.label)
            .bind(candidate.position)
            .bind(i64::from(candidate.is_finalist))
            .bind(&candidate.created_at)
    )?;
    Ok(())
}

/// Takes the next number of a search's candidates; no place is given twice, even of one who was removed.
#[crate::boxed]
pub async fn next_position(connection: &mut Connection, org: &OrgId, search: &SearchId) -> Result<i64> {
    const SQL: &str = "UPDATE searches SET last_position = last_position + 1 WHERE org_id = $1 AND id = $2 \
                       RETURNING last_position";
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).bind(search).fetch_one(c))?)
}

/// The secret from which the labels of a search's candidates follow: this one, where it has none yet.
#[crate::boxed]
pub async fn label_seed(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    fresh: &str,
) -> Result<String> {
    const INSERT: &str = "INSERT INTO label_seeds (org_id, search_id, seed) VALUES ($1, $2, $3) \
                          ON CONFLICT (org_id, search_id) DO NOTHING";
    const FIND: &str = "SELECT seed FROM label_seeds WHERE org_id = $1 AND search_id = $2";
    execute!(connection, sqlx::query(INSERT).bind(org).bind(search).bind(fresh))?;
    Ok(on!(connection, c => sqlx::query_scalar(FIND).bind(org).bind(search).fetch_one(c))?)
}

/// One candidate of a search.
#[crate::boxed]
pub async fn find(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    id: &CandidateId,
) -> Result<Option<Candidate>> {
    const SQL: &str = select_candidates!("= $2 AND c.id = $3");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(search).bind(id).fetch_optional(c))?)
}

/// The candidates of a search, by position.
#[crate::boxed]
pub async fn list(connection: &mut Connection, org: &OrgId, search: &SearchId) -> Result<Vec<Candidate>> {
    const SQL: &str = select_candidates!("= $2 ORDER BY c.position");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(search).fetch_all(c))?)
}

/// The candidates of several searches, by position in each.
#[crate::boxed]
pub async fn of_searches(
    connection: &mut Connection,
    org: &OrgId,
    searches: &[SearchId],
) -> Result<Vec<Candidate>> {
    const SQL: &str = select_candidates!("IN ", group!(), " ORDER BY c.search_id, c.position");
    Ok(of_all!(connection, SQL, org, searches))
}

/// Says whether someone is a finalist, where the revision is still the one that was seen; says whether it was.
#[crate::boxed]
pub async fn update(
    connection: &mut Connection,
    org: &OrgId,
    candidate: &Candidate,
    now: &Timestamp,
) -> Result<bool> {
    const SQL: &str = "UPDATE candidates SET is_finalist = $4, updated_at = $5, revision = revision + 1 \
                       WHERE org_id = $1 AND id = $2 AND revision = $3";
    let n_rows = execute!(
        connection,
        sqlx::query(SQL)
            .bind(org)
            .bind(&candidate.id)
            .bind(candidate.revision)
            .bind(i64::from(candidate.is_finalist))
            .bind(now)
    )?;
    Ok(n_rows == 1)
}

/// Removes a candidate with the judgements of them.
///
/// # Errors
/// [`Error::InUse`](crate::Error::InUse) where a decision refers to them.
#[crate::boxed]
pub async fn delete(connection: &mut Connection, org: &OrgId, id: &CandidateId) -> Result<bool> {
    const SQL: &str = "DELETE FROM candidates WHERE org_id = $1 AND id = $2";
    Ok(execute!(connection, sqlx::query(SQL).bind(org).bind(id))? == 1)
}
