//! The plan for the first hundred days of the CEO and a candidate, to read, to change and to keep.

use super::decision_rights::decision_rights_path;
use super::pair_document::{DocumentPage, PairIds, PairPage, forms, show};
use super::search_frame::{SearchFrame, Tab, judge_first};
use super::{FormData, FormErrors, Frame, Place, Signed, again, file, minute, page, pdf_file};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use report::{Markup, PartnershipPlan};
use service::plans::{self, Edit, PairPlan, PlanInput};
use service::{Caller, Code, Error, Expected, Service, candidates};
use store::CandidateId;
use store::searches::SearchState;

pub(super) fn routes() -> Router<Web> {
    const PLAN: &str = "/searches/{search_id}/candidates/{candidate_id}/plan";
    Router::new()
        .route(PLAN, get(show::<Plan>))
        .route(&format!("{PLAN}.md"), get(markdown))
        .route(&format!("{PLAN}.html"), get(document))
        .route(&format!("{PLAN}.pdf"), get(pdf))
        .merge(forms::<Plan>(PLAN))
}

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
        })
    }
}

/// Nothing for a candidate who came after the decision.
pub(super) fn if_in_results<T>(found: Result<T, Error>) -> Result<Option<T>, Error> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Error::Conflict { code: Code::NotComputed, .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The page of a plan.
struct Plan;

impl PairPage for Plan {
    fn address((search, candidate): &PairIds) -> String {
        format!("/searches/{search}/candidates/{candidate}/plan")
    }

    async fn shown(
        web: &Web,
        signed: &Signed,
        (id, candidate): &PairIds,
        typed: Option<&FormData>,
        wrong: FormErrors,
    ) -> Result<Response, Problem> {
        let search = SearchFrame::load(web, signed, id, Tab::Candidates).await?;
        let pair = Pair::load(web, signed, (&search, candidate), "plan").await?;
        let plan = match if_in_results(plans::get(&web.service, &signed.caller, id, candidate).await) {
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
}

impl DocumentPage for Plan {
    type Input = PlanInput;
    const NOTICES: [&'static str; 3] = ["plan_kept", "plan_afresh", "undone"];

    fn input(form: &FormData) -> PlanInput {
        PlanInput { text: form.text("text").to_owned() }
    }

    async fn edit(
        service: &Service,
        caller: &Caller,
        (search, candidate): &PairIds,
        expected: Expected,
        edit: Edit<PlanInput>,
    ) -> Result<(), Error> {
        plans::edit(service, caller, (search, candidate), expected, edit).await.map(drop)
    }
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

async fn markdown(
    State(web): State<Web>,
    signed: Signed,
    PathId((id, candidate)): PathId<PairIds>,
) -> Result<Response, Problem> {
    let plan = plans::get(&web.service, &signed.caller, &id, &candidate).await?;
    Ok(file("first-hundred-days.md", "text/markdown; charset=utf-8", plan.text))
}

async fn document(
    State(web): State<Web>,
    signed: Signed,
    PathId((id, candidate)): PathId<PairIds>,
) -> Result<Response, Problem> {
    Ok(Html(plans::document(&web.service, &signed.caller, &id, &candidate).await?).into_response())
}

async fn pdf(
    State(web): State<Web>,
    signed: Signed,
    PathId((id, candidate)): PathId<PairIds>,
) -> Result<Response, Problem> {
    let bytes = plans::pdf(&web.service, &signed.caller, &id, &candidate).await?;
    Ok(pdf_file("first-hundred-days.pdf", bytes))
}
