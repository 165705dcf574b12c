//! Asking for a run, and making it: at once, or by a worker.

use super::compute::{Results, compute, json};
use super::gather::{Gathered, gather, no_candidates};
use super::{Asking, RunInput, RunSummary};
use crate::checks::Checks;
use crate::computing::Waited;
use crate::inputs::{MOST_SEED, checked_draws};
use crate::jobs::{Halt, Task, enqueue};
use crate::results::current;
use crate::searches::{held, require_open};
use crate::transaction::started;
use crate::{Actor, Caller, Code, Error, Permission, Result, Service, Writing, hash_secret};
use fit::simulate::Draws;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use store::jobs::JobKind;
use store::runs::{self, Run};
use store::users::Role;
use store::{CandidateId, Connection, RunId, SearchId, candidates};

/// A run of more candidates times draws than this is left to a worker.
pub(crate) const MOST_AT_ONCE: u64 = 2_000_000;
/// A run of more than this is refused.
const MOST: u64 = 200_000_000;
/// How often a worker tells how much is done.
const TELL: Duration = Duration::from_secs(1);
/// What the audit log calls it.
const ACTION: &str = "run.create";

/// Computes a search, or leaves that to a worker where it takes long or the caller would rather not wait.
///
/// # Errors
/// Where the search is not open, has no candidates or too many, nothing is known of someone, or what is asked will not
/// do.
#[crate::boxed]
pub async fn create(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    input: RunInput,
    rather_later: bool,
) -> Result<Asking> {
    let asked = (search, &input);
    // Repeated, it is answered as before, even where it could not be computed again by now.
    if let Some(answer) = service.answered(caller, Permission::SearchesWrite, ACTION, &asked).await? {
        return Ok(answer);
    }
    let draws = drawn(service, &input)?;
    let gathered = gathered(service, caller, search, draws).await?;
    let size = gathered.inputs.size();
    if size > MOST {
        let hint = format!("candidates times draws are at most {MOST}: ask for fewer draws");
        return Err(Error::invalid("/draws", hint));
    }
    let is_later = rather_later || size > MOST_AT_ONCE;
    let computed = match is_later {
        true => None,
        false => {
            let work = move |waited: &Waited| compute(gathered, &|_, _| waited.or_stop());
            Some(service.compute_for(caller, work).await??)
        }
    };
    let mut write = started!(service.write(caller, Permission::SearchesWrite, ACTION, &asked).await?);
    if let Some(computed) = computed {
        let run = save(service, &mut write, search, &computed).await?;
        let subject = run.id.to_string();
        return write.finish(&subject, &["run"], Asking::Run(run)).await;
    }
    // What chance chose holds for every attempt of the job.
    let fixed = RunInput { seed: Some(draws.seed), ..input };
    let payload = serde_json::to_string(&fixed).map_err(Error::internal("writing the payload of a job"))?;
    let total = i64::try_from(draws.n).unwrap_or(i64::MAX);
    let job = enqueue(service, &mut write, JobKind::Run, search.as_str(), payload, total).await?;
    let answer = write.finish(search.as_str(), &["job"], Asking::Job(job)).await?;
    service.new_jobs().notify_waiters();
    Ok(answer)
}

/// Does a job that [`create`] left to be done.
pub(crate) async fn work(task: &Task<'_>) -> std::result::Result<(), Halt> {
    let service = task.service;
    let input: RunInput =
        serde_json::from_str(&task.job.payload).map_err(Error::internal("reading the payload of a job"))?;
    let search: SearchId = task.job.subject_id.parse().map_err(|_| Error::NotFound("search"))?;
    let caller = task.caller().await?;
    let gathered = gathered(service, &caller, &search, drawn(service, &input)?).await?;
    let done = Arc::new(AtomicU64::new(0));
    let total = task.job.total;
    let tell = {
        let (done, total) = (Arc::clone(&done), u64::try_from(total).unwrap_or(0));
        // Unknown weights take the draws twice: what is done is a share of it all.
        move |waited: &Waited, n: u64, all: u64| {
            waited.or_stop();
            done.store(total.saturating_mul(n) / all.max(1), Ordering::Relaxed);
        }
    };
    let work = move |waited: &Waited| compute(gathered, &|n, all| tell(waited, n, all));
    let computing = service.compute_for_job(work);
    let telling = async {
        loop {
            tokio::time::sleep(TELL).await;
            let done = i64::try_from(done.load(Ordering::Relaxed)).unwrap_or(total);
            if let Err(halt) = task.progress(done, total).await {
                return halt;
            }
        }
    };
    let computed = tokio::select! {
        computed = computing => computed??,
        halt = telling => return Err(halt),
    };
    let mut write = task.begin(&caller, Permission::SearchesWrite, ACTION).await?;
    let run = save(service, &mut write, &search, &computed).await?;
    let subject = run.id.to_string();
    task.complete(write, (&subject, &["run"]), &subject, ()).await
}

async fn gathered(service: &Service, caller: &Caller, search: &SearchId, draws: Draws) -> Result<Gathered> {
    let mut read = service.read(caller, Permission::SearchesWrite).await?;
    let (connection, actor) = read.with_actor();
    gather(service, connection, actor, search, draws).await
}

/// How a run is to be drawn, with a seed of its own where none was named.
fn drawn(service: &Service, input: &RunInput) -> Result<Draws> {
    let mut checks = Checks::default();
    let seed = input.seed.unwrap_or_else(|| u64::from_be_bytes(service.surroundings().bytes()) & MOST_SEED);
    let draws = checked_draws(input.draws, seed, input.weight_uncertainty, &mut checks);
    checks.done()?;
    Ok(draws)
}

/// Keeps the results of a search as they are now, because something is to rest on them.
///
/// # Errors
/// If it has no candidates, or the caller may not see results.
pub(crate) async fn freeze(
    service: &Service,
    (caller, permission): (&Caller, Permission),
    search: &SearchId,
) -> Result<RunId> {
    let current = current(service, (caller, permission), search).await?.ok_or_else(no_candidates)?;
    if let Some(run) = current.stored.run_id() {
        return Ok(run.clone());
    }
    let mut write = service.write_anew(caller, permission, ACTION).await?;
    let (connection, actor) = write.with_actor();
    held(connection, actor, search).await?;
    let run = insert(service, &mut write, search, current.stored.results()).await?.id;
    write.finish(run.as_str(), &["run"], run.clone()).await
}

/// A member of the panel who has given their weights and judged every finalist sees the results from here on: what they see
/// first is kept. What they said stands even if that cannot be done.
pub(crate) async fn keep_at_reveal(service: &Service, caller: &Caller, search: &SearchId) {
    if caller.actor.role != Role::PanelMember {
        return;
    }
    match freeze(service, (caller, Permission::JudgementsWrite), search).await {
        // They have more to give.
        Ok(_) | Err(Error::Denied { code: Code::JudgementFirst, .. }) => {}
        Err(error) => tracing::warn!(%search, %error, "the results at a reveal cannot be kept"),
    }
}

async fn save(
    service: &Service,
    write: &mut Writing,
    search: &SearchId,
    computed: &Results,
) -> Result<RunSummary> {
    let (connection, actor) = write.with_actor();
    require_open(&held(connection, actor, search).await?)?;
    RunSummary::of(insert(service, write, search, computed).await?)
}

async fn insert(
    service: &Service,
    write: &mut Writing,
    search: &SearchId,
    computed: &Results,
) -> Result<Run> {
    let now = write.now();
    let (connection, actor) = write.with_actor();
    require_there(connection, actor, search, computed).await?;
    let documents = computed.documents()?;
    let comparison = &computed.comparison;
    let run = Run {
        id: service.surroundings().id(),
        search_id: search.clone(),
        framework_id: computed.basis.framework().clone(),
        framework_sha256: comparison.framework.sha256.clone(),
        program_version: comparison.version.clone(),
        role_type: comparison.role_type.clone(),
        balance: comparison.balance,
        weights: json(&comparison.weights)?,
        seed: comparison.seed.to_string(),
        draws: i64::try_from(comparison.draws).unwrap_or(i64::MAX),
        n_candidates: i64::try_from(comparison.results.len()).unwrap_or(i64::MAX),
        result_sha256: hash_secret(&documents.result),
        created_by: actor.user.clone(),
        created_at: now,
    };
    runs::insert(connection, &actor.org, &run, &documents).await?;
    Ok(run)
}

/// Someone who was removed meanwhile is no candidate any more.
async fn require_there(
    connection: &mut Connection,
    actor: &Actor,
    search: &SearchId,
    computed: &Results,
) -> Result<()> {
    let there = candidates::list(connection, &actor.org, search).await?;
    let is_there = |id: &CandidateId| there.iter().any(|candidate| candidate.id == *id);
    if computed.basis.candidates().all(is_there) {
        return Ok(());
    }
    let detail = "a candidate was removed while this was computed: compute it again";
    Err(Error::conflict(Code::CandidatesChanged, detail))
}
