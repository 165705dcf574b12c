//! Judgements and decisions of a panel.

use crate::answer::{created, created_versioned, versioned};
use crate::extract::{Bearer, IfMatchWhereGiven, IfMatchWhereThere, JsonBody, MaybeIfMatch, PathId};
use crate::{Problem, Web};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use service::Listed;
use service::decisions::{self, DecisionInput, Decisions, RecordedDecision, WithdrawalInput};
use service::judgements::{self, JudgementInput};
use store::judgements::{Judgement, JudgementVersion};
use store::{CandidateId, SearchId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(judgements_list))
        .routes(routes!(judgements_history))
        .routes(routes!(judgements_put, judgements_remove))
        .routes(routes!(decisions_get, decisions_create))
        .routes(routes!(decisions_withdraw))
}

/// List all that was said of candidates: first, later and taken back
///
/// Nothing of it ever changes. Others' is there for those who may see it.
#[utoipa::path(get, path = "/searches/{search_id}/judgements/history", operation_id = "judgements_history",
    tag = "judgements",
    responses((status = 200, description = "All of it", body = Listed<JudgementVersion>)))]
async fn judgements_history(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
) -> Result<Json<Listed<JudgementVersion>>, Problem> {
    Ok(Json(judgements::history(&web.service, &caller, &search).await?))
}

/// List the judgements in a search: one's own, and the others' once one has judged
#[utoipa::path(get, path = "/searches/{search_id}/judgements", operation_id = "judgements_list", tag = "judgements",
    responses((status = 200, description = "The judgements", body = Listed<Judgement>)))]
async fn judgements_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
) -> Result<Json<Listed<Judgement>>, Problem> {
    Ok(Json(judgements::list(&web.service, &caller, &search).await?))
}

/// Record one's own judgement of a candidate
#[utoipa::path(put, path = "/searches/{search_id}/judgements/{candidate_id}", operation_id = "judgements_put",
    tag = "judgements",
    params(IfMatchWhereThere),
    request_body = JudgementInput,
    responses((status = 200, description = "The judgement as it is now", body = Judgement),
        (status = 201, description = "The judgement", body = Judgement)))]
async fn judgements_put(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, candidate)): PathId<(SearchId, CandidateId)>,
    MaybeIfMatch(expected): MaybeIfMatch,
    JsonBody(input): JsonBody<JudgementInput>,
) -> Result<Response, Problem> {
    let judgement = judgements::put(&web.service, &caller, &search, &candidate, expected, input).await?;
    if judgement.revision > 1 {
        return Ok(versioned(judgement.revision, judgement));
    }
    let location = format!("/api/v1/searches/{search}/judgements");
    Ok(created_versioned(location, judgement.revision, judgement))
}

/// Take back one's own judgement of a candidate
#[utoipa::path(delete, path = "/searches/{search_id}/judgements/{candidate_id}", operation_id = "judgements_remove",
    tag = "judgements",
    params(IfMatchWhereGiven),
    responses((status = 204, description = "It is taken back")))]
async fn judgements_remove(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, candidate)): PathId<(SearchId, CandidateId)>,
    MaybeIfMatch(expected): MaybeIfMatch,
) -> Result<StatusCode, Problem> {
    judgements::remove(&web.service, &caller, &search, &candidate, expected).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Read the decision of a search, and those that were withdrawn
#[utoipa::path(get, path = "/searches/{search_id}/decision", operation_id = "decisions_get", tag = "decisions",
    responses((status = 200, description = "The decisions", body = Decisions)))]
async fn decisions_get(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
) -> Result<Json<Decisions>, Problem> {
    Ok(Json(decisions::get(&web.service, &caller, &search).await?))
}

/// Record a decision, which ends the search
#[utoipa::path(post, path = "/searches/{search_id}/decision", operation_id = "decisions_create", tag = "decisions",
    request_body = DecisionInput,
    responses((status = 201, description = "The decision", body = RecordedDecision)))]
async fn decisions_create(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
    JsonBody(input): JsonBody<DecisionInput>,
) -> Result<Response, Problem> {
    let decision = decisions::create(&web.service, &caller, &search, input).await?;
    Ok(created(format!("/api/v1/searches/{search}/decision"), decision))
}

/// Withdraw the decision in force, which opens the search again
#[utoipa::path(post, path = "/searches/{search_id}/decision/withdraw", operation_id = "decisions_withdraw",
    tag = "decisions",
    request_body = WithdrawalInput,
    responses((status = 200, description = "The decisions", body = Decisions)))]
async fn decisions_withdraw(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
    JsonBody(input): JsonBody<WithdrawalInput>,
) -> Result<Json<Decisions>, Problem> {
    Ok(Json(decisions::withdraw(&web.service, &caller, &search, input).await?))
}
