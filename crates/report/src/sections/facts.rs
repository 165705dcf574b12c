//! What the sections of a report are written from: the inputs, put in order and matched to each other once.

use super::reading::rule_word;
use super::side::{Person, Side, named};
use super::{Inputs, ReportError, Setting};
use crate::words::{isolated, plain};
use fit::compare::{CandidateResult, FacetResult, Pair};
use fit::names::{Called, tell_apart};
use fit::norm::{Norm, OwnNorm};
use fit::simulate::Whose;
use fit::verdict::Verdict;
use fit::{Comparison, Estimates, Framework, Holders, Profile};
use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;

/// As many candidates are finalists where nobody was named.
const FINALISTS: usize = 3;
/// As many are drawn in charts; more would hide each other.
const DRAWN: usize = 12;
/// As many are listed at all; whoever compares more wants a table in a file.
const LISTED: usize = 200;

/// The inputs of a report, checked and in order of rank.
pub(super) struct Facts<'a> {
    side: Side<'a>,
    pub(super) comparison: &'a Comparison,
    /// The results in the order in which they are shown: those of whom enough is known by rank, then the others.
    order: Vec<usize>,
    /// How many of them are ranked.
    n_ranked: usize,
    /// The places of the finalists, in order.
    finalists: Vec<usize>,
    pub(super) holders: &'a Holders,
    pub(super) setting: &'a Setting,
    /// Whether the weights of the pillars were set for this search.
    pub(super) has_own_weights: bool,
    own_norm: Option<Arc<OwnNorm>>,
    /// The candidates that are shown: the ranked ones, best first, then those of whom not enough is known.
    pub(super) listed: Vec<Candidate<'a>>,
    /// Every candidate's name, in the same order.
    pub(super) names: Vec<String>,
    places: HashMap<&'a str, usize>,
    profiles: HashMap<&'a str, &'a Profile>,
}

/// A candidate with the result.
pub(super) struct Candidate<'a> {
    pub(super) person: Person<'a>,
    pub(super) result: &'a CandidateResult,
}

/// Whatever is known of the CEO's side is known here.
impl<'a> Deref for Facts<'a> {
    type Target = Side<'a>;

    fn deref(&self) -> &Side<'a> {
        &self.side
    }
}

impl<'a> Candidate<'a> {
    fn of(
        framework: &Framework,
        profiles: &HashMap<&str, &'a Profile>,
        result: &'a CandidateResult,
        name: &str,
    ) -> Result<Self, ReportError> {
        let Some(&profile) = profiles.get(result.id.as_str()) else {
            return Err(ReportError::Mismatch(format!("the candidate “{}” has no profile", result.id)));
        };
        let estimates = Estimates::of(framework, profile);
        Ok(Self { person: Person { profile, estimates, name: name.to_owned() }, result })
    }

    pub(super) fn name(&self) -> &str {
        &self.person.name
    }

    /// The points lost, of 100.
    pub(super) fn lost(&self) -> f64 {
        100.0 - self.result.score
    }
}

impl<'a> Facts<'a> {
    /// Checks that the inputs belong together.
    pub(super) fn of(inputs: &Inputs<'a>) -> Result<Self, ReportError> {
        let Inputs { framework, ceo, candidates, criteria, comparison, need, holders, setting } = *inputs;
        check(inputs)?;
        let side = Side::of(framework, ceo, criteria, need)?;
        let profiles: HashMap<&str, &Profile> =
            candidates.iter().map(|profile| (profile.id.as_str(), profile)).collect();
        let mut order: Vec<usize> = (0..comparison.results.len()).collect();
        // Stable, so that both parts stay in the order of their ranks.
        order.sort_by_key(|&index| comparison.results[index].provisional);
        let results: Vec<&CandidateResult> = order.iter().map(|&index| &comparison.results[index]).collect();
        let n_ranked = results.iter().filter(|result| !result.provisional).count();
        let names = names(ceo, &results, &profiles);
        let known = results.iter().zip(&names).take(LISTED);
        let listed = known
            .map(|(result, name)| Candidate::of(framework, &profiles, result, name))
            .collect::<Result<Vec<_>, _>>()?;
        let places: HashMap<&str, usize> =
            results.iter().enumerate().map(|(place, result)| (result.id.as_str(), place)).collect();
        let finalists = finalists(&setting.finalists, &places, (n_ranked, listed.len()))?;
        let own_norm = criteria.norm.clone();
        let has_own_weights = criteria.weights.is_some();
        Ok(Self {
            side,
            comparison,
            order,
            n_ranked,
            finalists,
            holders,
            setting,
            has_own_weights,
            own_norm,
            listed,
            names,
            places,
            profiles,
        })
    }

    /// The scores of the people of the norm.
    pub(super) fn norm(&self) -> Norm {
        Norm::in_use(self.framework, &self.plan, self.own_norm.as_deref())
    }

    /// How many candidates were compared.
    pub(super) fn n_candidates(&self) -> usize {
        self.names.len()
    }

    /// How many of them are known well enough to be ranked.
    pub(super) fn n_ranked(&self) -> usize {
        self.n_ranked
    }

    /// Whether anything may be said of the order: at least two are ranked.
    pub(super) fn has_order(&self) -> bool {
        self.n_ranked > 1
    }

    /// Those listed who are ranked, best first.
    pub(super) fn ranked(&self) -> &[Candidate<'a>] {
        &self.listed[..self.n_ranked.min(self.listed.len())]
    }

    /// Those listed of whom not enough is known to rank them.
    pub(super) fn unranked(&self) -> &[Candidate<'a>] {
        &self.listed[self.ranked().len()..]
    }

    /// What can be said of the order, with the names as they may be shown.
    pub(super) fn verdict(&self) -> Verdict {
        let mut names = vec![String::new(); self.names.len()];
        for (name, &index) in self.names.iter().zip(&self.order) {
            names[index].clone_from(name);
        }
        Verdict::of(self.framework, self.comparison).with_names(&names)
    }

    /// Those whom the panel looks at closely, with their places, best first: whoever was named, or else the first who are
    /// ranked, or the first of all where nobody is.
    pub(super) fn finalists(&self) -> impl ExactSizeIterator<Item = (usize, &Candidate<'a>)> + Clone {
        self.finalists.iter().map(|&place| (place, &self.listed[place]))
    }

    /// Whether the candidate at this place is a finalist.
    pub(super) fn is_finalist(&self, place: usize) -> bool {
        self.finalists.contains(&place)
    }

    /// Those listed who are no finalists, with their places.
    pub(super) fn others(&self) -> impl Iterator<Item = (usize, &Candidate<'a>)> {
        self.listed.iter().enumerate().filter(|(place, _)| !self.is_finalist(*place))
    }

    /// Those drawn in charts.
    pub(super) fn drawn(&self) -> &[Candidate<'a>] {
        &self.listed[..self.listed.len().min(DRAWN)]
    }

    pub(super) fn leader(&self) -> &Candidate<'a> {
        // A comparison without a result is refused in `check`.
        &self.listed[0]
    }

    /// How many candidates have the leader's score on every pillar, so that no weighting tells them apart.
    pub(super) fn n_level(&self) -> usize {
        let leader = &self.leader().result.pillars;
        self.ranked().iter().skip(1).take_while(|candidate| candidate.result.pillars == *leader).count()
    }

    pub(super) fn is_simulated(&self) -> bool {
        self.leader().result.uncertainty.is_some()
    }

    /// A candidate by their place, listed or not.
    pub(super) fn candidate(&self, place: usize) -> Result<Candidate<'a>, ReportError> {
        let result = &self.comparison.results[self.order[place]];
        Candidate::of(self.framework, &self.profiles, result, &self.names[place])
    }

    /// The pair of two candidates by their places, the better first.
    pub(super) fn pair(&self, a: usize, b: usize) -> Option<&'a Pair> {
        let id = |place: usize| Some(self.comparison.results[*self.order.get(place)?].id.as_str());
        let (a, b) = (id(a)?, id(b)?);
        self.comparison.pairwise.iter().find(|pair| pair.a == a && pair.b == b)
    }

    /// The place of a candidate in the order, counted from 0.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        self.places.get(id).copied()
    }

    /// As [`Facts::place`]; a candidate who is not there is an error.
    pub(super) fn placed(&self, id: &str) -> Result<usize, ReportError> {
        self.place(id).ok_or_else(|| ReportError::Mismatch(format!("it holds no candidate “{id}”")))
    }

    /// A facet's name within its pillar: the dimension, with what tells it from others on the same one.
    pub(super) fn facet(&self, index: usize) -> String {
        let facet = &self.framework.facets[index];
        let mut name = self.dimension(facet.coo);
        if facet.ceo != facet.coo {
            name = format!("{name} / {}", fit::verdict::lower_first(&self.dimension(facet.ceo)));
        }
        let is_alike = |other: &&fit::framework::Facet| {
            other.pillar == facet.pillar && other.coo == facet.coo && other.ceo == facet.ceo
        };
        if self.framework.facets.iter().filter(is_alike).count() > 1 {
            name = format!("{name} ({})", rule_word(facet.rule));
        }
        name
    }

    /// The points that a candidate lost on each dimension, over all facets that read it.
    pub(super) fn losses_by_dimension(&self, result: &CandidateResult) -> Vec<f64> {
        self.by_dimension(result, |facet| facet.loss)
    }

    /// What is read off each facet, summed by the dimension that it reads of the candidate.
    pub(super) fn by_dimension(
        &self,
        result: &CandidateResult,
        points: impl Fn(&FacetResult) -> f64,
    ) -> Vec<f64> {
        let mut sums = vec![0.0; self.framework.dimensions.len()];
        for (facet, result) in self.framework.facets.iter().zip(&result.facets) {
            sums[facet.coo] += points(result);
        }
        sums
    }

    /// The candidate's dimensions that would settle who is ahead, largest share first.
    pub(super) fn settling(&self, candidate: &Candidate<'_>) -> Vec<(usize, f64)> {
        let id = &candidate.result.id;
        let is_ranked = |id: &str| self.place(id).is_some_and(|place| place < self.n_ranked);
        let mut shares: Vec<(usize, f64)> = Vec::new();
        for pair in self.comparison.pairwise.iter().filter(|pair| is_ranked(&pair.a) && is_ranked(&pair.b)) {
            for settle in &pair.settle {
                let is_theirs = matches!(settle.of, Whose::A) && pair.a == *id
                    || matches!(settle.of, Whose::B) && pair.b == *id;
                let Some(dimension) = self.framework.dimension(&settle.dimension).filter(|_| is_theirs)
                else {
                    continue;
                };
                match shares.iter_mut().find(|(known, _)| *known == dimension) {
                    Some((_, share)) => *share = share.max(settle.share),
                    None => shares.push((dimension, settle.share)),
                }
            }
        }
        shares.sort_by(|a, b| b.1.total_cmp(&a.1));
        shares
    }
}

/// The places of the finalists, in order.
fn finalists(
    named: &[String],
    places: &HashMap<&str, usize>,
    (n_ranked, n_listed): (usize, usize),
) -> Result<Vec<usize>, ReportError> {
    if named.is_empty() {
        let n = if n_ranked > 0 { n_ranked } else { n_listed };
        return Ok((0..n.min(FINALISTS)).collect());
    }
    let place = |id: &String| {
        let place = places.get(id.as_str()).copied().filter(|&place| place < n_listed);
        place.ok_or_else(|| ReportError::Mismatch(format!("it lists no candidate “{id}”")))
    };
    let mut finalists = named.iter().map(place).collect::<Result<Vec<_>, _>>()?;
    finalists.sort_unstable();
    finalists.dedup();
    Ok(finalists)
}

/// Names as they may be shown; those that somebody else has as well, the CEO included, with what tells them apart.
fn names(ceo: &Profile, results: &[&CandidateResult], profiles: &HashMap<&str, &Profile>) -> Vec<String> {
    let shown = |result: &&CandidateResult| {
        let headline = profiles.get(result.id.as_str()).map_or("", |profile| &profile.headline);
        [named(&result.name, &result.id), plain(headline), plain(&result.id)]
    };
    let shown: Vec<[String; 3]> = results.iter().map(shown).collect();
    let ceo_name = named(&ceo.name, &ceo.id);
    let ceo = Called { name: &ceo_name, headline: "CEO", id: &ceo.id };
    let called = shown.iter().map(|[name, headline, id]| Called { name, headline, id });
    let names = tell_apart(&[ceo].into_iter().chain(called).collect::<Vec<_>>());
    names.iter().skip(1).map(|name| isolated(name)).collect()
}

fn check(inputs: &Inputs<'_>) -> Result<(), ReportError> {
    let Inputs { framework, ceo, comparison, need, .. } = inputs;
    let mismatch = |what: &str| Err(ReportError::Mismatch(what.to_owned()));
    if comparison.results.is_empty() {
        return mismatch("it holds no candidate");
    }
    if comparison.framework.sha256 != framework.sha256 {
        return mismatch("it was made with another framework");
    }
    if comparison.ceo != ceo.id || need.ceo != ceo.id {
        return mismatch("it was made for another CEO");
    }
    if comparison.role_type != inputs.criteria.role_type || need.role_type != inputs.criteria.role_type {
        return mismatch("it was made for another role type");
    }
    if comparison.norm.as_ref() != inputs.criteria.norm.as_ref().map(|own| &own.stamp) {
        return mismatch("it was made with another norm");
    }
    let n_pillars = framework.pillars.len();
    let is_whole = |result: &CandidateResult| {
        result.facets.len() == framework.facets.len()
            && [&result.pillars, &result.losses, &result.norm.pillars]
                .iter()
                .all(|list| list.0.len() == n_pillars)
    };
    if !comparison.results.iter().all(is_whole) || comparison.stability.0.len() != n_pillars {
        return mismatch("its facets or pillars are not those of the framework");
    }
    Ok(())
}
