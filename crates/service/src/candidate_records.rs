//! What notes, stages, requirements and files of a candidate have in common: who sees the candidate, who may read what,
//! and how all of it is handed out and erased.

mod export;

pub use export::{PersonRecord, export};

use crate::searches::{held, refuse_closed, visible};
use crate::visibility::Visibility;
use crate::{Actor, Caller, Permission, Result, Service, Writing, candidates};
use crate::{candidate_files, notes, requirements, stages};
use serde::{Deserialize, Serialize};
use store::candidates::Candidate;
use store::notes::Audience;
use store::{CandidateId, Connection, OrgId, PersonId, SearchId, UserId, users};
use utoipa::ToSchema;

/// A candidate with how far someone sees the search.
pub(crate) struct Seen {
    pub(crate) candidate: Candidate,
    visibility: Visibility,
}

impl Seen {
    pub(crate) async fn find(
        connection: &mut Connection,
        actor: &Actor,
        search: &SearchId,
        candidate: &CandidateId,
    ) -> Result<Self> {
        let search = visible(connection, actor, search).await?;
        let visibility = Visibility::of(connection, actor, &search).await?;
        let candidate = candidates::find(connection, &actor.org, &search.id, candidate).await?;
        Ok(Self { candidate, visibility })
    }

    /// Holds the search for a change.
    pub(crate) async fn hold(
        write: &mut Writing,
        search: &SearchId,
        candidate: &CandidateId,
    ) -> Result<Self> {
        let (connection, actor) = write.with_actor();
        let search = held(connection, actor, search).await?;
        refuse_closed(&search)?;
        let visibility = Visibility::of(connection, actor, &search).await?;
        let candidate = candidates::find(connection, &actor.org, &search.id, candidate).await?;
        Ok(Self { candidate, visibility })
    }

    pub(crate) fn visibility(&self) -> Visibility {
        self.visibility
    }

    /// What someone may read of what `author` wrote for an audience.
    pub(crate) fn access(&self, actor: &Actor, audience: Audience, author: Option<&UserId>) -> Access {
        self.visibility.access(actor, audience, author)
    }
}

/// How far someone may read a text about a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// They may read it.
    Open,
    /// They could, but it may tell a name that is withheld from them.
    Withheld,
    /// It is for others.
    Closed,
}

/// All that is recorded about a candidate, as far as the one who asks may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CandidateRecord {
    /// Where the candidate is.
    pub stage: stages::ShownStage,
    /// The requirements with what was found.
    pub requirements: Vec<requirements::ShownFinding>,
    /// The notes.
    pub notes: notes::Notes,
    /// The files.
    pub files: candidate_files::Files,
}

/// All that is recorded about a candidate.
#[crate::boxed]
pub async fn get(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
) -> Result<CandidateRecord> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let seen = Seen::find(connection, actor, search, candidate).await?;
    Ok(CandidateRecord {
        stage: stages::of(connection, actor, &seen).await?,
        requirements: requirements::of(connection, actor, &seen).await?,
        notes: notes::of(connection, actor, &seen).await?,
        files: candidate_files::of(connection, actor, &seen).await?,
    })
}

/// A user's name.
pub(crate) async fn name_of(
    connection: &mut Connection,
    org: &OrgId,
    user: &UserId,
) -> Result<Option<String>> {
    Ok(users::find(connection, org, user).await?.map(|user| user.name))
}

/// Removes all of it about a person.
pub(crate) async fn forget_person(connection: &mut Connection, org: &OrgId, person: &PersonId) -> Result<()> {
    store::declarations::forget_person(connection, org, person).await?;
    store::notes::forget_person(connection, org, person).await?;
    store::candidate_files::forget_person(connection, org, person).await?;
    store::stages::forget_person(connection, org, person).await?;
    Ok(store::requirements::forget_person(connection, org, person).await?)
}
