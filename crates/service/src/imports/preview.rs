use super::batch::{self, read};
use super::columns::{UnknownColumn, decode, encode, unknown_columns};
use super::plan::Plan;
use crate::checks::Checks;
use crate::line::FileName;
use crate::profiles::{self, KnownDimension, ProfileFile};
use crate::transaction::started;
use crate::{Asked, Caller, Error, Invalid, Listed, Permission, Result, Service, hash_secret};
use fit::{Points, Problem};
use intake::{Columns, Dimensions, Mode, Pool, ReadError, Skipped};
use serde::{Deserialize, Serialize};
use store::imports::{self, Import, NewImport, Row};
use store::{Connection, ImportId, OrgId, Page, PersonId, string_enum};
use utoipa::ToSchema;

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Preview {
    /// The import.
    #[serde(flatten)]
    pub import: Import,
    /// How many of its people are on file already.
    #[schema(minimum = 0)]
    pub n_existing: i64,
    /// The first of those who can be put on file; none once it is applied.
    pub people: Listed<Planned>,
    /// Those with something wrong, the first 1,000.
    pub skipped: Vec<BadPerson>,
    /// How the file was read, in sentences: in which encoding, which sheet, and what was left out.
    pub notes: Vec<String>,
    /// Columns whose names are not known, while the file waits to be told what they hold.
    pub columns: Vec<UnknownColumn>,
}

/// A person whom an import would put on file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Planned {
    /// Their place in the order of the file, counted from 1.
    #[schema(minimum = 1)]
    pub position: i64,
    /// Who they are on file; none where they would be new.
    pub person_id: Option<PersonId>,
    /// Fields and dimensions that would be written; none where everything is on file already.
    pub changes: Vec<String>,
    /// What the file says of them.
    pub profile: ProfileFile,
}

/// A person of a file with whom something is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BadPerson {
    /// The row of a table, or the line and JSON pointer.
    #[schema(example = "row 3")]
    pub place: String,
    /// The id by which the file knows them; empty where it could not be read.
    pub reference: String,
    /// What is wrong.
    pub problems: Vec<BadCell>,
    /// How many more problems there are.
    pub n_more: usize,
}

/// A value of a file that will not do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BadCell {
    /// The row and column, or the line and JSON pointer.
    #[schema(example = "row 3, column skill.risk (D)")]
    pub place: String,
    /// What was found.
    pub found: String,
    /// What would do.
    pub hint: String,
}

string_enum! {
    /// What becomes of a table with columns whose names are not known.
    Unknown {
        /// It is refused.
        Refuse = "refuse",
        /// It waits until someone says what they hold.
        Ask = "ask",
    }
}

/// How a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Reading {
    /// What becomes of a table with columns whose names are not known.
    pub unknown: Unknown,
    /// The standard error of values that come without one; none for 10. A table that waits is read with the one that is
    /// given together with its columns.
    pub se: Option<f64>,
}

/// Reads a file of people, and says what putting them on file would change. Nothing is changed yet.
#[crate::boxed]
pub async fn create(
    service: &Service,
    caller: &Caller,
    file_name: &str,
    bytes: Vec<u8>,
    reading: Reading,
) -> Result<Preview> {
    let mut checks = Checks::default();
    let file_name = FileName::checked(&mut checks, "/file_name", file_name);
    let bare_se = bare_se(&mut checks, reading.se);
    checks.done()?;
    let mut read = service.read(caller, Permission::PeopleWrite).await?;
    let (connection, org) = read.parts();
    let known = profiles::dimensions(service, connection, org).await?;
    drop(read);
    let name = file_name.clone();
    let (found, hash) =
        service.compute(move || read_file(&known, &name, &bytes, (reading.unknown, bare_se))).await??;
    let asked = (&file_name, hash, reading);
    let mut write = started!(service.write(caller, Permission::PeopleWrite, "import.create", &asked).await?);
    let id: ImportId = service.surroundings().id();
    let now = write.now();
    let (connection, org) = write.parts();
    let (pool, columns, file) = match &found {
        Found::People(pool) => (Some(pool), Vec::new(), None),
        Found::Waiting(columns, file) => (None, columns.clone(), Some(file.as_str())),
    };
    let import = NewImport {
        user: &caller.actor.user,
        file_name: &file_name,
        file,
        n_people: pool.map_or(0, |pool| pool.profiles.len() as i64),
        n_skipped: pool.map_or(0, |pool| pool.skipped.len() as i64),
    };
    imports::insert(connection, org, &id, &import, &now).await?;
    if let Some(pool) = pool {
        add_pool(connection, org, &id, pool).await?;
    }
    let import = super::find(connection, org, &id).await?;
    let preview = preview(connection, org, import, columns).await?;
    write.finish(id.as_str(), &[], preview).await
}

/// An import, and what it would do.
#[crate::boxed]
pub async fn get(service: &Service, caller: &Caller, id: &ImportId) -> Result<Preview> {
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, org) = read.parts();
    let import = super::find(connection, org, id).await?;
    let file = imports::file(connection, org, id).await?;
    let known = match &file {
        Some(_) => profiles::dimensions(service, connection, org).await?,
        None => Vec::new(),
    };
    let mut preview = preview(connection, org, import, Vec::new()).await?;
    drop(read);
    if let Some(file) = file {
        let name = preview.import.file_name.clone();
        preview.columns = service.compute(move || unknown_columns(&known, &name, &decode(&file)?)).await??;
    }
    Ok(preview)
}

/// A part of the people whom an import would put on file.
#[crate::boxed]
pub async fn people(
    service: &Service,
    caller: &Caller,
    id: &ImportId,
    asked: &Asked,
) -> Result<Listed<Planned>> {
    let page = asked.page()?;
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, org) = read.parts();
    super::find(connection, org, id).await?;
    planned(connection, org, id, &page).await
}

pub(super) async fn preview(
    connection: &mut Connection,
    org: &OrgId,
    import: Import,
    columns: Vec<UnknownColumn>,
) -> Result<Preview> {
    const FIRST: u32 = 50;
    let people = planned(connection, org, &import.id, &Page::first(FIRST)).await?;
    let n_existing = imports::n_existing(connection, org, &import.id).await?;
    let skipped = imports::problems(connection, org, &import.id, intake::MAX_PROBLEMS as i64).await?;
    let skipped = skipped.iter().map(|row| read(row.problems.as_deref().unwrap_or_default()));
    let skipped = skipped.collect::<Result<_>>()?;
    let notes = imports::notes(connection, org, &import.id).await?;
    Ok(Preview { skipped, notes, import, n_existing, people, columns })
}

async fn planned(
    connection: &mut Connection,
    org: &OrgId,
    id: &ImportId,
    page: &Page,
) -> Result<Listed<Planned>> {
    // The key of this list is the position; the id in its cursor is the import's.
    let after = page.after.as_ref().map_or(Some(0), |(key, _)| key.parse().ok());
    let after =
        after.ok_or_else(|| Error::invalid("/cursor", "give next_cursor of the part before, unchanged"))?;
    let rows = imports::profiles(connection, org, id, after, i64::from(page.limit) + 1).await?;
    let known = batch::known(connection, org, &rows).await?;
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let profile: ProfileFile = read(row.profile.as_deref().unwrap_or_default())?;
        let before = row.person_id.as_ref().and_then(|id| known.get(id));
        let changes = Plan::new(&profile, before).changes.into_iter().map(str::to_owned).collect();
        let (position, person_id) = (row.position, row.person_id);
        let key = (position.to_string(), id.to_string());
        items.push((key, Planned { position, person_id, changes, profile }));
    }
    let listed = Listed::new(items, page, |((position, id), _)| (position, id));
    let items = listed.items.into_iter().map(|(_, planned)| planned).collect();
    Ok(Listed { items, next_cursor: listed.next_cursor })
}

/// What a file turned out to be.
enum Found {
    People(Box<Pool>),
    /// A table with columns to be told apart, and its bytes in base64.
    Waiting(Vec<UnknownColumn>, String),
}

/// What a file turns out to be, and the hash of its bytes.
fn read_file(
    known: &[KnownDimension],
    name: &str,
    bytes: &[u8],
    (unknown, bare_se): (Unknown, Points),
) -> Result<(Found, String)> {
    let hash = hash_secret(bytes);
    let columns = match unknown {
        Unknown::Ask => unknown_columns(known, name, bytes)?,
        Unknown::Refuse => Vec::new(),
    };
    if columns.is_empty() {
        let pool = read_pool(known, name, bytes, (&Columns::default(), bare_se))?;
        return Ok((Found::People(Box::new(pool)), hash));
    }
    Ok((Found::Waiting(columns, encode(bytes)), hash))
}

/// The standard error of values that come without one, checked.
pub(super) fn bare_se(checks: &mut Checks, se: Option<f64>) -> Points {
    se.map_or(Points::STATED_SE, |se| {
        checks.points("/se", se);
        Points::new(se).unwrap_or(Points::STATED_SE)
    })
}

/// The people of a file whose columns hold what was said.
pub(super) fn read_pool(
    known: &[KnownDimension],
    name: &str,
    bytes: &[u8],
    (columns, bare_se): (&Columns, Points),
) -> Result<Pool> {
    let dimensions: Dimensions<'_> = known.iter().map(|known| known.id.as_str()).collect();
    intake::read_pool_as(dimensions, name, bytes, columns, bare_se, Mode::SkipBadRows)
        .map_err(|error| refused(&error))
}

/// A file that was not read, with everything that is wrong.
pub(crate) fn refused(error: &ReadError) -> Error {
    let mut problems: Vec<Invalid> = error.problems.iter().map(|problem| Invalid::of("", problem)).collect();
    if error.n_more > 0 {
        let detail = format!("and {} more problems", error.n_more);
        problems.push(Invalid { pointer: String::new(), detail });
    }
    Error::Invalid(problems)
}

/// Keeps the people of a file until they are dealt with, and how it was read.
pub(super) async fn add_pool(
    connection: &mut Connection,
    org: &OrgId,
    id: &ImportId,
    pool: &Pool,
) -> Result<()> {
    for row in rows(pool)? {
        imports::add_row(connection, org, id, &row).await?;
    }
    if !pool.notes.is_empty() {
        imports::add_notes(connection, org, id, &pool.notes).await?;
    }
    Ok(())
}

/// The people of a file as they are kept until they are dealt with: those who can be put on file, then the others.
fn rows(pool: &Pool) -> Result<Vec<Row>> {
    let text = |value: serde_json::Result<String>| value.map_err(Error::internal("writing an import"));
    let mut rows = Vec::with_capacity(pool.profiles.len() + pool.skipped.len());
    for profile in &pool.profiles {
        rows.push(Row {
            position: rows.len() as i64 + 1,
            reference: profile.id.clone(),
            profile: Some(text(serde_json::to_string(&ProfileFile::new(profile)?))?),
            problems: None,
            person_id: None,
        });
    }
    for skipped in &pool.skipped {
        rows.push(Row {
            position: rows.len() as i64 + 1,
            reference: skipped.id.clone(),
            profile: None,
            problems: Some(text(serde_json::to_string(&bad_person(skipped)))?),
            person_id: None,
        });
    }
    Ok(rows)
}

fn bad_person(skipped: &Skipped) -> BadPerson {
    let cell = |problem: &Problem| BadCell {
        place: problem.place.clone(),
        found: problem.found.clone(),
        hint: problem.hint.clone(),
    };
    BadPerson {
        place: skipped.place.clone(),
        reference: skipped.id.clone(),
        problems: skipped.problems.iter().map(cell).collect(),
        n_more: skipped.n_more,
    }
}
