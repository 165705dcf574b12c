//! Notes about candidates, each for an audience.

use crate::connection::{execute, on};
use crate::row::{column_enum, row};
use crate::{CandidateId, Connection, NoteId, OrgId, PersonId, Result, SearchId, Timestamp, UserId};

column_enum! {
    /// Who may read a note, a file or a reason.
    Audience {
        /// Its author, recruiters and administrators.
        Private = "private",
        /// The panel as well.
        Panel = "panel",
        /// Everyone who may see the search.
        Shareable = "shareable",
    }
}

row! {
    /// A note about a candidate.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Note {
        /// Id.
        pub id: NoteId,
        /// About whom.
        pub candidate_id: CandidateId,
        /// Who may read it.
        pub audience: Audience,
        /// The note.
        pub text: String,
        /// Its author.
        pub written_by: UserId,
        /// Their name.
        pub author: String,
        /// The number of this version; it counts changes from 1.
        pub revision: i64,
        /// When it was written.
        pub created_at: Timestamp,
        /// When it last changed.
        pub updated_at: Timestamp,
    }
}

macro_rules! select_notes {
    ($rest:literal) => {
        concat!(
            "SELECT n.id, n.candidate_id, n.audience, n.text, n.written_by, u.name AS author, n.revision, n.created_at, \
             n.updated_at FROM notes n JOIN users u ON u.org_id = n.org_id AND u.id = n.written_by \
             WHERE n.org_id = $1 AND ",
            $rest
        )
    };
}

/// Adds a note.
///
/// # Errors
/// [`Error::InUse`](crate::Error::InUse) where there is no such candidate.
#[crate::boxed]
pub async fn insert(connection: &mut Connection, org: &OrgId, note: &Note) -> Result<()> {
    const SQL: &str = "INSERT INTO notes (id, org_id, candidate_id, audience, text, written_by, created_at, updated_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $7)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&note.id)
            .bind(org)
            .bind(&note.candidate_id)
            .bind(note.audience)
            .bind(&note.text)
            .bind(&note.written_by)
            .bind(&note.created_at)
    )?;
    Ok(())
}

/// Changes the text and the audience of a note if its revision is still the one that was read; says whether it was.
#[crate::boxed]
pub async fn update(connection: &mut Connection, org: &OrgId, note: &Note, now: &Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE notes SET audience = $4, text = $5, updated_at = $6, revision = revision + 1 \
                       WHERE org_id = $1 AND id = $2 AND revision = $3";
    let n_rows = execute!(
        connection,
        sqlx::query(SQL)
            .bind(org)
            .bind(&note.id)
            .bind(note.revision)
            .bind(note.audience)
            .bind(&note.text)
            .bind(now)
    )?;
    Ok(n_rows == 1)
}

/// A note about a candidate.
#[crate::boxed]
pub async fn find(
    connection: &mut Connection,
    org: &OrgId,
    candidate: &CandidateId,
    id: &NoteId,
) -> Result<Option<Note>> {
    const SQL: &str = select_notes!("n.candidate_id = $2 AND n.id = $3");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(candidate).bind(id).fetch_optional(c))?)
}

/// The notes about a candidate, the newest first.
#[crate::boxed]
pub async fn list(connection: &mut Connection, org: &OrgId, candidate: &CandidateId) -> Result<Vec<Note>> {
    const SQL: &str = select_notes!("n.candidate_id = $2 ORDER BY n.created_at DESC, n.id DESC");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(candidate).fetch_all(c))?)
}

/// The notes about all candidates of a search, the newest first.
#[crate::boxed]
pub async fn of_search(connection: &mut Connection, org: &OrgId, search: &SearchId) -> Result<Vec<Note>> {
    const SQL: &str = select_notes!(
        "n.candidate_id IN (SELECT id FROM candidates WHERE org_id = $1 AND search_id = $2) \
         ORDER BY n.created_at DESC, n.id DESC"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(search).fetch_all(c))?)
}

/// Removes a note.
#[crate::boxed]
pub async fn delete(connection: &mut Connection, org: &OrgId, id: &NoteId) -> Result<()> {
    const SQL: &str = "DELETE FROM notes WHERE org_id = $1 AND id = $2";
    execute!(connection, sqlx::query(SQL).bind(org).bind(id))?;
    Ok(())
}

/// Removes all notes about a person, in every search.
#[crate::boxed]
pub async fn forget_person(connection: &mut Connection, org: &OrgId, person: &PersonId) -> Result<()> {
    const SQL: &str = "DELETE FROM notes WHERE org_id = $1 AND candidate_id IN \
                       (SELECT id FROM candidates WHERE org_id = $1 AND person_id = $2)";
    execute!(connection, sqlx::query(SQL).bind(org).bind(person))?;
    Ok(())
}
