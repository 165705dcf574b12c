//! The ranking: every candidate with score, range and how much is known.

use super::facts::{Candidate, Facts};
use super::flags::{Flag, flags};
use super::markup::Markup;
use super::norm::norm_words;
use super::shortlist::PillarCell;
use crate::charts::{
    BarCell, Interval, IntervalRow, Intervals, MISSING, Norm, RankProbabilities, RankRow, apportion,
    bar_cell, intervals, rank_probabilities,
};
use crate::words::{one_decimal, percent, plain, points, range, sources};
use askama::Template;
use fit::compare::Uncertainty;
use fit::verdict::Firmness;

/// The ranking with its charts.
#[derive(Template)]
#[template(path = "ranking.html", whitespace = "minimize")]
pub(super) struct Ranking {
    pub(super) rows: Vec<Row>,
    /// Those behind the ones with bars.
    pub(super) more: Vec<Row>,
    /// What is not even listed, in a sentence.
    pub(super) unlisted: Option<String>,
    pub(super) is_simulated: bool,
    pub(super) intervals: Option<Markup>,
    pub(super) ranks: Option<Markup>,
    /// Why some candidates are not drawn.
    pub(super) note: Option<String>,
}

/// The charts of how sure the order is, by themselves.
#[derive(Template)]
#[template(path = "ranking/certainty.html", whitespace = "minimize")]
pub(super) struct Certainty {
    intervals: Option<Markup>,
    ranks: Option<Markup>,
}

pub(super) fn certainty(facts: &Facts<'_>) -> Certainty {
    let is_simulated = facts.is_simulated();
    Certainty {
        intervals: is_simulated.then(|| intervals_chart(facts)),
        ranks: (is_simulated && facts.has_order()).then(|| ranks_chart(facts)),
    }
}

/// One candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Id.
    pub id: String,
    /// The place among those who are ranked, 1 for the first; none if not enough is known.
    pub rank: Option<usize>,
    /// Name, or what stands in for it.
    pub name: String,
    /// What they do, in a line.
    pub headline: String,
    /// The anchor of the candidate's own section in the report, if there is one.
    pub anchor: Option<String>,
    /// Whether too little was measured for more than a provisional result.
    pub is_provisional: bool,
    /// The score with its interval, drawn.
    pub bar: Markup,
    /// The score.
    pub score: String,
    /// Its range.
    pub range: String,
    /// How many of 100 draws the candidate comes first in; the head of the column says of how many.
    pub first: String,
    /// The expected rank.
    pub expected_rank: String,
    /// The share of the weight that rests on measured values.
    pub evidence: String,
    /// Who says what is known, in a few words.
    pub sources: String,
    /// The pillars, in order, on a page that shows them.
    pub pillars: Vec<PillarCell>,
    /// What to look into.
    pub flags: Vec<RowFlag>,
}

/// A flag in two words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFlag {
    /// What is guarded.
    pub title: String,
    /// How it stands.
    pub standing: &'static str,
    /// Whether the estimate is below the limit.
    pub is_breached: bool,
}

impl RowFlag {
    pub(super) fn of(flag: Flag) -> Self {
        Self { title: flag.title, standing: flag.standing, is_breached: flag.is_breached }
    }
}

pub(super) fn ranking(facts: &Facts<'_>) -> Ranking {
    let n_drawn = facts.drawn().len();
    let row = |(place, candidate): (usize, &Candidate<'_>)| row(facts, place, candidate);
    let mut rows: Vec<Row> = facts.listed.iter().enumerate().map(row).collect();
    let more = rows.split_off(n_drawn);
    let n_left = facts.n_candidates() - facts.listed.len();
    let unlisted = (n_left > 0)
        .then(|| format!("{n_left} more candidates were compared. They are in the result as JSON and CSV."));
    let note = (facts.n_candidates() > n_drawn)
        .then(|| format!("The charts show the first {n_drawn} of {} candidates.", facts.n_candidates()));
    let Certainty { intervals, ranks } = certainty(facts);
    Ranking { rows, more, unlisted, is_simulated: facts.is_simulated(), intervals, ranks, note }
}

/// The anchor of a finalist's section.
pub(super) fn anchor(place: usize) -> String {
    format!("finalist-{}", place + 1)
}

pub(super) fn interval(uncertainty: Option<&Uncertainty>) -> Option<Interval> {
    uncertainty.map(|u| Interval { low: u.p05, high: u.p95 })
}

/// A candidate's row, without the pillars.
pub(super) fn row(facts: &Facts<'_>, place: usize, candidate: &Candidate<'_>) -> Row {
    let result = candidate.result;
    let uncertainty = result.uncertainty.as_ref();
    let or_missing = |text: Option<String>| text.unwrap_or_else(|| MISSING.to_owned());
    Row {
        id: result.id.clone(),
        rank: (!result.provisional).then_some(place + 1),
        name: candidate.name().to_owned(),
        headline: plain(&candidate.person.profile.headline),
        anchor: facts.is_finalist(place).then(|| anchor(place)),
        is_provisional: result.provisional,
        bar: bar(candidate, ("score", "Score"), (result.score, interval(uncertainty))),
        score: points(result.score),
        range: or_missing(uncertainty.map(|u| range(u.p05, u.p95))),
        first: or_missing(uncertainty.map(|u| first_of_100(u).replace(" of 100", ""))),
        expected_rank: or_missing(uncertainty.map(|u| one_decimal(u.expected_rank))),
        evidence: percent(result.completeness),
        sources: sources(candidate.person.profile),
        pillars: Vec::new(),
        flags: flags(facts, candidate).into_iter().map(RowFlag::of).collect(),
    }
}

/// A value of a candidate, drawn as a bar in the cell of a column.
pub(super) fn bar(
    candidate: &Candidate<'_>,
    (column, what): (&str, &str),
    (value, interval): (f64, Option<Interval>),
) -> Markup {
    let (id, title) =
        (format!("{column}-{}", candidate.result.rank), format!("{what} of {}", candidate.name()));
    let data = BarCell { value: Some(value), interval, is_provisional: candidate.result.provisional };
    Markup::drawing(&bar_cell(&id, &title, &data))
}

fn intervals_chart(facts: &Facts<'_>) -> Markup {
    let rows = facts.drawn().iter().map(|candidate| IntervalRow {
        name: candidate.name().to_owned(),
        score: Some(candidate.result.score),
        median: candidate.result.uncertainty.as_ref().map(|u| u.p50),
        interval: interval(candidate.result.uncertainty.as_ref()),
        is_provisional: candidate.result.provisional,
    });
    let [_, middle, _] = facts.norm().landmarks();
    let norm = Some(Norm { label: norm_words(facts).middle.to_owned(), value: middle * 100.0 });
    let data = Intervals { rows: rows.collect(), norm };
    Markup::figure(&intervals("scores", &intervals_title(facts), &data))
}

fn ranks_chart(facts: &Facts<'_>) -> Markup {
    // Of whom not enough is known, nothing is said about places.
    let rows =
        facts.drawn().iter().filter(|candidate| !candidate.result.provisional).map(|candidate| RankRow {
            name: candidate.name().to_owned(),
            percentages: candidate
                .result
                .uncertainty
                .as_ref()
                .map_or_else(Vec::new, |u| u.rank_probabilities.iter().map(|share| share * 100.0).collect()),
            is_provisional: candidate.result.provisional,
        });
    let data = RankProbabilities { rows: rows.collect() };
    Markup::figure(&rank_probabilities("ranks", &ranks_title(facts), &data))
}

/// The finding of the interval chart: how many are too near the leader to tell apart.
fn intervals_title(facts: &Facts<'_>) -> String {
    let leader = facts.leader().name();
    if facts.n_candidates() == 1 {
        return format!("How sure the score of {leader} is");
    }
    if !facts.has_order() {
        return "How sure the scores are".to_owned();
    }
    if facts.n_level() > 0 {
        return format!("The first {} have the same score", crate::words::number(facts.n_level() + 1));
    }
    let close: Vec<String> = (1..facts.drawn().len().min(facts.n_ranked()))
        .filter(|&place| {
            let odds = facts.pair(0, place).and_then(|pair| pair.a_beats_b);
            odds.map(Firmness::of) == Some(Firmness::TooClose)
        })
        .map(|place| facts.names[place].clone())
        .collect();
    match close.len() {
        0 => format!("{leader} has the highest score, and nobody is too close to call"),
        1..=3 => {
            format!("{leader} has the highest score, too close to call against {}", crate::words::and(&close))
        }
        n => format!(
            "{leader} has the highest score, too close to call against {} others",
            crate::words::number(n)
        ),
    }
}

fn ranks_title(facts: &Facts<'_>) -> String {
    let first = facts.leader().result.uncertainty.as_ref().map_or_else(|| MISSING.to_owned(), first_of_100);
    format!("{} comes first in {first} simulations", facts.leader().name())
}

/// In how many draws of a hundred a candidate comes first, rounded together with the other ranks as the chart of
/// the ranks rounds them, so that text and chart print the same number.
pub(super) fn first_of_100(uncertainty: &Uncertainty) -> String {
    const CLASSES: usize = 6;
    let probabilities = &uncertainty.rank_probabilities;
    let mut shares = vec![0.0; probabilities.len().min(CLASSES)];
    for (rank, share) in probabilities.iter().enumerate() {
        shares[rank.min(CLASSES - 1)] += share;
    }
    match (apportion(&shares, 100).first(), shares.first()) {
        (Some(0), Some(&share)) if share > 0.0 => "fewer than 1 of 100".to_owned(),
        (Some(100), Some(&share)) if share < 1.0 => "more than 99 of 100".to_owned(),
        (Some(n), _) => format!("{n} of 100"),
        (None, _) => MISSING.to_owned(),
    }
}
