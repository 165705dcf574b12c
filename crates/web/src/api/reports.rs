//! Versions of reports, and links by which they are read from outside.

use crate::answer::{attached, created, packed};
use crate::extract::{Bearer, JsonBody, PathId, Query};
use crate::{Problem, Web};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use service::packs;
use service::reports::{self, ReportInput, ReportOutline};
use service::shares::{self, ShareInput, ShareMade, ShareOutline};
use service::{Asked, Listed};
use store::reports::Format;
use store::{ReportId, RunId, SearchId, ShareId};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(reports_list, reports_create))
        .routes(routes!(reports_get))
        .routes(routes!(reports_file))
        .routes(routes!(packs_get))
        .routes(routes!(shares_create))
        .routes(routes!(shares_list, shares_revoke_all))
        .routes(routes!(shares_revoke))
}

/// List the versions of a search's reports, the newest first
#[utoipa::path(get, path = "/searches/{search_id}/reports", operation_id = "reports_list", tag = "reports",
    responses((status = 200, description = "The versions that you may read", body = Listed<ReportOutline>)))]
async fn reports_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
) -> Result<Json<Listed<ReportOutline>>, Problem> {
    Ok(Json(reports::list(&web.service, &caller, &search).await?))
}

/// Make a version of a report
///
/// It is made from one run, with all its files at once, and never changes.
#[utoipa::path(post, path = "/searches/{search_id}/reports", operation_id = "reports_create", tag = "reports",
    request_body = ReportInput, responses((status = 201, description = "The version", body = ReportOutline)))]
async fn reports_create(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
    JsonBody(input): JsonBody<ReportInput>,
) -> Result<Response, Problem> {
    let made = reports::create(&web.service, &caller, &search, input).await?;
    Ok(created(format!("/api/v1/reports/{}", made.id), made))
}

/// Read a version of a report
#[utoipa::path(get, path = "/reports/{report_id}", operation_id = "reports_get", tag = "reports",
    responses((status = 200, description = "The version", body = ReportOutline)))]
async fn reports_get(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<ReportId>,
) -> Result<Json<ReportOutline>, Problem> {
    Ok(Json(reports::get(&web.service, &caller, &id).await?))
}

/// Which file.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FileAsked {
    /// What it is.
    #[param(inline)]
    format: Format,
}

/// Read a file of a version
#[utoipa::path(get, path = "/reports/{report_id}/file", operation_id = "reports_file", tag = "reports",
    params(FileAsked),
    responses((status = 200, description = "The file", content(
            (String = "text/html"), (super::imports::FileBytes = "application/pdf"),
            (super::imports::FileBytes = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            (super::imports::FileBytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (String = "text/csv"), (ReportData = "application/json"))),
        (status = 409, description = "Its files were thrown away", body = Problem, content_type = "application/problem+json")))]
async fn reports_file(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<ReportId>,
    Query(asked): Query<FileAsked>,
) -> Result<Response, Problem> {
    Ok(attached(reports::file(&web.service, &caller, &id, asked.format).await?))
}

/// What a version says, for programs: its title, version and hash, with results that depend on its kind.
#[derive(ToSchema)]
#[schema(as = ReportContent, value_type = Object)]
#[expect(dead_code, reason = "it only describes")]
struct ReportData(serde_json::Value);

/// Of which run.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PackAsked {
    /// The run; where it is left out, the one that the decision rests on, else the newest.
    #[serde(default)]
    run_id: Option<RunId>,
}

/// Read the evidence pack of a search
///
/// An archive (ZIP) of all that a result rests on and what came of it, with the hash of every file. `counterpart verify`
/// computes the result again from it. The audit log is in it where you may read that.
#[utoipa::path(get, path = "/searches/{search_id}/pack", operation_id = "packs_get", tag = "reports",
    params(PackAsked),
    responses((status = 200, description = "The archive",
        content((super::imports::FileBytes = "application/zip"))),
        (status = 409, description = "Nothing was computed yet", body = Problem, content_type = "application/problem+json")))]
async fn packs_get(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
    Query(asked): Query<PackAsked>,
) -> Result<Response, Problem> {
    Ok(packed(packs::create(&web.service, &caller, &search, asked.run_id.as_ref()).await?))
}

/// Make a link by which a version is read from outside
///
/// The address is in the answer, and shown this once. A repeated request makes another, whatever its key.
#[utoipa::path(post, path = "/reports/{report_id}/shares", operation_id = "shares_create", tag = "reports",
    request_body = ShareInput, responses((status = 201, description = "The link", body = ShareMade)))]
async fn shares_create(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(report): PathId<ReportId>,
    JsonBody(input): JsonBody<ShareInput>,
) -> Result<Response, Problem> {
    let made = shares::create(&web.service, &caller, &report, &input, &web.settings.base_url).await?;
    Ok(created(format!("/api/v1/shares/{}", made.share.id), made))
}

/// List the links to reports, the newest first
#[utoipa::path(get, path = "/shares", operation_id = "shares_list", tag = "reports", params(Asked),
    responses((status = 200, description = "A part of the list", body = Listed<ShareOutline>)))]
async fn shares_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    Query(asked): Query<Asked>,
) -> Result<Json<Listed<ShareOutline>>, Problem> {
    Ok(Json(shares::list(&web.service, &caller, None, &asked).await?))
}

/// What was revoked.
#[derive(Debug, Serialize, ToSchema)]
struct Revoked {
    /// How many links.
    n_links: u64,
}

/// Revoke every link that works
#[utoipa::path(delete, path = "/shares", operation_id = "shares_revoke_all", tag = "reports",
    responses((status = 200, description = "What was revoked", body = Revoked)))]
async fn shares_revoke_all(State(web): State<Web>, Bearer(caller): Bearer) -> Result<Json<Revoked>, Problem> {
    Ok(Json(Revoked { n_links: shares::revoke_all(&web.service, &caller).await? }))
}

/// Revoke a link
#[utoipa::path(delete, path = "/shares/{share_id}", operation_id = "shares_revoke", tag = "reports",
    responses((status = 200, description = "The link as it is now", body = ShareOutline)))]
async fn shares_revoke(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<ShareId>,
) -> Result<Json<ShareOutline>, Problem> {
    Ok(Json(shares::revoke(&web.service, &caller, &id).await?))
}
