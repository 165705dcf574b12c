//! Which format a file has: by its name, checked against what it looks like.

use crate::table::{Score, Table};
use crate::{MAX_BYTES, ReadError, csv, text, xlsx};
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
        Ok(match input.content {
            Content::Json(_) => Self::Json,
            Content::JsonLines(_) => Self::JsonLines,
            Content::Csv(_) => Self::Csv,
            Content::Xlsx(_) => Self::Xlsx,
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
pub(crate) struct Input<'a> {
    pub(crate) content: Content<'a>,
    /// How its text was read, if that was a guess.
    pub(crate) note: Option<String>,
}

/// What is in a file.
pub(crate) enum Content<'a> {
    Json(Cow<'a, str>),
    JsonLines(Cow<'a, str>),
    Csv(Cow<'a, str>),
    Xlsx(&'a [u8]),
}

impl Input<'_> {
    pub(crate) fn is_table(&self) -> bool {
        matches!(self.content, Content::Csv(_) | Content::Xlsx(_))
    }

    /// The table in the file, from its header on.
    pub(crate) fn table(self, name: &str, score: Score<'_>) -> Result<Table, Problem> {
        let mut table = match self.content {
            Content::Csv(text) => csv::read(name, &text, score)?,
            Content::Xlsx(bytes) => xlsx::read(name, bytes, score)?,
            Content::Json(_) | Content::JsonLines(_) => {
                return Err(Problem::new(name, "the file is JSON", "expected a table: CSV or XLSX"));
            }
        };
        table.notes.extend(self.note);
        Ok(table)
    }
}

/// Tells what a file is.
pub(crate) fn open<'a>(name: &str, bytes: &'a [u8]) -> Result<Input<'a>, Problem> {
    if bytes.len() > MAX_BYTES {
        return Err(too_large(name, bytes.len()));
    }
    let named = Format::of_name(name);
    if let Some(look) = binary_look(bytes) {
        return match (look, named) {
            (Look::Zip, None | Some(Format::Xlsx)) => Ok(Input { content: Content::Xlsx(bytes), note: None }),
            (Look::Zip, Some(named)) => {
                Err(mismatch(name, named, "a workbook (XLSX) or another zip archive"))
            }
            (Look::Office(words, hint), _) => Err(Problem::new(name, format!("the file is {words}"), hint)),
            (Look::Other(words), Some(named)) => Err(mismatch(name, named, words)),
            (Look::Other(words), None) => {
                let hint = "expected JSON, JSON lines, CSV or XLSX";
                Err(Problem::new(name, format!("the file looks like {words}"), hint))
            }
        };
    }
    let (text, note) = text::decode(name, bytes)?;
    let start = text.trim_start();
    if start.is_empty() {
        return Err(Problem::new(name, "the file is empty", "expected at least one person"));
    }
    if start.starts_with('<') {
        let (found, hint) = markup_look(start);
        return Err(Problem::new(name, found, hint));
    }
    let format = match named {
        None => guess(start),
        Some(named) => match other_look(named, start) {
            Some(look) => return Err(mismatch(name, named, look)),
            None => named,
        },
    };
    let content = match format {
        Format::Json => Content::Json(text),
        Format::JsonLines => Content::JsonLines(text),
        Format::Csv | Format::Xlsx => Content::Csv(text),
    };
    Ok(Input { content, note })
}

/// What a text in angle brackets is. Programs write tables as web pages and call them `.xls`.
fn markup_look(start: &str) -> (&'static str, &'static str) {
    let head = start.get(..2_000).unwrap_or(start).to_ascii_lowercase();
    let as_xlsx = "open it in a spreadsheet and save it as XLSX or CSV";
    if head.contains("excel.sheet") || head.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        ("the file is an XML spreadsheet of Excel 2003", as_xlsx)
    } else if head.contains("<table") || head.contains("office:excel") {
        ("the file is a web page with a table", as_xlsx)
    } else {
        ("the file looks like a web page or XML", "expected JSON, JSON lines, CSV or XLSX")
    }
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
    /// A document of an office program, in words, and what to do about it.
    Office(&'static str, &'static str),
    /// Something else, in words.
    Other(&'static str),
}

/// What a file that is no text looks like.
fn binary_look(bytes: &[u8]) -> Option<Look> {
    const MAGIC: [(&[u8], &str); 7] = [
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
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Some(compound_look(bytes));
    }
    MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, words)| Look::Other(words))
}

/// What a compound file is, in which Office keeps old documents and those with a password: by the names of its streams.
fn compound_look(bytes: &[u8]) -> Look {
    let has = |stream: &str| {
        let name: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(name.len()).any(|window| window == name)
    };
    if has("EncryptedPackage") {
        let hint =
            "open it, take the password off (in Excel: File > Info > Protect Workbook), and save it again";
        Look::Office("a workbook with a password", hint)
    } else if has("WordDocument") {
        Look::Office("a Word document (.doc)", "save the table as XLSX or CSV")
    } else if has("Workbook") || has("Book") {
        Look::Office(
            "a workbook of Excel 97\u{2013}2003 (.xls)",
            "open it in a spreadsheet and save it as XLSX",
        )
    } else {
        Look::Office("an old Office document", "save the table as XLSX or CSV")
    }
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
