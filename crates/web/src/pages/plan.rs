//! The plan for the first hundred days of the CEO and a candidate, to read, to change and to keep.

use super::decision_rights::{decision_rights_path, revision};
use super::search_frame::{SearchFrame, Tab, judge_first};
use super::{FormData, FormErrors, Frame, Place, Signed, again, file, go, minute, page, pdf_file};
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use report::{Markup, PartnershipPlan};
use service::plans::{self, PairPlan, PlanInput};
use service::{Code, Error, candidates};
use store::searches::SearchState;
use store::{CandidateId, SearchId};

pub(super) fn routes() -> Router<Web> {
    const PLAN: &str = "/searches/{search_id}/candidates/{candidate_id}/plan";
    Router::new()
        .route(PLAN, get(show).post(keep))
        .route(&format!("{PLAN}/reset"), post(reset))
        .route(&format!("{PLAN}/undo"), post(undo))
        .route(&format!("{PLAN}.md"), get(markdown))
        .route(&format!("{PLAN}.html"), get(document))
        .route(&format!("{PLAN}.pdf"), get(pdf))
}

/// Where a form of this page belongs.
type At = (String, String);

#[derive(Template)]
#[template(path = "plan.html")]
struct Page {
    frame: Frame,
    search: SearchFrame,
    wrong: FormErrors,
    pair: Pair,
    shown: Option<Shown>,
}

/// A pair, with the ways to all that belongs to it.
pub(super) struct Pair {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) decision_rights: String,
    pub(super) here: &'static str,
    pub(super) may_compute: bool,
}

struct Shown {
    section: Markup,
    text: String,
    version: String,
    revision: i64,
    is_proposed: bool,
    is_older: bool,
    may_write: bool,
}

impl Pair {
    pub(super) async fn load(
        web: &Web,
        signed: &Signed,
        (search, candidate): (&SearchFrame, &CandidateId),
        here: &'static str,
    ) -> Result<Self, Problem> {
        let id = &search.overview.search.id;
        let known = candidates::get(&web.service, &signed.caller, id, candidate).await?;
        Ok(Self {
            name: known.name.unwrap_or(known.label),
            path: format!("{}/candidates/{candidate}", search.path),
            decision_rights: decision_rights_path(&search.path, candidate),
            here,
            may_compute: search.may_write && search.is_open,
        })
    }
}

/// Nothing where the newest ranking does not know of a candidate.
pub(super) fn if_computed<T>(found: Result<T, Error>) -> Result<Option<T>, Error> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Error::Conflict { code: Code::NotComputed, .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

pub(super) fn ids((id, candidate): &At) -> Result<(SearchId, CandidateId), Problem> {
    let id = id.parse().map_err(|_| Error::NotFound("search"))?;
    Ok((id, candidate.parse().map_err(|_| Error::NotFound("candidate"))?))
}

async fn show(State(web): State<Web>, signed: Signed, Path(at): Path<At>) -> Result<Response, Problem> {
    shown(&web, &signed, &ids(&at)?, None, FormErrors::default()).await
}

async fn shown(
    web: &Web,
    signed: &Signed,
    (id, candidate): &(SearchId, CandidateId),
    typed: Option<&FormData>,
    wrong: FormErrors,
) -> Result<Response, Problem> {
    let search = SearchFrame::load(web, signed, id, Tab::Shortlist).await?;
    let pair = Pair::load(web, signed, (&search, candidate), "plan").await?;
    let plan = match if_computed(plans::get(&web.service, &signed.caller, id, candidate).await) {
        Err(error) => return judge_first(error, id),
        Ok(plan) => plan,
    };
    let template = Page {
        frame: Frame::of(signed, Place::Searches),
        shown: plan.map(|plan| Shown::of(&search, plan, typed)).transpose()?,
        search,
        pair,
        wrong,
    };
    if template.wrong.is_empty() { page(&template) } else { again(template.wrong.status, &template) }
}

impl Shown {
    fn of(search: &SearchFrame, plan: PairPlan, typed: Option<&FormData>) -> Result<Self, Error> {
        let section = report::plan_section(&PartnershipPlan::from_markdown(&plan.text));
        let version = &plan.version;
        Ok(Self {
            section: section.map_err(Error::internal("laying out a plan"))?,
            version: match (&version.updated_at, &version.updated_by_name) {
                (Some(at), Some(by)) if !version.is_proposed => {
                    format!("Version {}, changed on {} by {by}.", version.revision, minute(at))
                }
                _ => "As it follows from the newest result. Nothing in it was changed by hand.".to_owned(),
            },
            revision: version.revision,
            is_proposed: version.is_proposed,
            is_older: plan.is_older,
            may_write: search.may_write && search.overview.search.state != SearchState::Closed,
            text: typed.map_or(plan.text, |typed| typed.text("text").to_owned()),
        })
    }
}

async fn keep(
    State(web): State<Web>,
    signed: Signed,
    Path(at): Path<At>,
    form: FormData,
) -> Result<Response, Problem> {
    let ids = ids(&at)?;
    let input = PlanInput { text: form.text("text").to_owned() };
    let done = plans::put(&web.service, &signed.caller, &ids.0, &ids.1, revision(&form), input).await;
    after(&web, &signed, &ids, (done, Some(&form)), "plan_kept").await
}

async fn reset(
    State(web): State<Web>,
    signed: Signed,
    Path(at): Path<At>,
    form: FormData,
) -> Result<Response, Problem> {
    let ids = ids(&at)?;
    let done = plans::reset(&web.service, &signed.caller, &ids.0, &ids.1, revision(&form)).await;
    after(&web, &signed, &ids, (done, None), "plan_afresh").await
}

async fn undo(
    State(web): State<Web>,
    signed: Signed,
    Path(at): Path<At>,
    form: FormData,
) -> Result<Response, Problem> {
    let ids = ids(&at)?;
    let done = plans::undo(&web.service, &signed.caller, &ids.0, &ids.1, revision(&form)).await;
    after(&web, &signed, &ids, (done, None), "undone").await
}

/// The page once more: anew where a form was done, else with what was typed.
async fn after(
    web: &Web,
    signed: &Signed,
    ids: &(SearchId, CandidateId),
    (done, form): (Result<PairPlan, Error>, Option<&FormData>),
    word: &str,
) -> Result<Response, Problem> {
    match done {
        Ok(_) => Ok(go(&format!("/searches/{}/candidates/{}/plan?done={word}", ids.0, ids.1))),
        Err(error) => shown(web, signed, ids, form, FormErrors::of(error)?).await,
    }
}

async fn markdown(State(web): State<Web>, signed: Signed, Path(at): Path<At>) -> Result<Response, Problem> {
    let (id, candidate) = ids(&at)?;
    let plan = plans::get(&web.service, &signed.caller, &id, &candidate).await?;
    Ok(file("first-hundred-days.md", "text/markdown; charset=utf-8", plan.text))
}

async fn document(State(web): State<Web>, signed: Signed, Path(at): Path<At>) -> Result<Response, Problem> {
    let (id, candidate) = ids(&at)?;
    Ok(Html(plans::document(&web.service, &signed.caller, &id, &candidate).await?).into_response())
}

async fn pdf(State(web): State<Web>, signed: Signed, Path(at): Path<At>) -> Result<Response, Problem> {
    let (id, candidate) = ids(&at)?;
    let bytes = plans::pdf(&web.service, &signed.caller, &id, &candidate).await?;
    Ok(pdf_file("first-hundred-days.pdf", bytes))
}
