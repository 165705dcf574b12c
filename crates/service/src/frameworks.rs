//! Frameworks: what a search is computed by. A version never changes; another document is another version.

use crate::checks::Checks;
use crate::transaction::started;
use crate::visibility::keeps_files;
use crate::{
    Actor, Asked, Caller, Error, Invalid, Listed, Permission, Result, Service, Writing, versioned_documents,
};
use fit::Framework;
use report::framework::{Change, Reading, changes};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;
use store::versioned_documents::{self as stored, FrameworkVersion};
use store::{Connection, FrameworkId, OrgId, SearchId, Timestamp, searches};
use utoipa::ToSchema;

/// A framework's document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FrameworkInput {
    /// The file, as TOML.
    #[schema(min_length = 1, max_length = 500_000)]
    pub document: String,
}

/// A version of a framework with what a form needs to know of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FrameworkOutline {
    /// Which version.
    #[serde(flatten)]
    pub version: FrameworkVersion,
    /// How far pillars make up for each other unless a search says otherwise.
    pub balance: f64,
    /// The pillars, in the order of every screen.
    pub pillars: Vec<PillarOutline>,
    /// What is measured.
    pub dimensions: Vec<DimensionOutline>,
    /// The kinds of COO.
    pub role_types: Vec<RoleTypeOutline>,
}

/// A pillar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PillarOutline {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// What it is and why the pair needs it.
    pub summary: String,
    /// Weight before normalisation.
    pub weight: f64,
}

/// A dimension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DimensionOutline {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// What 0 looks like.
    pub low: String,
    /// What 50 looks like.
    pub mid: String,
    /// What 100 looks like.
    pub high: String,
}

/// A kind of COO.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RoleTypeOutline {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// The CEO's situation that calls for it.
    pub when: String,
}

/// Adds a version. The same document again is the same version.
#[crate::boxed]
pub async fn add(service: &Service, caller: &Caller, input: FrameworkInput) -> Result<FrameworkOutline> {
    caller.actor.require(Permission::FrameworksWrite)?;
    let framework = parsed(service, &input.document).await?;
    let asked = &framework.sha256;
    let begun = service.write(caller, Permission::FrameworksWrite, "framework.add", asked).await?;
    let mut write = started!(begun);
    let outline = insert(service, &mut write, &framework, &input.document).await?;
    let subject = outline.version.id.to_string();
    write.finish(&subject, &["document"], outline).await
}

/// Saves a version within a write; the same document again is the same version.
pub(crate) async fn insert(
    service: &Service,
    write: &mut Writing,
    framework: &Framework,
    document: &str,
) -> Result<FrameworkOutline> {
    let version = stamp(framework, service.surroundings().id(), write.now());
    let (connection, org) = write.parts();
    let version = versioned_documents::save(connection, org, &version, document).await?;
    Ok(outline(version, framework))
}

/// Lists the versions, the newest first.
#[crate::boxed]
pub async fn list(service: &Service, caller: &Caller, asked: &Asked) -> Result<Listed<FrameworkVersion>> {
    let page = asked.page()?;
    let mut read = service.read(caller, Permission::FrameworksRead).await?;
    let (connection, org) = read.parts();
    let items = stored::list_frameworks(connection, org, &page).await?;
    Ok(Listed::new(items, &page, |version| (version.created_at.as_str(), version.id.as_str())))
}

/// One version with what a form needs to know of it.
#[crate::boxed]
pub async fn get(service: &Service, caller: &Caller, id: &FrameworkId) -> Result<FrameworkOutline> {
    let mut read = service.read(caller, Permission::FrameworksRead).await?;
    let (connection, org) = read.parts();
    let (version, framework) = load(service, connection, org, id).await?;
    Ok(outline(version, &framework))
}

/// The version that a search has unless it names one.
#[crate::boxed]
pub async fn default(service: &Service, caller: &Caller) -> Result<FrameworkVersion> {
    let mut read = service.read(caller, Permission::FrameworksRead).await?;
    let (connection, org) = read.parts();
    default_of(connection, org).await
}

/// The document of a version, byte for byte.
#[crate::boxed]
pub async fn document(service: &Service, caller: &Caller, id: &FrameworkId) -> Result<String> {
    let mut read = service.read(caller, Permission::FrameworksRead).await?;
    let (connection, org) = read.parts();
    stored::document::<FrameworkVersion>(connection, org, id).await?.ok_or(Error::NotFound("framework"))
}

/// A version in words, with the searches that are computed by it.
#[derive(Debug, Clone, PartialEq)]
pub struct FrameworkRead {
    /// Which version.
    pub version: FrameworkVersion,
    /// All of it in words.
    pub reading: Reading,
    /// Ids and titles of the searches that are computed by it, as far as the caller keeps files.
    pub searches: Vec<(SearchId, String)>,
}

/// A version in words.
#[crate::boxed]
pub async fn read(service: &Service, caller: &Caller, id: &FrameworkId) -> Result<FrameworkRead> {
    let mut read = service.read(caller, Permission::FrameworksRead).await?;
    let (connection, actor) = read.with_actor();
    let (version, framework) = load(service, connection, &actor.org, id).await?;
    let mut searches = uses(connection, actor).await?;
    Ok(FrameworkRead {
        version,
        reading: Reading::of(&framework),
        searches: searches.remove(id).unwrap_or_default(),
    })
}

/// Searches, each with id and title, by the version that they are computed by.
pub type Uses = HashMap<FrameworkId, Vec<(SearchId, String)>>;

/// The versions with the searches that are computed by each.
#[crate::boxed]
pub async fn list_with_uses(
    service: &Service,
    caller: &Caller,
    asked: &Asked,
) -> Result<(Listed<FrameworkVersion>, Uses)> {
    let listed = list(service, caller, asked).await?;
    let mut read = service.read(caller, Permission::FrameworksRead).await?;
    let (connection, actor) = read.with_actor();
    Ok((listed, uses(connection, actor).await?))
}

async fn uses(connection: &mut Connection, actor: &Actor) -> Result<Uses> {
    let mut uses = Uses::new();
    // Others see only the searches that they are members of.
    if keeps_files(actor) {
        for (framework, id, title) in searches::list_by_framework(connection, &actor.org).await? {
            uses.entry(framework).or_default().push((id, title));
        }
    }
    Ok(uses)
}

/// What one version changes against another.
#[crate::boxed]
pub async fn compare(
    service: &Service,
    caller: &Caller,
    old: &FrameworkId,
    new: &FrameworkId,
) -> Result<(FrameworkVersion, FrameworkVersion, Vec<Change>)> {
    let mut read = service.read(caller, Permission::FrameworksRead).await?;
    let (connection, org) = read.parts();
    let (old_version, old) = load(service, connection, org, old).await?;
    let (new_version, new) = load(service, connection, org, new).await?;
    Ok((old_version, new_version, changes(&old, &new)))
}

/// A saved version, parsed.
pub(crate) async fn load(
    service: &Service,
    connection: &mut Connection,
    org: &OrgId,
    id: &FrameworkId,
) -> Result<(FrameworkVersion, Arc<Framework>)> {
    versioned_documents::load((service.frameworks(), Framework::parse), connection, org, id).await
}

/// The version that a search has unless it names one: the newest of the framework that comes with the program.
pub(crate) async fn default_of(connection: &mut Connection, org: &OrgId) -> Result<FrameworkVersion> {
    let framework = shipped()?;
    stored::newest_framework(connection, org, &framework.id).await?.ok_or(Error::NotFound("framework"))
}

/// Puts the framework that comes with the program into an organisation that has none.
pub(crate) async fn add_default(
    connection: &mut Connection,
    org: &OrgId,
    id: FrameworkId,
    now: Timestamp,
) -> Result<()> {
    let version = stamp(&shipped()?, id, now);
    versioned_documents::save(connection, org, &version, fit::framework::DEFAULT).await.map(drop)
}

/// SHA-256 of the frameworks that came with earlier programs.
const EARLIER: [&str; 1] = ["eb7ce0da37f6a37b2814f2fce78629f9dd75b92f5ad96d1523c0a8bffd849046"];

/// Whether an organisation's newest framework came with an earlier program and is nobody's own.
pub(crate) async fn is_of_earlier_program(connection: &mut Connection, org: &OrgId) -> Result<bool> {
    let newest = stored::newest_framework(connection, org, &shipped()?.id).await?;
    Ok(newest.is_some_and(|version| EARLIER.contains(&version.sha256.as_str())))
}

/// A document that was given, read and checked.
async fn parsed(service: &Service, document: &str) -> Result<Framework> {
    let mut checks = Checks::default();
    checks.text("/document", document, 1, 500_000);
    checks.done()?;
    let given = document.to_owned();
    let read = service.compute(move || Framework::parse(&given)).await?;
    let framework = read.map_err(|problems| Invalid::all_of("/document", &problems))?;
    checks.document(&framework.id, &framework.version, &framework.title);
    checks.done()?;
    Ok(framework)
}

/// The framework that comes with the program.
pub(crate) fn shipped() -> Result<Framework> {
    Framework::parse(fit::framework::DEFAULT)
        .map_err(|problems| Error::failed("reading the shipped framework", format!("{problems:?}")))
}

fn stamp(framework: &Framework, id: FrameworkId, now: Timestamp) -> FrameworkVersion {
    FrameworkVersion {
        id,
        framework: framework.id.clone(),
        version: framework.version.clone(),
        title: framework.title.clone(),
        sha256: framework.sha256.clone(),
        created_at: now,
    }
}

/// What a form needs to know of a dimension.
pub(crate) fn dimension(dimension: &fit::framework::Dimension) -> DimensionOutline {
    DimensionOutline {
        id: dimension.id.clone(),
        title: dimension.title.clone(),
        low: dimension.low.clone(),
        mid: dimension.mid.clone(),
        high: dimension.high.clone(),
    }
}

fn outline(version: FrameworkVersion, framework: &Framework) -> FrameworkOutline {
    let pillar = |pillar: &fit::framework::Pillar| PillarOutline {
        id: pillar.id.clone(),
        title: pillar.title.clone(),
        summary: pillar.summary.clone(),
        weight: pillar.weight,
    };
    let role_type = |role_type: &fit::framework::RoleType| RoleTypeOutline {
        id: role_type.id.clone(),
        title: role_type.title.clone(),
        when: role_type.when.clone(),
    };
    FrameworkOutline {
        version,
        balance: framework.balance,
        pillars: framework.pillars.iter().map(pillar).collect(),
        dimensions: framework.dimensions.iter().map(dimension).collect(),
        role_types: framework.role_types.iter().map(role_type).collect(),
    }
}
