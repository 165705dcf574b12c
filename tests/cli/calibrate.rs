//! `calibrate`: weights held against what became of placements.

use crate::support::folder::Folder;
use crate::support::outcomes::{PILLARS, spread};
use crate::support::program::counterpart;
use crate::support::snapshot::{self, Transcript};

/// A table of so many cases, whose outcome is made of their points.
fn table(n: usize, outcome: impl Fn([f64; 5], usize) -> String) -> String {
    let row = |n: usize| {
        let points = spread(n);
        let cells: Vec<String> = points.iter().map(ToString::to_string).collect();
        format!("case-{n},{},{}\n", cells.join(","), outcome(points, n))
    };
    format!("case,{},outcome\n", PILLARS.join(",")) + &(0..n).map(row).collect::<String>()
}

const OPTIONS: [&str; 4] = ["--outcome", "outcome", "--case", "case"];

fn calibrate(text: &str, more: &[&str]) -> crate::support::program::Outcome {
    let folder = Folder::new();
    let path = folder.write("cases.csv", text);
    counterpart(&[&["calibrate", &path], &OPTIONS[..], more].concat())
}

#[test]
fn a_plain_finding_is_proposed() {
    let rated = |points: [f64; 5], n: usize| {
        format!("{}", 20.0 + 15.0 * stats::elementary::ln(points[1] / 10.0) + (n % 7) as f64)
    };
    let text = table(70, rated);
    let found = calibrate(&text, &["--format", "json", "--seed", "1"]);
    let json = found.json();
    assert_eq!((&json["n"], json["is_yes_no"].as_bool()), (&serde_json::json!(70), Some(false)));
    assert!(json["proposed"]["trust"].as_f64().expect("a weight") > 0.6, "{json}");
    assert_eq!(calibrate(&text, &["--format", "json", "--seed", "1"]).json(), json);
    snapshot::check("cli/calibrate-table", &calibrate(&text, &["--seed", "1"]).text());
}

#[test]
fn odd_cases_get_a_clear_statement() {
    let yes = |points: [f64; 5], _: usize| if points[1] > 55.0 { "yes" } else { "no" }.to_owned();
    let mut told = Transcript::default();
    for (case, text) in [
        ("12 cases", table(12, |points, _| points[1].to_string())),
        ("40 cases, all 5", table(40, |_, _| "5".to_owned())),
        ("40 cases, all yes", table(40, |_, _| "yes".to_owned())),
        ("40 cases, 4 of them no", table(40, |_, n| if n < 4 { "no" } else { "yes" }.to_owned())),
        ("40 cases, every other empty", table(40, |_, n| if n % 2 == 0 { "yes" } else { "" }.to_owned())),
        ("3 cases", table(3, |_, n| n.to_string())),
        ("60 cases, yes above a threshold", table(60, yes)),
    ] {
        let shown = calibrate(&text, &[]).text();
        assert!(!shown.contains("NaN"), "{case}: {shown}");
        told.add(case, &shown);
    }
    // A pillar on which all stand alike.
    let flat = table(45, |points, n| (points[0] + (n % 5) as f64).to_string())
        .lines()
        .map(|line| {
            let mut cells: Vec<&str> = line.split(',').collect();
            if cells[0] != "case" {
                cells[3] = "60";
            }
            cells.join(",") + "\n"
        })
        .collect::<String>();
    told.add("45 cases, one pillar the same for all", &calibrate(&flat, &[]).text());
    told.check("cli/calibrate-odd-cases");
}

#[test]
fn what_is_wrong_with_the_file_is_said() {
    let mut told = Transcript::default();
    told.add("no pillars", &calibrate("case,outcome\n", &[]).refusal());
    for (row, more) in [
        ("a,1,2,3,4,101,5", &[][..]),
        ("a,1,2,3,4,x,5", &[]),
        ("a,1,2,3,4,5,5", &["--weights", "luck=1"]),
        ("a,1,2,3,4,5,5", &["--surface", "luck=roles,trust"]),
        ("a,1,2,3,4,5,5", &["--weights", "roles=0"]),
    ] {
        let text = format!("case,{},outcome\n{row}\n", PILLARS.join(","));
        told.add(format!("{row} {}", more.join(" ")), &calibrate(&text, more).refusal());
    }
    told.check("cli/calibrate-refused");
}

#[test]
fn a_surface_is_held_against_its_rule() {
    let text = table(80, |points, n| ((points[0] - points[1]).abs() + (n % 3) as f64).to_string());
    let framework = fit::Framework::parse(fit::framework::DEFAULT).expect("the framework");
    let alike =
        framework.facets.iter().find(|facet| matches!(facet.rule, fit::Rule::Match { .. })).expect("one");
    let option = format!("{}=roles,trust", alike.id);
    let found = calibrate(&text, &["--format", "json", "--surface", &option]).json();
    let surface = &found["surfaces"][0];
    assert_eq!(
        (&surface["n"], &surface["bearing"]),
        (&serde_json::json!(80), &serde_json::json!("contradicts"))
    );
    let statement = surface["statement"].as_str().expect("words");
    assert!(statement.contains("it was the other way round"), "{statement}");
}
