//! Scenarios of searches: criteria saved under names, and the candidates under each of them.

use crate::extract::{Bearer, JsonBody, PathId};
use crate::{Problem, Web};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use service::scenarios::{self, Compared, ScenarioInput, ShownScenario};
use service::{Error, Listed};
use store::{ScenarioId, SearchId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(scenarios_list, scenarios_create))
        .routes(routes!(scenarios_compared))
        .routes(routes!(scenarios_remove))
}

/// List the scenarios of a search, in the order in which they were saved
#[utoipa::path(get, path = "/searches/{search_id}/scenarios", operation_id = "scenarios_list", tag = "weights",
    responses((status = 200, description = "All of them", body = Listed<ShownScenario>)))]
async fn scenarios_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
) -> Result<Json<Listed<ShownScenario>>, Problem> {
    let found = scenarios::list(&web.service, &caller, &search).await?;
    Ok(Json(Listed::whole(found.into_iter().map(ShownScenario::from).collect())))
}

/// Save criteria under a name
///
/// What is left out is saved as the search has it now.
#[utoipa::path(post, path = "/searches/{search_id}/scenarios", operation_id = "scenarios_create", tag = "weights",
    request_body = ScenarioInput,
    responses((status = 201, description = "The scenario", body = ShownScenario)))]
async fn scenarios_create(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
    JsonBody(input): JsonBody<ScenarioInput>,
) -> Result<(StatusCode, Json<ShownScenario>), Problem> {
    let (name, trial) = input.parts();
    let id = scenarios::create(&web.service, &caller, &search, (&name, &trial)).await?;
    let found = scenarios::list(&web.service, &caller, &search).await?;
    let saved = found.into_iter().find(|scenario| scenario.id == id).ok_or(Error::NotFound("scenario"))?;
    Ok((StatusCode::CREATED, Json(saved.into())))
}

/// Compare the candidates under the search's own criteria and under every scenario
///
/// The most robust candidate comes first: whoever falls least behind the best under any of them.
#[utoipa::path(get, path = "/searches/{search_id}/scenarios/compared", operation_id = "scenarios_compared",
    tag = "weights",
    responses((status = 200, description = "The candidates who are ranked", body = Compared)))]
async fn scenarios_compared(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
) -> Result<Json<Compared>, Problem> {
    let found = scenarios::side_by_side(&web.service, &caller, &search).await?;
    Ok(Json(found.map(Compared::from).unwrap_or_default()))
}

/// Remove a scenario
#[utoipa::path(delete, path = "/searches/{search_id}/scenarios/{scenario_id}", operation_id = "scenarios_remove",
    tag = "weights",
    responses((status = 204, description = "It is removed")))]
async fn scenarios_remove(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, id)): PathId<(SearchId, ScenarioId)>,
) -> Result<StatusCode, Problem> {
    scenarios::remove(&web.service, &caller, &search, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
