use super::preview::{Preview, add_pool, bare_se, preview, read_pool, refused};
use crate::checks::Checks;
use crate::profiles::{self, KnownDimension};
use crate::transaction::started;
use crate::{Begun, Caller, Code, Error, Permission, Result, Service};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fit::problem::nearest;
use intake::{Columns, Dimensions};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::ImportId;
use store::imports::{self, Import};
use utoipa::ToSchema;

/// A column of a file whose name is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnknownColumn {
    /// Its name in the file.
    #[schema(example = "Operations")]
    pub name: String,
    /// The letters by which spreadsheets call it.
    #[schema(example = "F")]
    pub letters: String,
    /// Its first few values.
    pub samples: Vec<String>,
    /// The known column whose name or title is nearest; none where none is near.
    #[schema(example = "skill.operations")]
    pub nearest: Option<String>,
}

/// What unknown columns hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnsInput {
    /// By a column's name in the file, the name that it should have had: `id`, `name`, `headline`, a dimension, or a
    /// dimension with `.se` behind it. Null for a column that is to be left out.
    pub columns: BTreeMap<String, Option<String>>,
    /// The standard error, in points, of values that come without one; 10 where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100)]
    pub se: Option<f64>,
}

/// Tells an import what the columns hold whose names are not known, and says what putting its people on file would
/// change. Nothing is changed yet.
#[crate::boxed]
pub async fn tell(service: &Service, caller: &Caller, id: &ImportId, input: ColumnsInput) -> Result<Preview> {
    let mut checks = Checks::default();
    let bare_se = bare_se(&mut checks, input.se);
    checks.done()?;
    let mut read = service.read(caller, Permission::PeopleWrite).await?;
    let (connection, org) = read.parts();
    let mut import = super::find(connection, org, id).await?;
    let file = imports::file(connection, org, id).await?;
    let known = profiles::dimensions(service, connection, org).await?;
    drop(read);
    let asked = (id, &input);
    let begin = || service.write(caller, Permission::PeopleWrite, "import.columns", &asked);
    let Some(file) = file else {
        return match begin().await? {
            Begun::Replayed(answer) => Ok(answer),
            Begun::Started(_) => Err(told_already(&import)),
        };
    };
    let (name, columns) = (import.file_name.clone(), Columns(input.columns.clone()));
    let pool =
        service.compute(move || read_pool(&known, &name, &decode(&file)?, (&columns, bare_se))).await??;
    let mut write = started!(begin().await?);
    import.n_people = pool.profiles.len() as i64;
    import.n_skipped = pool.skipped.len() as i64;
    import.columns = Some(text(&input.columns)?);
    let now = write.now();
    let (connection, org) = write.parts();
    if !imports::become_preview(connection, org, &mut import, &now).await? {
        return Err(super::busy());
    }
    add_pool(connection, org, id, &pool).await?;
    let preview = preview(connection, org, import, Vec::new()).await?;
    write.finish(id.as_str(), &["columns"], preview).await
}

fn told_already(import: &Import) -> Error {
    let detail = format!("this import is {}: what its columns hold is known", import.state);
    Error::conflict(Code::NoColumnsToTell, detail)
}

fn text(columns: &BTreeMap<String, Option<String>>) -> Result<String> {
    serde_json::to_string(columns).map_err(Error::internal("writing the columns of an import"))
}

/// The columns of a file whose names are not known, each with the known one that is nearest.
pub(super) fn unknown_columns(
    known: &[KnownDimension],
    name: &str,
    bytes: &[u8],
) -> Result<Vec<UnknownColumn>> {
    let dimensions: Dimensions<'_> = known.iter().map(|known| known.id.as_str()).collect();
    let unknown = intake::unknown_columns(dimensions, name, bytes).map_err(|error| refused(&error))?;
    let titles: Vec<(String, &str)> =
        known.iter().map(|known| (known.title.to_lowercase(), known.id.as_str())).collect();
    let column = |column: intake::UnknownColumn| UnknownColumn {
        nearest: nearest_column(&column.name, known, &titles),
        name: column.name,
        letters: column.letters,
        samples: column.samples,
    };
    Ok(unknown.into_iter().map(column).collect())
}

/// What else the first columns are called.
const ALIASES: [(&str, &str); 9] = [
    ("ref", "id"),
    ("reference", "id"),
    ("candidate id", "id"),
    ("full name", "name"),
    ("candidate", "name"),
    ("person", "name"),
    ("title", "headline"),
    ("role", "headline"),
    ("position", "headline"),
];

/// The known column whose title, or else whose name, is nearest to a name.
fn nearest_column(name: &str, known: &[KnownDimension], titles: &[(String, &str)]) -> Option<String> {
    let folded = name.trim().to_lowercase();
    let alias = ALIASES.iter().find(|(alias, _)| *alias == folded).map(|(_, name)| *name);
    let title = titles.iter().find(|(title, _)| *title == folded).map(|(_, id)| *id);
    let names = ["id", "name", "headline"].into_iter().chain(known.iter().map(|known| known.id.as_str()));
    let near_title = || {
        let near = nearest(&folded, titles.iter().map(|(title, _)| title.as_str()))?;
        titles.iter().find(|(title, _)| title == near).map(|(_, id)| *id)
    };
    alias.or(title).or_else(|| nearest(name, names)).or_else(near_title).map(str::to_owned)
}

/// A file as text, which both databases keep.
pub(super) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// A file that was kept as text.
pub(super) fn decode(text: &str) -> Result<Vec<u8>> {
    STANDARD.decode(text).map_err(Error::internal("reading the file of an import"))
}
