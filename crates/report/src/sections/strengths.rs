//! What a candidate brings beside this CEO, and what to watch, each with who says so.

use super::facts::{Candidate, Facts};
use super::flags::Flag;
use crate::words::{points, sources_on};
use fit::Rule;
use fit::compare::FacetResult;
use fit::plan::SchemeFacet;
use fit::verdict::lower_first;

/// A dimension that adds, or costs, fewer points is not spoken of.
const WORTH_SAYING: f64 = 0.2;

/// Something that a candidate brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Strength {
    /// The value beside what it is compared with.
    pub(super) what: String,
    /// Its name alone.
    pub(super) title: String,
    /// Who says so.
    pub(super) who: String,
}

/// Something to watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Risk {
    /// The value beside what it is compared with, or a flag.
    pub(super) what: String,
    /// Its name alone.
    pub(super) title: String,
    /// How to live with it.
    pub(super) how: String,
}

/// What knowing a value adds to the score, by dimension: the score less what it would be if nobody had measured it.
fn gains(facts: &Facts<'_>, candidate: &Candidate<'_>) -> Vec<(usize, f64)> {
    let estimates = &candidate.person.estimates;
    let today = facts.plan.score(estimates).overall;
    let gain = |d: usize| {
        let dimension = &facts.framework.dimensions[d];
        let mut unknown = estimates.clone();
        let is_ipsative = facts.framework.domains[dimension.domain].is_ipsative;
        unknown.seen[d] = if is_ipsative { 0.5 } else { dimension.prior.mean };
        unknown.seen_se[d] = dimension.prior.se;
        (today - facts.plan.score(&unknown).overall) * 100.0
    };
    let measured = (0..facts.framework.dimensions.len()).filter(|&d| estimates.is_measured[d]);
    measured.map(|d| (d, gain(d))).collect()
}

/// What a candidate brings: first the CEO's gaps that they fill, then what adds most to their score.
pub(super) fn brings(facts: &Facts<'_>, candidate: &Candidate<'_>, most: usize) -> Vec<Strength> {
    let mut gains = gains(facts, candidate);
    gains.retain(|(_, gain)| *gain >= WORTH_SAYING);
    let by_gain = largest_first(gains);
    let fills = |d: &usize| {
        let facets =
            facts.framework.facets.iter().zip(&candidate.result.facets).zip(&facts.plan.scheme.facets);
        let is_filled =
            |((facet, result), scheme): ((&fit::framework::Facet, &FacetResult), &SchemeFacet)| {
                let reaches = result
                    .ideal
                    .is_some_and(|level| points(result.coo) == points(level) || result.coo > level);
                facet.coo == *d && matches!(scheme.rule, Rule::Fill { .. }) && reaches
            };
        facets.into_iter().any(is_filled)
    };
    // Two of three, so that more is said than what the gaps say.
    let mut chosen: Vec<usize> = by_gain.iter().copied().filter(fills).take((2 * most).div_ceil(3)).collect();
    let more = by_gain.into_iter().filter(|d| !chosen.contains(d)).collect::<Vec<_>>();
    chosen.extend(more);
    let strength = |d: usize| {
        let k = main_facet(facts, d, |k| {
            let facet = &candidate.result.facets[k];
            facts.weight(facts.framework.facets[k].pillar) * facet.weight * facet.fit
        })?;
        Some(Strength {
            what: standing(facts, k, candidate),
            title: facts.dimension(d),
            who: sources_on(candidate.person.profile, &facts.framework.dimensions[d].id),
        })
    };
    chosen.into_iter().filter_map(strength).take(most).collect()
}

fn largest_first(mut points: Vec<(usize, f64)>) -> Vec<usize> {
    points.sort_by(|a, b| b.1.total_cmp(&a.1));
    points.into_iter().map(|(d, _)| d).collect()
}

/// What to watch: flags first, then what cost most by what is known of it.
pub(super) fn watch(facts: &Facts<'_>, candidate: &Candidate<'_>, flags: &[Flag], most: usize) -> Vec<Risk> {
    let is_known = |d: usize| candidate.person.estimates.is_measured[d];
    let flagged = flags.iter().map(|flag| Risk {
        what: format!("{}: {}", flag.title, flag.standing),
        title: flag.title.clone(),
        how: flag.reason.clone(),
    });
    let known_losses = facts.by_dimension(candidate.result, |facet| facet.loss - facet.doubt);
    let mut losses: Vec<(usize, f64)> = known_losses.into_iter().enumerate().collect();
    let is_flagged = |d: usize| flags.iter().any(|flag| flag.dimension == d);
    losses.retain(|&(d, lost)| lost >= WORTH_SAYING && is_known(d) && !is_flagged(d));
    let risk = |d: usize| {
        let k = main_facet(facts, d, |k| candidate.result.facets[k].loss)?;
        Some(Risk {
            what: standing(facts, k, candidate),
            title: facts.dimension(d),
            how: how_to_live_with(facts, k, candidate).to_owned(),
        })
    };
    flagged.chain(largest_first(losses).into_iter().filter_map(risk)).take(most).collect()
}

/// The facet of a dimension for which most speaks.
fn main_facet(facts: &Facts<'_>, dimension: usize, speaks: impl Fn(usize) -> f64) -> Option<usize> {
    let facets = (0..facts.framework.facets.len()).filter(|&k| facts.framework.facets[k].coo == dimension);
    facets.reduce(|a, b| if speaks(b) > speaks(a) { b } else { a })
}

/// The candidate’s value beside what it is compared with, in a few words.
fn standing(facts: &Facts<'_>, k: usize, candidate: &Candidate<'_>) -> String {
    let (facet, result) = (&facts.plan.scheme.facets[k], &candidate.result.facets[k]);
    let (title, y) = (facts.dimension(facet.coo), points(result.coo));
    let ceo = match facet.ceo == facet.coo {
        true => format!("beside the CEO’s {}", points(result.ceo)),
        false => {
            format!("beside the CEO’s {} of {}", lower_first(&facts.dimension(facet.ceo)), points(result.ceo))
        }
    };
    let is_ceo_known = facts.is_ceo_known(k);
    let of_ceo = if is_ceo_known { format!(", {ceo}") } else { ", the CEO not assessed".to_owned() };
    match (facet.rule, result.ideal.map(points)) {
        (Rule::Fill { .. }, Some(level)) => format!("{title} {y}, needed {level}"),
        (Rule::Meet { .. }, Some(level)) => format!("{title} {y}, asked for {level}"),
        (Rule::Range { tolerance, .. }, Some(ideal)) => {
            let side = match (tolerance.below, tolerance.above) {
                (None, _) => " or less",
                (_, None) => " or more",
                _ => "",
            };
            format!("{title} {y}, best at {ideal}{side}")
        }
        (Rule::Mirror { .. }, _) if is_ceo_known => {
            let end = match result.ceo + result.coo {
                sum if sum > 115.0 => ": both want it",
                sum if sum < 85.0 => ": neither takes it up",
                _ => ": one of the two has it",
            };
            format!("{title} {y}{of_ceo}{end}")
        }
        _ => format!("{title} {y}{of_ceo}"),
    }
}

fn how_to_live_with(facts: &Facts<'_>, k: usize, candidate: &Candidate<'_>) -> &'static str {
    let result = &candidate.result.facets[k];
    match facts.plan.scheme.facets[k].rule {
        Rule::Fill { .. } => "Another executive would have to carry it.",
        Rule::Meet { .. } => "Agree what support makes up for it.",
        Rule::Match { .. } => "Agree how the two decide where they differ.",
        Rule::Range { .. } => "Settle it with the CEO before the start.",
        Rule::Mirror { .. } if result.ceo + result.coo > 100.0 => "Write down which of the two owns it.",
        Rule::Mirror { .. } => "Name who takes it up.",
    }
}
