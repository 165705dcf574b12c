//! `pool`: what the program adds to the crate of that name: files, folders, standard input, formats and messages.

use crate::support::folder::Folder;
use crate::support::program::{CEO, Outcome, command, counterpart, root};
use std::fs;
use std::process::Stdio;

const PEOPLE: &str = "data/demo/candidates.csv";

fn rank(files: &[&str], more: &[&str]) -> Outcome {
    counterpart(&[&["pool", "rank"], files, &["--ceo", CEO], more].concat())
}

#[test]
fn a_file_a_folder_and_standard_input_give_the_same_ranking() {
    let folder = Folder::new();
    let inner = folder.path("people");
    fs::create_dir(&inner).unwrap();
    fs::copy(root().join(PEOPLE), format!("{inner}/part-0.csv")).unwrap();
    fs::write(format!("{inner}/_SUCCESS"), "").unwrap();
    let json = rank(&[PEOPLE], &["--format", "json"]).json();
    assert_eq!(rank(&[&inner], &["--format", "json"]).json(), json);
    let mut piped = command(&["pool", "rank", "-", "--ceo", CEO, "--format", "json"]);
    piped.stdin(Stdio::from(fs::File::open(root().join(PEOPLE)).unwrap()));
    let output = piped.output().unwrap();
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap(), json);
    assert_eq!(json["rows"], json["results"].as_array().unwrap().len());
}

#[test]
fn rankings_are_written_and_merged() {
    let folder = Folder::new();
    let out = folder.path("kept.json");
    rank(&[PEOPLE], &["--out", &out]).text();
    let merged = counterpart(&["pool", "merge", &out, "--format", "json"]).text();
    assert_eq!(merged, fs::read_to_string(&out).unwrap());
    let csv = counterpart(&["pool", "merge", &out, "--format", "csv"]).text();
    assert!(csv.starts_with("rank,id,name,score,completeness,unusable,"), "{csv}");
    assert!(rank(&[PEOPLE], &[]).text().contains("This is a sieve"));
}

#[test]
fn what_cannot_be_done_is_said() {
    let said = |outcome: Outcome, word: &str| {
        let message = outcome.refusal();
        assert!(message.contains(word), "{message}");
    };
    said(rank(&["data/nowhere.csv"], &[]), "cannot be read");
    said(rank(&[PEOPLE], &["--top", "0"]), "keep from 1");
    said(rank(&[PEOPLE], &["--margin", "-1"]), "points from 0 to 100");
    said(rank(&[PEOPLE], &["--shard", "5/4"]), "3/16");
    said(counterpart(&["pool", "merge", PEOPLE]), "no ranking");
    said(counterpart(&["pool", "sql", "--ceo", CEO, "--dialect", "cobol"]), "duckdb");
    said(counterpart(&["pool", "example", "--rows", "5", "--out", "people.csv"]), ".parquet");
}

#[test]
fn a_pool_made_up_is_ranked_and_its_statement_printed() {
    let folder = Folder::new();
    let out = folder.path("people.parquet");
    counterpart(&["pool", "example", "--rows", "2000", "--out", &out]).text();
    let ranking = rank(&[&out], &["--format", "json", "--top", "10"]).json();
    assert_eq!((&ranking["rows"], ranking["results"].as_array().unwrap().len()), (&2000.into(), 10));
    let sql =
        counterpart(&["pool", "sql", "--ceo", CEO, "--dialect", "spark", "--columns", "underscores"]).text();
    assert!(sql.starts_with("-- Counterpart") && sql.contains("`skill_operations`"), "{sql}");
}
