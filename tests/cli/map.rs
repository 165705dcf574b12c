//! `map`: the people of a file as a map.

use crate::support::folder::Folder;
use crate::support::people::{people, to_json};
use crate::support::program::{CANDIDATES, Outcome, counterpart};
use crate::support::snapshot::{self, Transcript};
use serde_json::Value;
use std::fs;

fn map(file: &str, more: &[&str]) -> Outcome {
    counterpart(&[&["map", "--people", file], more].concat())
}

/// A file of so many people.
fn pool(folder: &Folder, n: usize) -> String {
    let path = folder.path("people.json");
    fs::write(&path, to_json(&people(n))).unwrap();
    path
}

#[test]
fn the_same_people_and_seed_give_the_same_bytes() {
    let folder = Folder::new();
    let file = pool(&folder, 80);
    for format in ["json", "svg", "csv", "table"] {
        let shown = || map(&file, &["--format", format, "--seed", "7"]).text();
        assert_eq!(shown(), shown(), "{format}");
    }
    let document = map(&file, &["--format", "json", "--seed", "7"]).json();
    assert_eq!((&document["seed"], &document["n_people"]), (&7.into(), &80.into()));
    let layout = &document["layout"];
    assert_eq!(layout["people"].as_array().unwrap().len(), 80);
    let shares: f64 =
        layout["axes"].as_array().unwrap().iter().map(|axis| axis["share"].as_f64().unwrap()).sum();
    assert!(shares > 0.0 && shares <= 1.0, "{shares}");
    let sizes = layout["groups"]["groups"].as_array().unwrap().iter();
    assert_eq!(sizes.map(|group| group["n_people"].as_u64().unwrap()).sum::<u64>(), 80);
}

#[test]
fn the_order_of_a_file_changes_nothing() {
    let folder = Folder::new();
    let (one, other) = (folder.path("one.json"), folder.path("other.json"));
    let mut list: Vec<Value> = serde_json::from_str(&to_json(&people(40))).unwrap();
    fs::write(&one, Value::Array(list.clone()).to_string()).unwrap();
    list.reverse();
    fs::write(&other, Value::Array(list).to_string()).unwrap();
    assert_eq!(map(&one, &["--format", "csv"]).text(), map(&other, &["--format", "csv"]).text());
}

#[test]
fn few_people_get_a_statement_and_no_map() {
    let folder = Folder::new();
    let mut told = Transcript::default();
    for n in [1, 2] {
        let file = pool(&folder, n);
        told.add(format!("{n} people"), &map(&file, &[]).text());
        assert_eq!(map(&file, &["--format", "json"]).json()["layout"], Value::Null);
        assert_eq!(map(&file, &["--format", "csv"]).text().lines().count(), 1);
        told.add(format!("{n} people as SVG"), &map(&file, &["--format", "svg"]).refusal());
    }
    let file = pool(&folder, 12);
    told.add("12 people", &map(&file, &[]).text());
    told.check("cli/map-of-few");
}

#[test]
fn whoever_was_hardly_measured_is_left_out_and_counted() {
    // Nobody interviewed c-05 yet, and the example's other candidates are measured nearly everywhere.
    let document = map(CANDIDATES, &["--format", "json"]).json();
    let n_left_out = document["left_out"].as_array().unwrap().len();
    assert_eq!(document["n_people"].as_u64().unwrap() as usize + n_left_out, 6);
    let arrows = document["layout"]["dimensions"].as_array().unwrap();
    let shown: Vec<f64> = arrows.iter().map(|arrow| arrow["shown"].as_f64().unwrap()).collect();
    assert!(shown.is_sorted_by(|a, b| a >= b), "{shown:?}");
}

#[test]
fn people_like_one_are_told_with_what_was_compared() {
    let folder = Folder::new();
    let file = pool(&folder, 30);
    let found = map(&file, &["--like", "p-003", "--format", "json"]).json();
    let people = found["people"].as_array().unwrap();
    assert_eq!(people.len(), 10);
    let distances: Vec<f64> = people.iter().map(|one| one["distance"].as_f64().unwrap()).collect();
    assert!(distances.is_sorted() && people.iter().all(|one| one["id"] != "p-003"), "{distances:?}");
    snapshot::check("cli/map-like", &map(&file, &["--like", "p-003"]).text());
    snapshot::check("cli/map-like-nobody", &map(&file, &["--like", "nobody"]).refusal());
}

#[test]
fn files_hold_the_same_as_the_screen() {
    let folder = Folder::new();
    let file = pool(&folder, 30);
    for format in ["svg", "json", "csv"] {
        let out = folder.path(&format!("map.{format}"));
        map(&file, &["--out", &out]).text();
        assert_eq!(
            fs::read_to_string(&out).unwrap().trim_start_matches('\u{feff}').trim_end(),
            map(&file, &["--format", format]).text().trim_end()
        );
    }
    snapshot::check("cli/map-ending", &map(&file, &["--out", "map.pdf"]).refusal());
}
