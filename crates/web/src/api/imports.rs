//! People in, from files.

use crate::answer::created;
use crate::extract::{Bearer, JsonBody, PathId, Query, body};
use crate::{Problem, Web};
use axum::Json;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use service::imports::{self, ApplyInput, ColumnsInput, Planned, Preview, Reading, Unknown};
use service::line::FileName;
use service::test_scores::{self, TestScoresAdded};
use service::{Asked, Code, Listed};
use store::ImportId;
use store::imports::{Import, ImportState};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What a file may be sent as; what it is tells its name.
const KINDS: [&str; 5] = [
    "text/csv",
    "application/json",
    "application/x-ndjson",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/octet-stream",
];

/// The file that is sent.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FileAsked {
    /// Its name, whose ending says what it is: json, jsonl, csv or xlsx.
    #[param(inline, value_type = FileName, example = "people.csv")]
    file_name: String,
    /// What becomes of a table with columns whose names are not known: it is refused unless it is to ask.
    #[serde(default = "refuse")]
    #[param(inline, default = "refuse")]
    unknown: Unknown,
    /// The standard error, in points, of values that come without one; 10 where it is left out. What the file itself says
    /// counts.
    #[param(minimum = 0, maximum = 100)]
    se: Option<f64>,
}

fn refuse() -> Unknown {
    Unknown::Refuse
}

/// The bytes of a file.
#[derive(utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "it only describes")]
pub(super) struct FileBytes(Vec<u8>);

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(imports_list, imports_create))
        .routes(routes!(test_scores_add))
        .layer(DefaultBodyLimit::max(imports::MAX_BYTES))
        .routes(routes!(imports_get, imports_remove))
        .routes(routes!(imports_people))
        .routes(routes!(imports_tell_columns))
        .routes(routes!(imports_apply))
        .routes(routes!(imports_undo))
}

/// List imports, the newest first
#[utoipa::path(get, path = "/imports", operation_id = "imports_list", tag = "imports", params(Asked),
    responses((status = 200, description = "A part of the list", body = Listed<Import>)))]
async fn imports_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    Query(asked): Query<Asked>,
) -> Result<Json<Listed<Import>>, Problem> {
    Ok(Json(imports::list(&web.service, &caller, &asked).await?))
}

/// Read a file, and see what it would change
///
/// Nothing is changed yet. The body is the file, of at most 20 MiB.
#[utoipa::path(post, path = "/imports", operation_id = "imports_create", tag = "imports", params(FileAsked),
    request_body(content(
        (FileBytes = "text/csv"), (FileBytes = "application/json"), (FileBytes = "application/x-ndjson"),
        (FileBytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (FileBytes = "application/octet-stream"))),
    responses((status = 201, description = "What the file would change", body = Preview)))]
async fn imports_create(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    Query(asked): Query<FileAsked>,
    request: Request,
) -> Result<Response, Problem> {
    require_kind(&request, &KINDS)?;
    let bytes = body(request, &web).await?;
    let reading = Reading { unknown: asked.unknown, se: asked.se };
    let preview = imports::create(&web.service, &caller, &asked.file_name, bytes.into(), reading).await?;
    Ok(created(format!("/api/v1/imports/{}", preview.import.id), preview))
}

/// What the scores are sent as.
const TABLES: [&str; 3] = [KINDS[0], KINDS[3], KINDS[4]];

/// The file of test scores that is sent.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ScoresAsked {
    /// Its name, whose ending says what it is: csv or xlsx.
    #[param(inline, value_type = FileName, example = "scores.csv")]
    file_name: String,
}

/// Put test scores on file
///
/// The body is a table with a row for each score: id, dimension, score, norm_mean, norm_sd, and as wanted scale and
/// reversed. Each becomes a rating whose source is the test. All of it is put on file, or nothing.
#[utoipa::path(post, path = "/test-scores", operation_id = "test_scores_add", tag = "imports", params(ScoresAsked),
    request_body(content(
        (FileBytes = "text/csv"), (FileBytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (FileBytes = "application/octet-stream"))),
    responses((status = 200, description = "Who was scored", body = TestScoresAdded)))]
async fn test_scores_add(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    Query(asked): Query<ScoresAsked>,
    request: Request,
) -> Result<Json<TestScoresAdded>, Problem> {
    require_kind(&request, &TABLES)?;
    let bytes = body(request, &web).await?;
    Ok(Json(test_scores::add(&web.service, &caller, &asked.file_name, bytes.into()).await?))
}

/// Refuses what is sent as something else.
fn require_kind(request: &Request, kinds: &[&str]) -> Result<(), Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    let kind = kind.split(';').next().unwrap_or("").trim();
    if kinds.iter().any(|known| kind.eq_ignore_ascii_case(known)) {
        return Ok(());
    }
    let detail = format!("send the file with one of these as Content-Type: {}", kinds.join(", "));
    Err(Problem::new(Code::NoFileOfPeople, detail))
}

/// Read an import, and what it would change
#[utoipa::path(get, path = "/imports/{import_id}", operation_id = "imports_get", tag = "imports",
    responses((status = 200, description = "The import", body = Preview)))]
async fn imports_get(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<ImportId>,
) -> Result<Json<Preview>, Problem> {
    Ok(Json(imports::get(&web.service, &caller, &id).await?))
}

/// List the people whom an import would put on file
#[utoipa::path(get, path = "/imports/{import_id}/people", operation_id = "imports_people", tag = "imports",
    params(Asked),
    responses((status = 200, description = "A part of the list, in the order of the file", body = Listed<Planned>)))]
async fn imports_people(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<ImportId>,
    Query(asked): Query<Asked>,
) -> Result<Json<Listed<Planned>>, Problem> {
    Ok(Json(imports::people(&web.service, &caller, &id, &asked).await?))
}

/// Say what unknown columns hold
///
/// For an import that waits for it, in the state `columns`. Nothing is changed yet.
#[utoipa::path(post, path = "/imports/{import_id}/columns", operation_id = "imports_tell_columns", tag = "imports",
    request_body = ColumnsInput,
    responses((status = 200, description = "What the file would change", body = Preview)))]
async fn imports_tell_columns(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<ImportId>,
    JsonBody(input): JsonBody<ColumnsInput>,
) -> Result<Json<Preview>, Problem> {
    Ok(Json(imports::tell(&web.service, &caller, &id, input).await?))
}

/// Put the people of a file on file
///
/// A value that the file states on a dimension takes the place of the one that was stated there, and its ratings on a
/// dimension take the place of those that were given there. What it does not mention stays.
#[utoipa::path(post, path = "/imports/{import_id}/apply", operation_id = "imports_apply", tag = "imports",
    request_body = ApplyInput,
    responses((status = 200, description = "It is done", body = Import),
        (status = 202, description = "A job goes on with it; Location says which", body = Import)))]
async fn imports_apply(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<ImportId>,
    JsonBody(input): JsonBody<ApplyInput>,
) -> Result<Response, Problem> {
    Ok(done_or_accepted(imports::apply(&web.service, &caller, &id, input).await?))
}

/// Undo an import
///
/// Everyone whom it changed becomes what they were before. Refused where someone has changed one of them since.
#[utoipa::path(post, path = "/imports/{import_id}/undo", operation_id = "imports_undo", tag = "imports",
    responses((status = 200, description = "It is done", body = Import),
        (status = 202, description = "A job goes on with it; Location says which", body = Import)))]
async fn imports_undo(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<ImportId>,
) -> Result<Response, Problem> {
    Ok(done_or_accepted(imports::undo(&web.service, &caller, &id).await?))
}

/// Remove a preview
#[utoipa::path(delete, path = "/imports/{import_id}", operation_id = "imports_remove", tag = "imports",
    responses((status = 204, description = "It is removed")))]
async fn imports_remove(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<ImportId>,
) -> Result<StatusCode, Problem> {
    imports::remove(&web.service, &caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An import as it is now: done, or left to a job.
fn done_or_accepted(import: Import) -> Response {
    match (import.state, &import.job_id) {
        (ImportState::Applying | ImportState::Undoing, Some(job)) => {
            let location = [(header::LOCATION, format!("/api/v1/jobs/{job}"))];
            (StatusCode::ACCEPTED, location, Json(import)).into_response()
        }
        _ => Json(import).into_response(),
    }
}
