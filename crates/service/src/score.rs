//! A ranking of people who are not on file: nothing of it is kept.

use crate::checks::Checks;
use crate::runs::WeightDoubt;
use crate::{Caller, Error, Invalid, Permission, Result, Service};
use fit::simulate::{Draws, WeightUncertainty};
use fit::{Comparison, Criteria, Framework, compare};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A CEO, candidates and criteria.
#[derive(Debug, Clone, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreInput {
    /// The CEO, as files hold people.
    #[schema(value_type = Object, example = json!({ "id": "ceo-1", "name": "A. Founder", "estimates": { "skill.operations": 35 } }))]
    pub ceo: Value,
    /// The candidates, as files hold people.
    #[schema(value_type = Vec<Object>, min_items = 1, max_items = 1000)]
    pub candidates: Vec<Value>,
    /// The kind of COO that is asked for.
    #[schema(max_length = 200)]
    pub role_type: Option<String>,
    /// Pillar weights in any unit; a pillar that is not named weighs nothing.
    pub weights: Option<BTreeMap<String, f64>>,
    /// How far pillars make up for each other.
    #[schema(minimum = -10, maximum = 1)]
    pub balance: Option<f64>,
    /// How many draws; 0 for no simulation.
    #[schema(minimum = 0, maximum = 1_000_000, default = 10_000)]
    pub draws: Option<u64>,
    /// The seed; 1 where it is left out.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991u64)]
    pub seed: Option<u64>,
    /// What is uncertain about the weights.
    pub weight_uncertainty: Option<WeightDoubt>,
}

/// Candidates times draws are at most so many in one request.
const MOST: u64 = 2_000_000;

/// Scores and ranks, and keeps nothing.
///
/// # Errors
/// Where the input will not do, told by its places.
pub async fn score(service: &Service, caller: &Caller, input: ScoreInput) -> Result<Comparison> {
    caller.actor.require(Permission::ScoreRun)?;
    service.compute(move || computed(&input)).await?
}

fn computed(input: &ScoreInput) -> Result<Comparison> {
    let internal = |problems: Vec<fit::Problem>| Error::Internal(format!("the framework: {problems:?}"));
    let framework = Framework::parse(fit::framework::DEFAULT).map_err(internal)?;
    let usual = Draws::default();
    let draws = Draws {
        n: input.draws.unwrap_or(usual.n),
        seed: input.seed.unwrap_or(usual.seed),
        weights: input.weight_uncertainty.map_or(usual.weights, WeightUncertainty::from),
    };
    let size = draws.n.saturating_mul(input.candidates.len() as u64);
    let mut checks = Checks::default();
    checks.require(size <= MOST, "/draws", &format!("candidates times draws are at most {MOST} here"));
    let bytes = input.ceo.to_string();
    let ceo = intake::read_person(&framework, "ceo", bytes.as_bytes());
    let bytes = Value::from(input.candidates.clone()).to_string();
    let pool = intake::read_pool(&framework, "candidates", bytes.as_bytes(), intake::Mode::Strict);
    let (ceo, pool) = match (ceo, pool) {
        (Ok(ceo), Ok(pool)) => (ceo, pool),
        (ceo, pool) => {
            ceo.err().iter().flat_map(|error| &error.problems).for_each(|p| checks.problem("/ceo", p));
            pool.err().iter().flat_map(|error| &error.problems).for_each(|p| checks.problem("/candidates", p));
            checks.done()?;
            return Err(Error::Internal("people were refused without a reason".to_owned()));
        }
    };
    checks.done()?;
    let weights = input.weights.as_ref().map(|weights| weights.iter().map(|(id, w)| (id.clone(), *w)).collect());
    let criteria = Criteria { role_type: input.role_type.clone(), weights, balance: input.balance };
    compare(&framework, &ceo, &pool.profiles, &criteria, draws, &|_, _| {}).map_err(|problems| {
        Error::Invalid(problems.iter().map(|problem| Invalid::of(pointer(&problem.place), problem)).collect())
    })
}

/// Where a problem that the engine found stands in the request.
fn pointer(place: &str) -> &'static str {
    let starts = [
        ("role", "/role_type"),
        ("weight uncertainty", "/weight_uncertainty"),
        ("weight", "/weights"),
        ("balance", "/balance"),
        ("draws", "/draws"),
    ];
    starts.iter().find(|(start, _)| place.starts_with(start)).map_or("/candidates", |(_, pointer)| pointer)
}
