//! What to ask a candidate, with what strong and weak answers sound like, and room to rate them.

use super::pair_document::{PairIds, PairPage, after, show};
use super::plan::{Pair, if_in_results};
use super::search_frame::{SearchFrame, Tab, judge_first};
use super::{FormData, FormErrors, Frame, Place, Signed, again, page, pdf_file};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use service::interviews::{self, AnswerInput, GuideQuestion, InterviewGuide, InterviewInput};
use service::{Error, Permission};

pub(super) fn routes() -> Router<Web> {
    const GUIDE: &str = "/searches/{search_id}/candidates/{candidate_id}/guide";
    Router::new()
        .route(GUIDE, get(show::<Guide>).post(rate))
        .route(&format!("{GUIDE}.html"), get(document))
        .route(&format!("{GUIDE}.pdf"), get(pdf))
}

#[derive(Template)]
#[template(path = "guide.html")]
struct Page {
    frame: Frame,
    search: SearchFrame,
    wrong: FormErrors,
    pair: Pair,
    /// None for a candidate who came after the decision.
    shown: Option<Shown>,
}

struct Shown {
    questions: Vec<Question>,
    may_rate: bool,
    rater: String,
}

/// A question, with what was typed of it.
struct Question {
    asked: GuideQuestion,
    /// Its place in the form, and the names of its fields there.
    field: String,
    names: [String; 2],
    choices: Vec<Choice>,
    note: String,
}

/// A place on the scale.
struct Choice {
    value: &'static str,
    words: String,
    is_chosen: bool,
}

/// Five places on the scale from 0 to 100; three of them are described.
const PLACES: [(&str, &str, Option<usize>); 5] =
    [("0", "1", Some(0)), ("25", "2", None), ("50", "3", Some(1)), ("75", "4", None), ("100", "5", Some(2))];
/// In place of a value.
const NONE: &str = "none";

/// The page of an interview guide.
struct Guide;

impl PairPage for Guide {
    fn address((search, candidate): &PairIds) -> String {
        format!("/searches/{search}/candidates/{candidate}/guide")
    }

    async fn shown(
        web: &Web,
        signed: &Signed,
        (id, candidate): &PairIds,
        typed: Option<&FormData>,
        wrong: FormErrors,
    ) -> Result<Response, Problem> {
        let search = SearchFrame::load(web, signed, id, Tab::Candidates).await?;
        let pair = Pair::load(web, signed, (&search, candidate), "guide").await?;
        let guide = match if_in_results(interviews::guide(&web.service, &signed.caller, id, candidate).await)
        {
            Err(error) => return judge_first(error, id),
            Ok(guide) => guide,
        };
        let may_rate = signed.caller.actor.require(Permission::PeopleWrite).is_ok();
        let template = Page {
            frame: Frame::of(signed, Place::Searches),
            shown: guide.map(|guide| Shown::of(guide, may_rate, typed, &signed.user.name)),
            search,
            pair,
            wrong,
        };
        if template.wrong.is_empty() { page(&template) } else { again(template.wrong.status, &template) }
    }
}

impl Shown {
    fn of(guide: InterviewGuide, may_rate: bool, typed: Option<&FormData>, user: &str) -> Self {
        let questions = guide.questions;
        let question = |(index, asked): (usize, GuideQuestion)| {
            let field = format!("answers.{index}");
            let given = |name: &str| typed.map_or("", |typed| typed.text(&format!("{field}.{name}")));
            let chosen = given("value");
            let choices = PLACES.map(|(value, place, anchor)| Choice {
                value,
                words: match anchor.map(|anchor| asked.anchors[anchor].as_str()) {
                    Some(words) if !words.is_empty() => format!("{place}: {words}"),
                    _ => place.to_owned(),
                },
                is_chosen: chosen == value,
            });
            let none = Choice {
                value: NONE,
                words: "Cannot judge".to_owned(),
                is_chosen: !PLACES.iter().any(|(value, ..)| *value == chosen),
            };
            Question {
                choices: choices.into_iter().chain([none]).collect(),
                note: given("note").to_owned(),
                asked,
                names: ["value", "note"].map(|name| format!("{field}.{name}")),
                field,
            }
        };
        Self {
            questions: questions.into_iter().enumerate().map(question).collect(),
            may_rate,
            rater: typed.map_or(user, |typed| typed.text("rater")).to_owned(),
        }
    }
}

async fn rate(
    State(web): State<Web>,
    signed: Signed,
    PathId(pair): PathId<PairIds>,
    form: FormData,
) -> Result<Response, Problem> {
    let done = match input(&form) {
        Ok(input) => interviews::put(&web.service, &signed.caller, &pair.0, &pair.1, input).await.map(drop),
        Err(error) => Err(error),
    };
    after::<Guide>(&web, &signed, &pair, (done, Some(&form)), "rated").await
}

fn input(form: &FormData) -> Result<InterviewInput, Error> {
    let mut answers = Vec::new();
    for index in 0.. {
        let name = |part: &str| format!("answers.{index}.{part}");
        let dimension = form.text(&name("dimension")).to_owned();
        if dimension.is_empty() {
            break;
        }
        let is_judged = form.text(&name("value")) != NONE;
        let value = if is_judged { form.number(&name("value"))? } else { None };
        answers.push(AnswerInput { dimension, value, note: form.text(&name("note")).to_owned() });
    }
    Ok(InterviewInput { rater: form.text("rater").to_owned(), answers })
}

async fn document(
    State(web): State<Web>,
    signed: Signed,
    PathId((id, candidate)): PathId<PairIds>,
) -> Result<Response, Problem> {
    Ok(Html(interviews::document(&web.service, &signed.caller, &id, &candidate).await?).into_response())
}

async fn pdf(
    State(web): State<Web>,
    signed: Signed,
    PathId((id, candidate)): PathId<PairIds>,
) -> Result<Response, Problem> {
    let bytes = interviews::pdf(&web.service, &signed.caller, &id, &candidate).await?;
    Ok(pdf_file("interview-guide.pdf", bytes))
}
