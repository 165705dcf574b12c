use crate::row::text_column;
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;

/// A moment in UTC to the microsecond, such as `2026-11-23T09:00:00.000000Z`: always 27 characters, so that the order
/// of the texts is the order of the moments in every database.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, format = DateTime, example = "2026-11-23T09:00:00.000000Z")]
pub struct Timestamp(String);

text_column! { Timestamp, moment => Self(moment) }

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

    /// The beginning of its day.
    #[must_use]
    pub fn day(&self) -> Self {
        const MICROS_PER_DAY: i64 = 24 * 60 * 60 * MICROS_PER_SECOND;
        let micros = self.micros();
        Self::from_micros(micros - micros.rem_euclid(MICROS_PER_DAY))
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

/// A day, such as `2026-11-23`: always 10 characters, so that the order of the texts is the order of the days.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, format = Date, example = "2026-11-23")]
pub struct Day(String);

text_column! { Day, day => Self(day) }

/// What was given is not a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a day is written as 2026-11-23")]
pub struct NotADay;

impl Day {
    /// The day on which a moment is, in UTC.
    #[must_use]
    pub fn of(moment: &Timestamp) -> Self {
        Self(moment.as_str()[..10].to_owned())
    }

    /// The same day so many months later; the last of the month where that has no such day.
    #[must_use]
    pub fn plus_months(&self, months: u8) -> Self {
        let span = jiff::Span::new().months(i64::from(months));
        let later = self.0.parse::<jiff::civil::Date>().map(|day| day.saturating_add(span));
        later.map_or_else(|_| self.clone(), |day| Self(day.to_string()))
    }

    /// The day so many days later, or earlier.
    #[must_use]
    pub fn plus_days(&self, days: i64) -> Self {
        let later =
            self.0.parse::<jiff::civil::Date>().map(|day| day.saturating_add(jiff::Span::new().days(days)));
        later.map_or_else(|_| self.clone(), |day| Self(day.to_string()))
    }

    /// The day as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        // Only the usual form: the same day never has two texts.
        let day = text.parse::<jiff::civil::Date>().map_err(|_| NotADay)?.to_string();
        if day == text && day.len() == 10 { Ok(Self(day)) } else { Err(NotADay) }
    }
}

impl TryFrom<String> for Day {
    type Error = NotADay;

    fn try_from(text: String) -> Result<Self, NotADay> {
        text.parse()
    }
}

impl fmt::Display for Day {
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

    #[test]
    fn days_have_one_text_each() {
        let day: Day = "2026-11-30".parse().unwrap();
        assert_eq!(day.plus_months(3).as_str(), "2027-02-28");
        assert_eq!(day.plus_months(24).as_str(), "2028-11-30");
        assert_eq!(Day::of(&Timestamp::from_micros(0)).as_str(), "1970-01-01");
        for text in ["2026-02-30", "20261130", "2026-11-30T09:00", " 2026-11-30", "-002026-11-30", "", "soon"]
        {
            assert_eq!(text.parse::<Day>(), Err(NotADay), "{text}");
        }
    }
}
