use std::fmt;
use std::sync::Arc;
use store::Timestamp;
use uuid::Uuid;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Microseconds since 1970 began.
    fn micros(&self) -> i64;
}

/// Gives bytes that nobody can foretell.
pub trait Chance: Send + Sync {
    /// Fills all of the bytes.
    fn fill(&self, bytes: &mut [u8]);
}

/// What the service takes from the machine that it runs on. Passed in, so that a test can hold both still.
#[derive(Clone)]
pub struct Surroundings {
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
}

impl Surroundings {
    /// A clock and a source of chance.
    pub fn new(clock: impl Clock + 'static, chance: impl Chance + 'static) -> Self {
        Self { clock: Arc::new(clock), chance: Arc::new(chance) }
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
