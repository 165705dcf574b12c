//! Which requirements a candidate meets: one form for all of them, of which only what was changed is saved.

use super::{CANDIDATE, Form, after, minute};
use crate::extract::PathId;
use crate::pages::pair_document::PairIds;
use crate::pages::{FormData, Signed};
use crate::{Problem, Web};
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use service::requirements::{self, FindingInput, ShownFinding};
use service::{Error, Expected, Invalid};
use store::requirements::RequirementState;

pub(super) fn routes() -> Router<Web> {
    Router::new().route(&format!("{CANDIDATE}/requirements"), post(save))
}

pub(in crate::pages) struct Section {
    pub(in crate::pages) rows: Vec<Row>,
    /// How many of each, in a line.
    pub(in crate::pages) counts: String,
}

pub(in crate::pages) struct Row {
    pub(in crate::pages) now: ShownFinding,
    /// What is known, in a word.
    pub(in crate::pages) state: &'static str,
    pub(in crate::pages) changed: String,
    pub(in crate::pages) choices: Vec<(String, String)>,
    /// The names of the fields, and what is in them.
    pub(in crate::pages) names: [String; 3],
    pub(in crate::pages) chosen: String,
    pub(in crate::pages) evidence: String,
    pub(in crate::pages) asked_by: String,
}

fn state(state: RequirementState) -> &'static str {
    match state {
        RequirementState::Met => "Met",
        RequirementState::Partly => "Partly met",
        RequirementState::NotMet => "Not met",
        RequirementState::Unknown => "Unknown",
    }
}

impl Section {
    pub(super) fn of(found: Vec<ShownFinding>, typed: Option<&FormData>) -> Self {
        let n = |wanted| found.iter().filter(|finding| finding.state == wanted).count();
        let counts: Vec<String> = RequirementState::ALL
            .iter()
            .map(|known| (n(*known), state(*known).to_lowercase()))
            .filter(|(n, _)| *n > 0)
            .map(|(n, words)| format!("{n} {words}"))
            .collect();
        let counts = counts.join(" · ");
        Self { rows: found.into_iter().map(|finding| Row::of(finding, typed)).collect(), counts }
    }
}

impl Row {
    fn of(now: ShownFinding, typed: Option<&FormData>) -> Self {
        let names = ["state", "evidence", "asked_by"].map(|field| format!("{field}.{}", now.requirement.key));
        let text = |index: usize, now: &str| typed.map_or(now, |typed| typed.text(&names[index])).to_owned();
        Self {
            state: state(now.state),
            changed: match (&now.updated_at, &now.updated_by) {
                (Some(at), Some(by)) => format!("{by}, {}", minute(at)),
                _ => String::new(),
            },
            choices: RequirementState::ALL
                .iter()
                .map(|known| (known.name().to_owned(), state(*known).to_owned()))
                .collect(),
            chosen: text(0, now.state.name()),
            evidence: text(1, now.evidence.as_deref().unwrap_or_default()),
            asked_by: text(2, now.asked_by.as_deref().unwrap_or_default()),
            names,
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
    let done = save_changed(&web, &signed, &pair, &form).await;
    after(&web, &signed, &pair, (Form::Requirements, Some(&form)), done).await
}

/// Saves what differs from what the form was made from. What does not fit is said of each; the rest is saved.
async fn save_changed(web: &Web, signed: &Signed, pair: &PairIds, form: &FormData) -> Result<(), Error> {
    let (service, caller) = (&web.service, &signed.caller);
    signed.caller.actor.require(service::Permission::SearchesWrite)?;
    let known = requirements::findings(service, caller, &pair.0, &pair.1).await?;
    let mut wrong: Vec<Invalid> = Vec::new();
    let mut stale = None;
    for finding in known.items {
        let key = &finding.requirement.key;
        let at = |field: &str| format!("{field}.{key}");
        let Some(state) = form.given(&at("state")) else { continue };
        let Ok(state) = state.parse::<RequirementState>() else { continue };
        let input = FindingInput {
            state,
            evidence: form.text(&at("evidence")).to_owned(),
            asked_by: form.text(&at("asked_by")).to_owned(),
        };
        let before =
            [at("was.state"), at("was.evidence"), at("was.asked_by")].map(|name| form.text(&name).to_owned());
        if before == [input.state.name().to_owned(), input.evidence.clone(), input.asked_by.clone()] {
            continue;
        }
        let revision = Expected::Revision(form.text(&at("revision")).parse().unwrap_or(-1));
        match requirements::put(service, caller, (&pair.0, &pair.1), key, revision, input).await {
            Ok(_) => {}
            Err(Error::Stale) => stale = Some(Error::Stale),
            Err(Error::Invalid(found)) => wrong.extend(found.into_iter().map(|bad| Invalid {
                pointer: format!("{}.{key}", bad.pointer),
                detail: format!("{}: {}", finding.requirement.title, bad.detail),
            })),
            Err(error) => return Err(error),
        }
    }
    match stale {
        _ if !wrong.is_empty() => Err(Error::Invalid(wrong)),
        Some(error) => Err(error),
        None => Ok(()),
    }
}
