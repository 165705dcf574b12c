//! Files about a candidate: sent as a form, and only ever downloaded.

use super::{CANDIDATE, Form, after, audience, audiences, day, withheld};
use crate::api::downloaded;
use crate::extract::PathId;
use crate::pages::pair_document::PairIds;
use crate::pages::{Signed, go};
use crate::{Problem, Web};
use axum::Router;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use service::Error;
use service::candidate_files::{self, FileInput, Files, MAX_BYTES, ShownFile};
use store::notes::Audience;
use store::{CandidateId, FileId, SearchId};

/// A form around a file has a little more than the file; one that is far too large is not read to its end.
const MOST_IN_FORM: usize = MAX_BYTES + 64 * 1024;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route(&format!("{CANDIDATE}/files"), post(add))
        .layer(DefaultBodyLimit::max(MOST_IN_FORM))
        .route(&format!("{CANDIDATE}/files/{{file_id}}"), get(download))
        .route(&format!("{CANDIDATE}/files/{{file_id}}/remove"), post(remove))
}

type FileIds = (SearchId, CandidateId, FileId);

pub(in crate::pages) struct Section {
    pub(in crate::pages) items: Vec<Item>,
    pub(in crate::pages) withheld: String,
    pub(in crate::pages) audiences: Vec<(String, String)>,
    pub(in crate::pages) audience: String,
}

pub(in crate::pages) struct Item {
    pub(in crate::pages) file: ShownFile,
    /// What it is, how large, from whom and when.
    pub(in crate::pages) about: String,
}

impl Section {
    pub(super) fn of(files: Files) -> Self {
        let item = |file: ShownFile| Item {
            about: format!(
                "{} · {} · {}, {} · {}",
                file.kind.name().to_uppercase(),
                size(file.n_bytes),
                file.uploader,
                day(&file.created_at),
                audience(file.audience)
            ),
            file,
        };
        Self {
            withheld: withheld(files.n_withheld, "file"),
            items: files.items.into_iter().map(item).collect(),
            audiences: audiences(),
            audience: Audience::Private.name().to_owned(),
        }
    }
}

fn size(n_bytes: i64) -> String {
    match n_bytes {
        n if n < 10_240 => format!("{n} bytes"),
        n if n < 1_048_576 => format!("{} KiB", n / 1024),
        n => format!("{:.1} MiB", n as f64 / 1_048_576.0),
    }
}

async fn add(
    State(web): State<Web>,
    signed: Signed,
    PathId(pair): PathId<PairIds>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    signed.caller.actor.require(service::Permission::SearchesWrite)?;
    let sent = match form {
        Ok(form) => sent(form).await,
        Err(_) => Err(Error::invalid("/file", "choose a file")),
    };
    let done = match sent {
        Ok(input) => {
            candidate_files::add(&web.service, &signed.caller, &pair.0, &pair.1, input).await.map(drop)
        }
        Err(error) => Err(error),
    };
    after(&web, &signed, &pair, (Form::File, None), done).await
}

async fn sent(mut form: Multipart) -> Result<FileInput, Error> {
    let mut input = FileInput { name: String::new(), audience: Audience::Private, bytes: Vec::new() };
    while let Some(field) = form.next_field().await.map_err(|error| unread(&error))? {
        let is_file = field.name() == Some("file");
        let name = field.file_name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|error| unread(&error))?;
        if is_file {
            (input.name, input.bytes) = (name, bytes.into());
        } else {
            let audience = String::from_utf8_lossy(&bytes).parse();
            input.audience = audience.map_err(|_| Error::invalid("/audience", "choose who may read it"))?;
        }
    }
    if input.name.is_empty() {
        return Err(Error::invalid("/file", "choose a file"));
    }
    Ok(input)
}

fn unread(error: &MultipartError) -> Error {
    let words = match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => "this file has more than 10 MiB: save it smaller",
        _ => "the file did not arrive whole: send it again",
    };
    Error::invalid("/file", words)
}

async fn download(
    State(web): State<Web>,
    signed: Signed,
    PathId((search, candidate, file)): PathId<FileIds>,
) -> Result<Response, Problem> {
    let pair = (&search, &candidate);
    Ok(downloaded(candidate_files::download(&web.service, &signed.caller, pair, &file).await?))
}

async fn remove(
    State(web): State<Web>,
    signed: Signed,
    PathId((search, candidate, file)): PathId<FileIds>,
) -> Result<Response, Problem> {
    candidate_files::remove(&web.service, &signed.caller, (&search, &candidate), &file).await?;
    Ok(go(&format!("/searches/{search}/candidates/{candidate}/record?done=removed#files")))
}
