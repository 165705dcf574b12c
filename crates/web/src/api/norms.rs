//! Norms from the organisation's own people.

use crate::answer::created;
use crate::extract::{Bearer, JsonBody, PathId, Query};
use crate::{Problem, Web};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use service::norms::{self, NormInput};
use service::{Asked, Listed};
use store::NormId;
use store::norms::Norm;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(norms_list, norms_create)).routes(routes!(norms_get))
}

/// List the norms of the organisation's own people, the newest first
#[utoipa::path(get, path = "/norms", operation_id = "norms_list", tag = "norms", params(Asked),
    responses((status = 200, description = "A part of the list", body = Listed<Norm>)))]
async fn norms_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    Query(asked): Query<Asked>,
) -> Result<Json<Listed<Norm>>, Problem> {
    Ok(Json(norms::list(&web.service, &caller, &asked).await?))
}

/// Make a norm of the people on file as they are now
///
/// It counts people of whom something is known and who are no CEO of a search; it takes a hundred of them. A norm never
/// changes, and keeps values without who they are. One of a name that there is becomes the next version of it.
#[utoipa::path(post, path = "/norms", operation_id = "norms_create", tag = "norms", request_body = NormInput,
    responses((status = 201, description = "The norm", body = Norm)))]
async fn norms_create(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    JsonBody(input): JsonBody<NormInput>,
) -> Result<Response, Problem> {
    let norm = norms::create(&web.service, &caller, input).await?;
    Ok(created(format!("/api/v1/norms/{}", norm.id), norm))
}

/// Read a norm, without its people
#[utoipa::path(get, path = "/norms/{norm_id}", operation_id = "norms_get", tag = "norms",
    responses((status = 200, description = "The norm", body = Norm)))]
async fn norms_get(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<NormId>,
) -> Result<Json<Norm>, Problem> {
    Ok(Json(norms::find(&web.service, &caller, &id).await?))
}
