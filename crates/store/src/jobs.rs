//! Long work that waits for a worker. Rows are claimed for a while; whoever's claim has ended has no say any more.

use crate::connection::{execute, on};
use crate::row::{column_enum, row};
use crate::{Connection, JobId, OrgId, Page, Result, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, Row};
use utoipa::ToSchema;

column_enum! {
    /// What is to be done.
    JobKind {
        /// Compute a run of a search.
        Run = "run",
        /// Put the people of an import on file, or take them off again.
        Import = "import",
        /// Send the mail of an invitation.
        Mail = "mail",
        /// Hold weights against what became of placements.
        Calibration = "calibration",
    }
}

column_enum! {
    /// How far a job is.
    JobState {
        /// It waits.
        Queued = "queued",
        /// Someone works on it.
        Running = "running",
        /// It is done.
        Done = "done",
        /// It cannot be done.
        Failed = "failed",
        /// It was called off.
        Cancelled = "cancelled",
    }
}

row! {
    /// A job.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
    pub struct Job {
        /// Id.
        pub id: JobId,
        /// Who asked for it.
        pub user_id: UserId,
        /// What is to be done.
        pub kind: JobKind,
        /// The id of what it is about: a search, an import, an invitation, or a version of a framework.
        pub subject_id: String,
        /// What more there is to know, as JSON.
        #[serde(skip)]
        pub payload: String,
        /// How far it is.
        pub state: JobState,
        /// How much of it is done.
        pub done: i64,
        /// How much there is; 0 where that is not known.
        pub total: i64,
        /// How often it was begun.
        pub attempts: i64,
        /// Whether it will stop as soon as it can.
        pub is_cancelling: bool,
        /// Why the last attempt failed.
        pub failure: Option<String>,
        /// The id of what was made: a run, a calibration, or what the job is about.
        pub result_id: Option<String>,
        /// When it was asked for.
        pub created_at: Timestamp,
        /// When it last changed.
        pub updated_at: Timestamp,
    }
}

/// A claim to a job: who works on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim<'a> {
    /// The organisation that it belongs to.
    pub org: &'a OrgId,
    /// The job.
    pub job: &'a JobId,
    /// What this claim is called, alone in the world.
    pub worker: &'a str,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending<'a> {
    /// What becomes of the job; `Queued` to try again.
    pub state: JobState,
    /// What was made.
    pub result_id: Option<&'a str>,
    /// What went wrong, in words for the user.
    pub failure: Option<&'a str>,
    /// When it may be tried again.
    pub run_after: &'a Timestamp,
}

macro_rules! job_columns {
    () => {
        "id, user_id, kind, subject_id, payload, state, done, total, attempts, is_cancelling <> 0 AS is_cancelling, \
         failure, result_id, created_at, updated_at"
    };
}

/// Adds a job, which waits.
#[crate::boxed]
pub async fn insert(connection: &mut Connection, org: &OrgId, job: &Job) -> Result<()> {
    const SQL: &str = "INSERT INTO jobs (id, org_id, user_id, kind, subject_id, payload, state, total, run_after, \
                       created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, 'queued', $7, $8, $8, $8)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&job.id)
            .bind(org)
            .bind(&job.user_id)
            .bind(job.kind.name())
            .bind(&job.subject_id)
            .bind(&job.payload)
            .bind(job.total)
            .bind(&job.created_at)
    )?;
    Ok(())
}

/// One job.
#[crate::boxed]
pub async fn find(connection: &mut Connection, org: &OrgId, id: &JobId) -> Result<Option<Job>> {
    const SQL: &str = concat!("SELECT ", job_columns!(), " FROM jobs WHERE org_id = $1 AND id = $2");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(id).fetch_optional(c))?)
}

/// A page of the jobs, the newest first: of one user only, or in one state only, where these are named.
#[crate::boxed]
pub async fn list(
    connection: &mut Connection,
    org: &OrgId,
    user: Option<&UserId>,
    state: Option<JobState>,
    page: &Page,
) -> Result<Vec<Job>> {
    const SQL: &str = concat!(
        "SELECT ",
        job_columns!(),
        " FROM jobs WHERE org_id = $1 AND (CAST($2 AS TEXT) IS NULL OR user_id = $2) \
         AND (CAST($3 AS TEXT) IS NULL OR state = $3) AND (created_at, id) < ($4, $5) \
         ORDER BY created_at DESC, id DESC LIMIT $6"
    );
    let (key, id) = page.start(crate::Direction::Descending);
    Ok(on!(connection, c => sqlx::query_as(SQL)
        .bind(org)
        .bind(user)
        .bind(state.map(JobState::name))
        .bind(key)
        .bind(id)
        .bind(page.limit_and_one())
        .fetch_all(c))?)
}

/// The jobs of a kind that are not done, whether they wait, run, failed or were called off, in the order in which they were
/// asked for.
#[crate::boxed]
pub async fn not_done(connection: &mut Connection, org: &OrgId, kind: JobKind) -> Result<Vec<Job>> {
    const SQL: &str = concat!(
        "SELECT ",
        job_columns!(),
        " FROM jobs WHERE org_id = $1 AND kind = $2 AND state <> 'done' ORDER BY created_at, id"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(kind.name()).fetch_all(c))?)
}

/// The newest job of a kind about something.
#[crate::boxed]
pub async fn newest_about(
    connection: &mut Connection,
    org: &OrgId,
    kind: JobKind,
    subject: &str,
) -> Result<Option<Job>> {
    const SQL: &str = concat!(
        "SELECT ",
        job_columns!(),
        " FROM jobs WHERE org_id = $1 AND kind = $2 AND subject_id = $3 ORDER BY created_at DESC, id DESC LIMIT 1"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL)
        .bind(org)
        .bind(kind.name())
        .bind(subject)
        .fetch_optional(c))?)
}

/// Claims a job of the organisation whose turn was longest ago: the one that has waited longest, or one whose worker has
/// given no sign of life. No two workers claim the same one.
#[crate::boxed]
pub async fn claim(
    connection: &mut Connection,
    worker: &str,
    now: &Timestamp,
    lease_until: &Timestamp,
) -> Result<Option<(OrgId, Job)>> {
    macro_rules! claim {
        ($suffix:literal) => {
            concat!(
                "UPDATE jobs SET state = 'running', worker = $2, lease_until = $3, attempts = attempts + 1, \
                 updated_at = $1 WHERE id = (SELECT id FROM jobs WHERE (state = 'queued' AND run_after <= $1) \
                 OR (state = 'running' AND lease_until < $1) ORDER BY (SELECT COALESCE(MAX(s.updated_at), '') FROM jobs s \
                 WHERE s.org_id = jobs.org_id AND s.attempts > 0), run_after, id LIMIT 1",
                $suffix,
                ") RETURNING org_id, ",
                job_columns!()
            )
        };
    }
    let sql = match connection {
        Connection::Sqlite(_) => claim!(""),
        // On SQLite there is one writer; here several look at once, and each takes what no other holds.
        Connection::Postgres(_) => claim!(" FOR UPDATE SKIP LOCKED"),
    };
    Ok(on!(connection, c => async {
        let row = sqlx::query(sql).bind(now).bind(worker).bind(lease_until).fetch_optional(c).await?;
        let claimed = |row| Ok::<_, sqlx::Error>((Row::try_get(&row, "org_id")?, Job::from_row(&row)?));
        row.map(claimed).transpose()
    })?)
}

/// Gives a sign of life, with how much is done where that has changed. Says whether the job is to stop; none where the
/// claim has passed to someone else.
pub async fn renew(
    connection: &mut Connection,
    claim: Claim<'_>,
    progress: Option<(i64, i64)>,
    lease_until: &Timestamp,
    now: &Timestamp,
) -> Result<Option<bool>> {
    const SQL: &str = "UPDATE jobs SET lease_until = $4, updated_at = $5, done = COALESCE(CAST($6 AS BIGINT), done), \
                       total = COALESCE(CAST($7 AS BIGINT), total) WHERE org_id = $1 AND id = $2 \
                       AND state = 'running' AND worker = $3 RETURNING is_cancelling <> 0";
    let (done, total) = progress.unzip();
    Ok(on!(connection, c => sqlx::query_scalar(SQL)
        .bind(claim.org)
        .bind(claim.job)
        .bind(claim.worker)
        .bind(lease_until)
        .bind(now)
        .bind(done)
        .bind(total)
        .fetch_optional(c))?)
}

/// Ends an attempt, and says whether the claim still held; where it did not, nothing was changed.
pub async fn end(
    connection: &mut Connection,
    claim: Claim<'_>,
    ending: Ending<'_>,
    now: &Timestamp,
) -> Result<bool> {
    const SQL: &str = "UPDATE jobs SET state = $4, result_id = $5, failure = $6, run_after = $7, updated_at = $8, \
                       done = CASE WHEN CAST($4 AS TEXT) = 'done' THEN total ELSE done END, \
                       is_cancelling = CASE WHEN CAST($4 AS TEXT) = 'queued' THEN is_cancelling ELSE 0 END, \
                       worker = NULL, lease_until = NULL WHERE org_id = $1 AND id = $2 AND state = 'running' AND worker = $3";
    let n_rows = execute!(
        connection,
        sqlx::query(SQL)
            .bind(claim.org)
            .bind(claim.job)
            .bind(claim.worker)
            .bind(ending.state.name())
            .bind(ending.result_id)
            .bind(ending.failure)
            .bind(ending.run_after)
            .bind(now)
    )?;
    Ok(n_rows == 1)
}

/// Gives a job back as if it had not been begun.
pub async fn give_back(connection: &mut Connection, claim: Claim<'_>, now: &Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE jobs SET state = 'queued', attempts = attempts - 1, worker = NULL, lease_until = NULL, \
                       run_after = $4, updated_at = $4 WHERE org_id = $1 AND id = $2 AND state = 'running' \
                       AND worker = $3";
    execute!(connection, sqlx::query(SQL).bind(claim.org).bind(claim.job).bind(claim.worker).bind(now))?;
    Ok(())
}

/// Calls a job off: one that waits at once, one that runs as soon as it looks. Says whether it was waiting or running.
#[crate::boxed]
pub async fn cancel(connection: &mut Connection, org: &OrgId, id: &JobId, now: &Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE jobs SET state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END, \
                       is_cancelling = CASE WHEN state = 'running' THEN 1 ELSE 0 END, updated_at = $3 \
                       WHERE org_id = $1 AND id = $2 AND state IN ('queued', 'running')";
    Ok(execute!(connection, sqlx::query(SQL).bind(org).bind(id).bind(now))? == 1)
}

/// Lets a job that failed or was called off begin anew. Says whether it had.
#[crate::boxed]
pub async fn retry(connection: &mut Connection, org: &OrgId, id: &JobId, now: &Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE jobs SET state = 'queued', done = 0, attempts = 0, failure = NULL, \
                       run_after = $3, updated_at = $3 WHERE org_id = $1 AND id = $2 \
                       AND state IN ('failed', 'cancelled')";
    Ok(execute!(connection, sqlx::query(SQL).bind(org).bind(id).bind(now))? == 1)
}

/// How many jobs of all organisations are in each state.
#[crate::boxed]
pub async fn count(connection: &mut Connection) -> Result<Vec<(String, i64)>> {
    const SQL: &str = "SELECT state, COUNT(*) FROM jobs GROUP BY state ORDER BY state";
    Ok(on!(connection, c => sqlx::query_as(SQL).fetch_all(c))?)
}

/// How many of an organisation's jobs are in a state.
#[crate::boxed]
pub async fn count_in_state(connection: &mut Connection, org: &OrgId, state: JobState) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM jobs WHERE org_id = $1 AND state = $2";
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).bind(state.name()).fetch_one(c))?)
}
