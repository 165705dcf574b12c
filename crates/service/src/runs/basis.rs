//! The ranking in brief, and the versions of what it rests on: whether results are still those of a search is seen from
//! these alone.

use crate::results::{Knowledge, MissingValue};
use crate::{Actor, Error, Result};
use fit::compare::{CandidateResult, Named};
use report::words::counted;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::slice;
use store::candidates::Candidate;
use store::searches::Search;
use store::weight_sets;
use store::{CandidateId, Connection, FrameworkId, NormId, PersonId};
use utoipa::ToSchema;

/// What a run keeps for the shortlist.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) basis: Basis,
    pub(crate) rows: Vec<Shortlisted>,
}

/// The same, where only what it rested on is wanted.
#[derive(Debug, Deserialize)]
pub(crate) struct BasisKept {
    pub(crate) basis: Basis,
}

/// The versions of what a run rested on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Basis {
    ceo: (PersonId, i64),
    framework: FrameworkId,
    role_type: Option<String>,
    balance: Option<f64>,
    /// The norm of one's own; runs from before there were any have none.
    #[serde(default)]
    norm: Option<NormId>,
    /// The agreed weights' id and revision.
    weights: Option<(String, i64)>,
    /// Whose profile in which revision, by candidate.
    candidates: BTreeMap<CandidateId, i64>,
}

/// A candidate in the shortlist, without name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Shortlisted {
    /// The candidate's id.
    pub candidate_id: CandidateId,
    /// What stands in for the name where the search is blind.
    pub label: String,
    /// 1 is first.
    pub rank: usize,
    /// The score, 0 to 100.
    pub score: f64,
    /// The 5th percentile of the score over the draws; null without draws.
    pub p05: Option<f64>,
    /// The 95th.
    pub p95: Option<f64>,
    /// The share of draws in which this candidate is first.
    pub first: Option<f64>,
    /// The mean rank over the draws.
    pub expected_rank: Option<f64>,
    /// The score of each pillar, 0 to 100.
    #[schema(value_type = BTreeMap<String, f64>)]
    pub pillars: Named<f64>,
    /// Guards that are breached.
    pub flags: Vec<String>,
    /// The share of weight with both sides measured.
    pub completeness: f64,
    /// Whether the evidence is thin.
    pub provisional: bool,
    /// Who says what is known, in a few words.
    #[serde(default)]
    #[schema(example = "self, two superiors, a test")]
    pub sources: String,
    /// What to find out first, where the evidence is thin; the weightiest first.
    #[serde(default)]
    pub missing: Vec<MissingValue>,
    /// The percentile of the score among the people of the norm.
    pub norm: f64,
}

impl Shortlisted {
    pub(super) fn of(result: &CandidateResult, known: &Knowledge<'_>) -> Result<Self> {
        let uncertainty = result.uncertainty.as_ref();
        Ok(Self {
            candidate_id: result.id.parse().map_err(Error::internal("reading the id of a candidate"))?,
            label: result.name.clone(),
            rank: result.rank,
            score: result.score,
            p05: uncertainty.map(|uncertainty| uncertainty.p05),
            p95: uncertainty.map(|uncertainty| uncertainty.p95),
            first: uncertainty.and_then(|uncertainty| uncertainty.rank_probabilities.first().copied()),
            expected_rank: uncertainty.map(|uncertainty| uncertainty.expected_rank),
            pillars: result.pillars.clone(),
            flags: result.flags.iter().filter(|flag| flag.breached).map(|flag| flag.guard.clone()).collect(),
            completeness: result.completeness,
            provisional: result.provisional,
            sources: known.sources(&result.id),
            missing: known.missing(result),
            norm: result.norm.score,
        })
    }
}

impl Basis {
    /// Of a search as it stands.
    pub(crate) async fn of(
        connection: &mut Connection,
        actor: &Actor,
        search: &Search,
        ceo_revision: i64,
        candidates: &[Candidate],
    ) -> Result<Self> {
        let agreed = weight_sets::agreed(connection, &actor.org, slice::from_ref(&search.id)).await?;
        Ok(Self {
            ceo: (search.ceo_id.clone(), ceo_revision),
            framework: search.framework_id.clone(),
            role_type: search.role_type.clone(),
            balance: search.balance,
            norm: search.norm_id.clone(),
            weights: agreed.first().map(|set| (set.id.to_string(), set.revision)),
            candidates: candidates.iter().map(|one| (one.id.clone(), one.person_revision)).collect(),
        })
    }

    /// The version of the framework.
    pub(crate) fn framework(&self) -> &FrameworkId {
        &self.framework
    }

    /// The candidates.
    pub(crate) fn candidates(&self) -> impl Iterator<Item = &CandidateId> {
        self.candidates.keys()
    }

    /// The CEO for whom it was computed.
    pub(crate) fn ceo(&self) -> &PersonId {
        &self.ceo.0
    }

    /// What has changed since, in words.
    pub(crate) fn changes(&self, now: &Self) -> Vec<String> {
        let mut changes = Vec::new();
        let mut tell = |has_changed: bool, words: String| {
            if has_changed {
                changes.push(words);
            }
        };
        let n_added = now.candidates.keys().filter(|id| !self.candidates.contains_key(*id)).count();
        let n_removed = self.candidates.keys().filter(|id| !now.candidates.contains_key(*id)).count();
        let n_changed = now
            .candidates
            .iter()
            .filter(|(id, revision)| self.candidates.get(*id).is_some_and(|old| old != *revision))
            .count();
        tell(self.ceo.0 != now.ceo.0, "the search has another CEO".to_owned());
        let is_same_ceo = self.ceo.0 == now.ceo.0;
        tell(is_same_ceo && self.ceo.1 != now.ceo.1, "the CEO's profile has changed".to_owned());
        tell(self.framework != now.framework, "the search has another framework".to_owned());
        tell(self.role_type != now.role_type, "another kind of COO is asked for".to_owned());
        tell(self.balance != now.balance, "the balance between pillars has changed".to_owned());
        tell(self.norm != now.norm, "scores are to stand beside another norm".to_owned());
        tell(self.weights != now.weights, "the agreed weights have changed".to_owned());
        let were = |n: usize| format!("{} {}", counted(n, "candidate"), if n == 1 { "was" } else { "were" });
        tell(n_added > 0, format!("{} added", were(n_added)));
        tell(n_removed > 0, format!("{} removed", were(n_removed)));
        tell(n_changed > 0, format!("{} changed on file", were(n_changed)));
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn basis() -> Basis {
        let candidate = |n: u32| format!("00000000-0000-7000-8000-{n:012}").parse().expect("an id");
        Basis {
            ceo: (PersonId::default(), 1),
            framework: FrameworkId::default(),
            role_type: None,
            balance: None,
            norm: None,
            weights: None,
            candidates: [(candidate(1), 1), (candidate(2), 1), (candidate(3), 1)].into(),
        }
    }

    #[test]
    fn what_has_changed_is_said_in_words() {
        let id = || "00000000-0000-7000-8000-000000000009".parse().expect("an id");
        let changes = |change: &dyn Fn(&mut Basis)| {
            let mut now = basis();
            change(&mut now);
            basis().changes(&now)
        };
        assert!(changes(&|_| {}).is_empty());
        let said = |change: &dyn Fn(&mut Basis), words: &[&str]| assert_eq!(changes(change), words);
        said(
            &|now| *now.candidates.values_mut().next().expect("one") = 2,
            &["1 candidate was changed on file"],
        );
        said(
            &|now| now.candidates.values_mut().for_each(|revision| *revision = 2),
            &["3 candidates were changed on file"],
        );
        said(&|now| now.ceo.1 = 2, &["the CEO's profile has changed"]);
        said(
            &|now| now.ceo = (format!("00000000-0000-7000-8000-{:012}", 7).parse().expect("an id"), 9),
            &["the search has another CEO"],
        );
        said(
            &|now| {
                now.framework = "00000000-0000-7000-8000-000000000008".parse().expect("an id");
                now.role_type = Some("mentor".to_owned());
                now.balance = Some(0.5);
                now.norm = Some("00000000-0000-7000-8000-000000000008".parse().expect("an id"));
                now.weights = Some((String::new(), 1));
            },
            &[
                "the search has another framework",
                "another kind of COO is asked for",
                "the balance between pillars has changed",
                "scores are to stand beside another norm",
                "the agreed weights have changed",
            ],
        );
        // Whoever comes back is a candidate anew, with another id.
        said(
            &|now| {
                now.candidates.pop_first();
                now.candidates.pop_first();
                now.candidates.insert(id(), 1);
            },
            &["1 candidate was added", "2 candidates were removed"],
        );
    }
}
