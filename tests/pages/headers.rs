//! What every answer tells a browser, whichever way it came about.

use crate::support::app::{Answer, App};
use crate::support::database::{Kind, TestDatabase};
use crate::support::signing_in::{in_browser, sign_in};
use axum::http::Method;
use store::users::Role;

/// An answer of every kind: pages, problems, redirects, files, what the router refuses by itself.
async fn answers(app: &App) -> Vec<(&'static str, Answer)> {
    let cookie = sign_in(app, &app.member(Role::Viewer).user).await;
    let (signed, stranger, viewer) = (in_browser(app, &cookie), app.stranger(), app.client(Role::Viewer));
    let style = signed.get("/").await.text();
    let style = style.split("href=\"").find_map(|rest| rest.strip_prefix("/assets/")?.split('"').next());
    let style = format!("/assets/{}", style.expect("a stylesheet"));
    vec![
        ("a page", signed.get("/").await),
        ("a page for nobody", stranger.get("/sign-in").await),
        ("a redirect", stranger.get("/").await),
        ("a page that is not there", signed.get("/nothing").await),
        ("a page by another method", signed.put("/account", serde_json::Value::Null).await),
        ("a form from elsewhere", stranger.post_form("/sign-in", "").await),
        ("a form that will not do", signed.post_form("/account/password", "present=a&password=b").await),
        ("a file of the pages", stranger.get(&style).await),
        ("something of the API", viewer.get("/api/v1/me").await),
        ("a problem of the API", stranger.get("/api/v1/me").await),
        ("nothing of the API", viewer.get("/api/v1/nothing").await),
        ("the API by another method", viewer.put("/api/v1/me", serde_json::Value::Null).await),
        ("the description", stranger.get("/api/v1/openapi.json").await),
        ("the description as a page", stranger.get("/api/docs").await),
        ("health", stranger.get("/healthz").await),
        ("readiness", stranger.get("/readyz").await),
        ("counters that are not there", stranger.get("/metrics").await),
        ("a body that is too large", too_large(app).await),
    ]
}

async fn too_large(app: &App) -> Answer {
    let viewer = app.client(Role::Viewer);
    viewer.send_bytes(Method::POST, "/api/v1/score", "application/json", vec![b' '; 2_000_000]).await
}

#[tokio::test]
async fn every_answer_has_them() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    for (what, answer) in answers(&app).await {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{what}");
        }
        assert_eq!(answer.header("x-request-id").len(), 32, "{what}");
        assert!(!answer.headers.contains_key("strict-transport-security"), "{what}");
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{what}: {policy}"
        );
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{what}: {policy}");
        let caching = answer.header("cache-control");
        let expected = match what {
            "a file of the pages" => "public, max-age=31536000, immutable",
            _ if what.contains("the API") || what.contains("too large") || what == "the description" => {
                "no-store"
            }
            _ => "no-store",
        };
        assert_eq!(caching, expected, "{what}");
    }
}

#[tokio::test]
async fn browsers_are_kept_to_https_where_there_is_https() {
    let settings = web::Settings { base_url: "https://a.example".to_owned(), ..web::Settings::default() };
    let app = App::start_with(TestDatabase::new(Kind::Sqlite).await, settings).await;
    for path in ["/sign-in", "/nothing", "/api/v1/me", "/healthz"] {
        let answer = app.stranger().get(path).await;
        assert_eq!(
            answer.header("strict-transport-security"),
            "max-age=31536000; includeSubDomains",
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_stored_page_of_another_does_not_come_back() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let cookie = sign_in(&app, &app.member(Role::Viewer).user).await;
    let page = in_browser(&app, &cookie).get("/account").await;
    let etag = page.header("etag").to_owned();
    let other = sign_in(&app, &app.member(Role::Admin).user).await;
    let answer = in_browser(&app, &other).with("if-none-match", etag).get("/account").await;
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("admin@acme.example"));
}
