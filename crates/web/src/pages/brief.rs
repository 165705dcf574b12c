//! The brief of a search: what this COO must deliver, what the CEO needs, which COO type, and what is outstanding.

mod checklist;

use super::search_frame::{SearchFrame, Tab};
use super::searches::{Pick, found};
use super::{Asked, FormData, FormErrors, Frame, Place, Signed, again, go, page};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use checklist::{Line, checklist};
use report::NeedSections;
use report::words::and;
use service::searches::{self, SearchChange};
use service::situation::{self, Chosen};
use service::{Error, candidates, members, results};
use store::SearchId;
use store::users::Role;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/searches/{search_id}/brief", get(brief).post(about))
        .route("/searches/{search_id}/brief/type", post(choose))
        .route("/searches/{search_id}/brief/situation", post(situate))
        .route("/searches/{search_id}/brief/ceo", get(ceo).post(change_ceo))
        .route("/searches/{search_id}/need", get(moved))
}

#[derive(Template)]
#[template(path = "brief.html")]
struct BriefPage {
    frame: Frame,
    search: SearchFrame,
    wrong: FormErrors,
    /// None if the search asks for what does not go together.
    need: Option<NeedSections>,
    /// The COO types that the situation speaks for, each with why.
    spoken: Vec<(String, String)>,
    /// Whether that rests on what the CEO passed on.
    is_of_ceo: bool,
    situation: Vec<Situated>,
    situation_revision: i64,
    is_answering: bool,
    /// What is outstanding, for who runs the search.
    checklist: Vec<Line>,
    /// Who is on the panel.
    panel: Vec<String>,
    may_change: bool,
    /// Whether the CEO can be changed still.
    may_change_ceo: bool,
    /// The type that is ticked; empty for no preset.
    ticked: String,
    mandate: String,
    context: String,
    is_editing: bool,
    revision: String,
}

/// A question on the situation, with the answers to choose from.
struct Situated {
    name: String,
    text: String,
    chosen: String,
    choices: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "brief/ceo.html")]
struct CeoPage {
    frame: Frame,
    search: SearchFrame,
    wrong: FormErrors,
    q: String,
    people: Vec<Pick>,
    more: String,
    revision: String,
}

/// Where the page was before.
async fn moved(PathId(id): PathId<SearchId>) -> Redirect {
    Redirect::permanent(&format!("/searches/{id}/brief"))
}

async fn brief(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
) -> Result<Response, Problem> {
    shown(&web, &signed, &id, None, FormErrors::default()).await
}

/// The page; after a form that was not valid, with what was typed in it.
async fn shown(
    web: &Web,
    signed: &Signed,
    id: &SearchId,
    form: Option<&FormData>,
    mut wrong: FormErrors,
) -> Result<Response, Problem> {
    let (service, caller) = (&web.service, &signed.caller);
    let search = SearchFrame::load(web, signed, id, Tab::Brief).await?;
    let mut need = match results::need_sections(service, caller, id).await {
        Ok(need) => Some(need),
        Err(error) => {
            wrong = FormErrors::of(error)?;
            None
        }
    };
    let panel = members::list(service, caller, id).await?.items;
    let checklist =
        if search.may_write { checklist(web, signed, &search, need.as_ref()).await? } else { Vec::new() };
    let mut situation = situation::get(service, caller, id).await?;
    if let Some(need) = &mut need {
        let place = |kind: &str| situation.types.iter().position(|one| one.id == kind).unwrap_or(usize::MAX);
        need.kinds.sort_by_key(|kind| place(&kind.id));
    }
    let spoken = std::mem::take(&mut situation.types).into_iter().map(|one| (one.title, and(&one.why)));
    let known = &search.overview.search;
    let typed = |name: &str, kept: &str| {
        let typed = form.filter(|form| form.has(name));
        typed.map_or_else(|| kept.to_owned(), |form| form.text(name).to_owned())
    };
    let may_change = search.may_write && search.is_open;
    let template = BriefPage {
        frame: Frame::of(signed, Place::Searches),
        need,
        checklist,
        spoken: spoken.collect(),
        is_of_ceo: situation.is_of_ceo,
        situation_revision: situation.revision,
        is_answering: form.is_some_and(|form| form.under(QUESTION).next().is_some()),
        situation: situated(&situation, form),
        panel: panel
            .into_iter()
            .filter(|member| member.role != Role::Viewer)
            .map(|member| member.name)
            .collect(),
        may_change,
        may_change_ceo: may_change && search.overview.n_judged == 0,
        ticked: typed("role_type", known.role_type.as_deref().unwrap_or_default()),
        mandate: typed("mandate", &known.mandate),
        context: typed("context", &known.context),
        is_editing: form.is_some_and(|form| form.has("mandate")),
        // Who sends it again after having been told of another's change knows of that change.
        revision: known.revision.to_string(),
        search,
        wrong,
    };
    if template.wrong.is_empty() { page(&template) } else { again(template.wrong.status, &template) }
}

/// Saves the mandate and the situation.
async fn about(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    form: FormData,
) -> Result<Response, Problem> {
    let text = |name: &str| Some(form.text(name).to_owned());
    let change =
        SearchChange { mandate: text("mandate"), context: text("context"), ..SearchChange::default() };
    changed(&web, &signed, &id, &form, (change, "saved")).await
}

/// Saves the COO type that was chosen.
async fn choose(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    form: FormData,
) -> Result<Response, Problem> {
    let role_type = Some(form.given("role_type").map(str::to_owned));
    let change = SearchChange { role_type, ..SearchChange::default() };
    changed(&web, &signed, &id, &form, (change, "kind")).await
}

/// Before a question on the situation in the name of its field.
const QUESTION: &str = "q.";

fn situated(situation: &situation::SearchSituation, form: Option<&FormData>) -> Vec<Situated> {
    let question = |asked: &situation::SituationQuestion| {
        let name = format!("{QUESTION}{}", asked.id);
        let saved = situation.answers.get(&asked.id).map(ToString::to_string).unwrap_or_default();
        let answers = asked
            .answers
            .iter()
            .zip(1..)
            .map(|(answer, place): (_, u8)| (place.to_string(), answer.label.clone()));
        Situated {
            chosen: form.filter(|form| form.has(&name)).map_or(saved, |form| form.text(&name).to_owned()),
            name,
            text: asked.text.clone(),
            choices: std::iter::once((String::new(), "not answered".to_owned())).chain(answers).collect(),
        }
    };
    situation.questions.iter().map(question).collect()
}

/// Saves the answers on the situation.
async fn situate(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    form: FormData,
) -> Result<Response, Problem> {
    let given = form.under(QUESTION).filter(|(_, choice)| !choice.is_empty());
    // What is no number is refused as an answer that there is not.
    let chosen: Chosen = given.map(|(id, choice)| (id.to_owned(), choice.parse().unwrap_or(0))).collect();
    match situation::put(&web.service, &signed.caller, &id, form.revision(), &chosen).await {
        Ok(_) => Ok(go(&format!("/searches/{id}/brief?done=saved#speaks"))),
        Err(error) => {
            let mut wrong = FormErrors::of(error)?;
            for id in chosen.keys() {
                wrong = wrong.renamed(id, &format!("{QUESTION}{id}"));
            }
            shown(&web, &signed, &id, Some(&form), wrong).await
        }
    }
}

async fn changed(
    web: &Web,
    signed: &Signed,
    id: &SearchId,
    form: &FormData,
    (change, done): (SearchChange, &str),
) -> Result<Response, Problem> {
    match searches::change(&web.service, &signed.caller, id, form.revision(), change).await {
        Ok(_) => Ok(go(&format!("/searches/{id}/brief?done={done}"))),
        Err(error) => shown(web, signed, id, Some(form), FormErrors::of(error)?).await,
    }
}

async fn ceo(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    asked: Asked,
) -> Result<Response, Problem> {
    choose_ceo(&web, &signed, &id, &asked.fields, FormErrors::default()).await
}

async fn choose_ceo(
    web: &Web,
    signed: &Signed,
    id: &SearchId,
    form: &FormData,
    wrong: FormErrors,
) -> Result<Response, Problem> {
    signed.caller.actor.require(service::Permission::SearchesWrite)?;
    let search = SearchFrame::load(web, signed, id, Tab::Brief).await?;
    let there = candidates::list(&web.service, &signed.caller, id).await?.items;
    let is_offered = |person: &store::people::Person| {
        person.id != search.overview.search.ceo_id
            && !there.iter().any(|one| one.person_id.as_ref() == Some(&person.id))
    };
    let q = form.text("q").to_owned();
    let (people, more) = found(web, signed, &q, &[], is_offered).await?;
    let template = CeoPage {
        frame: Frame::of(signed, Place::Searches),
        revision: search.overview.search.revision.to_string(),
        search,
        wrong,
        q,
        people,
        more,
    };
    if template.wrong.is_empty() { page(&template) } else { again(template.wrong.status, &template) }
}

async fn change_ceo(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    form: FormData,
) -> Result<Response, Problem> {
    let chosen = form.read("ceo_id", "choose one of the people").and_then(|ceo_id| match ceo_id {
        Some(ceo_id) => Ok(SearchChange { ceo_id: Some(ceo_id), ..SearchChange::default() }),
        None => Err(Error::invalid("/ceo_id", "choose one of the people")),
    });
    let changed = match chosen {
        Ok(change) => searches::change(&web.service, &signed.caller, &id, form.revision(), change).await,
        Err(error) => Err(error),
    };
    match changed {
        Ok(_) => Ok(go(&format!("/searches/{id}/brief?done=saved"))),
        Err(error) => choose_ceo(&web, &signed, &id, &form, FormErrors::of(error)?).await,
    }
}
