//! What the operator of the machine does there, for whom no organisation's rights are asked: whoever can read the
//! database file needs none.

use crate::{Permission, Result, Secret, Service, frameworks, tokens};
use store::audit::{self, Record};
use store::users::{self, Role, User};
use store::{Connection, OrgId, TokenId, organisations};

/// Adds an organisation with the framework that every one begins with.
///
/// # Errors
/// Where the database cannot be used now.
pub async fn add_organisation(service: &Service, name: &str) -> Result<OrgId> {
    let id: OrgId = service.surroundings().id();
    let now = service.surroundings().now();
    let mut connection = service.database().write().await?;
    organisations::insert(&mut connection, &id, name, &now).await?;
    frameworks::add_default(&mut connection, &id, service.surroundings().id(), now).await?;
    record(&mut connection, service, &id, "organisation.create", id.as_str()).await?;
    connection.commit().await?;
    Ok(id)
}

/// Adds a user, who signs in once a password is set.
///
/// # Errors
/// Where the address is another's.
pub async fn add_user(service: &Service, org: &OrgId, email: &str, name: &str, role: Role) -> Result<User> {
    let now = service.surroundings().now();
    let user = User {
        id: service.surroundings().id(),
        org_id: org.clone(),
        email: email.to_lowercase(),
        name: name.to_owned(),
        role,
        revision: 1,
        created_at: now.clone(),
        updated_at: now,
        disabled_at: None,
        password_hash: None,
    };
    let mut connection = service.database().write().await?;
    users::insert(&mut connection, &user).await?;
    record(&mut connection, service, org, "user.create", user.id.as_str()).await?;
    connection.commit().await?;
    Ok(user)
}

/// Makes a token that acts for a user, and gives its secret.
///
/// # Errors
/// Where the database cannot be used now.
pub async fn add_token(
    service: &Service,
    user: &User,
    name: &str,
    scopes: &[Permission],
    seconds: i64,
) -> Result<Secret> {
    let secret = Secret::new(tokens::PREFIX, service.surroundings());
    let now = service.surroundings().now();
    let id: TokenId = service.surroundings().id();
    let token = store::tokens::Token {
        id: id.clone(),
        user_id: user.id.clone(),
        name: name.to_owned(),
        hint: secret.hint(),
        scopes: scopes.iter().map(|scope| scope.name().to_owned()).collect(),
        expires_at: now.plus_seconds(seconds),
        created_at: now,
        last_used_at: None,
        revoked_at: None,
    };
    let mut connection = service.database().write().await?;
    store::tokens::insert(&mut connection, &user.org_id, &token, &secret.hash()).await?;
    record(&mut connection, service, &user.org_id, "token.create", id.as_str()).await?;
    connection.commit().await?;
    Ok(secret)
}

async fn record(
    connection: &mut Connection,
    service: &Service,
    org: &OrgId,
    action: &str,
    subject: &str,
) -> Result<()> {
    let record = Record { user: None, via: "operator", action, subject, fields: &[], request: "" };
    Ok(audit::append(connection, org, &record, &service.surroundings().now()).await?)
}
