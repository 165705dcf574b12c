//! The candidates in order, and beside them the criteria, to be tried at once.

mod columns;
mod controls;
mod filter;

use super::search_frame::{SearchFrame, Tab, judge_first};
use super::tables::Format;
use super::times::written;
use super::{Asked, FormData, FormErrors, Frame, Place, Signed, again, go, page};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use columns::Columns;
use controls::Controls;
pub(super) use controls::{balances, trial};
use filter::Filter;
use report::words::thousands;
use service::candidates::{self, CandidateChange, ShownCandidate};
use service::results::{self, Ranking, Way};
use service::scenarios;
use service::searches::{self, SearchChange};
use service::stages::{self, ShownStage};
use service::weights::{self, Judged, Weights, Whose};
use service::{Code, Error, Expected, Permission};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use store::ratings::Source;
use store::{CandidateId, PersonId, SearchId};

pub(super) fn routes() -> Router<Web> {
    let mut routes = Router::new()
        .route("/searches/{search_id}", get(landing))
        .route("/searches/{search_id}/candidates", get(shortlist))
        .route("/searches/{search_id}/candidates/{candidate_id}/finalist", post(set_finalist))
        .route("/searches/{search_id}/candidates/{candidate_id}/remove", post(remove))
        .route("/searches/{search_id}/criteria", post(keep))
        .route("/searches/{search_id}/report", get(report));
    for format in Format::ALL {
        let path = format!("/searches/{{search_id}}/shortlist.{}", format.ending());
        let exported = move |web: State<Web>, signed: Signed, id: PathId<SearchId>, asked: Asked| {
            exported(web, signed, id, asked, format)
        };
        routes = routes.route(&path, get(exported));
    }
    routes
}

#[derive(Template)]
#[template(path = "candidates.html")]
struct CandidatesPage {
    frame: Frame,
    search: SearchFrame,
    wrong: FormErrors,
    /// None if there are no candidates, or what the search asks for cannot be computed.
    ranked: Option<Ranked>,
    /// Someone who was just removed, and can be put back.
    removed: Option<String>,
}

/// The ranking with its controls.
struct Ranked {
    controls: Controls,
    columns: Columns,
    filter: Filter,
    result: Arc<results::Ranked>,
    rows: Vec<Shown>,
    /// Those of whom not enough is known to rank them.
    apart: Vec<Apart>,
    /// Where to ask the CEO, if the CEO's side is what is missing.
    ask_ceo: Option<Action>,
    is_trial: bool,
    scope: String,
    n_scenarios: usize,
    /// The address that asks for the same again, to be added to those of exports.
    query: String,
}

/// A candidate in the order.
struct Shown {
    path: String,
    row: report::Row,
    /// The place before the criteria were tried.
    moved: Option<String>,
    known: Option<Known>,
}

/// What can be done with a candidate.
struct Known {
    revision: i64,
    is_finalist: bool,
    /// How far the search has come with the candidate.
    stage: String,
    /// What comes next, and when it is due.
    next: String,
    /// The profile, for who may see it.
    person: Option<String>,
    /// Where the candidate is asked to answer the questionnaire.
    ask: Option<String>,
}

/// A candidate of whom not enough is known to rank them.
struct Apart {
    path: String,
    row: report::Row,
    known: Option<Known>,
    to_find_out: String,
    actions: Vec<Action>,
}

/// Something to do about what is not known.
struct Action {
    path: String,
    words: String,
}

/// Where a search is looked at first: by whoever runs it its candidates, or the brief while there are none; by others the
/// finalists, once they may see results.
async fn landing(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    asked: Asked,
) -> Result<Response, Problem> {
    let overview = searches::overview(&web.service, &signed.caller, &id).await?;
    let may_write = signed.caller.actor.require(Permission::SearchesWrite).is_ok();
    let tab = match (overview.shows_scores, overview.n_candidates) {
        (false, _) => "panel",
        (true, 0) => "brief",
        (true, _) if may_write => "candidates",
        (true, _) => "finalists",
    };
    let query = if asked.query.is_empty() { String::new() } else { format!("?{}", asked.query) };
    Ok(go(&format!("/searches/{id}/{tab}{query}")))
}

async fn shortlist(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    asked: Asked,
) -> Result<Response, Problem> {
    shown(&web, &signed, &id, &asked, FormErrors::default()).await
}

async fn shown(
    web: &Web,
    signed: &Signed,
    id: &SearchId,
    asked: &Asked,
    mut wrong: FormErrors,
) -> Result<Response, Problem> {
    let search = SearchFrame::load(web, signed, id, Tab::Candidates).await?;
    let ranking = match ranked(web, signed, id, &asked.fields).await {
        // What is not valid is said, and the ranking is shown with the search's own criteria.
        Err(error @ Error::Invalid(_)) => {
            wrong = FormErrors::of(error)?;
            results::ranking(&web.service, &signed.caller, id, &results::Trial::default()).await?
        }
        // What the search asks for does not go together: it can be changed here.
        Err(error @ Error::Conflict { .. }) => {
            wrong = FormErrors::of(error)?;
            None
        }
        Err(error) => return judge_first(error, id),
        Ok(ranking) => ranking,
    };
    let ranked = match ranking {
        Some(ranking) => Some(Ranked::of(web, signed, (&search, ranking), asked).await?),
        None => None,
    };
    let template = CandidatesPage {
        frame: Frame::of(signed, Place::Searches),
        ranked,
        removed: removed(web, signed, id, &asked.fields).await?,
        wrong,
        search,
    };
    if template.wrong.is_empty() { page(&template) } else { again(template.wrong.status, &template) }
}

/// The person whom the address says was removed, unless they are a candidate again.
async fn removed(
    web: &Web,
    signed: &Signed,
    id: &SearchId,
    asked: &FormData,
) -> Result<Option<String>, Error> {
    let Some(person) = asked.read::<PersonId>("removed", "")? else { return Ok(None) };
    let there = candidates::list(&web.service, &signed.caller, id).await?.items;
    let is_there = there.iter().any(|one| one.person_id.as_ref() == Some(&person));
    Ok((!is_there).then(|| person.to_string()))
}

async fn ranked(
    web: &Web,
    signed: &Signed,
    id: &SearchId,
    asked: &FormData,
) -> Result<Option<Ranking>, Error> {
    results::ranking(&web.service, &signed.caller, id, &trial(asked)?).await
}

/// The points that the agreed weights of a search were typed as; none if they were found in another way.
async fn points_kept(
    web: &Web,
    signed: &Signed,
    id: &SearchId,
) -> Result<Option<BTreeMap<String, f64>>, Error> {
    match weights::get(&web.service, &signed.caller, id, Whose::Agreed).await {
        Ok(Weights { judged: Judged::Direct { weights }, .. }) => Ok(Some(weights)),
        // The agreed weights come after one's own.
        Ok(_) | Err(Error::NotFound(_) | Error::Denied { code: Code::JudgementFirst, .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

impl Ranked {
    async fn of(
        web: &Web,
        signed: &Signed,
        (search, ranking): (&SearchFrame, Ranking),
        asked: &Asked,
    ) -> Result<Self, Error> {
        let Ranking { is_trial, ranked: result, people } = ranking;
        let (service, caller) = (&web.service, &signed.caller);
        let id = &search.overview.search.id;
        let there = candidates::list(service, caller, id).await?.items;
        let there: HashMap<String, ShownCandidate> =
            there.into_iter().map(|one| (one.id.to_string(), one)).collect();
        let kept = points_kept(web, signed, id).await?;
        let stages = stages::of_search(service, caller, id).await?.items;
        let stages: HashMap<String, ShownStage> =
            stages.into_iter().map(|one| (one.candidate_id.to_string(), one)).collect();
        let may = |permission| caller.actor.require(permission).is_ok();
        let (may_invite, may_write) = (may(Permission::InvitationsWrite), search.may_write);
        let known = |row: &report::Row| {
            let candidate = there.get(&row.id)?;
            let person = people.get(&row.id);
            let asks = person.filter(|_| may_invite && search.is_open);
            Some(Known {
                revision: candidate.revision,
                is_finalist: candidate.is_finalist,
                stage: stages.get(&row.id).map(|one| one.stage.title.clone()).unwrap_or_default(),
                next: stages.get(&row.id).map(next_step).unwrap_or_default(),
                person: person.map(|person| format!("/people/{person}")),
                ask: asks.map(|person| invite(person, Source::Oneself, search)),
            })
        };
        let shortlist = &result.shortlist;
        let filter = Filter::of(&asked.fields);
        let passes = |row: &&report::Row| {
            let is_finalist = there.get(&row.id).is_some_and(|one| one.is_finalist);
            filter.passes(row, is_finalist)
        };
        let shown = |row: &report::Row| Shown {
            path: format!("{}/candidates/{}", search.path, row.id),
            moved: result
                .ranks
                .get(&row.id)
                .filter(|&&before| row.rank.is_some_and(|rank| rank != before))
                .map(|before| format!("was {before}")),
            known: known(row),
            row: row.clone(),
        };
        let scope = match is_trial {
            true => format!("Tried with {} simulations; nothing is saved.", thousands(result.draws)),
            false => format!("Ranges are from {} simulations.", thousands(result.draws)),
        };
        let apart = |row: &report::Row| {
            let person = people.get(&row.id).filter(|_| may_invite);
            Apart::of(row, &result, (search, person), known(row))
        };
        let ask_ceo = result.ways.values().flatten();
        let ask_ceo = ask_ceo.copied().find(|way| may_invite && search.is_open && *way == Way::AskCeo);
        let (ranked, unranked): (Vec<_>, Vec<_>) =
            shortlist.rows.iter().filter(passes).partition(|row| row.rank.is_some());
        Ok(Self {
            controls: Controls::of(
                &result.criteria,
                &shortlist.pillars,
                (&asked.fields, kept.as_ref()),
                may_write,
            ),
            columns: Columns::of(&asked.fields),
            rows: ranked.into_iter().map(shown).collect(),
            apart: unranked.into_iter().map(apart).collect(),
            ask_ceo: ask_ceo.map(|_| Action {
                path: invite(&search.overview.search.ceo_id, Source::Oneself, search),
                words: format!("Ask {} to answer the questionnaire", search.overview.ceo),
            }),
            filter,
            scope,
            is_trial,
            n_scenarios: scenarios::list(service, caller, id).await?.len(),
            result,
            query: if asked.query.is_empty() { String::new() } else { format!("?{}", asked.query) },
        })
    }
}

/// What comes next with a candidate, and when it is due.
fn next_step(stage: &ShownStage) -> String {
    let due = stage.due_on.as_ref().map(|day| format!("by {}", written(day)));
    stage.next_step.clone().into_iter().chain(due).collect::<Vec<_>>().join(" ")
}

impl Apart {
    fn of(
        row: &report::Row,
        result: &results::Ranked,
        (search, person): (&SearchFrame, Option<&PersonId>),
        known: Option<Known>,
    ) -> Self {
        let path = format!("{}/candidates/{}", search.path, row.id);
        let action = |way: &Way| {
            let (path, words) = match way {
                Way::AskCeo => return None,
                Way::AskCandidate => (
                    invite(person?, Source::Oneself, search),
                    format!("Ask {} to answer the questionnaire", row.name),
                ),
                Way::AskOthers => (
                    invite(person?, Source::Superior, search),
                    format!("Ask people who have worked with {}", row.name),
                ),
                Way::Interview => (format!("{path}/guide"), "Record an interview".to_owned()),
            };
            Some(Action { path, words })
        };
        let found = result.shortlist.to_find_out.iter().find(|(id, _)| *id == row.id);
        Self {
            row: row.clone(),
            known,
            to_find_out: found.map(|(_, words)| words.clone()).unwrap_or_default(),
            actions: result.ways.get(&row.id).into_iter().flatten().filter_map(action).collect(),
            path,
        }
    }
}

/// Where someone is invited to answer about a person, for a search.
fn invite(person: &PersonId, source: Source, search: &SearchFrame) -> String {
    format!("/people/{person}/invite?source={}&search={}", source.name(), search.overview.search.id)
}

/// The full report as the results are now, as one page.
async fn report(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
) -> Result<Response, Problem> {
    Ok(Html(results::current_report_html(&web.service, &signed.caller, &id).await?).into_response())
}

/// Saves the criteria that were tried as those of the search.
async fn keep(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    form: FormData,
) -> Result<Response, Problem> {
    match kept(&web, &signed, &id, &form).await {
        Ok(()) => Ok(go(&format!("/searches/{id}/candidates?done=criteria"))),
        Err(error) => {
            let asked = Asked { fields: form, query: String::new() };
            shown(&web, &signed, &id, &asked, FormErrors::of(error)?).await
        }
    }
}

async fn kept(web: &Web, signed: &Signed, id: &SearchId, form: &FormData) -> Result<(), Error> {
    let (service, caller) = (&web.service, &signed.caller);
    caller.actor.require(Permission::SearchesWrite)?;
    searches::get(service, caller, id).await?;
    let trial = trial(form)?;
    let change = SearchChange {
        role_type: trial.role_type,
        balance: trial.balance.map(Some),
        ..SearchChange::default()
    };
    if change != SearchChange::default() {
        searches::change(service, caller, id, Expected::Any, change).await?;
    }
    if let Some(weights) = trial.weights {
        weights::put(service, caller, id, Whose::Agreed, Some(Expected::Any), Judged::Direct { weights })
            .await?;
    }
    Ok(())
}

/// Makes a candidate a finalist, or no longer one.
async fn set_finalist(
    State(web): State<Web>,
    signed: Signed,
    PathId((id, candidate)): PathId<(SearchId, CandidateId)>,
    form: FormData,
) -> Result<Response, Problem> {
    let change = CandidateChange { is_finalist: form.text("is_finalist") == "yes" };
    let (service, caller) = (&web.service, &signed.caller);
    match candidates::change(service, caller, &id, &candidate, form.revision(), change).await {
        Ok(_) => Ok(go(&format!("/searches/{id}/candidates?done=saved"))),
        Err(error) => shown(&web, &signed, &id, &Asked::default(), FormErrors::of(error)?).await,
    }
}

/// Removes a candidate from the search, and offers to put them back.
async fn remove(
    State(web): State<Web>,
    signed: Signed,
    PathId((id, candidate)): PathId<(SearchId, CandidateId)>,
) -> Result<Response, Problem> {
    let (service, caller) = (&web.service, &signed.caller);
    let person = candidates::get(service, caller, &id, &candidate).await?.person_id;
    let undo = person.map(|person| format!("?removed={person}")).unwrap_or_default();
    match candidates::remove(service, caller, &id, &candidate, None).await {
        Ok(()) => Ok(go(&format!("/searches/{id}/candidates{undo}"))),
        Err(error) => shown(&web, &signed, &id, &Asked::default(), FormErrors::of(error)?).await,
    }
}

/// What is seen, as a file: the same criteria and the same columns.
async fn exported(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    asked: Asked,
    format: Format,
) -> Result<Response, Problem> {
    let trial = trial(&asked.fields)?;
    let ranking = results::ranking(&web.service, &signed.caller, &id, &trial).await?;
    let ranked = ranking.ok_or(Error::NotFound("ranking"))?.ranked;
    let columns = Columns::of(&asked.fields).values(&ranked.shortlist.pillars);
    let sheet = results::sheet(&web.service, &signed.caller, &id, &trial, columns).await?;
    format.file("shortlist", ("Shortlist", &sheet.ok_or(Error::NotFound("ranking"))?))
}
