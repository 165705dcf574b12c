//! What texts and other values have to be, told by their places.

use crate::{Error, Invalid, Result};
use serde::{Deserialize, Deserializer};

/// Values that will not do, collected so that all are told at once.
#[derive(Debug, Default)]
pub(crate) struct Checks(Vec<Invalid>);

impl Checks {
    /// A text that is to have so many characters. One that must have any must have a visible one.
    pub(crate) fn text(&mut self, pointer: &str, text: &str, least: usize, most: usize) {
        let n_chars = text.chars().count();
        let is_blank = least > 0 && text.trim().is_empty();
        if is_blank || n_chars < least || n_chars > most {
            let hint = if least == 0 {
                format!("give at most {most} characters")
            } else {
                format!("give {least} to {most} characters")
            };
            self.add(pointer, hint);
        } else if text.contains('\0') {
            self.add(pointer, "leave out the character NUL, which no database keeps".to_owned());
        }
    }

    /// Id, version and title of a document, each on a line of its own.
    pub(crate) fn document(&mut self, id: &str, version: &str, title: &str) {
        for (key, text, most) in [("id", id, 200), ("version", version, 100), ("title", title, 500)] {
            let is_line = !text.chars().any(intake::is_steering) && !text.trim().is_empty();
            let hint = format!("{key}: write it on one line of 1 to {most} characters");
            self.require(is_line && text.chars().count() <= most, "/document", &hint);
        }
    }

    /// The id of a dimension, as a framework may name it.
    pub(crate) fn dimension(&mut self, pointer: &str, id: &str) {
        let is_id = match id.split_once('.') {
            Some((domain, name)) => !domain.is_empty() && !name.is_empty() && !name.ends_with(".se"),
            None => false,
        };
        let is_plain = id.trim() == id && !id.chars().any(intake::is_steering);
        let is_short = id.chars().count() <= intake::MAX_ID;
        let hint = "give a dimension as domain.name, such as skill.operations";
        self.require(is_id && is_plain && is_short, pointer, hint);
    }

    /// An address for mail.
    pub(crate) fn email(&mut self, pointer: &str, email: &str) {
        let parts = email.split_once('@').filter(|(name, host)| !name.is_empty() && !host.is_empty());
        let is_plain = !email.chars().any(|c| c.is_whitespace() || c.is_control());
        let is_one = parts.is_some_and(|(_, host)| !host.contains('@'));
        let is_good = is_one && is_plain && email.chars().count() <= 254;
        self.require(is_good, pointer, "give an address such as robin@example.com");
    }

    /// A number of points.
    pub(crate) fn points(&mut self, pointer: &str, value: f64) {
        self.require(fit::Points::new(value).is_some(), pointer, "give a number from 0 to 100");
    }

    /// Something that has to hold.
    pub(crate) fn require(&mut self, holds: bool, pointer: &str, hint: &str) {
        if !holds {
            self.add(pointer, hint.to_owned());
        }
    }

    /// A problem that the engine found.
    pub(crate) fn problem(&mut self, pointer: &str, problem: &fit::Problem) {
        self.0.push(Invalid::of(pointer, problem));
    }

    /// Refuses, where anything was found so far.
    pub(crate) fn done(&mut self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(std::mem::take(&mut self.0))) }
    }

    fn add(&mut self, pointer: &str, detail: String) {
        self.0.push(Invalid { pointer: pointer.to_owned(), detail });
    }
}

/// An address as accounts are known by it, however it was typed or pasted.
pub(crate) fn account(email: &str) -> String {
    intake::tidy_key(email).to_lowercase()
}

/// A name as a part of a JSON pointer (RFC 6901).
pub(crate) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Tells null from what is left out.
pub(crate) fn nullable<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> std::result::Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}
