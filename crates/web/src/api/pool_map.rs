//! The people on file as a map, and who is like whom.

use crate::extract::{Bearer, PathId, Query};
use crate::{Problem, Web};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use service::pool_map::{self, AlikePeople, MapAsked};
use store::PersonId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(people_map)).routes(routes!(people_alike))
}

/// Read the map of the people on file
///
/// People are known by their ids. The same people always have the same map.
#[utoipa::path(get, path = "/people/map", operation_id = "people_map", tag = "people", params(MapAsked),
    responses((status = 200, description = "What `counterpart map --format json` prints", body = Object),
        (status = 409, description = "There are too many people for a map", body = Problem, content_type = "application/problem+json")))]
async fn people_map(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    Query(asked): Query<MapAsked>,
) -> Result<Response, Problem> {
    let read = pool_map::read(&web.service, &caller, &asked).await?;
    Ok(Json(&*read.map).into_response())
}

/// Read who is like a person
///
/// All dimensions count on which at least half of the people on file were measured, and not only what the map shows.
#[utoipa::path(get, path = "/people/{person_id}/alike", operation_id = "people_alike", tag = "people",
    responses((status = 200, description = "The people most like them", body = AlikePeople),
        (status = 409, description = "There are too many people to look at", body = Problem, content_type = "application/problem+json")))]
async fn people_alike(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<PersonId>,
) -> Result<Json<AlikePeople>, Problem> {
    Ok(Json(pool_map::alike(&web.service, &caller, &id).await?))
}
