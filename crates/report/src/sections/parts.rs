//! The report's sections one at a time: the report puts all of them together, and a page shows some of them.

use super::facts::Facts;
use super::markup::Markup;
use super::odds::Odds;
use super::{
    Inputs, ReportError, beside, brief, ceo, dimensions, finalist, interview, method, others, pillars, plan,
    ranking, record, rights, standing, verdict, weights, with_enough_draws,
};

/// A section of the report. Its heading is of the second level, so that it fits into any page with a title of its
/// own, and the ids in it are its own as long as no part is shown twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// The first page of the board brief.
    Brief,
    /// Its second: the finalists beside each other, what is open, and room to decide.
    Finalists,
    /// One page about the candidate of this id: what they bring, what to watch, and the two people side by side.
    Portrait(&'a str),
    /// The finalists at a glance: the sentence, a matrix of pillars and flags, what would change or settle the order.
    Standing,
    /// Who is ahead, how firmly, and what that does not say.
    Verdict,
    /// The same in an appendix, behind the brief, which has the title of [`Part::Verdict`].
    Firmness,
    /// Every candidate with score, range, percentile, evidence and flags. The first five names are links to the
    /// sections of [`Part::Candidate`].
    Ranking,
    /// The finalists in columns: odds, what each brings, what to watch, cover, evidence.
    Beside,
    /// How sure the order is, in charts; [`Part::Ranking`] has them too.
    Certainty,
    /// Who leads on which pillar, and whether that is more than noise.
    Pillars,
    /// Whether other weights would change the order.
    Weights,
    /// The candidate of this id: where the points went, the pair side by side, raters, what to ask.
    Candidate(&'a str),
    /// Where the points of each of the finalists went; the sections of candidates have it too.
    Losses,
    /// Each of the finalists beside the CEO, on the dimensions that tell them apart.
    Pairs,
    /// The rules that tell the finalists apart, as response surfaces.
    Rules,
    /// A few questions for each of the finalists.
    Questions,
    /// Who holds which decision between the CEO and the candidate of this id, as a figure without a heading.
    Rights(&'a str),
    /// What to ask the candidate of this id and their referees, with room to rate.
    Interview(&'a str),
    /// The first hundred days of the CEO and the candidate of this id.
    Plan(&'a str),
    /// The other candidates, a paragraph each.
    Others,
    /// The CEO's side in brief.
    Ceo,
    /// Every dimension with the CEO and the finalists side by side.
    Dimensions,
    /// How the score is computed, with one number from rating to rank.
    Method,
    /// What all of it rests on.
    Record,
}

/// Sections of the report as finished markup, in the order asked for.
///
/// # Errors
/// As [`to_html`](crate::to_html); and a candidate who is not in the comparison.
pub fn parts(inputs: &Inputs<'_>, wanted: &[Part<'_>]) -> Result<Vec<Markup>, ReportError> {
    let comparison = with_enough_draws(inputs.comparison);
    let facts = Facts::of(&Inputs { comparison: &comparison, ..*inputs })?;
    wanted.iter().map(|&wanted| part(&facts, wanted)).collect()
}

pub(super) fn part(facts: &Facts<'_>, part: Part<'_>) -> Result<Markup, ReportError> {
    let section = match part {
        Part::Brief => Markup::section(&brief::brief(facts)),
        Part::Finalists => Markup::section(&brief::finalists(facts)),
        Part::Portrait(id) => {
            let place = facts.placed(id)?;
            Markup::section(&finalist::portrait(facts, place, &facts.candidate(place)?))
        }
        Part::Standing => Markup::section(&standing::standing(facts)),
        Part::Verdict => Markup::section(&verdict::verdict(facts, "Where we stand")),
        Part::Firmness => Markup::section(&verdict::verdict(facts, "How firm it is")),
        Part::Ranking => Markup::section(&ranking::ranking(facts)),
        Part::Beside => Markup::section(&beside::beside(facts)),
        Part::Certainty => Markup::section(&ranking::certainty(facts)),
        Part::Losses => Markup::section(&beside::losses(facts)),
        Part::Pairs => Markup::section(&beside::pairs(facts)),
        Part::Rules => Markup::section(&beside::rules(facts)),
        Part::Questions => Markup::section(&beside::questions(facts)),
        Part::Pillars => Markup::section(&pillars::pillars(facts, &Odds::of(facts))),
        Part::Weights => Markup::section(&weights::section(facts)),
        Part::Candidate(id) => {
            let place = facts.placed(id)?;
            Markup::section(&finalist::finalist(facts, place, &facts.candidate(place)?))
        }
        Part::Rights(id) => return rights::grid_alone(facts, id),
        Part::Interview(id) => return interview::section(facts, id),
        Part::Plan(id) => return plan::section(facts, id),
        Part::Others => Markup::section(&others::others(facts)),
        Part::Ceo => Markup::section(&ceo::ceo_side(facts)),
        Part::Dimensions => Markup::section(&dimensions::dimensions(facts)),
        Part::Method => Markup::section(&method::method(facts)),
        Part::Record => Markup::section(&record::record(facts)),
    };
    Ok(section?)
}
