//! Questionnaires: inviting people, and answering as they do.

use crate::support::app::{Answer, App, Client};
use crate::support::signing_in::cookie_of;
use fit::instrument::{DEFAULTS, Form, Instrument};
use serde_json::{Value, json};
use service::questionnaires::NOTICE;
use store::users::Role;

/// The address of the settings, with which every link begins.
pub(crate) const HERE: &str = "http://127.0.0.1:7117";

/// The instrument of a form that comes with the program.
pub(crate) fn instrument(form: Form) -> Instrument {
    let (_, text) = DEFAULTS.iter().find(|(known, _)| *known == form).expect("every form has one");
    Instrument::parse(text).expect("it has no mistakes")
}

/// Invites someone, and gives the path of their link with the invitation.
pub(crate) async fn invite(app: &App, person: &Value, input: Value) -> (String, Value) {
    let path = format!("/api/v1/people/{}/invitations", person.as_str().expect("an id"));
    let invited = app.client(Role::Recruiter).post(&path, input).await.json(201);
    let url = invited["url"].as_str().expect("the link is shown");
    (url.strip_prefix(HERE).expect("the address of the settings").to_owned(), invited.clone())
}

/// The browser of someone who has nothing but a link.
pub(crate) fn reader(app: &App) -> Client<'_> {
    app.stranger().on_our_page()
}

/// The browser in which the notice of a link was agreed to.
pub(crate) fn reader_of<'a>(app: &'a App, link: &str) -> Client<'a> {
    let cookie = app.browsers.lock().expect("nobody panicked").get(link).cloned();
    match cookie {
        Some(cookie) => reader(app).with("cookie", cookie),
        None => reader(app),
    }
}

/// Agrees to the notice.
pub(crate) async fn agree(app: &App, link: &str) {
    let begun = reader(app).post_form(&format!("{link}/begin"), &format!("notice={NOTICE}")).await;
    if let Some(cookie) = begun.headers.get("set-cookie") {
        let cookie = cookie_of(cookie.to_str().expect("text"));
        app.browsers.lock().expect("nobody panicked").insert(link.to_owned(), cookie);
    }
    assert_eq!((begun.status.as_u16(), begun.header("location")), (303, link), "{}", begun.text());
}

/// Sends one answer as a script does.
pub(crate) async fn send(app: &App, link: &str, question: &str, choice: &str, revision: i64) -> Answer {
    let body = format!("question={question}&choice={choice}&note=&revision={revision}");
    reader_of(app, link).post_form(&format!("{link}/answers"), &body).await
}

/// Answers every question of a form with the same place, part by part as a browser without scripts does.
pub(crate) async fn answer_all(app: &App, link: &str, form: Form, place: u8) {
    for section in &instrument(form).sections {
        let fields: Vec<String> = section
            .questions
            .iter()
            .map(|question| format!("choice.{0}={place}&was.{0}=0%3A", question.id))
            .collect();
        let kept = reader_of(app, link)
            .post_form(&format!("{link}/sections/{}", section.id), &fields.join("&"))
            .await;
        assert_eq!(kept.status, 303, "{}", kept.text());
    }
}

/// Hands in.
pub(crate) async fn hand_in(app: &App, link: &str) {
    let handed = reader_of(app, link).post_form(&format!("{link}/submit"), "").await;
    assert_eq!((handed.status.as_u16(), handed.header("location")), (303, link), "{}", handed.text());
}

/// Invites someone of a kind, who answers everything with one place and hands it in.
pub(crate) async fn answered(app: &App, person: &Value, (source, name): (&str, &str), place: u8) -> String {
    let form = match source {
        "self" => Form::Candidate,
        "assessor" => Form::Assessor,
        _ => Form::Rater,
    };
    let (link, _) = invite(app, person, json!({ "source": source, "name": name })).await;
    agree(app, &link).await;
    answer_all(app, &link, form, place).await;
    hand_in(app, &link).await;
    link
}

/// The ratings of a person.
pub(crate) async fn ratings(app: &App, person: &Value) -> Vec<Value> {
    let path = format!("/api/v1/people/{}/ratings?limit=200", person.as_str().expect("an id"));
    app.client(Role::Recruiter).get(&path).await.json(200)["items"].as_array().expect("a list").clone()
}
