//! Notes about a candidate.

use super::{CANDIDATE, Form, after, audience, audiences, minute, withheld};
use crate::extract::PathId;
use crate::pages::pair_document::PairIds;
use crate::pages::search_frame::{SearchFrame, Tab};
use crate::pages::{FormData, FormErrors, Frame, Place, Signed, again, go, page};
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use service::notes::{self, MOST, NoteInput, Notes, ShownNote};
use service::{Error, Expected};
use store::notes::Audience;
use store::{CandidateId, NoteId, SearchId};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route(&format!("{CANDIDATE}/notes"), post(add))
        .route(&format!("{CANDIDATE}/notes/{{note_id}}"), get(edit).post(change))
        .route(&format!("{CANDIDATE}/notes/{{note_id}}/remove"), post(remove))
}

type NoteIds = (SearchId, CandidateId, NoteId);

pub(in crate::pages) struct Section {
    pub(in crate::pages) items: Vec<Item>,
    pub(in crate::pages) withheld: String,
    pub(in crate::pages) audiences: Vec<(String, String)>,
    pub(in crate::pages) audience: String,
    pub(in crate::pages) text: String,
    pub(in crate::pages) most: usize,
}

pub(in crate::pages) struct Item {
    pub(in crate::pages) note: ShownNote,
    pub(in crate::pages) audience: &'static str,
    pub(in crate::pages) when: String,
}

impl Section {
    pub(super) fn of(notes: Notes, typed: Option<&FormData>) -> Self {
        let item = |note: ShownNote| Item {
            audience: audience(note.audience),
            when: match note.revision {
                1 => minute(&note.created_at),
                _ => format!("{}, edited {}", minute(&note.created_at), minute(&note.updated_at)),
            },
            note,
        };
        Self {
            withheld: withheld(notes.n_withheld, "note"),
            items: notes.items.into_iter().map(item).collect(),
            audiences: audiences(),
            audience: typed.map_or(Audience::Private.name(), |typed| typed.text("audience")).to_owned(),
            text: typed.map_or("", |typed| typed.text("text")).to_owned(),
            most: MOST,
        }
    }
}

fn input(form: &FormData) -> Result<NoteInput, Error> {
    let audience = form.read("audience", "choose who may read it")?.unwrap_or(Audience::Private);
    Ok(NoteInput { audience, text: form.text("text").to_owned() })
}

async fn add(
    State(web): State<Web>,
    signed: Signed,
    PathId(pair): PathId<PairIds>,
    form: FormData,
) -> Result<Response, Problem> {
    let done = match input(&form) {
        Ok(input) => notes::create(&web.service, &signed.caller, &pair.0, &pair.1, input).await.map(drop),
        Err(error) => Err(error),
    };
    after(&web, &signed, &pair, (Form::Note, Some(&form)), done).await
}

#[derive(Template)]
#[template(path = "candidate/note.html")]
struct EditPage {
    frame: Frame,
    search: SearchFrame,
    wrong: FormErrors,
    /// Where the candidate is.
    path: String,
    note: ShownNote,
    audiences: Vec<(String, String)>,
    audience: String,
    text: String,
    most: usize,
}

async fn edit(
    State(web): State<Web>,
    signed: Signed,
    PathId(ids): PathId<NoteIds>,
) -> Result<Response, Problem> {
    edited(&web, &signed, &ids, None, FormErrors::default()).await
}

/// The page of one's own note. Where someone changed it meanwhile, both texts are there.
async fn edited(
    web: &Web,
    signed: &Signed,
    (id, candidate, note): &NoteIds,
    typed: Option<&FormData>,
    wrong: FormErrors,
) -> Result<Response, Problem> {
    let search = SearchFrame::load(web, signed, id, Tab::Candidates).await?;
    let found = notes::list(&web.service, &signed.caller, id, candidate).await?;
    let note = found.items.into_iter().find(|item| item.id == *note && item.is_own);
    let note = note.ok_or(Error::NotFound("note"))?;
    let template = EditPage {
        frame: Frame::of(signed, Place::Searches),
        path: format!("{}/candidates/{candidate}", search.path),
        search,
        audiences: audiences(),
        audience: typed.map_or(note.audience.name(), |typed| typed.text("audience")).to_owned(),
        text: typed.map_or(note.text.as_str(), |typed| typed.text("text")).to_owned(),
        most: MOST,
        note,
        wrong,
    };
    if template.wrong.is_empty() { page(&template) } else { again(template.wrong.status, &template) }
}

async fn change(
    State(web): State<Web>,
    signed: Signed,
    PathId(ids): PathId<NoteIds>,
    form: FormData,
) -> Result<Response, Problem> {
    let pair = (&ids.0, &ids.1);
    let done = match input(&form) {
        Ok(input) => {
            notes::change(&web.service, &signed.caller, pair, &ids.2, form.revision(), input).await.map(drop)
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(go(&address(&ids))),
        Err(error) => edited(&web, &signed, &ids, Some(&form), FormErrors::of(error)?).await,
    }
}

async fn remove(
    State(web): State<Web>,
    signed: Signed,
    PathId(ids): PathId<NoteIds>,
) -> Result<Response, Problem> {
    let pair = (&ids.0, &ids.1);
    notes::remove(&web.service, &signed.caller, pair, &ids.2, Some(Expected::Any)).await?;
    Ok(go(&address(&ids)))
}

fn address((search, candidate, _): &NoteIds) -> String {
    format!("/searches/{search}/candidates/{candidate}/record?done=saved#notes")
}
