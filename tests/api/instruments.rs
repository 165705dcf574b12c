//! Instruments: those that come with the program, and an organisation's own.

use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::questionnaires::{agree, answer_all, hand_in, invite};
use crate::support::searches::person;
use crate::support::snapshot;
use fit::instrument::{DEFAULTS, Form};
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    an_organisation_adds_its_own,
    reliability_is_that_of_its_own_answers,
}

async fn an_organisation_adds_its_own(database: TestDatabase) {
    let app = App::start(database).await;
    let admin = app.client(Role::Admin);
    let listed = admin.get("/api/v1/instruments").await.json(200);
    snapshot::check_json("api/instruments", &listed);
    let ids: Vec<&str> = listed["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["id"].as_str().expect("an id"))
        .collect();
    assert_eq!(ids, ["self-ceo", "self-candidate", "rater", "interview"]);
    let (_, rater) = DEFAULTS[2];
    assert_eq!(admin.get("/api/v1/instruments/rater/document").await.text(), rater);

    let taken = admin.post("/api/v1/instruments", json!({ "document": rater })).await.problem(422);
    snapshot::check_json("api/instrument-built-in", &taken.1);
    let own = rater.replacen("id = \"rater\"", "id = \"our-rater\"", 1);
    let added = admin.post("/api/v1/instruments", json!({ "document": own })).await.json(201);
    assert_eq!((&added["id"], &added["is_built_in"]), (&json!("our-rater"), &json!(false)));
    admin.post("/api/v1/instruments", json!({ "document": own })).await.json(201);
    let other = own.replacen("title = \"", "title = \"Another ", 1);
    let refused = admin.post("/api/v1/instruments", json!({ "document": other })).await.problem(409);
    assert_eq!(refused.0, "version_taken");
    let foreign = app.foreign_client(Role::Admin).get("/api/v1/instruments/our-rater/document").await;
    assert_eq!(foreign.status, 404);

    let who = person(&app.client(Role::Recruiter), "Robin Example").await;
    let input = json!({ "source": "superior", "name": "Chris Chair", "instrument": "our-rater" });
    let (_, invited) = invite(&app, &who, input).await;
    assert_eq!(invited["instrument"]["instrument"], "our-rater");
    let path = format!("/api/v1/people/{}/invitations", who.as_str().expect("an id"));
    let wrong = json!({ "source": "self", "instrument": "our-rater" });
    let refused = app.client(Role::Recruiter).post(&path, wrong).await.problem(422);
    assert_eq!(refused.1["errors"][0]["pointer"], "/instrument");
}

async fn reliability_is_that_of_its_own_answers(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    for place in 1..=5 {
        let who = person(&recruiter, &format!("Robin Example {place}")).await;
        for (name, place) in [("A", place), ("B", 6 - place)] {
            let (link, _) = invite(&app, &who, json!({ "source": "superior", "name": name })).await;
            agree(&app, &link).await;
            answer_all(&app, &link, Form::Rater, place).await;
            hand_in(&app, &link).await;
        }
    }
    let figures = recruiter.get("/api/v1/reliability").await.json(200);
    let scales = figures["scales"].as_array().expect("a list");
    assert!(!scales.is_empty());
    // Everyone gave all questions the same place: items that count the same way agree wholly, but for those reversed.
    let of = |row: &Value| (row["n_people"].clone(), row["n_items"].clone());
    assert!(scales.iter().all(|row| of(row) == (json!(10), scales[0]["n_items"].clone())), "{scales:?}");
    let sources = figures["sources"].as_array().expect("a list");
    assert!(sources.iter().all(|row| row["source"] == "superior" && row["n_people"] == 5), "{sources:?}");
    // Two raters of whom one says the opposite of the other tell nobody apart.
    assert!(sources.iter().all(|row| row["icc1"].as_f64().is_none_or(|icc| icc < 0.0)), "{sources:?}");
    assert!(sources.iter().any(|row| row["icc1"].is_number() && row["se"].is_number()), "{sources:?}");
}
