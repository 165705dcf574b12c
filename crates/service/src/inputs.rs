//! What a ranking is computed from: as JSON holds it, and as the engine takes it.

use crate::checks::{Checks, escaped};
use crate::profiles::ProfileFile;
use crate::{Error, Result};
use fit::simulate::{Draws, WeightUncertainty};
use fit::{Comparison, Criteria, Framework, Problem, Profile, compare};
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa::openapi::Schema;
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Type};

/// At most so many candidates are ranked at once: pairs grow with the square.
pub(crate) const MOST_CANDIDATES: usize = 500;
/// At most so many draws.
const MOST_DRAWS: u64 = 1_000_000;
/// Every reader of JSON keeps a number up to this one whole.
pub(crate) const MOST_SEED: u64 = (1 << 53) - 1;

/// A CEO, candidates and criteria, and how to draw.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreInput {
    /// The CEO, as files hold people.
    #[schema(value_type = ProfileFile)]
    pub ceo: Box<RawValue>,
    /// The candidates, as files hold people, each with an id of their own.
    #[schema(value_type = Vec<ProfileFile>, min_items = 1, max_items = 500)]
    pub candidates: Box<RawValue>,
    /// The kind of COO that is asked for.
    #[schema(max_length = 200, example = "executor")]
    pub role_type: Option<String>,
    /// Pillar weights in any unit; a pillar that is not named weighs nothing. The framework's where they are left out.
    #[schema(example = json!({ "roles": 30, "trust": 25 }))]
    pub weights: Option<BTreeMap<String, f64>>,
    /// How far pillars make up for each other; as the framework says where it is left out.
    #[schema(minimum = -100, maximum = 1)]
    pub balance: Option<f64>,
    /// The norm of the organisation's own people beside which scores stand; the framework's where it is left out.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Uuid)]
    pub norm_id: Option<store::NormId>,
    /// How many draws; 0 for no simulation.
    #[schema(minimum = 0, maximum = 1_000_000, default = 10_000)]
    pub draws: Option<u64>,
    /// The seed from which all draws follow.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991u64, default = 1)]
    pub seed: Option<u64>,
    /// What is uncertain about the weights: nothing, how sure they are as a number, or `"unknown"`.
    #[serde(default)]
    #[schema(schema_with = weight_uncertainty)]
    pub weight_uncertainty: WeightUncertainty,
}

/// The schema of [`WeightUncertainty`].
pub(crate) fn weight_uncertainty() -> Schema {
    let kappa = ObjectBuilder::new().schema_type(Type::Number).minimum(Some(0.01)).maximum(Some(1e6));
    let unknown = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["unknown"]));
    let none = ObjectBuilder::new().schema_type(Type::Null);
    OneOfBuilder::new().item(kappa).item(unknown).item(none).into()
}

/// The same, checked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Inputs {
    pub(crate) ceo: Profile,
    pub(crate) candidates: Vec<Profile>,
    pub(crate) criteria: Criteria,
    pub(crate) draws: Draws,
}

impl Inputs {
    /// Reads people and criteria; what will not do is told by its place. The norm is on file: whoever reads adds it.
    pub(crate) fn read(framework: &Framework, input: &ScoreInput) -> Result<Self> {
        let mut checks = Checks::default();
        let ceo = read_ceo(framework, &input.ceo, &mut checks);
        let candidates = read_candidates(framework, &input.candidates, &mut checks);
        let usual = Draws::default();
        let seed = input.seed.unwrap_or(usual.seed);
        let draws = checked_draws(input.draws, seed, input.weight_uncertainty, &mut checks);
        let weights = input.weights.as_ref();
        let criteria = Criteria {
            role_type: input.role_type.clone(),
            weights: weights
                .map(|weights| weights.iter().map(|(id, weight)| (id.clone(), *weight)).collect()),
            balance: input.balance,
            norm: None,
        };
        // Problems of the criteria are told beside those of the people.
        check_criteria(framework, &criteria, &mut checks);
        checks.done()?;
        match (ceo, candidates) {
            (Some(ceo), Some(candidates)) => Ok(Self { ceo, candidates, criteria, draws }),
            _ => Err(Error::defect("people were refused without a reason")),
        }
    }

    /// Writes them down, so that [`Inputs::read`] gives the same again.
    pub(crate) fn write(&self) -> Result<ScoreInput> {
        let unwritable = Error::internal("writing inputs");
        Ok(ScoreInput {
            ceo: to_raw_value(&self.ceo).map_err(unwritable)?,
            candidates: to_raw_value(&self.candidates).map_err(unwritable)?,
            role_type: self.criteria.role_type.clone(),
            weights: self.criteria.weights.as_ref().map(|weights| weights.iter().cloned().collect()),
            balance: self.criteria.balance,
            norm_id: self.criteria.norm.as_ref().and_then(|own| own.stamp.id.parse().ok()),
            draws: Some(self.draws.n),
            seed: Some(self.draws.seed),
            weight_uncertainty: self.draws.weights,
        })
    }

    /// Candidates times draws, which the time to compute grows with.
    pub(crate) fn size(&self) -> u64 {
        self.draws.n.saturating_mul(self.candidates.len() as u64)
    }

    /// Computes the ranking.
    pub(crate) fn compare(
        &self,
        framework: &Framework,
        tell: &(dyn Fn(u64, u64) + Sync),
    ) -> std::result::Result<Comparison, Vec<Problem>> {
        compare(framework, &self.ceo, &self.candidates, &self.criteria, self.draws, tell)
    }
}

/// Checks that criteria go with the framework.
pub(crate) fn check_criteria(framework: &Framework, criteria: &Criteria, checks: &mut Checks) {
    if let Err(problems) = fit::plan::Scheme::new(framework, criteria) {
        problems.iter().for_each(|problem| checks.problem(&pointer(&problem.place), problem));
    }
}

/// How to draw, within bounds.
pub(crate) fn checked_draws(
    n: Option<u64>,
    seed: u64,
    weights: WeightUncertainty,
    checks: &mut Checks,
) -> Draws {
    let usual = Draws::default();
    let draws = Draws { n: n.unwrap_or(usual.n), seed, weights, ..usual };
    checks.require(draws.n <= MOST_DRAWS, "/draws", &format!("give a number from 0 to {MOST_DRAWS}"));
    checks.require(seed <= MOST_SEED, "/seed", &format!("give a number from 0 to {MOST_SEED}"));
    if let WeightUncertainty::Kappa(kappa) = weights {
        checks.require((0.01..=1e6).contains(&kappa), "/weight_uncertainty", WeightUncertainty::HINT);
    }
    draws
}

/// The CEO, read and checked.
pub(crate) fn read_ceo(framework: &Framework, raw: &RawValue, checks: &mut Checks) -> Option<Profile> {
    if !raw.get().starts_with('{') {
        checks.require(false, "/ceo", "give a person, as { \"id\": …, \"name\": …, \"estimates\": … }");
        return None;
    }
    let read = intake::read_person(framework, "ceo.json", raw.get().as_bytes());
    read.map_err(|error| tell(&error, "/ceo", checks)).ok()
}

fn read_candidates(framework: &Framework, raw: &RawValue, checks: &mut Checks) -> Option<Vec<Profile>> {
    let hint = format!("give a list of 1 to {MOST_CANDIDATES} people");
    // A list without anything in it has only blanks between its brackets.
    let inside = raw.get().strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    if inside.is_none_or(|text| text.trim().is_empty()) {
        checks.require(false, "/candidates", &hint);
        return None;
    }
    let read = intake::read_pool(framework, "candidates.json", raw.get().as_bytes(), intake::Mode::Strict);
    let profiles = read.map_err(|error| tell(&error, "/candidates", checks)).ok()?.profiles;
    checks.require(profiles.len() <= MOST_CANDIDATES, "/candidates", &hint);
    Some(profiles)
}

/// Tells what is wrong with people by its place in the request. A reader's place ends in a pointer.
fn tell(error: &intake::ReadError, start: &str, checks: &mut Checks) {
    for problem in &error.problems {
        let rest = problem.place.find('/').map_or("", |at| &problem.place[at..]);
        let bare = Problem { place: String::new(), ..problem.clone() };
        checks.problem(&format!("{start}{rest}"), &bare);
    }
}

/// Where in the request something stands that the engine found at a place.
fn pointer(place: &str) -> String {
    if let Some(pillar) = place.strip_prefix("weights.") {
        return format!("/weights/{}", escaped(pillar));
    }
    let pointer = match place {
        "role type" => "/role_type",
        "weights" => "/weights",
        "balance" => "/balance",
        "draws" => "/draws",
        "weight uncertainty" => "/weight_uncertainty",
        _ => "/candidates",
    };
    pointer.to_owned()
}
