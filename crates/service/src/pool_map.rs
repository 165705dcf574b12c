//! The people on file as a map, and who is like whom. Whoever looks after people on file sees both, and nobody else:
//! nothing here says who of them is a candidate of which search, so a blind search stays blind.

use crate::{Caller, Code, Error, Permission, Result, Service, frameworks, people as on_file, profiles};
pub use fit::pool::{Arrow, Group, Layout, PoolMap};
use fit::pool::{MOST_PEOPLE, Pool};
use fit::{Estimates, Framework};
use serde::{Deserialize, Serialize};
use stats::learning::Method;
use std::collections::HashMap;
use std::sync::Arc;
use store::people::{self, PoolState};
use store::versioned_documents::FrameworkVersion;
use store::{Connection, OrgId, PersonId, string_enum};
use utoipa::{IntoParams, ToSchema};

/// The seed of what is drawn by lot: the same people always have the same map.
const SEED: u64 = 1;
/// As many people are told who are like somebody.
const N_ALIKE: usize = 10;
/// So many people are read at once.
const PART: usize = 512;

string_enum! {
    /// How groups are looked for.
    GroupMethod {
        /// Of any elliptic shape; how many says BIC.
        Mixture = "mixture",
        /// Round ones; how many says the silhouette.
        KMeans = "k-means",
    }
}

/// Which map is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MapAsked {
    /// How groups are looked for; as a mixture unless said otherwise.
    #[serde(default = "mixture")]
    #[param(inline)]
    pub groups: GroupMethod,
}

fn mixture() -> GroupMethod {
    GroupMethod::Mixture
}

/// A map of the people on file.
#[derive(Debug, Clone)]
pub struct MapRead {
    /// The map; people are known by their ids.
    pub map: Arc<PoolMap>,
    /// The version of the framework whose dimensions are counted.
    pub framework: FrameworkVersion,
    /// The framework's dimensions: titles by id.
    pub titles: HashMap<String, String>,
    /// How many people are on file.
    pub n_on_file: i64,
    /// Names by person.
    names: HashMap<String, String>,
}

impl MapRead {
    /// What somebody on the map is called.
    #[must_use]
    pub fn name(&self, id: &str) -> String {
        self.names.get(id).cloned().unwrap_or_else(|| "(not on file any more)".to_owned())
    }
}

/// The map of the people on file, by the framework that searches have unless they name another.
#[crate::boxed]
pub async fn read(service: &Service, caller: &Caller, asked: &MapAsked) -> Result<MapRead> {
    let found = found(service, caller).await?;
    let method = match asked.groups {
        GroupMethod::Mixture => Method::Mixture,
        GroupMethod::KMeans => Method::KMeans,
    };
    let name = format!("{} {}", found.name, asked.groups);
    let map = match known_map(service, &name, &found.state) {
        Some(map) => map,
        None => drawn(service, &found, name, method).await?,
    };
    let titles = found.framework.dimensions.iter().map(|one| (one.id.clone(), one.title.clone())).collect();
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, org) = read.parts();
    let names = people::names(connection, org, most()).await?;
    let names = names.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    Ok(MapRead { map, framework: found.version, titles, n_on_file: found.state.n_people, names })
}

fn known_map(service: &Service, name: &str, state: &PoolState) -> Option<Arc<PoolMap>> {
    let held = service.maps().get(name).filter(|held| held.state == *state)?;
    Some(Arc::clone(&held.value))
}

/// Draws the map; of those who ask at once, one waits for the other's.
async fn drawn(service: &Service, found: &Found, name: String, method: Method) -> Result<Arc<PoolMap>> {
    let _turn = service.mapping().await;
    if let Some(map) = known_map(service, &name, &found.state) {
        return Ok(map);
    }
    let (pool, framework) = (Arc::clone(&found.pool), Arc::clone(&found.framework));
    let map = Arc::new(service.compute(move || pool.map(&framework, method, SEED)).await?);
    let held = Arc::new(OfState { state: found.state.clone(), value: Arc::clone(&map) });
    service.maps().put(name, map.n_people.max(1), &held);
    Ok(map)
}

/// Something that follows from the people on file as they were in one state. A later one takes its place, so that nothing
/// is held of somebody who was erased once anybody looks again.
#[derive(Debug)]
pub(crate) struct OfState<V> {
    state: PoolState,
    value: Arc<V>,
}

/// Somebody like another.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AlikePerson {
    /// Who.
    pub person_id: PersonId,
    /// Their name.
    pub name: String,
    /// What they do, in a line.
    pub headline: String,
    /// The typical difference on a dimension, in standard deviations of the people on file.
    pub distance: f64,
    /// On how many dimensions both were measured.
    pub n_both: usize,
}

/// The people most like one of them.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AlikePeople {
    /// The nearest first, at most ten.
    pub people: Vec<AlikePerson>,
    /// How many dimensions were counted: all on which at least half of the people on file were measured.
    pub n_dimensions: usize,
    /// How far two people on file are apart who are drawn by lot.
    pub typical_distance: Option<f64>,
    /// Why there is nobody, in words.
    pub statement: Option<String>,
}

/// The people most like one of them, on all dimensions and not only on what the map shows.
#[crate::boxed]
pub async fn alike(service: &Service, caller: &Caller, id: &PersonId) -> Result<AlikePeople> {
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, org) = read.parts();
    on_file::find(connection, org, id).await?;
    drop(read);
    let pool = found(service, caller).await?.pool;
    let (n_dimensions, whom) = (pool.n_dimensions(), id.to_string());
    let likeness = match service.compute(move || pool.alike(&whom, N_ALIKE)).await? {
        Ok(likeness) => likeness,
        Err(why) => {
            let none = AlikePeople {
                people: Vec::new(),
                n_dimensions,
                typical_distance: None,
                statement: Some(why),
            };
            return Ok(none);
        }
    };
    let ids: Vec<PersonId> = likeness.people.iter().filter_map(|one| one.id.parse().ok()).collect();
    let people = on_file::of_ids(service, caller, &ids).await?;
    let people = likeness.people.iter().filter_map(|one| {
        let person = people.iter().find(|person| person.id.as_str() == one.id)?;
        Some(AlikePerson {
            person_id: person.id.clone(),
            name: person.name.clone(),
            headline: person.headline.clone(),
            distance: one.distance,
            n_both: one.n_both,
        })
    });
    Ok(AlikePeople {
        people: people.collect(),
        n_dimensions,
        typical_distance: Some(likeness.typical_distance),
        statement: None,
    })
}

/// The pool as it is now.
struct Found {
    pool: Arc<Pool>,
    framework: Arc<Framework>,
    version: FrameworkVersion,
    state: PoolState,
    /// What names the pool, in whatever state.
    name: String,
}

async fn found(service: &Service, caller: &Caller) -> Result<Found> {
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, org) = read.parts();
    let version = frameworks::default_of(connection, org).await?;
    let (version, framework) = frameworks::load(service, connection, org, &version.id).await?;
    let state = people::pool_state(connection, org).await?;
    refuse_too_many(&state)?;
    let name = format!("{org} {}", framework.sha256);
    drop(read);
    let (pool, state) = match known_pool(service, &name, &state) {
        Some(pool) => (pool, state),
        None => built(service, caller, &framework, &name).await?,
    };
    Ok(Found { pool, framework, version, state, name })
}

/// Reads everybody, unless somebody else did so meanwhile.
async fn built(
    service: &Service,
    caller: &Caller,
    framework: &Arc<Framework>,
    name: &str,
) -> Result<(Arc<Pool>, PoolState)> {
    let _turn = service.mapping().await;
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, org) = read.parts();
    let state = people::pool_state(connection, org).await?;
    if let Some(pool) = known_pool(service, name, &state) {
        return Ok((pool, state));
    }
    let everybody = everybody(connection, org, framework).await?;
    drop(read);
    let framework = Arc::clone(framework);
    let pool = Arc::new(service.compute(move || Pool::of(&framework, everybody)).await?);
    let held = Arc::new(OfState { state: state.clone(), value: Arc::clone(&pool) });
    service.pools().put(name.to_owned(), pool.n_people().max(1), &held);
    Ok((pool, state))
}

fn known_pool(service: &Service, name: &str, state: &PoolState) -> Option<Arc<Pool>> {
    let held = service.pools().get(name).filter(|held| held.state == *state)?;
    Some(Arc::clone(&held.value))
}

/// Everybody on file as the engine sees them, by id.
pub(crate) async fn everybody(
    connection: &mut Connection,
    org: &OrgId,
    framework: &Framework,
) -> Result<Vec<(String, Estimates)>> {
    let ids: Vec<PersonId> =
        people::names(connection, org, most()).await?.into_iter().map(|(id, _)| id).collect();
    let mut everybody = Vec::with_capacity(ids.len());
    for part in ids.chunks(PART) {
        let profiles = profiles::load(connection, org, part, framework).await?;
        let estimates = profiles.iter().map(|profile| Estimates::of(framework, profile));
        everybody.extend(part.iter().map(ToString::to_string).zip(estimates));
    }
    Ok(everybody)
}

fn most() -> i64 {
    i64::try_from(MOST_PEOPLE).unwrap_or(i64::MAX)
}

pub(crate) fn refuse_too_many(state: &PoolState) -> Result<()> {
    if state.n_people <= most() {
        return Ok(());
    }
    let detail = format!("{} people are too many to look at together: at most {MOST_PEOPLE}", state.n_people);
    Err(Error::conflict(Code::TooMany, detail))
}

/// Who is like somebody, as a table of values.
#[must_use]
pub fn alike_as_csv(found: &AlikePeople) -> String {
    let row = |one: &AlikePerson| {
        let (name, headline) = (intake::csv_cell(&one.name), intake::csv_cell(&one.headline));
        format!("{},{name},{headline},{},{}\n", one.person_id, one.distance, one.n_both)
    };
    let rows: String = found.people.iter().map(row).collect();
    format!("id,name,headline,distance,n_both\n{rows}")
}
