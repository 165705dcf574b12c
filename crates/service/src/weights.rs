//! Weights of a search: each member's own, and those that the panel agreed on.

mod elicit;

pub use elicit::{Elicited, Judged, Strain};

use crate::searches::{held, require_open, visible};
use crate::transaction::started;
use crate::visibility::Visibility;
use crate::{Actor, Caller, Code, Error, Expected, Listed, Permission, Result, Service, frameworks, runs};
use elicit::elicit;
use fit::Framework;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::searches::Search;
use store::weight_sets::{self, AGREED, Method, WeightSet};
use store::{Connection, SearchId, Timestamp};
use utoipa::ToSchema;

/// Whose weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The caller's own.
    Mine,
    /// Those that the panel agreed on.
    Agreed,
}

impl Whose {
    fn owner(self, actor: &Actor) -> String {
        match self {
            Self::Mine => actor.user.to_string(),
            Self::Agreed => AGREED.to_owned(),
        }
    }

    fn permission(self) -> Permission {
        match self {
            Self::Mine => Permission::JudgementsWrite,
            Self::Agreed => Permission::SearchesWrite,
        }
    }
}

/// A weight set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Weights {
    /// A user's id, or `agreed`.
    pub owner: String,
    /// How they were found.
    pub method: Method,
    /// What was judged.
    pub judged: Judged,
    /// The weight of each pillar; they sum to 1.
    pub weights: BTreeMap<String, f64>,
    /// The principal eigenvalue of comparisons two at a time.
    pub lambda_max: Option<f64>,
    /// How far comparisons contradict each other.
    pub consistency_index: Option<f64>,
    /// The index as a share of that of random comparisons; up to 0.10 is taken as consistent.
    pub consistency_ratio: Option<f64>,
    /// The comparison that agrees least with the others.
    pub strain: Option<Strain>,
    /// The number of this version; it counts changes from 1.
    pub revision: i64,
    /// When they were first given.
    pub created_at: Timestamp,
    /// When they last changed.
    pub updated_at: Timestamp,
}

/// Gives weights, for the first time or anew.
#[crate::boxed]
pub async fn put(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    whose: Whose,
    expected: Option<Expected>,
    judged: Judged,
) -> Result<Weights> {
    let asked = (search, whose.owner(&caller.actor), &judged);
    let mut write = started!(service.write(caller, whose.permission(), "weights.put", &asked).await?);
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let search = held(connection, actor, search).await?;
    let owner = whose.owner(actor);
    let there = weight_sets::find(connection, &actor.org, &search.id, &owner).await?;
    Expected::check_given(expected, there.as_ref().map(|there| there.revision))?;
    require_open(&search)?;
    let (_, framework) = frameworks::load(service, connection, &actor.org, &search.framework_id).await?;
    if (&judged, whose) == (&Judged::Panel {}, Whose::Mine) {
        return Err(Error::invalid("/method", "only the agreed weights can be the mean of the panel's"));
    }
    let weights = following(connection, actor, &search, &framework, &judged).await?;
    let text = |value: serde_json::Result<String>| value.map_err(Error::internal("writing a weight set"));
    let mut set = WeightSet {
        id: service.surroundings().id(),
        owner: owner.clone(),
        method: judged.method(),
        judged: text(serde_json::to_string(&judged))?,
        weights: text(serde_json::to_string(&weights))?,
        revision: 1,
        created_at: now.clone(),
        updated_at: now.clone(),
    };
    let is_kept = match there {
        None => {
            weight_sets::insert(connection, &actor.org, &search.id, &set).await?;
            true
        }
        Some(there) => {
            set = WeightSet { id: there.id, revision: there.revision, created_at: there.created_at, ..set };
            weight_sets::update(connection, &actor.org, &set, &now).await?
        }
    };
    if !is_kept {
        return Err(Error::Stale);
    }
    let kept = weight_sets::find(connection, &actor.org, &search.id, &owner).await?;
    let weights = shown(kept.ok_or(Error::Stale)?)?;
    let weights = write.finish(search.id.as_str(), &["weights"], weights).await?;
    if whose == Whose::Mine {
        runs::keep_at_reveal(service, caller, &search.id).await;
    }
    Ok(weights)
}

/// What is weighed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pillar {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// What it is, in a sentence.
    pub summary: String,
}

/// The pillars of a search's framework, in its order.
#[crate::boxed]
pub async fn pillars(service: &Service, caller: &Caller, search: &SearchId) -> Result<Vec<Pillar>> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    let (_, framework) = frameworks::load(service, connection, &actor.org, &search.framework_id).await?;
    let pillar = |pillar: &fit::framework::Pillar| Pillar {
        id: pillar.id.clone(),
        title: pillar.title.clone(),
        summary: pillar.summary.clone(),
    };
    Ok(framework.pillars.iter().map(pillar).collect())
}

/// The weights that would follow from what was judged, by pillar in the framework's order. Nothing is kept.
///
/// # Errors
/// Where there is no such search, what was judged gives no weights, or it is the panel's mean and the caller has yet to
/// judge.
#[crate::boxed]
pub async fn preview(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    judged: &Judged,
) -> Result<Elicited> {
    let mut read = service.read(caller, Permission::JudgementsWrite).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    if *judged == (Judged::Panel {}) {
        Visibility::of(connection, actor, &search).await?.require_scores()?;
    }
    let (_, framework) = frameworks::load(service, connection, &actor.org, &search.framework_id).await?;
    let weights = following(connection, actor, &search, &framework, judged).await?;
    Ok(Elicited::of(judged, in_order(&framework, &weights)?))
}

/// The weight sets of a search: one's own always, the agreed ones and the others' where one may see them.
#[crate::boxed]
pub async fn list(service: &Service, caller: &Caller, search: &SearchId) -> Result<Listed<Weights>> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    let visibility = Visibility::of(connection, actor, &search).await?;
    let sets = weight_sets::list(connection, &actor.org, &search.id).await?;
    let is_seen = |set: &WeightSet| visibility.shows_scores || set.owner == actor.user.as_str();
    let seen = sets.into_iter().filter(is_seen).map(shown);
    Ok(Listed::whole(seen.collect::<Result<_>>()?))
}

/// One weight set.
#[crate::boxed]
pub async fn get(service: &Service, caller: &Caller, search: &SearchId, whose: Whose) -> Result<Weights> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    if whose == Whose::Agreed {
        Visibility::of(connection, actor, &search).await?.require_scores()?;
    }
    let set = weight_sets::find(connection, &actor.org, &search.id, &whose.owner(actor)).await?;
    shown(set.ok_or(Error::NotFound("weight set"))?)
}

/// Takes weights back.
#[crate::boxed]
pub async fn remove(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    whose: Whose,
    expected: Option<Expected>,
) -> Result<()> {
    let asked = (search, whose.owner(&caller.actor));
    let mut write = started!(service.write(caller, whose.permission(), "weights.remove", &asked).await?);
    let (connection, actor) = write.with_actor();
    let search = held(connection, actor, search).await?;
    let owner = whose.owner(actor);
    let set = weight_sets::find(connection, &actor.org, &search.id, &owner).await?;
    let set = set.ok_or(Error::NotFound("weight set"))?;
    expected.unwrap_or(Expected::Any).check(set.revision)?;
    require_open(&search)?;
    if whose == Whose::Mine && Visibility::of(connection, actor, &search).await?.shows_scores {
        return Err(crate::judgements::stands("weights"));
    }
    weight_sets::delete(connection, &actor.org, &search.id, &owner).await?;
    write.finish(search.id.as_str(), &["weights"], ()).await
}

/// The agreed weights in the framework's order; none where the panel has agreed on none.
pub(crate) async fn agreed(
    connection: &mut Connection,
    actor: &Actor,
    search: &Search,
    framework: &Framework,
) -> Result<Option<Vec<(String, f64)>>> {
    let set = weight_sets::find(connection, &actor.org, &search.id, AGREED).await?;
    set.map(|set| in_order(framework, &read(&set.weights)?)).transpose()
}

/// The weights that follow from what was judged, or from what the members gave.
async fn following(
    connection: &mut Connection,
    actor: &Actor,
    search: &Search,
    framework: &Framework,
    judged: &Judged,
) -> Result<BTreeMap<String, f64>> {
    if *judged != (Judged::Panel {}) {
        return elicit(framework, judged);
    }
    let members = of_members(connection, actor, search, framework).await?;
    let members: Vec<Vec<f64>> = members
        .into_iter()
        .map(|(_, weights)| weights.into_iter().map(|(_, weight)| weight).collect())
        .collect();
    if members.is_empty() {
        return Err(Error::conflict(Code::NoWeights, "no member has given weights yet"));
    }
    let mean = stats::elicitation::panel_weights(&members)
        .map_err(|error| Error::invalid("/method", error.to_string()))?;
    let names = framework.pillars.iter().map(|pillar| pillar.id.clone());
    Ok(names.zip(mean).collect())
}

/// The members' own weights, each by pillar in the framework's order, with their owners; oldest first.
pub(crate) async fn of_members(
    connection: &mut Connection,
    actor: &Actor,
    search: &Search,
    framework: &Framework,
) -> Result<Vec<(String, Vec<(String, f64)>)>> {
    let sets = weight_sets::list(connection, &actor.org, &search.id).await?;
    let of_members = sets.into_iter().filter(|set| set.owner != AGREED);
    of_members.map(|set| Ok((set.owner, in_order(framework, &read(&set.weights)?)?))).collect()
}

/// Every pillar with its weight, in the framework's order; a pillar that is not named weighs nothing.
fn in_order(framework: &Framework, weights: &BTreeMap<String, f64>) -> Result<Vec<(String, f64)>> {
    if weights.keys().any(|id| framework.pillar(id).is_none()) {
        return Err(Error::conflict(
            Code::OtherFramework,
            "weights were given for a framework with other pillars: give them again",
        ));
    }
    let weight = |id: &String| (id.clone(), weights.get(id).copied().unwrap_or(0.0));
    Ok(framework.pillars.iter().map(|pillar| weight(&pillar.id)).collect())
}

fn shown(set: WeightSet) -> Result<Weights> {
    let judged: Judged = read(&set.judged)?;
    // How consistent comparisons are follows from them, and is not kept beside them.
    let elicited = Elicited::of(&judged, Vec::new());
    Ok(Weights {
        owner: set.owner,
        method: set.method,
        weights: read(&set.weights)?,
        lambda_max: elicited.lambda_max,
        consistency_index: elicited.consistency_index,
        consistency_ratio: elicited.consistency_ratio,
        strain: elicited.strain,
        judged,
        revision: set.revision,
        created_at: set.created_at,
        updated_at: set.updated_at,
    })
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(Error::internal("reading a weight set"))
}
