//! A search whose people are measured, and runs of it.

use crate::support::app::{App, Client};
use crate::support::searches::{Begun, begin};
use serde_json::{Value, json};
use store::norms::{self, Norm};
use store::scenarios::{self, Scenario};
use store::users::Role;

/// Begins a search with so many candidates, about all of whom something is known.
pub(crate) async fn measured(app: &App, n_candidates: usize, more: Value) -> Begun {
    let begun = begin(app, n_candidates, more).await;
    let recruiter = app.client(Role::Recruiter).with("if-match", "*");
    let ceo = begun.search["ceo_id"].as_str().expect("an id").to_owned();
    let mut people = vec![ceo];
    for path in &begun.candidates {
        let candidate = recruiter.get(path).await.json(200);
        people.push(candidate["person_id"].as_str().expect("an id").to_owned());
    }
    for (index, person) in people.iter().enumerate() {
        let points = 50 + 7 * index % 45;
        let known = json!({ "skill.operations": points, "skill.finance": points, "style.warmth": 60,
            "style.integrity": 80, "vision.growth": points });
        recruiter.put(&format!("/api/v1/people/{person}/estimates"), known).await.json(200);
    }
    begun
}

/// Computes it at once.
pub(crate) async fn computed(app: &App, begun: &Begun) -> Value {
    let asked = json!({ "draws": 0, "seed": 1 });
    app.client(Role::Recruiter).post(&format!("{}/runs", begun.path), asked).await.json(201)
}

/// Leaves a run with this seed to a worker, and gives the path of its job.
pub(crate) async fn leave_run(client: &Client<'_>, begun: &Begun, seed: u64) -> String {
    let asked = json!({ "draws": 0, "seed": seed });
    let client = client.clone().with("prefer", "respond-async");
    let left = client.post(&format!("{}/runs", begun.path), asked).await;
    left.json(202);
    left.header("location").to_owned()
}

/// Puts a norm of nobody that goes with a search into the database, and gives its id.
pub(crate) async fn leave_norm(app: &App, begun: &Begun) -> String {
    let user = &app.member(Role::Recruiter).user;
    let norm = Norm {
        id: app.service.surroundings().id(),
        framework_id: begun.search["framework_id"].as_str().expect("an id").parse().expect("an id"),
        name: "Ours".to_owned(),
        version: 1,
        n_people: 100,
        sha256: "0".repeat(64),
        created_by: user.id.clone(),
        created_at: app.service.surroundings().now(),
    };
    let mut connection = app.service.database().write().await.expect("the database can be written");
    norms::insert(&mut connection, &user.org_id, &norm, "{}").await.expect("a norm");
    connection.commit().await.expect("it is kept");
    norm.id.to_string()
}

/// Puts a scenario of a search into the database, and gives its id.
pub(crate) async fn leave_scenario(app: &App, begun: &Begun) -> String {
    let user = &app.member(Role::Recruiter).user;
    let scenario = Scenario {
        id: app.service.surroundings().id(),
        name: "Trust first".to_owned(),
        criteria: json!({ "role_type": null, "weights": [["trust", 1.0]], "balance": null }).to_string(),
        created_by: user.id.clone(),
        created_at: app.service.surroundings().now(),
    };
    let mut connection = app.service.database().write().await.expect("the database can be written");
    let search = begun.id();
    scenarios::insert(&mut connection, &user.org_id, &search, &scenario).await.expect("a scenario");
    connection.commit().await.expect("it is kept");
    scenario.id.to_string()
}
