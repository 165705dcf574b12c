//! A second factor: set up, asked for after the password, lost, and required of everyone.

use crate::support::app::{Answer, App, Client};
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::signing_in::{PASSWORD, cookie_of, in_browser, sign_in};
use ring::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};
use service::operator;
use store::users::Role;

on_each_database! {
    a_password_alone_opens_nothing_any_more,
    a_recovery_code_works_once,
    codes_cannot_be_guessed,
    an_organisation_requires_one,
    who_lost_it_is_helped_and_told,
}

const PAGE: &str = "/account/second-factor";

/// The bytes of a key as an app reads it.
fn key_of(text: &str) -> Vec<u8> {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let digits = text.chars().filter_map(|letter| letters.find(letter));
    let bits: String = digits.map(|digit| format!("{digit:05b}")).collect();
    let bytes = bits.as_bytes().chunks_exact(8).map(|bits| std::str::from_utf8(bits).expect("digits"));
    bytes.map(|bits| u8::from_str_radix(bits, 2).expect("eight bits")).collect()
}

/// What an app shows at the app's time, so many steps later.
fn code(app: &App, key: &[u8], later: i64) -> String {
    let step = app.service.surroundings().now().micros() / 30_000_000 + later;
    let tag = sign(&Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, key), &step.to_be_bytes());
    let at = usize::from(tag.as_ref()[19] & 15);
    let number = u32::from_be_bytes(tag.as_ref()[at..at + 4].try_into().expect("four bytes"));
    format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start} in {text}"));
    rest.split(end).next().expect("a part")
}

/// Sets one up in a browser; gives the key and the recovery codes.
async fn set_up(app: &App, browser: &Client<'_>) -> (Vec<u8>, Vec<String>) {
    assert_eq!(browser.post_form(&format!("{PAGE}/begin"), "").await.status, 303);
    let shown = browser.get(PAGE).await.text();
    let key = key_of(between(&shown, "secret=", "&"));
    assert_eq!(key.len(), 20, "{shown}");
    assert!(shown.contains("<svg"), "{shown}");
    let confirm = format!("{PAGE}/confirm");
    assert_eq!(browser.post_form(&confirm, "code=000000").await.status, 422);
    let done = browser.post_form(&confirm, &format!("code={}", code(app, &key, 0))).await;
    assert_eq!(done.status, 200, "{}", done.text());
    let text = done.text();
    let codes =
        text.split("<li><code>").skip(1).map(|rest| rest.split('<').next().expect("a code").to_owned());
    (key, codes.collect())
}

/// Gives the password; the answer is the page that asks for a code.
async fn with_password(app: &App, role: Role) -> Answer {
    let form = format!("email={}&password={}", app.member(role).user.email, PASSWORD.replace(' ', "+"));
    app.stranger().on_our_page().post_form("/sign-in", &form).await
}

/// Gives a code to the page that asks for one.
async fn with_code(app: &App, page: &Answer, code: &str) -> Answer {
    let text = page.text();
    let begun = between(&text, "name=\"begun\" value=\"", "\"");
    app.stranger().on_our_page().post_form("/sign-in/code", &format!("begun={begun}&code={code}")).await
}

async fn a_password_alone_opens_nothing_any_more(database: TestDatabase) {
    let app = App::start(database).await;
    let cookie = sign_in(&app, &app.member(Role::Viewer).user).await;
    let (key, codes) = set_up(&app, &in_browser(&app, &cookie)).await;
    assert_eq!(codes.len(), 10, "{codes:?}");
    let asked = with_password(&app, Role::Viewer).await;
    assert_eq!(asked.status, 200);
    assert!(!asked.headers.contains_key("set-cookie"));
    // The code that confirmed the key is used up.
    assert_eq!(with_code(&app, &asked, &code(&app, &key, 0)).await.status, 422);
    assert_eq!(with_code(&app, &asked, &code(&app, &key, 5)).await.status, 422);
    app.clock.pass_seconds(30);
    let done = with_code(&app, &asked, &code(&app, &key, 0)).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, "/"), "{}", done.text());
    let cookie = cookie_of(done.header("set-cookie"));
    assert_eq!(in_browser(&app, &cookie).get("/").await.status, 200);
    // What stood for the password is used up as well, and ends after five minutes.
    app.clock.pass_seconds(30);
    assert!(with_code(&app, &asked, &code(&app, &key, 0)).await.text().contains("Too much time"));
    let asked = with_password(&app, Role::Viewer).await;
    app.clock.pass_seconds(5 * 60);
    assert!(with_code(&app, &asked, &code(&app, &key, 0)).await.text().contains("Too much time"));
    // A link asks for the code too.
    let (link, _) =
        operator::sign_in_link(&app.service, &app.member(Role::Viewer).user).await.expect("a link");
    let opened = app.stranger().on_our_page().post_form(&format!("/sign-in/{}", link.reveal()), "").await;
    assert!(!opened.headers.contains_key("set-cookie"));
    assert_eq!(with_code(&app, &opened, &code(&app, &key, 0)).await.header("location"), "/");
}

async fn a_recovery_code_works_once(database: TestDatabase) {
    let app = App::start(database).await;
    let cookie = sign_in(&app, &app.member(Role::Viewer).user).await;
    let browser = in_browser(&app, &cookie);
    let (_, codes) = set_up(&app, &browser).await;
    let asked = with_password(&app, Role::Viewer).await;
    assert_eq!(with_code(&app, &asked, &codes[0].to_lowercase()).await.header("location"), "/");
    let asked = with_password(&app, Role::Viewer).await;
    assert_eq!(with_code(&app, &asked, &codes[0]).await.status, 422);
    assert!(browser.get(PAGE).await.text().contains("9 recovery codes left"));
    // New ones end the old.
    assert_eq!(browser.post_form(&format!("{PAGE}/codes"), "").await.status, 200);
    assert_eq!(with_code(&app, &asked, &codes[1]).await.status, 422);
    // Turning it off takes a code as well.
    assert_eq!(browser.post_form(&format!("{PAGE}/remove"), "code=").await.status, 422);
    let renewed = browser.post_form(&format!("{PAGE}/codes"), "").await.text();
    let fresh = between(&renewed, "<li><code>", "<");
    let off = browser.post_form(&format!("{PAGE}/remove"), &format!("code={fresh}")).await;
    assert_eq!(off.status, 303, "{}", off.text());
    assert_eq!(with_password(&app, Role::Viewer).await.header("location"), "/");
}

async fn codes_cannot_be_guessed(database: TestDatabase) {
    let app = App::start(database).await;
    let cookie = sign_in(&app, &app.member(Role::Viewer).user).await;
    let (key, _) = set_up(&app, &in_browser(&app, &cookie)).await;
    app.clock.pass_seconds(30);
    let mut last = 0;
    for guess in 0..8 {
        let asked = with_password(&app, Role::Viewer).await;
        last = with_code(&app, &asked, &format!("00000{guess}")).await.status.as_u16();
    }
    assert_eq!(last, 429);
    let asked = with_password(&app, Role::Viewer).await;
    assert_eq!(
        with_code(&app, &asked, &code(&app, &key, 0)).await.status,
        429,
        "the right one waits as well"
    );
}

async fn an_organisation_requires_one(database: TestDatabase) {
    let app = App::start(database).await;
    let admin = sign_in(&app, &app.member(Role::Admin).user).await;
    let viewer = sign_in(&app, &app.member(Role::Viewer).user).await;
    let rule = "/admin/users/second-factor";
    assert_eq!(in_browser(&app, &admin).post_form(rule, "is_required=yes").await.status, 303);
    for path in ["/", "/account", "/self"] {
        assert_eq!(in_browser(&app, &viewer).get(path).await.header("location"), PAGE, "{path}");
    }
    let browser = in_browser(&app, &viewer);
    let (_, codes) = set_up(&app, &browser).await;
    assert_eq!(browser.get("/").await.status, 200);
    assert_eq!(browser.post_form(&format!("{PAGE}/remove"), &format!("code={}", codes[0])).await.status, 409);
    // Whoever asked for it is no exception.
    assert_eq!(in_browser(&app, &admin).get("/").await.header("location"), PAGE);
}

async fn who_lost_it_is_helped_and_told(database: TestDatabase) {
    let app = App::start(database).await;
    let viewer = &app.member(Role::Viewer).user;
    let cookie = sign_in(&app, viewer).await;
    set_up(&app, &in_browser(&app, &cookie)).await;
    let admin = sign_in(&app, &app.member(Role::Admin).user).await;
    let browser = in_browser(&app, &admin);
    let remove = format!("/admin/users/{}/second-factor", viewer.id);
    app.clock.pass_seconds(10 * 60);
    assert_eq!(browser.post_form(&remove, "").await.status, 403, "the password comes first");
    let admin = sign_in(&app, &app.member(Role::Admin).user).await;
    let done = in_browser(&app, &admin).post_form(&remove, "").await;
    assert_eq!(done.status, 303, "{}", done.text());
    let letters = app.post.letters();
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert!(letters[0].to == viewer.email && letters[0].text.contains("second factor"), "{letters:?}");
    assert_eq!(with_password(&app, Role::Viewer).await.header("location"), "/");
}
