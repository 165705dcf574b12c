//! Ratings of people.

use crate::answer::created;
use crate::extract::{Bearer, JsonBody, PathId, Query};
use crate::{Problem, Web};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use service::ratings::{self, RatingInput, RatingOutline};
use service::{Asked, Listed};
use store::{PersonId, RatingId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(ratings_list, ratings_create)).routes(routes!(ratings_remove))
}

/// List a person's ratings
#[utoipa::path(get, path = "/people/{person_id}/ratings", operation_id = "ratings_list", tag = "ratings",
    params(Asked),
    responses((status = 200, description = "A part of the list, by dimension", body = Listed<RatingOutline>)))]
async fn ratings_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(person): PathId<PersonId>,
    Query(asked): Query<Asked>,
) -> Result<Json<Listed<RatingOutline>>, Problem> {
    Ok(Json(ratings::list(&web.service, &caller, &person, &asked).await?))
}

/// Put a rating on file
#[utoipa::path(post, path = "/people/{person_id}/ratings", operation_id = "ratings_create", tag = "ratings",
    request_body = RatingInput,
    responses((status = 201, description = "The rating", body = RatingOutline)))]
async fn ratings_create(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(person): PathId<PersonId>,
    JsonBody(input): JsonBody<RatingInput>,
) -> Result<Response, Problem> {
    let rating = ratings::create(&web.service, &caller, &person, input).await?;
    Ok(created(format!("/api/v1/people/{person}/ratings/{}", rating.id), rating))
}

/// Remove a rating
#[utoipa::path(delete, path = "/people/{person_id}/ratings/{rating_id}", operation_id = "ratings_remove", tag = "ratings",
    responses((status = 204, description = "It is removed")))]
async fn ratings_remove(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId((person, rating)): PathId<(PersonId, RatingId)>,
) -> Result<StatusCode, Problem> {
    ratings::remove(&web.service, &caller, &person, &rating).await?;
    Ok(StatusCode::NO_CONTENT)
}
