//! A candidate in brief, for a page: what they bring, what to watch, and what to find out.

use super::explained::Said;
use super::facts::Facts;
use super::finalist::{Stakes, interview, pair_groups, telling};
use super::flags::flags;
use super::markup::Markup;
use super::strengths::{brings, watch};
use super::{Inputs, ReportError, with_enough_draws};
use crate::charts::{Dumbbell, dumbbell};
use crate::words::{percent, plain, sources};

/// As many things are said of a kind.
const MOST: usize = 3;
/// Dimensions in the figure.
const TELLING: usize = 6;

/// A candidate in brief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidateInBrief {
    /// What they do, in a line.
    pub headline: String,
    /// The score with its range.
    pub score: String,
    /// The share of the weight that is known on both sides.
    pub known: String,
    /// Who says what is known, in a few words.
    pub sources: String,
    /// What they bring, with who says so.
    pub brings: Vec<Said>,
    /// What to watch, with how to live with it.
    pub watch: Vec<Said>,
    /// What to find out, with why it is asked.
    pub find_out: Vec<Said>,
    /// The two people beside each other, on what matters most; none if no dimension cost this pair any points.
    pub beside: Option<Markup>,
}

/// The candidate of this id in brief.
///
/// # Errors
/// As [`to_html`](crate::to_html); and a candidate who is not in the comparison.
pub fn candidate_in_brief(inputs: &Inputs<'_>, id: &str) -> Result<CandidateInBrief, ReportError> {
    let comparison = with_enough_draws(inputs.comparison);
    let facts = &Facts::of(&Inputs { comparison: &comparison, ..*inputs })?;
    let candidate = &facts.candidate(facts.placed(id)?)?;
    let stakes = Stakes::of(facts, candidate);
    let flags = flags(facts, candidate);
    let asked = interview(facts, candidate, &stakes, &flags);
    let telling = telling(facts, candidate, &stakes, TELLING);
    let beside = (!telling.is_empty()).then(|| {
        let groups = pair_groups(facts, candidate, &telling).into_iter().map(|(_, group)| group).collect();
        let title = format!("The CEO and {} on what costs this pair most", candidate.name());
        Markup::figure(&dumbbell(&format!("beside-{}", candidate.result.rank), &title, &Dumbbell { groups }))
    });
    let questions = asked.into_iter().flat_map(|asked| asked.questions);
    Ok(CandidateInBrief {
        headline: plain(&candidate.person.profile.headline),
        score: fit::verdict::figure(candidate.result),
        known: percent(candidate.result.completeness),
        sources: sources(candidate.person.profile),
        brings: brings(facts, candidate, MOST)
            .into_iter()
            .map(|strength| Said::new(facts.framework, &strength.title, strength.what, strength.who))
            .collect(),
        watch: watch(facts, candidate, &flags, MOST)
            .into_iter()
            .map(|risk| Said::new(facts.framework, &risk.title, risk.what, risk.how))
            .collect(),
        find_out: questions
            .take(MOST)
            .map(|question| Said { what: question.ask, behind: question.because, about: None })
            .collect(),
        beside,
    })
}
