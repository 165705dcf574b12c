//! A profile as one form: all dimensions with what their numbers look like, the source chosen once, the most telling
//! first. With scripts each value is saved as it is typed; without, all of them at once.

use super::people::sure;
use super::{FormData, FormErrors, Frame, Place, Signed, again, go, page, sentence};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Serialize;
use service::estimates::Sureness;
use service::evidence::{self, DimensionEvidence, Evidence};
use service::profile_form::{self, ENOUGH, Saved, Telling, ValueChange};
use service::{Error, Permission};
use store::PersonId;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/people/{person_id}/profile", get(show).post(save))
        .route("/people/{person_id}/values", post(keep))
}

#[derive(Template)]
#[template(path = "people/profile_form.html")]
struct Page {
    frame: Frame,
    wrong: FormErrors,
    id: PersonId,
    name: String,
    /// Why the first ones come first.
    why: String,
    progress: String,
    sure: Vec<(String, String)>,
    se: String,
    groups: Vec<Group>,
}

struct Group {
    anchor: String,
    title: String,
    rows: Vec<Row>,
}

struct Row {
    id: String,
    /// The name of the field.
    field: String,
    title: String,
    anchors: Option<[String; 3]>,
    value: String,
    was: String,
    /// What is known beside a stated value.
    rated: &'static str,
    /// What someone else saved meanwhile, in words; empty for nothing.
    meanwhile: String,
}

async fn show(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<PersonId>,
) -> Result<Response, Problem> {
    shown(&web, &signed, &id, None, FormErrors::default()).await
}

async fn shown(
    web: &Web,
    signed: &Signed,
    id: &PersonId,
    typed: Option<(&FormData, &Saved)>,
    wrong: FormErrors,
) -> Result<Response, Problem> {
    signed.caller.actor.require(Permission::PeopleWrite)?;
    let evidence = evidence::get(&web.service, &signed.caller, id).await?;
    if evidence.person.erased_at.is_some() {
        return Err(Error::NotFound("person").into());
    }
    let telling = profile_form::telling(&web.service, &signed.caller, id).await?;
    let se = typed.map_or("", |(form, _)| form.text("se"));
    let se = if se.is_empty() { Sureness::Impression.se().get().to_string() } else { se.to_owned() };
    let template = Page {
        frame: Frame::of(signed, Place::People),
        id: id.clone(),
        name: evidence.person.name.clone(),
        why: why(&telling),
        progress: progress(n_stated(&evidence), n_known(&evidence)),
        sure: sure(&se),
        se,
        groups: groups(&evidence, &telling, typed),
        wrong,
    };
    if template.wrong.is_empty() { page(&template) } else { again(template.wrong.status, &template) }
}

fn why(telling: &Telling) -> String {
    match &telling.ceo {
        Some(ceo) => format!("These {ENOUGH} matter most beside {ceo}: they are enough to begin."),
        None => format!("These {ENOUGH} matter most: they are enough to begin."),
    }
}

fn all(evidence: &Evidence) -> impl Iterator<Item = &DimensionEvidence> {
    evidence.domains.iter().flat_map(|domain| &domain.dimensions)
}

fn n_known(evidence: &Evidence) -> usize {
    all(evidence).count()
}

fn n_stated(evidence: &Evidence) -> usize {
    all(evidence).filter(|dimension| dimension.known.stated.is_some()).count()
}

fn progress(n_stated: usize, n: usize) -> String {
    format!("{n_stated} of {n} dimensions have a value.")
}

/// The most telling dimensions, then the others by domain.
fn groups(evidence: &Evidence, telling: &Telling, typed: Option<(&FormData, &Saved)>) -> Vec<Group> {
    let first: Vec<&DimensionEvidence> = telling
        .dimensions
        .iter()
        .filter_map(|id| all(evidence).find(|dimension| dimension.id == *id))
        .take(ENOUGH)
        .collect();
    let is_first = |id: &str| first.iter().any(|dimension| dimension.id == id);
    let mut groups = vec![Group {
        anchor: "first".to_owned(),
        title: "Begin with these".to_owned(),
        rows: first.iter().map(|dimension| row(dimension, typed)).collect(),
    }];
    for (index, domain) in evidence.domains.iter().enumerate() {
        let rest = domain.dimensions.iter().filter(|dimension| !is_first(&dimension.id));
        groups.push(Group {
            anchor: format!("domain-{index}"),
            title: domain.title.clone().unwrap_or_else(|| "Not in the present framework".to_owned()),
            rows: rest.map(|dimension| row(dimension, typed)).collect(),
        });
    }
    groups.retain(|group| !group.rows.is_empty());
    groups
}

fn row(dimension: &DimensionEvidence, typed: Option<(&FormData, &Saved)>) -> Row {
    let field = format!("v.{}", dimension.id);
    let was = dimension.known.stated.as_ref().map_or(String::new(), |stated| number(stated.value.mean));
    let conflict = typed
        .and_then(|(_, saved)| saved.conflicts.iter().find(|conflict| conflict.dimension == dimension.id));
    Row {
        value: typed.map_or(was.as_str(), |(form, _)| form.text(&field)).to_owned(),
        was,
        meanwhile: match conflict.map(|conflict| conflict.now) {
            None => String::new(),
            Some(now) => meanwhile(now),
        },
        rated: if dimension.known.rated.is_some() { "also rated" } else { "" },
        id: dimension.id.clone(),
        title: dimension.title.clone(),
        anchors: dimension.anchors.clone(),
        field,
    }
}

fn meanwhile(now: Option<f64>) -> String {
    match now {
        Some(now) => format!("Someone else saved {} meanwhile. Save again to replace it.", number(now)),
        None => "Someone else removed this value meanwhile. Save again to set it.".to_owned(),
    }
}

/// A value as people type it.
fn number(value: f64) -> String {
    if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.1}") }
}

/// What differs from what the form was made with.
fn changes(form: &FormData) -> Result<Vec<ValueChange>, Error> {
    let mut changes = Vec::new();
    for (dimension, typed) in form.under("v.") {
        let was = format!("was.{dimension}");
        if typed == form.text(&was) {
            continue;
        }
        changes.push(ValueChange {
            dimension: dimension.to_owned(),
            value: form.number(&format!("v.{dimension}"))?,
            was: form.number(&was)?,
        });
    }
    Ok(changes)
}

async fn saved(web: &Web, signed: &Signed, id: &PersonId, form: &FormData) -> Result<Saved, Error> {
    signed.caller.actor.require(Permission::PeopleWrite)?;
    let se = form.number("se")?.unwrap_or_else(|| Sureness::Impression.se().get());
    profile_form::save(&web.service, &signed.caller, id, se, &changes(form)?).await
}

async fn save(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<PersonId>,
    form: FormData,
) -> Result<Response, Problem> {
    match saved(&web, &signed, &id, &form).await {
        Ok(saved) if saved.conflicts.is_empty() => Ok(go(&format!("/people/{id}/profile?done=saved"))),
        Ok(saved) => {
            let wrong = FormErrors::of(Error::Stale)?;
            shown(&web, &signed, &id, Some((&form, &saved)), wrong).await
        }
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            let nothing = Saved { n_saved: 0, conflicts: Vec::new(), n_stated: 0 };
            shown(&web, &signed, &id, Some((&form, &nothing)), wrong).await
        }
    }
}

/// What the page shows of a value that was saved as it was typed.
#[derive(Serialize)]
struct Kept {
    /// In words: that it is saved and how many there are, or why it is not.
    words: String,
    is_saved: bool,
    /// What the value is now, as the form has it.
    was: String,
}

/// Saves one value as it is typed.
async fn keep(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<PersonId>,
    form: FormData,
) -> Result<Response, Problem> {
    let typed = form.under("v.").next().map(|(_, typed)| typed.to_owned()).unwrap_or_default();
    let saved = match saved(&web, &signed, &id, &form).await {
        Ok(saved) => saved,
        // It is said beside the field, and what was typed stays there.
        Err(Error::Invalid(values)) => {
            let words = values.first().map(|bad| sentence(&bad.detail)).unwrap_or_default();
            let was = form.under("was.").next().map(|(_, was)| was.to_owned()).unwrap_or_default();
            return Ok(Json(Kept { words, is_saved: false, was }).into_response());
        }
        Err(error) => return Err(error.into()),
    };
    let kept = match saved.conflicts.first() {
        Some(conflict) => Kept {
            words: meanwhile(conflict.now),
            is_saved: false,
            was: conflict.now.map(number).unwrap_or_default(),
        },
        None => Kept { words: format!("Saved. {} values.", saved.n_stated), is_saved: true, was: typed },
    };
    Ok(Json(kept).into_response())
}
