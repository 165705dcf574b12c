//! Candidates of searches.

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
use service::candidates::{self, CandidateChange, CandidateInput, ShownCandidate};
use service::find::{self, FindAsked, Found};
use store::{CandidateId, SearchId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(candidates_list, candidates_create))
        .routes(routes!(candidates_find))
        .routes(routes!(candidates_get, candidates_change, candidates_remove))
}

/// Find candidates: everyone who is not in the search yet, ranked for it
///
/// A sieve: every estimate is taken as exact. Whoever is added to the search is scored in full.
#[utoipa::path(get, path = "/searches/{search_id}/find", operation_id = "candidates_find", tag = "candidates",
    params(FindAsked),
    responses((status = 200, description = "A part of them, best first", body = Found)))]
async fn candidates_find(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
    Query(asked): Query<FindAsked>,
) -> Result<Json<Found>, Problem> {
    Ok(Json(find::find(&web.service, &caller, &search, &asked).await?))
}

/// List the candidates of a search, in the order in which they were added
#[utoipa::path(get, path = "/searches/{search_id}/candidates", operation_id = "candidates_list", tag = "candidates",
    responses((status = 200, description = "All of them", body = Listed<ShownCandidate>)))]
async fn candidates_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
) -> Result<Json<Listed<ShownCandidate>>, Problem> {
    Ok(Json(candidates::list(&web.service, &caller, &search).await?))
}

/// Make a person a candidate of a search
#[utoipa::path(post, path = "/searches/{search_id}/candidates", operation_id = "candidates_create", tag = "candidates",
    request_body = CandidateInput,
    responses((status = 201, description = "The candidate", body = ShownCandidate)))]
async fn candidates_create(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
    JsonBody(input): JsonBody<CandidateInput>,
) -> Result<Response, Problem> {
    let candidate = candidates::create(&web.service, &caller, &search, input).await?;
    let location = format!("/api/v1/searches/{search}/candidates/{}", candidate.id);
    Ok(created_versioned(location, candidate.revision, candidate))
}

/// Read a candidate
#[utoipa::path(get, path = "/searches/{search_id}/candidates/{candidate_id}", operation_id = "candidates_get",
    tag = "candidates",
    responses((status = 200, description = "The candidate", body = ShownCandidate)))]
async fn candidates_get(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id)): PathId<(SearchId, CandidateId)>,
) -> Result<Response, Problem> {
    let candidate = candidates::get(&web.service, &caller, &search, &id).await?;
    Ok(versioned(candidate.revision, candidate))
}

/// Say whether a candidate is a finalist
#[utoipa::path(patch, path = "/searches/{search_id}/candidates/{candidate_id}", operation_id = "candidates_change",
    tag = "candidates",
    params(IfMatchHeader),
    request_body = CandidateChange,
    responses((status = 200, description = "The candidate as it is now", body = ShownCandidate)))]
async fn candidates_change(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id)): PathId<(SearchId, CandidateId)>,
    IfMatch(expected): IfMatch,
    JsonBody(change): JsonBody<CandidateChange>,
) -> Result<Response, Problem> {
    let candidate = candidates::change(&web.service, &caller, &search, &id, expected, change).await?;
    Ok(versioned(candidate.revision, candidate))
}

/// Remove a candidate from a search
///
/// The person stays on file. Refused if the panel has judged this candidate, or a decision was for them.
#[utoipa::path(delete, path = "/searches/{search_id}/candidates/{candidate_id}", operation_id = "candidates_remove",
    tag = "candidates",
    params(IfMatchWhereGiven),
    responses((status = 204, description = "It is removed")))]
async fn candidates_remove(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id)): PathId<(SearchId, CandidateId)>,
    MaybeIfMatch(expected): MaybeIfMatch,
) -> Result<StatusCode, Problem> {
    candidates::remove(&web.service, &caller, &search, &id, expected).await?;
    Ok(StatusCode::NO_CONTENT)
}
