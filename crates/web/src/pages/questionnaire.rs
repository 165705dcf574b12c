//! A questionnaire, for whoever has a link to it: the notice, the parts, what was answered, and handing it in.

mod notice;
mod own;
mod review;
mod section;

use super::{FormData, Frame, Visitor, browser_cookie, day, go, page};
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::Response;
use axum::routing::{get, post};
use service::questionnaires::{self, Question, Questionnaire, Section, minutes_in_words};
use service::{Error, sessions};
use store::ratings::Source;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/q/{secret}", get(home))
        .route("/q/{secret}/begin", post(begin))
        .route("/q/{secret}/sections/{section}", get(section::show).post(section::keep))
        .route("/q/{secret}/first", get(section::first).post(section::keep_first))
        .route("/q/{secret}/situation", get(section::situation).post(section::keep_situation))
        .route("/q/{secret}/page.pdf", get(own::pdf))
        .route("/q/{secret}/delete", post(own::remove))
        .route("/q/{secret}/answers", post(section::keep_one))
        .route("/q/{secret}/review", get(review::show))
        .route("/q/{secret}/submit", post(review::submit))
}

/// What every page of a questionnaire shows.
struct About {
    /// The address that all of its pages begin with.
    path: String,
    organisation: String,
    title: String,
    /// About whom, in words.
    about: String,
}

impl About {
    fn of(questionnaire: &Questionnaire, secret: &str) -> Self {
        let about = match questionnaire.invitation.source {
            Source::Oneself => format!("About yourself, {}", questionnaire.person),
            _ => format!("About {}", questionnaire.person),
        };
        Self {
            path: format!("/q/{secret}"),
            organisation: questionnaire.organisation.clone(),
            title: questionnaire.instrument.title.clone(),
            about,
        }
    }
}

#[derive(Template)]
#[template(path = "questionnaire/home.html")]
struct Home {
    frame: Frame,
    about: About,
    intro: String,
    /// What was done, and what comes next; empty before anything was handed in.
    done: Vec<String>,
    is_locked: bool,
    is_changed: bool,
    parts: Vec<Part>,
    progress: String,
    /// Where to go on: the path's end and the words.
    next: (String, &'static str),
    until: String,
}

struct Part {
    id: String,
    title: String,
    minutes: String,
    state: String,
}

async fn home(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    let found = look(&web, &secret, &visitor).await?;
    if found.invitation.opened_at.is_none() {
        return page(&notice::Notice::of(&found, &secret));
    }
    if found.has_own_page() {
        return own::show(&web, &secret, &visitor, &found).await;
    }
    let open: Vec<&str> = found.open().map(|question| question.id.as_str()).collect();
    let parts = found.instrument.sections.iter().map(|section| Part {
        id: section.id.clone(),
        title: section.title.clone(),
        minutes: minutes_in_words(section.minutes),
        state: state(&found, &section.questions),
    });
    let n_all = found.instrument.n_questions();
    page(&Home {
        frame: Frame::outside(),
        about: About::of(&found, &secret),
        intro: found.instrument.intro.clone(),
        done: after_done(&found),
        is_locked: found.is_locked,
        is_changed: found.is_changed_since(),
        parts: parts.collect(),
        progress: format!("{} of {n_all} questions are answered.", n_all - open.len()),
        next: next(&found, &open),
        until: day(&found.invitation.expires_at),
    })
}

/// How far questions are answered, in words.
fn state(found: &Questionnaire, questions: &[Question]) -> String {
    let left = questions.iter().filter(|question| found.answer(&question.id).is_none()).count();
    match (left, questions.len()) {
        (0, _) => "answered".to_owned(),
        (left, all) if left == all => "not begun".to_owned(),
        (left, all) => format!("{} of {all} answered", all - left),
    }
}

/// Where to go on: the first part with an open question, or the review.
fn next(found: &Questionnaire, open: &[&str]) -> (String, &'static str) {
    let is_open =
        |section: &&Section| section.questions.iter().any(|question| open.contains(&question.id.as_str()));
    match found.instrument.sections.iter().find(is_open) {
        Some(section) if found.answers.is_empty() => (format!("sections/{}", section.id), "Begin"),
        Some(section) => (format!("sections/{}", section.id), "Go on"),
        None => ("review".to_owned(), "Look over your answers and hand them in"),
    }
}

/// What happens with what was handed in; nothing before it was.
fn after_done(found: &Questionnaire) -> Vec<String> {
    let Some(done) = &found.invitation.done_at else { return Vec::new() };
    let what = if found.has_own_page() { "passed on" } else { "submitted" };
    let mut said = vec![format!("Your answers were {what} on {}. Thank you.", day(done))];
    let organisation = &found.organisation;
    let next = match (found.is_shielded(), found.invitation.counted_at.is_some()) {
        (true, true) => format!(
            "They are counted together with those of others. {organisation} cannot tell which are yours."
        ),
        (true, false) => {
            "They wait until enough others have answered, and are then counted together with theirs."
                .to_owned()
        }
        (false, _) => format!(
            "{organisation} sees what they say about each quality, beside what others say, and decides as people do: no \
             answer and no number decides anything by itself."
        ),
    };
    said.push(next);
    if found.is_locked {
        said.push("They cannot be changed any more.".to_owned());
    } else if found.is_shielded() {
        said.push("Until then you can change an answer and hand them in again.".to_owned());
    } else {
        let again = if found.has_own_page() { "pass them on" } else { "hand them in" };
        said.push(format!("Until a decision is made you can change an answer and {again} again."));
    }
    said
}

async fn begin(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path(secret): Path<String>,
    form: FormData,
) -> Result<Response, Problem> {
    match questionnaires::agree(&web.service, &secret, form.text("notice"), &visitor).await {
        // A notice that was changed meanwhile is read again.
        Err(Error::Stale) => Ok(go(&format!("/q/{secret}"))),
        Ok(browser) => {
            let mut response = go(&format!("/q/{secret}"));
            if let Some(browser) = browser {
                response.headers_mut().append(header::SET_COOKIE, browser_cookie(&web, browser.reveal()));
            }
            Ok(response)
        }
        Err(error) => Err(no_link(error)),
    }
}

/// The questionnaire of a link, or the one page that every link has which does not work.
async fn look(web: &Web, secret: &str, visitor: &sessions::Visitor) -> Result<Questionnaire, Problem> {
    questionnaires::look(&web.service, secret, visitor).await.map_err(no_link)
}

/// The questionnaire, once its notice was agreed to and as long as it can be answered; or where to go instead.
async fn answerable(
    web: &Web,
    secret: &str,
    visitor: &sessions::Visitor,
) -> Result<Result<Questionnaire, Response>, Problem> {
    let found = look(web, secret, visitor).await?;
    let is_answerable = found.invitation.opened_at.is_some() && !found.is_locked;
    Ok(if is_answerable { Ok(found) } else { Err(go(&format!("/q/{secret}"))) })
}

fn no_link(error: Error) -> Problem {
    let detail = "it may have ended, have been taken back, or have been cut short on its way. Whoever asked you to answer can \
                  send you another";
    super::no_link(error, detail)
}
