//! What someone keeps of their own: password, sessions, tokens.

use super::{STYLE_PATH, Signed, again, go, page, wrong};
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use service::tokens::TokenInput;
use service::{Error, Permission, Via, sessions, tokens};
use store::{SessionId, Timestamp, TokenId};

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
    style: &'a str,
    user: Option<&'a str>,
    name: &'a str,
    email: &'a str,
    role: &'a str,
    wrong: String,
    done: &'a str,
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
    wrong: String,
    done: &'a str,
    secret: String,
    token_name: String,
}

async fn account(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    shown(&web, &signed, StatusCode::OK, Outcome::default()).await
}

async fn shown(
    web: &Web,
    signed: &Signed,
    status: StatusCode,
    outcome: Outcome<'_>,
) -> Result<Response, Problem> {
    let Signed { caller, user } = signed;
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
        style: &STYLE_PATH,
        user: Some(&user.name),
        name: &user.name,
        email: &user.email,
        role: user.role.name(),
        wrong: outcome.wrong,
        done: outcome.done,
        secret: outcome.secret,
        sessions: sessions.collect(),
        tokens: tokens.collect(),
        scopes: may.map(|permission| permission.name()).collect(),
        token_name: outcome.token_name,
    };
    if status == StatusCode::OK { page(&template) } else { again(status, &template) }
}

#[derive(Deserialize)]
struct PasswordForm {
    present: String,
    password: String,
}

async fn change_password(
    State(web): State<Web>,
    signed: Signed,
    Form(form): Form<PasswordForm>,
) -> Result<Response, Problem> {
    let Signed { caller, user } = &signed;
    let changed = sessions::change_password(&web.service, caller, user, &form.present, &form.password).await;
    match changed {
        Ok(()) => {
            let done = "Your password is changed, and your other sessions have ended.";
            shown(&web, &signed, StatusCode::OK, Outcome { done, ..Outcome::default() }).await
        }
        Err(error) => {
            let (status, wrong) = wrong(error)?;
            shown(&web, &signed, status, Outcome { wrong, ..Outcome::default() }).await
        }
    }
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

async fn make_token(
    State(web): State<Web>,
    signed: Signed,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let all = |name: &str| {
        pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str()).collect::<Vec<_>>()
    };
    let first = |name: &str| all(name).first().copied().unwrap_or_default().to_owned();
    let name = first("name");
    let input = TokenInput {
        name: name.clone(),
        scopes: all("scope").into_iter().filter_map(|scope| scope.parse().ok()).collect(),
        expires_in_days: first("days").parse().unwrap_or(0),
    };
    match tokens::create(&web.service, &signed.caller, input).await {
        Ok(made) => {
            let outcome = Outcome { secret: made.secret, ..Outcome::default() };
            shown(&web, &signed, StatusCode::OK, outcome).await
        }
        Err(error) => {
            let (status, wrong) = wrong(error)?;
            shown(&web, &signed, status, Outcome { wrong, token_name: name, ..Outcome::default() }).await
        }
    }
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

/// A moment to the minute, as people read it.
fn minute(at: &Timestamp) -> String {
    format!("{} {} UTC", &at.as_str()[..10], &at.as_str()[11..16])
}
