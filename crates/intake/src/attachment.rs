//! Files that are kept and handed out again as they came: what they are, by their content. They are never read into a
//! profile. What looks like two kinds at once is refused, because programs would disagree about what it is.

use std::io::{self, Cursor, Read};
use zip::ZipArchive;

/// A kind of file that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachmentKind {
    /// PDF.
    Pdf,
    /// A Word document.
    Docx,
    /// A JPEG image.
    Jpeg,
    /// A PNG image.
    Png,
    /// A WebP image.
    Webp,
}

/// At most this many parts in a document.
const MAX_PARTS: usize = 2_000;
/// At most this many bytes in all its parts together.
const MAX_UNPACKED: u64 = 100 * 1024 * 1024;
/// At most this many bytes of them from each byte of the file.
const MAX_RATIO: u64 = 200;
/// Where other programs look for marks: a PDF's near the beginning and near the end, a ZIP's before its comment.
const PDF_MARK: usize = 1024;
const ZIP_END: usize = 22 + 65_535;

const WANTED: &str = "send a PDF, a Word document (.docx) or an image (JPEG, PNG or WebP)";

/// What a file is, or in a sentence why it is not kept.
///
/// # Errors
/// If it is of another kind, of two kinds at once, damaged, or unpacks to too much.
pub fn attachment_kind(bytes: &[u8]) -> Result<AttachmentKind, String> {
    let kind = match bytes {
        [b'%', b'P', b'D', b'F', b'-', b'1' | b'2', b'.', ..] => pdf(bytes),
        [b'P', b'K', 3, 4, ..] => docx(bytes),
        [0xFF, 0xD8, 0xFF, ..] => jpeg(bytes),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => png(bytes),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp(bytes),
        _ => Err(other(bytes)),
    }?;
    match second_kind(kind, bytes) {
        Some(what) => Err(format!(
            "this file is also {what}, so programs would disagree about what it is: save it again from the program that \
             wrote it"
        )),
        None => Ok(kind),
    }
}

/// What else a file passes for.
fn second_kind(kind: AttachmentKind, bytes: &[u8]) -> Option<&'static str> {
    let (head, tail) = (head(bytes, PDF_MARK), &bytes[bytes.len().saturating_sub(ZIP_END)..]);
    let lower = head.to_ascii_lowercase();
    let is_image = !matches!(kind, AttachmentKind::Pdf | AttachmentKind::Docx);
    if kind != AttachmentKind::Pdf && has(head, b"%PDF-") {
        Some("a PDF")
    } else if kind != AttachmentKind::Docx && has(tail, b"PK\x05\x06") {
        Some("an archive")
    } else if is_image
        && [&b"<html"[..], b"<script", b"<svg", b"<?php", b"<!doctype"].iter().any(|tag| has(&lower, tag))
    {
        Some("a web page")
    } else {
        None
    }
}

fn pdf(bytes: &[u8]) -> Result<AttachmentKind, String> {
    let end = &bytes[bytes.len().saturating_sub(PDF_MARK)..];
    if has(end, b"%%EOF") {
        return Ok(AttachmentKind::Pdf);
    }
    Err("this PDF is damaged or has something after its end: save it again as PDF".to_owned())
}

fn docx(bytes: &[u8]) -> Result<AttachmentKind, String> {
    let damaged = |_| "this document is damaged: open it in Word and save it again".to_owned();
    let too_large =
        || "this document unpacks to far more than its size, as no CV does: save it as PDF".to_owned();
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| other(bytes))?;
    let names: Vec<String> =
        zip.file_names().filter_map(Result::ok).map(|name| name.to_lowercase()).collect();
    if !names.iter().any(|name| name == "word/document.xml")
        || !names.iter().any(|name| name == "[content_types].xml")
    {
        return Err(format!("this is an archive and not a Word document: {WANTED}"));
    }
    if names.iter().any(|name| name.ends_with("vbaproject.bin")) {
        return Err("this document has macros: save it as .docx or PDF, which have none".to_owned());
    }
    if zip.offset() != 0 {
        return Err(
            "this document has something before its beginning: open it in Word and save it again".to_owned()
        );
    }
    if zip.len() > MAX_PARTS {
        return Err(too_large());
    }
    // Sizes are counted while unpacking, because headers may lie.
    let mut n_left = MAX_UNPACKED.min(MAX_RATIO * bytes.len() as u64);
    for index in 0..zip.len() {
        let part = zip.by_index(index).map_err(damaged)?;
        let n =
            io::copy(&mut part.take(n_left + 1), &mut io::sink()).map_err(|error| damaged(error.into()))?;
        n_left = n_left.checked_sub(n).ok_or_else(too_large)?;
    }
    Ok(AttachmentKind::Docx)
}

fn jpeg(bytes: &[u8]) -> Result<AttachmentKind, String> {
    // Cameras and phones may add a little after the end of the picture.
    let has_end = bytes.windows(2).rposition(|pair| pair == [0xFF, 0xD9]).is_some_and(|at| at > 100);
    has_end.then_some(AttachmentKind::Jpeg).ok_or_else(|| image("JPEG"))
}

/// A PNG is a chain of chunks, of which the last one ends the file.
fn png(bytes: &[u8]) -> Result<AttachmentKind, String> {
    let mut rest = &bytes[8..];
    let mut is_first = true;
    while let Some((head, body)) = rest.split_first_chunk::<8>() {
        let [a, b, c, d, name @ ..] = *head;
        let n_bytes = u32::from_be_bytes([a, b, c, d]) as usize;
        let Some(next) = body.get(n_bytes.saturating_add(4)..) else { break };
        if is_first != (name == *b"IHDR") {
            break;
        }
        if name == *b"IEND" {
            return if next.is_empty() { Ok(AttachmentKind::Png) } else { Err(image("PNG")) };
        }
        (rest, is_first) = (next, false);
    }
    Err(image("PNG"))
}

fn webp(bytes: &[u8]) -> Result<AttachmentKind, String> {
    let stated = bytes.get(4..8).and_then(|size| size.try_into().ok()).map(u32::from_le_bytes);
    let n_bytes = bytes.len() as u64 - 8;
    let fits = stated.is_some_and(|stated| u64::from(stated) == n_bytes && n_bytes > 20);
    fits.then_some(AttachmentKind::Webp).ok_or_else(|| image("WebP"))
}

fn image(kind: &str) -> String {
    format!("this {kind} image is damaged or has something after its end: open it and save it again")
}

/// What a file is that is not kept.
fn other(bytes: &[u8]) -> String {
    let head = head(bytes, PDF_MARK);
    let text = String::from_utf8_lossy(head).to_lowercase();
    let found = if bytes.is_empty() {
        return format!("this file is empty: {WANTED}");
    } else if text.contains("<svg") {
        "SVG can hold programs"
    } else if text.contains("<html") || text.contains("<!doctype") || text.contains("<script") {
        "this is a web page"
    } else if head.starts_with(b"\xD0\xCF\x11\xE0") {
        "this is an old (.doc) or password-protected Word file"
    } else if head.starts_with(b"{\\rtf") {
        "this is a rich text file"
    } else if head.starts_with(b"GIF8") {
        "this is a GIF image"
    } else if head.get(4..8) == Some(b"ftyp") {
        "this is a HEIC image or a video"
    } else if head.starts_with(b"MZ") || head.starts_with(b"\x7FELF") || head.starts_with(b"#!") {
        "this is a program"
    } else if has(head, b"%PDF-") {
        "this PDF has something before its beginning"
    } else {
        "this is no kind of file that is kept here"
    };
    format!("{found}: {WANTED}")
}

fn head(bytes: &[u8], n_bytes: usize) -> &[u8] {
    &bytes[..bytes.len().min(n_bytes)]
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::{AttachmentKind, attachment_kind};
    use std::io::{Cursor, Write};
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn word(more: &[(&str, &[u8])]) -> Vec<u8> {
        let parts: [(&str, &[u8]); 2] =
            [("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")];
        archive(&[&parts, more].concat())
    }

    fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
        [&(body.len() as u32).to_be_bytes()[..], name, body, &[0; 4]].concat()
    }

    fn image() -> Vec<u8> {
        let chunks = [chunk(b"IHDR", &[0; 13]), chunk(b"IDAT", &[1; 40]), chunk(b"IEND", b"")].concat();
        [&b"\x89PNG\r\n\x1a\n"[..], &chunks].concat()
    }

    fn photo() -> Vec<u8> {
        [&[0xFF, 0xD8, 0xFF, 0xE0][..], &[7; 200], &[0xFF, 0xD9]].concat()
    }

    fn webp() -> Vec<u8> {
        [&b"RIFF\x24\0\0\0WEBPVP8 "[..], &[0; 28]].concat()
    }

    const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n";

    #[test]
    fn files_are_known_by_their_content() {
        for (bytes, kind) in [
            (PDF.to_vec(), AttachmentKind::Pdf),
            (word(&[]), AttachmentKind::Docx),
            (photo(), AttachmentKind::Jpeg),
            (image(), AttachmentKind::Png),
            (webp(), AttachmentKind::Webp),
        ] {
            assert_eq!(attachment_kind(&bytes), Ok(kind));
        }
    }

    #[test]
    fn hostile_files_are_refused_in_words() {
        let zeros = vec![0; 40_000_000];
        let script = chunk(b"tEXt", b"<script>alert(1)</script>");
        let with_script = [&image()[..33], &script, &image()[33..]].concat();
        for (bytes, words) in [
            (Vec::new(), "empty"),
            (
                b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(),
                "SVG can hold programs",
            ),
            (b"<!doctype html><html>".to_vec(), "a web page"),
            (b"MZ\x90\0".to_vec(), "a program"),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(), "password-protected"),
            (b"GIF89a".to_vec(), "GIF"),
            (b"hello".to_vec(), "no kind of file"),
            (PDF[..20].to_vec(), "damaged"),
            ([b"MZ", PDF].concat(), "a program"),
            ([b"GIF89a", PDF].concat(), "GIF"),
            ([b" ", PDF].concat(), "before its beginning"),
            ([PDF, &archive(&[("a.txt", b"a")])].concat(), "save it again"),
            ([PDF, &archive(&[("a.txt", b"a")]), b"%%EOF"].concat(), "also an archive"),
            (archive(&[("a.txt", b"a")]), "not a Word document"),
            (archive(&[("xl/workbook.xml", b"a"), ("[Content_Types].xml", b"a")]), "not a Word document"),
            (word(&[("word/vbaProject.bin", b"a")]), "macros"),
            (word(&[("word/media/a.bin", &zeros)]), "unpacks to far more"),
            ([image(), archive(&[("a.txt", b"a")])].concat(), "save it again"),
            ([photo(), archive(&[("a.jar", b"a")])].concat(), "also an archive"),
            (with_script, "also a web page"),
            ([image(), b"more".to_vec()].concat(), "after its end"),
            ([webp(), b"more".to_vec()].concat(), "after its end"),
            (photo()[..60].to_vec(), "damaged"),
            (image()[..60].to_vec(), "damaged"),
        ] {
            let refused = attachment_kind(&bytes).unwrap_err();
            assert!(refused.contains(words), "{refused} does not say: {words}");
        }
    }

    #[test]
    fn a_document_is_not_read_past_its_bounds() {
        // A lying size in the archive's own list changes nothing: bytes are counted as they are unpacked.
        let mut bytes = word(&[("word/media/a.bin", &vec![0; 20_000_000])]);
        let size = 20_000_000u32.to_le_bytes();
        while let Some(at) = bytes.windows(4).position(|window| window == size) {
            bytes[at..at + 4].copy_from_slice(&100u32.to_le_bytes());
        }
        assert!(attachment_kind(&bytes).is_err());
    }

    #[test]
    fn no_prefix_of_a_file_panics() {
        for whole in [PDF.to_vec(), word(&[]), photo(), image(), webp()] {
            for n in 0..whole.len() {
                let _ = attachment_kind(&whole[..n]);
            }
        }
    }
}
