//! What handlers take from a request. Whatever will not do becomes a problem that says where and why.

use crate::pages::address;
use crate::{Problem, Web};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_path_to_error::Segment;
use service::throttling::{self, Bucket};
use service::{Caller, Code, Expected, Key, tokens};
use std::sync::{Arc, OnceLock};

/// The header that makes a repeated request harmless.
pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A revision that nothing has.
pub(crate) const NO_REVISION: i64 = -1;

/// The request's id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestId(pub(crate) String);

/// Who makes the request, once that is known: for the record of what is refused.
#[derive(Debug, Clone, Default)]
pub(crate) struct Requester(Arc<OnceLock<Caller>>);

impl Requester {
    /// Says who it is.
    pub(crate) fn is(parts: &Parts, caller: &Caller) {
        if let Some(requester) = parts.extensions.get::<Self>() {
            // A second extractor says the same.
            let _ = requester.0.set(caller.clone());
        }
    }

    /// Who it is; none where nobody is signed in.
    pub(crate) fn caller(&self) -> Option<&Caller> {
        self.0.get()
    }
}

/// Who calls the API, known by a bearer token. No cookie opens it.
#[derive(Debug)]
pub(crate) struct Bearer(pub(crate) Caller);

impl FromRequestParts<Web> for Bearer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Problem> {
        let secret = header_text(&parts.headers, &header::AUTHORIZATION)?
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, secret)| secret.trim());
        let secret = secret.ok_or(service::Error::NotSignedIn(
            "send an API token in the header Authorization, as: Bearer cpt_…",
        ))?;
        let actor = match tokens::authenticate(&web.service, secret).await {
            Err(error @ service::Error::NotSignedIn(_)) => {
                let address = address(parts, web);
                let bucket = [Bucket::Address(&address)];
                // Without an address there is nobody to slow down but everybody.
                if !address.is_empty() {
                    throttling::check(&web.service, &bucket).await?;
                    throttling::failed(&web.service, &bucket).await?;
                }
                return Err(error.into());
            }
            other => other?,
        };
        let key = header_text(&parts.headers, &IDEMPOTENCY_KEY)?.map(str::to_owned);
        let is_key = |key: &String| (1..=200).contains(&key.len()) && !key.contains('\t');
        if key.as_ref().is_some_and(|key| !is_key(key)) {
            return Err(bad_header("Idempotency-Key", "give 1 to 200 visible characters"));
        }
        let request = parts.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
        let caller = Caller { actor, request, key: key.map(Key::Request), address: address(parts, web) };
        Requester::is(parts, &caller);
        Ok(Self(caller))
    }
}

/// The revision that a change was made from.
#[derive(Debug)]
pub(crate) struct IfMatch(pub(crate) Expected);

/// The header of [`IfMatch`] and [`MaybeIfMatch`], for the description of the API.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "it only describes")]
pub(crate) struct IfMatchHeader {
    /// The ETag of what was read; the change is refused where it is another by now.
    #[param(
        rename = "If-Match",
        max_length = 200,
        pattern = "^(\\*|(W/)?\"[0-9]+\"(, *(W/)?\"[0-9]+\")*)$",
        example = "\"3\"",
        required = true
    )]
    if_match: String,
}

/// The header of what may be there already, for the description of the API.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "it only describes")]
pub(crate) struct IfMatchWhereThere {
    /// The ETag of what was read, where there is something already; the change is refused where it is another by now.
    #[param(
        rename = "If-Match",
        max_length = 200,
        pattern = "^(\\*|(W/)?\"[0-9]+\"(, *(W/)?\"[0-9]+\")*)$",
        example = "\"3\""
    )]
    if_match: Option<String>,
}

/// The header of what is removed, for the description of the API.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "it only describes")]
pub(crate) struct IfMatchWhereGiven {
    /// The ETag of what was read; where it is given, the removal is refused where it is another by now.
    #[param(
        rename = "If-Match",
        max_length = 200,
        pattern = "^(\\*|(W/)?\"[0-9]+\"(, *(W/)?\"[0-9]+\")*)$",
        example = "\"3\""
    )]
    if_match: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let MaybeIfMatch(expected) = MaybeIfMatch::from_request_parts(parts, state).await?;
        expected.map(Self).ok_or_else(|| service::Error::Unconditional.into())
    }
}

/// The revision that a change was made from, where that is said.
#[derive(Debug)]
pub(crate) struct MaybeIfMatch(pub(crate) Option<Expected>);

impl<S: Send + Sync> FromRequestParts<S> for MaybeIfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(text) = header_text(&parts.headers, &header::IF_MATCH)? else {
            return Ok(Self(None));
        };
        if text.trim() == "*" {
            return Ok(Self(Some(Expected::Any)));
        }
        let refused = || bad_header("If-Match", "give the ETag as it was read, with its quotes");
        let revisions: Option<Vec<i64>> = text.split(',').map(revision).collect();
        match revisions.as_deref().ok_or_else(refused)? {
            [one] => Ok(Self(Some(Expected::Revision(*one)))),
            some if some.len() <= Expected::MOST => {
                let mut all = [NO_REVISION; Expected::MOST];
                all[..some.len()].copy_from_slice(some);
                Ok(Self(Some(Expected::OneOf(all))))
            }
            _ => Err(bad_header("If-Match", &format!("give at most {} ETags", Expected::MOST))),
        }
    }
}

/// The revision that an ETag names. A proxy that compresses an answer makes its ETag weak, which changes no revision.
fn revision(tag: &str) -> Option<i64> {
    let tag = tag.trim();
    let tag = tag.strip_prefix("W/").unwrap_or(tag).strip_prefix('"')?.strip_suffix('"')?;
    // What is not one of our ETags cannot be the present one.
    Some(tag.parse().unwrap_or(NO_REVISION))
}

/// What is in the path. An id that cannot be one is the id of nothing.
#[derive(Debug)]
pub(crate) struct PathId<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for PathId<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let found = Path::<T>::from_request_parts(parts, state).await;
        found.map(|Path(value)| Self(value)).map_err(|_| service::Error::NotFound("thing").into())
    }
}

/// What is in the query.
#[derive(Debug)]
pub(crate) struct Query<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        axum::extract::Query::<T>::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Query(value)| Self(value))
            .map_err(|error| Problem::new(Code::BadQuery, error.body_text()))
    }
}

/// The body, as JSON.
#[derive(Debug)]
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind = header_text(request.headers(), &header::CONTENT_TYPE)?.unwrap_or("");
        let kind = kind.split(';').next().unwrap_or("").trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(Problem::new(
                Code::NotJson,
                "send JSON, with the header Content-Type: application/json",
            ));
        }
        let body = body(request, state).await?;
        parse(&body).map(Self)
    }
}

/// The body, whole and within its bounds.
pub(crate) async fn body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state).await.map_err(|error| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::new(Code::TooLarge, "the body is larger than this place takes")
        }
        _ => Problem::new(Code::BadBody, "the body could not be read to its end: send it again"),
    })
}

/// A value from JSON: what cannot be read at all is a bad request, what does not fit is told by its place.
fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    // Some programs put a byte-order mark before what they send.
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let malformed = |error: &serde_json::Error| {
        let detail = format!("the body is not JSON: {error}");
        Problem::new(Code::MalformedJson, detail)
    };
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        if !error.inner().is_data() {
            // What is no word where a word is due, or a number beyond all numbers, is told as if it could not be read.
            if serde_json::from_slice::<IgnoredAny>(body).is_err() {
                return malformed(error.inner());
            }
            let why = error.inner().to_string();
            let detail = format!("this value does not fit here ({})", without_place(&why));
            return Problem::bad_value(pointer(error.path()), detail);
        }
        Problem::bad_value(pointer(error.path()), without_place(&error.inner().to_string()))
    })?;
    reader.end().map_err(|error| malformed(&error))?;
    Ok(value)
}

/// A path as a JSON pointer (RFC 6901).
fn pointer(path: &serde_path_to_error::Path) -> String {
    let part = |segment: &Segment| match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
        Segment::Enum { .. } | Segment::Unknown => String::new(),
    };
    path.iter().map(part).collect()
}

/// A message without the line and column at its end, which say less than the pointer.
fn without_place(message: &str) -> &str {
    message.rsplit_once(" at line ").map_or(message, |(text, _)| text)
}

fn header_text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, Problem> {
    let value = headers.get(name).map(|value| value.to_str());
    value.transpose().map_err(|_| bad_header(name.as_str(), "give visible ASCII characters only"))
}

fn bad_header(name: &str, hint: &str) -> Problem {
    Problem::new(Code::BadHeader, format!("the header {name} will not do: {hint}"))
}

#[cfg(test)]
mod tests {
    use super::{IfMatch, JsonBody, MaybeIfMatch, NO_REVISION, PathId, Query};
    use crate::Problem;
    use axum::Router;
    use axum::body::Body;
    use axum::http::Request;
    use axum::routing::{get, post};
    use serde::Deserialize;
    use service::Expected;
    use store::{CandidateId, SearchId};
    use tower::ServiceExt;

    const ID: &str = "01932c07-73c1-7cc6-a15f-4d1e3a5b6c7d";

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Given {
        list: Vec<u8>,
    }

    fn router() -> Router {
        Router::new()
            .route("/one/{id}", get(|PathId(id): PathId<SearchId>| async move { id.to_string() }))
            .route(
                "/two/{id}/{other}",
                get(|PathId((id, other)): PathId<(SearchId, CandidateId)>| async move { format!("{id} {other}") }),
            )
            .route("/match", get(|IfMatch(expected): IfMatch| async move { format!("{expected:?}") }))
            .route(
                "/maybe",
                get(|MaybeIfMatch(expected): MaybeIfMatch| async move { format!("{expected:?}") }),
            )
            .route("/query", get(|Query(given): Query<Vec<(String, u8)>>| async move { format!("{given:?}") }))
            .route("/json", post(|JsonBody(given): JsonBody<Given>| async move { format!("{:?}", given.list) }))
    }

    /// The status of an answer, with its text or with the detail and the first place of its problem.
    async fn answer(request: Request<Body>) -> (u16, String) {
        let response = router().oneshot(request).await.unwrap_or_default();
        let status = response.status().as_u16();
        if let Some(problem) = response.extensions().get::<Problem>() {
            let place = problem.errors.first().map(|bad| bad.pointer.clone());
            return (status, place.unwrap_or_else(|| problem.code.name().to_owned()));
        }
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap_or_default();
        (status, String::from_utf8_lossy(&bytes).into_owned())
    }

    async fn got(path: &str, header: Option<(&str, &str)>) -> (u16, String) {
        let request =
            header.into_iter().fold(Request::get(path), |request, (name, value)| request.header(name, value));
        answer(request.body(Body::empty()).unwrap_or_default()).await
    }

    #[tokio::test]
    async fn ids_are_read_and_what_is_none_names_nothing() {
        assert_eq!(got(&format!("/one/{ID}"), None).await, (200, ID.to_owned()));
        assert_eq!(got(&format!("/two/{ID}/{ID}"), None).await, (200, format!("{ID} {ID}")));
        for path in ["/one/nobody".to_owned(), format!("/two/{ID}/0"), format!("/two/%FF/{ID}")] {
            let (status, kind) = got(&path, None).await;
            assert_eq!((status, kind.as_str()), (404, "not_found"), "{path}");
        }
    }

    #[tokio::test]
    async fn a_change_says_what_it_was_made_from() {
        for (tag, expected) in [
            ("*", Expected::Any),
            ("\"7\"", Expected::Revision(7)),
            ("\"old\"", Expected::Revision(NO_REVISION)),
            ("W/\"7\"", Expected::Revision(7)),
            ("\"7\", W/\"old\"", Expected::OneOf([7, -1, -1, -1, -1, -1, -1, -1])),
        ] {
            assert_eq!(got("/match", Some(("If-Match", tag))).await, (200, format!("{expected:?}")), "{tag}");
        }
        for tag in ["7", "", "\"7\",", "W/7", "\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\""] {
            assert_eq!(got("/match", Some(("If-Match", tag))).await.0, 400, "{tag}");
        }
        assert_eq!(got("/match", None).await.0, 428);
        assert_eq!(got("/maybe", None).await, (200, "None".to_owned()));
    }

    #[tokio::test]
    async fn a_query_is_read_or_refused() {
        assert_eq!(got("/query?a=1&b=2", None).await, (200, "[(\"a\", 1), (\"b\", 2)]".to_owned()));
        assert_eq!(got("/query?a=x", None).await, (400, "bad_query".to_owned()));
    }

    #[tokio::test]
    async fn a_body_is_json_or_refused_with_the_place() {
        for (kind, body, expected) in [
            ("application/json", r#"{"list": [1, 2]}"#, (200, "[1, 2]")),
            ("application/json; charset=utf-8", r#"{"list": []}"#, (200, "[]")),
            ("application/json", "\u{feff}{\"list\": [7]}", (200, "[7]")),
            ("text/plain", r#"{"list": []}"#, (415, "not_json")),
            ("application/json", "{", (400, "malformed_json")),
            ("application/json", r#"{"list": []} more"#, (400, "malformed_json")),
            ("application/json", r#"{"list": [1, "x"]}"#, (422, "/list/1")),
        ] {
            let request = Request::post("/json").header("Content-Type", kind).body(Body::from(body));
            let (status, text) = answer(request.unwrap_or_default()).await;
            assert_eq!((status, text.as_str()), expected, "{body}");
        }
    }
}
