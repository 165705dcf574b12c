//! A few candidates of a run beside each other.

use super::{Stored, stored};
use crate::{Caller, Error, Result, Service};
use fit::compare::{CandidateResult, FlagResult, Named, Pair, SettleResult, VariationsResult};
use fit::verdict::{Firmness, Verdict};
use serde::Serialize;
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
    /// What the framework guards against at the CEO, with its probability.
    #[schema(value_type = Vec<Object>)]
    pub ceo_flags: Vec<FlagResult>,
    /// How often each comes first, among all candidates of the run, where the framework's own figures vary.
    #[schema(value_type = Option<Object>)]
    pub variations: Option<VariationsResult>,
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
    /// How firm the order is: `clear`, `leaning` or `too_close`; null without enough draws.
    pub firmness: Option<String>,
    /// What would help most to settle who is ahead; empty where one of them is clearly ahead, or neither leads the run.
    #[schema(value_type = Vec<Object>)]
    pub settle: Vec<SettleResult>,
    /// Where they differ, by pillar.
    #[schema(value_type = BTreeMap<String, PillarDifference>)]
    pub pillars: Named<PillarDifference>,
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
#[crate::boxed]
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
    let stored = stored(service, caller, id).await?;
    let (id, wanted) = (id.clone(), wanted.to_vec());
    service.compute(move || among(&stored, id, &wanted)).await?
}

fn among(stored: &Stored, run_id: RunId, wanted: &[CandidateId]) -> Result<Finalists> {
    let mut comparison = stored.comparison();
    let is_wanted = |id: &str| wanted.iter().any(|wanted| wanted.as_str() == id);
    comparison.results.retain(|result| is_wanted(&result.id));
    comparison.pairwise.retain(|pair| is_wanted(&pair.a) && is_wanted(&pair.b));
    if let Some(variations) = &mut comparison.variations {
        variations.results.retain(|varied| is_wanted(&varied.id));
    }
    if comparison.results.len() != wanted.len() {
        return Err(Error::NotFound("candidate in this run"));
    }
    let verdict = Verdict::of(&stored.framework, &comparison);
    let of_pair = |pair: &Pair| beside(&comparison.results, pair, verdict.is_simulated);
    Ok(Finalists {
        run_id,
        verdict: verdict.sentence(),
        pairs: comparison.pairwise.iter().filter_map(of_pair).collect(),
        results: comparison.results,
        ceo_flags: comparison.ceo_flags,
        variations: comparison.variations,
    })
}

fn beside(results: &[CandidateResult], pair: &Pair, is_simulated: bool) -> Option<FinalistPair> {
    let pillars = |id: &str| results.iter().find(|result| result.id == id).map(|result| &result.pillars);
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
        settle: pair.settle.clone(),
        pillars: Named(of_a.0.iter().filter_map(difference).collect()),
    })
}

fn word(firmness: Firmness) -> &'static str {
    match firmness {
        Firmness::Clear => "clear",
        Firmness::Leaning => "leaning",
        Firmness::TooClose => "too_close",
    }
}
