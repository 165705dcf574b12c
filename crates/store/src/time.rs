use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;

/// A moment in UTC to the microsecond, such as `2026-11-23T09:00:00.000000Z`: always 27 characters, so that the order
/// of the texts is the order of the moments in every database.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type, ToSchema,
)]
#[sqlx(transparent)]
#[serde(try_from = "String")]
#[schema(value_type = String, format = DateTime, example = "2026-11-23T09:00:00.000000Z")]
pub struct Timestamp(String);

const MICROS_PER_SECOND: i64 = 1_000_000;

impl Timestamp {
    /// The moment this many microseconds after 1970 began. Moments outside the years 0 to 9999 are taken to be at that
    /// range's ends.
    #[must_use]
    pub fn from_micros(micros: i64) -> Self {
        let first = -62_167_219_200 * MICROS_PER_SECOND;
        let last = 253_402_207_200 * MICROS_PER_SECOND;
        let moment = jiff::Timestamp::from_microsecond(micros.clamp(first, last)).unwrap_or_default();
        Self(format!("{moment:.6}"))
    }

    /// Microseconds since 1970 began.
    #[must_use]
    pub fn micros(&self) -> i64 {
        self.0.parse::<jiff::Timestamp>().map_or(0, jiff::Timestamp::as_microsecond)
    }

    /// The moment this many seconds later, or earlier.
    #[must_use]
    pub fn plus_seconds(&self, seconds: i64) -> Self {
        Self::from_micros(self.micros().saturating_add(seconds.saturating_mul(MICROS_PER_SECOND)))
    }

    /// The moment as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Timestamp {
    type Error = jiff::Error;

    fn try_from(text: String) -> Result<Self, jiff::Error> {
        text.parse::<jiff::Timestamp>().map(|moment| Self::from_micros(moment.as_microsecond()))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_sort_as_moments_do() {
        let moments = [i64::MIN, -1, 0, 1, 500_000, 500_001, 1_000_000, 1_763_888_400_000_000, i64::MAX];
        let texts: Vec<Timestamp> = moments.iter().map(|&micros| Timestamp::from_micros(micros)).collect();
        assert!(texts.is_sorted());
        assert!(texts.iter().all(|text| text.as_str().len() == 27), "{texts:?}");
        assert_eq!(texts[2].as_str(), "1970-01-01T00:00:00.000000Z");
        assert_eq!(texts[7].micros(), moments[7]);
    }
}
