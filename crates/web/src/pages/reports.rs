//! Reports as they are kept: the versions of a search, one version with its files and links, and all links.

mod from_outside;
mod links;
mod one;

use super::search_frame::{SearchFrame, Tab, judge_first};
use super::{FormData, FormErrors, Frame, Place, Signed, again, counted, go, minute, page};
use crate::answer::packed;
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use service::candidates;
use service::packs;
use service::reports::{self, ReportInput, ReportOutline};
use service::{Error, results};
use store::SearchId;
use store::reports::Kind;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/searches/{search_id}/reports", get(list).post(make))
        .route("/searches/{search_id}/pack.zip", get(pack))
        .route("/reports/{report_id}", get(one::show))
        .route("/reports/{report_id}/{file}", get(one::file))
        .route("/reports/{report_id}/shares", post(links::make))
        .route("/shares", get(links::all))
        .route("/shares/revoke", post(links::revoke_all))
        .route("/shares/{share_id}/revoke", post(links::revoke))
        .route("/s/{secret}", get(from_outside::open).post(from_outside::unlock))
        .route("/s/{secret}/shown", get(from_outside::shown))
        .route("/s/{secret}/{file}", get(from_outside::file))
}

#[derive(Template)]
#[template(path = "reports/list.html")]
struct List {
    frame: Frame,
    search: SearchFrame,
    wrong: FormErrors,
    rows: Vec<Row>,
    /// Whether there is a result to make one from.
    has_candidates: bool,
    kind: String,
    kinds: Vec<(String, String)>,
    candidate: String,
    candidates: Vec<(String, String)>,
    is_blind: bool,
    /// Whether names are left out in any case.
    is_always_blind: bool,
}

struct Row {
    path: String,
    title: String,
    kind: &'static str,
    version: String,
    made: String,
    note: String,
}

/// What a kind of report is called.
pub(super) fn kind_in_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Board => "Comparison for the board",
        Kind::Pair => "One candidate beside the CEO",
        Kind::Need => "What the CEO needs",
        Kind::Shortlist => "Shortlist",
        Kind::Feedback => "Feedback for a candidate",
    }
}

async fn list(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
) -> Result<Response, Problem> {
    match listed(&web, &signed, &id, &FormData::default(), FormErrors::default()).await {
        Err(error) => judge_first(error, &id),
        Ok(found) => page(&found?),
    }
}

async fn make(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    form: FormData,
) -> Result<Response, Problem> {
    let made = match input(&form) {
        Ok(input) => reports::create(&web.service, &signed.caller, &id, input).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(made) => Ok(go(&format!("/reports/{}?done=report_made", made.id))),
        Err(error) => {
            let wrong = FormErrors::of(error)?.renamed("candidate_id", "candidate");
            again(wrong.status, &listed(&web, &signed, &id, &form, wrong).await??)
        }
    }
}

fn input(form: &FormData) -> Result<ReportInput, Error> {
    const MEND: &str = "choose one of the list";
    let kind = form.read("kind", MEND)?.ok_or_else(|| Error::invalid("/kind", MEND))?;
    let is_about_one = matches!(kind, Kind::Pair | Kind::Feedback);
    let candidate_id = form.read("candidate", MEND)?.filter(|_| is_about_one);
    Ok(ReportInput { kind, candidate_id, run_id: None, is_blind: form.is_ticked("is_blind") })
}

async fn listed(
    web: &Web,
    signed: &Signed,
    id: &SearchId,
    typed: &FormData,
    wrong: FormErrors,
) -> Result<Result<List, Problem>, Error> {
    let search = match SearchFrame::load(web, signed, id, Tab::Share).await {
        Ok(search) => search,
        Err(problem) => return Ok(Err(problem)),
    };
    let found = reports::list(&web.service, &signed.caller, id).await?.items;
    let computed = results::shortlist(&web.service, &signed.caller, id).await?;
    let there = candidates::list(&web.service, &signed.caller, id).await?.items;
    let name = |row: &results::ShortlistRow| (row.result.candidate_id.to_string(), row.name.clone());
    let nobody = (String::new(), "nobody in particular".to_owned());
    Ok(Ok(List {
        frame: Frame::of(signed, Place::Searches),
        rows: found.iter().map(row).collect(),
        has_candidates: !computed.rows.is_empty(),
        kind: typed.given("kind").unwrap_or(Kind::Board.name()).to_owned(),
        kinds: Kind::ALL.iter().map(|kind| (kind.to_string(), kind_in_words(*kind).to_owned())).collect(),
        candidate: typed.text("candidate").to_owned(),
        candidates: std::iter::once(nobody).chain(computed.rows.iter().map(name)).collect(),
        is_blind: typed.is_ticked("is_blind"),
        is_always_blind: there.iter().any(|candidate| candidate.name.is_none()),
        search,
        wrong,
    }))
}

async fn pack(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
) -> Result<Response, Problem> {
    Ok(packed(packs::create(&web.service, &signed.caller, &id, None).await?))
}

fn row(report: &ReportOutline) -> Row {
    let mut notes = Vec::new();
    if report.is_blind {
        notes.push("without names".to_owned());
    }
    if report.emptied_at.is_some() {
        notes.push("files thrown away".to_owned());
    } else if !report.changes.is_empty() {
        notes.push(counted(report.changes.len(), "change"));
    }
    Row {
        path: format!("/reports/{}", report.id),
        title: report.title.clone(),
        kind: kind_in_words(report.kind),
        version: report.version.to_string(),
        made: format!("{} by {}", minute(&report.created_at), report.created_by_name),
        note: notes.join(", "),
    }
}
