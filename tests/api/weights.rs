//! Weights of searches.

use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::panels::measured;
use crate::support::searches::{begin, join};
use crate::support::snapshot::{self, Transcript};
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    every_method_gives_weights,
    comparisons_tell_how_consistent_they_are,
    what_will_not_do_is_told_by_its_place,
    weights_are_given_anew_only_from_what_was_read,
    weights_outlive_a_change_of_framework,
    the_panel_s_mean_is_that_of_its_members,
    members_see_others_weights_once_they_have_judged,
    who_may_give_weights,
}

fn near(found: &Value, expected: &[(&str, f64)]) {
    let found = found["weights"].as_object().expect("weights");
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (pillar, weight) in expected {
        let found = found[*pillar].as_f64().expect("a number");
        assert!((found - weight).abs() < 1e-12, "{pillar}: {found}, not {weight}");
    }
}

async fn every_method_gives_weights(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 0, json!({})).await;
    let path = format!("{}/weights/agreed", begun.path);
    let recruiter = app.client(Role::Recruiter);
    assert_eq!(recruiter.get(&path).await.problem(404).0, "not_found");
    let recruiter = recruiter.with("if-match", "*");
    for (judged, expected) in [
        (
            json!({ "method": "direct", "weights": { "roles": 3, "trust": 1, "ethos": 0 } }),
            vec![("roles", 0.75), ("trust", 0.25), ("ethos", 0.0)],
        ),
        (
            json!({ "method": "swing", "points": { "roles": 100, "trust": 60 } }),
            vec![("roles", 0.625), ("trust", 0.375)],
        ),
        (json!({ "method": "rank", "order": ["trust", "roles"] }), vec![("trust", 0.75), ("roles", 0.25)]),
        (
            json!({ "method": "ahp", "pillars": ["trust", "roles"], "judgements": [[1, 4], [0.25, 1]] }),
            vec![("trust", 0.8), ("roles", 0.2)],
        ),
    ] {
        let given = recruiter.put(&path, judged.clone()).await;
        let weights = given.json(200);
        near(&weights, &expected);
        assert_eq!((&weights["method"], &weights["owner"]), (&judged["method"], &json!("agreed")));
        // What was judged is kept as it was said, though numbers may be written another way.
        assert_eq!(weights["judged"]["order"], judged["order"]);
        assert_eq!(weights["judged"]["pillars"], judged["pillars"]);
        assert_eq!(weights["judged"]["points"]["trust"].as_f64(), judged["points"]["trust"].as_f64());
        let read = recruiter.get(&path).await;
        assert_eq!((read.json(200), read.header("etag")), (weights, given.header("etag")));
    }
    assert_eq!(recruiter.delete(&path).await.status, 204);
    assert_eq!(recruiter.delete(&path).await.problem(404).0, "not_found");
}

async fn comparisons_tell_how_consistent_they_are(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 0, json!({})).await;
    let path = format!("{}/weights/mine", begun.path);
    // A is far more than B, B far more than C, and yet C more than A.
    let judged = json!({ "method": "ahp", "pillars": ["roles", "trust", "ethos"],
        "judgements": [[1, 5, 0.5], [0.2, 1, 5], [2, 0.2, 1]] });
    let weights = app.client(Role::Recruiter).put(&path, judged).await.json(200);
    snapshot::check_json("api/weights-inconsistent", &weights);
    let number = |field: &str| weights[field].as_f64().unwrap_or_else(|| panic!("no {field}: {weights}"));
    assert!(number("consistency_ratio") > 0.10);
    assert!((number("consistency_index") - (number("lambda_max") - 3.0) / 2.0).abs() < 1e-12);
    assert!(weights["strain"]["pillar"].is_string() && weights["strain"]["judged"].is_number());
    assert_eq!(weights["owner"], app.member(Role::Recruiter).user.id.as_str());
    let plain = app.client(Role::Recruiter).with("if-match", "\"1\"");
    let plain = plain.put(&path, json!({ "method": "rank", "order": ["roles"] })).await.json(200);
    for field in ["lambda_max", "consistency_index", "consistency_ratio", "strain"] {
        assert_eq!(plain[field], Value::Null);
    }
}

async fn what_will_not_do_is_told_by_its_place(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 0, json!({})).await;
    let recruiter = app.client(Role::Recruiter);
    let ahp = |pillars: Value, judgements: Value| json!({ "method": "ahp", "pillars": pillars, "judgements": judgements });
    let mut told = Transcript::default();
    for (judged, pointer) in [
        (json!({}), ""),
        (json!([]), ""),
        (json!({ "method": "guess" }), "/method"),
        (json!({ "method": "direct" }), ""),
        (json!({ "method": "direct", "weights": {}, "order": [] }), ""),
        (json!({ "method": "direct", "weights": {}, "colour": 1 }), "/colour"),
        (json!({ "method": "direct", "weights": {} }), "/weights"),
        (json!({ "method": "direct", "weights": { "roles": 0 } }), "/weights"),
        (json!({ "method": "direct", "weights": { "roles": 1, "trust": -1 } }), "/weights/trust"),
        (json!({ "method": "direct", "weights": { "roles": 1e300 } }), "/weights/roles"),
        (json!({ "method": "direct", "weights": { "roles": "1" } }), "/weights/roles"),
        (json!({ "method": "direct", "weights": { "luck/chance": 1 } }), "/weights/luck~1chance"),
        (json!({ "method": "swing", "points": { "roles": null } }), "/points/roles"),
        (json!({ "method": "rank", "order": [] }), "/order"),
        (json!({ "method": "rank", "order": ["roles", "luck"] }), "/order/1"),
        (json!({ "method": "rank", "order": ["roles", "trust", "roles"] }), "/order/2"),
        (json!({ "method": "rank", "order": ["roles", 2] }), "/order/1"),
        (ahp(json!(["roles"]), json!([[1]])), "/judgements"),
        (ahp(json!(["roles", "trust"]), json!([[1, 2]])), "/judgements"),
        (ahp(json!(["roles", "trust"]), json!([[1, 2], [0.5]])), "/judgements"),
        (ahp(json!(["roles", "trust"]), json!([[1, 2], [2, 1]])), "/judgements/0/1"),
        (ahp(json!(["roles", "trust"]), json!([[1, 0], [0, 1]])), "/judgements/0/1"),
        (ahp(json!(["roles", "trust"]), json!([[2, 2], [0.5, 1]])), "/judgements/0/0"),
        (ahp(json!(["roles", "roles"]), json!([[1, 2], [0.5, 1]])), "/pillars/1"),
        (json!({ "method": "panel", "weights": { "roles": 1 } }), ""),
        (json!({ "method": "panel" }), "/method"),
    ] {
        let answer = recruiter.put(&format!("{}/weights/mine", begun.path), judged.clone()).await;
        let (_, problem) = answer.problem(422);
        told.add_problem(&judged, &problem);
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{judged}: {problem}");
    }
    assert_eq!(recruiter.get(&format!("{}/weights", begun.path)).await.json(200)["items"], json!([]));
    told.check("api/weights-refused");
}

async fn weights_are_given_anew_only_from_what_was_read(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 0, json!({})).await;
    let path = format!("{}/weights/agreed", begun.path);
    let (first, second) = (app.client(Role::Recruiter), app.client(Role::Admin));
    let rank = |first: &str| json!({ "method": "rank", "order": [first] });
    assert_eq!(first.put(&path, rank("roles")).await.header("etag"), "\"1\"");
    assert_eq!(second.put(&path, rank("trust")).await.problem(428).0, "if_match_missing");
    let put = second.clone().with("if-match", "\"1\"").put(&path, rank("trust")).await;
    assert_eq!((put.json(200)["revision"].clone(), put.header("etag")), (json!(2), "\"2\""));
    let stale = first.clone().with("if-match", "\"1\"").put(&path, rank("ethos")).await;
    assert_eq!(stale.problem(412).0, "stale");
    assert_eq!(first.clone().with("if-match", "\"1\"").delete(&path).await.problem(412).0, "stale");
    near(&first.get(&path).await.json(200), &[("trust", 1.0)]);
    // What someone else took back does not come again by a change of it.
    assert_eq!(second.delete(&path).await.status, 204);
    let gone = first.clone().with("if-match", "\"2\"").put(&path, rank("ethos")).await;
    assert_eq!(gone.problem(412).0, "stale");
    assert_eq!(first.get(&path).await.problem(404).0, "not_found");
}

async fn weights_outlive_a_change_of_framework(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 1, json!({})).await;
    let path = format!("{}/weights/agreed", begun.path);
    let recruiter = app.client(Role::Recruiter);
    let judged = json!({ "method": "ahp", "pillars": ["roles", "trust"], "judgements": [[1, 4], [0.25, 1]] });
    let given = recruiter.put(&path, judged).await.json(200);
    assert_eq!(given["lambda_max"].as_f64(), Some(2.0));
    let other = fit::framework::DEFAULT
        .replace("version = \"1.1.0\"", "version = \"1.2.0\"")
        .replace("[pillars.trust]", "[pillars.reliance]")
        .replace("{ trust = ", "{ reliance = ")
        .replace(", trust = ", ", reliance = ")
        .replace("\"trust\"", "\"reliance\"");
    let framework = app.client(Role::Admin).post("/api/v1/frameworks", json!({ "document": other })).await;
    let change = json!({ "framework_id": framework.json(201)["id"] });
    recruiter.clone().with("if-match", "*").patch(&begun.path, change).await.json(200);
    // They are read as they were given, but nothing is computed by them.
    assert_eq!(recruiter.get(&path).await.json(200), given);
    let run = recruiter.post(&format!("{}/runs", begun.path), json!({ "draws": 0 })).await;
    assert_eq!(run.problem(409).0, "other_framework");
}

async fn the_panel_s_mean_is_that_of_its_members(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 0, json!({})).await;
    join(&app, &begun, Role::PanelMember).await;
    let (mine, agreed) = (format!("{}/weights/mine", begun.path), format!("{}/weights/agreed", begun.path));
    let recruiter = app.client(Role::Recruiter);
    let panel = json!({ "method": "panel" });
    assert_eq!(recruiter.put(&agreed, panel.clone()).await.problem(409).0, "no_weights");
    let direct =
        |roles: f64, trust: f64| json!({ "method": "direct", "weights": { "roles": roles, "trust": trust } });
    recruiter.put(&mine, direct(8.0, 2.0)).await.json(200);
    app.client(Role::PanelMember).put(&mine, direct(0.2, 0.8)).await.json(200);
    let weights = recruiter.put(&agreed, panel.clone()).await.json(200);
    assert_eq!(weights["judged"], panel);
    near(&weights, &[("roles", 0.5), ("trust", 0.5), ("strategy", 0.0), ("execution", 0.0), ("ethos", 0.0)]);
    // One who leaves a pillar out gives it no weight, and then the geometric mean has none either.
    app.client(Role::PanelMember)
        .with("if-match", "*")
        .put(&mine, json!({ "method": "rank", "order": ["ethos"] }))
        .await
        .json(200);
    let (_, problem) = recruiter.clone().with("if-match", "*").put(&agreed, panel).await.problem(422);
    assert_eq!(problem["errors"][0]["pointer"], "/method");
}

async fn members_see_others_weights_once_they_have_judged(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 1, json!({})).await;
    join(&app, &begun, Role::PanelMember).await;
    join(&app, &begun, Role::Viewer).await;
    let path = format!("{}/weights", begun.path);
    let rank = json!({ "method": "rank", "order": ["trust"] });
    let recruiter = app.client(Role::Recruiter);
    recruiter.put(&format!("{path}/mine"), rank.clone()).await.json(200);
    recruiter.put(&format!("{path}/agreed"), rank.clone()).await.json(200);
    let panel = app.client(Role::PanelMember);
    panel.put(&format!("{path}/mine"), rank).await.json(200);
    let owners = |listed: Value| -> Vec<String> {
        let items = listed["items"].as_array().expect("items").clone();
        let mut owners: Vec<_> =
            items.iter().map(|set| set["owner"].as_str().expect("an owner").to_owned()).collect();
        owners.sort();
        owners
    };
    let sorted = |ids: &[&str]| {
        let mut ids: Vec<_> = ids.iter().map(|&id| id.to_owned()).collect();
        ids.sort();
        ids
    };
    let id = |role: Role| app.member(role).user.id.as_str();
    let seen = owners(panel.get(&path).await.json(200));
    assert_eq!(seen, sorted(&[id(Role::PanelMember)]), "what was agreed would sway them");
    assert_eq!(panel.get(&format!("{path}/agreed")).await.problem(403).0, "judgement_first");
    let all = sorted(&["agreed", id(Role::PanelMember), id(Role::Recruiter)]);
    assert_eq!(owners(app.client(Role::Viewer).get(&path).await.json(200)), all);
    begun.judge(&app, Role::PanelMember).await;
    assert_eq!(owners(panel.get(&path).await.json(200)), all);
}

async fn who_may_give_weights(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 0, json!({})).await;
    let (mine, agreed) = (format!("{}/weights/mine", begun.path), format!("{}/weights/agreed", begun.path));
    let rank = || json!({ "method": "rank", "order": ["trust"] });
    assert_eq!(app.client(Role::PanelMember).put(&mine, rank()).await.problem(404).0, "not_found");
    assert_eq!(app.foreign_client(Role::Admin).put(&mine, rank()).await.problem(404).0, "not_found");
    join(&app, &begun, Role::PanelMember).await;
    join(&app, &begun, Role::Viewer).await;
    app.client(Role::PanelMember).put(&mine, rank()).await.json(200);
    assert_eq!(app.client(Role::PanelMember).put(&agreed, rank()).await.problem(403).0, "denied");
    assert_eq!(app.client(Role::PanelMember).delete(&agreed).await.problem(403).0, "denied");
    assert_eq!(app.client(Role::Viewer).put(&mine, rank()).await.problem(403).0, "denied");
    assert_eq!(app.client(Role::Viewer).get(&mine).await.problem(404).0, "not_found");
    let keyed = app.client(Role::PanelMember).with("idempotency-key", "w-1").with("if-match", "\"1\"");
    let given = keyed.put(&mine, rank()).await;
    let again = keyed.put(&mine, rank()).await;
    assert_eq!((given.json(200), given.header("etag")), (again.json(200), again.header("etag")));
}
