//! What holds for every request: its id, a line in the log, problems written as their reader reads them, ETags.

use crate::extract::{RequestId, Requester};
use crate::{Problem, Web, guard, pages};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use service::{Code, Error, hash_secret};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The routes with everything that holds for all of them.
pub(crate) fn around(routes: Router<Web>, web: &Web) -> Router<Web> {
    routes
        .layer(from_fn(conditional))
        .layer(CatchPanicLayer::custom(|_| {
            Problem::from(Error::defect("a handler panicked")).into_response()
        }))
        .layer(from_fn_with_state(web.clone(), guard::limited))
        .layer(from_fn_with_state(web.clone(), watched))
        .layer(from_fn_with_state(web.clone(), guard::headers))
        // Last, as problems are written within. No page or answer repeats what another site sent beside a lasting secret.
        .layer(CompressionLayer::new())
}

/// Gives the request its id, writes its problem out, and logs it: by route, never with what was asked or answered.
async fn watched(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let surroundings = web.service.surroundings();
    let began = surroundings.micros();
    let id = surroundings.id::<uuid::Uuid>().simple().to_string();
    let requester = Requester::default();
    request.extensions_mut().insert(RequestId(id.clone()));
    request.extensions_mut().insert(requester.clone());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let path = request.uri().path();
    let is_api = path.starts_with("/api/");
    let is_page = !is_api && !matches!(path, "/healthz" | "/readyz" | "/metrics");
    let mut response = next.run(request).await;
    let status = response.status();
    if status.is_client_error() || status.is_server_error() {
        response = with_problem(response, &id, is_page);
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let cause = response.extensions().get::<Problem>().and_then(|problem| problem.cause.clone());
    let route = route.as_deref().unwrap_or("none");
    if let (StatusCode::FORBIDDEN, Some(caller)) = (status, requester.caller()) {
        let code = response.extensions().get::<Problem>().map_or("refused", |problem| problem.code.name());
        if let Err(error) = web.service.note(caller, "request.refused", route, &[code]).await {
            tracing::warn!(request = %id, %error, "a refusal cannot be recorded now");
        }
    }
    let micros = surroundings.micros().saturating_sub(began).max(0);
    count(&method, route, status, micros);
    match cause {
        Some(cause) => {
            tracing::error!(request = %id, %method, route, status = status.as_u16(), micros, %cause, "failed");
        }
        None => tracing::info!(request = %id, %method, route, status = status.as_u16(), micros, "answered"),
    }
    response
}

/// Counts an answer, by route and never by address.
fn count(method: &Method, route: &str, status: StatusCode, micros: i64) {
    let labels = [
        ("method", method.as_str().to_owned()),
        ("route", route.to_owned()),
        ("status", status.as_u16().to_string()),
    ];
    metrics::counter!("counterpart_requests_total", &labels).increment(1);
    #[expect(clippy::cast_precision_loss, reason = "no request takes 2^53 microseconds")]
    metrics::histogram!("counterpart_request_seconds", "route" => route.to_owned())
        .record(micros as f64 / 1e6);
}

/// Writes the problem of an answer into its body. What the router itself refuses has none yet.
fn with_problem(response: Response, id: &str, is_page: bool) -> Response {
    let (mut parts, body) = response.into_parts();
    let problem = parts.extensions.get::<Problem>().cloned().or_else(|| refused(parts.status, is_page));
    let Some(mut problem) = problem else {
        return Response::from_parts(parts, body);
    };
    id.clone_into(&mut problem.request_id);
    let page = if is_page { pages::problem_page(&problem) } else { None };
    let (kind, text) = match page {
        Some(page) => ("text/html; charset=utf-8", page.into_bytes()),
        None => ("application/problem+json", serde_json::to_vec(&problem).unwrap_or_default()),
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    parts.extensions.insert(problem);
    Response::from_parts(parts, Body::from(text))
}

fn refused(status: StatusCode, is_page: bool) -> Option<Problem> {
    let (code, detail) = match status {
        StatusCode::NOT_FOUND => (Code::NotFound, "there is nothing at this address"),
        StatusCode::METHOD_NOT_ALLOWED => (
            Code::MethodNotAllowed,
            "this address does not take this method; the header Allow lists those it takes",
        ),
        _ if is_page => return None,
        _ => (Code::Refused, "the request cannot be answered as it is"),
    };
    Some(Problem::new(code, detail).with_status(status))
}

/// Gives what is read an ETag where it has none, and answers 304 where the reader has it already.
async fn conditional(request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let response = next.run(request).await;
    if !is_read || response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // Answers are whole in memory: this only takes them out of their wrapping.
    let bytes = match to_bytes(body, usize::MAX).await {
        Ok(bytes) => bytes,
        Err(error) => return Problem::from(Error::failed("reading our answer", error)).into_response(),
    };
    let etag = parts.headers.get(header::ETAG).cloned().or_else(|| {
        let hash = hash_secret(&bytes);
        HeaderValue::from_str(&format!("\"{}\"", &hash[..32])).ok()
    });
    let is_known = matches!((&known, &etag), (Some(known), Some(etag)) if matches_etag(known, etag));
    if let Some(etag) = etag {
        parts.headers.insert(header::ETAG, etag);
    }
    if is_known {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
        parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

fn matches_etag<'a>(known: &'a HeaderValue, etag: &'a HeaderValue) -> bool {
    let (Ok(known), Ok(etag)) = (known.to_str(), etag.to_str()) else { return false };
    let value = |tag: &'a str| tag.trim().trim_start_matches("W/");
    known.split(',').map(value).any(|one| one == "*" || one == value(etag))
}
