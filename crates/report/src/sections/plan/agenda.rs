//! The weekly one-to-one.

use super::{Pair, PlanItem, PlanSection};
use crate::words::{and, points};
use fit::verdict::lower_first;

/// As many dimensions are named in one item.
const NAMED: usize = 3;
/// A facet that cost fewer points is not worth a question every week.
const WORTH_ASKING: f64 = 0.5;
/// A lead of fewer points is not spoken of.
const LEAD: f64 = 10.0;

pub(super) fn weekly(pair: &Pair<'_>) -> PlanSection {
    PlanSection {
        id: "weekly".into(),
        title: "The weekly one-to-one".to_owned(),
        intro: "Forty-five minutes at the same hour each week, alone, and never cancelled by both. One week the CEO \
                brings the list, the next the COO."
            .to_owned(),
        items: vec![works(pair), does_not(pair), needs(pair), closing()],
        is_checklist: false,
    }
}

fn works(pair: &Pair<'_>) -> PlanItem {
    let scores = &pair.candidate.result.pillars.0;
    let strongest = (0..scores.len())
        .filter(|&p| pair.facts.weight(p) > 0.0)
        .reduce(|a, b| if scores[b].1 > scores[a].1 { b } else { a });
    let ground = strongest.map_or_else(String::new, |p| {
        format!(
            " This pair is strongest on {} ({} of 100): name one instance of it, so that both know what to keep.",
            pair.facts.pillar_within(p),
            points(scores[p].1)
        )
    });
    PlanItem::new("What works?", format!("Ten minutes, and first, because bad weeks leave it out.{ground}"))
}

/// The facets that cost most, the costliest first, on dimensions that differ.
pub(super) fn costliest(pair: &Pair<'_>) -> Vec<usize> {
    let facets = &pair.candidate.result.facets;
    let of = |k: usize| pair.facts.framework.facets[k].coo;
    let mut order: Vec<usize> = (0..facets.len()).filter(|&k| facets[k].loss >= WORTH_ASKING).collect();
    order.sort_by(|&a, &b| facets[b].loss.total_cmp(&facets[a].loss));
    let mut seen = Vec::new();
    order.retain(|&k| {
        !seen.contains(&of(k)) && {
            seen.push(of(k));
            true
        }
    });
    order.truncate(NAMED);
    order
}

fn does_not(pair: &Pair<'_>) -> PlanItem {
    let readings: Vec<String> = costliest(pair)
        .into_iter()
        .map(|k| format!("{}. {}", pair.facts.facet(k), pair.facts.reading(k, pair.candidate)))
        .collect();
    let text = match readings.is_empty() {
        true => {
            "Fifteen minutes. Nothing in the comparison stands out, so ask openly, and take a week without an \
                 answer as a reason to ask again."
        }
        false => "Fifteen minutes. Ask by name about what cost this pair most, before it is felt:",
    };
    PlanItem::new("What does not?", text).with(readings)
}

/// What each can count on the other for.
fn needs(pair: &Pair<'_>) -> PlanItem {
    let (facts, estimates) = (pair.facts, &pair.candidate.person.estimates);
    let mut covered: Vec<String> = Vec::new();
    for gap in facts.need.weighted_gaps() {
        let Some(d) = facts.framework.dimension(&gap.dimension) else { continue };
        let title = lower_first(&facts.dimension(d));
        if estimates.is_measured[d] && estimates.seen[d] * 100.0 >= gap.level && !covered.contains(&title) {
            covered.push(title);
        }
    }
    covered.truncate(NAMED);
    let led = led_by_the_ceo(pair);
    let from_coo = match covered.is_empty() {
        true => "The CEO says what could be left to the COO this week, and has not been.".to_owned(),
        false => format!(
            "The CEO says what the COO should take on next in {}, where the COO covers what the CEO lacks.",
            and(&covered)
        ),
    };
    let from_ceo = match led.is_empty() {
        true => "The COO says which decision waited for the CEO that need not have.".to_owned(),
        false => format!(
            "The COO asks for help in {}, where the CEO is ahead, and says which decision waited that need not have.",
            and(&led)
        ),
    };
    PlanItem::new("What does each of you need from the other?", "Fifteen minutes.")
        .with(vec![from_coo, from_ceo])
}

/// The skills of the decision areas on which the CEO is clearly ahead, the largest lead first.
fn led_by_the_ceo(pair: &Pair<'_>) -> Vec<String> {
    let (ceo, candidate) = (&pair.facts.ceo.estimates, &pair.candidate.person.estimates);
    let lead = |d: usize| (ceo.seen[d] - candidate.seen[d]) * 100.0;
    let areas = pair.facts.framework.decision_areas.iter();
    let mut skills: Vec<usize> = areas
        .filter_map(|area| area.skill)
        .filter(|&d| ceo.is_measured[d] && candidate.is_measured[d] && lead(d) >= LEAD)
        .collect();
    skills.sort_by(|&a, &b| lead(b).total_cmp(&lead(a)).then(a.cmp(&b)));
    skills.dedup();
    skills.into_iter().take(NAMED).map(|d| lower_first(&pair.facts.dimension(d))).collect()
}

fn closing() -> PlanItem {
    PlanItem::new(
        "Before you part",
        "Five minutes. Read back what was decided, each with one name and one date, and say what may be told to others.",
    )
}
