//! All that a run rests on, as it stands in one moment.

use super::Basis;
use crate::searches::{require_open, visible};
use crate::{Actor, Error, Result, Service, frameworks, profiles, weights};
use fit::{Criteria, Framework, Profile};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;
use store::searches::Search;
use store::{CandidateId, Connection, FrameworkId, PersonId, SearchId, candidates, people};

/// What the CEO is called in a run.
const CEO: &str = "ceo";

/// All that a run rests on.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) search_id: SearchId,
    pub(super) framework_id: FrameworkId,
    pub(super) framework: Arc<Framework>,
    pub(super) inputs: Inputs,
    pub(super) ids: Vec<CandidateId>,
    pub(super) basis: Basis,
}

/// What goes into a run: nobody has a name in it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Inputs {
    pub(crate) ceo: Profile,
    pub(crate) candidates: Vec<Profile>,
    pub(crate) criteria: Criteria,
}

/// Inputs as they are kept: people as files hold them, so that the command line could compute them again.
#[derive(Serialize, Deserialize)]
struct Kept {
    ceo: Value,
    candidates: Value,
    role_type: Option<String>,
    weights: Option<Vec<(String, f64)>>,
    balance: Option<f64>,
}

impl Inputs {
    /// As text.
    pub(super) fn to_json(&self) -> Result<String> {
        let value = |value: serde_json::Result<Value>| value.map_err(|e| Error::Internal(e.to_string()));
        let kept = Kept {
            ceo: value(serde_json::to_value(&self.ceo))?,
            candidates: value(serde_json::to_value(&self.candidates))?,
            role_type: self.criteria.role_type.clone(),
            weights: self.criteria.weights.clone(),
            balance: self.criteria.balance,
        };
        serde_json::to_string(&kept).map_err(|error| Error::Internal(error.to_string()))
    }

    /// From that text.
    pub(crate) fn of_json(framework: &Framework, text: &str) -> Result<Self> {
        let unreadable = |what: String| Error::Internal(format!("a run's inputs cannot be read: {what}"));
        let kept: Kept = serde_json::from_str(text).map_err(|error| unreadable(error.to_string()))?;
        let ceo = intake::read_person(framework, "ceo.json", kept.ceo.to_string().as_bytes())
            .map_err(|error| unreadable(error.to_string()))?;
        let text = kept.candidates.to_string();
        let pool =
            intake::read_pool(framework, "candidates.json", text.as_bytes(), intake::Mode::Strict)
                .map_err(|error| unreadable(error.to_string()))?;
        let criteria =
            Criteria { role_type: kept.role_type, weights: kept.weights, balance: kept.balance };
        Ok(Self { ceo, candidates: pool.profiles, criteria })
    }
}

/// Reads everything.
pub(super) async fn gather(
    service: &Service,
    connection: &mut Connection,
    actor: &Actor,
    search: &SearchId,
) -> Result<Gathered> {
    let search = visible(connection, actor, search).await?;
    require_open(&search)?;
    let (_, framework) = frameworks::load(service, connection, &actor.org, &search.framework_id).await?;
    let candidates = candidates::list(connection, &actor.org, &search.id).await?;
    if candidates.is_empty() {
        return Err(Error::conflict("no_candidates", "this search has no candidates yet: add one first"));
    }
    let ceo = people::find(connection, &actor.org, &search.ceo_id).await?;
    let ceo = ceo.ok_or(Error::NotFound("person"))?;
    let people: Vec<PersonId> = std::iter::once(&search.ceo_id)
        .chain(candidates.iter().map(|candidate| &candidate.person_id))
        .cloned()
        .collect();
    let mut profiles = profiles::load(connection, &actor.org, &people, &framework).await?.into_iter();
    let nameless = |id: &str, name: &str, profile: Profile| Profile {
        id: id.to_owned(),
        name: name.to_owned(),
        headline: String::new(),
        ..profile
    };
    let ceo_profile = profiles.next().ok_or(Error::NotFound("person"))?;
    let criteria = criteria(connection, actor, &search, &framework).await?;
    let basis = Basis::of(connection, actor, &search, ceo.revision, &candidates).await?;
    let in_order = candidates.iter().zip(profiles);
    let inputs = Inputs {
        ceo: nameless(CEO, "CEO", ceo_profile),
        candidates: in_order
            .map(|(candidate, profile)| nameless(candidate.id.as_str(), &candidate.label, profile))
            .collect(),
        criteria,
    };
    let ids = candidates.into_iter().map(|candidate| candidate.id).collect();
    Ok(Gathered {
        search_id: search.id,
        framework_id: search.framework_id,
        framework,
        inputs,
        ids,
        basis,
    })
}

/// What a search chooses: role type, agreed weights, balance.
pub(crate) async fn criteria(
    connection: &mut Connection,
    actor: &Actor,
    search: &Search,
    framework: &Framework,
) -> Result<Criteria> {
    let weights = weights::agreed(connection, actor, search, framework).await?;
    Ok(Criteria { role_type: search.role_type.clone(), weights, balance: search.balance })
}
