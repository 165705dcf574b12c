//! Who says that 80 is needed? The framework's own figures are judgements; varied, they show how much hangs on them.

use crate::estimate::Estimates;
use crate::plan::{Plan, Scheme};
use crate::rule::{Rule, Tolerance};
use crate::score::on_grid;
use rayon::prelude::*;
use stats::draw::Stream;
use stats::quantile::quantile;

/// So many variations unless asked otherwise.
pub const VARIATIONS: u32 = 400;

/// At most this many.
pub const MAX_VARIATIONS: u32 = 10_000;

/// The variations' own seed: they vary the framework, not the people, and are the same whatever is drawn of these.
const SEED: u64 = 400;

/// Standard deviation of a weight's logarithm, of a level, and of a tolerance's logarithm.
const WEIGHT_SD: f64 = 0.5;
const LEVEL_SD: f64 = 0.06;
const TOLERANCE_SD: f64 = 0.26;

/// Levels stay within these.
const LEVELS: (f64, f64) = (0.05, 1.0);

/// What the variations say of one candidate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Varied {
    /// The share of the variations in which the candidate comes first; k tied share it equally.
    pub first: f64,
    /// 5th percentile of S.
    pub p05: f64,
    /// 95th percentile of S.
    pub p95: f64,
}

/// Scores candidates under `n` variations of the framework.
///
/// # Formula
/// In each variation every facet's weight × exp(0.5 z), every level of `meet` and `fill` + 6 z points, kept within 5 and
/// 100, and every finite tolerance × exp(0.26 z), with z ~ N(0, 1) for each anew. Pillar weights, balances and people
/// stay. Percentiles lie at place (n − 1) · q of the sorted scores, between two of them in proportion.
///
/// # Shapes and units
/// An entry a candidate, in the order given; scores in [0, 1]. A facet without weight is not varied, so it changes
/// nothing here either.
///
/// # Source
/// Sensitivity of a composite to the judgements in it: Saisana, Saltelli & Tarantola (2005),
/// doi:10.1111/j.1467-985X.2005.00350.x.
///
/// # Example
/// ```
/// use fit::{Criteria, Estimates, Framework, Profile, framework, plan::Scheme, variations::vary};
/// let framework = Framework::parse(framework::DEFAULT).unwrap();
/// let person = |id: &str| Profile {
///     id: id.into(), name: id.into(), headline: String::new(),
///     estimates: Default::default(), ratings: vec![],
/// };
/// let unknown = Estimates::of(&framework, &person("x"));
/// let scheme = Scheme::new(&framework, &Criteria::default()).unwrap();
/// let varied = vary(&scheme, &unknown, &[&unknown, &unknown], 100);
/// assert_eq!(varied[0].first, 0.5); // two people of whom the same is known
/// ```
pub fn vary(scheme: &Scheme, ceo: &Estimates, candidates: &[&Estimates], n: u32) -> Vec<Varied> {
    if n == 0 {
        return Vec::new();
    }
    let scores = |index: u32| -> Vec<f64> {
        let plan = Plan::new(varied(scheme, index), ceo);
        let mut places = Vec::new();
        candidates.iter().map(|candidate| on_grid(plan.overall_score(candidate, &mut places))).collect()
    };
    let scores: Vec<Vec<f64>> = (0..n).into_par_iter().map(scores).collect();
    let mut firsts = vec![0.0; candidates.len()];
    for scores in &scores {
        let best = scores.iter().copied().fold(0.0, f64::max);
        let n_level = scores.iter().filter(|&&score| score == best).count();
        for (first, _) in firsts.iter_mut().zip(scores).filter(|(_, score)| **score == best) {
            *first += 1.0 / n_level as f64;
        }
    }
    let of_candidate = |(c, first): (usize, f64)| {
        let mut own: Vec<f64> = scores.iter().map(|scores| scores[c]).collect();
        own.sort_unstable_by(f64::total_cmp);
        Varied { first: first / f64::from(n), p05: quantile(&own, 0.05), p95: quantile(&own, 0.95) }
    };
    firsts.into_iter().enumerate().map(of_candidate).collect()
}

/// The scheme with its figures varied.
fn varied(scheme: &Scheme, index: u32) -> Scheme {
    let mut stream = Stream::open(SEED, "variations", u64::from(index));
    let mut scheme = scheme.clone();
    for facet in scheme.facets.iter_mut().filter(|facet| facet.weight > 0.0) {
        facet.weight *= libm::exp(WEIGHT_SD * stream.normal());
        facet.rule = varied_rule(facet.rule, &mut stream);
    }
    scheme
}

fn varied_rule(rule: Rule, stream: &mut Stream) -> Rule {
    let level = rule.level().map(|level| (level + LEVEL_SD * stream.normal()).clamp(LEVELS.0, LEVELS.1));
    let mut side = |side: Option<f64>| side.map(|tol| tol * libm::exp(TOLERANCE_SD * stream.normal()));
    let mut sides = |Tolerance { below, above }| Tolerance { below: side(below), above: side(above) };
    let rule = match rule {
        Rule::Fill { .. } => rule,
        Rule::Meet { level, tolerance } => Rule::Meet { level, tolerance: sides(tolerance) },
        Rule::Match { tolerance } => Rule::Match { tolerance: sides(tolerance) },
        Rule::Mirror { tolerance } => Rule::Mirror { tolerance: sides(tolerance) },
        Rule::Range { slope, shift, tolerance } => Rule::Range { slope, shift, tolerance: sides(tolerance) },
    };
    level.map_or(rule, |level| rule.with_level(level))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Criteria, Framework, framework};

    #[test]
    fn figures_vary_as_widely_as_they_say() {
        let framework = Framework::parse(framework::DEFAULT).unwrap();
        let scheme = Scheme::new(&framework, &Criteria::default()).unwrap();
        let (mut weights, mut tolerances) = (Vec::new(), Vec::new());
        for index in 0..VARIATIONS {
            for (old, new) in scheme.facets.iter().zip(&varied(&scheme, index).facets) {
                if old.weight > 0.0 {
                    weights.push(libm::log(new.weight / old.weight));
                }
                if let (Rule::Match { tolerance: old }, Rule::Match { tolerance: new }) = (old.rule, new.rule)
                    && let (Some(old), Some(new)) = (old.below, new.below)
                {
                    tolerances.push(libm::log(new / old));
                }
                if let (Some(level), Rule::Fill { .. } | Rule::Meet { .. }) = (new.rule.level(), new.rule) {
                    assert!((0.05..=1.0).contains(&level));
                }
            }
        }
        for (logs, sd) in [(weights, WEIGHT_SD), (tolerances, TOLERANCE_SD)] {
            let n = logs.len() as f64;
            let mean = logs.iter().sum::<f64>() / n;
            let found = (logs.iter().map(|log| (log - mean) * (log - mean)).sum::<f64>() / n).sqrt();
            assert!(mean.abs() < 0.02 && (found / sd - 1.0).abs() < 0.03, "{mean} and {found}");
        }
    }
}
