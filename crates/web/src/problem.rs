//! Errors as HTTP says them (RFC 9457). This is the one place where they meet status codes.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use service::Error;
use store::Unavailable;
use utoipa::ToSchema;

/// How long to wait before a database that cannot be used is asked again.
const RETRY_SECONDS: i64 = 2;

/// Why a request was not done, as the client is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// `urn:counterpart:error:` and a stable code.
    #[serde(rename = "type")]
    #[schema(example = "urn:counterpart:error:not_found")]
    pub kind: String,
    /// What kind of problem it is.
    pub title: String,
    /// The status code.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What happened, and what to do.
    pub detail: String,
    /// Which values will not do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<BadValue>,
    /// The request's id, for whoever looks into the logs.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub request_id: String,
    #[serde(skip)]
    pub(crate) retry_after: Option<i64>,
    /// What the log says and the client does not hear.
    #[serde(skip)]
    pub(crate) cause: Option<String>,
}

/// A value that will not do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BadValue {
    /// Where it stands in the request, as a JSON pointer.
    pub pointer: String,
    /// What is wrong with it, and what would do.
    pub detail: String,
}

impl Problem {
    /// A problem with a stable code.
    pub(crate) fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:counterpart:error:{code}"),
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            errors: Vec::new(),
            request_id: String::new(),
            retry_after: None,
            cause: None,
        }
    }

    /// A value of the request will not do.
    pub(crate) fn bad_value(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Error::invalid(pointer, detail).into()
    }

    fn unavailable(detail: &str, cause: &store::Error) -> Self {
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail);
        Self { retry_after: Some(RETRY_SECONDS), cause: Some(told(cause)), ..problem }
    }

    fn defect(cause: String) -> Self {
        let detail = "something went wrong on our side; nothing was changed. Try again, and if it happens again tell \
                      your administrator the request id";
        Self { cause: Some(cause), ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail) }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        use StatusCode as S;
        let detail = error.to_string();
        match error {
            Error::NotSignedIn(_) => Self::new(S::UNAUTHORIZED, "not_signed_in", detail),
            Error::Denied { code, .. } => Self::new(S::FORBIDDEN, code, detail),
            Error::NotFound(_) => Self::new(S::NOT_FOUND, "not_found", detail),
            Error::Unconditional => Self::new(S::PRECONDITION_REQUIRED, "if_match_missing", detail),
            Error::Stale => Self::new(S::PRECONDITION_FAILED, "stale", detail),
            Error::Conflict { code, .. } => Self::new(S::CONFLICT, code, detail),
            Error::KeyReused => Self::new(S::UNPROCESSABLE_ENTITY, "key_reused", detail),
            Error::Throttled { seconds } => Self {
                retry_after: Some(seconds.max(1)),
                ..Self::new(S::TOO_MANY_REQUESTS, "throttled", detail)
            },
            Error::Invalid(values) => {
                let errors =
                    values.into_iter().map(|bad| BadValue { pointer: bad.pointer, detail: bad.detail });
                let problem =
                    Self::new(S::UNPROCESSABLE_ENTITY, "invalid", "some of what was given will not do");
                Self { errors: errors.collect(), ..problem }
            }
            Error::Store(error) => error.into(),
            Error::Internal(cause) => Self::defect(cause),
        }
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        let unavailable = |detail| Self::unavailable(detail, &error);
        match &error {
            store::Error::Unavailable(Unavailable::Locked, _) => {
                unavailable("the database is busy; nothing was changed. Try again in a moment")
            }
            store::Error::Unavailable(Unavailable::ReadOnly, _) => unavailable(
                "the database cannot be written at the moment; nothing was changed. Try again later",
            ),
            store::Error::Unavailable(Unavailable::Gone, _) => {
                unavailable("the database cannot be reached at the moment. Try again later")
            }
            store::Error::Full(_) => Self {
                cause: Some(told(&error)),
                ..Self::new(
                    StatusCode::INSUFFICIENT_STORAGE,
                    "full",
                    "there is no room for more on the server; nothing was changed. Tell your administrator",
                )
            },
            store::Error::Taken => Self::new(StatusCode::CONFLICT, "taken", "this is there already"),
            store::Error::InUse => Self::new(
                StatusCode::CONFLICT,
                "in_use",
                "something else refers to this, or what this refers to is gone",
            ),
            _ => Self::defect(told(&error)),
        }
    }
}

impl IntoResponse for Problem {
    /// The status only, with the problem beside it: `edge` writes it out as whoever asked reads it.
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"counterpart\""));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// An error with what caused it.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
