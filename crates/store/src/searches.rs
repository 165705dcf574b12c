//! Searches: one CEO, criteria, candidates.

use crate::connection::{execute, on};
use crate::fold::folded;
use crate::list::{like, sorted};
use crate::row::{column_enum, row};
use crate::{
    Connection, Direction, FrameworkId, NormId, OrgId, Page, PersonId, Result, RunId, SearchId, Timestamp,
    UserId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

column_enum! {
    /// How far a search is.
    SearchState {
        /// Candidates come and go, weights and judgements are given.
        Open = "open",
        /// A decision is in force.
        Decided = "decided",
        /// It was given up.
        Closed = "closed",
    }
}

row! {
    /// A search.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
    pub struct Search {
        /// Id.
        pub id: SearchId,
        /// Title.
        pub title: String,
        /// The CEO for whom a counterpart is sought.
        pub ceo_id: PersonId,
        /// The version of the framework that it is computed by.
        pub framework_id: FrameworkId,
        /// The kind of COO that is asked for, if one is.
        #[schema(example = "executor")]
        pub role_type: Option<String>,
        /// How far pillars make up for each other: 1 fully, 0 partly, -10 hardly; none as the framework says.
        #[schema(minimum = -100, maximum = 1)]
        pub balance: Option<f64>,
        /// The norm of the organisation's own people beside which scores stand; none for the framework's.
        pub norm_id: Option<NormId>,
        /// The company and its situation.
        pub context: String,
        /// What this COO must deliver.
        pub mandate: String,
        /// Whether candidates' names are withheld from those who judge.
        pub is_blind: bool,
        /// How far it is.
        pub state: SearchState,
        /// The number of this version; it counts changes from 1.
        pub revision: i64,
        /// When it was begun.
        pub created_at: Timestamp,
        /// When it last changed.
        pub updated_at: Timestamp,
        /// The title as it is sorted by.
        #[serde(skip)]
        pub sort_title: String,
    }
}

/// Which searches are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchFilter {
    /// Those whose title has this text.
    pub text: Option<String>,
    /// Those that are so far.
    pub state: Option<SearchState>,
    /// Those that this user is a member of.
    pub member: Option<UserId>,
}

row! {
    /// A search that a person stands in.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct SearchOfPerson {
        /// Id.
        pub id: SearchId,
        /// Title.
        pub title: String,
        /// How far it is.
        pub state: SearchState,
        /// Whether they are its CEO; else they are a candidate.
        pub is_ceo: bool,
    }
}

/// What searches are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchSort {
    /// Title.
    Title,
    /// When they were begun.
    CreatedAt,
}

macro_rules! search_columns {
    () => {
        "id, title, sort_title, ceo_id, framework_id, role_type, balance, norm_id, context, mandate, \
         is_blind <> 0 AS is_blind, state, revision, created_at, updated_at"
    };
}

/// Adds a search.
///
/// # Errors
/// [`Error::InUse`](crate::Error::InUse) where the CEO, the framework or the norm is not there.
#[crate::boxed]
pub async fn insert(connection: &mut Connection, org: &OrgId, search: &Search) -> Result<()> {
    const SQL: &str = "INSERT INTO searches (id, org_id, title, sort_title, ceo_id, framework_id, role_type, balance, \
                       norm_id, context, mandate, is_blind, state, created_at, updated_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&search.id)
            .bind(org)
            .bind(&search.title)
            .bind(folded(&search.title))
            .bind(&search.ceo_id)
            .bind(&search.framework_id)
            .bind(&search.role_type)
            .bind(search.balance)
            .bind(&search.norm_id)
            .bind(&search.context)
            .bind(&search.mandate)
            .bind(i64::from(search.is_blind))
            .bind(search.state.name())
            .bind(&search.created_at)
    )?;
    Ok(())
}

/// One search.
#[crate::boxed]
pub async fn find(connection: &mut Connection, org: &OrgId, id: &SearchId) -> Result<Option<Search>> {
    const SQL: &str = concat!("SELECT ", search_columns!(), " FROM searches WHERE org_id = $1 AND id = $2");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(id).fetch_optional(c))?)
}

/// Holds a search until the transaction ends, so that nobody else changes it or begins a change of anything in it; says
/// whether there is one.
#[crate::boxed]
pub async fn hold(connection: &mut Connection, org: &OrgId, id: &SearchId) -> Result<bool> {
    const SQL: &str = "UPDATE searches SET revision = revision WHERE org_id = $1 AND id = $2";
    Ok(execute!(connection, sqlx::query(SQL).bind(org).bind(id))? == 1)
}

/// A page of the searches, one more than asked for where there are more.
#[crate::boxed]
pub async fn list(
    connection: &mut Connection,
    org: &OrgId,
    filter: &SearchFilter,
    (sort, direction): (SearchSort, Direction),
    page: &Page,
) -> Result<Vec<Search>> {
    macro_rules! select {
        () => {
            concat!(
                "SELECT ",
                search_columns!(),
                " FROM searches WHERE org_id = $1 \
                 AND (CAST($2 AS TEXT) IS NULL OR sort_title LIKE $2 ESCAPE '\\') \
                 AND (CAST($3 AS TEXT) IS NULL OR state = $3) \
                 AND (CAST($4 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM members m WHERE m.org_id = searches.org_id \
                 AND m.search_id = searches.id AND m.user_id = $4))"
            )
        };
    }
    let sql = match sort {
        SearchSort::Title => sorted!(direction, select!(), "sort_title", "$5", "$6", "$7"),
        SearchSort::CreatedAt => sorted!(direction, select!(), "created_at", "$5", "$6", "$7"),
    };
    let (key, id) = page.start(direction);
    Ok(on!(connection, c => sqlx::query_as(sql)
        .bind(org)
        .bind(filter.text.as_deref().map(like))
        .bind(filter.state.map(SearchState::name))
        .bind(&filter.member)
        .bind(key)
        .bind(id)
        .bind(page.limit_and_one())
        .fetch_all(c))?)
}

/// Changes a search where the revision is still the one that was seen, and says whether it was.
///
/// # Errors
/// [`Error::InUse`](crate::Error::InUse) where the CEO, the framework or the norm is not there.
#[crate::boxed]
pub async fn update(
    connection: &mut Connection,
    org: &OrgId,
    search: &Search,
    now: &Timestamp,
) -> Result<bool> {
    const SQL: &str = "UPDATE searches SET title = $4, sort_title = $5, ceo_id = $6, framework_id = $7, role_type = $8, \
                       balance = $9, norm_id = $10, context = $11, mandate = $12, is_blind = $13, state = $14, \
                       updated_at = $15, revision = revision + 1 WHERE org_id = $1 AND id = $2 AND revision = $3";
    let n_rows = execute!(
        connection,
        sqlx::query(SQL)
            .bind(org)
            .bind(&search.id)
            .bind(search.revision)
            .bind(&search.title)
            .bind(folded(&search.title))
            .bind(&search.ceo_id)
            .bind(&search.framework_id)
            .bind(&search.role_type)
            .bind(search.balance)
            .bind(&search.norm_id)
            .bind(&search.context)
            .bind(&search.mandate)
            .bind(i64::from(search.is_blind))
            .bind(search.state.name())
            .bind(now)
    )?;
    Ok(n_rows == 1)
}

/// Removes a search with its runs, reports, candidates, members, weights and judgements, and gives the ids of the runs.
///
/// # Errors
/// [`Error::InUse`](crate::Error::InUse) where a decision rests on it.
#[crate::boxed]
pub async fn delete(connection: &mut Connection, org: &OrgId, id: &SearchId) -> Result<Vec<RunId>> {
    const REPORTS: &str = "DELETE FROM reports WHERE org_id = $1 AND search_id = $2";
    const RUNS: &str = "DELETE FROM runs WHERE org_id = $1 AND search_id = $2 RETURNING id";
    // Who was invited for it stays invited, for no one search.
    const INVITATIONS: &str = "UPDATE invitations SET search_id = NULL WHERE org_id = $1 AND search_id = $2";
    const SEARCH: &str = "DELETE FROM searches WHERE org_id = $1 AND id = $2";
    execute!(connection, sqlx::query(REPORTS).bind(org).bind(id))?;
    let runs = on!(connection, c => sqlx::query_scalar(RUNS).bind(org).bind(id).fetch_all(c))?;
    execute!(connection, sqlx::query(INVITATIONS).bind(org).bind(id))?;
    execute!(connection, sqlx::query(SEARCH).bind(org).bind(id))?;
    Ok(runs)
}

/// How many searches an organisation has.
#[crate::boxed]
pub async fn count(connection: &mut Connection, org: &OrgId) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM searches WHERE org_id = $1";
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).fetch_one(c))?)
}

/// Everybody who is the CEO of a search.
#[crate::boxed]
pub async fn ceos(connection: &mut Connection, org: &OrgId) -> Result<Vec<PersonId>> {
    const SQL: &str = "SELECT DISTINCT ceo_id FROM searches WHERE org_id = $1";
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).fetch_all(c))?)
}

/// The searches that are computed by each version of a framework: the version's id, the search's id and its title.
#[crate::boxed]
pub async fn list_by_framework(
    connection: &mut Connection,
    org: &OrgId,
) -> Result<Vec<(FrameworkId, SearchId, String)>> {
    const SQL: &str =
        "SELECT framework_id, id, title FROM searches WHERE org_id = $1 ORDER BY sort_title, id";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).fetch_all(c))?)
}

/// The searches that a person stands in, as CEO or as candidate. Nothing tells which candidate they are: a blind search
/// stays blind.
#[crate::boxed]
pub async fn of_person(
    connection: &mut Connection,
    org: &OrgId,
    person: &PersonId,
) -> Result<Vec<SearchOfPerson>> {
    const SQL: &str = "SELECT id, title, state, ceo_id = $2 AS is_ceo, sort_title FROM searches \
                       WHERE org_id = $1 AND (ceo_id = $2 OR id IN (SELECT search_id FROM candidates \
                       WHERE org_id = $1 AND person_id = $2)) ORDER BY sort_title, id";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(person).fetch_all(c))?)
}
