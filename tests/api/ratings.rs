//! Ratings of people.

use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::snapshot::{self, Transcript};
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    ratings_are_put_on_file_listed_and_removed,
    a_named_rater_rates_a_dimension_once,
    ratings_that_will_not_do_are_told_by_their_places,
    a_profile_holds_ratings_in_the_order_they_came,
}

async fn ratings_are_put_on_file_listed_and_removed(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let made = recruiter.post("/api/v1/people", json!({ "name": "Robin Example" })).await;
    let path = format!("{}/ratings", made.header("location"));
    let given = json!({ "dimension": "skill.risk", "source": "self", "rater": " Zoë ", "value": 61.5,
        "recorded_at": "2019-05-01T12:00:00+02:00" });
    let rating = recruiter.post(&path, given).await;
    let location = rating.header("location").to_owned();
    let rating = rating.json(201);
    snapshot::check_json("api/rating", &rating);
    assert_eq!(location, format!("{path}/{}", rating["id"].as_str().expect("an id")));
    assert_eq!(rating["rater"], "Zoë");
    assert_eq!(rating["recorded_at"], "2019-05-01T10:00:00.000000Z");
    for (dimension, value) in [("skill.b", 2), ("skill.a", 1), ("skill.b", 3)] {
        app.clock.pass_seconds(1);
        let rating = json!({ "dimension": dimension, "source": "superior", "value": value });
        recruiter.post(&path, rating).await.json(201);
    }
    let mut values = Vec::new();
    let mut next = format!("{path}?limit=1");
    loop {
        let part = recruiter.get(&next).await.json(200);
        values.extend(
            part["items"]
                .as_array()
                .expect("items")
                .iter()
                .map(|item| item["value"].as_f64().expect("a value")),
        );
        let Some(cursor) = part["next_cursor"].as_str() else { break };
        next = format!("{path}?limit=1&cursor={cursor}");
    }
    assert_eq!(values, [1.0, 2.0, 3.0, 61.5]);
    assert_eq!(recruiter.delete(&location).await.status.as_u16(), 204);
    assert_eq!(recruiter.delete(&location).await.problem(404).0, "not_found");
    let foreign = app.foreign_client(Role::Recruiter);
    assert_eq!(foreign.get(&path).await.problem(404).0, "not_found");
}

async fn a_named_rater_rates_a_dimension_once(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let made = recruiter.post("/api/v1/people", json!({ "name": "Robin Example" })).await;
    let path = format!("{}/ratings", made.header("location"));
    let rating = |source: &str, rater: &str| json!({ "dimension": "skill.risk", "source": source, "rater": rater, "value": 50 });
    recruiter.post(&path, rating("peer", "p1")).await.json(201);
    assert_eq!(recruiter.post(&path, rating("peer", "p1")).await.problem(409).0, "rated_already");
    recruiter.post(&path, rating("superior", "p1")).await.json(201);
    // Raters without a name may be different people.
    recruiter.post(&path, rating("peer", "")).await.json(201);
    recruiter.post(&path, rating("peer", "")).await.json(201);
    assert_eq!(recruiter.get(&path).await.json(200)["items"].as_array().expect("items").len(), 4);
}

async fn ratings_that_will_not_do_are_told_by_their_places(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let made = recruiter.post("/api/v1/people", json!({ "name": "Robin Example" })).await;
    let path = format!("{}/ratings", made.header("location"));
    let mut told = Transcript::default();
    for (key, value) in [
        ("dimension", json!("risk")),
        ("dimension", json!(7)),
        ("source", json!("boss")),
        ("rater", json!("a\u{0}b")),
        ("rater", json!("a\nb")),
        ("rater", json!("x".repeat(201))),
        ("value", json!(100.5)),
        ("value", json!("50")),
        ("recorded_at", json!("yesterday")),
        ("colour", json!("red")),
    ] {
        let mut rating = json!({ "dimension": "skill.risk", "source": "superior", "value": 50 });
        rating[key] = value.clone();
        let (code, problem) = recruiter.post(&path, rating).await.problem(422);
        told.add_problem(format!("{key}: {value}"), &problem);
        let pointer = format!("/{key}");
        assert_eq!(
            (code.as_str(), &problem["errors"][0]["pointer"]),
            ("invalid", &json!(pointer)),
            "{problem}"
        );
    }
    assert_eq!(recruiter.get(&path).await.json(200)["items"], json!([]));
    told.check("api/rating-refused");
}

async fn a_profile_holds_ratings_in_the_order_they_came(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let made = recruiter.post("/api/v1/people", json!({ "name": "Robin Example", "reference": "c-1" })).await;
    let person = made.header("location");
    for (dimension, value) in [("skill.b", 2), ("skill.a", 1), ("skill.b", 3)] {
        app.clock.pass_seconds(1);
        let rating = json!({ "dimension": dimension, "source": "superior", "value": value });
        recruiter.post(&format!("{person}/ratings"), rating).await.json(201);
    }
    let estimates =
        json!({ "style.warmth": { "mean": 64, "se": 6 }, "style.drive": { "mean": 20, "se": 10 } });
    recruiter.clone().with("if-match", "*").put(&format!("{person}/estimates"), estimates).await.json(200);
    let profile: Value = recruiter.get(&format!("{person}/profile")).await.json(200);
    let expected = json!({
        "id": "c-1", "name": "Robin Example",
        "estimates": { "style.drive": 20.0, "style.warmth": { "mean": 64.0, "se": 6.0 } },
        "ratings": [
            { "dimension": "skill.b", "source": "superior", "value": 2.0 },
            { "dimension": "skill.a", "source": "superior", "value": 1.0 },
            { "dimension": "skill.b", "source": "superior", "value": 3.0 },
        ],
    });
    assert_eq!(profile, expected);
}
