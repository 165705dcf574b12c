//! Browsers in which users have signed in, known by a cookie of which only a hash is kept.

use crate::connection::{execute, on};
use crate::{Connection, OrgId, Result, Timestamp, UserId};

/// Whether a user has signed in in a browser since a moment.
#[crate::boxed]
pub async fn is_known(
    connection: &mut Connection,
    org: &OrgId,
    user: &UserId,
    secret_hash: &str,
    since: &Timestamp,
) -> Result<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM browsers WHERE org_id = $1 AND user_id = $2 AND secret_hash = $3 \
                       AND last_used_at > $4";
    let n: i64 = on!(connection, c => sqlx::query_scalar(SQL)
        .bind(org)
        .bind(user)
        .bind(secret_hash)
        .bind(since)
        .fetch_one(c))?;
    Ok(n > 0)
}

/// Says that a user has signed in in a browser.
#[crate::boxed]
pub async fn put(
    connection: &mut Connection,
    org: &OrgId,
    user: &UserId,
    secret_hash: &str,
    now: &Timestamp,
) -> Result<()> {
    const SQL: &str = "INSERT INTO browsers (org_id, user_id, secret_hash, last_used_at) VALUES ($1, $2, $3, $4) \
                       ON CONFLICT (org_id, user_id, secret_hash) DO UPDATE SET last_used_at = excluded.last_used_at";
    execute!(connection, sqlx::query(SQL).bind(org).bind(user).bind(secret_hash).bind(now))?;
    Ok(())
}
