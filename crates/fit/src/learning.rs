//! What outcomes say about the model: pillars' scores as features of a calibration, and surfaces held against rules.

mod found;
mod surfaces;

pub use found::{Found, FoundEvidence, FoundLosses, Left, learn};
pub use surfaces::{FacetSurface, Figure, PastPair, facet_surface};

use crate::rule::{Rule, Tolerance};
use crate::score::Scale;
use stats::learning::{Case, ResponseSurface, Term};
use std::fmt;

/// A past decision as a calibration of pillar weights reads it.
///
/// # Formula
/// Each pillar's score at its place on the score's scale, ln s for a balance of 0. There the score is a weighted sum, so
/// weights that are learnt from such features are weights of the model.
///
/// # Shapes and units
/// The pillars' scores at decision time, 0–1, in the framework's order; the outcome in any unit, or 0 and 1.
///
/// # Missing values
/// `None` stays `None`: a calibration leaves the case out and says why.
///
/// # Example
/// ```
/// use fit::learning::case_of;
/// use fit::score::Scale;
///
/// let case = case_of(Scale::new(0.0), &[Some(1.0), None], Some(4.0));
/// assert_eq!((case.features, case.outcome), (vec![Some(0.0), None], Some(4.0)));
/// ```
pub fn case_of(scale: Scale, pillars: &[Option<f64>], outcome: Option<f64>) -> Case {
    Case {
        features: pillars.iter().map(|score| score.map(|score| scale.place_of_pillar(score))).collect(),
        outcome,
    }
}

/// What a surface says about a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bearing {
    /// The figure in which the rule shows lies on its side of 0, by two standard errors or more.
    Supports,
    /// It lies on the other side, by as much.
    Contradicts,
    /// It is too close to 0 to say.
    Open,
}

/// A surface held against the rule in use.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RuleEvidence {
    /// What the rule expects of outcomes.
    pub expects: &'static str,
    /// The figure of the surface in which that shows, turned so that the rule expects it to be above 0.
    pub figure: Term,
    /// What follows.
    pub bearing: Bearing,
    /// How many pairs the surface rests on.
    pub n: usize,
}

impl fmt::Display for RuleEvidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { expects, n, .. } = self;
        match self.bearing {
            Bearing::Supports => write!(f, "As the rule expects, {expects} ({n} pairs)."),
            Bearing::Contradicts => {
                write!(f, "The rule expects that {expects}; in {n} pairs it was the other way round.")
            }
            Bearing::Open => {
                write!(f, "The rule expects that {expects}; {n} pairs do not say whether that is so.")
            }
        }
    }
}

/// Holds a surface of outcomes against the rule that a facet has.
///
/// # Formula
/// With tolerances on both sides: match −a4 > 0, mirror −a2 > 0, meet and range −b5 > 0. With one side free, where more
/// is never worse b2 > 0, and where less is never worse −b2 > 0. fill: −b4 > 0. Supported or contradicted from two
/// standard errors on.
///
/// # Shapes and units
/// x is the CEO's value and y the other's, both counted from the middle of the scale.
///
/// # Source
/// Edwards & Parry (1993), doi:10.5465/256822; Edwards (2002). Each rule's own surface is in the tests.
pub fn hold_against(rule: Rule, surface: &ResponseSurface) -> RuleEvidence {
    let [_, _, more, _, together, curvature] = surface.coefficients;
    let (expects, figure) = match (rule, sides(rule)) {
        (Rule::Fill { .. }, _) => {
            ("the other's strength matters the more, the less the CEO has of it", turned(together))
        }
        (_, Sides::Below) => ("more of it in the other goes with better outcomes", more),
        (_, Sides::Above) => ("less of it in the other goes with better outcomes", turned(more)),
        (Rule::Match { .. }, _) => ("outcomes are better where the two are alike", turned(surface.a4)),
        (Rule::Mirror { .. }, _) => {
            ("outcomes are better where one of the two has it and the other does not", turned(surface.a2))
        }
        (Rule::Meet { .. } | Rule::Range { .. }, _) => {
            ("too little and too much of it in the other both cost", turned(curvature))
        }
    };
    let bearing = match figure.t() {
        t if t >= 2.0 => Bearing::Supports,
        t if t <= -2.0 => Bearing::Contradicts,
        _ => Bearing::Open,
    };
    RuleEvidence { expects, figure, bearing, n: surface.n }
}

/// On which sides of its ideal a rule takes something off.
enum Sides {
    Both,
    Below,
    Above,
}

fn sides(rule: Rule) -> Sides {
    let (Rule::Match { tolerance }
    | Rule::Mirror { tolerance }
    | Rule::Meet { tolerance, .. }
    | Rule::Range { tolerance, .. }) = rule
    else {
        return Sides::Below;
    };
    match tolerance {
        Tolerance { above: None, .. } => Sides::Below,
        Tolerance { below: None, .. } => Sides::Above,
        _ => Sides::Both,
    }
}

fn turned(term: Term) -> Term {
    Term { value: -term.value, ..term }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stats::draw::Stream;
    use stats::learning::response_surface;

    const BOTH: Tolerance = Tolerance { below: Some(0.5), above: Some(0.5) };
    const BELOW: Tolerance = Tolerance { below: Some(0.4), above: None };
    const ABOVE: Tolerance = Tolerance { below: None, above: Some(0.4) };

    const RULES: [Rule; 6] = [
        Rule::Match { tolerance: BOTH },
        Rule::Mirror { tolerance: BOTH },
        Rule::Meet { level: 0.8, tolerance: BELOW },
        Rule::Range { slope: 0.3, shift: 0.4, tolerance: BOTH },
        Rule::Range { slope: 1.0, shift: 0.0, tolerance: ABOVE },
        Rule::Fill { level: 0.8 },
    ];

    /// A surface of pairs whose outcomes are `by` times a facet's weighted fit, and noise.
    fn surface(rule: Rule, by: f64, noise: f64) -> ResponseSurface {
        let mut stream = Stream::open(1, "pairs", 0);
        let mut values = [vec![], vec![], vec![]];
        for _ in 0..400 {
            let (x, y) = (stream.uniform(), stream.uniform());
            // A gap that is not covered costs by its size.
            let fit = 1.0 - rule.weight_share(x) * (1.0 - rule.fit(x, y));
            for (list, value) in values.iter_mut().zip([x, y, by * fit + noise * stream.normal()]) {
                list.push(value);
            }
        }
        response_surface(&values[0], &values[1], &values[2], 0.5).unwrap()
    }

    #[test]
    fn outcomes_that_follow_a_rule_support_it_and_the_reverse_contradicts_it() {
        for rule in RULES {
            let found = hold_against(rule, &surface(rule, 1.0, 0.1));
            assert_eq!(found.bearing, Bearing::Supports, "{rule:?}: {found:?}");
            let found = hold_against(rule, &surface(rule, -1.0, 0.1));
            assert_eq!(found.bearing, Bearing::Contradicts, "{rule:?}: {found:?}");
        }
    }

    #[test]
    fn outcomes_of_another_kind_do_not_support_a_rule() {
        let alike = surface(RULES[0], 1.0, 0.1);
        assert_ne!(hold_against(RULES[1], &alike).bearing, Bearing::Supports);
        let found = hold_against(RULES[0], &surface(RULES[0], 0.0, 1.0));
        assert_eq!(found.bearing, Bearing::Open, "{found:?}");
        let expected = "The rule expects that outcomes are better where the two are alike; 400 pairs do not say whether that is so.";
        assert_eq!(found.to_string(), expected);
    }

    #[test]
    fn on_the_scale_the_score_is_a_weighted_sum_of_the_features() {
        let (pillars, weights) = ([0.9, 0.4, 0.7], [0.5, 0.3, 0.2]);
        for balance in [1.0, 0.0, -2.0] {
            let scale = Scale::new(balance);
            let case = case_of(scale, &pillars.map(Some), None);
            let sum: f64 = case.features.iter().flatten().zip(weights).map(|(f, w)| f * w).sum();
            assert!((scale.score(sum) - crate::score::overall(scale, &weights, &pillars)).abs() < 1e-9);
        }
    }
}
