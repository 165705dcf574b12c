//! The results of a search as they are now. They follow their inputs: computed when someone asks, and held in memory by a
//! hash of the inputs. What a decision rests on stays as it was.

use super::{Stored, names, setting, stored_for};
use crate::runs::{self, Basis, BasisKept, Results};
use crate::searches::visible;
use crate::visibility::Visibility;
use crate::{Actor, Caller, Error, Permission, Result, Service, Waited, frameworks, hash_secret};
use fit::Holders;
use std::slice;
use std::sync::Arc;
use store::candidates::{self, Candidate};
use store::people;
use store::searches::{Search, SearchState};
use store::{Connection, RunId, SearchId, decisions};

/// The results of a search, with who is in it.
pub(crate) struct Current {
    pub(crate) stored: Stored,
    pub(crate) there: Vec<Candidate>,
    pub(crate) visibility: Visibility,
}

/// The results of a search as they are now; none if it has no candidates.
///
/// # Errors
/// If the caller may not see them yet, or what the search asks for cannot be computed.
pub(crate) async fn current(
    service: &Service,
    (caller, permission): (&Caller, Permission),
    search: &SearchId,
) -> Result<Option<Current>> {
    let mut read = service.read(caller, permission).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    let visibility = Visibility::of(connection, actor, &search).await?;
    visibility.require_scores()?;
    let there = candidates::list(connection, &actor.org, &search.id).await?;
    let ceo = people::find(connection, &actor.org, &search.ceo_id).await?;
    let revision = ceo.as_ref().map_or(0, |ceo| ceo.revision);
    let basis = Basis::of(connection, actor, &search, revision, &there).await?;
    if let Some(run) = kept(connection, actor, &search, &basis).await? {
        drop(read);
        let stored = stored_for(service, (caller, permission), &run).await?;
        return Ok(Some(Current { stored, there, visibility }));
    }
    if there.is_empty() {
        return Ok(None);
    }
    let panel = crate::judgements::opinions(connection, &actor.org, &search.id).await?;
    let (_, framework) = frameworks::load(service, connection, &actor.org, &search.framework_id).await?;
    drop(read);
    let (key, run) = computed(service, (caller, permission), &search.id, &basis).await?;
    let stored = Stored {
        run_id: None,
        key,
        names: names(&there, visibility),
        setting: setting(&search, &there, &run, panel),
        search: search.id,
        framework,
        run,
        ceo,
        holders: Holders::default(),
    };
    Ok(Some(Current { stored, there, visibility }))
}

/// The run of the decision in force, or the newest one if it has the same inputs.
async fn kept(
    connection: &mut Connection,
    actor: &Actor,
    search: &Search,
    now: &Basis,
) -> Result<Option<RunId>> {
    if search.state == SearchState::Decided {
        let made = decisions::list(connection, &actor.org, &search.id).await?;
        return Ok(made.into_iter().find(|one| one.withdrawn_at.is_none()).map(|one| one.run_id));
    }
    let newest = store::runs::newest(connection, &actor.org, slice::from_ref(&search.id)).await?;
    let Some(run) = newest.into_iter().next() else { return Ok(None) };
    let then: BasisKept = serde_json::from_str(&run.shortlist).map_err(super::unreadable)?;
    Ok((then.basis == *now).then_some(run.id))
}

/// Results from memory, or else computed. Several who ask at once have them computed once.
async fn computed(
    service: &Service,
    (caller, permission): (&Caller, Permission),
    search: &SearchId,
    basis: &Basis,
) -> Result<(String, Arc<Results>)> {
    let key = key(search, basis)?;
    if let Some(run) = service.runs().get(&key) {
        return Ok((key, run));
    }
    let _turn = service.ranking_turn().await;
    if let Some(run) = service.runs().get(&key) {
        return Ok((key, run));
    }
    let mut read = service.read(caller, permission).await?;
    let (connection, actor) = read.with_actor();
    let gathered = runs::gather_now(service, connection, actor, search).await?;
    drop(read);
    let work = move |waited: &Waited| runs::compute(gathered, &|_, _| waited.or_stop());
    let run = Arc::new(service.compute_for(caller, work).await??);
    let key = self::key(search, &run.basis)?;
    service.runs().put(key.clone(), run.rows.len(), &run);
    Ok((key, run))
}

/// What names the results: a hash of all they follow from.
fn key(search: &SearchId, basis: &Basis) -> Result<String> {
    let text = serde_json::to_string(&(search, basis)).map_err(Error::internal("naming results"))?;
    Ok(hash_secret(text))
}
