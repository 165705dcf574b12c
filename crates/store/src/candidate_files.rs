//! Files about candidates, such as CVs. The content is encrypted before it comes here.

use crate::connection::{execute, on};
use crate::notes::Audience;
use crate::row::{column_enum, row};
use crate::{CandidateId, Connection, FileId, OrgId, PersonId, Result, Timestamp, UserId};

column_enum! {
    /// What a file is, by its content.
    FileKind {
        /// PDF.
        Pdf = "pdf",
        /// A Word document.
        Docx = "docx",
        /// A photograph.
        Jpeg = "jpeg",
        /// An image.
        Png = "png",
        /// An image.
        Webp = "webp",
    }
}

row! {
    /// A file about a candidate, without its content.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct CandidateFile {
        /// Id.
        pub id: FileId,
        /// About whom.
        pub candidate_id: CandidateId,
        /// Who may read it.
        pub audience: Audience,
        /// Its name.
        pub name: String,
        /// What it is.
        pub kind: FileKind,
        /// Its size.
        pub n_bytes: i64,
        /// The hash of its bytes.
        pub sha256: String,
        /// Who uploaded it.
        pub uploaded_by: UserId,
        /// Their name.
        pub uploader: String,
        /// When.
        pub created_at: Timestamp,
    }
}

macro_rules! select_files {
    ($rest:literal) => {
        concat!(
            "SELECT f.id, f.candidate_id, f.audience, f.name, f.kind, f.n_bytes, f.sha256, f.uploaded_by, \
             u.name AS uploader, f.created_at FROM candidate_files f \
             JOIN users u ON u.org_id = f.org_id AND u.id = f.uploaded_by WHERE f.org_id = $1 AND f.candidate_id = $2",
            $rest
        )
    };
}

/// Adds a file with its encrypted content.
///
/// # Errors
/// [`Error::InUse`](crate::Error::InUse) where there is no such candidate.
#[crate::boxed]
pub async fn insert(
    connection: &mut Connection,
    org: &OrgId,
    file: &CandidateFile,
    content: &str,
) -> Result<()> {
    const SQL: &str = "INSERT INTO candidate_files (id, org_id, candidate_id, audience, name, kind, n_bytes, sha256, \
                       uploaded_by, created_at, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&file.id)
            .bind(org)
            .bind(&file.candidate_id)
            .bind(file.audience)
            .bind(&file.name)
            .bind(file.kind)
            .bind(file.n_bytes)
            .bind(&file.sha256)
            .bind(&file.uploaded_by)
            .bind(&file.created_at)
            .bind(content)
    )?;
    Ok(())
}

/// A file of a candidate.
#[crate::boxed]
pub async fn find(
    connection: &mut Connection,
    org: &OrgId,
    candidate: &CandidateId,
    id: &FileId,
) -> Result<Option<CandidateFile>> {
    const SQL: &str = select_files!(" AND f.id = $3");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(candidate).bind(id).fetch_optional(c))?)
}

/// The files of a candidate, the newest first.
#[crate::boxed]
pub async fn list(
    connection: &mut Connection,
    org: &OrgId,
    candidate: &CandidateId,
) -> Result<Vec<CandidateFile>> {
    const SQL: &str = select_files!(" ORDER BY f.created_at DESC, f.id DESC");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(candidate).fetch_all(c))?)
}

/// The encrypted content of a file.
#[crate::boxed]
pub async fn content(connection: &mut Connection, org: &OrgId, id: &FileId) -> Result<Option<String>> {
    const SQL: &str = "SELECT content FROM candidate_files WHERE org_id = $1 AND id = $2";
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).bind(id).fetch_optional(c))?)
}

/// Removes a file.
#[crate::boxed]
pub async fn delete(connection: &mut Connection, org: &OrgId, id: &FileId) -> Result<()> {
    const SQL: &str = "DELETE FROM candidate_files WHERE org_id = $1 AND id = $2";
    execute!(connection, sqlx::query(SQL).bind(org).bind(id))?;
    Ok(())
}

/// Removes all files about a person, in every search.
#[crate::boxed]
pub async fn forget_person(connection: &mut Connection, org: &OrgId, person: &PersonId) -> Result<()> {
    const SQL: &str = "DELETE FROM candidate_files WHERE org_id = $1 AND candidate_id IN \
                       (SELECT id FROM candidates WHERE org_id = $1 AND person_id = $2)";
    execute!(connection, sqlx::query(SQL).bind(org).bind(person))?;
    Ok(())
}
