//! What frameworks and instruments have in common: documents with versions that never change.

use crate::cache::Cache;
use crate::{Code, Error, Result};
use fit::Problem;
use std::sync::Arc;
use store::versioned_documents::{self, Version};
use store::{Connection, OrgId};

type Parse<D> = fn(&str) -> std::result::Result<D, Vec<Problem>>;

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

/// A saved version, parsed. Parsed documents are cached by their hash.
pub(crate) async fn load<V: Version, D>(
    (cache, parse): (&Cache<D>, Parse<D>),
    connection: &mut Connection,
    org: &OrgId,
    id: &V::Id,
) -> Result<(V, Arc<D>)> {
    let missing = || Error::NotFound(V::KIND);
    let version = versioned_documents::find::<V>(connection, org, id).await?.ok_or_else(missing)?;
    let [.., sha256] = version.key();
    if let Some(known) = cache.get(sha256) {
        return Ok((version, known));
    }
    let document = versioned_documents::document::<V>(connection, org, id).await?.ok_or_else(missing)?;
    let parsed = parsed((cache, parse), sha256, &document)?;
    Ok((version, parsed))
}

/// A document that was checked when it was added, parsed.
pub(crate) fn parsed<D>(
    (cache, parse): (&Cache<D>, Parse<D>),
    sha256: &str,
    document: &str,
) -> Result<Arc<D>> {
    if let Some(known) = cache.get(sha256) {
        return Ok(known);
    }
    let parsed = parse(document)
        .map_err(|problems| Error::failed("reading a saved document", format!("{problems:?}")))?;
    let parsed = Arc::new(parsed);
    cache.put(sha256.to_owned(), 1, &parsed);
    Ok(parsed)
}
