//! Collecting problems, without letting a hostile file fill the memory with them.

use crate::{MAX_PROBLEMS, ReadError};
use fit::Problem;

/// The problems of one person or file. Beyond its room it only counts, and never words a problem, because
/// looking for the nearest name costs more than everything else.
#[derive(Debug)]
pub(crate) struct Problems {
    pub(crate) list: Vec<Problem>,
    pub(crate) n_more: usize,
    room: usize,
}

impl Problems {
    pub(crate) fn new() -> Self {
        Self { list: Vec::new(), n_more: 0, room: MAX_PROBLEMS }
    }

    pub(crate) fn add(&mut self, problem: impl FnOnce() -> Problem) {
        if self.list.len() < self.room {
            self.list.push(problem());
        } else {
            self.n_more += 1;
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty() && self.n_more == 0
    }

    /// The refusal of a file for these problems.
    pub(crate) fn refuse(mut self, file: &str) -> ReadError {
        let (problems, n_more) = self.take();
        ReadError { file: file.to_owned(), problems, n_more }
    }

    /// Takes all problems out. The room that they used stays used.
    pub(crate) fn take(&mut self) -> (Vec<Problem>, usize) {
        self.room -= self.list.len();
        (std::mem::take(&mut self.list), std::mem::take(&mut self.n_more))
    }
}

/// A piece of the file as it may be shown: in quotation marks, short, and without characters that would steer a
/// terminal.
pub(crate) fn quote(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut shown = String::from("\u{201c}");
    shown.push_str(&plain(text, LONGEST));
    shown.push('\u{201d}');
    shown
}

/// At most `longest` characters of a text, with controls written out.
pub(crate) fn plain(text: &str, longest: usize) -> String {
    let mut shown = String::new();
    for (index, c) in text.chars().enumerate() {
        if index == longest {
            shown.push('…');
            break;
        }
        if is_steering(c) { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    shown
}

/// Whether a character acts on its surroundings instead of standing for itself: controls, and the marks that
/// turn the direction of the text after them.
pub fn is_steering(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
