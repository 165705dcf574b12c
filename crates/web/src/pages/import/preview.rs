//! What a file would change; putting its people on file, and undoing that.

use super::super::people::{covered, sure};
use super::super::{
    FormData, FormErrors, Frame, Place, Signed, again, counted, encoded, go, minute, page, sentence,
};
use super::{MOST_MIB, columns, standing};
use crate::extract::{PathId, Query};
use crate::{Problem, Web};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use service::doubles::{self, LookAlike};
use service::imports::{self, ApplyInput, BadPerson, Only, Planned, Preview};
use service::searches::{self, SearchesAsked};
use service::{Asked, Error, Permission, Sorting, jobs, profiles};
use std::collections::{BTreeMap, HashMap};
use std::iter;
use store::imports::{Import, ImportState};
use store::jobs::JobState;
use store::searches::SearchState;
use store::{ImportId, SearchId};

#[derive(Template)]
#[template(path = "import/preview.html")]
struct Page {
    frame: Frame,
    wrong: FormErrors,
    path: String,
    id: String,
    file: String,
    about: String,
    state: String,
    most: usize,
    se: String,
    sure: Vec<(String, String)>,
    is_preview: bool,
    /// Whether it was called off, or came to nothing, part of the way.
    may_go_on: bool,
    may_undo: bool,
    verdict: String,
    n_people: i64,
    n_bad: i64,
    apply_valid: String,
    meanings: Vec<String>,
    /// How the file was read.
    notes: Vec<String>,
    /// Searches that the people can be taken into, each with its id and its title.
    searches: Vec<(String, String)>,
    search: String,
    only_bad: bool,
    people: Vec<Row>,
    next: Option<String>,
    is_first: bool,
    bad: Vec<Bad>,
    more_bad: String,
}

/// A person whom the import would put on file.
struct Row {
    reference: String,
    name: String,
    /// Where they are on file already.
    path: Option<String>,
    what: &'static str,
    changes: String,
    /// Whom on file a new person looks like, each with where they are.
    alike: Vec<(String, String)>,
}

/// A person with whom something is wrong.
struct Bad {
    place: String,
    reference: String,
    cells: Vec<Cell>,
    more: String,
}

/// A value that will not do.
struct Cell {
    place: String,
    found: String,
    hint: String,
}

/// Which part of a preview is wanted.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Part {
    cursor: Option<String>,
    only: Option<String>,
    /// How sure values are, as it was said when the file was sent.
    se: Option<String>,
}

pub(super) async fn show(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<ImportId>,
    Query(part): Query<Part>,
) -> Result<Response, Problem> {
    let preview = imports::get(&web.service, &signed.caller, &id).await?;
    if preview.import.state == ImportState::Columns {
        return columns::show(&web, &signed, &preview, part.se.unwrap_or_default()).await;
    }
    if let (ImportState::Applying | ImportState::Undoing, Some(id)) =
        (preview.import.state, &preview.import.job_id)
    {
        let job = jobs::get(&web.service, &signed.caller, id).await?;
        if matches!(job.state, JobState::Queued | JobState::Running) {
            return Ok(go(&super::super::jobs::path(&job)));
        }
    }
    page(&page_of(&web, &signed, preview, &part, FormErrors::default()).await?)
}

pub(super) async fn apply(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<ImportId>,
    form: FormData,
) -> Result<Response, Problem> {
    let only = form.read::<Only>("only", "choose all, or those without problems")?.unwrap_or(Only::All);
    let search_id = form.read::<SearchId>("search_id", "choose a search of the list")?;
    let done = imports::apply(&web.service, &signed.caller, &id, ApplyInput { only, search_id }).await;
    after(&web, &signed, &id, done).await
}

pub(super) async fn undo(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<ImportId>,
) -> Result<Response, Problem> {
    let done = imports::undo(&web.service, &signed.caller, &id).await;
    after(&web, &signed, &id, done).await
}

pub(super) async fn remove(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<ImportId>,
) -> Result<Response, Problem> {
    imports::remove(&web.service, &signed.caller, &id).await?;
    Ok(go("/import?done=removed"))
}

/// The import after something was done with it; or why it was not.
async fn after(
    web: &Web,
    signed: &Signed,
    id: &ImportId,
    done: Result<Import, Error>,
) -> Result<Response, Problem> {
    match done {
        Ok(import) => {
            let is_undone = import.state == ImportState::Undone && import.n_kept == 0;
            Ok(go(&format!("/import/{id}{}", if is_undone { "?done=undone" } else { "" })))
        }
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            let preview = imports::get(&web.service, &signed.caller, id).await?;
            let page = page_of(web, signed, preview, &Part::default(), wrong).await?;
            again(page.wrong.status, &page)
        }
    }
}

async fn page_of(
    web: &Web,
    signed: &Signed,
    preview: Preview,
    part: &Part,
    wrong: FormErrors,
) -> Result<Page, Problem> {
    let asked = Asked { limit: None, cursor: part.cursor.clone() };
    let (import, caller) = (&preview.import, &signed.caller);
    let people = imports::people(&web.service, caller, &import.id, &asked).await?;
    let known = profiles::known_dimensions(&web.service, caller).await?;
    let titles: HashMap<&str, &str> =
        known.iter().map(|known| (known.id.as_str(), known.title.as_str())).collect();
    let is_new = |planned: &&Planned| planned.person_id.is_none();
    let names: Vec<&str> =
        people.items.iter().filter(is_new).map(|planned| planned.profile.name.as_str()).collect();
    let alike = doubles::look_alikes(&web.service, caller, &names).await?;
    let path = format!("/import/{}", import.id);
    let n_told = preview.skipped.len() as i64;
    Ok(Page {
        frame: Frame::of(signed, Place::People),
        wrong,
        id: import.id.to_string(),
        file: import.file_name.clone(),
        about: format!("Brought by {}, {}", import.user_name, minute(&import.created_at)),
        state: sentence(&standing(import)),
        most: MOST_MIB,
        se: part.se.clone().unwrap_or_default(),
        sure: sure(""),
        is_preview: import.state == ImportState::Preview,
        may_go_on: import.state == ImportState::Applying,
        may_undo: !matches!(import.state, ImportState::Preview | ImportState::Undone),
        verdict: verdict(&preview),
        n_people: import.n_people,
        n_bad: import.n_skipped,
        apply_valid: format!("Import {} and leave out {}", people_of(import.n_people), import.n_skipped),
        meanings: meanings(import, &titles),
        notes: preview.notes.iter().map(|note| note_of(note, &import.file_name)).collect(),
        searches: open_searches(web, signed).await?,
        search: String::new(),
        only_bad: part.only.as_deref() == Some("problems"),
        next: people.next_cursor.map(|cursor| format!("{path}?cursor={}#people", encoded(&cursor))),
        is_first: part.cursor.is_none(),
        people: people.items.into_iter().map(|planned| row(planned, &titles, &alike)).collect(),
        bad: preview.skipped.iter().map(bad).collect(),
        more_bad: match import.n_skipped - n_told {
            n if n > 0 => {
                format!("{n} more are not listed here: correct these first, and send the file again.")
            }
            _ => String::new(),
        },
        path,
    })
}

/// The open searches that someone may add candidates to; the first choice is none.
async fn open_searches(web: &Web, signed: &Signed) -> Result<Vec<(String, String)>, Problem> {
    if signed.caller.actor.require(Permission::SearchesWrite).is_err() {
        return Ok(Vec::new());
    }
    let asked = SearchesAsked {
        limit: Some(200),
        cursor: None,
        q: None,
        state: Some(SearchState::Open),
        sort: Sorting::CreatedAtDescending,
    };
    let listed = searches::list(&web.service, &signed.caller, &asked).await?;
    if listed.items.is_empty() {
        return Ok(Vec::new());
    }
    let none = (String::new(), "No search".to_owned());
    let choice = |search: store::searches::Search| (search.id.to_string(), search.title);
    Ok(iter::once(none).chain(listed.items.into_iter().map(choice)).collect())
}

fn people_of(n: i64) -> String {
    if n == 1 { "1 person".to_owned() } else { format!("{n} people") }
}

/// What an import would do, in a sentence or two.
fn verdict(preview: &Preview) -> String {
    let import = &preview.import;
    let n_new = import.n_people - preview.n_existing;
    let mut verdict = format!("{} would be added", people_of(n_new));
    if preview.n_existing > 0 {
        verdict += &format!(
            ". {} {} on file already: what the file states of them takes the place of what was stated on the same dimensions; ratings stay, unless the file has others there",
            people_of(preview.n_existing),
            if preview.n_existing == 1 { "is" } else { "are" }
        );
    }
    match import.n_skipped {
        0 => verdict + ". Nothing is wrong with the file.",
        1 => verdict + ". With 1 row something is wrong.",
        n => format!("{verdict}. With {n} rows something is wrong."),
    }
}

/// A note as a sentence; the name of the file stays as it is.
fn note_of(note: &str, file: &str) -> String {
    if note.starts_with(file) { format!("{note}.") } else { sentence(note) }
}

/// What columns with names of their own were said to hold.
fn meanings(import: &Import, titles: &HashMap<&str, &str>) -> Vec<String> {
    let text = import.columns.as_deref().unwrap_or("{}");
    let said: BTreeMap<String, Option<String>> = serde_json::from_str(text).unwrap_or_default();
    let said = said.into_iter().map(|(name, meant)| match meant {
        Some(meant) => format!("“{name}” is read as {}", title_of(&meant, titles)),
        None => format!("“{name}” is left out"),
    });
    said.collect()
}

/// What a column holds, in words.
fn title_of(name: &str, titles: &HashMap<&str, &str>) -> String {
    if let Some(title) = titles.get(name) {
        return (*title).to_owned();
    }
    let error_of = name.strip_suffix(".se").and_then(|id| titles.get(id));
    error_of.map_or_else(|| name.to_owned(), |title| format!("standard error of {title}"))
}

fn row(planned: Planned, titles: &HashMap<&str, &str>, alike: &HashMap<String, Vec<LookAlike>>) -> Row {
    const N_TITLES: usize = 4;
    let is_new = planned.person_id.is_none();
    let mut changes = Vec::new();
    for change in &planned.changes {
        match (change.as_str(), is_new) {
            ("reference" | "name" | "headline", true) => {}
            (change, _) => changes.push(title_of(change, titles)),
        }
    }
    let n_more = changes.len().saturating_sub(N_TITLES);
    changes.truncate(N_TITLES);
    let mut changes = changes.join(", ");
    if n_more > 0 {
        changes += &format!(" and {n_more} more");
    }
    let alike = alike.get(&planned.profile.name).filter(|_| is_new);
    let looks_like = |one: &LookAlike| (format!("/people/{}", one.person.id), covered(&one.coverage));
    Row {
        alike: alike.into_iter().flatten().map(looks_like).collect(),
        what: match (is_new, planned.changes.is_empty()) {
            (true, _) => "new",
            (false, true) => "unchanged",
            (false, false) => "changed",
        },
        path: planned.person_id.map(|id| format!("/people/{id}")),
        reference: planned.profile.id,
        name: planned.profile.name,
        changes,
    }
}

fn bad(person: &BadPerson) -> Bad {
    let cells = person.problems.iter().map(|cell| Cell {
        // The row is said once, before its cells.
        place: cell
            .place
            .strip_prefix(&person.place)
            .unwrap_or(&cell.place)
            .trim_start_matches([',', ' '])
            .to_owned(),
        // The heads of the columns say it.
        found: cell.found.trim_start_matches("found ").to_owned(),
        hint: cell.hint.trim_start_matches("expected ").to_owned(),
    });
    Bad {
        place: sentence(&person.place).trim_end_matches('.').to_owned(),
        reference: person.reference.clone(),
        cells: cells.collect(),
        more: if person.n_more > 0 {
            format!("and {} more", counted(person.n_more, "problem"))
        } else {
            String::new()
        },
    }
}
