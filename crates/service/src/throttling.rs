//! Failed attempts slow down whoever makes them, and never lock anyone out for good.

use crate::{Error, Result, Service, hash_secret};
use core::net::IpAddr;
use store::throttles::{self, Throttle};
use store::{Connection, Timestamp};

/// What is attempted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bucket<'a> {
    /// Signing in with this address, from anywhere.
    Account(&'a str),
    /// Signing in with this address, from this network.
    AccountFrom(&'a str, &'a str),
    /// Signing in in a browser that is known, by the hash of its secret.
    Browser(&'a str),
    /// Anything, from this network address.
    Address(&'a str),
}

/// So many failures cost nothing.
const FREE_FOR_ACCOUNT: i64 = 5;
/// A guesser with many networks is slowed down as well, and whoever shares a network with one is not shut out by it.
const FREE_FROM_ANYWHERE: i64 = 50;
const FREE_FOR_ADDRESS: i64 = 30;
/// The longest wait.
const LONGEST_SECONDS: i64 = 15 * 60;
/// Failures are forgotten after so long without another.
pub(crate) const FORGIVEN_SECONDS: i64 = 60 * 60;

impl Bucket<'_> {
    fn key(&self) -> String {
        match self {
            Self::Account(email) => hash_secret(format!("account:{}", email.to_lowercase())),
            Self::AccountFrom(email, address) => {
                hash_secret(format!("account:{}:{}", network(address), email.to_lowercase()))
            }
            Self::Browser(hash) => hash_secret(format!("browser:{hash}")),
            Self::Address(address) => hash_secret(format!("address:{address}")),
        }
    }

    fn free(&self) -> i64 {
        match self {
            Self::Account(_) => FREE_FROM_ANYWHERE,
            Self::AccountFrom(..) | Self::Browser(_) => FREE_FOR_ACCOUNT,
            Self::Address(_) => FREE_FOR_ADDRESS,
        }
    }
}

/// The network of an address: what one customer of a provider has.
fn network(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(address)) => {
            let segments = address.segments();
            format!("{:x}:{:x}:{:x}:{:x}", segments[0], segments[1], segments[2], segments[3])
        }
        _ => address.to_owned(),
    }
}

/// Counts an attempt before it is made, so that of many at once each is counted, and refuses one that comes too soon after
/// others that failed. One that succeeds is [forgiven](succeeded).
///
/// # Errors
/// [`Error::Throttled`] then.
#[crate::boxed]
pub async fn attempt(service: &Service, buckets: &[Bucket<'_>]) -> Result<()> {
    let now = service.surroundings().now();
    // In one order, so that no two attempts wait for each other.
    let mut keys: Vec<(String, i64)> = buckets.iter().map(|bucket| (bucket.key(), bucket.free())).collect();
    keys.sort();
    let mut connection = service.database().write().await?;
    for (key, free) in keys {
        // What is refused is not counted: the transaction ends without being kept.
        refuse_blocked(Some(&count(&mut connection, &key, free, &now).await?), &now)?;
    }
    Ok(connection.commit().await?)
}

/// Forgives an attempt that succeeded: failures before it are forgotten, but for those of its network address, from which
/// others guess as well.
#[crate::boxed]
pub async fn succeeded(service: &Service, buckets: &[Bucket<'_>]) -> Result<()> {
    let now = service.surroundings().now();
    let mut connection = service.database().write().await?;
    for bucket in buckets {
        match bucket {
            Bucket::Address(_) | Bucket::Account(_) => {
                throttles::forgive(&mut connection, &bucket.key(), &now).await?;
            }
            _ => throttles::clear(&mut connection, &bucket.key()).await?,
        }
    }
    Ok(connection.commit().await?)
}

/// What a link opens. A link that does not work counts as a failed attempt of the address that it was tried from; whatever
/// the attempt held of the store has to be let go by then.
///
/// # Errors
/// [`Error::Throttled`] where too many failed before, and what the attempt itself says.
pub(crate) async fn by_link<T>(
    service: &Service,
    address: &str,
    opening: impl Future<Output = Result<T>>,
) -> Result<T> {
    let bucket = [Bucket::Address(address)];
    check(service, &bucket).await?;
    let opened = opening.await;
    if matches!(opened, Err(Error::NotFound(_))) {
        failed(service, &bucket).await?;
    }
    opened
}

/// Refuses an attempt that comes too soon after others that failed. For secrets of 256 bits, which nobody guesses: only what
/// failed is counted, so that reading writes nothing.
///
/// # Errors
/// [`Error::Throttled`] then.
#[crate::boxed]
pub async fn check(service: &Service, buckets: &[Bucket<'_>]) -> Result<()> {
    let now = service.surroundings().now();
    let mut connection = service.database().read().await?;
    for bucket in buckets {
        let throttle = throttles::find(&mut connection, &bucket.key()).await?;
        refuse_blocked(throttle.as_ref(), &now)?;
    }
    Ok(())
}

/// Counts an attempt that failed.
#[crate::boxed]
pub async fn failed(service: &Service, buckets: &[Bucket<'_>]) -> Result<()> {
    let now = service.surroundings().now();
    let mut connection = service.database().write().await?;
    for bucket in buckets {
        count(&mut connection, &bucket.key(), bucket.free(), &now).await?;
    }
    Ok(connection.commit().await?)
}

/// Counts an attempt, and gives what its bucket was before.
async fn count(connection: &mut Connection, key: &str, free: i64, now: &Timestamp) -> Result<Throttle> {
    let since = now.plus_seconds(-FORGIVEN_SECONDS);
    let throttle = throttles::count(connection, key, now, &since).await?;
    let until = now.plus_seconds(wait(throttle.failures, free));
    throttles::block(connection, key, &until).await?;
    Ok(throttle)
}

fn refuse_blocked(throttle: Option<&Throttle>, now: &Timestamp) -> Result<()> {
    match throttle {
        Some(throttle) if throttle.blocked_until > *now => {
            let micros = throttle.blocked_until.micros() - now.micros();
            Err(Error::Throttled { seconds: (micros + 999_999) / 1_000_000 })
        }
        _ => Ok(()),
    }
}

/// Throws away what is forgiven.
pub(crate) async fn forget(connection: &mut Connection, now: &Timestamp) -> Result<()> {
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
