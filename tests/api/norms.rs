//! Norms from the organisation's own people.

use crate::support::app::{App, Client};
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::example::{compute, import, search};
use crate::support::people::{people, to_json};
use crate::support::searches::Begun;
use crate::support::snapshot;
use fit::{Criteria, Estimates, Framework, Plan, framework};
use serde_json::{Value, json};
use store::norms;
use store::users::Role;

on_each_database! {
    a_hundred_people_make_a_norm_and_fewer_none,
    percentiles_are_among_the_people_of_the_norm,
    a_run_keeps_the_norm_that_it_used,
    a_norm_names_nobody,
    what_does_not_go_together_is_refused,
}

/// A search for the first of so many people, among some of the others.
async fn begun(app: &App, n: usize) -> Begun {
    let recruiter = app.client(Role::Recruiter);
    import(&recruiter, &to_json(&people(n))).await;
    search(&recruiter, "p-000", json!({})).await
}

async fn made(client: &Client<'_>) -> Value {
    client.post("/api/v1/norms", json!({ "name": "Operators we know" })).await.json(201)
}

async fn choose(client: &Client<'_>, begun: &Begun, norm: &Value) -> Value {
    let change = json!({ "norm_id": norm });
    client.clone().with("if-match", "*").patch(&begun.path, change).await.json(200)
}

async fn a_hundred_people_make_a_norm_and_fewer_none(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    begun(&app, 100).await;
    // The CEO is none of those whom candidates are compared with.
    let (code, problem) = recruiter.post("/api/v1/norms", json!({ "name": "Ours" })).await.problem(409);
    assert_eq!(code, "too_few_people");
    snapshot::check_json("api/norm-of-too-few", &problem);
    let more = json!([{ "id": "more", "name": "One More", "estimates": { "skill.risk": 50 } }]);
    import(&recruiter, &more.to_string()).await;
    // Somebody of whom nothing is known does not count.
    recruiter.post("/api/v1/people", json!({ "name": "Nobody Knows" })).await.json(201);
    let first = made(&recruiter).await;
    snapshot::check_json("api/norm", &first);
    assert_eq!((&first["version"], &first["n_people"]), (&json!(1), &json!(100)));
    app.clock.pass_seconds(1);
    let keyed = recruiter.clone().with("idempotency-key", "k-1");
    let second = made(&keyed).await;
    assert_eq!(second["version"], 2);
    assert_eq!(made(&keyed).await, second, "asked again under one key, it is made once");
    assert_eq!(second["sha256"], first["sha256"], "the same people have the same values");
    let listed = app.client(Role::Viewer).get("/api/v1/norms").await.json(200);
    assert_eq!(listed["items"], json!([second, first]));
    let path = format!("/api/v1/norms/{}", first["id"].as_str().expect("an id"));
    assert_eq!(app.client(Role::PanelMember).get(&path).await.json(200), first);
    for role in [Role::PanelMember, Role::Viewer] {
        let denied = app.client(role).post("/api/v1/norms", json!({ "name": "Ours" })).await;
        assert_eq!(denied.problem(403).0, "denied");
    }
    assert_eq!(app.foreign_client(Role::Admin).get(&path).await.problem(404).0, "not_found");
    assert_eq!(recruiter.post("/api/v1/norms", json!({ "name": " " })).await.problem(422).0, "invalid");
}

async fn percentiles_are_among_the_people_of_the_norm(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = begun(&app, 121).await;
    let norm = made(&recruiter).await;
    let changed = choose(&recruiter, &begun, &norm["id"]).await;
    assert_eq!(changed["norm_id"], norm["id"]);
    let (path, _) = compute(&recruiter, &begun, json!({ "draws": 0 })).await;
    let result = recruiter.get(&format!("{path}/result")).await.json(200);
    let stamp = &result["norm"];
    assert_eq!((&stamp["id"], &stamp["name"], &stamp["version"]), (&norm["id"], &norm["name"], &json!(1)));
    assert_eq!((&stamp["n_people"], stamp["made_on"].as_str().expect("a day").len()), (&json!(120), 10));

    let framework = Framework::parse(framework::DEFAULT).expect("the default framework");
    let file = to_json(&people(121));
    let profiles = intake::read_pool(&framework, "people.json", file.as_bytes(), intake::Mode::Strict);
    let known: Vec<Estimates> =
        profiles.expect("people").profiles.iter().map(|one| Estimates::of(&framework, one)).collect();
    let plan = Plan::compile(&framework, &known[0], &Criteria::default()).expect("a plan");
    // The norm keeps values to a tenth of a point, and takes them as exact.
    let kept = |person: &Estimates| {
        let seen = person.seen.iter().map(|value| (value * 1000.0).round() / 1000.0).collect();
        Estimates { seen, seen_se: vec![0.0; person.seen.len()], ..person.clone() }
    };
    let scores: Vec<f64> = known[1..].iter().map(|person| plan.score(&kept(person)).overall).collect();
    let mut n_differing = 0;
    for candidate in result["results"].as_array().expect("results") {
        let (score, found) =
            (&candidate["score"], candidate["norm"]["score"].as_f64().expect("a percentile"));
        let score = score.as_f64().expect("a score") / 100.0;
        // The share below, and half of the share level with them.
        let below = scores.iter().filter(|other| **other < score - 1e-9).count();
        let level = scores.iter().filter(|other| (**other - score).abs() <= 1e-9).count();
        let expected = 100.0 * (below as f64 + level as f64 / 2.0) / scores.len() as f64;
        assert!((found - expected).abs() < 1e-9, "{found} and {expected}");
        n_differing += usize::from((found - 50.0).abs() > 1.0);
    }
    assert!(n_differing > 100, "they spread over the whole norm");

    // The same without a search, and computed again from what the run keeps.
    let inputs = recruiter.get(&format!("{path}/inputs")).await.json(200);
    assert_eq!(inputs["norm_id"], norm["id"]);
    let again = recruiter.post("/api/v1/score", inputs).await.json(200);
    assert_eq!(again["norm"], result["norm"]);
    let pack = recruiter.get(&format!("{}/pack", begun.path)).await;
    assert_eq!(service::packs::verify(&pack.body).problems, [""; 0], "the norm is in the pack");
    let percentiles = |result: &Value| -> Vec<(Value, Value)> {
        let rows = result["results"].as_array().expect("results").iter();
        rows.map(|row| (row["score"].clone(), row["norm"].clone())).collect()
    };
    assert!(percentiles(&again) == percentiles(&result), "the same comes out");
}

async fn a_run_keeps_the_norm_that_it_used(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = begun(&app, 102).await;
    let norm = made(&recruiter).await;
    choose(&recruiter, &begun, &norm["id"]).await;
    let (path, _) = compute(&recruiter, &begun, json!({ "draws": 0 })).await;
    let before = recruiter.get(&format!("{path}/result")).await.body;
    choose(&recruiter, &begun, &Value::Null).await;
    let shortlist = recruiter.get(&format!("{}/shortlist", begun.path)).await.json(200);
    assert_eq!(shortlist["run_id"], Value::Null, "the results follow the other norm");
    assert_eq!(recruiter.get(&format!("{path}/result")).await.body, before);
    let report = recruiter.get(&format!("{path}/report.html")).await.text();
    assert!(report.contains("your norm “Operators we know”, version 1"), "{report}");
    assert!(report.contains("101 people of one’s own") && !report.contains("Reference candidates"));
    let (path, _) = compute(&recruiter, &begun, json!({ "draws": 0 })).await;
    let result = recruiter.get(&format!("{path}/result")).await.json(200);
    assert_eq!(result.get("norm"), None);
    let report = recruiter.get(&format!("{path}/report.html")).await.text();
    assert!(report.contains("Reference candidates") && !report.contains("Operators we know"));
}

async fn a_norm_names_nobody(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = begun(&app, 102).await;
    let norm = made(&recruiter).await;
    let (org, id) = (&app.member(Role::Admin).user.org_id, norm["id"].as_str().expect("an id").parse());
    let mut connection = app.service.database().read().await.expect("the database can be read");
    let document =
        norms::document(&mut connection, org, &id.expect("an id")).await.expect("rows").expect("a norm");
    drop(connection);
    let kept: Value = serde_json::from_str(&document).expect("JSON");
    let rows = kept["people"].as_array().expect("people");
    assert_eq!((rows.len(), kept.as_object().expect("fields").len()), (101, 2));
    assert!(!document.contains("Überg") && !document.contains("p-0"), "{document}");
    let first = |row: &Value| row[0].as_f64().expect("a number");
    assert!(rows.iter().map(first).is_sorted(), "their order says nothing of them");
    // Whoever is erased is gone; the norm is what it was.
    let candidate = recruiter.get(&begun.candidates[0]).await.json(200);
    let person = format!("/api/v1/people/{}", candidate["person_id"].as_str().expect("an id"));
    assert_eq!(recruiter.delete(&person).await.status, 204);
    let after =
        recruiter.get(&format!("/api/v1/norms/{}", norm["id"].as_str().expect("an id"))).await.json(200);
    assert_eq!(after, norm);
}

async fn what_does_not_go_together_is_refused(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = begun(&app, 101).await;
    let norm = made(&recruiter).await;
    let change = recruiter.clone().with("if-match", "*");
    let nothing = json!({ "norm_id": "00000000-0000-7000-8000-000000000000" });
    let (_, problem) = change.patch(&begun.path, nothing).await.problem(422);
    assert_eq!(problem["errors"][0]["pointer"], "/norm_id", "{problem}");
    choose(&recruiter, &begun, &norm["id"]).await;
    let other = framework::DEFAULT.replacen("version = \"", "version = \"9", 1);
    let added =
        app.client(Role::Admin).post("/api/v1/frameworks", json!({ "document": other })).await.json(201);
    let (_, problem) = change.patch(&begun.path, json!({ "framework_id": added["id"] })).await.problem(422);
    assert_eq!(problem["errors"][0]["pointer"], "/norm_id", "{problem}");
    let both = json!({ "framework_id": added["id"], "norm_id": null });
    assert_eq!(change.patch(&begun.path, both).await.json(200)["norm_id"], Value::Null);
    let theirs = app.foreign_client(Role::Admin);
    import(&theirs, &to_json(&people(2))).await;
    let foreign = search(&theirs, "p-000", json!({})).await;
    let stolen =
        theirs.clone().with("if-match", "*").patch(&foreign.path, json!({ "norm_id": norm["id"] })).await;
    assert_eq!(stolen.problem(422).1["errors"][0]["pointer"], "/norm_id");
    // A search that goes takes its choice along, and leaves the norm.
    assert_eq!(recruiter.delete(&begun.path).await.status, 204);
    recruiter.get(&format!("/api/v1/norms/{}", norm["id"].as_str().expect("an id"))).await.json(200);
}
