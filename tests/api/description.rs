//! The description of the API, as it is committed.

use crate::support::program::file;
use serde_json::Value;
use std::fs;
use std::path::Path;

fn described() -> Value {
    serde_json::to_value(web::api::description()).expect("it is JSON")
}

#[test]
fn the_committed_description_is_the_present_one() {
    let present = serde_json::to_string_pretty(&web::api::description()).expect("it is JSON") + "\n";
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

#[test]
fn every_operation_says_how_it_may_be_refused() {
    let described = described();
    let mut n_operations = 0;
    for (path, item) in described["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            n_operations += 1;
            let answers = operation["responses"].as_object().expect("answers");
            for status in ["400", "401", "403", "429", "500", "503"] {
                assert!(answers.contains_key(status), "{method} {path} does not say {status}");
            }
            for (status, answer) in answers.iter().filter(|(status, _)| status.as_str() >= "400") {
                let answer = answer["$ref"].as_str().map_or(answer, |place| {
                    described.pointer(place.trim_start_matches('#')).expect("the answer is there")
                });
                assert!(
                    answer["content"].get("application/problem+json").is_some(),
                    "{method} {path} {status} is no problem"
                );
            }
            let parameters = operation["parameters"].as_array().map_or(&[][..], Vec::as_slice);
            let takes = |name: &str| parameters.iter().any(|given| given["name"] == name);
            assert_eq!(takes("If-Match"), answers.contains_key("412"), "{method} {path}");
            assert_eq!(takes("If-None-Match"), answers.contains_key("304"), "{method} {path}");
            assert_eq!(takes("Idempotency-Key"), answers.contains_key("507"), "{method} {path}");
        }
    }
    assert!(n_operations > 70, "{n_operations}");
}

fn each(value: &Value, look: &mut impl FnMut(&Value)) {
    look(value);
    match value {
        Value::Array(items) => items.iter().for_each(|item| each(item, look)),
        Value::Object(fields) => fields.values().for_each(|field| each(field, look)),
        _ => {}
    }
}
