//! The parts of a workbook, unpacked within bounds. Sizes are counted while unpacking, because headers may lie.

use super::xml::Refused;
use fit::Problem;
use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// At most this many parts.
const MAX_PARTS: usize = 5_000;
/// At most this many bytes in all the parts together that are held in memory, and in the texts of a sheet.
pub(super) const MAX_UNPACKED: usize = 50 * 1024 * 1024;
/// At most this many bytes of them from each byte of the archive.
const MAX_RATIO: usize = 200;
/// At most this many bytes of all sheets together, which are read through and not held.
const MAX_SHEETS: u64 = 256 * 1024 * 1024;

const SAVE_AGAIN: &str = "open it in a spreadsheet and save it again as XLSX";

/// The parts of a workbook by their paths.
pub(super) struct Archive<'b> {
    name: &'b str,
    zip: ZipArchive<Cursor<&'b [u8]>>,
    places: HashMap<String, usize>,
    /// How many more bytes may be unpacked into memory.
    n_left: usize,
    /// How many more bytes of sheets may be read through.
    n_left_of_sheets: u64,
}

impl<'b> Archive<'b> {
    /// Opens a workbook, and refuses what is none or is encrypted.
    pub(super) fn open(name: &'b str, bytes: &'b [u8]) -> Result<Self, Problem> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(name, &error))?;
        if zip.len() > MAX_PARTS {
            let found = format!("the workbook consists of {} parts", zip.len());
            let hint = format!("expected {MAX_PARTS} at the most: keep only the sheet with the table");
            return Err(Problem::new(name, found, hint));
        }
        let mut places = HashMap::new();
        for index in 0..zip.len() {
            places.insert(checked_path(name, &mut zip, index)?, index);
        }
        let n_left = MAX_UNPACKED.min(MAX_RATIO * bytes.len());
        let mut archive = Self { name, zip, places, n_left, n_left_of_sheets: MAX_SHEETS };
        match archive.other_look() {
            Some((look, hint)) => {
                Err(Problem::new(name, format!("the file is no XLSX workbook: it is {look}"), hint))
            }
            None => Ok(archive),
        }
    }

    /// The part at a path, unpacked.
    pub(super) fn part(&mut self, path: &str) -> Result<Option<Vec<u8>>, Refused> {
        let Some(&index) = self.places.get(&normal(path)) else { return Ok(None) };
        let entry = self.zip.by_index(index).map_err(|error| damaged(self.name, &error))?;
        let mut content = Vec::new();
        // One byte beyond the bound is enough to know.
        let read = entry.take(self.n_left as u64 + 1).read_to_end(&mut content);
        read.map_err(|error| damaged(self.name, &error.into()))?;
        if content.len() > self.n_left {
            let size = MAX_UNPACKED >> 20;
            let found = format!("the workbook unpacks to more than {size} MiB or {MAX_RATIO} times its size");
            let hint = "keep only the sheet with the table, and as few formats as possible";
            return Err(Problem::new(self.name, found, hint).into());
        }
        self.n_left -= content.len();
        Ok(Some(content))
    }

    /// A sheet, to be read through.
    pub(super) fn sheet(&mut self, path: &str) -> Result<Option<impl BufRead + '_>, Refused> {
        let Some(&index) = self.places.get(&normal(path)) else { return Ok(None) };
        let entry = self.zip.by_index(index).map_err(|error| damaged(self.name, &error))?;
        Ok(Some(BufReader::with_capacity(
            64 * 1024,
            Limited { inner: entry, n_left: &mut self.n_left_of_sheets },
        )))
    }

    /// What an archive that is no workbook is, and what to do about it.
    fn other_look(&mut self) -> Option<(&'static str, &'static str)> {
        let has = |start: &str| self.places.keys().any(|name| name.starts_with(start));
        let as_table = "save the table as XLSX or CSV";
        if has("xl/workbook.bin") {
            Some(("a binary workbook (.xlsb)", "open it in Excel and save it as XLSX"))
        } else if has("xl/") {
            None
        } else if has("word/") {
            Some(("a Word document", as_table))
        } else if has("ppt/") {
            Some(("a PowerPoint presentation", as_table))
        } else if has("index/document.iwa") || has("index.zip") {
            Some(("an Apple Numbers document (.numbers)", "in Numbers: File > Export To > Excel"))
        } else if has("content.xml") || has("mimetype") {
            let kind = self.part("mimetype").ok().flatten().unwrap_or_default();
            if String::from_utf8_lossy(&kind).contains("spreadsheet") {
                Some(("an OpenDocument spreadsheet (.ods)", "open it in a spreadsheet and save it as XLSX"))
            } else {
                Some(("an OpenDocument file", as_table))
            }
        } else {
            Some(("a zip archive without a workbook in it", as_table))
        }
    }
}

fn damaged(name: &str, error: &ZipError) -> Problem {
    if let ZipError::UnsupportedArchive(what) = error {
        let found = format!("the workbook is packed in a way that is not supported ({what})");
        return Problem::new(name, found, SAVE_AGAIN);
    }
    let why = crate::problems::plain(&error.to_string(), 120);
    Problem::new(name, format!("the workbook is damaged ({why})"), SAVE_AGAIN)
}

/// The path of a part, in the form by which parts are found.
fn checked_path(name: &str, zip: &mut ZipArchive<Cursor<&[u8]>>, index: usize) -> Result<String, Problem> {
    let entry = zip.by_index_raw(index).map_err(|error| damaged(name, &error))?;
    if entry.encrypted() {
        return Err(Problem::new(name, "the workbook is encrypted", "save it without a password"));
    }
    if entry.enclosed_name().is_none() {
        let found = "the workbook has a part whose path leads out of it";
        return Err(Problem::new(name, found, SAVE_AGAIN));
    }
    Ok(entry.name().map(|path| normal(&path)).unwrap_or_default())
}

/// Paths compare without case, and some programs write them with backslashes or from the root.
fn normal(path: &str) -> String {
    path.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// Bytes that end in an error where there are too many of them.
struct Limited<'a, R> {
    inner: R,
    n_left: &'a mut u64,
}

impl<R: Read> Read for Limited<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        let n_left = self.n_left.checked_sub(n as u64);
        *self.n_left = n_left.ok_or_else(|| {
            let size = MAX_SHEETS >> 20;
            io::Error::other(format!(
                "its sheets have more than {size} MiB: delete the empty rows below the table"
            ))
        })?;
        Ok(n)
    }
}
