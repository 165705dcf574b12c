//! `weights`: judgements of importance into numbers.

use crate::support::folder::Folder;
use crate::support::program::{counterpart, file, score};
use serde_json::Value;

fn json(arguments: &[&str]) -> Value {
    counterpart(&[&["weights"], arguments, &["--format", "json"]].concat()).json()
}

fn assert_weights(document: &Value, expected: &[(&str, f64)], tolerance: f64) {
    let weights = document["weights"].as_object().expect("weights");
    let names: Vec<&str> = expected.iter().map(|(name, _)| *name).collect();
    assert_eq!(weights.keys().collect::<Vec<_>>(), names);
    for (name, weight) in expected {
        let found = weights[*name].as_f64().expect("a number");
        assert!((found - weight).abs() <= tolerance, "{name}: {found}, expected {weight}");
    }
}

#[test]
fn rank_order_centroids_are_those_of_the_formula() {
    let document = json(&["rank", "trust,roles,ethos"]);
    let expected = [("trust", 11.0 / 18.0), ("roles", 5.0 / 18.0), ("ethos", 2.0 / 18.0)];
    assert_weights(&document, &expected, 1e-15);
    assert_eq!(document.as_object().unwrap().len(), 1, "no consistency is told where none was judged");
}

#[test]
fn swings_and_shares_are_normalised() {
    let expected = [("trust", 0.5), ("roles", 0.4), ("ethos", 0.1)];
    assert_weights(&json(&["swing", "trust=100,roles=80,ethos=20"]), &expected, 1e-15);
    assert_weights(&json(&["direct", "trust=5,roles=4,ethos=1"]), &expected, 1e-15);
}

/// The worked example's own check: the principal eigenvector of each published matrix.
#[test]
fn ahp_gives_the_published_weights_and_consistency() {
    let reference: Value = serde_json::from_str(&file("data/reference/elicitation.json")).unwrap();
    let folder = Folder::new();
    let mut n_checked = 0;
    for case in matrices(&reference) {
        let matrix = case["matrix"].as_array().expect("a matrix");
        let names: Vec<String> = (0..matrix.len()).map(|index| format!("n{index}")).collect();
        let mut csv = format!(",{}\n", names.join(","));
        for (name, row) in names.iter().zip(matrix) {
            let cells: Vec<String> = row.as_array().unwrap().iter().map(cell).collect();
            csv += &format!("{name},{}\n", cells.join(","));
        }
        let document = json(&["ahp", &folder.write("ahp.csv", csv)]);
        for key in ["lambda_max", "consistency_index", "consistency_ratio"] {
            assert!(document[key].is_number(), "{key}");
        }
        let weights = case["weights"].as_array().expect("weights");
        let expected: Vec<(&str, f64)> = names
            .iter()
            .map(String::as_str)
            .zip(weights.iter().map(|weight| weight.as_f64().unwrap()))
            .collect();
        assert_weights(&document, &expected, 0.01);
        n_checked += 1;
    }
    assert!(n_checked > 0);
}

/// Every object in the reference data that holds a matrix and its weights.
fn matrices(value: &Value) -> Vec<&Value> {
    match value {
        Value::Object(entries) if entries.contains_key("matrix") && entries.contains_key("weights") => {
            vec![value]
        }
        Value::Object(entries) => entries.values().flat_map(matrices).collect(),
        Value::Array(items) => items.iter().flat_map(matrices).collect(),
        _ => Vec::new(),
    }
}

fn cell(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[test]
fn ahp_reads_fractions_and_tells_the_judgement_that_strains_it_most() {
    let document = json(&["ahp", "data/demo/ahp-example.csv"]);
    let ratio = document["consistency_ratio"].as_f64().unwrap();
    assert!(ratio > 0.0 && ratio <= 0.1, "{ratio}");
    let folder = Folder::new();
    let strained = folder.write("ahp.csv", ",a,b,c\na,1,5,1/5\nb,1/5,1,5\nc,5,1/5,1\n");
    let table = counterpart(&["weights", "ahp", &strained]).text();
    assert!(table.contains("contradict each other") && table.contains("strains it most"), "{table}");
}

#[test]
fn the_table_gives_an_option_that_score_takes() {
    let table = counterpart(&["weights", "ahp", "data/demo/ahp-example.csv"]).text();
    assert!(table.contains("Consistency ratio 0.045"), "{table}");
    let option = table.lines().last().expect("the option");
    let weights = option.strip_prefix("--weights ").expect("the option's name");
    let document = score(&["--draws", "0", "--format", "json", "--weights", weights]).json();
    let trust = document["weights"]["trust"].as_f64().unwrap();
    assert!((trust - 0.3342).abs() < 1e-4, "{trust}");
}

#[test]
fn what_makes_no_sense_is_refused() {
    for (arguments, part) in [
        (&["rank", "a,,b"][..], "name 2 is empty"),
        (&["rank", "a,a"], "a is named twice"),
        (&["rank", ""], "is empty"),
        (&["swing", "a=0,b=0"], "all 2 weights are zero"),
        (&["direct", "a=-1"], "is not a number of 0 or more"),
        (&["direct", "a=NaN"], "is not a number of 0 or more"),
        (&["direct", "a=1,a=2"], "a is named twice"),
        (&["direct", "a"], "has no \"=\""),
    ] {
        let message = counterpart(&[&["weights"], arguments].concat()).refusal();
        assert!(message.contains(part), "{arguments:?}: {message}");
    }
    let folder = Folder::new();
    for (matrix, part) in [
        (",a,b\na,1,3\nb,3,1\n", "expected, across the diagonal of 1s, each judgement and its reciprocal"),
        (",a,b\na,1,0\nb,x,1\n", "row 3, column a: found \"x\""),
        (",a,b\na,1,2\n", "there is no row for \"b\""),
        (",a,b\na,1,2\nc,1/2,1\n", "\"c\" is not in the header"),
        (",a\na,1\n", "expected an empty cell and then 2 to 10 names"),
        ("", "the file is empty"),
    ] {
        let message = counterpart(&["weights", "ahp", &folder.write("ahp.csv", matrix)]).refusal();
        assert!(message.contains(part), "{matrix:?}: {message}");
    }
}
