//! Habits for what cost the pair most, and who covers what neither of the two can.

use super::{Pair, PlanItem, PlanSection};
use crate::words::{one_decimal, plain, points};

/// Pillars whose habits are named.
const PILLARS: usize = 2;
/// Habits named for each.
const HABITS: usize = 3;
/// Shared gaps named.
const GAPS: usize = 6;
/// A pillar that cost fewer points needs no habit.
const WORTH_A_HABIT: f64 = 0.5;

/// Nothing where no pillar that cost points has habits in the framework.
pub(super) fn habits(pair: &Pair<'_>) -> Option<PlanSection> {
    let losses = &pair.candidate.result.losses.0;
    let pillars = &pair.facts.framework.pillars;
    let mut order: Vec<usize> = (0..losses.len())
        .filter(|&p| losses[p].1 >= WORTH_A_HABIT && !pillars[p].practices.is_empty())
        .collect();
    order.sort_by(|&a, &b| losses[b].1.total_cmp(&losses[a].1));
    order.truncate(PILLARS);
    if order.is_empty() {
        return None;
    }
    let total = one_decimal(pair.candidate.lost());
    let item = |p: usize| {
        let cost = format!(
            "It cost {} of the {total} points lost. Pairs that have it do this:",
            one_decimal(losses[p].1)
        );
        PlanItem::new(pair.facts.pillar(p), cost)
            .with(pillars[p].practices.iter().take(HABITS).map(|practice| plain(practice)).collect())
    };
    Some(PlanSection {
        id: "habits".into(),
        title: "Habits where this pair loses most".to_owned(),
        intro: "Choose one of each to begin with. A habit that both keep is worth more than five that are announced."
            .to_owned(),
        items: order.into_iter().map(item).collect(),
        is_checklist: false,
    })
}

/// Nothing where one of the two reaches every level that the pair needs.
pub(super) fn shared_gaps(pair: &Pair<'_>) -> Option<PlanSection> {
    let (facts, candidate) = (pair.facts, pair.candidate);
    let short = |gap: &fit::compare::SharedGapResult| gap.level - gap.ceo.max(gap.coo);
    let mut gaps: Vec<_> = candidate.result.shared_gaps.iter().collect();
    gaps.sort_by(|a, b| short(b).total_cmp(&short(a)).then_with(|| a.dimension.cmp(&b.dimension)));
    gaps.truncate(GAPS);
    if gaps.is_empty() {
        return None;
    }
    let item = |gap: &fit::compare::SharedGapResult| {
        let is_measured = facts
            .framework
            .dimension(&gap.dimension)
            .is_some_and(|d| facts.ceo.estimates.is_measured[d] && candidate.person.estimates.is_measured[d]);
        let text = match is_measured {
            true => format!(
                "The pair needs {}; the CEO stands at {}, the COO at {}. Name who else covers it.",
                points(gap.level),
                points(gap.ceo),
                points(gap.coo)
            ),
            false => format!(
                "The pair needs {}, and not both were measured. Find out first, then name who covers it.",
                points(gap.level)
            ),
        };
        PlanItem::new(facts.dimension_of(&gap.dimension), text)
    };
    Some(PlanSection {
        id: "shared-gaps".into(),
        title: "What neither of you covers".to_owned(),
        intro: "Neither reaches the level that the pair needs. Another executive, a member of the board or an adviser can; \
                until somebody is named, nobody does."
            .to_owned(),
        items: gaps.into_iter().map(item).collect(),
        is_checklist: false,
    })
}
