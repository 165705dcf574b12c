//! `reliability`: how far raters can be relied on.

use crate::support::folder::Folder;
use crate::support::program::{Outcome, counterpart, file};
use crate::support::snapshot::{self, Transcript};
use serde_json::{Value, json};

const COLUMNS: [&str; 6] = ["--target", "person", "--rater", "judge", "--value", "mark"];

fn reliability(path: &str, more: &[&str]) -> Outcome {
    counterpart(&[&["reliability", path], &COLUMNS[..], more].concat())
}

/// A reference table in the long format: a row a rating, other columns beside them.
fn long(ratings: &Value) -> String {
    let mut csv = "comment,person,judge,mark\n".to_owned();
    for (target, row) in ratings.as_array().expect("rows").iter().enumerate() {
        for (rater, value) in row.as_array().expect("ratings").iter().enumerate() {
            csv += &format!("-,p{target},j{rater},{value}\n");
        }
    }
    csv
}

fn reference() -> Value {
    serde_json::from_str(&file("data/reference/reliability.json")).unwrap()
}

/// The table of Shrout & Fleiss (1979), which every treatment of these coefficients is checked against.
#[test]
fn the_published_coefficients_come_out() {
    let folder = Folder::new();
    let case = &reference()["shrout_fleiss"];
    let path = folder.write("ratings.csv", long(&case["ratings"]));
    let scale = ["--scale-min", "1", "--scale-max", "10", "--scale-points", "10"];
    let found = reliability(&path, &[&scale[..], &["--format", "json"]].concat()).json();
    let keys: Vec<&String> = found.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        ["targets", "raters", "icc1", "icc2", "icc2k", "alpha", "rwg_mean", "scale", "notes", "hints"]
    );
    assert_eq!((found["targets"].as_u64(), found["raters"].as_u64()), (Some(6), Some(4)));
    for key in ["icc1", "icc2", "icc2k", "alpha"] {
        let value = found[key].as_f64().expect("a number");
        assert!((value - case["full"][key].as_f64().unwrap()).abs() < 1e-10, "{key}: {value}");
        assert!((value - case["published"][key].as_f64().unwrap()).abs() <= 0.005, "{key}: {value}");
    }
    assert!(found["rwg_mean"].is_number() && found["notes"].as_array().unwrap().is_empty());
}

#[test]
fn agreement_follows_the_scale_that_is_given() {
    let folder = Folder::new();
    for case in reference()["r_wg"].as_array().unwrap() {
        let path = folder.write("ratings.csv", long(&case["ratings"]));
        let scale = ["min", "max", "points"].map(|key| case["scale"][key].to_string());
        let options = [
            "--scale-min",
            &scale[0],
            "--scale-max",
            &scale[1],
            "--scale-points",
            &scale[2],
            "--format",
            "json",
        ];
        let found = reliability(&path, &options).json()["rwg_mean"].as_f64().unwrap();
        assert!((found - case["mean"].as_f64().unwrap()).abs() < 1e-12, "{found}");
    }
}

#[test]
fn what_an_incomplete_table_does_not_allow_is_null_and_said() {
    let folder = Folder::new();
    let path = folder.write("ratings.csv", "person;judge;mark\na;x;70\na;y;72\nb;x;40\nb;y;44\nc;x;90\n");
    let found = reliability(&path, &["--format", "json"]).json();
    assert!(found["icc1"].is_number(), "one-way needs no complete table");
    for key in ["icc2", "icc2k", "alpha"] {
        assert!(found[key].is_null(), "{key}");
    }
    let notes = found["notes"].as_array().unwrap();
    assert!(!notes.is_empty() && notes.iter().all(|note| !note.as_str().unwrap().is_empty()));
    let note = notes[0].as_str().unwrap();
    assert!(note.contains('c') && note.contains('y'), "it says which rating is missing: {note}");
    snapshot::check("cli/reliability-incomplete", &reliability(&path, &[]).text());
}

#[test]
fn a_scale_that_was_not_given_is_named_or_asked_for() {
    let folder = Folder::new();
    let points = folder.write("points.csv", "person,judge,mark\na,x,70\na,y,72\nb,x,40\nb,y,44\n");
    let found = reliability(&points, &["--format", "json"]).json();
    assert_eq!(found["scale"], json!({ "min": 0.0, "max": 100.0, "points": 5 }));
    assert!(reliability(&points, &[]).text().contains("r_wg on a scale from 0 to 100 with 5 points."));
    let short = folder.write("short.csv", "person,judge,mark\na,x,1\na,y,5\nb,x,4\nb,y,2\n");
    let found = reliability(&short, &["--format", "json"]).json();
    assert!(found["rwg_mean"].is_null() && found["scale"].is_null(), "{found}");
    assert!(found["notes"].to_string().contains("1 to 5, 1 to 7, 1 to 10, 0 to 10"), "{found}");
    assert!(found["hints"].to_string().contains("x, y rate low where the others rate high"), "{found}");
    assert!(reliability(&short, &[]).text().contains("Give the scale with --scale-min"));
    let given = reliability(&short, &["--scale-min", "1", "--scale-max", "5", "--format", "json"]).json();
    assert_eq!(given["rwg_mean"], 0.0);
}

#[test]
fn the_worked_example_reads() {
    let arguments =
        ["reliability", "data/demo/ratings-example.csv", "--target", "target", "--rater", "rater"];
    let table = counterpart(&[&arguments[..], &["--value", "value"]].concat()).text();
    snapshot::check("cli/reliability-table", &table);
}

#[test]
fn bad_ratings_are_refused() {
    let folder = Folder::new();
    let mut told = Transcript::default();
    for content in [
        "persom,judge,mark\na,x,1\n",
        "person,judge,mark\na,x,high\n",
        "person,judge,mark\na,,1\n",
        "person,judge,mark\na,x,NaN\n",
        "person,judge,mark\na,x,1\na,x,2\n",
        "person,judge,mark\n",
        "",
        "[]",
    ] {
        let message = reliability(&folder.write("ratings.csv", content), &[]).refusal();
        told.add(format!("{content:?}"), &message);
    }
    let good = folder.write("ratings.csv", "person,judge,mark\na,x,1\na,y,2\nb,x,3\nb,y,5\n");
    for scale in
        [&["--scale-points", "1"][..], &["--scale-min", "5", "--scale-max", "1"], &["--scale-max", "NaN"]]
    {
        told.add(scale.join(" "), &reliability(&good, scale).refusal());
    }
    told.add("a file that is not there", &reliability(&folder.path("missing.csv"), &[]).refusal());
    told.add("a folder", &reliability("data/demo", &[]).refusal());
    told.check("cli/reliability-refused");
}
