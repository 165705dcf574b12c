//! Inviting people to answer a questionnaire about someone, and looking after who was invited.

mod invite;
mod many;
mod one;

pub(super) use many::Raters;
pub(super) use one::{Listed, listed};

use super::{Problem, Signed, go};
use crate::Web;
use crate::extract::PathId;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use service::invitations;
use store::PersonId;
use store::ratings::Source;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/people/{person_id}/invite", get(invite::form_page).post(invite::invite))
        .route("/people/{person_id}/raters", get(many::form_page).post(many::invite))
        .route("/people/{person_id}/remind", post(many::remind_all))
        .route("/people/{person_id}/count", post(count))
        .route("/invitations/{invitation_id}", get(one::show))
        .route("/invitations/{invitation_id}/link", post(one::link))
        .route("/invitations/{invitation_id}/send", post(one::send))
        .route("/invitations/{invitation_id}/remind", post(one::remind))
        .route("/invitations/{invitation_id}/revoke", post(one::revoke))
}

/// Counts what peers or direct reports have answered, without waiting for the others.
async fn count(
    State(web): State<Web>,
    signed: Signed,
    PathId(person): PathId<PersonId>,
    form: super::FormData,
) -> Result<Response, Problem> {
    let source = form.read::<Source>("source", "choose peers or direct reports")?.unwrap_or(Source::Peer);
    let n = invitations::count(&web.service, &signed.caller, &person, source).await?;
    let word = if n > 0 { "counted" } else { "too_few" };
    Ok(go(&format!("/people/{person}?done={word}#questionnaires")))
}
