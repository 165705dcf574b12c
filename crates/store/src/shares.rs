//! Links by which a version of a report is read from outside. Only hashes of their secrets are kept.

use crate::connection::{execute, on};
use crate::row::row;
use crate::{Connection, Direction, OrgId, Page, ReportId, Result, ShareId, Timestamp, UserId};

row! {
    /// A link to a version of a report.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Share {
        /// Id.
        pub id: ShareId,
        /// The organisation.
        pub org_id: OrgId,
        /// The version that it reads.
        pub report_id: ReportId,
        /// For whom.
        pub name: String,
        /// The hash of the passcode; none where the link is enough.
        pub passcode: Option<String>,
        /// Whether it offers files other than the page and the PDF.
        pub offers_files: bool,
        /// How often it was opened.
        pub n_views: i64,
        /// When it was opened last.
        pub viewed_at: Option<Timestamp>,
        /// Who made it.
        pub created_by: UserId,
        /// When.
        pub created_at: Timestamp,
        /// When it stops working.
        pub expires_at: Timestamp,
        /// When it was revoked.
        pub revoked_at: Option<Timestamp>,
    }
}

macro_rules! select_shares {
    ($rest:literal) => {
        concat!(
            "SELECT id, org_id, report_id, name, passcode, (NOT EXISTS (SELECT 1 FROM share_offers o \
             WHERE o.org_id = shares.org_id AND o.share_id = shares.id AND o.offers_files = 0)) AS offers_files, n_views, viewed_at, created_by, created_at, expires_at, \
             revoked_at FROM shares WHERE ",
            $rest
        )
    };
}

/// Adds a link.
#[crate::boxed]
pub async fn insert(connection: &mut Connection, share: &Share, secret_hash: &str) -> Result<()> {
    const SQL: &str = "INSERT INTO shares (id, org_id, report_id, secret_hash, name, passcode, created_by, created_at, \
                       expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    const OFFERS: &str = "INSERT INTO share_offers (org_id, share_id, offers_files) VALUES ($1, $2, $3)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&share.id)
            .bind(&share.org_id)
            .bind(&share.report_id)
            .bind(secret_hash)
            .bind(&share.name)
            .bind(&share.passcode)
            .bind(&share.created_by)
            .bind(&share.created_at)
            .bind(&share.expires_at)
    )?;
    let offers = i64::from(share.offers_files);
    execute!(connection, sqlx::query(OFFERS).bind(&share.org_id).bind(&share.id).bind(offers))?;
    Ok(())
}

/// The link with a secret, whatever its state. It says of which organisation it is.
#[crate::boxed]
pub async fn find_by_secret(connection: &mut Connection, secret_hash: &str) -> Result<Option<Share>> {
    const SQL: &str = select_shares!("secret_hash = $1");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(secret_hash).fetch_optional(c))?)
}

/// One link.
#[crate::boxed]
pub async fn find(connection: &mut Connection, org: &OrgId, id: &ShareId) -> Result<Option<Share>> {
    const SQL: &str = select_shares!("org_id = $1 AND id = $2");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(id).fetch_optional(c))?)
}

/// The links of an organisation, the newest first; to one version only where one is named.
#[crate::boxed]
pub async fn list(
    connection: &mut Connection,
    org: &OrgId,
    report: Option<&ReportId>,
    page: &Page,
) -> Result<Vec<Share>> {
    const SQL: &str = select_shares!(
        "org_id = $1 AND (CAST($2 AS TEXT) IS NULL OR report_id = $2) AND (created_at, id) < ($3, $4) \
         ORDER BY created_at DESC, id DESC LIMIT $5"
    );
    let (key, id) = page.start(Direction::Descending);
    Ok(on!(connection, c => sqlx::query_as(SQL)
        .bind(org)
        .bind(report)
        .bind(key)
        .bind(id)
        .bind(page.limit_and_one())
        .fetch_all(c))?)
}

/// Counts that a link was opened.
#[crate::boxed]
pub async fn viewed(connection: &mut Connection, org: &OrgId, id: &ShareId, now: &Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE shares SET n_views = n_views + 1, viewed_at = $3 WHERE org_id = $1 AND id = $2";
    execute!(connection, sqlx::query(SQL).bind(org).bind(id).bind(now))?;
    Ok(())
}

/// Revokes a link; says whether it was not before.
#[crate::boxed]
pub async fn revoke(connection: &mut Connection, org: &OrgId, id: &ShareId, now: &Timestamp) -> Result<bool> {
    const SQL: &str =
        "UPDATE shares SET revoked_at = $3 WHERE org_id = $1 AND id = $2 AND revoked_at IS NULL";
    Ok(execute!(connection, sqlx::query(SQL).bind(org).bind(id).bind(now))? == 1)
}

/// Revokes every link of an organisation; gives how many there were to revoke.
#[crate::boxed]
pub async fn revoke_all(connection: &mut Connection, org: &OrgId, now: &Timestamp) -> Result<u64> {
    const SQL: &str =
        "UPDATE shares SET revoked_at = $2 WHERE org_id = $1 AND revoked_at IS NULL AND expires_at > $2";
    Ok(execute!(connection, sqlx::query(SQL).bind(org).bind(now))?)
}
