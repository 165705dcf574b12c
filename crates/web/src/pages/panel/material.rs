//! What there is to read of a candidate before judging, on one screen, with the judgement beside it.

use super::{Declared, Given, Judged, declared, name_of};
use crate::extract::PathId;
use crate::pages::pair_document::PairIds;
use crate::pages::search_frame::{SearchFrame, Tab};
use crate::pages::{Frame, Place, Signed, day, page};
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use report::NeedSections;
use service::material::{self, Material, SaidInInterview};
use service::{Permission, declarations, judgements, panel, results};

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/searches/{search_id}/panel/{candidate_id}", get(show))
}

#[derive(Template)]
#[template(path = "panel/material.html")]
struct Page {
    frame: Frame,
    search: SearchFrame,
    name: String,
    headline: String,
    /// Where the candidate is.
    path: String,
    material: Material,
    /// What was said in interviews, with when.
    interviews: Vec<(SaidInInterview, String)>,
    declared: Vec<Declared>,
    /// None where the search asks for what does not go together.
    need: Option<NeedSections>,
    /// What the one who looks thinks; none for who is not asked.
    judged: Option<Judged>,
    /// The other candidates who are judged, with where they are.
    others: Vec<(String, String)>,
    wrong: crate::pages::FormErrors,
}

async fn show(
    State(web): State<Web>,
    signed: Signed,
    PathId((id, candidate)): PathId<PairIds>,
) -> Result<Response, Problem> {
    let (service, caller) = (&web.service, &signed.caller);
    let search = SearchFrame::load(&web, &signed, &id, Tab::Panel).await?;
    let mut material = material::get(service, caller, &id, &candidate).await?;
    let panel = panel::get(service, caller, &id).await?;
    let given = judgements::list(service, caller, &id).await?.items;
    let declarations = declarations::list(service, caller, &id).await?.items;
    let is_asked = search.is_open
        && caller.actor.require(Permission::JudgementsWrite).is_ok()
        && panel.candidates.iter().any(|one| one.id == candidate);
    let on_record = Given { user: &caller.actor.user, judgements: &given, declarations: &declarations };
    let judged = is_asked.then(|| Judged::of(&material.candidate, (&on_record, search.may_write), None));
    let interviews = std::mem::take(&mut material.interviews);
    let others = panel.candidates.iter().filter(|one| one.id != candidate);
    page(&Page {
        name: name_of(&material.candidate),
        headline: material.candidate.headline.clone().unwrap_or_default(),
        path: format!("{}/candidates/{candidate}", search.path),
        interviews: interviews
            .into_iter()
            .map(|said| {
                let when = day(&said.recorded_at);
                (said, when)
            })
            .collect(),
        declared: declared(&declarations, std::slice::from_ref(&material.candidate)),
        need: results::need_sections(service, caller, &id).await.ok(),
        others: others.map(|one| (name_of(one), format!("{}/panel/{}", search.path, one.id))).collect(),
        frame: Frame::of(&signed, Place::Searches),
        wrong: crate::pages::FormErrors::default(),
        judged,
        material,
        search,
    })
}
