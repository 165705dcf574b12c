//! Idempotency keys: requests at the same moment, by several people, and after a day.

use crate::support::app::{Answer, App};
use crate::support::database::{TestDatabase, on_each_database};
use serde_json::{Value, json};
use std::future::ready;
use store::users::Role;

on_each_database! {
    of_equal_requests_at_once_one_is_done,
    a_key_is_its_user_s_own,
    what_was_refused_may_be_asked_again,
    a_key_is_forgotten_after_a_day,
}

async fn n_people(app: &App) -> usize {
    let listed = app.client(Role::Recruiter).get("/api/v1/people").await.json(200);
    listed["items"].as_array().expect("items").len()
}

async fn of_equal_requests_at_once_one_is_done(database: TestDatabase) {
    let app = App::start(database).await;
    let keyed = app.client(Role::Recruiter).with("idempotency-key", "at once");
    let post = || keyed.post("/api/v1/people", json!({ "name": "Robin Example" }));
    let (a, b, c, d) = tokio::join!(post(), post(), post(), post());
    let first = a.json(201);
    for answer in [&b, &c, &d] {
        assert_eq!((answer.json(201), answer.header("location")), (first.clone(), a.header("location")));
    }
    assert_eq!(n_people(&app).await, 1);
    let found = app.client(Role::Admin).get("/api/v1/audit?action=person.create").await.json(200);
    assert_eq!(found["items"].as_array().expect("items").len(), 1);

    // Two that differ: one is done, the other is told so.
    let keyed = app.client(Role::Recruiter).with("idempotency-key", "differ");
    let (one, other) = tokio::join!(
        keyed.post("/api/v1/people", json!({ "name": "One" })),
        keyed.post("/api/v1/people", json!({ "name": "Other" }))
    );
    let refused: &Answer = if one.status == 201 { &other } else { &one };
    assert_eq!(refused.problem(422).0, "key_reused");
    assert_eq!(n_people(&app).await, 2);
}

async fn a_key_is_its_user_s_own(database: TestDatabase) {
    let app = App::start(database).await;
    let person = json!({ "name": "Robin Example" });
    let mut ids = Vec::new();
    let clients = [app.client(Role::Recruiter), app.client(Role::Admin), app.foreign_client(Role::Recruiter)];
    for client in clients {
        let keyed = client.with("idempotency-key", "mine");
        ids.push(keyed.post("/api/v1/people", person.clone()).await.json(201)["id"].clone());
    }
    ids.dedup();
    assert_eq!((ids.len(), n_people(&app).await), (3, 2));
}

async fn what_was_refused_may_be_asked_again(database: TestDatabase) {
    let app = App::start(database).await;
    let person = json!({ "name": "Robin Example", "reference": "c-1" });
    let first = app.client(Role::Recruiter).post("/api/v1/people", person.clone()).await;
    let path = first.header("location").to_owned();
    let keyed = app.client(Role::Recruiter).with("idempotency-key", "later");
    assert_eq!(keyed.post("/api/v1/people", person.clone()).await.status, 409);
    assert_eq!(app.client(Role::Recruiter).delete(&path).await.status, 204);
    keyed.post("/api/v1/people", person).await.json(201);
    for key in ["", &"k".repeat(201)] {
        let keyed = app.client(Role::Recruiter).with("idempotency-key", key);
        let answer = keyed.post("/api/v1/people", json!({ "name": "X" })).await;
        assert_eq!(answer.problem(400).0, "bad_header");
    }
    let longest = app.client(Role::Recruiter).with("idempotency-key", "k".repeat(200));
    longest.post("/api/v1/people", json!({ "name": "X" })).await.json(201);
}

async fn a_key_is_forgotten_after_a_day(database: TestDatabase) {
    let app = App::start(database).await;
    let keyed = app.client(Role::Recruiter).with("idempotency-key", "k");
    let post = async || -> Value { keyed.post("/api/v1/people", json!({ "name": "Robin" })).await.json(201) };
    // A worker that is told to stop at once has tidied up before.
    let tidy = || service::jobs::work(&app.service, "worker", ready(()));
    let first = post().await;
    app.clock.pass_seconds(24 * 60 * 60 - 60);
    tidy().await;
    assert_eq!(post().await, first);
    app.clock.pass_seconds(60 * 60);
    tidy().await;
    assert_ne!(post().await, first);
}
