//! Calibrations: weights that were held against what happened. One never changes; a person may adopt what it proposes.

use crate::connection::{execute, on};
use crate::row::row;
use crate::{CalibrationId, Connection, FrameworkId, OrgId, Page, Result, Timestamp, UserId};

row! {
    /// A calibration without its documents.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Calibration {
        /// Id.
        pub id: CalibrationId,
        /// The version of the framework whose weights were held against what happened.
        pub framework_id: FrameworkId,
        /// The outcome, in a word.
        pub outcome: String,
        /// What had weights: pillars or facets.
        pub features: String,
        /// The seed, in digits.
        pub seed: String,
        /// The program's version.
        pub program_version: String,
        /// How many cases could be used.
        pub n_used: i64,
        /// 1 where other weights are proposed.
        pub is_proposal: i64,
        /// Who asked for it.
        pub created_by: UserId,
        /// When it was saved.
        pub created_at: Timestamp,
        /// The version that a person made of it.
        pub adopted_as: Option<FrameworkId>,
        /// Who did.
        pub adopted_by: Option<UserId>,
        /// When.
        pub adopted_at: Option<Timestamp>,
        /// Why.
        pub adopted_reason: Option<String>,
    }
}

macro_rules! calibration_columns {
    () => {
        "id, framework_id, outcome, features, seed, program_version, n_used, is_proposal, created_by, created_at, \
         adopted_as, adopted_by, adopted_at, adopted_reason"
    };
}

/// Saves a calibration whole: with all that was found and the cases that went in, as JSON.
#[crate::boxed]
pub async fn insert(
    connection: &mut Connection,
    org: &OrgId,
    calibration: &Calibration,
    (result, cases): (&str, &str),
) -> Result<()> {
    const SQL: &str = "INSERT INTO calibrations (id, org_id, framework_id, outcome, features, seed, program_version, \
                       n_used, is_proposal, result, cases, created_by, created_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&calibration.id)
            .bind(org)
            .bind(&calibration.framework_id)
            .bind(&calibration.outcome)
            .bind(&calibration.features)
            .bind(&calibration.seed)
            .bind(&calibration.program_version)
            .bind(calibration.n_used)
            .bind(calibration.is_proposal)
            .bind(result)
            .bind(cases)
            .bind(&calibration.created_by)
            .bind(&calibration.created_at)
    )?;
    Ok(())
}

/// A page of the calibrations, the newest first.
#[crate::boxed]
pub async fn list(connection: &mut Connection, org: &OrgId, page: &Page) -> Result<Vec<Calibration>> {
    const SQL: &str = concat!(
        "SELECT ",
        calibration_columns!(),
        " FROM calibrations WHERE org_id = $1 AND (created_at, id) < ($2, $3) \
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

/// One calibration.
#[crate::boxed]
pub async fn find(
    connection: &mut Connection,
    org: &OrgId,
    id: &CalibrationId,
) -> Result<Option<Calibration>> {
    const SQL: &str =
        concat!("SELECT ", calibration_columns!(), " FROM calibrations WHERE org_id = $1 AND id = $2");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(id).fetch_optional(c))?)
}

/// What a calibration found, and the cases that went in, as JSON.
#[crate::boxed]
pub async fn documents(
    connection: &mut Connection,
    org: &OrgId,
    id: &CalibrationId,
) -> Result<Option<(String, String)>> {
    const SQL: &str = "SELECT result, cases FROM calibrations WHERE org_id = $1 AND id = $2";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(id).fetch_optional(c))?)
}

/// Keeps that a person made a version of the framework of it, and says whether nobody had before.
#[crate::boxed]
pub async fn adopt(
    connection: &mut Connection,
    org: &OrgId,
    id: &CalibrationId,
    framework: &FrameworkId,
    (user, reason): (&UserId, &str),
    now: &Timestamp,
) -> Result<bool> {
    const SQL: &str = "UPDATE calibrations SET adopted_as = $3, adopted_by = $4, adopted_at = $5, adopted_reason = $6 \
                       WHERE org_id = $1 AND id = $2 AND adopted_as IS NULL";
    let n_rows = execute!(
        connection,
        sqlx::query(SQL).bind(org).bind(id).bind(framework).bind(user).bind(now).bind(reason)
    )?;
    Ok(n_rows == 1)
}
