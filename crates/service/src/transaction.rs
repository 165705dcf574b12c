use crate::caller::Actor;
use crate::{Caller, Error, Result};
use serde::Serialize;
use store::audit::{self, Record};
use store::{Connection, OrgId, Timestamp, idempotency};

/// The store, open to read for someone who may.
pub struct Reading {
    connection: Connection,
    actor: Actor,
}

impl Reading {
    pub(crate) fn new(connection: Connection, actor: Actor) -> Self {
        Self { connection, actor }
    }

    /// The connection, and the organisation whose rows may be read.
    pub fn parts(&mut self) -> (&mut Connection, &OrgId) {
        (&mut self.connection, &self.actor.org)
    }

    /// The connection, and who reads.
    pub fn with_actor(&mut self) -> (&mut Connection, &Actor) {
        (&mut self.connection, &self.actor)
    }
}

/// A write that was begun.
#[expect(clippy::large_enum_variant, reason = "it is taken apart where it is made")]
pub enum Begun<T> {
    /// It was done before under the same key: this was the answer.
    Replayed(T),
    /// It is to be done now.
    Started(Writing),
}

/// The write that was started. One that was done before under the same key ends the function with its answer.
macro_rules! started {
    ($begun:expr) => {
        match $begun {
            $crate::Begun::Replayed(answer) => return Ok(answer),
            $crate::Begun::Started(write) => write,
        }
    };
}

pub(crate) use started;

/// The store, open to write for someone who may. What is not finished is undone.
pub struct Writing {
    connection: Connection,
    caller: Caller,
    /// The key under which the answer is kept.
    key: Option<String>,
    action: &'static str,
    now: Timestamp,
}

impl Writing {
    pub(crate) fn new(
        connection: Connection,
        (caller, key): (&Caller, Option<String>),
        action: &'static str,
        now: Timestamp,
    ) -> Self {
        Self { connection, caller: caller.clone(), key, action, now }
    }

    /// The connection, and the organisation whose rows may be written.
    pub fn parts(&mut self) -> (&mut Connection, &OrgId) {
        (&mut self.connection, &self.caller.actor.org)
    }

    /// The connection, and who writes.
    pub fn with_actor(&mut self) -> (&mut Connection, &Actor) {
        (&mut self.connection, &self.caller.actor)
    }

    /// When.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now.clone()
    }

    /// Records what was done besides, to something else.
    pub(crate) async fn record(&mut self, action: &str, subject: &str, fields: &[&str]) -> Result<()> {
        let actor = &self.caller.actor;
        let record = Record {
            user: Some(&actor.user),
            via: actor.via.name(),
            action,
            subject,
            fields,
            request: &self.caller.request,
        };
        audit::append(&mut self.connection, &actor.org, &record, &self.now).await?;
        let Caller { address, request, .. } = &self.caller;
        if !address.is_empty() {
            audit::put_source(&mut self.connection, &actor.org, request, address, &self.now).await?;
        }
        Ok(())
    }

    /// Keeps what was recorded, where nothing else is to be kept.
    pub(crate) async fn commit(self) -> Result<()> {
        Ok(self.connection.commit().await?)
    }

    /// Records what was done to what, keeps the answer under the caller's key, and commits: all of it, or nothing.
    /// `fields` are the names of what was written.
    pub async fn finish<T: Serialize>(mut self, subject: &str, fields: &[&str], answer: T) -> Result<T> {
        self.record(self.action, subject, fields).await?;
        let actor = &self.caller.actor;
        if let Some(key) = &self.key {
            let text =
                serde_json::to_string(&answer).map_err(Error::internal("writing an answer to keep"))?;
            idempotency::answer(&mut self.connection, &actor.org, &actor.user, key, &text).await?;
        }
        self.connection.commit().await?;
        Ok(answer)
    }
}
