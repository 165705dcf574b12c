//! Versions of instruments that an organisation uses, each kept byte for byte.

use crate::connection::{execute, on};
use crate::row::{column_enum, row};
use crate::{Connection, InstrumentId, OrgId, Result, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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

macro_rules! instrument_columns {
    () => {
        "id, instrument, version, title, form, sha256, created_at"
    };
}

/// Adds a version; where the instrument has this version already, that one stays.
pub async fn insert(
    connection: &mut Connection,
    org: &OrgId,
    version: &InstrumentVersion,
    document: &str,
) -> Result<()> {
    const SQL: &str = "INSERT INTO instruments (id, org_id, instrument, version, title, form, sha256, document, created_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (org_id, instrument, version) DO NOTHING";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&version.id)
            .bind(org)
            .bind(&version.instrument)
            .bind(&version.version)
            .bind(&version.title)
            .bind(version.form.name())
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
    id: &InstrumentId,
) -> Result<Option<InstrumentVersion>> {
    const SQL: &str =
        concat!("SELECT ", instrument_columns!(), " FROM instruments WHERE org_id = $1 AND id = $2");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(id).fetch_optional(c))?)
}

/// The version of an instrument with this name.
pub async fn find_by_version(
    connection: &mut Connection,
    org: &OrgId,
    instrument: &str,
    version: &str,
) -> Result<Option<InstrumentVersion>> {
    const SQL: &str = concat!(
        "SELECT ",
        instrument_columns!(),
        " FROM instruments WHERE org_id = $1 AND instrument = $2 AND version = $3"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(instrument).bind(version).fetch_optional(c))?)
}

/// The document of a version.
pub async fn document(connection: &mut Connection, org: &OrgId, id: &InstrumentId) -> Result<Option<String>> {
    const SQL: &str = "SELECT document FROM instruments WHERE org_id = $1 AND id = $2";
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).bind(id).fetch_optional(c))?)
}

/// All versions, the newest first.
pub async fn list(connection: &mut Connection, org: &OrgId) -> Result<Vec<InstrumentVersion>> {
    const SQL: &str = concat!(
        "SELECT ",
        instrument_columns!(),
        " FROM instruments WHERE org_id = $1 ORDER BY created_at DESC, id DESC"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).fetch_all(c))?)
}
