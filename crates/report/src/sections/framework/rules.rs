//! Rules in words, with their numbers.

use super::super::reading::rule_word;
use super::tidy;
use crate::words::sentence_case;
use fit::{Rule, Tolerance};

/// What a rule asks, and where the fit falls to nothing.
pub(super) fn rule_in_words(rule: Rule) -> String {
    let word = sentence_case(rule_word(rule));
    let points = |share: f64| tidy(share * 100.0);
    match rule {
        Rule::Fill { level } => format!(
            "{word}: the pair needs {}, and the fit is the share of what the CEO lacks of it that the candidate covers.",
            points(level)
        ),
        Rule::Meet { level, tolerance } => {
            let more = if tolerance.above.is_none() { " or more" } else { "" };
            format!("{word}: {}{more}; {}.", points(level), sides(tolerance))
        }
        Rule::Match { tolerance } => format!("{word}: best at the CEO’s own value; {}.", sides(tolerance)),
        Rule::Mirror { tolerance } => {
            format!("{word}: best at 100 less the CEO’s value; {}.", sides(tolerance))
        }
        Rule::Range { slope, shift, tolerance } => {
            format!("{word}: best at {}; {}.", line(slope, shift), sides(tolerance))
        }
    }
}

/// The ideal of a `range` as a line in the CEO's value.
fn line(slope: f64, shift: f64) -> String {
    let by = if slope == 1.0 {
        "the CEO’s value".to_owned()
    } else {
        format!("{slope} times the CEO’s value")
    };
    match shift {
        0.0 => by,
        shift if shift > 0.0 => format!("{} above {by}", tidy(shift * 100.0)),
        shift => format!("{} below {by}", tidy(-shift * 100.0)),
    }
}

fn sides(tolerance: Tolerance) -> String {
    let points = |share: f64| tidy(share * 100.0);
    match (tolerance.below, tolerance.above) {
        (Some(below), Some(above)) if below == above => {
            format!("nothing is left {} points from it", points(below))
        }
        (Some(below), Some(above)) => {
            format!("nothing is left {} points below and {} points above it", points(below), points(above))
        }
        (Some(below), None) => {
            format!("nothing is left {} points below it, and more costs nothing", points(below))
        }
        (None, Some(above)) => {
            format!("nothing is left {} points above it, and less costs nothing", points(above))
        }
        (None, None) => "being off costs nothing".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_said_with_their_numbers() {
        let below = Tolerance { below: Some(0.4), above: None };
        let both = Tolerance { below: Some(0.5), above: Some(0.6) };
        assert_eq!(
            rule_in_words(Rule::Meet { level: 0.7, tolerance: below }),
            "Reach the level: 70 or more; nothing is left 40 points below it, and more costs nothing."
        );
        assert!(
            rule_in_words(Rule::Meet { level: 0.7, tolerance: both })
                .starts_with("Reach the level: 70; nothing")
        );
        assert_eq!(
            rule_in_words(Rule::Range { slope: 1.0, shift: 0.2, tolerance: both }),
            "Suit the CEO: best at 20 above the CEO’s value; nothing is left 50 points below and 60 points above it."
        );
        assert!(rule_in_words(Rule::Fill { level: 0.825 }).contains("82.5"));
    }
}
