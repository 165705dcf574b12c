//! API tokens: what they may, how long, and that nobody can read them again.

use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::signing_in::{in_browser, sign_in};
use crate::support::snapshot::{self, Transcript};
use serde_json::{Value, json};
use store::backup;
use store::users::Role;

on_each_database! {
    a_secret_is_shown_once,
    a_token_does_what_its_scopes_and_its_user_may,
    what_will_not_do_is_told_by_its_place,
    a_token_ends_on_its_day,
    a_token_says_when_it_was_used,
    a_token_is_revoked,
    a_user_has_so_many_tokens,
    reading_goes_on_while_nothing_can_be_written,
}

const TOKENS: &str = "/api/v1/tokens";

async fn make(app: &App, role: Role, scopes: &[&str]) -> Value {
    let input = json!({ "name": "nightly import", "scopes": scopes, "expires_in_days": 2 });
    app.client(role).post(TOKENS, input).await.json(201)
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// A token as it is listed.
async fn listed(app: &App, role: Role, id: &Value) -> Value {
    let tokens = app.client(role).get(TOKENS).await.json(200);
    let tokens = tokens["items"].as_array().expect("items").clone();
    tokens.into_iter().find(|token| token["id"] == *id).expect("it is listed")
}

async fn a_secret_is_shown_once(database: TestDatabase) {
    let app = App::start(database).await;
    let made = make(&app, Role::Viewer, &["account:manage"]).await;
    let mut shown = made.clone();
    shown["hint"] = json!("[the secret's last letters]");
    snapshot::check_json("api/token", &shown);
    let secret = text(&made["secret"]);
    // 256 bits in 43 letters, after what says what it is.
    assert!(secret.starts_with("cpt_") && secret.len() == 47, "{secret}");
    assert_eq!(text(&made["hint"]), &secret[secret.len() - 4..]);
    app.stranger().with_token(secret).get("/api/v1/me").await.json(200);
    let tokens = app.client(Role::Viewer).get(TOKENS).await.text();
    assert!(
        tokens.contains("nightly import") && !tokens.contains(secret) && !tokens.contains("secret"),
        "{tokens}"
    );
    // Nor is it anywhere in the database.
    let mut connection = app.service.database().read().await.expect("the database can be read");
    for table in backup::tables() {
        let rows = backup::read(&mut connection, &table, 0, 1_000).await.expect("rows");
        assert!(!rows.iter().any(|row| row.contains(&secret[4..])), "{}", table.name);
    }
    // A key gives no second look: a repeated request makes another.
    let keyed = app.client(Role::Viewer).with("idempotency-key", "k");
    let input = json!({ "name": "keyed", "scopes": ["account:manage"], "expires_in_days": 1 });
    let (one, two) = (keyed.post(TOKENS, input.clone()).await, keyed.post(TOKENS, input).await);
    assert_ne!(one.json(201)["secret"], two.json(201)["secret"]);
}

async fn a_token_does_what_its_scopes_and_its_user_may(database: TestDatabase) {
    let app = App::start(database).await;
    let made = make(&app, Role::Recruiter, &["people:read", "account:manage"]).await;
    let client = app.stranger().with_token(text(&made["secret"]));
    client.get("/api/v1/people").await.json(200);
    let denied = client.post("/api/v1/people", json!({ "name": "Robin" })).await;
    snapshot::check_json("api/token-without-the-scope", &denied.problem(403).1);
    // A token cannot make another that may more than it does.
    let more = json!({ "name": "more", "scopes": ["people:read", "people:write"], "expires_in_days": 1 });
    assert_eq!(client.post(TOKENS, more).await.problem(422).1["errors"][0]["pointer"], "/scopes/1");
    // When its user may less, so does it.
    let path = format!("/api/v1/users/{}", app.member(Role::Recruiter).user.id);
    let admin = app.client(Role::Admin).with("if-match", "*");
    admin.patch(&path, json!({ "role": "viewer" })).await.json(200);
    assert_eq!(client.get("/api/v1/people").await.problem(403).0, "denied");
}

async fn what_will_not_do_is_told_by_its_place(database: TestDatabase) {
    let app = App::start(database).await;
    let viewer = app.client(Role::Viewer);
    let mut told = Transcript::default();
    for (input, places) in [
        (
            json!({ "name": " ", "scopes": [], "expires_in_days": 0 }),
            vec!["/name", "/expires_in_days", "/scopes"],
        ),
        (json!({ "name": "a", "scopes": ["jobs:read"], "expires_in_days": 366 }), vec!["/expires_in_days"]),
        (
            json!({ "name": "a", "scopes": ["jobs:read", "users:manage"], "expires_in_days": 1 }),
            vec!["/scopes/1"],
        ),
        (json!({ "name": "a", "scopes": ["everything"], "expires_in_days": 1 }), vec!["/scopes/0"]),
    ] {
        let problem = viewer.post(TOKENS, input.clone()).await.problem(422).1;
        told.add_problem(&input, &problem);
        let found: Vec<&str> =
            problem["errors"].as_array().expect("errors").iter().map(|one| text(&one["pointer"])).collect();
        assert_eq!(found, places);
    }
    let refused = app.stranger().get("/api/v1/me").await;
    assert!(refused.header("www-authenticate").starts_with("Bearer"));
    told.check("api/token-refused");
}

async fn a_token_ends_on_its_day(database: TestDatabase) {
    let app = App::start(database).await;
    let made = make(&app, Role::Viewer, &["account:manage"]).await;
    let client = app.stranger().with_token(text(&made["secret"]));
    app.clock.pass_seconds(2 * 24 * 60 * 60 - 1);
    client.get("/api/v1/me").await.json(200);
    app.clock.pass_seconds(1);
    assert_eq!(client.get("/api/v1/me").await.problem(401).0, "not_signed_in");
}

async fn a_token_says_when_it_was_used(database: TestDatabase) {
    let app = App::start(database).await;
    let made = make(&app, Role::Viewer, &["account:manage"]).await;
    assert_eq!(made["last_used_at"], Value::Null);
    let client = app.stranger().with_token(text(&made["secret"]));
    app.clock.pass_seconds(30);
    client.get("/api/v1/me").await.json(200);
    let first = listed(&app, Role::Viewer, &made["id"]).await["last_used_at"].clone();
    assert!(text(&first) > text(&made["created_at"]));
    // To the minute: not every request is a write.
    app.clock.pass_seconds(59);
    client.get("/api/v1/me").await.json(200);
    assert_eq!(listed(&app, Role::Viewer, &made["id"]).await["last_used_at"], first);
    app.clock.pass_seconds(1);
    client.get("/api/v1/me").await.json(200);
    assert!(text(&listed(&app, Role::Viewer, &made["id"]).await["last_used_at"]) > text(&first));
}

async fn a_token_is_revoked(database: TestDatabase) {
    let app = App::start(database).await;
    let made = make(&app, Role::Viewer, &["account:manage"]).await;
    let client = app.stranger().with_token(text(&made["secret"]));
    let path = format!("{TOKENS}/{}", text(&made["id"]));
    // Not even an admin can reach what is somebody else's own.
    assert_eq!(app.client(Role::Admin).delete(&path).await.problem(404).0, "not_found");
    client.get("/api/v1/me").await.json(200);
    assert_eq!(app.client(Role::Viewer).delete(&path).await.status, 204);
    assert_eq!(client.get("/api/v1/me").await.problem(401).0, "not_signed_in");
    assert_eq!(app.client(Role::Viewer).delete(&path).await.problem(404).0, "not_found");
    assert!(listed(&app, Role::Viewer, &made["id"]).await["revoked_at"].is_string());
}

async fn a_user_has_so_many_tokens(database: TestDatabase) {
    let app = App::start(database).await;
    // One is there already.
    for _ in 0..49 {
        make(&app, Role::Viewer, &["account:manage"]).await;
    }
    let input = json!({ "name": "one more", "scopes": ["account:manage"], "expires_in_days": 2 });
    assert_eq!(app.client(Role::Viewer).post(TOKENS, input.clone()).await.problem(409).0, "too_many");
    app.clock.pass_seconds(3 * 24 * 60 * 60);
    app.client(Role::Viewer).post(TOKENS, input).await.json(201);
}

async fn reading_goes_on_while_nothing_can_be_written(database: TestDatabase) {
    let app = App::start(database).await;
    let viewer = app.client(Role::Viewer);
    let cookie = sign_in(&app, &app.member(Role::Viewer).user).await;
    assert_eq!(viewer.get("/api/v1/me").await.status, 200);
    // Their use would be noted, once a minute.
    app.clock.pass_seconds(61);
    let held = app.service.database().write().await.expect("the database can be written");
    assert_eq!(viewer.get("/api/v1/me").await.status, 200);
    assert_eq!(in_browser(&app, &cookie).get("/account").await.status, 200);
    drop(held);
}
