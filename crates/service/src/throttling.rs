//! Failed attempts slow down whoever makes them, and never lock anyone out for good.

use crate::{Error, Result, Service, hash_secret};
use store::Timestamp;
use store::throttles::{self, Throttle};

/// What is attempted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bucket<'a> {
    /// Signing in with this address.
    Account(&'a str),
    /// Anything, from this network address.
    Address(&'a str),
}

/// So many failures cost nothing.
const FREE_FOR_ACCOUNT: i64 = 5;
const FREE_FOR_ADDRESS: i64 = 30;
/// The longest wait.
const LONGEST_SECONDS: i64 = 15 * 60;
/// Failures are forgotten after so long without another.
pub(crate) const FORGIVEN_SECONDS: i64 = 60 * 60;

impl Bucket<'_> {
    fn key(&self) -> String {
        match self {
            Self::Account(email) => hash_secret(format!("account:{}", email.to_lowercase())),
            Self::Address(address) => hash_secret(format!("address:{address}")),
        }
    }

    fn free(&self) -> i64 {
        match self {
            Self::Account(_) => FREE_FOR_ACCOUNT,
            Self::Address(_) => FREE_FOR_ADDRESS,
        }
    }
}

/// Refuses an attempt that comes too soon after others that failed.
///
/// # Errors
/// [`Error::Throttled`] then.
#[crate::boxed]
pub async fn check(service: &Service, buckets: &[Bucket<'_>]) -> Result<()> {
    let now = service.surroundings().now();
    let mut connection = service.database().read().await?;
    for bucket in buckets {
        if let Some(throttle) = throttles::find(&mut connection, &bucket.key()).await?
            && throttle.blocked_until > now
        {
            let micros = throttle.blocked_until.micros() - now.micros();
            return Err(Error::Throttled { seconds: (micros + 999_999) / 1_000_000 });
        }
    }
    Ok(())
}

/// What a link opens. A link that does not work counts as a failed attempt of the address that it was tried from; whatever
/// the attempt held of the store has to be let go by then.
///
/// # Errors
/// [`Error::Throttled`] where too many failed before, and what the attempt itself says.
pub(crate) async fn by_link<T>(
    service: &Service,
    address: &str,
    attempt: impl Future<Output = Result<T>>,
) -> Result<T> {
    let bucket = [Bucket::Address(address)];
    check(service, &bucket).await?;
    let opened = attempt.await;
    if matches!(opened, Err(Error::NotFound(_))) {
        failed(service, &bucket).await?;
    }
    opened
}

/// Counts an attempt that failed.
#[crate::boxed]
pub async fn failed(service: &Service, buckets: &[Bucket<'_>]) -> Result<()> {
    let now = service.surroundings().now();
    let mut connection = service.database().write().await?;
    for bucket in buckets {
        let key = bucket.key();
        let before = throttles::find(&mut connection, &key).await?;
        let recent = before.filter(|throttle| throttle.last_at > now.plus_seconds(-FORGIVEN_SECONDS));
        let failures = recent.map_or(0, |throttle| throttle.failures) + 1;
        let throttle = Throttle {
            failures,
            last_at: now.clone(),
            blocked_until: now.plus_seconds(wait(failures, bucket.free())),
        };
        throttles::put(&mut connection, &key, &throttle).await?;
    }
    Ok(connection.commit().await?)
}

/// Forgets failures of an account, after an attempt that did not fail.
#[crate::boxed]
pub async fn succeeded(service: &Service, bucket: &Bucket<'_>) -> Result<()> {
    let mut connection = service.database().write().await?;
    throttles::clear(&mut connection, &bucket.key()).await?;
    Ok(connection.commit().await?)
}

/// Throws away what is forgiven.
pub(crate) async fn forget(connection: &mut store::Connection, now: &Timestamp) -> Result<()> {
    throttles::forget(connection, &now.plus_seconds(-FORGIVEN_SECONDS)).await?;
    Ok(())
}

/// Seconds to wait after so many failures: doubling, up to a bound.
fn wait(failures: i64, free: i64) -> i64 {
    match failures - free {
        ..=0 => 0,
        over => (1_i64 << over.min(20)).min(LONGEST_SECONDS),
    }
}

#[cfg(test)]
mod tests {
    use super::wait;

    #[test]
    fn waits_grow_to_a_bound() {
        assert_eq!([5, 6, 7, 8].map(|failures| wait(failures, 5)), [0, 2, 4, 8]);
        assert_eq!(wait(1_000, 5), 900);
    }
}
