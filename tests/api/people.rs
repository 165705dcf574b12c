//! People on file.

use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use serde_json::json;
use store::users::Role;

on_each_database! {
    a_person_is_kept_changed_and_read_again,
    a_repeated_request_is_done_once,
    what_will_not_do_is_told_by_its_place,
    lists_are_walked_to_their_end,
    another_organisation_sees_nothing,
}

async fn a_person_is_kept_changed_and_read_again(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let made = recruiter.post("/api/v1/people", json!({ "name": "Robin Example", "reference": "c-1" })).await;
    let person = made.json(201);
    let path = made.header("location").to_owned();
    assert_eq!(path, format!("/api/v1/people/{}", person["id"].as_str().expect("an id")));
    assert_eq!(made.header("etag"), "\"1\"");
    let read = recruiter.get(&path).await;
    assert_eq!(read.json(200), person);

    let unconditional = recruiter.patch(&path, json!({ "headline": "COO" })).await;
    assert_eq!(unconditional.problem(428).0, "if_match_missing");
    let changed = recruiter.clone().with("if-match", "\"1\"").patch(&path, json!({ "headline": "COO" })).await;
    assert_eq!(changed.json(200)["headline"], "COO");
    assert_eq!(changed.header("etag"), "\"2\"");
    let stale = recruiter.clone().with("if-match", "\"1\"").patch(&path, json!({ "headline": "CFO" })).await;
    assert_eq!(stale.problem(412).0, "stale");
    assert_eq!(recruiter.get(&path).await.json(200)["headline"], "COO");
    let known = recruiter.clone().with("if-none-match", "\"2\"").get(&path).await;
    assert_eq!((known.status.as_u16(), known.body.len()), (304, 0));
}

async fn a_repeated_request_is_done_once(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter).with("idempotency-key", "k-1");
    let first = recruiter.post("/api/v1/people", json!({ "name": "Robin Example" })).await;
    let again = recruiter.post("/api/v1/people", json!({ "name": "Robin Example" })).await;
    assert_eq!(first.json(201), again.json(201));
    assert_eq!(first.header("location"), again.header("location"));
    let other = recruiter.post("/api/v1/people", json!({ "name": "Someone Else" })).await;
    assert_eq!(other.problem(422).0, "key_reused");
    let people = app.client(Role::Recruiter).get("/api/v1/people").await.json(200);
    assert_eq!(people["items"].as_array().expect("items").len(), 1);
}

async fn what_will_not_do_is_told_by_its_place(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    for (body, pointer) in [
        (json!({ "name": 7 }), "/name"),
        (json!({ "name": "A", "age": 50 }), "/age"),
        (json!({ "name": "  " }), "/name"),
        (json!({ "name": "A", "reference": "two words" }), "/reference"),
    ] {
        let (code, problem) = recruiter.post("/api/v1/people", body).await.problem(422);
        assert_eq!((code.as_str(), &problem["errors"][0]["pointer"]), ("invalid", &json!(pointer)), "{problem}");
    }
    let broken = recruiter.send_bytes(axum::http::Method::POST, "/api/v1/people", "application/json", b"{".to_vec());
    assert_eq!(broken.await.problem(400).0, "malformed_json");
    let plain = recruiter.send_bytes(axum::http::Method::POST, "/api/v1/people", "text/plain", b"{}".to_vec());
    assert_eq!(plain.await.problem(415).0, "not_json");
    let huge = recruiter.post("/api/v1/people", json!({ "name": "x".repeat(2_000_000) }));
    assert_eq!(huge.await.problem(413).0, "too_large");
}

async fn lists_are_walked_to_their_end(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    for name in ["cara", "Abel", "Ábel", "bea", "Bea"] {
        recruiter.post("/api/v1/people", json!({ "name": name })).await.json(201);
        // Of the same name, the one made first comes first.
        app.clock.pass_seconds(1);
    }
    for (sort, expected) in
        [("name", ["Abel", "bea", "Bea", "cara", "Ábel"]), ("-name", ["Ábel", "cara", "Bea", "bea", "Abel"])]
    {
        let mut names = Vec::new();
        let mut path = format!("/api/v1/people?limit=2&sort={sort}");
        loop {
            let part = recruiter.get(&path).await.json(200);
            let items = part["items"].as_array().expect("items");
            names.extend(items.iter().map(|person| person["name"].as_str().expect("a name").to_owned()));
            let Some(cursor) = part["next_cursor"].as_str() else { break };
            path = format!("/api/v1/people?limit=2&sort={sort}&cursor={cursor}");
        }
        assert_eq!(names, expected);
    }
    let found = recruiter.get("/api/v1/people?q=BE").await.json(200);
    assert_eq!(found["items"].as_array().expect("items").len(), 4);
    assert_eq!(recruiter.get("/api/v1/people?limit=0").await.problem(422).0, "invalid");
    assert_eq!(recruiter.get("/api/v1/people?cursor=x").await.problem(422).0, "invalid");
    assert_eq!(recruiter.get("/api/v1/people?colour=red").await.problem(400).0, "bad_query");
}

async fn another_organisation_sees_nothing(database: TestDatabase) {
    let app = App::start(database).await;
    let made = app.client(Role::Recruiter).post("/api/v1/people", json!({ "name": "Robin Example" })).await;
    let path = made.header("location");
    let foreign = app.foreign_client(Role::Admin);
    assert_eq!(foreign.get(path).await.problem(404).0, "not_found");
    assert_eq!(foreign.get("/api/v1/people").await.json(200)["items"], json!([]));
    let change = foreign.with("if-match", "*").patch(path, json!({ "name": "Mine" })).await;
    assert_eq!(change.problem(404).0, "not_found");
    assert_eq!(app.stranger().get(path).await.problem(401).0, "not_signed_in");
    assert_eq!(app.client(Role::Viewer).get(path).await.problem(403).0, "denied");
}
