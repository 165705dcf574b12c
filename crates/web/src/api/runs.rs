//! Runs, and what they say.

use super::jobs::FoundJob;
use crate::answer::created;
use crate::extract::{Bearer, JsonBody, PathId, Query};
use crate::{Problem, Web};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use service::results::{self, Finalists, ReportData, Shortlist};
use service::runs::{self, Asking, RunInput, RunSummary};
use service::score::ScoreInput;
use service::{Asked, Code, Listed};
use store::{CandidateId, RunId, SearchId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(runs_list, runs_create))
        .routes(routes!(runs_get))
        .routes(routes!(runs_result))
        .routes(routes!(runs_inputs))
        .routes(routes!(runs_comparison))
        .routes(routes!(runs_report_json))
        .routes(routes!(runs_report_html))
        .routes(routes!(searches_shortlist))
        .routes(routes!(searches_need))
}

/// List the runs of a search, the newest first
#[utoipa::path(get, path = "/searches/{search_id}/runs", operation_id = "runs_list", tag = "runs",
    params(Asked),
    responses((status = 200, description = "A part of the list", body = Listed<RunSummary>)))]
async fn runs_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
    Query(asked): Query<Asked>,
) -> Result<Json<Listed<RunSummary>>, Problem> {
    Ok(Json(runs::list(&web.service, &caller, &search, &asked).await?))
}

/// Compute a search and keep the results
///
/// Results always follow their inputs: this keeps them as they are now, with draws and a seed of your own.
/// A run that takes long is left to a worker and answered with its job; so is any with `Prefer: respond-async`.
#[utoipa::path(post, path = "/searches/{search_id}/runs", operation_id = "runs_create", tag = "runs",
    params(("Prefer" = Option<String>, Header, description = "respond-async leaves the run to a worker",
            example = "respond-async")),
    request_body = RunInput,
    responses((status = 201, description = "The run", body = RunSummary),
        (status = 202, description = "The job that will compute it", body = FoundJob)))]
async fn runs_create(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
    headers: HeaderMap,
    JsonBody(input): JsonBody<RunInput>,
) -> Result<Response, Problem> {
    let rather_later = prefers_async(&headers);
    Ok(match runs::create(&web.service, &caller, &search, input, rather_later).await? {
        Asking::Run(run) => created(format!("/api/v1/runs/{}", run.id), run),
        Asking::Job(job) => {
            let location = [(header::LOCATION, format!("/api/v1/jobs/{}", job.id))];
            (StatusCode::ACCEPTED, location, Json(FoundJob::from(job))).into_response()
        }
    })
}

/// Whether the client would rather not wait (RFC 7240).
fn prefers_async(headers: &HeaderMap) -> bool {
    let values = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
    let mut preferences = values.flat_map(|value| value.split(','));
    preferences.any(|preference| preference.trim().eq_ignore_ascii_case("respond-async"))
}

/// Read a run
#[utoipa::path(get, path = "/runs/{run_id}", operation_id = "runs_get", tag = "runs",
    responses((status = 200, description = "The run", body = RunSummary)))]
async fn runs_get(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<RunId>,
) -> Result<Json<RunSummary>, Problem> {
    Ok(Json(runs::get(&web.service, &caller, &id).await?))
}

/// Read the result of a run, in the format of the command line
#[utoipa::path(get, path = "/runs/{run_id}/result", operation_id = "runs_result", tag = "runs",
    responses((status = 200, description = "The result", body = Object)))]
async fn runs_result(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<RunId>,
) -> Result<Response, Problem> {
    let json = results::result(&web.service, &caller, &id).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], json).into_response())
}

/// Read what went into a run, without names
///
/// With the shipped framework, `POST /score` computes the same result from it.
#[utoipa::path(get, path = "/runs/{run_id}/inputs", operation_id = "runs_inputs", tag = "runs",
    responses((status = 200, description = "CEO, candidates, criteria and draws", body = ScoreInput)))]
async fn runs_inputs(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<RunId>,
) -> Result<Json<ScoreInput>, Problem> {
    Ok(Json(runs::inputs(&web.service, &caller, &id).await?))
}

/// Compare two to five candidates of a run
#[utoipa::path(get, path = "/runs/{run_id}/comparison", operation_id = "runs_comparison", tag = "runs",
    params(("candidate" = Vec<CandidateId>, Query, min_items = 2, max_items = 5,
            description = "The candidates, each with its own `candidate=`")),
    responses((status = 200, description = "The candidates beside each other", body = Finalists)))]
async fn runs_comparison(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<RunId>,
    Query(wanted): Query<Vec<(String, String)>>,
) -> Result<Json<Finalists>, Problem> {
    if let Some((name, _)) = wanted.iter().find(|(name, _)| name != "candidate") {
        let detail = format!("there is no parameter {name} here, only candidate");
        return Err(Problem::new(Code::BadQuery, detail));
    }
    let id_of = |(_, text): &(String, String)| {
        text.parse::<CandidateId>().map_err(|error| Problem::bad_value("/candidate", error.to_string()))
    };
    let wanted: Vec<CandidateId> = wanted.iter().map(id_of).collect::<Result<_, _>>()?;
    Ok(Json(results::finalists(&web.service, &caller, &id, &wanted).await?))
}

/// Read the report of a run as data
#[utoipa::path(get, path = "/runs/{run_id}/report.json", operation_id = "runs_report_json", tag = "runs",
    responses((status = 200, description = "The report", body = ReportData)))]
async fn runs_report_json(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<RunId>,
) -> Result<Json<ReportData>, Problem> {
    Ok(Json(results::report_data(&web.service, &caller, &id).await?))
}

/// Read the report of a run as one page
#[utoipa::path(get, path = "/runs/{run_id}/report.html", operation_id = "runs_report_html", tag = "runs",
    responses((status = 200, description = "The report", body = String, content_type = "text/html; charset=utf-8")))]
async fn runs_report_html(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<RunId>,
) -> Result<Response, Problem> {
    let html = results::report_html(&web.service, &caller, &id).await?;
    let policy = format!("{}; frame-ancestors 'none'", results::report_policy());
    Ok(([(header::CONTENT_SECURITY_POLICY, policy)], Html(html)).into_response())
}

/// Read the ranking of a search as it is now
#[utoipa::path(get, path = "/searches/{search_id}/shortlist", operation_id = "searches_shortlist", tag = "runs",
    responses((status = 200, description = "The ranking in brief", body = Shortlist)))]
async fn searches_shortlist(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
) -> Result<Json<Shortlist>, Problem> {
    Ok(Json(results::shortlist(&web.service, &caller, &search).await?))
}

/// Read what the CEO of a search needs
#[utoipa::path(get, path = "/searches/{search_id}/need", operation_id = "searches_need", tag = "runs",
    responses((status = 200, description = "Gaps, the ideal counterpart and the kinds of COO, in the format of the \
        command line", body = Object)))]
async fn searches_need(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
) -> Result<Response, Problem> {
    Ok(Json(results::need(&web.service, &caller, &search).await?).into_response())
}
