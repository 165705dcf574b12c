//! Pages: what people open in a browser. They work without scripts, and act through the same use cases as the API.

mod account;
mod admin;
mod api_docs;
mod assets;
mod brief;
mod candidate;
mod candidates;
mod ceo_self;
mod compare;
mod decision;
mod decision_rights;
mod done;
mod find;
mod form;
mod frame;
mod guide;
mod help;
mod home;
mod import;
mod invitations;
mod jobs;
mod learning;
mod outcomes;
mod pair;
mod pair_document;
mod panel;
mod people;
mod plan;
mod posted;
mod profile_form;
mod pulse;
mod questionnaire;
mod reports;
mod scenarios;
mod search_everything;
mod search_frame;
mod searches;
mod second_factor;
mod signing_in;
mod tables;
mod times;
mod visitor;
mod weights;

use form::{Asked, FormData, FormErrors};
use frame::{Frame, Place};
use times::{day, minute};
pub(crate) use visitor::address;
use visitor::{Signed, Visitor};

use crate::answer::Attachment;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::{Html, IntoResponse, Redirect, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use report::words::{counted, sentence, thousands};
use service::{Code, passwords, sessions};

pub(crate) fn routes(web: &Web) -> Router<Web> {
    Router::new()
        .merge(home::routes())
        .merge(search_everything::routes())
        .merge(ceo_self::routes())
        .merge(jobs::routes())
        .merge(weights::routes())
        .merge(panel::routes())
        .merge(decision::routes())
        .merge(reports::routes())
        .merge(outcomes::routes())
        .merge(pulse::routes())
        .merge(learning::routes())
        .merge(compare::routes())
        .merge(brief::routes())
        .merge(find::routes())
        .merge(pair::routes())
        .merge(candidate::routes())
        .merge(decision_rights::routes())
        .merge(plan::routes())
        .merge(guide::routes())
        .merge(searches::routes())
        .merge(people::routes())
        .merge(profile_form::routes())
        .merge(invitations::routes())
        .merge(questionnaire::routes())
        .merge(import::routes())
        .merge(candidates::routes())
        .merge(scenarios::routes())
        .merge(signing_in::routes())
        .merge(account::routes())
        .merge(second_factor::routes())
        .merge(admin::routes())
        .merge(help::routes())
        .merge(api_docs::routes())
        .layer(from_fn_with_state(web.clone(), posted::posted))
        .merge(assets::routes())
}

/// A page from its template.
fn page(template: &impl Template) -> Result<Response, Problem> {
    let html = template.render().map_err(service::Error::internal("writing a page"))?;
    Ok(Html(times::with_moments(&html)).into_response())
}

/// A text as a part of an address.
fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// A file to save.
fn file(name: &str, media_type: &'static str, content: impl IntoResponse) -> Response {
    Attachment { name: name.to_owned(), media_type, content }.into_response()
}

/// A table as CSV to save. It begins with a byte-order mark, by which spreadsheets know its letters.
fn csv_file(name: &str, text: &str) -> Response {
    file(name, "text/csv; charset=utf-8", format!("\u{feff}{text}"))
}

/// A PDF to save.
fn pdf_file(name: &str, bytes: Vec<u8>) -> Response {
    file(name, "application/pdf", bytes)
}

/// The one problem of every link that does not work, whatever the reason; other problems stay as they are.
fn no_link(problem: impl Into<Problem>, detail: &str) -> Problem {
    let problem = problem.into();
    if problem.code == Code::NotFound { Problem::new(Code::NoLink, detail) } else { problem }
}

/// The page of a form once more, with what was typed and what was wrong with it.
fn again(status: StatusCode, template: &impl Template) -> Result<Response, Problem> {
    let mut response = page(template)?;
    *response.status_mut() = status;
    Ok(response)
}

/// Another page, after a form was done.
fn go(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// What a new password needs.
fn passwords_need() -> String {
    let (least, most) = (passwords::SHORTEST, passwords::LONGEST);
    format!(
        "{least} to {most} characters, without your name, your address or the word password. A sentence does well."
    )
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    frame: Frame,
    title: &'a str,
    detail: String,
    request_id: &'a str,
}

/// A problem as a page; none where it cannot be written.
pub(crate) fn problem_page(problem: &Problem) -> Option<String> {
    let title = match problem.status {
        404 if problem.code == Code::NoLink => "This link does not work",
        404 => "There is nothing here",
        403 => "This is not for you to see",
        429 => "Too many attempts",
        503 | 507 => "Not now",
        500.. => "Something went wrong",
        _ => "That did not work",
    };
    let page = ProblemPage {
        frame: Frame::outside(),
        title,
        detail: sentence(&problem.detail),
        request_id: &problem.request_id,
    };
    page.render().ok()
}

/// The cookie of a session; without a secret, that there is none any more.
fn cookie(web: &Web, secret: &str) -> HeaderValue {
    let end = if secret.is_empty() { "; Max-Age=0" } else { "" };
    set_cookie(web, (visitor::cookie_name(web), secret), "Lax", end)
}

/// The cookie by which a browser is known. It opens nothing.
fn browser_cookie(web: &Web, secret: &str) -> HeaderValue {
    let lasting = format!("; Max-Age={}", sessions::BROWSER_SECONDS);
    set_cookie(web, (visitor::browser_cookie_name(web), secret), "Lax", &lasting)
}

fn set_cookie(web: &Web, (name, secret): (&str, &str), same_site: &str, end: &str) -> HeaderValue {
    let secure = if web.settings.base_url.starts_with("https://") { "; Secure" } else { "" };
    let text = format!("{name}={secret}; Path=/; HttpOnly; SameSite={same_site}{secure}{end}");
    // A secret is letters, digits, - and _.
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}
