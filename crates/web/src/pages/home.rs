//! The start: the searches that someone may see, and the latest report of each.

use super::{Frame, Place, Signed, page};
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use service::searches::{self, SearchesAsked};
use service::{Asked, Error, Sorting, candidates, results, runs};
use store::RunId;
use store::users::Role;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/", get(home)).route("/runs/{run_id}/report", get(report))
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    keeps_files: bool,
    searches: Vec<ShownSearch>,
    has_more: bool,
}

struct ShownSearch {
    title: String,
    state: &'static str,
    is_blind: bool,
    candidates: String,
    report: Option<String>,
    why_not: &'static str,
}

/// How many searches are shown.
const MOST: u32 = 50;

async fn home(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    let Signed { caller, user, .. } = &signed;
    let asked = SearchesAsked {
        limit: Some(MOST),
        cursor: None,
        q: None,
        state: None,
        sort: Sorting::CreatedAtDescending,
    };
    let listed = searches::list(&web.service, caller, &asked).await?;
    let mut shown = Vec::with_capacity(listed.items.len());
    for search in listed.items {
        let n_candidates = candidates::list(&web.service, caller, &search.id).await?.items.len();
        let latest = Asked { limit: Some(1), cursor: None };
        let (report, why_not) = match runs::list(&web.service, caller, &search.id, &latest).await {
            Ok(runs) => {
                (runs.items.first().map(|run| format!("/runs/{}/report", run.id)), "nothing computed yet")
            }
            Err(Error::Denied { .. }) => (None, "give your own judgement first"),
            Err(error) => return Err(error.into()),
        };
        shown.push(ShownSearch {
            title: search.title,
            state: search.state.name(),
            is_blind: search.is_blind,
            candidates: match n_candidates {
                0 => "no candidates yet".to_owned(),
                1 => "1 candidate".to_owned(),
                n => format!("{n} candidates"),
            },
            report,
            why_not,
        });
    }
    page(&Home {
        frame: Frame::of(&signed, Place::Searches),
        keeps_files: matches!(user.role, Role::Admin | Role::Recruiter),
        searches: shown,
        has_more: listed.next_cursor.is_some(),
    })
}

async fn report(State(web): State<Web>, signed: Signed, Path(id): Path<String>) -> Result<Response, Problem> {
    let id: RunId = id.parse().map_err(|_| Error::NotFound("run"))?;
    let html = results::report_html(&web.service, &signed.caller, &id).await?;
    Ok(Html(html).into_response())
}
