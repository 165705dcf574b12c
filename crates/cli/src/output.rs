//! Files out: the format that a name asks for, and writing whole or not at all.

use crate::arguments::FontFiles;
use crate::failure::Failure;
use crate::input;
use crate::terminal::{plain, remark};
use report::Printed;
use report::paper::{Edition, Paper};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// A format that can be written: the ending of its name, and what it is for.
pub(crate) type Kind = (&'static str, &'static str);

/// The ending of a name, where it is one of `kinds` and names a file.
pub(crate) fn ending(path: &Path, kinds: &[Kind]) -> Result<&'static str, Failure> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let known = kinds.iter().map(|(known, _)| *known).find(|known| ending.as_deref() == Some(known));
    let Some(known) = known else {
        let listed: Vec<String> = kinds.iter().map(|(ending, use_)| format!(".{ending} ({use_})")).collect();
        let hint = match &listed[..] {
            [head @ .., last] if !head.is_empty() => format!("{} or {last}", head.join(", ")),
            all => all.concat(),
        };
        return Err(Failure::bad_input(
            path.display().to_string(),
            "the ending names no format that can be written",
            format!("end the name in {hint}"),
        ));
    };
    if path.is_dir() {
        return Err(Failure::bad_input(
            path.display().to_string(),
            "this is a directory",
            "name a file in it",
        ));
    }
    Ok(known)
}

/// A value as JSON that people can read, too.
pub(crate) fn json(value: &impl Serialize) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Failure::Failed(error.to_string()))?;
    Ok(text + "\n")
}

/// A document as PDF.
pub(crate) fn pdf(
    inputs: &report::Inputs<'_>,
    printed: Printed<'_>,
    fonts: &FontFiles,
) -> Result<Vec<u8>, Failure> {
    let fonts = input::fonts(&fonts.files)?;
    let paper = paper(inputs, printed)?;
    let made = pdf::to_pdf(&paper, &fonts, &|| false).map_err(|error| Failure::Failed(error.to_string()))?;
    if let Some(words) = made.warning() {
        remark(&format!("warning: {}", plain(&words)));
    }
    Ok(made.bytes)
}

/// A document as a Word file.
pub(crate) fn docx(inputs: &report::Inputs<'_>, printed: Printed<'_>) -> Result<Vec<u8>, Failure> {
    docx::to_docx(&paper(inputs, printed)?).map_err(|error| Failure::Failed(error.to_string()))
}

/// A document for paper. At the head of its pages stands the hash of the result that it was made from: of just the bytes
/// that are written as JSON.
fn paper(inputs: &report::Inputs<'_>, printed: Printed<'_>) -> Result<Paper, Failure> {
    let hash = Sha256::digest(json(inputs.comparison)?.as_bytes());
    let edition = Edition {
        search: String::new(),
        version: format!("Counterpart {}", env!("CARGO_PKG_VERSION")),
        hash: hash.iter().map(|byte| format!("{byte:02x}")).collect(),
    };
    report::to_paper(inputs, printed, &edition).map_err(|error| Failure::Failed(error.to_string()))
}

/// Writes a file whole or not at all: beside its place first, then moved there.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_whole_by(path, |file| file.write_all(bytes))
}

/// As [`write_whole`], for what is too large to be held: `write` is given the file.
pub(crate) fn write_whole_by(
    path: &Path,
    write: impl FnOnce(&mut File) -> std::io::Result<()>,
) -> Result<(), Failure> {
    let failed =
        |error: std::io::Error| Failure::Failed(format!("{} could not be written: {error}", path.display()));
    if path.exists() && !path.is_file() {
        // A device or pipe is written to, not replaced.
        return OpenOptions::new()
            .write(true)
            .open(path)
            .and_then(|mut file| write(&mut file))
            .map_err(failed);
    }
    // What a link points to is replaced, not the link.
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part: PathBuf = path.with_file_name(name);
    let written = File::create(&part)
        .and_then(|mut file| write(&mut file).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&part, path));
    if written.is_err() {
        // What is left of the part is of no use; that it may not exist is no second error.
        let _ = std::fs::remove_file(&part);
    }
    written.map_err(failed)
}
