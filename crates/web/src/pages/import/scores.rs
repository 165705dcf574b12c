//! Scores of validated tests, from a file.

use super::super::{FormErrors, Frame, Place, Signed, again, page};
use super::{MOST_IN_FORM, MOST_MIB, sent};
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::response::Response;
use axum::routing::get;
use service::test_scores::{self, ScoredPerson, TestScoresAdded};
use service::{Error, Permission};

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/import/tests", get(start).post(send)).layer(DefaultBodyLimit::max(MOST_IN_FORM))
}

#[derive(Template)]
#[template(path = "import/scores.html")]
struct Page {
    frame: Frame,
    wrong: FormErrors,
    most: usize,
    /// Who was scored by the file that was sent.
    scored: Vec<Scored>,
}

struct Scored {
    path: String,
    name: String,
    dimensions: String,
}

async fn start(signed: Signed) -> Result<Response, Problem> {
    signed.caller.actor.require(Permission::PeopleWrite)?;
    page(&Page::of(&signed, FormErrors::default(), TestScoresAdded { people: Vec::new() }))
}

async fn send(
    State(web): State<Web>,
    signed: Signed,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    signed.caller.actor.require(Permission::PeopleWrite)?;
    let sent = match form {
        Ok(form) => sent(form).await,
        Err(_) => Err(Error::invalid("/file", "choose a file")),
    };
    let added = match sent {
        Ok(sent) => test_scores::add(&web.service, &signed.caller, &sent.name, sent.bytes).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(added) => page(&Page::of(&signed, FormErrors::default(), added)),
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            again(wrong.status, &Page::of(&signed, wrong, TestScoresAdded { people: Vec::new() }))
        }
    }
}

impl Page {
    fn of(signed: &Signed, wrong: FormErrors, added: TestScoresAdded) -> Self {
        let scored = |person: ScoredPerson| Scored {
            path: format!("/people/{}", person.person_id),
            name: person.name,
            dimensions: person.dimensions.join(", "),
        };
        Self {
            frame: Frame::of(signed, Place::People),
            wrong,
            most: MOST_MIB,
            scored: added.people.into_iter().map(scored).collect(),
        }
    }
}
