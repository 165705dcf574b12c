//! People in a hurry: two clicks, a session that ended meanwhile, what is pasted with blanks, another keyboard.

use crate::support::app::{Answer, App, Client};
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::page::Page;
use crate::support::signing_in::{PASSWORD, cookie_of, in_browser, sign_in};
use axum::http::Method;
use serde_json::json;
use service::{operator, passwords};
use store::users::Role;

on_each_database! {
    a_form_that_is_sent_twice_is_done_once,
    a_file_that_is_sent_twice_is_taken_once,
    nothing_that_was_typed_is_lost_when_a_session_ends,
    a_page_that_was_asked_for_opens_after_signing_in,
    passwords_and_addresses_are_known_however_they_are_typed,
    names_are_found_however_they_are_typed,
}

fn encoded(password: &str) -> String {
    password.replace(' ', "+")
}

/// The value of a hidden field of a page.
fn hidden(answer: &Answer, name: &str) -> String {
    let page = Page::read(&answer.text());
    let is_it = |tag: &&crate::support::page::Tag| tag.attribute("name") == Some(name);
    let tag = page.tags.iter().find(is_it).unwrap_or_else(|| panic!("no {name}: {}", answer.text()));
    tag.attribute("value").expect("a value").to_owned()
}

async fn n_people(client: &Client<'_>) -> usize {
    client.get("/api/v1/people").await.json(200)["items"].as_array().expect("items").len()
}

async fn a_form_that_is_sent_twice_is_done_once(database: TestDatabase) {
    let app = App::start(database).await;
    let cookie = sign_in(&app, &app.member(Role::Recruiter).user).await;
    let (browser, api) = (in_browser(&app, &cookie), app.client(Role::Recruiter));
    let form = browser.get("/people/new").await;
    let once = hidden(&form, "once");
    let sent = format!("once={once}&name=Ada+Lund&headline=");
    let first = browser.post_form("/people/new", &sent).await;
    let second = browser.post_form("/people/new", &sent).await;
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (303, 303), "{}", second.text());
    assert_eq!(first.header("location"), second.header("location"));
    assert_eq!(n_people(&api).await, 1);
    // The same form with something else in it is another one, and so is the same person from another form.
    let other = browser.post_form("/people/new", &format!("once={once}&name=Bo+Lund&headline=")).await;
    assert_ne!(other.header("location"), first.header("location"));
    let again = hidden(&browser.get("/people/new").await, "once");
    assert_ne!(again, once);
    // Somebody of this name is on file by now, which is said first.
    browser.post_form("/people/new", &format!("once={again}&name=Ada+Lund&headline=&anyway=yes")).await;
    assert_eq!(n_people(&api).await, 3);
    // Saving twice is no conflict with oneself.
    let path = first.header("location").split('?').next().expect("a path").to_owned();
    let edit = browser.get(&format!("{path}/edit")).await;
    let sent = format!(
        "once={}&revision={}&name=Ada+Lundh&headline=&reference={}",
        hidden(&edit, "once"),
        hidden(&edit, "revision"),
        hidden(&edit, "reference")
    );
    for _ in 0..2 {
        let saved = browser.post_form(&format!("{path}/edit"), &sent).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
    }
}

async fn a_file_that_is_sent_twice_is_taken_once(database: TestDatabase) {
    let app = App::start(database).await;
    let cookie = sign_in(&app, &app.member(Role::Recruiter).user).await;
    let (browser, api) = (in_browser(&app, &cookie), app.client(Role::Recruiter));
    let shown = Page::read(&browser.get("/import").await.text());
    let form = shown.tags.iter().find(|tag| tag.attribute("enctype").is_some()).expect("a form with a file");
    let action = form.attribute("action").expect("an address");
    assert!(action.starts_with("/import?once="), "{action}");
    let send = async |content: &str| {
        let body = format!(
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.json\"\r\n\r\n{content}\r\n--x--\r\n"
        );
        let kind = "multipart/form-data; boundary=x";
        let sent = browser.send_bytes(Method::POST, action, kind, body.into_bytes()).await;
        assert_eq!(sent.status, 303, "{}", sent.text());
        sent.header("location").to_owned()
    };
    let one = r#"[{ "id": "c-1", "name": "Ada" }]"#;
    let first = send(one).await;
    assert_eq!(send(one).await, first);
    // Another file from the same page, such as after going back, is another import.
    assert_ne!(send(r#"[{ "id": "c-2", "name": "Berta" }]"#).await, first);
    let imports = api.get("/api/v1/imports").await.json(200);
    assert_eq!(imports["items"].as_array().map(Vec::len), Some(2));
}

async fn nothing_that_was_typed_is_lost_when_a_session_ends(database: TestDatabase) {
    let app = App::start(database).await;
    let cookie = sign_in(&app, &app.member(Role::Recruiter).user).await;
    let browser = in_browser(&app, &cookie);
    let once = hidden(&browser.get("/people/new").await, "once");
    app.clock.pass_seconds(31 * 60);
    let typed = format!("once={once}&name=Ada+%22Lund%22+%26+Sons&headline=COO%0D%0Aof+%C3%85kerlund");
    let ended = browser.post_form("/people/new", &typed).await;
    assert_eq!(ended.status, 401);
    assert!(ended.text().contains("Your session has ended. Nothing you typed is lost"), "{}", ended.text());
    assert_eq!(n_people(&app.client(Role::Recruiter)).await, 0);
    let (next, kept) = (hidden(&ended, "next"), hidden(&ended, "kept"));
    assert_eq!(next, "/people/new");
    let form = |password: &str| {
        let mut fields =
            form_fields(&[("email", "recruiter@acme.example"), ("next", &next), ("kept", &kept)]);
        fields += &format!("&password={}", encoded(password));
        fields
    };
    // A password that is mistyped loses nothing either.
    let wrong = browser.post_form("/sign-in", &form("wrong")).await;
    assert_eq!((hidden(&wrong, "kept"), hidden(&wrong, "next")), (kept.clone(), next.clone()));
    let signed = browser.post_form("/sign-in", &form(PASSWORD)).await;
    assert_eq!(signed.status, 200, "{}", signed.text());
    let again = in_browser(&app, &cookie_of(signed.header("set-cookie")));
    let (name, headline) = (hidden(&signed, "name"), hidden(&signed, "headline"));
    assert_eq!((name.as_str(), headline.as_str()), ("Ada \"Lund\" & Sons", "COO\nof Åkerlund"));
    let once = hidden(&signed, "once");
    let sent = form_fields(&[("once", &once), ("name", &name), ("headline", "COO of Åkerlund")]);
    assert_eq!(again.post_form("/people/new", &sent).await.status, 303);
    assert_eq!(n_people(&app.client(Role::Recruiter)).await, 1);
    // A password that was typed is not repeated in a page.
    app.clock.pass_seconds(31 * 60);
    let secret = again.post_form("/account/password", "present=one+secret&password=another+secret").await;
    assert_eq!(secret.status, 401);
    assert!(!secret.text().contains("secret\""), "{}", secret.text());
    assert_eq!(
        again.post_form("/sign-out", "").await.header("location"),
        "/sign-in?next=%2Fsign%2Dout&ended=yes"
    );
}

/// The fields of a form as a browser sends them.
fn form_fields(fields: &[(&str, &str)]) -> String {
    let encoded = |text: &str| {
        text.bytes()
            .map(|byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            })
            .collect::<String>()
    };
    fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&")
}

async fn a_page_that_was_asked_for_opens_after_signing_in(database: TestDatabase) {
    let app = App::start(database).await;
    operator::set_password(&app.service, &app.member(Role::Recruiter).user, PASSWORD)
        .await
        .expect("a password");
    let browser = app.stranger().on_our_page();
    let sent = browser.get("/people?q=Ada&sort=-name").await;
    assert_eq!(sent.header("location"), "/sign-in?next=%2Fpeople%3Fq%3DAda%26sort%3D%2Dname");
    let page = browser.get(sent.header("location")).await;
    assert!(page.text().contains("Sign in to open this page."), "{}", page.text());
    for (next, expected) in [
        (hidden(&page, "next").as_str(), "/people?q=Ada&sort=-name"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
    ] {
        let form =
            form_fields(&[("email", "recruiter@acme.example"), ("password", PASSWORD), ("next", next)]);
        assert_eq!(browser.post_form("/sign-in", &form).await.header("location"), expected);
    }
    let cookie = sign_in(&app, &app.member(Role::Recruiter).user).await;
    app.clock.pass_seconds(31 * 60);
    let ended = in_browser(&app, &cookie).get("/people").await;
    let page = browser.get(ended.header("location")).await;
    assert!(page.text().contains("Your session has ended."), "{}", page.text());
}

async fn passwords_and_addresses_are_known_however_they_are_typed(database: TestDatabase) {
    const COMPOSED: &str = "neun fröhliche Laternen ½";
    const DECOMPOSED: &str = "neun fro\u{308}hliche Laternen 1\u{2044}2";
    let app = App::start(database).await;
    let user = &app.member(Role::Viewer).user;
    let browser = app.stranger().on_our_page();
    let attempt = async |email: &str, password: &str| {
        let form = form_fields(&[("email", email), ("password", password)]);
        browser.post_form("/sign-in", &form).await.status.as_u16()
    };
    for password in [COMPOSED, DECOMPOSED] {
        operator::set_password(&app.service, user, password).await.expect("a password");
        for typed in [COMPOSED, DECOMPOSED] {
            assert_eq!(attempt("viewer@acme.example", typed).await, 303);
        }
    }
    for email in
        [" viewer@acme.example\u{a0}", "\u{200b}Viewer@acme.example", "viewer\u{ad}@acme.example\r\n"]
    {
        assert_eq!(attempt(email, COMPOSED).await, 303, "{email:?}");
    }
    assert_eq!(attempt("viewer@acme.example", "neun frohliche Laternen ½").await, 422);
    // What an earlier program hashed as it was typed goes on working.
    let earlier =
        "$argon2id$v=19$m=8,t=1,p=1$AAECAwQFBgcICQoLDA0ODw$anFneZ26Jcnh5tohTapVPmwEX7tJNM5o/gozitsX9og";
    let is_right = passwords::is_right(&app.service, DECOMPOSED, Some(earlier)).await.expect("an answer");
    assert!(is_right, "a hash of the letters as they were typed");
    // Tokens are pasted with blanks around them.
    let token = format!(" {} ", app.member(Role::Viewer).token);
    app.stranger().with("authorization", format!("Bearer {token}")).get("/api/v1/me").await.json(200);
}

async fn names_are_found_however_they_are_typed(database: TestDatabase) {
    let app = App::start(database).await;
    let api = app.client(Role::Recruiter);
    for name in [
        "René Ångström",
        "Siobhán O\u{2019}Dowd",
        "İlker Yıldız",
        "Anne-Marie Weiß",
        "\u{202a}Lars Bjørn\u{202c}",
    ] {
        api.post("/api/v1/people", json!({ "name": name })).await.json(201);
    }
    for (typed, n) in [
        ("rene", 1),
        ("RENE%CC%81", 1),
        ("angstrom", 1),
        ("O'Dowd", 1),
        ("ODOWD", 1),
        ("ilker", 1),
        ("%C4%B0LKER", 1),
        ("yildiz", 1),
        ("anne%20marie", 1),
        ("WEISS", 1),
        ("bjorn%E2%80%8B", 1),
        ("dowd%25", 0),
        ("nobody", 0),
    ] {
        let found = api.get(&format!("/api/v1/people?q={typed}")).await.json(200);
        assert_eq!(found["items"].as_array().expect("items").len(), n, "{typed}");
    }
    // What an earlier program kept in another way is found after the next start.
    let service = &app.service;
    operator::fold_names(service).await.expect("they are folded");
    let sorted = api.get("/api/v1/people?sort=name").await.json(200);
    let names: Vec<&str> = sorted["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|one| one["name"].as_str().expect("a name"))
        .collect();
    assert_eq!(
        names,
        ["Anne-Marie Weiß", "İlker Yıldız", "Lars Bjørn", "René Ångström", "Siobhán O\u{2019}Dowd"]
    );
}
