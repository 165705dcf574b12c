//! A new search, on one page. Looking for people sends the page as it is and shows it again, so that nothing typed is
//! lost without a script.

use super::{
    Asked, FormData, FormErrors, Frame, Kinds, Pick, Place, Signed, again, found, go, page, versions,
};
use crate::{Problem, Web};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use service::people::PersonInput;
use service::searches::{self, Beginning, SearchInput};
use service::{Error, Permission};
use store::PersonId;
use store::searches::Search;

/// In place of a person's id, for a CEO who is not on file yet.
const NEW: &str = "new";

#[derive(Template)]
#[template(path = "searches/new.html")]
struct NewSearch {
    frame: Frame,
    wrong: FormErrors,
    form: FormData,
    ceos: Vec<Pick>,
    ceos_more: String,
    is_new_ceo: bool,
    /// None where there is only one.
    versions: Vec<(String, String)>,
    framework_id: String,
    kinds: Vec<super::fields::Kind>,
    candidates: Vec<Pick>,
    candidates_more: String,
}

pub(super) async fn show(State(web): State<Web>, signed: Signed, asked: Asked) -> Result<Response, Problem> {
    shown(&web, &signed, asked.fields, FormErrors::default()).await
}

pub(super) async fn begin(
    State(web): State<Web>,
    signed: Signed,
    form: FormData,
) -> Result<Response, Problem> {
    if form.text("do") != "begin" {
        return shown(&web, &signed, form, FormErrors::default()).await;
    }
    match begun(&web, &signed, &form).await {
        Ok(search) => Ok(go(&format!("/searches/{}/brief?done=begun", search.id))),
        Err(error) => shown(&web, &signed, form, FormErrors::of(error)?).await,
    }
}

async fn begun(web: &Web, signed: &Signed, form: &FormData) -> Result<Search, Error> {
    let is_new = form.text("ceo_id") == NEW;
    let ceo_id = match is_new {
        true => web.service.surroundings().id(),
        false => form
            .read("ceo_id", "choose the CEO, or give the name of someone who is not on file yet")?
            .ok_or_else(|| {
            Error::invalid("/ceo_id", "choose the CEO, or name someone who is not on file yet")
        })?,
    };
    let new_ceo = is_new.then(|| PersonInput {
        reference: None,
        name: form.text("name").to_owned(),
        headline: form.text("headline").to_owned(),
    });
    let beginning = Beginning {
        search: SearchInput {
            norm_id: None,
            title: form.text("title").to_owned(),
            ceo_id,
            framework_id: form.read("framework_id", "choose one of the frameworks")?,
            role_type: form.given("role_type").map(str::to_owned),
            balance: None,
            context: form.text("context").to_owned(),
            mandate: form.text("mandate").to_owned(),
            is_blind: form.is_ticked("is_blind"),
        },
        new_ceo,
        candidates: picked(form, "candidate"),
    };
    searches::begin(&web.service, &signed.caller, beginning).await
}

/// The people whose boxes are ticked.
pub(in crate::pages) fn picked(form: &FormData, name: &str) -> Vec<PersonId> {
    form.all(name).filter_map(|id| id.parse().ok()).collect()
}

async fn shown(web: &Web, signed: &Signed, form: FormData, wrong: FormErrors) -> Result<Response, Problem> {
    signed.caller.actor.require(Permission::SearchesWrite)?;
    let ceo = picked(&form, "ceo_id");
    let (ceos, ceos_more) = found(web, signed, form.text("ceo_q"), &ceo, |_| true).await?;
    let candidates = picked(&form, "candidate");
    let is_offered = |person: &store::people::Person| !ceo.contains(&person.id);
    let (candidates, candidates_more) =
        found(web, signed, form.text("candidate_q"), &candidates, is_offered).await?;
    let (versions, outline) = versions(web, signed, &form).await?;
    let template = NewSearch {
        frame: Frame::of(signed, Place::Searches),
        is_new_ceo: form.text("ceo_id") == NEW || (ceos.is_empty() && form.text("ceo_q").is_empty()),
        ceos,
        ceos_more,
        versions: if versions.len() > 1 { versions } else { Vec::new() },
        framework_id: outline.version.id.to_string(),
        kinds: Kinds::of(outline, &form).0,
        candidates,
        candidates_more,
        wrong,
        form,
    };
    if template.wrong.is_empty() { page(&template) } else { again(template.wrong.status, &template) }
}
