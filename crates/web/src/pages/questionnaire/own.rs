//! A CEO's own page: what their answers say, what would sharpen it, and passing it on.

use super::{About, Part, after_done, look, no_link, state};
use crate::pages::{Frame, Visitor, counted, day, go, page, pdf_file};
use crate::{Problem, Web};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use report::Markup;
use service::questionnaires::{self, Questionnaire, minutes_in_words};
use service::sessions;

#[derive(Template)]
#[template(path = "questionnaire/own.html")]
struct Own {
    frame: Frame,
    about: About,
    title: &'static str,
    facts: String,
    /// What was passed on, and what comes next; empty before.
    done: Vec<String>,
    is_changed: bool,
    is_locked: bool,
    /// How many of the first questions are answered; empty if all are.
    begun: String,
    section: Markup,
    progress: String,
    parts: Vec<Part>,
    pass_on: String,
    until: String,
}

#[derive(Template)]
#[template(path = "questionnaire/removed.html")]
struct Removed {
    frame: Frame,
    organisation: String,
    invited_by: String,
}

/// The page; who has answered nothing yet begins.
pub(super) async fn show(
    web: &Web,
    secret: &str,
    visitor: &sessions::Visitor,
    found: &Questionnaire,
) -> Result<Response, Problem> {
    if found.answers.is_empty() && !found.is_locked {
        return Ok(go(&format!("/q/{secret}/first")));
    }
    let own = questionnaires::own_page(&web.service, secret, visitor).await.map_err(no_link)?;
    let is_open = |id: &str| found.answer(id).is_none();
    let first: Vec<bool> =
        found.instrument.first_questions().map(|(_, question)| is_open(&question.id)).collect();
    let n_first_open = first.iter().filter(|is_open| **is_open).count();
    let n_open = found.open().count();
    let situation = Part {
        id: "situation".to_owned(),
        title: "Your situation: which COO type".to_owned(),
        minutes: minutes_in_words(1),
        state: state(found, &found.situation),
    };
    let sections = found.instrument.sections.iter().map(|section| Part {
        id: format!("sections/{}", section.id),
        title: section.title.clone(),
        minutes: minutes_in_words(section.minutes),
        state: state(found, &section.questions),
    });
    page(&Own {
        frame: Frame::outside(),
        about: About::of(found, secret),
        title: own.title,
        facts: own.facts,
        done: after_done(found),
        is_changed: found.is_changed_since(),
        is_locked: found.is_locked,
        begun: match n_first_open {
            0 => String::new(),
            n => {
                format!("{} of the first {} are answered.", first.len() - n, counted(first.len(), "question"))
            }
        },
        section: own.section,
        progress: format!(
            "{} of {} are answered.",
            found.instrument.n_questions() - n_open,
            counted(found.instrument.n_questions(), "question")
        ),
        parts: std::iter::once(situation).chain(sections).collect(),
        pass_on: pass_on(found),
        until: day(&found.invitation.expires_at),
    })
}

/// What passing on does, and who sees what then.
fn pass_on(found: &Questionnaire) -> String {
    let organisation = &found.organisation;
    let profile = match &found.search {
        Some(search) => {
            format!("They become part of your profile as the CEO in the search \u{201c}{search}\u{201d}.")
        }
        None => "They become part of your profile there.".to_owned(),
    };
    format!(
        "So far nobody at {organisation} is shown your answers. If you pass them on, {organisation} sees what they say about \
         each quality, as a number with its range and beside what others say, not the single answers. {profile} You can pass \
         them on again after changing some."
    )
}

pub(super) async fn pdf(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    let bytes = questionnaires::own_pdf(&web.service, &secret, &visitor).await.map_err(no_link)?;
    Ok(pdf_file("my-page.pdf", bytes))
}

pub(super) async fn remove(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    let found = look(&web, &secret, &visitor).await?;
    questionnaires::remove(&web.service, &secret, &visitor).await.map_err(no_link)?;
    page(&Removed { frame: Frame::outside(), organisation: found.organisation, invited_by: found.invited_by })
}
