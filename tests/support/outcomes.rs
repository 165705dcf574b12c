//! Placements that were made before, and what became of them.

use crate::support::app::App;
use crate::support::searches::{Begun, begin};
use serde_json::{Value, json};
use service::jobs::do_one;
use store::users::Role;

/// The pillars of the framework that comes with the program, each with one of its facets.
pub(crate) const PILLARS: [&str; 5] = ["roles", "trust", "strategy", "execution", "ethos"];

/// A search whose only candidate was appointed, on a run that gave these points by pillar, all of them measured.
pub(crate) async fn placed(app: &App, points: [f64; 5]) -> Begun {
    let begun = begin(app, 1, json!({})).await;
    let candidate = begun.candidates[0].rsplit('/').next().expect("an id");
    let facet = |(pillar, points): (&&str, &f64)| {
        json!({ "id": format!("{pillar}-only"), "pillar": pillar, "ceo": 50, "coo": points, "fit": points / 100.0,
            "assumed": false })
    };
    let pillars: serde_json::Map<String, Value> =
        PILLARS.iter().zip(points).map(|(pillar, points)| ((*pillar).to_owned(), json!(points))).collect();
    let facets: Vec<Value> = PILLARS.iter().zip(&points).map(facet).collect();
    let result = json!({ "results": [{ "id": candidate, "pillars": pillars, "facets": facets }] });
    begun.decide_by(app, result.to_string()).await;
    // Placements are listed by when they were decided.
    app.clock.pass_seconds(1);
    begun
}

/// Records the board's rating of a placement, today.
pub(crate) async fn rate(app: &App, begun: &Begun, rating: f64) {
    let rated = json!({ "kind": "board_rating", "on": "2026-11-23", "rating": rating });
    app.client(Role::Recruiter).post(&format!("{}/outcomes", begun.path), rated).await.json(201);
}

/// Points by pillar for the n-th of many placements: spread, and no two pillars alike.
pub(crate) fn spread(n: usize) -> [f64; 5] {
    [37, 53, 29, 61, 43].map(|step| 20.0 + ((n * step + step) % 79) as f64)
}

/// Asks for a calibration, lets a worker compute it, and gives what it found.
pub(crate) async fn calibrated(app: &App, asked: Value) -> Value {
    let recruiter = app.client(Role::Recruiter);
    let left = recruiter.post("/api/v1/calibrations", asked).await;
    left.json(202);
    app.clock.pass_seconds(1);
    assert!(do_one(&app.service, "worker").await.expect("work"), "a job waits");
    let job = recruiter.get(left.header("location")).await.json(200);
    assert_eq!(job["state"], "done", "{job}");
    recruiter.get(job["result_href"].as_str().expect("where it is")).await.json(200)
}
