use crate::packs::SigningKey;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
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

/// What the service takes from the machine that it runs on. Passed in, so that a test can hold it still.
#[derive(Clone)]
pub struct Surroundings {
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Rng>,
    mailer: Option<Arc<dyn Mailer>>,
    fonts: pdf::Fonts,
    files_key: Option<[u8; 32]>,
    signing_key: Option<Arc<SigningKey>>,
}

impl Surroundings {
    /// A clock and a source of chance.
    pub fn new(clock: impl Clock + 'static, chance: impl Rng + 'static) -> Self {
        Self {
            clock: Arc::new(clock),
            chance: Arc::new(chance),
            mailer: None,
            fonts: pdf::Fonts::default(),
            files_key: None,
            signing_key: None,
        }
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

    /// With the key that candidates' files are encrypted with.
    #[must_use]
    pub fn with_files_key(self, key: [u8; 32]) -> Self {
        Self { files_key: Some(key), ..self }
    }

    /// The key that candidates' files are encrypted with, where there is one.
    #[must_use]
    pub fn files_key(&self) -> Option<&[u8; 32]> {
        self.files_key.as_ref()
    }

    /// With a key to sign evidence packs with.
    #[must_use]
    pub fn with_signing_key(self, key: SigningKey) -> Self {
        Self { signing_key: Some(Arc::new(key)), ..self }
    }

    /// The key to sign evidence packs with, where there is one.
    #[must_use]
    pub fn signing_key(&self) -> Option<&Arc<SigningKey>> {
        self.signing_key.as_ref()
    }

    /// With fonts for letters that those in the program lack.
    #[must_use]
    pub fn with_fonts(self, fonts: pdf::Fonts) -> Self {
        Self { fonts, ..self }
    }

    /// The fonts that documents are set in.
    #[must_use]
    pub fn fonts(&self) -> &pdf::Fonts {
        &self.fonts
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
        self.id_as_of(&self.now())
    }

    /// A new id that sorts as if it had been made at another time.
    #[must_use]
    pub fn id_as_of<Id: From<Uuid>>(&self, moment: &Timestamp) -> Id {
        let millis = moment.micros().max(0).unsigned_abs() / 1_000;
        Id::from(uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid())
    }
}

impl fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Surroundings")
    }
}
