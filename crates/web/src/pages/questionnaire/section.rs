//! One page of questions: a part of a questionnaire, what is asked first, or the situation. Each answer is saved as it is given
//! if scripts run, and all at once if they do not.

use super::{About, answerable, no_link};
use crate::pages::{FormData, FormErrors, Frame, Visitor, again, counted, go, page};
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
    /// The end of the page's address.
    end: String,
    title: String,
    place: String,
    cannot_judge: String,
    note_label: String,
    most_note: usize,
    groups: Vec<Group>,
    next: &'static str,
}

/// Questions that belong together.
struct Group {
    /// Their heading; empty if the page's own title says it.
    title: String,
    intro: String,
    questions: Vec<ShownQuestion>,
}

/// Which questions a page asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sheet {
    Part(usize),
    First,
    Situation,
}

impl Sheet {
    fn end(self, found: &Questionnaire) -> String {
        match self {
            Self::Part(index) => format!("sections/{}", found.instrument.sections[index].id),
            Self::First => "first".to_owned(),
            Self::Situation => "situation".to_owned(),
        }
    }

    fn questions(self, found: &Questionnaire) -> Vec<&Question> {
        match self {
            Self::Part(index) => found.instrument.sections[index].questions.iter().collect(),
            Self::First => found.instrument.first_questions().map(|(_, question)| question).collect(),
            Self::Situation => found.situation.iter().collect(),
        }
    }

    fn title(self, found: &Questionnaire) -> String {
        match self {
            Self::Part(index) => found.instrument.sections[index].title.clone(),
            Self::First => "A few questions to begin with".to_owned(),
            Self::Situation => "Your situation".to_owned(),
        }
    }

    fn place(self, found: &Questionnaire) -> String {
        let n = self.questions(found).len();
        match self {
            Self::Part(index) => format!("Part {} of {}", index + 1, found.instrument.sections.len()),
            Self::First => format!("{}, about four minutes", counted(n, "question")),
            Self::Situation => format!("{}, about a minute", counted(n, "question")),
        }
    }

    /// The questions under their headings.
    fn groups(self, found: &Questionnaire, typed: &Typed) -> Vec<Group> {
        let group = |title: &str, intro: &str, questions: Vec<&Question>| Group {
            title: title.to_owned(),
            intro: intro.to_owned(),
            questions: questions.into_iter().map(|question| shown(found, question, typed)).collect(),
        };
        match self {
            Self::Part(index) => {
                vec![group("", &found.instrument.sections[index].intro, self.questions(found))]
            }
            Self::Situation => {
                let intro =
                    "They choose the COO type on your page. The situation decides it more than your gaps do.";
                vec![group("", intro, self.questions(found))]
            }
            Self::First => {
                let first: Vec<(&Section, &Question)> = found.instrument.first_questions().collect();
                let of_section = |of: &[(&Section, &Question)]| {
                    let questions = of.iter().map(|(_, question)| *question).collect();
                    of.first().map(|(section, _)| group(&section.title, &section.intro, questions))
                };
                first.chunk_by(|a, b| a.0.id == b.0.id).filter_map(of_section).collect()
            }
        }
    }

    /// The page that comes next, by the end of its address, and the words of the button that leads to it.
    fn next(self, found: &Questionnaire) -> (String, &'static str) {
        match self {
            _ if found.has_own_page() => (String::new(), "Save and see my page"),
            Self::Part(index) if index + 1 < found.instrument.sections.len() => {
                (format!("/{}", Self::Part(index + 1).end(found)), "Keep and go on")
            }
            _ => ("/review".to_owned(), "Keep and look over your answers"),
        }
    }
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
    shown_page(&web, &secret, &visitor, |found| place(found, &section)).await
}

/// Saves a part that was sent as a form.
pub(super) async fn keep(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path((secret, section)): Path<(String, String)>,
    form: FormData,
) -> Result<Response, Problem> {
    kept(&web, &secret, (&visitor, &form), |found| place(found, &section)).await
}

pub(super) async fn first(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    shown_page(&web, &secret, &visitor, |found| own(found, Sheet::First)).await
}

pub(super) async fn keep_first(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path(secret): Path<String>,
    form: FormData,
) -> Result<Response, Problem> {
    kept(&web, &secret, (&visitor, &form), |found| own(found, Sheet::First)).await
}

pub(super) async fn situation(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    shown_page(&web, &secret, &visitor, |found| own(found, Sheet::Situation)).await
}

pub(super) async fn keep_situation(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path(secret): Path<String>,
    form: FormData,
) -> Result<Response, Problem> {
    kept(&web, &secret, (&visitor, &form), |found| own(found, Sheet::Situation)).await
}

async fn shown_page(
    web: &Web,
    secret: &str,
    visitor: &sessions::Visitor,
    sheet: impl FnOnce(&Questionnaire) -> Result<Sheet, Error>,
) -> Result<Response, Problem> {
    match answerable(web, secret, visitor).await? {
        Ok(found) => page(&page_of(&found, secret, sheet(&found)?, &Typed::default())),
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// Saves a page that was sent as a form, question by question. What another window has saved meanwhile stays, and is shown.
async fn kept(
    web: &Web,
    secret: &str,
    (visitor, form): (&sessions::Visitor, &FormData),
    sheet: impl FnOnce(&Questionnaire) -> Result<Sheet, Error>,
) -> Result<Response, Problem> {
    let found = match answerable(web, secret, visitor).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let sheet = sheet(&found)?;
    let mut typed = Typed::default();
    for question in sheet.questions(&found) {
        let Some(input) = input_of(form, question, &found) else { continue };
        match questionnaires::answer(&web.service, secret, &input, visitor).await {
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
        return Ok(go(&format!("/q/{secret}{}", sheet.next(&found).0)));
    }
    let found = super::look(web, secret, visitor).await?;
    again(StatusCode::CONFLICT, &page_of(&found, secret, sheet, &typed))
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
    let question = found.question(&answer.question);
    Ok(question.map(|question| in_words(&found, question, answer)).unwrap_or_default())
}

/// What was typed and not kept, and why.
#[derive(Default)]
struct Typed {
    bad: Vec<Invalid>,
    kept: HashMap<String, AnswerInput>,
    others: HashMap<String, String>,
}

fn page_of(found: &Questionnaire, secret: &str, sheet: Sheet, typed: &Typed) -> Page {
    let wrong = FormErrors::of(Error::Invalid(typed.bad.clone())).unwrap_or_default();
    Page {
        frame: Frame::outside(),
        about: About::of(found, secret),
        wrong,
        end: sheet.end(found),
        title: sheet.title(found),
        place: sheet.place(found),
        cannot_judge: found.instrument.cannot_judge.clone(),
        note_label: found.instrument.note_label.clone(),
        most_note: MOST_NOTE,
        groups: sheet.groups(found, typed),
        next: sheet.next(found).1,
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

fn place(found: &Questionnaire, section: &str) -> Result<Sheet, Error> {
    let index = found.instrument.sections.iter().position(|known| known.id == section);
    index.map(Sheet::Part).ok_or(Error::NotFound("part"))
}

/// A page that only those questionnaires have that lead to a page of one's own.
fn own(found: &Questionnaire, sheet: Sheet) -> Result<Sheet, Error> {
    if found.has_own_page() { Ok(sheet) } else { Err(Error::NotFound("part")) }
}
