//! Errors as HTTP says them (RFC 9457). This is the one place where they meet status codes.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Serialize, Serializer};
use service::{Code, Error};
use store::{Error as StoreError, Unavailable};
use utoipa::ToSchema;

/// How long to wait before a database that cannot be used is asked again.
const RETRY_SECONDS: i64 = 2;

/// Why a request was not done, as the client is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// `urn:counterpart:error:` and a stable code.
    #[serde(rename = "type", serialize_with = "urn")]
    #[schema(value_type = String, example = "urn:counterpart:error:not_found")]
    pub code: Code,
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
    /// A problem with the status that its code has.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        let problem = Self {
            code,
            title: String::new(),
            status: 0,
            detail: detail.into(),
            errors: Vec::new(),
            request_id: String::new(),
            retry_after: None,
            cause: None,
        };
        problem.with_status(status_of(code))
    }

    /// The same with another status: some codes say only that the framework below us refused the request.
    pub(crate) fn with_status(self, status: StatusCode) -> Self {
        let title = status.canonical_reason().unwrap_or("Error").to_owned();
        Self { title, status: status.as_u16(), ..self }
    }

    /// A value of the request will not do.
    pub(crate) fn bad_value(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Error::invalid(pointer, detail).into()
    }
}

/// The one place where codes meet status codes.
fn status_of(code: Code) -> StatusCode {
    match code {
        Code::MalformedJson
        | Code::BadBody
        | Code::BadQuery
        | Code::BadHeader
        | Code::BadForm
        | Code::Refused => StatusCode::BAD_REQUEST,
        Code::NotSignedIn => StatusCode::UNAUTHORIZED,
        Code::Denied | Code::JudgementFirst | Code::ConfirmFirst | Code::ForeignForm => StatusCode::FORBIDDEN,
        Code::NotFound | Code::NoLink => StatusCode::NOT_FOUND,
        Code::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        Code::Stale => StatusCode::PRECONDITION_FAILED,
        Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::NotJson | Code::NoFileOfPeople => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Code::Invalid | Code::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
        Code::IfMatchMissing => StatusCode::PRECONDITION_REQUIRED,
        Code::Throttled | Code::TooBusy => StatusCode::TOO_MANY_REQUESTS,
        Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        Code::Unavailable | Code::NotReady => StatusCode::SERVICE_UNAVAILABLE,
        Code::Full => StatusCode::INSUFFICIENT_STORAGE,
        // Whatever else there is does not go together with what is there.
        _ => StatusCode::CONFLICT,
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let code = error.code();
        let problem = Self::new(code, detail(&error));
        match error {
            Error::Throttled { seconds } | Error::TooBusy { seconds } => {
                Self { retry_after: Some(seconds.max(1)), ..problem }
            }
            Error::Invalid(values) => {
                let errors =
                    values.into_iter().map(|bad| BadValue { pointer: bad.pointer, detail: bad.detail });
                Self { errors: errors.collect(), ..problem }
            }
            Error::Store(StoreError::Taken | StoreError::InUse) => problem,
            Error::Store(_) | Error::Internal { .. } => {
                let retry_after = (code == Code::Unavailable).then_some(RETRY_SECONDS);
                Self { retry_after, cause: Some(error.chain()), ..problem }
            }
            _ => problem,
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Error::from(error).into()
    }
}

/// What the client is told of an error: of the database and of our defects, no more than what to do.
fn detail(error: &Error) -> String {
    let words = match error {
        Error::Invalid(_) => "some of what was given will not do",
        Error::Store(StoreError::Unavailable(Unavailable::Locked, _)) => {
            "the database is busy; nothing was changed. Try again in a moment"
        }
        Error::Store(StoreError::Unavailable(Unavailable::ReadOnly, _)) => {
            "the database cannot be written at the moment; nothing was changed. Try again later"
        }
        Error::Store(StoreError::Unavailable(Unavailable::Gone, _)) => {
            "the database cannot be reached at the moment. Try again later"
        }
        Error::Store(StoreError::Full(_)) => {
            "there is no room for more on the server; nothing was changed. Tell your administrator"
        }
        Error::Store(StoreError::Taken) => "this is there already",
        Error::Store(StoreError::InUse) => "something else refers to this, or what this refers to is gone",
        Error::Store(_) | Error::Internal { .. } => {
            "something went wrong on our side; nothing was changed. Try again, and if it happens again tell your \
             administrator the request id"
        }
        _ => return error.to_string(),
    };
    words.to_owned()
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

fn urn<S: Serializer>(code: &Code, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("urn:counterpart:error:{code}"))
}
