//! Notes about candidates: attributed, for an audience, and edited by their authors.

use crate::candidate_records::{Access, Seen};
use crate::checks::Checks;
use crate::transaction::started;
use crate::visibility::keeps_files;
use crate::{Actor, Caller, Code, Error, Expected, Permission, Result, Service};
use serde::{Deserialize, Serialize};
use store::notes::{self, Audience, Note};
use store::{CandidateId, Connection, NoteId, SearchId, Timestamp};
use utoipa::ToSchema;

/// A note has at most so many characters.
pub const MOST: usize = 10_000;
/// And a candidate so many notes.
const MOST_NOTES: usize = 1_000;

/// A note as its author writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteInput {
    /// Who may read it.
    pub audience: Audience,
    /// The note.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"^[^\x00]*$")]
    pub text: String,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Note)]
pub struct ShownNote {
    /// Id.
    pub id: NoteId,
    /// About whom.
    pub candidate_id: CandidateId,
    /// Who may read it.
    pub audience: Audience,
    /// The note.
    pub text: String,
    /// Its author's name.
    pub author: String,
    /// Whether the one who asks wrote it, and so may edit it.
    pub is_own: bool,
    /// The number of this version; it counts changes from 1.
    pub revision: i64,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// The notes about a candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Notes {
    /// The newest first.
    pub items: Vec<ShownNote>,
    /// How many more there are that are withheld because the search is blind.
    pub n_withheld: usize,
}

impl ShownNote {
    fn of(actor: &Actor, note: Note) -> Self {
        Self {
            is_own: note.written_by == actor.user,
            id: note.id,
            candidate_id: note.candidate_id,
            audience: note.audience,
            text: note.text,
            author: note.author,
            revision: note.revision,
            created_at: note.created_at,
            updated_at: note.updated_at,
        }
    }
}

pub(crate) async fn of(connection: &mut Connection, actor: &Actor, seen: &Seen) -> Result<Notes> {
    let mut found = Notes { items: Vec::new(), n_withheld: 0 };
    for note in notes::list(connection, &actor.org, &seen.candidate.id).await? {
        match seen.access(actor, note.audience, Some(&note.written_by)) {
            Access::Open => found.items.push(ShownNote::of(actor, note)),
            Access::Withheld => found.n_withheld += 1,
            Access::Closed => {}
        }
    }
    Ok(found)
}

/// The notes about a candidate.
#[crate::boxed]
pub async fn list(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
) -> Result<Notes> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let seen = Seen::find(connection, actor, search, candidate).await?;
    of(connection, actor, &seen).await
}

/// Adds a note.
#[crate::boxed]
pub async fn create(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
    input: NoteInput,
) -> Result<ShownNote> {
    let asked = (search, candidate, &input);
    let begun = service.write(caller, Permission::JudgementsWrite, "note.create", &asked).await?;
    let mut write = started!(begun);
    let text = checked(&input)?;
    Seen::hold(&mut write, search, candidate).await?;
    let now = write.now();
    let (connection, actor) = write.with_actor();
    if notes::list(connection, &actor.org, candidate).await?.len() >= MOST_NOTES {
        return Err(Error::conflict(Code::TooMany, format!("a candidate has at most {MOST_NOTES} notes")));
    }
    let note = Note {
        id: service.surroundings().id(),
        candidate_id: candidate.clone(),
        audience: input.audience,
        text,
        written_by: actor.user.clone(),
        author: String::new(),
        revision: 1,
        created_at: now.clone(),
        updated_at: now,
    };
    notes::insert(connection, &actor.org, &note).await?;
    let note = find(connection, actor, candidate, &note.id).await?;
    let shown = ShownNote::of(actor, note);
    write.finish(shown.id.clone().as_str(), FIELDS, shown).await
}

/// Changes a note of the caller's own.
#[crate::boxed]
pub async fn change(
    service: &Service,
    caller: &Caller,
    (search, candidate): (&SearchId, &CandidateId),
    id: &NoteId,
    expected: Expected,
    input: NoteInput,
) -> Result<ShownNote> {
    let asked = (search, candidate, id, &input);
    let begun = service.write(caller, Permission::JudgementsWrite, "note.change", &asked).await?;
    let mut write = started!(begun);
    let seen = Seen::hold(&mut write, search, candidate).await?;
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let there = readable(connection, actor, &seen, id).await?;
    if there.written_by != actor.user {
        return Err(Error::denied("only its author may edit a note; add a note of your own"));
    }
    expected.check(there.revision)?;
    let note = Note { audience: input.audience, text: checked(&input)?, ..there };
    if !notes::update(connection, &actor.org, &note, &now).await? {
        return Err(Error::Stale);
    }
    let shown = ShownNote::of(actor, find(connection, actor, candidate, id).await?);
    write.finish(id.as_str(), FIELDS, shown).await
}

/// Deletes a note: its author, or whoever looks after people.
#[crate::boxed]
pub async fn remove(
    service: &Service,
    caller: &Caller,
    (search, candidate): (&SearchId, &CandidateId),
    id: &NoteId,
    expected: Option<Expected>,
) -> Result<()> {
    let asked = (search, candidate, id);
    let begun = service.write(caller, Permission::JudgementsWrite, "note.remove", &asked).await?;
    let mut write = started!(begun);
    let seen = Seen::hold(&mut write, search, candidate).await?;
    let (connection, actor) = write.with_actor();
    let there = readable(connection, actor, &seen, id).await?;
    if there.written_by != actor.user && !keeps_files(actor) {
        return Err(Error::denied("only its author or a recruiter may delete a note"));
    }
    expected.unwrap_or(Expected::Any).check(there.revision)?;
    notes::delete(connection, &actor.org, id).await?;
    write.finish(id.as_str(), &[], ()).await
}

const FIELDS: &[&str] = &["audience", "text"];

fn checked(input: &NoteInput) -> Result<String> {
    let text = input.text.trim().replace("\r\n", "\n");
    let mut checks = Checks::default();
    checks.text("/text", &text, 1, MOST);
    checks.done()?;
    Ok(text)
}

/// A note that someone may read; to everyone else there is none.
async fn readable(connection: &mut Connection, actor: &Actor, seen: &Seen, id: &NoteId) -> Result<Note> {
    let note = find(connection, actor, &seen.candidate.id, id).await?;
    match seen.access(actor, note.audience, Some(&note.written_by)) {
        Access::Open => Ok(note),
        Access::Withheld | Access::Closed => Err(Error::NotFound("note")),
    }
}

async fn find(
    connection: &mut Connection,
    actor: &Actor,
    candidate: &CandidateId,
    id: &NoteId,
) -> Result<Note> {
    notes::find(connection, &actor.org, candidate, id).await?.ok_or(Error::NotFound("note"))
}
