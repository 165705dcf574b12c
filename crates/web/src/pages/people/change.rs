//! Changing what a person is called, and undoing the last change of anything about them.

use super::super::{FormData, FormErrors, Frame, Place, Signed, again, go, page};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use service::people::{self, PersonChange};
use service::undo;
use store::PersonId;

#[derive(Template)]
#[template(path = "people/change.html")]
struct Edit {
    frame: Frame,
    wrong: FormErrors,
    form: FormData,
    id: PersonId,
    name: String,
}

pub(super) async fn edit_page(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<PersonId>,
) -> Result<Response, Problem> {
    let person = people::get(&web.service, &signed.caller, &id).await?;
    let typed = [
        ("revision", person.revision.to_string()),
        ("name", person.name.clone()),
        ("headline", person.headline),
        ("reference", person.reference),
    ];
    let form = FormData(typed.map(|(name, value)| (name.to_owned(), value)).into());
    let frame = Frame::of(&signed, Place::People);
    page(&Edit { frame, wrong: FormErrors::default(), form, id: person.id, name: person.name })
}

pub(super) async fn edit(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<PersonId>,
    form: FormData,
) -> Result<Response, Problem> {
    let change = PersonChange {
        reference: Some(form.text("reference").to_owned()),
        name: Some(form.text("name").to_owned()),
        headline: Some(form.text("headline").to_owned()),
    };
    match people::change(&web.service, &signed.caller, &id, form.revision(), change).await {
        Ok(_) => Ok(go(&format!("/people/{id}?done=saved"))),
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            let name = people::get(&web.service, &signed.caller, &id).await?.name;
            again(wrong.status, &Edit { frame: Frame::of(&signed, Place::People), wrong, form, id, name })
        }
    }
}

pub(super) async fn undo_last(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<PersonId>,
    form: FormData,
) -> Result<Response, Problem> {
    undo::undo(&web.service, &signed.caller, &id, form.revision()).await?;
    Ok(go(&format!("/people/{id}?done=undone")))
}
