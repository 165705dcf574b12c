//! What was said in interviews, beside the ratings that were given for it.

use crate::connection::{execute, on};
use crate::row::row;
use crate::{Connection, InterviewNoteId, OrgId, PersonId, Result, Timestamp, UserId};

row! {
    /// A note of an interview.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct InterviewNote {
        /// Id.
        pub id: InterviewNoteId,
        /// About which dimension.
        pub dimension: String,
        /// Who asked and rated, as the rating calls them.
        pub rater: String,
        /// What was said.
        pub note: String,
        /// Who recorded it.
        pub recorded_by: UserId,
        /// When.
        pub recorded_at: Timestamp,
    }
}

/// Keeps a note.
///
/// # Errors
/// [`Error::InUse`](crate::Error::InUse) where there is no such person.
#[crate::boxed]
pub async fn insert(
    connection: &mut Connection,
    org: &OrgId,
    person: &PersonId,
    note: &InterviewNote,
) -> Result<()> {
    const SQL: &str = "INSERT INTO interview_notes (id, org_id, person_id, dimension, rater, note, recorded_by, \
                       recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&note.id)
            .bind(org)
            .bind(person)
            .bind(&note.dimension)
            .bind(&note.rater)
            .bind(&note.note)
            .bind(&note.recorded_by)
            .bind(&note.recorded_at)
    )?;
    Ok(())
}

/// The notes about a person on a dimension, the newest first.
#[crate::boxed]
pub async fn list(
    connection: &mut Connection,
    org: &OrgId,
    person: &PersonId,
    dimension: &str,
) -> Result<Vec<InterviewNote>> {
    const SQL: &str = "SELECT id, dimension, rater, note, recorded_by, recorded_at FROM interview_notes \
                       WHERE org_id = $1 AND person_id = $2 AND dimension = $3 ORDER BY recorded_at DESC, id DESC";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(person).bind(dimension).fetch_all(c))?)
}

/// All notes about a person, the oldest first.
#[crate::boxed]
pub async fn of_person(
    connection: &mut Connection,
    org: &OrgId,
    person: &PersonId,
) -> Result<Vec<InterviewNote>> {
    const SQL: &str = "SELECT id, dimension, rater, note, recorded_by, recorded_at FROM interview_notes \
                       WHERE org_id = $1 AND person_id = $2 ORDER BY recorded_at, id";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(person).fetch_all(c))?)
}

/// Removes all notes about a person.
#[crate::boxed]
pub async fn clear(connection: &mut Connection, org: &OrgId, person: &PersonId) -> Result<()> {
    const SQL: &str = "DELETE FROM interview_notes WHERE org_id = $1 AND person_id = $2";
    execute!(connection, sqlx::query(SQL).bind(org).bind(person))?;
    Ok(())
}
