//! The minutes of a decision: when it was taken and by whom, who would have been next, and why for each finalist.

use super::RecordedDecision;
use crate::candidates::ShownCandidate;
use crate::checks::Checks;
use crate::declarations;
use crate::judgements::Before;
use crate::line::Name;
use crate::{Permission, is_allowed};
use serde::{Deserialize, Serialize};
use store::declarations::Declaration;
use store::members::Member;
use store::{CandidateId, Day};
use utoipa::ToSchema;

/// More are not present.
const MOST_PRESENT: usize = 30;
/// More reasons are not given.
const MOST_REASONS: usize = 20;

/// The minutes of a decision. All of it may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Minutes {
    /// The day on which it was taken.
    #[serde(default)]
    pub held_on: Option<Day>,
    /// The names of those present, who sign.
    #[serde(default)]
    #[schema(max_items = 30)]
    pub present: Vec<String>,
    /// Who would have been chosen next.
    #[serde(default)]
    pub runner_up_id: Option<CandidateId>,
    /// Why, for each finalist.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub reasons: Vec<FinalistReason>,
}

/// Why a finalist was chosen or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinalistReason {
    /// The finalist.
    pub candidate_id: CandidateId,
    /// Why.
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}

impl Minutes {
    /// Whether nothing is in them.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Those that will do, of candidates who are there.
    pub(super) fn checked(
        mut self,
        checks: &mut Checks,
        chosen: Option<&CandidateId>,
        there: &[CandidateId],
    ) -> Self {
        checks.require(self.present.len() <= MOST_PRESENT, "/minutes/present", "name at most 30 people");
        for (index, name) in self.present.iter_mut().enumerate() {
            *name = Name::checked(checks, &format!("/minutes/present/{index}"), name);
        }
        if let Some(next) = &self.runner_up_id {
            checks.require(
                there.contains(next),
                "/minutes/runner_up_id",
                "this search has no such candidate",
            );
            let is_chosen = chosen == Some(next);
            checks.require(!is_chosen, "/minutes/runner_up_id", "name someone else than who is chosen");
        }
        checks.require(self.reasons.len() <= MOST_REASONS, "/minutes/reasons", "give at most 20 reasons");
        for (index, given) in self.reasons.iter().enumerate() {
            let at = |field: &str| format!("/minutes/reasons/{index}/{field}");
            let is_there = there.contains(&given.candidate_id);
            checks.require(is_there, &at("candidate_id"), "this search has no such candidate");
            checks.text(&at("reason"), &given.reason, 1, 2_000);
        }
        self
    }
}

/// Minutes of a decision that is to be taken.
pub(super) fn to_fill_in(
    members: &[Member],
    there: &[ShownCandidate],
    declared: &[Declaration],
) -> report::Minutes {
    let finalists = there.iter().filter(|candidate| candidate.is_finalist);
    report::Minutes {
        decided: "Appointed:".to_owned(),
        reason: "Because:".to_owned(),
        held_on: "Taken on:".to_owned(),
        present: members
            .iter()
            .filter(|member| is_allowed(member.role, Permission::DecisionsWrite))
            .map(|member| member.name.clone())
            .collect(),
        runner_up: String::new(),
        reasons: finalists.map(|candidate| (called(candidate), "why, or why not".to_owned())).collect(),
        declared: declared_in_words(there, declared),
        judged: Vec::new(),
    }
}

fn called(candidate: &ShownCandidate) -> String {
    candidate.name.clone().unwrap_or_else(|| candidate.label.clone())
}

fn name_of(there: &[ShownCandidate], id: &CandidateId) -> String {
    let found = there.iter().find(|candidate| candidate.id == *id);
    found.map_or_else(|| "a former candidate".to_owned(), called)
}

fn declared_in_words(there: &[ShownCandidate], declared: &[Declaration]) -> Vec<String> {
    let line = |one: &Declaration| {
        let (whom, kind) = (name_of(there, &one.candidate_id), declarations::in_words(one.kind));
        format!("{whom} ({}): {kind}: {}", one.user_name, one.text)
    };
    declared.iter().map(line).collect()
}

impl RecordedDecision {
    /// What the minutes of it say, with candidates as they may be called.
    pub(super) fn in_words(&self, there: &[ShownCandidate], declared: &[Declaration]) -> report::Minutes {
        let name = |id: &CandidateId| name_of(there, id);
        let Minutes { held_on, present, runner_up_id, reasons } = &self.minutes;
        let decided = match &self.candidate_id {
            Some(id) => format!("{} is appointed.", name(id)),
            None => "Nobody is appointed.".to_owned(),
        };
        let withdrawn = self.withdrawn_at.as_ref().map(|at| {
            let why = self.withdrawn_reason.as_deref().unwrap_or_default();
            format!(" It was withdrawn on {}: {why}", &at.as_str()[..10])
        });
        let recorded =
            format!("Recorded on {} by {}.", &self.created_at.as_str()[..10], self.decided_by_name);
        let held = held_on.as_ref().map(|day| format!("Taken on {day}. ")).unwrap_or_default();
        let same = |a: &store::judgements::JudgementVersion, b: &store::judgements::JudgementVersion| {
            (&a.candidate_id, &a.user_id) == (&b.candidate_id, &b.user_id)
        };
        let judged = self.panel.history.chunk_by(same).filter_map(|said| {
            let Before { first, later } = Before::of(said)?;
            let later = later.map(|later| format!("; after seeing the scores: {later}")).unwrap_or_default();
            Some(format!("{} on {}: {first}{later}", said[0].user_name, name(&said[0].candidate_id)))
        });
        report::Minutes {
            decided,
            reason: self.reason.clone(),
            held_on: held + &recorded + &withdrawn.unwrap_or_default(),
            present: present.clone(),
            runner_up: runner_up_id.as_ref().map(name).unwrap_or_default(),
            reasons: reasons.iter().map(|given| (name(&given.candidate_id), given.reason.clone())).collect(),
            declared: declared_in_words(there, declared),
            judged: judged.collect(),
        }
    }
}
