//! The two people side by side, and whether they cover the need.

use super::super::facts::{Candidate, Facts};
use super::super::markup::Markup;
use super::super::side::{Person, Side};
use super::interview::Stakes;
use crate::charts::{self, Dumbbell, DumbbellGroup, DumbbellRow, Interval, Standing, dumbbell};
use crate::words::{and, counted_in_words, number, points, sentence_case};
use fit::verdict::lower_first;

/// Dimensions in the first chart; all of them follow at the end, behind a toggle.
pub(super) const TELLING: usize = 12;
/// Needs in the cover chart.
pub(super) const NEEDS: usize = 14;

/// CEO and candidate over the ideal bands.
pub(in super::super) struct Pairing {
    /// The dimensions that matter most for this pair.
    pub(in super::super) telling: Option<Markup>,
    pub(in super::super) notes: String,
    /// Every dimension, where those that matter most are not all.
    pub(in super::super) all: Option<Markup>,
}

/// How the two cover what the pair needs.
pub(in super::super) struct Cover {
    pub(in super::super) chart: Option<Markup>,
    pub(in super::super) notes: Vec<String>,
}

pub(super) fn pairing(facts: &Facts<'_>, candidate: &Candidate<'_>, stakes: &Stakes, most: usize) -> Pairing {
    let shown = shown(facts, candidate);
    let order = telling(facts, candidate, stakes, most);
    let rank = candidate.result.rank;
    let title = title(facts, candidate, &order);
    let telling = (!order.is_empty()).then(|| {
        let mut groups = groups(facts, candidate, &order);
        // The domain that holds the costliest dimension comes first.
        groups.sort_by_key(|(domain, _)| {
            order.iter().position(|&d| facts.framework.dimensions[d].domain == *domain)
        });
        let groups = groups.into_iter().map(|(_, group)| group).collect();
        Markup::figure(&dumbbell(&format!("pair-{rank}"), &title, &Dumbbell { groups }))
    });
    let all = (!shown.is_empty()).then(|| {
        let groups = groups(facts, candidate, &shown).into_iter().map(|(_, group)| group).collect();
        let title = format!(
            "The CEO and {} on {}",
            candidate.name(),
            counted_in_words(shown.len(), "dimension", "dimensions")
        );
        Markup::figure(&dumbbell(&format!("pair-all-{rank}"), &title, &Dumbbell { groups }))
    });
    let is_truncated = shown.len() > order.len();
    Pairing { telling, notes: notes(facts, &shown), all: all.filter(|_| is_truncated) }
}

/// The dimensions that cost this pair most, costliest first.
pub(in super::super) fn telling(
    facts: &Facts<'_>,
    candidate: &Candidate<'_>,
    stakes: &Stakes,
    most: usize,
) -> Vec<usize> {
    let mut order: Vec<usize> =
        shown(facts, candidate).into_iter().filter(|&d| stakes.losses[d] >= 0.05).collect();
    order.sort_by(|&a, &b| stakes.losses[b].total_cmp(&stakes.losses[a]));
    order.truncate(most);
    order
}

/// The dimensions that some facet reads on the candidate's side, or that somebody measured.
pub(in super::super) fn shown(facts: &Facts<'_>, candidate: &Candidate<'_>) -> Vec<usize> {
    let is_read = |d: usize| facts.framework.facets.iter().any(|facet| facet.coo == d);
    let is_measured =
        |d: usize| facts.ceo.estimates.is_measured[d] && candidate.person.estimates.is_measured[d];
    (0..facts.framework.dimensions.len()).filter(|&d| is_read(d) || is_measured(d)).collect()
}

/// Dimensions with CEO and candidate, under their domains.
pub(in super::super) fn groups(
    facts: &Facts<'_>,
    candidate: &Candidate<'_>,
    dimensions: &[usize],
) -> Vec<(usize, DumbbellGroup)> {
    let domains = facts.framework.domains.iter().enumerate();
    let group = |(index, domain): (usize, &fit::framework::Domain)| {
        let members = dimensions.iter().filter(|&&d| facts.framework.dimensions[d].domain == index);
        let heading = crate::words::plain(&domain.title);
        (index, DumbbellGroup { heading, rows: members.map(|&d| row(facts, candidate, d)).collect() })
    };
    domains.map(group).filter(|(_, group)| !group.rows.is_empty()).collect()
}

/// CEO and candidate on one dimension, with the ideal for this CEO.
pub(in super::super) fn row(facts: &Facts<'_>, candidate: &Candidate<'_>, dimension: usize) -> DumbbellRow {
    let estimates = &candidate.person.estimates;
    let ideal = facts.ideal(dimension);
    let (mean, se) = (estimates.seen[dimension], estimates.seen_se[dimension]);
    let is_measured = estimates.is_measured[dimension];
    let interval = Interval::around(mean * 100.0, se * 100.0).filter(|_| is_measured);
    DumbbellRow {
        label: facts.dimension(dimension),
        ceo: standing(&facts.ceo, facts.counterpart(dimension)),
        candidate: standing(&candidate.person, dimension),
        interval,
        band: ideal.map(|ideal| Interval { low: ideal.low, high: ideal.high }),
        ideal: facts.mark(dimension),
    }
}

fn standing(person: &Person<'_>, dimension: usize) -> Standing {
    Standing {
        value: Some(person.estimates.seen[dimension] * 100.0),
        is_assumed: !person.estimates.is_measured[dimension],
    }
}

/// On which side of the bands the candidate lies.
fn title(facts: &Facts<'_>, candidate: &Candidate<'_>, dimensions: &[usize]) -> String {
    let is_measured = |d: &&usize| candidate.person.estimates.is_measured[**d];
    let n_unknown = dimensions.iter().filter(|d| !is_measured(d)).count();
    if n_unknown == dimensions.len() {
        let what = counted_in_words(n_unknown, "dimension", "dimensions");
        return format!("Nobody has measured {} on the {what} that cost most", candidate.name());
    }
    let side = |d: usize| {
        let value = candidate.person.estimates.seen[d] * 100.0;
        facts.ideal(d).map(|ideal| (value < ideal.low, value > ideal.high))
    };
    let sides: Vec<(bool, bool)> = dimensions.iter().filter(is_measured).filter_map(|&d| side(d)).collect();
    let below = sides.iter().filter(|(is_below, _)| *is_below).count();
    let above = sides.iter().filter(|(_, is_above)| *is_above).count();
    let within = sides.len() - below - above;
    let counts = [(below, "below"), (above, "above"), (within, "inside")];
    let parts: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .enumerate()
        .map(|(i, (count, side))| {
            let band = if i == 0 { "the ideal band" } else { "it" };
            format!("{side} {band} on {}", number(count))
        })
        .chain((n_unknown > 0).then(|| format!("not measured on {}", number(n_unknown))))
        .collect();
    let what = counted_in_words(dimensions.len(), "dimension", "dimensions");
    match parts.is_empty() {
        true => format!("On the {what} that cost most, {} and the CEO", candidate.name()),
        false => format!("On the {what} that cost most, {} is {}", candidate.name(), and(&parts)),
    }
}

/// What a reader must know of these dimensions before the values.
pub(in super::super) fn notes(side: &Side<'_>, dimensions: &[usize]) -> String {
    let mut notes = Vec::new();
    let ipsative: Vec<String> = (0..side.framework.domains.len())
        .filter(|&domain| {
            side.framework.domains[domain].is_ipsative
                && dimensions.iter().any(|&d| side.framework.dimensions[d].domain == domain)
        })
        .map(|domain| format!("“{}”", crate::words::plain(&side.framework.domains[domain].title)))
        .collect();
    if !ipsative.is_empty() {
        notes.push(format!(
            "{} are shown relative to each person’s own average, which is 50: what counts is what a person puts first.",
            and(&ipsative)
        ));
    }
    let crossed: Vec<String> = dimensions
        .iter()
        .filter(|&&d| side.counterpart(d) != d)
        .map(|&d| {
            format!(
                "“{}” is set against the CEO’s “{}”",
                side.dimension(d),
                lower_first(&side.dimension(side.counterpart(d)))
            )
        })
        .collect();
    if !crossed.is_empty() {
        notes.push(format!("{}.", sentence_case(&and(&crossed))));
    }
    notes.join(" ")
}

/// Nothing where the framework fills no gaps.
pub(super) fn cover(facts: &Facts<'_>, candidate: &Candidate<'_>, most: usize) -> Option<Cover> {
    let fills = facts
        .plan
        .scheme
        .facets
        .iter()
        .any(|facet| matches!(facet.rule, fit::Rule::Fill { .. }) && facet.weight > 0.0);
    if !fills {
        return None;
    }
    let needs = needs(facts);
    if needs.is_empty() {
        return Some(Cover {
            chart: None,
            notes: vec![
                "The CEO reaches every level that the pair needs, so there is no gap to cover.".to_owned(),
            ],
        });
    }
    let known = |person: &Person<'_>, d: usize| {
        person.estimates.is_measured[d].then(|| person.estimates.seen[d] * 100.0)
    };
    let data = charts::Cover {
        needs: needs
            .iter()
            .take(most)
            .map(|&(d, level)| charts::Need {
                label: facts.dimension(d),
                level,
                ceo: known(&facts.ceo, d),
                candidate: known(&candidate.person, d),
            })
            .collect(),
    };
    let title = cover_title(candidate, &needs);
    let chart = Markup::figure(&charts::cover(&format!("cover-{}", candidate.result.rank), &title, &data));
    Some(Cover { chart: Some(chart), notes: shared_gaps(facts, candidate) })
}

/// The dimensions of the CEO's gaps with the levels that the pair needs, largest first.
fn needs(side: &Side<'_>) -> Vec<(usize, f64)> {
    let mut needs: Vec<(usize, f64)> = Vec::new();
    for gap in &side.need.gaps {
        if let Some(d) = side.framework.dimension(&gap.dimension)
            && !needs.iter().any(|(known, _)| *known == d)
        {
            needs.push((d, gap.level));
        }
    }
    needs
}

/// How far one candidate covers the CEO's gaps.
pub(in super::super) struct Covered {
    /// How many gaps there are.
    pub(in super::super) n_gaps: usize,
    /// On how many of them the candidate was measured.
    pub(in super::super) n_known: usize,
    /// On how many of those the candidate reaches the level.
    pub(in super::super) n_covered: usize,
}

pub(in super::super) fn covered(side: &Side<'_>, candidate: &Candidate<'_>) -> Covered {
    covered_of(candidate, &needs(side))
}

fn covered_of(candidate: &Candidate<'_>, needs: &[(usize, f64)]) -> Covered {
    let estimates = &candidate.person.estimates;
    let known = needs.iter().filter(|(d, _)| estimates.is_measured[*d]);
    Covered {
        n_gaps: needs.len(),
        n_known: known.clone().count(),
        n_covered: known.filter(|(d, level)| estimates.seen[*d] * 100.0 >= *level).count(),
    }
}

/// On how many of the gaps the candidate reaches the level; what nobody measured is no shortfall.
fn cover_title(candidate: &Candidate<'_>, needs: &[(usize, f64)]) -> String {
    let Covered { n_known, n_covered, .. } = covered_of(candidate, needs);
    let name = candidate.name();
    let gaps = counted_in_words(needs.len(), "gap", "gaps");
    if n_known == 0 {
        return format!("Nobody has measured {name} on the CEO’s {gaps}");
    }
    let count = match n_covered {
        0 => "none".to_owned(),
        n if n == n_known => "all".to_owned(),
        n => number(n),
    };
    if n_known == needs.len() {
        return format!("{name} reaches the level needed on {count} of the CEO’s {gaps}");
    }
    format!(
        "Of the CEO’s {gaps}, {} are measured for {name}, who reaches the level needed on {count} of them",
        number(n_known)
    )
}

fn shared_gaps(facts: &Facts<'_>, candidate: &Candidate<'_>) -> Vec<String> {
    let (mut shared, mut unknown) = (Vec::new(), Vec::new());
    let short_by =
        |gap: &fit::compare::SharedGapResult| points_of(gap.level) - points_of(gap.ceo.max(gap.coo));
    for gap in &candidate.result.shared_gaps {
        let Some(d) = facts.framework.dimension(&gap.dimension) else { continue };
        let name = lower_first(&facts.dimension(d));
        if facts.ceo.estimates.is_measured[d] && candidate.person.estimates.is_measured[d] {
            shared.push((short_by(gap), name));
        } else {
            unknown.push(name);
        }
    }
    let mut notes = Vec::new();
    if shared.is_empty() && unknown.is_empty() {
        notes.push("Neither leaves anything uncovered: on every skill that the pair needs, one of the two reaches the level.".to_owned());
    }
    // The widest first.
    shared.sort_by(|a, b| b.0.total_cmp(&a.0));
    let shared: Vec<String> =
        shared.into_iter().map(|(short, name)| format!("{name} (short by {})", points(short))).collect();
    if !shared.is_empty() {
        notes.push(format!(
            "Shared gaps, where neither reaches the level: {}. Another executive or adviser would have to cover what this pair cannot.",
            shared.join("; ")
        ));
    }
    if !unknown.is_empty() {
        notes.push(format!(
            "Not known, because not measured on both sides: {}. The model assumes a middling value there.",
            unknown.join("; ")
        ));
    }
    notes
}

/// A value as it is printed, so that printed differences are those of printed numbers.
fn points_of(value: f64) -> f64 {
    value.round_ties_even()
}
