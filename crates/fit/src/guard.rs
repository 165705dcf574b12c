//! Flags and shared gaps: what a person should look at, whatever the score says.

use crate::estimate::Estimates;
use crate::framework::{Framework, Guard, Guarded};
use crate::plan::{Plan, SchemeFacet};
use crate::rule::Rule;
use stats::normal::cdf;

/// A guard as it stands for one candidate, or for the CEO.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flag {
    /// Index of the guard.
    pub guard: usize,
    /// Whether the estimate, or the fit, lies below the limit.
    pub is_breached: bool,
    /// The probability that the true value lies below the limit, given the standard errors.
    pub probability: f64,
    /// Whether nobody measured what is guarded.
    pub is_assumed: bool,
}

/// A dimension that the pair needs and neither has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SharedGap {
    /// Index of the candidate's dimension.
    pub dimension: usize,
    /// What the pair needs.
    pub level: f64,
    /// The CEO's value.
    pub ceo: f64,
    /// The candidate's value.
    pub coo: f64,
}

impl Plan {
    /// Every guard that applies to the search and is not on the CEO, as it stands for one candidate.
    ///
    /// # Formula
    /// On a dimension: P = Φ((limit − mean) / se). On a facet: the fit is below the limit where a line in both
    /// people's values crosses a bound, so P is Φ of the bound's distance over the line's standard deviation;
    /// clamping of the values is left out. A facet is breached where its plain fit is below the limit, as a dimension
    /// is where its mean is: what is not known speaks through P.
    ///
    /// # Missing values
    /// An unmeasured dimension uses its prior and is marked. Without any standard error P is 0 or 1.
    ///
    /// # Example
    /// ```
    /// use fit::{Criteria, Estimates, Framework, Plan, Profile, framework};
    /// let framework = Framework::parse(framework::DEFAULT).unwrap();
    /// let person = |id: &str| Profile::new(id, id);
    /// let unknown = Estimates::of(&framework, &person("x"));
    /// let plan = Plan::compile(&framework, &unknown, &Criteria::default()).unwrap();
    /// let score = plan.score(&unknown);
    /// let flags = plan.flags(&framework, &unknown, &unknown, &score.plain);
    /// assert!(flags.iter().all(|flag| flag.is_assumed && (0.0..=1.0).contains(&flag.probability)));
    /// ```
    pub fn flags(
        &self,
        framework: &Framework,
        ceo: &Estimates,
        candidate: &Estimates,
        plain: &[f64],
    ) -> Vec<Flag> {
        self.guards(framework)
            .filter_map(|(index, guard)| match guard.on {
                Guarded::CeoDimension(_) => None,
                Guarded::Dimension(d) => Some(flag(index, candidate, d, guard.at_least)),
                Guarded::Facet(k) => {
                    let facet = &self.scheme.facets[k];
                    let is_breached = plain[k] < guard.at_least;
                    Some(Flag {
                        guard: index,
                        is_breached,
                        probability: facet_below(facet, ceo, candidate, guard.at_least)
                            .unwrap_or(f64::from(u8::from(is_breached))),
                        is_assumed: !(ceo.is_measured[facet.ceo] && candidate.is_measured[facet.coo]),
                    })
                }
            })
            .collect()
    }

    /// Every guard on the CEO that applies to the search: flags of the search, whoever the candidates are.
    ///
    /// # Formula
    /// As [`Plan::flags`] on a dimension, of the CEO's estimate.
    pub fn ceo_flags(&self, framework: &Framework, ceo: &Estimates) -> Vec<Flag> {
        let on_ceo = |(index, guard): (usize, &Guard)| match guard.on {
            Guarded::CeoDimension(d) => Some(flag(index, ceo, d, guard.at_least)),
            Guarded::Dimension(_) | Guarded::Facet(_) => None,
        };
        self.guards(framework).filter_map(on_ceo).collect()
    }

    /// The guards that apply to the search, with their indices.
    fn guards<'a>(&'a self, framework: &'a Framework) -> impl Iterator<Item = (usize, &'a Guard)> {
        let applies = |role_types: &[usize]| {
            role_types.is_empty() || self.scheme.role_type.is_some_and(|own| role_types.contains(&own))
        };
        framework.guards.iter().enumerate().filter(move |(_, guard)| applies(&guard.role_types))
    }

    /// The dimensions on which both people lie below the level of a `fill` facet; below the highest, where there are
    /// several.
    pub fn shared_gaps(&self, ceo: &[f64], candidate: &[f64]) -> Vec<SharedGap> {
        let mut gaps: Vec<SharedGap> = Vec::new();
        for facet in &self.scheme.facets {
            let Rule::Fill { level } = facet.rule else { continue };
            let (x, y) = (ceo[facet.ceo], candidate[facet.coo]);
            if facet.weight > 0.0 && x < level && y < level {
                let gap = SharedGap { dimension: facet.coo, level, ceo: x, coo: y };
                match gaps.iter_mut().find(|known| known.dimension == facet.coo) {
                    Some(known) if known.level < level => *known = gap,
                    Some(_) => {}
                    None => gaps.push(gap),
                }
            }
        }
        gaps
    }
}

/// A guard on a dimension as it stands for a person.
fn flag(guard: usize, person: &Estimates, dimension: usize, limit: f64) -> Flag {
    let estimate = person.raw[dimension];
    Flag {
        guard,
        is_breached: estimate.mean < limit,
        probability: below(estimate.mean, estimate.se, limit),
        is_assumed: !person.is_measured[dimension],
    }
}

/// P(value < limit) for a normal value.
fn below(mean: f64, se: f64, limit: f64) -> f64 {
    if se > 0.0 { cdf((limit - mean) / se) } else { f64::from(u8::from(mean < limit)) }
}

/// P(fit < limit), both people's values normal and independent; nothing where both are certain.
fn facet_below(facet: &SchemeFacet, ceo: &Estimates, candidate: &Estimates, limit: f64) -> Option<f64> {
    if limit <= 0.0 {
        // No fit is below 0.
        return Some(0.0);
    }
    let (x, x_se) = (ceo.seen[facet.ceo], ceo.seen_se[facet.ceo]);
    let (y, y_se) = (candidate.seen[facet.coo], candidate.seen_se[facet.coo]);
    // d = y − (shift + slope · x), how far the candidate is from an ideal that is a line in x.
    let (slope, shift, tolerance) = match facet.rule {
        Rule::Fill { level } => {
            // (y − x) / (level − x) < limit  ⇔  y − (1 − limit) x < limit · level, where there is a gap.
            let se = libm::hypot(y_se, (1.0 - limit) * x_se);
            let probability = if x < level { below(y - (1.0 - limit) * x, se, limit * level) } else { 0.0 };
            return (se > 0.0).then_some(probability);
        }
        Rule::Meet { level, tolerance } => (0.0, level, tolerance),
        Rule::Match { tolerance } => (1.0, 0.0, tolerance),
        Rule::Mirror { tolerance } => (-1.0, 1.0, tolerance),
        Rule::Range { slope, shift, tolerance } => (slope, shift, tolerance),
    };
    let (d, d_se) = (y - (shift + slope * x), libm::hypot(y_se, slope * x_se));
    // f < limit where d lies further than tol · √(1 − limit) from the ideal.
    let reach = (1.0 - limit).max(0.0).sqrt();
    let too_low = tolerance.below.map_or(0.0, |tol| below(d, d_se, -tol * reach));
    let too_high = tolerance.above.map_or(0.0, |tol| below(-d, d_se, -tol * reach));
    (d_se > 0.0).then_some((too_low + too_high).min(1.0))
}
