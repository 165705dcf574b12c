//! The verdict: who is ahead, how firmly, and what that does not say.

use super::facts::Facts;
use super::flags::flags;
use super::norm::norm_words;
use super::ranking::first_of_100;
use crate::words::{
    and, counted_in_words, number, percent, percentile_of_100, plain, points, sentence_case, thousands,
    weight_points,
};
use askama::Template;
use fit::compare::CandidateResult;
use fit::simulate::WeightUncertainty;
use fit::verdict;

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
    pub(super) sentence: String,
    /// How firm it is.
    pub(super) firmness: Vec<String>,
    /// Candidates whose evidence is thin.
    pub(super) provisional: Option<String>,
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
        || "no kind of COO chosen".to_owned(),
        |role_type| format!("kind of COO: {}", verdict::lower_first(&plain(&role_type.title))),
    );
    let count = sentence_case(&counted_in_words(facts.n_candidates(), "candidate", "candidates"));
    let (title, version) = (plain(&facts.framework.title), plain(&facts.framework.version));
    Head {
        title: format!("COO candidates for {}", facts.ceo.name),
        ceo_headline: plain(&facts.ceo.profile.headline),
        scope: format!("{count}; {role_type}; framework “{title}”, version {version}"),
    }
}

pub(super) fn verdict(facts: &Facts<'_>) -> Verdict {
    let has_rivals = facts.n_candidates() > 1;
    let n_finalists = facts.finalists().len();
    let flags = facts.drawn().iter().enumerate().filter_map(|(place, candidate)| {
        let raised: Vec<String> = flags(facts, candidate)
            .iter()
            // Behind the finalists only what is certain enough to be breached; the ranking lists the rest.
            .filter(|flag| place < n_finalists || flag.is_breached)
            .map(|flag| format!("{} ({})", verdict::lower_first(&flag.title), flag.standing))
            .collect();
        (!raised.is_empty()).then(|| FlagLine { name: candidate.name().to_owned(), flags: and(&raised) })
    });
    Verdict {
        sentence: verdict::Verdict::of(facts.framework, facts.comparison).with_names(&facts.names).sentence(),
        firmness: firmness(facts),
        provisional: provisional(facts),
        flags: flags.collect(),
        no_flags: no_flags(facts),
        is_simulated: facts.is_simulated(),
        has_rivals,
    }
}

fn no_flags(facts: &Facts<'_>) -> String {
    match facts.finalists().len() {
        n if n < facts.n_candidates() => format!("Nobody among the first {} raises a flag.", number(n)),
        1 => "No flag is raised.".to_owned(),
        _ => "No candidate raises a flag.".to_owned(),
    }
}

fn firmness(facts: &Facts<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let leader = facts.leader();
    if facts.n_candidates() > 1 {
        lines.push(draws_line(facts));
        lines.push(weight_line(facts));
    } else if let Some(uncertainty) = &leader.result.uncertainty {
        lines.push(format!(
            "The score is {}; given what the evidence leaves open, it lies between {} and {} in 90 of 100 draws.",
            points(leader.result.score),
            points(uncertainty.p05),
            points(uncertainty.p95)
        ));
    }
    lines.push(format!(
        "{}’s score of {} is higher than that of {} {} for the same CEO, kind of COO and weights.",
        leader.name(),
        points(leader.result.score),
        percentile_of_100(leader.result.norm.score),
        norm_words(facts).people
    ));
    lines
}

/// How often each of the first came first.
fn draws_line(facts: &Facts<'_>) -> String {
    let comparison = facts.comparison;
    if !facts.is_simulated() {
        return "Fewer than 1,000 draws were simulated, so this report cannot say how sure the order is: read small differences as \
                none."
            .to_owned();
    }
    let uncertainty = |place: usize| facts.listed[place].result.uncertainty.as_ref();
    let mut shares: Vec<(usize, f64)> = (0..facts.listed.len())
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
        WeightUncertainty::Kappa(_) => " and of how the pillars should weigh",
        WeightUncertainty::Unknown => " and of every possible weighting of the pillars",
    };
    format!(
        "In {} draws of what the evidence leaves open{also}, {}.",
        thousands(comparison.draws),
        and(&parts)
    )
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

fn provisional(facts: &Facts<'_>) -> Option<String> {
    let thin: Vec<&CandidateResult> =
        facts.comparison.results.iter().filter(|result| result.provisional).collect();
    if thin.is_empty() {
        return None;
    }
    let is_one = thin.len() == 1;
    let who = if thin.len() < facts.n_candidates() {
        let mut names: Vec<String> = thin
            .iter()
            .take(6)
            .filter_map(|result| Some(facts.names[facts.place(&result.id)?].clone()))
            .collect();
        if thin.len() > 6 {
            names.push(format!("{} others", number(thin.len() - 6)));
        }
        format!(
            "The {} of {} {}",
            if is_one { "result" } else { "results" },
            and(&names),
            if is_one { "is" } else { "are" }
        )
    } else if is_one {
        "The result is".to_owned()
    } else {
        "All results are".to_owned()
    };
    let them = if is_one { "it" } else { "them" };
    let minimum = percent(facts.framework.min_completeness);
    Some(format!(
        "{who} provisional: less than {minimum} of the weight rests on measured values, so more evidence may move {them} \
         either way."
    ))
}
