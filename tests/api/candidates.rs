//! Candidates of searches.

use crate::support::app::{App, Client};
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::searches::{Begun, begin, join, person};
use crate::support::snapshot::{self, Transcript};
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    candidates_are_added_changed_and_removed,
    labels_are_never_given_again,
    labels_do_not_follow_names,
    who_cannot_be_a_candidate,
    a_blind_search_shows_labels,
    a_closed_search_stays_as_it_is,
    a_chosen_candidate_stays_though_the_decision_is_withdrawn,
    two_who_add_the_same_person_add_one,
    judgements_outlast_a_removal,
}

async fn candidates_are_added_changed_and_removed(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = begin(&app, 1, json!({})).await;
    let path = &begun.candidates[0];
    let read = recruiter.get(path).await;
    let candidate = read.json(200);
    assert_eq!(read.header("etag"), "\"1\"");
    snapshot::check_json("api/candidate", &candidate);
    assert_eq!((&candidate["name"], &candidate["is_finalist"]), (&json!("Robin Example 1"), &json!(false)));
    let change = json!({ "is_finalist": true });
    assert_eq!(recruiter.patch(path, change.clone()).await.problem(428).0, "if_match_missing");
    let keyed = recruiter.clone().with("if-match", "\"1\"");
    assert_eq!(keyed.patch(path, change.clone()).await.json(200)["is_finalist"], true);
    assert_eq!(keyed.patch(path, change).await.problem(412).0, "stale");
    assert_eq!(keyed.delete(path).await.problem(412).0, "stale");
    let mut told = Transcript::default();
    for (body, pointer) in [
        (json!({ "is_finalist": 1 }), "/is_finalist"),
        (json!({ "is_finalist": true, "name": "X" }), "/name"),
    ] {
        let problem = recruiter.clone().with("if-match", "*").patch(path, body.clone()).await.problem(422).1;
        told.add_problem(&body, &problem);
        assert_eq!(problem["errors"][0]["pointer"], pointer);
    }
    assert_eq!(recruiter.delete(path).await.status, 204);
    assert_eq!(recruiter.get(path).await.problem(404).0, "not_found");
    // A candidate of one search is none of another.
    let other = begin(&app, 1, json!({})).await;
    let id = other.candidates[0].rsplit('/').next().expect("an id");
    assert_eq!(recruiter.get(&format!("{}/candidates/{id}", begun.path)).await.problem(404).0, "not_found");
    assert_eq!(
        recruiter.delete(&format!("{}/candidates/{id}", begun.path)).await.problem(404).0,
        "not_found"
    );
    told.check("api/candidate-refused");
}

async fn labels_are_never_given_again(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = begin(&app, 3, json!({})).await;
    let before = labels(&recruiter, &begun).await;
    recruiter.delete(&begun.candidates[2]).await;
    let next = json!({ "person_id": person(&recruiter, "Next One").await });
    let made = recruiter.post(&format!("{}/candidates", begun.path), next).await.json(201);
    assert!(!before.contains(&made["label"]), "{} was somebody else's", made["label"]);
    assert_eq!(labels(&recruiter, &begun).await.len(), 3);
}

/// The labels of a search's candidates, by position.
async fn labels(client: &Client<'_>, begun: &Begun) -> Vec<Value> {
    let listed = client.get(&format!("{}/candidates", begun.path)).await.json(200);
    listed["items"].as_array().expect("items").iter().map(|one| one["label"].clone()).collect()
}

async fn labels_do_not_follow_names(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let mut orders = Vec::new();
    for _ in 0..2 {
        // They are added in the order of their names.
        let begun = begin(&app, 8, json!({ "is_blind": true })).await;
        let mut order = Vec::new();
        for path in &begun.candidates {
            order.push(recruiter.get(path).await.json(200)["label"].as_str().expect("a label").to_owned());
        }
        let listed = recruiter.get(&format!("{}/candidates", begun.path)).await.json(200);
        let ids: Vec<&str> =
            listed["items"].as_array().expect("items").iter().filter_map(|one| one["id"].as_str()).collect();
        assert!(!order.is_sorted() && !ids.is_sorted(), "{order:?} {ids:?}");
        assert!(listed["items"][0]["created_at"].as_str().expect("a day").ends_with("T00:00:00.000000Z"));
        assert_eq!(labels(&recruiter, &begun).await, labels(&recruiter, &begun).await, "they stay");
        orders.push(order);
    }
    assert_ne!(orders[0], orders[1], "each search has its own");
}

async fn who_cannot_be_a_candidate(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = begin(&app, 1, json!({})).await;
    let path = format!("{}/candidates", begun.path);
    let there = recruiter.get(&begun.candidates[0]).await.json(200)["person_id"].clone();
    let foreign = person(&app.foreign_client(Role::Recruiter), "Someone").await;
    let ceo = begun.search["ceo_id"].clone();
    assert_eq!(recruiter.post(&path, json!({ "person_id": there })).await.problem(409).0, "is_candidate");
    assert_eq!(recruiter.post(&path, json!({ "person_id": ceo })).await.problem(409).0, "is_ceo");
    for person in [foreign, json!("01932c07-73c1-7cc6-a15f-4d1e3a5b6c7d"), json!("x"), json!(1), Value::Null]
    {
        let problem = recruiter.post(&path, json!({ "person_id": person })).await.problem(422).1;
        assert_eq!(problem["errors"][0]["pointer"], "/person_id", "{problem}");
    }
    // Whose data was erased is nobody any more, though their place in the first search stays.
    let erased = recruiter.delete(&format!("/api/v1/people/{}", there.as_str().expect("an id"))).await;
    assert_eq!(erased.status, 204);
    let other = begin(&app, 0, json!({})).await;
    let problem = recruiter
        .post(&format!("{}/candidates", other.path), json!({ "person_id": there }))
        .await
        .problem(422)
        .1;
    assert_eq!(problem["errors"][0]["pointer"], "/person_id");
    assert!(recruiter.get(&begun.candidates[0]).await.json(200)["label"].is_string());
}

async fn a_blind_search_shows_labels(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 2, json!({ "is_blind": true })).await;
    for role in [Role::PanelMember, Role::Viewer] {
        join(&app, &begun, role).await;
    }
    let path = format!("{}/candidates", begun.path);
    for &role in Role::ALL {
        let keeps_files = matches!(role, Role::Admin | Role::Recruiter);
        let listed = app.client(role).get(&path).await;
        assert!(!listed.text().contains("Robin"), "{role}: {}", listed.text());
        for candidate in listed.json(200)["items"].as_array().expect("items") {
            let hidden = ["name", "reference", "headline"].map(|field| &candidate[field]);
            assert_eq!(hidden, [&Value::Null; 3]);
            assert_eq!(candidate["person_id"].is_string(), keeps_files, "{role}");
            assert!(candidate["label"].as_str().expect("a label").starts_with("Candidate "));
        }
        assert!(!app.client(role).get(&begun.candidates[0]).await.text().contains("Robin"));
    }
    let recruiter = app.client(Role::Recruiter).with("if-match", "*");
    // What is answered to a change says no more than what is read.
    let changed = recruiter.patch(&begun.candidates[0], json!({ "is_finalist": true })).await;
    assert_eq!(changed.json(200)["name"], Value::Null);
    recruiter.patch(&begun.path, json!({ "is_blind": false })).await.json(200);
    let seen = app.client(Role::Viewer).get(&begun.candidates[0]).await.json(200);
    assert_eq!((&seen["name"], &seen["person_id"]), (&json!("Robin Example 1"), &Value::Null));
}

async fn a_closed_search_stays_as_it_is(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter).with("if-match", "*");
    let begun = begin(&app, 1, json!({})).await;
    recruiter.patch(&begun.path, json!({ "state": "closed" })).await.json(200);
    let next = json!({ "person_id": person(&recruiter, "Next One").await });
    assert_eq!(recruiter.post(&format!("{}/candidates", begun.path), next).await.problem(409).0, "closed");
    assert_eq!(recruiter.delete(&begun.candidates[0]).await.problem(409).0, "closed");
    let weights = json!({ "method": "rank", "order": ["trust"] });
    assert_eq!(
        recruiter.put(&format!("{}/weights/mine", begun.path), weights).await.problem(409).0,
        "closed"
    );
}

async fn a_chosen_candidate_stays_though_the_decision_is_withdrawn(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = begin(&app, 2, json!({})).await;
    begun.decide(&app).await;
    begun.withdraw(&app).await;
    assert_eq!(recruiter.delete(&begun.candidates[0]).await.problem(409).0, "has_decision");
    assert_eq!(recruiter.delete(&begun.candidates[1]).await.status, 204);
    assert_eq!(recruiter.delete(&begun.path).await.problem(409).0, "has_decision");
}

async fn two_who_add_the_same_person_add_one(database: TestDatabase) {
    let app = App::start(database).await;
    let (first, second) = (app.client(Role::Recruiter), app.client(Role::Admin));
    let begun = begin(&app, 0, json!({})).await;
    let path = format!("{}/candidates", begun.path);
    for index in 0..8 {
        let input = json!({ "person_id": person(&first, &format!("Person {index}")).await });
        let (one, other) = tokio::join!(first.post(&path, input.clone()), second.post(&path, input.clone()));
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409]);
    }
    let listed = first.get(&path).await.json(200);
    let mut positions: Vec<i64> = listed["items"]
        .as_array()
        .expect("items")
        .iter()
        .filter_map(|one| one["position"].as_i64())
        .collect();
    positions.dedup();
    assert_eq!(positions.len(), 8);
}

async fn judgements_outlast_a_removal(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 2, json!({})).await;
    join(&app, &begun, Role::PanelMember).await;
    begun.judge(&app, Role::PanelMember).await;
    let recruiter = app.client(Role::Recruiter);
    assert_eq!(recruiter.delete(&begun.candidates[0]).await.problem(409).0, "has_judgements");
    let judged = recruiter.get(&format!("{}/judgements", begun.path)).await.json(200);
    assert_eq!(judged["items"].as_array().map(Vec::len), Some(2));
}
