//! The machine's clock and its source of chance.

use service::{Clock, Rng, Surroundings};
use std::time::{SystemTime, UNIX_EPOCH};

/// The machine's own.
pub(super) fn surroundings() -> Surroundings {
    Surroundings::new(MachineClock, MachineRng)
}

struct MachineClock;

impl Clock for MachineClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine for the time")]
    fn micros(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
    }
}

struct MachineRng;

impl Rng for MachineRng {
    fn fill(&self, bytes: &mut [u8]) {
        // Without chance no secret is safe: it is better to end than to go on.
        if getrandom::fill(bytes).is_err() {
            std::process::abort();
        }
    }
}
