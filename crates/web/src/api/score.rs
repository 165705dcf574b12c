//! A ranking, or what a CEO needs, without storing anything.

use crate::extract::{Bearer, JsonBody};
use crate::{Problem, Web};
use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse, Response};
use service::need::{self, NeedInput};
use service::score::{self, ScoreInput};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// People with all their ratings take room.
const MAX_BODY: usize = 8 * 1024 * 1024;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(score_run))
        .routes(routes!(need_run))
        .layer(DefaultBodyLimit::max(MAX_BODY))
}

/// Score and rank people who are not on file; nothing is kept
#[utoipa::path(post, path = "/score", operation_id = "score_run", tag = "score", request_body = ScoreInput,
    responses((status = 200, description = "What `counterpart score --format json` prints", body = Object)))]
async fn score_run(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    JsonBody(input): JsonBody<ScoreInput>,
) -> Result<Response, Problem> {
    Ok(Json(score::score(&web.service, &caller, input).await?).into_response())
}

/// Say what a CEO needs who is not on file; nothing is kept
#[utoipa::path(post, path = "/need", operation_id = "need_run", tag = "score", request_body = NeedInput,
    responses((status = 200, description = "What `counterpart gaps --format json` prints", body = Object)))]
async fn need_run(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    JsonBody(input): JsonBody<NeedInput>,
) -> Result<Response, Problem> {
    Ok(Json(need::of(&web.service, &caller, input).await?).into_response())
}
