//! A few candidates compared among each other, and one of them by themselves, in finished sections.

use super::{Current, Stored, current};
use crate::computing::Waited;
use crate::runs;
use crate::{Caller, Error, Permission, Result, Service};
use fit::Comparison;
use fit::compare::CandidateResult;
use fit::simulate::Draws;
use fit::variations::VARIATIONS;
use report::{CandidateInBrief, Markup, Part, Setting};
use store::{CandidateId, SearchId};

/// How many can be compared at once.
const FEWEST: usize = 2;
const MOST: usize = 5;
/// More draws tell a few candidates no further apart, and a page is to answer at once.
const MOST_DRAWS: u64 = 100_000;

/// Whom a search can compare.
#[derive(Debug, Clone, PartialEq)]
pub struct Choices {
    /// Everybody in it: those who are ranked, best first, then those of whom not enough is known.
    pub candidates: Vec<Choice>,
}

/// A candidate to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The candidate.
    pub id: CandidateId,
    /// The name, or what stands in for it.
    pub name: String,
    /// The place among those who are ranked; none where not enough is known.
    pub rank: Option<usize>,
    /// Who says what is known, in a few words.
    pub sources: String,
    /// Whether the panel looks at this one closely.
    pub is_finalist: bool,
}

impl Choices {
    /// Whom to compare where nobody was named: the finalists, as far as they fit, or else the first three.
    #[must_use]
    pub fn usual(&self) -> Vec<CandidateId> {
        const FIRST: usize = 3;
        let has_finalists = self.candidates.iter().filter(|choice| choice.is_finalist).count() >= FEWEST;
        let wanted = self.candidates.iter().filter(|choice| choice.is_finalist || !has_finalists);
        let most = if has_finalists { MOST } else { FIRST };
        wanted.take(most).map(|choice| choice.id.clone()).collect()
    }
}

/// Whom a search can compare; none if it has no candidates.
#[crate::boxed]
pub async fn choices(service: &Service, caller: &Caller, search: &SearchId) -> Result<Option<Choices>> {
    let found = current(service, (caller, Permission::SearchesRead), search).await?;
    Ok(found.as_ref().map(Choices::of))
}

impl Choices {
    fn of(current: &Current) -> Self {
        let (apart, ranked): (Vec<_>, Vec<_>) =
            current.stored.run.rows.iter().partition(|row| row.provisional);
        let rows = ranked.into_iter().zip(1..).map(|(row, place)| (row, Some(place)));
        let rows = rows.chain(apart.into_iter().map(|row| (row, None)));
        let choice = |(row, rank): (&runs::Shortlisted, Option<usize>)| {
            let candidate = current.there.iter().find(|candidate| candidate.id == row.candidate_id)?;
            Some(Choice {
                rank,
                sources: row.sources.clone(),
                id: row.candidate_id.clone(),
                name: current.visibility.name(candidate).to_owned(),
                is_finalist: candidate.is_finalist,
            })
        };
        Self { candidates: rows.filter_map(choice).collect() }
    }
}

/// Two to five candidates of a search, compared among each other with the same seed, in the wanted sections. Scores are
/// those among everybody; ranks and probabilities are among these candidates.
#[crate::boxed]
pub async fn compared(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    wanted: &[CandidateId],
    parts: &'static [Part<'static>],
) -> Result<Compared> {
    let mut different: Vec<&CandidateId> = wanted.iter().collect();
    different.sort();
    different.dedup();
    if !(FEWEST..=MOST).contains(&different.len()) || different.len() != wanted.len() {
        return Err(Error::invalid("/c", format!("choose {FEWEST} to {MOST} candidates")));
    }
    let who = (caller, Permission::SearchesRead);
    let Current { stored, .. } = current(service, who, search).await?.ok_or(Error::NotFound("candidate"))?;
    let (stored, wanted) = (stored.asking_holders(service, who).await?, wanted.to_vec());
    let work = move |waited: &Waited| among(&stored, &wanted, parts, &|_, _| waited.or_stop());
    service.compute_for(caller, work).await?
}

/// A few candidates compared among each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// Their names in a sentence, best first.
    pub names: String,
    /// The comparison among them.
    pub comparison: Comparison,
    /// The wanted sections, in their order.
    pub sections: Vec<Markup>,
}

fn among(
    stored: &Stored,
    wanted: &[CandidateId],
    parts: &[Part<'_>],
    tell: &(dyn Fn(u64, u64) + Sync),
) -> Result<Compared> {
    let mut inputs = stored.inputs();
    inputs.candidates.retain(|profile| wanted.iter().any(|id| id.as_str() == profile.id));
    if inputs.candidates.len() != wanted.len() {
        return Err(Error::invalid("/c", "choose candidates of this search"));
    }
    inputs.draws = Draws { n: inputs.draws.n.min(MOST_DRAWS), variations: VARIATIONS, ..inputs.draws };
    let comparison = inputs.compare(&stored.framework, tell);
    let comparison = comparison.map_err(|problems| runs::refused(&problems))?;
    // Of whom not enough is known, nothing is drawn, unless there is nobody else.
    let is_ranked = |result: &&CandidateResult| !result.provisional;
    let finalists = comparison.results.iter().filter(is_ranked).map(|result| result.id.clone()).collect();
    let setting = Setting { finalists, ..Setting::default() };
    let sections = stored.written_of(&inputs, &comparison, |inputs| {
        report::parts(&report::Inputs { setting: &setting, ..*inputs }, parts)
    })?;
    let names = fit::verdict::and(&fit::verdict::names(&comparison));
    Ok(Compared { names, comparison, sections })
}

/// One candidate beside the CEO.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Who is compared.
    pub choices: Choices,
    /// The candidate's place among them, counted from 0; none for one who came after the decision.
    pub place: Option<usize>,
    /// The candidate in brief.
    pub in_brief: Option<CandidateInBrief>,
    /// The section of the candidate, with a heading of the second level.
    pub section: Option<Markup>,
}

/// One candidate beside the CEO; none if the search has no candidates.
#[crate::boxed]
pub async fn pair(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    id: &CandidateId,
) -> Result<Option<Pair>> {
    let who = (caller, Permission::SearchesRead);
    let Some(current) = current(service, who, search).await? else { return Ok(None) };
    let choices = Choices::of(&current);
    let Some(place) = choices.candidates.iter().position(|choice| choice.id == *id) else {
        return Ok(Some(Pair { choices, place: None, in_brief: None, section: None }));
    };
    let (stored, id) = (current.stored.asking_holders(service, who).await?, id.clone());
    let written = move || {
        stored.written(|inputs| {
            let in_brief = report::candidate_in_brief(inputs, id.as_str())?;
            Ok((in_brief, report::parts(inputs, &[Part::Candidate(id.as_str())])?))
        })
    };
    let (in_brief, sections) = service.compute(written).await??;
    let section = sections.into_iter().next();
    Ok(Some(Pair { choices, place: Some(place), in_brief: Some(in_brief), section }))
}
