//! The archive itself: a ZIP whose every byte follows from what is in it. Files are stored as they are and dated alike, so
//! that writing what was read gives the same bytes again, and a changed byte shows wherever it is.

use super::MOST_BYTES;
use std::borrow::Cow;
use std::io::{Cursor, Read, Write};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// A file by its name.
pub(super) type File = (String, Vec<u8>);

/// What is damaged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// It cannot be read as an archive at all.
    #[error("the archive's own list of files cannot be read: {0}")]
    Archive(String),
    /// A file's bytes are not those that were written.
    #[error("{0}: its bytes were changed")]
    File(String),
    /// What the archive says about a file was changed.
    #[error("{0}: what the archive says about this file was changed")]
    Header(String),
    /// Something stands in the archive that was not written.
    #[error("the archive's end was changed, or something was added to it")]
    End,
    /// It holds more than a pack does.
    #[error("it is larger than any evidence pack")]
    TooLarge,
}

/// Writes an archive. The same files give the same bytes.
pub(super) fn write(files: &[File]) -> Result<Vec<u8>, ZipError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(name.as_str(), options)?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// Reads an archive, and holds it against what was written.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<File>, Damage> {
    if bytes.len() > MOST_BYTES {
        return Err(Damage::TooLarge);
    }
    let unreadable = |error: ZipError| Damage::Archive(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut files = Vec::new();
    let mut left = MOST_BYTES;
    for index in 0..archive.len() {
        let name =
            archive.name_for_index(index).and_then(Result::ok).map(Cow::into_owned).unwrap_or_default();
        let entry = archive.by_index(index).map_err(|_| Damage::Header(name.clone()))?;
        let mut content = Vec::new();
        // The reader holds the bytes against their checksum.
        let read = entry.take(left as u64 + 1).read_to_end(&mut content);
        read.map_err(|_| Damage::File(name.clone()))?;
        left = left.checked_sub(content.len()).ok_or(Damage::TooLarge)?;
        files.push((name, content));
    }
    same(bytes, &files)?;
    Ok(files)
}

/// Whether writing the files again gives the archive; else where it was changed.
fn same(bytes: &[u8], files: &[File]) -> Result<(), Damage> {
    let unreadable = |error: ZipError| Damage::Archive(error.to_string());
    let again = write(files).map_err(unreadable)?;
    if again == bytes {
        return Ok(());
    }
    let at = again.iter().zip(bytes).take_while(|(a, b)| a == b).count() as u64;
    let mut archive = ZipArchive::new(Cursor::new(&again)).map_err(unreadable)?;
    let mut places = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(unreadable)?;
        let name = entry.name().map_err(unreadable)?.into_owned();
        places.extend([(entry.header_start(), name.clone()), (entry.central_header_start(), name)]);
    }
    places.sort();
    let end = places.last().map_or(0, |(start, name)| start + 46 + name.len() as u64);
    match places.iter().rev().find(|(start, _)| *start <= at) {
        Some((_, name)) if at < end => Err(Damage::Header(name.clone())),
        _ => Err(Damage::End),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_changed_byte_is_found() {
        let files: Vec<File> = [("a.txt", "first"), ("b.txt", "second one")]
            .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
            .to_vec();
        let bytes = write(&files).unwrap();
        assert_eq!(read(&bytes).unwrap(), files);
        let mut named = 0;
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut changed = bytes.clone();
                changed[at] ^= 1 << bit;
                match read(&changed) {
                    Ok(read) => assert_ne!(read, files, "byte {at}, bit {bit}"),
                    Err(Damage::File(_) | Damage::Header(_)) => named += 1,
                    Err(_) => {}
                }
            }
        }
        assert!(named > bytes.len() * 4, "{named} of {}", bytes.len() * 8);
    }
}
