//! What decision rights and plans have in common: they are as proposed until people change them, every change has a
//! revision, and the last one can be undone.

use crate::results::PairRun;
use crate::searches::{held, refuse_closed, visible};
use crate::transaction::started;
use crate::visibility::Visibility;
use crate::{Actor, Caller, Code, Error, Expected, Permission, Result, Service, Writing, candidates};
use serde::de::DeserializeOwned;
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit<T> {
    /// People write it.
    Write(T),
    /// It is as proposed again.
    Reset,
    /// The last change is undone.
    Undo,
}

/// What a document of a pair is before anybody changes it, and how it is shown.
pub(crate) trait Draft: Sized + Send + Sync {
    const KIND: Kind;
    /// What the audit log calls writing, resetting and undoing.
    const ACTIONS: [&'static str; 3];
    /// What a change touches, for the audit log.
    const FIELDS: &'static [&'static str];
    /// The document as people write it.
    type Input: Serialize + Send + Sync;
    /// The document as it is shown.
    type Shown: Serialize + DeserializeOwned + Send;

    /// The draft that follows from the pair's latest result.
    fn of(service: &Service, pair: PairRun) -> impl Future<Output = Result<Self>> + Send;

    /// An input as it is stored, if it is valid.
    fn checked(&self, input: Self::Input) -> Result<String>;

    /// What is stored, with what the writer could not see as it was before.
    fn with_withheld(written: String, before: Option<&str>) -> Result<String>;

    /// The document as it is now.
    fn shown(
        &self,
        connection: &mut Connection,
        org: &OrgId,
        seen: &Seen,
    ) -> impl Future<Output = Result<Self::Shown>> + Send;
}

/// The draft of a document, for a caller with a permission.
pub(crate) async fn draft<D: Draft>(
    service: &Service,
    caller: (&Caller, Permission),
    search: &SearchId,
    candidate: &CandidateId,
) -> Result<D> {
    D::of(service, PairRun::of(service, caller, search, candidate).await?).await
}

/// A document with its draft, if the caller may see scores.
pub(crate) async fn read<D: Draft>(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
) -> Result<(D, Seen, D::Shown)> {
    let draft: D = draft(service, (caller, Permission::SearchesRead), search, candidate).await?;
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    let visibility = Visibility::of(connection, actor, &search).await?;
    visibility.require_scores()?;
    let candidate = candidates::find(connection, &actor.org, &search.id, candidate).await?;
    let seen = Seen::now(connection, actor, (candidate, visibility), D::KIND).await?;
    let shown = draft.shown(connection, &actor.org, &seen).await?;
    Ok((draft, seen, shown))
}

/// Writes a document, resets it or undoes its last change.
pub(crate) async fn edit<D: Draft>(
    service: &Service,
    caller: &Caller,
    (search, candidate): (&SearchId, &CandidateId),
    expected: Expected,
    edit: Edit<D::Input>,
) -> Result<D::Shown> {
    let draft: D = draft(service, (caller, Permission::SearchesWrite), search, candidate).await?;
    let [written, reset, undone] = D::ACTIONS;
    let action = match edit {
        Edit::Write(_) => written,
        Edit::Reset => reset,
        Edit::Undo => undone,
    };
    let of = Of { search, candidate, kind: D::KIND };
    let mut write = started!(service.write(caller, Permission::SearchesWrite, action, &(of, &edit)).await?);
    let edit = match edit {
        Edit::Write(input) => Edit::Write(draft.checked(input)?),
        Edit::Reset => Edit::Reset,
        Edit::Undo => Edit::Undo,
    };
    let seen = change::<D>(&mut write, of, expected, edit).await?;
    let (connection, org) = write.parts();
    let shown = draft.shown(connection, org, &seen).await?;
    write.finish(candidate.as_str(), D::FIELDS, shown).await
}

/// A document as someone sees it.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) candidate: Candidate,
    pub(crate) visibility: Visibility,
    pub(crate) document: Option<PairDocument>,
    pub(crate) version: DocumentVersion,
    /// Whether the reader was the last to change it.
    is_own: bool,
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
    /// The document of a candidate who is known already.
    async fn now(
        connection: &mut Connection,
        actor: &Actor,
        (candidate, visibility): (Candidate, Visibility),
        kind: Kind,
    ) -> Result<Self> {
        let document = pair_documents::find(connection, &actor.org, &candidate.id, kind).await?;
        let version = DocumentVersion::of(connection, &actor.org, document.as_ref()).await?;
        let is_own = document.as_ref().is_some_and(|document| document.updated_by == actor.user);
        Ok(Self { candidate, visibility, document, version, is_own })
    }

    /// What people made of it; none where it is as proposed.
    pub(crate) fn content(&self) -> Option<&str> {
        self.document.as_ref()?.content.as_deref()
    }

    /// A text in it, as far as it may be seen.
    pub(crate) fn written(&self, text: &str) -> String {
        self.visibility.written(text.to_owned(), self.is_own)
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
    Seen::now(connection, actor, (candidate, visibility), of.kind).await
}

/// Changes a document. After a decision it still can be: that is when a pair begins to use it.
async fn change<D: Draft>(
    write: &mut Writing,
    of: Of<'_>,
    expected: Expected,
    edit: Edit<String>,
) -> Result<Seen> {
    let seen = held_for_change(write, of).await?;
    expected.check(seen.version.revision)?;
    let before = seen.document.as_ref().and_then(|document| document.content.clone());
    let content = match (edit, &seen.document) {
        (Edit::Write(text), _) => Some(D::with_withheld(text, before.as_deref())?),
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
    Seen::now(connection, actor, (seen.candidate, seen.visibility), of.kind).await
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
