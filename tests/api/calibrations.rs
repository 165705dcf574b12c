//! Weights held against what became of placements.

use crate::support::app::App;
use crate::support::database::{Kind, TestDatabase, on_each_database};
use crate::support::outcomes::{PILLARS, calibrated, placed, rate, spread};
use crate::support::searches::begin;
use crate::support::snapshot::{self, Transcript};
use serde_json::{Value, json};
use service::jobs::do_one;
use store::users::Role;

on_each_database! {
    twelve_placements_move_nothing,
    what_cannot_be_learnt_from_is_left_out_and_named,
    odd_outcomes_get_a_clear_statement,
    what_a_calibration_needs,
}

async fn twelve_placements_move_nothing(database: TestDatabase) {
    let app = App::start(database).await;
    for n in 0..12 {
        let begun = placed(&app, spread(n)).await;
        rate(&app, &begun, spread(n)[1]).await;
    }
    let found = calibrated(&app, json!({ "outcome": "board_rating", "seed": 7 })).await;
    assert_eq!(
        (&found["seed"], &found["n_used"], &found["is_proposal"], &found["features"]),
        (&json!(7), &json!(12), &json!(false), &json!("pillars"))
    );
    snapshot::check("api/calibration-of-few", found["found"]["verdict"].as_str().expect("words"));
    assert_eq!((&found["found"]["evidence"], &found["found"]["proposed"]), (&Value::Null, &Value::Null));
    assert_eq!(found["cases"].as_array().expect("cases").len(), 12);
    assert_eq!(found["cases"][0]["features"]["trust"], spread(0)[1] / 100.0);
    let statement = found["surfaces"][0]["statement"].as_str().expect("words");
    assert!(statement.contains("too few: it takes 60"), "{statement}");
    let admin = app.client(Role::Admin);
    let adopt = format!("/api/v1/calibrations/{}/adopt", found["id"].as_str().expect("an id"));
    assert_eq!(admin.post(&adopt, json!({ "reason": "I like them" })).await.problem(409).0, "no_proposal");
    let listed = admin.get("/api/v1/calibrations").await.json(200);
    assert_eq!(
        (&listed["items"][0]["id"], listed["items"].as_array().map(Vec::len)),
        (&found["id"], Some(1))
    );
    let cases = admin.get("/api/v1/outcomes/cases").await.json(200);
    assert_eq!(cases["items"][3]["standing"]["board_rating"], spread(3)[1]);
}

async fn what_cannot_be_learnt_from_is_left_out_and_named(database: TestDatabase) {
    let app = App::start(database).await;
    let rated = placed(&app, spread(1)).await;
    rate(&app, &rated, 60.0).await;
    placed(&app, spread(2)).await;
    // Of this one the run says nothing; that decision is withdrawn, and counts no more.
    let unknown = begin(&app, 1, json!({})).await;
    unknown.decide(&app).await;
    rate(&app, &unknown, 60.0).await;
    let withdrawn = placed(&app, spread(3)).await;
    rate(&app, &withdrawn, 60.0).await;
    withdrawn.withdraw(&app).await;
    let found = calibrated(&app, json!({ "outcome": "board_rating" })).await["found"].clone();
    assert_eq!((&found["n_cases"], &found["n"]), (&json!(3), &json!(1)));
    let mut why: Vec<&str> =
        found["excluded"].as_array().expect("cases").iter().filter_map(|left| left["why"].as_str()).collect();
    why.sort_unstable();
    assert_eq!(why, ["roles is missing", "the outcome is missing"]);
}

async fn odd_outcomes_get_a_clear_statement(database: TestDatabase) {
    let app = App::start(database).await;
    for n in 0..40 {
        let begun = placed(&app, spread(n)).await;
        rate(&app, &begun, 50.0).await;
        let left = json!({ "kind": "together_12", "on": "2026-11-23", "is_together": n > 2 });
        app.client(Role::Recruiter).post(&format!("{}/outcomes", begun.path), left).await.json(201);
    }
    for (asked, verdict) in [
        (json!({ "outcome": "board_rating" }), "not enough evidence to move: all outcomes are the same"),
        (
            json!({ "outcome": "together_12" }),
            "not enough evidence to move: only 3 outcomes are of the rarer kind, and it takes 10",
        ),
        (
            json!({ "outcome": "together_24" }),
            "not enough evidence to move: 0 outcomes can be used, and it takes 30",
        ),
        // Fewer cases than features, none of which is measured in all of them.
        (
            json!({ "outcome": "board_rating", "features": "facets" }),
            "not enough evidence to move: 0 outcomes can be used, and it takes 378",
        ),
    ] {
        assert_eq!(calibrated(&app, asked.clone()).await["found"]["verdict"], verdict, "{asked}");
    }
}

async fn what_a_calibration_needs(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let mut told = Transcript::default();
    for (body, pointer) in [
        (json!({}), ""),
        (json!({ "outcome": "luck" }), "/outcome"),
        (json!({ "outcome": "pulse", "features": "people" }), "/features"),
        (json!({ "outcome": "pulse", "seed": 9_007_199_254_740_992_u64 }), "/seed"),
        (
            json!({ "outcome": "pulse", "framework_id": "00000000-0000-7000-8000-000000000000" }),
            "/framework_id",
        ),
    ] {
        let (_, problem) = recruiter.post("/api/v1/calibrations", body.clone()).await.problem(422);
        told.add_problem(&body, &problem);
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{body}");
    }
    assert!(!do_one(&app.service, "worker").await.expect("nothing"));
    told.check("api/calibration-refused");
}

/// Ratings that follow one pillar speak for its weight; a person adopts them, and the framework says where they came from.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plain_finding_is_proposed_and_a_person_adopts_it() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    for n in 0..70 {
        let points = spread(n);
        let begun = placed(&app, points).await;
        // The score's scale is that of logarithms.
        rate(&app, &begun, 20.0 + 15.0 * stats::elementary::ln(points[1] / 10.0) + (n % 7) as f64).await;
    }
    let asked = json!({ "outcome": "board_rating", "seed": 1 });
    let found = calibrated(&app, asked.clone()).await;
    assert_eq!(found["found"]["verdict"], "the outcomes speak for other weights", "{}", found["found"]);
    let weight = |pillar: &str| found["found"]["proposed"][pillar].as_f64().expect("a weight");
    assert!(weight("trust") > 0.6, "{}", found["found"]["proposed"]);
    let sum: f64 = PILLARS.iter().map(|pillar| weight(pillar)).sum();
    assert!((sum - 1.0).abs() < 1e-9);
    let again = calibrated(&app, asked).await;
    assert_eq!(again["found"], found["found"], "the same cases and seed give the same answer");

    let admin = app.client(Role::Admin);
    let framework = format!("/api/v1/frameworks/{}", found["framework_id"].as_str().expect("an id"));
    let before = admin.get(&framework).await.json(200);
    let adopt = format!("/api/v1/calibrations/{}/adopt", found["id"].as_str().expect("an id"));
    let reason = json!({ "reason": "The board and I \"agree\"" });
    assert_eq!(app.client(Role::Recruiter).post(&adopt, reason.clone()).await.problem(403).0, "denied");
    for (body, pointer) in [
        (json!({ "reason": " " }), "/reason"),
        (json!({ "reason": "two\nlines" }), "/reason"),
        (json!({ "reason": "x", "version": "" }), "/version"),
    ] {
        let (_, problem) = admin.post(&adopt, body).await.problem(422);
        assert_eq!(problem["errors"][0]["pointer"], pointer);
    }
    let taken = json!({ "reason": "x", "version": before["version"] });
    assert_eq!(admin.post(&adopt, taken).await.problem(409).0, "version_taken");
    let keyed = admin.clone().with("idempotency-key", "adopt");
    let made = keyed.post(&adopt, reason.clone()).await;
    let adopted = made.json(201);
    assert_eq!(keyed.post(&adopt, reason.clone()).await.json(201), adopted);
    assert_eq!((&adopted["version"], &adopted["framework"]), (&json!("1.2.0"), &json!("ceo-coo")));
    assert!((adopted["pillars"][1]["weight"].as_f64().expect("a weight") - weight("trust")).abs() < 1e-4);
    assert_eq!(adopted["dimensions"], before["dimensions"]);
    let document = admin.get(&format!("{}/document", made.header("location"))).await.text();
    assert!(
        document.contains("weights_from = \"Learnt on 2026-11-23 from 70 outcomes"),
        "{}",
        &document[..2000]
    );
    assert_eq!(admin.post(&adopt, reason).await.problem(409).0, "adopted_already");
    let kept =
        admin.get(&format!("/api/v1/calibrations/{}", found["id"].as_str().expect("an id"))).await.json(200);
    assert_eq!(kept["adopted_as"], adopted["id"]);
    // What was decided by the version before stays what it was.
    assert_eq!(admin.get(&framework).await.json(200), before);
}
