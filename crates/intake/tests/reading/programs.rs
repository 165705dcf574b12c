//! Files as programs write them: those in `tests/files`, which `make.py` there wrote with the programs themselves, and some
//! by hand for programs that could not be had.

use crate::xlsx::{RELATIONS, archive, by_hand};
use crate::{FRAMEWORK, NUMBER, problem, problems, read, values};
use intake::{Mode, Pool, read_judgements, read_ratings};

fn file(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/files/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn people(name: &str) -> Pool {
    read(name, file(name)).unwrap_or_else(|error| panic!("{error}"))
}

fn names(pool: &Pool) -> Vec<&str> {
    pool.profiles.iter().map(|profile| profile.name.as_str()).collect()
}

#[test]
fn plain_tables_of_every_program_are_read() {
    for name in ["pandas.xlsx", "openpyxl-macro.xlsm"] {
        let pool = people(name);
        assert_eq!(
            (names(&pool), values(&pool)),
            (vec!["Bram Okello", "Ida Lund"], vec![Some(82.0), Some(66.5)])
        );
        assert_eq!(pool.notes, [""; 0]);
    }
    let pool = people("pandas-german.csv");
    assert_eq!(
        (names(&pool), values(&pool)),
        (vec!["Bram Okello", "Ida Lund"], vec![Some(82.0), Some(66.5)])
    );
    // R writes the numbers of rows into a column without a name.
    let pool = people("r.csv");
    assert_eq!((names(&pool), values(&pool)), (vec!["Zoë Okello", "Ida Lund"], vec![Some(82.5), Some(66.0)]));
    let pool = people("r-csv2.csv");
    assert_eq!((names(&pool), values(&pool)), (vec!["Zoë Okello", "Ida Lund"], vec![Some(82.5), Some(66.0)]));
    assert_eq!(pool.notes.len(), 1);
    assert!(pool.notes[0].contains("Windows-1252") && pool.notes[0].contains("Zoë"), "{:?}", pool.notes);
}

#[test]
fn escapes_and_line_breaks_of_exceljs_sheetjs_and_xlsxwriter_are_no_part_of_texts() {
    for name in ["exceljs.xlsx", "sheetjs.xlsx"] {
        let pool = people(name);
        assert_eq!(names(&pool), ["Bram Okello", "Ida Lund"]);
        let headlines: Vec<&str> = pool.profiles.iter().map(|profile| profile.headline.as_str()).collect();
        // Both write what looks like an escape as it is, so that it means a line break.
        assert_eq!(headlines, ["COO, ferry line", "COO unit"]);
        assert_eq!(values(&pool)[0], Some(82.0));
    }
    let pool = people("xlsxwriter-strings.xlsx");
    assert_eq!(names(&pool), ["Bram _x000D_ Okello"], "it escapes what only looks like an escape");
    assert_eq!(values(&pool), [Some(82.5), Some(66.0)]);
}

#[test]
fn what_is_no_number_is_told_for_what_it_is() {
    let formula = "found a formula without a stored result";
    let save = "open the file in a spreadsheet and save it there, so that it holds the result";
    assert_eq!(
        problems("openpyxl-kinds.xlsx", file("openpyxl-kinds.xlsx")),
        [
            format!("row 2, column skill.operations (C): {formula}; {NUMBER}: {save}"),
            format!(
                "row 3, column skill.operations (C): found the error #N/A; {NUMBER}: correct the formula, or empty the cell if nobody measured it"
            ),
            format!("row 3, column skill.change (D): found TRUE; {NUMBER}: write a number"),
            format!(
                "row 4, column skill.operations (C): found the date 2026-03-01; {NUMBER}: spreadsheets turn what looks like a date into one: format the cell as text and type the number again"
            ),
            format!(
                "row 4, column skill.change (D): found 82% in a percent format; {NUMBER}: format the cell as a number, and write 82 for 82%"
            ),
        ]
    );
    // LibreOffice has computed the formula; the rest is as it was.
    assert_eq!(problems("libreoffice.xlsx", file("libreoffice.xlsx")).len(), 4);
    // XlsxWriter stores 0 for a result that it does not know, and asks for the file to be computed.
    assert_eq!(
        problem("xlsxwriter-formula.xlsx", file("xlsxwriter-formula.xlsx")),
        format!("row 2, column skill.operations (C): {formula}; {NUMBER}: {save}")
    );
}

#[test]
fn the_sheet_with_the_header_is_read_and_said() {
    let pool = people("openpyxl-cover.xlsx");
    assert_eq!(
        (names(&pool), values(&pool)),
        (vec!["Bram Okello", "Ida Lund"], vec![Some(82.0), Some(66.5)])
    );
    assert_eq!(
        pool.notes,
        [
            "row 6 is hidden, and was read as well",
            "column D is hidden, and was read as well",
            "row 4 is the header; the rows above it were not read",
            "the sheet \u{201c}People\u{201d} was read, and not \u{201c}Read me\u{201d}, \u{201c}Old (hidden)\u{201d}",
        ]
    );
    // With the numbers of rows in a column without a name, under two rows of heads.
    let pool = people("pandas-two-heads.xlsx");
    assert_eq!(
        (names(&pool), values(&pool)),
        (vec!["Bram Okello", "Ida Lund"], vec![Some(82.0), Some(66.5)])
    );
}

#[test]
fn cells_that_are_merged_downwards_count_for_every_row() {
    let name = "openpyxl-ratings.xlsx";
    let ratings = read_ratings(name, &file(name), ["target", "rater", "value"]).unwrap();
    let named: Vec<(&str, f64)> =
        ratings.records.iter().map(|(target, _, value)| (target.as_str(), *value)).collect();
    assert_eq!(named, [("Bram", 4.0), ("Bram", 5.0), ("Ida", 4.0), ("Ida", 5.0)]);
}

#[test]
fn a_fraction_that_became_a_date_is_explained_in_either_calendar() {
    let name = "xlsxwriter-1904.xlsx";
    let error = read_judgements(name, &file(name)).unwrap_err().to_string();
    assert!(error.contains("found \u{201c}the date 2026-03-01\u{201d}") && error.contains("=1/3"), "{error}");
}

#[test]
fn documents_that_are_not_read_are_named() {
    for (name, what, hint) in [
        ("password.xlsx", "a workbook with a password", "take the password off"),
        ("libreoffice.xls", "a workbook of Excel 97\u{2013}2003 (.xls)", "save it as XLSX"),
        ("xlwt.xls", "a workbook of Excel 97\u{2013}2003 (.xls)", "save it as XLSX"),
        ("libreoffice.ods", "an OpenDocument spreadsheet (.ods)", "save it as XLSX"),
    ] {
        let bytes = file(name);
        for given in [name, "table", "table.xlsx"] {
            let told = problem(given, &bytes);
            assert!(told.contains(what) && told.contains(hint), "{told}");
        }
    }
    let numbers = archive(&[("Index/Document.iwa", b"x"), ("Metadata/Properties.plist", b"x")]);
    assert!(
        problem("a.numbers", numbers)
            .contains("an Apple Numbers document (.numbers); in Numbers: File > Export To")
    );
    let page =
        "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table><tr><td>id</td></tr></table></html>";
    assert!(problem("report.xls", page).contains("a web page with a table; open it in a spreadsheet"));
    let old = "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook/>";
    assert!(problem("report.xml", old).contains("an XML spreadsheet of Excel 2003"));
}

#[test]
fn strict_and_prefixed_workbooks_are_read() {
    let strict = "http://purl.oclc.org/ooxml/officeDocument/relationships";
    let relations =
        RELATIONS.replace("http://schemas.openxmlformats.org/officeDocument/2006/relationships", strict);
    let root = format!(
        "<p:Relationships xmlns:p=\"r\"><p:Relationship Id=\"a\" Type=\"{strict}/officeDocument\" Target=\"/book/main.xml\"/></p:Relationships>"
    );
    let main = "<x:workbook xmlns:x='s' xmlns:r='r' conformance='strict'><x:workbookPr date1904='true'/><x:sheets><x:sheet name='S' sheetId='1' r:id='rId1'/></x:sheets></x:workbook>";
    let sheet = "<?xml version='1.0'?><x:worksheet xmlns:x='s'><x:sheetData><x:row r='1'><x:c r='A1' t='inlineStr'><x:is><x:t>id</x:t></x:is></x:c><x:c r='B1' t='s'><x:v>0</x:v></x:c></x:row><x:row r='2'><x:c r='A2' t='str'><x:f>\"p-\"&amp;1</x:f><x:v>p-1</x:v></x:c><x:c r='B2' t='d'><x:v>2026-03-01T00:00:00</x:v></x:c></x:row></x:sheetData></x:worksheet>";
    let texts = "<x:sst xmlns:x='s'><x:si><x:t>skill.change</x:t></x:si></x:sst>";
    let file = archive(&[
        ("_rels/.rels", root.as_bytes()),
        ("book/main.xml", main.as_bytes()),
        ("book/_rels/main.xml.rels", relations.as_bytes()),
        ("book/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", texts.as_bytes()),
    ]);
    assert!(
        problem("p.xlsx", &file).starts_with("row 2, column skill.change (B): found the date 2026-03-01")
    );
}

#[test]
fn empty_rows_to_the_end_of_the_sheet_are_passed_over() {
    // A format on each row, as spreadsheets save it after somebody chose whole columns.
    let mut data = String::from(
        "<row r='1'><c r='A1' t='inlineStr'><is><t>id</t></is></c></row><row r='2'><c r='A2' t='inlineStr'><is><t>p-1</t></is></c></row>",
    );
    // Fewer rows than there are, and longer ones, to be quicker.
    let blanks = " ".repeat(1_600);
    for row in (3..=1_048_576).step_by(31) {
        data += &format!("<row r='{row}' s='1'{blanks}><c r='A{row}' s='1'/></row>");
    }
    assert!(data.len() > 50 << 20, "more than is held in memory at once");
    let file = by_hand(&data, "<sst/>");
    let pool = intake::read_pool(&*FRAMEWORK, "p.xlsx", &file, Mode::Strict).unwrap();
    assert_eq!(pool.profiles.len(), 1);
}
