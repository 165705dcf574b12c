//! What the work of one job has at hand.

use crate::{Actor, Caller, Error, Permission, Result, Service, Via, Writing};
use serde::Serialize;
use store::jobs::{self, Claim, Ending, Job, JobState};
use store::{OrgId, users};

/// A worker's claim lasts so long without a sign of life.
pub(super) const LEASE_SECONDS: i64 = 60;

/// Why work stopped before its end.
#[derive(Debug)]
pub(crate) enum Halt {
    /// It was called off.
    Cancelled,
    /// The claim has passed to another worker, which does the work now.
    Lost,
    /// It cannot be done at the moment, and is to be tried again; with the reason in words for the user.
    Later(String),
    /// It failed.
    Failed(Error),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<store::Error> for Halt {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// A job that this worker has claimed.
#[derive(Debug)]
pub(crate) struct Task<'a> {
    pub(crate) service: &'a Service,
    pub(crate) org: OrgId,
    pub(crate) job: Job,
    /// What this claim is called. No two have the same name: whoever is late speaks for their own claim only.
    pub(crate) claim: String,
}

impl Task<'_> {
    /// Who the work is done for, with the rights that they have now.
    pub(crate) async fn caller(&self) -> Result<Caller> {
        let mut connection = self.service.database().read().await?;
        let user = users::find(&mut connection, &self.org, &self.job.user_id).await?;
        let user = user.filter(|user| user.disabled_at.is_none());
        let user = user.ok_or_else(|| Error::denied("whoever asked for this is no longer a user here"))?;
        let actor =
            Actor { org: self.org.clone(), user: user.id, role: user.role, via: Via::Job, scopes: None };
        Ok(Caller { actor, request: format!("job-{}", self.job.id), key: None, address: String::new() })
    }

    /// Says how much is done, and learns whether to go on.
    pub(crate) async fn progress(&self, done: i64, total: i64) -> std::result::Result<(), Halt> {
        self.renew(Some((done, total))).await
    }

    /// Opens the store to write for whom the work is done.
    pub(crate) async fn begin(
        &self,
        caller: &Caller,
        permission: Permission,
        action: &'static str,
    ) -> Result<Writing> {
        self.service.write_anew(caller, permission, action).await
    }

    /// Takes a step that is kept even where the job is interrupted later, if the claim still holds.
    pub(crate) async fn step(
        &self,
        mut write: Writing,
        subject: &str,
        fields: &[&str],
        (done, total): (i64, i64),
    ) -> std::result::Result<(), Halt> {
        let now = write.now();
        let lease = now.plus_seconds(LEASE_SECONDS);
        let (connection, _) = write.with_actor();
        match jobs::renew(connection, self.claim(), Some((done, total)), &lease, &now).await? {
            None => Err(Halt::Lost),
            Some(is_cancelling) => {
                write.finish(subject, fields, ()).await?;
                if is_cancelling { Err(Halt::Cancelled) } else { Ok(()) }
            }
        }
    }

    /// Ends the job together with what it made: both are kept, or neither where the job was called off or the claim has
    /// passed to another.
    pub(crate) async fn complete<T: Serialize>(
        &self,
        mut write: Writing,
        (subject, fields): (&str, &[&str]),
        result_id: &str,
        answer: T,
    ) -> std::result::Result<T, Halt> {
        let now = write.now();
        let ending =
            Ending { state: JobState::Done, result_id: Some(result_id), failure: None, run_after: &now };
        let (connection, _) = write.with_actor();
        // This holds the job's row: whoever calls it off from here on is told that it has ended.
        match jobs::renew(connection, self.claim(), None, &now, &now).await? {
            None => return Err(Halt::Lost),
            Some(true) => return Err(Halt::Cancelled),
            Some(false) => {}
        }
        if !jobs::end(connection, self.claim(), ending, &now).await? {
            return Err(Halt::Lost);
        }
        Ok(write.finish(subject, fields, answer).await?)
    }

    /// Gives a sign of life, and learns whether to go on.
    pub(super) async fn renew(&self, progress: Option<(i64, i64)>) -> std::result::Result<(), Halt> {
        let now = self.service.surroundings().now();
        let lease = now.plus_seconds(LEASE_SECONDS);
        let mut connection = self.service.database().write().await?;
        let is_cancelling = jobs::renew(&mut connection, self.claim(), progress, &lease, &now).await?;
        connection.commit().await?;
        match is_cancelling {
            None => Err(Halt::Lost),
            Some(true) => Err(Halt::Cancelled),
            Some(false) => Ok(()),
        }
    }

    pub(super) fn claim(&self) -> Claim<'_> {
        Claim { org: &self.org, job: &self.job.id, worker: &self.claim }
    }
}
