//! Everything recorded about one person, as a ZIP archive: what a person may ask for.

use crate::candidate_files::{ShownFile, unsealed};
use crate::profiles::{self, ProfileFile};
use crate::{Caller, Error, Permission, Result, Service, declarations, people};
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::HashSet;
use std::io::{Cursor, Write};
use store::declarations::DeclarationKind;
use store::notes::Audience;
use store::people::Person;
use store::requirements::{Finding, RequirementState};
use store::searches::SearchOfPerson;
use store::{CandidateId, Connection, Day, OrgId, PersonId, Timestamp};
use store::{candidate_files, candidates, interview_notes, merges, notes, requirements, searches, stages};
use zip::ZipWriter;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;

/// The archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRecord {
    /// Its name.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// `record.json` in the archive.
#[derive(Serialize)]
struct Document {
    /// The profile, as it can be imported again.
    profile: Box<RawValue>,
    /// The profiles of records that were merged into this one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    doubles: Vec<Box<RawValue>>,
    interview_notes: Vec<InterviewNote>,
    searches: Vec<InSearch>,
}

#[derive(Serialize)]
struct InterviewNote {
    dimension: String,
    rater: String,
    note: String,
    recorded_at: Timestamp,
}

#[derive(Serialize)]
struct InSearch {
    search: String,
    is_ceo: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    candidate: Option<AsCandidate>,
}

#[derive(Serialize)]
struct AsCandidate {
    stage: Option<Stage>,
    requirements: Vec<Requirement>,
    notes: Vec<Note>,
    declarations: Vec<Declared>,
    files: Vec<File>,
}

#[derive(Serialize)]
struct Stage {
    stage: String,
    next_step: String,
    due_on: Option<Day>,
    reason: String,
    updated_at: Timestamp,
}

#[derive(Serialize)]
struct Requirement {
    requirement: String,
    state: RequirementState,
    evidence: String,
    asked_by: String,
    updated_at: Timestamp,
}

#[derive(Serialize)]
struct Note {
    audience: Audience,
    author: String,
    text: String,
    created_at: Timestamp,
    updated_at: Timestamp,
}

#[derive(Serialize)]
struct Declared {
    kind: DeclarationKind,
    by: String,
    text: String,
    declared_at: Timestamp,
}

#[derive(Serialize)]
struct File {
    /// Where it is in the archive.
    path: String,
    #[serde(flatten)]
    file: ShownFile,
}

/// A file that is still encrypted, with its place in the archive.
struct Sealed {
    path: String,
    file: candidate_files::CandidateFile,
    content: String,
}

/// Everything recorded about a person: the profile, and as a candidate stages, requirements, notes and files. That it was
/// exported is recorded.
#[crate::boxed]
pub async fn export(service: &Service, caller: &Caller, id: &PersonId) -> Result<PersonRecord> {
    let mut write = service.write_anew(caller, Permission::PeopleRead, "person.export").await?;
    let (connection, org) = write.parts();
    let org = org.clone();
    let person = people::find(connection, &org, id).await?;
    let in_searches = searches::of_person(connection, &org, id).await?;
    let profile = profile(connection, &org, person).await?;
    let mut doubles = Vec::new();
    for double in merges::of_person(connection, &org, id).await? {
        let double = people::find(connection, &org, &double.person_id).await?;
        doubles.push(self::profile(connection, &org, double).await?);
    }
    let notes = interview_notes::of_person(connection, &org, id).await?;
    let interview_notes = notes.into_iter().map(|note| InterviewNote {
        dimension: note.dimension,
        rater: note.rater,
        note: note.note,
        recorded_at: note.recorded_at,
    });
    let mut document =
        Document { profile, doubles, interview_notes: interview_notes.collect(), searches: Vec::new() };
    let mut sealed = Vec::new();
    for search in in_searches {
        let SearchOfPerson { id: search_id, title, is_ceo, .. } = search;
        let found = candidates::list(connection, &org, &search_id).await?;
        let own = found.into_iter().find(|candidate| candidate.person_id == *id);
        let candidate = match own {
            Some(own) => Some(as_candidate(connection, &org, &own.id, &mut sealed).await?),
            None => None,
        };
        document.searches.push(InSearch { search: title, is_ceo, candidate });
    }
    write.finish(id.as_str(), &[], ()).await?;
    let mut files = vec![(
        "record.json".to_owned(),
        serde_json::to_vec_pretty(&document).map_err(Error::internal("writing a record"))?,
    )];
    for Sealed { path, file, content } in sealed {
        files.push((path, unsealed(service, org.clone(), file, content).await?.bytes));
    }
    let bytes =
        service.compute(move || archive(&files)).await?.map_err(Error::internal("writing an archive"))?;
    Ok(PersonRecord { name: format!("record-{id}.zip"), bytes })
}

async fn profile(connection: &mut Connection, org: &OrgId, person: Person) -> Result<Box<RawValue>> {
    let profile = ProfileFile::new(&profiles::dossier(connection, org, person).await?.file()?)?;
    serde_json::value::to_raw_value(&profile).map_err(Error::internal("writing a profile"))
}

async fn as_candidate(
    connection: &mut Connection,
    org: &OrgId,
    id: &CandidateId,
    sealed: &mut Vec<Sealed>,
) -> Result<AsCandidate> {
    let stage = stages::find(connection, org, id).await?.map(|row| Stage {
        stage: row.stage,
        next_step: row.next_step,
        due_on: row.due_on,
        reason: row.reason,
        updated_at: row.updated_at,
    });
    let requirement = |row: Finding| Requirement {
        requirement: row.requirement,
        state: row.state,
        evidence: row.evidence,
        asked_by: row.asked_by,
        updated_at: row.updated_at,
    };
    let requirements = requirements::findings(connection, org, id).await?;
    let note = |row: notes::Note| Note {
        audience: row.audience,
        author: row.author,
        text: row.text,
        created_at: row.created_at,
        updated_at: row.updated_at,
    };
    let notes = notes::list(connection, org, id).await?;
    let mut files = Vec::new();
    let mut paths: HashSet<String> = sealed.iter().map(|sealed| sealed.path.clone()).collect();
    for file in candidate_files::list(connection, org, id).await? {
        let mut path = format!("files/{}", file.name);
        if !paths.insert(path.clone()) {
            path = format!("files/{}/{}", file.id, file.name);
        }
        if let Some(content) = candidate_files::content(connection, org, &file.id).await? {
            files.push(File { path: path.clone(), file: ShownFile::of(file.clone()) });
            sealed.push(Sealed { path, file, content });
        }
    }
    let declared = declarations::about(connection, org, id).await?.into_iter().map(|declared| Declared {
        kind: declared.kind,
        by: declared.user_name,
        text: declared.text,
        declared_at: declared.declared_at,
    });
    Ok(AsCandidate {
        declarations: declared.collect(),
        stage,
        requirements: requirements.into_iter().map(requirement).collect(),
        notes: notes.into_iter().map(note).collect(),
        files,
    })
}

fn archive(files: &[(String, Vec<u8>)]) -> std::result::Result<Vec<u8>, ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        zip.start_file(path.as_str(), SimpleFileOptions::default())?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
