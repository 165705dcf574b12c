//! Thin evidence: nothing is said of an order that nobody can know, on the command line, in JSON and in the report.

use crate::support::folder::Folder;
use crate::support::program::{CANDIDATES, CEO, counterpart, file};
use crate::support::snapshot;
use serde_json::{Map, Value, json};

/// The people of the worked example, in their order.
fn example() -> Vec<Value> {
    serde_json::from_str(&file(CANDIDATES)).expect("the candidates")
}

fn ceo() -> Value {
    serde_json::from_str(&file(CEO)).expect("the CEO")
}

/// What is known of somebody, down to the first so many estimates; no ratings.
fn known_little(person: &Value, n: usize) -> Value {
    let estimates: Map<String, Value> = person["estimates"]
        .as_object()
        .expect("estimates")
        .iter()
        .take(n)
        .map(|(id, value)| (id.clone(), value.clone()))
        .collect();
    json!({ "id": person["id"], "name": person["name"], "estimates": estimates })
}

/// Everything about somebody as one impression: a value on each dimension, with the error of an impression.
fn impression(person: &Value, values: &Value) -> Value {
    let framework = fit::Framework::parse(fit::framework::DEFAULT).expect("the default framework");
    let mut estimates = Map::new();
    for facet in values["facets"].as_array().expect("facets") {
        let id = facet["id"].as_str().expect("an id");
        let facet_of = framework.facets.iter().find(|facet| facet.id == id).expect("the facet");
        let dimension = framework.dimensions[facet_of.coo].id.clone();
        estimates.insert(dimension, json!({ "mean": facet["coo"], "se": 15 }));
    }
    json!({ "id": person["id"], "name": person["name"], "estimates": estimates })
}

struct Told {
    table: String,
    json: Value,
    report: String,
}

/// The same comparison as a table, as JSON and as a report.
fn told(ceo: &Value, candidates: &[Value]) -> Told {
    let folder = Folder::new();
    let ceo = folder.write("ceo.json", ceo.to_string());
    let candidates = folder.write("candidates.json", Value::from(candidates).to_string());
    let people = ["--ceo", ceo.as_str(), "--candidates", candidates.as_str()];
    let score = |format: &str| {
        let arguments = [&["score"], &people[..], &["--draws", "2000", "--format", format]].concat();
        counterpart(&arguments).text()
    };
    let out = folder.path("report.html");
    counterpart(&[&["report"], &people[..], &["--draws", "2000", "--out", out.as_str()]].concat()).text();
    Told {
        table: score("table"),
        json: serde_json::from_str(&score("json")).expect("JSON"),
        report: std::fs::read_to_string(out).expect("the report"),
    }
}

/// No word about an order, wherever somebody reads.
fn assert_no_verdict(told: &Told) {
    for text in [&told.table, &told.report] {
        assert!(text.contains("Not enough evidence to rank"), "{text}");
        for word in ["front-runner", "clearly ahead", "leaning ahead", "higher than that of"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }
}

#[test]
fn a_ceo_of_whom_one_value_is_known_has_no_front_runner() {
    let told = told(&known_little(&ceo(), 1), &example());
    assert!(
        told.json["results"].as_array().expect("results").iter().all(|result| result["provisional"] == true)
    );
    assert_no_verdict(&told);
    snapshot::check("cli/thin-ceo", &told.table);
}

#[test]
fn a_candidate_of_whom_nothing_is_known_is_listed_apart() {
    let mut people = example();
    people[2] = known_little(&people[2], 0);
    let told = told(&ceo(), &people);
    let result = told.json["results"].as_array().expect("results").iter().find(|r| r["id"] == "c-03");
    let result = result.expect("the candidate");
    assert_eq!((&result["provisional"], &result["completeness"]), (&json!(true), &json!(0.0)));
    assert!(told.report.contains("Not enough known to rank yet"));
    snapshot::check("cli/thin-candidate", &told.table);
}

#[test]
fn one_of_two_who_is_known_well_is_no_front_runner() {
    let people = example();
    let told = told(&ceo(), &[people[0].clone(), known_little(&people[1], 5)]);
    assert_no_verdict(&told);
    snapshot::check("cli/thin-one-of-two", &told.table);
}

#[test]
fn where_everybody_is_provisional_everybody_is_listed_apart() {
    let people: Vec<Value> = example().iter().map(|person| known_little(person, 6)).collect();
    let told = told(&ceo(), &people);
    assert_no_verdict(&told);
    snapshot::check("cli/thin-all", &told.table);
}

#[test]
fn one_impression_of_everybody_is_ranked_with_its_wide_range() {
    let people = example();
    let full = told(&ceo(), &people);
    let of = |person: &Value| {
        let results = full.json["results"].as_array().expect("results");
        let values = results.iter().find(|result| result["id"] == person["id"]).expect("the person");
        impression(person, values)
    };
    let rough: Vec<Value> = people.iter().take(4).map(of).collect();
    let told = told(&ceo(), &rough);
    for result in told.json["results"].as_array().expect("results") {
        let range = &result["uncertainty"];
        let wide = range["p95"].as_f64().expect("p95") - range["p05"].as_f64().expect("p05");
        assert!(result["provisional"] == false && wide > 8.0, "{} has a range of {wide}", result["name"]);
        let score = result["score"].as_f64().expect("a score");
        assert!(range["p05"].as_f64() < Some(score) && Some(score) < range["p95"].as_f64());
    }
    snapshot::check("cli/thin-impressions", &told.table);
}
