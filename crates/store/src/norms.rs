//! Norms from an organisation's own people. A norm never changes, and names nobody.

use crate::connection::{execute, on};
use crate::row::row;
use crate::{Connection, FrameworkId, NormId, OrgId, Page, Result, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

row! {
    /// A norm, without its people.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
    pub struct Norm {
        /// Id.
        pub id: NormId,
        /// The version of the framework that it was made by, and that a search must have to use it.
        pub framework_id: FrameworkId,
        /// Its name.
        #[schema(example = "Operators we know")]
        pub name: String,
        /// Which of the norms of that name, from 1.
        pub version: i64,
        /// How many people are in it.
        pub n_people: i64,
        /// SHA-256 of the people's values.
        pub sha256: String,
        /// Who made it.
        pub created_by: UserId,
        /// When it was made.
        pub created_at: Timestamp,
    }
}

macro_rules! norm_columns {
    () => {
        "id, framework_id, name, version, n_people, sha256, created_by, created_at"
    };
}

/// Adds a norm with its people's values.
///
/// # Errors
/// [`Error::Taken`](crate::Error::Taken) where there is that version of that name.
#[crate::boxed]
pub async fn insert(connection: &mut Connection, org: &OrgId, norm: &Norm, document: &str) -> Result<()> {
    const SQL: &str = "INSERT INTO norms (id, org_id, framework_id, name, version, n_people, document, sha256, \
                       created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&norm.id)
            .bind(org)
            .bind(&norm.framework_id)
            .bind(&norm.name)
            .bind(norm.version)
            .bind(norm.n_people)
            .bind(document)
            .bind(&norm.sha256)
            .bind(&norm.created_by)
            .bind(&norm.created_at)
    )?;
    Ok(())
}

/// One norm.
#[crate::boxed]
pub async fn find(connection: &mut Connection, org: &OrgId, id: &NormId) -> Result<Option<Norm>> {
    const SQL: &str = concat!("SELECT ", norm_columns!(), " FROM norms WHERE org_id = $1 AND id = $2");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(id).fetch_optional(c))?)
}

/// A norm's people, as they are kept.
#[crate::boxed]
pub async fn document(connection: &mut Connection, org: &OrgId, id: &NormId) -> Result<Option<String>> {
    const SQL: &str = "SELECT document FROM norms WHERE org_id = $1 AND id = $2";
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).bind(id).fetch_optional(c))?)
}

/// The number of the newest norm of a name; 0 where there is none.
#[crate::boxed]
pub async fn newest_version(connection: &mut Connection, org: &OrgId, name: &str) -> Result<i64> {
    const SQL: &str = "SELECT COALESCE(MAX(version), 0) FROM norms WHERE org_id = $1 AND name = $2";
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).bind(name).fetch_one(c))?)
}

/// A page of the norms, the newest first, one more than asked for where there are more.
#[crate::boxed]
pub async fn list(connection: &mut Connection, org: &OrgId, page: &Page) -> Result<Vec<Norm>> {
    const SQL: &str = concat!(
        "SELECT ",
        norm_columns!(),
        " FROM norms WHERE org_id = $1 AND (created_at, id) < ($2, $3) ORDER BY created_at DESC, id DESC LIMIT $4"
    );
    let (key, id) = page.start(crate::Direction::Descending);
    Ok(on!(connection, c => sqlx::query_as(SQL)
        .bind(org)
        .bind(key)
        .bind(id)
        .bind(page.limit_and_one())
        .fetch_all(c))?)
}
