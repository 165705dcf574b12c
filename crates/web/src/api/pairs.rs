//! What belongs to one pair: decision rights, the plan for the first hundred days, and the interview.

use crate::answer::versioned;
use crate::extract::{Bearer, IfMatch, IfMatchHeader, JsonBody, PathId};
use crate::{Problem, Web};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use service::decision_rights::{self, Matrix, MatrixInput, PairDecisionRights};
use service::interviews::{self, InterviewGuide, InterviewInput, InterviewKept};
use service::plans::{self, Edit, PairPlan, PlanInput};
use store::signatures::Party;
use store::{CandidateId, SearchId};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(decision_rights_get, decision_rights_put, decision_rights_reset))
        .routes(routes!(decision_rights_undo))
        .routes(routes!(decision_rights_sign))
        .routes(routes!(decision_rights_unsign))
        .routes(routes!(plan_get, plan_put, plan_reset))
        .routes(routes!(plan_undo))
        .routes(routes!(interview_get, interview_put))
}

type Pair = (SearchId, CandidateId);

/// Who signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignatureInput {
    /// The CEO or the candidate.
    party: Party,
}

fn matrix(matrix: Matrix) -> Response {
    versioned(matrix.version.revision, matrix)
}

fn plan(plan: PairPlan) -> Response {
    versioned(plan.version.revision, plan)
}

/// Read the decision rights of a pair: what both expect, what is proposed, the matrix as it stands, and who has signed it
#[utoipa::path(get, path = "/searches/{search_id}/candidates/{candidate_id}/decision-rights", operation_id = "decision_rights_get",
    tag = "pairs",
    responses((status = 200, description = "The decision rights", body = PairDecisionRights),
        (status = 409, description = "The search is not computed", body = Problem, content_type = "application/problem+json")))]
async fn decision_rights_get(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id)): PathId<Pair>,
) -> Result<Response, Problem> {
    let found = decision_rights::get(&web.service, &caller, &search, &id).await?;
    Ok(versioned(found.matrix.version.revision, found))
}

/// Keep the matrix of a pair
///
/// Every decision has one row, with exactly one A and at least one R. Signatures under what it was before lapse.
#[utoipa::path(put, path = "/searches/{search_id}/candidates/{candidate_id}/decision-rights", operation_id = "decision_rights_put",
    tag = "pairs",
    params(IfMatchHeader),
    request_body = MatrixInput,
    responses((status = 200, description = "The matrix as it is now", body = Matrix)))]
async fn decision_rights_put(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id)): PathId<Pair>,
    IfMatch(expected): IfMatch,
    JsonBody(input): JsonBody<MatrixInput>,
) -> Result<Response, Problem> {
    Ok(matrix(
        decision_rights::edit(&web.service, &caller, (&search, &id), expected, Edit::Write(input)).await?,
    ))
}

/// Let the matrix of a pair stand as it is proposed again
#[utoipa::path(delete, path = "/searches/{search_id}/candidates/{candidate_id}/decision-rights", operation_id = "decision_rights_reset",
    tag = "pairs",
    params(IfMatchHeader),
    responses((status = 200, description = "The matrix as it is now", body = Matrix)))]
async fn decision_rights_reset(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id)): PathId<Pair>,
    IfMatch(expected): IfMatch,
) -> Result<Response, Problem> {
    Ok(matrix(decision_rights::edit(&web.service, &caller, (&search, &id), expected, Edit::Reset).await?))
}

/// Undo the last change of the matrix of a pair
#[utoipa::path(post, path = "/searches/{search_id}/candidates/{candidate_id}/decision-rights/undo", operation_id = "decision_rights_undo",
    tag = "pairs",
    params(IfMatchHeader),
    responses((status = 200, description = "The matrix as it is now", body = Matrix)))]
async fn decision_rights_undo(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id)): PathId<Pair>,
    IfMatch(expected): IfMatch,
) -> Result<Response, Problem> {
    Ok(matrix(decision_rights::edit(&web.service, &caller, (&search, &id), expected, Edit::Undo).await?))
}

/// Record that the CEO or the candidate has signed the matrix as it is
#[utoipa::path(post, path = "/searches/{search_id}/candidates/{candidate_id}/decision-rights/signatures",
    operation_id = "decision_rights_sign", tag = "pairs",
    params(IfMatchHeader),
    request_body = SignatureInput,
    responses((status = 200, description = "The matrix as it is now", body = Matrix)))]
async fn decision_rights_sign(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id)): PathId<Pair>,
    IfMatch(expected): IfMatch,
    JsonBody(SignatureInput { party }): JsonBody<SignatureInput>,
) -> Result<Response, Problem> {
    Ok(matrix(decision_rights::sign(&web.service, &caller, &search, &id, expected, party).await?))
}

/// Take back a signature that was recorded by mistake
#[utoipa::path(delete, path = "/searches/{search_id}/candidates/{candidate_id}/decision-rights/signatures/{party}",
    operation_id = "decision_rights_unsign", tag = "pairs",
    responses((status = 204, description = "It is taken back")))]
async fn decision_rights_unsign(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id, party)): PathId<(SearchId, CandidateId, Party)>,
) -> Result<StatusCode, Problem> {
    decision_rights::unsign(&web.service, &caller, &search, &id, party).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Read the plan for the first hundred days of a pair
#[utoipa::path(get, path = "/searches/{search_id}/candidates/{candidate_id}/plan", operation_id = "plan_get",
    tag = "pairs",
    responses((status = 200, description = "The plan", body = PairPlan),
        (status = 409, description = "The search is not computed", body = Problem, content_type = "application/problem+json")))]
async fn plan_get(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id)): PathId<Pair>,
) -> Result<Response, Problem> {
    Ok(plan(plans::get(&web.service, &caller, &search, &id).await?))
}

/// Keep the plan of a pair as people have changed it
#[utoipa::path(put, path = "/searches/{search_id}/candidates/{candidate_id}/plan", operation_id = "plan_put",
    tag = "pairs",
    params(IfMatchHeader),
    request_body = PlanInput,
    responses((status = 200, description = "The plan as it is now", body = PairPlan)))]
async fn plan_put(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id)): PathId<Pair>,
    IfMatch(expected): IfMatch,
    JsonBody(input): JsonBody<PlanInput>,
) -> Result<Response, Problem> {
    Ok(plan(plans::edit(&web.service, &caller, (&search, &id), expected, Edit::Write(input)).await?))
}

/// Let the plan of a pair follow from its result again
#[utoipa::path(delete, path = "/searches/{search_id}/candidates/{candidate_id}/plan", operation_id = "plan_reset",
    tag = "pairs",
    params(IfMatchHeader),
    responses((status = 200, description = "The plan as it is now", body = PairPlan)))]
async fn plan_reset(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id)): PathId<Pair>,
    IfMatch(expected): IfMatch,
) -> Result<Response, Problem> {
    Ok(plan(plans::edit(&web.service, &caller, (&search, &id), expected, Edit::Reset).await?))
}

/// Undo the last change of the plan of a pair
#[utoipa::path(post, path = "/searches/{search_id}/candidates/{candidate_id}/plan/undo", operation_id = "plan_undo",
    tag = "pairs",
    params(IfMatchHeader),
    responses((status = 200, description = "The plan as it is now", body = PairPlan)))]
async fn plan_undo(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id)): PathId<Pair>,
    IfMatch(expected): IfMatch,
) -> Result<Response, Problem> {
    Ok(plan(plans::edit(&web.service, &caller, (&search, &id), expected, Edit::Undo).await?))
}

/// Read what to ask a candidate and their referees
#[utoipa::path(get, path = "/searches/{search_id}/candidates/{candidate_id}/interview",
    operation_id = "interview_get", tag = "pairs",
    responses((status = 200, description = "The guide", body = InterviewGuide),
        (status = 409, description = "The search is not computed", body = Problem, content_type = "application/problem+json")))]
async fn interview_get(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id)): PathId<Pair>,
) -> Result<Json<InterviewGuide>, Problem> {
    Ok(Json(interviews::guide(&web.service, &caller, &search, &id).await?))
}

/// Put on file what came of an interview: ratings by an assessor, and notes
#[utoipa::path(post, path = "/searches/{search_id}/candidates/{candidate_id}/interview",
    operation_id = "interview_put", tag = "pairs",
    request_body = InterviewInput,
    responses((status = 201, description = "How much was put on file", body = InterviewKept)))]
async fn interview_put(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id)): PathId<Pair>,
    JsonBody(input): JsonBody<InterviewInput>,
) -> Result<Response, Problem> {
    let kept = interviews::put(&web.service, &caller, &search, &id, input).await?;
    Ok((StatusCode::CREATED, Json(kept)).into_response())
}
