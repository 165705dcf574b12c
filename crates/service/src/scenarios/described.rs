//! Scenarios as the API takes and gives them.

use super::{Row, Scenario, SideBySide};
use crate::checks::nullable;
use crate::line::Name;
use crate::results::Trial;
use fit::compare::Named;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::ScenarioId;
use utoipa::ToSchema;

/// Criteria to be saved under a name.
#[derive(Debug, Clone, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioInput {
    /// What it is called.
    #[schema(value_type = Name, example = "Trust first")]
    name: String,
    /// The COO type; null for no preset.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200)]
    role_type: Option<Option<String>>,
    /// Pillar weights in any unit; a pillar that is not named weighs nothing.
    #[schema(example = json!({ "trust": 60, "roles": 40 }))]
    weights: Option<BTreeMap<String, f64>>,
    /// How far a strong pillar offsets a weak one.
    #[schema(minimum = -100, maximum = 1)]
    balance: Option<f64>,
}

impl ScenarioInput {
    /// The name, and the criteria.
    #[must_use]
    pub fn parts(self) -> (String, Trial) {
        (self.name, Trial { role_type: self.role_type, weights: self.weights, balance: self.balance })
    }
}

/// A scenario.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Scenario)]
pub struct ShownScenario {
    /// Id.
    id: ScenarioId,
    /// What it is called.
    name: String,
    /// The COO type; null for no preset.
    role_type: Option<String>,
    /// The weight of each pillar, in any unit; null for the framework's.
    #[schema(value_type = Option<BTreeMap<String, f64>>)]
    weights: Option<Named<f64>>,
    /// How far a strong pillar offsets a weak one; null for as the framework has it.
    balance: Option<f64>,
}

impl From<Scenario> for ShownScenario {
    fn from(Scenario { id, name, criteria }: Scenario) -> Self {
        let (role_type, balance) = (criteria.role_type, criteria.balance);
        Self { id, name, role_type, weights: criteria.weights.map(Named), balance }
    }
}

/// The candidates under the search's own criteria and under every scenario.
#[derive(Debug, Clone, PartialEq, Default, Serialize, ToSchema)]
#[schema(as = ComparedScenarios)]
pub struct Compared {
    /// The scenarios, in the order of the cells behind the first.
    scenarios: Vec<ShownScenario>,
    /// The candidates who are ranked, the most robust first.
    candidates: Vec<Row>,
}

impl From<SideBySide> for Compared {
    fn from(found: SideBySide) -> Self {
        let scenarios = found.scenarios.into_iter().map(ShownScenario::from).collect();
        Self { scenarios, candidates: found.rows }
    }
}
