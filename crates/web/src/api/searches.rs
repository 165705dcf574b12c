//! Searches.

use crate::answer::{created_versioned, versioned};
use crate::extract::{
    Bearer, IfMatch, IfMatchHeader, IfMatchWhereGiven, JsonBody, MaybeIfMatch, PathId, Query,
};
use crate::{Problem, Web};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use service::Listed;
use service::searches::{self, SearchChange, SearchInput, SearchesAsked};
use store::SearchId;
use store::searches::Search;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(searches_list, searches_create)).routes(routes!(
        searches_get,
        searches_change,
        searches_remove
    ))
}

/// List the searches that the caller may see
#[utoipa::path(get, path = "/searches", operation_id = "searches_list", tag = "searches", params(SearchesAsked),
    responses((status = 200, description = "A part of the list", body = Listed<Search>)))]
async fn searches_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    Query(asked): Query<SearchesAsked>,
) -> Result<Json<Listed<Search>>, Problem> {
    Ok(Json(searches::list(&web.service, &caller, &asked).await?))
}

/// Begin a search
#[utoipa::path(post, path = "/searches", operation_id = "searches_create", tag = "searches",
    request_body = SearchInput,
    responses((status = 201, description = "The search", body = Search)))]
async fn searches_create(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    JsonBody(input): JsonBody<SearchInput>,
) -> Result<Response, Problem> {
    let search = searches::create(&web.service, &caller, input).await?;
    Ok(created_versioned(format!("/api/v1/searches/{}", search.id), search.revision, search))
}

/// Read a search
#[utoipa::path(get, path = "/searches/{search_id}", operation_id = "searches_get", tag = "searches",
    responses((status = 200, description = "The search", body = Search)))]
async fn searches_get(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<SearchId>,
) -> Result<Response, Problem> {
    let search = searches::get(&web.service, &caller, &id).await?;
    Ok(versioned(search.revision, search))
}

/// Change a search, close it, or open it again
#[utoipa::path(patch, path = "/searches/{search_id}", operation_id = "searches_change", tag = "searches",
    params(IfMatchHeader),
    request_body = SearchChange,
    responses((status = 200, description = "The search as it is now", body = Search)))]
async fn searches_change(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<SearchId>,
    IfMatch(expected): IfMatch,
    JsonBody(change): JsonBody<SearchChange>,
) -> Result<Response, Problem> {
    let search = searches::change(&web.service, &caller, &id, expected, change).await?;
    Ok(versioned(search.revision, search))
}

/// Remove a search
///
/// Its candidates, members, weights, judgements and runs go with it; the people stay on file. Refused where a decision
/// was recorded, even one that was withdrawn: close such a search instead.
#[utoipa::path(delete, path = "/searches/{search_id}", operation_id = "searches_remove", tag = "searches",
    params(IfMatchWhereGiven),
    responses((status = 204, description = "It is removed")))]
async fn searches_remove(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<SearchId>,
    MaybeIfMatch(expected): MaybeIfMatch,
) -> Result<StatusCode, Problem> {
    searches::remove(&web.service, &caller, &id, expected).await?;
    Ok(StatusCode::NO_CONTENT)
}
