//! Outcomes: what became of a placement. Each hangs on the decision, and so on the run that was in force when the decision was
//! made; a later run would foretell the past.

mod import;
pub mod pulse_links;
mod record;
mod standing;
mod table;

pub use import::{COLUMNS, Imported, OutcomesFile, import};
use record::no_placement;
pub use record::{record, withdraw};
pub(crate) use standing::standing_of;
pub use standing::{Standing, TogetherAt};
pub use table::as_csv;

use crate::searches::visible;
use crate::{BoxError, Caller, Error, Permission, Result, Service};
use serde::{Deserialize, Serialize};
use store::decisions::{self, Decision};
use store::outcomes::{self, Ending, Outcome, OutcomeKind, Wave, Who};
use store::{
    CandidateId, Connection, Day, DecisionId, OrgId, OutcomeId, RunId, SearchId, Timestamp, UserId, users,
};
use utoipa::ToSchema;

/// What someone says of the five conditions of a partnership, each from 1, not at all, to 5, fully.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Conditions {
    /// It is clear who of the two does and decides what.
    #[schema(minimum = 1, maximum = 5)]
    pub roles: u8,
    /// The two can rely on each other's word, and say what is.
    #[schema(minimum = 1, maximum = 5)]
    pub trust: u8,
    /// They want the company to go to the same place.
    #[schema(minimum = 1, maximum = 5)]
    pub alignment: u8,
    /// The COO has the authority that the task needs.
    #[schema(minimum = 1, maximum = 5)]
    pub authority: u8,
    /// The company hears one voice.
    #[schema(minimum = 1, maximum = 5)]
    pub one_voice: u8,
}

impl Conditions {
    /// The conditions by name, in the order of every screen, each with the sentence that is agreed or disagreed with.
    pub const SENTENCES: [(&'static str, &'static str); 5] = [
        ("roles", "It is clear who of us does and decides what."),
        ("trust", "We can rely on each other’s word, and say what is."),
        ("alignment", "We want the company to go to the same place, at the same pace."),
        ("authority", "The COO has the authority that the task needs."),
        ("one_voice", "The company hears one voice from us."),
    ];

    /// The answers in the order of [`Conditions::SENTENCES`].
    #[must_use]
    pub fn answers(&self) -> [u8; 5] {
        [self.roles, self.trust, self.alignment, self.authority, self.one_voice]
    }

    /// From the answers in that order.
    #[must_use]
    pub fn of([roles, trust, alignment, authority, one_voice]: [u8; 5]) -> Self {
        Self { roles, trust, alignment, authority, one_voice }
    }

    /// The mean of the answers, 0 where all are 1 and 100 where all are 5.
    fn points(&self) -> f64 {
        let sum: f64 = self.answers().iter().map(|&answer| f64::from(answer) - 1.0).sum();
        sum / 20.0 * 100.0
    }
}

/// An outcome to be recorded. What it needs beside the day depends on its kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OutcomeInput {
    /// What kind it is.
    pub kind: OutcomeKind,
    /// The day that it is of.
    pub on: Day,
    /// How it ended; for `left`.
    #[serde(default)]
    pub ending: Option<Ending>,
    /// Whether they still worked together; for `together_12` and `together_24`.
    #[serde(default)]
    pub is_together: Option<bool>,
    /// How the board rates the partnership, from 0 to 100; for `board_rating`.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100)]
    pub rating: Option<f64>,
    /// Who answered; for `pulse`.
    #[serde(default)]
    pub who: Option<Who>,
    /// Which pulse it is; for `pulse`.
    #[serde(default)]
    pub wave: Option<Wave>,
    /// The answers; for `pulse`.
    #[serde(default)]
    pub conditions: Option<Conditions>,
    /// In words.
    #[serde(default)]
    #[schema(max_length = 10_000)]
    pub note: String,
    /// The run that it is to hang on. It need not be given: it is the one that the decision rests on, and no other will do.
    #[serde(default)]
    pub run_id: Option<RunId>,
}

/// An outcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = Outcome)]
pub struct RecordedOutcome {
    /// Id.
    pub id: OutcomeId,
    /// The decision that it is of.
    pub decision_id: DecisionId,
    /// What kind it is.
    pub kind: OutcomeKind,
    /// The day that it is of.
    pub on: Day,
    /// How it ended.
    pub ending: Option<Ending>,
    /// Whether they still worked together.
    pub is_together: Option<bool>,
    /// A rating, or the mean of a pulse, from 0 to 100.
    pub rating: Option<f64>,
    /// Who answered.
    pub who: Option<Who>,
    /// Which pulse it is.
    pub wave: Option<Wave>,
    /// The answers.
    pub conditions: Option<Conditions>,
    /// In words.
    pub note: String,
    /// Who recorded it.
    pub recorded_by: UserId,
    /// Their name.
    pub recorded_by_name: String,
    /// When.
    pub created_at: Timestamp,
    /// When it was withdrawn; null for one in force.
    pub withdrawn_at: Option<Timestamp>,
    /// Their name who withdrew it.
    pub withdrawn_by_name: Option<String>,
    /// Why.
    pub withdrawn_reason: Option<String>,
}

/// A decision to appoint somebody, as far as outcomes hang on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Placed {
    /// The decision.
    pub decision_id: DecisionId,
    /// The run that it rests on, and with it every outcome.
    pub run_id: RunId,
    /// Who was appointed.
    pub candidate_id: CandidateId,
    /// The day on which it was decided.
    pub decided_on: Day,
}

/// What became of a search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Outcomes {
    /// The decision in force; null where there is none, or it is to appoint nobody.
    pub placement: Option<Placed>,
    /// How it stands, from all that is in force.
    pub standing: Standing,
    /// The outcomes in force, in the order in which they happened.
    pub items: Vec<RecordedOutcome>,
    /// Those that were withdrawn, and those of decisions that were.
    pub withdrawn: Vec<RecordedOutcome>,
}

/// What became of a search.
#[crate::boxed]
pub async fn get(service: &Service, caller: &Caller, search: &SearchId) -> Result<Outcomes> {
    let mut read = service.read(caller, Permission::OutcomesRead).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    all_of(connection, &actor.org, &search.id).await
}

pub(crate) async fn all_of(connection: &mut Connection, org: &OrgId, search: &SearchId) -> Result<Outcomes> {
    let placement = placement(connection, org, search).await?;
    let found = outcomes::list(connection, org, search).await?;
    let mut all = Vec::with_capacity(found.len());
    for outcome in found {
        all.push(recorded(connection, org, outcome).await?);
    }
    let is_in_force = |outcome: &RecordedOutcome| {
        let is_of_it = placement.as_ref().is_some_and(|placed| placed.decision_id == outcome.decision_id);
        is_of_it && outcome.withdrawn_at.is_none()
    };
    let (items, withdrawn): (Vec<_>, Vec<_>) = all.into_iter().partition(is_in_force);
    Ok(Outcomes { placement, standing: standing_of(&items), items, withdrawn })
}

/// The decision in force to appoint somebody.
async fn placement(connection: &mut Connection, org: &OrgId, search: &SearchId) -> Result<Option<Placed>> {
    let decisions = decisions::list(connection, org, search).await?;
    let in_force = decisions.into_iter().find(|decision| decision.withdrawn_at.is_none());
    Ok(in_force.and_then(|Decision { id, run_id, candidate_id, created_at, .. }| {
        let candidate_id = candidate_id?;
        Some(Placed { decision_id: id, run_id, candidate_id, decided_on: Day::of(&created_at) })
    }))
}

async fn recorded(connection: &mut Connection, org: &OrgId, outcome: Outcome) -> Result<RecordedOutcome> {
    let recorded_by_name = name(connection, org, &outcome.recorded_by).await?;
    let withdrawn_by_name = match &outcome.withdrawn_by {
        Some(user) => Some(name(connection, org, user).await?),
        None => None,
    };
    RecordedOutcome::of(outcome, recorded_by_name, withdrawn_by_name)
}

impl RecordedOutcome {
    pub(crate) fn of(
        outcome: Outcome,
        recorded_by_name: String,
        withdrawn_by_name: Option<String>,
    ) -> Result<Self> {
        let unreadable = |error: BoxError| Error::failed(format!("reading outcome {}", outcome.id), error);
        let word_unreadable = |error: String| unreadable(error.into());
        let conditions = outcome.conditions.as_deref().map(serde_json::from_str).transpose();
        let is_yes_or_no = matches!(outcome.kind, OutcomeKind::Together12 | OutcomeKind::Together24);
        Ok(Self {
            conditions: conditions.map_err(|error| unreadable(error.into()))?,
            ending: outcome.ending.as_deref().map(str::parse).transpose().map_err(word_unreadable)?,
            who: outcome.who.as_deref().map(str::parse).transpose().map_err(word_unreadable)?,
            wave: outcome.wave.as_deref().map(str::parse).transpose().map_err(word_unreadable)?,
            is_together: outcome.value.filter(|_| is_yes_or_no).map(|value| value > 0.0),
            rating: outcome.value.filter(|_| !is_yes_or_no),
            id: outcome.id,
            decision_id: outcome.decision_id,
            kind: outcome.kind,
            on: outcome.happened_on,
            note: outcome.note,
            recorded_by: outcome.recorded_by,
            recorded_by_name,
            created_at: outcome.created_at,
            withdrawn_at: outcome.withdrawn_at,
            withdrawn_by_name,
            withdrawn_reason: outcome.withdrawn_reason,
        })
    }
}

async fn name(connection: &mut Connection, org: &OrgId, user: &UserId) -> Result<String> {
    Ok(users::find(connection, org, user).await?.map(|user| user.name).unwrap_or_default())
}
