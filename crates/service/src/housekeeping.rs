//! What is thrown away with time.

use crate::{Service, throttling};
use store::{Timestamp, idempotency, imports, links, second_factors};

/// From where a request came is kept for so long.
pub(crate) const SOURCE_SECONDS: i64 = 90 * 24 * 60 * 60;

/// An answer may be asked for again so long.
pub(crate) const KEY_SECONDS: i64 = 24 * 60 * 60;
/// A file that nobody has put on file by then is forgotten.
pub(crate) const PREVIEW_SECONDS: i64 = 30 * 24 * 60 * 60;
/// How often there is anything worth tidying.
const EVERY_SECONDS: i64 = 60 * 60;

/// Throws away what has had its time, if it was not done lately. That it cannot be done now hurts nobody.
pub(crate) async fn tidy(service: &Service) {
    let now = service.surroundings().now();
    if !service.is_due(EVERY_SECONDS) {
        return;
    }
    if let Err(error) = throw_away(service, &now).await {
        tracing::warn!(%error, "old answers cannot be thrown away now");
    }
}

async fn throw_away(service: &Service, now: &Timestamp) -> crate::Result<()> {
    let mut connection = service.database().write().await?;
    idempotency::forget(&mut connection, &now.plus_seconds(-KEY_SECONDS)).await?;
    imports::forget(&mut connection, &now.plus_seconds(-PREVIEW_SECONDS)).await?;
    throttling::forget(&mut connection, now).await?;
    store::audit::forget_sources(&mut connection, &now.plus_seconds(-SOURCE_SECONDS)).await?;
    links::forget(&mut connection, now).await?;
    second_factors::forget_sign_ins(&mut connection, now).await?;
    Ok(connection.commit().await?)
}
