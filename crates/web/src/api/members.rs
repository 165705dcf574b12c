//! Members of searches.

use crate::extract::{Bearer, PathId};
use crate::{Problem, Web};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use service::{Listed, members};
use store::members::Member;
use store::{SearchId, UserId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(members_list)).routes(routes!(members_add, members_remove))
}

/// List the members of a search, by name
#[utoipa::path(get, path = "/searches/{search_id}/members", operation_id = "members_list", tag = "members",
    responses((status = 200, description = "All of them", body = Listed<Member>)))]
async fn members_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(search): PathId<SearchId>,
) -> Result<Json<Listed<Member>>, Problem> {
    Ok(Json(members::list(&web.service, &caller, &search).await?))
}

/// Make a user a member of a search
///
/// One who is a member already stays one.
#[utoipa::path(put, path = "/searches/{search_id}/members/{user_id}", operation_id = "members_add", tag = "members",
    responses((status = 200, description = "The member", body = Member)))]
async fn members_add(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, user)): PathId<(SearchId, UserId)>,
) -> Result<Json<Member>, Problem> {
    Ok(Json(members::add(&web.service, &caller, &search, &user).await?))
}

/// End a membership
///
/// Weights and judgements that the member gave stay.
#[utoipa::path(delete, path = "/searches/{search_id}/members/{user_id}", operation_id = "members_remove",
    tag = "members",
    responses((status = 204, description = "It is ended")))]
async fn members_remove(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((search, user)): PathId<(SearchId, UserId)>,
) -> Result<StatusCode, Problem> {
    members::remove(&web.service, &caller, &search, &user).await?;
    Ok(StatusCode::NO_CONTENT)
}
