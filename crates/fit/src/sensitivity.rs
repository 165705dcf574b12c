//! Would another weighting change the order? Closed forms: for every balance, the order of two candidates is
//! linear in the pillar weights.

use crate::plan::Scheme;
use crate::score::overall;

/// The weights of a pillar within which the leader stays first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stability {
    /// Today's weight.
    pub weight: f64,
    /// Lowest weight.
    pub low: f64,
    /// Highest weight.
    pub high: f64,
}

/// A point of a weight sweep where another candidate takes the lead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crossing {
    /// The weight at which it happens.
    pub weight: f64,
    /// Who leads below it, as an index.
    pub from: usize,
    /// Who leads above it.
    pub to: usize,
}

impl Scheme {
    /// d_p, how far A is ahead of B on each pillar, on the overall scale.
    ///
    /// # Formula
    /// d_p = T(s_p of A) − T(s_p of B); A beats B where Σ W_p d_p > 0.
    pub fn lead(&self, a: &[f64], b: &[f64]) -> Vec<f64> {
        a.iter().zip(b).map(|(&a, &b)| self.scale.lead(a, b)).collect()
    }

    /// All weights when pillar `p` weighs `t` and the others keep their proportions.
    ///
    /// # Missing values
    /// Where `p` has all the weight today, the others have no proportions and share equally.
    pub fn weights_at(&self, p: usize, t: f64) -> Vec<f64> {
        // Added up, not subtracted from 1: beside a large weight small ones would drown in rounding.
        let rest: f64 = (0..self.weights.len()).filter(|&q| q != p).map(|q| self.weights[q]).sum();
        let n_others = self.weights.len() - 1;
        let others = |q: usize| if rest > 0.0 { self.weights[q] / rest } else { 1.0 / n_others as f64 };
        (0..self.weights.len()).map(|q| if q == p { t } else { (1.0 - t) * others(q) }).collect()
    }

    /// The overall score of pillar scores when pillar `p` weighs `t`, with [`Scheme::weights_at`].
    pub fn overall_at(&self, p: usize, t: f64, pillars: &[f64]) -> f64 {
        overall(self.scale, &self.weights_at(p, t), pillars)
    }

    /// The widest interval of each pillar's weight around today's in which the leader stays first.
    ///
    /// # Formula
    /// With W_p = t the lead over a rival is g(t) = t d_p + (1 − t) R, R the others' weighted mean lead; it is
    /// linear, so g ≥ 0 is one interval, and the answer is what all rivals leave of [0, 1].
    ///
    /// # Shapes and units
    /// `pillars`: pillar scores of all candidates, the leader's first. One interval a pillar, in [0, 1].
    ///
    /// # Missing values
    /// Without a rival, or without another pillar, nothing can change the leader: 0 to 1.
    ///
    /// # Example
    /// ```
    /// use fit::{Criteria, Estimates, Framework, Plan, Profile, framework};
    /// let framework = Framework::parse(framework::DEFAULT).unwrap();
    /// let person = |id: &str| Profile::new(id, id);
    /// let unknown = Estimates::of(&framework, &person("x"));
    /// let scheme = Plan::compile(&framework, &unknown, &Criteria::default()).unwrap().scheme;
    /// // Ahead on the first pillar, behind on the second, level on the rest.
    /// let (leader, rival) = ([0.9, 0.6, 0.7, 0.7, 0.7], [0.6, 0.8, 0.7, 0.7, 0.7]);
    /// let stability = scheme.stability(&[&leader, &rival]);
    /// assert!(stability[0].low > 0.0 && stability[0].high == 1.0 && stability[1].high < 1.0);
    /// ```
    pub fn stability(&self, pillars: &[&[f64]]) -> Vec<Stability> {
        let stability = |p: usize| {
            let weight = self.weights[p];
            let (mut low, mut high) = (0.0f64, 1.0f64);
            let Some((leader, rivals)) = pillars.split_first().filter(|_| self.weights.len() > 1) else {
                return Stability { weight, low, high };
            };
            let ends = [self.weights_at(p, 0.0), self.weights_at(p, 1.0)];
            for rival in rivals {
                let lead = self.lead(leader, rival);
                let [at_zero, at_one] = ends.each_ref().map(|weights| dot(weights, &lead));
                // The leader leads at today's weight, so at most one end is lost; both only where it is level
                // with the rival and ahead by its id, and then no other weight keeps it there.
                let crossing = at_zero / (at_zero - at_one);
                if at_zero < 0.0 {
                    low = low.max(if at_one < 0.0 { weight } else { crossing.min(weight) });
                }
                if at_one < 0.0 {
                    high = high.min(if at_zero < 0.0 { weight } else { crossing.max(weight) });
                }
            }
            Stability { weight, low: low.min(weight), high: high.max(weight) }
        };
        (0..self.weights.len()).map(stability).collect()
    }

    /// The smallest share of weight that must move for B to tie A, who is ahead.
    ///
    /// # Formula
    /// min Σ|ΔW| / 2 such that Σ W_p d_p = 0: weight moves from the pillars with the largest d_p, in order, to
    /// the one with the smallest.
    ///
    /// # Missing values
    /// `None` where B is nowhere level with A, so that even all weight does not do it.
    ///
    /// # Source
    /// A fractional knapsack: Dantzig (1957), doi:10.1287/opre.5.2.266.
    ///
    /// # Example
    /// ```
    /// use fit::{Criteria, Framework, plan::Scheme};
    /// let framework = Framework::parse(
    ///     "id = 'two'\nversion = '1'\nbalance = 1.0\n[pillars.a]\nweight = 3\n[pillars.b]\n[dimensions.'s.d']\n\
    ///      [[facets]]\nid = 'a'\npillar = 'a'\ncoo = 's.d'\nrule = { kind = 'match' }\n\
    ///      [[facets]]\nid = 'b'\npillar = 'b'\ncoo = 's.d'\nrule = { kind = 'mirror' }\n",
    /// )
    /// .unwrap();
    /// let scheme = Scheme::new(&framework, &Criteria::default()).unwrap();
    /// // A leads by 0.75 · 0.25 − 0.25 · 0.20 = 0.1375, and each unit moved takes 0.45 of it.
    /// let moved = scheme.weight_to_move(&[1.00, 0.64], &[0.75, 0.84]).unwrap();
    /// assert!((moved - 0.1375 / 0.45).abs() < 1e-12);
    /// ```
    pub fn weight_to_move(&self, a: &[f64], b: &[f64]) -> Option<f64> {
        let lead = self.lead(a, b);
        let mut weights = self.weights.clone();
        if dot(&weights, &lead) <= 0.0 {
            return Some(0.0);
        }
        let to = (0..lead.len()).min_by(|&p, &q| lead[p].total_cmp(&lead[q]))?;
        let mut order: Vec<usize> = (0..lead.len()).filter(|&p| lead[p] > lead[to]).collect();
        order.sort_by(|&p, &q| lead[q].total_cmp(&lead[p]));
        let mut moved = 0.0;
        for p in order {
            // The lead that is left when all of this pillar's weight has moved, from the beginning: subtracting
            // it from the lead before would leave only rounding where leads differ by orders of magnitude.
            let weight = std::mem::take(&mut weights[p]);
            weights[to] += weight;
            let left = dot(&weights, &lead);
            if left <= 0.0 {
                // Part of it does: as much as brings the lead from what is left back to zero is not moved.
                return Some(moved + (weight + left / (lead[p] - lead[to])).max(0.0));
            }
            moved += weight;
        }
        // All the weight lies on B's best pillar.
        (lead[to] <= 0.0).then_some(moved)
    }

    /// Where the leader changes as pillar `p`'s weight goes from 0 to 1, the others keeping their proportions.
    ///
    /// # Formula
    /// Each candidate is a straight line (1 − t) T₀ + t T₁ on the overall scale; the leader is their upper envelope.
    ///
    /// # Shapes and units
    /// `pillars`: pillar scores of the candidates; indices in the answer are into it.
    pub fn crossings(&self, p: usize, pillars: &[&[f64]]) -> Vec<Crossing> {
        if self.weights.len() < 2 {
            return Vec::new();
        }
        let ends = [self.weights_at(p, 0.0), self.weights_at(p, 1.0)];
        // On the overall scale each candidate is a straight line in t, and the leader is their upper envelope.
        // Lines are kept by their ends: at a low balance these differ by so many orders of magnitude that a
        // slope would swallow the smaller one.
        let lines: Vec<[f64; 2]> = pillars
            .iter()
            .map(|scores| {
                let places: Vec<f64> = scores.iter().map(|&s| self.scale.place_of_pillar(s)).collect();
                ends.each_ref().map(|weights| dot(weights, &places))
            })
            .collect();
        let Some(mut leader) = (0..lines.len()).reduce(|a, b| if lines[b] > lines[a] { b } else { a }) else {
            return Vec::new();
        };
        let mut crossings = Vec::new();
        let mut weight = 0.0;
        loop {
            let [start, end] = lines[leader];
            let overtakes = (0..lines.len()).filter(|&i| lines[i][1] > end).map(|i| {
                let (ahead, behind) = (start - lines[i][0], lines[i][1] - end);
                ((ahead / (ahead + behind)).max(weight), i)
            });
            // The first to overtake; of several at once, the one that ends highest goes on in front.
            let next =
                overtakes.min_by(|a, b| a.0.total_cmp(&b.0).then(lines[b.1][1].total_cmp(&lines[a.1][1])));
            match next {
                Some((at, to)) if at < 1.0 => {
                    crossings.push(Crossing { weight: at, from: leader, to });
                    (weight, leader) = (at, to);
                }
                _ => return crossings,
            }
        }
    }
}

fn dot(weights: &[f64], values: &[f64]) -> f64 {
    weights.iter().zip(values).map(|(weight, value)| weight * value).sum()
}
