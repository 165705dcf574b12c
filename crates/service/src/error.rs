mod code;

pub use code::Code;

use fit::Problem;
use std::borrow::Cow;
use std::fmt;
use store::Error as StoreError;

/// An error of any kind.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why something was not done. Each has a stable code and words for the user.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is known by what was shown.
    #[error("sign in: {0}")]
    NotSignedIn(&'static str),
    /// The actor may not.
    #[error("{detail}")]
    Denied {
        /// The reason.
        code: Code,
        /// In words.
        detail: String,
    },
    /// There is none, or none that the actor may see.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// It has changed since it was read.
    #[error("it has changed since you read it: read it again, and repeat your change on what it is now")]
    Stale,
    /// A change of what is there does not say what it was made from.
    #[error("send the header If-Match with the ETag of what you read, so that nobody's change is lost")]
    Unconditional,
    /// It does not go together with what is there.
    #[error("{detail}")]
    Conflict {
        /// The reason.
        code: Code,
        /// In words.
        detail: String,
    },
    /// What was given will not do.
    #[error("{}", list(.0))]
    Invalid(Vec<Invalid>),
    /// The key was used for another request.
    #[error("this Idempotency-Key was used for another request: use a new key for a new request")]
    KeyReused,
    /// Too many attempts.
    #[error("too many attempts: wait {seconds} seconds and try again")]
    Throttled {
        /// How long to wait.
        seconds: i64,
    },
    /// The user asks for too much to be computed at once.
    #[error("two of your computations are not done yet: wait until one is, and try again")]
    TooBusy {
        /// After how long to try again.
        seconds: i64,
    },
    /// The store could not.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A defect. What is said of it is for the log alone.
    #[error("{doing}")]
    Internal {
        /// What was being done.
        doing: Cow<'static, str>,
        /// What went wrong, if anything but this program says so.
        source: Option<BoxError>,
    },
}

impl Error {
    /// The stable code for it.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::NotSignedIn(_) => Code::NotSignedIn,
            Self::Denied { code, .. } | Self::Conflict { code, .. } => *code,
            Self::NotFound(_) => Code::NotFound,
            Self::Stale => Code::Stale,
            Self::Unconditional => Code::IfMatchMissing,
            Self::Invalid(_) => Code::Invalid,
            Self::KeyReused => Code::KeyReused,
            Self::TooBusy { .. } => Code::TooBusy,
            Self::Throttled { .. } => Code::Throttled,
            Self::Store(StoreError::Unavailable(..)) => Code::Unavailable,
            Self::Store(StoreError::Full(_)) => Code::Full,
            Self::Store(StoreError::Taken) => Code::Taken,
            Self::Store(StoreError::InUse) => Code::InUse,
            Self::Store(_) | Self::Internal { .. } => Code::Internal,
        }
    }

    /// The actor may not.
    pub fn denied(detail: impl Into<String>) -> Self {
        Self::Denied { code: Code::Denied, detail: detail.into() }
    }

    /// It does not go together with what is there.
    pub fn conflict(code: Code, detail: impl Into<String>) -> Self {
        Self::Conflict { code, detail: detail.into() }
    }

    /// A defect that this program found itself.
    pub fn defect(what: impl Into<Cow<'static, str>>) -> Self {
        Self::Internal { doing: what.into(), source: None }
    }

    /// What should have worked did not: what was being done, and what went wrong.
    pub fn failed(doing: impl Into<Cow<'static, str>>, source: impl Into<BoxError>) -> Self {
        Self::Internal { doing: doing.into(), source: Some(source.into()) }
    }

    /// The same for `map_err`.
    pub fn internal<E: Into<BoxError>>(doing: &'static str) -> impl Fn(E) -> Self + Copy {
        move |source| Self::failed(doing, source)
    }

    /// An error with everything that caused it, for the log.
    #[must_use]
    pub fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        text
    }

    /// One value will not do.
    pub fn invalid(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![Invalid { pointer: pointer.into(), detail: detail.into() }])
    }
}

/// A value that will not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// Where it stands in what was given, as a JSON pointer.
    pub pointer: String,
    /// What is wrong with it, and what would do.
    pub detail: String,
}

impl Invalid {
    /// A problem that the model or a reader found, at a place in what was given.
    #[must_use]
    pub fn of(pointer: impl Into<String>, problem: &Problem) -> Self {
        let place = if problem.place.is_empty() { String::new() } else { format!("{}: ", problem.place) };
        Self { pointer: pointer.into(), detail: format!("{place}{}; {}", problem.found, problem.hint) }
    }

    /// The error that problems at one place make.
    pub(crate) fn all_of(pointer: &str, problems: &[Problem]) -> Error {
        Error::Invalid(problems.iter().map(|problem| Self::of(pointer, problem)).collect())
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer, self.detail)
    }
}

fn list(problems: &[Invalid]) -> String {
    problems.iter().map(Invalid::to_string).collect::<Vec<_>>().join("; ")
}
