//! Long work: rows in the database that workers claim, in this process and in others on the same database. What a job
//! makes is saved in the transaction that ends it, and only while the claim holds: no job is done twice.

mod task;
mod worker;

pub(crate) use task::{Halt, Task};
pub use worker::{do_one, work};

use crate::transaction::started;
use crate::{Asked, Caller, Code, Error, Listed, Permission, Result, Service, Writing};
use serde::Deserialize;
use store::jobs::{self, Job, JobKind, JobState};
use store::users::Role;
use store::{Connection, JobId, OrgId, Timestamp, UserId};
use utoipa::IntoParams;

/// So many jobs of an organisation wait at once; mail goes out in any case.
const MOST_WAITING: i64 = 100;

/// Which jobs are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct JobsAsked {
    /// At most so many.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// `next_cursor` of the part before.
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
    /// Those that are so far.
    pub state: Option<JobState>,
}

/// Lists jobs, the newest first: one's own, or for an admin everyone's.
#[crate::boxed]
pub async fn list(service: &Service, caller: &Caller, asked: &JobsAsked) -> Result<Listed<Job>> {
    let page = Asked { limit: asked.limit, cursor: asked.cursor.clone() }.page()?;
    let mut read = service.read(caller, Permission::JobsRead).await?;
    let (connection, actor) = read.with_actor();
    let user = (actor.role != Role::Admin).then_some(&actor.user);
    let items = jobs::list(connection, &actor.org, user, asked.state, &page).await?;
    Ok(Listed::new(items, &page, |job| (job.created_at.as_str(), job.id.as_str())))
}

/// One job.
#[crate::boxed]
pub async fn get(service: &Service, caller: &Caller, id: &JobId) -> Result<Job> {
    let mut read = service.read(caller, Permission::JobsRead).await?;
    let (connection, actor) = read.with_actor();
    find(connection, actor, id).await
}

/// Calls a job off. One that runs stops as soon as it looks.
#[crate::boxed]
pub async fn cancel(service: &Service, caller: &Caller, id: &JobId) -> Result<Job> {
    let mut write = started!(service.write(caller, Permission::JobsWrite, "job.cancel", id).await?);
    let now = write.now();
    let (connection, actor) = write.with_actor();
    find(connection, actor, id).await?;
    if !jobs::cancel(connection, &actor.org, id, &now).await? {
        return Err(Error::conflict(Code::JobEnded, "this job has ended, so there is nothing to call off"));
    }
    let job = find(connection, actor, id).await?;
    write.finish(id.as_str(), &["state"], job).await
}

/// Lets a job that failed or was called off begin anew.
#[crate::boxed]
pub async fn retry(service: &Service, caller: &Caller, id: &JobId) -> Result<Job> {
    let mut write = started!(service.write(caller, Permission::JobsWrite, "job.retry", id).await?);
    let now = write.now();
    let (connection, actor) = write.with_actor();
    find(connection, actor, id).await?;
    if !jobs::retry(connection, &actor.org, id, &now).await? {
        return Err(Error::conflict(
            Code::JobNotEnded,
            "only a job that failed or was called off can begin anew; this one waits, runs or is done",
        ));
    }
    let job = find(connection, actor, id).await?;
    let job = write.finish(id.as_str(), &["state"], job).await?;
    service.new_jobs().notify_waiters();
    Ok(job)
}

/// How many jobs of all organisations are in each state, for whoever watches over the server.
#[crate::boxed]
pub async fn count(service: &Service) -> Result<Vec<(String, i64)>> {
    let mut connection = service.database().read().await?;
    Ok(jobs::count(&mut connection).await?)
}

/// Adds a job within a write. Whoever does, wakes the workers once it is committed.
pub(crate) async fn enqueue(
    service: &Service,
    write: &mut Writing,
    kind: JobKind,
    subject: &str,
    payload: String,
    total: i64,
) -> Result<Job> {
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let n_waiting = jobs::count_in_state(connection, &actor.org, JobState::Queued).await?;
    if kind != JobKind::Mail && n_waiting >= MOST_WAITING {
        let detail = format!("{n_waiting} jobs wait already: wait until they are done, or call some off");
        return Err(Error::conflict(Code::TooMany, detail));
    }
    insert(service, connection, (&actor.org, &actor.user), (kind, subject, payload, total), now).await
}

/// The same in the name of a user, where what writes is not theirs.
pub(crate) async fn insert(
    service: &Service,
    connection: &mut Connection,
    (org, user): (&OrgId, &UserId),
    (kind, subject, payload, total): (JobKind, &str, String, i64),
    now: Timestamp,
) -> Result<Job> {
    let job = Job {
        id: service.surroundings().id(),
        user_id: user.clone(),
        kind,
        subject_id: subject.to_owned(),
        payload,
        state: JobState::Queued,
        done: 0,
        total,
        attempts: 0,
        is_cancelling: false,
        failure: None,
        result_id: None,
        created_at: now.clone(),
        updated_at: now,
    };
    jobs::insert(connection, org, &job).await?;
    Ok(job)
}

async fn find(connection: &mut Connection, actor: &crate::Actor, id: &JobId) -> Result<Job> {
    let job = jobs::find(connection, &actor.org, id).await?;
    let is_seen = |job: &Job| actor.role == Role::Admin || job.user_id == actor.user;
    job.filter(is_seen).ok_or(Error::NotFound("job"))
}
