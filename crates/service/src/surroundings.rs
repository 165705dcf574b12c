use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use store::Timestamp;
use uuid::Uuid;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Microseconds since 1970 began.
    fn micros(&self) -> i64;
}

/// Gives bytes that nobody can foretell.
pub trait Rng: Send + Sync {
    /// Fills all of the bytes.
    fn fill(&self, bytes: &mut [u8]);
}

/// An email to be sent by mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    /// The address that it goes to.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// Why an email was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTaken {
    /// Whether it would not be taken another time either.
    pub is_final: bool,
    /// Why, in words.
    pub words: String,
}

/// Whether an email was taken, once that is known.
pub type Taken<'a> = Pin<Box<dyn Future<Output = Result<(), NotTaken>> + Send + 'a>>;

/// Takes emails to be delivered.
pub trait Mailer: Send + Sync {
    /// Hands an email over.
    fn take<'a>(&'a self, email: &'a Email) -> Taken<'a>;
}

/// Why a document was not set on pages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSet {
    /// The program that sets pages is not there.
    #[error(
        "PDF needs the program counterpart-typeset, which is neither beside this one nor on the PATH. Build it once with: \
         cargo build --release -p counterpart-typeset. Every other format works without it"
    )]
    Missing,
    /// It took too long, and was ended.
    #[error("the PDF was not ready after {} seconds, and was given up", .0.as_secs())]
    TooLong(Duration),
    /// It was refused, for this reason.
    #[error("no PDF could be made: {0}")]
    Refused(String),
}

/// A document that was set on pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// What whoever gets it should know, such as that an email has no form in its fonts; mostly empty.
    pub note: String,
}

/// Sets documents on pages.
pub trait Typesetter: Send + Sync {
    /// Turns a document (`report::paper::Paper`, as JSON) into PDF, in bounded time. It keeps a thread busy meanwhile.
    fn set(&self, document: &[u8]) -> Result<Pages, NotSet>;
}

/// What the service takes from the machine that it runs on. Passed in, so that a test can hold it still.
#[derive(Clone)]
pub struct Surroundings {
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Rng>,
    mailer: Option<Arc<dyn Mailer>>,
    typesetter: Option<Arc<dyn Typesetter>>,
}

impl Surroundings {
    /// A clock and a source of chance.
    pub fn new(clock: impl Clock + 'static, chance: impl Rng + 'static) -> Self {
        Self { clock: Arc::new(clock), chance: Arc::new(chance), mailer: None, typesetter: None }
    }

    /// With a way to send mail.
    #[must_use]
    pub fn with_mailer(self, mailer: impl Mailer + 'static) -> Self {
        Self { mailer: Some(Arc::new(mailer)), ..self }
    }

    /// The way to send mail, where there is one.
    #[must_use]
    pub fn mailer(&self) -> Option<&dyn Mailer> {
        self.mailer.as_deref()
    }

    /// With a way to set pages.
    #[must_use]
    pub fn with_typesetter(self, typesetter: impl Typesetter + 'static) -> Self {
        Self { typesetter: Some(Arc::new(typesetter)), ..self }
    }

    /// Turns a document (`report::paper::Paper`, as JSON) into PDF. It keeps a thread busy meanwhile: not for a thread
    /// that answers requests.
    pub fn typeset(&self, document: &[u8]) -> Result<Pages, NotSet> {
        self.typesetter.as_ref().ok_or(NotSet::Missing)?.set(document)
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.clock.micros())
    }

    /// Microseconds since 1970 began, to measure with.
    #[must_use]
    pub fn micros(&self) -> i64 {
        self.clock.micros()
    }

    /// Bytes that nobody can foretell.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.chance.fill(&mut bytes);
        bytes
    }

    /// A new id. Ids sort by the time they were made.
    #[must_use]
    pub fn id<Id: From<Uuid>>(&self) -> Id {
        let millis = self.clock.micros().max(0).unsigned_abs() / 1_000;
        Id::from(uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid())
    }
}

impl fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Surroundings")
    }
}
