//! People on file: the list, a new person by hand, and files of them.

mod change;
mod dimension;
mod erasure;
mod map;
mod merge;
mod person;

pub(super) use dimension::sure;
pub(super) use person::agreement;

use super::{FormData, FormErrors, Frame, Place, Signed, again, day, encoded, file, go, page};
use crate::answer::XLSX;
use crate::extract::PathId;
use crate::extract::Query;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use report::CsvStyle;
use serde::Deserialize;
use service::doubles::{self, Coverage, LookAlike};
use service::export::{self, ExportAsked, ExportFormat};
use service::people::{self, PeopleAsked, PersonInput};
use service::{Error, Sorting, profiles};
use store::PersonId;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/people", get(list))
        .route("/people/new", get(new_page).post(create))
        .route("/people/people.csv", get(csv))
        .route("/people/people.xlsx", get(xlsx))
        .route("/people/people.json", get(json))
        .route("/people/people.jsonl", get(json_lines))
        .route("/people/map", get(map::show))
        .route("/people/map.csv", get(map::table))
        .route("/people/map.xlsx", get(map::table))
        .route("/people/map.json", get(map::json))
        .route("/people/{person_id}", get(person::show))
        .route("/people/{person_id}/alike", get(map::alike))
        .route("/people/{person_id}/alike.csv", get(map::alike_table))
        .route("/people/{person_id}/alike.xlsx", get(map::alike_table))
        .route("/people/{person_id}/profile.json", get(profile))
        .route("/people/{person_id}/edit", get(change::edit_page).post(change::edit))
        .route("/people/{person_id}/merge", get(merge::show).post(merge::merge))
        .route("/people/{person_id}/undo", post(change::undo_last))
        .route("/people/{person_id}/erase", get(erasure::erase_page).post(erasure::erase))
        .route("/people/{person_id}/dimensions/{dimension}", get(dimension::show))
        .route("/people/{person_id}/dimensions/{dimension}/value", post(dimension::state))
        .route("/people/{person_id}/dimensions/{dimension}/value/withdraw", post(dimension::withdraw_value))
        .route("/people/{person_id}/dimensions/{dimension}/ratings", post(dimension::rate))
        .route(
            "/people/{person_id}/dimensions/{dimension}/ratings/{rating_id}/withdraw",
            post(dimension::withdraw_rating),
        )
}

/// What the list is asked for.
#[derive(Debug, Default, Deserialize)]
struct ListAsked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    sort: Sorting,
    cursor: Option<String>,
}

#[derive(Template)]
#[template(path = "people.html")]
struct List {
    frame: Frame,
    is_empty: bool,
    q: String,
    sort: &'static str,
    sorts: [(&'static str, &'static str); 4],
    count: String,
    people: Vec<Listed>,
    next: Option<String>,
    is_first: bool,
    /// What the address of an export ends with, so that it has those who are seen.
    search: String,
}

/// A row of the list.
struct Listed {
    id: PersonId,
    name: String,
    headline: String,
    reference: String,
    since: String,
}

const SORTS: [(&str, &str); 4] = [
    ("name", "Name, from A to Z"),
    ("-name", "Name, from Z to A"),
    ("-created_at", "Newest first"),
    ("created_at", "Oldest first"),
];

async fn list(
    State(web): State<Web>,
    signed: Signed,
    Query(asked): Query<ListAsked>,
) -> Result<Response, Problem> {
    let caller = &signed.caller;
    let q = asked.q.trim().to_owned();
    let count = people::count(&web.service, caller, Some(&q)).await?;
    let is_first = asked.cursor.is_none();
    let wanted = PeopleAsked { limit: None, cursor: asked.cursor, q: Some(q.clone()), sort: asked.sort };
    let listed = people::list(&web.service, caller, &wanted).await?;
    let sort = word_of(asked.sort);
    let next =
        listed.next_cursor.map(|cursor| format!("/people?q={}&sort={sort}&cursor={cursor}", encoded(&q)));
    page(&List {
        frame: Frame::of(&signed, Place::People),
        is_empty: count == 0 && q.is_empty(),
        count: how_many(count, &q),
        search: if q.is_empty() { String::new() } else { format!("?q={}", encoded(&q)) },
        q,
        sort,
        sorts: SORTS,
        people: listed.items.into_iter().map(row).collect(),
        next,
        is_first,
    })
}

fn row(person: store::people::Person) -> Listed {
    Listed {
        since: day(&person.created_at),
        id: person.id,
        name: person.name,
        headline: person.headline,
        reference: person.reference,
    }
}

fn word_of(sort: Sorting) -> &'static str {
    match sort {
        Sorting::Name => "name",
        Sorting::NameDescending => "-name",
        Sorting::CreatedAt => "created_at",
        Sorting::CreatedAtDescending => "-created_at",
    }
}

fn how_many(count: i64, q: &str) -> String {
    match (count, q.is_empty()) {
        (0, _) => format!("Nobody’s name has “{q}” in it."),
        (1, true) => "1 person is on file.".to_owned(),
        (n, true) => format!("{n} people are on file."),
        (1, false) => format!("1 person’s name has “{q}” in it."),
        (n, false) => format!("The names of {n} people have “{q}” in them."),
    }
}

/// What a file of people is asked for.
#[derive(Debug, Deserialize)]
struct FileAsked {
    q: Option<String>,
}

async fn csv(web: State<Web>, signed: Signed, asked: Query<FileAsked>) -> Result<Response, Problem> {
    exported(&web, &signed, asked, ExportFormat::Csv).await
}

async fn xlsx(web: State<Web>, signed: Signed, asked: Query<FileAsked>) -> Result<Response, Problem> {
    exported(&web, &signed, asked, ExportFormat::Xlsx).await
}

async fn json(web: State<Web>, signed: Signed, asked: Query<FileAsked>) -> Result<Response, Problem> {
    exported(&web, &signed, asked, ExportFormat::Json).await
}

async fn json_lines(web: State<Web>, signed: Signed, asked: Query<FileAsked>) -> Result<Response, Problem> {
    exported(&web, &signed, asked, ExportFormat::Jsonl).await
}

async fn exported(
    web: &Web,
    signed: &Signed,
    Query(asked): Query<FileAsked>,
    format: ExportFormat,
) -> Result<Response, Problem> {
    let wanted = ExportAsked { format, q: asked.q };
    let exported = export::export(&web.service, &signed.caller, &wanted, CsvStyle::Comma).await?;
    let kind = match format {
        ExportFormat::Json => "application/json",
        ExportFormat::Jsonl => "application/x-ndjson",
        ExportFormat::Csv => "text/csv; charset=utf-8",
        ExportFormat::Xlsx => XLSX,
    };
    Ok(file(&format!("people.{format}"), kind, exported.bytes))
}

/// All that is known of a person, as files hold it.
async fn profile(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<PersonId>,
) -> Result<Response, Problem> {
    let profile = profiles::get(&web.service, &signed.caller, &id).await?.thing;
    let text =
        serde_json::to_string_pretty(&profile).map_err(Error::internal("writing a profile as JSON"))?;
    Ok(file("person.json", "application/json", text))
}

#[derive(Template)]
#[template(path = "people/new.html")]
struct New {
    frame: Frame,
    wrong: FormErrors,
    form: FormData,
    /// People on file who may be the same person.
    alike: Vec<Alike>,
}

/// Someone on file who may be the same person.
struct Alike {
    path: String,
    name: String,
    about: String,
}

async fn new_page(signed: Signed) -> Result<Response, Problem> {
    signed.caller.actor.require(service::Permission::PeopleWrite)?;
    page(&New {
        frame: Frame::of(&signed, Place::People),
        wrong: FormErrors::default(),
        form: FormData::default(),
        alike: Vec::new(),
    })
}

async fn create(State(web): State<Web>, signed: Signed, form: FormData) -> Result<Response, Problem> {
    let input = PersonInput {
        reference: form.given("reference").map(str::to_owned),
        name: form.text("name").to_owned(),
        headline: form.text("headline").to_owned(),
    };
    let is_repeated = people::created(&web.service, &signed.caller, &input).await?.is_some();
    if !form.is_ticked("anyway") && !is_repeated {
        let alike = alike(&web, &signed, &input.name).await?;
        if !alike.is_empty() {
            let frame = Frame::of(&signed, Place::People);
            return page(&New { frame, wrong: FormErrors::default(), form, alike });
        }
    }
    match people::create(&web.service, &signed.caller, input).await {
        Ok(person) => Ok(go(&format!("/people/{}?done=saved", person.id))),
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            let frame = Frame::of(&signed, Place::People);
            again(wrong.status, &New { frame, wrong, form, alike: Vec::new() })
        }
    }
}

/// Whoever on file has this name.
async fn alike(web: &Web, signed: &Signed, name: &str) -> Result<Vec<Alike>, Error> {
    signed.caller.actor.require(service::Permission::PeopleWrite)?;
    let mut found = doubles::look_alikes(&web.service, &signed.caller, &[name]).await?;
    let shown = |one: LookAlike| Alike {
        path: format!("/people/{}", one.person.id),
        about: [one.person.headline.clone(), covered(&one.coverage)]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        name: one.person.name,
    };
    Ok(found.remove(name).unwrap_or_default().into_iter().map(shown).collect())
}

/// How much is known of someone, and since when, in a line.
pub(super) fn covered(coverage: &Coverage) -> String {
    format!("{} of {} known · {}", coverage.n_known, coverage.n, day(&coverage.updated_at))
}
