//! Documents with versions, each saved byte for byte: frameworks and instruments.

use crate::connection::{execute, on};
use crate::row::{column_enum, row};
use crate::{Connection, Direction, FrameworkId, InstrumentId, OrgId, Page, Result, Timestamp};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use sqlx::postgres::PgRow;
use sqlx::query::{Query, QueryAs};
use sqlx::sqlite::SqliteRow;
use std::fmt;
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

column_enum! {
    /// For whom an instrument is.
    Form {
        /// A CEO, about themselves.
        Ceo = "ceo",
        /// A candidate, about themselves.
        Candidate = "candidate",
        /// A superior, peer or direct report, about someone they have worked with.
        Rater = "rater",
        /// An assessor, about someone they have interviewed.
        Assessor = "assessor",
    }
}

row! {
    /// A version of an instrument, without its document.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
    pub struct InstrumentVersion {
        /// Id of this version.
        pub id: InstrumentId,
        /// The instrument's own id, which its versions share.
        #[schema(example = "self-ceo")]
        pub instrument: String,
        /// Its version.
        #[schema(example = "1.0.0")]
        pub version: String,
        /// Title.
        pub title: String,
        /// For whom it is.
        pub form: Form,
        /// SHA-256 of the document.
        pub sha256: String,
        /// When it was added, or first used.
        pub created_at: Timestamp,
    }
}

/// A version of a document of one kind.
pub trait Version: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {
    /// Its id.
    type Id: fmt::Display;
    /// What it is a version of, in messages.
    const KIND: &'static str;
    /// Adds a version and its document to an organisation, unless it has that version.
    const INSERT: &'static str;
    /// Finds a version by its id.
    const FIND: &'static str;
    /// Finds a version by the document's own id, its version and its hash.
    const FIND_SAME: &'static str;
    /// Finds a version's document by its id.
    const DOCUMENT: &'static str;

    /// The document's own id, its version and its hash.
    fn key(&self) -> [&str; 3];

    /// What [`Version::INSERT`] takes after the organisation, the document and the key.
    fn others(&self) -> Vec<&str>;
}

impl Version for FrameworkVersion {
    type Id = FrameworkId;
    const KIND: &'static str = "framework";
    const INSERT: &'static str = "INSERT INTO framework_versions (org_id, document, framework, version, sha256, id, title, \
                                  created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
                                  ON CONFLICT (org_id, framework, version) DO NOTHING";
    const FIND: &'static str = "SELECT id, framework, version, title, sha256, created_at FROM framework_versions \
                                WHERE org_id = $1 AND id = $2";
    const FIND_SAME: &'static str = "SELECT id, framework, version, title, sha256, created_at FROM framework_versions \
                                     WHERE org_id = $1 AND framework = $2 AND version = $3 AND sha256 = $4";
    const DOCUMENT: &'static str = "SELECT document FROM framework_versions WHERE org_id = $1 AND id = $2";

    fn key(&self) -> [&str; 3] {
        [&self.framework, &self.version, &self.sha256]
    }

    fn others(&self) -> Vec<&str> {
        vec![self.id.as_str(), &self.title, self.created_at.as_str()]
    }
}

impl Version for InstrumentVersion {
    type Id = InstrumentId;
    const KIND: &'static str = "instrument";
    const INSERT: &'static str = "INSERT INTO instruments (org_id, document, instrument, version, sha256, id, title, \
                                  created_at, form) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
                                  ON CONFLICT (org_id, instrument, version) DO NOTHING";
    const FIND: &'static str = "SELECT id, instrument, version, title, form, sha256, created_at FROM instruments \
                                WHERE org_id = $1 AND id = $2";
    const FIND_SAME: &'static str = "SELECT id, instrument, version, title, form, sha256, created_at FROM instruments \
                                     WHERE org_id = $1 AND instrument = $2 AND version = $3 AND sha256 = $4";
    const DOCUMENT: &'static str = "SELECT document FROM instruments WHERE org_id = $1 AND id = $2";

    fn key(&self) -> [&str; 3] {
        [&self.instrument, &self.version, &self.sha256]
    }

    fn others(&self) -> Vec<&str> {
        vec![self.id.as_str(), &self.title, self.created_at.as_str(), self.form.name()]
    }
}

/// Saves a version, and gives the saved one: the same document again is the same version. None if another document was
/// saved as this version before.
pub async fn save<V: Version>(
    connection: &mut Connection,
    org: &OrgId,
    version: &V,
    document: &str,
) -> Result<Option<V>> {
    let values = version.key().into_iter().chain(version.others());
    execute!(connection, values.fold(sqlx::query(V::INSERT).bind(org).bind(document), Query::bind))?;
    Ok(on!(connection, c => version.key().into_iter()
        .fold(sqlx::query_as(V::FIND_SAME).bind(org), QueryAs::bind)
        .fetch_optional(c))?)
}

/// One version.
pub async fn find<V: Version>(connection: &mut Connection, org: &OrgId, id: &V::Id) -> Result<Option<V>> {
    Ok(on!(connection, c => sqlx::query_as(V::FIND).bind(org).bind(id.to_string()).fetch_optional(c))?)
}

/// The document of a version.
pub async fn document<V: Version>(
    connection: &mut Connection,
    org: &OrgId,
    id: &V::Id,
) -> Result<Option<String>> {
    Ok(
        on!(connection, c => sqlx::query_scalar(V::DOCUMENT).bind(org).bind(id.to_string()).fetch_optional(c))?,
    )
}

/// The version of a framework that was added last.
#[crate::boxed]
pub async fn newest_framework(
    connection: &mut Connection,
    org: &OrgId,
    framework: &str,
) -> Result<Option<FrameworkVersion>> {
    const SQL: &str = "SELECT id, framework, version, title, sha256, created_at FROM framework_versions \
                       WHERE org_id = $1 AND framework = $2 ORDER BY created_at DESC, id DESC LIMIT 1";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(framework).fetch_optional(c))?)
}

/// A page of the versions of frameworks, the newest first, one more than asked for if there are more.
#[crate::boxed]
pub async fn list_frameworks(
    connection: &mut Connection,
    org: &OrgId,
    page: &Page,
) -> Result<Vec<FrameworkVersion>> {
    const SQL: &str = "SELECT id, framework, version, title, sha256, created_at FROM framework_versions \
                       WHERE org_id = $1 AND (created_at, id) < ($2, $3) ORDER BY created_at DESC, id DESC LIMIT $4";
    let (key, id) = page.start(Direction::Descending);
    Ok(on!(connection, c => sqlx::query_as(SQL)
        .bind(org)
        .bind(key)
        .bind(id)
        .bind(page.limit_and_one())
        .fetch_all(c))?)
}

/// All versions of instruments, the newest first.
#[crate::boxed]
pub async fn list_instruments(connection: &mut Connection, org: &OrgId) -> Result<Vec<InstrumentVersion>> {
    const SQL: &str = "SELECT id, instrument, version, title, form, sha256, created_at FROM instruments \
                       WHERE org_id = $1 ORDER BY created_at DESC, id DESC";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).fetch_all(c))?)
}
