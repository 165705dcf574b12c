//! Files of people: what was read of them, and what they changed.

mod changes;
mod rows;

pub use changes::{Change, add_change, blocked, changes, remove_changes};
pub use rows::{Row, add_row, clear_rows, n_existing, problems, profiles, remove_rows};

use crate::connection::{execute, on};
use crate::list::sorted;
use crate::{
    Connection, Direction, ImportId, JobId, OrgId, Page, PersonId, Result, Timestamp, UserId, words,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

words! {
    /// How far an import is.
    ImportState {
        /// It was read, and nothing is changed.
        Preview = "preview",
        /// Its people are being put on file.
        Applying = "applying",
        /// Its people are on file.
        Applied = "applied",
        /// It is being undone.
        Undoing = "undoing",
        /// What it changed is as it was before.
        Undone = "undone",
    }
}

/// An import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow, ToSchema)]
pub struct Import {
    /// Id.
    pub id: ImportId,
    /// Who brought the file.
    pub user_id: UserId,
    /// The file's name.
    pub file_name: String,
    /// How far it is.
    #[sqlx(try_from = "String")]
    pub state: ImportState,
    /// How many people the file has who can be put on file.
    #[schema(minimum = 0)]
    pub n_people: i64,
    /// How many it has with something wrong, who cannot.
    #[schema(minimum = 0)]
    pub n_skipped: i64,
    /// How many are on file by now.
    #[schema(minimum = 0)]
    pub n_done: i64,
    /// How many stayed as they are when the rest was undone, because someone had changed them meanwhile.
    #[schema(minimum = 0)]
    pub n_kept: i64,
    /// The job that last applied or undid it; none where that needed no job.
    pub job_id: Option<JobId>,
    /// The number of this version; it counts changes from 1.
    pub revision: i64,
    /// When the file was read.
    pub created_at: Timestamp,
    /// When anything about the import last changed.
    pub updated_at: Timestamp,
}

macro_rules! import_columns {
    () => {
        "id, user_id, file_name, state, n_people, n_skipped, n_done, n_kept, job_id, revision, created_at, updated_at"
    };
}

/// Adds an import.
///
/// # Errors
/// Where the database cannot be used now.
pub async fn insert(connection: &mut Connection, org: &OrgId, import: &Import) -> Result<()> {
    const SQL: &str = "INSERT INTO imports (id, org_id, user_id, file_name, state, n_people, n_skipped, created_at, \
                       updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&import.id)
            .bind(org)
            .bind(&import.user_id)
            .bind(&import.file_name)
            .bind(import.state.name())
            .bind(import.n_people)
            .bind(import.n_skipped)
            .bind(&import.created_at)
    )?;
    Ok(())
}

/// One import.
///
/// # Errors
/// Where the database cannot be used now.
pub async fn find(connection: &mut Connection, org: &OrgId, id: &ImportId) -> Result<Option<Import>> {
    const SQL: &str = concat!("SELECT ", import_columns!(), " FROM imports WHERE org_id = $1 AND id = $2");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(id).fetch_optional(c))?)
}

/// A page of the imports, newest first, one more than asked for where there are more.
///
/// # Errors
/// Where the database cannot be used now.
pub async fn list(connection: &mut Connection, org: &OrgId, page: &Page) -> Result<Vec<Import>> {
    macro_rules! select {
        () => {
            concat!("SELECT ", import_columns!(), " FROM imports WHERE org_id = $1")
        };
    }
    let sql = sorted!(Direction::Descending, select!(), "created_at", "$2", "$3", "$4");
    let (key, id) = page.start(Direction::Descending);
    Ok(on!(connection, c => sqlx::query_as(sql)
        .bind(org)
        .bind(key)
        .bind(id)
        .bind(page.limit_and_one())
        .fetch_all(c))?)
}

/// Writes how far an import is, where the revision is still the one that was seen; says whether it was. Whoever does so
/// first holds the import until their transaction ends.
///
/// # Errors
/// Where the database cannot be used now.
pub async fn update(
    connection: &mut Connection,
    org: &OrgId,
    import: &mut Import,
    now: &Timestamp,
) -> Result<bool> {
    const SQL: &str = "UPDATE imports SET state = $4, n_done = $5, n_kept = $6, job_id = $7, updated_at = $8, \
                       revision = revision + 1 WHERE org_id = $1 AND id = $2 AND revision = $3";
    let n_rows = execute!(
        connection,
        sqlx::query(SQL)
            .bind(org)
            .bind(&import.id)
            .bind(import.revision)
            .bind(import.state.name())
            .bind(import.n_done)
            .bind(import.n_kept)
            .bind(&import.job_id)
            .bind(now)
    )?;
    import.revision += 1;
    import.updated_at = now.clone();
    Ok(n_rows == 1)
}

/// Removes an import with what was read.
///
/// # Errors
/// Where the database cannot be used now.
pub async fn remove(connection: &mut Connection, org: &OrgId, id: &ImportId) -> Result<()> {
    const SQL: &str = "DELETE FROM imports WHERE org_id = $1 AND id = $2";
    execute!(connection, sqlx::query(SQL).bind(org).bind(id))?;
    Ok(())
}

/// Throws away every organisation's previews of before a moment: nobody applied them.
///
/// # Errors
/// Where the database cannot be used now.
pub async fn forget(connection: &mut Connection, before: &Timestamp) -> Result<u64> {
    const SQL: &str = "DELETE FROM imports WHERE state = 'preview' AND created_at < $1";
    Ok(execute!(connection, sqlx::query(SQL).bind(before))?)
}

/// Removes whatever imports keep of a person: what was read of them, and what was known before.
///
/// # Errors
/// Where the database cannot be used now.
pub async fn forget_person(
    connection: &mut Connection,
    org: &OrgId,
    id: &PersonId,
    reference: &str,
) -> Result<()> {
    const ROWS: &str = "DELETE FROM import_rows WHERE org_id = $1 AND reference = $2";
    const CHANGES: &str = "DELETE FROM import_changes WHERE org_id = $1 AND person_id = $2";
    execute!(connection, sqlx::query(ROWS).bind(org).bind(reference))?;
    execute!(connection, sqlx::query(CHANGES).bind(org).bind(id))?;
    Ok(())
}
