//! The verdict: who is ahead, how firmly, and what that does not say.

use super::facts::Facts;
use super::finalist;
use super::flags::flags;
use super::ranking::first_of_100;
use crate::words::{
    and, counted_in_words, number, percent, plain, points, sentence_case, thousands, variations_line,
    weight_points,
};
use askama::Template;
use fit::compare::SettleResult;
use fit::simulate::{WeightUncertainty, Whose};
use fit::verdict;

/// A candidate whose values lie closer to the CEO's than this, on average over what both were measured on, is much like them.
const MUCH_ALIKE: f64 = 0.10;

/// The top of the report.
pub(super) struct Head {
    pub(super) title: String,
    pub(super) ceo_headline: String,
    /// What was compared, in one line.
    pub(super) scope: String,
}

/// The verdict with what it rests on.
#[derive(Template)]
#[template(path = "verdict.html", whitespace = "minimize")]
pub(super) struct Verdict {
    title: &'static str,
    pub(super) sentence: String,
    /// How firm it is.
    pub(super) firmness: Vec<String>,
    /// Those of whom not enough is known to rank them.
    pub(super) unranked: Vec<Unranked>,
    /// What would tell the first two apart.
    pub(super) settling: Option<Settling>,
    /// Flags on the CEO.
    pub(super) ceo_flags: Vec<String>,
    /// Flags, a line a candidate.
    pub(super) flags: Vec<FlagLine>,
    /// What to say where there are none.
    pub(super) no_flags: String,
    pub(super) is_simulated: bool,
    pub(super) has_rivals: bool,
}

/// The flags of one candidate.
pub(super) struct FlagLine {
    pub(super) name: String,
    pub(super) flags: String,
}

pub(super) fn head(facts: &Facts<'_>) -> Head {
    let role_type = facts.role_type().map_or_else(
        || "no COO type chosen".to_owned(),
        |role_type| format!("COO type: {}", verdict::lower_first(&plain(&role_type.title))),
    );
    let count = sentence_case(&counted_in_words(facts.n_candidates(), "candidate", "candidates"));
    let (title, version) = (plain(&facts.framework.title), plain(&facts.framework.version));
    Head {
        title: format!("COO candidates for {}", facts.ceo.name),
        ceo_headline: plain(&facts.ceo.profile.headline),
        scope: format!("{count}; {role_type}; framework “{title}”, version {version}"),
    }
}

/// The standing under a title.
pub(super) fn verdict(facts: &Facts<'_>, title: &'static str) -> Verdict {
    let has_rivals = facts.has_order();
    let flags = facts.drawn().iter().enumerate().filter_map(|(place, candidate)| {
        let raised: Vec<String> = flags(facts, candidate)
            .iter()
            // Behind the finalists only what is certain enough to be breached; the ranking lists the rest.
            .filter(|flag| facts.is_finalist(place) || flag.is_breached)
            .map(|flag| format!("{} ({})", verdict::lower_first(&flag.title), flag.standing))
            .collect();
        (!raised.is_empty()).then(|| FlagLine { name: candidate.name().to_owned(), flags: and(&raised) })
    });
    Verdict {
        title,
        sentence: facts.verdict().sentence(),
        firmness: firmness(facts),
        unranked: unranked(facts),
        settling: settling(facts),
        ceo_flags: ceo_flags(facts),
        flags: flags.collect(),
        no_flags: no_flags(facts),
        is_simulated: facts.is_simulated(),
        has_rivals,
    }
}

fn no_flags(facts: &Facts<'_>) -> String {
    match facts.finalists().len() {
        n if n < facts.n_candidates() => format!("Nobody among the {} finalists raises a flag.", number(n)),
        1 => "No flag is raised.".to_owned(),
        _ => "No candidate raises a flag.".to_owned(),
    }
}

fn firmness(facts: &Facts<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if facts.has_order() {
        lines.push(draws_line(facts));
        lines.push(weight_line(facts));
        lines.extend(variations_line(facts.comparison, |id| Some(facts.names[facts.place(id)?].clone())));
        lines.extend(likeness_line(facts));
        lines.extend(wishes_line(facts));
    } else if let Some(uncertainty) =
        facts.leader().result.uncertainty.as_ref().filter(|_| facts.n_candidates() == 1)
    {
        lines.push(format!(
            "The range says what the evidence leaves open: the score lies between {} and {} in 90% of simulations of the \
             measurement error.",
            points(uncertainty.p05),
            points(uncertainty.p95)
        ));
    }
    lines
}

/// Somebody much like the CEO leads: likeness feels like fit, and is not what was asked for.
fn likeness_line(facts: &Facts<'_>) -> Option<String> {
    let leader = facts.leader();
    let is_alike =
        leader.person.estimates.distance(&facts.ceo.estimates).is_some_and(|apart| apart <= MUCH_ALIKE);
    is_alike.then(|| {
        format!(
            "{} is much like {}. Likeness is easily taken for fit: look at what neither of the two brings.",
            leader.name(),
            facts.ceo.name
        )
    })
}

/// Without a gap of the CEO, the roles of a pair rest on what the two wish to own.
fn wishes_line(facts: &Facts<'_>) -> Option<String> {
    let has_facets =
        facts.plan.scheme.facets.iter().any(|facet| matches!(facet.rule, fit::Rule::Fill { .. }));
    (has_facets && facts.need.gaps.is_empty()).then(|| {
        format!(
            "{} has no gap that a COO would have to fill, so complementary roles rest on what each of the two wants to own.",
            facts.ceo.name
        )
    })
}

/// What would tell two people apart.
pub(super) struct Settling {
    /// The two.
    pub(super) who: String,
    pub(super) values: Vec<SettlingValue>,
}

/// A value that says much about who of the two is ahead.
pub(super) struct SettlingValue {
    /// Whose value of what, and its share of what is uncertain.
    pub(super) what: String,
    /// A question that asks for it.
    pub(super) ask: Option<String>,
}

pub(super) fn settling(facts: &Facts<'_>) -> Option<Settling> {
    if !facts.has_order() {
        return None;
    }
    let pair = facts.pair(0, 1).filter(|pair| !pair.settle.is_empty())?;
    let [a, b] = [&facts.listed[0], &facts.listed[1]];
    let value = |settle: &SettleResult| {
        let dimension = facts.framework.dimension(&settle.dimension)?;
        let (whose, ask) = match settle.of {
            Whose::Ceo => (facts.ceo.name.as_str(), None),
            Whose::A => (a.name(), finalist::question(facts, a, dimension)),
            Whose::B => (b.name(), finalist::question(facts, b, dimension)),
        };
        let what = format!(
            "{whose}: {} ({})",
            verdict::lower_first(&facts.dimension(dimension)),
            percent(settle.share)
        );
        Some(SettlingValue { what, ask })
    };
    Some(Settling {
        who: format!("{} and {}", a.name(), b.name()),
        values: pair.settle.iter().filter_map(value).collect(),
    })
}

fn ceo_flags(facts: &Facts<'_>) -> Vec<String> {
    let reason = |flag: &fit::compare::FlagResult| {
        let guard = facts.framework.guards.iter().find(|guard| guard.id == flag.guard)?;
        Some(plain(&guard.reason))
    };
    facts.comparison.ceo_flags.iter().filter(|flag| flag.breached).filter_map(reason).collect()
}

/// How often each of the first came first.
fn draws_line(facts: &Facts<'_>) -> String {
    let comparison = facts.comparison;
    if !facts.is_simulated() {
        return "Fewer than 1,000 draws were simulated, so this report cannot say how sure the order is: ignore small differences."
            .to_owned();
    }
    let uncertainty = |place: usize| facts.listed[place].result.uncertainty.as_ref();
    let mut shares: Vec<(usize, f64)> = (0..facts.ranked().len())
        .filter_map(|place| Some((place, *uncertainty(place)?.rank_probabilities.first()?)))
        .collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let worth_naming = shares.iter().take(4).enumerate().filter(|(i, (_, share))| *i == 0 || *share >= 0.05);
    let parts: Vec<String> = worth_naming
        .filter_map(|(i, &(place, _))| {
            let verb = if i == 0 { " came first" } else { "" };
            Some(format!("{}{verb} in {}", facts.names[place], first_of_100(uncertainty(place)?)))
        })
        .collect();
    let also = match comparison.weight_uncertainty {
        WeightUncertainty::None => "",
        WeightUncertainty::Kappa(_) => " and of the pillars’ weights",
        WeightUncertainty::Unknown => " under every possible weighting of the pillars",
    };
    format!("In {} simulations of the measurement error{also}, {}.", thousands(comparison.draws), and(&parts))
}

/// How much weight would have to move for the second to draw level.
fn weight_line(facts: &Facts<'_>) -> String {
    let (leader, second) = (facts.leader().name(), &facts.names[1]);
    let Some(pair) = facts.pair(0, 1) else { return String::new() };
    match pair.weight_to_move {
        None => format!("No other weighting of the pillars would bring {second} level with {leader}."),
        Some(_) if facts.n_level() > 0 => {
            format!("{second} is level with {leader} on every pillar, so no weighting tells them apart.")
        }
        Some(share) if share <= 0.0 => {
            format!(
                "{second} is level with {leader} under the present weights; any shift of weight decides between them."
            )
        }
        Some(share) => format!(
            "{} would have to move from one pillar to another for {second} to draw level with {leader}.",
            sentence_case(&weight_points(share))
        ),
    }
}

/// Somebody of whom not enough is known to rank them, and what to find out first.
pub(super) struct Unranked {
    pub(super) name: String,
    /// How much is known, and what is missing most.
    pub(super) known: String,
    /// A question that asks for what is missing most.
    pub(super) ask: Option<String>,
}

pub(super) fn unranked(facts: &Facts<'_>) -> Vec<Unranked> {
    let of = |candidate: &super::facts::Candidate<'_>| {
        let missing = facts.plan.missing(&facts.ceo.estimates, &candidate.person.estimates);
        let is_asked = |m: &&fit::evidence::Missing| !m.is_of_ceo;
        let ask =
            missing.iter().find(is_asked).and_then(|m| finalist::question(facts, candidate, m.dimension));
        Unranked {
            name: candidate.name().to_owned(),
            known: format!(
                "{} known. {}",
                percent(candidate.result.completeness),
                to_find_out(facts, candidate)
            ),
            ask,
        }
    };
    facts.unranked().iter().map(of).collect()
}

/// What to find out first of somebody, and how.
pub(super) fn to_find_out(facts: &Facts<'_>, candidate: &super::facts::Candidate<'_>) -> String {
    const NAMED: usize = 5;
    let missing = facts.plan.missing(&facts.ceo.estimates, &candidate.person.estimates);
    let named = |missing: &fit::evidence::Missing| {
        let title = verdict::lower_first(&facts.dimension(missing.dimension));
        let whose = if missing.is_of_ceo { " of the CEO" } else { "" };
        format!("{title}{whose} ({})", percent(missing.weight))
    };
    let first: Vec<String> = missing.iter().take(NAMED).map(named).collect();
    if first.is_empty() {
        return "What is known rests on their own answers alone: ask people who have worked with them, or hold a structured \
                interview."
            .to_owned();
    }
    format!("Find out first, by share of the weight: {}.", and(&first))
}
