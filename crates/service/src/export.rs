//! People out, as files that can be read in again.

use crate::profiles::{self, ProfileFile};
use crate::sessions::require_proof_of_session;
use crate::{Caller, Code, Error, Permission, Result, Service, frameworks, people as on_file};
use intake::{CsvStyle, Dimensions, LeftOut, ProfileTable};
use report::sheet::{Cell, Sheet};
use serde::Deserialize;
use store::people::{self, Person, PersonFilter, PersonSort};
use store::{Connection, Direction, OrgId, Page, string_enum};
use utoipa::IntoParams;

/// At most this many people in a file.
pub const MAX_EXPORTED: usize = 10_000;

string_enum! {
    /// A format of files of people.
    ExportFormat {
        /// A JSON list.
        Json = "json",
        /// A JSON object a line.
        Jsonl = "jsonl",
        /// A table: stated values only.
        Csv = "csv",
        /// The same table as a workbook.
        Xlsx = "xlsx",
    }
}

/// What is to be exported.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportAsked {
    /// The format; JSON unless another is named.
    #[serde(default = "json")]
    pub format: ExportFormat,
    /// Only those whose name has this text.
    #[param(max_length = 200, pattern = r"^[^\x00]*$")]
    pub q: Option<String>,
}

fn json() -> ExportFormat {
    ExportFormat::Json
}

/// A file of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Its format.
    pub format: ExportFormat,
    /// Its content.
    pub bytes: Vec<u8>,
    /// How many ratings the format has no place for.
    pub n_left_out: usize,
}

/// Everyone on file with all that is known of them, in the order in which they came. `style` is that of CSV.
#[crate::boxed]
pub async fn export(
    service: &Service,
    caller: &Caller,
    asked: &ExportAsked,
    style: CsvStyle,
) -> Result<Exported> {
    on_file::check_search(asked.q.as_deref())?;
    let filter = PersonFilter { text: asked.q.clone().filter(|text| !text.is_empty()) };
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let now = service.surroundings().now();
    let (connection, actor) = read.with_actor();
    require_proof_of_session(connection, actor, &now).await?;
    let org = &actor.org;
    let people = everyone(connection, org, &filter).await?;
    let dossiers = profiles::dossiers(connection, org, people).await?;
    let dimensions = profiles::dimensions(service, connection, org).await?;
    drop(read);
    let format = asked.format;
    service.note(caller, "people.export", caller.actor.org.as_str(), &[format.name()]).await?;
    let written = service.compute(move || {
        let people = dossiers.iter().map(profiles::Dossier::file).collect::<Result<Vec<_>>>()?;
        let dimensions: Dimensions<'_> = dimensions.iter().map(|known| known.id.as_str()).collect();
        let n_ratings = |left_out: Vec<LeftOut>| left_out.iter().map(|person| person.n_ratings).sum();
        let (bytes, n_left_out) = match format {
            ExportFormat::Csv => {
                let table = intake::write_csv(dimensions, &people, style);
                (table.text.into_bytes(), n_ratings(table.left_out))
            }
            ExportFormat::Xlsx => {
                let table = ProfileTable::of(dimensions, &people);
                (workbook(&table)?, n_ratings(table.left_out))
            }
            ExportFormat::Json => (format!("[{}]\n", lines(&people)?.join(",\n")).into_bytes(), 0),
            ExportFormat::Jsonl => {
                let text: String = lines(&people)?.into_iter().map(|line| line + "\n").collect();
                (text.into_bytes(), 0)
            }
        };
        Ok(Exported { format, bytes, n_left_out })
    });
    written.await?
}

/// A table of nobody: the columns that a file of people may have, as a form to fill in; as CSV for spreadsheets, or as a
/// workbook.
#[crate::boxed]
pub async fn form(service: &Service, caller: &Caller, is_workbook: bool) -> Result<Vec<u8>> {
    let known = profiles::known_dimensions(service, caller).await?;
    let dimensions: Dimensions<'_> = known.iter().map(|known| known.id.as_str()).collect();
    if is_workbook {
        return workbook(&ProfileTable::of(dimensions, &[]));
    }
    Ok(intake::write_csv(dimensions, &[], CsvStyle::Comma).text.into_bytes())
}

/// A table of people as a workbook.
fn workbook(table: &ProfileTable) -> Result<Vec<u8>> {
    let cell = |cell: &intake::Cell| match cell {
        intake::Cell::Number(number) => Cell::Number(*number),
        intake::Cell::Empty => Cell::Nothing,
        other => Cell::Text(intake::book_cell(&other.to_string())),
    };
    let rows = table.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    let sheet = Sheet { header: table.header.clone(), rows };
    sheet.to_xlsx("People").map_err(Error::internal("writing people as a workbook"))
}

/// A workbook to fill in, with dimensions as rows and people as columns.
#[crate::boxed]
pub async fn template(service: &Service, caller: &Caller) -> Result<Vec<u8>> {
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, org) = read.parts();
    let version = frameworks::default_of(connection, org).await?;
    let (_, framework) = frameworks::load(service, connection, org, &version.id).await?;
    drop(read);
    let written = service.compute(move || report::profile_template(&framework));
    written.await?.map_err(Error::internal("writing a workbook"))
}

fn lines(people: &[fit::Profile]) -> Result<Vec<String>> {
    let line = |profile| {
        serde_json::to_string(&ProfileFile::new(profile)?).map_err(Error::internal("writing a profile"))
    };
    people.iter().map(line).collect()
}

async fn everyone(connection: &mut Connection, org: &OrgId, filter: &PersonFilter) -> Result<Vec<Person>> {
    const PART: u32 = 1_000;
    let sort = (PersonSort::CreatedAt, Direction::Ascending);
    let mut page = Page::first(PART);
    let mut found: Vec<Person> = Vec::new();
    loop {
        let mut part = people::list(connection, org, filter, sort, &page).await?;
        let has_more = part.len() > PART as usize;
        part.truncate(PART as usize);
        page.after = part.last().map(|person| (person.created_at.to_string(), person.id.to_string()));
        found.extend(part);
        if found.len() > MAX_EXPORTED {
            let detail =
                format!("more than {MAX_EXPORTED} people are too many for one file: search for some with q");
            return Err(Error::conflict(Code::TooMany, detail));
        }
        if !has_more {
            return Ok(found);
        }
    }
}
