//! `score`: a ranking with its reasons in brief.

use super::{print, print_csv, print_json};
use crate::arguments::{Score, ScoreFormat, Scoring};
use crate::failure::Failure;
use crate::input::{self, Asked};
use crate::terminal::{Column, Progress, STRONG, WARNING, plain, remark, short, styled, table};
use fit::compare::{CandidateResult, Comparison, SettleResult};
use fit::names::{Called, tell_apart};
use fit::simulate::Whose;
use fit::verdict::{Verdict, and, lower_first};
use fit::{Estimates, Framework, Plan, Profile, compare};
use report::words::{percent, variations_line};
use std::collections::HashMap;

/// So many of the dimensions to measure first are named.
const TO_MEASURE: usize = 5;

pub(super) fn run(arguments: &Score) -> Result<(), Failure> {
    let (asked, candidates, comparison) = compared(&arguments.scoring)?;
    match arguments.format {
        ScoreFormat::Json => print_json(&comparison),
        ScoreFormat::Csv => print_csv(&arguments.csv, |style| report::to_csv(&comparison, style)),
        ScoreFormat::Table => print(&shown(&asked, &candidates, &comparison)),
    }
}

/// Reads the inputs and compares.
pub(super) fn compared(scoring: &Scoring) -> Result<(Asked, Vec<Profile>, Comparison), Failure> {
    let asked = input::search(&scoring.search, scoring.balance)?;
    let mode = if scoring.skip_bad_rows { intake::Mode::SkipBadRows } else { intake::Mode::Strict };
    let candidates = input::candidates(&asked.framework, &scoring.candidates, mode)?;
    let progress = Progress::start("simulating");
    let tell = |done, all| progress.tell(done, all);
    let comparison =
        compare(&asked.framework, &asked.ceo, &candidates, &asked.criteria, input::draws(scoring), &tell);
    progress.finish();
    if candidates.len() > fit::simulate::MAX_CANDIDATES {
        let shown = fit::simulate::MAX_CANDIDATES;
        remark(&format!("note: pairs are given among the first {shown} candidates"));
    }
    let comparison = comparison.map_err(|problems| Failure::problems("the search", problems))?;
    Ok((asked, candidates, comparison))
}

fn shown(asked: &Asked, candidates: &[Profile], comparison: &Comparison) -> String {
    let Asked { framework, ceo, .. } = asked;
    // From here on people are called as they are told apart.
    let mut comparison = comparison.clone();
    let names = names(ceo, candidates, &comparison);
    for (result, name) in comparison.results.iter_mut().zip(names) {
        result.name = name;
    }
    let comparison = &comparison;
    let verdict = Verdict::of(framework, comparison);
    let mut parts = vec![
        styled(STRONG, &plain(&verdict.sentence())),
        plain(&setting(framework, &ceo.name, comparison)),
        ranking(framework, comparison),
    ];
    if let [leader, second, ..] = verdict.ranked[..] {
        let pair = [leader, second].map(|index| &comparison.results[index]);
        parts.extend(firmness(framework, comparison, pair));
        parts.extend(settling(framework, comparison, pair));
        let name =
            |id: &str| comparison.results.iter().find(|r| r.id == id).map(|result| result.name.clone());
        parts.extend(variations_line(comparison, name).map(|line| plain(&line)));
    }
    parts.extend(unknown(asked, candidates, comparison));
    parts.extend(warnings(framework, comparison));
    parts.push(
        "This is advice from a model; people decide. Reasons: counterpart report … --out report.html"
            .to_owned(),
    );
    parts.join("\n\n")
}

fn setting(framework: &Framework, ceo: &str, comparison: &Comparison) -> String {
    let role_type = comparison.role_type.as_deref().and_then(|id| framework.role_type(id));
    let role_type =
        role_type.map_or("any COO type".to_owned(), |index| lower_first(&framework.role_types[index].title));
    let weights: Vec<String> =
        comparison.weights.0.iter().map(|(id, weight)| format!("{id} {:.0}%", weight * 100.0)).collect();
    format!("For {ceo}, {role_type}; weights: {}.", and(&weights))
}

/// The candidates' names, best first; those that are somebody else's as well, the CEO's included, with what tells them apart.
fn names(ceo: &Profile, candidates: &[Profile], comparison: &Comparison) -> Vec<String> {
    let headlines: HashMap<&str, &str> =
        candidates.iter().map(|profile| (profile.id.as_str(), profile.headline.as_str())).collect();
    let ceo = Called { name: &ceo.name, headline: "CEO", id: &ceo.id };
    let called = comparison.results.iter().map(|result| Called {
        name: &result.name,
        headline: headlines.get(result.id.as_str()).copied().unwrap_or_default(),
        id: &result.id,
    });
    tell_apart(&[ceo].into_iter().chain(called).collect::<Vec<_>>()).split_off(1)
}

fn ranking(framework: &Framework, comparison: &Comparison) -> String {
    let number = |title: &str| Column::Numbers(title.to_owned());
    let mut columns = vec![number("#"), Column::Words("Candidate"), number("Score")];
    if comparison.draws > 0 {
        columns.extend([number("90% range"), number("First")]);
    }
    columns.push(number("Doubt"));
    columns.extend(framework.pillars.iter().map(|pillar| Column::Numbers(pillar.id.clone())));
    columns.extend([number("Known"), Column::Words("Notes")]);
    let (unranked, ranked): (Vec<_>, Vec<_>) = comparison.results.iter().partition(|one| one.provisional);
    let row = |(place, result): (usize, &CandidateResult)| {
        // Of somebody of whom too little is known there are numbers, and no place among the others.
        let placed = |text: String| if result.provisional { "–".to_owned() } else { text };
        let mut row =
            vec![placed((place + 1).to_string()), short(&result.name), format!("{:.0}", result.score)];
        if let Some(uncertainty) = &result.uncertainty {
            row.push(format!("{:.0}–{:.0}", uncertainty.p05, uncertainty.p95));
            row.push(placed(percent(uncertainty.rank_probabilities[0])));
        }
        // Half a point either way is none.
        row.push(format!("{:.0}", result.doubt.round() + 0.0));
        row.extend(result.pillars.0.iter().map(|(_, score)| format!("{score:.0}")));
        row.push(percent(result.completeness));
        row.push(notes(result));
        row
    };
    let table = table(&columns, ranked.into_iter().chain(unranked).enumerate().map(row));
    let mut key = "Known: share of the weight measured on both sides. Doubt: of the points lost, those lost because estimates may \
                   be off."
        .to_owned();
    if comparison.draws > 0 {
        key += " First: how often first in simulations of the measurement error.";
    }
    format!("{table}\n{key}")
}

fn notes(result: &CandidateResult) -> String {
    let flags = result.flags.iter().filter(|flag| flag.breached).map(|flag| format!("flag: {}", flag.guard));
    let provisional = result.provisional.then(|| "not enough known to rank yet".to_owned());
    provisional.into_iter().chain(flags).collect::<Vec<_>>().join(", ")
}

/// How much would have to change for another leader.
fn firmness(
    framework: &Framework,
    comparison: &Comparison,
    [leader, rival]: [&CandidateResult; 2],
) -> Option<String> {
    let pair = comparison.pairwise.iter().find(|pair| pair.a == leader.id && pair.b == rival.id)?;
    let (first, second) = (&leader.name, &rival.name);
    let moved = match pair.weight_to_move {
        Some(share) if share <= 0.0 => format!("{first} and {second} are level; the id decides their order."),
        Some(share) if share < 0.01 => {
            format!("{second} draws level with {first} if less than 1 of 100 points of weight moves.")
        }
        Some(share) => {
            format!("{second} draws level with {first} if {:.0} of 100 points of weight move.", share * 100.0)
        }
        None => format!("{first} stays ahead of {second} under any weights."),
    };
    if leader.rank > 1 {
        return Some(plain(&moved));
    }
    let bounds: Vec<String> = framework
        .pillars
        .iter()
        .zip(&comparison.stability.0)
        .filter(|(_, (_, s))| s.low > 0.0 || s.high < 1.0)
        .map(|(pillar, (_, s))| {
            format!("{} between {:.0} and {:.0}%", pillar.id, s.low * 100.0, s.high * 100.0)
        })
        .collect();
    let stays = if bounds.is_empty() {
        "No single pillar's weight changes the first place.".to_owned()
    } else {
        format!("The first place holds while the weight of each stays: {}.", and(&bounds))
    };
    Some(plain(&format!("{moved} {stays}")))
}

/// What would tell the first two apart.
fn settling(
    framework: &Framework,
    comparison: &Comparison,
    [leader, rival]: [&CandidateResult; 2],
) -> Option<String> {
    let pair = comparison.pairwise.iter().find(|pair| pair.a == leader.id && pair.b == rival.id)?;
    let value = |settle: &SettleResult| {
        let whose = match settle.of {
            Whose::Ceo => "the CEO",
            Whose::A => leader.name.as_str(),
            Whose::B => rival.name.as_str(),
        };
        let title = lower_first(framework.dimension_title(&settle.dimension));
        format!("{title} of {whose} ({})", percent(settle.share))
    };
    let values: Vec<String> = pair.settle.iter().map(value).collect();
    let (first, second) = (&leader.name, &rival.name);
    (!values.is_empty())
        .then(|| plain(&format!("What would tell {first} and {second} apart most: {}.", and(&values))))
}

/// Whom not enough is known of, and what to measure first.
fn unknown(asked: &Asked, candidates: &[Profile], comparison: &Comparison) -> Option<String> {
    let ceo = Estimates::of(&asked.framework, &asked.ceo);
    let plan = Plan::compile(&asked.framework, &ceo, &asked.criteria).ok()?;
    let line = |result: &CandidateResult| {
        let candidate = candidates.iter().find(|candidate| candidate.id == result.id)?;
        let missing = plan.missing(&ceo, &Estimates::of(&asked.framework, candidate));
        let value = |missing: &fit::evidence::Missing| {
            let title = lower_first(&asked.framework.dimensions[missing.dimension].title);
            if missing.is_of_ceo { format!("{title} of the CEO") } else { title }
        };
        let first: Vec<String> = missing.iter().take(TO_MEASURE).map(value).collect();
        let (name, known) = (&result.name, percent(result.completeness));
        Some(if first.is_empty() {
            format!(
                "{name}: {known} known, all of it by their own answers; ask people who have worked with them."
            )
        } else {
            format!("{name}: {known} known; find out first: {}.", and(&first))
        })
    };
    let lines: Vec<String> =
        comparison.results.iter().filter(|result| result.provisional).take(10).filter_map(line).collect();
    (!lines.is_empty()).then(|| plain(&format!("Not enough known to rank yet\n{}", lines.join("\n"))))
}

fn warnings(framework: &Framework, comparison: &Comparison) -> Option<String> {
    let mut lines = Vec::new();
    for flag in comparison.ceo_flags.iter().filter(|flag| flag.breached) {
        let guard = framework.guards.iter().find(|guard| guard.id == flag.guard);
        let reason = guard.map_or("", |guard| guard.reason.as_str());
        let likely = flag.probability * 100.0;
        lines.push(format!("For the CEO, flag {} ({likely:.0}% likely): {reason}", flag.guard));
    }
    for result in &comparison.results {
        for flag in result.flags.iter().filter(|flag| flag.breached) {
            let guard = framework.guards.iter().find(|guard| guard.id == flag.guard);
            let reason = guard.map_or("", |guard| guard.reason.as_str());
            let likely = flag.probability * 100.0;
            lines.push(format!("{}, flag {} ({likely:.0}% likely): {reason}", result.name, flag.guard));
        }
    }
    (!lines.is_empty()).then(|| styled(WARNING, &plain(&lines.join("\n"))))
}
