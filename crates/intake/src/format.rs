//! Which format a file has: by its name, checked against what it looks like.

use crate::{MAX_BYTES, ReadError, text};
use fit::Problem;
use serde::de::IgnoredAny;
use std::borrow::Cow;
use std::fmt;

/// A file format for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// A JSON list of people, or a single one.
    Json,
    /// One JSON person a line.
    JsonLines,
    /// A table as text, separated by commas, semicolons or tabs.
    Csv,
    /// A table as an Excel workbook.
    Xlsx,
}

impl Format {
    /// The format of a file: by the extension of its name, and where that says nothing, by its content.
    ///
    /// # Errors
    /// A file that is too large, empty, of no known format, or not what its name says.
    ///
    /// # Example
    /// ```
    /// use intake::Format;
    /// assert_eq!(Format::detect("ceo.json", b"{}"), Ok(Format::Json));
    /// assert_eq!(Format::detect("pool", b"id;name\n1;Ada\n"), Ok(Format::Csv));
    /// assert!(Format::detect("pool.csv", b"PK\x03\x04").is_err());
    /// ```
    pub fn detect(name: &str, bytes: &[u8]) -> Result<Self, ReadError> {
        let input = open(name, bytes).map_err(|problem| ReadError::one(name, problem))?;
        Ok(match input {
            Input::Json(_) => Self::Json,
            Input::JsonLines(_) => Self::JsonLines,
            Input::Csv(_) => Self::Csv,
            Input::Xlsx(_) => Self::Xlsx,
        })
    }

    fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit(['/', '\\']).next()?.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "json" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            "csv" | "tsv" => Some(Self::Csv),
            "xlsx" | "xlsm" => Some(Self::Xlsx),
            _ => None,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Json => "JSON",
            Self::JsonLines => "JSON lines",
            Self::Csv => "CSV",
            Self::Xlsx => "XLSX",
        })
    }
}

/// A file whose format is known.
pub(crate) enum Input<'a> {
    Json(Cow<'a, str>),
    JsonLines(Cow<'a, str>),
    Csv(Cow<'a, str>),
    Xlsx(&'a [u8]),
}

/// Tells what a file is.
pub(crate) fn open<'a>(name: &str, bytes: &'a [u8]) -> Result<Input<'a>, Problem> {
    if bytes.len() > MAX_BYTES {
        return Err(too_large(name, bytes.len()));
    }
    let named = Format::of_name(name);
    if let Some(look) = binary_look(bytes) {
        return match (look, named) {
            (Look::Zip, None | Some(Format::Xlsx)) => Ok(Input::Xlsx(bytes)),
            (Look::Zip, Some(named)) => {
                Err(mismatch(name, named, "a workbook (XLSX) or another zip archive"))
            }
            (Look::Other(words), Some(named)) => Err(mismatch(name, named, words)),
            (Look::Other(words), None) => {
                let hint = "expected JSON, JSON lines, CSV or XLSX";
                Err(Problem::new(name, format!("the file looks like {words}"), hint))
            }
        };
    }
    let text = text::decode(name, bytes)?;
    let start = text.trim_start();
    if start.is_empty() {
        return Err(Problem::new(name, "the file is empty", "expected at least one person"));
    }
    if start.starts_with('<') {
        let found = "the file looks like a web page or XML";
        return Err(Problem::new(name, found, "expected JSON, JSON lines, CSV or XLSX"));
    }
    let format = match named {
        None => guess(start),
        Some(named) => match other_look(named, start) {
            Some(look) => return Err(mismatch(name, named, look)),
            None => named,
        },
    };
    Ok(match format {
        Format::Json => Input::Json(text),
        Format::JsonLines => Input::JsonLines(text),
        Format::Csv | Format::Xlsx => Input::Csv(text),
    })
}

/// The format of a text without a telling name.
fn guess(start: &str) -> Format {
    if !start.starts_with(['{', '[']) {
        Format::Csv
    } else if start.starts_with('{') && has_object_a_line(start) {
        Format::JsonLines
    } else {
        Format::Json
    }
}

/// What a text looks like that cannot be what its name says.
fn other_look(named: Format, start: &str) -> Option<&'static str> {
    let is_json = start.starts_with(['{', '[']);
    match named {
        Format::Xlsx | Format::Csv if is_json => Some("JSON"),
        Format::Xlsx => Some("plain text, such as CSV"),
        Format::JsonLines if start.starts_with('[') => Some("a JSON list (.json)"),
        Format::Json | Format::JsonLines if is_table(start) => Some("a table, such as CSV"),
        Format::Csv | Format::Json | Format::JsonLines => None,
    }
}

fn too_large(name: &str, n_bytes: usize) -> Problem {
    ReadError::too_large(name, n_bytes as u64).problems.swap_remove(0)
}

fn mismatch(name: &str, named: Format, look: &str) -> Problem {
    let found =
        format!("the file is not what its name says: by its name it is {named}, but it looks like {look}");
    Problem::new(name, found, "give it the right name, or save it in the right format")
}

enum Look {
    Zip,
    /// Something else, in words.
    Other(&'static str),
}

/// What a file that is no text looks like.
fn binary_look(bytes: &[u8]) -> Option<Look> {
    const MAGIC: [(&[u8], &str); 8] = [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel file (.xls) or a workbook with a password"),
        (b"%PDF-", "a PDF"),
        (b"\x1f\x8b", "a compressed file (gzip)"),
        (b"\x89PNG", "a picture (PNG)"),
        (b"\xff\xd8\xff", "a picture (JPEG)"),
        (b"GIF8", "a picture (GIF)"),
        (b"SQLite format 3\0", "a database (SQLite)"),
        (b"{\\rtf", "a text document (RTF)"),
    ];
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Some(Look::Zip);
    }
    MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, words)| Look::Other(words))
}

/// Whether a text that ought to be JSON is plainly a table: its first line has a separator and `id` in it, and
/// does not begin as JSON does.
fn is_table(start: &str) -> bool {
    let line = start.lines().next().unwrap_or_default();
    let mut cells = line.split([',', ';', '\t']).map(|cell| cell.trim().trim_matches('"'));
    !line.starts_with(['{', '['])
        && line.contains([',', ';', '\t'])
        && cells.any(|cell| cell.eq_ignore_ascii_case("id"))
}

/// Whether the first line is a JSON value of its own and more follows.
fn has_object_a_line(start: &str) -> bool {
    let Some((line, rest)) = start.split_once('\n') else { return false };
    !rest.trim().is_empty() && serde_json::from_str::<IgnoredAny>(line).is_ok()
}
