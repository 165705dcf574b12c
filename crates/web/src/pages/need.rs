//! What the CEO needs, before there is any candidate: and which kind of COO to look for.

use super::search_frame::{SearchFrame, Tab};
use super::{FormData, FormErrors, Frame, Place, Signed, again, go, page};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use report::NeedSections;
use service::searches::{self, SearchChange};
use service::{Error, results};
use store::SearchId;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/searches/{search_id}/brief", get(need))
        .route("/searches/{search_id}/brief/type", post(choose))
        .route("/searches/{search_id}/need", get(moved))
}

#[derive(Template)]
#[template(path = "need.html")]
struct NeedPage {
    frame: Frame,
    search: SearchFrame,
    wrong: FormErrors,
    /// None where the search asks for what does not go together.
    need: Option<NeedSections>,
    may_choose: bool,
    /// The kind that is ticked; empty for any.
    ticked: String,
    revision: String,
}

/// Where the page was before.
async fn moved(PathId(id): PathId<SearchId>) -> Redirect {
    Redirect::permanent(&format!("/searches/{id}/brief"))
}

async fn need(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
) -> Result<Response, Problem> {
    shown(&web, &signed, &id, None, FormErrors::default()).await
}

/// The page; after a form that would not do, with what was chosen in it.
async fn shown(
    web: &Web,
    signed: &Signed,
    id: &SearchId,
    form: Option<&FormData>,
    mut wrong: FormErrors,
) -> Result<Response, Problem> {
    let search = SearchFrame::load(web, signed, id, Tab::Brief).await?;
    let need = match results::need_sections(&web.service, &signed.caller, id).await {
        Ok(need) => Some(need),
        Err(error) => {
            wrong = FormErrors::of(error)?;
            None
        }
    };
    let known = &search.overview.search;
    let template = NeedPage {
        frame: Frame::of(signed, Place::Searches),
        need,
        may_choose: search.may_write && search.is_open,
        ticked: form.map_or_else(
            || known.role_type.clone().unwrap_or_default(),
            |form| form.text("role_type").to_owned(),
        ),
        // Who sends it again after having been told of another's change knows of that change.
        revision: known.revision.to_string(),
        search,
        wrong,
    };
    if template.wrong.is_empty() { page(&template) } else { again(template.wrong.status, &template) }
}

/// Keeps the kind of COO that was chosen.
async fn choose(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    form: FormData,
) -> Result<Response, Problem> {
    match kept(&web, &signed, &id, &form).await {
        Ok(()) => Ok(go(&format!("/searches/{id}/brief?done=kind"))),
        Err(error) => shown(&web, &signed, &id, Some(&form), FormErrors::of(error)?).await,
    }
}

async fn kept(web: &Web, signed: &Signed, id: &SearchId, form: &FormData) -> Result<(), Error> {
    let change = SearchChange {
        role_type: Some(form.given("role_type").map(str::to_owned)),
        ..SearchChange::default()
    };
    searches::change(&web.service, &signed.caller, id, form.revision(), change).await?;
    Ok(())
}
