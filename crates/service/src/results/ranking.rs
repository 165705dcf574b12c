//! The ranking of a search as people work on it: as it was computed, or tried under other criteria.

use super::report::unwritable;
use super::{Current, Knowledge, Stored, Way, current};
use crate::checks::Checks;
use crate::inputs::{Inputs, check_criteria};
use crate::runs;
use crate::{Caller, Permission, Result, Service};
use fit::simulate::Draws;
use fit::{Comparison, Criteria, Framework, assess_need};
use report::sheet::{Column, Sheet};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use store::{PersonId, SearchId};

/// A trial is drawn as often as words about its firmness take: it is to answer at once.
const TRIAL_DRAWS: u64 = 1_000;

/// Other criteria, to try. What is left out stays as it was in the run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trial {
    /// The kind of COO; none within for any.
    pub role_type: Option<Option<String>>,
    /// Pillar weights in any unit; a pillar that is not named weighs nothing.
    pub weights: Option<BTreeMap<String, f64>>,
    /// How far pillars make up for each other.
    pub balance: Option<f64>,
}

/// The ranking of a search, with what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// Whether criteria are tried that are not those of the search.
    pub is_trial: bool,
    /// What is ranked.
    pub ranked: Arc<Ranked>,
    /// The people behind the candidates, where the one who asks may know, by candidate.
    pub people: HashMap<String, PersonId>,
}

/// The candidates in order, by the search's criteria or others that are tried.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// The criteria in use.
    pub criteria: CriteriaInUse,
    /// How often it was drawn.
    pub draws: u64,
    /// The candidates with finished words.
    pub shortlist: report::Shortlist,
    /// The places of those who are ranked by the search's own criteria, by candidate.
    pub ranks: HashMap<String, usize>,
    /// How to find out more of those of whom not enough is known, by candidate.
    pub ways: HashMap<String, Vec<Way>>,
}

/// The criteria in use, with what there is to choose from.
#[derive(Debug, Clone, PartialEq)]
pub struct CriteriaInUse {
    /// The kind of COO.
    pub role_type: Option<String>,
    /// How far pillars make up for each other.
    pub balance: f64,
    /// The pillars with their shares of weight, before the kind of COO shifts them.
    pub weights: Vec<(String, f64)>,
    /// The kinds of COO.
    pub kinds: Vec<Kind>,
}

/// A kind of COO to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// The CEO's situation that calls for it.
    pub when: String,
}

/// The ranking of a search as it is now; none if it has no candidates.
#[crate::boxed]
pub async fn ranking(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    trial: &Trial,
) -> Result<Option<Ranking>> {
    let found = current(service, (caller, Permission::SearchesRead), search).await?;
    let Some(Current { stored, there, visibility }) = found else { return Ok(None) };
    let known = there.into_iter().filter(|_| visibility.shows_names);
    let people = known.map(|one| (one.id.to_string(), one.person_id)).collect();
    let trial = trial.clone();
    let name = (trial == Trial::default()).then(|| stored.name());
    let known = name.as_ref().and_then(|name| service.rankings().get(name));
    let (ranked, is_trial) = match known {
        Some(ranked) => (ranked, false),
        None => service.compute(move || Tried::of(&stored, &trial)?.ranked()).await??,
    };
    if let Some(name) = name {
        service.rankings().put(name, ranked.shortlist.rows.len(), &ranked);
    }
    Ok(Some(Ranking { is_trial, ranked, people }))
}

/// The wanted columns of the ranking; none if the search has no candidates.
#[crate::boxed]
pub async fn sheet(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    trial: &Trial,
    columns: Vec<Column>,
) -> Result<Option<Sheet>> {
    let found = current(service, (caller, Permission::SearchesRead), search).await?;
    let Some(Current { stored, .. }) = found else { return Ok(None) };
    let trial = trial.clone();
    let written = move || {
        let tried = Tried::of(&stored, &trial)?;
        let headline = |id: &str| stored.names.get(id).map_or("", |(_, headline)| headline.as_str());
        Ok(Sheet::of(&tried.comparison, &columns, headline))
    };
    service.compute(written).await?.map(Some)
}

/// Results as they are, or computed under other criteria.
struct Tried<'a> {
    framework: &'a Framework,
    inputs: Inputs,
    comparison: Comparison,
    is_trial: bool,
    ranks: HashMap<String, usize>,
}

impl<'a> Tried<'a> {
    fn of(stored: &'a Stored, trial: &Trial) -> Result<Self> {
        let (mut inputs, run) = (stored.inputs(), &stored.run.comparison);
        let ranked = run.results.iter().filter(|result| !result.provisional).enumerate();
        let ranks = ranked.map(|(place, result)| (result.id.clone(), place + 1)).collect();
        let criteria = trial.over(&inputs.criteria, run.balance);
        let is_trial = criteria != inputs.criteria;
        let framework = &*stored.framework;
        let comparison = if is_trial {
            let mut checks = Checks::default();
            check_criteria(framework, &criteria, &mut checks);
            checks.done()?;
            inputs.criteria = criteria;
            inputs.draws = Draws { n: inputs.draws.n.min(TRIAL_DRAWS), variations: 0, ..inputs.draws };
            inputs.compare(framework, &|_, _| {}).map_err(|problems| runs::refused(&problems))?
        } else {
            stored.comparison()
        };
        Ok(Self { framework, inputs, comparison, is_trial, ranks })
    }

    fn ranked(self) -> Result<(Arc<Ranked>, bool)> {
        let Self { framework, inputs, comparison, is_trial, ranks } = self;
        let need = assess_need(framework, &inputs.ceo, &inputs.criteria);
        let shortlist = report::shortlist(&report::Inputs {
            framework,
            ceo: &inputs.ceo,
            candidates: &inputs.candidates,
            criteria: &inputs.criteria,
            comparison: &comparison,
            need: &need.map_err(|problems| runs::refused(&problems))?,
            // No row of it says who holds what.
            holders: &fit::Holders::default(),
            setting: &report::Setting::default(),
        });
        let ranked = Ranked {
            criteria: CriteriaInUse::of(framework, &inputs.criteria, comparison.balance),
            draws: comparison.draws,
            shortlist: shortlist.map_err(unwritable)?,
            ways: Knowledge::of(framework, &inputs)?.ways(&comparison),
            ranks,
        };
        Ok((Arc::new(ranked), is_trial))
    }
}

impl Trial {
    /// These over those of a run. A balance that is the one in force changes nothing, named or not.
    pub(crate) fn over(&self, criteria: &Criteria, balance: f64) -> Criteria {
        let weights =
            self.weights.as_ref().map(|weights| weights.iter().map(|(id, w)| (id.clone(), *w)).collect());
        Criteria {
            role_type: self.role_type.clone().unwrap_or_else(|| criteria.role_type.clone()),
            weights: weights.or_else(|| criteria.weights.clone()),
            balance: self.balance.filter(|&tried| tried != balance).or(criteria.balance),
            norm: criteria.norm.clone(),
        }
    }
}

impl CriteriaInUse {
    fn of(framework: &Framework, criteria: &Criteria, balance: f64) -> Self {
        let given = |id: &str| {
            let given = criteria.weights.as_ref()?;
            Some(given.iter().find(|(known, _)| known == id).map_or(0.0, |(_, weight)| *weight))
        };
        let pillars = framework.pillars.iter();
        let weights: Vec<(String, f64)> =
            pillars.map(|pillar| (pillar.id.clone(), given(&pillar.id).unwrap_or(pillar.weight))).collect();
        let sum: f64 = weights.iter().map(|(_, weight)| weight).sum();
        let kind = |kind: &fit::framework::RoleType| Kind {
            id: kind.id.clone(),
            title: kind.title.clone(),
            when: kind.when.clone(),
        };
        Self {
            role_type: criteria.role_type.clone(),
            balance,
            weights: weights.into_iter().map(|(id, weight)| (id, weight / sum)).collect(),
            kinds: framework.role_types.iter().map(kind).collect(),
        }
    }
}
