//! The worked example on file, as a search of the first organisation.

use crate::support::app::{App, Client};
use crate::support::program::{CANDIDATES, CEO, file};
use crate::support::searches::Begun;
use axum::http::Method;
use serde_json::{Value, json};
use store::users::Role;

/// Puts the worked example's people on file and begins a search among them; `more` are fields of the search.
pub(crate) async fn example(app: &App, more: Value) -> Begun {
    let recruiter = app.client(Role::Recruiter);
    for path in [CEO, CANDIDATES] {
        import(&recruiter, &file(path)).await;
    }
    search(&recruiter, "ceo-1", more).await
}

/// A file of the worked example with the ratings that enter scores of people on file: of peers and direct reports, those on
/// dimensions that three of a kind rated.
pub(crate) fn countable(path: &str) -> String {
    let mut people: Value = serde_json::from_str(&file(path)).expect("JSON");
    let each: Vec<&mut Value> = match people {
        Value::Array(ref mut people) => people.iter_mut().collect(),
        ref mut person => vec![person],
    };
    for person in each {
        let Some(ratings) = person["ratings"].as_array_mut() else { continue };
        let all = ratings.clone();
        ratings.retain(|rating| {
            let is_alike =
                |other: &&Value| ["source", "dimension"].iter().all(|key| other[key] == rating[key]);
            let is_shielded = rating["source"] == "peer" || rating["source"] == "report";
            !is_shielded || all.iter().filter(is_alike).count() >= 3
        });
    }
    people.to_string()
}

/// Puts the people of a JSON file on file.
pub(crate) async fn import(client: &Client<'_>, json: &str) {
    let path = "/api/v1/imports?file_name=people.json";
    let sent = client.send_bytes(Method::POST, path, "application/json", json.into()).await;
    let import = sent.json(201)["id"].as_str().expect("an id").to_owned();
    client.post(&format!("/api/v1/imports/{import}/apply"), json!({ "only": "all" })).await.json(200);
}

/// Begins a search for one person among all others on file, in the order of their references.
pub(crate) async fn search(client: &Client<'_>, ceo: &str, more: Value) -> Begun {
    let people = client.get("/api/v1/people?limit=200").await.json(200);
    let mut people = people["items"].as_array().expect("people").clone();
    people.sort_by_key(|person| person["reference"].as_str().map(str::to_owned));
    let (ceo, others): (Vec<Value>, Vec<Value>) =
        people.into_iter().partition(|person| person["reference"] == ceo);
    let mut input = json!({ "title": "COO for Askermoor", "ceo_id": ceo[0]["id"] });
    let fields = more.as_object().expect("fields").clone();
    input.as_object_mut().expect("fields").extend(fields);
    let made = client.post("/api/v1/searches", input).await;
    let (search, path) = (made.json(201), made.header("location").to_owned());
    let mut candidates = Vec::new();
    for person in others {
        let made = client.post(&format!("{path}/candidates"), json!({ "person_id": person["id"] })).await;
        made.json(201);
        candidates.push(made.header("location").to_owned());
    }
    Begun { path, search, candidates }
}

/// Computes a search at once, and gives the run with its path.
pub(crate) async fn compute(client: &Client<'_>, begun: &Begun, asked: Value) -> (String, Value) {
    let made = client.post(&format!("{}/runs", begun.path), asked).await;
    let run = made.json(201);
    (made.header("location").to_owned(), run)
}
