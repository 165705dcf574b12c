//! A search whose people are measured, and runs of it.

use crate::support::app::{App, Client};
use crate::support::searches::{Begun, begin};
use serde_json::{Value, json};
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
