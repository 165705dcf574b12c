//! Stated values of people.

use crate::answer::versioned;
use crate::extract::{Bearer, IfMatch, IfMatchHeader, IfMatchWhereGiven, JsonBody, MaybeIfMatch, PathId};
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use service::Listed;
use service::estimates::{self, EstimateInput, EstimatesInput};
use store::PersonId;
use store::estimates::Estimate;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(estimates_list, estimates_replace))
        .routes(routes!(estimates_put, estimates_remove))
}

/// List a person's stated values
#[utoipa::path(get, path = "/people/{person_id}/estimates", operation_id = "estimates_list", tag = "estimates",
    responses((status = 200, description = "All of them, by dimension", body = Listed<Estimate>)))]
async fn estimates_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(person): PathId<PersonId>,
) -> Result<Response, Problem> {
    let found = estimates::list(&web.service, &caller, &person).await?;
    Ok(versioned(found.revision, found.thing))
}

/// Replace a person's stated values
///
/// A dimension that is not given has no stated value any more; ratings stay. If-Match takes the person's revision.
#[utoipa::path(put, path = "/people/{person_id}/estimates", operation_id = "estimates_replace", tag = "estimates",
    params(IfMatchHeader),
    request_body = EstimatesInput,
    responses((status = 200, description = "All of them as they are now", body = Listed<Estimate>)))]
async fn estimates_replace(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(person): PathId<PersonId>,
    IfMatch(expected): IfMatch,
    JsonBody(input): JsonBody<EstimatesInput>,
) -> Result<Response, Problem> {
    let now = estimates::replace(&web.service, &caller, &person, expected, &input).await?;
    Ok(versioned(now.revision, now.thing))
}

/// Record a stated value
///
/// If-Match takes the person's revision.
#[utoipa::path(put, path = "/people/{person_id}/estimates/{dimension}", operation_id = "estimates_put", tag = "estimates",
    params(IfMatchHeader),
    request_body = EstimateInput,
    responses((status = 200, description = "The value as it is now", body = Estimate)))]
async fn estimates_put(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((person, dimension)): PathId<(PersonId, String)>,
    IfMatch(expected): IfMatch,
    JsonBody(input): JsonBody<EstimateInput>,
) -> Result<Response, Problem> {
    let now = estimates::put(&web.service, &caller, &person, &dimension, expected, input).await?;
    Ok(versioned(now.revision, now.thing))
}

/// Remove a stated value
#[utoipa::path(delete, path = "/people/{person_id}/estimates/{dimension}", operation_id = "estimates_remove",
    tag = "estimates",
    params(IfMatchWhereGiven),
    responses((status = 204, description = "It is removed")))]
async fn estimates_remove(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((person, dimension)): PathId<(PersonId, String)>,
    MaybeIfMatch(expected): MaybeIfMatch,
) -> Result<StatusCode, Problem> {
    estimates::remove(&web.service, &caller, &person, &dimension, expected).await?;
    Ok(StatusCode::NO_CONTENT)
}
