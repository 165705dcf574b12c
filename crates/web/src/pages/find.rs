//! Find candidates: everyone the organisation knows, ranked for a search, to be ticked into it.

use super::search_frame::{SearchFrame, Tab};
use super::searches::picked;
use super::{Asked, FormData, FormErrors, Frame, Place, Signed, again, go, page};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use report::words::{percent, thousands};
use service::Error;
use service::candidates;
use service::find::{self, FindAsked, Found, FoundPerson, PART_OF_LIST};
use store::SearchId;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/searches/{search_id}/find", get(found))
        .route("/searches/{search_id}/candidates", post(add))
}

#[derive(Template)]
#[template(path = "find.html")]
struct Page {
    frame: Frame,
    search: SearchFrame,
    wrong: FormErrors,
    q: String,
    includes_little_known: bool,
    is_ranked: bool,
    people: Vec<Row>,
    n_people: String,
    n_found: String,
    previous: Option<String>,
    next: Option<String>,
}

struct Row {
    id: String,
    /// The place in the list.
    place: usize,
    name: String,
    headline: String,
    path: String,
    score: Option<String>,
    known: String,
    sources: String,
}

async fn found(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    asked: Asked,
) -> Result<Response, Problem> {
    shown(&web, &signed, &id, &asked.fields, FormErrors::default()).await
}

/// Adds the people who are ticked.
async fn add(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    form: FormData,
) -> Result<Response, Problem> {
    let people = picked(&form, "person");
    let added = match people.is_empty() {
        true => Err(Error::invalid("/person", "tick the people to add")),
        false => candidates::add_all(&web.service, &signed.caller, &id, &people).await,
    };
    match added {
        Ok(_) => Ok(go(&format!("/searches/{id}/candidates?done=added"))),
        Err(error) => shown(&web, &signed, &id, &FormData::default(), FormErrors::of(error)?).await,
    }
}

async fn shown(
    web: &Web,
    signed: &Signed,
    id: &SearchId,
    fields: &FormData,
    wrong: FormErrors,
) -> Result<Response, Problem> {
    let search = SearchFrame::load(web, signed, id, Tab::Candidates).await?;
    let wanted = FindAsked {
        q: fields.text("q").trim().to_owned(),
        includes_little_known: fields.is_ticked("all"),
        part: fields.read("part", "a number from 0")?.unwrap_or(0),
    };
    let Found { people, n_found, n_people, is_ranked } =
        find::find(&web.service, &signed.caller, id, &wanted).await?;
    let first = wanted.part * PART_OF_LIST + 1;
    let at = |part: usize| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("q", &wanted.q);
        if wanted.includes_little_known {
            query.append_pair("all", "yes");
        }
        query.append_pair("part", &part.to_string());
        format!("{}/find?{}", search.path, query.finish())
    };
    let template = Page {
        frame: Frame::of(signed, Place::Searches),
        n_people: thousands(n_people),
        n_found: thousands(n_found),
        previous: wanted.part.checked_sub(1).map(at),
        next: (n_found > (wanted.part + 1) * PART_OF_LIST).then(|| at(wanted.part + 1)),
        people: people.into_iter().zip(first..).map(row).collect(),
        includes_little_known: wanted.includes_little_known,
        q: wanted.q,
        is_ranked,
        search,
        wrong,
    };
    if template.wrong.is_empty() { page(&template) } else { again(template.wrong.status, &template) }
}

fn row((person, place): (FoundPerson, usize)) -> Row {
    Row {
        path: format!("/people/{}", person.id),
        id: person.id.to_string(),
        place,
        name: person.name,
        headline: person.headline,
        score: person.score.map(|score| format!("{score:.0}")),
        known: percent(person.completeness),
        sources: person.sources,
    }
}
