//! Weights of searches: one's own, and those that the panel agreed on.

use crate::answer::versioned;
use crate::extract::{Bearer, IfMatchWhereGiven, IfMatchWhereThere, JsonBody, MaybeIfMatch, PathId};
use crate::{Problem, Web};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use service::weights::{self, Judged, Weights, Whose};
use service::{Caller, Listed};
use store::SearchId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(weights_list))
        .routes(routes!(weights_mine_get, weights_mine_put, weights_mine_remove))
        .routes(routes!(weights_agreed_get, weights_agreed_put, weights_agreed_remove))
}

/// List the weights of a search
///
/// A panel member who has yet to judge sees their own and the agreed ones only.
#[utoipa::path(get, path = "/searches/{search_id}/weights", operation_id = "weights_list", tag = "weights",
    responses((status = 200, description = "Those that the caller may see, oldest first", body = Listed<Weights>)))]
async fn weights_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
) -> Result<Json<Listed<Weights>>, Problem> {
    Ok(Json(weights::list(&web.service, &caller, &search).await?))
}

/// Read one's own weights
#[utoipa::path(get, path = "/searches/{search_id}/weights/mine", operation_id = "weights_mine_get", tag = "weights",
    responses((status = 200, description = "The weights", body = Weights)))]
async fn weights_mine_get(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
) -> Result<Response, Problem> {
    get(&web, &caller, &search, Whose::Mine).await
}

/// Give one's own weights
#[utoipa::path(put, path = "/searches/{search_id}/weights/mine", operation_id = "weights_mine_put", tag = "weights",
    params(IfMatchWhereThere),
    request_body = Judged,
    responses((status = 200, description = "The weights that follow", body = Weights)))]
async fn weights_mine_put(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
    expected: MaybeIfMatch,
    JsonBody(judged): JsonBody<Judged>,
) -> Result<Response, Problem> {
    put(&web, &caller, &search, Whose::Mine, expected, judged).await
}

/// Take one's own weights back
#[utoipa::path(delete, path = "/searches/{search_id}/weights/mine", operation_id = "weights_mine_remove",
    tag = "weights",
    params(IfMatchWhereGiven),
    responses((status = 204, description = "They are gone")))]
async fn weights_mine_remove(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
    expected: MaybeIfMatch,
) -> Result<StatusCode, Problem> {
    remove(&web, &caller, &search, Whose::Mine, expected).await
}

/// Read the agreed weights
#[utoipa::path(get, path = "/searches/{search_id}/weights/agreed", operation_id = "weights_agreed_get",
    tag = "weights",
    responses((status = 200, description = "The weights", body = Weights)))]
async fn weights_agreed_get(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
) -> Result<Response, Problem> {
    get(&web, &caller, &search, Whose::Agreed).await
}

/// Record the weights that the panel agreed on
///
/// Runs are computed by them; by the framework's where there are none.
#[utoipa::path(put, path = "/searches/{search_id}/weights/agreed", operation_id = "weights_agreed_put",
    tag = "weights",
    params(IfMatchWhereThere),
    request_body = Judged,
    responses((status = 200, description = "The weights that follow", body = Weights)))]
async fn weights_agreed_put(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
    expected: MaybeIfMatch,
    JsonBody(judged): JsonBody<Judged>,
) -> Result<Response, Problem> {
    put(&web, &caller, &search, Whose::Agreed, expected, judged).await
}

/// Take the agreed weights back
#[utoipa::path(delete, path = "/searches/{search_id}/weights/agreed", operation_id = "weights_agreed_remove",
    tag = "weights",
    params(IfMatchWhereGiven),
    responses((status = 204, description = "They are gone")))]
async fn weights_agreed_remove(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
    expected: MaybeIfMatch,
) -> Result<StatusCode, Problem> {
    remove(&web, &caller, &search, Whose::Agreed, expected).await
}

async fn get(web: &Web, caller: &Caller, search: &SearchId, whose: Whose) -> Result<Response, Problem> {
    let weights = weights::get(&web.service, caller, search, whose).await?;
    Ok(versioned(weights.revision, weights))
}

async fn put(
    web: &Web,
    caller: &Caller,
    search: &SearchId,
    whose: Whose,
    MaybeIfMatch(expected): MaybeIfMatch,
    judged: Judged,
) -> Result<Response, Problem> {
    let weights = weights::put(&web.service, caller, search, whose, expected, judged).await?;
    Ok(versioned(weights.revision, weights))
}

async fn remove(
    web: &Web,
    caller: &Caller,
    search: &SearchId,
    whose: Whose,
    MaybeIfMatch(expected): MaybeIfMatch,
) -> Result<StatusCode, Problem> {
    weights::remove(&web.service, caller, search, whose, expected).await?;
    Ok(StatusCode::NO_CONTENT)
}
