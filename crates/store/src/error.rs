use std::borrow::Cow;

/// Why the store could not do something.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database cannot be used now; the same request may succeed later.
    #[error("the database cannot be used now: {0}")]
    Unavailable(Unavailable, #[source] Option<sqlx::Error>),
    /// There is no room for more.
    #[error("the database has no room for more")]
    Full(#[source] sqlx::Error),
    /// What was to be written is there already.
    #[error("it is there already")]
    Taken,
    /// What was to be written points to something that is not there, or something else points to it.
    #[error("it belongs to something else")]
    InUse,
    /// What stands in the database cannot be read; a defect, or a hand in the file.
    #[error("{0} cannot be read from the database: {1}")]
    Unreadable(&'static str, String),
    /// The database will not do for this program.
    #[error("{0}")]
    Unsuitable(String),
    /// Anything else.
    #[error("the database refused: {0}")]
    Other(#[source] sqlx::Error),
}

/// Why the database cannot be used now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
    /// Someone else holds it for too long.
    #[error("it is locked by another program")]
    Locked,
    /// It can be read, but not written.
    #[error("it cannot be written")]
    ReadOnly,
    /// It cannot be reached.
    #[error("it cannot be reached")]
    Gone,
}

// SQLite's primary result codes, and PostgreSQL's SQLSTATEs, by what they mean to us.
impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        let gone = |error| Self::Unavailable(Unavailable::Gone, Some(error));
        match &error {
            E::Database(cause) => {
                if cause.is_unique_violation() {
                    return Self::Taken;
                }
                if cause.is_foreign_key_violation() {
                    return Self::InUse;
                }
                let code = cause.code().unwrap_or(Cow::Borrowed(""));
                // PostgreSQL's have five characters, some of them all digits.
                if code.len() < 5
                    && let Ok(code) = code.parse::<u32>()
                {
                    // An extended code carries the primary one in its low byte.
                    return match code & 0xff {
                        5 | 6 => Self::Unavailable(Unavailable::Locked, Some(error)),
                        8 => Self::Unavailable(Unavailable::ReadOnly, Some(error)),
                        13 => Self::Full(error),
                        10 | 14 | 26 => gone(error),
                        _ => Self::Other(error),
                    };
                }
                match &*code {
                    "40001" | "40P01" | "55P03" | "57014" => {
                        Self::Unavailable(Unavailable::Locked, Some(error))
                    }
                    "25006" => Self::Unavailable(Unavailable::ReadOnly, Some(error)),
                    "53100" | "53200" => Self::Full(error),
                    "53300" | "55000" | "57P01" | "57P02" | "57P03" | "3D000" => gone(error),
                    code if code.starts_with("08") => gone(error),
                    _ => Self::Other(error),
                }
            }
            E::Io(_) | E::Tls(_) | E::PoolTimedOut | E::PoolClosed | E::WorkerCrashed => gone(error),
            _ => Self::Other(error),
        }
    }
}
