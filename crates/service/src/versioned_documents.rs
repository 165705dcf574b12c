//! What frameworks and instruments have in common: documents with versions that never change.

use crate::cache::Cache;
use crate::{Code, Error, Result, Service};
use fit::Problem;
use std::sync::Arc;
use store::versioned_documents::{self, Version};
use store::{Connection, OrgId};

/// A document of which the store has versions.
pub(crate) trait Document: Sized {
    /// A version of it.
    type Version: Version;
    /// What it is, in messages.
    const KIND: &'static str;

    /// Parses and checks its text.
    fn parse(document: &str) -> std::result::Result<Self, Vec<Problem>>;

    /// Those that were parsed before, by the hash of their text.
    fn cache(service: &Service) -> &Cache<Self>;
}

/// Saves a version, unless it is saved already.
pub(crate) async fn save<V: Version>(
    connection: &mut Connection,
    org: &OrgId,
    version: &V,
    document: &str,
) -> Result<V> {
    versioned_documents::save(connection, org, version, document).await?.ok_or_else(|| {
        let [id, version, _] = version.key();
        let detail =
            format!("there is another document as version {version} of {id}: raise the version in yours");
        Error::conflict(Code::VersionTaken, detail)
    })
}

/// A saved version, parsed.
pub(crate) async fn load<D: Document>(
    service: &Service,
    connection: &mut Connection,
    org: &OrgId,
    id: &<D::Version as Version>::Id,
) -> Result<(D::Version, Arc<D>)> {
    let missing = || Error::NotFound(D::KIND);
    let version = versioned_documents::find::<D::Version>(connection, org, id).await?.ok_or_else(missing)?;
    let [.., sha256] = version.key();
    let parsed = if let Some(known) = D::cache(service).get(sha256) {
        known
    } else {
        let document = versioned_documents::document::<D::Version>(connection, org, id).await?;
        parsed(service, sha256, &document.ok_or_else(missing)?)?
    };
    Ok((version, parsed))
}

/// A document that was checked when it was added, parsed.
pub(crate) fn parsed<D: Document>(service: &Service, sha256: &str, document: &str) -> Result<Arc<D>> {
    if let Some(known) = D::cache(service).get(sha256) {
        return Ok(known);
    }
    let parsed = D::parse(document)
        .map_err(|problems| Error::failed(format!("reading a saved {}", D::KIND), format!("{problems:?}")))?;
    let parsed = Arc::new(parsed);
    D::cache(service).put(sha256.to_owned(), 1, &parsed);
    Ok(parsed)
}
