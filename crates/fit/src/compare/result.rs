//! What a comparison gives: plain values, as JSON holds them.

use crate::framework::Framework;
use crate::norm::NormStamp;
use crate::simulate::{WeightUncertainty, Whose};
use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::marker::PhantomData;

/// A list of named values that is a map in JSON, in its own order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Named<T>(pub Vec<(String, T)>);

impl<T: Copy> Named<T> {
    /// Names and values, paired in order.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a String>, values: &[T]) -> Self {
        Self(names.into_iter().cloned().zip(values.iter().copied()).collect())
    }

    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<T> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
    }
}

impl<T: Serialize> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct InOrder<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for InOrder<T> {
            type Value = Named<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of names to values")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named<T>, A::Error> {
                let mut entries = Vec::with_capacity(map.size_hint().unwrap_or(0));
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Named(entries))
            }
        }

        from.deserialize_map(InOrder(PhantomData))
    }
}

/// The result of a comparison. Points are 0–100; weights, fits and probabilities are shares in [0, 1].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The framework that was used.
    pub framework: FrameworkStamp,
    /// Version of the program that computed it.
    pub version: String,
    /// The CEO's id.
    pub ceo: String,
    /// Id of the role type.
    pub role_type: Option<String>,
    /// ρ.
    pub balance: f64,
    /// The norm of one's own that percentiles are of; none where they are of the framework's reference population.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub norm: Option<NormStamp>,
    /// Seed of the draws.
    pub seed: u64,
    /// Number of draws.
    pub draws: u64,
    /// Uncertainty of the weights.
    pub weight_uncertainty: WeightUncertainty,
    /// Pillar weights in force; they sum to 1.
    pub weights: Named<f64>,
    /// The candidates, best first.
    pub results: Vec<CandidateResult>,
    /// Every pair of candidates, ordered by rank (among the first 1,000).
    pub pairwise: Vec<Pair>,
    /// How far each pillar's weight can go before the leader changes.
    pub stability: Named<StabilityResult>,
    /// Every guard on the CEO that applies.
    #[serde(default)]
    pub ceo_flags: Vec<FlagResult>,
    /// What variations of the framework's figures say; none without them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variations: Option<VariationsResult>,
    /// With unknown weights: the weights under which each candidate wins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smaa: Option<Vec<Smaa>>,
}

/// Which framework.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameworkStamp {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its file.
    pub sha256: String,
}

impl FrameworkStamp {
    /// The stamp of a framework.
    pub fn of(framework: &Framework) -> Self {
        let Framework { id, version, sha256, .. } = framework;
        Self { id: id.clone(), version: version.clone(), sha256: sha256.clone() }
    }
}

/// One candidate's result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CandidateResult {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// 1 is first.
    pub rank: usize,
    /// S, in points.
    pub score: f64,
    /// Share of the weight with both sides measured.
    pub completeness: f64,
    /// The same within each pillar.
    #[serde(default)]
    pub completeness_by_pillar: Named<f64>,
    /// Whether too little is known for a verdict: see `evidence::Evidence::is_provisional`.
    pub provisional: bool,
    /// s_p, in points.
    pub pillars: Named<f64>,
    /// Scores by domain, in points; a domain that weighs nothing is left out.
    pub domains: Named<f64>,
    /// Points lost by pillar; they sum to 100 − score.
    pub losses: Named<f64>,
    /// Every facet.
    pub facets: Vec<FacetResult>,
    /// The points of the loss that are doubt; the others are distance.
    #[serde(default)]
    pub doubt: f64,
    /// Every guard that applies.
    pub flags: Vec<FlagResult>,
    /// What the pair needs and neither has.
    pub shared_gaps: Vec<SharedGapResult>,
    /// Percentiles among the people of the norm.
    pub norm: NormResult,
    /// What the draws say; none without draws.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uncertainty: Option<Uncertainty>,
}

/// One facet of one candidate. Values are on the scale that the rule saw: ipsative domains are centred.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FacetResult {
    /// Id.
    pub id: String,
    /// Id of the pillar.
    pub pillar: String,
    /// The CEO's value, in points.
    pub ceo: f64,
    /// The candidate's value, in points.
    pub coo: f64,
    /// The ideal, in points; none for a `fill` without a gap.
    pub ideal: Option<f64>,
    /// f̄, the fit to be expected.
    pub fit: f64,
    /// The fit if both estimates were exact.
    #[serde(default)]
    pub plain: f64,
    /// w̃ as a share of its pillar's.
    pub weight: f64,
    /// Points lost; a pillar's sum to the pillar's loss.
    pub loss: f64,
    /// The points of the loss that are doubt; negative where the candidate may stand nearer than measured.
    #[serde(default)]
    pub doubt: f64,
    /// Whether a side was not measured.
    pub assumed: bool,
}

/// One guard as it stands for one candidate, or for the CEO.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlagResult {
    /// Id of the guard.
    pub guard: String,
    /// Probability that the true value is below the limit.
    pub probability: f64,
    /// Whether the estimate is below the limit.
    pub breached: bool,
    /// Whether nobody measured it.
    pub assumed: bool,
}

/// A dimension that the pair needs and neither has, in points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SharedGapResult {
    /// Id of the dimension.
    pub dimension: String,
    /// What the pair needs.
    pub level: f64,
    /// The CEO's value.
    pub ceo: f64,
    /// The candidate's value.
    pub coo: f64,
}

/// Percentiles among the people of the norm, for the same CEO, role type and weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NormResult {
    /// Of the score.
    pub score: f64,
    /// Of each pillar.
    pub pillars: Named<f64>,
}

/// What the draws say of a candidate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Uncertainty {
    /// 5th percentile of the score, in points.
    pub p05: f64,
    /// Median.
    pub p50: f64,
    /// 95th percentile.
    pub p95: f64,
    /// Expected rank.
    pub expected_rank: f64,
    /// Probability of each rank, first to last.
    pub rank_probabilities: Vec<f64>,
}

/// Two candidates, the better ranked first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// Id of the better ranked.
    pub a: String,
    /// Id of the other.
    pub b: String,
    /// Probability that A beats B; none without draws.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub a_beats_b: Option<f64>,
    /// Smallest share of weight that must move for B to tie A; none where even all does not do it.
    pub weight_to_move: Option<f64>,
    /// For the leader and each rival that is not clearly behind: the values that say most about who of the two is ahead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settle: Vec<SettleResult>,
}

/// A value that would help to settle who of two candidates is ahead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SettleResult {
    /// Whose value.
    pub of: Whose,
    /// Id of the dimension.
    pub dimension: String,
    /// Its share of what is uncertain about the lead.
    pub share: f64,
}

/// What variations of the framework's figures say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VariationsResult {
    /// How many.
    pub n: u32,
    /// The candidates, best first (the first 1,000).
    pub results: Vec<VariedResult>,
}

/// What the variations say of a candidate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VariedResult {
    /// Id of the candidate.
    pub id: String,
    /// The share of the variations in which the candidate comes first.
    pub first: f64,
    /// 5th percentile of the score, in points.
    pub p05: f64,
    /// 95th percentile.
    pub p95: f64,
}

/// How far a pillar's weight can go before the leader changes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StabilityResult {
    /// Today's weight.
    pub weight: f64,
    /// Lowest.
    pub low: f64,
    /// Highest.
    pub high: f64,
}

/// The weights under which a candidate wins; none for one that never does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Smaa {
    /// Id of the candidate.
    pub id: String,
    /// Mean weights of the draws that it wins.
    pub central_weights: Option<Named<f64>>,
    /// Its probability of being first at these.
    pub confidence: Option<f64>,
}
