//! API tokens.

use crate::checks::Checks;
use crate::line::Name;
use crate::sessions::note_use;
use crate::transaction::started;
use crate::{Actor, Caller, Code, Error, Listed, Permission, Result, Secret, Service, Via, hash_secret};
use serde::{Deserialize, Serialize};
use store::tokens::{self, Token};
use store::{Timestamp, TokenId, UserId};
use utoipa::ToSchema;

/// What every API token begins with, so that a leaked one is recognised for what it is.
pub const PREFIX: &str = "cpt_";

/// So many tokens of a user work at once.
const MOST: usize = 50;

/// Who acts with a token.
///
/// # Errors
/// [`Error::NotSignedIn`] where the token is unknown, has ended or was revoked, or its user is shut out.
#[crate::boxed]
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
    drop(connection);
    let is_noted = bearer.token.last_used_at.as_ref().is_some_and(|last| last.plus_seconds(60) > now);
    if !is_noted {
        let touch = async {
            let mut connection = service.database().write().await?;
            tokens::touch(&mut connection, &bearer.user.org_id, &bearer.token.id, &now).await?;
            connection.commit().await
        };
        note_use(touch).await;
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

/// A token to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenInput {
    /// What it is for.
    #[schema(value_type = Name)]
    pub name: String,
    /// What it may do, as far as its owner may.
    #[schema(min_items = 1, max_items = 50)]
    pub scopes: Vec<Permission>,
    /// After how many days it ends.
    #[schema(minimum = 1, maximum = 365)]
    pub expires_in_days: i64,
}

/// A token that was just made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MadeToken {
    /// The secret. It is shown this once.
    pub secret: String,
    /// The token.
    #[serde(flatten)]
    pub token: Token,
}

/// The caller's own tokens, the newest first.
#[crate::boxed]
pub async fn list(service: &Service, caller: &Caller) -> Result<Listed<Token>> {
    let mut read = service.read(caller, Permission::AccountManage).await?;
    let (connection, actor) = read.with_actor();
    Ok(Listed::whole(tokens::list(connection, &actor.org, &actor.user).await?))
}

/// Makes a token for the caller. Its secret is not kept, so a repeated request makes another.
#[crate::boxed]
pub async fn create(service: &Service, caller: &Caller, input: TokenInput) -> Result<MadeToken> {
    let mut write = service.write_anew(caller, Permission::AccountManage, "token.create").await?;
    let mut checks = Checks::default();
    let name = Name::checked(&mut checks, "/name", &input.name);
    checks.require(
        (1..=365).contains(&input.expires_in_days),
        "/expires_in_days",
        "give a number from 1 to 365",
    );
    checks.require((1..=50).contains(&input.scopes.len()), "/scopes", "name 1 to 50 scopes");
    for (index, scope) in input.scopes.iter().enumerate() {
        let may = caller.actor.require(*scope).is_ok();
        checks.require(
            may,
            &format!("/scopes/{index}"),
            "you may not do this yourself, so no token of yours can",
        );
    }
    checks.done()?;
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let lasting = input.expires_in_days * 24 * 60 * 60;
    let there = tokens::list(connection, &actor.org, &actor.user).await?;
    let n_working = there.iter().filter(|token| token.revoked_at.is_none() && token.expires_at > now).count();
    if n_working >= MOST {
        let detail = format!("you have {MOST} tokens that work: revoke one that you need no more");
        return Err(Error::conflict(Code::TooMany, detail));
    }
    let (token, secret) = make(service, &actor.user, name, &input.scopes, &now, lasting);
    tokens::insert(connection, &actor.org, &token, &secret.hash()).await?;
    let subject = token.id.to_string();
    write.finish(&subject, &["name", "scopes", "expires_at"], ()).await?;
    Ok(MadeToken { secret: secret.reveal().to_owned(), token })
}

/// Revokes one of the caller's own tokens.
#[crate::boxed]
pub async fn revoke(service: &Service, caller: &Caller, id: &TokenId) -> Result<()> {
    let mut write = started!(service.write(caller, Permission::AccountManage, "token.revoke", id).await?);
    let now = write.now();
    let (connection, actor) = write.with_actor();
    if !tokens::revoke(connection, &actor.org, &actor.user, id, &now).await? {
        return Err(Error::NotFound("token"));
    }
    write.finish(id.as_str(), &["revoked_at"], ()).await
}

/// A new token and its secret.
pub(crate) fn make(
    service: &Service,
    user: &UserId,
    name: String,
    scopes: &[Permission],
    now: &Timestamp,
    seconds: i64,
) -> (Token, Secret) {
    let secret = Secret::new(PREFIX, service.surroundings());
    let token = Token {
        id: service.surroundings().id(),
        user_id: user.clone(),
        name,
        hint: secret.hint(),
        scopes: scopes.iter().map(|scope| scope.name().to_owned()).collect(),
        created_at: now.clone(),
        expires_at: now.plus_seconds(seconds),
        last_used_at: None,
        revoked_at: None,
    };
    (token, secret)
}
