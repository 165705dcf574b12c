//! What someone keeps of their own: name, password, sessions, tokens.

mod scopes;

use super::admin::role_in_words;
use super::signing_in::signed_out;
use super::{FormData, FormErrors, Frame, Place, Signed, again, go, minute, page, passwords_need};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use scopes::ScopeGroup;
use service::tokens::{MadeToken, TokenInput};
use service::{Permission, Via, second_factor, sessions, tokens, users};
use store::tokens::Token;
use store::{SessionId, Timestamp, TokenId};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/account", get(account))
        .route("/account/name", post(rename))
        .route("/account/password", post(change_password))
        .route("/account/sessions/{session_id}/end", post(end_session))
        .route("/account/sign-out-everywhere", post(sign_out_everywhere))
        .route("/account/tokens", post(make_token))
        .route("/account/tokens/{token_id}/revoke", post(revoke_token))
}

#[derive(Template)]
#[template(path = "account.html")]
struct Account {
    frame: Frame,
    email: String,
    role: &'static str,
    role_may: &'static str,
    own_name: String,
    /// What is wrong with the one form that was sent, and nothing with the others.
    wrong: FormErrors,
    wrong_token: FormErrors,
    passwords_need: String,
    has_factor: bool,
    sessions: Vec<ShownSession>,
    /// What lately happened to the account, and when.
    events: Vec<(&'static str, String)>,
    tokens: Vec<ShownToken>,
    made: Option<MadeToken>,
    form: FormData,
    days: String,
    groups: Vec<ScopeGroup>,
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
struct Outcome {
    wrong: FormErrors,
    wrong_token: FormErrors,
    made: Option<MadeToken>,
    form: FormData,
}

async fn account(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    shown(&web, &signed, Outcome::default()).await
}

async fn shown(web: &Web, signed: &Signed, outcome: Outcome) -> Result<Response, Problem> {
    let Signed { caller, user, .. } = signed;
    let now = web.service.surroundings().now();
    let tokens = tokens::list(&web.service, caller).await?.items.into_iter();
    let works = tokens.filter(|token| token.revoked_at.is_none() && token.expires_at > now);
    let Outcome { wrong, wrong_token, made, form } = outcome;
    let chosen: Option<Vec<Permission>> = (!wrong_token.is_empty()).then(|| chosen(&form));
    let (role, role_may) = role_in_words(user.role);
    let template = Account {
        frame: Frame::of(signed, Place::Account),
        email: user.email.clone(),
        role,
        role_may,
        own_name: user.name.clone(),
        passwords_need: passwords_need(),
        has_factor: second_factor::has(&web.service, caller).await?,
        sessions: shown_sessions(web, signed).await?,
        events: users::account_events(&web.service, caller).await?.iter().filter_map(shown_event).collect(),
        tokens: works.map(shown_token).collect(),
        made,
        days: form.given("expires_in_days").unwrap_or("90").to_owned(),
        groups: scopes::groups(&caller.actor, chosen.as_deref()),
        form,
        wrong,
        wrong_token,
    };
    let refused = [&template.wrong, &template.wrong_token].into_iter().find(|wrong| !wrong.is_empty());
    match refused {
        Some(wrong) => again(wrong.status, &template),
        None => page(&template),
    }
}

async fn shown_sessions(web: &Web, signed: &Signed) -> Result<Vec<ShownSession>, Problem> {
    let Signed { caller, .. } = signed;
    let own = |id: &SessionId| matches!(&caller.actor.via, Via::Session(own) if own == id);
    let sessions = sessions::list(&web.service, caller).await?.items.into_iter();
    let shown = sessions.map(|session| ShownSession {
        is_this: own(&session.id),
        id: session.id,
        agent: session.agent,
        since: minute(&session.created_at),
        last: minute(&session.last_used_at),
    });
    Ok(shown.collect())
}

fn shown_event((action, at): &(String, Timestamp)) -> Option<(&'static str, String)> {
    let words = match action.as_str() {
        "user.sign_in_link" => "A link was made by which whoever has it can sign in as you",
        "password.change" => "Your password was changed",
        "session.revoke_all" => "You signed out everywhere",
        "session.sign_in_failed" => "Someone tried to sign in with a wrong password or code",
        "second_factor.confirm" => "Your second factor was turned on",
        "second_factor.renew_codes" => "You made new recovery codes",
        "second_factor.remove" => "Your second factor was removed",
        _ => return None,
    };
    Some((words, minute(at)))
}

fn shown_token(token: Token) -> ShownToken {
    ShownToken {
        id: token.id,
        name: token.name,
        hint: token.hint,
        scopes: token.scopes.join(", "),
        ends: minute(&token.expires_at),
        used: token.last_used_at.map_or("never used".to_owned(), |at| format!("last used {}", minute(&at))),
    }
}

async fn rename(State(web): State<Web>, signed: Signed, form: FormData) -> Result<Response, Problem> {
    match users::rename_self(&web.service, &signed.caller, form.text("name")).await {
        Ok(_) => Ok(go("/account?done=saved")),
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            shown(&web, &signed, Outcome { wrong, form, ..Outcome::default() }).await
        }
    }
}

async fn change_password(
    State(web): State<Web>,
    signed: Signed,
    form: FormData,
) -> Result<Response, Problem> {
    let Signed { caller, user, .. } = &signed;
    let (present, password) = (form.secret("present"), form.secret("password"));
    match sessions::change_password(&web.service, caller, user, present, password).await {
        Ok(()) => Ok(go("/account?done=password")),
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            shown(&web, &signed, Outcome { wrong, ..Outcome::default() }).await
        }
    }
}

async fn end_session(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SessionId>,
) -> Result<Response, Problem> {
    sessions::revoke(&web.service, &signed.caller, &id).await?;
    Ok(go("/account?done=session_ended"))
}

async fn sign_out_everywhere(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    sessions::sign_out_everywhere(&web.service, &signed.caller).await?;
    Ok(signed_out(&web))
}

fn chosen(form: &FormData) -> Vec<Permission> {
    form.all("scope").filter_map(|scope| scope.parse().ok()).collect()
}

async fn make_token(State(web): State<Web>, signed: Signed, form: FormData) -> Result<Response, Problem> {
    let input = TokenInput {
        name: form.text("token_name").to_owned(),
        scopes: chosen(&form),
        expires_in_days: form.text("expires_in_days").parse().unwrap_or(0),
    };
    sessions::check_proof(&web.service, &signed.caller).await?;
    let outcome = match tokens::create(&web.service, &signed.caller, input).await {
        Ok(made) => Outcome { made: Some(made), ..Outcome::default() },
        Err(error) => {
            let wrong_token = FormErrors::of(error)?.renamed("name", "token_name");
            Outcome { wrong_token, form, ..Outcome::default() }
        }
    };
    shown(&web, &signed, outcome).await
}

async fn revoke_token(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<TokenId>,
) -> Result<Response, Problem> {
    tokens::revoke(&web.service, &signed.caller, &id).await?;
    Ok(go("/account?done=revoked"))
}
