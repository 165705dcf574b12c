//! One or two rules as response surfaces, with the candidates on them.

use super::super::facts::{Candidate, Facts};
use super::super::markup::Markup;
use crate::charts::{ResponseSurface, SurfacePoint, response_surface};
use fit::Rule;
use fit::verdict::lower_first;

/// Candidates drawn on a surface.
const POINTS: usize = 8;

/// The costliest facet that asks the two to be alike, and the costliest that asks them to differ.
pub(in super::super) fn surfaces(facts: &Facts<'_>) -> Vec<Markup> {
    let is_alike = |rule: Rule| matches!(rule, Rule::Match { .. });
    let is_different = |rule: Rule| matches!(rule, Rule::Mirror { .. } | Rule::Fill { .. });
    let chosen = [costliest(facts, is_alike), costliest(facts, is_different)];
    chosen.into_iter().flatten().map(|k| surface(facts, k)).collect()
}

/// The costliest facet of each rule, in the order in which the rules are explained.
pub(in super::super) fn of_each_rule(facts: &Facts<'_>) -> Vec<Markup> {
    let chosen = ["fill", "meet", "match", "mirror", "range"]
        .map(|name| costliest(facts, move |rule: Rule| rule.name() == name));
    chosen.into_iter().flatten().map(|k| surface(facts, k)).collect()
}

/// The facet of such a rule on which the drawn candidates lost most together, where the CEO was measured.
fn costliest(facts: &Facts<'_>, is_wanted: impl Fn(Rule) -> bool) -> Option<usize> {
    let scheme = &facts.plan.scheme;
    let lost = |k: usize| facts.drawn().iter().map(|candidate| candidate.result.facets[k].loss).sum::<f64>();
    (0..scheme.facets.len())
        .filter(|&k| is_wanted(scheme.facets[k].rule) && facts.plan.lines[k].weight > 0.0)
        .filter(|&k| facts.ceo.estimates.is_measured[scheme.facets[k].ceo])
        .map(|k| (k, lost(k)))
        .reduce(|a, b| if b.1 > a.1 { b } else { a })
        .map(|(k, _)| k)
}

/// The facets that look at both people and gave the finalists the most different losses, most different first.
pub(in super::super) fn telling(facts: &Facts<'_>) -> Vec<Markup> {
    const SHOWN: usize = 3;
    /// A smaller difference of points tells nothing.
    const WORTH_SHOWING: f64 = 0.5;
    let scheme = &facts.plan.scheme;
    let spread = |k: usize| {
        let is_known =
            |candidate: &&Candidate<'_>| candidate.person.estimates.is_measured[scheme.facets[k].coo];
        let known = facts.finalists().map(|(_, candidate)| candidate).filter(is_known);
        let losses = known.map(|candidate| candidate.result.facets[k].loss);
        let (low, high) =
            losses.fold((f64::INFINITY, 0.0_f64), |(low, high), loss| (low.min(loss), high.max(loss)));
        high - low
    };
    let mut order: Vec<(usize, f64)> = (0..scheme.facets.len())
        .filter(|&k| !matches!(scheme.facets[k].rule, Rule::Meet { .. }))
        .filter(|&k| facts.ceo.estimates.is_measured[scheme.facets[k].ceo])
        .map(|k| (k, spread(k)))
        .filter(|(_, spread)| *spread >= WORTH_SHOWING)
        .collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1));
    order.into_iter().take(SHOWN).map(|(k, _)| surface(facts, k)).collect()
}

fn surface(facts: &Facts<'_>, k: usize) -> Markup {
    let facet = facts.plan.scheme.facets[k];
    let points = facts
        .drawn()
        .iter()
        .take(POINTS)
        .filter(|candidate| candidate.person.estimates.is_measured[facet.coo])
        .map(|candidate| SurfacePoint {
            name: candidate.name().to_owned(),
            value: candidate.result.facets[k].coo,
        });
    let data = ResponseSurface {
        ceo_label: lower_first(&facts.dimension(facet.ceo)),
        candidate_label: lower_first(&facts.dimension(facet.coo)),
        ceo: facts.leader().result.facets[k].ceo,
        points: points.collect(),
    };
    let says = match facet.rule {
        Rule::Match { .. } => "the nearer to the CEO, the better",
        Rule::Mirror { .. } => "best where exactly one of the two has it",
        Rule::Fill { .. } => "the candidate covers what the CEO lacks",
        Rule::Meet { .. } => "the role asks for a level",
        Rule::Range { .. } => "the ideal follows the CEO",
    };
    let title = format!("{}: {says}", facts.facet(k));
    let id = format!("surface-{}", k + 1);
    Markup::figure(&response_surface(&id, &title, &data, |x, y| facet.rule.fit(x, y)))
}
