//! What someone keeps of their own: password, sessions, tokens.

use super::{Fields, Frame, Place, Signed, Wrong, again, go, minute, page};
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use service::tokens::TokenInput;
use service::{Error, Permission, Via, sessions, tokens};
use store::{SessionId, TokenId};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/account", get(account))
        .route("/account/password", post(change_password))
        .route("/account/sessions/{session_id}/end", post(end_session))
        .route("/account/tokens", post(make_token))
        .route("/account/tokens/{token_id}/revoke", post(revoke_token))
}

#[derive(Template)]
#[template(path = "account.html")]
struct Account<'a> {
    frame: Frame,
    name: &'a str,
    email: &'a str,
    role: &'a str,
    wrong: Wrong,
    changed: &'a str,
    secret: String,
    sessions: Vec<ShownSession>,
    tokens: Vec<ShownToken>,
    scopes: Vec<&'static str>,
    token_name: String,
}

struct ShownSession {
    id: SessionId,
    agent: String,
    since: String,
    last: String,
    is_this: bool,
}

struct ShownToken {
    id: TokenId,
    name: String,
    hint: String,
    scopes: String,
    ends: String,
    used: String,
}

/// What a form led to.
#[derive(Default)]
struct Outcome<'a> {
    wrong: Wrong,
    changed: &'a str,
    secret: String,
    token_name: String,
}

async fn account(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    shown(&web, &signed, Outcome::default()).await
}

async fn shown(web: &Web, signed: &Signed, outcome: Outcome<'_>) -> Result<Response, Problem> {
    let Signed { caller, user, .. } = signed;
    let own = |id: &SessionId| matches!(&caller.actor.via, Via::Session(own) if own == id);
    let sessions =
        sessions::list(&web.service, caller).await?.items.into_iter().map(|session| ShownSession {
            is_this: own(&session.id),
            id: session.id,
            agent: session.agent,
            since: minute(&session.created_at),
            last: minute(&session.last_used_at),
        });
    let now = web.service.surroundings().now();
    let tokens = tokens::list(&web.service, caller).await?.items.into_iter();
    let works = tokens.filter(|token| token.revoked_at.is_none() && token.expires_at > now);
    let tokens = works.map(|token| ShownToken {
        id: token.id,
        name: token.name,
        hint: token.hint,
        scopes: token.scopes.join(", "),
        ends: minute(&token.expires_at),
        used: token.last_used_at.map_or("never used".to_owned(), |at| format!("last used {}", minute(&at))),
    });
    let may = Permission::ALL.iter().filter(|permission| caller.actor.require(**permission).is_ok());
    let template = Account {
        frame: Frame::of(signed, Place::Account),
        name: &user.name,
        email: &user.email,
        role: user.role.name(),
        wrong: outcome.wrong,
        changed: outcome.changed,
        secret: outcome.secret,
        sessions: sessions.collect(),
        tokens: tokens.collect(),
        scopes: may.map(|permission| permission.name()).collect(),
        token_name: outcome.token_name,
    };
    if template.wrong.is_empty() { page(&template) } else { again(template.wrong.status, &template) }
}

async fn change_password(State(web): State<Web>, signed: Signed, form: Fields) -> Result<Response, Problem> {
    let Signed { caller, user, .. } = &signed;
    let (present, password) = (form.secret("present"), form.secret("password"));
    let outcome = match sessions::change_password(&web.service, caller, user, present, password).await {
        Ok(()) => Outcome {
            changed: "Your password is changed, and your other sessions have ended.",
            ..Outcome::default()
        },
        Err(error) => Outcome { wrong: Wrong::of(error)?, ..Outcome::default() },
    };
    shown(&web, &signed, outcome).await
}

async fn end_session(
    State(web): State<Web>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id: SessionId = id.parse().map_err(|_| Error::NotFound("session"))?;
    sessions::revoke(&web.service, &signed.caller, &id).await?;
    Ok(go("/account"))
}

async fn make_token(State(web): State<Web>, signed: Signed, form: Fields) -> Result<Response, Problem> {
    let token_name = form.text("name").to_owned();
    let input = TokenInput {
        name: token_name.clone(),
        scopes: form.all("scope").filter_map(|scope| scope.parse().ok()).collect(),
        expires_in_days: form.text("days").parse().unwrap_or(0),
    };
    let outcome = match tokens::create(&web.service, &signed.caller, input).await {
        Ok(made) => Outcome { secret: made.secret, ..Outcome::default() },
        Err(error) => Outcome { wrong: Wrong::of(error)?, token_name, ..Outcome::default() },
    };
    shown(&web, &signed, outcome).await
}

async fn revoke_token(
    State(web): State<Web>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id: TokenId = id.parse().map_err(|_| Error::NotFound("token"))?;
    tokens::revoke(&web.service, &signed.caller, &id).await?;
    Ok(go("/account"))
}
