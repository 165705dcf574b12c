//! Failed attempts, by what is attempted: an account or an address, of which only a hash is kept.

use crate::connection::{execute, on};
use crate::row::row;
use crate::{Connection, Result, Timestamp};

row! {
    /// Failed attempts so far.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Throttle {
        /// How many.
        pub failures: i64,
        /// When the last one was.
        pub last_at: Timestamp,
        /// Until when nothing is tried.
        pub blocked_until: Timestamp,
    }
}

/// The attempts in a bucket.
#[crate::boxed]
pub async fn find(connection: &mut Connection, bucket: &str) -> Result<Option<Throttle>> {
    const SQL: &str = "SELECT failures, last_at, blocked_until FROM throttles WHERE bucket = $1";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(bucket).fetch_optional(c))?)
}

/// Counts an attempt in a bucket and gives what it is now; `blocked_until` is as it was before. Whoever counts next waits
/// until this transaction ends. Attempts before `since` are forgotten.
#[crate::boxed]
pub async fn count(
    connection: &mut Connection,
    bucket: &str,
    now: &Timestamp,
    since: &Timestamp,
) -> Result<Throttle> {
    const SQL: &str = "INSERT INTO throttles (bucket, failures, last_at, blocked_until) VALUES ($1, 1, $2, $2) \
                       ON CONFLICT (bucket) DO UPDATE SET last_at = excluded.last_at, \
                       failures = CASE WHEN throttles.last_at > $3 THEN throttles.failures + 1 ELSE 1 END \
                       RETURNING failures, last_at, blocked_until";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(bucket).bind(now).bind(since).fetch_one(c))?)
}

/// Says until when nothing is tried in a bucket.
#[crate::boxed]
pub async fn block(connection: &mut Connection, bucket: &str, until: &Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE throttles SET blocked_until = $2 WHERE bucket = $1";
    execute!(connection, sqlx::query(SQL).bind(bucket).bind(until))?;
    Ok(())
}

/// Takes one attempt out of a bucket again, which did not fail.
#[crate::boxed]
pub async fn forgive(connection: &mut Connection, bucket: &str, now: &Timestamp) -> Result<()> {
    const LAST: &str = "DELETE FROM throttles WHERE bucket = $1 AND failures < 2";
    const ONE: &str = "UPDATE throttles SET failures = failures - 1, blocked_until = $2 WHERE bucket = $1";
    execute!(connection, sqlx::query(LAST).bind(bucket))?;
    execute!(connection, sqlx::query(ONE).bind(bucket).bind(now))?;
    Ok(())
}

/// Empties a bucket.
#[crate::boxed]
pub async fn clear(connection: &mut Connection, bucket: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM throttles WHERE bucket = $1";
    execute!(connection, sqlx::query(SQL).bind(bucket))?;
    Ok(())
}

/// Throws away buckets whose last attempt was before a moment.
#[crate::boxed]
pub async fn forget(connection: &mut Connection, before: &Timestamp) -> Result<u64> {
    const SQL: &str = "DELETE FROM throttles WHERE last_at < $1";
    Ok(execute!(connection, sqlx::query(SQL).bind(before))?)
}
