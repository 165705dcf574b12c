//! The description of the API, as it is committed.

use crate::support::program::file;
use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{PrettyFormatter, Serializer};
use std::fs;
use std::path::Path;

fn described() -> Value {
    serde_json::to_value(web::api::description()).expect("it is JSON")
}

/// The description as it is committed: a line for each value, without indentation, keeps it small.
fn written() -> String {
    let mut text = Vec::new();
    let mut writer = Serializer::with_formatter(&mut text, PrettyFormatter::with_indent(b""));
    web::api::description().serialize(&mut writer).expect("it is JSON");
    String::from_utf8(text).expect("JSON is UTF-8") + "\n"
}

#[test]
fn the_committed_description_is_the_present_one() {
    let present = written();
    assert!(present.len() < 350_000, "what all operations share is described once: {} bytes", present.len());
    if file("docs/openapi.json") != present {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("openapi.json");
        fs::write(&place, present).expect("the present one can be kept");
        panic!("the API has changed: read how, and cp {} docs/openapi.json", place.display());
    }
}

#[test]
fn whatever_is_referred_to_is_there() {
    let described = described();
    let mut n_found = 0;
    each(&described, &mut |value| {
        if let Some(Value::String(place)) = value.get("$ref") {
            let found = place.strip_prefix('#').and_then(|pointer| described.pointer(pointer));
            assert!(found.is_some(), "{place} is not there");
            n_found += 1;
        }
    });
    assert!(n_found > 500, "{n_found}");
}

/// Every problem that the program answers with, by the status that it has.
const PROBLEMS: [&str; 14] =
    ["400", "401", "403", "404", "409", "412", "413", "415", "422", "428", "429", "500", "503", "507"];

#[test]
fn every_operation_says_how_it_may_be_refused() {
    let described = described();
    let resolved = |value: &Value| match value["$ref"].as_str() {
        Some(place) => described.pointer(place.trim_start_matches('#')).expect("it is there").clone(),
        None => value.clone(),
    };
    let mut n_operations = 0;
    for (path, item) in described["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            n_operations += 1;
            let answers = operation["responses"].as_object().expect("answers");
            for range in ["4XX", "5XX"] {
                let answer = resolved(answers.get(range).unwrap_or(&Value::Null));
                let described = answer["description"].as_str().unwrap_or_default();
                for status in PROBLEMS.iter().filter(|status| status[..1] == range[..1]) {
                    assert!(
                        described.contains(&format!("`{status}`")),
                        "{method} {path} {range} does not say {status}"
                    );
                }
            }
            for (status, answer) in answers.iter().filter(|(status, _)| status.as_str() >= "400") {
                assert!(
                    resolved(answer)["content"].get("application/problem+json").is_some(),
                    "{method} {path} {status} is no problem"
                );
            }
            let parameters = operation["parameters"].as_array().map_or(&[][..], Vec::as_slice);
            let parameters: Vec<Value> = parameters.iter().map(resolved).collect();
            let takes = |name: &str| parameters.iter().any(|given| given["name"] == name);
            let computes = operation["tags"][0] == "score";
            assert_eq!(takes("If-None-Match"), answers.contains_key("304"), "{method} {path}");
            assert_eq!(takes("If-None-Match"), method == "get" && !computes, "{method} {path}");
            assert_eq!(takes("Idempotency-Key"), method != "get" && !computes, "{method} {path}");
            let in_path: Vec<&str> =
                path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
            let described_in_path: Vec<&str> = parameters
                .iter()
                .filter(|given| given["in"] == "path")
                .filter_map(|given| given["name"].as_str())
                .collect();
            assert_eq!(described_in_path, in_path, "{method} {path}");
        }
    }
    assert!(n_operations > 70, "{n_operations}");
}

/// Whoever takes a change made from a revision says so, and no other: PUT and PATCH of what has revisions.
#[test]
fn what_is_written_over_says_from_which_revision() {
    let described = described();
    let parameters = described["components"]["parameters"].as_object().expect("parameters");
    let required: Vec<&str> = parameters
        .iter()
        .filter(|(_, given)| given["name"] == "If-Match" && given["required"] == true)
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(required, ["If-Match"]);
    for (path, item) in described["paths"].as_object().expect("paths") {
        let tag = item.get("get").map(|read| read["responses"]["200"]["headers"].get("ETag").is_some());
        for method in ["put", "patch", "delete"] {
            let takes = item[method]["parameters"].as_array().is_some_and(|given| {
                given.iter().any(|one| {
                    one["$ref"].as_str().is_some_and(|place| place.contains("/parameters/If-Match"))
                })
            });
            assert!(!takes || tag != Some(false), "{method} {path} takes an ETag that reading does not give");
        }
    }
}

fn each(value: &Value, look: &mut impl FnMut(&Value)) {
    look(value);
    match value {
        Value::Array(items) => items.iter().for_each(|item| each(item, look)),
        Value::Object(fields) => fields.values().for_each(|field| each(field, look)),
        _ => {}
    }
}
