//! What is recorded about candidates beside their profiles: stages, requirements, notes and files.

use crate::answer::{Attachment, created, created_versioned, versioned};
use crate::extract::{
    Bearer, IfMatch, IfMatchHeader, IfMatchWhereGiven, JsonBody, MaybeIfMatch, PathId, Query, body,
};
use crate::{Problem, Web};
use axum::Json;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use service::Listed;
use service::candidate_files::{self, Download, FileInput, Files, ShownFile};
use service::candidate_records::{self, PersonRecord};
use service::line::FileName;
use service::notes::{self, NoteInput, Notes, ShownNote};
use service::requirements::{
    self, FindingInput, RequirementCounts, RequirementList, RequirementListInput, ShownFinding,
};
use service::stages::{self, ShownStage, StageChange, StageList, StageListInput};
use store::notes::Audience;
use store::{CandidateId, FileId, NoteId, PersonId, SearchId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// A file that is a little too large is still read, so that the answer says by how much it may be.
const MOST_SENT: usize = candidate_files::MAX_BYTES + 64 * 1024;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(files_list, files_add))
        .layer(DefaultBodyLimit::max(MOST_SENT))
        .routes(routes!(files_download, files_remove))
        .routes(routes!(notes_list, notes_create))
        .routes(routes!(notes_change, notes_remove))
        .routes(routes!(stages_list, stages_put))
        .routes(routes!(candidate_stages_list))
        .routes(routes!(candidate_stages_get, candidate_stages_put))
        .routes(routes!(requirements_list, requirements_put))
        .routes(routes!(requirement_counts))
        .routes(routes!(findings_list))
        .routes(routes!(findings_put))
        .routes(routes!(people_record))
}

type Pair = (SearchId, CandidateId);

/// List the stages of the organisation's searches, in order
#[utoipa::path(get, path = "/stages", operation_id = "stages_list", tag = "candidates",
    responses((status = 200, description = "The stages", body = StageList)))]
async fn stages_list(State(web): State<Web>, Bearer(caller): Bearer) -> Result<Response, Problem> {
    let list = stages::list(&web.service, &caller).await?;
    Ok(versioned(list.revision, list))
}

/// Change the stages of the organisation's searches
///
/// A stage that candidates are in cannot be removed.
#[utoipa::path(put, path = "/stages", operation_id = "stages_put", tag = "candidates",
    params(IfMatchHeader),
    request_body = StageListInput,
    responses((status = 200, description = "The stages as they are now", body = StageList)))]
async fn stages_put(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    IfMatch(expected): IfMatch,
    JsonBody(input): JsonBody<StageListInput>,
) -> Result<Response, Problem> {
    let list = stages::put_list(&web.service, &caller, expected, input).await?;
    Ok(versioned(list.revision, list))
}

/// List where the candidates of a search are, in the order in which they were added
#[utoipa::path(get, path = "/searches/{search_id}/stages", operation_id = "candidate_stages_list", tag = "candidates",
    responses((status = 200, description = "All of them", body = Listed<ShownStage>)))]
async fn candidate_stages_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
) -> Result<Json<Listed<ShownStage>>, Problem> {
    Ok(Json(stages::of_search(&web.service, &caller, &search).await?))
}

/// Read where a candidate is, and what comes next
#[utoipa::path(get, path = "/searches/{search_id}/candidates/{candidate_id}/stage",
    operation_id = "candidate_stages_get", tag = "candidates",
    responses((status = 200, description = "Where the candidate is", body = ShownStage)))]
async fn candidate_stages_get(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id)): PathId<Pair>,
) -> Result<Response, Problem> {
    let stage = stages::get(&web.service, &caller, &search, &id).await?;
    Ok(versioned(stage.revision, stage))
}

/// Move a candidate to a stage, and say what comes next
///
/// A stage that is an exit requires a reason.
#[utoipa::path(put, path = "/searches/{search_id}/candidates/{candidate_id}/stage",
    operation_id = "candidate_stages_put", tag = "candidates",
    params(IfMatchHeader),
    request_body = StageChange,
    responses((status = 200, description = "Where the candidate is now", body = ShownStage)))]
async fn candidate_stages_put(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id)): PathId<Pair>,
    IfMatch(expected): IfMatch,
    JsonBody(change): JsonBody<StageChange>,
) -> Result<Response, Problem> {
    let stage = stages::put(&web.service, &caller, (&search, &id), expected, change).await?;
    Ok(versioned(stage.revision, stage))
}

/// List the notes about a candidate, the newest first
///
/// In a blind search the notes of others are withheld from whoever sees no names; the answer says how many there are.
#[utoipa::path(get, path = "/searches/{search_id}/candidates/{candidate_id}/notes", operation_id = "notes_list",
    tag = "candidates",
    responses((status = 200, description = "The notes", body = Notes)))]
async fn notes_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id)): PathId<Pair>,
) -> Result<Json<Notes>, Problem> {
    Ok(Json(notes::list(&web.service, &caller, &search, &id).await?))
}

/// Add a note about a candidate
#[utoipa::path(post, path = "/searches/{search_id}/candidates/{candidate_id}/notes", operation_id = "notes_create",
    tag = "candidates",
    request_body = NoteInput,
    responses((status = 201, description = "The note", body = ShownNote)))]
async fn notes_create(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id)): PathId<Pair>,
    JsonBody(input): JsonBody<NoteInput>,
) -> Result<Response, Problem> {
    let note = notes::create(&web.service, &caller, &search, &id, input).await?;
    let location = format!("/api/v1/searches/{search}/candidates/{id}/notes/{}", note.id);
    Ok(created_versioned(location, note.revision, note))
}

/// Change a note of one's own
#[utoipa::path(put, path = "/searches/{search_id}/candidates/{candidate_id}/notes/{note_id}",
    operation_id = "notes_change", tag = "candidates",
    params(IfMatchHeader),
    request_body = NoteInput,
    responses((status = 200, description = "The note as it is now", body = ShownNote)))]
async fn notes_change(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id, note)): PathId<(SearchId, CandidateId, NoteId)>,
    IfMatch(expected): IfMatch,
    JsonBody(input): JsonBody<NoteInput>,
) -> Result<Response, Problem> {
    let note = notes::change(&web.service, &caller, (&search, &id), &note, expected, input).await?;
    Ok(versioned(note.revision, note))
}

/// Delete a note
#[utoipa::path(delete, path = "/searches/{search_id}/candidates/{candidate_id}/notes/{note_id}",
    operation_id = "notes_remove", tag = "candidates",
    params(IfMatchWhereGiven),
    responses((status = 204, description = "It is deleted")))]
async fn notes_remove(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id, note)): PathId<(SearchId, CandidateId, NoteId)>,
    MaybeIfMatch(expected): MaybeIfMatch,
) -> Result<StatusCode, Problem> {
    notes::remove(&web.service, &caller, (&search, &id), &note, expected).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Read the requirements of a search
#[utoipa::path(get, path = "/searches/{search_id}/requirements", operation_id = "requirements_list",
    tag = "candidates",
    responses((status = 200, description = "The requirements", body = RequirementList)))]
async fn requirements_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
) -> Result<Response, Problem> {
    let list = requirements::list(&web.service, &caller, &search).await?;
    Ok(versioned(list.revision, list))
}

/// Change the requirements of a search
#[utoipa::path(put, path = "/searches/{search_id}/requirements", operation_id = "requirements_put",
    tag = "candidates",
    params(IfMatchHeader),
    request_body = RequirementListInput,
    responses((status = 200, description = "The requirements as they are now", body = RequirementList)))]
async fn requirements_put(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
    IfMatch(expected): IfMatch,
    JsonBody(input): JsonBody<RequirementListInput>,
) -> Result<Response, Problem> {
    let list = requirements::put_list(&web.service, &caller, &search, expected, input).await?;
    Ok(versioned(list.revision, list))
}

/// Count the requirements that each candidate of a search meets
#[utoipa::path(get, path = "/searches/{search_id}/requirement-counts", operation_id = "requirement_counts",
    tag = "candidates",
    responses((status = 200, description = "In the order in which they were added", body = Listed<RequirementCounts>)))]
async fn requirement_counts(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
) -> Result<Json<Listed<RequirementCounts>>, Problem> {
    Ok(Json(requirements::counts(&web.service, &caller, &search).await?))
}

/// Read which requirements a candidate meets
#[utoipa::path(get, path = "/searches/{search_id}/candidates/{candidate_id}/requirements",
    operation_id = "findings_list", tag = "candidates",
    responses((status = 200, description = "Every requirement of the search", body = Listed<ShownFinding>)))]
async fn findings_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id)): PathId<Pair>,
) -> Result<Json<Listed<ShownFinding>>, Problem> {
    Ok(Json(requirements::findings(&web.service, &caller, &search, &id).await?))
}

/// Say whether a candidate meets a requirement
#[utoipa::path(put, path = "/searches/{search_id}/candidates/{candidate_id}/requirements/{requirement}",
    operation_id = "findings_put", tag = "candidates",
    params(IfMatchHeader),
    request_body = FindingInput,
    responses((status = 200, description = "What is known of it now", body = ShownFinding)))]
async fn findings_put(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id, requirement)): PathId<(SearchId, CandidateId, String)>,
    IfMatch(expected): IfMatch,
    JsonBody(input): JsonBody<FindingInput>,
) -> Result<Response, Problem> {
    let pair = (&search, &id);
    let found = requirements::put(&web.service, &caller, pair, &requirement, expected, input).await?;
    Ok(versioned(found.revision, found))
}

/// The file that is sent.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FileAsked {
    /// Its name.
    #[param(inline, value_type = FileName, example = "cv.pdf")]
    file_name: String,
    /// Who may read it.
    #[param(inline)]
    audience: Audience,
}

/// List the files of a candidate, the newest first
#[utoipa::path(get, path = "/searches/{search_id}/candidates/{candidate_id}/files", operation_id = "files_list",
    tag = "candidates",
    responses((status = 200, description = "The files", body = Files)))]
async fn files_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id)): PathId<Pair>,
) -> Result<Json<Files>, Problem> {
    Ok(Json(candidate_files::list(&web.service, &caller, &search, &id).await?))
}

/// Add a file about a candidate
///
/// The body is the file, of at most 10 MiB: a PDF, a Word document (.docx) or an image (JPEG, PNG, WebP), known by its
/// content. It is stored encrypted, and never read into a score.
#[utoipa::path(post, path = "/searches/{search_id}/candidates/{candidate_id}/files", operation_id = "files_add",
    tag = "candidates", params(FileAsked),
    request_body(content((super::imports::FileBytes = "application/octet-stream"))),
    responses((status = 201, description = "The file, without its content", body = ShownFile)))]
async fn files_add(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id)): PathId<Pair>,
    Query(FileAsked { file_name, audience }): Query<FileAsked>,
    request: Request,
) -> Result<Response, Problem> {
    let bytes = body(request, &web).await?.into();
    let input = FileInput { name: file_name, audience, bytes };
    let file = candidate_files::add(&web.service, &caller, &search, &id, input).await?;
    Ok(created(format!("/api/v1/searches/{search}/candidates/{id}/files/{}", file.id), file))
}

/// Download a file about a candidate
#[utoipa::path(get, path = "/searches/{search_id}/candidates/{candidate_id}/files/{file_id}",
    operation_id = "files_download", tag = "candidates",
    responses((status = 200, description = "The file as it came", content_type = "application/octet-stream",
        body = super::imports::FileBytes)))]
async fn files_download(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id, file)): PathId<(SearchId, CandidateId, FileId)>,
) -> Result<Response, Problem> {
    Ok(downloaded(candidate_files::download(&web.service, &caller, (&search, &id), &file).await?))
}

/// A file to save under its own name: never to be shown in the browser.
pub(crate) fn downloaded(file: Download) -> Response {
    let Download { name, bytes, .. } = file;
    Attachment { name, media_type: "application/octet-stream", content: bytes }.into_response()
}

/// Delete a file about a candidate
#[utoipa::path(delete, path = "/searches/{search_id}/candidates/{candidate_id}/files/{file_id}",
    operation_id = "files_remove", tag = "candidates",
    responses((status = 204, description = "It is deleted")))]
async fn files_remove(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id, file)): PathId<(SearchId, CandidateId, FileId)>,
) -> Result<StatusCode, Problem> {
    candidate_files::remove(&web.service, &caller, (&search, &id), &file).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Download everything recorded about a person
///
/// A ZIP archive with `record.json` (profile, interview notes, and as a candidate stages, requirements and notes) and
/// the files.
#[utoipa::path(get, path = "/people/{person_id}/record", operation_id = "people_record", tag = "people",
    responses((status = 200, description = "The archive", content_type = "application/zip",
        body = super::imports::FileBytes)))]
async fn people_record(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<PersonId>,
) -> Result<Response, Problem> {
    Ok(recorded(candidate_records::export(&web.service, &caller, &id).await?))
}

/// A person's record to save.
pub(crate) fn recorded(record: PersonRecord) -> Response {
    let PersonRecord { name, bytes } = record;
    Attachment { name, media_type: "application/zip", content: bytes }.into_response()
}
