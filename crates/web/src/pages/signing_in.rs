//! Setup, signing in, and out.

use super::{STYLE_PATH, Signed, Visitor, again, cookie, go, page, wrong};
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use service::links::{self, Setup};
use service::{Error, Secret, Via, sessions};
use store::links::Purpose;
use store::users::User;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/setup/{secret}", get(setup_page).post(set_up))
        .route("/sign-in", get(sign_in_page).post(sign_in))
        .route("/sign-in/{secret}", get(link_page).post(sign_in_with_link))
        .route("/sign-out", post(sign_out))
}

#[derive(Template)]
#[template(path = "setup.html")]
struct SetupPage<'a> {
    style: &'a str,
    user: Option<&'a str>,
    wrong: String,
    action: String,
    form: SetupForm,
}

#[derive(Deserialize, Default)]
struct SetupForm {
    organisation: String,
    name: String,
    email: String,
    password: String,
}

async fn setup_page(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    links::look(&web.service, &secret, Purpose::Setup, &visitor).await.map_err(no_link)?;
    page(&setup_of(&secret, String::new(), SetupForm::default()))
}

async fn set_up(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path(secret): Path<String>,
    Form(form): Form<SetupForm>,
) -> Result<Response, Problem> {
    let input = Setup {
        organisation: form.organisation.clone(),
        name: form.name.clone(),
        email: form.email.clone(),
        password: form.password.clone(),
    };
    match links::set_up(&web.service, &secret, &input, &visitor).await {
        Ok(session) => Ok(signed_in(&web, &session)),
        Err(error) => {
            let (status, words) = wrong(error).map_err(no_link_problem)?;
            again(status, &setup_of(&secret, words, form))
        }
    }
}

fn setup_of(secret: &str, wrong: String, form: SetupForm) -> SetupPage<'static> {
    SetupPage { style: &STYLE_PATH, user: None, wrong, action: format!("/setup/{secret}"), form }
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage<'a> {
    style: &'a str,
    user: Option<&'a str>,
    wrong: String,
    email: String,
}

#[derive(Deserialize)]
struct SignInForm {
    email: String,
    password: String,
}

async fn sign_in_page() -> Result<Response, Problem> {
    page(&SignInPage { style: &STYLE_PATH, user: None, wrong: String::new(), email: String::new() })
}

async fn sign_in(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Form(form): Form<SignInForm>,
) -> Result<Response, Problem> {
    match sessions::sign_in(&web.service, &form.email, &form.password, &visitor).await {
        Ok(session) => Ok(signed_in(&web, &session)),
        Err(error) => {
            let (status, words) = wrong(error)?;
            let template = SignInPage { style: &STYLE_PATH, user: None, wrong: words, email: form.email };
            again(status, &template)
        }
    }
}

#[derive(Template)]
#[template(path = "link.html")]
struct LinkPage<'a> {
    style: &'a str,
    user: Option<&'a str>,
    wrong: String,
    action: String,
    name: String,
    needs_password: bool,
}

#[derive(Deserialize)]
struct LinkForm {
    #[serde(default)]
    password: String,
}

async fn link_page(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    let user = links::look(&web.service, &secret, Purpose::SignIn, &visitor).await.map_err(no_link)?;
    page(&link_of(&secret, String::new(), user))
}

async fn sign_in_with_link(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path(secret): Path<String>,
    Form(form): Form<LinkForm>,
) -> Result<Response, Problem> {
    let password = Some(form.password.as_str()).filter(|password| !password.is_empty());
    match links::sign_in(&web.service, &secret, password, &visitor).await {
        Ok(session) => Ok(signed_in(&web, &session)),
        Err(error) => {
            let (status, words) = wrong(error).map_err(no_link_problem)?;
            let user =
                links::look(&web.service, &secret, Purpose::SignIn, &visitor).await.map_err(no_link)?;
            again(status, &link_of(&secret, words, user))
        }
    }
}

fn link_of(secret: &str, wrong: String, user: Option<User>) -> LinkPage<'static> {
    LinkPage {
        style: &STYLE_PATH,
        user: None,
        wrong,
        action: format!("/sign-in/{secret}"),
        needs_password: user.as_ref().is_none_or(|user| user.password_hash.is_none()),
        name: user.map(|user| user.name).unwrap_or_default(),
    }
}

async fn sign_out(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    if let Via::Session(id) = &signed.caller.actor.via {
        sessions::revoke(&web.service, &signed.caller, id).await?;
    }
    let mut response = go("/sign-in");
    response.headers_mut().insert(header::SET_COOKIE, cookie(&web, ""));
    Ok(response)
}

fn signed_in(web: &Web, session: &Secret) -> Response {
    let mut response = go("/");
    response.headers_mut().insert(header::SET_COOKIE, cookie(web, session.reveal()));
    response
}

/// A link that does not work, in the same words whatever the reason.
fn no_link(error: Error) -> Problem {
    match error {
        Error::NotFound(_) => no_link_problem(Problem::from(error)),
        other => other.into(),
    }
}

fn no_link_problem(problem: Problem) -> Problem {
    if problem.status == StatusCode::NOT_FOUND.as_u16() {
        let detail =
            "this link does not work: it may have been used, have ended, or be cut short. Ask for a new one";
        return Problem::new(StatusCode::NOT_FOUND, "no_link", detail);
    }
    problem
}
