use crate::{NUMBER, problem, problems, read, skip, values};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A workbook with one sheet.
pub(crate) fn workbook(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    workbook.save_to_buffer().unwrap()
}

/// A workbook with a person whose cell on operations is filled in.
fn cell(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    workbook(|sheet| {
        sheet.write_row(0, 0, ["id", "name", "skill.operations", "skill.change"]).unwrap();
        sheet.write_row(1, 0, ["c-1", "Ada"]).unwrap();
        fill(sheet);
    })
}

/// An archive of the given parts.
pub(crate) fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in parts {
        writer.start_file(*path, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub(crate) const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>"#;
const SHEETS: &str =
    r#"<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;

/// A workbook written by hand: its sheet data and shared texts.
pub(crate) fn by_hand(data: &str, texts: &str) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{data}</sheetData></worksheet>");
    archive(&[
        ("xl/workbook.xml", SHEETS.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", texts.as_bytes()),
    ])
}

#[test]
fn numbers_texts_and_results_of_formulas_are_read() {
    let file = cell(|sheet| {
        sheet.write(1, 2, 82.5).unwrap();
        sheet.write(1, 3, Formula::new("=20+20").set_result("40")).unwrap();
    });
    let pool = read("p.xlsx", &file).unwrap();
    assert_eq!(values(&pool), [Some(82.5), Some(40.0)]);
    assert_eq!(read("p", &file).unwrap(), pool);
    let text = cell(|sheet| {
        sheet.write(1, 2, " 82 ").unwrap();
        sheet.write_string_with_format(1, 3, "", &Format::new().set_bold()).unwrap();
    });
    assert_eq!(values(&read("p.xlsx", text).unwrap()), [Some(82.0), None]);
}

#[test]
fn a_number_may_be_an_id_and_cells_may_lie_anywhere() {
    let file = workbook(|sheet| {
        sheet.write_row(2, 1, ["ID", "skill.change"]).unwrap();
        sheet.write(5, 1, 17).unwrap();
        sheet.write(5, 2, 300).unwrap();
        sheet.write(6, 1, 17).unwrap();
    });
    assert_eq!(
        problems("p.xlsx", file),
        [
            format!("row 6, column skill.change (C): found 300; {NUMBER}"),
            "row 7, column ID (B): the id \"17\" stands at row 6, column ID (B) already; give each person an id of their own".to_owned(),
        ]
    );
}

#[test]
fn what_only_looks_like_a_number_is_told() {
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let told = |found: &str| format!("row 2, column skill.operations (C): found {found}; {NUMBER}: ");
    let starts = |found: String, start: String| assert!(found.starts_with(&start), "{found}");
    let on = |fill: &dyn Fn(&mut Worksheet)| problem("p.xlsx", cell(fill));
    starts(
        on(&|sheet| {
            let day = ExcelDateTime::from_ymd(2026, 2, 8).unwrap();
            sheet.write_with_format(1, 2, &day, &date).unwrap();
        }),
        told("the date 2026-02-08"),
    );
    starts(
        on(&|sheet| {
            sheet.write_with_format(1, 2, 0.82, &Format::new().set_num_format("0%")).unwrap();
        }),
        told("82% in a percent format"),
    );
    starts(
        on(&|sheet| {
            sheet.write(1, 2, true).unwrap();
        }),
        told("TRUE"),
    );
    starts(
        on(&|sheet| {
            sheet.write(1, 2, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        }),
        told("the error #DIV/0!"),
    );
    starts(
        on(&|sheet| {
            sheet.write(1, 2, Formula::new("=20+20")).unwrap();
        }),
        told("a formula without a stored result"),
    );
    let comma = cell(|sheet| {
        sheet.write(1, 2, "82,5").unwrap();
    });
    assert_eq!(values(&read("p.xlsx", comma).unwrap())[0], Some(82.5));
    // A formula may well give nothing.
    let empty = by_hand(
        "<row><c t='inlineStr'><is><t>id</t></is></c><c t='inlineStr'><is><t>skill.change</t></is></c></row><row><c t='inlineStr'><is><t>a</t></is></c><c t='str'><f>\"\"</f><v></v></c></row>",
        "<sst/>",
    );
    assert_eq!(values(&read("p.xlsx", empty).unwrap()), [None, None]);
}

#[test]
fn the_first_visible_sheet_with_a_header_is_read() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Hidden").unwrap().set_hidden(true).write(0, 0, "secret").unwrap();
    let first = book.add_worksheet().set_name("People").unwrap();
    first.set_active(true).write_column(0, 0, ["id", "c-1"]).unwrap();
    book.add_worksheet().set_name("Other").unwrap().write(0, 0, "x").unwrap();
    assert_eq!(read("p.xlsx", book.save_to_buffer().unwrap()).unwrap().profiles[0].id, "c-1");

    let mut book = Workbook::new();
    book.add_worksheet().set_name("Cover").unwrap().write(3, 1, "Project Heron").unwrap();
    let people = book.add_worksheet().set_name("People").unwrap();
    people.write_row(0, 0, ["id", "skill.change"]).unwrap();
    people.write_row(1, 0, ["c-1", "much"]).unwrap();
    book.add_worksheet().set_name("More").unwrap().write_row(0, 0, ["id", "name"]).unwrap();
    assert_eq!(
        problem("p.xlsx", book.save_to_buffer().unwrap()),
        format!("sheet \"People\", row 2, column skill.change (B): found \"much\"; {NUMBER}")
    );

    let mut book = Workbook::new();
    book.add_worksheet().set_name("Cover").unwrap().write(3, 1, "Project Heron").unwrap();
    book.add_worksheet().set_name("Data").unwrap().set_hidden(true).write(0, 0, "id").unwrap();
    assert_eq!(
        problem("p.xlsx", book.save_to_buffer().unwrap()),
        "sheet \"Cover\", row 4: the first row names no column that is known, so it is no header; expected a header row: id, name, headline, then dimension ids, separated by commas, semicolons or tabs; the sheet \"Cover\" was read (the others: \"Data (hidden)\")"
    );
    assert_eq!(
        problem("p.xlsx", workbook(|_| {})),
        "p.xlsx: the sheet of this workbook is empty; expected a header row, then a row a person"
    );
}

#[test]
fn rows_of_a_workbook_may_be_ragged_and_skipped() {
    let file = workbook(|sheet| {
        sheet.write_row(0, 0, ["id", "name", "skill.change"]).unwrap();
        sheet.write(1, 0, "a").unwrap();
        sheet.write_row(2, 0, ["b", "Bob"]).unwrap();
        sheet.write(2, 4, "stray").unwrap();
    });
    assert_eq!(
        problem("p.xlsx", &file),
        "row 3, column E: found \"stray\" in a column without a name; name the column, or leave it out"
    );
    assert_eq!(skip("p.xlsx", file).unwrap().profiles[0].id, "a");
}

#[test]
fn unusual_but_sound_workbooks_are_read() {
    let texts = "<sst uniqueCount='99999999999999999999'><si><t>id</t></si><si><r><t>skill.</t></r><r><t>change</t></r><rPh><t>x</t></rPh></si></sst>";
    let data = "<row><c t='s'><v>0</v></c><c t='s'><v>1</v></c></row><row r='3'><c t='inlineStr'><is><t>R&amp;D &#x41;</t></is></c><c><v> 8e1 </v></c></row>";
    let pool = read("p.xlsx", by_hand(data, texts)).unwrap();
    assert_eq!(pool.profiles[0].id, "R&D A");
    assert_eq!(values(&pool), [None, Some(80.0)]);
}

#[test]
fn broken_workbooks_are_told() {
    let sound = "<row><c t='inlineStr'><is><t>id</t></is></c></row>";
    for (data, told) in [
        ("<row><c t='s'><v>7</v></c></row>", "a cell refers to a text that is not there"),
        ("<row><c t='s'><v>-1</v></c></row>", "a cell refers to a text that is not there"),
        ("<row><c t='x'><v>7</v></c></row>", "a cell is of the unknown kind x"),
        ("<row><c r='ZZZZZZZZZZ1'><v>7</v></c></row>", "a cell has no proper place"),
        ("<row><c r='A99999999999'><v>7</v></c></row>", "a cell has no proper place"),
        ("<row r='0'><c><v>7</v></c></row>", "a row has no proper number"),
        ("<row r='4294967295'><c><v>7</v></c></row>", "a row has too large a number"),
        ("<row><c><v>7</c></row>", "the workbook cannot be read"),
        ("<row><c t='str'><v>&lol;</v></c></row>", "an entity that XML does not have"),
        ("<!DOCTYPE x>", "declares a document type"),
    ] {
        let found = problem("p.xlsx", by_hand(&format!("{sound}{data}"), "<sst/>"));
        assert!(found.contains(told), "{found}");
    }
    assert!(problem("p.xlsx", archive(&[("xl/x", b"")])).contains("it has no main part"));
    assert!(problem("p.xlsx", archive(&[("xl/workbook.xml", b"<a/>")])).contains("no visible sheet"));
    let whole = cell(|_| {});
    for n in [4, 30, whole.len() / 2, whole.len() - 1] {
        assert!(problem("p.xlsx", &whole[..n]).contains("the workbook is damaged"), "{n}");
    }
}

#[test]
fn other_archives_are_told() {
    for (path, look) in [
        ("word/document.xml", "a Word document"),
        ("ppt/presentation.xml", "a PowerPoint presentation"),
        ("mimetype", "an OpenDocument file"),
        ("xl/workbook.bin", "a binary workbook (.xlsb)"),
        ("readme.txt", "a zip archive without a workbook in it"),
    ] {
        let told = problem("p.xlsx", archive(&[(path, b"x")]));
        assert!(told.starts_with(&format!("p.xlsx: the file is no XLSX workbook: it is {look}; ")), "{told}");
    }
}

#[test]
fn archives_are_bounded_before_they_are_read() {
    let many: Vec<String> = (0..5_001).map(|index| format!("xl/{index}")).collect();
    let parts: Vec<(&str, &[u8])> = many.iter().map(|path| (path.as_str(), b"".as_slice())).collect();
    assert!(problem("p.xlsx", archive(&parts)).contains("consists of 5001 parts"));

    // Blanks shrink a thousandfold; what nobody reads is not unpacked.
    let blanks = vec![b' '; 51 << 20];
    let bomb = |blanks: &[u8]| {
        archive(&[
            ("xl/workbook.xml", SHEETS.as_bytes()),
            ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
            ("xl/sharedStrings.xml", blanks),
            ("xl/worksheets/sheet1.xml", b"<worksheet/>"),
        ])
    };
    let small = bomb(&blanks[..1 << 20]);
    assert!(small.len() < 5_000);
    assert!(problem("p.xlsx", small).contains("unpacks to more than 50 MiB or 200 times its size"));

    let mut writer = ZipWriter::new_append(Cursor::new(bomb(&blanks))).unwrap();
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    writer.start_file("xl/padding", stored).unwrap();
    let noise: Vec<u8> = (0..400_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    writer.write_all(&noise).unwrap();
    let bomb = writer.finish().unwrap().into_inner();
    assert!(problem("p.xlsx", bomb).contains("unpacks to more than 50 MiB"));

    // A sheet is read through and not held, but one piece of text is.
    let endless = by_hand(&"x".repeat(17 << 20), "<sst/>");
    assert!(problem("p.xlsx", endless).contains("goes on for too long"));
}

#[test]
fn sizes_are_counted_not_believed() {
    let mut file = archive(&[("xl/a", &[0; 1 << 20])]);
    let size = (1u32 << 20).to_le_bytes();
    while let Some(at) = file.windows(4).position(|window| window == size) {
        file[at..at + 4].copy_from_slice(&[5, 0, 0, 0]);
    }
    assert!(read("p.xlsx", file).is_err());
}

#[test]
fn paths_that_lead_out_and_encryption_are_refused() {
    let file = archive(&[("xl/workbook.xml", b"<a/>"), ("xl/../../../x", b"1")]);
    assert!(problem("p.xlsx", file).contains("a part whose path leads out of it"));

    // The first bit of the flags says that a part is encrypted.
    let mut file = archive(&[("xl/workbook.xml", b"<a/>")]);
    for (magic, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let at = file.windows(4).position(|window| window == magic).unwrap();
        file[at + flags] |= 1;
    }
    assert!(problem("p.xlsx", file).contains("the workbook is encrypted"));
}

#[test]
fn cells_are_bounded() {
    let text = "x".repeat(1 << 20);
    let texts = format!("<sst><si><t>{text}</t></si></sst>");
    let data = format!("<row>{}</row>", "<c t='s'><v>0</v></c>".repeat(60));
    // Random letters hardly shrink, so that it is the text that goes beyond its bound, not the ratio.
    let mut state = 1u64;
    let noise: String = (0..200_000)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            char::from(b'a' + (state >> 60) as u8)
        })
        .collect();
    let file = by_hand(&format!("{data}<!--{noise}-->"), &texts);
    let found = problem("p.xlsx", file);
    assert!(found.contains("50 MiB of text"), "{found}");
    let far = "<row><c r='SZZ1' t='inlineStr'><is><t>id</t></is></c></row>";
    assert!(problem("p.xlsx", by_hand(far, "<sst/>")).contains("500 columns"));
}
