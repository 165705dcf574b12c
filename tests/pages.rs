//! The pages, opened in this process as a browser opens them.

mod account;
mod api_docs;
mod audit;
mod ceo_self;
mod compare;
mod example;
mod forms;
mod frameworks;
mod headers;
mod home;
mod import;
mod in_a_hurry;
mod learning;
mod links;
mod method;
mod need;
mod norms;
mod outcomes;
mod own_page;
mod pair;
mod pairs;
mod panel;
mod people;
mod people_map;
mod questionnaires;
mod recruiting;
mod searches;
mod second_factor;
mod sessions;
mod shortlist;
mod signing_in;
mod thin;
mod users;

use crate::support::app::{Answer, App, Client};
use crate::support::signing_in::{in_browser, sign_in};
use store::users::Role;

/// The browser of the user of this role.
async fn browser(app: &App, role: Role) -> Client<'_> {
    let cookie = sign_in(app, &app.member(role).user).await;
    in_browser(app, &cookie)
}

/// The text of a page with this status.
fn page(answer: &Answer, status: u16) -> String {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
    assert!(answer.header("content-type").starts_with("text/html"), "{}", answer.text());
    let text = answer.text();
    assert_eq!(text.matches("<h1").count(), 1, "one heading of the first level: {text}");
    text
}

/// What follows a mark, up to the next quotation mark.
fn after<'a>(text: &'a str, mark: &str) -> &'a str {
    let at = text.find(mark).unwrap_or_else(|| panic!("no {mark} in {text}"));
    text[at + mark.len()..].split('"').next().expect("a part")
}

/// A text as a field of a form.
fn field(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
