//! Outcomes in words.

use service::outcomes::{RecordedOutcome, Standing};
use store::outcomes::{Ending, OutcomeKind, Wave, Who};

/// What a kind of outcome is called where it can be recorded.
pub(super) fn kind(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Started => "They began",
        OutcomeKind::Left => "The COO left",
        OutcomeKind::Together12 => "Together after 12 months",
        OutcomeKind::Together24 => "Together after 24 months",
        OutcomeKind::BoardRating => "The board’s rating",
        OutcomeKind::Pulse => "A pulse",
    }
}

/// What to know before it is recorded.
pub(super) fn hint(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Started => "The first day of the COO. 12 and 24 months are counted from it.",
        OutcomeKind::Left => {
            "The last day, and how it ended. Say what counts as a success before you look at what can be learnt: a COO who \
             left to lead another company may have been the best of all."
        }
        OutcomeKind::Together12 | OutcomeKind::Together24 => {
            "Whether the two still worked together then. It need not be recorded where both the beginning and the end are."
        }
        OutcomeKind::BoardRating => {
            "How the board rates the partnership, from 0 to 100. Ask before the board sees a score. The newest rating counts."
        }
        OutcomeKind::Pulse => {
            "Five sentences that the CEO and the COO each answer, after 100 days and then every half year."
        }
    }
}

/// How it ended.
pub(super) fn ending(ending: Ending) -> &'static str {
    match ending {
        Ending::Promoted => "Promoted, here or elsewhere",
        Ending::OwnWish => "By the COO’s own wish",
        Ending::CompanyWish => "By the wish of the company, its board or its CEO",
        Ending::CompanyChanged => "The company changed so that the post went",
        Ending::Health => "Illness, family or age",
        Ending::Other => "Otherwise",
    }
}

/// Who answers a pulse.
pub(super) fn who(who: Who) -> &'static str {
    match who {
        Who::Ceo => "The CEO",
        Who::Coo => "The COO",
    }
}

/// When a pulse is taken.
pub(super) fn wave(wave: Wave) -> &'static str {
    match wave {
        Wave::Day100 => "after 100 days",
        Wave::Month6 => "after 6 months",
        Wave::Month12 => "after 12 months",
        Wave::Month18 => "after 18 months",
        Wave::Month24 => "after 24 months",
        Wave::Month30 => "after 30 months",
        Wave::Month36 => "after 36 months",
        Wave::Month42 => "after 42 months",
        Wave::Month48 => "after 48 months",
        Wave::Month54 => "after 54 months",
        Wave::Month60 => "after 60 months",
    }
}

/// An outcome in a line.
pub(super) fn outcome(outcome: &RecordedOutcome) -> String {
    let points = outcome.rating.map_or_else(String::new, |rating| format!("{rating:.0}"));
    match outcome.kind {
        OutcomeKind::Started => "They began to work together".to_owned(),
        OutcomeKind::Left => {
            let how = outcome.ending.map_or("", ending);
            format!("The COO left. {how}")
        }
        OutcomeKind::Together12 => together(outcome, 12),
        OutcomeKind::Together24 => together(outcome, 24),
        OutcomeKind::BoardRating => format!("The board rates the partnership {points} of 100"),
        OutcomeKind::Pulse => {
            let (by, when) = (outcome.who.map_or("", who), outcome.wave.map_or("", wave));
            format!("{by}’s pulse {when}: {points} of 100")
        }
    }
}

fn together(outcome: &RecordedOutcome, months: u8) -> String {
    match outcome.is_together {
        Some(false) => format!("No longer together after {months} months"),
        _ => format!("Still together after {months} months"),
    }
}

/// How a placement stands, as terms and values.
pub(super) fn standing(standing: &Standing) -> Vec<(&'static str, String)> {
    let unknown = || "not known yet".to_owned();
    let yes_or_no =
        |answer: Option<bool>| answer.map_or_else(unknown, |yes| if yes { "yes" } else { "no" }.to_owned());
    let points = |value: Option<f64>| value.map_or_else(unknown, |value| format!("{value:.0} of 100"));
    vec![
        ("Began", standing.started_on.as_ref().map_or_else(unknown, ToString::to_string)),
        ("Left", standing.left_on.as_ref().map_or_else(|| "no".to_owned(), ToString::to_string)),
        ("Together after 12 months", yes_or_no(standing.is_together_12)),
        ("Together after 24 months", yes_or_no(standing.is_together_24)),
        ("The board’s newest rating", points(standing.board_rating)),
        ("Mean of the pulses", points(standing.pulse)),
    ]
}
