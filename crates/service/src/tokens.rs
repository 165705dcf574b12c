//! API tokens.

use crate::{Actor, Error, Permission, Result, Service, Via, hash_secret};
use store::tokens;

/// What every API token begins with, so that a leaked one is recognised for what it is.
pub const PREFIX: &str = "cpt_";

/// Who acts with a token.
///
/// # Errors
/// [`Error::NotSignedIn`] where the token is unknown, has ended or was revoked, or its user is shut out.
pub async fn authenticate(service: &Service, secret: &str) -> Result<Actor> {
    const UNKNOWN: &str = "this token is not known, has ended or was revoked; make a new one";
    let now = service.surroundings().now();
    let mut connection = service.database().read().await?;
    let bearer = tokens::find_by_secret(&mut connection, &hash_secret(secret)).await?;
    let bearer = bearer.ok_or(Error::NotSignedIn(UNKNOWN))?;
    let has_ended = bearer.token.revoked_at.is_some() || bearer.token.expires_at <= now;
    if has_ended || bearer.user.disabled_at.is_some() {
        return Err(Error::NotSignedIn(UNKNOWN));
    }
    // A scope that an older or newer version knew allows nothing here.
    let scopes = bearer.token.scopes.iter().filter_map(|scope| scope.parse::<Permission>().ok()).collect();
    Ok(Actor {
        org: bearer.user.org_id,
        user: bearer.user.id,
        role: bearer.user.role,
        via: Via::Token(bearer.token.id),
        scopes: Some(scopes),
    })
}
