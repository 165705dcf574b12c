//! How sure each pillar's score is: the same draws as for the whole, with all the weight on one pillar.

use super::facts::Facts;
use crate::charts::Interval;
use fit::simulate::{Draws, Entrant, Simulation, WeightUncertainty, simulate};
use fit::verdict::Firmness;

/// As many draws are enough for whole percentages.
const MAX_DRAWS: u64 = 10_000;

/// What the draws say of the pillars of the candidates that are drawn.
pub(super) struct Odds {
    /// One simulation a pillar; empty where nothing is simulated.
    pillars: Vec<Simulation>,
}

impl Odds {
    /// Simulates every pillar by itself.
    pub(super) fn of(facts: &Facts<'_>) -> Self {
        if !facts.is_simulated() {
            return Self { pillars: Vec::new() };
        }
        let drawn = facts.drawn();
        let entrants: Vec<Entrant<'_>> = drawn
            .iter()
            .map(|candidate| Entrant { id: &candidate.result.id, estimates: &candidate.person.estimates })
            .collect();
        let draws = Draws {
            n: facts.comparison.draws.min(MAX_DRAWS),
            seed: facts.comparison.seed,
            weights: WeightUncertainty::None,
            variations: 0,
        };
        let of_pillar = |pillar: usize| {
            let mut scheme = facts.plan.scheme.clone();
            scheme.weights.fill(0.0);
            scheme.weights[pillar] = 1.0;
            simulate(&scheme, &facts.ceo.estimates, &entrants, draws, &|_, _| {})
        };
        Self { pillars: (0..facts.framework.pillars.len()).map(of_pillar).collect() }
    }

    /// The 5th to 95th percentile of a candidate's score on a pillar.
    pub(super) fn interval(&self, pillar: usize, place: usize) -> Option<Interval> {
        let outlook = self.pillars.get(pillar)?.candidates.get(place)?;
        Some(Interval { low: outlook.p05 * 100.0, high: outlook.p95 * 100.0 })
    }

    /// How firmly one candidate is ahead of another on a pillar.
    pub(super) fn firmness(&self, pillar: usize, ahead: usize, behind: usize) -> Option<Firmness> {
        let beats = &self.pillars.get(pillar)?.beats;
        let probability = if ahead < behind {
            *beats.get(ahead)?.get(behind - ahead - 1)?
        } else {
            1.0 - *beats.get(behind)?.get(ahead.checked_sub(behind + 1)?)?
        };
        Some(Firmness::of(probability))
    }
}
