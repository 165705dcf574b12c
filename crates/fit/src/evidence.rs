//! How much is known: what share of a result's weight is measured, by whom, and what is missing.

use crate::estimate::Estimates;
use crate::framework::Framework;
use crate::plan::{Plan, SchemeFacet};
use crate::score::on_grid;

/// A pillar with weight of which less than this is measured makes a result provisional.
const LEAST_OF_PILLAR: f64 = 0.5;

/// More of the measured weight than this on the candidate's own answers alone makes a result provisional.
const MOST_OWN_ANSWERS: f64 = 0.5;

/// How much of a pair's weight is measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The share of all weight whose facets are measured on both sides.
    pub completeness: f64,
    /// The same within each pillar.
    pub by_pillar: Vec<f64>,
    /// The share of the measured weight that rests on the candidate's own answers alone; 0 where nothing is measured.
    pub own_answers: f64,
}

/// A dimension that nobody measured, on one side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Missing {
    /// Whether it is the CEO's.
    pub is_of_ceo: bool,
    /// Index of the dimension.
    pub dimension: usize,
    /// The weight of the facets that wait for it.
    pub weight: f64,
}

impl Plan {
    /// The share of the weight whose facets are measured.
    ///
    /// # Formula
    /// Σ W_p · (w̃ of the measured facets) / (w̃ of the pillar)
    pub fn completeness(&self, is_measured: impl Fn(&SchemeFacet) -> bool) -> f64 {
        on_grid(self.weight_of(is_measured, |facet| self.scheme.weights[facet.pillar]))
    }

    /// How much of a candidate's weight is measured.
    ///
    /// # Formula
    /// As [`Plan::completeness`]; within a pillar without W_p.
    pub fn evidence(&self, ceo: &Estimates, candidate: &Estimates) -> Evidence {
        let is_measured = |f: &SchemeFacet| ceo.is_measured[f.ceo] && candidate.is_measured[f.coo];
        let completeness = self.completeness(is_measured);
        let own = self.completeness(|f| is_measured(f) && candidate.is_own_answer[f.coo]);
        let of_pillar = |p: usize| on_grid(self.weight_of(|f| f.pillar == p && is_measured(f), |_| 1.0));
        Evidence {
            completeness,
            by_pillar: (0..self.totals.len()).map(of_pillar).collect(),
            own_answers: if completeness > 0.0 { on_grid(own / completeness) } else { 0.0 },
        }
    }

    /// The dimensions that nobody measured and that facets with weight read, the weightiest first.
    ///
    /// # Formula
    /// The sum of W_p · w̃ / Σ w̃ of the facets that read it; a facet unmeasured on both sides counts for both.
    pub fn missing(&self, ceo: &Estimates, candidate: &Estimates) -> Vec<Missing> {
        let mut missing: Vec<Missing> = Vec::new();
        for (k, facet) in self.scheme.facets.iter().enumerate() {
            let weight = self.scheme.weights[facet.pillar] * self.share(k);
            let sides = [(true, facet.ceo, ceo), (false, facet.coo, candidate)];
            for (is_of_ceo, dimension, person) in sides {
                if weight <= 0.0 || person.is_measured[dimension] {
                    continue;
                }
                let known = missing.iter_mut().find(|m| m.is_of_ceo == is_of_ceo && m.dimension == dimension);
                match known {
                    Some(known) => known.weight += weight,
                    None => missing.push(Missing { is_of_ceo, dimension, weight }),
                }
            }
        }
        // Stable, so that equals stay in the framework's order.
        missing.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        missing
    }

    /// Σ of a facet's share of its pillar, times a factor, over some facets.
    fn weight_of(
        &self,
        is_counted: impl Fn(&SchemeFacet) -> bool,
        factor: impl Fn(&SchemeFacet) -> f64,
    ) -> f64 {
        let facets = self.scheme.facets.iter().enumerate().filter(|(_, facet)| is_counted(facet));
        // Starting from 0: the sum of nothing is −0 otherwise.
        facets.fold(0.0, |sum, (k, facet)| sum + factor(facet) * self.share(k))
    }
}

impl Evidence {
    /// Whether too little is known for a verdict: completeness below the framework's minimum, less than half of a
    /// pillar with weight, or more than half of what is measured said by the candidate alone.
    pub fn is_provisional(&self, framework: &Framework, weights: &[f64]) -> bool {
        let is_thin = |(&known, &weight): (&f64, &f64)| weight > 0.0 && known < LEAST_OF_PILLAR;
        self.completeness < framework.min_completeness
            || self.by_pillar.iter().zip(weights).any(is_thin)
            || self.own_answers > MOST_OWN_ANSWERS
    }
}
