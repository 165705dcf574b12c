//! How two people stand on a facet, in words.

use super::facts::{Candidate, Facts};
use crate::words::points;
use fit::Rule;
use fit::compare::FacetResult;

/// What a rule asks, in two or three words.
pub(super) fn rule_word(rule: Rule) -> &'static str {
    match rule {
        Rule::Fill { .. } => "fill the gap",
        Rule::Meet { .. } => "reach the level",
        Rule::Match { .. } => "be alike",
        Rule::Mirror { .. } => "one of the two",
        Rule::Range { .. } => "suit the CEO",
    }
}

impl Facts<'_> {
    /// How CEO and candidate stand on a facet, in a sentence or two.
    pub(super) fn reading(&self, index: usize, candidate: &Candidate<'_>) -> String {
        let facet = &self.plan.scheme.facets[index];
        let domain = self.framework.dimensions[facet.coo].domain;
        let is_ipsative = self.framework.domains[domain].is_ipsative;
        let sentence = sentence(facet.rule, &candidate.result.facets[index], is_ipsative);
        let is_ceo_known = self.is_ceo_known(index);
        sentence
            + match (is_ceo_known, candidate.person.estimates.is_measured[facet.coo]) {
                (true, true) => "",
                (false, true) => " The CEO’s value is not measured; a neutral one stands in.",
                (true, false) => " The candidate’s value is not measured; a neutral one stands in.",
                (false, false) => " Neither value is measured; neutral ones stand in.",
            }
    }
}

fn sentence(rule: Rule, facet: &FacetResult, is_ipsative: bool) -> String {
    let (x, y) = (points(facet.ceo), points(facet.coo));
    let best = if is_ipsative { "Relative to each person’s own average, best" } else { "Best" };
    match (rule, facet.ideal.map(points)) {
        (Rule::Fill { level }, None) => {
            format!("The pair needs {}, and the CEO reaches it with {x}.", points(level * 100.0))
        }
        (Rule::Fill { .. }, Some(level)) => {
            format!("The pair needs {level}: the CEO stands at {x}, the candidate at {y}.")
        }
        (Rule::Meet { .. }, Some(level)) => {
            format!("The role asks for {level}, and the candidate stands at {y}.")
        }
        (Rule::Range { tolerance, .. }, Some(ideal)) => {
            let side = match (tolerance.below, tolerance.above) {
                (None, _) => " or less",
                (_, None) => " or more",
                _ => "",
            };
            format!("{best} beside a CEO at {x} is a candidate at {ideal}{side}; this one stands at {y}.")
        }
        (Rule::Mirror { .. }, _) => {
            let end = match facet.ceo + facet.coo {
                sum if sum > 115.0 => ", so they overlap",
                sum if sum < 85.0 => ", so neither takes it up fully",
                _ => "",
            };
            format!(
                "{best} where exactly one of the two has it: the CEO stands at {x}, the candidate at {y}{end}."
            )
        }
        _ => format!("{best} where the two are alike: the CEO stands at {x}, the candidate at {y}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fit::Tolerance;

    fn facet(ceo: f64, coo: f64, ideal: Option<f64>) -> FacetResult {
        let (id, pillar) = (String::new(), String::new());
        let (fit, plain, weight, loss, doubt) = (0.5, 0.5, 0.1, 1.0, 0.0);
        FacetResult { id, pillar, ceo, coo, ideal, fit, plain, weight, loss, doubt, assumed: false }
    }

    #[test]
    fn every_rule_is_said_with_its_numbers() {
        let both = Tolerance { below: Some(0.5), above: Some(0.5) };
        let say = |rule, facet: FacetResult| sentence(rule, &facet, false);
        let gap = facet(35.2, 60.0, Some(85.0));
        assert_eq!(
            say(Rule::Fill { level: 0.85 }, gap),
            "The pair needs 85: the CEO stands at 35, the candidate at 60."
        );
        let no_gap = facet(90.0, 60.0, None);
        assert_eq!(
            say(Rule::Fill { level: 0.85 }, no_gap),
            "The pair needs 85, and the CEO reaches it with 90."
        );
        let overlap = facet(80.0, 70.0, Some(20.0));
        assert!(
            say(Rule::Mirror { tolerance: both }, overlap).ends_with("the candidate at 70, so they overlap.")
        );
        let vacuum = facet(20.0, 30.0, Some(80.0));
        assert!(say(Rule::Mirror { tolerance: both }, vacuum).ends_with("so neither takes it up fully."));
        let one_sided = Tolerance { below: None, above: Some(0.5) };
        let range = Rule::Range { slope: 1.0, shift: 0.0, tolerance: one_sided };
        assert_eq!(
            say(range, facet(40.0, 68.0, Some(40.0))),
            "Best beside a CEO at 40 is a candidate at 40 or less; this one stands at 68."
        );
        let values = sentence(Rule::Match { tolerance: both }, &facet(73.0, 41.0, Some(73.0)), true);
        assert!(values.starts_with("Relative to each person’s own average, best where the two are alike"));
    }
}
