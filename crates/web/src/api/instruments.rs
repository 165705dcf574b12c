//! Instruments, and how reliable what was answered to them is.

use crate::answer::created;
use crate::extract::{Bearer, JsonBody, PathId};
use crate::{Problem, Web};
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use service::Listed;
use service::instruments::{self, InstrumentInput, InstrumentOutline};
use service::reliability::{self, Reliability};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(instruments_list, instruments_add))
        .routes(routes!(instruments_document))
        .routes(routes!(instruments_reliability))
}

/// List the instruments, each in its newest version
#[utoipa::path(get, path = "/instruments", operation_id = "instruments_list", tag = "questionnaires",
    responses((status = 200, description = "All of them", body = Listed<InstrumentOutline>)))]
async fn instruments_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
) -> Result<Json<Listed<InstrumentOutline>>, Problem> {
    Ok(Json(instruments::list(&web.service, &caller).await?))
}

/// Add a version of an instrument of one's own
///
/// The same document again is the same version. Those that come with the program cannot be replaced.
#[utoipa::path(post, path = "/instruments", operation_id = "instruments_add", tag = "questionnaires",
    request_body = InstrumentInput, responses((status = 201, description = "The instrument", body = InstrumentOutline)))]
async fn instruments_add(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    JsonBody(input): JsonBody<InstrumentInput>,
) -> Result<Response, Problem> {
    let added = instruments::add(&web.service, &caller, input).await?;
    Ok(created(format!("/api/v1/instruments/{}/document", added.id), added))
}

/// Read the document of an instrument's newest version
#[utoipa::path(get, path = "/instruments/{instrument}/document", operation_id = "instruments_document",
    tag = "questionnaires",
    responses((status = 200, description = "The file, as TOML", body = String, content_type = "application/toml")))]
async fn instruments_document(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<String>,
) -> Result<Response, Problem> {
    let document = instruments::document(&web.service, &caller, &id).await?;
    Ok(([(header::CONTENT_TYPE, "application/toml")], document).into_response())
}

/// Read how reliable the organisation's own answers are
#[utoipa::path(get, path = "/reliability", operation_id = "instruments_reliability", tag = "questionnaires",
    responses((status = 200, description = "The figures as they are now", body = Reliability)))]
async fn instruments_reliability(
    State(web): State<Web>,
    Bearer(caller): Bearer,
) -> Result<Json<Reliability>, Problem> {
    Ok(Json(reliability::read_all(&web.service, &caller).await?))
}
