//! Invitations to answer a questionnaire about a person.

use crate::answer::created;
use crate::extract::{Bearer, JsonBody, PathId, Query};
use crate::{Problem, Web};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use service::invitations::{self, InvitationInput, InvitationOutline, Invited};
use service::{Asked, Listed};
use store::ratings::Source;
use store::{InvitationId, PersonId};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(invitations_list, invitations_create))
        .routes(routes!(invitations_count))
        .routes(routes!(invitations_get, invitations_revoke))
        .routes(routes!(invitations_link))
        .routes(routes!(invitations_mail))
}

/// List the invitations about a person, the newest first
#[utoipa::path(get, path = "/people/{person_id}/invitations", operation_id = "invitations_list", tag = "questionnaires",
    params(Asked),
    responses((status = 200, description = "A part of the list", body = Listed<InvitationOutline>)))]
async fn invitations_list(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(person): PathId<PersonId>,
    Query(asked): Query<Asked>,
) -> Result<Json<Listed<InvitationOutline>>, Problem> {
    Ok(Json(invitations::list(&web.service, &caller, &person, &asked).await?))
}

/// Invite someone to answer a questionnaire about a person
///
/// The link is mailed where an address is given and the server can send mail. Else it is in the answer, is shown this once,
/// and is yours to hand on. A repeated request invites again, whatever its key.
#[utoipa::path(post, path = "/people/{person_id}/invitations", operation_id = "invitations_create",
    tag = "questionnaires",
    request_body = InvitationInput, responses((status = 201, description = "The invitation", body = Invited)))]
async fn invitations_create(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(person): PathId<PersonId>,
    JsonBody(input): JsonBody<InvitationInput>,
) -> Result<Response, Problem> {
    let invited = invitations::create(&web.service, &caller, &person, input, &web.settings.base_url).await?;
    Ok(created(format!("/api/v1/invitations/{}", invited.invitation.id), invited))
}

/// Whose answers to count.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CountInput {
    /// The kind of rater: `peer` or `report`. Others' answers are counted as they come.
    source: Source,
}

/// What was counted.
#[derive(Debug, Serialize, ToSchema)]
struct Counted {
    /// Of how many raters.
    n_raters: usize,
}

/// Count what peers or direct reports have answered, without waiting for the others
///
/// Their ratings are put on file together: on each dimension three of a kind or more at once, or none.
#[utoipa::path(post, path = "/people/{person_id}/invitations/count", operation_id = "invitations_count",
    tag = "questionnaires",
    request_body = CountInput, responses((status = 200, description = "What was counted", body = Counted)))]
async fn invitations_count(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(person): PathId<PersonId>,
    JsonBody(input): JsonBody<CountInput>,
) -> Result<Json<Counted>, Problem> {
    let n_raters = invitations::count(&web.service, &caller, &person, input.source).await?;
    Ok(Json(Counted { n_raters }))
}

/// Read an invitation
#[utoipa::path(get, path = "/invitations/{invitation_id}", operation_id = "invitations_get", tag = "questionnaires",
    responses((status = 200, description = "The invitation", body = InvitationOutline)))]
async fn invitations_get(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<InvitationId>,
) -> Result<Json<InvitationOutline>, Problem> {
    Ok(Json(invitations::get(&web.service, &caller, &id).await?))
}

/// Take an invitation back
///
/// Its links work no more. What was counted stays; answers that were not are not used.
#[utoipa::path(delete, path = "/invitations/{invitation_id}", operation_id = "invitations_revoke",
    tag = "questionnaires",
    responses((status = 200, description = "The invitation as it is now", body = InvitationOutline)))]
async fn invitations_revoke(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<InvitationId>,
) -> Result<Json<InvitationOutline>, Problem> {
    Ok(Json(invitations::revoke(&web.service, &caller, &id).await?))
}

/// Make another link to an invitation, to hand on
///
/// It is shown this once. Links that were given before still work. An invitation that has ended, or does so within a week,
/// lasts for three weeks more.
#[utoipa::path(post, path = "/invitations/{invitation_id}/link", operation_id = "invitations_link",
    tag = "questionnaires",
    responses((status = 201, description = "The link", body = Invited)))]
async fn invitations_link(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<InvitationId>,
) -> Result<Response, Problem> {
    let invited = invitations::link(&web.service, &caller, &id, &web.settings.base_url).await?;
    Ok(created(format!("/api/v1/invitations/{id}"), invited))
}

/// What to mail.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MailInput {
    /// Whether it is a reminder rather than the invitation once more.
    #[serde(default)]
    is_reminder: bool,
}

/// Mail an invitation again, or a reminder of it
///
/// It is sent soon after; the invitation says whether it was. Each mail has a link of its own.
#[utoipa::path(post, path = "/invitations/{invitation_id}/mail", operation_id = "invitations_mail",
    tag = "questionnaires",
    request_body = MailInput, responses((status = 200, description = "The invitation", body = InvitationOutline)))]
async fn invitations_mail(
    State(web): State<Web>,
    Bearer(caller): Bearer,
    PathId(id): PathId<InvitationId>,
    JsonBody(input): JsonBody<MailInput>,
) -> Result<Json<InvitationOutline>, Problem> {
    let base_url = &web.settings.base_url;
    Ok(Json(invitations::mail(&web.service, &caller, &id, input.is_reminder, base_url).await?))
}
