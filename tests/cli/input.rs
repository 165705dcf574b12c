//! Files in: the same people in every format, and everything that can be wrong with a file.

use crate::support::folder::Folder;
use crate::support::people::{people, to_json, to_json_lines, to_text, to_utf16, to_xlsx};
use crate::support::program::{CANDIDATES, CEO, counterpart, file, score_pool};
use crate::support::snapshot::{self, Transcript};
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
    snapshot::check("cli/input-several-ceos", &score(CANDIDATES).refusal());
}

#[test]
fn what_is_no_readable_file_is_refused() {
    let folder = Folder::new();
    let sparse = folder.path("huge.csv");
    File::create(&sparse)
        .and_then(|file| file.set_len(2_000_000_000))
        .expect("the file system has sparse files");
    let mut told = Transcript::default();
    for path in [folder.path("missing.json").as_str(), "data/demo", &sparse, "/dev/zero", "/dev/null"] {
        told.add("score", &score_pool(path, &[]).refusal());
        told.add("gaps", &counterpart(&["gaps", "--ceo", path]).refusal());
    }
    told.check("cli/input-no-file");
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
    let mut told = Transcript::default();
    for (name, content) in [
        ("a.csv", workbook.as_slice()),
        ("a.json", &workbook),
        ("a.xlsx", b"id,name\na,Ada\n"),
        ("a.csv", b"[{\"id\":\"a\"}]"),
        ("a.json", b"id,name\na,Ada\n"),
        ("a.json", b"%PDF-1.7"),
        ("a.csv", b"<!doctype html><p>id,name"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("a.xlsx", &workbook[..workbook.len() / 2]),
        ("a.xlsx", b"PK\x03\x04"),
        ("a.json", b"{\"id\": \"a\""),
        ("a.json", b"[[[[[[[["),
        ("a.csv", b"\xff\xfe\x00"),
        ("a.csv", b"id,name\na,\xc3\xa9\xff"),
        ("a.csv", b"\0\0\0\0"),
        ("a", b"\x7fELF\x02\x01\x01"),
    ] {
        let begins = &content[..content.len().min(20)];
        told.add(format!("{name}: {}", begins.escape_ascii()), &refusal(name, content));
    }
    told.check("cli/input-not-as-named");
}

#[test]
fn every_bad_cell_of_a_table_is_told_at_once() {
    let table = "id,name,skill.operations,skill.change\n\
                 a,Ada,NaN,inf\n\
                 b,Bo,1e999,101\n\
                 ,Cy,eighty,\"1,500\"\n\
                 a,Di,-0.1,2\n";
    snapshot::check("cli/input-bad-cells", &refusal("pool.csv", table));
}

#[test]
fn unknown_columns_are_told_with_the_nearest_name() {
    snapshot::check(
        "cli/input-unknown-columns",
        &refusal("pool.csv", "id,naem,skill.operatons,shoe size\na,Ada,1,2\n"),
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
    snapshot::check("cli/input-bad-json", &refusal("pool.json", pool));
    let not_a_number = r#"[{ "id": "a", "estimates": { "skill.risk": NaN } }]"#;
    snapshot::check("cli/input-not-a-number", &refusal("pool.json", not_a_number));
}

#[test]
fn a_bad_workbook_is_told_by_row_and_column() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_row(0, 0, ["id", "skill.operations", "skill.chnage"]).unwrap();
    sheet.write_row(1, 0, ["a", "eighty"]).unwrap();
    snapshot::check("cli/input-bad-workbook", &refusal("pool.xlsx", workbook.save_to_buffer().unwrap()));
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
    snapshot::check("cli/input-bad-rows", &strict);
    let outcome = score_pool(&pool, &["--draws", "0", "--skip-bad-rows", "--format", "json"]);
    snapshot::check("cli/input-bad-rows-skipped", &outcome.err);
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
    let mut told = Transcript::default();
    for asked in [
        &["--role-type", "executer"][..],
        &["--weights", "role=3"],
        &["--weights", "roles=0"],
        &["--weights", "roles=-1"],
        &["--weights", "roles=NaN"],
        &["--weights", "roles=1e999"],
        &["--weights", "roles"],
        &["--weights", ""],
        &["--weights", "roles=1,roles=2"],
        &["--draws", "-1"],
        &["--draws", "1e4"],
        &["--draws", "10000001"],
        &["--seed", "-1"],
        &["--balance", "1.5"],
        &["--balance", "NaN"],
        &["--weight-uncertainty", "0"],
        &["--weight-uncertainty", "none"],
        &["--weight-uncertainty", "1e300"],
        &["--format", "yaml"],
        &["--framework", "data/demo/missing.toml"],
        &["--shoe-size", "44"],
    ] {
        told.add(asked.join(" "), &score_pool(CANDIDATES, asked).refusal());
    }
    told.check("cli/score-refused");
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
