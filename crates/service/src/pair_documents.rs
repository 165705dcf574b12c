//! What decision rights and plans have in common: they stand as proposed until people change them, every change has a
//! revision, and the last one can be undone.

use crate::searches::{held, refuse_closed, visible};
use crate::visibility::Visibility;
use crate::{Caller, Code, Error, Expected, Permission, Result, Service, Writing, candidates};
use serde::{Deserialize, Serialize};
use store::candidates::Candidate;
use store::pair_documents::{self, Kind, PairDocument};
use store::{CandidateId, Connection, OrgId, PersonId, SearchId, Timestamp};
use store::{idempotency, interview_notes, signatures, users};
use utoipa::ToSchema;

/// A document of a pair in a search.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Of<'a> {
    pub(crate) search: &'a SearchId,
    pub(crate) candidate: &'a CandidateId,
    #[serde(skip)]
    pub(crate) kind: Kind,
}

/// What is done to a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Edit {
    /// It is written anew.
    Write(String),
    /// It stands as proposed again.
    Reset,
    /// The last change is undone.
    Undo,
}

/// A document as someone sees it.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) candidate: Candidate,
    pub(crate) visibility: Visibility,
    pub(crate) document: Option<PairDocument>,
    pub(crate) version: DocumentVersion,
}

/// Which version of a document this is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct DocumentVersion {
    /// Its number; 0 where nobody has changed it yet.
    pub revision: i64,
    /// Whether it stands as it is proposed.
    pub is_proposed: bool,
    /// When it was changed last; null for never.
    pub updated_at: Option<Timestamp>,
    /// By whom.
    pub updated_by_name: Option<String>,
}

impl Seen {
    /// Reads a document, where the actor may see scores.
    pub(crate) async fn read(service: &Service, caller: &Caller, of: Of<'_>) -> Result<Self> {
        let mut read = service.read(caller, Permission::SearchesRead).await?;
        let (connection, actor) = read.with_actor();
        let search = visible(connection, actor, of.search).await?;
        let visibility = Visibility::of(connection, actor, &search).await?;
        visibility.require_scores()?;
        let candidate = candidates::find(connection, &actor.org, &search.id, of.candidate).await?;
        Self::now(connection, &actor.org, (candidate, visibility), of.kind).await
    }

    /// The document of a candidate who is known already.
    async fn now(
        connection: &mut Connection,
        org: &OrgId,
        (candidate, visibility): (Candidate, Visibility),
        kind: Kind,
    ) -> Result<Self> {
        let document = pair_documents::find(connection, org, &candidate.id, kind).await?;
        let version = DocumentVersion::of(connection, org, document.as_ref()).await?;
        Ok(Self { candidate, visibility, document, version })
    }

    /// What people wrote, as far as it may be seen.
    pub(crate) fn content(&self) -> Option<String> {
        let content = self.document.as_ref()?.content.as_ref()?;
        Some(self.visibility.veiled(content, &self.candidate))
    }
}

impl DocumentVersion {
    async fn of(connection: &mut Connection, org: &OrgId, document: Option<&PairDocument>) -> Result<Self> {
        let Some(document) = document else { return Ok(Self { is_proposed: true, ..Self::default() }) };
        let user = users::find(connection, org, &document.updated_by).await?;
        Ok(Self {
            revision: document.revision,
            is_proposed: document.content.is_none(),
            updated_at: Some(document.updated_at.clone()),
            updated_by_name: user.map(|user| user.name),
        })
    }
}

/// Holds a search for a change of what a pair wrote down, and gives the document as it is.
pub(crate) async fn held_for_change(write: &mut Writing, of: Of<'_>) -> Result<Seen> {
    let (connection, actor) = write.with_actor();
    let search = held(connection, actor, of.search).await?;
    let visibility = Visibility::of(connection, actor, &search).await?;
    visibility.require_scores()?;
    refuse_closed(&search)?;
    let candidate = candidates::find(connection, &actor.org, &search.id, of.candidate).await?;
    Seen::now(connection, &actor.org, (candidate, visibility), of.kind).await
}

/// Changes a document. After a decision it still can be: that is when a pair begins to use it.
pub(crate) async fn change(write: &mut Writing, of: Of<'_>, expected: Expected, edit: Edit) -> Result<Seen> {
    let seen = held_for_change(write, of).await?;
    expected.check(seen.version.revision)?;
    let before = seen.document.as_ref().and_then(|document| document.content.clone());
    let content = match (edit, &seen.document) {
        (Edit::Write(text), _) => Some(text),
        (Edit::Reset, _) => None,
        (Edit::Undo, Some(document)) => document.previous.clone(),
        (Edit::Undo, None) => {
            return Err(Error::conflict(Code::NothingToUndo, "nobody has changed anything yet"));
        }
    };
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let document = PairDocument {
        content,
        previous: before,
        revision: seen.version.revision + 1,
        updated_by: actor.user.clone(),
        updated_at: now,
    };
    if !pair_documents::put(connection, &actor.org, of.candidate, of.kind, &document).await? {
        return Err(Error::Stale);
    }
    Seen::now(connection, &actor.org, (seen.candidate, seen.visibility), of.kind).await
}

/// Removes what was written down of the pairs of a person, and what was said in interviews with them.
pub(crate) async fn forget_person(connection: &mut Connection, org: &OrgId, person: &PersonId) -> Result<()> {
    for candidate in pair_documents::pairs_of(connection, org, person).await? {
        pair_documents::clear(connection, org, &candidate).await?;
        signatures::clear(connection, org, &candidate).await?;
        idempotency::forget_about(connection, org, candidate.as_str()).await?;
    }
    Ok(interview_notes::clear(connection, org, person).await?)
}
