//! Any parts as a workbook: bytes that change at random hardly ever make an archive that can be unpacked.
#![no_main]

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const RELATIONS: &str = r#"<Relationships><Relationship Id="rId1" Type="t/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="t/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="t/styles" Target="styles.xml"/></Relationships>"#;
const SHEETS: &str = r#"<workbook><sheets><sheet name="S" r:id="rId1"/></sheets></workbook>"#;

/// A part of a workbook that may be there, may be the usual one, or may be anything.
#[derive(arbitrary::Arbitrary, Debug)]
enum Part<'a> {
    Usual,
    Missing,
    Any(&'a str),
}

#[derive(arbitrary::Arbitrary, Debug)]
struct Parts<'a> {
    root: Part<'a>,
    workbook: Part<'a>,
    relations: Part<'a>,
    texts: &'a str,
    styles: &'a str,
    rows: &'a str,
}

libfuzzer_sys::fuzz_target!(|parts: Parts<'_>| {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut add = |path: &str, content: &str| {
        writer.start_file(path, options).expect("the path is fine");
        writer.write_all(content.as_bytes()).expect("memory takes it");
    };
    for (path, part, usual) in [
        ("_rels/.rels", &parts.root, "<Relationships/>"),
        ("xl/workbook.xml", &parts.workbook, SHEETS),
        ("xl/_rels/workbook.xml.rels", &parts.relations, RELATIONS),
    ] {
        match part {
            Part::Usual => add(path, usual),
            Part::Missing => {}
            Part::Any(content) => add(path, content),
        }
    }
    add("xl/sharedStrings.xml", parts.texts);
    add("xl/styles.xml", parts.styles);
    add("xl/worksheets/sheet1.xml", parts.rows);
    let bytes = writer.finish().expect("memory takes it").into_inner();
    fuzz::read("a.xlsx", &bytes);
});
