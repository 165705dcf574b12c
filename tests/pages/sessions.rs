//! Sessions: how long they last, and who ends them.

use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::signing_in::{PASSWORD, cookie_of, in_browser, sign_in};
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    a_session_ends_after_half_an_hour_without_use,
    a_session_ends_after_twelve_hours,
    signing_in_gives_another_session,
    sessions_are_listed_and_ended,
    a_new_password_ends_other_sessions,
    a_new_password_ends_tokens_and_links,
    signing_out_everywhere_ends_everything,
    whoever_is_shut_out_is_out_at_once,
    a_change_of_role_holds_at_once,
    what_leaves_or_goes_for_good_needs_the_password_again,
}

const MINUTE: i64 = 60;

async fn is_in(app: &App, cookie: &str) -> bool {
    let answer = in_browser(app, cookie).get("/account").await;
    match answer.status.as_u16() {
        200 => true,
        303 if answer.header("location").starts_with("/sign-in?next=") => false,
        status => panic!("{status}: {}", answer.text()),
    }
}

async fn listed(app: &App, role: Role) -> Vec<Value> {
    let sessions = app.client(role).get("/api/v1/sessions").await.json(200);
    sessions["items"].as_array().expect("items").clone()
}

async fn a_session_ends_after_half_an_hour_without_use(database: TestDatabase) {
    let app = App::start(database).await;
    let cookie = sign_in(&app, &app.member(Role::Viewer).user).await;
    for _ in 0..3 {
        app.clock.pass_seconds(29 * MINUTE);
        assert!(is_in(&app, &cookie).await);
    }
    app.clock.pass_seconds(30 * MINUTE);
    // A session that works no more is not listed as one that does.
    assert!(listed(&app, Role::Viewer).await.is_empty());
    assert!(!is_in(&app, &cookie).await);
}

async fn a_session_ends_after_twelve_hours(database: TestDatabase) {
    let app = App::start(database).await;
    let cookie = sign_in(&app, &app.member(Role::Viewer).user).await;
    for _ in 0..28 {
        app.clock.pass_seconds(25 * MINUTE);
        assert!(is_in(&app, &cookie).await);
    }
    app.clock.pass_seconds(20 * MINUTE);
    assert!(!is_in(&app, &cookie).await);
}

async fn signing_in_gives_another_session(database: TestDatabase) {
    let app = App::start(database).await;
    let first = sign_in(&app, &app.member(Role::Viewer).user).await;
    let form = format!("email=viewer%40acme.example&password={}", PASSWORD.replace(' ', "+"));
    let again = in_browser(&app, &first).post_form("/sign-in", &form).await;
    let second = cookie_of(again.header("set-cookie"));
    assert_ne!(first, second);
    assert_eq!((is_in(&app, &first).await, is_in(&app, &second).await), (false, true));
    // A session that somebody else has chosen is none, before signing in and after.
    let chosen = "counterpart=chosen-by-another";
    let signed = in_browser(&app, chosen).post_form("/sign-in", &form).await;
    assert_ne!(cookie_of(signed.header("set-cookie")), chosen);
    assert!(!is_in(&app, chosen).await);
    // What another browser began goes on.
    assert!(is_in(&app, &second).await);
}

async fn sessions_are_listed_and_ended(database: TestDatabase) {
    let app = App::start(database).await;
    let viewer = &app.member(Role::Viewer).user;
    let first = sign_in(&app, viewer).await;
    app.clock.pass_seconds(MINUTE);
    let second = sign_in(&app, viewer).await;
    let third = sign_in(&app, viewer).await;
    let found = listed(&app, Role::Viewer).await;
    assert_eq!(found.len(), 3);
    assert!(found[0]["created_at"].as_str() > found[2]["created_at"].as_str());
    assert!(listed(&app, Role::Admin).await.is_empty());
    let path = format!("/api/v1/sessions/{}", found[2]["id"].as_str().expect("an id"));
    assert_eq!(app.client(Role::Admin).delete(&path).await.status, 404);
    assert!(is_in(&app, &first).await);
    assert_eq!(app.client(Role::Viewer).delete(&path).await.status, 204);
    assert_eq!(app.client(Role::Viewer).delete(&path).await.status, 404);
    assert!(!is_in(&app, &first).await && is_in(&app, &second).await);

    let path = format!("/account/sessions/{}/end", found[1]["id"].as_str().expect("an id"));
    let by_another = sign_in(&app, &app.member(Role::Admin).user).await;
    assert_eq!(in_browser(&app, &by_another).post_form(&path, "").await.status, 404);
    assert_eq!(in_browser(&app, &third).post_form(&path, "").await.status, 303);
    let left = listed(&app, Role::Viewer).await;
    assert_eq!(left.iter().map(|session| &session["id"]).collect::<Vec<_>>(), [&found[0]["id"]]);

    let out = in_browser(&app, &third).post_form("/sign-out", "").await;
    assert_eq!((out.status.as_u16(), out.header("location")), (303, "/sign-in"));
    assert!(
        out.header("set-cookie").starts_with("counterpart=;")
            && out.header("set-cookie").contains("Max-Age=0")
    );
    assert!(!is_in(&app, &third).await);
}

async fn a_new_password_ends_other_sessions(database: TestDatabase) {
    let app = App::start(database).await;
    let viewer = &app.member(Role::Viewer).user;
    let (other, own) = (sign_in(&app, viewer).await, sign_in(&app, viewer).await);
    let browser = in_browser(&app, &own);
    let new = "eleven+green+kettles+sing";
    let present = PASSWORD.replace(' ', "+");
    for form in [format!("present=wrong&password={new}"), format!("present={present}&password=viewer123456")]
    {
        assert_eq!(browser.post_form("/account/password", &form).await.status, 422);
    }
    assert!(is_in(&app, &other).await);
    let form = format!("present={present}&password={new}");
    assert!(browser.post_form("/account/password", &form).await.status.as_u16() < 400);
    assert_eq!((is_in(&app, &other).await, is_in(&app, &own).await), (false, true));
    for (password, status) in [(present.as_str(), 422), (new, 303)] {
        let form = format!("email=viewer%40acme.example&password={password}");
        assert_eq!(app.stranger().on_our_page().post_form("/sign-in", &form).await.status, status);
    }
}

async fn whoever_is_shut_out_is_out_at_once(database: TestDatabase) {
    let app = App::start(database).await;
    let cookie = sign_in(&app, &app.member(Role::Viewer).user).await;
    let path = format!("/api/v1/users/{}", app.member(Role::Viewer).user.id);
    let admin = app.client(Role::Admin).with("if-match", "*");
    // Nothing of what ended comes back with them.
    for is_disabled in [true, false] {
        admin.patch(&path, serde_json::json!({ "is_disabled": is_disabled })).await.json(200);
        assert!(!is_in(&app, &cookie).await);
        assert_eq!(app.client(Role::Viewer).get("/api/v1/me").await.status, 401, "their token");
    }
    let cookie = sign_in(&app, &app.member(Role::Viewer).user).await;
    assert!(is_in(&app, &cookie).await);
}

async fn a_new_password_ends_tokens_and_links(database: TestDatabase) {
    let app = App::start(database).await;
    let viewer = &app.member(Role::Viewer).user;
    let cookie = sign_in(&app, viewer).await;
    let (link, _) = service::operator::sign_in_link(&app.service, viewer).await.expect("a link");
    let link = format!("/sign-in/{}", link.reveal());
    assert_eq!(app.client(Role::Viewer).get("/api/v1/me").await.status, 200);
    let form = format!("present={}&password=eleven+green+kettles+sing", PASSWORD.replace(' ', "+"));
    assert_eq!(in_browser(&app, &cookie).post_form("/account/password", &form).await.status, 303);
    assert!(is_in(&app, &cookie).await, "their own session goes on");
    assert_eq!(app.client(Role::Viewer).get("/api/v1/me").await.status, 401);
    assert_eq!(app.stranger().get(&link).await.status, 404);
}

async fn signing_out_everywhere_ends_everything(database: TestDatabase) {
    let app = App::start(database).await;
    let viewer = &app.member(Role::Viewer).user;
    let (one, other) = (sign_in(&app, viewer).await, sign_in(&app, viewer).await);
    let (link, _) = service::operator::sign_in_link(&app.service, viewer).await.expect("a link");
    let out = in_browser(&app, &one).post_form("/account/sign-out-everywhere", "").await;
    assert_eq!((out.status.as_u16(), out.header("location")), (303, "/sign-in"));
    assert!(out.header("clear-site-data").contains("cache"));
    for cookie in [&one, &other] {
        assert!(!is_in(&app, cookie).await);
    }
    assert_eq!(app.client(Role::Viewer).get("/api/v1/me").await.status, 401);
    assert_eq!(app.stranger().get(&format!("/sign-in/{}", link.reveal())).await.status, 404);
}

async fn a_change_of_role_holds_at_once(database: TestDatabase) {
    let app = App::start(database).await;
    let viewer = app.client(Role::Viewer);
    let path = format!("/api/v1/users/{}", app.member(Role::Viewer).user.id);
    let admin = app.client(Role::Admin).with("if-match", "*");
    assert_eq!(viewer.get("/api/v1/people").await.problem(403).0, "denied");
    for (role, status) in [("recruiter", 200), ("panel_member", 403)] {
        admin.patch(&path, serde_json::json!({ "role": role })).await.json(200);
        assert_eq!(viewer.get("/api/v1/people").await.status, status, "{role}");
    }
}

async fn what_leaves_or_goes_for_good_needs_the_password_again(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = &app.member(Role::Recruiter).user;
    let person =
        app.client(Role::Recruiter).post("/api/v1/people", json!({ "name": "Robin" })).await.json(201);
    let erase = format!("/people/{}/erase", person["id"].as_str().expect("an id"));
    let cookie = sign_in(&app, recruiter).await;
    let browser = in_browser(&app, &cookie);
    assert_eq!(browser.get("/people/people.csv").await.status, 200);
    app.clock.pass_seconds(10 * MINUTE);
    let asked = browser.get("/people/people.csv?q=Robin").await;
    let next = "/confirm?next=%2Fpeople%2Fpeople%2Ecsv%3Fq%3DRobin";
    assert_eq!((asked.status.as_u16(), asked.header("location")), (303, next));
    assert_eq!(browser.get(next).await.status, 200);
    assert_eq!(browser.post_form(&erase, "revision=1&name=Robin").await.status, 403);
    let path = erase.trim_end_matches("/erase");
    assert_eq!(browser.get(path).await.status, 200, "nothing is erased yet");
    let form = format!("next=/people/people.csv&password={}", PASSWORD.replace(' ', "+"));
    let confirmed = browser.post_form("/confirm", &form).await;
    assert_eq!(confirmed.header("location"), "/people/people.csv");
    let browser = in_browser(&app, &cookie_of(confirmed.header("set-cookie")));
    assert_eq!(browser.get("/people/people.csv").await.status, 200);
    assert_eq!(
        browser.post_form(&erase, "revision=1&name=Robin").await.header("location"),
        "/people?done=erased"
    );
    // A program may, by its scope.
    assert_eq!(app.client(Role::Recruiter).get("/api/v1/people/export").await.status, 200);
}
