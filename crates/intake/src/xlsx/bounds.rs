//! Whether a file is a workbook of bearable size. Sizes are counted by inflating, because headers may lie.

use fit::Problem;
use std::io::{self, Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// At most this many files in the archive.
pub(super) const MAX_ENTRIES: usize = 200;
/// At most this many bytes in all of them together, once inflated.
pub(super) const MAX_INFLATED: usize = 50 * 1024 * 1024;
/// At most this many bytes from each byte of the archive.
pub(super) const MAX_RATIO: usize = 200;

/// Refuses what is no workbook, is encrypted, or would grow beyond its bounds.
pub(super) fn check(name: &str, bytes: &[u8]) -> Result<(), Problem> {
    let problem = |found: &str, mend: &str| Problem::new(name, found, mend);
    let broken = |error: &dyn std::error::Error| {
        let found = format!("the workbook is damaged ({})", crate::problems::plain(&error.to_string(), 120));
        problem(&found, "open it in a spreadsheet and save it again as XLSX")
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    if archive.len() > MAX_ENTRIES {
        let found = format!("the workbook consists of {} parts", archive.len());
        return Err(problem(
            &found,
            &format!("expected {MAX_ENTRIES} at the most: keep only the sheet with the table"),
        ));
    }
    if let Some(look) = other_look(&archive) {
        let found = format!("the file is not what its name says: it looks like {look}");
        return Err(problem(&found, "save the table as XLSX"));
    }
    let mut n_inflated = 0;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|error| broken(&error))?;
        if entry.encrypted() {
            return Err(problem("the workbook is encrypted", "save it without a password"));
        }
        if entry.enclosed_name().is_none() {
            return Err(problem(
                "the archive has a part that points outside of it",
                "save the workbook anew",
            ));
        }
        drop(entry);
        let entry = match archive.by_index(index) {
            Ok(entry) => entry,
            Err(ZipError::UnsupportedArchive(what)) => {
                let found = format!("the workbook is packed in a way that is not supported ({what})");
                return Err(problem(&found, "open it in a spreadsheet and save it again as XLSX"));
            }
            Err(error) => return Err(broken(&error)),
        };
        // One byte beyond the bound is enough to know.
        let allowed = MAX_INFLATED.min(MAX_RATIO * bytes.len());
        let rest = (allowed - n_inflated + 1) as u64;
        n_inflated +=
            io::copy(&mut entry.take(rest), &mut io::sink()).map_err(|error| broken(&error))? as usize;
        if n_inflated > allowed {
            let found = format!(
                "the workbook unpacks to more than {} MiB or {MAX_RATIO} times its size",
                MAX_INFLATED >> 20
            );
            return Err(problem(&found, "keep only the sheet with the table, without pictures and formats"));
        }
    }
    Ok(())
}

/// What an archive that is no workbook looks like.
fn other_look(archive: &ZipArchive<Cursor<&[u8]>>) -> Option<&'static str> {
    let names: Vec<String> =
        archive.file_names().flatten().map(|name| name.replace('\\', "/").to_lowercase()).collect();
    let has = |start: &str| names.iter().any(|name| name.trim_start_matches('/').starts_with(start));
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
