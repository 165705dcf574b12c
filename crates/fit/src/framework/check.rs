//! What must hold across a framework, beyond the type and range of each value.

use super::{Framework, MAX_PILLARS, RoleType};
use crate::problem::Problem;
use crate::rule::Shape;

/// Where single values were wrong (`is_whole` is false), facets may stand under the wrong pillar, so what would only be
/// said because of that is not said.
pub(super) fn check(framework: &Framework, is_whole: bool) -> Vec<Problem> {
    let mut problems = Vec::new();
    problems.extend(balance_problem("balance", framework.balance));
    for pillar in &framework.pillars {
        problems.extend(balance_problem(&format!("pillars.{}.balance", pillar.id), pillar.balance));
    }
    if framework.pillars.len() > MAX_PILLARS {
        let found = format!("there are {} pillars", framework.pillars.len());
        problems.push(Problem::new("pillars", found, format!("keep to {MAX_PILLARS} at the most")));
    }
    check_duplicates(framework, &mut problems);
    if is_whole {
        check_use(framework, &mut problems);
    }
    for role_type in std::iter::once(None).chain(framework.role_types.iter().map(Some)) {
        check_pillar_weights(framework, role_type, &mut problems);
        if is_whole {
            check_facet_weights(framework, role_type, &mut problems);
        }
    }
    problems
}

/// What is wrong with a balance, if anything: it is at most 1, and below −100 nothing changes any more.
pub(crate) fn balance_problem(place: &str, balance: f64) -> Option<Problem> {
    if (-100.0..=1.0).contains(&balance) {
        return None;
    }
    let hint = "write a number from -100 to 1: 1 is a plain mean, 0 a geometric mean, -10 nearly the weakest";
    Some(Problem::new(place, format!("{balance} is no balance"), hint))
}

fn check_duplicates(framework: &Framework, problems: &mut Vec<Problem>) {
    let mut check = |list: &str, ids: &mut dyn Iterator<Item = &String>| {
        let mut seen = std::collections::HashSet::new();
        for (index, id) in ids.enumerate() {
            if !seen.insert(id) {
                let found = format!("the id \u{201c}{id}\u{201d} is used twice");
                problems.push(Problem::new(format!("{list}[{index}].id"), found, "give each its own id"));
            }
        }
    };
    // TOML itself refuses two tables of the same name, so pillars, domains and dimensions cannot repeat.
    check("facets", &mut framework.facets.iter().map(|facet| &facet.id));
    check("role_types", &mut framework.role_types.iter().map(|role_type| &role_type.id));
    check("guards", &mut framework.guards.iter().map(|guard| &guard.id));
    check("decision_areas", &mut framework.decision_areas.iter().map(|area| &area.id));
}

fn check_use(framework: &Framework, problems: &mut Vec<Problem>) {
    for (index, domain) in framework.domains.iter().enumerate() {
        if !framework.dimensions.iter().any(|dimension| dimension.domain == index) {
            let hint = format!("add a dimension \"{}.…\", or remove the domain", domain.id);
            problems.push(Problem::new(format!("domains.{}", domain.id), "nothing uses this domain", hint));
        }
    }
    for (index, pillar) in framework.pillars.iter().enumerate() {
        if !framework.facets.iter().any(|facet| facet.pillar == index) {
            let hint = format!("add a facet with pillar = \"{}\", or remove the pillar", pillar.id);
            problems.push(Problem::new(format!("pillars.{}", pillar.id), "nothing uses this pillar", hint));
        }
    }
}

/// The path of a key under a role type, or under none.
fn place(role_type: Option<&RoleType>, part: &str) -> String {
    role_type.map_or(part.to_owned(), |role_type| format!("role_types.{}.{part}", role_type.id))
}

fn multiplier(pairs: Option<&[(usize, f64)]>, index: usize) -> f64 {
    pairs.into_iter().flatten().find(|(i, _)| *i == index).map_or(1.0, |(_, factor)| *factor)
}

/// Some pillar must weigh something.
fn check_pillar_weights(framework: &Framework, role_type: Option<&RoleType>, problems: &mut Vec<Problem>) {
    let pairs = role_type.map(|role_type| &role_type.pillars[..]);
    let weighs = |index: usize| framework.pillars[index].weight * multiplier(pairs, index) > 0.0;
    if !framework.pillars.is_empty() && !(0..framework.pillars.len()).any(weighs) {
        let place = place(role_type, "pillars");
        problems.push(Problem::new(place, "all weights are zero", "give a pillar a weight above 0"));
    }
}

/// Every pillar must keep a facet whose weight does not hang on the CEO's gaps.
fn check_facet_weights(framework: &Framework, role_type: Option<&RoleType>, problems: &mut Vec<Problem>) {
    let pairs = role_type.map(|role_type| &role_type.facets[..]);
    for (index, pillar) in framework.pillars.iter().enumerate() {
        let mut facets =
            framework.facets.iter().enumerate().filter(|(_, facet)| facet.pillar == index).peekable();
        let is_used = facets.peek().is_some();
        let is_carried = facets
            .any(|(k, facet)| facet.rule.shape() != Shape::Fill && facet.weight * multiplier(pairs, k) > 0.0);
        if is_used && !is_carried {
            problems.push(Problem::new(
                place(role_type, &format!("pillars.{}", pillar.id)),
                "this pillar has no facet other than fill with a weight above 0, so a CEO without gaps would leave it empty",
                "add a meet, match, mirror or range facet, or give one a weight",
            ));
        }
    }
}
