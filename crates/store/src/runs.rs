//! Runs: what was computed, with all that it rests on. A run never changes, and names nobody.

use crate::connection::{execute, on};
use crate::list::{group, of_all};
use crate::row::row;
use crate::{Connection, FrameworkId, OrgId, Page, Result, RunId, SearchId, Timestamp, UserId};

row! {
    /// A run without its documents.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Run {
        /// Id.
        pub id: RunId,
        /// The search that it is of.
        pub search_id: SearchId,
        /// The version of the framework.
        pub framework_id: FrameworkId,
        /// The hash of the framework's document.
        pub framework_sha256: String,
        /// The program's version.
        pub program_version: String,
        /// The kind of COO.
        pub role_type: Option<String>,
        /// How far pillars made up for each other.
        pub balance: f64,
        /// Weight by pillar, as JSON.
        pub weights: String,
        /// The seed, in digits.
        pub seed: String,
        /// How many draws.
        pub draws: i64,
        /// How many candidates.
        pub n_candidates: i64,
        /// The hash of the result's document.
        pub result_sha256: String,
        /// Who asked for it.
        pub created_by: UserId,
        /// When it was saved.
        pub created_at: Timestamp,
    }
}

/// A run's documents, as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunDocuments {
    /// CEO, candidates, criteria and draws as they went in.
    pub inputs: String,
    /// What came out.
    pub result: String,
    /// What the CEO needs.
    pub need: String,
    /// The ranking in brief, and what it rested on.
    pub shortlist: String,
}

macro_rules! run_columns {
    () => {
        "id, search_id, framework_id, framework_sha256, program_version, role_type, balance, weights, seed, draws, \
         n_candidates, result_sha256, created_by, created_at"
    };
}

/// Saves a run whole.
#[crate::boxed]
pub async fn insert(
    connection: &mut Connection,
    org: &OrgId,
    run: &Run,
    documents: &RunDocuments,
) -> Result<()> {
    const SQL: &str = "INSERT INTO runs (id, org_id, search_id, framework_id, framework_sha256, program_version, \
                       role_type, balance, weights, seed, draws, n_candidates, result_sha256, created_by, created_at, \
                       inputs, result, need, shortlist) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&run.id)
            .bind(org)
            .bind(&run.search_id)
            .bind(&run.framework_id)
            .bind(&run.framework_sha256)
            .bind(&run.program_version)
            .bind(&run.role_type)
            .bind(run.balance)
            .bind(&run.weights)
            .bind(&run.seed)
            .bind(run.draws)
            .bind(run.n_candidates)
            .bind(&run.result_sha256)
            .bind(&run.created_by)
            .bind(&run.created_at)
            .bind(&documents.inputs)
            .bind(&documents.result)
            .bind(&documents.need)
            .bind(&documents.shortlist)
    )?;
    Ok(())
}

/// One run.
#[crate::boxed]
pub async fn find(connection: &mut Connection, org: &OrgId, id: &RunId) -> Result<Option<Run>> {
    const SQL: &str = concat!("SELECT ", run_columns!(), " FROM runs WHERE org_id = $1 AND id = $2");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(id).fetch_optional(c))?)
}

/// A page of the runs of a search, the newest first.
#[crate::boxed]
pub async fn list(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    page: &Page,
) -> Result<Vec<Run>> {
    const SQL: &str = concat!(
        "SELECT ",
        run_columns!(),
        " FROM runs WHERE org_id = $1 AND search_id = $2 AND (created_at, id) < ($3, $4) \
         ORDER BY created_at DESC, id DESC LIMIT $5"
    );
    let (key, id) = page.start(crate::Direction::Descending);
    Ok(on!(connection, c => sqlx::query_as(SQL)
        .bind(org)
        .bind(search)
        .bind(key)
        .bind(id)
        .bind(page.limit_and_one())
        .fetch_all(c))?)
}

/// A run's documents.
#[crate::boxed]
pub async fn documents(connection: &mut Connection, org: &OrgId, id: &RunId) -> Result<Option<RunDocuments>> {
    const SQL: &str = "SELECT inputs, result, need, shortlist FROM runs WHERE org_id = $1 AND id = $2";
    let found: Option<(String, String, String, String)> =
        on!(connection, c => sqlx::query_as(SQL).bind(org).bind(id).fetch_optional(c))?;
    Ok(found.map(|(inputs, result, need, shortlist)| RunDocuments { inputs, result, need, shortlist }))
}

/// The ranking of a run in brief, and what it rested on.
#[crate::boxed]
pub async fn shortlist(connection: &mut Connection, org: &OrgId, id: &RunId) -> Result<Option<String>> {
    const SQL: &str = "SELECT shortlist FROM runs WHERE org_id = $1 AND id = $2";
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).bind(id).fetch_optional(c))?)
}

row! {
    /// The newest run of a search, in brief.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Newest {
        /// The search.
        pub search_id: SearchId,
        /// The run.
        pub id: RunId,
        /// When it was saved.
        pub created_at: Timestamp,
        /// The ranking in brief with what it rested on, as JSON.
        pub shortlist: String,
    }
}

/// The newest run of each of some searches, where there is one.
#[crate::boxed]
pub async fn newest(connection: &mut Connection, org: &OrgId, searches: &[SearchId]) -> Result<Vec<Newest>> {
    const SQL: &str = concat!(
        "SELECT r.search_id, r.id, r.created_at, r.shortlist FROM runs r WHERE r.org_id = $1 \
         AND NOT EXISTS (SELECT 1 FROM runs n WHERE n.org_id = r.org_id AND n.search_id = r.search_id \
         AND (n.created_at, n.id) > (r.created_at, r.id)) AND r.search_id IN ",
        group!()
    );
    Ok(of_all!(connection, SQL, org, searches))
}
