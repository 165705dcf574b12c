//! Versions of frameworks, each kept byte for byte.

use crate::connection::{execute, on};
use crate::row::row;
use crate::{Connection, FrameworkId, OrgId, Page, Result, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

row! {
    /// A version of a framework, without its document.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
    pub struct FrameworkVersion {
        /// Id of this version.
        pub id: FrameworkId,
        /// The framework's own id, which its versions share.
        #[schema(example = "ceo-coo")]
        pub framework: String,
        /// Its version.
        #[schema(example = "1.0.0")]
        pub version: String,
        /// Title.
        pub title: String,
        /// SHA-256 of the document.
        pub sha256: String,
        /// When it was added.
        pub created_at: Timestamp,
    }
}

macro_rules! version_columns {
    () => {
        "id, framework, version, title, sha256, created_at"
    };
}

/// Adds a version; where the framework has this version already, that one stays.
pub async fn insert(
    connection: &mut Connection,
    org: &OrgId,
    version: &FrameworkVersion,
    document: &str,
) -> Result<()> {
    const SQL: &str = "INSERT INTO framework_versions (id, org_id, framework, version, title, sha256, document, created_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (org_id, framework, version) DO NOTHING";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&version.id)
            .bind(org)
            .bind(&version.framework)
            .bind(&version.version)
            .bind(&version.title)
            .bind(&version.sha256)
            .bind(document)
            .bind(&version.created_at)
    )?;
    Ok(())
}

/// One version.
pub async fn find(
    connection: &mut Connection,
    org: &OrgId,
    id: &FrameworkId,
) -> Result<Option<FrameworkVersion>> {
    const SQL: &str =
        concat!("SELECT ", version_columns!(), " FROM framework_versions WHERE org_id = $1 AND id = $2");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(id).fetch_optional(c))?)
}

/// The version of a framework with this name.
pub async fn find_by_version(
    connection: &mut Connection,
    org: &OrgId,
    framework: &str,
    version: &str,
) -> Result<Option<FrameworkVersion>> {
    const SQL: &str = concat!(
        "SELECT ",
        version_columns!(),
        " FROM framework_versions WHERE org_id = $1 AND framework = $2 AND version = $3"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(framework).bind(version).fetch_optional(c))?)
}

/// The version of a framework that was added last.
pub async fn find_newest(
    connection: &mut Connection,
    org: &OrgId,
    framework: &str,
) -> Result<Option<FrameworkVersion>> {
    const SQL: &str = concat!(
        "SELECT ",
        version_columns!(),
        " FROM framework_versions WHERE org_id = $1 AND framework = $2 ORDER BY created_at DESC, id DESC LIMIT 1"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(framework).fetch_optional(c))?)
}

/// The document of a version.
pub async fn document(connection: &mut Connection, org: &OrgId, id: &FrameworkId) -> Result<Option<String>> {
    const SQL: &str = "SELECT document FROM framework_versions WHERE org_id = $1 AND id = $2";
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).bind(id).fetch_optional(c))?)
}

/// A page of the versions, the newest first.
pub async fn list(connection: &mut Connection, org: &OrgId, page: &Page) -> Result<Vec<FrameworkVersion>> {
    const SQL: &str = concat!(
        "SELECT ",
        version_columns!(),
        " FROM framework_versions WHERE org_id = $1 AND (created_at, id) < ($2, $3) \
         ORDER BY created_at DESC, id DESC LIMIT $4"
    );
    let (key, id) = page.start(crate::Direction::Descending);
    Ok(on!(connection, c => sqlx::query_as(SQL)
        .bind(org)
        .bind(key)
        .bind(id)
        .bind(page.limit_and_one())
        .fetch_all(c))?)
}
