//! Where the points went.

use super::super::facts::{Candidate, Facts};
use super::super::markup::Markup;
use crate::charts::{Loss, PillarLoss, Waterfall, waterfall};
use crate::words::{one_decimal, plain, points};

/// Facets named within a pillar of the chart.
const NAMED: usize = 3;
/// Facets explained in words.
const EXPLAINED: usize = 3;
/// A facet that cost fewer points is not explained.
const WORTH_EXPLAINING: f64 = 0.5;

/// The losses of one candidate.
pub(in super::super) struct Losses {
    pub(in super::super) waterfall: Markup,
    /// How many of the points went by what is known, and how many by what is not.
    pub(in super::super) doubt: Option<String>,
    pub(in super::super) costs: Vec<Cost>,
}

/// A facet that cost much.
pub(in super::super) struct Cost {
    pub(in super::super) title: String,
    pub(in super::super) pillar: String,
    pub(in super::super) points: String,
    pub(in super::super) reading: String,
    pub(in super::super) why: String,
}

pub(in super::super) fn losses(facts: &Facts<'_>, candidate: &Candidate<'_>) -> Losses {
    let data = chart(facts, candidate);
    let id = format!("losses-{}", candidate.result.rank);
    let figure = waterfall(&id, &title(facts, candidate), &data);
    Losses {
        waterfall: Markup::figure(&figure),
        doubt: doubt(candidate),
        costs: costs(facts, candidate, &data),
    }
}

/// The points that a facet cost, as the chart prints them where it names the facet.
pub(in super::super) fn printed(facts: &Facts<'_>, candidate: &Candidate<'_>, k: usize) -> String {
    printed_in(&chart(facts, candidate), facts, candidate, k)
}

fn printed_in(chart: &Waterfall, facts: &Facts<'_>, candidate: &Candidate<'_>, k: usize) -> String {
    chart
        .printed(facts.framework.facets[k].pillar, &facts.facet(k))
        .unwrap_or_else(|| one_decimal(candidate.result.facets[k].loss))
}

fn chart(facts: &Facts<'_>, candidate: &Candidate<'_>) -> Waterfall {
    let result = candidate.result;
    let facets = &facts.framework.facets;
    let of_pillar = |p: usize| (0..facets.len()).filter(move |&k| facets[k].pillar == p);
    let pillar = |p: usize| PillarLoss {
        pillar: Loss {
            label: facts.pillar(p),
            points: result.losses.0[p].1,
            doubt: of_pillar(p).map(|k| result.facets[k].doubt).sum(),
        },
        facets: of_pillar(p)
            .map(|k| Loss {
                label: facts.facet(k),
                points: result.facets[k].loss,
                doubt: result.facets[k].doubt,
            })
            .collect(),
    };
    Waterfall {
        pillars: (0..facts.framework.pillars.len()).map(pillar).collect(),
        facets_named: NAMED,
        floor: facts.finalists().map(|(_, other)| other.result.score).chain([result.score]).reduce(f64::min),
    }
}

fn doubt(candidate: &Candidate<'_>) -> Option<String> {
    let (lost, doubt) = (candidate.lost().round(), candidate.result.doubt.round());
    let (all, unknown) = (points(lost), points(doubt));
    (lost >= 1.0 && doubt >= 1.0).then(|| {
        format!(
            "Where the {all} points went: {} by what is known, {unknown} by what is not.",
            points(lost - doubt)
        )
    })
}

fn title(facts: &Facts<'_>, candidate: &Candidate<'_>) -> String {
    let losses = &candidate.result.losses.0;
    let mut order: Vec<usize> = (0..losses.len()).filter(|&p| losses[p].1 >= WORTH_EXPLAINING).collect();
    order.sort_by(|&a, &b| losses[b].1.total_cmp(&losses[a].1));
    let lost = points(candidate.lost());
    let on = match order[..] {
        [] => return "Hardly any points were lost".to_owned(),
        [only] => format!("nearly all on {}", facts.pillar_within(only)),
        [first, second, ..] => {
            format!("most on {}, then {}", facts.pillar_within(first), facts.pillar_within(second))
        }
    };
    format!("{lost} points lost, {on}")
}

fn costs(facts: &Facts<'_>, candidate: &Candidate<'_>, chart: &Waterfall) -> Vec<Cost> {
    let facets = &candidate.result.facets;
    let mut order: Vec<usize> = (0..facets.len()).filter(|&k| facets[k].loss >= WORTH_EXPLAINING).collect();
    order.sort_by(|&a, &b| facets[b].loss.total_cmp(&facets[a].loss));
    let cost = |k: usize| Cost {
        title: facts.facet(k),
        pillar: facts.pillar_within(facts.framework.facets[k].pillar),
        points: printed_in(chart, facts, candidate, k),
        reading: facts.reading(k, candidate),
        why: plain(&facts.framework.facets[k].why),
    };
    order.into_iter().take(EXPLAINED).map(cost).collect()
}
