//! JSON and JSON lines to raw people.
//!
//! Values stay slices of the text until they are looked at: so a value knows its line, a key that stands twice
//! is seen twice, a number keeps its digits however large, and the depth of what nobody asked for costs no stack.

use crate::check::Checker;
use crate::clean::tidy_key;
use crate::person::{FIELDS, Found, N_TEXTS, Place, RawEstimate, RawPerson, RawRating, Value, is_ranking};
use crate::problems::{plain, quote};
use fit::Problem;
use fit::problem::suggest;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::HashSet;
use std::fmt;

const RATING: [&str; 4] = ["dimension", "source", "rater", "value"];

/// Reads a list of people, or a single one.
pub(crate) fn read(text: &str, checker: &mut Checker<'_>) -> Result<(), Problem> {
    let raw: &RawValue = serde_json::from_str(text).map_err(|error| syntax_problem(text, 0, &error))?;
    let document = Document::new(text);
    let place = Place::Json(document.line(raw), String::new());
    match Kind::of(raw) {
        Kind::Object => match ranked(raw) {
            Some(people) => {
                let place = place.join(document.line(people), "results");
                document.read_people(people, &place, checker)?;
            }
            None => {
                checker.count_person()?;
                document.read_person(raw, place, checker);
            }
        },
        Kind::List => document.read_people(raw, &place, checker)?,
        kind => {
            let found = format!("the file holds {}", kind.words(raw));
            return Err(Problem::new(checker.name, found, "expected a list of people, or a single person"));
        }
    }
    Ok(())
}

/// Reads one person a line; empty lines are passed over.
pub(crate) fn read_lines(text: &str, checker: &mut Checker<'_>) -> Result<(), Problem> {
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        checker.count_person()?;
        let place = Place::Json(index + 1, String::new());
        match serde_json::from_str(line) {
            Ok(raw) => {
                let document = Document { text: line, ends: Vec::new(), n_before: index };
                document.read_person(raw, place, checker);
            }
            Err(error) => {
                checker.person.add(|| syntax_problem(line, index, &error));
                checker.give_up(&place);
            }
        }
    }
    Ok(())
}

/// The people of a ranking, as `counterpart pool rank` and `merge` write it; none in anything else.
fn ranked(raw: &RawValue) -> Option<&RawValue> {
    let Entries(entries) = serde_json::from_str(raw.get()).ok()?;
    let of = |name: &str| entries.iter().find(|(key, _)| key == name).map(|(_, raw)| *raw);
    of("framework").and(of("ceo_sha256")).and(of("results")).filter(|raw| Kind::of(raw) == Kind::List)
}

/// A text with the places of its line ends.
struct Document<'a> {
    text: &'a str,
    ends: Vec<usize>,
    /// How many lines of the file come before this text.
    n_before: usize,
}

impl<'a> Document<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, ends: text.match_indices('\n').map(|(at, _)| at).collect(), n_before: 0 }
    }

    /// The line on which a part of the text begins.
    fn line(&self, part: &RawValue) -> usize {
        // Both addresses lie in one text, so their difference is the part's place in it.
        let at = (part.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        self.n_before + self.ends.partition_point(|end| *end < at) + 1
    }

    fn read_people(
        &self,
        list: &'a RawValue,
        place: &Place<'static>,
        checker: &mut Checker<'_>,
    ) -> Result<(), Problem> {
        for (index, raw) in parts(list).into_iter().enumerate() {
            checker.count_person()?;
            let place = place.join(self.line(raw), &index.to_string());
            self.read_person(raw, place, checker);
        }
        Ok(())
    }

    fn read_person(&self, raw: &'a RawValue, place: Place<'static>, checker: &mut Checker<'_>) {
        let Some(mut entries) = self.entries(raw, &place, "a person", checker) else {
            return checker.give_up(&place);
        };
        if is_ranking(|name| entries.iter().any(|(key, _)| key == name)) {
            checker.note_ranking();
            entries.retain(|(key, _)| FIELDS.contains(&key.as_str()));
        }
        let mut fields = self.fields(entries, FIELDS, &place, checker);
        let texts = std::array::from_fn(|index| match fields[index].take() {
            Some((place, raw)) => Found { value: value(raw), place },
            None => Found { value: Value::Missing, place: place.clone() },
        });
        let estimates = fields[N_TEXTS].take().map(|(place, raw)| self.read_estimates(raw, &place, checker));
        let ratings = fields[N_TEXTS + 1].take().map(|(place, raw)| self.read_ratings(raw, &place, checker));
        let (estimates, ratings) = (estimates.unwrap_or_default(), ratings.unwrap_or_default());
        checker.check(RawPerson { place, texts, estimates, ratings });
    }

    fn read_estimates(
        &self,
        raw: &'a RawValue,
        place: &Place<'static>,
        checker: &mut Checker<'_>,
    ) -> Vec<RawEstimate<'static>> {
        if Kind::of(raw) == Kind::Null {
            return Vec::new();
        }
        let entries = self.entries(raw, place, "an object of values by dimension", checker);
        let mut seen = HashSet::new();
        let mut estimates = Vec::new();
        for (dimension, raw) in entries.unwrap_or_default() {
            let place = place.join(self.line(raw), &dimension);
            let dimension = tidy_key(&dimension).into_owned();
            if !seen.insert(dimension.clone()) {
                add_repeated(&dimension, &place, checker);
                continue;
            }
            let (mean, se) = match Kind::of(raw) {
                Kind::Object => {
                    let entries = self.entries(raw, &place, "", checker).unwrap_or_default();
                    let [mean, se] = self.fields(entries, ["mean", "se"], &place, checker);
                    let Some((place, mean)) = mean.filter(|(_, raw)| Kind::of(raw) != Kind::Null) else {
                        let hint = "expected a number, or { \"mean\": number, \"se\": number }";
                        checker.person.add(|| Problem::new(place.to_string(), "there is no mean", hint));
                        continue;
                    };
                    let se = se.map(|(place, raw)| Found { value: value(raw), place });
                    (Found { value: value(mean), place }, se)
                }
                _ => (Found { value: value(raw), place }, None),
            };
            estimates.push(RawEstimate { dimension, mean, se });
        }
        estimates
    }

    fn read_ratings(
        &self,
        raw: &'a RawValue,
        place: &Place<'static>,
        checker: &mut Checker<'_>,
    ) -> Vec<RawRating<'static>> {
        match Kind::of(raw) {
            Kind::Null => return Vec::new(),
            Kind::List => {}
            kind => {
                let found = || format!("found {}", kind.words(raw));
                checker.person.add(|| Problem::new(place.to_string(), found(), "expected a list of ratings"));
                return Vec::new();
            }
        }
        let mut ratings = Vec::new();
        for (index, raw) in parts(raw).into_iter().enumerate() {
            let place = place.join(self.line(raw), &index.to_string());
            let Some(entries) = self.entries(raw, &place, "a rating", checker) else { continue };
            let found = self.fields(entries, RATING, &place, checker).map(|field| match field {
                Some((place, raw)) => Found { value: value(raw), place },
                None => Found { value: Value::Missing, place: place.clone() },
            });
            let [dimension, source, rater, value] = found;
            ratings.push(RawRating { dimension, source, rater, value });
        }
        ratings
    }

    /// The entries of an object; anything else is a problem.
    fn entries(
        &self,
        raw: &'a RawValue,
        place: &Place<'static>,
        expected: &str,
        checker: &mut Checker<'_>,
    ) -> Option<Vec<(String, &'a RawValue)>> {
        let kind = Kind::of(raw);
        if kind != Kind::Object {
            let hint = || format!("expected {expected} in curly brackets");
            let found = || format!("found {}", kind.words(raw));
            checker.person.add(|| Problem::new(place.to_string(), found(), hint()));
            return None;
        }
        match serde_json::from_str::<Entries<'a>>(raw.get()) {
            Ok(entries) => Some(entries.0),
            Err(_) => {
                let found = "a key has half a character (a lone surrogate) in it";
                checker.person.add(|| Problem::new(place.to_string(), found, "write the name in full"));
                None
            }
        }
    }

    /// The known fields, each with its place, in the order of `names`. An unknown field and one that stands
    /// twice are problems.
    fn fields<const N: usize>(
        &self,
        entries: Vec<(String, &'a RawValue)>,
        names: [&str; N],
        place: &Place<'static>,
        checker: &mut Checker<'_>,
    ) -> [Option<(Place<'static>, &'a RawValue)>; N] {
        let mut fields = [const { None }; N];
        for (key, raw) in entries {
            let place = place.join(self.line(raw), &key);
            match names.iter().position(|name| *name == key) {
                Some(index) if fields[index].is_some() => add_repeated(&key, &place, checker),
                Some(index) => fields[index] = Some((place, raw)),
                None => {
                    let dimensions = &checker.dimensions;
                    checker.person.add(|| {
                        let hint = if dimensions.get(&key).is_some() {
                            "put the values of dimensions under estimates".to_owned()
                        } else {
                            suggest(&key, names)
                        };
                        Problem::new(place.to_string(), format!("unknown field {}", quote(&key)), hint)
                    });
                }
            }
        }
        fields
    }
}

fn add_repeated(key: &str, place: &Place<'static>, checker: &mut Checker<'_>) {
    let found = || format!("{} stands twice in one object", quote(key));
    checker.person.add(|| Problem::new(place.to_string(), found(), "keep one of them"));
}

/// What a piece of JSON is, by its first character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Null,
    Bool,
    Number,
    Text,
    List,
    Object,
}

impl Kind {
    fn of(raw: &RawValue) -> Self {
        match raw.get().as_bytes().first() {
            Some(b'n') => Self::Null,
            Some(b't' | b'f') => Self::Bool,
            Some(b'"') => Self::Text,
            Some(b'[') => Self::List,
            Some(b'{') => Self::Object,
            _ => Self::Number,
        }
    }

    fn words(self, raw: &RawValue) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool => raw.get().to_owned(),
            Self::Number => format!("the number {}", plain(raw.get(), 40)),
            Self::Text => "a text".to_owned(),
            Self::List => "a list".to_owned(),
            Self::Object => "an object".to_owned(),
        }
    }
}

fn value(raw: &RawValue) -> Value {
    let kind = Kind::of(raw);
    match kind {
        Kind::Null => Value::Missing,
        Kind::Number => match raw.get().parse::<f64>() {
            Ok(number) if number.is_finite() => Value::Number(number),
            _ => Value::Other(kind.words(raw)),
        },
        Kind::Text => serde_json::from_str(raw.get()).map_or_else(
            |_| Value::Other("a text with half a character (a lone surrogate) in it".to_owned()),
            Value::Text,
        ),
        Kind::Bool | Kind::List | Kind::Object => Value::Other(kind.words(raw)),
    }
}

/// The parts of a list; the text has been found to be one.
fn parts(raw: &RawValue) -> Vec<&RawValue> {
    serde_json::from_str(raw.get()).unwrap_or_default()
}

/// The entries of an object in the order of the text, those of the same key included.
struct Entries<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(entries)
            }
        }
        deserializer.deserialize_map(Collect).map(Entries)
    }
}

/// What is wrong with a text that is no JSON, told by its place and a guess at the reason.
fn syntax_problem(text: &str, n_before: usize, error: &serde_json::Error) -> Problem {
    let place = format!("line {}, character {}", n_before + error.line(), error.column().max(1));
    let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
    // The parser counts bytes, and stops at the one that it did not expect.
    let at = error.column().saturating_sub(1).min(line.len());
    let (before, rest) = line.split_at_checked(at).unwrap_or_default();
    let rest = rest.trim_start();
    if error.is_eof() {
        return Problem::new(place, "the JSON ends in the middle of a value", "is the file cut short?");
    }
    if ["NaN", "Infinity", "nan", "inf"].iter().any(|word| rest.starts_with(word)) {
        let sign = if before.ends_with('-') { "-" } else { "" };
        let word: String = rest.chars().take_while(|c| c.is_alphabetic()).take(20).collect();
        let hint = "leave out a dimension that nobody measured, or write null";
        return Problem::new(place, format!("JSON has no {}", quote(&format!("{sign}{word}"))), hint);
    }
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let hint = match message {
        _ if rest.starts_with([']', '}']) && before.trim_end().ends_with(',') => {
            "take out the comma before the closing bracket"
        }
        "trailing characters" => "put several people in a list, or one a line in a file named .jsonl",
        "key must be a string" => "put keys in double quotation marks",
        "control character (\\u0000-\\u001F) found while parsing a string" => {
            "write line breaks and tabs within a text as \\n and \\t"
        }
        _ => "check the quotation marks, commas and brackets there",
    };
    Problem::new(place, format!("this is not JSON ({message})"), hint)
}
