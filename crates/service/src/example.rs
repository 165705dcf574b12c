//! The worked example: a search with invented people, loaded to look around with and unloaded again.

use crate::candidates::{self, CandidateInput};
use crate::imports::Plan;
use crate::profiles::{self, ProfileFile};
use crate::searches::{self, SearchInput};
use crate::transaction::started;
use crate::{Caller, Code, Error, Permission, Result, Service, Writing};
use store::people::Person;
use store::searches::Search;
use store::{SearchId, decisions, examples, people};

/// Its people, as the command line reads them too.
pub(crate) const CEO: &str = include_str!("../../../data/demo/ceo.json");
pub(crate) const CANDIDATES: &str = include_str!("../../../data/demo/candidates.json");
/// Whose ids in those files are finalists.
const FINALISTS: &[&str] = &["c-01", "c-03", "c-06"];
/// Before their ids in the files, so that they are nobody else's.
const PREFIX: &str = "example-";

const TITLE: &str = "A COO for a founder-led manufacturer";
const CONTEXT: &str = "Askermoor Heat makes heat pumps and employs about 400 people. Leonie Harkamp founded it and leads \
     it still: she sees where the market is going, and wins over customers and investors. Operations, process and \
     delivery are not her strength, and she would gladly leave them to someone else.\n\nEveryone in this example is \
     invented.";
const MANDATE: &str = "Three times the volume within three years, a second plant, and deliveries that come on the \
     promised day.";

/// The search of the example, where it is loaded.
#[crate::boxed]
pub async fn find(service: &Service, caller: &Caller) -> Result<Option<SearchId>> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, org) = read.parts();
    let Some(id) = examples::find(connection, org).await? else { return Ok(None) };
    Ok(store::searches::find(connection, org, &id).await?.map(|search| search.id))
}

/// Loads the example; where it is loaded already, nothing changes.
#[crate::boxed]
pub async fn load(service: &Service, caller: &Caller) -> Result<SearchId> {
    caller.actor.require(Permission::SearchesWrite)?;
    let mut write = started!(service.write(caller, Permission::PeopleWrite, "example.load", &()).await?);
    let (connection, org) = write.parts();
    if let Some(id) = examples::find(connection, org).await?
        && store::searches::find(connection, org, &id).await?.is_some()
    {
        return Ok(id);
    }
    // Someone removed its search by hand.
    clear(&mut write).await?;
    let search = fill(service, &mut write).await?;
    write.finish(search.id.as_str(), &["example"], search.id.clone()).await
}

/// Removes what came with the example, and says in sentences what stays because someone has built on it.
#[crate::boxed]
pub async fn unload(service: &Service, caller: &Caller) -> Result<Vec<String>> {
    caller.actor.require(Permission::SearchesWrite)?;
    let mut write = started!(service.write(caller, Permission::PeopleWrite, "example.unload", &()).await?);
    let (connection, org) = write.parts();
    let Some(id) = examples::find(connection, org).await? else { return Ok(Vec::new()) };
    let kept = clear(&mut write).await?;
    write.finish(id.as_str(), &["example"], kept).await
}

/// Puts its people on file and begins its search.
async fn fill(service: &Service, write: &mut Writing) -> Result<Search> {
    let unreadable = Error::internal("reading the example");
    let ceo: ProfileFile = serde_json::from_str(CEO).map_err(unreadable)?;
    let pool: Vec<ProfileFile> = serde_json::from_str(CANDIDATES).map_err(unreadable)?;
    let ceo = put_on_file(service, write, ceo).await?;
    let mut candidates = Vec::with_capacity(pool.len());
    for file in pool {
        let is_finalist = FINALISTS.contains(&file.id.as_str());
        let person = put_on_file(service, write, file).await?;
        candidates.push(CandidateInput { person_id: person.id, is_finalist });
    }
    let input = SearchInput {
        norm_id: None,
        title: TITLE.to_owned(),
        ceo_id: ceo.id.clone(),
        framework_id: None,
        role_type: None,
        balance: None,
        context: CONTEXT.to_owned(),
        mandate: MANDATE.to_owned(),
        is_blind: false,
    };
    let search = searches::insert(service, write, input).await?;
    write.record("search.create", search.id.as_str(), searches::FIELDS).await?;
    let mut came: Vec<_> = vec![ceo.id];
    for input in candidates {
        came.push(input.person_id.clone());
        let candidate = candidates::add(service, write, &search, input).await?;
        write.record("candidate.create", candidate.id.as_str(), candidates::FIELDS).await?;
    }
    let now = write.now();
    let (connection, org) = write.parts();
    examples::insert(connection, org, &search.id, &now).await.map_err(|error| match error {
        store::Error::Taken => {
            Error::conflict(Code::Example, "someone else is loading the example at this moment")
        }
        other => other.into(),
    })?;
    for person in &came {
        examples::add_person(connection, org, person).await?;
    }
    Ok(search)
}

async fn put_on_file(service: &Service, write: &mut Writing, mut file: ProfileFile) -> Result<Person> {
    file.id.insert_str(0, PREFIX);
    let plan = Plan::new(&file, None);
    let person = profiles::insert(service, write, &plan, &file).await?;
    write.record("person.create", person.id.as_str(), &plan.changes).await?;
    Ok(person)
}

/// Removes what came with the example and nobody has built on; the rest is like anything else from now on.
async fn clear(write: &mut Writing) -> Result<Vec<String>> {
    let (connection, org) = write.parts();
    let Some(search) = examples::find(connection, org).await? else { return Ok(Vec::new()) };
    let mut kept = Vec::new();
    if store::searches::hold(connection, org, &search).await? {
        if decisions::list(connection, org, &search).await?.is_empty() {
            let runs = store::searches::delete(connection, org, &search).await?;
            searches::record_runs(write, &runs).await?;
            write.record("search.remove", search.as_str(), &[]).await?;
        } else {
            kept.push("The search stays: a decision was recorded in it, and decisions are kept.".to_owned());
        }
    }
    let (mut in_searches, mut changed) = (Vec::new(), Vec::new());
    let (connection, org) = write.parts();
    for person in examples::people(connection, org).await? {
        let (connection, org) = write.parts();
        if people::n_uses(connection, org, &person.id).await? > 0 {
            in_searches.push(person.name);
        } else if person.revision > 1 && person.erased_at.is_none() {
            changed.push(person.name);
        } else {
            people::remove(connection, org, &person.id).await?;
            write.record("person.remove", person.id.as_str(), &[]).await?;
        }
    }
    for (names, why) in [(in_searches, "they are in a search"), (changed, "something about them was changed")]
    {
        if !names.is_empty() {
            kept.push(format!("Still on file, because {why}: {}.", names.join(", ")));
        }
    }
    let (connection, org) = write.parts();
    examples::forget(connection, org).await?;
    Ok(kept)
}
