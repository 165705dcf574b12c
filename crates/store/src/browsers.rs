//! Browsers, known by a cookie of which only a hash is kept: those in which users have signed in, and those in which raters
//! answer.

use crate::connection::{execute, on};
use crate::{Connection, InvitationId, OrgId, Result, Timestamp, UserId};

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

/// Binds an invitation to a browser.
#[crate::boxed]
pub async fn bind(
    connection: &mut Connection,
    org: &OrgId,
    invitation: &InvitationId,
    secret_hash: &str,
) -> Result<()> {
    const SQL: &str = "INSERT INTO rater_browsers (org_id, invitation_id, secret_hash) VALUES ($1, $2, $3) \
                       ON CONFLICT (org_id, invitation_id, secret_hash) DO NOTHING";
    execute!(connection, sqlx::query(SQL).bind(org).bind(invitation).bind(secret_hash))?;
    Ok(())
}

/// The browsers that an invitation is bound to, by the hashes of their secrets.
#[crate::boxed]
pub async fn of_invitation(
    connection: &mut Connection,
    org: &OrgId,
    invitation: &InvitationId,
) -> Result<Vec<String>> {
    const SQL: &str = "SELECT secret_hash FROM rater_browsers WHERE org_id = $1 AND invitation_id = $2 \
                       ORDER BY secret_hash";
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).bind(invitation).fetch_all(c))?)
}
