//! Files of people: sent, their columns told apart, looked at, put on file, undone.

mod columns;
mod preview;
mod scores;

use super::people::sure;
use super::{FormErrors, Frame, Place, Signed, again, encoded, file, go, minute, page};
use crate::answer::XLSX;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use service::estimates::Sureness;
use service::imports::{self, MAX_BYTES, Reading, Unknown};
use service::{Asked, Caller, Error, Listed, export, profiles};
use store::ImportId;
use store::imports::{Import, ImportState};

/// What a file may have, in MiB.
const MOST_MIB: usize = MAX_BYTES >> 20;
/// What a form with a file may have: a little comes around the file.
const MOST_IN_FORM: usize = MAX_BYTES + 64 * 1024;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/import", get(start).post(send))
        .layer(DefaultBodyLimit::max(MOST_IN_FORM))
        .merge(scores::routes())
        .route("/import/form.csv", get(form))
        .route("/import/form.xlsx", get(form_as_workbook))
        .route("/import/template.xlsx", get(template))
        .route("/import/columns", get(known_columns))
        .route("/import/{import_id}", get(preview::show))
        .route("/import/{import_id}/columns", post(columns::tell))
        .route("/import/{import_id}/apply", post(preview::apply))
        .route("/import/{import_id}/undo", post(preview::undo))
        .route("/import/{import_id}/remove", post(preview::remove))
}

#[derive(Template)]
#[template(path = "import.html")]
struct Start {
    frame: Frame,
    wrong: FormErrors,
    most: usize,
    se: String,
    sure: Vec<(String, String)>,
    imports: Vec<Earlier>,
    next: Option<String>,
}

/// An earlier import.
struct Earlier {
    path: String,
    file: String,
    who: String,
    when: String,
    state: String,
    may_undo: bool,
}

/// Which part of the earlier imports is wanted.
#[derive(Debug, Default, Deserialize)]
struct Part {
    cursor: Option<String>,
}

async fn start(
    State(web): State<Web>,
    signed: Signed,
    crate::extract::Query(part): crate::extract::Query<Part>,
) -> Result<Response, Problem> {
    let asked = Asked { limit: Some(20), cursor: part.cursor };
    let listed = imports::list(&web.service, &signed.caller, &asked).await?;
    page(&start_of(&signed, listed, FormErrors::default()))
}

fn start_of(signed: &Signed, listed: Listed<Import>, wrong: FormErrors) -> Start {
    Start {
        frame: Frame::of(signed, Place::People),
        wrong,
        most: MOST_MIB,
        se: String::new(),
        sure: sure(""),
        next: listed.next_cursor.map(|cursor| format!("/import?cursor={}", encoded(&cursor))),
        imports: listed.items.iter().map(earlier).collect(),
    }
}

fn earlier(import: &Import) -> Earlier {
    Earlier {
        path: format!("/import/{}", import.id),
        file: import.file_name.clone(),
        who: import.user_name.clone(),
        when: minute(&import.created_at),
        state: standing(import),
        may_undo: import.state == ImportState::Applied,
    }
}

/// How far an import is, in a sentence without its full stop.
fn standing(import: &Import) -> String {
    let people = |n: i64| if n == 1 { "1 person".to_owned() } else { format!("{n} people") };
    match import.state {
        ImportState::Columns => "waits until its columns are named; nothing is changed".to_owned(),
        ImportState::Preview => format!("a preview of {}; nothing is changed", people(import.n_people)),
        ImportState::Applying => format!("going on: {} of {} are on file", import.n_done, import.n_people),
        ImportState::Applied if import.n_skipped > 0 => {
            format!("{} put on file, {} left out", people(import.n_done), import.n_skipped)
        }
        ImportState::Applied => format!("{} put on file", people(import.n_done)),
        ImportState::Undoing => "being undone".to_owned(),
        ImportState::Undone if import.n_kept > 0 => {
            format!("undone, but for {} who had been changed since", people(import.n_kept))
        }
        ImportState::Undone => "undone".to_owned(),
    }
}

/// What was sent: a file, and the preview in whose place it comes.
#[derive(Debug, Default)]
struct Sent {
    name: String,
    bytes: Vec<u8>,
    instead: Option<ImportId>,
    /// How sure values are that come without an error of their own.
    se: String,
}

async fn send(
    State(web): State<Web>,
    signed: Signed,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let caller = &signed.caller;
    caller.actor.require(service::Permission::PeopleWrite)?;
    let sent = match form {
        Ok(form) => sent(form).await,
        Err(_) => Err(Error::invalid("/file", "choose a file")),
    };
    let made = match sent {
        Ok(sent) => keep(&web, caller, sent).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(path) => Ok(go(&path)),
        Err(error) => {
            // The reader's names for the fields of its own request are not those of the page.
            let wrong = FormErrors::of(error)?.renamed("file_name", "file");
            let listed =
                imports::list(&web.service, caller, &Asked { limit: Some(20), cursor: None }).await?;
            again(wrong.status, &start_of(&signed, listed, wrong))
        }
    }
}

/// Keeps a file as a preview, in the place of another where one is named, and says where it is seen.
async fn keep(web: &Web, caller: &Caller, sent: Sent) -> Result<String, Error> {
    let se = read_se(&sent.se)?;
    let reading = Reading { unknown: Unknown::Ask, se: Some(se) };
    let made = imports::create(&web.service, caller, &sent.name, sent.bytes, reading).await?;
    if let Some(instead) = sent.instead {
        match imports::remove(&web.service, caller, &instead).await {
            // Whoever has it applied or removed meanwhile has settled the matter.
            Ok(()) | Err(Error::NotFound(_) | Error::Conflict { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    let (id, state) = (made.import.id, made.import.state);
    // The answer goes along to the page that asks what the columns hold.
    Ok(format!(
        "/import/{id}{}",
        if state == ImportState::Columns { format!("?se={se}") } else { String::new() }
    ))
}

/// How sure values are that come without an error of their own; an impression where nothing was said.
fn read_se(text: &str) -> Result<f64, Error> {
    match text.trim() {
        "" => Ok(Sureness::Impression.se().get()),
        text => text.parse().map_err(|_| Error::invalid("/se", "choose one of the list")),
    }
}

async fn sent(mut form: Multipart) -> Result<Sent, Error> {
    let mut sent = Sent::default();
    while let Some(field) = form.next_field().await.map_err(|error| unread(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|error| unread(&error))?;
        match name.as_str() {
            "file" => (sent.name, sent.bytes) = (file_name, bytes.into()),
            "se" => sent.se = String::from_utf8_lossy(&bytes).into_owned(),
            "instead" => sent.instead = String::from_utf8_lossy(&bytes).parse().ok(),
            _ => {}
        }
    }
    if sent.bytes.len() > MAX_BYTES {
        return Err(too_large());
    }
    if sent.name.is_empty() {
        return Err(Error::invalid("/file", "choose a file"));
    }
    Ok(sent)
}

fn unread(error: &MultipartError) -> Error {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    Error::invalid("/file", "the file did not arrive whole: send it again")
}

fn too_large() -> Error {
    let hint = format!("this file has more than {MOST_MIB} MiB: split it, or leave out what is no profile");
    Error::invalid("/file", hint)
}

/// A table to fill in.
async fn form(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    let bytes = export::form(&web.service, &signed.caller, false).await?;
    Ok(file("people.csv", "text/csv; charset=utf-8", bytes))
}

async fn form_as_workbook(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    let bytes = export::form(&web.service, &signed.caller, true).await?;
    Ok(file("people.xlsx", XLSX, bytes))
}

/// A workbook to fill in, with dimensions as rows and people as columns.
async fn template(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    let bytes = export::template(&web.service, &signed.caller).await?;
    Ok(file("profiles.xlsx", XLSX, bytes))
}

#[derive(Template)]
#[template(path = "import/columns_known.html")]
struct KnownColumns {
    frame: Frame,
    dimensions: Vec<(String, String)>,
}

async fn known_columns(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    let known = profiles::known_dimensions(&web.service, &signed.caller).await?;
    let dimensions = known.into_iter().map(|known| (known.id, known.title)).collect();
    page(&KnownColumns { frame: Frame::of(&signed, Place::People), dimensions })
}
