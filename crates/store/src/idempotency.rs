//! Answers that may be asked for again: a request that is repeated with its key is done once.

use crate::connection::{execute, on};
use crate::row::row;
use crate::{Connection, OrgId, Result, Timestamp, UserId};

row! {
    /// An answer that was given before.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Answered {
        /// What was asked.
        pub request_hash: String,
        /// The answer, as JSON.
        pub answer: String,
    }
}

/// What was answered to this user under this key.
#[crate::boxed]
pub async fn find(
    connection: &mut Connection,
    org: &OrgId,
    user: &UserId,
    key: &str,
) -> Result<Option<Answered>> {
    const SQL: &str =
        "SELECT request_hash, answer FROM idempotency_keys WHERE org_id = $1 AND user_id = $2 AND key = $3";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(user).bind(key).fetch_optional(c))?)
}

/// Takes a key for a request. Another transaction that takes the same one waits for this one.
///
/// # Errors
/// [`Error::Taken`](crate::Error::Taken) where it is taken.
#[crate::boxed]
pub async fn take(
    connection: &mut Connection,
    org: &OrgId,
    user: &UserId,
    key: &str,
    request_hash: &str,
    now: &Timestamp,
) -> Result<()> {
    const SQL: &str = "INSERT INTO idempotency_keys (org_id, user_id, key, request_hash, answer, created_at) \
                       VALUES ($1, $2, $3, $4, '', $5)";
    execute!(connection, sqlx::query(SQL).bind(org).bind(user).bind(key).bind(request_hash).bind(now))?;
    Ok(())
}

/// Keeps the answer to the request that took the key.
#[crate::boxed]
pub async fn answer(
    connection: &mut Connection,
    org: &OrgId,
    user: &UserId,
    key: &str,
    answer: &str,
) -> Result<()> {
    const SQL: &str =
        "UPDATE idempotency_keys SET answer = $4 WHERE org_id = $1 AND user_id = $2 AND key = $3";
    execute!(connection, sqlx::query(SQL).bind(org).bind(user).bind(key).bind(answer))?;
    Ok(())
}

/// Forgets the answers in which a text stands.
#[crate::boxed]
pub async fn forget_about(connection: &mut Connection, org: &OrgId, text: &str) -> Result<()> {
    // Both databases know `replace`; they have no other search in common that takes every character as it is.
    const SQL: &str = "DELETE FROM idempotency_keys WHERE org_id = $1 AND replace(answer, $2, '') <> answer";
    execute!(connection, sqlx::query(SQL).bind(org).bind(text))?;
    Ok(())
}

/// Forgets the keys of every organisation that were taken before a moment, and says how many they were.
#[crate::boxed]
pub async fn forget(connection: &mut Connection, before: &Timestamp) -> Result<u64> {
    const SQL: &str = "DELETE FROM idempotency_keys WHERE created_at < $1";
    Ok(execute!(connection, sqlx::query(SQL).bind(before))?)
}
