//! A person as a reader found them: values with their places, nothing checked yet.

use crate::problems::plain;
use crate::table::Other;
use fit::Profile;
use std::fmt;

/// The fields of a person in a file: first the texts, which a table has as columns.
pub(crate) const FIELDS: [&str; N_TEXTS + 2] = ["id", "name", "headline", "estimates", "ratings"];

/// How many of the fields are texts.
pub(crate) const N_TEXTS: usize = 3;

/// The names of the texts.
pub(crate) const TEXTS: &[&str] = FIELDS.split_at(N_TEXTS).0;

/// Whether these are the columns of a ranking: beside who it is it says a rank, a score, and how much of it is measured.
pub(crate) fn is_ranking(has: impl Fn(&str) -> bool) -> bool {
    ["id", "rank", "score", "completeness"].into_iter().all(has)
}

/// A person's texts, as [`TEXTS`] names them.
pub(crate) fn texts(person: &Profile) -> [&str; N_TEXTS] {
    [&person.id, &person.name, &person.headline]
}

/// Where a value stands in the file.
#[derive(Debug, Clone)]
pub(crate) enum Place<'a> {
    /// A row of a table, as a spreadsheet numbers it.
    Row(usize),
    /// A cell: its row and the label of its column.
    Cell(usize, &'a str),
    /// The line of a JSON value and its pointer.
    Json(usize, String),
}

impl Place<'_> {
    /// The place of a part of a JSON value.
    pub(crate) fn join(&self, line: usize, key: &str) -> Self {
        let start = if let Self::Json(_, pointer) = self { pointer.as_str() } else { "" };
        let key = plain(&key.replace('~', "~0").replace('/', "~1"), 60);
        Self::Json(line, format!("{start}/{key}"))
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Row(row) => write!(f, "row {row}"),
            Self::Cell(row, column) => write!(f, "row {row}, column {column}"),
            Self::Json(line, pointer) if pointer.is_empty() => write!(f, "line {line}"),
            Self::Json(line, pointer) => write!(f, "line {line}, {pointer}"),
        }
    }
}

/// A value as it stands in the file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// An empty cell, a `null`, or a field that is not there.
    Missing,
    /// A finite number.
    Number(f64),
    /// A text that is not written as a number should be.
    Text(String),
    /// What a workbook holds besides texts and numbers.
    NoNumber(Other),
    /// Anything else, in words that follow "found".
    Other(String),
}

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Found<'a> {
    pub(crate) place: Place<'a>,
    pub(crate) value: Value,
}

/// A stated value on one dimension.
#[derive(Debug)]
pub(crate) struct RawEstimate<'a> {
    pub(crate) dimension: String,
    pub(crate) mean: Found<'a>,
    /// `None` where the file has no place for it.
    pub(crate) se: Option<Found<'a>>,
}

/// A rating.
#[derive(Debug)]
pub(crate) struct RawRating<'a> {
    pub(crate) dimension: Found<'a>,
    pub(crate) source: Found<'a>,
    pub(crate) rater: Found<'a>,
    pub(crate) value: Found<'a>,
}

/// A person.
#[derive(Debug)]
pub(crate) struct RawPerson<'a> {
    pub(crate) place: Place<'a>,
    /// As [`TEXTS`] names them.
    pub(crate) texts: [Found<'a>; N_TEXTS],
    pub(crate) estimates: Vec<RawEstimate<'a>>,
    pub(crate) ratings: Vec<RawRating<'a>>,
}
