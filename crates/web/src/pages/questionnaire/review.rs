//! All answers once more, before they are handed in.

use super::section::in_words;
use super::{About, answerable, no_link};
use crate::pages::{FormErrors, Frame, Visitor, again, go, page};
use crate::{Problem, Web};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use service::Error;
use service::questionnaires::{self, Questionnaire};

#[derive(Template)]
#[template(path = "questionnaire/review.html")]
struct Review {
    frame: Frame,
    about: About,
    wrong: FormErrors,
    /// Questions without an answer: where they are, and what they ask.
    open: Vec<(String, String)>,
    parts: Vec<Part>,
    is_again: bool,
}

struct Part {
    id: String,
    title: String,
    answers: Vec<ShownAnswer>,
}

struct ShownAnswer {
    id: String,
    text: String,
    answer: String,
    note: String,
}

pub(super) async fn show(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    match answerable(&web, &secret, &visitor).await? {
        Ok(found) => page(&review(&found, &secret, FormErrors::default())),
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub(super) async fn submit(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    match questionnaires::submit(&web.service, &secret, &visitor).await {
        // Where nothing can be handed in any more, that page says so.
        Ok(()) | Err(Error::Conflict { .. }) => Ok(go(&format!("/q/{secret}"))),
        // What is open stands on the page by itself.
        Err(Error::Invalid(_)) => {
            let found = super::look(&web, &secret, &visitor).await?;
            if found.has_own_page() {
                return Ok(go(&format!("/q/{secret}/first")));
            }
            again(StatusCode::UNPROCESSABLE_ENTITY, &review(&found, &secret, FormErrors::default()))
        }
        Err(error) => Err(no_link(error)),
    }
}

fn review(found: &Questionnaire, secret: &str, wrong: FormErrors) -> Review {
    let mut open = Vec::new();
    let parts = found.instrument.sections.iter().map(|section| {
        let answers = section.questions.iter().map(|question| {
            let answer = found.answer(&question.id);
            if answer.is_none() {
                open.push((format!("sections/{}#{}", section.id, question.id), question.text.clone()));
            }
            ShownAnswer {
                id: question.id.clone(),
                text: question.text.clone(),
                answer: answer
                    .map_or_else(|| "no answer yet".to_owned(), |answer| in_words(found, question, answer)),
                note: answer.map(|answer| answer.note.clone()).unwrap_or_default(),
            }
        });
        Part { id: section.id.clone(), title: section.title.clone(), answers: answers.collect() }
    });
    let parts = parts.collect();
    let is_again = found.invitation.done_at.is_some();
    Review { frame: Frame::outside(), about: About::of(found, secret), wrong, open, parts, is_again }
}
