//! What handlers answer with.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use service::packs::Pack;
use service::reports::Kept;
use store::reports::Format;

/// A thing that has revisions, with its ETag.
pub(crate) fn versioned(revision: i64, value: impl Serialize) -> Response {
    ([(header::ETAG, etag(revision))], Json(value)).into_response()
}

/// A thing that was made, with where it is.
pub(crate) fn created(location: String, value: impl Serialize) -> Response {
    (StatusCode::CREATED, [(header::LOCATION, location)], Json(value)).into_response()
}

/// A thing that was made and has revisions, with where it is and its ETag.
pub(crate) fn created_versioned(location: String, revision: i64, value: impl Serialize) -> Response {
    let headers = [(header::LOCATION, location), (header::ETAG, etag(revision))];
    (StatusCode::CREATED, headers, Json(value)).into_response()
}

fn etag(revision: i64) -> String {
    format!("\"{revision}\"")
}

/// A report's page to be read: it loads nothing, and says so itself.
pub(crate) fn shown_page(file: Kept) -> Response {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], file.bytes).into_response()
}

/// The media type of a workbook.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A file to save under its name.
pub(crate) struct Attachment<B> {
    pub(crate) name: String,
    pub(crate) media_type: &'static str,
    pub(crate) content: B,
}

impl<B: IntoResponse> IntoResponse for Attachment<B> {
    fn into_response(self) -> Response {
        let disposition = disposition(&self.name);
        let headers =
            [(header::CONTENT_TYPE, self.media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
        (headers, self.content).into_response()
    }
}

/// How a file is saved under its name, which may have any letters (RFC 6266).
fn disposition(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.');
    let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    if plain == name {
        return format!("attachment; filename=\"{name}\"");
    }
    let encoded = utf8_percent_encode(name, NON_ALPHANUMERIC);
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

/// A report's file to save.
pub(crate) fn attached(file: Kept) -> Response {
    let media_type = match file.format {
        Format::Html => "text/html; charset=utf-8",
        Format::Pdf => "application/pdf",
        Format::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Format::Xlsx => XLSX,
        Format::Csv => "text/csv; charset=utf-8",
        Format::Json => "application/json",
    };
    Attachment { name: file.name, media_type, content: file.bytes }.into_response()
}

/// An evidence pack to save.
pub(crate) fn packed(pack: Pack) -> Response {
    Attachment { name: pack.name, media_type: "application/zip", content: pack.bytes }.into_response()
}
