//! Where the points went: the loss of a score shared out exactly, over pillars and over facets.

use crate::plan::Plan;
use crate::score::Score;

/// The points that a candidate lost, 1 − S, shared out.
#[derive(Debug, Clone, PartialEq)]
pub struct Losses {
    /// φ_p, one a pillar; they sum to 1 − S.
    pub pillars: Vec<f64>,
    /// One a facet; those of a pillar sum to the pillar's.
    pub facets: Vec<f64>,
    /// The part of each facet's loss that its plain fit would not lose; the rest is distance. It is negative where
    /// somebody far from the ideal may stand nearer than measured.
    pub doubts: Vec<f64>,
}

impl Plan {
    /// Shares out the loss of a score.
    ///
    /// # Formula
    /// Pillars: Shapley values of L(T) = 1 − overall(pillars in T at their score, the others at 1).
    /// Facets: φ_p · w̃ ℓ̄ / Σ w̃ ℓ̄ over the pillar, ℓ̄ = T(1) − t̄ the mean loss on the pillar's own scale; all zero
    /// where the pillar lost nothing. Doubt: φ_p · w̃ (ℓ̄ − ℓ(plain fit)) / Σ w̃ ℓ̄.
    ///
    /// # Shapes and units
    /// Losses in [0, 1]; Σ pillars = 1 − S, and Σ facets of a pillar = the pillar's, to rounding.
    ///
    /// # Source
    /// Shapley (1953), A value for n-person games, doi:10.1515/9781400881970-018; two pillars are worked by
    /// hand in the tests.
    pub fn explain(&self, score: &Score) -> Losses {
        let pillars = self.shapley(&score.pillars);
        let mut facets = vec![0.0; self.lines.len()];
        let mut doubts = vec![0.0; self.lines.len()];
        for (p, active) in self.scheme.active.iter().enumerate() {
            let scale = self.scheme.pillar_scales[p];
            let best = scale.place(1.0);
            let lost = |k: usize| self.lines[k].weight * (best - score.places[k]);
            let total: f64 = active.iter().map(|&k| lost(k)).sum();
            if total > 0.0 {
                for &k in active {
                    let doubt = self.lines[k].weight * (scale.place(score.plain[k]) - score.places[k]);
                    facets[k] = pillars[p] * lost(k) / total;
                    doubts[k] = pillars[p] * doubt / total;
                }
            }
        }
        Losses { pillars, facets, doubts }
    }

    fn shapley(&self, scores: &[f64]) -> Vec<f64> {
        let n = scores.len();
        let scale = self.scheme.scale;
        // W_p T(s) of each pillar, at 1 and at its score; a set picks one of the two.
        let terms: Vec<[f64; 2]> = scores
            .iter()
            .zip(&self.scheme.weights)
            .map(|(&score, weight)| [1.0, score].map(|s| weight * scale.place_of_pillar(s)))
            .collect();
        let loss_of = |set: usize| {
            let picked = terms.iter().enumerate().map(|(p, term)| term[set >> p & 1]);
            1.0 - scale.score(picked.fold(0.0, |sum, term| sum + term))
        };
        let losses: Vec<f64> = (0..1usize << n).map(loss_of).collect();
        let shares = shapley_shares(n);
        let value = |p: usize| {
            let sets = (0..1usize << n).filter(|set| set >> p & 1 == 0);
            sets.map(|set| shares[set.count_ones() as usize] * (losses[set | 1 << p] - losses[set])).sum()
        };
        (0..n).map(value).collect()
    }
}

/// |T|! (n − |T| − 1)! / n! for each size of T.
pub fn shapley_shares(n: usize) -> Vec<f64> {
    // 1 / (n · C(n − 1, t)), with the binomial coefficient built up from one size to the next.
    let mut shares = Vec::with_capacity(n);
    let mut choices = 1.0;
    for t in 0..n {
        shares.push(1.0 / (n as f64 * choices));
        choices *= (n - 1 - t) as f64 / (t + 1) as f64;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_all_sets_that_a_pillar_can_join_sum_to_one() {
        for n in 1..=12 {
            let total: f64 =
                (0..1usize << (n - 1)).map(|set| shapley_shares(n)[set.count_ones() as usize]).sum();
            assert!((total - 1.0).abs() < 1e-12);
        }
        assert_eq!(shapley_shares(3), vec![1.0 / 3.0, 1.0 / 6.0, 1.0 / 3.0]);
    }
}
