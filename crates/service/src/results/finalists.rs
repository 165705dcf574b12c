//! A few candidates of a run beside each other.

use super::result;
use crate::{Caller, Error, Permission, Result, Service, frameworks, runs};
use fit::compare::CandidateResult;
use fit::verdict::{Firmness, Verdict};
use serde::Serialize;
use std::collections::BTreeMap;
use store::{CandidateId, RunId};
use utoipa::ToSchema;

/// A few candidates beside each other.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Finalists {
    /// The run.
    pub run_id: RunId,
    /// The verdict among these, in a sentence.
    pub verdict: String,
    /// Their results as in the run, best first.
    #[schema(value_type = Vec<Object>)]
    pub results: Vec<CandidateResult>,
    /// Every pair of them.
    pub pairs: Vec<FinalistPair>,
}

/// Two finalists, the better ranked first.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FinalistPair {
    /// The better ranked.
    pub a: String,
    /// The other.
    pub b: String,
    /// The probability that the first is ahead; null without draws.
    pub a_beats_b: Option<f64>,
    /// The share of weight that must move for the two to tie; null where even all does not do it.
    pub weight_to_move: Option<f64>,
    /// How firm the order is: `clear`, `leaning`, `too_close` or `reversed`; null without enough draws.
    pub firmness: Option<String>,
    /// Where they differ, by pillar.
    pub pillars: BTreeMap<String, PillarDifference>,
}

/// Two scores on a pillar.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct PillarDifference {
    /// Of the better ranked.
    pub a: f64,
    /// Of the other.
    pub b: f64,
    /// The first less the second, in points.
    pub difference: f64,
}

/// How many can be compared at once.
const FEWEST: usize = 2;
const MOST: usize = 5;

/// Two to five candidates of a run beside each other.
///
/// # Errors
/// Where there is no such run, the caller has yet to judge, or one is no candidate of it.
pub async fn finalists(
    service: &Service,
    caller: &Caller,
    id: &RunId,
    wanted: &[CandidateId],
) -> Result<Finalists> {
    let mut seen: Vec<&CandidateId> = wanted.iter().collect();
    seen.sort();
    seen.dedup();
    if !(FEWEST..=MOST).contains(&seen.len()) || seen.len() != wanted.len() {
        return Err(Error::invalid("/candidate", format!("name {FEWEST} to {MOST} different candidates")));
    }
    let mut comparison = result(service, caller, id).await?;
    let framework = {
        let mut read = service.read(caller, Permission::SearchesRead).await?;
        let (connection, actor) = read.with_actor();
        let (run, _, _) = runs::seen(connection, actor, id).await?;
        frameworks::load(service, connection, &actor.org, &run.framework_id).await?.1
    };
    let is_wanted = |id: &str| wanted.iter().any(|wanted| wanted.as_str() == id);
    comparison.results.retain(|result| is_wanted(&result.id));
    comparison.pairwise.retain(|pair| is_wanted(&pair.a) && is_wanted(&pair.b));
    if comparison.results.len() != wanted.len() {
        return Err(Error::NotFound("candidate in this run"));
    }
    let verdict = Verdict::of(&framework, &comparison);
    let is_simulated = verdict.is_simulated;
    let pillars = |id: &str| comparison.results.iter().find(|result| result.id == id).map(|r| &r.pillars);
    let pair = |pair: &fit::compare::Pair| {
        let (of_a, of_b) = (pillars(&pair.a)?, pillars(&pair.b)?);
        let difference = |(pillar, a): &(String, f64)| {
            let b = of_b.get(pillar)?;
            Some((pillar.clone(), PillarDifference { a: *a, b, difference: a - b }))
        };
        Some(FinalistPair {
            a: pair.a.clone(),
            b: pair.b.clone(),
            a_beats_b: pair.a_beats_b,
            weight_to_move: pair.weight_to_move,
            firmness: pair.a_beats_b.filter(|_| is_simulated).map(|odds| word(Firmness::of(odds)).to_owned()),
            pillars: of_a.0.iter().filter_map(difference).collect(),
        })
    };
    Ok(Finalists {
        run_id: id.clone(),
        verdict: verdict.sentence(),
        pairs: comparison.pairwise.iter().filter_map(pair).collect(),
        results: comparison.results,
    })
}

fn word(firmness: Firmness) -> &'static str {
    match firmness {
        Firmness::Clear => "clear",
        Firmness::Leaning => "leaning",
        Firmness::TooClose => "too_close",
        Firmness::Reversed => "reversed",
    }
}
