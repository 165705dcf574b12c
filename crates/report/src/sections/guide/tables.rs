//! The tables of the guide.

use super::super::facts::{Candidate, Facts};
use super::super::{Inputs, ReportError};
use crate::charts::{MISSING, fixed};
use crate::words::{one_decimal, percent, percentile, plain, points};
use fit::{Criteria, Plan};

/// A facet of the pillar that is followed.
pub(super) struct FacetRow {
    pub(super) title: String,
    pub(super) fit: String,
    pub(super) share: String,
    pub(super) lost: String,
}

/// The facets of a pillar on which a candidate lost anything, costliest first, and how many others there are.
pub(super) fn facets(facts: &Facts<'_>, candidate: &Candidate<'_>, pillar: usize) -> (Vec<FacetRow>, String) {
    let facets = &candidate.result.facets;
    let within: Vec<usize> = (0..facets.len())
        .filter(|&k| facts.framework.facets[k].pillar == pillar && facets[k].weight > 0.0)
        .collect();
    let mut costly: Vec<usize> = within.iter().copied().filter(|&k| facets[k].loss > 0.0).collect();
    costly.sort_by(|&a, &b| facets[b].loss.total_cmp(&facets[a].loss));
    let row = |&k: &usize| FacetRow {
        title: facts.facet(k),
        fit: fixed(facets[k].fit, 3),
        share: percent(facets[k].weight),
        lost: fixed(facets[k].loss, 2),
    };
    let n_whole = crate::words::number(within.len() - costly.len());
    (costly.iter().map(row).collect(), n_whole)
}

/// A pillar of the first two.
pub(super) struct PillarRow {
    pub(super) title: String,
    pub(super) weight: String,
    pub(super) first: String,
    pub(super) first_lost: String,
    pub(super) second: String,
    pub(super) second_lost: String,
}

pub(super) fn pillars(facts: &Facts<'_>, first: &Candidate<'_>, second: &Candidate<'_>) -> Vec<PillarRow> {
    let score = |candidate: &Candidate<'_>, p: usize| one_decimal(candidate.result.pillars.0[p].1);
    let lost = |candidate: &Candidate<'_>, p: usize| one_decimal(candidate.result.losses.0[p].1);
    let row = |p: usize| PillarRow {
        title: facts.pillar(p),
        weight: percent(facts.weight(p)),
        first: score(first, p),
        first_lost: lost(first, p),
        second: score(second, p),
        second_lost: lost(second, p),
    };
    (0..facts.framework.pillars.len()).map(row).collect()
}

/// What the draws say of a candidate.
pub(super) struct OutlookRow {
    pub(super) name: String,
    pub(super) is_provisional: bool,
    pub(super) score: String,
    pub(super) p05: String,
    pub(super) p50: String,
    pub(super) p95: String,
    pub(super) first: String,
    pub(super) norm: String,
    pub(super) evidence: String,
}

pub(super) fn outlook(candidate: &Candidate<'_>) -> OutlookRow {
    let result = candidate.result;
    let drawn = result.uncertainty.as_ref();
    let or_none = |text: Option<String>| text.unwrap_or_else(|| MISSING.to_owned());
    OutlookRow {
        name: candidate.name().to_owned(),
        is_provisional: result.provisional,
        score: one_decimal(result.score),
        p05: or_none(drawn.map(|u| one_decimal(u.p05))),
        p50: or_none(drawn.map(|u| one_decimal(u.p50))),
        p95: or_none(drawn.map(|u| one_decimal(u.p95))),
        first: or_none(drawn.and_then(|u| u.rank_probabilities.first()).map(|&share| percent(share))),
        norm: percentile(result.norm.score),
        evidence: percent(result.completeness),
    }
}

/// A candidate's score under three balances.
pub(super) struct BalanceRow {
    pub(super) name: String,
    pub(super) scores: [String; 3],
}

/// The first, the second and the last under a plain mean, a geometric mean, and nearly the weakest pillar alone.
pub(super) fn balance(facts: &Facts<'_>, inputs: &Inputs<'_>) -> Result<Vec<BalanceRow>, ReportError> {
    let plan = |balance: f64| {
        let criteria = Criteria { balance: Some(balance), ..inputs.criteria.clone() };
        Plan::compile(facts.framework, &facts.ceo.estimates, &criteria).map_err(ReportError::Criteria)
    };
    let plans = [plan(1.0)?, plan(0.0)?, plan(-10.0)?];
    let mut shown = vec![0, 1, facts.listed.len() - 1];
    shown.dedup();
    let row = |index: &usize| {
        let candidate = &facts.listed[*index];
        let score = |plan: &Plan| points(plan.score(&candidate.person.estimates).overall * 100.0);
        BalanceRow { name: candidate.name().to_owned(), scores: plans.each_ref().map(score) }
    };
    Ok(shown.iter().map(row).collect())
}

/// How far a pillar's weight may go.
pub(super) struct StabilityRow {
    pub(super) pillar: String,
    pub(super) weight: String,
    pub(super) range: String,
}

pub(super) fn stability(facts: &Facts<'_>) -> Vec<StabilityRow> {
    let row = |(p, (_, found)): (usize, &(String, fit::compare::StabilityResult))| StabilityRow {
        pillar: facts.pillar(p),
        weight: percent(found.weight),
        range: format!("{} to {}", percent(found.low), percent(found.high)),
    };
    facts.comparison.stability.0.iter().enumerate().map(row).collect()
}

/// A flag of the example.
pub(super) struct FlagRow {
    pub(super) name: String,
    pub(super) guard: String,
    pub(super) probability: String,
}

/// The guards that are breached.
pub(super) fn flags(facts: &Facts<'_>) -> Vec<FlagRow> {
    let guard = |id: &str| {
        let guard = facts.framework.guards.iter().find(|guard| guard.id == id);
        guard.map_or_else(|| plain(id), |guard| super::super::framework::limit(facts.framework, guard))
    };
    let of = |candidate: &Candidate<'_>| -> Vec<FlagRow> {
        let breached = candidate.result.flags.iter().filter(|flag| flag.breached);
        breached
            .map(|flag| FlagRow {
                name: candidate.name().to_owned(),
                guard: fit::verdict::lower_first(&guard(&flag.guard)),
                probability: percent(flag.probability),
            })
            .collect()
    };
    facts.drawn().iter().flat_map(of).collect()
}
