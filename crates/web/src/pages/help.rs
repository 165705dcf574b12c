//! Help: how the score is computed.

use super::{Frame, Place, Signed, page};
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use report::Markup;
use service::method;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/help/method", get(how_it_is_computed))
}

#[derive(Template)]
#[template(path = "help/method.html")]
struct Method {
    frame: Frame,
    guide: Markup,
}

async fn how_it_is_computed(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    let guide = method::guide(&web.service, &signed.caller).await?;
    page(&Method { frame: Frame::of(&signed, Place::Method), guide })
}
