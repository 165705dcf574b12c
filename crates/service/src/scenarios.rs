//! Scenarios: criteria that were tried in a search and saved under a name, set side by side with the search's own.

mod described;

pub use described::{Compared, ScenarioInput, ShownScenario};

use crate::checks::Checks;
use crate::inputs::{Inputs, check_criteria};
use crate::line::Name;
use crate::results::{Current, Stored, Trial, current};
use crate::searches::{held, require_open, visible};
use crate::transaction::started;
use crate::{Caller, Code, Error, Permission, Result, Service};
use fit::{Criteria, Framework};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::scenarios;
use store::{ScenarioId, SearchId};
use utoipa::ToSchema;

/// A search has at most so many scenarios: more are no longer seen side by side.
const MOST: usize = 12;

/// Criteria of a search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScenarioCriteria {
    /// The COO type; none for no preset.
    pub role_type: Option<String>,
    /// Pillar weights in any unit; the framework's if there are none.
    pub weights: Option<Vec<(String, f64)>>,
    /// How far a strong pillar offsets a weak one; as the framework has it if there is none.
    pub balance: Option<f64>,
}

/// A scenario, as it was saved.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Id.
    pub id: ScenarioId,
    /// What it is called.
    pub name: String,
    /// Its criteria.
    pub criteria: ScenarioCriteria,
}

/// Scenarios side by side: candidates in rows, criteria in columns.
#[derive(Debug, Clone, PartialEq)]
pub struct SideBySide {
    /// The scenarios, in the order in which they were saved.
    pub scenarios: Vec<Scenario>,
    /// Those who are ranked, the most robust first: who falls least behind the best in any column.
    pub rows: Vec<Row>,
    /// How many columns there are to compare: the search's own criteria, and every scenario that can be computed.
    pub n_columns: usize,
}

/// A candidate under every scenario.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = CandidateInScenarios)]
pub struct Row {
    /// The candidate's id.
    #[serde(rename = "candidate_id")]
    pub id: String,
    /// The name, or what stands in for it.
    pub name: String,
    /// Under the search's own criteria, then under each scenario; none if it does not fit the framework any more.
    pub cells: Vec<Option<Cell>>,
    /// In how many columns the candidate is first.
    pub n_first: usize,
    /// The most points by which the candidate is behind the best in any column.
    pub most_behind: f64,
}

/// A candidate under one scenario.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
#[schema(as = CandidateInScenario)]
pub struct Cell {
    /// The place among those who are ranked, 1 for the first; those who tie share the best.
    pub place: usize,
    /// The score, 0 to 100.
    pub score: f64,
}

/// The scenarios of a search, in the order in which they were saved.
#[crate::boxed]
pub async fn list(service: &Service, caller: &Caller, search: &SearchId) -> Result<Vec<Scenario>> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    let found = scenarios::list(connection, &actor.org, &search.id).await?;
    found.into_iter().map(shown).collect()
}

/// Saves criteria under a name. What is not tried is as the search has it now.
///
/// # Errors
/// If the search is not open, has a scenario of this name or too many, or the criteria are not valid.
#[crate::boxed]
pub async fn create(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    (name, trial): (&str, &Trial),
) -> Result<ScenarioId> {
    let mut checks = Checks::default();
    let name = Name::checked(&mut checks, "/name", name);
    checks.done()?;
    let Current { stored, .. } =
        current(service, (caller, Permission::SearchesWrite), search).await?.ok_or_else(no_candidates)?;
    let results = stored.results();
    let criteria = trial.over(&results.inputs.criteria, results.comparison.balance);
    check_criteria(stored.framework(), &criteria, &mut checks);
    checks.done()?;
    let Criteria { role_type, weights, balance, .. } = criteria;
    let criteria = ScenarioCriteria { role_type, weights, balance };
    let criteria = serde_json::to_string(&criteria).map_err(Error::internal("writing a scenario"))?;
    let asked = (search, &name, &criteria);
    let begun = service.write(caller, Permission::SearchesWrite, "scenario.create", &asked).await?;
    let mut write = started!(begun);
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let search = held(connection, actor, search).await?;
    require_open(&search)?;
    if scenarios::list(connection, &actor.org, &search.id).await?.len() >= MOST {
        let detail = format!("a search has at most {MOST} scenarios: remove one first");
        return Err(Error::conflict(Code::TooMany, detail));
    }
    let scenario = scenarios::Scenario {
        id: service.surroundings().id(),
        name,
        criteria,
        created_by: actor.user.clone(),
        created_at: now,
    };
    scenarios::insert(connection, &actor.org, &search.id, &scenario).await.map_err(|error| match error {
        store::Error::Taken => {
            Error::invalid("/name", "this search has a scenario of this name: choose another name")
        }
        other => other.into(),
    })?;
    write.finish(scenario.id.as_str(), &["name", "criteria"], scenario.id.clone()).await
}

/// Removes a scenario.
#[crate::boxed]
pub async fn remove(service: &Service, caller: &Caller, search: &SearchId, id: &ScenarioId) -> Result<()> {
    let asked = (search, id);
    let begun = service.write(caller, Permission::SearchesWrite, "scenario.remove", &asked).await?;
    let mut write = started!(begun);
    let (connection, actor) = write.with_actor();
    let search = held(connection, actor, search).await?;
    require_open(&search)?;
    if !scenarios::delete(connection, &actor.org, &search.id, id).await? {
        return Err(Error::NotFound("scenario"));
    }
    write.finish(id.as_str(), &[], ()).await
}

/// The candidates under every scenario; none if the search has no candidates.
#[crate::boxed]
pub async fn side_by_side(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
) -> Result<Option<SideBySide>> {
    let scenarios = list(service, caller, search).await?;
    let found = current(service, (caller, Permission::SearchesRead), search).await?;
    let Some(Current { stored, .. }) = found else { return Ok(None) };
    service.compute(move || of(&stored, scenarios)).await.map(Some)
}

fn of(stored: &Stored, scenarios: Vec<Scenario>) -> SideBySide {
    let results = stored.results();
    let mut inputs = results.inputs.clone();
    let is_ranked = |id: &str| results.comparison.results.iter().any(|one| one.id == id && !one.provisional);
    inputs.candidates.retain(|candidate| is_ranked(&candidate.id));
    let own = column(stored.framework(), &inputs, &inputs.criteria);
    let tried = scenarios.iter().map(|scenario| {
        let ScenarioCriteria { role_type, weights, balance } = scenario.criteria.clone();
        let criteria = Criteria { role_type, weights, balance, norm: None };
        column(stored.framework(), &inputs, &criteria)
    });
    let columns: Vec<_> = std::iter::once(own).chain(tried).collect();
    let best: Vec<f64> = columns.iter().flatten().map(|column| best(column.values())).collect();
    let mut rows: Vec<Row> = inputs
        .candidates
        .iter()
        .map(|candidate| {
            let cells: Vec<Option<Cell>> =
                columns.iter().map(|column| column.as_ref()?.get(&candidate.id).copied()).collect();
            let behind = cells.iter().flatten().zip(&best).map(|(cell, best)| best - cell.score);
            Row {
                name: stored.name_by_id(&candidate.id, &candidate.name),
                n_first: cells.iter().flatten().filter(|cell| cell.place == 1).count(),
                most_behind: behind.fold(0.0, f64::max),
                id: candidate.id.clone(),
                cells,
            }
        })
        .collect();
    rows.sort_by(|a, b| a.most_behind.total_cmp(&b.most_behind).then_with(|| a.id.cmp(&b.id)));
    SideBySide { scenarios, rows, n_columns: best.len() }
}

fn best<'a>(cells: impl Iterator<Item = &'a Cell>) -> f64 {
    cells.map(|cell| cell.score).fold(0.0, f64::max)
}

/// The candidates under some criteria; none if these do not fit the framework.
fn column(framework: &Framework, inputs: &Inputs, criteria: &Criteria) -> Option<HashMap<String, Cell>> {
    let scores = fit::compare::scores(framework, &inputs.ceo, &inputs.candidates, criteria).ok()?;
    let place = |score: f64| scores.0.iter().filter(|(_, other)| *other > score).count() + 1;
    let cell = |(id, score): &(String, f64)| (id.clone(), Cell { place: place(*score), score: *score });
    Some(scores.0.iter().map(cell).collect())
}

fn shown(scenario: scenarios::Scenario) -> Result<Scenario> {
    let criteria = serde_json::from_str(&scenario.criteria).map_err(Error::internal("reading a scenario"))?;
    Ok(Scenario { id: scenario.id, name: scenario.name, criteria })
}

fn no_candidates() -> Error {
    Error::conflict(Code::NoCandidates, "this search has no candidates yet: add one first")
}
