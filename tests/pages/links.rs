//! Links that work once: the first setup, and signing in without a password.

use crate::support::app::{Answer, App};
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::signing_in::{PASSWORD, cookie_of, in_browser, sign_in};
use serde_json::{Value, json};
use service::operator;
use store::users::Role;

on_each_database! {
    the_first_setup_is_done_once,
    the_first_setup_has_half_an_hour,
    a_link_signs_in_once_and_sets_a_password,
    a_link_to_sign_in_has_a_day,
    a_link_ends_with_its_user,
    a_link_is_for_its_purpose,
    a_link_needs_who_makes_it_to_show_who_they_are,
}

const SETUP: &str = "organisation=Acme&name=Robin+First&email=robin%40acme.example&password=";

fn with_password(form: &str) -> String {
    format!("{form}{}", PASSWORD.replace(' ', "+"))
}

async fn setup_link(app: &App) -> String {
    let secret = service::links::setup(&app.service).await.expect("an answer").expect("nobody is there yet");
    format!("/setup/{}", secret.reveal())
}

/// The page of the user of this role, after an admin asked there for a link.
async fn asked_for_link(app: &App, role: Role) -> Answer {
    let cookie = sign_in(app, &app.member(Role::Admin).user).await;
    let path = format!("/admin/users/{}/link", app.member(role).user.id);
    in_browser(app, &cookie).post_form(&path, "").await
}

/// A link for the user of this role, as an admin makes it.
async fn link_for(app: &App, role: Role) -> String {
    let made = asked_for_link(app, role).await;
    assert_eq!(made.status, 200, "{}", made.text());
    let text = made.text();
    let (_, rest) = text.split_once("http://127.0.0.1:7117/sign-in/").expect("the address of the settings");
    format!("/sign-in/{}", rest.split('"').next().expect("a secret"))
}

async fn a_link_needs_who_makes_it_to_show_who_they_are(database: TestDatabase) {
    let app = App::start(database).await;
    let viewer = &app.member(Role::Viewer).user;
    sign_in(&app, viewer).await;
    let admin = sign_in(&app, &app.member(Role::Admin).user).await;
    let browser = in_browser(&app, &admin);
    let page = format!("/admin/users/{}", viewer.id);
    let link = format!("{page}/link");
    // A stolen session of some age makes none.
    app.clock.pass_seconds(10 * 60);
    let asked = browser.post_form(&link, "").await;
    assert_eq!(asked.status, 403);
    assert!(asked.text().contains(&format!("name=\"next\" value=\"{link}\"")), "{}", asked.text());
    let wrong = browser.post_form("/confirm", "next=/admin&password=wrong").await;
    assert_eq!(wrong.status, 422);
    assert_eq!(browser.post_form(&link, "").await.status, 403);
    // The form that was sent waits, and nothing of it is lost.
    let typed = browser.post_form("/account/tokens", "token_name=Nightly+import&scope=people%3Aread").await;
    assert_eq!(typed.status, 403);
    let kept = "token_name=Nightly+import&#38;scope=people%3Aread";
    assert!(typed.text().contains(kept), "{}", typed.text());
    let kept = "token_name%3DNightly%2Bimport%26scope%3Dpeople%253Aread";
    let right = format!("next=/account/tokens&kept={kept}&password={}", PASSWORD.replace(' ', "+"));
    let confirmed = browser.post_form("/confirm", &right).await;
    assert_eq!(confirmed.status, 200);
    assert!(confirmed.text().contains("value=\"Nightly import\""), "{}", confirmed.text());
    // Another session has taken the place of the one that may have been stolen.
    assert_eq!(browser.get("/").await.header("location"), "/sign-in?next=%2F&ended=yes");
    let browser = in_browser(&app, &cookie_of(confirmed.header("set-cookie")));
    assert_eq!(browser.post_form(&link, "").await.status, 200);
    let elsewhere = format!("next=//evil.example&password={}", PASSWORD.replace(' ', "+"));
    assert_eq!(browser.post_form("/confirm", &elsewhere).await.header("location"), "/");
    // Nor does a token, whatever it may do.
    let api = format!("/api/v1/users/{}/sign-in-link", viewer.id);
    assert_eq!(app.client(Role::Admin).post(&api, Value::Null).await.status, 404);
    // Whom it concerns is told.
    let letters = app.post.letters();
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert_eq!(letters[0].to, viewer.email);
    let seen = in_browser(&app, &sign_in(&app, viewer).await).get("/account").await.text();
    assert!(seen.contains("A link was made"), "{seen}");
}

async fn the_first_setup_is_done_once(database: TestDatabase) {
    let app = App::empty(database, web::Settings::default()).await;
    let (other, link) = (setup_link(&app).await, setup_link(&app).await);
    let browser = app.stranger().on_our_page();
    for _ in 0..2 {
        // Looking uses nothing up.
        assert_eq!(browser.get(&link).await.status, 200);
    }
    let weak = browser.post_form(&link, &format!("{SETUP}password12345")).await;
    assert_eq!(weak.status, 422);
    // What was typed is there again, but for the password.
    assert!(weak.text().contains("Robin First") && !weak.text().contains("password12345"), "{}", weak.text());

    let done = browser.post_form(&link, &with_password(SETUP)).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, "/"), "{}", done.text());
    let cookie = cookie_of(done.header("set-cookie"));
    assert_eq!(in_browser(&app, &cookie).get("/").await.status, 200);
    for link in [&link, &other] {
        assert_eq!(browser.get(link).await.status, 404);
        assert_eq!(browser.post_form(link, &with_password(SETUP)).await.status, 404);
    }
    assert!(service::links::setup(&app.service).await.expect("an answer").is_none());
    let users = operator::list_users(&app.service).await.expect("users");
    let users: Vec<_> =
        users.iter().map(|(org, user)| (org.as_str(), user.email.as_str(), user.role)).collect();
    assert_eq!(users, [("Acme", "robin@acme.example", Role::Admin)]);
}

async fn the_first_setup_has_half_an_hour(database: TestDatabase) {
    let app = App::empty(database, web::Settings::default()).await;
    let link = setup_link(&app).await;
    let browser = app.stranger().on_our_page();
    app.clock.pass_seconds(30 * 60 - 1);
    assert_eq!(browser.get(&link).await.status, 200);
    app.clock.pass_seconds(1);
    assert_eq!(browser.get(&link).await.status, 404);
    assert_eq!(browser.post_form(&link, &with_password(SETUP)).await.status, 404);
    assert!(operator::list_users(&app.service).await.expect("users").is_empty());
}

async fn a_link_signs_in_once_and_sets_a_password(database: TestDatabase) {
    let app = App::start(database).await;
    let link = link_for(&app, Role::Viewer).await;
    let browser = app.stranger().on_our_page();
    let shown = browser.get(&link).await;
    assert!(shown.text().contains(&app.member(Role::Viewer).user.name), "{}", shown.text());
    // Whoever has no password yet has to choose one, and a good one.
    for password in ["", "viewer123456"] {
        assert_eq!(browser.post_form(&link, &format!("password={password}")).await.status, 422, "{password}");
    }
    let done = browser.post_form(&link, &with_password("password=")).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, "/"), "{}", done.text());
    let first = cookie_of(done.header("set-cookie"));
    assert_eq!(in_browser(&app, &first).get("/").await.status, 200);
    assert_eq!(browser.post_form(&link, &with_password("password=")).await.status, 404);
    assert_eq!(browser.get(&link).await.status, 404);
    let form = with_password("email=viewer%40acme.example&password=");
    assert_eq!(browser.post_form("/sign-in", &form).await.status, 303);

    // Another link asks for no password, and a new one ends what the old one began.
    let link = link_for(&app, Role::Viewer).await;
    assert_eq!(browser.post_form(&link, "password=").await.status, 303);
    assert_eq!(in_browser(&app, &first).get("/").await.status, 200);
    let link = link_for(&app, Role::Viewer).await;
    assert_eq!(browser.post_form(&link, "password=seven+slow+trains+at+noon").await.status, 303);
    assert_eq!(in_browser(&app, &first).get("/").await.status, 303);
    assert_eq!(browser.post_form("/sign-in", &form).await.status, 422);
}

async fn a_link_to_sign_in_has_a_day(database: TestDatabase) {
    let app = App::start(database).await;
    let link = link_for(&app, Role::Viewer).await;
    app.clock.pass_seconds(24 * 60 * 60 - 1);
    assert_eq!(app.stranger().get(&link).await.status, 200);
    app.clock.pass_seconds(1);
    assert_eq!(app.stranger().get(&link).await.status, 404);
    let used = app.stranger().on_our_page().post_form(&link, &with_password("password=")).await;
    assert_eq!(used.status, 404);
}

async fn a_link_ends_with_its_user(database: TestDatabase) {
    let app = App::start(database).await;
    let link = link_for(&app, Role::Viewer).await;
    let path = format!("/api/v1/users/{}", app.member(Role::Viewer).user.id);
    let admin = app.client(Role::Admin).with("if-match", "*");
    admin.patch(&path, json!({ "is_disabled": true })).await.json(200);
    assert_eq!(app.stranger().get(&link).await.status, 404);
    let used = app.stranger().on_our_page().post_form(&link, &with_password("password=")).await;
    assert_eq!(used.status, 404);
    assert_eq!(asked_for_link(&app, Role::Viewer).await.status, 409);
}

async fn a_link_is_for_its_purpose(database: TestDatabase) {
    let app = App::start(database).await;
    let link = link_for(&app, Role::Admin).await;
    let browser = app.stranger().on_our_page();
    let as_setup = link.replace("/sign-in/", "/setup/");
    assert_eq!(browser.get(&as_setup).await.status, 404);
    assert_eq!(browser.post_form(&as_setup, &with_password(SETUP)).await.status, 404);
    // Neither is the secret of a session one of a link, nor the other way round.
    let secret = link.rsplit('/').next().expect("a secret");
    assert_eq!(in_browser(&app, &format!("counterpart={secret}")).get("/").await.status, 303);
    let cookie = sign_in(&app, &app.member(Role::Viewer).user).await;
    let session = cookie.split_once('=').expect("a value").1;
    assert_eq!(browser.get(&format!("/sign-in/{session}")).await.status, 404);
    assert_eq!(browser.get(&link).await.status, 200);
}
