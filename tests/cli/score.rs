//! `score`: what its JSON holds, and what stays the same.

use crate::support::folder::Folder;
use crate::support::people::{people, to_json};
use crate::support::program::{CANDIDATES, CEO, command, counterpart, file, run, score, score_pool};
use crate::support::snapshot;
use fit::framework;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const PILLARS: [&str; 5] = ["roles", "trust", "strategy", "execution", "ethos"];

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("{key} is no list: {value}"))
}

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap_or_else(|| panic!("{key} is no number: {value}"))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} is no text: {value}"))
}

/// The sum of an object's numbers.
fn sum(value: &Value) -> f64 {
    value.as_object().expect("an object").values().map(|number| number.as_f64().expect("a number")).sum()
}

fn assert_close(found: f64, expected: f64, what: &str) {
    assert!((found - expected).abs() <= 1e-9, "{what}: {found}, expected {expected}");
}

/// Everything that `expected` has is there with the same type. `null` in it stands for a text or nothing; the
/// first item of a list for all items.
fn assert_shape(found: &Value, expected: &Value, place: &str) {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            for (key, expected) in expected {
                let found = found.get(key).unwrap_or_else(|| panic!("{place} has no {key}"));
                assert_shape(found, expected, &format!("{place}.{key}"));
            }
        }
        (Value::Array(found), Value::Array(expected)) => {
            assert!(!found.is_empty(), "{place} is empty");
            for item in found {
                assert_shape(item, &expected[0], &format!("{place}[]"));
            }
        }
        (Value::Null | Value::String(_), Value::Null)
        | (Value::String(_), Value::String(_))
        | (Value::Number(_), Value::Number(_))
        | (Value::Bool(_), Value::Bool(_)) => {}
        // A fill facet without a gap has no ideal; no weights move a leader who leads on everything; and who wins
        // no draw has no central weights.
        (Value::Null, _) => {
            let may_be_null = [".ideal", ".weight_to_move", ".central_weights", ".confidence"];
            assert!(may_be_null.iter().any(|end| place.ends_with(end)), "{place} is null");
        }
        _ => panic!("{place} is {found}, expected such as {expected}"),
    }
}

#[test]
fn the_json_has_the_names_and_types_that_were_promised() {
    let promised = json!({
        "framework": { "id": "ceo-coo", "version": "1.1.0", "sha256": "" },
        "ceo": "ceo-1", "role_type": null, "balance": 0.0, "seed": 1, "draws": 10000,
        "weights": { "roles": 0.2 },
        "results": [
            { "id": "c-017", "name": "", "rank": 1, "score": 78.412, "completeness": 0.94,
              "completeness_by_pillar": { "roles": 0.9 }, "provisional": false,
              "pillars": { "roles": 81.2 }, "domains": { "skill": 77.0 }, "losses": { "roles": 4.1 },
              "facets": [ { "id": "roles.fill.operations", "pillar": "roles", "ceo": 40.0, "coo": 82.0,
                            "ideal": 85.0, "fit": 0.933, "plain": 0.951, "weight": 0.071, "loss": 0.12, "doubt": 0.03,
                            "assumed": false } ],
              "doubt": 2.9,
              "flags": [ { "guard": "integrity", "probability": 0.03 } ],
              "uncertainty": { "p05": 71.9, "p50": 78.1, "p95": 83.6, "expected_rank": 1.3,
                               "rank_probabilities": [0.74, 0.2] } } ],
        "pairwise": [ { "a": "c-017", "b": "c-003", "a_beats_b": 0.81, "weight_to_move": 0.12 } ],
        "stability": { "roles": { "weight": 0.2, "low": 0.05, "high": 0.61 } },
        "variations": { "n": 400, "results": [ { "id": "c-017", "first": 0.67, "p05": 78.4, "p95": 85.7 } ] },
        "smaa": [ { "id": "c-017", "central_weights": { "roles": 0.21 }, "confidence": 0.8 } ],
    });
    assert_shape(&score(&["--weight-uncertainty", "unknown", "--format", "json"]).json(), &promised, "");
}

#[test]
fn the_json_has_these_keys_in_this_order_and_no_others() {
    let document = score(&["--weight-uncertainty", "unknown", "--format", "json"]).json();
    let top = "framework version ceo role_type balance seed draws weight_uncertainty weights results pairwise stability ceo_flags variations smaa";
    let result = "id name rank score completeness completeness_by_pillar provisional pillars domains losses facets doubt flags shared_gaps norm uncertainty";
    let first = &document["results"][0];
    for (value, expected) in [
        (&document, top),
        (&document["framework"], "id version sha256"),
        (first, result),
        (&first["facets"][0], "id pillar ceo coo ideal fit plain weight loss doubt assumed"),
        (&first["flags"][0], "guard probability breached assumed"),
        (&first["shared_gaps"][0], "dimension level ceo coo"),
        (&first["norm"], "score pillars"),
        (&first["uncertainty"], "p05 p50 p95 expected_rank rank_probabilities"),
        (&document["pairwise"][0], "a b a_beats_b weight_to_move settle"),
        (&document["pairwise"][0]["settle"][0], "of dimension share"),
        (&document["variations"], "n results"),
        (&document["variations"]["results"][0], "id first p05 p95"),
        (&document["stability"]["roles"], "weight low high"),
        (&document["smaa"][0], "id central_weights confidence"),
    ] {
        assert_eq!(keys(value).join(" "), expected);
    }
    for by_pillar in ["pillars", "losses"] {
        assert_eq!(keys(&first[by_pillar]), PILLARS);
    }
    for by_pillar in [&document["weights"], &document["stability"], &first["norm"]["pillars"]] {
        assert_eq!(keys(by_pillar), PILLARS);
    }
}

#[test]
fn the_json_says_what_was_asked() {
    let document = score(&["--format", "json"]).json();
    assert_eq!((text(&document, "ceo"), &document["role_type"]), ("ceo-1", &Value::Null));
    assert_eq!((number(&document, "draws"), number(&document, "seed")), (10_000.0, 1.0));
    assert_eq!(text(&document["framework"], "id"), "ceo-coo");
    let sha256 = text(&document["framework"], "sha256");
    assert!(sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_hexdigit()), "{sha256}");
    let asked =
        ["--role-type", "executor", "--balance", "-2.5", "--draws", "50", "--seed", "18446744073709551615"];
    let document = score(&[&asked[..], &["--weight-uncertainty", "20", "--format", "json"]].concat()).json();
    assert_eq!((text(&document, "role_type"), number(&document, "balance")), ("executor", -2.5));
    assert_eq!((&document["draws"], &document["seed"]), (&json!(50), &json!(u64::MAX)));
    assert_eq!(document["weight_uncertainty"], json!(20.0));
    let document = score(&["--weights", "trust=10,roles=30", "--draws", "0", "--format", "json"]).json();
    let expected = json!({ "roles": 0.75, "trust": 0.25, "strategy": 0.0, "execution": 0.0, "ethos": 0.0 });
    assert_eq!(document["weights"], expected);
}

#[test]
fn sums_orders_and_bounds_hold() {
    for more in [&["--draws", "500"][..], &["--balance", "1", "--role-type", "mentor", "--draws", "500"]] {
        let document = score(&[more, &["--format", "json"]].concat()).json();
        assert_close(sum(&document["weights"]), 1.0, "weights");
        let results = list(&document, "results");
        assert_eq!(results.len(), 6);
        for (index, result) in results.iter().enumerate() {
            assert_eq!(result["rank"], json!(index + 1));
            assert!(index == 0 || number(result, "score") <= number(&results[index - 1], "score"));
            check_result(&document, result);
        }
        let pairs: Vec<(&str, &str)> =
            list(&document, "pairwise").iter().map(|pair| (text(pair, "a"), text(pair, "b"))).collect();
        let ids: Vec<&str> = results.iter().map(|result| text(result, "id")).collect();
        let expected: Vec<(&str, &str)> = ids
            .iter()
            .enumerate()
            .flat_map(|(index, a)| ids[index + 1..].iter().map(move |b| (*a, *b)))
            .collect();
        assert_eq!(pairs, expected);
        for pillar in PILLARS {
            let interval = &document["stability"][pillar];
            let weight = number(interval, "weight");
            assert_eq!(weight, number(&document["weights"], pillar));
            assert!(number(interval, "low") <= weight && weight <= number(interval, "high"));
        }
    }
}

fn check_result(document: &Value, result: &Value) {
    let id = text(result, "id");
    let lost = 100.0 - number(result, "score");
    assert_close(sum(&result["losses"]), lost, id);
    let facets = list(result, "facets");
    assert_eq!(facets.len(), 63);
    assert_close(facets.iter().map(|facet| number(facet, "loss")).sum(), lost, id);
    for pillar in PILLARS {
        let own = || facets.iter().filter(|facet| text(facet, "pillar") == pillar);
        assert_close(own().map(|facet| number(facet, "weight")).sum(), 1.0, pillar);
        assert_close(
            own().map(|facet| number(facet, "loss")).sum(),
            number(&result["losses"], pillar),
            pillar,
        );
    }
    for share in ["fit", "weight"] {
        assert!(facets.iter().all(|facet| (0.0..=1.0).contains(&number(facet, share))), "{id}: {share}");
    }
    assert!((0.0..=1.0).contains(&number(result, "completeness")), "{id}");
    let uncertainty = &result["uncertainty"];
    let ranks = list(uncertainty, "rank_probabilities");
    assert_eq!(ranks.len(), list(document, "results").len());
    assert_close(ranks.iter().map(|share| share.as_f64().unwrap()).sum(), 1.0, id);
    let expected: f64 = (1..).zip(ranks).map(|(rank, share)| f64::from(rank) * share.as_f64().unwrap()).sum();
    assert_close(number(uncertainty, "expected_rank"), expected, id);
    let percentiles = ["p05", "p50", "p95"].map(|key| number(uncertainty, key));
    assert!(percentiles.is_sorted() && percentiles[0] >= 0.0 && percentiles[2] <= 100.0, "{id}");
    for flag in list(result, "flags") {
        assert!((0.0..=1.0).contains(&number(flag, "probability")), "{id}: {flag}");
    }
}

#[test]
fn without_draws_nothing_is_said_of_draws() {
    let document = score(&["--draws", "0", "--weight-uncertainty", "unknown", "--format", "json"]).json();
    assert_eq!(document["draws"], json!(0));
    assert!(document.get("smaa").is_none());
    for result in list(&document, "results") {
        assert!(result.get("uncertainty").is_none());
        assert!(!list(result, "flags").is_empty(), "flags need no draws");
    }
    assert!(list(&document, "pairwise").iter().all(|pair| pair.get("a_beats_b").is_none()));
    assert_eq!(keys(&document["pairwise"][0]), ["a", "b", "weight_to_move"]);
}

#[test]
fn winning_weights_are_given_only_where_weights_are_unknown() {
    for more in [&[][..], &["--weight-uncertainty", "20"]] {
        let document = score(&[more, &["--draws", "200", "--format", "json"]].concat()).json();
        assert!(document.get("smaa").is_none(), "{more:?}");
    }
    let document = score(&["--weight-uncertainty", "unknown", "--format", "json"]).json();
    let smaa = list(&document, "smaa");
    let ids = |key: &str| -> Vec<String> {
        list(&document, key).iter().map(|entry| text(entry, "id").to_owned()).collect()
    };
    assert_eq!(ids("smaa"), ids("results"));
    let winners: Vec<&Value> = smaa.iter().filter(|entry| !entry["central_weights"].is_null()).collect();
    assert!(winners.len() >= 2, "two of the six are too close to call");
    for winner in winners {
        assert_eq!(keys(&winner["central_weights"]), PILLARS);
        assert_close(sum(&winner["central_weights"]), 1.0, "central weights");
        assert!((0.0..=1.0).contains(&number(winner, "confidence")));
    }
}

#[test]
fn the_same_input_gives_the_same_bytes_at_any_number_of_threads() {
    let asked = ["score", "--ceo", CEO, "--candidates", CANDIDATES, "--format", "json"];
    let asked = [&asked[..], &["--weight-uncertainty", "unknown"]].concat();
    let first = counterpart(&asked).text();
    assert_eq!(counterpart(&asked).text(), first);
    for n_threads in ["1", "2", "8"] {
        assert_eq!(
            run(command(&asked).env("RAYON_NUM_THREADS", n_threads)).text(),
            first,
            "{n_threads} threads"
        );
    }
    let other_seed = counterpart(&[&asked[..], &["--seed", "2"]].concat()).text();
    assert_ne!(other_seed, first);
}

#[test]
fn numbers_are_whole_and_never_minus_nothing() {
    let folder = Folder::new();
    let empty = folder.write("empty.json", r#"[{ "id": "nobody" }]"#);
    let pool = folder.write("pool.json", to_json(&people(3)));
    for candidates in [CANDIDATES, &empty, &pool] {
        let document = score_pool(candidates, &["--format", "json"]).text();
        // Doubt may be negative, nothing may not.
        let is_nothing = |(at, zero): (usize, &str)| {
            !document[at + zero.len()..].starts_with(|next: char| next.is_ascii_digit())
        };
        assert!(!document.match_indices("-0.0").any(is_nothing), "{candidates}");
        assert!(!document.contains("NaN") && !document.contains("inf"), "{candidates}");
    }
}

#[test]
fn a_score_depends_on_no_other_candidate() {
    let folder = Folder::new();
    let all: Vec<Value> = serde_json::from_str(&file(CANDIDATES)).unwrap();
    let scores = |candidates: &str| -> BTreeMap<String, Value> {
        let document = score_pool(candidates, &["--draws", "0", "--format", "json"]).json();
        let own = |result: &Value| {
            let mut result = result.clone();
            result.as_object_mut().unwrap().remove("rank");
            (text(&result, "id").to_owned(), result)
        };
        list(&document, "results").iter().map(own).collect()
    };
    let together = scores(CANDIDATES);
    for candidate in &all {
        let alone = scores(&folder.write("one.json", candidate.to_string()));
        let id = text(candidate, "id");
        assert_eq!(alone[id], together[id]);
    }
}

#[test]
fn equal_scores_are_ordered_by_id() {
    let folder = Folder::new();
    let pool = folder
        .write("pool.csv", "id,name,skill.operations\nb,First in the file,70\na,Second in the file,70\n");
    let document = score_pool(&pool, &["--draws", "100", "--format", "json"]).json();
    let ids: Vec<&str> = list(&document, "results").iter().map(|result| text(result, "id")).collect();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(document["results"][0]["score"], document["results"][1]["score"]);
}

#[test]
fn a_framework_file_is_used_instead_of_the_built_in_one() {
    let folder = Folder::new();
    let own = framework::DEFAULT.replacen("version = \"1.1.0\"", "version = \"1.1.1\"", 1);
    let own = folder.write("own.toml", own);
    let asked = ["--draws", "0", "--format", "json"];
    let changed = score(&[&asked[..], &["--framework", &own]].concat()).json();
    let built_in = score(&asked).json();
    assert_eq!(text(&changed["framework"], "version"), "1.1.1");
    assert_ne!(changed["framework"]["sha256"], built_in["framework"]["sha256"]);
    assert_eq!(changed["results"], built_in["results"]);
    let same = score(&[&asked[..], &["--framework", "data/frameworks/ceo-coo.toml"]].concat()).json();
    assert_eq!(same, built_in);
}

#[test]
fn the_csv_has_the_numbers_of_the_json() {
    let document = score(&["--format", "json"]).json();
    let csv = score(&["--format", "csv"]).text();
    let mut lines = csv.lines();
    let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
    assert!(header.starts_with(&["rank", "id", "name", "score", "p05", "p50", "p95"]));
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 6);
    for (row, result) in rows.iter().zip(list(&document, "results")) {
        assert_eq!(row.len(), header.len());
        let cell = |name: &str| row[header.iter().position(|column| *column == name).expect("the column")];
        assert_eq!(cell("id"), text(result, "id"));
        assert_eq!(cell("name"), text(result, "name"));
        let number_in = |name: &str| cell(name).parse::<f64>().expect("a number");
        assert_eq!(number_in("score"), number(result, "score"));
        assert_eq!(number_in("p05"), number(&result["uncertainty"], "p05"));
        assert_eq!(number_in("completeness"), number(result, "completeness"));
        for pillar in PILLARS {
            assert_eq!(number_in(&format!("pillar.{pillar}")), number(&result["pillars"], pillar));
            assert_eq!(number_in(&format!("loss.{pillar}")), number(&result["losses"], pillar));
        }
    }
}

#[test]
fn the_table_begins_with_the_verdict_and_names_everybody() {
    snapshot::check("cli/score-table", &score(&[]).text());
    let unsimulated = score(&["--draws", "0"]).text();
    assert!(!unsimulated.contains("probability of rank 1"));
    snapshot::check("cli/score-not-simulated", &unsimulated);
}
