//! The CEO's side in brief: gaps, and the kind of COO that would fill them.

use super::facts::Facts;
use super::words::{counted, percent, plain, points, sentence_case};
use askama::Template;
use fit::verdict::lower_first;

/// Gaps in the table.
const GAPS: usize = 6;
/// Kinds of COO in the table.
const KINDS: usize = 3;

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

/// A kind of COO and how much of the gaps it answers.
pub(super) struct Kind {
    pub(super) title: String,
    pub(super) need: String,
    pub(super) when: String,
    pub(super) is_chosen: bool,
}

/// The kind of COO that this search chose.
pub(super) struct Chosen {
    pub(super) title: String,
    pub(super) when: String,
    pub(super) look_for: Vec<String>,
    pub(super) asks_of_ceo: String,
}

pub(super) fn ceo_side(facts: &Facts<'_>) -> CeoSide {
    let need = facts.need;
    let gap = |gap: &fit::need::Gap| {
        let dimension = facts.framework.dimension(&gap.dimension);
        let is_assumed = dimension.is_some_and(|d| !facts.ceo.estimates.is_measured[d]);
        Gap {
            dimension: facts.dimension_of(&gap.dimension),
            level: points(gap.level),
            ceo: points(gap.ceo),
            // The difference of the printed numbers.
            gap: points(gap.level.round_ties_even() - gap.ceo.round_ties_even()),
            priority: percent(gap.priority),
            is_assumed,
        }
    };
    let n_more = need.gaps.len().saturating_sub(GAPS);
    CeoSide {
        name: facts.ceo.name.clone(),
        summary: plain(&fit::need::summary(facts.framework, &facts.ceo.name, need)),
        question: plain(&fit::need::is_a_coo_the_answer(facts.framework, need)),
        evidence: evidence(facts),
        gaps: need.gaps.iter().take(GAPS).map(gap).collect(),
        more: (n_more > 0).then(|| {
            format!(
                "{} of lower priority.",
                sentence_case(&counted(n_more, "further gap is", "further gaps are"))
            )
        }),
        kinds: kinds(facts),
        chosen: chosen(facts),
    }
}

fn evidence(facts: &Facts<'_>) -> String {
    let measured = facts.ceo.estimates.is_measured.iter().filter(|&&is_measured| is_measured).count();
    let name = &facts.ceo.name;
    match measured {
        0 => format!(
            "Nothing about {name} has been measured. Neutral values stand in for all of it, so what follows, and every comparison \
             in this report, describes a CEO like any other. An assessment of the CEO is the first thing to add."
        ),
        n => format!(
            "{n} of {} dimensions are measured for {name}; they carry {} of the weight of the comparison.",
            facts.framework.dimensions.len(),
            percent(facts.need.completeness)
        ),
    }
}

fn kinds(facts: &Facts<'_>) -> Vec<Kind> {
    let kind = |need: &fit::need::RoleNeed| {
        let role_type = &facts.framework.role_types[facts.framework.role_type(&need.id)?];
        Some(Kind {
            title: plain(&role_type.title),
            need: percent(need.need),
            when: plain(&role_type.when),
            is_chosen: facts.comparison.role_type.as_ref() == Some(&need.id),
        })
    };
    facts.need.role_types.iter().take(KINDS).filter_map(kind).collect()
}

fn chosen(facts: &Facts<'_>) -> Option<Chosen> {
    let role_type = &facts.framework.role_types[facts.plan.scheme.role_type?];
    Some(Chosen {
        title: lower_first(&plain(&role_type.title)),
        when: plain(&role_type.when),
        look_for: role_type.look_for.iter().map(|text| plain(text)).collect(),
        asks_of_ceo: plain(&role_type.asks_of_ceo),
    })
}
