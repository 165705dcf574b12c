//! Weights held against what became of placements.

use super::jobs::FoundJob;
use crate::answer::created;
use crate::extract::{Bearer, JsonBody, PathId, Query};
use crate::{Problem, Web};
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use service::calibration::{
    self, AdoptionInput, CalibrationInput, CalibrationRead, CalibrationSummary, CaseRow,
};
use service::frameworks::FrameworkOutline;
use service::{Asked, Listed};
use store::CalibrationId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(calibrations_list, calibrations_create))
        .routes(routes!(calibrations_get))
        .routes(routes!(calibrations_adopt))
        .routes(routes!(cases_list))
}

/// List every placement with what was computed before and what became of it
#[utoipa::path(get, path = "/outcomes/cases", operation_id = "cases_list", tag = "outcomes",
    responses((status = 200, description = "The placements", body = Listed<CaseRow>)))]
async fn cases_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
) -> Result<Json<Listed<CaseRow>>, Problem> {
    Ok(Json(Listed::whole(calibration::all_cases(&web.service, &caller).await?)))
}

/// List calibrations, the newest first
#[utoipa::path(get, path = "/calibrations", operation_id = "calibrations_list", tag = "calibrations", params(Asked),
    responses((status = 200, description = "A part of the list", body = Listed<CalibrationSummary>)))]
async fn calibrations_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    Query(asked): Query<Asked>,
) -> Result<Json<Listed<CalibrationSummary>>, Problem> {
    Ok(Json(calibration::list(&web.service, &caller, &asked).await?))
}

/// Hold weights against what happened
///
/// A worker does; the answer is its job. Nothing is adopted by it.
#[utoipa::path(post, path = "/calibrations", operation_id = "calibrations_create", tag = "calibrations",
    request_body = CalibrationInput,
    responses((status = 202, description = "The job that will compute it", body = FoundJob)))]
async fn calibrations_create(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    JsonBody(input): JsonBody<CalibrationInput>,
) -> Result<Response, Problem> {
    let job = calibration::create(&web.service, &caller, input).await?;
    let location = format!("/api/v1/jobs/{}", job.id);
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, location)], Json(FoundJob::from(job))).into_response())
}

/// Read a calibration with all that it found
#[utoipa::path(get, path = "/calibrations/{calibration_id}", operation_id = "calibrations_get", tag = "calibrations",
    responses((status = 200, description = "The calibration", body = CalibrationRead)))]
async fn calibrations_get(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<CalibrationId>,
) -> Result<Json<CalibrationRead>, Problem> {
    Ok(Json(calibration::get(&web.service, &caller, &id).await?))
}

/// Adopt the weights that a calibration proposes, as a version of the framework
#[utoipa::path(post, path = "/calibrations/{calibration_id}/adopt", operation_id = "calibrations_adopt",
    tag = "calibrations",
    request_body = AdoptionInput,
    responses((status = 201, description = "The version", body = FrameworkOutline)))]
async fn calibrations_adopt(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<CalibrationId>,
    JsonBody(input): JsonBody<AdoptionInput>,
) -> Result<Response, Problem> {
    let outline = calibration::adopt(&web.service, &caller, &id, input).await?;
    Ok(created(format!("/api/v1/frameworks/{}", outline.version.id), outline))
}
