//! The decision: who, by whom and why. The program makes none; following the order is as easy as not following it.

use super::decision_rights::decision_rights_path;
use super::panel::{Declared, declared, name_of};
use super::search_frame::{SearchFrame, Tab};
use super::{Asked, FormData, FormErrors, Frame, Place, Signed, again, go, minute, page, pdf_file};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use service::candidates::{self, ShownCandidate};
use service::decisions::{self, DecisionInput, FinalistReason, Minutes, RecordedDecision, WithdrawalInput};
use service::judgements::in_words;
use service::results::{self, Shortlist};
use service::{Code, Error, Permission, declarations, panel, runs};
use store::{CandidateId, SearchId};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/searches/{search_id}/decision", get(shown).post(decide))
        .route("/searches/{search_id}/decision/withdraw", post(withdraw))
        .route("/searches/{search_id}/decision/minutes.pdf", get(minutes))
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
    held_on: String,
    /// Names of the panel, and whether each is ticked.
    present: Vec<(String, bool)>,
    others_present: String,
    /// The candidates, to say who would have been next.
    runners_up: Vec<(String, String)>,
    runner_up: String,
    /// The finalists' ids, names, and why.
    finalists: Vec<(String, String, String)>,
    declared: Vec<Declared>,
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
    /// Where the minutes are.
    minutes: String,
    held_on: String,
    present: String,
    runner_up: String,
    /// Finalists, with why.
    reasons: Vec<(String, String)>,
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
    // Minutes are written with a decision, and afterwards only read.
    let (members, finalists) = match found.decision {
        Some(_) => (Vec::new(), Vec::new()),
        None => panel::get(service, caller, id).await.map(|panel| (panel.members, panel.candidates))?,
    };
    let declarations = declarations::list(service, caller, id).await?.items;
    let ticked: Vec<&str> = typed.all("present").collect();
    let called = |candidate: &ShownCandidate| (candidate.id.to_string(), name_of(candidate));
    let none = (String::new(), "Nobody in particular".to_owned());
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
        held_on: typed.text("held_on").to_owned(),
        present: members
            .iter()
            .map(|member| (member.name.clone(), ticked.contains(&member.name.as_str())))
            .collect(),
        others_present: typed.text("others_present").to_owned(),
        runners_up: std::iter::once(none).chain(there.iter().map(called)).collect(),
        runner_up: typed.text("runner_up_id").to_owned(),
        finalists: finalists
            .iter()
            .map(called)
            .map(|(id, name)| {
                let why = typed.text(&format!("why.{id}")).to_owned();
                (id, name, why)
            })
            .collect(),
        declared: declared(&declarations, &there),
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
            minutes: format!("{path}/decision/minutes.pdf?decision={}", decision.id),
            held_on: decision.minutes.held_on.as_ref().map(ToString::to_string).unwrap_or_default(),
            present: decision.minutes.present.join(", "),
            runner_up: decision.minutes.runner_up_id.as_ref().map(name).unwrap_or_default(),
            reasons: decision
                .minutes
                .reasons
                .iter()
                .map(|given| (name(&given.candidate_id), given.reason.clone()))
                .collect(),
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
    let minutes = minutes_of(form)?;
    let input = DecisionInput { run_id: None, candidate_id, reason: form.text("reason").to_owned(), minutes };
    decisions::create(&web.service, &signed.caller, id, input).await.map(|_| ())
}

/// The minutes as they were typed.
fn minutes_of(form: &FormData) -> Result<Minutes, Error> {
    let others =
        form.text("others_present").split([',', '\n']).map(str::trim).filter(|name| !name.is_empty());
    let reason = |(id, reason): (&str, &str)| {
        let candidate_id = id.parse().ok()?;
        (!reason.is_empty()).then(|| FinalistReason { candidate_id, reason: reason.to_owned() })
    };
    Ok(Minutes {
        held_on: form.read("held_on", "give a day, such as 2026-11-30")?,
        present: form.all("present").chain(others).map(str::to_owned).collect(),
        runner_up_id: form.read("runner_up_id", "choose one of the candidates")?,
        reasons: form.under("why.").filter_map(reason).collect(),
    })
}

async fn minutes(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    asked: Asked,
) -> Result<Response, Problem> {
    let decision = asked.fields.read("decision", "this search has no such decision")?;
    let made = decisions::minutes_pdf(&web.service, &signed.caller, &id, decision.as_ref()).await?;
    Ok(pdf_file("minutes.pdf", made))
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
