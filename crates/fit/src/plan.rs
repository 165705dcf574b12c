//! What one search asks of the framework, and what it becomes for one CEO.

use crate::estimate::Estimates;
use crate::framework::Framework;
use crate::norm::OwnNorm;
use crate::problem::{Problem, suggest};
use crate::rule::{Rule, Shape};
use crate::score::Scale;
use std::sync::Arc;

/// What a search chooses: a role type, pillar weights, a balance. Nothing chosen leaves the framework's.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Criteria {
    /// Id of the role type.
    pub role_type: Option<String>,
    /// Pillar weights in any unit, by pillar id; a pillar not named weighs nothing.
    pub weights: Option<Vec<(String, f64)>>,
    /// ρ, at most 1.
    pub balance: Option<f64>,
    /// The norm of one's own beside which scores stand, instead of the framework's. It moves no score.
    pub norm: Option<Arc<OwnNorm>>,
}

/// The framework as one search reads it: criteria checked and applied.
#[derive(Debug, Clone, PartialEq)]
pub struct Scheme {
    /// Index of the role type.
    pub role_type: Option<usize>,
    /// W, the pillar weights; they sum to 1.
    pub weights: Vec<f64>,
    /// ρ.
    pub balance: f64,
    /// The scale on which pillars are averaged.
    pub scale: Scale,
    /// The scale on which each pillar's facets are averaged.
    pub pillar_scales: Vec<Scale>,
    /// The facets with levels and multipliers of the role type applied, in the framework's order.
    pub facets: Vec<SchemeFacet>,
    /// Indices of the facets with a positive weight, pillar by pillar: only they are computed.
    pub active: Vec<Vec<usize>>,
    /// The dimension indices of each ipsative domain.
    pub ipsative: Vec<Vec<usize>>,
}

/// A facet as one search reads it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SchemeFacet {
    /// Index of its pillar.
    pub pillar: usize,
    /// Index of the CEO's dimension.
    pub ceo: usize,
    /// Index of the candidate's dimension.
    pub coo: usize,
    /// w, with the role type's multiplier.
    pub weight: f64,
    /// The rule, with the role type's level.
    pub rule: Rule,
}

impl Scheme {
    /// Applies the criteria to the framework.
    ///
    /// # Formula
    /// W_p ∝ (the criteria's weight, else the framework's) × the role type's multiplier.
    ///
    /// # Errors
    /// An unknown role type or pillar, a weight that is negative or not finite, no positive weight, a balance
    /// that is not a number from −100 to 1.
    pub fn new(framework: &Framework, criteria: &Criteria) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let role_type = criteria.role_type.as_ref().and_then(|id| {
            let found = framework.role_type(id);
            if found.is_none() {
                let known = framework.role_types.iter().map(|role_type| role_type.id.as_str());
                problems.push(Problem::new(
                    "role type",
                    format!("there is no role type \u{201c}{id}\u{201d}"),
                    suggest(id, known),
                ));
            }
            found
        });
        let balance = criteria.balance.unwrap_or(framework.balance);
        if let Some(problem) = crate::framework::balance_problem("balance", balance) {
            problems.push(problem);
        }
        let weights = chosen_weights(framework, criteria, role_type, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        let facets = scheme_facets(framework, role_type);
        let active = (0..framework.pillars.len())
            .map(|p| (0..facets.len()).filter(|&k| facets[k].pillar == p && facets[k].weight > 0.0).collect())
            .collect();
        Ok(Self {
            role_type,
            weights,
            balance,
            scale: Scale::new(balance),
            pillar_scales: framework.pillars.iter().map(|pillar| Scale::new(pillar.balance)).collect(),
            facets,
            active,
            ipsative: framework.ipsative_domains(),
        })
    }
}

fn chosen_weights(
    framework: &Framework,
    criteria: &Criteria,
    role_type: Option<usize>,
    problems: &mut Vec<Problem>,
) -> Vec<f64> {
    let mut weights: Vec<f64> = framework.pillars.iter().map(|pillar| pillar.weight).collect();
    if let Some(chosen) = &criteria.weights {
        weights.fill(0.0);
        for (id, weight) in chosen {
            let place = format!("weights.{id}");
            if !(weight.is_finite() && *weight >= 0.0 && *weight <= 1e9) {
                problems.push(Problem::new(
                    place.as_str(),
                    format!("{weight} is no weight"),
                    "give a number from 0 to 1,000,000,000",
                ));
            }
            match framework.pillar(id) {
                Some(pillar) => weights[pillar] += weight,
                None => problems.push(Problem::new(
                    place,
                    format!("there is no pillar \u{201c}{id}\u{201d}"),
                    suggest(id, framework.pillars.iter().map(|pillar| pillar.id.as_str())),
                )),
            }
        }
    }
    if let Some(role_type) = role_type {
        for &(pillar, multiplier) in &framework.role_types[role_type].pillars {
            weights[pillar] *= multiplier;
        }
    }
    let total: f64 = weights.iter().sum();
    if problems.is_empty() && total <= 0.0 {
        problems.push(Problem::new(
            "weights",
            "all pillars weigh nothing",
            "give at least one pillar a weight above 0",
        ));
    }
    weights.iter().map(|weight| weight / total).collect()
}

fn scheme_facets(framework: &Framework, role_type: Option<usize>) -> Vec<SchemeFacet> {
    let mut facets: Vec<SchemeFacet> = framework
        .facets
        .iter()
        .map(|f| SchemeFacet { pillar: f.pillar, ceo: f.ceo, coo: f.coo, weight: f.weight, rule: f.rule })
        .collect();
    if let Some(role_type) = role_type.map(|index| &framework.role_types[index]) {
        for &(facet, multiplier) in &role_type.facets {
            facets[facet].weight *= multiplier;
        }
        for facet in &mut facets {
            if let Some(&(_, level)) = role_type.levels.iter().find(|(dimension, _)| *dimension == facet.coo)
            {
                facet.rule = facet.rule.with_level(level);
            }
        }
    }
    facets
}

/// A scheme for one CEO: everything that does not depend on the candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The scheme.
    pub scheme: Scheme,
    /// One line a facet, in the framework's order.
    pub lines: Vec<Line>,
    /// Σ w̃ of each pillar.
    pub totals: Vec<f64>,
}

/// A facet for one CEO.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// x, the CEO's value.
    pub x: f64,
    /// y*, the candidate's ideal; `None` for a `fill` without a gap.
    pub ideal: Option<f64>,
    /// c·σx, how far the CEO's error moves the ideal.
    pub ideal_se: f64,
    /// w̃, the weight with what `fill` leaves of it.
    pub weight: f64,
    /// The form of the arithmetic.
    pub shape: Shape,
}

impl Plan {
    /// Compiles framework, criteria and CEO.
    ///
    /// # Errors
    /// As [`Scheme::new`].
    pub fn compile(
        framework: &Framework,
        ceo: &Estimates,
        criteria: &Criteria,
    ) -> Result<Self, Vec<Problem>> {
        Ok(Self::new(Scheme::new(framework, criteria)?, ceo))
    }

    /// The plan of a scheme for a CEO.
    pub fn new(scheme: Scheme, ceo: &Estimates) -> Self {
        let lines: Vec<Line> = scheme
            .facets
            .iter()
            .map(|facet| {
                let x = ceo.seen[facet.ceo];
                Line {
                    x,
                    ideal: facet.rule.ideal(x),
                    ideal_se: facet.rule.ceo_share() * ceo.seen_se[facet.ceo],
                    weight: facet.weight * facet.rule.weight_share(x),
                    shape: facet.rule.shape(),
                }
            })
            .collect();
        let totals =
            scheme.active.iter().map(|facets| facets.iter().map(|&k| lines[k].weight).sum()).collect();
        Self { scheme, lines, totals }
    }

    /// A facet's share of its pillar.
    ///
    /// # Formula
    /// w̃_k / Σ w̃ over the pillar.
    pub fn share(&self, facet: usize) -> f64 {
        self.lines[facet].weight / self.totals[self.scheme.facets[facet].pillar]
    }
}
