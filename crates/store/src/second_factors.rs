//! Second factors: keys from which codes follow, codes for whoever has lost theirs, and which organisations require one.

use crate::connection::{execute, on};
use crate::row::row;
use crate::{Connection, OrgId, Result, Timestamp, UserId};

row! {
    /// A user's second factor.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct SecondFactor {
        /// The key, encrypted.
        pub secret: String,
        /// When a first code showed that the key is kept; none before, when it protects nothing yet.
        pub confirmed_at: Option<Timestamp>,
    }
}

/// The second factor of a user.
#[crate::boxed]
pub async fn find(connection: &mut Connection, org: &OrgId, user: &UserId) -> Result<Option<SecondFactor>> {
    const SQL: &str = "SELECT secret, confirmed_at FROM second_factors WHERE org_id = $1 AND user_id = $2";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(user).fetch_optional(c))?)
}

/// Keeps a key that is yet to be confirmed, instead of another such; one that is confirmed stays.
#[crate::boxed]
pub async fn put(connection: &mut Connection, org: &OrgId, user: &UserId, secret: &str) -> Result<()> {
    const SQL: &str = "INSERT INTO second_factors (org_id, user_id, secret) VALUES ($1, $2, $3) \
                       ON CONFLICT (org_id, user_id) DO UPDATE SET secret = excluded.secret, last_step = 0 \
                       WHERE second_factors.confirmed_at IS NULL";
    execute!(connection, sqlx::query(SQL).bind(org).bind(user).bind(secret))?;
    Ok(())
}

/// Says that the key is kept.
#[crate::boxed]
pub async fn confirm(connection: &mut Connection, org: &OrgId, user: &UserId, now: &Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE second_factors SET confirmed_at = $3 WHERE org_id = $1 AND user_id = $2";
    execute!(connection, sqlx::query(SQL).bind(org).bind(user).bind(now))?;
    Ok(())
}

/// Takes the code of a step of time, and says whether it can be taken: none is twice, nor an earlier one after it.
#[crate::boxed]
pub async fn take_step(connection: &mut Connection, org: &OrgId, user: &UserId, step: i64) -> Result<bool> {
    const SQL: &str =
        "UPDATE second_factors SET last_step = $3 WHERE org_id = $1 AND user_id = $2 AND last_step < $3";
    Ok(execute!(connection, sqlx::query(SQL).bind(org).bind(user).bind(step))? == 1)
}

/// Removes the second factor of a user with their recovery codes, and says whether there was one.
#[crate::boxed]
pub async fn delete(connection: &mut Connection, org: &OrgId, user: &UserId) -> Result<bool> {
    const SQL: &str = "DELETE FROM second_factors WHERE org_id = $1 AND user_id = $2";
    Ok(execute!(connection, sqlx::query(SQL).bind(org).bind(user))? == 1)
}

/// Replaces the recovery codes of a user.
#[crate::boxed]
pub async fn put_recovery_codes(
    connection: &mut Connection,
    org: &OrgId,
    user: &UserId,
    hashes: &[String],
) -> Result<()> {
    const CLEAR: &str = "DELETE FROM recovery_codes WHERE org_id = $1 AND user_id = $2";
    const SQL: &str = "INSERT INTO recovery_codes (org_id, user_id, code_hash) VALUES ($1, $2, $3)";
    execute!(connection, sqlx::query(CLEAR).bind(org).bind(user))?;
    for hash in hashes {
        execute!(connection, sqlx::query(SQL).bind(org).bind(user).bind(hash))?;
    }
    Ok(())
}

/// Uses up a recovery code, and says whether there was one.
#[crate::boxed]
pub async fn use_recovery_code(
    connection: &mut Connection,
    org: &OrgId,
    user: &UserId,
    hash: &str,
) -> Result<bool> {
    const SQL: &str = "DELETE FROM recovery_codes WHERE org_id = $1 AND user_id = $2 AND code_hash = $3";
    Ok(execute!(connection, sqlx::query(SQL).bind(org).bind(user).bind(hash))? == 1)
}

/// How many recovery codes a user has left.
#[crate::boxed]
pub async fn n_recovery_codes(connection: &mut Connection, org: &OrgId, user: &UserId) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM recovery_codes WHERE org_id = $1 AND user_id = $2";
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).bind(user).fetch_one(c))?)
}

/// Who of an organisation has a second factor.
#[crate::boxed]
pub async fn users(connection: &mut Connection, org: &OrgId) -> Result<Vec<UserId>> {
    const SQL: &str = "SELECT user_id FROM second_factors WHERE org_id = $1 AND confirmed_at IS NOT NULL \
                       ORDER BY user_id";
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).fetch_all(c))?)
}

/// Keeps that a user has given the password and owes the code.
#[crate::boxed]
pub async fn begin_sign_in(
    connection: &mut Connection,
    org: &OrgId,
    user: &UserId,
    secret_hash: &str,
    until: &Timestamp,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO half_sign_ins (org_id, user_id, secret_hash, expires_at) VALUES ($1, $2, $3, $4)";
    execute!(connection, sqlx::query(SQL).bind(org).bind(user).bind(secret_hash).bind(until))?;
    Ok(())
}

/// Who has given the password and owes the code, by the secret that they got for it.
#[crate::boxed]
pub async fn begun_sign_in(
    connection: &mut Connection,
    secret_hash: &str,
    now: &Timestamp,
) -> Result<Option<(OrgId, UserId)>> {
    const SQL: &str = "SELECT org_id, user_id FROM half_sign_ins WHERE secret_hash = $1 AND expires_at > $2";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(secret_hash).bind(now).fetch_optional(c))?)
}

/// Ends what a user has begun of signing in.
#[crate::boxed]
pub async fn end_sign_ins(connection: &mut Connection, org: &OrgId, user: &UserId) -> Result<()> {
    const SQL: &str = "DELETE FROM half_sign_ins WHERE org_id = $1 AND user_id = $2";
    execute!(connection, sqlx::query(SQL).bind(org).bind(user))?;
    Ok(())
}

/// Throws away what nobody can end any more, of all organisations.
#[crate::boxed]
pub async fn forget_sign_ins(connection: &mut Connection, now: &Timestamp) -> Result<u64> {
    const SQL: &str = "DELETE FROM half_sign_ins WHERE expires_at <= $1";
    Ok(execute!(connection, sqlx::query(SQL).bind(now))?)
}

/// Whether an organisation requires a second factor of its users.
#[crate::boxed]
pub async fn is_required(connection: &mut Connection, org: &OrgId) -> Result<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM second_factor_rules WHERE org_id = $1";
    let n: i64 = on!(connection, c => sqlx::query_scalar(SQL).bind(org).fetch_one(c))?;
    Ok(n > 0)
}

/// Whether a user has no second factor where their organisation requires one.
#[crate::boxed]
pub async fn is_owed(connection: &mut Connection, org: &OrgId, user: &UserId) -> Result<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM second_factor_rules r WHERE r.org_id = $1 AND NOT EXISTS \
                       (SELECT 1 FROM second_factors f WHERE f.org_id = $1 AND f.user_id = $2 \
                       AND f.confirmed_at IS NOT NULL)";
    let n: i64 = on!(connection, c => sqlx::query_scalar(SQL).bind(org).bind(user).fetch_one(c))?;
    Ok(n > 0)
}

/// Says whether an organisation requires a second factor of its users.
#[crate::boxed]
pub async fn require(
    connection: &mut Connection,
    org: &OrgId,
    is_required: bool,
    now: &Timestamp,
) -> Result<()> {
    const ON: &str =
        "INSERT INTO second_factor_rules (org_id, since) VALUES ($1, $2) ON CONFLICT (org_id) DO NOTHING";
    const OFF: &str = "DELETE FROM second_factor_rules WHERE org_id = $1";
    if is_required {
        execute!(connection, sqlx::query(ON).bind(org).bind(now))?;
    } else {
        execute!(connection, sqlx::query(OFF).bind(org))?;
    }
    Ok(())
}
