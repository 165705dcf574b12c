//! The shortlist: every candidate in order, and beside it the criteria, to be tried at once.

mod columns;
mod controls;

use super::search_frame::{SearchFrame, Tab, judge_first, outdated};
use super::tables::Format;
use super::{Asked, FormData, FormErrors, Frame, Place, Signed, again, go, jobs, page, sentence};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use columns::Columns;
pub(super) use controls::balances;
use controls::{Controls, trial};
use report::words::thousands;
use service::results::{self, Ranking, Way};
use service::runs::{self, Asking, RunInput};
use service::searches::{self, SearchChange};
use service::weights::{self, Judged, Whose};
use service::{Error, Expected, Permission};
use std::sync::Arc;
use store::ratings::Source;
use store::{PersonId, SearchId};

pub(super) fn routes() -> Router<Web> {
    let mut routes = Router::new()
        .route("/searches/{search_id}", get(shortlist))
        .route("/searches/{search_id}/compute", post(compute))
        .route("/searches/{search_id}/criteria", post(keep));
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
#[template(path = "shortlist.html")]
struct ShortlistPage {
    frame: Frame,
    search: SearchFrame,
    wrong: FormErrors,
    /// None where nothing was computed yet.
    ranked: Option<Ranked>,
    /// What moved since the run before.
    moved: Option<ShownMoves>,
    may_compute: bool,
}

/// The ranking with its controls.
struct Ranked {
    controls: Controls,
    columns: Columns,
    result: Arc<results::Ranked>,
    rows: Vec<Shown>,
    /// Those of whom not enough is known to rank them.
    apart: Vec<Apart>,
    /// Where to ask the CEO, where the CEO's side is what is missing.
    ask_ceo: Option<Action>,
    /// What has changed since it was computed, in a sentence.
    outdated: Option<String>,
    is_trial: bool,
    scope: String,
    report: String,
    /// The address that asks for the same again, to be added to those of exports.
    query: String,
}

/// What moved since the run before, in words.
struct ShownMoves {
    lead: String,
    moves: Vec<String>,
}

/// What the page adds to a row.
struct Shown {
    path: String,
    /// Where the candidate stood before the criteria were tried.
    moved: Option<String>,
}

/// A candidate of whom not enough is known to rank them.
struct Apart {
    path: String,
    row: report::Row,
    to_find_out: String,
    actions: Vec<Action>,
}

/// Something to do about what is not known.
struct Action {
    path: String,
    words: String,
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
    let search = SearchFrame::load(web, signed, id, Tab::Shortlist).await?;
    let ranking = match ranked(web, signed, id, &asked.fields).await {
        // What will not do is told, and the ranking is shown as it was computed.
        Err(error @ Error::Invalid(_)) => {
            wrong = FormErrors::of(error)?;
            results::ranking(&web.service, &signed.caller, id, &results::Trial::default()).await?
        }
        Err(error) => return judge_first(error, id),
        Ok(ranking) => ranking,
    };
    let may_write = signed.caller.actor.require(Permission::SearchesWrite).is_ok();
    let moved = match &ranking {
        Some(ranking) if !ranking.is_trial => results::moved(&web.service, &signed.caller, id).await?,
        _ => None,
    };
    let template = ShortlistPage {
        moved: moved.map(moves),
        frame: Frame::of(signed, Place::Searches),
        ranked: ranking.map(|ranking| Ranked::of(ranking, (signed, &search), asked, may_write)),
        may_compute: may_write,
        wrong,
        search,
    };
    if template.wrong.is_empty() { page(&template) } else { again(template.wrong.status, &template) }
}

fn moves(moved: results::Moved) -> ShownMoves {
    let what = sentence(&moved.changes.join("; "));
    let end = if moved.moves.is_empty() { " Nobody’s place changed, and no score by a point." } else { "" };
    ShownMoves {
        lead: format!("Since the run of {}: {what}{end}", super::minute(&moved.since)),
        moves: moved.moves,
    }
}

async fn ranked(
    web: &Web,
    signed: &Signed,
    id: &SearchId,
    asked: &FormData,
) -> Result<Option<Ranking>, Error> {
    results::ranking(&web.service, &signed.caller, id, &trial(asked)?).await
}

impl Ranked {
    fn of(
        ranking: Ranking,
        (signed, search): (&Signed, &SearchFrame),
        asked: &Asked,
        may_write: bool,
    ) -> Self {
        let Ranking { run, changes, is_trial, ranked: result, people } = ranking;
        let shortlist = &result.shortlist;
        let may_invite = signed.caller.actor.require(Permission::InvitationsWrite).is_ok();
        let row = |row: &report::Row| Shown {
            path: format!("{}/candidates/{}", search.path, row.id),
            moved: result
                .ranks
                .get(&row.id)
                .filter(|&&before| row.rank.is_some_and(|rank| rank != before))
                .map(|before| format!("was {before}")),
        };
        let when = super::minute(&run.created_at);
        let scope = match is_trial {
            true => format!(
                "Tried with {} draws; nothing is kept. The search was computed on {when}.",
                thousands(result.draws)
            ),
            false => format!("Computed on {when} with {} draws.", thousands(result.draws)),
        };
        Self {
            controls: Controls::of(&result.criteria, &shortlist.pillars, may_write),
            columns: Columns::of(&asked.fields),
            rows: shortlist.rows.iter().filter(|row| row.rank.is_some()).map(row).collect(),
            apart: shortlist
                .rows
                .iter()
                .filter(|row| row.rank.is_none())
                .map(|row| {
                    let person = people.get(&row.id).filter(|_| may_invite);
                    Apart::of(row, &result, (search, person))
                })
                .collect(),
            ask_ceo: result
                .ways
                .values()
                .flatten()
                .find(|way| may_invite && search.is_open && **way == Way::AskCeo)
                .map(|_| Action {
                    path: invite(&search.overview.search.ceo_id, Source::Oneself, search),
                    words: format!("Ask {} to answer the questionnaire", search.overview.ceo),
                }),
            outdated: outdated(&changes),
            scope,
            report: format!("/runs/{}/report", run.id),
            is_trial,
            result,
            query: if asked.query.is_empty() { String::new() } else { format!("?{}", asked.query) },
        }
    }
}

impl Apart {
    fn of(
        row: &report::Row,
        result: &results::Ranked,
        (search, person): (&SearchFrame, Option<&PersonId>),
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

/// Computes the search as it stands.
async fn compute(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
) -> Result<Response, Problem> {
    match runs::create(&web.service, &signed.caller, &id, RunInput::default(), false).await {
        Ok(asking) => Ok(go(&after(&id, &asking))),
        Err(error) => shown(&web, &signed, &id, &Asked::default(), FormErrors::of(error)?).await,
    }
}

/// Keeps the criteria that were tried as those of the search, and computes it with them.
async fn keep(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    form: FormData,
) -> Result<Response, Problem> {
    match kept(&web, &signed, &id, &form).await {
        Ok(asking) => Ok(go(&after(&id, &asking))),
        Err(error) => {
            let asked = Asked { fields: form, query: String::new() };
            shown(&web, &signed, &id, &asked, FormErrors::of(error)?).await
        }
    }
}

async fn kept(web: &Web, signed: &Signed, id: &SearchId, form: &FormData) -> Result<Asking, Error> {
    let (service, caller) = (&web.service, &signed.caller);
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
    runs::create(service, caller, id, RunInput::default(), false).await
}

/// Where to look after a run was asked for.
fn after(id: &SearchId, asking: &Asking) -> String {
    match asking {
        Asking::Run(_) => format!("/searches/{id}?done=computed"),
        Asking::Job(job) => jobs::path(job),
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
