//! Files to checked profiles: JSON, JSON lines, CSV and XLSX, and back to CSV; test scores to ratings.
//!
//! Pure: a file comes in as bytes and a name, and the name serves only to choose the format and to name the
//! file in messages. Readers turn bytes into raw people, each value with its place; one checker, the same for
//! every format, turns raw people into [`Profile`]s. What is wrong is collected, not met one by one, and a file
//! with anything wrong gives no profile at all unless the caller asks for [`Mode::SkipBadRows`].
//!
//! Every input is bounded before it is parsed: [`MAX_BYTES`], and the limits beside it.

mod attachment;
mod cases;
mod check;
mod clean;
mod columns;
mod csv;
mod dimensions;
mod format;
mod groups;
mod json;
mod judgements;
mod numbers;
mod person;
mod problems;
mod ratings;
mod table;
mod test_scores;
mod text;
mod turned;
mod write;
mod xlsx;

pub use attachment::{AttachmentKind, attachment_kind};
pub use cases::{Cases, read_cases};
pub use clean::{is_invisible, look_alikes, tidy, tidy_key};
pub use columns::{Columns, UnknownColumn};
pub use dimensions::Dimensions;
pub use format::Format;
pub use groups::{GroupColumns, read_groups};
pub use judgements::read_judgements;
pub use problems::is_steering;
pub use ratings::{Ratings, read_ratings};
pub use table::{Cell, Other, Row, Table};
pub use test_scores::{TestScores, read_test_scores};
pub use text::decode as decode_text;
pub use turned::DESCRIBING;
pub use write::{CsvStyle, CsvText, LeftOut, ProfileTable, book_cell, csv_cell, write_csv};

use check::Checker;
use fit::{Points, Problem, Profile};
use format::Content;
use std::collections::BTreeMap;
use std::fmt;
use table::Score;

/// The largest file that is read, in bytes: 20 MiB.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;
/// The longest id or rater's name, in characters.
pub const MAX_ID: usize = 200;
/// The longest name or headline, in characters.
pub const MAX_TEXT: usize = 1_000;
/// At most this many people in a file.
pub const MAX_PEOPLE: usize = 50_000;
/// At most this many columns in a table.
pub const MAX_COLUMNS: usize = 500;
/// At most this many cells in a table.
pub const MAX_CELLS: usize = 1_000_000;
/// At most this many problems are told; the rest are counted.
pub const MAX_PROBLEMS: usize = 1_000;

/// What becomes of a file in which some people have problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Nothing is read.
    Strict,
    /// People without problems are read and the others are listed as skipped. A problem that is nobody's own,
    /// such as an unknown column, still refuses the file.
    SkipBadRows,
}

/// The people of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    /// Those without problems, in the file's order; at least one.
    pub profiles: Vec<Profile>,
    /// Those with problems, in the file's order; empty under [`Mode::Strict`].
    pub skipped: Vec<Skipped>,
    /// What whoever reads them should know: how the text of the file was read, and which parts of it were not.
    pub notes: Vec<String>,
}

/// A person who was left out because of problems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The row of a table, or the line and JSON pointer.
    pub place: String,
    /// The id, as far as it could be read; else empty.
    pub id: String,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// How many more problems there are.
    pub n_more: usize,
}

/// Why a file was not read: every problem, as far as [`MAX_PROBLEMS`].
///
/// `Display` gives a line for each, the file's name first.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ReadError {
    /// The name of the file, as the caller gave it.
    pub file: String,
    /// What is wrong; never empty.
    pub problems: Vec<Problem>,
    /// How many more problems there are.
    pub n_more: usize,
}

impl ReadError {
    /// The refusal of a file of `n_bytes`, for callers that know the size before they read.
    ///
    /// # Example
    /// ```
    /// let error = intake::ReadError::too_large("all.csv", 2_000_000_000);
    /// assert!(error.to_string().starts_with("all.csv: the file has 1907.4 MiB"));
    /// ```
    pub fn too_large(file: &str, n_bytes: u64) -> Self {
        // Tenths, rounded up, so that a file one byte too large is not said to have exactly the limit.
        let tenths = (n_bytes.saturating_mul(10)).div_ceil(1024 * 1024);
        let found = format!("the file has {}.{} MiB", tenths / 10, tenths % 10);
        let hint =
            format!("at most {} MiB are read: split it, or leave out what is no profile", MAX_BYTES >> 20);
        Self::one(file, Problem::new(file, found, hint))
    }

    /// How many problems there are in all.
    pub fn n_problems(&self) -> usize {
        self.problems.len() + self.n_more
    }

    fn one(file: &str, problem: Problem) -> Self {
        Self { file: file.to_owned(), problems: vec![problem], n_more: 0 }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            let start = if index == 0 { "" } else { "\n" };
            // A problem of the whole file has the file as its place.
            if problem.place == self.file {
                write!(f, "{start}{problem}")?;
            } else {
                write!(f, "{start}{}, {problem}", self.file)?;
            }
        }
        if self.n_more > 0 { write!(f, "\n{}: and {} more problems", self.file, self.n_more) } else { Ok(()) }
    }
}

/// Reads a pool: any number of people, at least one.
///
/// JSON is a list of people or a single one, JSON lines one person a line. A table has a header row with `id`,
/// and as wanted `name`, `headline`, dimension ids, and `<dimension>.se` beside a dimension; then a row per
/// person. Dimension ids are exact; the case of the other names does not matter. Rows above the header are passed over.
/// Numbers may have a decimal comma and separators between thousands, if the other numbers leave no doubt which is which.
/// Of a workbook the first visible sheet with such a header is read, and of its formulas their stored results.
///
/// A table may be turned as well: `id` at the head of the first column, below it `name`, `headline` and dimension ids, and
/// each further column a person, but for those of [`DESCRIBING`].
///
/// Text is UTF-8, UTF-16 or Windows-1252. Letters are composed (NFC); blanks and invisible marks around a text go, and
/// within ids, numbers and names of columns as well.
///
/// `dimensions` are those that values may be on: of a framework, which can be given itself, or of several.
///
/// A person without a name goes by their id. Blanks around a text do not count. A bare number has a standard error
/// of 10. Two ratings by one named rater, from one source, on one dimension are a problem; raters without a name
/// may be different people.
///
/// # Shapes and units
/// Values and standard errors are points, 0 to 100. An id has at most 200 characters, a name or headline 1,000.
///
/// # Missing values
/// An empty cell and a `null` estimate mean unmeasured.
///
/// # Errors
/// Every problem in the file, each with its place and a hint. With [`Mode::SkipBadRows`], problems of the file
/// as a whole, and those of a file in which nobody is without problems.
///
/// # Example
/// ```
/// use intake::{Mode, read_pool};
/// let framework = fit::Framework::parse(fit::framework::DEFAULT).unwrap();
/// let pool = read_pool(&framework, "pool.csv", b"id,name,skill.operations\nc-1,Ada,82\n", Mode::Strict).unwrap();
/// assert_eq!(pool.profiles[0].estimates["skill.operations"].mean.get(), 82.0);
///
/// let error = read_pool(&framework, "pool.csv", b"id,skill.operations\nc-1,eighty\n", Mode::Strict).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "pool.csv, row 2, column skill.operations (B): found \u{201c}eighty\u{201d}; expected a number from 0 to 100"
/// );
/// ```
pub fn read_pool<'d>(
    dimensions: impl Into<Dimensions<'d>>,
    name: &'d str,
    bytes: &[u8],
    mode: Mode,
) -> Result<Pool, ReadError> {
    static AS_NAMED: Columns = Columns(BTreeMap::new());
    read_pool_as(dimensions, name, bytes, &AS_NAMED, Points::STATED_SE, mode)
}

/// Reads a pool as [`read_pool`] does, the columns of a table being what they are said to be, and with a standard error
/// for bare numbers. Formats without columns are read as they are.
///
/// # Errors
/// As for [`read_pool`].
pub fn read_pool_as<'d>(
    dimensions: impl Into<Dimensions<'d>>,
    name: &'d str,
    bytes: &[u8],
    columns: &'d Columns,
    bare_se: Points,
    mode: Mode,
) -> Result<Pool, ReadError> {
    let mut checker = Checker::new(dimensions.into(), name, columns, bare_se, mode);
    let refuse = |problem| ReadError::one(name, problem);
    let input = format::open(name, bytes).map_err(refuse)?;
    match input.content {
        Content::Json(text) => {
            checker.notes.extend(input.note);
            json::read(&text, &mut checker).map_err(refuse)?;
        }
        Content::JsonLines(text) => {
            checker.notes.extend(input.note);
            json::read_lines(&text, &mut checker).map_err(refuse)?;
        }
        Content::Csv(_) | Content::Xlsx(_) => {
            let score = |rows: &[Row]| table::names_people(rows, &checker.dimensions, columns);
            let mut table = input.table(name, &score).map_err(refuse)?;
            let turned = turned::upright(&mut table, &checker.dimensions);
            let read = table::read_people(&mut table, &mut checker).map_err(refuse);
            checker.notes.append(&mut table.notes);
            let read = read.and_then(|()| checker.finish()).map_err(|error| table.with_sheet(error));
            return if let Some(turned) = turned { turned.told(read) } else { read };
        }
    }
    checker.finish()
}

/// The columns of a table of people whose names are not known, each name once; none in a file that is no table.
///
/// # Errors
/// What keeps the file from being read at all.
///
/// # Example
/// ```
/// let framework = fit::Framework::parse(fit::framework::DEFAULT).unwrap();
/// let unknown = intake::unknown_columns(&framework, "pool.csv", b"id,Ops\nc-1,82\nc-2,40\n").unwrap();
/// assert_eq!((unknown[0].name.as_str(), unknown[0].letters.as_str()), ("Ops", "B"));
/// assert_eq!(unknown[0].samples, ["82", "40"]);
/// ```
pub fn unknown_columns<'d>(
    dimensions: impl Into<Dimensions<'d>>,
    name: &str,
    bytes: &[u8],
) -> Result<Vec<UnknownColumn>, ReadError> {
    let dimensions = dimensions.into();
    let input = format::open(name, bytes).map_err(|problem| ReadError::one(name, problem))?;
    if !input.is_table() {
        return Ok(Vec::new());
    }
    let columns = Columns::default();
    let score = |rows: &[Row]| table::names_people(rows, &dimensions, &columns);
    let mut table = input.table(name, &score).map_err(|problem| ReadError::one(name, problem))?;
    turned::upright(&mut table, &dimensions);
    Ok(table::unknown_columns(&table, &dimensions))
}

/// Reads one person, such as the CEO: a file as for [`read_pool`] that holds exactly one.
///
/// # Errors
/// Every problem in the file, each with its place and a hint; more than one person is a problem.
pub fn read_person<'d>(
    dimensions: impl Into<Dimensions<'d>>,
    name: &'d str,
    bytes: &[u8],
) -> Result<Profile, ReadError> {
    let mut profiles = read_pool(dimensions, name, bytes, Mode::Strict)?.profiles;
    match (profiles.pop(), profiles.len()) {
        (Some(profile), 0) => Ok(profile),
        (_, n_others) => {
            let found = format!("{} people are in this file", n_others + 1);
            Err(ReadError::one(name, Problem::new(name, found, "expected exactly one")))
        }
    }
}

/// Reads a table of any content, CSV or XLSX, with the same bounds and messages as [`read_pool`].
///
/// # Errors
/// What keeps the file from being read as a table.
///
/// # Example
/// ```
/// let table = intake::read_table("ahp.csv", b",a,b\na,1,1/3\nb,3,1\n").unwrap();
/// assert_eq!(table.rows[1].number, 2);
/// assert_eq!(table.rows[1].cells[2].to_string(), "1/3");
/// ```
pub fn read_table(name: &str, bytes: &[u8]) -> Result<Table, ReadError> {
    read_table_where(name, bytes, &|_| 0)
}

/// Reads a table whose header scores highest: the rows above it are left out, and so are sheets before it.
fn read_table_where(name: &str, bytes: &[u8], score: Score<'_>) -> Result<Table, ReadError> {
    let read = format::open(name, bytes).and_then(|input| input.table(name, score));
    read.map_err(|problem| ReadError::one(name, problem))
}

/// Reads a table with columns of these names, as [`read_table_where`] does.
fn read_table_with(name: &str, bytes: &[u8], columns: &[&str]) -> Result<Table, ReadError> {
    read_table_where(name, bytes, &|rows| table::names_columns(rows, |name| columns.contains(&name)))
}
