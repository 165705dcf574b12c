//! What a panel reads and declares before it judges.

use crate::extract::{Bearer, JsonBody, PathId};
use crate::{Problem, Web};
use axum::Json;
use axum::extract::State;
use service::Listed;
use service::declarations::{self, DeclarationInput};
use service::material::{self, Material};
use store::declarations::Declaration;
use store::{CandidateId, SearchId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(candidates_material))
        .routes(routes!(declarations_list))
        .routes(routes!(declarations_put))
}

/// Read what there is to read of a candidate before judging: files, notes, what was said in interviews
#[utoipa::path(get, path = "/searches/{search_id}/candidates/{candidate_id}/material",
    operation_id = "candidates_material", tag = "candidates",
    responses((status = 200, description = "The material, without any score", body = Material)))]
async fn candidates_material(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, candidate)): PathId<(SearchId, CandidateId)>,
) -> Result<Json<Material>, Problem> {
    Ok(Json(material::get(&web.service, &caller, &search, &candidate).await?))
}

/// List conflicts of interest and off-limits that are declared in a search
#[utoipa::path(get, path = "/searches/{search_id}/declarations", operation_id = "declarations_list", tag = "judgements",
    responses((status = 200, description = "All of them", body = Listed<Declaration>)))]
async fn declarations_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
) -> Result<Json<Listed<Declaration>>, Problem> {
    Ok(Json(declarations::list(&web.service, &caller, &search).await?))
}

/// Declare a conflict of interest, or that a candidate is off-limits
///
/// An empty text takes the declaration back. That a candidate is off-limits is for those who keep the search.
#[utoipa::path(put, path = "/searches/{search_id}/declarations/{candidate_id}", operation_id = "declarations_put",
    tag = "judgements", request_body = DeclarationInput,
    responses((status = 200, description = "All that is declared in the search now", body = Listed<Declaration>)))]
async fn declarations_put(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, candidate)): PathId<(SearchId, CandidateId)>,
    JsonBody(input): JsonBody<DeclarationInput>,
) -> Result<Json<Listed<Declaration>>, Problem> {
    Ok(Json(declarations::put(&web.service, &caller, &search, &candidate, input).await?))
}
