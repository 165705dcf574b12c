//! A pulse, as one of the two answers it by a link: five sentences, and nothing else.

use super::outcomes::{Condition, conditions_of, wave_in_words};
use super::{FormData, FormErrors, Frame, Visitor, again, day, go, page};
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use service::outcomes::pulse_links::{self, Pulse};
use service::{Code, Error};

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/p/{secret}", get(show).post(answer))
}

#[derive(Template)]
#[template(path = "pulse.html")]
struct Page {
    frame: Frame,
    wrong: FormErrors,
    path: String,
    pulse: Pulse,
    wave: &'static str,
    until: String,
    answered: Option<String>,
    conditions: Vec<Condition>,
    note: String,
}

async fn show(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    let pulse = pulse_links::look(&web.service, &secret, &visitor).await.map_err(no_link)?;
    page(&of(&secret, pulse, &FormData::default(), FormErrors::default()))
}

async fn answer(
    State(web): State<Web>,
    Visitor(visitor): Visitor,
    Path(secret): Path<String>,
    form: FormData,
) -> Result<Response, Problem> {
    let answered = match conditions_of(&form) {
        Ok(conditions) => {
            let note = form.text("note").to_owned();
            pulse_links::answer(&web.service, &secret, conditions, note, &visitor).await
        }
        Err(error) => Err(error),
    };
    match answered {
        Ok(()) | Err(Error::Conflict { code: Code::Answered, .. }) => Ok(go(&format!("/p/{secret}"))),
        Err(error @ Error::NotFound(_)) => Err(no_link(error)),
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            let pulse = pulse_links::look(&web.service, &secret, &visitor).await.map_err(no_link)?;
            again(wrong.status, &of(&secret, pulse, &form, wrong))
        }
    }
}

fn of(secret: &str, pulse: Pulse, typed: &FormData, wrong: FormErrors) -> Page {
    Page {
        frame: Frame::outside(),
        wrong,
        path: format!("/p/{secret}"),
        wave: wave_in_words(pulse.wave),
        until: day(&pulse.expires_at),
        answered: pulse.answered_at.as_ref().map(day),
        conditions: Condition::all(typed),
        note: typed.text("note").to_owned(),
        pulse,
    }
}

fn no_link(error: Error) -> Problem {
    let detail = "it may have ended, have been revoked, or have been cut short on its way. Whoever asked you can send you \
                  another";
    super::no_link(error, detail)
}
