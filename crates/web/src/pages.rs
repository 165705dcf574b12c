//! Pages: what people open in a browser. They work without scripts, and act through the same use cases as the API.

mod account;
mod home;
mod signing_in;
mod visitor;

pub(crate) use visitor::address;
use visitor::{Signed, Visitor};

use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use service::hash_secret;
use std::sync::LazyLock;

/// The one stylesheet, and its address, which changes with it.
const STYLE: &str = include_str!("../templates/pages.css");
static STYLE_PATH: LazyLock<String> = LazyLock::new(|| format!("/assets/{}.css", &hash_secret(STYLE)[..16]));

pub(crate) fn routes(web: &Web) -> Router<Web> {
    Router::new()
        .merge(home::routes())
        .merge(signing_in::routes())
        .merge(account::routes())
        .layer(from_fn_with_state(web.clone(), from_here_only))
        .route(&STYLE_PATH, get(style))
}

/// Forms are taken from our own pages only: the browser says where a request comes from, and others cannot make it lie.
async fn from_here_only(State(web): State<Web>, request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if is_read || is_ours(request.headers(), &web) {
        return next.run(request).await;
    }
    let detail = "this form was not sent from our own page: open the page again, and send it from there";
    Problem::new(StatusCode::FORBIDDEN, "foreign_form", detail).into_response()
}

fn is_ours(headers: &HeaderMap, web: &Web) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin == web.settings.base_url,
        (None, None) => false,
    }
}

async fn style() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, STYLE).into_response()
}

/// A page from its template.
fn page(template: &impl Template) -> Result<Response, Problem> {
    let html = template.render().map_err(|error| service::Error::Internal(format!("a page: {error}")))?;
    Ok(Html(html).into_response())
}

/// A page that says what was wrong with a form.
fn again(status: StatusCode, template: &impl Template) -> Result<Response, Problem> {
    let mut response = page(template)?;
    *response.status_mut() = status;
    Ok(response)
}

/// Another page, after a form was done.
fn go(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// What was wrong with a form, in words and with its status; what is no matter of the form is passed on.
fn wrong(error: service::Error) -> Result<(StatusCode, String), Problem> {
    match error {
        service::Error::Invalid(values) => {
            let words: Vec<String> = values.into_iter().map(|bad| bad.detail).collect();
            Ok((StatusCode::UNPROCESSABLE_ENTITY, words.join("; ") + "."))
        }
        service::Error::NotSignedIn(words) => Ok((StatusCode::UNPROCESSABLE_ENTITY, format!("{words}."))),
        error @ service::Error::Throttled { .. } => Ok((StatusCode::TOO_MANY_REQUESTS, format!("{error}."))),
        other => Err(other.into()),
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    style: &'a str,
    user: Option<&'a str>,
    title: &'a str,
    detail: &'a str,
    request_id: &'a str,
}

/// A problem as a page; none where it cannot be written.
pub(crate) fn problem_page(problem: &Problem) -> Option<String> {
    let mut detail = problem.detail.clone();
    if let Some(first) = detail.get(..1).map(str::to_uppercase) {
        detail.replace_range(..1, &first);
    }
    if !detail.ends_with('.') {
        detail.push('.');
    }
    let title = match problem.status {
        404 => "There is nothing here",
        403 => "This is not for you to see",
        429 => "Too many attempts",
        503 | 507 => "Not now",
        500.. => "Something went wrong",
        _ => "That did not work",
    };
    let page = ProblemPage {
        style: &STYLE_PATH,
        user: None,
        title,
        detail: &detail,
        request_id: &problem.request_id,
    };
    page.render().ok()
}

/// The cookie's value for no session.
fn cookie(web: &Web, secret: &str) -> HeaderValue {
    let is_https = web.settings.base_url.starts_with("https://");
    let (name, secure) = (visitor::cookie_name(web), if is_https { "; Secure" } else { "" });
    let end = if secret.is_empty() { "; Max-Age=0" } else { "" };
    let text = format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}{end}");
    // A secret is letters, digits, - and _.
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}
