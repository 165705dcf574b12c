//! Runs: results of a search that were kept, because something rests on them or somebody asked for it. Everything is read
//! in one transaction, computed outside of any, and saved whole in one more.

mod basis;
mod compute;
mod create;
mod gather;

pub use basis::Shortlisted;
pub(crate) use basis::{Basis, BasisKept, Kept};
pub(crate) use compute::{Results, compute, refused};
pub use create::create;
pub(crate) use create::{MOST_AT_ONCE, freeze, keep_at_reveal, work};
pub(crate) use gather::{criteria, gather_now};

use crate::inputs::{ScoreInput, weight_uncertainty};
use crate::searches::visible;
use crate::visibility::Visibility;
use crate::{Actor, Asked, BoxError, Caller, Error, Listed, Permission, Result, Service};
use fit::compare::Named;
use fit::simulate::WeightUncertainty;
use serde::{Deserialize, Serialize};
use store::jobs::Job;
use store::runs::{self, Run, RunDocuments};
use store::searches::Search;
use store::{Connection, FrameworkId, RunId, SearchId, Timestamp, UserId};
use utoipa::ToSchema;

/// How a run is to be computed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RunInput {
    /// How many draws; 0 for no simulation.
    #[schema(minimum = 0, maximum = 1_000_000, default = 10_000)]
    pub draws: Option<u64>,
    /// The seed from which all draws follow; a new one where it is left out.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991u64)]
    pub seed: Option<u64>,
    /// What is uncertain about the weights: nothing, how sure they are as a number, or `"unknown"`.
    #[serde(default)]
    #[schema(schema_with = weight_uncertainty)]
    pub weight_uncertainty: WeightUncertainty,
}

/// A run, without its documents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = Run)]
pub struct RunSummary {
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
    /// The weight of each pillar; they sum to 1.
    #[schema(value_type = BTreeMap<String, f64>)]
    pub weights: Named<f64>,
    /// The seed.
    pub seed: u64,
    /// How many draws.
    pub draws: i64,
    /// How many candidates.
    pub n_candidates: i64,
    /// The hash of the result as it is kept, with what stands in for names.
    pub result_sha256: String,
    /// Who asked for it.
    pub created_by: UserId,
    /// When it was saved.
    pub created_at: Timestamp,
}

impl RunSummary {
    fn of(run: Run) -> Result<Self> {
        let unreadable = |error: BoxError| Error::failed(format!("reading run {}", run.id), error);
        Ok(Self {
            weights: serde_json::from_str(&run.weights).map_err(|error| unreadable(error.into()))?,
            seed: run.seed.parse().map_err(|error: std::num::ParseIntError| unreadable(error.into()))?,
            id: run.id,
            search_id: run.search_id,
            framework_id: run.framework_id,
            framework_sha256: run.framework_sha256,
            program_version: run.program_version,
            role_type: run.role_type,
            balance: run.balance,
            draws: run.draws,
            n_candidates: run.n_candidates,
            result_sha256: run.result_sha256,
            created_by: run.created_by,
            created_at: run.created_at,
        })
    }
}

/// What came of asking for a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Asking {
    /// It is computed.
    Run(RunSummary),
    /// It takes long, and waits for a worker.
    Job(Job),
}

/// The runs of a search, the newest first.
#[crate::boxed]
pub async fn list(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    asked: &Asked,
) -> Result<Listed<RunSummary>> {
    let page = asked.page()?;
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    Visibility::of(connection, actor, &search).await?.require_scores()?;
    let found = runs::list(connection, &actor.org, &search.id, &page).await?;
    let items = found.into_iter().map(RunSummary::of).collect::<Result<_>>()?;
    Ok(Listed::new(items, &page, |run: &RunSummary| (run.created_at.as_str(), run.id.as_str())))
}

/// One run.
#[crate::boxed]
pub async fn get(service: &Service, caller: &Caller, id: &RunId) -> Result<RunSummary> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let (run, _, _) = seen(connection, actor, id).await?;
    RunSummary::of(run)
}

/// What went into a run, without names: enough to compute it again.
#[crate::boxed]
pub async fn inputs(service: &Service, caller: &Caller, id: &RunId) -> Result<ScoreInput> {
    let mut read = service.read(caller, Permission::SearchesWrite).await?;
    let (connection, actor) = read.with_actor();
    seen(connection, actor, id).await?;
    let documents = documents(connection, actor, id).await?;
    serde_json::from_str(&documents.inputs).map_err(Error::internal("reading the inputs of a run"))
}

/// A run with its search, for an actor who may see the scores.
pub(crate) async fn seen(
    connection: &mut Connection,
    actor: &Actor,
    id: &RunId,
) -> Result<(Run, Search, Visibility)> {
    let missing = || Error::NotFound("run");
    let run = runs::find(connection, &actor.org, id).await?.ok_or_else(missing)?;
    let search = visible(connection, actor, &run.search_id).await.map_err(|error| match error {
        Error::NotFound(_) => missing(),
        other => other,
    })?;
    let visibility = Visibility::of(connection, actor, &search).await?;
    visibility.require_scores()?;
    Ok((run, search, visibility))
}

/// A run's documents.
pub(crate) async fn documents(
    connection: &mut Connection,
    actor: &Actor,
    id: &RunId,
) -> Result<RunDocuments> {
    runs::documents(connection, &actor.org, id).await?.ok_or(Error::NotFound("run"))
}
