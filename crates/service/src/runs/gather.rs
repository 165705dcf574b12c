//! All that a run rests on, as it stands in one moment.

use super::{Basis, MOST_AT_ONCE};
use crate::inputs::{Inputs, MOST_CANDIDATES};
use crate::searches::{require_open, visible};
use crate::{Actor, Code, Error, Result, Service, frameworks, norms, profiles, weights};
use fit::simulate::Draws;
use fit::{Criteria, Framework, Profile};
use std::collections::HashMap;
use std::sync::Arc;
use store::searches::Search;
use store::{Connection, PersonId, SearchId, candidates, people};

/// What the CEO is called in a run.
const CEO: (&str, &str) = ("ceo", "CEO");

/// All that a run rests on.
#[derive(Debug)]
pub(crate) struct Gathered {
    pub(super) framework: Arc<Framework>,
    pub(super) inputs: Inputs,
    pub(super) basis: Basis,
}

/// Reads everything, to be kept as a run.
pub(super) async fn gather(
    service: &Service,
    connection: &mut Connection,
    actor: &Actor,
    search: &SearchId,
    draws: Draws,
) -> Result<Gathered> {
    let search = visible(connection, actor, search).await?;
    require_open(&search)?;
    gather_with(service, connection, actor, &search, |_| draws).await
}

/// Reads everything, to be computed while somebody waits: with as many draws as that allows.
pub(crate) async fn gather_now(
    service: &Service,
    connection: &mut Connection,
    actor: &Actor,
    search: &SearchId,
) -> Result<Gathered> {
    let search = visible(connection, actor, search).await?;
    let draws = |n_candidates: usize| {
        let usual = Draws::default();
        Draws { n: usual.n.min(MOST_AT_ONCE / n_candidates.max(1) as u64), ..usual }
    };
    gather_with(service, connection, actor, &search, draws).await
}

async fn gather_with(
    service: &Service,
    connection: &mut Connection,
    actor: &Actor,
    search: &Search,
    draws: impl FnOnce(usize) -> Draws,
) -> Result<Gathered> {
    let (_, framework) = frameworks::load(service, connection, &actor.org, &search.framework_id).await?;
    let candidates = candidates::list(connection, &actor.org, &search.id).await?;
    let ceo = people::find(connection, &actor.org, &search.ceo_id).await?;
    let ceo = ceo.ok_or(Error::NotFound("person"))?;
    let people: Vec<PersonId> = std::iter::once(&search.ceo_id)
        .chain(candidates.iter().map(|candidate| &candidate.person_id))
        .cloned()
        .collect();
    let mut profiles = profiles::load(connection, &actor.org, &people, &framework).await?.into_iter();
    let mut raters = Raters::default();
    let mut nameless = |(id, name): (&str, &str), profile| {
        let Profile { estimates, ratings, .. } = raters.renamed(profile);
        Profile { estimates, ratings, ..Profile::new(id, name) }
    };
    let inputs = Inputs {
        ceo: nameless(CEO, profiles.next().ok_or(Error::NotFound("person"))?),
        candidates: candidates
            .iter()
            .zip(profiles)
            .map(|(candidate, profile)| nameless((candidate.id.as_str(), &candidate.label), profile))
            .collect(),
        criteria: criteria(service, connection, actor, search, &framework).await?,
        draws: draws(candidates.len()),
    };
    check(&inputs)?;
    let basis = Basis::of(connection, actor, search, ceo.revision, &candidates).await?;
    Ok(Gathered { framework, inputs, basis })
}

/// What a search chooses: role type, agreed weights, balance, norm.
pub(crate) async fn criteria(
    service: &Service,
    connection: &mut Connection,
    actor: &Actor,
    search: &Search,
    framework: &Framework,
) -> Result<Criteria> {
    let weights = weights::agreed(connection, actor, search, framework).await?;
    let norm = match &search.norm_id {
        Some(id) => Some(norms::load(service, connection, &actor.org, id, framework).await?),
        None => None,
    };
    Ok(Criteria { role_type: search.role_type.clone(), weights, balance: search.balance, norm })
}

/// Refuses nobody and too many. People of whom little or nothing is known are not refused: they are listed apart.
fn check(inputs: &Inputs) -> Result<()> {
    let n = inputs.candidates.len();
    if n == 0 {
        return Err(no_candidates());
    }
    if n > MOST_CANDIDATES {
        let detail = format!("{n} candidates are too many: at most {MOST_CANDIDATES} are ranked at once");
        return Err(Error::conflict(Code::TooMany, detail));
    }
    Ok(())
}

pub(super) fn no_candidates() -> Error {
    Error::conflict(Code::NoCandidates, "this search has no candidates yet: add one first")
}

/// What raters are called in a run: whoever rated twice is the same one twice, and nobody has a name.
#[derive(Default)]
struct Raters(HashMap<String, String>);

impl Raters {
    fn renamed(&mut self, mut profile: Profile) -> Profile {
        for rating in profile.ratings.iter_mut().filter(|rating| !rating.rater.is_empty()) {
            let number = self.0.len() + 1;
            let name = std::mem::take(&mut rating.rater);
            rating.rater.clone_from(self.0.entry(name).or_insert_with(|| format!("rater {number}")));
        }
        profile
    }
}
