//! One finalist: where the points went, the pair side by side, and what to ask.

mod interview;
mod losses;
mod pairing;
mod raters;

pub(super) use interview::{Question, Stakes, interview, question};
pub(super) use losses::{Losses, losses, printed};
pub(super) use pairing::{Covered, covered, groups as pair_groups, notes, row, shown, telling};

use super::facts::{Candidate, Facts};
use super::flags::{Flag, flags};
use super::ranking::{anchor, first_of_100};
use super::rights::{self, Rights};
use super::strengths::{self, Risk, Strength};
use super::verdict::to_find_out;
use crate::words::{
    and, number, of_100, ordinal, percent, plain, points, sentence_case, sources, weight_points,
};
use askama::Template;
use fit::verdict::{self, Firmness, lower_first};
use interview::Interview;
use pairing::{Cover, NEEDS, Pairing, TELLING};
use raters::Ratings;

/// A lead of fewer points on a pillar is not spoken of.
const WORTH_NAMING: f64 = 2.0;

/// Everything about one finalist.
#[derive(Template)]
#[template(path = "finalist.html", whitespace = "minimize")]
pub(super) struct Finalist {
    pub(super) anchor: String,
    pub(super) name: String,
    pub(super) headline: String,
    pub(super) is_provisional: bool,
    pub(super) figures: Vec<Figure>,
    pub(super) summary: Vec<String>,
    pub(super) flags: Vec<Flag>,
    pub(super) losses: Losses,
    pub(super) pairing: Pairing,
    pub(super) cover: Option<Cover>,
    pub(super) rights: Option<Rights>,
    pub(super) ratings: Option<Ratings>,
    pub(super) interview: Option<Interview>,
    pub(super) practices: Option<Practices>,
}

/// One page about a finalist.
#[derive(Template)]
#[template(path = "portrait.html", whitespace = "minimize")]
pub(super) struct Portrait {
    anchor: String,
    name: String,
    headline: String,
    is_provisional: bool,
    figures: Vec<Figure>,
    summary: Vec<String>,
    flags: Vec<Flag>,
    brings: Vec<Strength>,
    watch: Vec<Risk>,
    pairing: Pairing,
    cover: Option<Cover>,
}

/// A number with its name.
pub(super) struct Figure {
    pub(super) label: &'static str,
    pub(super) value: String,
    pub(super) note: String,
}

/// Habits of pairs that have what this pair would find hardest.
pub(super) struct Practices {
    pub(super) pillar: String,
    pub(super) items: Vec<String>,
}

/// The section of a candidate by their place, counted from 0.
pub(super) fn finalist(facts: &Facts<'_>, place: usize, candidate: &Candidate<'_>) -> Finalist {
    let stakes = Stakes::of(facts, candidate);
    let flags = flags(facts, candidate);
    Finalist {
        anchor: anchor(place),
        name: candidate.name().to_owned(),
        headline: plain(&candidate.person.profile.headline),
        is_provisional: candidate.result.provisional,
        figures: figures(facts, place, candidate),
        summary: summary(facts, place, candidate),
        losses: losses(facts, candidate),
        pairing: pairing::pairing(facts, candidate, &stakes, TELLING),
        cover: pairing::cover(facts, candidate, NEEDS),
        rights: rights::section(facts, candidate),
        ratings: raters::ratings(facts, candidate, &stakes),
        interview: interview(facts, candidate, &stakes, &flags),
        practices: practices(facts, candidate),
        flags,
    }
}

/// The page of a finalist by their place, counted from 0.
pub(super) fn portrait(facts: &Facts<'_>, place: usize, candidate: &Candidate<'_>) -> Portrait {
    const BRINGS: usize = 3;
    const WATCH: usize = 3;
    const TELLING: usize = 5;
    const NEEDS: usize = 5;
    let stakes = Stakes::of(facts, candidate);
    let flags = flags(facts, candidate);
    let mut figures = figures(facts, place, candidate);
    // Who says so stands beside each strength.
    if let Some(known) = figures.last_mut() {
        known.note = "of the weight".to_owned();
    }
    Portrait {
        anchor: anchor(place),
        name: candidate.name().to_owned(),
        headline: plain(&candidate.person.profile.headline),
        is_provisional: candidate.result.provisional,
        figures,
        summary: summary(facts, place, candidate),
        brings: strengths::brings(facts, candidate, BRINGS),
        // Flags stand above, in full.
        watch: strengths::watch(facts, candidate, &[], WATCH),
        pairing: pairing::pairing(facts, candidate, &stakes, TELLING),
        cover: pairing::cover(facts, candidate, NEEDS),
        flags,
    }
}

fn figures(facts: &Facts<'_>, place: usize, candidate: &Candidate<'_>) -> Vec<Figure> {
    let result = candidate.result;
    let measured = candidate.person.estimates.is_measured.iter().filter(|&&is_measured| is_measured).count();
    let mut figures = vec![Figure {
        label: "Score",
        value: verdict::figure(result),
        note: match &result.uncertainty {
            Some(_) => "with the range that holds 90% of simulations".to_owned(),
            None => "not simulated".to_owned(),
        },
    }];
    if !result.provisional && facts.has_order() {
        figures.push(Figure {
            label: "Rank",
            value: format!("{} of {}", place + 1, facts.n_ranked()),
            note: result
                .uncertainty
                .as_ref()
                .map_or_else(String::new, |u| format!("first in {} simulations", first_of_100(u))),
        });
    }
    figures.push(Figure {
        label: "Known",
        value: percent(result.completeness),
        note: format!(
            "of the weight; {measured} of {} dimensions; {}",
            facts.framework.dimensions.len(),
            sources(candidate.person.profile)
        ),
    });
    figures
}

/// What there is to say of a candidate in a few sentences.
pub(super) fn summary(facts: &Facts<'_>, place: usize, candidate: &Candidate<'_>) -> Vec<String> {
    let result = candidate.result;
    let name = candidate.name();
    if result.provisional {
        return vec![
            format!(
                "Not enough is known to rank {name} yet: {} of the weight is known on both sides.",
                percent(result.completeness)
            ),
            to_find_out(facts, candidate),
        ];
    }
    let figure = verdict::figure(result);
    let order = if facts.has_order() {
        format!("{name} comes {} of {} with {figure}", ordinal(place + 1), number(facts.n_ranked()))
    } else {
        format!("{name} has a score of {figure}")
    };
    let mut lines = vec![format!("{order}. {}", ends(facts, candidate))];
    if place > 0 {
        lines.push(against_leader(facts, place, candidate));
    }
    lines
}

/// The strongest and the weakest pillar.
fn ends(facts: &Facts<'_>, candidate: &Candidate<'_>) -> String {
    let scores: Vec<(usize, f64)> = (0..facts.framework.pillars.len())
        .filter(|&p| facts.weight(p) > 0.0)
        .map(|p| (p, candidate.result.pillars.0[p].1))
        .collect();
    let highest = scores.iter().copied().reduce(|a, b| if b.1 > a.1 { b } else { a });
    let lowest = scores.iter().copied().reduce(|a, b| if b.1 < a.1 { b } else { a });
    match (highest, lowest) {
        (Some(high), Some(low)) if high.1 - low.1 >= WORTH_NAMING => format!(
            "The pair would be strongest on {} ({}) and weakest on {} ({}).",
            facts.pillar_within(high.0),
            points(high.1),
            facts.pillar_within(low.0),
            points(low.1)
        ),
        (Some(high), Some(_)) if scores.len() > 1 => {
            format!("The pillars are all about as strong, near {}.", points(high.1))
        }
        _ => String::new(),
    }
}

pub(super) fn against_leader(facts: &Facts<'_>, place: usize, candidate: &Candidate<'_>) -> String {
    let (leader, name) = (facts.leader(), candidate.name());
    let lead = |p: usize| candidate.result.pillars.0[p].1 - leader.result.pillars.0[p].1;
    let mut by_lead: Vec<usize> =
        (0..facts.framework.pillars.len()).filter(|&p| facts.weight(p) > 0.0).collect();
    by_lead.sort_by(|&a, &b| lead(b).total_cmp(&lead(a)));
    let named = |p: &usize| {
        format!(
            "{} ({} to {})",
            facts.pillar_within(*p),
            points(candidate.result.pillars.0[*p].1),
            points(leader.result.pillars.0[*p].1)
        )
    };
    let ahead: Vec<String> =
        by_lead.iter().filter(|&&p| lead(p) >= WORTH_NAMING).take(2).map(named).collect();
    let behind: Vec<String> =
        by_lead.iter().rev().filter(|&&p| lead(p) <= -WORTH_NAMING).take(2).map(named).collect();
    let mut sentence = match (ahead.is_empty(), behind.is_empty()) {
        (true, true) => {
            format!("No pillar sets {name} and {} apart by as much as two points.", leader.name())
        }
        (false, true) => format!("{name} is ahead of {} on {}.", leader.name(), and(&ahead)),
        (true, false) => format!("{name} is behind {} on {}.", leader.name(), and(&behind)),
        (false, false) => {
            format!(
                "Against {}, {name} is ahead on {} and behind on {}.",
                leader.name(),
                and(&ahead),
                and(&behind)
            )
        }
    };
    let Some(pair) = facts.pair(0, place) else { return sentence };
    if let Some(odds) = pair.a_beats_b {
        let (draws, leader) = (of_100(odds), leader.name());
        sentence += &match Firmness::of(odds) {
            Firmness::Clear => format!(" {leader} is clearly ahead, in {draws} simulations."),
            Firmness::Leaning => format!(" {leader} is leaning ahead, in {draws} simulations."),
            Firmness::TooClose => {
                format!(" The two are too close to call: {leader} is ahead in {draws} simulations.")
            }
        };
    }
    sentence += &match pair.weight_to_move {
        None => " No weighting of the pillars would bring the two level.".to_owned(),
        Some(share) if share <= 0.0 => " Under the present weights the two are level.".to_owned(),
        Some(share) => {
            format!(" {} would have to move for the two to draw level.", sentence_case(&weight_points(share)))
        }
    };
    sentence
}

/// The practices of the pillar that cost most.
fn practices(facts: &Facts<'_>, candidate: &Candidate<'_>) -> Option<Practices> {
    let losses = &candidate.result.losses.0;
    let pillar = (0..losses.len())
        .filter(|&p| losses[p].1 > 0.0 && !facts.framework.pillars[p].practices.is_empty())
        .reduce(|a, b| if losses[b].1 > losses[a].1 { b } else { a })?;
    let items = facts.framework.pillars[pillar].practices.iter().map(|practice| plain(practice)).collect();
    Some(Practices { pillar: lower_first(&facts.pillar(pillar)), items })
}
