//! Finding candidates: everyone the organisation knows, ranked for a search by plain fits (a sieve). Whoever is added to the
//! search is scored in full.

use crate::people::check_search;
use crate::searches::visible;
use crate::visibility::Visibility;
use crate::{Caller, Error, Permission, Result, Service, frameworks, profiles, runs};
use fit::score::{TableScores, on_grid};
use fit::{Estimates, Framework, Plan};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use store::fold::folded;
use store::people::{self, Outline, PoolState};
use store::{Connection, OrgId, PersonId, SearchId, candidates, organisations};
use utoipa::{IntoParams, ToSchema};

/// So many people are read at once.
const PART: usize = 512;
/// A part of the list has so many.
pub const PART_OF_LIST: usize = 50;

/// Which people are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FindAsked {
    /// Those whose name or headline has this text.
    #[param(required = false, max_length = 200, pattern = r"^[^\x00]*$")]
    pub q: String,
    /// Those known less well than a ranking takes, too.
    #[param(required = false)]
    pub includes_little_known: bool,
    /// The part of the list, from 0; a part has 50 people.
    #[param(required = false, minimum = 0, maximum = 1000000)]
    pub part: usize,
}

/// People who were found.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = FoundPeople)]
pub struct Found {
    /// A part of them, best first; those known too little to rank come last.
    pub people: Vec<FoundPerson>,
    /// How many were found.
    pub n_found: usize,
    /// How many people there are besides the CEO and the candidates.
    pub n_people: usize,
    /// Whether they are ranked; a member of the panel who has yet to judge sees them by name.
    pub is_ranked: bool,
}

/// Someone who was found.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FoundPerson {
    /// Who.
    #[serde(rename = "person_id")]
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// What they do, in a line.
    pub headline: String,
    /// The plain score, 0 to 100: every estimate taken as exact; none if not enough is known.
    pub score: Option<f64>,
    /// The share of the weight that is measured on both sides.
    pub completeness: f64,
    /// Who says what is known, in a few words.
    pub sources: String,
}

/// Everyone as columns, read once and kept while nothing changes.
#[derive(Debug, Default)]
pub(crate) struct Everyone {
    state: Option<PoolState>,
    people: Vec<Outline>,
    /// The name and the headline of each as they are searched.
    texts: Vec<String>,
    /// A column a dimension: the values that rules see, 0 to 1.
    seen: Vec<Vec<f32>>,
    /// A column a dimension: whether somebody measured it.
    is_measured: Vec<Vec<bool>>,
}

/// Finds people for a search.
#[crate::boxed]
pub async fn find(service: &Service, caller: &Caller, search: &SearchId, asked: &FindAsked) -> Result<Found> {
    check_search(Some(&asked.q))?;
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    let is_ranked = Visibility::of(connection, actor, &search).await?.shows_scores;
    let (_, framework) = frameworks::load(service, connection, &actor.org, &search.framework_id).await?;
    let ceo =
        profiles::load(connection, &actor.org, std::slice::from_ref(&search.ceo_id), &framework).await?;
    let ceo = Estimates::of(&framework, ceo.first().ok_or(Error::NotFound("person"))?);
    let criteria = runs::criteria(service, connection, actor, &search, &framework).await?;
    let plan = Plan::compile(&framework, &ceo, &criteria).map_err(|problems| runs::refused(&problems))?;
    let mut others: HashSet<PersonId> = candidates::list(connection, &actor.org, &search.id)
        .await?
        .into_iter()
        .map(|candidate| candidate.person_id)
        .collect();
    others.insert(search.ceo_id);
    drop(read);
    let everyone = everyone(service, caller, &framework).await?;
    let asked = asked.clone();
    let sieve = {
        let framework = Arc::clone(&framework);
        move || sieved(&everyone, &framework, (&plan, &ceo), &others, (&asked, is_ranked))
    };
    let mut found = service.compute(sieve).await?;
    let shown: Vec<PersonId> = found.people.iter().map(|person| person.id.clone()).collect();
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, org) = read.parts();
    // Someone may have been erased since everyone was read.
    let there = people::find_all(connection, org, &shown).await?;
    let there: Vec<PersonId> =
        there.into_iter().filter(|one| one.erased_at.is_none()).map(|one| one.id).collect();
    let profiles = profiles::load(connection, org, &there, &framework).await?;
    let sources: HashMap<&PersonId, String> =
        there.iter().zip(profiles.iter().map(report::words::sources)).collect();
    found.people.retain(|person| sources.contains_key(&person.id));
    for person in &mut found.people {
        person.sources = sources.get(&person.id).cloned().unwrap_or_default();
    }
    Ok(found)
}

/// Ranks everyone who passes.
fn sieved(
    everyone: &Everyone,
    framework: &Framework,
    (plan, ceo): (&Plan, &Estimates),
    others: &HashSet<PersonId>,
    (asked, is_ranked): (&FindAsked, bool),
) -> Found {
    let completeness = everyone.completeness(plan, ceo);
    let columns: Vec<&[f32]> = everyone.seen.iter().map(Vec::as_slice).collect();
    let mut scores = TableScores::default();
    plan.score_table_into(&columns, &mut scores);
    let q = folded(&asked.q);
    let is_known = |row: usize| completeness[row] >= framework.min_completeness;
    let mut n_people = 0;
    let mut rows: Vec<usize> = Vec::new();
    for (row, person) in everyone.people.iter().enumerate() {
        if others.contains(&person.id) {
            continue;
        }
        n_people += 1;
        let has_text = q.is_empty() || everyone.texts[row].contains(&q);
        if has_text && (asked.includes_little_known || !is_ranked || is_known(row)) {
            rows.push(row);
        }
    }
    let score = |row: usize| scores.overall.get(row).map_or(0.0, |score| f64::from(*score));
    if is_ranked {
        rows.sort_by(|&a, &b| {
            is_known(b).cmp(&is_known(a)).then_with(|| score(b).total_cmp(&score(a))).then_with(|| a.cmp(&b))
        });
    } else {
        rows.sort_by(|&a, &b| everyone.texts[a].cmp(&everyone.texts[b]).then_with(|| a.cmp(&b)));
    }
    let person = |row: usize| FoundPerson {
        id: everyone.people[row].id.clone(),
        name: everyone.people[row].name.clone(),
        headline: everyone.people[row].headline.clone(),
        score: (is_ranked && is_known(row)).then(|| 100.0 * score(row)),
        completeness: completeness[row],
        sources: String::new(),
    };
    let shown = rows.iter().skip(asked.part.saturating_mul(PART_OF_LIST)).take(PART_OF_LIST);
    Found { people: shown.map(|&row| person(row)).collect(), n_found: rows.len(), n_people, is_ranked }
}

impl Everyone {
    /// Of everyone, the share of the weight whose facets are measured on both sides.
    fn completeness(&self, plan: &Plan, ceo: &Estimates) -> Vec<f64> {
        let mut completeness = vec![0.0; self.people.len()];
        for (dimension, is_measured) in self.is_measured.iter().enumerate() {
            let share = plan.completeness(|facet| facet.coo == dimension && ceo.is_measured[facet.ceo]);
            if share > 0.0 {
                for (sum, &is_measured) in completeness.iter_mut().zip(is_measured) {
                    *sum += if is_measured { share } else { 0.0 };
                }
            }
        }
        completeness.iter_mut().for_each(|sum| *sum = on_grid(*sum));
        completeness
    }
}

/// Reads everyone of every organisation ahead, by the framework that new searches have, so that nobody waits for it. It goes
/// on by itself.
pub(crate) fn read_ahead(service: &Service) {
    let service = service.clone();
    tokio::spawn(async move {
        if let Err(error) = read_all_ahead(&service).await {
            tracing::warn!(%error, "people cannot be read ahead now");
        }
    });
}

async fn read_all_ahead(service: &Service) -> Result<()> {
    let mut connection = service.database().read().await?;
    let mut known = Vec::new();
    for (org, _) in organisations::list(&mut connection).await? {
        let version = frameworks::default_of(&mut connection, &org).await?;
        let (_, framework) = frameworks::load(service, &mut connection, &org, &version.id).await?;
        known.push((org, framework));
    }
    drop(connection);
    for (org, framework) in known {
        read_everyone(service, &org, &framework).await?;
    }
    Ok(())
}

/// Everyone as they are now. It goes on even if whoever asked leaves, so that the next who asks finds it done.
async fn everyone(service: &Service, caller: &Caller, framework: &Arc<Framework>) -> Result<Arc<Everyone>> {
    let (service, org, framework) = (service.clone(), caller.actor.org.clone(), Arc::clone(framework));
    let reading = tokio::spawn(async move { read_everyone(&service, &org, &framework).await });
    reading.await.map_err(Error::internal("reading everyone"))?
}

/// Reads everyone who has changed since the last time.
async fn read_everyone(service: &Service, org: &OrgId, framework: &Framework) -> Result<Arc<Everyone>> {
    let _turn = service.finding_turn().await;
    let connection = &mut service.database().read().await?;
    let name = format!("{org} {}", framework.sha256);
    let state = people::pool_state(connection, org).await?;
    let before = service.everyone().get(&name).unwrap_or_default();
    if before.state.as_ref() == Some(&state) {
        return Ok(before);
    }
    let people = people::outlines(connection, org).await?;
    let rows: HashMap<&PersonId, usize> =
        before.people.iter().enumerate().map(|(row, person)| (&person.id, row)).collect();
    let is_same = |person: &Outline| {
        let row = rows.get(&person.id).copied()?;
        (before.people[row].revision == person.revision).then_some(row)
    };
    let n = framework.dimensions.len();
    let mut now = Everyone {
        state: Some(state),
        seen: vec![Vec::with_capacity(people.len()); n],
        is_measured: vec![Vec::with_capacity(people.len()); n],
        people: Vec::with_capacity(people.len()),
        texts: Vec::with_capacity(people.len()),
    };
    for part in people.chunks(PART) {
        let changed: Vec<PersonId> =
            part.iter().filter(|person| is_same(person).is_none()).map(|person| person.id.clone()).collect();
        let mut read = estimates(connection, org, &changed, framework).await?.into_iter();
        for person in part {
            match is_same(person) {
                Some(row) => now.copy(&before, row),
                None => now.add(person, read.next().as_ref()),
            }
        }
        now.people.extend_from_slice(part);
    }
    let now = Arc::new(now);
    service.everyone().put(name, now.people.len().max(1), &now);
    Ok(now)
}

impl Everyone {
    fn copy(&mut self, before: &Self, row: usize) {
        self.texts.push(before.texts[row].clone());
        for (column, known) in self.seen.iter_mut().zip(&before.seen) {
            column.push(known[row]);
        }
        for (column, known) in self.is_measured.iter_mut().zip(&before.is_measured) {
            column.push(known[row]);
        }
    }

    fn add(&mut self, person: &Outline, estimates: Option<&Estimates>) {
        self.texts.push(format!("{}\n{}", folded(&person.name), folded(&person.headline)));
        for (d, column) in self.seen.iter_mut().enumerate() {
            column.push(estimates.map_or(0.0, |known| known.seen[d] as f32));
        }
        for (d, column) in self.is_measured.iter_mut().enumerate() {
            column.push(estimates.is_some_and(|known| known.is_measured[d]));
        }
    }
}

async fn estimates(
    connection: &mut Connection,
    org: &OrgId,
    people: &[PersonId],
    framework: &Framework,
) -> Result<Vec<Estimates>> {
    let profiles = profiles::load(connection, org, people, framework).await?;
    Ok(profiles.iter().map(|profile| Estimates::of(framework, profile)).collect())
}
