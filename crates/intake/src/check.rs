//! From raw people to profiles: every check on a person, once, for all formats.

use crate::clean::{is_blank as shows_nothing, tidy, tidy_key};
use crate::numbers::{parse_decimal, two_ways};
use crate::person::{Found, Place, RawEstimate, RawPerson, RawRating, Value};
use crate::problems::{Problems, is_steering, quote};
use crate::table::Other;
use crate::{Columns, Dimensions, MAX_ID, MAX_PEOPLE, MAX_TEXT, Mode, Pool, ReadError, Skipped};
use fit::problem::suggest;
use fit::{Points, Problem, Profile, Rating, Source, Stated};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

const NUMBER: &str = "expected a number from 0 to 100";

/// Collects people and problems while a reader goes through a file.
///
/// A reader adds problems of the file to `file`, and those of the person it is at to `person`, before it ends
/// the person by [`Checker::check`] or [`Checker::give_up`].
pub(crate) struct Checker<'f> {
    pub(crate) dimensions: Dimensions<'f>,
    pub(crate) name: &'f str,
    /// What the columns of a table are meant to hold, where their names do not say it.
    pub(crate) columns: &'f Columns,
    /// Problems of the file as a whole; they refuse it in either mode.
    pub(crate) file: Problems,
    /// What whoever reads the people should know of how the file was read.
    pub(crate) notes: Vec<String>,
    /// Problems of the person whom the reader is at.
    pub(crate) person: Problems,
    /// The standard error of a number that comes without one.
    bare_se: Points,
    mode: Mode,
    profiles: Vec<Profile>,
    skipped: Vec<Skipped>,
    /// Each id with the place where it stands first. An id counts as taken even where its person has problems:
    /// of two people under one id nobody can say which was meant.
    ids: HashMap<String, String>,
    n_people: usize,
}

impl<'f> Checker<'f> {
    pub(crate) fn new(
        dimensions: Dimensions<'f>,
        name: &'f str,
        columns: &'f Columns,
        bare_se: Points,
        mode: Mode,
    ) -> Self {
        Self {
            dimensions,
            name,
            columns,
            file: Problems::new(),
            person: Problems::new(),
            notes: Vec::new(),
            bare_se,
            mode,
            profiles: Vec::new(),
            skipped: Vec::new(),
            ids: HashMap::new(),
            n_people: 0,
        }
    }

    /// The problem with a file that goes on for longer than anybody's pool, once it does.
    pub(crate) fn count_person(&mut self) -> Result<(), Problem> {
        self.n_people += 1;
        if self.n_people > MAX_PEOPLE {
            let found = format!("there are more than {MAX_PEOPLE} people in this file");
            return Err(Problem::new(self.name, found, "split the file"));
        }
        Ok(())
    }

    /// Says once that the file is a ranking, as `counterpart pool` and its statements for engines write it.
    pub(crate) fn note_ranking(&mut self) {
        let note = "this is a ranking of a pool: its scores are not read. Once people are in a search, they are scored in \
                    full by what is known of them";
        if !self.notes.iter().any(|known| known == note) {
            self.notes.push(note.to_owned());
        }
    }

    /// Ends a person of whom so little could be read that there is nothing to check.
    pub(crate) fn give_up(&mut self, place: &Place<'_>) {
        self.end(place, String::new(), None);
    }

    /// Ends a person: checks them, and keeps them or their problems.
    pub(crate) fn check(&mut self, raw: RawPerson<'_>) {
        let RawPerson { place, texts: [id, name, headline], estimates, ratings } = raw;
        let id = self.check_id(&id);
        let name = self.check_text(&name, "the name", MAX_TEXT, tidy).unwrap_or_else(|| id.clone());
        let headline = self.check_text(&headline, "the headline", MAX_TEXT, tidy).unwrap_or_default();
        let estimates = self.check_estimates(estimates);
        let ratings = self.check_ratings(ratings);
        let profile = Profile { id: id.clone(), name, headline, estimates, ratings };
        self.end(&place, id, Some(profile));
    }

    /// The people, or everything that is wrong.
    pub(crate) fn finish(mut self) -> Result<Pool, ReadError> {
        if self.n_people == 0 {
            let found = "there are no people in this file";
            self.file.add(|| Problem::new(self.name, found, "expected at least one person"));
        }
        // Nobody is left: what was wrong with them is the reason.
        if self.profiles.is_empty() {
            for skipped in std::mem::take(&mut self.skipped) {
                self.file.n_more += skipped.n_more;
                for problem in skipped.problems {
                    self.file.add(|| problem);
                }
            }
        }
        if self.file.is_empty() {
            return Ok(Pool { profiles: self.profiles, skipped: self.skipped, notes: self.notes });
        }
        let (problems, n_more) = self.file.take();
        Err(ReadError { file: self.name.to_owned(), problems, n_more })
    }

    fn end(&mut self, place: &Place<'_>, id: String, profile: Option<Profile>) {
        if self.person.is_empty() {
            self.profiles.extend(profile);
            return;
        }
        let (problems, n_more) = self.person.take();
        match self.mode {
            Mode::Strict => {
                self.file.n_more += n_more;
                for problem in problems {
                    self.file.add(|| problem);
                }
            }
            Mode::SkipBadRows => {
                self.skipped.push(Skipped { place: place.to_string(), id, problems, n_more });
            }
        }
    }

    fn check_id(&mut self, found: &Found<'_>) -> String {
        let Some(id) = self.check_text(found, "the id", MAX_ID, tidy_key) else {
            // A text that will not do has been told already.
            if is_blank(&found.value) {
                let place = &found.place;
                self.person
                    .add(|| Problem::new(place.to_string(), "the id is missing", "give each person an id"));
            }
            return String::new();
        };
        if let Some(first) = self.ids.get(&id) {
            self.person.add(|| {
                let what = format!("the id {} stands at {first} already", quote(&id));
                Problem::new(found.place.to_string(), what, "give each person an id of their own")
            });
        } else {
            self.ids.insert(id.clone(), found.place.to_string());
        }
        id
    }

    /// A text made clean, or `None` for one that is missing, shows nothing, or is not valid.
    fn check_text(
        &mut self,
        found: &Found<'_>,
        what: &str,
        longest: usize,
        clean: fn(&str) -> Cow<'_, str>,
    ) -> Option<String> {
        let place = &found.place;
        let text = match &found.value {
            Value::Missing => return None,
            Value::Text(text) => clean(text),
            value => {
                let hint = match value {
                    Value::Number(number) => format!("expected a text, in quotation marks: \"{number}\""),
                    Value::NoNumber(other @ (Other::Formula | Other::Error(_))) => other.hint().to_owned(),
                    _ => "expected a text".to_owned(),
                };
                self.person.add(|| Problem::new(place.to_string(), describe(value), hint));
                return None;
            }
        };
        if text.is_empty() {
            return None;
        }
        if let Err((found, hint)) = check_line(&text, what, longest) {
            self.person.add(|| Problem::new(place.to_string(), found, hint));
            return None;
        }
        Some(text.into_owned())
    }

    /// Whether there is a dimension of that name; where not, that is a problem.
    fn is_dimension(&mut self, place: &Place<'_>, id: &str) -> bool {
        if self.dimensions.get(id).is_some() {
            return true;
        }
        let dimensions = &self.dimensions;
        self.person.add(|| {
            let what = format!("unknown dimension {}", quote(id));
            Problem::new(place.to_string(), what, suggest(id, dimensions.ids()))
        });
        false
    }

    fn check_estimates(&mut self, raw: Vec<RawEstimate<'_>>) -> BTreeMap<String, Stated> {
        let mut estimates = BTreeMap::new();
        for RawEstimate { dimension, mean, se } in raw {
            let is_known = self.is_dimension(&mean.place, &dimension);
            let se_value = se.as_ref().and_then(|se| self.check_points(se));
            if mean.value == Value::Missing {
                if let Some(se) = se.filter(|se| se.value != Value::Missing) {
                    self.person.add(|| {
                        let what = format!("a standard error without a value of {}", quote(&dimension));
                        Problem::new(se.place.to_string(), what, "give the value as well, or leave out both")
                    });
                }
                continue;
            }
            if let Some(mean) = self.check_points(&mean)
                && is_known
            {
                let stated = Stated { mean, se: se_value.unwrap_or(self.bare_se) };
                estimates.insert(dimension, stated);
            }
        }
        estimates
    }

    fn check_ratings(&mut self, raw: Vec<RawRating<'_>>) -> Vec<Rating> {
        let mut ratings = Vec::with_capacity(raw.len());
        let mut seen = HashSet::new();
        for raw in raw {
            let dimension = self.check_rated(&raw.dimension);
            let source = self.check_source(&raw.source);
            let rater = self.check_text(&raw.rater, "the rater", MAX_ID, tidy).unwrap_or_default();
            let value = self.check_points(&raw.value);
            if raw.value.value == Value::Missing {
                let place = &raw.value.place;
                self.person.add(|| Problem::new(place.to_string(), "the rating has no value", NUMBER));
            }
            let (Some(dimension), Some(source), Some(value)) = (dimension, source, value) else { continue };
            // Raters who are not named may be different people.
            if !rater.is_empty() && !seen.insert((dimension.clone(), source, rater.clone())) {
                let place = &raw.value.place;
                self.person.add(|| {
                    let what =
                        format!("{} has rated {dimension} as {} already", quote(&rater), source.name());
                    Problem::new(place.to_string(), what, "keep one of these ratings")
                });
            }
            ratings.push(Rating { dimension, source, rater, value });
        }
        ratings
    }

    fn check_rated(&mut self, found: &Found<'_>) -> Option<String> {
        let dimension = self.check_needed(found, "the rating has no dimension", "name the dimension")?;
        self.is_dimension(&found.place, &dimension).then_some(dimension)
    }

    fn check_source(&mut self, found: &Found<'_>) -> Option<Source> {
        let names = Source::ALL.map(Source::name);
        let list = || format!("expected one of {}", names.join(", "));
        let name = self.check_needed(found, "the rating has no source", &list())?;
        let source = Source::from_name(&name);
        if source.is_none() {
            self.person.add(|| {
                let hint = if matches!(name.as_str(), "stated" | "settled") {
                    "put a stated value under estimates".to_owned()
                } else {
                    list()
                };
                Problem::new(found.place.to_string(), format!("unknown source {}", quote(&name)), hint)
            });
        }
        source
    }

    /// A text that has to be there.
    fn check_needed(&mut self, found: &Found<'_>, missing: &str, hint: &str) -> Option<String> {
        if is_blank(&found.value) {
            self.person.add(|| Problem::new(found.place.to_string(), missing, hint));
            return None;
        }
        self.check_text(found, "the text", MAX_TEXT, tidy_key)
    }

    /// A number of points; `None` where it is missing, or is no such number, which is a problem.
    fn check_points(&mut self, found: &Found<'_>) -> Option<Points> {
        match &found.value {
            Value::Missing => return None,
            Value::Number(number) => {
                if let Some(points) = Points::new(*number) {
                    return Some(points);
                }
            }
            Value::Text(_) | Value::NoNumber(_) | Value::Other(_) => {}
        }
        let place = &found.place;
        self.person
            .add(|| Problem::new(place.to_string(), describe(&found.value), number_hint(&found.value)));
        None
    }
}

/// Whether a text has at most `longest` characters and is one line; where not, what was found and what would do.
pub(crate) fn check_line(text: &str, what: &str, longest: usize) -> Result<(), (String, String)> {
    let n_chars = text.chars().count();
    if n_chars > longest {
        return Err((format!("{what} has {n_chars} characters"), format!("expected {longest} at the most")));
    }
    if let Some(c) = text.chars().find(|c| is_steering(*c)) {
        let found = format!("{what} {} has the control character U+{:04X} in it", quote(text), u32::from(c));
        return Err((found, "write it on one line, without control characters".to_owned()));
    }
    Ok(())
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Missing => true,
        Value::Text(text) => shows_nothing(text),
        Value::Number(_) | Value::NoNumber(_) | Value::Other(_) => false,
    }
}

fn describe(value: &Value) -> String {
    match value {
        Value::Missing => "nothing is there".to_owned(),
        Value::Number(number) => format!("found {number}"),
        Value::Text(text) => format!("found {}", quote(text)),
        Value::NoNumber(other) => format!("found {other}"),
        Value::Other(what) => format!("found {what}"),
    }
}

/// What to write instead of a value that is no number of points, as exactly as it can be guessed.
fn number_hint(value: &Value) -> String {
    let text = match value {
        Value::Text(text) => tidy_key(text),
        Value::NoNumber(other) => return format!("{NUMBER}: {}", other.hint()),
        Value::Missing | Value::Number(_) | Value::Other(_) => return NUMBER.to_owned(),
    };
    if is_no_answer(&text) {
        return format!("{NUMBER}, or nothing where nobody measured it");
    }
    if let Some(number) = text.strip_suffix('%').and_then(parse_decimal) {
        return format!("{NUMBER}, without a percent sign: {number}");
    }
    if let Some(number) = parse_decimal(&text) {
        return format!("{NUMBER}, without quotation marks: {number}");
    }
    if let Some(hint) = two_ways(&text) {
        return format!("{NUMBER}; {hint}");
    }
    if let Some(number) = parse_decimal(&text.replacen(',', ".", 1)) {
        return format!("{NUMBER}, with a decimal point: {number}");
    }
    match number_beside_words(&text) {
        Some(number) => format!("{NUMBER}, without words: {number}"),
        None if is_answer_in_words(&text) => format!("{NUMBER}: {NUMBERS_FOR_WORDS}"),
        None => NUMBER.to_owned(),
    }
}

/// What to do about answers in words.
pub(crate) const NUMBERS_FOR_WORDS: &str = "replace the words by their numbers, the same for all, such as 1 for strongly disagree up to 5 for strongly agree";

/// Whether a text is one of those by which people and programs say that there is no value.
pub(crate) fn is_no_answer(text: &str) -> bool {
    const NONE: [&str; 15] = [
        "nan", "n/a", "na", "n.a.", "#n/a", "null", "\\n", "none", "-", "\u{2013}", "\u{2014}", "?", ".",
        "k. a.", "k.a.",
    ];
    NONE.contains(&text.to_lowercase().as_str())
}

/// Whether a text is an answer on a scale of words, as forms ask for it.
pub(crate) fn is_answer_in_words(text: &str) -> bool {
    const WORDS: [&str; 16] = [
        "agree",
        "disagree",
        "neutral",
        "neither",
        "always",
        "often",
        "sometimes",
        "rarely",
        "seldom",
        "never",
        "excellent",
        "good",
        "fair",
        "poor",
        "satisfied",
        "likely",
    ];
    text.to_lowercase().split(|c: char| !c.is_alphabetic()).any(|word| WORDS.contains(&word))
}

/// The number of an answer such as `4 (agree)` or `5 - strongly agree`.
pub(crate) fn number_beside_words(text: &str) -> Option<f64> {
    let n_digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at(n_digits);
    let rest = rest.trim_start();
    let is_aside = rest.starts_with(['(', '-', '\u{2013}', '\u{2014}', ':', '=', '.', ')'])
        && rest.contains(char::is_alphabetic);
    digits.parse().ok().filter(|_| is_aside)
}
