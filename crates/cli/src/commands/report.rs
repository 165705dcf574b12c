//! `report`: the comparison as a document.

use super::score::compared;
use crate::arguments::Report;
use crate::failure::Failure;
use crate::terminal::remark;
use fit::assess_need;
use std::io::Write;
use std::path::{Path, PathBuf};

pub(super) fn run(arguments: &Report) -> Result<(), Failure> {
    // The format is settled before any work is done.
    let ending = arguments.out.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let ending = match ending.as_deref() {
        Some(ending @ ("html" | "json")) => ending.to_owned(),
        _ => {
            let found = "the ending names no format that can be written";
            return Err(Failure::bad_input(
                arguments.out.display().to_string(),
                found,
                "end the name in .html (to read and print) or .json (everything, with full precision)",
            ));
        }
    };
    if arguments.out.is_dir() {
        return Err(Failure::bad_input(
            arguments.out.display().to_string(),
            "this is a directory",
            "name a file in it",
        ));
    }
    let (asked, candidates, comparison) = compared(&arguments.scoring)?;
    let document = if ending == "json" {
        serde_json::to_string_pretty(&comparison).map_err(|error| Failure::Failed(error.to_string()))? + "\n"
    } else {
        let need = assess_need(&asked.framework, &asked.ceo, &asked.criteria)
            .map_err(|problems| Failure::problems("the search", problems))?;
        report::to_html(&report::Inputs {
            framework: &asked.framework,
            ceo: &asked.ceo,
            candidates: &candidates,
            criteria: &asked.criteria,
            comparison: &comparison,
            need: &need,
        })
        .map_err(|error| Failure::Failed(error.to_string()))?
    };
    write_whole(&arguments.out, document.as_bytes())?;
    remark(&format!("Wrote {} ({} candidates).", arguments.out.display(), comparison.results.len()));
    Ok(())
}

/// Writes a file whole or not at all: beside its place first, then moved there.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed =
        |error: std::io::Error| Failure::Failed(format!("{} could not be written: {error}", path.display()));
    if path.exists() && !path.is_file() {
        // A device or pipe is written to, not replaced.
        return std::fs::write(path, bytes).map_err(failed);
    }
    // What a link points to is replaced, not the link.
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part: PathBuf = path.with_file_name(name);
    let written = std::fs::File::create(&part)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&part, path));
    if written.is_err() {
        // What is left of the part is of no use; that it may not exist is no second error.
        let _ = std::fs::remove_file(&part);
    }
    written.map_err(failed)
}
