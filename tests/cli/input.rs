//! Files in: the same people in every format, and everything that can be wrong with a file.

use crate::support::folder::Folder;
use crate::support::people::{people, to_json, to_json_lines, to_text, to_utf16, to_xlsx};
use crate::support::program::{CANDIDATES, CEO, counterpart, file, score_pool};
use std::fs::File;

/// The refusal of candidates; their path is left out of it.
fn refusal(name: &str, content: impl AsRef<[u8]>) -> String {
    let folder = Folder::new();
    let path = folder.write(name, content);
    score_pool(&path, &["--draws", "0"]).refusal().replace(&path, "FILE")
}

#[track_caller]
fn assert_told(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "{part:?} is not in: {message}");
    }
}

#[test]
fn the_same_people_give_the_same_result_in_every_format() {
    let folder = Folder::new();
    let people = people(5);
    let (comma, semicolon, tab) =
        (to_text(&people, ',', '.'), to_text(&people, ';', ','), to_text(&people, '\t', ','));
    let score = |name: &str, content: &[u8]| {
        score_pool(&folder.write(name, content), &["--draws", "300", "--format", "json"]).text()
    };
    let expected = score("people.json", to_json(&people).as_bytes());
    for (name, content) in [
        ("people.jsonl", to_json_lines(&people).into_bytes()),
        ("people.ndjson", to_json_lines(&people).into_bytes()),
        ("comma.csv", comma.clone().into_bytes()),
        ("point.csv", to_text(&people, ';', '.').into_bytes()),
        ("semicolon.csv", semicolon.clone().into_bytes()),
        ("tab.tsv", tab.clone().into_bytes()),
        ("mark.csv", ("\u{feff}".to_owned() + &comma).into_bytes()),
        ("little.csv", to_utf16(&semicolon, u16::to_le_bytes)),
        ("big.csv", to_utf16(&tab, u16::to_be_bytes)),
        ("people.xlsx", to_xlsx(&people)),
        ("without-an-ending", to_json(&people).into_bytes()),
    ] {
        assert!(score(name, &content) == expected, "{name} gives another result");
    }
}

#[test]
fn the_order_of_candidates_in_a_file_does_not_matter() {
    let folder = Folder::new();
    let mut reversed = people(6);
    reversed.reverse();
    let score = |name: &str, content: String| {
        score_pool(&folder.write(name, content), &["--draws", "300", "--format", "json"]).text()
    };
    assert!(score("a.json", to_json(&people(6))) == score("b.json", to_json(&reversed)));
}

#[test]
fn the_worked_examples_table_gives_practically_the_result_of_its_ratings() {
    let scores = |candidates: &str| -> Vec<(String, f64)> {
        let document = score_pool(candidates, &["--draws", "0", "--format", "json"]).json();
        let results = document["results"].as_array().unwrap();
        results.iter().map(|r| (r["id"].as_str().unwrap().to_owned(), r["score"].as_f64().unwrap())).collect()
    };
    for (rated, tabled) in scores(CANDIDATES).iter().zip(scores("data/demo/candidates.csv")) {
        assert_eq!(rated.0, tabled.0);
        assert!((rated.1 - tabled.1).abs() < 0.05, "{rated:?} and {tabled:?}");
    }
}

#[test]
fn the_ceo_may_come_in_any_format_but_alone() {
    let folder = Folder::new();
    let ceo = people(1);
    let score = |ceo: &str| {
        let asked = ["score", "--candidates", CANDIDATES, "--draws", "0", "--format", "json", "--ceo", ceo];
        counterpart(&asked)
    };
    let expected = score(&folder.write("ceo.json", to_json(&ceo))).text();
    assert_eq!(score(&folder.write("ceo.xlsx", to_xlsx(&ceo))).text(), expected);
    assert_eq!(score(&folder.write("ceo.csv", to_text(&ceo, ';', ','))).text(), expected);
    assert_told(&score(CANDIDATES).refusal(), &["6 people are in this file", "expected exactly one"]);
}

#[test]
fn what_is_no_readable_file_is_refused() {
    let folder = Folder::new();
    let sparse = folder.path("huge.csv");
    File::create(&sparse)
        .and_then(|file| file.set_len(2_000_000_000))
        .expect("the file system has sparse files");
    for (path, parts) in [
        (folder.path("missing.json").as_str(), &["cannot be read", "check the path"][..]),
        ("data/demo", &["this is a directory", "name a file in it"]),
        (&sparse, &["1907.4 MiB", "at most 20 MiB"]),
        ("/dev/zero", &["at most 20 MiB"]),
        ("/dev/null", &["the file is empty"]),
    ] {
        assert_told(&score_pool(path, &[]).refusal(), parts);
        assert_told(&counterpart(&["gaps", "--ceo", path]).refusal(), parts);
    }
}

#[test]
fn a_file_larger_than_the_limit_is_refused_and_one_at_the_limit_is_read() {
    let folder = Folder::new();
    let limit = 20 * 1024 * 1024;
    let mut content = file(CANDIDATES);
    content += &" ".repeat(limit - content.len());
    let score = |content: &str| score_pool(&folder.write("pool.json", content), &["--draws", "0"]);
    score(&content).text();
    assert_told(&score(&(content + " ")).refusal(), &["20.1 MiB", "at most 20 MiB"]);
}

#[test]
fn an_empty_file_is_refused_whatever_its_name() {
    for name in ["a.json", "a.jsonl", "a.csv", "a.xlsx", "a"] {
        for content in ["", " \r\n\t\n", "\u{feff}"] {
            assert_told(&refusal(name, content), &["the file is empty"]);
        }
    }
    assert_told(&refusal("a.json", "[]"), &["there are no people"]);
    assert_told(&refusal("a.csv", "id,name\n"), &["there are no people"]);
}

#[test]
fn a_file_that_is_not_what_its_name_says_is_refused() {
    let workbook = to_xlsx(&people(1));
    for (name, content, looks) in [
        ("a.csv", workbook.as_slice(), "a workbook (XLSX)"),
        ("a.json", &workbook, "a workbook (XLSX)"),
        ("a.xlsx", b"id,name\na,Ada\n", "plain text"),
        ("a.csv", b"[{\"id\":\"a\"}]", "JSON"),
        ("a.json", b"id,name\na,Ada\n", "a table"),
        ("a.json", b"%PDF-1.7", "a PDF"),
        ("a.csv", b"<!doctype html><p>id,name", "a web page"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel file"),
    ] {
        assert_told(&refusal(name, content), &[looks]);
    }
    for (name, content) in [
        ("a.xlsx", &workbook[..workbook.len() / 2]),
        ("a.xlsx", b"PK\x03\x04"),
        ("a.json", b"{\"id\": \"a\""),
        ("a.json", b"[[[[[[[["),
        ("a.csv", b"\xff\xfe\x00"),
        ("a.csv", b"id,name\na,\xff"),
        ("a.csv", b"\0\0\0\0"),
        ("a", b"\x7fELF\x02\x01\x01"),
    ] {
        refusal(name, content);
    }
}

#[test]
fn every_bad_cell_of_a_table_is_told_at_once() {
    let table = "id,name,skill.operations,skill.change\n\
                 a,Ada,NaN,inf\n\
                 b,Bo,1e999,101\n\
                 ,Cy,eighty,\"1,5\"\n\
                 a,Di,-0.1,2\n";
    assert_told(
        &refusal("pool.csv", table),
        &[
            "FILE: 9 problems",
            "row 2, column skill.operations (C): found \"NaN\"; expected a number from 0 to 100, or nothing",
            "row 2, column skill.change (D): found \"inf\"; expected a number from 0 to 100",
            "row 3, column skill.operations (C): found \"1e999\"",
            "row 3, column skill.change (D): found 101",
            "row 4, column id (A): the id is missing",
            "row 4, column skill.operations (C): found \"eighty\"",
            "row 4, column skill.change (D): found \"1,5\"; expected a number from 0 to 100, with a decimal point: 1.5",
            "row 5, column id (A): the id \"a\" stands at row 2, column id (A) already",
            "row 5, column skill.operations (C): found -0.1",
        ],
    );
}

#[test]
fn unknown_columns_are_told_with_the_nearest_name() {
    assert_told(
        &refusal("pool.csv", "id,naem,skill.operatons,shoe size\na,Ada,1,2\n"),
        &[
            "column naem (B): unknown column \"naem\"; did you mean \"name\"?",
            "unknown column \"skill.operatons\"; did you mean \"skill.operations\"?",
            "unknown column \"shoe size\"; known names are id, name, headline",
        ],
    );
}

#[test]
fn every_bad_value_in_json_is_told_at_once() {
    let pool = r#"[
        { "id": "a", "estimates": { "skill.operations": 1e999, "skill.change": 101, "skill.operatons": 4 } },
        { "id": "a", "shoe": 1, "estimates": { "skill.change": 3, "skill.risk": { "mean": 4, "se": -1 } },
          "ratings": [ { "dimension": "skill.change", "source": "peer", "rater": "p", "value": 70 },
                       { "dimension": "skill.talent", "source": "pear", "rater": "p", "value": "70" } ] }
    ]"#;
    assert_told(
        &refusal("pool.json", pool),
        &[
            "FILE: 9 problems",
            "line 2, /0/estimates/skill.operations: found the number 1e999; expected a number from 0 to 100",
            "/0/estimates/skill.change: found 101",
            "unknown dimension \"skill.operatons\"; did you mean \"skill.operations\"?",
            "/1/id: the id \"a\" stands at line 2, /0/id already",
            "/1/shoe: unknown field \"shoe\"",
            "/1/estimates/skill.risk/se: found -1",
            "skill.change is among the estimates and among the ratings; keep the estimate or the ratings",
            "unknown source \"pear\"; expected one of superior, peer, report, self, assessor, test",
            "found \"70\"",
        ],
    );
    assert_told(
        &refusal("pool.json", r#"[{ "id": "a", "estimates": { "skill.risk": NaN } }]"#),
        &["JSON has no \"NaN\""],
    );
}

#[test]
fn a_bad_workbook_is_told_by_row_and_column() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_row(0, 0, ["id", "skill.operations", "skill.chnage"]).unwrap();
    sheet.write_row(1, 0, ["a", "eighty"]).unwrap();
    assert_told(
        &refusal("pool.xlsx", workbook.save_to_buffer().unwrap()),
        &[
            "row 1, column skill.chnage (C): unknown column \"skill.chnage\"; did you mean \"skill.change\"?",
            "row 2, column skill.operations (B): found \"eighty\"",
        ],
    );
}

#[test]
fn a_flood_of_problems_is_cut_short_and_counted() {
    let rows: String = (0..300).map(|row| format!("p{row},x\n")).collect();
    let message = refusal("pool.csv", format!("id,skill.operations\n{rows}"));
    assert_told(&message, &["FILE: 300 problems", "… and 250 more"]);
    assert!(message.lines().count() < 60);
}

#[test]
fn nothing_is_read_in_part_unless_asked_for_and_then_it_is_said() {
    let folder = Folder::new();
    let pool = folder.write("pool.csv", "id,name,skill.operations\na,Ada,90\nb,Bo,high\nc,Cy,101\nd,Di,30\n");
    let strict = score_pool(&pool, &["--draws", "0"]).refusal();
    assert_told(&strict, &["2 problems", "row 3", "row 4"]);
    let outcome = score_pool(&pool, &["--draws", "0", "--skip-bad-rows", "--format", "json"]);
    let told = outcome.err.replace(['\u{201c}', '\u{201d}'], "\"");
    assert_told(
        &told,
        &["skipped row 3: ", "column skill.operations (C): found \"high\"", "skipped row 4: "],
    );
    let document = outcome.json();
    let ids: Vec<&str> =
        document["results"].as_array().unwrap().iter().map(|result| result["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["a", "d"]);
    let all_bad = folder.write("bad.csv", "id,skill.operations\na,high\n");
    score_pool(&all_bad, &["--skip-bad-rows"]).refusal();
    // What is wrong with the table itself is nobody's own row.
    let unknown = folder.write("unknown.csv", "id,skill.operatons\na,90\n");
    score_pool(&unknown, &["--skip-bad-rows"]).refusal();
}

#[test]
fn a_search_that_makes_no_sense_is_refused() {
    for (asked, parts) in [
        (&["--role-type", "executer"][..], &["no role type \"executer\"", "did you mean \"executor\"?"][..]),
        (&["--weights", "role=3"], &["no pillar \"role\"", "did you mean \"roles\"?"]),
        (&["--weights", "roles=0"], &["all pillars weigh nothing"]),
        (&["--weights", "roles=-1"], &["\"-1\" for roles is not a number of 0 or more"]),
        (&["--weights", "roles=NaN"], &["\"NaN\" for roles"]),
        (&["--weights", "roles=1e999"], &["\"1e999\" for roles"]),
        (&["--weights", "roles"], &["has no \"=\""]),
        (&["--weights", ""], &["nothing is named"]),
        (&["--weights", "roles=1,roles=2"], &["roles is named twice"]),
        (&["--draws", "-1"], &["'-1' for '--draws", "a whole number from 0"]),
        (&["--draws", "1e4"], &["a whole number from 0"]),
        (&["--draws", "10000001"], &["a whole number from 0 to 10000000"]),
        (&["--seed", "-1"], &["'-1' for '--seed", "a whole number from 0"]),
        (&["--balance", "1.5"], &["1.5 is no balance"]),
        (&["--balance", "NaN"], &["NaN is no balance"]),
        (&["--weight-uncertainty", "0"], &["write a number above 0"]),
        (&["--weight-uncertainty", "none"], &["or \"unknown\""]),
        (&["--weight-uncertainty", "1e300"], &["weight uncertainty", "\"unknown\""]),
        (&["--format", "yaml"], &["table", "json", "csv"]),
        (&["--framework", "data/demo/missing.toml"], &["missing.toml", "cannot be read"]),
        (&["--shoe-size", "44"], &["--shoe-size"]),
    ] {
        assert_told(&score_pool(CANDIDATES, asked).refusal(), parts);
    }
}

#[test]
fn more_than_a_thousand_candidates_are_scored_but_not_simulated() {
    let folder = Folder::new();
    let rows: String = (0..1_001).map(|row| format!("p{row},{}\n", row % 101)).collect();
    let pool = folder.write("pool.csv", format!("id,skill.operations\n{rows}"));
    assert_told(&score_pool(&pool, &[]).refusal(), &["1001 candidates are too many to simulate", "draws 0"]);
    let document = score_pool(&pool, &["--draws", "0", "--format", "csv"]).text();
    assert_eq!(document.lines().count(), 1_002);
}

#[test]
fn a_call_without_a_command_or_with_an_unknown_one_is_bad_usage() {
    for arguments in [&[][..], &["scroe"], &["score"], &["score", "--ceo", CEO], &["weights"], &["framework"]]
    {
        counterpart(arguments).refusal();
    }
    assert!(counterpart(&["--version"]).text().starts_with("counterpart "));
    for command in ["score", "report", "gaps", "weights", "reliability", "framework", "completions"] {
        let help = counterpart(&[command, "--help"]).text();
        assert!(help.contains("Usage:"), "{command}");
        assert!(counterpart(&["--help"]).text().contains(command));
    }
}
