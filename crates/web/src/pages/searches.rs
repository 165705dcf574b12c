//! A search as whoever runs it keeps it: how it begins, and its settings.

mod fields;
mod new;
mod settings;

use super::{Asked, FormData, FormErrors, Frame, Place, Signed, again, counted, go, page};
use crate::Web;
use axum::Router;
use axum::routing::{get, post};
use fields::{Kinds, versions};
pub(super) use fields::{Pick, found};
pub(super) use new::picked;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/searches/new", get(new::show).post(new::begin))
        .route("/searches/{search_id}/settings", get(settings::show).post(settings::change))
        .route("/searches/{search_id}/state", post(settings::set_state))
        .route("/searches/{search_id}/remove", post(settings::remove))
        .route("/searches/{search_id}/members", post(settings::add_member))
        .route("/searches/{search_id}/members/{user_id}/remove", post(settings::remove_member))
}
