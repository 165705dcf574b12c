//! `weights`: judgements of importance into numbers.

use crate::support::folder::Folder;
use crate::support::program::{counterpart, file, score};
use crate::support::snapshot::{self, Transcript};
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
fn orders_and_weights_are_read_as_people_type_them() {
    let expected = [("trust", 11.0 / 18.0), ("roles", 5.0 / 18.0), ("ethos", 2.0 / 18.0)];
    assert_weights(&json(&["rank", "trust>roles>ethos"]), &expected, 1e-15);
    assert_weights(&json(&["rank", "trust; roles; ethos"]), &expected, 1e-15);
    let tied = [("trust", 11.0 / 18.0), ("roles", 3.5 / 18.0), ("ethos", 3.5 / 18.0)];
    assert_weights(&json(&["rank", "trust > roles = ethos"]), &tied, 1e-15);
    let expected = [("roles", 30.0 / 55.5), ("trust", 25.5 / 55.5)];
    for points in ["roles=30%, trust: 25.5", "roles: 30; trust: 25,5", "roles 30, trust 25.5"] {
        assert_weights(&json(&["direct", points]), &expected, 1e-15);
    }
    let told = counterpart(&["weights", "direct", "roles=30,5,trust=25"]).refusal();
    assert!(told.contains("decimal comma"), "{told}");
}

#[test]
fn swings_and_shares_are_normalised() {
    let expected = [("trust", 0.5), ("roles", 0.4), ("ethos", 0.1)];
    assert_weights(&json(&["swing", "trust=100,roles=80,ethos=20"]), &expected, 1e-15);
    assert_weights(&json(&["direct", "trust=5,roles=4,ethos=1"]), &expected, 1e-15);
}

#[test]
fn ahp_gives_the_published_weights_and_consistency() {
    let reference: Value = serde_json::from_str(&file("data/reference/elicitation.json")).unwrap();
    let folder = Folder::new();
    for case in reference["ahp"].as_array().expect("examples") {
        let matrix = case["matrix"].as_array().expect("a matrix");
        let names: Vec<String> = (0..matrix.len()).map(|index| format!("n{index}")).collect();
        let row = |(name, row): (&String, &Value)| {
            let cells: Vec<String> = row.as_array().expect("a row").iter().map(Value::to_string).collect();
            format!("{name},{}\n", cells.join(","))
        };
        let csv = format!(",{}\n", names.join(",")) + &names.iter().zip(matrix).map(row).collect::<String>();
        let document = json(&["ahp", &folder.write("ahp.csv", csv)]);
        for (kind, tolerance) in
            [("full", 1e-9), ("published", case["tolerance"]["published"].as_f64().unwrap())]
        {
            let weights =
                case[kind]["weights"].as_array().expect("weights").iter().map(|w| w.as_f64().unwrap());
            let expected: Vec<(&str, f64)> = names.iter().map(String::as_str).zip(weights).collect();
            assert_weights(&document, &expected, tolerance);
        }
        let figure = |key: &str| document[key].as_f64().unwrap_or_else(|| panic!("{key} is no number"));
        assert!((figure("lambda_max") - case["full"]["lambda_max"].as_f64().unwrap()).abs() < 1e-9);
        let n = matrix.len() as f64;
        assert!((figure("consistency_index") - (figure("lambda_max") - n) / (n - 1.0)).abs() < 1e-12);
        if let Some(published) = case["published"]["consistency_ratio"].as_f64() {
            assert!((figure("consistency_ratio") - published).abs() < 0.006, "{}", case["source"]);
        }
    }
}

#[test]
fn ahp_reads_fractions_and_tells_the_judgement_that_strains_it_most() {
    let document = json(&["ahp", "data/demo/ahp-example.csv"]);
    let ratio = document["consistency_ratio"].as_f64().unwrap();
    assert!(ratio > 0.0 && ratio <= 0.1, "{ratio}");
    let folder = Folder::new();
    let strained = folder.write("ahp.csv", ",a,b,c\na,1,5,1/5\nb,1/5,1,5\nc,5,1/5,1\n");
    snapshot::check("cli/weights-strained", &counterpart(&["weights", "ahp", &strained]).text());
}

#[test]
fn the_table_gives_an_option_that_score_takes() {
    let table = counterpart(&["weights", "ahp", "data/demo/ahp-example.csv"]).text();
    snapshot::check("cli/weights-ahp", &table);
    let option = table.lines().last().expect("the option");
    let weights = option.strip_prefix("--weights ").expect("the option's name");
    let document = score(&["--draws", "0", "--format", "json", "--weights", weights]).json();
    let trust = document["weights"]["trust"].as_f64().unwrap();
    assert!((trust - 0.3342).abs() < 1e-4, "{trust}");
}

#[test]
fn what_makes_no_sense_is_refused() {
    let mut told = Transcript::default();
    for arguments in [
        ["rank", "a,,b"],
        ["rank", "a,a"],
        ["rank", ""],
        ["rank", "trust roles"],
        ["swing", "a=0,b=0"],
        ["direct", "a=-1"],
        ["direct", "a=NaN"],
        ["direct", "a=1,a=2"],
        ["direct", "a"],
    ] {
        let message = counterpart(&[&["weights"], &arguments[..]].concat()).refusal();
        told.add(arguments.join(" "), &message);
    }
    let folder = Folder::new();
    for matrix in [
        ",a,b\na,1,3\nb,3,1\n",
        ",a,b\na,1,0\nb,x,1\n",
        ",a,b,c\na,1,2,3\n",
        ",a,b\na,1,2\nc,1/2,1\n",
        ",a\na,1\n",
        "",
    ] {
        let message = counterpart(&["weights", "ahp", &folder.write("ahp.csv", matrix)]).refusal();
        told.add(format!("ahp of {matrix:?}"), &message);
    }
    told.check("cli/weights-refused");
}
