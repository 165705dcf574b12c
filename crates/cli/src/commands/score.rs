//! `score`: a ranking with its reasons in brief.

use super::{print, print_csv, print_json};
use crate::arguments::{Score, ScoreFormat, Scoring};
use crate::failure::Failure;
use crate::input::{self, Asked};
use crate::terminal::{Column, Progress, STRONG, WARNING, plain, remark, short, styled, table};
use fit::compare::{CandidateResult, Comparison};
use fit::names::{Called, tell_apart};
use fit::verdict::{Verdict, and, lower_first};
use fit::{Framework, Profile, compare};
use report::words::short_percentile;
use std::collections::HashMap;

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
    let progress = Progress::start();
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
    let names = names(ceo, candidates, comparison);
    let verdict = Verdict::of(framework, comparison).with_names(&names);
    let mut parts = vec![
        styled(STRONG, &plain(&verdict.sentence())),
        plain(&setting(framework, &ceo.name, comparison)),
        ranking(framework, comparison, &names),
    ];
    parts.extend(firmness(framework, comparison, &names));
    parts.extend(warnings(framework, comparison, &names));
    parts.push(
        "This is advice from a model; people decide. Reasons: counterpart report … --out report.html"
            .to_owned(),
    );
    parts.join("\n\n")
}

fn setting(framework: &Framework, ceo: &str, comparison: &Comparison) -> String {
    let role_type = comparison.role_type.as_deref().and_then(|id| framework.role_type(id));
    let role_type = role_type
        .map_or("any kind of COO".to_owned(), |index| lower_first(&framework.role_types[index].title));
    let weights: Vec<String> =
        comparison.weights.0.iter().map(|(id, weight)| format!("{id} {:.0} %", weight * 100.0)).collect();
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

fn ranking(framework: &Framework, comparison: &Comparison, names: &[String]) -> String {
    let number = |title: &str| Column::Numbers(title.to_owned());
    let mut columns = vec![number("#"), Column::Words("Candidate"), number("Score")];
    if comparison.draws > 0 {
        columns.extend([number("90 % range"), number("First")]);
    }
    columns.push(number("Norm"));
    columns.extend(framework.pillars.iter().map(|pillar| Column::Numbers(pillar.id.clone())));
    columns.extend([number("Evidence"), Column::Words("Notes")]);
    let row = |(result, name): (&CandidateResult, &String)| {
        let mut row = vec![result.rank.to_string(), short(name), format!("{:.0}", result.score)];
        if let Some(uncertainty) = &result.uncertainty {
            row.push(format!("{:.0}–{:.0}", uncertainty.p05, uncertainty.p95));
            row.push(format!("{:.0} %", uncertainty.rank_probabilities[0] * 100.0));
        }
        row.push(short_percentile(result.norm.score));
        row.extend(result.pillars.0.iter().map(|(_, score)| format!("{score:.0}")));
        row.push(format!("{:.0} %", result.completeness * 100.0));
        row.push(notes(result));
        row
    };
    let table = table(&columns, comparison.results.iter().zip(names).map(row));
    let mut key = "Norm: percentile among a reference population scored for the same CEO.".to_owned();
    if comparison.draws > 0 {
        key += " First: probability of rank 1.\nThe score takes every estimate as exact. Doubt lowers a fit that is at \
                its best, so a score may lie near the top of its range, and above it where little is known.";
    }
    format!("{table}\n{key}")
}

fn notes(result: &CandidateResult) -> String {
    let flags = result.flags.iter().filter(|flag| flag.breached).map(|flag| format!("flag: {}", flag.guard));
    let provisional = result.provisional.then(|| "provisional".to_owned());
    provisional.into_iter().chain(flags).collect::<Vec<_>>().join(", ")
}

/// How much would have to change for another leader.
fn firmness(framework: &Framework, comparison: &Comparison, names: &[String]) -> Option<String> {
    let pair = comparison.pairwise.first()?;
    let name = |id: &str| {
        let place = comparison.results.iter().position(|result| result.id == id);
        place.map_or("", |place| names[place].as_str())
    };
    let (first, second) = (name(&pair.a), name(&pair.b));
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
    let bounds: Vec<String> = framework
        .pillars
        .iter()
        .zip(&comparison.stability.0)
        .filter(|(_, (_, s))| s.low > 0.0 || s.high < 1.0)
        .map(|(pillar, (_, s))| {
            format!("{} between {:.0} and {:.0} %", pillar.id, s.low * 100.0, s.high * 100.0)
        })
        .collect();
    let stays = if bounds.is_empty() {
        "No single pillar's weight changes the first place.".to_owned()
    } else {
        format!("The first place holds while the weight of each stays: {}.", and(&bounds))
    };
    Some(plain(&format!("{moved} {stays}")))
}

fn warnings(framework: &Framework, comparison: &Comparison, names: &[String]) -> Option<String> {
    let mut lines = Vec::new();
    for (result, name) in comparison.results.iter().zip(names) {
        for flag in result.flags.iter().filter(|flag| flag.breached) {
            let guard = framework.guards.iter().find(|guard| guard.id == flag.guard);
            let reason = guard.map_or("", |guard| guard.reason.as_str());
            let likely = flag.probability * 100.0;
            lines.push(format!("{name}, flag {} ({likely:.0} % likely): {reason}", flag.guard));
        }
    }
    (!lines.is_empty()).then(|| styled(WARNING, &plain(&lines.join("\n"))))
}
