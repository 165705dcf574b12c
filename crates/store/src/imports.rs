//! Files of people: what was read of them, and what they changed.

mod changes;
mod rows;

pub use changes::{Change, add_change, blocked, changes, remove_changes};
pub use rows::{Row, add_row, clear_rows, n_existing, problems, profiles, remove_rows};

use crate::connection::{execute, on};
use crate::list::sorted;
use crate::row::{column_enum, row};
use crate::{Connection, Direction, ImportId, JobId, OrgId, Page, PersonId, Result, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

column_enum! {
    /// How far an import is.
    ImportState {
        /// Some of its columns have names that are not known: someone is to say what they hold.
        Columns = "columns",
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

row! {
    /// An import.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
    pub struct Import {
        /// Id.
        pub id: ImportId,
        /// Who brought the file.
        pub user_id: UserId,
        /// Their name.
        pub user_name: String,
        /// The file's name.
        pub file_name: String,
        /// How far it is.
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
        /// What columns with names of their own were said to hold, as JSON; none where none has.
        #[serde(skip)]
        pub columns: Option<String>,
        /// The job that last applied or undid it; none where that needed no job.
        pub job_id: Option<JobId>,
        /// The number of this version; it counts changes from 1.
        pub revision: i64,
        /// When the file was read.
        pub created_at: Timestamp,
        /// When anything about the import last changed.
        pub updated_at: Timestamp,
    }
}

macro_rules! import_columns {
    () => {
        "id, user_id, (SELECT name FROM users WHERE users.org_id = imports.org_id AND users.id = imports.user_id) \
         AS user_name, file_name, state, n_people, n_skipped, n_done, n_kept, columns, job_id, revision, created_at, \
         updated_at"
    };
}

/// What is known of a file that was just read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewImport<'a> {
    /// Who brought it.
    pub user: &'a UserId,
    /// Its name.
    pub file_name: &'a str,
    /// The file in base64, where its columns are yet to be told apart.
    pub file: Option<&'a str>,
    /// How many people it has who can be put on file.
    pub n_people: i64,
    /// How many it has who cannot.
    pub n_skipped: i64,
}

/// Adds an import: a preview, or a file that waits to be read.
#[crate::boxed]
pub async fn insert(
    connection: &mut Connection,
    org: &OrgId,
    id: &ImportId,
    import: &NewImport<'_>,
    now: &Timestamp,
) -> Result<()> {
    const SQL: &str = "INSERT INTO imports (id, org_id, user_id, file_name, state, n_people, n_skipped, file, created_at, \
                       updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)";
    let state = if import.file.is_some() { ImportState::Columns } else { ImportState::Preview };
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(id)
            .bind(org)
            .bind(import.user)
            .bind(import.file_name)
            .bind(state.name())
            .bind(import.n_people)
            .bind(import.n_skipped)
            .bind(import.file)
            .bind(now)
    )?;
    Ok(())
}

/// The file of an import whose columns are yet to be told apart, in base64.
#[crate::boxed]
pub async fn file(connection: &mut Connection, org: &OrgId, id: &ImportId) -> Result<Option<String>> {
    const SQL: &str = "SELECT file FROM imports WHERE org_id = $1 AND id = $2";
    let found: Option<Option<String>> =
        on!(connection, c => sqlx::query_scalar(SQL).bind(org).bind(id).fetch_optional(c))?;
    Ok(found.flatten())
}

/// Keeps how the file of an import was read, in sentences.
#[crate::boxed]
pub async fn add_notes(
    connection: &mut Connection,
    org: &OrgId,
    id: &ImportId,
    notes: &[String],
) -> Result<()> {
    const SQL: &str = "INSERT INTO import_notes (org_id, import_id, notes) VALUES ($1, $2, $3)";
    let notes = serde_json::Value::from(notes).to_string();
    execute!(connection, sqlx::query(SQL).bind(org).bind(id).bind(notes))?;
    Ok(())
}

/// How the file of an import was read, in sentences.
#[crate::boxed]
pub async fn notes(connection: &mut Connection, org: &OrgId, id: &ImportId) -> Result<Vec<String>> {
    const SQL: &str = "SELECT notes FROM import_notes WHERE org_id = $1 AND import_id = $2";
    let notes: Option<String> =
        on!(connection, c => sqlx::query_scalar(SQL).bind(org).bind(id).fetch_optional(c))?;
    // They are only shown: what cannot be read is none.
    Ok(notes.and_then(|notes| serde_json::from_str(&notes).ok()).unwrap_or_default())
}

/// Makes a file that waited a preview, its columns being told apart, where the revision is still the one that was seen;
/// says whether it was. The file itself goes.
#[crate::boxed]
pub async fn become_preview(
    connection: &mut Connection,
    org: &OrgId,
    import: &mut Import,
    now: &Timestamp,
) -> Result<bool> {
    const SQL: &str = "UPDATE imports SET state = 'preview', n_people = $4, n_skipped = $5, columns = $6, file = NULL, \
                       updated_at = $7, revision = revision + 1 WHERE org_id = $1 AND id = $2 AND revision = $3";
    let n_rows = execute!(
        connection,
        sqlx::query(SQL)
            .bind(org)
            .bind(&import.id)
            .bind(import.revision)
            .bind(import.n_people)
            .bind(import.n_skipped)
            .bind(&import.columns)
            .bind(now)
    )?;
    import.state = ImportState::Preview;
    import.revision += 1;
    import.updated_at = now.clone();
    Ok(n_rows == 1)
}

/// One import.
#[crate::boxed]
pub async fn find(connection: &mut Connection, org: &OrgId, id: &ImportId) -> Result<Option<Import>> {
    const SQL: &str = concat!("SELECT ", import_columns!(), " FROM imports WHERE org_id = $1 AND id = $2");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(id).fetch_optional(c))?)
}

/// A page of the imports, newest first, one more than asked for where there are more.
#[crate::boxed]
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
#[crate::boxed]
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
#[crate::boxed]
pub async fn remove(connection: &mut Connection, org: &OrgId, id: &ImportId) -> Result<()> {
    const SQL: &str = "DELETE FROM imports WHERE org_id = $1 AND id = $2";
    execute!(connection, sqlx::query(SQL).bind(org).bind(id))?;
    Ok(())
}

/// Throws away every organisation's previews, and files that wait, of before a moment: nobody applied them.
#[crate::boxed]
pub async fn forget(connection: &mut Connection, before: &Timestamp) -> Result<u64> {
    const SQL: &str = "DELETE FROM imports WHERE state IN ('columns', 'preview') AND created_at < $1";
    Ok(execute!(connection, sqlx::query(SQL).bind(before))?)
}

/// Removes whatever imports keep of a person: what was read of them, what was known before, and every file that waits,
/// because nobody has read yet whom it names.
#[crate::boxed]
pub async fn forget_person(
    connection: &mut Connection,
    org: &OrgId,
    id: &PersonId,
    reference: &str,
) -> Result<()> {
    const ROWS: &str = "DELETE FROM import_rows WHERE org_id = $1 AND reference = $2";
    const CHANGES: &str = "DELETE FROM import_changes WHERE org_id = $1 AND person_id = $2";
    // A file is often called after whom it is about.
    const NAMES: &str = "UPDATE imports SET file_name = '' WHERE org_id = $1 AND (id IN (SELECT import_id \
                         FROM import_changes WHERE org_id = $1 AND person_id = $2) OR id IN (SELECT import_id \
                         FROM import_rows WHERE org_id = $1 AND reference = $3))";
    const FILES: &str = "DELETE FROM imports WHERE org_id = $1 AND state = 'columns'";
    execute!(connection, sqlx::query(FILES).bind(org))?;
    execute!(connection, sqlx::query(NAMES).bind(org).bind(id).bind(reference))?;
    execute!(connection, sqlx::query(ROWS).bind(org).bind(reference))?;
    execute!(connection, sqlx::query(CHANGES).bind(org).bind(id))?;
    Ok(())
}
