//! What handlers answer with.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

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
