//! How well candidates are known, and whom to ask where that is too little.

use crate::inputs::Inputs;
use crate::{Result, runs};
use fit::compare::CandidateResult;
use fit::{Comparison, Estimates, Framework, Plan, Profile, Source};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::ToSchema;

/// As many values are named as what to find out first.
const NAMED: usize = 5;

/// A value that nobody measured, and what waits for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MissingValue {
    /// Whether it is the CEO's; else it is the candidate's.
    pub of_ceo: bool,
    /// The dimension.
    #[schema(example = "skill.operations")]
    pub dimension: String,
    /// The share of all weight whose facets wait for it.
    pub weight: f64,
}

/// How to find out what is missing of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// The CEO answers the questionnaire about themselves.
    AskCeo,
    /// The candidate answers the questionnaire about themselves.
    AskCandidate,
    /// People who have worked with the candidate answer one about them.
    AskOthers,
    /// A structured interview.
    Interview,
}

/// How well the people of a comparison are known, as its plan sees them.
pub(crate) struct Knowledge<'a> {
    framework: &'a Framework,
    plan: Plan,
    ceo: Estimates,
    profiles: HashMap<&'a str, &'a Profile>,
}

impl<'a> Knowledge<'a> {
    pub(crate) fn of(framework: &'a Framework, inputs: &'a Inputs) -> Result<Self> {
        let ceo = Estimates::of(framework, &inputs.ceo);
        let plan = Plan::compile(framework, &ceo, &inputs.criteria);
        let plan = plan.map_err(|problems| runs::refused(&problems))?;
        let profiles = inputs.candidates.iter().map(|profile| (profile.id.as_str(), profile)).collect();
        Ok(Self { framework, plan, ceo, profiles })
    }

    /// Who says what is known of a candidate, in a few words.
    pub(crate) fn sources(&self, id: &str) -> String {
        self.profiles.get(id).map(|profile| ::report::words::sources(profile)).unwrap_or_default()
    }

    /// What to find out first of a candidate of whom not enough is known; of others nothing.
    pub(crate) fn missing(&self, result: &CandidateResult) -> Vec<MissingValue> {
        let Some(profile) = self.profiles.get(result.id.as_str()).filter(|_| result.provisional) else {
            return Vec::new();
        };
        let missing = self.plan.missing(&self.ceo, &Estimates::of(self.framework, profile));
        let value = |missing: &fit::evidence::Missing| MissingValue {
            of_ceo: missing.is_of_ceo,
            dimension: self.framework.dimensions[missing.dimension].id.clone(),
            weight: missing.weight,
        };
        missing.iter().take(NAMED).map(value).collect()
    }

    /// How to find out more of those of whom not enough is known.
    pub(crate) fn ways(&self, comparison: &Comparison) -> HashMap<String, Vec<Way>> {
        let of = |result: &CandidateResult| {
            let missing = self.missing(result);
            let profile = self.profiles.get(result.id.as_str())?;
            let has_answered = profile.ratings.iter().any(|rating| rating.source == Source::Oneself);
            let lacks_own = missing.iter().any(|missing| !missing.of_ceo);
            let mut ways = Vec::new();
            if missing.iter().any(|missing| missing.of_ceo) {
                ways.push(Way::AskCeo);
            }
            if lacks_own && !has_answered {
                ways.push(Way::AskCandidate);
            }
            if lacks_own || missing.is_empty() {
                ways.extend([Way::AskOthers, Way::Interview]);
            }
            Some((result.id.clone(), ways))
        };
        comparison.results.iter().filter(|result| result.provisional).filter_map(of).collect()
    }
}
