//! Signing in with address and password, and how failing slows down.

use crate::support::app::{Answer, App, Client};
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::signing_in::{PASSWORD, sign_in};
use service::operator;
use store::users::Role;

on_each_database! {
    nobody_learns_who_has_an_account,
    failures_slow_an_account_down,
    nobody_is_locked_out_for_good,
    failures_slow_an_address_down,
}

const VIEWER: &str = "viewer@acme.example";

async fn attempt(client: &Client<'_>, email: &str, password: &str) -> Answer {
    let form = format!("email={}&password={}", email.replace('@', "%40"), password.replace(' ', "+"));
    client.post_form("/sign-in", &form).await
}

/// With one member who has a password.
async fn started(database: TestDatabase, settings: web::Settings) -> App {
    let app = App::start_with(database, settings).await;
    sign_in(&app, &app.member(Role::Viewer).user).await;
    app
}

async fn nobody_learns_who_has_an_account(database: TestDatabase) {
    let app = started(database, web::Settings::default()).await;
    let browser = app.stranger().on_our_page();
    let out = app.member(Role::Recruiter);
    sign_in(&app, &out.user).await;
    operator::set_disabled(&app.service, &out.user, true).await.expect("they are shut out");
    let mut answers = Vec::new();
    let longest = "x".repeat(10_000);
    for (email, password) in [
        (VIEWER, "wrong"),
        ("nobody@acme.example", "wrong"),
        // Someone without a password, and someone who is shut out but knows theirs.
        ("admin@acme.example", PASSWORD),
        ("recruiter@acme.example", PASSWORD),
        (VIEWER, &longest),
        ("not an address", ""),
    ] {
        let answer = attempt(&browser, email, password).await;
        assert_eq!(answer.status, 422, "{email}");
        assert!(!answer.headers.contains_key("set-cookie"), "{email}");
        answers.push(answer.text().replace(email, "…"));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:#?}");
    assert!(answers[0].contains("do not belong together"), "{}", answers[0]);
    assert_eq!(attempt(&browser, " Viewer@ACME.example ", PASSWORD).await.status, 303);
}

async fn failures_slow_an_account_down(database: TestDatabase) {
    let app = started(database, web::Settings::default()).await;
    let browser = app.stranger().on_our_page();
    for email in [VIEWER, "nobody@acme.example"] {
        for _ in 0..6 {
            assert_eq!(attempt(&browser, email, "wrong").await.status, 422, "{email}");
        }
        // Even the right password has to wait now, whether there is such an account or not.
        let slowed = attempt(&browser, email, PASSWORD).await;
        assert_eq!(slowed.status, 429, "{email}");
        assert!(slowed.text().contains("2 seconds"), "{}", slowed.text());
    }
    app.clock.pass_seconds(1);
    assert_eq!(attempt(&browser, VIEWER, PASSWORD).await.status, 429);
    // Others are not slowed down.
    let other = app.member(Role::Admin);
    sign_in(&app, &other.user).await;
    app.clock.pass_seconds(1);
    assert_eq!(attempt(&browser, VIEWER, PASSWORD).await.status, 303);
    // And what failed before is forgotten.
    for _ in 0..5 {
        assert_eq!(attempt(&browser, VIEWER, "wrong").await.status, 422);
    }
    assert_eq!(attempt(&browser, VIEWER, PASSWORD).await.status, 303);
}

async fn nobody_is_locked_out_for_good(database: TestDatabase) {
    let app = started(database, web::Settings::default()).await;
    let browser = app.stranger().on_our_page();
    for _ in 0..40 {
        assert_ne!(attempt(&browser, VIEWER, "wrong").await.status, 303);
        // The longest wait is a quarter of an hour.
        app.clock.pass_seconds(15 * 60);
    }
    assert_eq!(attempt(&browser, VIEWER, PASSWORD).await.status, 303);
}

async fn failures_slow_an_address_down(database: TestDatabase) {
    let settings = web::Settings { trusts_proxy: true, ..web::Settings::default() };
    let app = started(database, settings).await;
    let from = |address: &str| app.stranger().on_our_page().with("x-forwarded-for", address);
    let here = from("203.0.113.7");
    for index in 0..31 {
        assert_eq!(attempt(&here, &format!("guess{index}@acme.example"), "wrong").await.status, 422);
    }
    assert_eq!(attempt(&here, VIEWER, PASSWORD).await.status, 429);
    // What the address claims before the proxy's own word changes nothing.
    assert_eq!(attempt(&from("198.51.100.1, 203.0.113.7"), VIEWER, PASSWORD).await.status, 429);
    // Guessing links and tokens is guessing too.
    assert_eq!(here.get("/sign-in/guess").await.status, 429);
    let token = here.clone().with_token("cpt_guess").get("/api/v1/me").await;
    assert_eq!(token.problem(429).0, "throttled");
    assert_eq!(token.header("retry-after"), "2");
    assert_eq!(attempt(&from("203.0.113.8"), VIEWER, PASSWORD).await.status, 303);
    let good = here.clone().with_token(&app.member(Role::Viewer).token);
    good.get("/api/v1/me").await.json(200);
    app.clock.pass_seconds(2);
    assert_eq!(attempt(&here, VIEWER, PASSWORD).await.status, 303);
}
