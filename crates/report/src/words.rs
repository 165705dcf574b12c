//! Numbers and probabilities as a board reads them.

use crate::charts::{MISSING, fixed, one_line, whole};
use fit::compare::VariedResult;
use fit::{Comparison, Points, Profile, Rating, Source, Sureness};
use std::collections::BTreeSet;

/// Points without decimals: no score is known more exactly than that.
pub(crate) fn points(value: f64) -> String {
    whole(value)
}

/// A number with one decimal.
pub(crate) fn one_decimal(value: f64) -> String {
    fixed(value, 1)
}

/// A range of points, such as “66–78”.
pub(crate) fn range(low: f64, high: f64) -> String {
    format!("{}–{}", whole(low), whole(high))
}

/// A share in [0, 1] as a whole percentage. Anything that would round to none or all without being so is said to be
/// under 1 or over 99.
///
/// # Example
/// ```
/// use report::words::percent;
/// assert_eq!([0.0, 0.004, 0.62, 0.996, 1.0].map(percent).join(", "), "0%, under 1%, 62%, over 99%, 100%");
/// ```
pub fn percent(share: f64) -> String {
    Near::of(share * 100.0).say("under 1", "over 99", "%")
}

/// Shares of a whole as percentages that add up to 100: whatever rounding down leaves goes to those that lost most by it.
pub fn percents(shares: &[f64]) -> Vec<String> {
    let sum: f64 = shares.iter().sum();
    let exact: Vec<f64> =
        shares.iter().map(|share| if sum > 0.0 { share / sum * 100.0 } else { 0.0 }).collect();
    let mut whole: Vec<f64> = exact.iter().map(|percent| percent.floor()).collect();
    let mut by_loss: Vec<usize> = (0..exact.len()).collect();
    by_loss.sort_by(|&a, &b| (exact[b] - whole[b]).total_cmp(&(exact[a] - whole[a])));
    let mut missing = exact.iter().sum::<f64>().round() - whole.iter().sum::<f64>();
    for index in by_loss {
        if missing >= 1.0 {
            whole[index] += 1.0;
            missing -= 1.0;
        }
    }
    whole.iter().map(|percent| format!("{percent:.0}%")).collect()
}

/// A probability as a count of a hundred, such as “62 of 100”.
pub(crate) fn of_100(share: f64) -> String {
    Near::of(share * 100.0).say(FEWER, MORE, " of 100")
}

/// A share of the pillars' weight, such as “12 of the 100 points of weight”.
pub(crate) fn weight_points(share: f64) -> String {
    Near::of(share * 100.0).say(FEWER, MORE, " of the 100 points of weight")
}

/// A percentile: a whole number, “under 1” or “over 99”. No finite population can tell the very first or last.
pub fn percentile(value: f64) -> String {
    Near::within(value).say("under 1", "over 99", "")
}

/// A percentile for a narrow column: a whole number, “<1” or “>99”.
pub fn short_percentile(value: f64) -> String {
    Near::within(value).say("<1", ">99", "")
}

/// A percentile as a count of a hundred.
pub(crate) fn percentile_of_100(value: f64) -> String {
    Near::within(value).say(FEWER, MORE, " of 100")
}

const FEWER: &str = "fewer than 1";
const MORE: &str = "more than 99";

/// A number from 0 to 100 without decimals, as far as it can be given so.
enum Near {
    Missing,
    AlmostNone,
    AlmostAll,
    Whole(String),
}

impl Near {
    /// 0 and 100 stand for exactly none and all, whichever way a value between would round.
    fn of(value: f64) -> Self {
        let text = whole(value);
        match text.as_str() {
            MISSING => Self::Missing,
            "0" if value > 0.0 => Self::AlmostNone,
            "100" if value < 100.0 => Self::AlmostAll,
            _ => Self::Whole(text),
        }
    }

    /// 0 and 100 are not claimed even of the ends.
    fn within(value: f64) -> Self {
        match Self::of(value) {
            Self::Whole(text) if text == "0" => Self::AlmostNone,
            Self::Whole(text) if text == "100" => Self::AlmostAll,
            other => other,
        }
    }

    /// The number, or the words for what is next to none or all, with what follows either.
    fn say(self, under: &str, over: &str, after: &str) -> String {
        match self {
            Self::Missing => MISSING.to_owned(),
            Self::AlmostNone => format!("{under}{after}"),
            Self::AlmostAll => format!("{over}{after}"),
            Self::Whole(n) => format!("{n}{after}"),
        }
    }
}

/// What the variations of the framework's figures say of the order, in one sentence; nothing without variations, or of one
/// candidate.
///
/// `name` gives a candidate's name as it may be shown, and nothing for whoever is not to be named.
pub fn variations_line(comparison: &Comparison, name: impl Fn(&str) -> Option<String>) -> Option<String> {
    const NAMED: usize = 3;
    let variations = comparison.variations.as_ref().filter(|varied| varied.results.len() > 1)?;
    let is_ranked = |id: &str| comparison.results.iter().any(|result| result.id == id && !result.provisional);
    let mut firsts: Vec<_> =
        variations.results.iter().filter(|varied| varied.first > 0.0 && is_ranked(&varied.id)).collect();
    firsts.sort_by(|a, b| b.first.total_cmp(&a.first));
    let said = |(i, varied): (usize, &&VariedResult)| {
        let verb = if i == 0 { "leads in " } else { "in " };
        let share = if i == 0 { of_100(varied.first) } else { of_100(varied.first).replace(" of 100", "") };
        Some(format!("{} {verb}{share}", name(&varied.id)?))
    };
    let named: Vec<String> = firsts.iter().take(NAMED).enumerate().filter_map(said).collect();
    if named.is_empty() {
        return None;
    }
    let nobody = if firsts.len() <= NAMED { ", nobody else" } else { "" };
    Some(format!(
        "In {} variations of the model’s own figures {}{nobody}.",
        thousands(variations.n as usize),
        named.join(", ")
    ))
}

/// A probability in words.
pub(crate) fn likelihood(probability: f64) -> &'static str {
    match probability {
        p if p >= 0.90 => "very likely",
        p if p >= 0.66 => "likely",
        p if p >= 0.33 => "about as likely as not",
        p if p >= 0.10 => "unlikely, but possible",
        _ => "very unlikely",
    }
}

/// “first”, “second”; after the twelfth “13th”.
pub(crate) fn ordinal(n: usize) -> String {
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
pub(crate) fn number(n: usize) -> String {
    const WORDS: [&str; 13] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    WORDS.get(n).map_or_else(|| thousands(n), |word| (*word).to_owned())
}

/// A count with its noun, in prose: “one rating”, “14 ratings”.
pub fn counted_in_words(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// A count with its noun, in digits.
///
/// # Example
/// ```
/// use report::words::counted;
/// assert_eq!((counted(1, "candidate"), counted(1_200, "person")), ("1 candidate".into(), "1,200 people".into()));
/// ```
pub fn counted(n: impl TryInto<u64>, thing: &str) -> String {
    let n = n.try_into().unwrap_or(u64::MAX);
    match (n, thing) {
        (1, thing) => format!("1 {thing}"),
        (n, "person") => format!("{} people", thousands(n)),
        (n, thing) => format!("{} {thing}s", thousands(n)),
    }
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

/// A day of the form 2026-11-23 in words; what is no day stays as it is.
///
/// # Example
/// ```
/// use report::words::day_in_words;
/// assert_eq!([day_in_words("2026-11-23"), day_in_words("soon")], ["23 November 2026", "soon"]);
/// ```
#[must_use]
pub fn day_in_words(day: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let part = |range: std::ops::Range<usize>| day.get(range).and_then(|text| text.parse::<usize>().ok());
    let month = part(5..7).and_then(|month| MONTHS.get(month.wrapping_sub(1)));
    match (part(8..10), month, day.get(..4)) {
        (Some(of_month), Some(month), Some(year)) => format!("{of_month} {month} {year}"),
        _ => day.to_owned(),
    }
}

/// A remark as a sentence: a capital at its beginning, and a full stop at its end if it has no mark there.
///
/// # Example
/// ```
/// use report::words::sentence;
/// assert_eq!([sentence("élan counts"), sentence("Does it?")], ["Élan counts.", "Does it?"]);
/// ```
pub fn sentence(text: &str) -> String {
    let end = if text.ends_with(['.', '?', '!']) { "" } else { "." };
    sentence_case(text) + end
}

/// The text with its first letter large.
pub(crate) fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// “a”, “a and b”, “a, b and c”.
pub fn and(parts: &[String]) -> String {
    fit::verdict::and(parts)
}

/// What a stated value with this standard error is.
pub fn sureness(se: f64) -> &'static str {
    match Points::new(se.min(100.0)).map_or(Sureness::Impression, Sureness::of) {
        Sureness::Impression => "an impression",
        Sureness::Assessment => "an assessment",
        Sureness::Agreed => "a value agreed by the panel",
    }
}

/// Who says what is known of a person, in a few words: “one impression”, “self only”, “self, two superiors, a test”.
///
/// # Example
/// ```
/// use fit::{Points, Profile, Rating, Source};
/// let mut person = Profile::new("c-1", "Ada");
/// assert_eq!(report::words::sources(&person), "nobody");
/// let rating = |source, rater: &str| Rating {
///     dimension: "skill.change".into(), source, rater: rater.into(), value: Points::new(60.0).unwrap(),
/// };
/// person.ratings = vec![rating(Source::Oneself, "")];
/// assert_eq!(report::words::sources(&person), "self only");
/// person.ratings.extend([rating(Source::Superior, "a"), rating(Source::Superior, "b"), rating(Source::Test, "")]);
/// assert_eq!(report::words::sources(&person), "self, two superiors, a test");
/// ```
pub fn sources(person: &Profile) -> String {
    sources_among(person, |_| true)
}

/// The same of one dimension.
pub(crate) fn sources_on(person: &Profile, dimension: &str) -> String {
    sources_among(person, |id| id == dimension)
}

fn sources_among(person: &Profile, is_wanted: impl Fn(&str) -> bool) -> String {
    let mut parts: Vec<String> = Vec::new();
    let is_stated = |kind: Sureness| {
        person.estimates.iter().any(|(id, stated)| is_wanted(id) && Sureness::of(stated.se) == kind)
    };
    let stated = Sureness::ALL.into_iter().filter(|&kind| is_stated(kind));
    parts.extend(stated.map(|kind| sureness(kind.se().get()).to_owned()));
    let kinds = [
        (Source::Oneself, "self", "self"),
        (Source::Superior, "a superior", "superiors"),
        (Source::Peer, "a peer", "peers"),
        (Source::Report, "a direct report", "direct reports"),
        (Source::Assessor, "an interview", "interviews"),
        (Source::Test, "a test", "tests"),
    ];
    for (source, one, many) in kinds {
        match n_raters(person, source, &is_wanted) {
            0 => {}
            1 => parts.push(one.to_owned()),
            _ if source == Source::Oneself => parts.push(one.to_owned()),
            n => parts.push(format!("{} {many}", number(n))),
        }
    }
    match &parts[..] {
        [] => "nobody".to_owned(),
        [only] if only == "self" => "self only".to_owned(),
        [only] => only.strip_prefix("an ").map_or_else(|| only.clone(), |rest| format!("one {rest}")),
        _ => parts.join(", "),
    }
}

/// How many of a kind rated a person: by their names, or where they have none, as many as rated any one dimension.
fn n_raters(person: &Profile, source: Source, is_wanted: impl Fn(&str) -> bool) -> usize {
    let of_source = |rating: &&Rating| rating.source == source && is_wanted(&rating.dimension);
    let dimensions: BTreeSet<&str> =
        person.ratings.iter().filter(of_source).map(|rating| rating.dimension.as_str()).collect();
    let named: BTreeSet<&str> = person
        .ratings
        .iter()
        .filter(of_source)
        .map(|rating| rating.rater.as_str())
        .filter(|rater| !rater.is_empty())
        .collect();
    let on = |dimension: &str| {
        person.ratings.iter().filter(of_source).filter(|r| r.dimension == dimension).count()
    };
    if matches!(source, Source::Peer | Source::Report) || named.is_empty() {
        // Peers and direct reports go by another word on each dimension.
        return dimensions.into_iter().map(on).max().unwrap_or(0);
    }
    named.len()
}

/// A text from outside as it may be shown: on one line, without controls and without marks that turn the
/// direction of what follows. Escaping is the template's part.
pub(crate) fn plain(text: &str) -> String {
    one_line(text)
}

/// A text of several lines from outside, each as it may be shown; empty ones are left out.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = String> {
    text.lines().map(plain).filter(|line| !line.is_empty())
}

/// A name in a sentence. One that is written from right to left is set apart, so that the words and numbers
/// around it keep their order.
pub(crate) fn isolated(name: &str) -> String {
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
    fn percentages_add_up_to_a_hundred() {
        assert_eq!(percents(&[1.0, 1.0, 1.0]), ["34%", "33%", "33%"]);
        assert_eq!(percents(&[0.2; 5]), ["20%"; 5]);
        assert_eq!(percents(&[0.305, 0.305, 0.39]), ["31%", "30%", "39%"]);
        assert_eq!(percents(&[0.0, 0.0]), ["0%", "0%"]);
        assert!(percents(&[]).is_empty());
    }

    #[test]
    fn numbers_are_said_as_people_say_them() {
        assert_eq!(
            [1, 12, 13, 21, 22, 103, 112].map(ordinal).join(" "),
            "first twelfth 13th 21st 22nd 103rd 112th"
        );
        assert_eq!((number(6), number(13), number(10_000)), ("six".into(), "13".into(), "10,000".into()));
        assert_eq!(counted_in_words(1, "rating", "ratings"), "one rating");
        assert_eq!(thousands(1_234_567_u64), "1,234,567");
        assert_eq!(sentence_case("élan"), "Élan");
    }

    #[test]
    fn a_share_never_rounds_to_certainty() {
        assert_eq!(percent(0.0), "0%");
        assert_eq!(percent(0.001), "under 1%");
        assert_eq!(percent(0.999), "over 99%");
        assert_eq!(percent(1.0), "100%");
        assert_eq!(percent(f64::NAN), "–");
        assert_eq!(of_100(0.62), "62 of 100");
        // The halves, which round to even.
        assert_eq!(of_100(0.005), "fewer than 1 of 100");
        assert_eq!(of_100(0.995), "more than 99 of 100");
    }

    #[test]
    fn no_percentile_is_the_first_or_the_last() {
        for (value, text, short) in [
            (0.0, "under 1", "<1"),
            (0.3, "under 1", "<1"),
            (0.5, "under 1", "<1"),
            (0.6, "1", "1"),
            (50.0, "50", "50"),
            (99.4, "99", "99"),
            (99.5, "over 99", ">99"),
            (99.9, "over 99", ">99"),
            (100.0, "over 99", ">99"),
            (f64::NAN, "–", "–"),
        ] {
            assert_eq!(
                (percentile(value), short_percentile(value)),
                (text.to_owned(), short.to_owned()),
                "{value}"
            );
        }
        assert_eq!(percentile_of_100(99.5), "more than 99 of 100");
    }

    #[test]
    fn names_cannot_turn_the_sentence_around() {
        assert_eq!(plain("a\u{202e}b\nc"), "ab c");
        assert_eq!(isolated("Ada"), "Ada");
        assert_eq!(isolated("مريم"), "\u{2068}مريم\u{2069}");
    }
}
