//! The CEO's side in brief: gaps, and the kind of COO that would fill them.

use super::side::Side;
use crate::words::{counted_in_words, percent, plain, points, sentence_case};
use askama::Template;
use fit::framework::RoleType;
use fit::verdict::lower_first;

/// Gaps in the table.
const GAPS: usize = 6;

/// What the CEO needs of a counterpart.
#[derive(Template)]
#[template(path = "ceo.html", whitespace = "minimize")]
pub(super) struct CeoSide {
    pub(super) name: String,
    pub(super) summary: String,
    /// Whether a COO is the answer at all.
    pub(super) question: String,
    pub(super) evidence: String,
    pub(super) gaps: Vec<Gap>,
    pub(super) more: Option<String>,
    pub(super) kinds: Vec<Kind>,
    pub(super) chosen: Option<Chosen>,
}

pub(super) struct Gap {
    pub(super) dimension: String,
    pub(super) level: String,
    pub(super) ceo: String,
    pub(super) gap: String,
    pub(super) priority: String,
    pub(super) is_assumed: bool,
}

/// A COO type.
pub(super) struct Kind {
    pub(super) title: String,
    pub(super) when: String,
}

/// The kind of COO that this search chose.
pub(super) struct Chosen {
    pub(super) title: String,
    pub(super) when: String,
    pub(super) look_for: Vec<String>,
    pub(super) asks_of_ceo: String,
}

pub(super) fn ceo_side(side: &Side<'_>) -> CeoSide {
    let n_more = side.need.gaps.len().saturating_sub(GAPS);
    CeoSide {
        name: side.ceo.name.clone(),
        summary: summary(side),
        question: question(side),
        evidence: evidence(side),
        gaps: side.need.gaps.iter().take(GAPS).map(|known| gap(side, known)).collect(),
        more: (n_more > 0).then(|| {
            format!(
                "{} of lower priority.",
                sentence_case(&counted_in_words(n_more, "further gap is", "further gaps are"))
            )
        }),
        kinds: match side.role_type() {
            Some(_) => Vec::new(),
            None => side.framework.role_types.iter().map(kind).collect(),
        },
        chosen: side.role_type().map(chosen),
    }
}

/// What the CEO needs, in a sentence.
pub(super) fn summary(side: &Side<'_>) -> String {
    plain(&fit::need::summary(side.framework, &side.ceo.name, side.need))
}

/// Whether a COO is the answer at all.
pub(super) fn question(side: &Side<'_>) -> String {
    plain(&fit::need::is_a_coo_the_answer(side.framework, side.need))
}

/// How much of the CEO's side was measured.
pub(super) fn evidence(side: &Side<'_>) -> String {
    let measured = side.ceo.estimates.is_measured.iter().filter(|&&is_measured| is_measured).count();
    let name = &side.ceo.name;
    match measured {
        0 => format!(
            "Nothing about {name} has been measured. Neutral values stand in for all of it, so everything here describes a CEO \
             like any other. An assessment of the CEO is the first thing to add."
        ),
        n => format!(
            "{n} of {} dimensions are measured for {name}; they carry {} of the weight of the comparison.",
            side.framework.dimensions.len(),
            percent(side.need.completeness)
        ),
    }
}

/// The gaps that weigh something and were measured, largest first.
pub(super) fn measured_gaps(side: &Side<'_>) -> impl Iterator<Item = Gap> {
    side.need.weighted_gaps().map(|known| gap(side, known)).filter(|gap| !gap.is_assumed)
}

/// A gap as it is shown.
pub(super) fn gap(side: &Side<'_>, gap: &fit::need::Gap) -> Gap {
    let dimension = side.framework.dimension(&gap.dimension);
    let is_assumed = dimension.is_some_and(|d| !side.ceo.estimates.is_measured[d]);
    Gap {
        dimension: side.dimension_of(&gap.dimension),
        level: points(gap.level),
        ceo: points(gap.ceo),
        // The difference of the printed numbers.
        gap: points(gap.level.round_ties_even() - gap.ceo.round_ties_even()),
        priority: percent(gap.priority),
        is_assumed,
    }
}

fn kind(role_type: &RoleType) -> Kind {
    Kind { title: plain(&role_type.title), when: plain(&role_type.when) }
}

fn chosen(role_type: &RoleType) -> Chosen {
    Chosen {
        title: lower_first(&plain(&role_type.title)),
        when: plain(&role_type.when),
        look_for: role_type.look_for.iter().map(|text| plain(text)).collect(),
        asks_of_ceo: plain(&role_type.asks_of_ceo),
    }
}
