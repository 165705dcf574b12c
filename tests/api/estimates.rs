//! Stated values of people.

use crate::support::app::{App, Client};
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::snapshot::{self, Transcript};
use axum::http::Method;
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    the_whole_set_is_replaced,
    single_values_are_put_and_removed,
    every_change_counts_the_persons_revision,
    values_that_will_not_do_are_told_by_their_places,
    a_dimension_has_a_stated_value_and_ratings,
    a_repeated_change_is_done_once,
}

/// Puts someone on file and gives their path.
async fn someone(client: &Client<'_>, name: &str) -> String {
    client.post("/api/v1/people", json!({ "name": name })).await.header("location").to_owned()
}

/// Dimension, mean and standard error of every value.
fn triples(answer: &Value) -> Vec<(String, f64, f64)> {
    let triple = |item: &Value| {
        let number = |key: &str| item[key].as_f64().expect("a number");
        (item["dimension"].as_str().expect("a dimension").to_owned(), number("mean"), number("se"))
    };
    answer["items"].as_array().expect("items").iter().map(triple).collect()
}

async fn the_whole_set_is_replaced(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let person = someone(&recruiter, "Robin Example").await;
    let path = format!("{person}/estimates");
    assert_eq!(recruiter.get(&path).await.json(200), json!({ "items": [], "next_cursor": null }));
    let first = json!({ "skill.risk": 0, "skill.operations": { "mean": 82.25, "se": 0 }, "any.other": { "mean": 100 } });
    let put = recruiter.clone().with("if-match", "\"1\"").put(&path, first).await;
    assert_eq!(put.header("etag"), "\"2\"");
    let expected = [("any.other", 100.0, 10.0), ("skill.operations", 82.25, 0.0), ("skill.risk", 0.0, 10.0)];
    assert_eq!(triples(&put.json(200)), expected.map(|(id, mean, se)| (id.to_owned(), mean, se)));
    snapshot::check_json("api/estimates", &put.json(200));
    assert_eq!(recruiter.get(&path).await.json(200), put.json(200));

    app.clock.pass_seconds(60);
    let second = json!({ "skill.risk": 0, "skill.operations": 82.25 });
    let put = recruiter.clone().with("if-match", "\"2\"").put(&path, second).await.json(200);
    assert_eq!(put["items"][0]["recorded_at"], "2026-11-23T09:01:00.000000Z", "it has another error now");
    assert_eq!(put["items"][1]["recorded_at"], "2026-11-23T09:00:00.000000Z", "it is as it was");
    assert_eq!(put["items"].as_array().expect("items").len(), 2);
    let none = recruiter.clone().with("if-match", "*").put(&path, json!({})).await.json(200);
    assert_eq!(none["items"], json!([]));
}

async fn single_values_are_put_and_removed(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let person = someone(&recruiter, "Robin Example").await;
    let value = format!("{person}/estimates/skill.operations");
    assert_eq!(recruiter.put(&value, json!(70)).await.problem(428).0, "if_match_missing");
    let any = recruiter.clone().with("if-match", "*");
    let put = any.put(&value, json!({ "mean": 70, "se": 2.5 })).await;
    assert_eq!(put.header("etag"), "\"2\"");
    let put = put.json(200);
    assert_eq!(
        (put["mean"].as_f64(), put["se"].as_f64(), &put["origin"]),
        (Some(70.0), Some(2.5), &json!("direct"))
    );
    any.put(&value, json!(71)).await.json(200);
    let listed = recruiter.get(&format!("{person}/estimates")).await.json(200);
    assert_eq!(triples(&listed), [("skill.operations".to_owned(), 71.0, 10.0)]);
    let stale = recruiter.clone().with("if-match", "\"2\"").delete(&value).await;
    assert_eq!(stale.problem(412).0, "stale");
    assert_eq!(recruiter.delete(&value).await.status.as_u16(), 204);
    assert_eq!(recruiter.delete(&value).await.problem(404).0, "not_found");
    assert_eq!(recruiter.delete(&format!("{person}/estimates/%00")).await.problem(404).0, "not_found");
    let odd = any.put(&format!("{person}/estimates/skill.a%2Fb%20%C3%BC"), json!(1)).await.json(200);
    assert_eq!(odd["dimension"], "skill.a/b ü");
}

async fn every_change_counts_the_persons_revision(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let person = someone(&recruiter, "Robin Example").await;
    let value = format!("{person}/estimates/skill.operations");
    recruiter.clone().with("if-match", "\"1\"").put(&value, json!(70)).await.json(200);
    let rating = json!({ "dimension": "skill.risk", "source": "peer", "value": 60 });
    let rating = recruiter.post(&format!("{person}/ratings"), rating).await.header("location").to_owned();
    assert_eq!(recruiter.get(&person).await.header("etag"), "\"3\"");
    let stale = recruiter.clone().with("if-match", "\"2\"").put(&value, json!(71)).await;
    assert_eq!(stale.problem(412).0, "stale");
    recruiter.delete(&rating).await;
    recruiter.delete(&value).await;
    for path in [&person, &format!("{person}/estimates"), &format!("{person}/profile")] {
        assert_eq!(recruiter.get(path).await.header("etag"), "\"5\"", "{path}");
    }
}

async fn values_that_will_not_do_are_told_by_their_places(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter).with("if-match", "*");
    let person = someone(&recruiter, "Robin Example").await;
    let path = format!("{person}/estimates");
    let mut told = Transcript::default();
    for (body, pointer) in [
        (json!({ "skill.a": 100.01 }), "/skill.a"),
        (json!({ "skill.a": -1 }), "/skill.a"),
        (json!({ "skill.a": "80" }), "/skill.a"),
        (json!({ "skill.a": null }), "/skill.a"),
        (json!({ "skill.a": { "mean": 101 } }), "/skill.a/mean"),
        (json!({ "skill.a": { "mean": 1, "se": -0.5 } }), "/skill.a/se"),
        (json!({ "skill.a": { "mean": 1, "sd": 3 } }), "/skill.a/sd"),
        (json!({ "skill.a": { "se": 3 } }), "/skill.a"),
        (json!({ "skill": 50 }), "/skill"),
        (json!({ "skill.": 50 }), "/skill."),
        (json!({ "skill.a.se": 50 }), "/skill.a.se"),
        (json!({ "sk/il.~a\u{0}": 50 }), "/sk~1il.~0a\u{0}"),
        (json!({ " skill.a": 50 }), "/ skill.a"),
    ] {
        let (code, problem) = recruiter.put(&path, body.clone()).await.problem(422);
        told.add_problem(&body, &problem);
        assert_eq!(
            (code.as_str(), &problem["errors"][0]["pointer"]),
            ("invalid", &json!(pointer)),
            "{problem}"
        );
    }
    assert_eq!(recruiter.put(&path, json!([])).await.problem(422).0, "invalid");
    assert_eq!(recruiter.put(&format!("{path}/nodot"), json!(5)).await.problem(422).0, "invalid");
    let many: serde_json::Map<String, Value> = (0..1001).map(|n| (format!("d.{n}"), json!(1))).collect();
    assert_eq!(recruiter.put(&path, Value::Object(many)).await.problem(422).0, "invalid");
    assert_eq!(recruiter.get(&path).await.json(200)["items"], json!([]));
    let nobody = "/api/v1/people/01932c07-73c1-7cc6-a15f-4d1e3a5b6c7d/estimates";
    assert_eq!(recruiter.put(nobody, json!({})).await.problem(404).0, "not_found");
    assert_eq!(
        app.foreign_client(Role::Admin).with("if-match", "*").put(&path, json!({})).await.problem(404).0,
        "not_found"
    );
    told.check("api/estimates-refused");
}

async fn a_dimension_has_a_stated_value_and_ratings(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter).with("if-match", "*");
    let person = someone(&recruiter, "Robin Example").await;
    let rate = async |dimension: &str, source: &str, value: i32| {
        let rating = json!({ "dimension": dimension, "source": source, "value": value });
        recruiter.post(&format!("{person}/ratings"), rating).await.json(201)
    };
    // Whichever comes first, both stand.
    rate("skill.risk", "superior", 60).await;
    recruiter.put(&format!("{person}/estimates/skill.risk"), json!({ "mean": 82, "se": 15 })).await.json(200);
    recruiter.put(&format!("{person}/estimates/skill.operations"), json!(70)).await.json(200);
    rate("skill.operations", "test", 40).await;
    let profile = recruiter.get(&format!("{person}/profile")).await.json(200);
    assert_eq!(
        profile["estimates"],
        json!({ "skill.operations": 70.0, "skill.risk": { "mean": 82.0, "se": 15.0 } })
    );
    assert_eq!(profile["ratings"].as_array().expect("ratings").len(), 2, "{profile}");
    // A file keeps both, and says nothing new to whoever has them.
    let file = format!("[{profile}]");
    let sent = recruiter.send_bytes(
        Method::POST,
        "/api/v1/imports?file_name=a.json",
        "application/json",
        file.clone().into_bytes(),
    );
    let preview = sent.await.json(201);
    assert_eq!(preview["people"]["items"][0]["changes"], json!([]), "{preview}");
    let foreign = app.foreign_client(Role::Recruiter);
    let sent = foreign.send_bytes(
        Method::POST,
        "/api/v1/imports?file_name=a.json",
        "application/json",
        file.into_bytes(),
    );
    let path = format!("/api/v1/imports/{}", sent.await.json(201)["id"].as_str().expect("an id"));
    foreign.post(&format!("{path}/apply"), json!({ "only": "all" })).await.json(200);
    let there = foreign.get("/api/v1/people/export?format=json").await.json(200);
    assert_eq!((&there[0]["estimates"], &there[0]["ratings"]), (&profile["estimates"], &profile["ratings"]));
    // A file with a stated value leaves the ratings, and one with ratings the stated value.
    let stated = json!([{ "id": profile["id"], "estimates": { "skill.risk": 50 } }]).to_string();
    let sent = recruiter.send_bytes(
        Method::POST,
        "/api/v1/imports?file_name=b.json&se=15",
        "application/json",
        stated.into_bytes(),
    );
    let path = format!("/api/v1/imports/{}", sent.await.json(201)["id"].as_str().expect("an id"));
    recruiter.post(&format!("{path}/apply"), json!({ "only": "all" })).await.json(200);
    let now = recruiter.get(&format!("{person}/profile")).await.json(200);
    assert_eq!(now["estimates"]["skill.risk"], json!({ "mean": 50.0, "se": 15.0 }));
    assert_eq!(now["ratings"], profile["ratings"]);
    recruiter.post(&format!("{path}/undo"), json!(null)).await.json(200);
    assert_eq!(
        recruiter.get(&format!("{person}/profile")).await.json(200)["estimates"],
        profile["estimates"]
    );
    // Withdrawing either leaves the other.
    assert_eq!(recruiter.delete(&format!("{person}/estimates/skill.risk")).await.status, 204);
    let left = recruiter.get(&format!("{person}/profile")).await.json(200);
    assert_eq!(
        (left["estimates"].get("skill.risk"), left["ratings"].as_array().map(Vec::len)),
        (None, Some(2))
    );
}

async fn a_repeated_change_is_done_once(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let person = someone(&recruiter, "Robin Example").await;
    let path = format!("{person}/estimates");
    let again = recruiter.clone().with("if-match", "\"1\"").with("idempotency-key", "k");
    let first = again.put(&path, json!({ "skill.a": 5 })).await;
    let second = again.put(&path, json!({ "skill.a": 5 })).await;
    assert_eq!((first.json(200), first.header("etag")), (second.json(200), second.header("etag")));
    assert_eq!(again.put(&path, json!({ "skill.a": 6 })).await.problem(422).0, "key_reused");
}
