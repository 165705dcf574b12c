//! Telling apart the columns of a file whose names are not known.

use super::super::people::sure;
use super::super::{FormData, FormErrors, Frame, Place, Signed, again, go, page};
use super::read_se;
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use service::imports::{self, ColumnsInput, Preview, UnknownColumn};
use service::profiles::{self, KnownDimension};
use store::ImportId;

#[derive(Template)]
#[template(path = "import/columns.html")]
struct Page {
    frame: Frame,
    wrong: FormErrors,
    path: String,
    file: String,
    columns: Vec<Column>,
    se: String,
    sure: Vec<(String, String)>,
    fields: [(&'static str, &'static str); 3],
    dimensions: Vec<KnownDimension>,
    /// A dimension with `.se` behind it, and its title.
    errors: Vec<(String, String)>,
}

/// A column to be told apart.
struct Column {
    /// The name of its field, which holds for its place among the unknown columns.
    field: String,
    name: String,
    letters: String,
    samples: String,
    meant: String,
}

const FIELDS: [(&str, &str); 3] =
    [("id", "Reference (id)"), ("name", "Name (name)"), ("headline", "Headline (headline)")];

/// The page of a file that waits.
pub(super) async fn show(
    web: &Web,
    signed: &Signed,
    preview: &Preview,
    se: String,
) -> Result<Response, Problem> {
    let nearest = |column: &UnknownColumn| column.nearest.clone().unwrap_or_default();
    let meant = preview.columns.iter().map(nearest).collect();
    let known = profiles::known_dimensions(&web.service, &signed.caller).await?;
    page(&page_of(signed, preview, known, (FormErrors::default(), meant, se)))
}

pub(super) async fn tell(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<ImportId>,
    form: FormData,
) -> Result<Response, Problem> {
    let preview = imports::get(&web.service, &signed.caller, &id).await?;
    let said: Vec<String> =
        (0..preview.columns.len()).map(|index| form.text(&field(index)).to_owned()).collect();
    let meant = |said: &String| Some(said.clone()).filter(|said| !said.is_empty());
    let columns = preview.columns.iter().zip(&said).map(|(column, said)| (column.name.clone(), meant(said)));
    let se = form.text("se").to_owned();
    let input = ColumnsInput { columns: columns.collect(), se: Some(read_se(&se)?) };
    match imports::tell(&web.service, &signed.caller, &id, input).await {
        Ok(_) => Ok(go(&format!("/import/{id}"))),
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            let known = profiles::known_dimensions(&web.service, &signed.caller).await?;
            again(wrong.status, &page_of(&signed, &preview, known, (wrong, said, se)))
        }
    }
}

fn field(index: usize) -> String {
    format!("column-{index}")
}

fn page_of(
    signed: &Signed,
    preview: &Preview,
    dimensions: Vec<KnownDimension>,
    (wrong, meant, se): (FormErrors, Vec<String>, String),
) -> Page {
    let columns = preview.columns.iter().zip(meant).enumerate().map(|(index, (column, meant))| Column {
        field: field(index),
        name: column.name.clone(),
        letters: column.letters.clone(),
        samples: column.samples.join(" · "),
        meant,
    });
    Page {
        frame: Frame::of(signed, Place::People),
        wrong,
        path: format!("/import/{}", preview.import.id),
        file: preview.import.file_name.clone(),
        columns: columns.collect(),
        sure: sure(""),
        se,
        fields: FIELDS,
        errors: dimensions.iter().map(|known| (format!("{}.se", known.id), known.title.clone())).collect(),
        dimensions,
    }
}
