//! `decision-rights`: who should hold which decision.

use crate::support::folder::Folder;
use crate::support::program::{CANDIDATES, CEO, Outcome, counterpart};
use crate::support::snapshot::{self, Transcript};
use serde_json::Value;
use std::fs;

fn decision_rights(more: &[&str]) -> Outcome {
    counterpart(&[&["decision-rights", "--ceo", CEO, "--candidates", CANDIDATES], more].concat())
}

/// The areas of the worked example's candidate of this id.
fn areas(id: &str) -> Vec<Value> {
    let document = decision_rights(&["--candidate", id, "--format", "json"]).json();
    assert_eq!(document["pairs"].as_array().unwrap().len(), 1);
    document["pairs"][0]["areas"].as_array().unwrap().clone()
}

fn alignment<'a>(areas: &'a [Value], area: &str) -> &'a Value {
    areas.iter().find(|found| found["area"] == area).unwrap_or_else(|| panic!("{area}"))
}

#[test]
fn the_worked_example_tells_rivals_from_partners() {
    // The CEO wants strategy (92) and leaves operations (18); c-03 wants operations (88) and leaves strategy (20).
    let partner = areas("c-03");
    assert_eq!(alignment(&partner, "corporate-strategy")["alignment"], "agreed");
    assert_eq!(alignment(&partner, "supply")["assignments"], serde_json::json!({ "ceo": "I", "coo": "AR" }));
    // c-02 wants strategy as well (80), and operations as little (20).
    let rival = areas("c-02");
    assert_eq!(alignment(&rival, "corporate-strategy")["alignment"], "contested");
    assert_eq!(alignment(&rival, "supply")["alignment"], "orphaned");
    // Nobody has measured what c-05 wants.
    assert!(areas("c-05").iter().all(|area| area["alignment"] == "unknown"));
    let clarity =
        |id| decision_rights(&["--candidate", id, "--format", "json"]).json()["pairs"][0]["clarity"].clone();
    assert!(clarity("c-03")["value"].as_f64() > clarity("c-02")["value"].as_f64());
    assert!(clarity("c-05")["value"].is_null());
}

#[test]
fn json_names_what_it_rests_on_and_every_row_is_whole() {
    let document = decision_rights(&["--format", "json"]).json();
    assert_eq!((&document["ceo"], &document["framework"]["id"]), (&"ceo-1".into(), &"ceo-coo".into()));
    let pairs = document["pairs"].as_array().unwrap();
    assert_eq!(pairs.len(), 6);
    for area in pairs.iter().flat_map(|pair| pair["areas"].as_array().unwrap()) {
        let letters = [&area["assignments"]["ceo"], &area["assignments"]["coo"]]
            .map(|assignment| assignment.as_str().unwrap());
        let n = |letter| letters.iter().filter(|letters| letters.contains(letter)).count();
        assert!(n('A') == 1 && n('R') >= 1, "{area}");
        assert!(area["reason"].as_str().unwrap().ends_with('.'), "{area}");
    }
}

#[test]
fn the_table_puts_first_what_is_to_be_settled() {
    let table = decision_rights(&["--candidate", "c-02"]).text();
    let place = |word: &str| table.find(word).unwrap_or_else(|| panic!("no {word} in {table}"));
    assert!(place("Leonie Harkamp and Emeka Obiaku") < place("Role clarity"));
    assert!(
        place(" contested  ") < place(" orphaned  ") && place("A: has the last word") > place("CEO (92)")
    );
    snapshot::check("cli/decision-rights-table", &table);
}

#[test]
fn files_hold_the_same_as_the_screen() {
    let folder = Folder::new();
    let csv = folder.path("rights.csv");
    decision_rights(&["--out", &csv]).text();
    let csv = fs::read_to_string(csv).unwrap();
    // A file begins with the mark by which spreadsheets know UTF-8.
    let csv = csv.strip_prefix('\u{feff}').unwrap();
    assert_eq!(csv.trim_end(), decision_rights(&["--format", "csv"]).text().trim_end());
    assert_eq!(csv.lines().count(), 1 + 6 * areas("c-03").len());
    let json = folder.path("rights.json");
    decision_rights(&["--out", &json]).text();
    assert_eq!(fs::read_to_string(json).unwrap(), decision_rights(&["--format", "json"]).text());
    let book = folder.path("rights.xlsx");
    decision_rights(&["--out", &book]).text();
    let table = intake::read_table("rights.xlsx", &fs::read(book).unwrap()).unwrap();
    assert_eq!(table.rows.len(), csv.lines().count());
    let header: Vec<String> = table.rows[0].cells.iter().map(ToString::to_string).collect();
    assert_eq!(header.join(","), csv.lines().next().unwrap());
}

#[test]
fn what_makes_no_sense_is_refused() {
    let mut told = Transcript::default();
    for more in [
        &["--candidate", "c-99"][..],
        &["--out", "rights.docx"],
        &["--out", "rights.csv", "--format", "json"],
    ] {
        told.add(more.join(" "), &decision_rights(more).refusal());
    }
    told.check("cli/decision-rights-refused");
}
