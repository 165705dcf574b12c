//! `gaps`: the CEO alone.

use crate::support::program::{CEO, counterpart};
use crate::support::snapshot::{self, Transcript};
use serde_json::Value;

fn gaps(more: &[&str]) -> Value {
    counterpart(&[&["gaps", "--ceo", CEO, "--format", "json"], more].concat()).json()
}

fn numbers(rows: &Value, keys: &[&str]) -> Vec<Vec<f64>> {
    let number = |row: &Value, key: &str| row[key].as_f64().unwrap_or_else(|| panic!("{key} in {row}"));
    rows.as_array().unwrap().iter().map(|row| keys.iter().map(|key| number(row, key)).collect()).collect()
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn the_json_has_the_names_and_ranges_that_were_promised() {
    let document = gaps(&[]);
    assert!(keys(&document).starts_with(&["ceo", "role_type", "gaps", "ideal", "role_types"]));
    assert_eq!((document["ceo"].as_str(), document["role_type"].is_null()), (Some("ceo-1"), true));
    assert_eq!(keys(&document["gaps"][0]), ["dimension", "level", "ceo", "gap", "priority"]);
    assert_eq!(keys(&document["ideal"][0]), ["dimension", "ideal", "low", "high"]);
    assert_eq!(keys(&document["role_types"][0]), ["id", "need"]);
    let gaps = numbers(&document["gaps"], &["level", "ceo", "gap", "priority"]);
    assert!(gaps.iter().all(|row| row[2] > 0.0 && (row[0] - row[1] - row[2]).abs() < 1e-9));
    assert!(gaps.is_sorted_by(|a, b| a[3] >= b[3]), "the most urgent gap comes first");
    assert!((gaps.iter().map(|row| row[3]).sum::<f64>() - 1.0).abs() < 1e-9);
    let ideal = numbers(&document["ideal"], &["low", "ideal", "high"]);
    assert!(ideal.iter().all(|row| row[0] >= 0.0 && row.is_sorted() && row[2] <= 100.0));
    let kinds = numbers(&document["role_types"], &["need"]);
    assert_eq!(kinds.len(), 7);
    assert!(kinds.is_sorted_by(|a, b| a >= b) && kinds.iter().all(|row| (0.0..=1.0).contains(&row[0])));
}

#[test]
fn role_type_and_weights_change_what_is_needed() {
    let plain = gaps(&[]);
    let executor = gaps(&["--role-type", "executor"]);
    assert_eq!(executor["role_type"], "executor");
    assert_ne!(executor["gaps"], plain["gaps"]);
    let own = gaps(&["--framework", "data/frameworks/ceo-coo.toml"]);
    assert_eq!(own, plain);
    let weighed = gaps(&["--weights", "roles=80,trust=5,strategy=5,execution=5,ethos=5"]);
    assert_ne!(weighed["ideal"], plain["ideal"]);
}

#[test]
fn the_table_says_what_to_delegate_and_whether_a_coo_is_the_answer() {
    let table = counterpart(&["gaps", "--ceo", CEO]).text();
    snapshot::check("cli/gaps-table", &table);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let mut told = Transcript::default();
    for more in [["--role-type", "mentour"], ["--weights", "roles=0"], ["--format", "csv"]] {
        told.add(more.join(" "), &counterpart(&[&["gaps", "--ceo", CEO], &more[..]].concat()).refusal());
    }
    told.check("cli/gaps-refused");
}
