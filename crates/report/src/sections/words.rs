//! Numbers and probabilities as a board reads them.

use crate::charts::{MISSING, fixed, one_line, whole};

/// Points without decimals: no score is known more exactly than that.
pub(super) fn points(value: f64) -> String {
    whole(value)
}

/// A number with one decimal.
pub(super) fn one_decimal(value: f64) -> String {
    fixed(value, 1)
}

/// A range of points, such as “66–78”.
pub(super) fn range(low: f64, high: f64) -> String {
    format!("{}–{}", whole(low), whole(high))
}

/// A share in [0, 1] as a whole percentage. What is there but rounds to nothing, or lacks too little to
/// show, is said to be so.
pub fn percent(share: f64) -> String {
    match near(share) {
        Near::Missing => MISSING.to_owned(),
        Near::AlmostNone => "under 1\u{a0}%".to_owned(),
        Near::AlmostAll => "over 99\u{a0}%".to_owned(),
        Near::Whole(n) => format!("{n}\u{a0}%"),
    }
}

/// A probability as a count of a hundred, such as “62 of 100”.
pub(super) fn of_100(share: f64) -> String {
    match near(share) {
        Near::Missing => MISSING.to_owned(),
        Near::AlmostNone => "fewer than 1 of 100".to_owned(),
        Near::AlmostAll => "more than 99 of 100".to_owned(),
        Near::Whole(n) => format!("{n} of 100"),
    }
}

enum Near {
    Missing,
    AlmostNone,
    AlmostAll,
    Whole(String),
}

fn near(share: f64) -> Near {
    let percent = share * 100.0;
    if !percent.is_finite() {
        Near::Missing
    } else if percent > 0.0 && percent < 0.5 {
        Near::AlmostNone
    } else if percent < 100.0 && percent > 99.5 {
        Near::AlmostAll
    } else {
        Near::Whole(whole(percent))
    }
}

/// A share of the pillars' weight, such as “12 of the 100 points of weight”.
pub(super) fn weight_points(share: f64) -> String {
    match near(share) {
        Near::Missing => MISSING.to_owned(),
        Near::AlmostNone => "fewer than 1 of the 100 points of weight".to_owned(),
        Near::AlmostAll => "more than 99 of the 100 points of weight".to_owned(),
        Near::Whole(n) => format!("{n} of the 100 points of weight"),
    }
}

/// A percentile; never the very first or last, which no finite population can tell.
pub(super) fn percentile(value: f64) -> String {
    match value {
        v if v < 0.5 => "under 1".to_owned(),
        v if v > 99.5 => "over 99".to_owned(),
        v => points(v),
    }
}

/// A percentile as a count of a hundred.
pub(super) fn percentile_of_100(value: f64) -> String {
    match value {
        v if v < 0.5 => "fewer than 1 of 100".to_owned(),
        v if v > 99.5 => "more than 99 of 100".to_owned(),
        v => format!("{} of 100", points(v)),
    }
}

/// A probability in words.
pub(super) fn likelihood(probability: f64) -> &'static str {
    match probability {
        p if p >= 0.90 => "very likely",
        p if p >= 0.66 => "likely",
        p if p >= 0.33 => "about as likely as not",
        p if p >= 0.10 => "unlikely, but possible",
        _ => "very unlikely",
    }
}

/// “first”, “second”; after the twelfth “13th”.
pub(super) fn ordinal(n: usize) -> String {
    const WORDS: [&str; 12] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
        "eleventh", "twelfth",
    ];
    if let Some(word) = n.checked_sub(1).and_then(|n| WORDS.get(n)) {
        return (*word).to_owned();
    }
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

/// A small number as a word.
pub(super) fn number(n: usize) -> String {
    const WORDS: [&str; 13] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    WORDS.get(n).map_or_else(|| thousands(n), |word| (*word).to_owned())
}

/// A count with its noun: “one rating”, “12 ratings”.
pub(super) fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// A whole number with a comma between thousands.
pub fn thousands(n: impl TryInto<u64>) -> String {
    let digits = n.try_into().unwrap_or(u64::MAX).to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The text with its first letter large.
pub(super) fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// “a”, “a and b”, “a, b and c”.
pub(super) fn and(parts: &[String]) -> String {
    fit::verdict::and(parts)
}

/// A text from outside as it may be shown: on one line, without controls and without marks that turn the
/// direction of what follows. Escaping is the template's part.
pub(super) fn plain(text: &str) -> String {
    one_line(text)
}

/// A name in a sentence. One that is written from right to left is set apart, so that the words and numbers
/// around it keep their order.
pub(super) fn isolated(name: &str) -> String {
    let is_turned = |c: char| {
        matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    };
    if name.chars().any(is_turned) { format!("\u{2068}{name}\u{2069}") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_as_people_say_them() {
        assert_eq!(
            [1, 12, 13, 21, 22, 103, 112].map(ordinal).join(" "),
            "first twelfth 13th 21st 22nd 103rd 112th"
        );
        assert_eq!((number(6), number(13), number(10_000)), ("six".into(), "13".into(), "10,000".into()));
        assert_eq!(counted(1, "rating", "ratings"), "one rating");
        assert_eq!(thousands(1_234_567_u64), "1,234,567");
        assert_eq!(sentence_case("élan"), "Élan");
    }

    #[test]
    fn a_share_never_rounds_to_certainty() {
        assert_eq!(percent(0.0), "0\u{a0}%");
        assert_eq!(percent(0.001), "under 1\u{a0}%");
        assert_eq!(percent(0.999), "over 99\u{a0}%");
        assert_eq!(percent(1.0), "100\u{a0}%");
        assert_eq!(percent(f64::NAN), "–");
        assert_eq!(of_100(0.62), "62 of 100");
    }

    #[test]
    fn names_cannot_turn_the_sentence_around() {
        assert_eq!(plain("a\u{202e}b\nc"), "ab c");
        assert_eq!(isolated("Ada"), "Ada");
        assert_eq!(isolated("مريم"), "\u{2068}مريم\u{2069}");
    }
}
