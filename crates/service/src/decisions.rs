//! Decisions. The program makes none: a decision has a person who took it and a reason, and keeps what it rested on.

mod minutes;

pub use minutes::{FinalistReason, Minutes};

use crate::checks::Checks;
use crate::judgements::{shown, shown_versions};
use crate::searches::{held, require_open, visible};
use crate::transaction::started;
use crate::visibility::Visibility;
use crate::{Actor, Caller, Code, Error, Permission, Result, Service};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::decisions::{self, Decision};
use store::judgements::{self, Judgement, JudgementVersion};
use store::searches::{self, Search, SearchState};
use store::{CandidateId, Connection, DecisionId, OrgId, RunId, SearchId, Timestamp, UserId};
use store::{candidates, runs, users, weight_sets};
use utoipa::ToSchema;

/// A decision to be recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionInput {
    /// The run that it rests on; the results as they are now where it is left out.
    #[serde(default)]
    pub run_id: Option<RunId>,
    /// Who was chosen; null for nobody.
    pub candidate_id: Option<CandidateId>,
    /// Why.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S")]
    pub reason: String,
    /// The minutes.
    #[serde(default)]
    pub minutes: Minutes,
}

/// Why a decision is withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawalInput {
    /// Why.
    #[schema(min_length = 1, max_length = 10_000, pattern = r"\S")]
    pub reason: String,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = Decision)]
pub struct RecordedDecision {
    /// Id.
    pub id: DecisionId,
    /// The run that it rested on.
    pub run_id: RunId,
    /// Who was chosen; null for nobody.
    pub candidate_id: Option<CandidateId>,
    /// Why.
    pub reason: String,
    /// The minutes.
    #[serde(default)]
    pub minutes: Minutes,
    /// The panel's weights and judgements as they stood.
    pub panel: Panel,
    /// Who recorded it.
    pub decided_by: UserId,
    /// Their name.
    pub decided_by_name: String,
    /// When.
    pub created_at: Timestamp,
    /// When it was withdrawn; null for the one in force.
    pub withdrawn_at: Option<Timestamp>,
    /// Who withdrew it.
    pub withdrawn_by: Option<UserId>,
    /// Their name.
    pub withdrawn_by_name: Option<String>,
    /// Why.
    pub withdrawn_reason: Option<String>,
}

/// The panel's weights and judgements at a decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Panel {
    /// Weight sets: owner, method, weights.
    #[schema(value_type = Vec<Object>)]
    pub weights: Vec<Value>,
    /// Judgements.
    pub judgements: Vec<Judgement>,
    /// All that was said: first, later and taken back.
    #[serde(default)]
    pub history: Vec<JudgementVersion>,
}

/// The decisions of a search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Decisions {
    /// The one in force; null where there is none.
    pub decision: Option<RecordedDecision>,
    /// Those that were withdrawn, the newest first.
    pub withdrawn: Vec<RecordedDecision>,
}

/// Records a decision, which ends the search.
///
/// # Errors
/// Where one is in force, the search is not open, the run is not of this search or the candidate not of the run, or the
/// caller has yet to judge.
#[crate::boxed]
pub async fn create(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    input: DecisionInput,
) -> Result<RecordedDecision> {
    const ACTION: &str = "decision.create";
    let asked = (search, &input);
    if let Some(answer) = service.answered(caller, Permission::DecisionsWrite, ACTION, &asked).await? {
        return Ok(answer);
    }
    let run_id = match &input.run_id {
        Some(run) => run.clone(),
        None => frozen(service, caller, search).await?,
    };
    let begun = service.write(caller, Permission::DecisionsWrite, ACTION, &asked).await?;
    let mut write = started!(begun);
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let org = &actor.org;
    let search = held(connection, actor, search).await?;
    Visibility::of(connection, actor, &search).await?.require_scores()?;
    if search.state == SearchState::Decided {
        return Err(already());
    }
    require_open(&search)?;
    let mut checks = Checks::default();
    checks.text("/reason", &input.reason, 1, 10_000);
    let run = runs::find(connection, org, &run_id).await?;
    let is_ours = run.as_ref().is_some_and(|run| run.search_id == search.id);
    checks.require(is_ours, "/run_id", "this search has no such run");
    if let Some(candidate) = input.candidate_id.as_ref().filter(|_| is_ours) {
        let was_scored = was_scored(connection, org, &run_id, candidate).await?;
        let is_there = candidates::find(connection, org, &search.id, candidate).await?.is_some();
        checks.require(
            was_scored && is_there,
            "/candidate_id",
            "this run has no such candidate: name one of its candidates, or leave the run out",
        );
    }
    let there = candidates::list(connection, org, &search.id).await?;
    let there: Vec<CandidateId> = there.into_iter().map(|candidate| candidate.id).collect();
    let minutes = input.minutes.checked(&mut checks, input.candidate_id.as_ref(), &there);
    checks.done()?;
    let minutes = (!minutes.is_empty()).then(|| serde_json::to_string(&minutes)).transpose();
    let decision = Decision {
        id: service.surroundings().id(),
        run_id,
        candidate_id: input.candidate_id,
        reason: input.reason,
        panel: freeze(connection, org, &search.id).await?,
        minutes: minutes.map_err(Error::internal("writing the minutes of a decision"))?,
        decided_by: actor.user.clone(),
        created_at: now.clone(),
        withdrawn_at: None,
        withdrawn_by: None,
        withdrawn_reason: None,
    };
    decisions::insert(connection, org, &search.id, &decision).await.map_err(|error| match error {
        store::Error::Taken => already(),
        other => other.into(),
    })?;
    set_state(connection, org, search, SearchState::Decided, &now).await?;
    let subject = decision.id.to_string();
    // Names are there with the decision.
    let recorded = recorded(connection, org, decision).await?;
    write.finish(&subject, &["run_id", "candidate_id", "reason", "minutes"], recorded).await
}

/// The decisions of a search, in force and withdrawn.
#[crate::boxed]
pub async fn get(service: &Service, caller: &Caller, search: &SearchId) -> Result<Decisions> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    let visibility = Visibility::of(connection, actor, &search).await?;
    visibility.require_scores()?;
    let found = decisions::list(connection, &actor.org, &search.id).await?;
    let found = all(connection, actor, visibility, found).await?;
    let (withdrawn, mut in_force): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|decision| decision.withdrawn_at.is_some());
    Ok(Decisions { decision: in_force.pop(), withdrawn })
}

/// The minutes of a decision as PDF, to be signed: of the one named, or of the one in force. Where none is named or in force,
/// minutes to be filled in.
///
/// # Errors
/// Where the search has no such decision.
#[crate::boxed]
pub async fn minutes_pdf(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    wanted: Option<&DecisionId>,
) -> Result<Vec<u8>> {
    let Decisions { decision: in_force, withdrawn } = get(service, caller, search).await?;
    let decision = match wanted {
        None => in_force,
        Some(id) => {
            let found = in_force.into_iter().chain(withdrawn).find(|made| made.id == *id);
            Some(found.ok_or(Error::NotFound("decision"))?)
        }
    };
    let members = crate::members::list(service, caller, search).await?.items;
    let there = crate::candidates::list(service, caller, search).await?.items;
    let declared = crate::declarations::list(service, caller, search).await?.items;
    let search = crate::searches::get(service, caller, search).await?;
    let minutes = match &decision {
        Some(decision) => decision.in_words(&there, &declared),
        None => minutes::to_fill_in(&members, &there, &declared),
    };
    let text = serde_json::to_string(&decision).map_err(unreadable)?;
    let wanted = crate::results::wanted(&search);
    let version = decision.as_ref().map_or("not decided yet", |made| &made.created_at.as_str()[..10]);
    let edition = crate::paper::edition(search.title, version.to_owned(), &text);
    let written = report::minutes_to_paper(&minutes, &wanted, &edition);
    crate::paper::set(service, written.map_err(Error::internal("laying out minutes"))?).await
}

/// Withdraws the decision in force, which opens the search again. The decision stays on record.
#[crate::boxed]
pub async fn withdraw(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    input: WithdrawalInput,
) -> Result<Decisions> {
    let asked = (search, &input);
    let begun = service.write(caller, Permission::DecisionsWrite, "decision.withdraw", &asked).await?;
    let mut write = started!(begun);
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let org = &actor.org;
    let search = held(connection, actor, search).await?;
    Visibility::require_judged(connection, actor, &search).await?;
    let mut checks = Checks::default();
    checks.text("/reason", &input.reason, 1, 10_000);
    checks.done()?;
    let why = (&actor.user, input.reason.as_str());
    if !decisions::withdraw(connection, org, &search.id, why, &now).await? {
        return Err(Error::conflict(Code::NoDecision, "no decision is in force in this search"));
    }
    let id = search.id.clone();
    set_state(connection, org, search, SearchState::Open, &now).await?;
    let found = decisions::list(connection, org, &id).await?;
    let search = visible(connection, actor, &id).await?;
    let visibility = Visibility::of(connection, actor, &search).await?;
    let withdrawn = all(connection, actor, visibility, found).await?;
    write.finish(id.as_str(), &["withdrawn_reason"], Decisions { decision: None, withdrawn }).await
}

/// The results of a search that may be decided, kept for the decision to rest on.
async fn frozen(service: &Service, caller: &Caller, search: &SearchId) -> Result<RunId> {
    let mut read = service.read(caller, Permission::DecisionsWrite).await?;
    let (connection, actor) = read.with_actor();
    let found = visible(connection, actor, search).await?;
    if found.state == SearchState::Decided {
        return Err(already());
    }
    require_open(&found)?;
    drop(read);
    crate::runs::freeze(service, (caller, Permission::DecisionsWrite), search).await
}

async fn set_state(
    connection: &mut Connection,
    org: &OrgId,
    search: Search,
    state: SearchState,
    now: &Timestamp,
) -> Result<()> {
    let changed = Search { state, ..search };
    if searches::update(connection, org, &changed, now).await? { Ok(()) } else { Err(Error::Stale) }
}

async fn was_scored(
    connection: &mut Connection,
    org: &OrgId,
    run: &RunId,
    candidate: &CandidateId,
) -> Result<bool> {
    let kept = runs::shortlist(connection, org, run).await?.unwrap_or_default();
    let kept: crate::runs::Kept = serde_json::from_str(&kept).map_err(unreadable)?;
    Ok(kept.rows.iter().any(|row| row.candidate_id == *candidate))
}

/// The panel's weights and judgements, as they stand.
async fn freeze(connection: &mut Connection, org: &OrgId, search: &SearchId) -> Result<String> {
    let sets = weight_sets::list(connection, org, search).await?;
    let weights = sets.into_iter().map(|set| {
        let weights: Value = serde_json::from_str(&set.weights).map_err(unreadable)?;
        Ok(serde_json::json!({ "owner": set.owner, "method": set.method, "weights": weights }))
    });
    let panel = Panel {
        weights: weights.collect::<Result<_>>()?,
        judgements: judgements::list(connection, org, search, None).await?,
        history: judgements::versions(connection, org, search, None).await?,
    };
    serde_json::to_string(&panel).map_err(unreadable)
}

/// Decisions as an actor may read them.
async fn all(
    connection: &mut Connection,
    actor: &Actor,
    visibility: Visibility,
    decisions: Vec<Decision>,
) -> Result<Vec<RecordedDecision>> {
    let mut all = Vec::with_capacity(decisions.len());
    for decision in decisions {
        let mut decision = recorded(connection, &actor.org, decision).await?;
        let written = |text: String, by: &UserId| visibility.written(text, *by == actor.user);
        decision.reason = written(decision.reason, &decision.decided_by);
        let is_own = decision.decided_by == actor.user;
        for given in &mut decision.minutes.reasons {
            given.reason = visibility.written(std::mem::take(&mut given.reason), is_own);
        }
        decision.withdrawn_reason = match (decision.withdrawn_reason, &decision.withdrawn_by) {
            (Some(reason), Some(by)) => Some(written(reason, by)),
            (reason, _) => reason,
        };
        decision.panel.judgements = shown(decision.panel.judgements, visibility, &actor.user);
        decision.panel.history = shown_versions(decision.panel.history, visibility, &actor.user);
        all.push(decision);
    }
    Ok(all)
}

async fn recorded(connection: &mut Connection, org: &OrgId, decision: Decision) -> Result<RecordedDecision> {
    let decided_by_name = name(connection, org, &decision.decided_by).await?;
    let withdrawn_by_name = match &decision.withdrawn_by {
        Some(user) => Some(name(connection, org, user).await?),
        None => None,
    };
    Ok(RecordedDecision {
        decided_by_name,
        withdrawn_by_name,
        panel: serde_json::from_str(&decision.panel).map_err(unreadable)?,
        minutes: match &decision.minutes {
            Some(minutes) => serde_json::from_str(minutes).map_err(unreadable)?,
            None => Minutes::default(),
        },
        id: decision.id,
        run_id: decision.run_id,
        candidate_id: decision.candidate_id,
        reason: decision.reason,
        decided_by: decision.decided_by,
        created_at: decision.created_at,
        withdrawn_at: decision.withdrawn_at,
        withdrawn_by: decision.withdrawn_by,
        withdrawn_reason: decision.withdrawn_reason,
    })
}

async fn name(connection: &mut Connection, org: &OrgId, user: &UserId) -> Result<String> {
    Ok(users::find(connection, org, user).await?.map(|user| user.name).unwrap_or_default())
}

fn already() -> Error {
    Error::conflict(
        Code::AlreadyDecided,
        "a decision is in force in this search; withdraw it before recording another",
    )
}

fn unreadable(error: serde_json::Error) -> Error {
    Error::failed("reading a decision", error)
}
