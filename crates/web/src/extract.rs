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
use service::{Caller, Code, Expected, tokens};

/// The header that makes a repeated request harmless.
pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The request's id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestId(pub(crate) String);

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
        Ok(Self(Caller { actor, request, key }))
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
        pattern = "^(\\*|\"[0-9]+\")$",
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
    #[param(rename = "If-Match", max_length = 200, pattern = "^(\\*|\"[0-9]+\")$", example = "\"3\"")]
    if_match: Option<String>,
}

/// The header of what is removed, for the description of the API.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "it only describes")]
pub(crate) struct IfMatchWhereGiven {
    /// The ETag of what was read; where it is given, the removal is refused where it is another by now.
    #[param(rename = "If-Match", max_length = 200, pattern = "^(\\*|\"[0-9]+\")$", example = "\"3\"")]
    if_match: Option<String>,
}

impl FromRequestParts<Web> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Problem> {
        let MaybeIfMatch(expected) = MaybeIfMatch::from_request_parts(parts, web).await?;
        expected.map(Self).ok_or_else(|| service::Error::Unconditional.into())
    }
}

/// The revision that a change was made from, where that is said.
#[derive(Debug)]
pub(crate) struct MaybeIfMatch(pub(crate) Option<Expected>);

impl FromRequestParts<Web> for MaybeIfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Result<Self, Problem> {
        let Some(text) = header_text(&parts.headers, &header::IF_MATCH)? else {
            return Ok(Self(None));
        };
        let text = text.trim();
        if text == "*" {
            return Ok(Self(Some(Expected::Any)));
        }
        let tag = text.strip_prefix("W/").unwrap_or(text);
        let tag = tag.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let tag =
            tag.ok_or_else(|| bad_header("If-Match", "give the ETag as it was read, with its quotes"))?;
        // What is not one of our ETags cannot be the present one.
        let revision = if text.starts_with('"') { tag.parse().unwrap_or(-1) } else { -1 };
        Ok(Self(Some(Expected::Revision(revision))))
    }
}

/// What is in the path. An id that cannot be one is the id of nothing.
#[derive(Debug)]
pub(crate) struct PathId<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Web> for PathId<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Problem> {
        let found = Path::<T>::from_request_parts(parts, web).await;
        found.map(|Path(value)| Self(value)).map_err(|_| service::Error::NotFound("thing").into())
    }
}

/// What is in the query.
#[derive(Debug)]
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<Web> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Problem> {
        axum::extract::Query::<T>::from_request_parts(parts, web)
            .await
            .map(|axum::extract::Query(value)| Self(value))
            .map_err(|error| Problem::new(Code::BadQuery, error.body_text()))
    }
}

/// The body, as JSON.
#[derive(Debug)]
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Web> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Problem> {
        let kind = header_text(request.headers(), &header::CONTENT_TYPE)?.unwrap_or("");
        let kind = kind.split(';').next().unwrap_or("").trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(Problem::new(
                Code::NotJson,
                "send JSON, with the header Content-Type: application/json",
            ));
        }
        let body = body(request, web).await?;
        parse(&body).map(Self)
    }
}

/// The body, whole and within its bounds.
pub(crate) async fn body(request: Request, web: &Web) -> Result<Bytes, Problem> {
    Bytes::from_request(request, web).await.map_err(|error| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::new(Code::TooLarge, "the body is larger than this place takes")
        }
        _ => Problem::new(Code::BadBody, "the body could not be read to its end: send it again"),
    })
}

/// A value from JSON: what cannot be read at all is a bad request, what does not fit is told by its place.
fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
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
