//! Runs: a search computed. Everything is read in one transaction, computed outside of any, and saved whole in one more.

mod basis;
mod compute;
mod gather;

pub(crate) use basis::{Basis, Kept};
pub use basis::Shortlisted;
pub(crate) use gather::{Inputs, criteria};

use crate::jobs::{Halt, Task, enqueue};
use crate::searches::{require_open, visible};
use crate::sight::Sight;
use crate::{Asked, Begun, Caller, Error, Listed, Permission, Result, Service};
use compute::{Computed, compute};
use fit::simulate::{Draws, MAX_DRAWS, WeightUncertainty};
use gather::gather;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use store::jobs::{Job, JobKind};
use store::runs::{self, Run, RunDocuments};
use store::searches::Search;
use store::{CandidateId, Connection, FrameworkId, RunId, SearchId, Timestamp, UserId};
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
    /// What is uncertain about the weights: nothing where it is left out, `"unknown"`, or how sure they are as a number.
    pub weight_uncertainty: Option<WeightDoubt>,
}

/// What is uncertain about pillar weights.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum WeightDoubt {
    /// κ, from 0.01 to 1000000: the larger, the surer the weights.
    Kappa(f64),
    /// Any weights are as likely as any others.
    Unknown(Unknown),
}

/// The word for weights that nobody agrees on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Unknown {
    /// Any weights are as likely as any others.
    #[serde(rename = "unknown")]
    Unknown,
}

impl From<WeightDoubt> for WeightUncertainty {
    fn from(doubt: WeightDoubt) -> Self {
        match doubt {
            WeightDoubt::Kappa(kappa) => Self::Kappa(kappa),
            WeightDoubt::Unknown(Unknown::Unknown) => Self::Unknown,
        }
    }
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
    pub weights: BTreeMap<String, f64>,
    /// The seed.
    pub seed: u64,
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

impl RunSummary {
    fn of(run: Run) -> Result<Self> {
        let unreadable = |error: String| Error::Internal(format!("run {} cannot be read: {error}", run.id));
        Ok(Self {
            weights: serde_json::from_str(&run.weights).map_err(|error| unreadable(error.to_string()))?,
            seed: run.seed.parse().map_err(|_| unreadable("its seed".to_owned()))?,
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

/// The seed is a number that every reader of JSON keeps whole.
const MAX_SEED: u64 = (1 << 53) - 1;
/// A run of more candidates times draws than this is left to a worker.
const MOST_AT_ONCE: u64 = 2_000_000;
/// A run of more than this is refused.
const MOST: u64 = 1_000_000_000;
/// How often a worker tells how much is done.
const TELL: Duration = Duration::from_secs(1);

/// Computes a search, or leaves that to a worker where it takes long or the caller would rather not wait.
///
/// # Errors
/// Where the search is not open or has no candidates, or what is asked will not do.
pub async fn create(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    input: RunInput,
    rather_later: bool,
) -> Result<Asking> {
    const ACTION: &str = "run.create";
    caller.actor.require(Permission::SearchesWrite)?;
    let asked = (search, &input);
    let draws = drawn(service, &input)?;
    let mut read = service.read(caller, Permission::SearchesWrite).await?;
    let (connection, actor) = read.with_actor();
    let gathered = gather(service, connection, actor, search).await?;
    drop(read);
    let size = draws.n.saturating_mul(gathered.inputs.candidates.len() as u64);
    if size > MOST {
        let mend = format!("candidates times draws are at most {MOST}: ask for fewer draws");
        return Err(Error::invalid("/draws", mend));
    }
    if rather_later || size > MOST_AT_ONCE {
        let mut write = match service.write(caller, Permission::SearchesWrite, ACTION, &asked).await? {
            Begun::Before(answer) => return Ok(answer),
            Begun::Now(write) => write,
        };
        let fixed = RunInput { seed: Some(draws.seed), ..input };
        let payload = serde_json::to_string(&fixed).map_err(|error| Error::Internal(error.to_string()))?;
        let total = i64::try_from(draws.n).unwrap_or(i64::MAX);
        let job = enqueue(service, &mut write, JobKind::Run, search.as_str(), payload, total).await?;
        let answer = write.finish(search.as_str(), &["job"], Asking::Job(job)).await?;
        service.new_jobs().notify_waiters();
        return Ok(answer);
    }
    let computed = service.compute(move || compute(gathered, draws, &|_, _| {})).await??;
    let mut write = match service.write(caller, Permission::SearchesWrite, ACTION, &asked).await? {
        Begun::Before(answer) => return Ok(answer),
        Begun::Now(write) => write,
    };
    let now = write.now();
    let (connection, actor) = write.with_actor();
    require_open(&visible(connection, actor, search).await?)?;
    let run = save(connection, actor, service.surroundings().id(), computed, now).await?;
    let subject = run.id.to_string();
    write.finish(&subject, &["run"], Asking::Run(run)).await
}

/// Does a job that [`create`] left to be done.
pub(crate) async fn work(task: &Task<'_>) -> std::result::Result<(), Halt> {
    let service = task.service;
    let unreadable = |_| Error::Internal("the job's payload cannot be read".to_owned());
    let input: RunInput = serde_json::from_str(&task.job.payload).map_err(unreadable)?;
    let search: SearchId = task.job.subject_id.parse().map_err(|_| Error::NotFound("search"))?;
    let draws = drawn(service, &input)?;
    let caller = task.caller().await?;
    let mut read = service.read(&caller, Permission::SearchesWrite).await?;
    let (connection, actor) = read.with_actor();
    let gathered = gather(service, connection, actor, &search).await?;
    drop(read);
    let done = Arc::new(AtomicU64::new(0));
    let tell = {
        let done = Arc::clone(&done);
        move |n: u64, _: u64| done.store(n, Ordering::Relaxed)
    };
    let computing = service.compute(move || compute(gathered, draws, &tell));
    let telling = async {
        loop {
            tokio::time::sleep(TELL).await;
            let done = i64::try_from(done.load(Ordering::Relaxed)).unwrap_or(i64::MAX);
            if let Err(halt) = task.progress(done, task.job.total).await {
                return halt;
            }
        }
    };
    let computed = tokio::select! {
        computed = computing => computed??,
        halt = telling => return Err(halt),
    };
    let mut write = task.begin(&caller, Permission::SearchesWrite, "run.create").await?;
    let now = write.now();
    let (connection, actor) = write.with_actor();
    require_open(&visible(connection, actor, &search).await?)?;
    let run = save(connection, actor, service.surroundings().id(), computed, now).await?;
    let subject = run.id.to_string();
    task.complete(write, (&subject, &["run"]), &subject, ()).await
}

/// The runs of a search, the newest first.
///
/// # Errors
/// Where there is no such search, or the caller has yet to judge.
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
    Sight::of(connection, actor, &search).await?.require_scores()?;
    let found = runs::list(connection, &actor.org, &search.id, &page).await?;
    let items = found.into_iter().map(RunSummary::of).collect::<Result<_>>()?;
    Ok(Listed::new(items, &page, |run: &RunSummary| (run.created_at.as_str(), run.id.as_str())))
}

/// One run.
///
/// # Errors
/// Where there is none that the caller may see.
pub async fn get(service: &Service, caller: &Caller, id: &RunId) -> Result<RunSummary> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let (run, _, _) = seen(connection, actor, id).await?;
    RunSummary::of(run)
}

/// What went into a run, by candidate id and without names.
///
/// # Errors
/// Where there is none that the caller may see.
pub async fn inputs(service: &Service, caller: &Caller, id: &RunId) -> Result<serde_json::Value> {
    let mut read = service.read(caller, Permission::SearchesWrite).await?;
    let (connection, actor) = read.with_actor();
    seen(connection, actor, id).await?;
    let documents = documents(connection, actor, id).await?;
    serde_json::from_str(&documents.inputs).map_err(|error| Error::Internal(error.to_string()))
}

/// A run with its search, for an actor who may see the scores.
pub(crate) async fn seen(
    connection: &mut Connection,
    actor: &crate::Actor,
    id: &RunId,
) -> Result<(Run, Search, Sight)> {
    let missing = || Error::NotFound("run");
    let run = runs::find(connection, &actor.org, id).await?.ok_or_else(missing)?;
    let search = visible(connection, actor, &run.search_id).await.map_err(|error| match error {
        Error::NotFound(_) => missing(),
        other => other,
    })?;
    let sight = Sight::of(connection, actor, &search).await?;
    sight.require_scores()?;
    Ok((run, search, sight))
}

/// A run's documents.
pub(crate) async fn documents(
    connection: &mut Connection,
    actor: &crate::Actor,
    id: &RunId,
) -> Result<RunDocuments> {
    runs::documents(connection, &actor.org, id).await?.ok_or(Error::NotFound("run"))
}

async fn save(
    connection: &mut Connection,
    actor: &crate::Actor,
    id: RunId,
    computed: Computed,
    now: Timestamp,
) -> Result<RunSummary> {
    // Someone who was removed meanwhile is no candidate any more.
    let there = store::candidates::list(connection, &actor.org, &computed.search_id).await?;
    let is_there = |id: &CandidateId| there.iter().any(|candidate| candidate.id == *id);
    if !computed.candidates.iter().all(is_there) {
        return Err(Error::conflict(
            "candidates_changed",
            "a candidate was removed while this was computed: compute it again",
        ));
    }
    let run = Run {
        id,
        search_id: computed.search_id,
        framework_id: computed.framework_id,
        framework_sha256: computed.comparison.framework.sha256,
        program_version: computed.comparison.version,
        role_type: computed.comparison.role_type,
        balance: computed.comparison.balance,
        weights: computed.weights,
        seed: computed.comparison.seed.to_string(),
        draws: i64::try_from(computed.comparison.draws).unwrap_or(i64::MAX),
        n_candidates: i64::try_from(computed.candidates.len()).unwrap_or(i64::MAX),
        result_sha256: crate::hash_secret(&computed.documents.result),
        created_by: actor.user.clone(),
        created_at: now,
    };
    runs::insert(connection, &actor.org, &run, &computed.documents).await?;
    RunSummary::of(run)
}

/// How a run is to be drawn, with a seed of its own where none was named.
fn drawn(service: &Service, input: &RunInput) -> Result<Draws> {
    let usual = Draws::default();
    let draws = Draws {
        n: input.draws.unwrap_or(usual.n),
        seed: input.seed.unwrap_or_else(|| u64::from_be_bytes(service.surroundings().bytes()) & MAX_SEED),
        weights: input.weight_uncertainty.map_or(usual.weights, WeightUncertainty::from),
    };
    let mut checks = crate::checks::Checks::default();
    let most = MAX_DRAWS.min(1_000_000);
    checks.require(draws.n <= most, "/draws", &format!("give a number from 0 to {most}"));
    checks.require(draws.seed <= MAX_SEED, "/seed", &format!("give a number from 0 to {MAX_SEED}"));
    if let WeightUncertainty::Kappa(kappa) = draws.weights {
        let is_good = (0.01..=1e6).contains(&kappa);
        checks.require(is_good, "/weight_uncertainty", "give a number from 0.01 to 1000000, or \"unknown\"");
    }
    checks.done()?;
    Ok(draws)
}
