//! Norms from an organisation's own people: made, listed, read for use.

use crate::checks::Checks;
use crate::line::Name;
use crate::pool_map::{everybody, refuse_too_many};
use crate::transaction::started;
use crate::{
    Asked, Caller, Code, Error, Listed, Permission, Result, Service, Writing, frameworks, hash_secret,
};
use fit::norm::{NormPeople, NormStamp, OwnNorm};
use fit::{Estimates, Framework};
use serde::{Deserialize, Serialize};
use stats::learning::PEOPLE_FOR_A_NORM;
use std::collections::HashSet;
use std::sync::Arc;
use store::norms::{self, Norm};
use store::{Connection, FrameworkId, NormId, OrgId, people, searches};
use utoipa::ToSchema;

/// A norm to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NormInput {
    /// Its name. A norm of a name that there is becomes the next version of it.
    #[schema(value_type = Name)]
    pub name: String,
    /// The version of the framework that it is made by; the one that searches have unless they name another where it is
    /// left out.
    pub framework_id: Option<FrameworkId>,
}

/// The people on file whom a norm counts: those who are not the CEO of a search.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Counted {
    /// What is known of them.
    pub(crate) people: Vec<Estimates>,
}

/// Everybody on file whom a norm counts.
pub(crate) async fn on_file(
    connection: &mut Connection,
    org: &OrgId,
    framework: &Framework,
) -> Result<Counted> {
    refuse_too_many(&people::pool_state(connection, org).await?)?;
    let ceos: HashSet<String> =
        searches::ceos(connection, org).await?.into_iter().map(|id| id.to_string()).collect();
    let everybody = everybody(connection, org, framework).await?;
    let people = everybody.into_iter().filter(|(id, _)| !ceos.contains(id)).map(|(_, known)| known);
    Ok(Counted { people: people.collect() })
}

/// Makes a norm of the people on file as they are now. It keeps their values without who they are, and never changes.
#[crate::boxed]
pub async fn create(service: &Service, caller: &Caller, input: NormInput) -> Result<Norm> {
    if let Some(before) = service.answered(caller, Permission::NormsWrite, "norm.create", &input).await? {
        return Ok(before);
    }
    let mut checks = Checks::default();
    let name = Name::checked(&mut checks, "/name", &input.name);
    checks.done()?;
    let (framework_id, people) = gathered(service, caller, input.framework_id.as_ref()).await?;
    let n_people = i64::try_from(people.people.len()).unwrap_or(i64::MAX);
    let document = serde_json::to_string(&people).map_err(Error::internal("writing a norm"))?;
    let mut write = started!(service.write(caller, Permission::NormsWrite, "norm.create", &input).await?);
    let norm = insert(service, &mut write, (name, framework_id, n_people), &document).await?;
    let subject = norm.id.to_string();
    write.finish(&subject, &["name", "framework_id", "n_people"], norm).await
}

/// Reads everybody in one transaction, and counts them in none.
async fn gathered(
    service: &Service,
    caller: &Caller,
    framework: Option<&FrameworkId>,
) -> Result<(FrameworkId, NormPeople)> {
    let mut read = service.read(caller, Permission::NormsWrite).await?;
    let (connection, org) = read.parts();
    let id = match framework {
        Some(id) => id.clone(),
        None => frameworks::default_of(connection, org).await?.id,
    };
    let loaded = frameworks::load(service, connection, org, &id).await;
    let (version, framework) = loaded.map_err(|error| match error {
        Error::NotFound(_) => Error::invalid("/framework_id", "there is no such framework"),
        other => other,
    })?;
    let counted = on_file(connection, org, &framework).await?;
    drop(read);
    let people = service.compute(move || NormPeople::of(&framework, &counted.people)).await?;
    let people = people.map_err(|error| {
        let detail = format!(
            "{error}: a norm counts people on file of whom something is known and who are no CEO of a search, and it \
             takes {PEOPLE_FOR_A_NORM} of them"
        );
        Error::conflict(Code::TooFewPeople, detail)
    })?;
    Ok((version.id, people))
}

async fn insert(
    service: &Service,
    write: &mut Writing,
    (name, framework_id, n_people): (String, FrameworkId, i64),
    document: &str,
) -> Result<Norm> {
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let norm = Norm {
        id: service.surroundings().id(),
        framework_id,
        version: norms::newest_version(connection, &actor.org, &name).await? + 1,
        name,
        n_people,
        sha256: hash_secret(document),
        created_by: actor.user.clone(),
        created_at: now,
    };
    let inserted = norms::insert(connection, &actor.org, &norm, document).await;
    inserted.map_err(|error| match error {
        store::Error::Taken => Error::conflict(
            Code::NormTaken,
            "somebody made a norm of this name at the same moment: look at it, and make another if need be",
        ),
        other => other.into(),
    })?;
    Ok(norm)
}

/// The norms of the organisation's own people, the newest first.
#[crate::boxed]
pub async fn list(service: &Service, caller: &Caller, asked: &Asked) -> Result<Listed<Norm>> {
    let page = asked.page()?;
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, org) = read.parts();
    let items = norms::list(connection, org, &page).await?;
    Ok(Listed::new(items, &page, |norm: &Norm| (norm.created_at.as_str(), norm.id.as_str())))
}

/// One of them.
#[crate::boxed]
pub async fn find(service: &Service, caller: &Caller, id: &NormId) -> Result<Norm> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, org) = read.parts();
    norms::find(connection, org, id).await?.ok_or(Error::NotFound("norm"))
}

/// A norm ready for use with the framework that it was made by.
pub(crate) async fn load(
    service: &Service,
    connection: &mut Connection,
    org: &OrgId,
    id: &NormId,
    framework: &Framework,
) -> Result<Arc<OwnNorm>> {
    let missing = || Error::invalid("/norm_id", "there is no such norm");
    let norm = norms::find(connection, org, id).await?.ok_or_else(missing)?;
    let (version, _) = frameworks::load(service, connection, org, &norm.framework_id).await?;
    if version.sha256 != framework.sha256 {
        return Err(Error::invalid("/norm_id", "this norm was made by another version of the framework"));
    }
    if let Some(known) = service.norms().get(id.as_str()) {
        return Ok(known);
    }
    let document = norms::document(connection, org, id).await?.ok_or_else(missing)?;
    let own = of_document(&norm, &document, framework);
    let own = Arc::new(own.map_err(|error| Error::failed(format!("reading norm {id}"), error))?);
    service.norms().put(id.to_string(), own.stamp.n_people, &own);
    Ok(own)
}

/// A norm from what is kept of it.
pub(crate) fn of_document(
    norm: &Norm,
    document: &str,
    framework: &Framework,
) -> std::result::Result<OwnNorm, String> {
    let people: NormPeople = serde_json::from_str(document).map_err(|error| error.to_string())?;
    OwnNorm::new(stamp(norm), framework, &people)
}

fn stamp(norm: &Norm) -> NormStamp {
    NormStamp {
        id: norm.id.to_string(),
        name: norm.name.clone(),
        version: norm.version,
        n_people: usize::try_from(norm.n_people).unwrap_or(0),
        made_on: norm.created_at.as_str()[..10].to_owned(),
    }
}

/// Norms as a table of values.
#[must_use]
pub fn as_csv(norms: &[Norm]) -> String {
    let row = |norm: &Norm| {
        let Norm { id, name, version, n_people, created_at, .. } = norm;
        format!("{id},{},{version},{n_people},{created_at}\n", intake::csv_cell(name))
    };
    let rows: String = norms.iter().map(row).collect();
    format!("id,name,version,n_people,created_at\n{rows}")
}
