//! What a peer or a direct report said: in no figure that anybody reads before three of a kind said something.

use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::panels::{computed, measured};
use crate::support::questionnaires::{agree, answered, invite, reader, reader_of, send};
use crate::support::searches::person;
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    a_lone_peers_rating_enters_no_score,
    a_peers_answers_open_in_their_browser_only,
    two_links_to_one_mailbox_are_one_rater,
    reliability_reads_no_waiting_answers,
    reliability_changes_in_steps_of_three,
}

/// A value that nothing else has, so that it is found wherever it shows.
const MARKER: f64 = 37.1937;

async fn a_lone_peers_rating_enters_no_score(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = measured(&app, 2, json!({})).await;
    let candidate = recruiter.get(&begun.candidates[0]).await.json(200);
    let who = format!("/api/v1/people/{}", candidate["person_id"].as_str().expect("an id"));
    let result = async || {
        let run = computed(&app, &begun).await["id"].clone();
        recruiter.get(&format!("/api/v1/runs/{}/result", run.as_str().expect("an id"))).await.json(200)
    };
    let before = result().await;
    let rate = async |source: &str, value: f64| {
        let rating = json!({ "dimension": "skill.operations", "source": source, "value": value });
        recruiter.post(&format!("{who}/ratings"), rating).await.json(201);
    };
    rate("peer", MARKER).await;
    rate("peer", MARKER).await;
    rate("report", MARKER).await;
    assert_eq!(result().await["results"], before["results"], "two peers and a report move nothing");
    for path in [
        who.clone(),
        format!("{who}/profile"),
        format!("{who}/ratings"),
        "/api/v1/people/export".to_owned(),
        "/api/v1/people/export?format=csv".to_owned(),
    ] {
        let answer = recruiter.get(&path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        assert!(!answer.text().contains("37.19"), "{path}: {}", answer.text());
    }
    rate("peer", MARKER + 30.0).await;
    assert_ne!(result().await["results"], before["results"], "three peers do");
    let profile = recruiter.get(&format!("{who}/profile")).await.json(200);
    let values: Vec<&Value> =
        profile["ratings"].as_array().expect("ratings").iter().map(|one| &one["value"]).collect();
    assert_eq!(values.len(), 3, "the report is on its own still: {profile}");
    assert!(values.iter().all(|value| *value == values[0]), "files hold the mean: {profile}");
    let listed = recruiter.get(&format!("{who}/ratings")).await.json(200);
    assert!(listed["items"].as_array().expect("items").iter().all(|one| one["value"].is_null()), "{listed}");
}

async fn two_links_to_one_mailbox_are_one_rater(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let who = person(&recruiter, "Robin Example").await;
    let path = format!("/api/v1/people/{}/invitations", who.as_str().expect("an id"));
    let ask = async |source: &str, name: &str, email: &str| {
        recruiter.post(&path, json!({ "source": source, "name": name, "email": email })).await
    };
    ask("peer", "Kim Peer", "kim@example.com").await.json(201);
    let again = ask("peer", "Kit Peer", "Kim@example.com").await.problem(409);
    assert_eq!(again.0, "invited_already");
    ask("peer", "Kit Peer", "kit@example.com").await.json(201);
    ask("report", "Kim Peer", "kim@example.com").await.json(201);
    // Links that are handed on have no mailbox; their notice says what cannot be promised.
    for name in ["One", "Another"] {
        let (link, _) = invite(&app, &who, json!({ "source": "peer", "name": name })).await;
        assert!(reader(&app).get(&link).await.text().contains("Nobody can promise"), "{name}");
    }
}

async fn reliability_reads_no_waiting_answers(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    for place in 1..=5 {
        let who = person(&recruiter, &format!("Robin Example {place}")).await;
        answered(&app, &who, ("peer", "Kim Peer"), place).await;
    }
    let figures = recruiter.get("/api/v1/reliability").await.json(200);
    let is_empty = |row: &Value| row["n_people"] == 0 && row["alpha"].is_null();
    assert!(figures["scales"].as_array().expect("scales").iter().all(is_empty), "{figures}");
}

async fn reliability_changes_in_steps_of_three(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let mut people = Vec::new();
    for place in 0..5 {
        let who = person(&recruiter, &format!("Robin Example {place}")).await;
        people.push(format!("/api/v1/people/{}/ratings", who.as_str().expect("an id")));
    }
    let rate = async |points: f64| {
        for (index, path) in people.iter().enumerate() {
            let value = points + 10.0 * index as f64;
            let rating = json!({ "dimension": "skill.operations", "source": "peer", "value": value });
            recruiter.post(path, rating).await.json(201);
        }
    };
    let sources = async || recruiter.get("/api/v1/reliability").await.json(200)["sources"].clone();
    rate(20.0).await;
    rate(40.0).await;
    assert_eq!(sources().await, json!([]), "two of a kind are not read");
    rate(25.0).await;
    let three = sources().await;
    assert_eq!((&three[0]["n_people"], &three[0]["n_ratings"]), (&json!(5), &json!(15)), "{three}");
    let rounded =
        |figure: &Value| figure.as_f64().is_some_and(|figure| figure == (figure * 100.0).round() / 100.0);
    assert!(
        rounded(&three[0]["icc1"]) && rounded(&three[0]["rwg_mean"]) && rounded(&three[0]["se"]),
        "{three}"
    );
    app.clock.pass_seconds(1);
    rate(59.0).await;
    assert_eq!(sources().await, three, "a fourth changes nothing");
}

async fn a_peers_answers_open_in_their_browser_only(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let who = person(&recruiter, "Robin Example").await;
    let (link, _) = invite(&app, &who, json!({ "source": "peer", "name": "Kim Peer" })).await;
    assert_eq!(reader(&app).get(&link).await.status, 200, "the notice is for whoever has the link");
    agree(&app, &link).await;
    assert_eq!(send(&app, &link, "skill-strategy-a", "4", 0).await.status, 200);
    // Whoever invited has the link as well.
    for path in [link.clone(), format!("{link}/review")] {
        let seen = reader(&app).get(&path).await;
        assert_eq!(seen.status, 403, "{path}: {}", seen.text());
    }
    let changed = reader(&app).post_form(&format!("{link}/submit"), "").await;
    assert_eq!(changed.status, 403);
    let stolen = reader(&app).with("cookie", "counterpart-browser=another");
    assert_eq!(stolen.get(&link).await.status, 403);
    assert_eq!(reader_of(&app, &link).get(&link).await.status, 200);
    // A superior stands by what they say, under their name.
    let (link, _) = invite(&app, &who, json!({ "source": "superior", "name": "Chris Chair" })).await;
    agree(&app, &link).await;
    assert_eq!(reader(&app).get(&link).await.status, 200);
}
