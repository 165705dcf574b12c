use crate::{FRAMEWORK, problem, problems, read};
use intake::{Format, ReadError, read_person};

#[test]
fn the_name_decides_and_else_the_content() {
    let xlsx = crate::xlsx::workbook(|sheet| {
        sheet.write(0, 0, "id").unwrap();
    });
    for (name, bytes, format) in [
        ("a.json", b"[]".as_slice(), Format::Json),
        ("a.JSON", b" {}", Format::Json),
        ("a.jsonl", b"{}\n{}", Format::JsonLines),
        ("a.ndjson", b"{}", Format::JsonLines),
        ("dir.csv/a", b"[1]", Format::Json),
        ("C:\\dir.csv\\a", b"[1]", Format::Json),
        ("a.csv", b"id", Format::Csv),
        ("a.tsv", b"id", Format::Csv),
        ("a", b"{\n\"id\": 1\n}", Format::Json),
        ("a", b"{}\n{}\n", Format::JsonLines),
        ("a", b"{\"id\":\"1\"}\n", Format::Json),
        ("a.txt", b"id,name\n", Format::Csv),
        ("a.xlsx", &xlsx, Format::Xlsx),
        ("a", &xlsx, Format::Xlsx),
    ] {
        assert_eq!(Format::detect(name, bytes), Ok(format), "{name}");
    }
    assert_eq!(Format::JsonLines.to_string(), "JSON lines");
}

#[test]
fn a_file_that_is_not_what_its_name_says_is_told_what_it_looks_like() {
    let not = |name: &str, bytes: &[u8], named: &str, look: &str| {
        assert_eq!(
            problem(name, bytes),
            format!(
                "{name}: the file is not what its name says: by its name it is {named}, but it looks like {look}; give it the right name, or save it in the right format"
            )
        );
    };
    not("a.csv", b"PK\x03\x04rest", "CSV", "a workbook (XLSX) or another zip archive");
    not("a.json", b"PK\x03\x04rest", "JSON", "a workbook (XLSX) or another zip archive");
    not("a.xlsx", b"id,name\n", "XLSX", "plain text, such as CSV");
    not("a.xlsx", b"[]", "XLSX", "JSON");
    not("a.csv", b"\xef\xbb\xbf [{}]", "CSV", "JSON");
    not("a.json", b"id,name\n1,Ada\n", "JSON", "a table, such as CSV");
    not("a.jsonl", b"\"id\";\"name\"\n", "JSON lines", "a table, such as CSV");
    not("a.jsonl", b"[{}]", "JSON lines", "a JSON list (.json)");
    let old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....";
    assert!(problem("a.xlsx", old).starts_with("a.xlsx: the file is an old Office document; save the table"));
    not("a.csv", b"%PDF-1.7", "CSV", "a PDF");
    assert_eq!(
        problem("a", b"\x89PNG...."),
        "a: the file looks like a picture (PNG); expected JSON, JSON lines, CSV or XLSX"
    );
    assert!(problem("a.csv", b"<!doctype html><p>Sign in").contains("a web page or XML"));
}

#[test]
fn an_empty_file_is_told() {
    for name in ["a.json", "a.jsonl", "a.csv", "a.xlsx", "a"] {
        for bytes in [b"".as_slice(), b" \n\n", b"\xef\xbb\xbf", b"\xff\xfe"] {
            assert_eq!(
                problem(name, bytes),
                format!("{name}: the file is empty; expected at least one person")
            );
        }
    }
}

#[test]
fn one_person_is_exactly_one() {
    let ceo = |name: &str, bytes: &[u8]| read_person(&*FRAMEWORK, name, bytes);
    for (name, bytes) in [
        ("ceo.json", "{\"id\": \"ceo\"}"),
        ("ceo.json", "[{\"id\": \"ceo\"}]"),
        ("ceo.jsonl", "{\"id\": \"ceo\"}"),
        ("ceo.csv", "id\nceo\n"),
    ] {
        assert_eq!(ceo(name, bytes.as_bytes()).unwrap().id, "ceo");
    }
    let error = ceo("ceo.csv", b"id\na\nb\nc\n").unwrap_err();
    assert_eq!(error.to_string(), "ceo.csv: 3 people are in this file; expected exactly one");
    assert!(ceo("ceo.json", b"[]").unwrap_err().to_string().contains("no people"));
}

#[test]
fn messages_name_the_file_once_and_the_size_before_reading() {
    let error = read("p.csv", "id,skill.change\n1,x\n2,y\n").unwrap_err();
    let lines: Vec<String> = error.to_string().lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[1].starts_with("p.csv, row 3, column skill.change (B): found"));
    assert!(ReadError::too_large("p.csv", u64::MAX).to_string().starts_with("p.csv: the file has "));
    assert_eq!(problems("p.csv", "id,skill.change\n1,x\n2,y\n").len(), 2);
}

#[test]
fn documents_name_the_one_limit_of_sizes() {
    let limit = format!("{} MiB", intake::MAX_BYTES >> 20);
    for document in [
        "docs/commands.md",
        "docs/files.md",
        "docs/errors.md",
        "docs/openapi.json",
        "docs/adr/0005-intake-is-a-crate.md",
    ] {
        let path = format!("{}/../../{document}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(text.contains(&limit), "{document} does not say {limit}");
    }
}
