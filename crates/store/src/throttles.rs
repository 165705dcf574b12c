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

/// Keeps the attempts in a bucket.
#[crate::boxed]
pub async fn put(connection: &mut Connection, bucket: &str, throttle: &Throttle) -> Result<()> {
    const SQL: &str = "INSERT INTO throttles (bucket, failures, last_at, blocked_until) VALUES ($1, $2, $3, $4) \
                       ON CONFLICT (bucket) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, \
                       blocked_until = excluded.blocked_until";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(bucket)
            .bind(throttle.failures)
            .bind(&throttle.last_at)
            .bind(&throttle.blocked_until)
    )?;
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
