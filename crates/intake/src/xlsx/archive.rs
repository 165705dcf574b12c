//! The parts of a workbook, unpacked within bounds. Sizes are counted while unpacking, because headers may lie.

use fit::Problem;
use std::collections::HashMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// At most this many parts.
const MAX_PARTS: usize = 200;
/// At most this many bytes in all parts together.
pub(super) const MAX_UNPACKED: usize = 50 * 1024 * 1024;
/// At most this many bytes from each byte of the archive.
const MAX_RATIO: usize = 200;

/// The parts of a workbook by their paths.
pub(super) struct Archive {
    parts: HashMap<String, Vec<u8>>,
}

impl Archive {
    /// Unpacks a workbook, and refuses what is none, is encrypted, or would grow beyond its bounds.
    pub(super) fn open(name: &str, bytes: &[u8]) -> Result<Self, Problem> {
        let anew = "open it in a spreadsheet and save it again as XLSX";
        let broken = |error: ZipError| match error {
            ZipError::UnsupportedArchive(what) => {
                let found = format!("the workbook is packed in a way that is not supported ({what})");
                Problem::new(name, found, anew)
            }
            error => {
                let why = crate::problems::plain(&error.to_string(), 120);
                Problem::new(name, format!("the workbook is damaged ({why})"), anew)
            }
        };
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        if archive.len() > MAX_PARTS {
            let found = format!("the workbook consists of {} parts", archive.len());
            let hint = format!("expected {MAX_PARTS} at the most: keep only the sheet with the table");
            return Err(Problem::new(name, found, hint));
        }
        if let Some(look) = other_look(&archive) {
            let found = format!("the file is no XLSX workbook: it looks like {look}");
            return Err(Problem::new(name, found, "save the table as XLSX or CSV"));
        }
        let allowed = MAX_UNPACKED.min(MAX_RATIO * bytes.len());
        let mut n_bytes = 0;
        let mut parts = HashMap::new();
        for index in 0..archive.len() {
            let path = checked_path(name, &mut archive, index, broken)?;
            let entry = archive.by_index(index).map_err(broken)?;
            let mut content = Vec::new();
            // One byte beyond the bound is enough to know.
            let rest = (allowed - n_bytes + 1) as u64;
            entry.take(rest).read_to_end(&mut content).map_err(|error| broken(error.into()))?;
            n_bytes += content.len();
            if n_bytes > allowed {
                let size = MAX_UNPACKED >> 20;
                let found =
                    format!("the workbook unpacks to more than {size} MiB or {MAX_RATIO} times its size");
                let hint = "keep only the sheet with the table, without pictures and formats";
                return Err(Problem::new(name, found, hint));
            }
            parts.insert(path, content);
        }
        Ok(Self { parts })
    }

    /// The part at a path.
    pub(super) fn part(&self, path: &str) -> Option<&[u8]> {
        self.parts.get(&normal(path)).map(Vec::as_slice)
    }
}

/// The path of a part, in the form by which parts are found.
fn checked_path(
    name: &str,
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    index: usize,
    broken: impl Fn(ZipError) -> Problem,
) -> Result<String, Problem> {
    let entry = archive.by_index_raw(index).map_err(broken)?;
    if entry.encrypted() {
        return Err(Problem::new(name, "the workbook is encrypted", "save it without a password"));
    }
    if entry.enclosed_name().is_none() {
        let found = "the workbook has a part whose path leads out of it";
        return Err(Problem::new(name, found, "open it in a spreadsheet and save it again as XLSX"));
    }
    Ok(entry.name().map(|path| normal(&path)).unwrap_or_default())
}

/// Paths compare without case, and some programs write them with backslashes or from the root.
fn normal(path: &str) -> String {
    path.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// What an archive that is no workbook looks like.
fn other_look(archive: &ZipArchive<Cursor<&[u8]>>) -> Option<&'static str> {
    let names: Vec<String> = archive.file_names().flatten().map(|name| normal(&name)).collect();
    let has = |start: &str| names.iter().any(|name| name.starts_with(start));
    if has("xl/workbook.bin") {
        Some("a binary workbook (.xlsb)")
    } else if has("xl/") {
        None
    } else if has("word/") {
        Some("a Word document")
    } else if has("ppt/") {
        Some("a PowerPoint presentation")
    } else if has("content.xml") || has("mimetype") {
        Some("an OpenDocument file")
    } else {
        Some("a zip archive without a workbook in it")
    }
}
