//! People on file.

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
use service::people::{self, PeopleAsked, PersonChange, PersonInput};
use service::profiles::{self, ProfileFile};
use store::PersonId;
use store::people::Person;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(people_list, people_create))
        .routes(routes!(people_get, people_change, people_erase))
        .routes(routes!(people_profile))
}

/// List people on file
#[utoipa::path(get, path = "/people", operation_id = "people_list", tag = "people", params(PeopleAsked),
    responses((status = 200, description = "A part of the list", body = Listed<Person>)))]
async fn people_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    Query(asked): Query<PeopleAsked>,
) -> Result<Json<Listed<Person>>, Problem> {
    Ok(Json(people::list(&web.service, &caller, &asked).await?))
}

/// Put a person on file
#[utoipa::path(post, path = "/people", operation_id = "people_create", tag = "people", request_body = PersonInput,
    responses((status = 201, description = "The person", body = Person)))]
async fn people_create(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    JsonBody(input): JsonBody<PersonInput>,
) -> Result<Response, Problem> {
    let person = people::create(&web.service, &caller, input).await?;
    Ok(created_versioned(format!("/api/v1/people/{}", person.id), person.revision, person))
}

/// Read a person
#[utoipa::path(get, path = "/people/{person_id}", operation_id = "people_get", tag = "people",
    responses((status = 200, description = "The person", body = Person)))]
async fn people_get(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<PersonId>,
) -> Result<Response, Problem> {
    let person = people::get(&web.service, &caller, &id).await?;
    Ok(versioned(person.revision, person))
}

/// Change a person
#[utoipa::path(patch, path = "/people/{person_id}", operation_id = "people_change", tag = "people",
    params(IfMatchHeader), request_body = PersonChange,
    responses((status = 200, description = "The person as they are now", body = Person)))]
async fn people_change(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<PersonId>,
    IfMatch(expected): IfMatch,
    JsonBody(change): JsonBody<PersonChange>,
) -> Result<Response, Problem> {
    let person = people::change(&web.service, &caller, &id, expected, change).await?;
    Ok(versioned(person.revision, person))
}

/// Erase a person
///
/// All that is known of them goes. Where they stand in a search, a row without any data stays behind, so that its results
/// can still be read.
#[utoipa::path(delete, path = "/people/{person_id}", operation_id = "people_erase", tag = "people",
    params(IfMatchWhereGiven),
    responses((status = 204, description = "They are erased")))]
async fn people_erase(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<PersonId>,
    MaybeIfMatch(expected): MaybeIfMatch,
) -> Result<StatusCode, Problem> {
    people::erase(&web.service, &caller, &id, expected).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Read all that is known of a person, as files hold it
#[utoipa::path(get, path = "/people/{person_id}/profile", operation_id = "people_profile", tag = "people",
    responses((status = 200, description = "The person's profile", body = ProfileFile)))]
async fn people_profile(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<PersonId>,
) -> Result<Response, Problem> {
    let profile = profiles::get(&web.service, &caller, &id).await?;
    Ok(versioned(profile.revision, profile.thing))
}
