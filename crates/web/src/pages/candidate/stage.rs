//! Where a candidate is, what comes next, and why somebody left.

use super::{CANDIDATE, Form, after, minute};
use crate::extract::PathId;
use crate::pages::pair_document::PairIds;
use crate::pages::{FormData, Signed};
use crate::{Problem, Web};
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use service::Error;
use service::stages::{self, ShownStage, StageChange, StageList};
use store::Day;

pub(super) fn routes() -> Router<Web> {
    Router::new().route(&format!("{CANDIDATE}/stage"), post(save))
}

pub(in crate::pages) struct Section {
    pub(in crate::pages) now: ShownStage,
    /// When it last changed and by whom, in a line; empty for never.
    pub(in crate::pages) changed: String,
    pub(in crate::pages) choices: Vec<(String, String)>,
    pub(in crate::pages) stage: String,
    pub(in crate::pages) next_step: String,
    pub(in crate::pages) due_on: String,
    pub(in crate::pages) reason: String,
    pub(in crate::pages) is_reason_shareable: bool,
}

impl Section {
    pub(super) fn of(now: ShownStage, list: &StageList, typed: Option<&FormData>) -> Self {
        let text = |name: &str, now: Option<&str>| {
            typed.map_or(now.unwrap_or_default(), |typed| typed.text(name)).to_owned()
        };
        let is_shareable = now.is_reason_shareable;
        Self {
            changed: match (&now.updated_at, &now.updated_by) {
                (Some(at), Some(by)) => format!("Last changed by {by}, {}.", minute(at)),
                (Some(at), None) => format!("Last changed {}.", minute(at)),
                _ => String::new(),
            },
            choices: list.stages.iter().map(|stage| (stage.key.clone(), stage.title.clone())).collect(),
            stage: text("stage", Some(&now.stage.key)),
            next_step: text("next_step", now.next_step.as_deref()),
            due_on: text("due_on", now.due_on.as_ref().map(Day::as_str)),
            reason: text("reason", now.reason.as_deref()),
            is_reason_shareable: typed.map_or(is_shareable, |typed| typed.is_ticked("is_reason_shareable")),
            now,
        }
    }
}

async fn save(
    State(web): State<Web>,
    signed: Signed,
    PathId(pair): PathId<PairIds>,
    form: FormData,
) -> Result<Response, Problem> {
    let done = match change(&form) {
        Ok(change) => {
            let put = stages::put(&web.service, &signed.caller, (&pair.0, &pair.1), form.revision(), change);
            put.await.map(drop)
        }
        Err(error) => Err(error),
    };
    after(&web, &signed, &pair, (Form::Stage, Some(&form)), done).await
}

fn change(form: &FormData) -> Result<StageChange, Error> {
    Ok(StageChange {
        stage: form.text("stage").to_owned(),
        next_step: form.text("next_step").to_owned(),
        due_on: form.read("due_on", "write the day as 2026-11-30")?,
        reason: form.text("reason").to_owned(),
        is_reason_shareable: form.is_ticked("is_reason_shareable"),
    })
}
