//! The worked example: loaded and unloaded with one click.

use super::{browser, page};
use crate::support::app::{Answer, App};
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::snapshot::Transcript;
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    it_comes_and_goes_and_leaves_nothing,
    what_someone_has_built_on_stays,
}

async fn count(app: &App, path: &str) -> usize {
    listed(app, path).await.len()
}

async fn listed(app: &App, path: &str) -> Vec<Value> {
    let listed = app.client(Role::Recruiter).get(&format!("/api/v1/{path}?limit=200")).await.json(200);
    listed["items"].as_array().expect("a list").clone()
}

/// Where a form led to, as an address of the API.
fn search(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text());
    format!("/api/v1{}", answer.header("location").split("/candidates").next().expect("a path"))
}

async fn it_comes_and_goes_and_leaves_nothing(database: TestDatabase) {
    let app = App::start(database).await;
    // Someone on file has an id of the example's files: they are nobody of the example.
    let taken = json!({ "name": "Robin", "reference": "c-01" });
    app.client(Role::Recruiter).post("/api/v1/people", taken).await.json(201);
    let recruiter = browser(&app, Role::Recruiter).await;
    let loaded = search(&recruiter.post_form("/example/load", "").await);
    assert_eq!((count(&app, "people").await, count(&app, "searches").await), (8, 1));
    let shortlist = app.client(Role::Recruiter).get(&format!("{loaded}/shortlist")).await.json(200);
    assert_eq!(shortlist["rows"].as_array().map(Vec::len), Some(6));
    let again = search(&recruiter.post_form("/example/load", "").await);
    assert_eq!((again, count(&app, "people").await), (loaded, 8));
    let start = page(&recruiter.get("/").await, 200);
    assert!(start.contains("worked example") && start.contains("Unload the worked example"), "{start}");

    let unloaded = recruiter.post_form("/example/unload", "").await;
    assert_eq!((unloaded.status.as_u16(), unloaded.header("location")), (303, "/?done=unloaded"));
    let left = listed(&app, "people").await;
    assert_eq!((left.len(), left[0]["name"].as_str()), (1, Some("Robin")));
    assert_eq!(count(&app, "searches").await, 0);
    assert_eq!(recruiter.post_form("/example/unload", "").await.status, 303, "a second time it does nothing");
    let sound = app.client(Role::Admin).get("/api/v1/audit/verification").await.json(200);
    assert_eq!(sound["is_intact"], true, "{sound}");
}

async fn what_someone_has_built_on_stays(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = browser(&app, Role::Recruiter).await;
    recruiter.post_form("/example/load", "").await;
    let people = listed(&app, "people").await;
    let of = |reference: &str| {
        let found = people.iter().find(|person| person["reference"] == reference).expect("they are on file");
        found["id"].as_str().expect("an id").to_owned()
    };
    let client = app.client(Role::Recruiter).with("if-match", "*");
    client
        .patch(&format!("/api/v1/people/{}", of("example-c-01")), json!({ "headline": "Changed" }))
        .await
        .json(200);
    let other = json!({ "title": "Another", "ceo_id": of("example-c-02") });
    client.post("/api/v1/searches", other).await.json(201);
    let kept = page(&recruiter.post_form("/example/unload", "").await, 200);
    let mut seen = Transcript::default();
    seen.add_notices("what stays", &kept);
    seen.check("pages/example");
    assert_eq!((count(&app, "people").await, count(&app, "searches").await), (2, 1));
    // What stayed is like anything else: the example is loaded anew beside it.
    recruiter.post_form("/example/load", "").await;
    assert_eq!((count(&app, "people").await, count(&app, "searches").await), (9, 2));
}
