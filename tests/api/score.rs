//! A ranking of people who are not on file.

use crate::support::app::{App, Client};
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::example::{compute, example};
use crate::support::program::{CANDIDATES, CEO, counterpart, file, score};
use crate::support::snapshot::Transcript;
use axum::http::Method;
use serde_json::{Value, json};
use service::{Permission, operator};
use store::users::Role;

on_each_database! {
    it_answers_what_the_command_line_prints,
    a_user_computes_two_at_once,
    a_need_is_what_the_command_line_prints,
    what_went_into_a_run_gives_its_result_again,
    what_will_not_do_is_told_by_its_place,
    it_is_bounded,
    it_is_for_everyone_with_its_scope_and_keeps_nothing,
}

const PATH: &str = "/api/v1/score";

/// The worked example as a request.
fn request(more: &Value) -> Value {
    let read = |path: &str| serde_json::from_str::<Value>(&file(path)).expect("JSON");
    let mut request = json!({ "ceo": read(CEO), "candidates": read(CANDIDATES) });
    let more = more.as_object().expect("fields").clone();
    request.as_object_mut().expect("fields").extend(more);
    request
}

async fn printed(client: &Client<'_>, request: Value) -> String {
    let result = client.post(PATH, request).await.json(200);
    serde_json::to_string_pretty(&result).expect("JSON") + "\n"
}

async fn a_user_computes_two_at_once(database: TestDatabase) {
    let app = App::start(database).await;
    let viewer = app.client(Role::Viewer);
    let ask = async || {
        viewer.post(PATH, request(&json!({ "draws": 200_000, "weight_uncertainty": "unknown" }))).await
    };
    let (one, two, three) = tokio::join!(ask(), ask(), ask());
    let (refused, done): (Vec<_>, Vec<_>) =
        [one, two, three].into_iter().partition(|answer| answer.status.as_u16() == 429);
    assert_eq!((refused.len(), done.len()), (1, 2));
    assert_eq!(refused[0].header("retry-after"), "2");
    assert_eq!(refused[0].problem(429).0, "too_busy");
    assert!(done.iter().all(|answer| answer.status == 200));
    assert_eq!(ask().await.status, 200, "once they are done there is room again");
}

async fn a_need_is_what_the_command_line_prints(database: TestDatabase) {
    let app = App::start(database).await;
    let ceo: Value = serde_json::from_str(&file(CEO)).expect("JSON");
    let asked = json!({ "ceo": ceo, "role_type": "executor" });
    let need = app.client(Role::Viewer).post("/api/v1/need", asked).await.json(200);
    let printed = counterpart(&["gaps", "--ceo", CEO, "--role-type", "executor", "--format", "json"]).text();
    assert_eq!(serde_json::to_string_pretty(&need).expect("JSON") + "\n", printed);
    let wrong = json!({ "ceo": { "id": "a", "estimates": { "skill.risk": 101 } }, "role_type": "nobody" });
    let (_, problem) = app.client(Role::Viewer).post("/api/v1/need", wrong).await.problem(422);
    let places: Vec<&Value> =
        problem["errors"].as_array().expect("errors").iter().map(|error| &error["pointer"]).collect();
    assert_eq!(places, ["/ceo/estimates/skill.risk", "/role_type"]);
}

async fn it_answers_what_the_command_line_prints(database: TestDatabase) {
    let app = App::start(database).await;
    let viewer = app.client(Role::Viewer);
    let usual = printed(&viewer, request(&json!({}))).await;
    assert_eq!(usual, score(&["--format", "json"]).text());
    let asked = json!({ "role_type": "partner", "weights": { "trust": 25, "roles": 30, "ethos": 1.5 }, "balance": -2,
        "draws": 1000, "seed": 9_007_199_254_740_991u64, "weight_uncertainty": 30 });
    let arguments = [
        "--role-type",
        "partner",
        "--weights",
        "trust=25,roles=30,ethos=1.5",
        "--balance=-2",
        "--draws",
        "1000",
        "--seed",
        "9007199254740991",
        "--weight-uncertainty",
        "30",
        "--format",
        "json",
    ];
    assert_eq!(printed(&viewer, request(&asked)).await, score(&arguments).text());
    let unknown =
        json!({ "draws": 1000, "weight_uncertainty": "unknown", "role_type": null, "weights": null });
    let arguments = ["--draws", "1000", "--weight-uncertainty", "unknown", "--format", "json"];
    assert_eq!(printed(&viewer, request(&unknown)).await, score(&arguments).text());
    let certain = printed(&viewer, request(&json!({ "draws": 0, "weight_uncertainty": null }))).await;
    assert_eq!(certain, score(&["--draws", "0", "--format", "json"]).text());
}

async fn what_went_into_a_run_gives_its_result_again(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = example(&app, json!({ "is_blind": true, "role_type": "mentor" })).await;
    let asked = json!({ "draws": 1000, "weight_uncertainty": "unknown" });
    let (path, _) = compute(&recruiter, &begun, asked).await;
    let inputs = recruiter.get(&format!("{path}/inputs")).await.json(200);
    let result = recruiter.get(&format!("{path}/result")).await;
    assert_eq!(recruiter.post(PATH, inputs).await.text(), result.text());
}

async fn what_will_not_do_is_told_by_its_place(database: TestDatabase) {
    let app = App::start(database).await;
    let client = app.client(Role::Viewer);
    let person = |more: Value| {
        let mut person = json!({ "id": "p" });
        person.as_object_mut().expect("fields").extend(more.as_object().expect("fields").clone());
        person
    };
    let rating = json!({ "dimension": "skill.change", "source": "friend", "value": 50 });
    let mut told = Transcript::default();
    for (field, value, pointers) in [
        ("ceo", json!({ "name": "Nobody" }), vec!["/ceo"]),
        ("ceo", json!([]), vec!["/ceo"]),
        ("ceo", json!(null), vec!["/ceo"]),
        ("ceo", person(json!({ "estimates": { "skill.risk": 101 } })), vec!["/ceo/estimates/skill.risk"]),
        (
            "ceo",
            person(json!({ "estimates": { "skill.risk": { "mean": 5, "se": -1 } } })),
            vec!["/ceo/estimates/skill.risk/se"],
        ),
        ("ceo", person(json!({ "age": 50 })), vec!["/ceo/age"]),
        ("candidates", json!([]), vec!["/candidates"]),
        ("candidates", json!({ "id": "c" }), vec!["/candidates"]),
        ("candidates", json!([1]), vec!["/candidates/0"]),
        ("candidates", json!([person(json!({})), person(json!({}))]), vec!["/candidates/1/id"]),
        (
            "candidates",
            json!([person(
                json!({ "estimates": { "skill.flying": 5, "skill.risk": "high" }, "ratings": [rating] })
            )]),
            vec![
                "/candidates/0/estimates/skill.flying",
                "/candidates/0/estimates/skill.risk",
                "/candidates/0/ratings/0/source",
            ],
        ),
        ("role_type", json!("king"), vec!["/role_type"]),
        ("weights", json!({ "roles": -1, "luck/~": 2 }), vec!["/weights/luck~1~0", "/weights/roles"]),
        ("weights", json!({ "roles": 0 }), vec!["/weights"]),
        ("weights", json!({}), vec!["/weights"]),
        ("weights", json!({ "roles": "much" }), vec!["/weights/roles"]),
        ("balance", json!(1.01), vec!["/balance"]),
        ("draws", json!(1_000_001), vec!["/draws"]),
        ("draws", json!(0.5), vec!["/draws"]),
        ("seed", json!(9_007_199_254_740_992u64), vec!["/seed"]),
        ("weight_uncertainty", json!(0.001), vec!["/weight_uncertainty"]),
        ("weight_uncertainty", json!("known"), vec!["/weight_uncertainty"]),
        ("framework", json!({}), vec!["/framework"]),
    ] {
        let mut asked = request(&json!({ "draws": 0 }));
        asked[field] = value.clone();
        let (code, problem) = client.post(PATH, asked).await.problem(422);
        told.add_problem(format!("{field}: {value}"), &problem);
        let places = problem["errors"].as_array().expect("places").iter().map(|error| &error["pointer"]);
        assert_eq!(
            (code.as_str(), places.cloned().collect::<Value>()),
            ("invalid", json!(pointers)),
            "{field} {value}"
        );
        let words = problem["errors"].to_string();
        assert!(!words.contains(".json"), "{words}");
    }
    // All at once, wherever they are.
    let wrong = json!({ "ceo": { "id": "" }, "candidates": [{ "id": "c", "headline": 3 }], "draws": 0, "balance": 2,
        "seed": 9_007_199_254_740_992u64 });
    let (_, problem) = client.post(PATH, wrong).await.problem(422);
    told.add_problem("all at once", &problem);
    let (_, problem) = client.post(PATH, json!({ "candidates": [] })).await.problem(422);
    told.add_problem("no CEO", &problem);
    told.check("api/score-refused");

    for (body, status) in [("{", 400), ("", 400), ("{\"seed\": 1e999}", 422), ("[]", 422), ("\"ceo\"", 422)] {
        let sent = client.send_bytes(Method::POST, PATH, "application/json", body.into()).await;
        assert_eq!(sent.status.as_u16(), status, "{body}: {}", sent.text());
    }
    // A dimension that stands twice is nobody's value.
    let twice = br#"{"ceo":{"id":"x"},"candidates":[{"id":"c","estimates":{"skill.risk":1,"skill.risk":2}}],"draws":0}"#;
    let sent = client.send_bytes(Method::POST, PATH, "application/json", twice.to_vec()).await;
    assert_eq!(sent.problem(422).1["errors"][0]["pointer"], "/candidates/0/estimates/skill.risk");
}

async fn it_is_bounded(database: TestDatabase) {
    let app = App::start(database).await;
    let client = app.client(Role::Viewer);
    let asked = |n: usize, draws: u64| {
        let candidates: Vec<Value> = (0..n).map(|index| json!({ "id": format!("c-{index}") })).collect();
        json!({ "ceo": { "id": "ceo" }, "candidates": candidates, "draws": draws })
    };
    for (n, draws, pointer) in [(501, 0, "/candidates"), (20, 100_001, "/draws"), (500, 4_001, "/draws")] {
        let (_, problem) = client.post(PATH, asked(n, draws)).await.problem(422);
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{n} × {draws}");
    }
    let many = client.post(PATH, asked(500, 0)).await.json(200);
    assert_eq!(many["results"].as_array().expect("results").len(), 500);
    // Of whom nothing is known, that is said: nothing here is on file that could be mended.
    assert_eq!(
        (&many["results"][0]["completeness"], &many["results"][0]["provisional"]),
        (&json!(0.0), &json!(true))
    );
    let huge = format!("{{\"ceo\":{}}}", " ".repeat(9 * 1024 * 1024));
    let sent = client.send_bytes(Method::POST, PATH, "application/json", huge.into_bytes()).await;
    assert_eq!(sent.problem(413).0, "too_large");
    let deep = format!("{{\"ceo\":{}", "[".repeat(100_000));
    let sent = client.send_bytes(Method::POST, PATH, "application/json", deep.into_bytes()).await;
    assert!(sent.status.is_client_error(), "{}", sent.text());
}

async fn it_is_for_everyone_with_its_scope_and_keeps_nothing(database: TestDatabase) {
    let app = App::start(database).await;
    let admin = app.client(Role::Admin);
    let before = admin.get("/api/v1/audit?limit=200").await.json(200);
    for &role in Role::ALL {
        let keyed = app.client(role).with("idempotency-key", "score");
        keyed.post(PATH, request(&json!({ "draws": 0 }))).await.json(200);
        // Nothing is kept under a key either: another request is another answer.
        keyed.post(PATH, request(&json!({ "draws": 10 }))).await.json(200);
    }
    assert_eq!(admin.get("/api/v1/audit?limit=200").await.json(200), before);
    assert_eq!(admin.get("/api/v1/people").await.json(200)["items"], json!([]));
    assert_eq!(app.stranger().post(PATH, request(&json!({}))).await.problem(401).0, "not_signed_in");
    let reader = &app.member(Role::Viewer).user;
    let scopes = [Permission::SearchesRead];
    let token = operator::add_token(&app.service, reader, "reads", &scopes, 1000).await.expect("a token");
    let reader = app.client(Role::Viewer).with_token(token.reveal());
    assert_eq!(reader.post(PATH, request(&json!({}))).await.problem(403).0, "denied");
}
