//! What to ask, chosen from the flags, from what would settle who is ahead, from doubt and from the largest losses.

use super::super::facts::{Candidate, Facts};
use super::super::flags::Flag;
use crate::words::{one_decimal, percent, plain, range};
use fit::framework::Question as Asked;
use fit::verdict::lower_first;

/// Questions chosen for each reason.
const BY_SETTLING: usize = 2;
const BY_DOUBT: usize = 2;
const BY_LOSS: usize = 2;
const BY_UNCERTAINTY: usize = 1;
const BY_FLAG: usize = 2;
/// A dimension that cost, or could move, fewer points is not asked about.
const WORTH_ASKING: f64 = 0.2;

/// What each dimension has cost a candidate, and what knowing it better could move.
pub(in super::super) struct Stakes {
    /// Points lost, by dimension.
    pub(in super::super) losses: Vec<f64>,
    /// Points of them that are doubt, by dimension.
    pub(in super::super) doubts: Vec<f64>,
    /// By how many points the score would move if the value lay one standard error away, by dimension.
    pub(in super::super) swings: Vec<f64>,
}

impl Stakes {
    pub(in super::super) fn of(facts: &Facts<'_>, candidate: &Candidate<'_>) -> Self {
        let estimates = &candidate.person.estimates;
        let today = facts.plan.score(estimates).overall;
        let swing = |d: usize| {
            let moved = |by: f64| {
                let mut elsewhere = estimates.clone();
                elsewhere.seen[d] = (elsewhere.seen[d] + by).clamp(0.0, 1.0);
                (facts.plan.score(&elsewhere).overall - today).abs()
            };
            let se = estimates.seen_se[d];
            if se > 0.0 { moved(se).max(moved(-se)) * 100.0 } else { 0.0 }
        };
        Self {
            losses: facts.losses_by_dimension(candidate.result),
            doubts: facts.by_dimension(candidate.result, |facet| facet.doubt),
            swings: (0..facts.framework.dimensions.len()).map(swing).collect(),
        }
    }
}

/// The interview guide.
pub(in super::super) struct Interview {
    pub(in super::super) questions: Vec<Question>,
}

/// One question with its reasons.
pub(in super::super) struct Question {
    pub(in super::super) dimension: String,
    /// The dimension's index.
    pub(in super::super) index: usize,
    pub(in super::super) ask: String,
    /// Why it is asked of this candidate.
    pub(in super::super) because: String,
    /// Why the framework looks at it.
    pub(in super::super) why: String,
    pub(in super::super) strong: String,
    pub(in super::super) weak: String,
}

/// Nothing where the framework has no questions to ask.
pub(in super::super) fn interview(
    facts: &Facts<'_>,
    candidate: &Candidate<'_>,
    stakes: &Stakes,
    flags: &[Flag],
) -> Option<Interview> {
    if facts.framework.facets.iter().all(|facet| facet.questions.is_empty()) {
        return None;
    }
    let mut chosen: Vec<(usize, String)> = Vec::new();
    for flag in flags.iter().take(BY_FLAG) {
        let because = format!("A flag: {}, {}.", lower_first(&flag.title), flag.standing);
        add(facts, &mut chosen, flag.dimension, because);
    }
    for (d, share) in facts.settling(candidate).into_iter().take(BY_SETTLING) {
        let because = format!("It accounts for {} of the uncertainty about who is ahead.", percent(share));
        add(facts, &mut chosen, d, because);
    }
    let is_open = |d: usize| is_new(&chosen, d) && can_ask(facts, d);
    for (d, doubt) in largest(&stakes.doubts, is_open).into_iter().take(BY_DOUBT) {
        let because =
            format!("Of the points lost, {} are doubt: too little is known of it.", one_decimal(doubt));
        add(facts, &mut chosen, d, because);
    }
    for (d, lost) in
        largest(&stakes.losses, |d| is_new(&chosen, d) && can_ask(facts, d)).into_iter().take(BY_LOSS)
    {
        let total = one_decimal(candidate.lost());
        let lost = printed_loss(facts, candidate, d).unwrap_or_else(|| one_decimal(lost));
        add(facts, &mut chosen, d, format!("It cost {lost} of the {total} points lost."));
    }
    let is_open = |d: usize| is_new(&chosen, d) && can_ask(facts, d);
    for (d, swing) in largest(&stakes.swings, is_open).into_iter().take(BY_UNCERTAINTY) {
        add(facts, &mut chosen, d, uncertainty(candidate, d, swing));
    }
    let questions: Vec<Question> = chosen
        .into_iter()
        .filter_map(|(d, because)| {
            let (k, asked) = asked(facts, candidate, d)?;
            Some(Question {
                dimension: facts.dimension(d),
                index: d,
                ask: plain(&asked.ask),
                because,
                why: plain(&facts.framework.facets[k].why),
                strong: plain(&asked.strong),
                weak: plain(&asked.weak),
            })
        })
        .collect();
    Some(Interview { questions })
}

/// The points lost on a dimension where a single facet reads it, as the waterfall prints them: its tenths add up,
/// so that one of them may be rounded the other way.
fn printed_loss(facts: &Facts<'_>, candidate: &Candidate<'_>, dimension: usize) -> Option<String> {
    let mut facets = (0..facts.framework.facets.len())
        .filter(|&k| facts.framework.facets[k].coo == dimension && candidate.result.facets[k].loss > 0.0);
    let only = facets.next()?;
    facets.next().is_none().then(|| super::losses::printed(facts, candidate, only))
}

fn add(facts: &Facts<'_>, chosen: &mut Vec<(usize, String)>, dimension: usize, because: String) {
    if is_new(chosen, dimension) && can_ask(facts, dimension) {
        chosen.push((dimension, because));
    }
}

fn is_new(chosen: &[(usize, String)], dimension: usize) -> bool {
    !chosen.iter().any(|(known, _)| *known == dimension)
}

fn can_ask(facts: &Facts<'_>, dimension: usize) -> bool {
    facts.framework.facets.iter().any(|facet| facet.coo == dimension && !facet.questions.is_empty())
}

/// The dimensions with the largest values that are worth asking about, largest first.
fn largest(values: &[f64], is_open: impl Fn(usize) -> bool) -> Vec<(usize, f64)> {
    let mut order: Vec<(usize, f64)> = values
        .iter()
        .copied()
        .enumerate()
        .filter(|&(d, value)| value >= WORTH_ASKING && is_open(d))
        .collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1));
    order
}

fn uncertainty(candidate: &Candidate<'_>, dimension: usize, swing: f64) -> String {
    let estimates = &candidate.person.estimates;
    let move_by = format!("knowing more could move the score by about {} points", one_decimal(swing));
    if estimates.is_measured[dimension] {
        let (mean, se) = (estimates.raw[dimension].mean, estimates.raw[dimension].se);
        let likely = range(((mean - se).max(0.0)) * 100.0, ((mean + se).min(1.0)) * 100.0);
        format!("The evidence is thin: the value probably lies within {likely}, and {move_by}.")
    } else {
        format!("Nobody has measured it yet, and {move_by}.")
    }
}

/// The question that asks a candidate for a dimension.
pub(in super::super) fn question(
    facts: &Facts<'_>,
    candidate: &Candidate<'_>,
    dimension: usize,
) -> Option<String> {
    asked(facts, candidate, dimension).map(|(_, asked)| plain(&asked.ask))
}

/// The facet that cost most on a dimension, among those with a question, and its question.
fn asked<'a>(facts: &Facts<'a>, candidate: &Candidate<'_>, dimension: usize) -> Option<(usize, &'a Asked)> {
    let facets = &facts.framework.facets;
    let lost = |k: usize| candidate.result.facets[k].loss;
    let k = (0..facets.len())
        .filter(|&k| facets[k].coo == dimension && !facets[k].questions.is_empty())
        .reduce(|a, b| if lost(b) > lost(a) { b } else { a })?;
    Some((k, facets[k].questions.first()?))
}
