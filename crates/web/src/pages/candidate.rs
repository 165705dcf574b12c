//! What is recorded about a candidate: stage, requirements, notes and files. The sections are included in the page of a
//! pair, and stand on a page of their own, which opens before there are results.

mod files;
mod lists;
mod notes;
mod requirements;
mod stage;

use super::pair_document::PairIds;
use super::search_frame::{SearchFrame, Tab};
use super::{FormData, FormErrors, Frame, Place, Signed, again, day, go, minute, page};
use crate::api::recorded;
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use service::candidate_records::{self, CandidateRecord};
use service::{Permission, candidates};
use store::PersonId;
use store::notes::Audience;
use store::searches::SearchState;

/// Where a candidate is.
const CANDIDATE: &str = "/searches/{search_id}/candidates/{candidate_id}";

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route(&format!("{CANDIDATE}/record"), get(show))
        .route("/people/{person_id}/record.zip", get(export))
        .merge(files::routes())
        .merge(lists::routes())
        .merge(notes::routes())
        .merge(requirements::routes())
        .merge(stage::routes())
}

#[derive(Template)]
#[template(path = "candidate/record.html")]
struct Page {
    frame: Frame,
    search: SearchFrame,
    name: String,
    record: Sections,
}

/// The sections, for any page about a candidate.
pub(super) struct Sections {
    /// Where the candidate is.
    pub(super) path: String,
    /// Where the search is.
    pub(super) search: String,
    /// Whether the one who looks may change stage, requirements and files.
    pub(super) may_write: bool,
    /// Whether they may write notes.
    pub(super) may_note: bool,
    pub(super) wrong: FormErrors,
    pub(super) stage: stage::Section,
    pub(super) requirements: requirements::Section,
    pub(super) notes: notes::Section,
    pub(super) files: files::Section,
}

impl Sections {
    /// The sections as they are.
    pub(super) async fn load(
        web: &Web,
        signed: &Signed,
        search: &SearchFrame,
        pair: &PairIds,
    ) -> Result<Self, Problem> {
        Self::with(web, signed, search, pair, (Form::None, None), FormErrors::default()).await
    }

    /// The sections with what was typed into one of their forms, and what was wrong with it.
    async fn with(
        web: &Web,
        signed: &Signed,
        search: &SearchFrame,
        (id, candidate): &PairIds,
        (form, typed): (Form, Option<&FormData>),
        wrong: FormErrors,
    ) -> Result<Self, Problem> {
        let (service, caller) = (&web.service, &signed.caller);
        let CandidateRecord { stage, requirements, notes, files } =
            candidate_records::get(service, caller, id, candidate).await?;
        let stages = service::stages::list(service, caller).await?;
        let typed_in = |wanted: Form| typed.filter(|_| form == wanted);
        let is_closed = search.overview.search.state == SearchState::Closed;
        let may = |permission| !is_closed && caller.actor.require(permission).is_ok();
        Ok(Self {
            path: format!("{}/candidates/{candidate}", search.path),
            search: search.path.clone(),
            may_write: may(Permission::SearchesWrite),
            may_note: may(Permission::JudgementsWrite),
            wrong,
            stage: stage::Section::of(stage, &stages, typed_in(Form::Stage)),
            requirements: requirements::Section::of(requirements, typed_in(Form::Requirements)),
            notes: notes::Section::of(notes, typed_in(Form::Note)),
            files: files::Section::of(files),
        })
    }
}

/// One of the forms of the sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    None,
    Stage,
    Requirements,
    Note,
    File,
}

async fn show(
    State(web): State<Web>,
    signed: Signed,
    PathId(pair): PathId<PairIds>,
) -> Result<Response, Problem> {
    shown(&web, &signed, &pair, (Form::None, None), FormErrors::default()).await
}

async fn shown(
    web: &Web,
    signed: &Signed,
    pair: &PairIds,
    typed: (Form, Option<&FormData>),
    wrong: FormErrors,
) -> Result<Response, Problem> {
    let search = SearchFrame::load(web, signed, &pair.0, Tab::Candidates).await?;
    let known = candidates::get(&web.service, &signed.caller, &pair.0, &pair.1).await?;
    let record = Sections::with(web, signed, &search, pair, typed, wrong).await?;
    let name = known.name.unwrap_or(known.label);
    let template = Page { frame: Frame::of(signed, Place::Searches), search, name, record };
    let wrong = &template.record.wrong;
    if wrong.is_empty() { page(&template) } else { again(wrong.status, &template) }
}

/// After a form: its section, or the page again with what was typed and what was wrong.
async fn after(
    web: &Web,
    signed: &Signed,
    pair: &PairIds,
    (form, typed): (Form, Option<&FormData>),
    done: Result<(), service::Error>,
) -> Result<Response, Problem> {
    let section = match form {
        Form::None => "record",
        Form::Stage => "stage",
        Form::Requirements => "requirements",
        Form::Note => "notes",
        Form::File => "files",
    };
    match done {
        Ok(()) => Ok(go(&format!("/searches/{}/candidates/{}/record?done=saved#{section}", pair.0, pair.1))),
        Err(error) => shown(web, signed, pair, (form, typed), FormErrors::of(error)?).await,
    }
}

/// Who may read something, in words.
fn audience(audience: Audience) -> &'static str {
    match audience {
        Audience::Private => "Recruiters only",
        Audience::Panel => "Recruiters and the panel",
        Audience::Shareable => "Everyone on this search",
    }
}

/// The choices of who may read something.
fn audiences() -> Vec<(String, String)> {
    Audience::ALL.iter().map(|known| (known.name().to_owned(), audience(*known).to_owned())).collect()
}

/// How many texts are withheld in a blind search, in a sentence; empty for none.
fn withheld(n: usize, what: &str) -> String {
    match n {
        0 => String::new(),
        _ => format!("{} withheld, because this search is blind.", report::words::counted(n, what)),
    }
}

async fn export(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<PersonId>,
) -> Result<Response, Problem> {
    Ok(recorded(candidate_records::export(&web.service, &signed.caller, &id).await?))
}
