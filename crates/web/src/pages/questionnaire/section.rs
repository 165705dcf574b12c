//! One part of a questionnaire: its questions, kept answer by answer where scripts run and all at once where they do not.

use super::{About, answerable, no_link};
use crate::pages::{FormData, FormErrors, Frame, Visitor, again, go, page};
use crate::{Problem, Web};
use askama::Template;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use service::questionnaires::{self, AnswerInput, Answered, MOST_NOTE, Question, Questionnaire, Section};
use service::{Error, Invalid, sessions};
use std::collections::HashMap;
use store::answers::Answer;

#[derive(Template)]
#[template(path = "questionnaire/section.html")]
struct Page {
    frame: Frame,
    about: About,
    wrong: FormErrors,
    id: String,
    title: String,
    place: String,
    intro: String,
    cannot_judge: String,
    note_label: String,
    most_note: usize,
    questions: Vec<ShownQuestion>,
    next: &'static str,
}

struct ShownQuestion {
    id: String,
    text: String,
    hint: String,
    choices: Vec<ShownChoice>,
    is_none: bool,
    has_note: bool,
    note: String,
    /// The revision and the choice that the page was made from.
    was: String,
    /// What another window has kept, where that is not what was chosen here.
    other: String,
}

struct ShownChoice {
    value: String,
    label: String,
    is_chosen: bool,
}

/// The choice that says: cannot judge.
const NONE: &str = "none";

pub(super) async fn show(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path((secret, section)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let found = match answerable(&web, &secret, &visitor).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let index = place(&found, &section)?;
    page(&page_of(&found, &secret, index, &Typed::default()))
}

/// Keeps a part that was sent as a form, question by question. What another window has kept meanwhile stays, and is told.
pub(super) async fn keep(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path((secret, section)): Path<(String, String)>,
    form: FormData,
) -> Result<Response, Problem> {
    let found = match answerable(&web, &secret, &visitor).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let index = place(&found, &section)?;
    let mut typed = Typed::default();
    for question in &found.instrument.sections[index].questions {
        let Some(input) = input_of(&form, question, &found) else { continue };
        match questionnaires::answer(&web.service, &secret, &input, &visitor).await {
            Ok(Answered::Kept(_)) => {}
            Ok(Answered::Other(other)) => {
                let words = in_words(&found, question, &other);
                typed.others.insert(question.id.clone(), words.clone());
                let detail = format!(
                    "in another window you answered: {words}. Send this page once more to keep what is here"
                );
                typed.bad.push(Invalid { pointer: format!("/{}", question.id), detail });
                typed.kept.insert(question.id.clone(), input);
            }
            Err(Error::Invalid(bad)) => {
                typed.bad.extend(bad);
                typed.kept.insert(question.id.clone(), input);
            }
            Err(error) => return Err(no_link(error)),
        }
    }
    if typed.bad.is_empty() {
        let next =
            found.instrument.sections.get(index + 1).map(|section| format!("/sections/{}", section.id));
        return Ok(go(&format!("/q/{secret}{}", next.unwrap_or_else(|| "/review".to_owned()))));
    }
    let found = super::look(&web, &secret, &visitor).await?;
    again(StatusCode::CONFLICT, &page_of(&found, &secret, index, &typed))
}

/// What a script is told of an answer that it sent.
#[derive(Debug, Serialize)]
struct Told {
    is_kept: bool,
    revision: i64,
    /// What stands now: the value of the choice, and the note.
    choice: String,
    note: String,
    /// The choice in words.
    words: String,
}

/// Keeps one answer, as a script sends it.
pub(super) async fn keep_one(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path(secret): Path<String>,
    form: FormData,
) -> Result<Response, Problem> {
    let input = AnswerInput {
        question: form.text("question").to_owned(),
        choice: chosen(form.text("choice"))?,
        note: form.text("note").to_owned(),
        revision: form.read("revision", "give the revision that the answer was made from")?.unwrap_or(0),
        is_alone: true,
    };
    let answered = questionnaires::answer(&web.service, &secret, &input, &visitor).await.map_err(no_link)?;
    let (is_kept, answer) = match answered {
        Answered::Kept(answer) => (true, answer),
        Answered::Other(answer) => (false, answer),
    };
    let words = if is_kept { String::new() } else { words_of(&web, &secret, &visitor, &answer).await? };
    let told = Told {
        is_kept,
        revision: answer.revision,
        choice: value_of(answer.choice),
        note: answer.note,
        words,
    };
    Ok(Json(told).into_response())
}

async fn words_of(
    web: &Web,
    secret: &str,
    visitor: &sessions::Visitor,
    answer: &Answer,
) -> Result<String, Problem> {
    let found = super::look(web, secret, visitor).await?;
    let question = found.instrument.question(&answer.question);
    Ok(question.map(|question| in_words(&found, question, answer)).unwrap_or_default())
}

/// What was typed and not kept, and why.
#[derive(Default)]
struct Typed {
    bad: Vec<Invalid>,
    kept: HashMap<String, AnswerInput>,
    others: HashMap<String, String>,
}

fn page_of(found: &Questionnaire, secret: &str, index: usize, typed: &Typed) -> Page {
    let sections = &found.instrument.sections;
    let section: &Section = &sections[index];
    let wrong = FormErrors::of(Error::Invalid(typed.bad.clone())).unwrap_or_default();
    Page {
        frame: Frame::outside(),
        about: About::of(found, secret),
        wrong,
        id: section.id.clone(),
        title: section.title.clone(),
        place: format!("Part {} of {}", index + 1, sections.len()),
        intro: section.intro.clone(),
        cannot_judge: found.instrument.cannot_judge.clone(),
        note_label: found.instrument.note_label.clone(),
        most_note: MOST_NOTE,
        questions: section.questions.iter().map(|question| shown(found, question, typed)).collect(),
        next: if index + 1 < sections.len() { "Keep and go on" } else { "Keep and look over your answers" },
    }
}

fn shown(found: &Questionnaire, question: &Question, typed: &Typed) -> ShownQuestion {
    let answer = found.answer(&question.id);
    let (choice, note) = match (typed.kept.get(&question.id), answer) {
        (Some(input), _) => (Some(value_of(input.choice.map(i64::from))), input.note.clone()),
        (None, Some(answer)) => (Some(value_of(answer.choice)), answer.note.clone()),
        (None, None) => (None, String::new()),
    };
    let is_chosen = |value: &str| choice.as_deref() == Some(value);
    let choices = question.choices.iter().map(|choice| {
        let value = choice.value.to_string();
        ShownChoice { is_chosen: is_chosen(&value), value, label: choice.label.clone() }
    });
    ShownQuestion {
        id: question.id.clone(),
        text: question.text.clone(),
        hint: question.hint.clone(),
        choices: choices.collect(),
        is_none: is_chosen(NONE),
        has_note: question.has_note,
        note,
        was: answer.map_or_else(
            || "0:".to_owned(),
            |answer| format!("{}:{}", answer.revision, value_of(answer.choice)),
        ),
        other: typed.others.get(&question.id).cloned().unwrap_or_default(),
    }
}

/// What a form says of a question; none where it says nothing new, so that a page that was left open overwrites nothing.
fn input_of(form: &FormData, question: &Question, found: &Questionnaire) -> Option<AnswerInput> {
    let id = &question.id;
    let typed = form.given(&format!("choice.{id}"));
    let note = form.text(&format!("note.{id}")).to_owned();
    let (revision, was) = form.text(&format!("was.{id}")).split_once(':').unwrap_or(("0", ""));
    let there = found.answer(id);
    // A note by itself goes with: cannot judge, as long as nothing is chosen.
    let choice = typed.or(Some(NONE).filter(|_| !note.is_empty()))?;
    let is_same_note = there.map_or("", |answer| answer.note.as_str()) == note;
    if choice == was && is_same_note {
        return None;
    }
    Some(AnswerInput {
        question: id.clone(),
        // What is no choice is refused as one that there is not.
        choice: chosen(choice).unwrap_or(Some(u8::MAX)),
        note,
        revision: revision.parse().unwrap_or(0),
        is_alone: false,
    })
}

fn chosen(value: &str) -> Result<Option<u8>, Error> {
    if value == NONE {
        return Ok(None);
    }
    value.parse().map(Some).map_err(|_| Error::invalid("/choice", "choose one of the answers"))
}

fn value_of(choice: Option<i64>) -> String {
    choice.map_or_else(|| NONE.to_owned(), |choice| choice.to_string())
}

/// An answer in words.
pub(super) fn in_words(found: &Questionnaire, question: &Question, answer: &Answer) -> String {
    let chosen = question.choices.iter().find(|choice| answer.choice == Some(i64::from(choice.value)));
    chosen.map_or_else(|| found.instrument.cannot_judge.clone(), |choice| choice.label.clone())
}

fn place(found: &Questionnaire, section: &str) -> Result<usize, Error> {
    found.instrument.sections.iter().position(|known| known.id == section).ok_or(Error::NotFound("part"))
}
