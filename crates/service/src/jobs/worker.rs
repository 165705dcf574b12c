//! Workers: claim, do, end.

use super::task::{Halt, LEASE_SECONDS, Task};
use crate::{Error, Result, Service, calibration, housekeeping, imports, invitations, runs};
use std::future::Future;
use std::pin::pin;
use std::time::Duration;
use store::jobs::{self, Ending, JobKind, JobState};
use uuid::Uuid;

/// How often a worker with nothing to do looks whether another process has left work.
const LOOK: Duration = Duration::from_secs(1);
/// How often a worker gives a sign of life.
const BEAT: Duration = Duration::from_secs(15);
/// How often work is begun before it is given up. What others have to take, such as mail, may take them hours.
fn most_attempts(kind: JobKind) -> i64 {
    match kind {
        JobKind::Run | JobKind::Import | JobKind::Calibration => 3,
        JobKind::Mail => 9,
    }
}

/// Works until it is told to stop; what it is doing then is given back. `worker` is what this worker is called.
pub async fn work(service: &Service, worker: &str, stop: impl Future<Output = ()>) {
    let mut stop = pin!(stop);
    loop {
        let had_work = claim_and_do(service, worker, &mut stop).await;
        if matches!(had_work, Ok(Done::Stopped)) {
            return;
        }
        if let Err(error) = &had_work {
            tracing::warn!(%error, "jobs cannot be claimed now");
        }
        if !matches!(had_work, Ok(Done::Work)) {
            housekeeping::tidy(service).await;
            tokio::select! {
                () = &mut stop => return,
                () = service.new_jobs().notified() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }
}

/// Claims one job and does it, if there is one. Says whether there was.
#[crate::boxed]
pub async fn do_one(service: &Service, worker: &str) -> Result<bool> {
    let done = claim_and_do(service, worker, &mut pin!(std::future::pending())).await?;
    Ok(done == Done::Work)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    Work,
    Nothing,
    Stopped,
}

async fn claim_and_do(
    service: &Service,
    worker: &str,
    stop: &mut (impl Future<Output = ()> + Unpin),
) -> Result<Done> {
    let now = service.surroundings().now();
    let mut connection = service.database().write().await?;
    let lease = now.plus_seconds(LEASE_SECONDS);
    let claim = format!("{worker} {}", service.surroundings().id::<Uuid>());
    let claimed = jobs::claim(&mut connection, &claim, &now, &lease).await?;
    connection.commit().await?;
    let Some((org, job)) = claimed else { return Ok(Done::Nothing) };
    let task = Task { service, org, job, claim };
    if task.job.attempts > most_attempts(task.job.kind) {
        let words =
            "this was begun several times and interrupted each time; begin it anew when the server is well";
        end(&task, JobState::Failed, Some(words), 0).await?;
        return Ok(Done::Work);
    }
    let result = tokio::select! {
        result = perform(&task) => result,
        halt = beat(&task) => Err(halt),
        () = stop => {
            if let Err(error) = give_back(&task).await {
                // Another worker takes it when the claim ends.
                tracing::warn!(job = %task.job.id, %error, "a job cannot be given back now");
            }
            return Ok(Done::Stopped);
        }
    };
    match result {
        Ok(()) | Err(Halt::Lost) => {}
        Err(Halt::Cancelled) => end(&task, JobState::Cancelled, None, 0).await?,
        Err(Halt::Later(words)) => put_off(&task, &words).await?,
        Err(Halt::Failed(error)) => fail(&task, &error).await?,
    }
    Ok(Done::Work)
}

async fn perform(task: &Task<'_>) -> std::result::Result<(), Halt> {
    if task.job.is_cancelling {
        return Err(Halt::Cancelled);
    }
    match task.job.kind {
        JobKind::Run => runs::work(task).await,
        JobKind::Import => imports::work(task).await,
        JobKind::Mail => invitations::work(task).await,
        JobKind::Calibration => calibration::work(task).await,
    }
}

/// Gives signs of life until the work is to stop.
async fn beat(task: &Task<'_>) -> Halt {
    loop {
        tokio::time::sleep(BEAT).await;
        match task.renew(None).await {
            Ok(()) => {}
            // The database may be back before the claim ends.
            Err(Halt::Failed(error)) => tracing::warn!(%error, "a claim cannot be renewed now"),
            Err(halt) => return halt,
        }
    }
}

/// What the user can mend fails at once; anything else is tried again, later each time.
async fn fail(task: &Task<'_>, error: &Error) -> Result<()> {
    let is_ours = matches!(error, Error::Store(_) | Error::Internal { .. });
    if !is_ours {
        return end(task, JobState::Failed, Some(&error.to_string()), 0).await;
    }
    tracing::error!(job = %task.job.id, error = error.chain(), "a job failed");
    if task.job.attempts >= most_attempts(task.job.kind) {
        let words = "something went wrong on our side, several times: begin it anew, and if it fails again tell your \
                     administrator the job's id";
        return end(task, JobState::Failed, Some(words), 0).await;
    }
    let words = "something went wrong on our side; it is tried again by itself";
    let wait = 5 << task.job.attempts.clamp(0, 10);
    end(task, JobState::Queued, Some(words), wait).await
}

/// What cannot be done at the moment, through nobody's fault here, is tried again, later each time: after a minute, after
/// two, and so on, for four hours.
async fn put_off(task: &Task<'_>, words: &str) -> Result<()> {
    let is_over = task.job.attempts >= most_attempts(task.job.kind);
    let state = if is_over { JobState::Failed } else { JobState::Queued };
    end(task, state, Some(words), 60 << (task.job.attempts - 1).clamp(0, 10)).await
}

async fn give_back(task: &Task<'_>) -> Result<()> {
    let now = task.service.surroundings().now();
    let mut connection = task.service.database().write().await?;
    jobs::give_back(&mut connection, task.claim(), &now).await?;
    Ok(connection.commit().await?)
}

async fn end(task: &Task<'_>, state: JobState, failure: Option<&str>, wait_seconds: i64) -> Result<()> {
    let now = task.service.surroundings().now();
    let run_after = now.plus_seconds(wait_seconds);
    let ending = Ending { state, result_id: None, failure, run_after: &run_after };
    let mut connection = task.service.database().write().await?;
    jobs::end(&mut connection, task.claim(), ending, &now).await?;
    Ok(connection.commit().await?)
}
