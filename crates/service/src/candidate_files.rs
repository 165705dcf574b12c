//! Files about candidates, such as CVs: known by their content, stored encrypted, handed out as they came, and never read
//! into a score.

use crate::candidate_records::{Access, Seen};
use crate::checks::Checks;
use crate::line::FileName;
use crate::transaction::started;
use crate::{Actor, Caller, Code, Error, Permission, Result, Service, hash_secret, seal};
use intake::AttachmentKind;
use serde::{Deserialize, Serialize};
use store::candidate_files::{self, CandidateFile, FileKind};
use store::notes::Audience;
use store::{CandidateId, Connection, FileId, OrgId, SearchId, Timestamp};
use utoipa::ToSchema;

/// A file has at most so many bytes.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
/// And a candidate so many files.
const MOST_FILES: usize = 20;

/// A file as it is uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileInput {
    /// Its name.
    pub name: String,
    /// Who may read it.
    pub audience: Audience,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A file about a candidate, without its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CandidateFile)]
pub struct ShownFile {
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
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// Who uploaded it.
    pub uploader: String,
    /// When.
    pub created_at: Timestamp,
}

/// The files of a candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Files {
    /// The newest first.
    pub items: Vec<ShownFile>,
    /// How many more there are that are withheld because the search is blind.
    pub n_withheld: usize,
}

/// A file with its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl ShownFile {
    pub(crate) fn of(file: CandidateFile) -> Self {
        Self {
            id: file.id,
            candidate_id: file.candidate_id,
            audience: file.audience,
            name: file.name,
            kind: file.kind,
            n_bytes: file.n_bytes,
            sha256: file.sha256,
            uploader: file.uploader,
            created_at: file.created_at,
        }
    }
}

pub(crate) async fn of(connection: &mut Connection, actor: &Actor, seen: &Seen) -> Result<Files> {
    let mut found = Files { items: Vec::new(), n_withheld: 0 };
    for file in candidate_files::list(connection, &actor.org, &seen.candidate.id).await? {
        match seen.access(actor, file.audience, Some(&file.uploaded_by)) {
            Access::Open => found.items.push(ShownFile::of(file)),
            Access::Withheld => found.n_withheld += 1,
            Access::Closed => {}
        }
    }
    Ok(found)
}

/// The files of a candidate.
#[crate::boxed]
pub async fn list(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
) -> Result<Files> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let seen = Seen::find(connection, actor, search, candidate).await?;
    of(connection, actor, &seen).await
}

/// Adds a file.
#[crate::boxed]
pub async fn add(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
    input: FileInput,
) -> Result<ShownFile> {
    caller.actor.require(Permission::SearchesWrite)?;
    let FileInput { name, audience, bytes } = input;
    let mut checks = Checks::default();
    let name = FileName::checked(&mut checks, "/file_name", &name);
    checks.require(bytes.len() <= MAX_BYTES, "/file", "this file has more than 10 MiB: save it smaller");
    checks.done()?;
    let mut read = service.read(caller, Permission::SearchesWrite).await?;
    let (connection, actor) = read.with_actor();
    Seen::find(connection, actor, search, candidate).await?;
    drop(read);
    let n_bytes = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let id: FileId = service.surroundings().id();
    let (surroundings, org) = (service.surroundings().clone(), caller.actor.org.clone());
    let sealing = id.clone();
    let checked = service.compute(move || {
        let kind = intake::attachment_kind(&bytes).map_err(|words| Error::invalid("/file", words))?;
        let sha256 = hash_secret(&bytes);
        Ok::<_, Error>((kind, sha256, seal::seal(&surroundings, (&org, &sealing), bytes)?))
    });
    let (kind, sha256, content) = checked.await??;
    let asked = (search, candidate, &name, audience, &sha256);
    let begun = service.write(caller, Permission::SearchesWrite, "file.add", &asked).await?;
    let mut write = started!(begun);
    Seen::hold(&mut write, search, candidate).await?;
    let now = write.now();
    let (connection, actor) = write.with_actor();
    if candidate_files::list(connection, &actor.org, candidate).await?.len() >= MOST_FILES {
        return Err(Error::conflict(Code::TooMany, format!("a candidate has at most {MOST_FILES} files")));
    }
    let kind = file_kind(kind);
    let file = CandidateFile {
        id,
        candidate_id: candidate.clone(),
        audience,
        name: named(&name, kind),
        kind,
        n_bytes,
        sha256,
        uploaded_by: actor.user.clone(),
        uploader: String::new(),
        created_at: now,
    };
    candidate_files::insert(connection, &actor.org, &file, &content).await?;
    let shown = ShownFile::of(find(connection, &actor.org, candidate, &file.id).await?);
    write.finish(file.id.as_str(), &["audience", "name", "content"], shown).await
}

/// A file with its content. That it was downloaded is recorded.
#[crate::boxed]
pub async fn download(
    service: &Service,
    caller: &Caller,
    (search, candidate): (&SearchId, &CandidateId),
    id: &FileId,
) -> Result<Download> {
    let mut write = service.write_anew(caller, Permission::SearchesRead, "file.download").await?;
    let (connection, actor) = write.with_actor();
    let seen = Seen::find(connection, actor, search, candidate).await?;
    let file = readable(connection, actor, &seen, id).await?;
    let sealed = candidate_files::content(connection, &actor.org, id).await?;
    let sealed = sealed.ok_or(Error::NotFound("file"))?;
    let org = actor.org.clone();
    write.finish(id.as_str(), &[], ()).await?;
    unsealed(service, org, file, sealed).await
}

pub(crate) async fn unsealed(
    service: &Service,
    org: OrgId,
    file: CandidateFile,
    sealed: String,
) -> Result<Download> {
    let surroundings = service.surroundings().clone();
    let opened = service.compute(move || {
        let bytes = seal::open(&surroundings, (&org, &file.id), &sealed)?;
        Ok(Download { name: file.name, kind: file.kind, bytes })
    });
    opened.await?
}

/// Deletes a file.
#[crate::boxed]
pub async fn remove(
    service: &Service,
    caller: &Caller,
    (search, candidate): (&SearchId, &CandidateId),
    id: &FileId,
) -> Result<()> {
    let asked = (search, candidate, id);
    let begun = service.write(caller, Permission::SearchesWrite, "file.remove", &asked).await?;
    let mut write = started!(begun);
    let seen = Seen::hold(&mut write, search, candidate).await?;
    let (connection, actor) = write.with_actor();
    readable(connection, actor, &seen, id).await?;
    candidate_files::delete(connection, &actor.org, id).await?;
    write.finish(id.as_str(), &[], ()).await
}

/// A file that someone may read; to everyone else there is none.
async fn readable(
    connection: &mut Connection,
    actor: &Actor,
    seen: &Seen,
    id: &FileId,
) -> Result<CandidateFile> {
    let file = find(connection, &actor.org, &seen.candidate.id, id).await?;
    match seen.access(actor, file.audience, Some(&file.uploaded_by)) {
        Access::Open => Ok(file),
        Access::Withheld | Access::Closed => Err(Error::NotFound("file")),
    }
}

async fn find(
    connection: &mut Connection,
    org: &OrgId,
    candidate: &CandidateId,
    id: &FileId,
) -> Result<CandidateFile> {
    candidate_files::find(connection, org, candidate, id).await?.ok_or(Error::NotFound("file"))
}

fn file_kind(kind: AttachmentKind) -> FileKind {
    match kind {
        AttachmentKind::Pdf => FileKind::Pdf,
        AttachmentKind::Docx => FileKind::Docx,
        AttachmentKind::Jpeg => FileKind::Jpeg,
        AttachmentKind::Png => FileKind::Png,
        AttachmentKind::Webp => FileKind::Webp,
    }
}

/// A name whose ending says what the content is.
fn named(name: &str, kind: FileKind) -> String {
    let stem = match name.rsplit_once('.') {
        Some((stem, ending))
            if !stem.is_empty()
                && ending.chars().count() <= 5
                && ending.chars().all(char::is_alphanumeric) =>
        {
            stem
        }
        _ => name,
    };
    let ending = if kind == FileKind::Jpeg { "jpg" } else { kind.name() };
    let stem: String =
        stem.chars().take(250).map(|c| if matches!(c, '/' | '\\') { '_' } else { c }).collect();
    format!("{stem}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::{FileKind, named};

    #[test]
    fn a_name_ends_in_what_the_file_is() {
        for (given, kind, name) in [
            ("CV.pdf", FileKind::Pdf, "CV.pdf"),
            ("photo.JPEG", FileKind::Jpeg, "photo.jpg"),
            ("cv.pdf.exe", FileKind::Pdf, "cv.pdf.pdf"),
            ("Dr. No", FileKind::Docx, "Dr. No.docx"),
            ("../../etc/passwd", FileKind::Pdf, ".._.._etc_passwd.pdf"),
            (".pdf", FileKind::Pdf, ".pdf.pdf"),
        ] {
            assert_eq!(named(given, kind), name, "{given}");
        }
    }
}
