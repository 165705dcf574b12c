//! Someone who is on file twice: both side by side, and what to take over.

use super::super::{Asked, FormData, FormErrors, Frame, Place, Signed, again, go, page};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use report::words::counted;
use service::doubles::{self, SideBySide};
use service::{Error, Permission, profiles};
use std::collections::HashMap;
use store::PersonId;

#[derive(Template)]
#[template(path = "people/merge.html")]
struct Page {
    frame: Frame,
    wrong: FormErrors,
    id: PersonId,
    other: PersonId,
    revision: i64,
    name: String,
    about: String,
    other_name: String,
    other_about: String,
    ratings: String,
    rows: Vec<Row>,
}

struct Row {
    dimension: String,
    title: String,
    here: String,
    there: String,
    is_taken: bool,
}

fn other_in(form: &FormData) -> Result<PersonId, Error> {
    form.read("with", "choose a person")?.ok_or(Error::NotFound("person"))
}

pub(super) async fn show(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<PersonId>,
    asked: Asked,
) -> Result<Response, Problem> {
    signed.caller.actor.require(Permission::PeopleWrite)?;
    let other = other_in(&asked.fields).map_err(|_| Error::NotFound("person"))?;
    if is_merged(&web, &signed, (&id, &other)).await? {
        return Ok(go(&format!("/people/{id}")));
    }
    page(&page_of(&web, &signed, (&id, &other), FormErrors::default()).await?)
}

/// Whether the two are one already.
async fn is_merged(web: &Web, signed: &Signed, (id, other): (&PersonId, &PersonId)) -> Result<bool, Error> {
    let into = doubles::merged_into(&web.service, &signed.caller, other).await?;
    Ok(into.as_ref() == Some(id))
}

async fn page_of(
    web: &Web,
    signed: &Signed,
    (id, other): (&PersonId, &PersonId),
    wrong: FormErrors,
) -> Result<Page, Problem> {
    let both = doubles::side_by_side(&web.service, &signed.caller, id, other).await?;
    let coverage = doubles::coverage(&web.service, &signed.caller, &[id.clone(), other.clone()]).await?;
    let known = profiles::known_dimensions(&web.service, &signed.caller).await?;
    let titles: HashMap<String, String> = known.into_iter().map(|known| (known.id, known.title)).collect();
    let SideBySide { kept, other: double, values, n_ratings } = both;
    let about = |person: &store::people::Person| {
        let covered = coverage.get(&person.id).map(super::covered).unwrap_or_default();
        if person.headline.is_empty() { covered } else { format!("{} · {covered}", person.headline) }
    };
    let row = |(dimension, here, there): (String, Option<f64>, f64)| Row {
        title: titles.get(&dimension).unwrap_or(&dimension).clone(),
        here: here.map_or("–".to_owned(), |here| format!("{here:.0}")),
        there: format!("{there:.0}"),
        is_taken: here.is_none(),
        dimension,
    };
    Ok(Page {
        frame: Frame::of(signed, Place::People),
        wrong,
        id: id.clone(),
        other: other.clone(),
        revision: kept.revision,
        about: about(&kept),
        other_about: about(&double),
        name: kept.name,
        other_name: double.name,
        ratings: match n_ratings {
            0 => String::new(),
            n => format!("{} of the double are taken over as well.", counted(n, "rating")),
        },
        rows: values.into_iter().map(row).collect(),
    })
}

pub(super) async fn merge(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<PersonId>,
    form: FormData,
) -> Result<Response, Problem> {
    signed.caller.actor.require(Permission::PeopleWrite)?;
    let other = other_in(&form).map_err(|_| Error::NotFound("person"))?;
    let taken: Vec<String> = form.all("take").map(str::to_owned).collect();
    match doubles::merge(&web.service, &signed.caller, (&id, &other), form.revision(), &taken).await {
        Ok(_) => Ok(go(&format!("/people/{id}?done=merged"))),
        // Sent a second time, or by somebody else meanwhile.
        Err(_) if is_merged(&web, &signed, (&id, &other)).await? => Ok(go(&format!("/people/{id}"))),
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            again(wrong.status, &page_of(&web, &signed, (&id, &other), wrong).await?)
        }
    }
}
