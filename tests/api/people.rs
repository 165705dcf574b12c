//! People on file.

use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::snapshot::{self, Transcript};
use serde_json::json;
use store::users::Role;

on_each_database! {
    a_person_is_kept_changed_and_read_again,
    a_repeated_request_is_done_once,
    what_will_not_do_is_told_by_its_place,
    lists_are_walked_to_their_end,
    another_organisation_sees_nothing,
    names_of_every_script_are_kept_sorted_and_found,
    an_erased_person_leaves_nothing_behind,
    whoever_stands_in_a_search_leaves_a_row_without_data,
}

async fn a_person_is_kept_changed_and_read_again(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let made = recruiter.post("/api/v1/people", json!({ "name": "Robin Example", "reference": "c-1" })).await;
    let person = made.json(201);
    let path = made.header("location").to_owned();
    assert_eq!(path, format!("/api/v1/people/{}", person["id"].as_str().expect("an id")));
    assert_eq!(made.header("etag"), "\"1\"");
    snapshot::check_json("api/person", &person);
    let read = recruiter.get(&path).await;
    assert_eq!(read.json(200), person);

    let unconditional = recruiter.patch(&path, json!({ "headline": "COO" })).await;
    assert_eq!(unconditional.problem(428).0, "if_match_missing");
    snapshot::check_json("api/problem-if-match-missing", &unconditional.json(428));
    let changed =
        recruiter.clone().with("if-match", "\"1\"").patch(&path, json!({ "headline": "COO" })).await;
    assert_eq!(changed.json(200)["headline"], "COO");
    assert_eq!(changed.header("etag"), "\"2\"");
    let stale = recruiter.clone().with("if-match", "\"1\"").patch(&path, json!({ "headline": "CFO" })).await;
    assert_eq!(stale.problem(412).0, "stale");
    snapshot::check_json("api/problem-stale", &stale.json(412));
    assert_eq!(recruiter.get(&path).await.json(200)["headline"], "COO");
    let known = recruiter.clone().with("if-none-match", "\"2\"").get(&path).await;
    assert_eq!((known.status.as_u16(), known.body.len()), (304, 0));
    snapshot::check_json("api/people", &recruiter.get("/api/v1/people").await.json(200));
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
    snapshot::check_json("api/problem-key-reused", &other.json(422));
    let people = app.client(Role::Recruiter).get("/api/v1/people").await.json(200);
    assert_eq!(people["items"].as_array().expect("items").len(), 1);
}

async fn what_will_not_do_is_told_by_its_place(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let mut told = Transcript::default();
    for (body, pointer) in [
        (json!({ "name": 7 }), "/name"),
        (json!({ "name": "A", "age": 50 }), "/age"),
        (json!({ "name": "  " }), "/name"),
        (json!({ "name": "A", "reference": "two\nlines" }), "/reference"),
        (json!({ "name": "A", "reference": "x".repeat(201) }), "/reference"),
        (json!({ "name": "A\u{0}B" }), "/name"),
        (json!({ "name": "right \u{202e} to left" }), "/name"),
        (json!({ "name": "é".repeat(1001) }), "/name"),
        (json!({ "name": "A", "headline": "x".repeat(1001) }), "/headline"),
        (json!({ "name": null }), "/name"),
        (json!([]), ""),
    ] {
        let (code, problem) = recruiter.post("/api/v1/people", body.clone()).await.problem(422);
        told.add_problem(&body, &problem);
        assert_eq!(
            (code.as_str(), &problem["errors"][0]["pointer"]),
            ("invalid", &json!(pointer)),
            "{problem}"
        );
    }
    let broken =
        recruiter.send_bytes(axum::http::Method::POST, "/api/v1/people", "application/json", b"{".to_vec());
    assert_eq!(broken.await.problem(400).0, "malformed_json");
    let plain =
        recruiter.send_bytes(axum::http::Method::POST, "/api/v1/people", "text/plain", b"{}".to_vec());
    assert_eq!(plain.await.problem(415).0, "not_json");
    let huge = recruiter.post("/api/v1/people", json!({ "name": "x".repeat(2_000_000) }));
    assert_eq!(huge.await.problem(413).0, "too_large");
    told.check("api/person-refused");
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
        [("name", ["Abel", "Ábel", "bea", "Bea", "cara"]), ("-name", ["cara", "Bea", "bea", "Ábel", "Abel"])]
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

async fn names_of_every_script_are_kept_sorted_and_found(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let long = "\u{1f9d1}".repeat(1000);
    let names = [
        "Ольга Чехова",
        "王小明",
        "محمد علي",
        "Ἀριστοτέλης",
        "ŁUKASZ",
        "নাম",
        "O'Brien; DROP TABLE people",
        "100 % _a\\b",
        &long,
    ];
    for name in names {
        let made = recruiter.post("/api/v1/people", json!({ "name": format!("  {name} ") })).await.json(201);
        assert_eq!(made["name"], *name);
    }
    for (text, n) in [
        ("ольга", 1),
        ("%E5%B0%8F", 1),
        ("%D8%B9%D9%84%D9%8A", 1),
        ("%C5%82ukasz", 1),
        ("%25", 1),
        ("_", 1),
        ("%5C", 1),
        ("", 9),
    ] {
        let text = text.replace("ольга", "%D0%BE%D0%BB%D1%8C%D0%B3%D0%B0");
        let found = recruiter.get(&format!("/api/v1/people?q={text}")).await.json(200);
        assert_eq!(found["items"].as_array().expect("items").len(), n, "{text}");
    }
    assert_eq!(recruiter.get("/api/v1/people?q=%00").await.problem(422).0, "invalid");
    let first = recruiter.get("/api/v1/people?limit=8&sort=name").await.json(200);
    let cursor = first["next_cursor"].as_str().expect("a cursor");
    let rest = recruiter.get(&format!("/api/v1/people?limit=8&sort=name&cursor={cursor}")).await.json(200);
    assert_eq!(rest["items"].as_array().expect("items").len(), 1);
}

async fn an_erased_person_leaves_nothing_behind(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let keyed = recruiter.clone().with("idempotency-key", "k-1");
    let made = keyed.post("/api/v1/people", json!({ "name": "Robin Example", "reference": "c-1" })).await;
    let path = made.header("location").to_owned();
    recruiter
        .clone()
        .with("if-match", "*")
        .put(&format!("{path}/estimates"), json!({ "skill.a": 5 }))
        .await
        .json(200);
    let rating = json!({ "dimension": "skill.b", "source": "superior", "value": 5 });
    recruiter.post(&format!("{path}/ratings"), rating).await.json(201);
    let stale = recruiter.clone().with("if-match", "\"1\"").delete(&path).await;
    assert_eq!(stale.problem(412).0, "stale");
    assert_eq!(recruiter.delete(&path).await.status.as_u16(), 204);
    for gone in [&path, &format!("{path}/profile"), &format!("{path}/ratings"), &format!("{path}/estimates")]
    {
        assert_eq!(recruiter.get(gone).await.problem(404).0, "not_found");
    }
    assert_eq!(recruiter.delete(&path).await.problem(404).0, "not_found");
    assert_eq!(recruiter.get("/api/v1/people").await.json(200)["items"], json!([]));
    // What was answered before is forgotten too, and the reference is free.
    let again = keyed.post("/api/v1/people", json!({ "name": "Robin Example", "reference": "c-1" })).await;
    assert_ne!(again.header("location"), path);
}

async fn whoever_stands_in_a_search_leaves_a_row_without_data(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let mut people = Vec::new();
    for name in ["Chief Example", "Robin Example"] {
        let person = json!({ "name": name, "reference": name, "headline": "secret" });
        let path = recruiter.post("/api/v1/people", person).await.header("location").to_owned();
        let any = recruiter.clone().with("if-match", "*");
        any.put(&format!("{path}/estimates"), json!({ "skill.operations": 5 })).await.json(200);
        people.push(path);
    }
    let id = |path: &str| path.rsplit('/').next().expect("an id").to_owned();
    let search = json!({ "title": "COO", "ceo_id": id(&people[0]) });
    let search = recruiter.post("/api/v1/searches", search).await.header("location").to_owned();
    let candidate = json!({ "person_id": id(&people[1]) });
    recruiter.post(&format!("{search}/candidates"), candidate).await.json(201);
    for path in &people {
        assert_eq!(recruiter.delete(path).await.status.as_u16(), 204);
        let left = recruiter.get(path).await.json(200);
        assert_eq!((&left["name"], &left["headline"]), (&json!("Erased person"), &json!("")));
        assert_eq!((&left["reference"], left["erased_at"].is_string()), (&left["id"], true));
        assert_eq!(recruiter.get(&format!("{path}/estimates")).await.json(200)["items"], json!([]));
        let any = recruiter.clone().with("if-match", "*");
        assert_eq!(any.patch(path, json!({ "name": "Back" })).await.problem(409).0, "erased");
        let estimate = any.put(&format!("{path}/estimates/skill.a"), json!(5)).await;
        assert_eq!(estimate.problem(409).0, "erased");
        assert_eq!(recruiter.delete(path).await.problem(409).0, "erased");
    }
    assert_eq!(recruiter.get("/api/v1/people").await.json(200)["items"], json!([]));
    assert_eq!(recruiter.get("/api/v1/people/export").await.json(200), json!([]));
    recruiter.post("/api/v1/people", json!({ "name": "New", "reference": "Robin Example" })).await.json(201);
}
