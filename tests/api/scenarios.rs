//! Scenarios of searches, and people to be found for them.

use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::panels::measured;
use crate::support::searches::person;
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    scenarios_are_saved_compared_and_removed,
    people_are_found_for_a_search,
}

async fn scenarios_are_saved_compared_and_removed(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 3, json!({ "role_type": "executor" })).await;
    let recruiter = app.client(Role::Recruiter);
    let path = format!("{}/scenarios", begun.path);
    let weights = json!({ "trust": 3, "roles": 1 });
    let trust = json!({ "name": "Trust first", "weights": weights, "role_type": null, "balance": 0.5 });
    let saved = recruiter.post(&path, trust.clone()).await.json(201);
    assert_eq!((&saved["name"], &saved["role_type"]), (&json!("Trust first"), &Value::Null));
    assert_eq!(saved["weights"], json!({ "trust": 3.0, "roles": 1.0 }));
    let own = recruiter.post(&path, json!({ "name": "As it is" })).await.json(201);
    assert_eq!(own["role_type"], "executor", "what is left out is as the search has it");
    for (wrong, pointer) in [
        (trust, "/name"),
        (json!({ "name": " " }), "/name"),
        (json!({ "name": "A", "role_type": "clown" }), "/role_type"),
        (json!({ "name": "A", "weights": { "luck": 1 } }), "/weights/luck"),
    ] {
        let refused = recruiter.post(&path, wrong.clone()).await.problem(422).1;
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{wrong}: {refused}");
    }
    let listed = recruiter.get(&path).await.json(200);
    assert_eq!(listed["items"], json!([saved, own]));
    let compared = recruiter.get(&format!("{path}/compared")).await.json(200);
    assert_eq!(compared["scenarios"], listed["items"]);
    for candidate in compared["candidates"].as_array().expect("candidates") {
        let cells = candidate["cells"].as_array().expect("cells");
        assert_eq!((cells.len(), &cells[0]), (3, &cells[2]), "as it is: {candidate}");
    }
    let one = format!("{path}/{}", saved["id"].as_str().expect("an id"));
    assert_eq!(recruiter.delete(&one).await.status, 204);
    assert_eq!(recruiter.delete(&one).await.problem(404).0, "not_found");
    assert_eq!(recruiter.get(&path).await.json(200)["items"], json!([own]));
}

async fn people_are_found_for_a_search(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 1, json!({})).await;
    let recruiter = app.client(Role::Recruiter);
    let added = person(&recruiter, "Zoë Newcomer").await;
    let find = async |query: &str| recruiter.get(&format!("{}/find?{query}", begun.path)).await.json(200);
    let found = find("").await;
    assert_eq!((&found["n_people"], &found["n_found"]), (&json!(1), &json!(0)), "known too little: {found}");
    let found = find("includes_little_known=true&q=newcomer").await;
    assert_eq!((&found["people"][0]["person_id"], &found["people"][0]["score"]), (&added, &Value::Null));
    for name in ["zo%C3%AB", "ZOE"] {
        assert_eq!(find(&format!("includes_little_known=true&q={name}")).await["n_found"], 1, "{name}");
    }
    assert_eq!(find("includes_little_known=true&part=9").await["people"], json!([]));
    let wrong = recruiter.get(&format!("{}/find?sort=luck", begun.path)).await;
    assert_eq!(wrong.problem(400).0, "bad_query");
}
