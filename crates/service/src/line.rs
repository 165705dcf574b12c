//! Texts on one line: how long each may be, said once for the checks, the pages and the description of the API.

use crate::checks::Checks;
use std::borrow::Cow;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// What a user, a token, a norm or a link is called, and the title of a search.
pub type Name = Line<1, 200>;
/// What someone is called in files, and what a rater is called.
pub type Reference = Line<1, { intake::MAX_ID }>;
/// What a rater is called who may be left unnamed.
pub type Rater = Line<0, { intake::MAX_ID }>;
/// The name of a person whose fit is judged.
pub type PersonName = Line<1, { intake::MAX_TEXT }>;
/// What such a person does.
pub type Headline = Line<0, { intake::MAX_TEXT }>;
/// The name of a file.
pub type FileName = Line<1, 255>;
/// What a version of a document is called.
pub type Version = Line<1, 100>;
/// Why something was done, in a line.
pub type Reason = Line<1, 500>;

/// A text on one line, without control characters, of so many characters. What files may hold (`intake`), and no more,
/// may be typed.
#[derive(Debug, Clone, Copy)]
pub struct Line<const LEAST: usize, const MOST: usize>;

impl<const LEAST: usize, const MOST: usize> Line<LEAST, MOST> {
    /// The most characters that it may have.
    pub const MOST: usize = MOST;

    /// The text as files are read too: without blanks and invisible marks around it, its letters composed. What is wrong
    /// with it is added to the checks.
    pub(crate) fn checked(checks: &mut Checks, pointer: &str, text: &str) -> String {
        let inner = text.trim_matches(|c: char| c.is_whitespace() || intake::is_invisible(c));
        let is_line = !inner.chars().any(intake::is_steering);
        let text = intake::tidy(text);
        let n_chars = text.chars().count();
        checks.require(n_chars >= LEAST, pointer, &format!("give {LEAST} to {MOST} characters"));
        checks.require(n_chars <= MOST, pointer, &format!("give at most {MOST} characters"));
        checks.require(is_line, pointer, "write it on one line, without control characters");
        text.into_owned()
    }
}

impl<const LEAST: usize, const MOST: usize> PartialSchema for Line<LEAST, MOST> {
    fn schema() -> RefOr<Schema> {
        let any = r"[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]";
        // One that must be there must have a visible character.
        let pattern = if LEAST == 0 {
            format!("^{any}*$")
        } else {
            format!(r"^{any}*{}\s]{any}*$", any.trim_end_matches(']'))
        };
        let least = (LEAST > 0).then_some(LEAST);
        let schema = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(format!("A text on one line of {LEAST} to {MOST} characters.")))
            .min_length(least)
            .max_length(Some(MOST))
            .pattern(Some(pattern));
        schema.into()
    }
}

impl<const LEAST: usize, const MOST: usize> ToSchema for Line<LEAST, MOST> {
    fn name() -> Cow<'static, str> {
        format!("Line{LEAST}To{MOST}").into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems<const LEAST: usize, const MOST: usize>(text: &str) -> Vec<String> {
        let mut checks = Checks::default();
        Line::<LEAST, MOST>::checked(&mut checks, "/name", text);
        match checks.done() {
            Err(crate::Error::Invalid(values)) => values.into_iter().map(|bad| bad.detail).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn all_that_is_wrong_with_a_line_is_told() {
        assert_eq!(problems::<1, 5>("  Robin "), Vec::<String>::new());
        assert_eq!(problems::<1, 5>("\u{202a}Robin\u{200b}\r\n"), Vec::<String>::new());
        assert_eq!(problems::<1, 5>("Rene\u{301}e"), Vec::<String>::new());
        assert_eq!(problems::<1, 5>("\u{200b}"), ["give 1 to 5 characters"]);
        assert_eq!(problems::<1, 5>(" "), ["give 1 to 5 characters"]);
        assert_eq!(problems::<0, 5>(" "), Vec::<String>::new());
        assert_eq!(
            problems::<0, 5>("Robin\nExample"),
            ["give at most 5 characters", "write it on one line, without control characters"]
        );
    }

    #[test]
    fn limits_and_pattern_are_described() {
        let described = serde_json::to_value(Name::schema()).expect("it is JSON");
        assert_eq!((&described["minLength"], &described["maxLength"]), (&1.into(), &200.into()));
        let pattern = described["pattern"].as_str().expect("a pattern");
        assert!(pattern.contains(r"\u2066-\u2069\s]["), "{pattern}");
        assert_eq!(Headline::name(), "Line0To1000");
    }
}
