//! Versions of frameworks.

use crate::answer::created;
use crate::extract::{Bearer, JsonBody, PathId, Query};
use crate::{Problem, Web};
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use service::frameworks::{self, FrameworkInput, FrameworkOutline};
use service::{Asked, Listed};
use store::FrameworkId;
use store::versioned_documents::FrameworkVersion;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(frameworks_list, frameworks_add))
        .routes(routes!(frameworks_get))
        .routes(routes!(frameworks_document))
}

/// List versions of frameworks, the newest first
#[utoipa::path(get, path = "/frameworks", operation_id = "frameworks_list", tag = "frameworks", params(Asked),
    responses((status = 200, description = "A part of the list", body = Listed<FrameworkVersion>)))]
async fn frameworks_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    Query(asked): Query<Asked>,
) -> Result<Json<Listed<FrameworkVersion>>, Problem> {
    Ok(Json(frameworks::list(&web.service, &caller, &asked).await?))
}

/// Add a version of a framework
///
/// A version never changes: another document needs another version. The same document again is the version that is there.
#[utoipa::path(post, path = "/frameworks", operation_id = "frameworks_add", tag = "frameworks",
    request_body = FrameworkInput,
    responses((status = 201, description = "The version", body = FrameworkOutline)))]
async fn frameworks_add(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    JsonBody(input): JsonBody<FrameworkInput>,
) -> Result<Response, Problem> {
    let outline = frameworks::add(&web.service, &caller, input).await?;
    Ok(created(format!("/api/v1/frameworks/{}", outline.version.id), outline))
}

/// Read a version of a framework, with what forms need to know of it
#[utoipa::path(get, path = "/frameworks/{framework_id}", operation_id = "frameworks_get", tag = "frameworks",
    responses((status = 200, description = "The version", body = FrameworkOutline)))]
async fn frameworks_get(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<FrameworkId>,
) -> Result<Json<FrameworkOutline>, Problem> {
    Ok(Json(frameworks::get(&web.service, &caller, &id).await?))
}

/// Read the document of a version, byte for byte
#[utoipa::path(get, path = "/frameworks/{framework_id}/document", operation_id = "frameworks_document",
    tag = "frameworks",
    responses((status = 200, description = "The document, as TOML", body = String,
        content_type = "application/toml")))]
async fn frameworks_document(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<FrameworkId>,
) -> Result<Response, Problem> {
    let document = frameworks::document(&web.service, &caller, &id).await?;
    Ok(([(header::CONTENT_TYPE, "application/toml")], document).into_response())
}
