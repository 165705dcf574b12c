//! What became of placements.

use crate::answer::created;
use crate::extract::{At, Bearer, Given};
use crate::{Problem, Web};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use service::decisions::WithdrawalInput;
use service::outcomes::{self, Imported, OutcomeInput, Outcomes, OutcomesFile, RecordedOutcome};
use store::{OutcomeId, SearchId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(outcomes_get, outcomes_record))
        .routes(routes!(outcomes_withdraw))
        .routes(routes!(outcomes_import))
}

/// Read what became of a search
#[utoipa::path(get, path = "/searches/{search_id}/outcomes", operation_id = "outcomes_get", tag = "outcomes",
    params(("search_id" = SearchId, Path, description = "The search's id")),
    responses((status = 200, description = "What became of it", body = Outcomes)))]
async fn outcomes_get(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    At(search): At<SearchId>,
) -> Result<Json<Outcomes>, Problem> {
    Ok(Json(outcomes::get(&web.service, &caller, &search).await?))
}

/// Record what became of a search
///
/// It hangs on the decision in force, and so on the run that the decision rests on.
#[utoipa::path(post, path = "/searches/{search_id}/outcomes", operation_id = "outcomes_record", tag = "outcomes",
    params(("search_id" = SearchId, Path, description = "The search's id")), request_body = OutcomeInput,
    responses((status = 201, description = "The outcome", body = RecordedOutcome)))]
async fn outcomes_record(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    At(search): At<SearchId>,
    Given(input): Given<OutcomeInput>,
) -> Result<Response, Problem> {
    let outcome = outcomes::record(&web.service, &caller, &search, input).await?;
    Ok(created(format!("/api/v1/searches/{search}/outcomes"), outcome))
}

/// Withdraw an outcome, which stays on file
#[utoipa::path(post, path = "/searches/{search_id}/outcomes/{outcome_id}/withdraw",
    operation_id = "outcomes_withdraw", tag = "outcomes",
    params(("search_id" = SearchId, Path, description = "The search's id"),
        ("outcome_id" = OutcomeId, Path, description = "The outcome's id")),
    request_body = WithdrawalInput,
    responses((status = 200, description = "What is left", body = Outcomes)))]
async fn outcomes_withdraw(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    At((search, id)): At<(SearchId, OutcomeId)>,
    Given(input): Given<WithdrawalInput>,
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
    Given(file): Given<OutcomesFile>,
) -> Result<Json<Imported>, Problem> {
    Ok(Json(outcomes::import(&web.service, &caller, file).await?))
}
