//! Scores of validated tests, from files.

use crate::support::app::{Answer, App, Client};
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::snapshot::{self, Transcript};
use axum::http::Method;
use serde_json::json;
use store::users::Role;

on_each_database! {
    scores_become_ratings_and_are_undone,
    a_file_is_put_on_file_whole_or_not_at_all,
}

const SCORES: &str = "id,scale,dimension,score,norm_mean,norm_sd\nc-1,Order,style.detail,60,50,10\n\
                      c-1,Calm,style.composure,40,50,10\n";

async fn send(client: &Client<'_>, text: &str) -> Answer {
    let path = "/api/v1/test-scores?file_name=scores.csv";
    client.send_bytes(Method::POST, path, "text/csv", text.as_bytes().to_vec()).await
}

async fn scores_become_ratings_and_are_undone(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let made = recruiter.post("/api/v1/people", json!({ "name": "Robin", "reference": "c-1" })).await;
    let path = made.header("location").to_owned();
    let added = send(&recruiter, SCORES).await.json(200);
    snapshot::check_json("api/test-scores", &added);
    assert_eq!(added["people"][0]["name"], "Robin");
    assert_eq!(added["people"][0]["dimensions"], json!(["style.detail", "style.composure"]));
    let ratings = recruiter.get(&format!("{path}/ratings")).await.json(200)["items"].clone();
    // 50 ± 20 / √0.8: a deviation of the norm is one of people, and a test's error is part of its spread.
    for (place, (rater, value)) in
        [("Calm", 50.0 - 20.0 / 0.8_f64.sqrt()), ("Order", 50.0 + 20.0 / 0.8_f64.sqrt())]
            .into_iter()
            .enumerate()
    {
        let rating = &ratings[place];
        assert_eq!(
            (rating["source"].as_str(), rating["rater"].as_str()),
            (Some("test"), Some(rater)),
            "{ratings}"
        );
        assert!((rating["value"].as_f64().expect("a value") - value).abs() < 1e-9, "{ratings}");
    }
    assert_eq!(send(&recruiter, SCORES).await.problem(409).0, "rated_already");
    app.client(Role::PanelMember).get("/api/v1/people").await.json(403);
    assert_eq!(send(&app.client(Role::PanelMember), SCORES).await.status, 403);
}

async fn a_file_is_put_on_file_whole_or_not_at_all(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let made = recruiter.post("/api/v1/people", json!({ "name": "Robin", "reference": "c-1" })).await;
    let path = made.header("location").to_owned();
    let unknown = format!("{SCORES}c-2,Order,style.detail,60,50,10\n");
    let refused = send(&recruiter, &unknown).await.json(422);
    let mut told = Transcript::default();
    told.add_problem("somebody unknown", &refused);
    let bad =
        send(&recruiter, "id,dimension,score,norm_mean,norm_sd\nc-1,style.detial,60,50,0\n").await.json(422);
    told.add_problem("two mistakes", &bad);
    told.check("api/test-scores-refused");
    assert_eq!(recruiter.get(&format!("{path}/ratings")).await.json(200)["items"], json!([]));
}
