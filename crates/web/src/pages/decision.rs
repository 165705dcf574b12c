//! The decision: who, by whom and why. The program makes none; following the order is as easy as not following it.

use super::decision_rights::decision_rights_path;
use super::panel::{in_words, name_of};
use super::search_frame::{SearchFrame, Tab};
use super::{FormData, FormErrors, Frame, Place, Signed, again, go, minute, page};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use service::candidates::{self, ShownCandidate};
use service::decisions::{self, DecisionInput, RecordedDecision, WithdrawalInput};
use service::results::{self, Shortlist};
use service::{Code, Error, Permission, runs};
use store::{CandidateId, SearchId};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/searches/{search_id}/decision", get(shown).post(decide))
        .route("/searches/{search_id}/decision/withdraw", post(withdraw))
}

#[derive(Template)]
#[template(path = "decision.html")]
struct DecisionPage {
    frame: Frame,
    search: SearchFrame,
    wrong: FormErrors,
    decision: Option<Shown>,
    withdrawn: Vec<Shown>,
    /// What is missing before a decision can be recorded; none where nothing is.
    missing: Option<String>,
    choices: Vec<Choice>,
    reason: String,
    why_withdrawn: String,
    may_decide: bool,
    /// Whether somebody was appointed, and the one who looks records what becomes of it.
    may_follow: bool,
}

/// Somebody to choose, or nobody.
struct Choice {
    value: String,
    name: String,
    note: String,
    is_chosen: bool,
}

/// A decision, with everything it rested on.
struct Shown {
    who: String,
    when: String,
    by: String,
    reason: String,
    /// The run that it rested on, as terms and values.
    facts: Vec<(&'static str, String)>,
    report: String,
    /// Where the pair of who was chosen is; none where nobody was, or who was is gone.
    pair: Option<String>,
    /// Where their decision rights are.
    decision_rights: String,
    judgements: Vec<String>,
    withdrawn: Option<String>,
}

/// In place of a candidate.
const NOBODY: &str = "nobody";

async fn shown(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
) -> Result<Response, Problem> {
    match of(&web, &signed, &id, &FormData::default(), FormErrors::default()).await {
        Err(Error::Denied { code: Code::JudgementFirst, .. }) => Ok(go(&format!("/searches/{id}/panel"))),
        Err(error) => Err(error.into()),
        Ok(found) => page(&found?),
    }
}

async fn of(
    web: &Web,
    signed: &Signed,
    id: &SearchId,
    typed: &FormData,
    wrong: FormErrors,
) -> Result<Result<DecisionPage, Problem>, Error> {
    let (service, caller) = (&web.service, &signed.caller);
    let search = match SearchFrame::load(web, signed, id, Tab::Decision).await {
        Ok(search) => search,
        Err(problem) => return Ok(Err(problem)),
    };
    let found = decisions::get(service, caller, id).await?;
    let there = candidates::list(service, caller, id).await?.items;
    // What was decided has its own results.
    let list = match found.decision {
        Some(_) => None,
        None => Some(results::shortlist(service, caller, id).await?),
    };
    let mut withdrawn = Vec::new();
    for decision in found.withdrawn {
        withdrawn.push(Shown::of(web, signed, decision, (&there, &search.path)).await?);
    }
    let is_placement = found.decision.as_ref().is_some_and(|decision| decision.candidate_id.is_some());
    let decision = match found.decision {
        Some(decision) => Some(Shown::of(web, signed, decision, (&there, &search.path)).await?),
        None => None,
    };
    Ok(Ok(DecisionPage {
        frame: Frame::of(signed, Place::Searches),
        missing: list.as_ref().and_then(|list| missing(&search, list)),
        choices: list.map(|list| choices(&list, typed.text("candidate_id"))).unwrap_or_default(),
        reason: typed.text("reason").to_owned(),
        why_withdrawn: typed.text("withdrawn_reason").to_owned(),
        may_follow: is_placement && caller.actor.require(Permission::OutcomesRead).is_ok(),
        may_decide: caller.actor.require(Permission::DecisionsWrite).is_ok(),
        decision,
        withdrawn,
        search,
        wrong,
    }))
}

fn missing(search: &SearchFrame, list: &Shortlist) -> Option<String> {
    if !search.is_open {
        return Some("This search is closed. Open it again first.".to_owned());
    }
    list.rows.is_empty().then(|| "This search has no candidates yet.".to_owned())
}

fn choices(list: &Shortlist, chosen: &str) -> Vec<Choice> {
    let (apart, ranked): (Vec<_>, Vec<_>) = list.rows.iter().partition(|row| row.result.provisional);
    let choice = |(row, place): (&results::ShortlistRow, Option<usize>)| {
        let value = row.result.candidate_id.to_string();
        let finalist = if row.is_finalist { ", finalist" } else { "" };
        let place = place
            .map_or_else(|| "not enough known to rank".to_owned(), |place| format!("place {place} by fit"));
        Choice {
            is_chosen: value == chosen,
            name: row.name.clone(),
            note: format!("{place}{finalist}"),
            value,
        }
    };
    let ranked = ranked.into_iter().zip(1..).map(|(row, place)| (row, Some(place)));
    let mut choices: Vec<Choice> =
        ranked.chain(apart.into_iter().map(|row| (row, None))).map(choice).collect();
    // Finalists come first; among them, and behind them, the order stays.
    choices.sort_by_key(|choice| !choice.note.ends_with("finalist"));
    choices.push(Choice {
        value: NOBODY.to_owned(),
        name: "Nobody".to_owned(),
        note: "appoint none of them".to_owned(),
        is_chosen: chosen == NOBODY,
    });
    choices
}

impl Shown {
    async fn of(
        web: &Web,
        signed: &Signed,
        decision: RecordedDecision,
        (there, path): (&[ShownCandidate], &str),
    ) -> Result<Self, Error> {
        let is_there = |id: &CandidateId| there.iter().any(|candidate| candidate.id == *id);
        let chosen = decision.candidate_id.clone().filter(is_there);
        let run = runs::get(&web.service, &signed.caller, &decision.run_id).await?;
        let name = |id: &CandidateId| {
            let found = there.iter().find(|candidate| candidate.id == *id);
            found.map_or_else(|| "a former candidate".to_owned(), name_of)
        };
        let weights: Vec<String> = run
            .weights
            .0
            .iter()
            .map(|(id, share)| format!("{id} {}", report::words::percent(*share)))
            .collect();
        let judgements = decision.panel.judgements.iter().map(|given| {
            format!("{} on {}: {}", given.user_name, name(&given.candidate_id), in_words(given.opinion))
        });
        let withdrawn = decision.withdrawn_at.as_ref().map(|at| {
            let reason = decision.withdrawn_reason.clone().unwrap_or_default();
            let by = decision.withdrawn_by_name.clone().unwrap_or_default();
            format!("Withdrawn on {} by {by}: {reason}", minute(at))
        });
        Ok(Self {
            who: decision.candidate_id.as_ref().map_or_else(|| "Nobody".to_owned(), name),
            when: minute(&decision.created_at),
            by: decision.decided_by_name.clone(),
            facts: vec![
                ("Computed", minute(&run.created_at)),
                ("Weights in force", weights.join(", ")),
                ("Kind of COO", run.role_type.clone().unwrap_or_else(|| "none in particular".to_owned())),
                ("Candidates", run.n_candidates.to_string()),
                ("Draws and seed", format!("{} draws from seed {}", run.draws, run.seed)),
                ("Program", run.program_version.clone()),
                ("Framework, SHA-256", run.framework_sha256.clone()),
                ("Result, SHA-256", run.result_sha256.clone()),
            ],
            report: format!("/runs/{}/report", decision.run_id),
            pair: chosen.as_ref().map(|id| format!("{path}/candidates/{id}")),
            decision_rights: chosen.as_ref().map(|id| decision_rights_path(path, id)).unwrap_or_default(),
            judgements: judgements.collect(),
            reason: decision.reason,
            withdrawn,
        })
    }
}

async fn decide(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    form: FormData,
) -> Result<Response, Problem> {
    match decided(&web, &signed, &id, &form).await {
        Ok(()) => Ok(go(&format!("/searches/{id}/decision?done=decided"))),
        Err(error) => told(&web, &signed, &id, &form, error).await,
    }
}

async fn decided(web: &Web, signed: &Signed, id: &SearchId, form: &FormData) -> Result<(), Error> {
    let candidate_id = match form.text("candidate_id") {
        NOBODY => None,
        chosen => {
            let chosen = chosen.parse::<CandidateId>();
            Some(chosen.map_err(|_| Error::invalid("/candidate_id", "choose one of them, or nobody"))?)
        }
    };
    let input = DecisionInput { run_id: None, candidate_id, reason: form.text("reason").to_owned() };
    decisions::create(&web.service, &signed.caller, id, input).await.map(|_| ())
}

async fn withdraw(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    form: FormData,
) -> Result<Response, Problem> {
    let input = WithdrawalInput { reason: form.text("withdrawn_reason").to_owned() };
    match decisions::withdraw(&web.service, &signed.caller, &id, input).await {
        Ok(_) => Ok(go(&format!("/searches/{id}/decision?done=withdrawn"))),
        Err(error) => told(&web, &signed, &id, &form, error).await,
    }
}

async fn told(
    web: &Web,
    signed: &Signed,
    id: &SearchId,
    form: &FormData,
    error: Error,
) -> Result<Response, Problem> {
    let wrong = FormErrors::of(error)?;
    again(wrong.status, &of(web, signed, id, form, wrong).await??)
}
