//! Setup, signing in, and out.

use super::posted::{Kept, NeedsSignIn, go_on, go_on_confirmed, path_of_ours};
use super::second_factor::ask_code;
use super::{
    Asked, FormData, FormErrors, Frame, Signed, Visitor, again, browser_cookie, cookie, go, page,
    passwords_need,
};
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use service::links::{self, Setup};
use service::sessions::{Entered, SignedIn};
use service::{Error, Via, sessions};
use store::links::Purpose;
use store::users::User;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/setup/{secret}", get(setup_page).post(set_up))
        .route("/sign-in", get(sign_in_page).post(sign_in))
        .route("/sign-in/{secret}", get(link_page).post(sign_in_with_link))
        .route("/sign-out", post(sign_out))
        .route("/confirm", get(confirm_page).post(confirm))
}

#[derive(Template)]
#[template(path = "signing_in/setup.html")]
struct SetupPage {
    frame: Frame,
    wrong: FormErrors,
    action: String,
    form: FormData,
    passwords_need: String,
}

async fn setup_page(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    links::look(&web.service, &secret, Purpose::Setup, &visitor).await.map_err(no_link)?;
    page(&setup_of(&secret, FormErrors::default(), FormData::default()))
}

async fn set_up(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path(secret): Path<String>,
    form: FormData,
) -> Result<Response, Problem> {
    let input = Setup {
        organisation: form.text("organisation").to_owned(),
        name: form.text("name").to_owned(),
        email: form.text("email").to_owned(),
        password: form.secret("password").to_owned(),
    };
    match links::set_up(&web.service, &secret, &input, &visitor).await {
        Ok(session) => Ok(signed_in(&web, &session)),
        Err(error) => {
            let wrong = FormErrors::of(error).map_err(no_link)?;
            again(wrong.status, &setup_of(&secret, wrong, form))
        }
    }
}

fn setup_of(secret: &str, wrong: FormErrors, form: FormData) -> SetupPage {
    SetupPage {
        frame: Frame::outside(),
        wrong,
        action: format!("/setup/{secret}"),
        form,
        passwords_need: passwords_need(),
    }
}

#[derive(Template)]
#[template(path = "signing_in/sign_in.html")]
struct SignInPage {
    frame: Frame,
    wrong: FormErrors,
    /// Why somebody is asked to sign in; empty if they came to do that.
    why: &'static str,
    email: String,
    kept: Kept,
}

fn sign_in_of(wrong: FormErrors, why: &'static str, email: &str, kept: Kept) -> SignInPage {
    SignInPage { frame: Frame::outside(), wrong, why, email: email.to_owned(), kept }
}

async fn sign_in_page(asked: Asked) -> Result<Response, Problem> {
    let why = match (asked.fields.is_ticked("ended"), asked.fields.text("next")) {
        (true, _) => "Your session has ended. Sign in to go on where you were.",
        (false, "") => "",
        (false, _) => "Sign in to open this page.",
    };
    let kept = Kept { path: asked.fields.text("next").to_owned(), fields: None };
    page(&sign_in_of(FormErrors::default(), why, "", kept))
}

/// The page for signing in, in answer to a form whose sender is not signed in any more. The form is kept within it.
pub(super) fn sign_in_again(needs: NeedsSignIn, kept: Kept) -> Result<Response, Problem> {
    let why = match (&kept.fields, needs.has_ended) {
        (Some(_), true) => "Your session has ended. Nothing you typed is lost: sign in, then send it.",
        (Some(_), false) => "You are not signed in. Nothing you typed is lost: sign in, then send it.",
        (None, _) => "Your session has ended. Sign in, then choose the file again.",
    };
    again(StatusCode::UNAUTHORIZED, &sign_in_of(FormErrors::default(), why, "", kept))
}

/// The page for signing in, where what was begun of it has ended.
pub(super) fn sign_in_anew(error: Error, kept: Kept) -> Result<Response, Problem> {
    let wrong = FormErrors::of(error)?;
    again(wrong.status, &sign_in_of(wrong, "", "", kept))
}

async fn sign_in(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    form: FormData,
) -> Result<Response, Problem> {
    let email = form.text("email").to_owned();
    let kept = Kept::within(&form);
    match sessions::sign_in(&web.service, &email, form.secret("password"), &visitor).await {
        Ok(entered) => entered_of(&web, entered, kept),
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            again(wrong.status, &sign_in_of(wrong, "", &email, kept))
        }
    }
}

#[derive(Template)]
#[template(path = "signing_in/link.html")]
struct LinkPage {
    frame: Frame,
    wrong: FormErrors,
    action: String,
    name: String,
    email: String,
    needs_password: bool,
    passwords_need: String,
}

async fn link_page(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    let user = links::look(&web.service, &secret, Purpose::SignIn, &visitor).await.map_err(no_link)?;
    page(&link_of(&secret, FormErrors::default(), user))
}

async fn sign_in_with_link(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path(secret): Path<String>,
    form: FormData,
) -> Result<Response, Problem> {
    let password = Some(form.secret("password")).filter(|password| !password.is_empty());
    match links::sign_in(&web.service, &secret, password, &visitor).await {
        Ok(entered) => entered_of(&web, entered, Kept::default()),
        Err(error) => {
            let wrong = FormErrors::of(error).map_err(no_link)?;
            let user =
                links::look(&web.service, &secret, Purpose::SignIn, &visitor).await.map_err(no_link)?;
            again(wrong.status, &link_of(&secret, wrong, user))
        }
    }
}

fn link_of(secret: &str, wrong: FormErrors, user: Option<User>) -> LinkPage {
    LinkPage {
        frame: Frame::outside(),
        wrong,
        action: format!("/sign-in/{secret}"),
        needs_password: user.as_ref().is_none_or(|user| user.password_hash.is_none()),
        email: user.as_ref().map(|user| user.email.clone()).unwrap_or_default(),
        name: user.map(|user| user.name).unwrap_or_default(),
        passwords_need: passwords_need(),
    }
}

/// Where someone goes on who has given their password or opened their link.
fn entered_of(web: &Web, entered: Entered, kept: Kept) -> Result<Response, Problem> {
    match entered {
        Entered::SignedIn(session) => Ok(with_session(web, &session, go_on(&kept)?)),
        Entered::OwesCode(begun) => ask_code(&begun, kept),
    }
}

#[derive(Template)]
#[template(path = "signing_in/confirm.html")]
struct ConfirmPage {
    frame: Frame,
    wrong: FormErrors,
    kept: Kept,
}

async fn confirm_page(_: Signed, asked: Asked) -> Result<Response, Problem> {
    let path = path_of_ours(asked.fields.text("next")).to_owned();
    confirm_first(Kept { path, fields: None })
}

/// The page on which someone gives their password again, before what they asked for is done.
pub(super) fn confirm_first(kept: Kept) -> Result<Response, Problem> {
    let status = if kept.fields.is_some() { StatusCode::FORBIDDEN } else { StatusCode::OK };
    again(status, &ConfirmPage { frame: Frame::outside(), wrong: FormErrors::default(), kept })
}

async fn confirm(
    State(web): State<Web>,
    signed: Signed,
    Visitor(visitor): Visitor,
    form: FormData,
) -> Result<Response, Problem> {
    let kept = Kept::within(&form);
    match sessions::prove(&web.service, &signed.user, form.secret("password"), &visitor).await {
        Ok(session) => Ok(with_session(&web, &session, go_on_confirmed(&kept)?)),
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            again(wrong.status, &ConfirmPage { frame: Frame::outside(), wrong, kept })
        }
    }
}

async fn sign_out(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    if let Via::Session(id) = &signed.caller.actor.via {
        sessions::revoke(&web.service, &signed.caller, id).await?;
    }
    Ok(signed_out(&web))
}

/// To where one can sign in again, with nothing left in the browser of what it showed.
pub(super) fn signed_out(web: &Web) -> Response {
    let mut response = go("/sign-in");
    let headers = response.headers_mut();
    headers.insert(header::SET_COOKIE, cookie(web, ""));
    headers.insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
    response
}

fn signed_in(web: &Web, signed_in: &SignedIn) -> Response {
    with_session(web, signed_in, go("/"))
}

/// With the cookies of a session.
pub(super) fn with_session(web: &Web, signed_in: &SignedIn, mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.append(header::SET_COOKIE, cookie(web, signed_in.session.reveal()));
    if let Some(browser) = &signed_in.browser {
        headers.append(header::SET_COOKIE, browser_cookie(web, browser.reveal()));
    }
    response
}

/// A link that does not work, in the same words whatever the reason.
fn no_link(problem: impl Into<Problem>) -> Problem {
    let detail = "it may have been used, have ended, or have been cut short. Whoever gave it to you can give you a new one; the \
                  one for the first setup is printed anew when the server starts";
    super::no_link(problem, detail)
}
