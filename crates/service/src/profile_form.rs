//! A profile as one form: every dimension of a person at once, those that matter most first.

use crate::checks::Checks;
use crate::estimates::MAX_ESTIMATES;
use crate::runs::criteria;
use crate::transaction::started;
use crate::{Actor, Caller, Permission, Result, Service, frameworks, people, profiles, undo};
use fit::{Criteria, Estimates, Framework, Plan, Profile};
use serde::{Deserialize, Serialize};
use store::estimates::{self, Estimate, Origin};
use store::searches::{self, SearchState};
use store::{Connection, PersonId};

/// So many dimensions are enough to begin with.
pub const ENOUGH: usize = 12;
/// Values that differ by less are the same: people type whole numbers.
const SAME: f64 = 0.5;

/// Which dimensions tell most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// For whom that holds: the CEO of an open search that the person is a candidate in; none for the framework as such.
    pub ceo: Option<String>,
    /// The dimensions, the most telling first; dimensions that nothing rests on are left out.
    pub dimensions: Vec<String>,
}

/// Which dimensions of a person tell most: for the CEO whom they may work beside, or of the person as a CEO.
#[crate::boxed]
pub async fn telling(service: &Service, caller: &Caller, id: &PersonId) -> Result<Telling> {
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, actor) = read.with_actor();
    people::find(connection, &actor.org, id).await?;
    let places = searches::of_person(connection, &actor.org, id).await?;
    let open = places.iter().find(|place| place.state == SearchState::Open);
    match open {
        Some(place) => of_search(service, connection, actor, (id, place)).await,
        None => {
            let version = frameworks::default_of(connection, &actor.org).await?;
            let (_, framework) = frameworks::load(service, connection, &actor.org, &version.id).await?;
            ordered(&framework, &nobody(), &Criteria::default(), false, None)
        }
    }
}

async fn of_search(
    service: &Service,
    connection: &mut Connection,
    actor: &Actor,
    (id, place): (&PersonId, &searches::SearchOfPerson),
) -> Result<Telling> {
    let org = &actor.org;
    let search = searches::find(connection, org, &place.id).await?;
    let search = search.ok_or(crate::Error::NotFound("search"))?;
    let (_, framework) = frameworks::load(service, connection, org, &search.framework_id).await?;
    let criteria = criteria(service, connection, actor, &search, &framework).await?;
    let ceo = profiles::load(connection, org, std::slice::from_ref(&search.ceo_id), &framework).await?;
    let ceo = ceo.into_iter().next().unwrap_or_else(nobody);
    let is_ceo = search.ceo_id == *id;
    let name = (!is_ceo).then(|| ceo.name.clone());
    ordered(&framework, &ceo, &criteria, is_ceo, name)
}

fn nobody() -> Profile {
    Profile::new("nobody", "nobody")
}

/// The dimensions of one side by the weight of the facets that read them, as if nothing were known of it.
fn ordered(
    framework: &Framework,
    ceo: &Profile,
    criteria: &Criteria,
    is_ceo: bool,
    name: Option<String>,
) -> Result<Telling> {
    let unknown = Estimates::of(framework, &nobody());
    let ceo = if is_ceo { unknown.clone() } else { Estimates::of(framework, ceo) };
    let plan =
        Plan::compile(framework, &ceo, criteria).map_err(|problems| crate::runs::refused(&problems))?;
    let missing = plan.missing(&ceo, &unknown);
    let own = missing.iter().filter(|missing| missing.is_of_ceo == is_ceo);
    let dimensions = own.map(|missing| framework.dimensions[missing.dimension].id.clone());
    Ok(Telling { ceo: name, dimensions: dimensions.collect() })
}

/// A value that was typed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ValueChange {
    /// The dimension.
    pub dimension: String,
    /// The value that the form was made with.
    pub was: Option<f64>,
    /// What was typed; none where the field was emptied.
    pub value: Option<f64>,
}

/// What became of the values that were typed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Saved {
    /// How many were saved.
    pub n_saved: usize,
    /// Those that someone else changed meanwhile, with what they are now: nothing of these was saved.
    pub conflicts: Vec<Conflict>,
    /// On how many dimensions there is a stated value now.
    pub n_stated: usize,
}

/// A value that someone else changed meanwhile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// The dimension.
    pub dimension: String,
    /// The value as it is now.
    pub now: Option<f64>,
}

/// Saves typed values, all with the same standard error. A value that is no longer what the form was made with is left as
/// it is, and said.
#[crate::boxed]
pub async fn save(
    service: &Service,
    caller: &Caller,
    id: &PersonId,
    se: f64,
    changes: &[ValueChange],
) -> Result<Saved> {
    let asked = (id, se, changes);
    let mut write = started!(service.write(caller, Permission::PeopleWrite, "estimates.put", &asked).await?);
    let mut checks = Checks::default();
    checks.points("/se", se);
    for change in changes {
        let at = format!("/v.{}", change.dimension);
        checks.dimension(&at, &change.dimension);
        if let Some(value) = change.value {
            checks.points(&at, value);
        }
    }
    let is_bounded = changes.len() <= MAX_ESTIMATES;
    checks.require(is_bounded, "", &format!("give at most {MAX_ESTIMATES} values"));
    checks.done()?;
    let now = write.now();
    let (connection, org) = write.parts();
    let taken = people::begin_change(connection, org, id, None, &now).await?;
    undo::keep(connection, org, &taken, "estimates.put").await?;
    let known = estimates::of_people(connection, org, std::slice::from_ref(id)).await?;
    let mut saved = Saved { n_saved: 0, conflicts: Vec::new(), n_stated: 0 };
    let mut fields = Vec::new();
    for change in changes {
        let there = known.iter().find(|estimate| estimate.dimension == change.dimension);
        let is_same = |a: Option<f64>, b: Option<f64>| match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() < SAME,
            (a, b) => a.is_none() && b.is_none(),
        };
        let present = there.map(|estimate| estimate.mean);
        if !is_same(present, change.was) && !is_same(present, change.value) {
            saved.conflicts.push(Conflict { dimension: change.dimension.clone(), now: present });
            continue;
        }
        match change.value {
            Some(mean) => {
                let estimate = Estimate {
                    person_id: id.clone(),
                    dimension: change.dimension.clone(),
                    mean,
                    se,
                    origin: Origin::Direct,
                    recorded_at: now.clone(),
                };
                estimates::put(connection, org, &estimate).await?;
            }
            None => {
                estimates::remove(connection, org, id, &change.dimension).await?;
            }
        }
        saved.n_saved += 1;
        fields.push(change.dimension.as_str());
    }
    saved.n_stated = estimates::of_people(connection, org, std::slice::from_ref(id)).await?.len();
    write.finish(id.as_str(), &fields, saved).await
}
