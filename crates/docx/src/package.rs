//! The archive that a Word file is: its parts, and how they belong together.

use crate::block::{Flow, numbering};
use crate::xml::{Element, element};
use crate::{Error, front};
use report::paper::Paper;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipWriter};

pub(crate) const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
pub(crate) const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The language that documents are written in.
const LANGUAGE: &str = "en-GB";

/// Puts the parts together. Every file in it has the same date, so that the same document gives the same bytes.
pub(crate) fn pack(paper: &Paper, flow: &Flow, body: Element) -> Result<Vec<u8>, Error> {
    let options =
        SimpleFileOptions::default().last_modified_time(DateTime::default()).unix_permissions(0o644);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, bytes: &[u8]| {
        archive.start_file(name, options).map_err(defect)?;
        archive.write_all(bytes).map_err(defect)
    };
    add("[Content_Types].xml", include_bytes!("../parts/content_types.xml"))?;
    add("_rels/.rels", include_bytes!("../parts/package.rels"))?;
    add("docProps/core.xml", &facts(paper).to_file().map_err(defect)?)?;
    add("word/document.xml", &document(body).to_file().map_err(defect)?)?;
    add("word/_rels/document.xml.rels", include_bytes!("../parts/document.rels"))?;
    add("word/styles.xml", include_bytes!("../parts/styles.xml"))?;
    add("word/settings.xml", include_bytes!("../parts/settings.xml"))?;
    for (name, part) in [
        ("word/numbering.xml", numbering(flow.n_numbered)),
        ("word/header.xml", front::head(paper)),
        ("word/header_first.xml", front::empty_head()),
        ("word/footer.xml", front::foot(paper)),
        ("word/footer_first.xml", front::first_foot(paper)),
    ] {
        add(name, &part.to_file().map_err(defect)?)?;
    }
    Ok(archive.finish().map_err(defect)?.into_inner())
}

fn defect(error: impl std::fmt::Display) -> Error {
    Error::Defect(error.to_string())
}

fn document(body: Element) -> Element {
    const MORE: [(&str, &str); 6] = [
        ("xmlns:w", WORD),
        ("xmlns:r", RELATIONS),
        ("xmlns:wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
        ("xmlns:mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"),
        ("xmlns:wpg", "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"),
        ("xmlns:wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"),
    ];
    MORE.into_iter().fold(element("w:document"), |document, (name, uri)| document.with(name, uri)).put(body)
}

/// What a file's properties say of it.
fn facts(paper: &Paper) -> Element {
    element("cp:coreProperties")
        .with("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties")
        .with("xmlns:dc", "http://purl.org/dc/elements/1.1/")
        .put(element("dc:title").text(&paper.title))
        .put(element("dc:subject").text(&paper.kicker))
        .put(element("dc:creator").text("Counterpart"))
        .put(element("dc:language").text(LANGUAGE))
        .put(element("cp:version").text(&paper.edition.version))
}
