//! How a placement stands, from all that is recorded of it.

use super::RecordedOutcome;
use serde::{Deserialize, Serialize};
use store::Day;
use store::outcomes::{Ending, OutcomeKind, Who};
use utoipa::ToSchema;

/// Whether they still worked together so long after they began.
pub type TogetherAt = Option<bool>;

/// How a placement stands.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
pub struct Standing {
    /// When they began; null where that is not recorded.
    pub started_on: Option<Day>,
    /// When the COO left; null where they are there still, as far as is recorded.
    pub left_on: Option<Day>,
    /// How it ended.
    pub ending: Option<Ending>,
    /// Whether they still worked together after a year; null where nobody knows yet.
    pub is_together_12: TogetherAt,
    /// After two years.
    pub is_together_24: TogetherAt,
    /// The board's newest rating, 0 to 100.
    pub board_rating: Option<f64>,
    /// The mean of all pulses, 0 to 100: first over those of each of the two, then over both.
    pub pulse: Option<f64>,
    /// How many pulses that is.
    pub n_pulses: usize,
}

/// The standing by outcomes in force, in the order in which they happened.
///
/// What was said of 12 and 24 months counts. Where nothing was said, it follows from when they began and when the COO left,
/// once both are known.
pub(crate) fn standing_of(outcomes: &[RecordedOutcome]) -> Standing {
    let of = |kind| outcomes.iter().rev().find(move |outcome| outcome.kind == kind);
    let (started, left) = (of(OutcomeKind::Started), of(OutcomeKind::Left));
    let together = |kind, months| {
        let told = of(kind).and_then(|outcome| outcome.is_together);
        told.or_else(|| Some(left?.on >= started?.on.plus_months(months)))
    };
    let pulses = |who| {
        let of_one = outcomes.iter().filter(move |o| o.kind == OutcomeKind::Pulse && o.who == Some(who));
        of_one.filter_map(|outcome| outcome.rating).collect::<Vec<f64>>()
    };
    let sides = [pulses(Who::Ceo), pulses(Who::Coo)];
    let means: Vec<f64> = sides.iter().filter_map(|side| mean(side)).collect();
    Standing {
        started_on: started.map(|outcome| outcome.on.clone()),
        left_on: left.map(|outcome| outcome.on.clone()),
        ending: left.and_then(|outcome| outcome.ending),
        is_together_12: together(OutcomeKind::Together12, 12),
        is_together_24: together(OutcomeKind::Together24, 24),
        board_rating: of(OutcomeKind::BoardRating).and_then(|outcome| outcome.rating),
        pulse: mean(&means),
        n_pulses: sides.iter().map(Vec::len).sum(),
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(kind: OutcomeKind, on: &str) -> RecordedOutcome {
        RecordedOutcome {
            id: Default::default(),
            decision_id: Default::default(),
            kind,
            on: on.parse().unwrap(),
            ending: None,
            is_together: None,
            rating: None,
            who: None,
            wave: None,
            conditions: None,
            note: String::new(),
            recorded_by: Default::default(),
            recorded_by_name: String::new(),
            created_at: store::Timestamp::from_micros(0),
            withdrawn_at: None,
            withdrawn_by_name: None,
            withdrawn_reason: None,
        }
    }

    #[test]
    fn whether_they_are_together_follows_from_beginning_and_end() {
        let started = outcome(OutcomeKind::Started, "2026-01-31");
        assert_eq!(standing_of(std::slice::from_ref(&started)).is_together_12, None, "nobody knows yet");
        for (left, after) in
            [("2027-01-30", [false, false]), ("2027-01-31", [true, false]), ("2028-02-01", [true, true])]
        {
            let found = standing_of(&[started.clone(), outcome(OutcomeKind::Left, left)]);
            assert_eq!([found.is_together_12, found.is_together_24], after.map(Some), "{left}");
        }
        let told =
            RecordedOutcome { is_together: Some(true), ..outcome(OutcomeKind::Together12, "2027-02-01") };
        let found = standing_of(&[started, told]);
        assert_eq!([found.is_together_12, found.is_together_24], [Some(true), None], "what was said counts");
    }

    #[test]
    fn the_board_s_newest_rating_counts_and_both_sides_of_the_pulse_alike() {
        let rated =
            |kind, on, rating, who| RecordedOutcome { rating: Some(rating), who, ..outcome(kind, on) };
        let found = standing_of(&[
            rated(OutcomeKind::Pulse, "2026-05-01", 80.0, Some(Who::Ceo)),
            rated(OutcomeKind::BoardRating, "2026-06-01", 40.0, None),
            rated(OutcomeKind::Pulse, "2026-08-01", 60.0, Some(Who::Ceo)),
            rated(OutcomeKind::Pulse, "2026-08-01", 30.0, Some(Who::Coo)),
            rated(OutcomeKind::BoardRating, "2027-06-01", 55.0, None),
        ]);
        assert_eq!((found.board_rating, found.pulse, found.n_pulses), (Some(55.0), Some(50.0), 3));
        assert_eq!(standing_of(&[]), Standing::default());
    }
}
