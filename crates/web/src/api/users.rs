//! Users, and what each keeps of their own: tokens and sessions.

use crate::answer::{created, created_versioned, versioned};
use crate::extract::{Bearer, IfMatch, IfMatchHeader, JsonBody, PathId};
use crate::{Problem, Web};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use service::tokens::{self, MadeToken, TokenInput};
use service::users::{self, UserChange, UserInput};
use service::{Listed, sessions};
use store::sessions::Session;
use store::tokens::Token;
use store::users::User;
use store::{SessionId, TokenId, UserId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(me_get))
        .routes(routes!(users_list, users_create))
        .routes(routes!(users_get, users_change))
        .routes(routes!(tokens_list, tokens_create))
        .routes(routes!(tokens_revoke))
        .routes(routes!(sessions_list))
        .routes(routes!(sessions_revoke))
}

/// Read who one is
#[utoipa::path(get, path = "/me", operation_id = "me_get", tag = "users",
    responses((status = 200, description = "The caller", body = User)))]
async fn me_get(State(web): State<Web>, Bearer(caller): Bearer) -> Result<Response, Problem> {
    let user = users::me(&web.service, &caller).await?;
    Ok(versioned(user.revision, user))
}

/// List the users of the organisation, by name
#[utoipa::path(get, path = "/users", operation_id = "users_list", tag = "users",
    responses((status = 200, description = "All of them", body = Listed<User>)))]
async fn users_list(State(web): State<Web>, Bearer(caller): Bearer) -> Result<Json<Listed<User>>, Problem> {
    Ok(Json(users::list(&web.service, &caller).await?))
}

/// Add a user
///
/// They sign in for the first time with a link, which an admin makes on the page of the user.
#[utoipa::path(post, path = "/users", operation_id = "users_create", tag = "users", request_body = UserInput,
    responses((status = 201, description = "The user", body = User)))]
async fn users_create(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    JsonBody(input): JsonBody<UserInput>,
) -> Result<Response, Problem> {
    let user = users::create(&web.service, &caller, input).await?;
    Ok(created_versioned(format!("/api/v1/users/{}", user.id), user.revision, user))
}

/// Read a user
#[utoipa::path(get, path = "/users/{user_id}", operation_id = "users_get", tag = "users",
    responses((status = 200, description = "The user", body = User)))]
async fn users_get(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<UserId>,
) -> Result<Response, Problem> {
    let user = users::get(&web.service, &caller, &id).await?;
    Ok(versioned(user.revision, user))
}

/// Change a user, shut them out, or let them in again
#[utoipa::path(patch, path = "/users/{user_id}", operation_id = "users_change", tag = "users",
    params(IfMatchHeader), request_body = UserChange,
    responses((status = 200, description = "The user as they are now", body = User)))]
async fn users_change(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<UserId>,
    IfMatch(expected): IfMatch,
    JsonBody(change): JsonBody<UserChange>,
) -> Result<Response, Problem> {
    let user = users::change(&web.service, &caller, &id, expected, change).await?;
    Ok(versioned(user.revision, user))
}

/// List one's own tokens, the newest first
#[utoipa::path(get, path = "/tokens", operation_id = "tokens_list", tag = "account",
    responses((status = 200, description = "All of them, without their secrets", body = Listed<Token>)))]
async fn tokens_list(State(web): State<Web>, Bearer(caller): Bearer) -> Result<Json<Listed<Token>>, Problem> {
    Ok(Json(tokens::list(&web.service, &caller).await?))
}

/// Make a token
///
/// Its secret is shown this once and kept nowhere. A repeated request makes another, whatever its key.
#[utoipa::path(post, path = "/tokens", operation_id = "tokens_create", tag = "account", request_body = TokenInput,
    responses((status = 201, description = "The token with its secret", body = MadeToken)))]
async fn tokens_create(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    JsonBody(input): JsonBody<TokenInput>,
) -> Result<Response, Problem> {
    let made = tokens::create(&web.service, &caller, input).await?;
    Ok(created("/api/v1/tokens".to_owned(), made))
}

/// Revoke one of one's own tokens
#[utoipa::path(delete, path = "/tokens/{token_id}", operation_id = "tokens_revoke", tag = "account",
    responses((status = 204, description = "It works no more")))]
async fn tokens_revoke(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<TokenId>,
) -> Result<StatusCode, Problem> {
    tokens::revoke(&web.service, &caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List one's own sessions, the newest first
#[utoipa::path(get, path = "/sessions", operation_id = "sessions_list", tag = "account",
    responses((status = 200, description = "Those that work", body = Listed<Session>)))]
async fn sessions_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
) -> Result<Json<Listed<Session>>, Problem> {
    Ok(Json(sessions::list(&web.service, &caller).await?))
}

/// End one of one's own sessions
#[utoipa::path(delete, path = "/sessions/{session_id}", operation_id = "sessions_revoke", tag = "account",
    responses((status = 204, description = "It works no more")))]
async fn sessions_revoke(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<SessionId>,
) -> Result<StatusCode, Problem> {
    sessions::revoke(&web.service, &caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
