//! Search everything: searches by title, people by name.

use super::{Asked, Frame, Place, Signed, page};
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use service::people::{self, PeopleAsked};
use service::searches::{self, SearchesAsked};
use service::{Permission, Sorting};

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/search", get(found))
}

/// How many of a kind are listed; whoever is not among them is found by more of their name.
const MOST: u32 = 20;

#[derive(Template)]
#[template(path = "search_everything.html")]
struct Found {
    frame: Frame,
    q: String,
    searches: Vec<Hit>,
    has_more_searches: bool,
    people: Vec<Hit>,
    has_more_people: bool,
}

/// Something that was found.
struct Hit {
    path: String,
    title: String,
    line: String,
}

async fn found(State(web): State<Web>, signed: Signed, asked: Asked) -> Result<Response, Problem> {
    let (service, caller) = (&web.service, &signed.caller);
    let q = asked.fields.text("q").trim().to_owned();
    let (mut searches, mut has_more_searches) = (Vec::new(), false);
    let (mut people, mut has_more_people) = (Vec::new(), false);
    if !q.is_empty() {
        let wanted = SearchesAsked {
            limit: Some(MOST),
            cursor: None,
            q: Some(q.clone()),
            state: None,
            sort: Sorting::CreatedAtDescending,
        };
        let listed = searches::overviews(service, caller, &wanted).await?;
        has_more_searches = listed.next_cursor.is_some();
        let hit = |one: searches::Overview| Hit {
            path: format!("/searches/{}", one.search.id),
            line: format!("Beside {}", one.ceo),
            title: one.search.title,
        };
        searches = listed.items.into_iter().map(hit).collect();
    }
    if !q.is_empty() && caller.actor.require(Permission::PeopleRead).is_ok() {
        let wanted = PeopleAsked { limit: Some(MOST), cursor: None, q: Some(q.clone()), sort: Sorting::Name };
        let listed = people::list(service, caller, &wanted).await?;
        has_more_people = listed.next_cursor.is_some();
        let hit = |one: store::people::Person| Hit {
            path: format!("/people/{}", one.id),
            title: one.name,
            line: one.headline,
        };
        people = listed.items.into_iter().map(hit).collect();
    }
    page(&Found {
        frame: Frame::of(&signed, Place::Search).asking(&q),
        q,
        searches,
        has_more_searches,
        people,
        has_more_people,
    })
}
