//! What became of placements.

use crate::answer::created;
use crate::extract::{Bearer, JsonBody, PathId};
use crate::{Problem, Web};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use service::Listed;
use service::decisions::WithdrawalInput;
use service::outcomes::pulse_links::{self, PulseLinkInput, PulseLinkMade, PulseLinkOutline};
use service::outcomes::{self, Imported, OutcomeInput, Outcomes, OutcomesFile, RecordedOutcome};
use store::{OutcomeId, PulseLinkId, SearchId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(outcomes_get, outcomes_record))
        .routes(routes!(outcomes_withdraw))
        .routes(routes!(outcomes_import))
        .routes(routes!(pulse_links_list, pulse_links_create))
        .routes(routes!(pulse_links_revoke))
}

/// Read what became of a search
#[utoipa::path(get, path = "/searches/{search_id}/outcomes", operation_id = "outcomes_get", tag = "outcomes",
    responses((status = 200, description = "What became of it", body = Outcomes)))]
async fn outcomes_get(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
) -> Result<Json<Outcomes>, Problem> {
    Ok(Json(outcomes::get(&web.service, &caller, &search).await?))
}

/// Record what became of a search
///
/// It hangs on the decision in force, and so on the run that the decision rests on.
#[utoipa::path(post, path = "/searches/{search_id}/outcomes", operation_id = "outcomes_record", tag = "outcomes",
    request_body = OutcomeInput,
    responses((status = 201, description = "The outcome", body = RecordedOutcome)))]
async fn outcomes_record(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
    JsonBody(input): JsonBody<OutcomeInput>,
) -> Result<Response, Problem> {
    let outcome = outcomes::record(&web.service, &caller, &search, input).await?;
    Ok(created(format!("/api/v1/searches/{search}/outcomes"), outcome))
}

/// Withdraw an outcome, which stays on file
#[utoipa::path(post, path = "/searches/{search_id}/outcomes/{outcome_id}/withdraw",
    operation_id = "outcomes_withdraw", tag = "outcomes",
    request_body = WithdrawalInput,
    responses((status = 200, description = "What is left", body = Outcomes)))]
async fn outcomes_withdraw(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id)): PathId<(SearchId, OutcomeId)>,
    JsonBody(input): JsonBody<WithdrawalInput>,
) -> Result<Json<Outcomes>, Problem> {
    Ok(Json(outcomes::withdraw(&web.service, &caller, (&search, &id), input).await?))
}

/// Record outcomes of many searches from a table: all of its rows, or none
#[utoipa::path(post, path = "/outcomes/import", operation_id = "outcomes_import", tag = "outcomes",
    request_body = OutcomesFile,
    responses((status = 200, description = "How many were recorded", body = Imported)))]
async fn outcomes_import(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    JsonBody(file): JsonBody<OutcomesFile>,
) -> Result<Json<Imported>, Problem> {
    Ok(Json(outcomes::import(&web.service, &caller, file).await?))
}

/// List the links by which the two of a placement answer a pulse themselves
#[utoipa::path(get, path = "/searches/{search_id}/pulse-links", operation_id = "pulse_links_list", tag = "outcomes",
    responses((status = 200, description = "The links, the newest first", body = Listed<PulseLinkOutline>)))]
async fn pulse_links_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
) -> Result<Json<Listed<PulseLinkOutline>>, Problem> {
    Ok(Json(pulse_links::list(&web.service, &caller, &search).await?))
}

/// Make a link by which one of the two answers a pulse
///
/// The address is in the answer, and shown this once. A repeated request makes another, whatever its key.
#[utoipa::path(post, path = "/searches/{search_id}/pulse-links", operation_id = "pulse_links_create",
    tag = "outcomes",
    request_body = PulseLinkInput, responses((status = 201, description = "The link", body = PulseLinkMade)))]
async fn pulse_links_create(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
    JsonBody(input): JsonBody<PulseLinkInput>,
) -> Result<Response, Problem> {
    let base_url = &web.settings.base_url;
    let made = pulse_links::create(&web.service, &caller, &search, &input, base_url).await?;
    Ok(created(format!("/api/v1/searches/{search}/pulse-links"), made))
}

/// Revoke a link that waits for an answer
#[utoipa::path(delete, path = "/searches/{search_id}/pulse-links/{pulse_link_id}",
    operation_id = "pulse_links_revoke", tag = "outcomes",
    responses((status = 200, description = "The links as they are now", body = Listed<PulseLinkOutline>)))]
async fn pulse_links_revoke(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id)): PathId<(SearchId, PulseLinkId)>,
) -> Result<Json<Listed<PulseLinkOutline>>, Problem> {
    Ok(Json(pulse_links::revoke(&web.service, &caller, (&search, &id)).await?))
}
