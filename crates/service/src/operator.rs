//! What the operator of the machine does there, for whom no organisation's rights are asked: whoever can read the
//! database file needs none.

use crate::checks::{Checks, account};
use crate::line::Name;
use crate::{Code, Error, Permission, Result, Secret, Service, frameworks, links, passwords, tokens};
use store::audit::{self, Record};
use store::users::{self, Role, User};
use store::{Connection, FrameworkId, OrgId, Timestamp, TokenId, organisations};

/// Adds an organisation with the framework that every one begins with.
#[crate::boxed]
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

/// Adds the framework that comes with this program to organisations whose newest came with an earlier one. Searches keep
/// theirs, and whoever has a framework of their own keeps it as the newest.
#[crate::boxed]
pub async fn update_frameworks(service: &Service) -> Result<()> {
    let now = service.surroundings().now();
    let mut connection = service.database().write().await?;
    for (org, _) in organisations::list(&mut connection).await? {
        if frameworks::is_of_earlier_program(&mut connection, &org).await? {
            let id: FrameworkId = service.surroundings().id();
            frameworks::add_default(&mut connection, &org, id.clone(), now.clone()).await?;
            record(&mut connection, service, &org, "framework.add", id.as_str()).await?;
        }
    }
    Ok(connection.commit().await?)
}

/// Folds the names that an earlier program has kept, so that they are found however they are typed.
#[crate::boxed]
pub async fn fold_names(service: &Service) -> Result<()> {
    let mut connection = service.database().write().await?;
    store::fold::fold_earlier(&mut connection).await?;
    Ok(connection.commit().await?)
}

/// Says beforehand what of a user will not do, so that nothing is left half done: an organisation that is to be made
/// for them, or a user without the password that was meant for them.
///
/// # Errors
/// [`Error::Invalid`] then, and where the address is another's.
#[crate::boxed]
pub async fn check_user(
    service: &Service,
    organisation: Option<&str>,
    email: &str,
    name: &str,
    password: Option<&str>,
) -> Result<()> {
    let email = account(email);
    let mut checks = Checks::default();
    checks.email("/email", &email);
    Name::checked(&mut checks, "/name", name);
    if let Some(organisation) = organisation {
        Name::checked(&mut checks, "/org", organisation);
    }
    checks.done()?;
    password.map_or(Ok(()), |password| passwords::check(password, &[&email, name]))?;
    match find_user(service, &email).await {
        Ok(_) => Err(crate::users::taken(store::Error::Taken)),
        Err(Error::NotFound(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Adds a user, who signs in once a password is set.
#[crate::boxed]
pub async fn add_user(service: &Service, org: &OrgId, email: &str, name: &str, role: Role) -> Result<User> {
    let email = account(email);
    let mut checks = Checks::default();
    checks.email("/email", &email);
    let name = Name::checked(&mut checks, "/name", name);
    checks.done()?;
    let now = service.surroundings().now();
    let user = User {
        id: service.surroundings().id(),
        org_id: org.clone(),
        email,
        name,
        role,
        revision: 1,
        created_at: now.clone(),
        updated_at: now,
        disabled_at: None,
        password_hash: None,
    };
    let mut connection = service.database().write().await?;
    users::insert(&mut connection, &user).await.map_err(crate::users::taken)?;
    record(&mut connection, service, org, "user.create", user.id.as_str()).await?;
    connection.commit().await?;
    Ok(user)
}

/// Makes a token that acts for a user, and gives its secret.
#[crate::boxed]
pub async fn add_token(
    service: &Service,
    user: &User,
    name: &str,
    scopes: &[Permission],
    seconds: i64,
) -> Result<Secret> {
    let now = service.surroundings().now();
    let (token, secret) = tokens::make(service, &user.id, name.to_owned(), scopes, &now, seconds);
    let mut connection = service.database().write().await?;
    store::tokens::insert(&mut connection, &user.org_id, &token, &secret.hash()).await?;
    record(&mut connection, service, &user.org_id, "token.create", token.id.as_str()).await?;
    connection.commit().await?;
    Ok(secret)
}

/// Sets a user's password.
#[crate::boxed]
pub async fn set_password(service: &Service, user: &User, password: &str) -> Result<()> {
    passwords::check(password, &[&user.email, &user.name])?;
    let hash = passwords::hash(service, password).await?;
    let now = service.surroundings().now();
    let mut connection = service.database().write().await?;
    users::set_password(&mut connection, &user.org_id, &user.id, &hash, &now).await?;
    if user.password_hash.is_some() {
        users::end_access(&mut connection, &user.org_id, &user.id, None, &now).await?;
    }
    record(&mut connection, service, &user.org_id, "password.change", user.id.as_str()).await?;
    Ok(connection.commit().await?)
}

/// A link by which a user signs in once, with when it ends.
#[crate::boxed]
pub async fn sign_in_link(service: &Service, user: &User) -> Result<(Secret, Timestamp)> {
    if user.disabled_at.is_some() {
        return Err(Error::conflict(Code::Disabled, "this user is shut out: let them in again first"));
    }
    let mut connection = service.database().write().await?;
    let link = links::sign_in_link(service, &mut connection, user).await?;
    record(&mut connection, service, &user.org_id, "user.sign_in_link", user.id.as_str()).await?;
    connection.commit().await?;
    Ok(link)
}

/// Removes a user's second factor.
#[crate::boxed]
pub async fn remove_second_factor(service: &Service, user: &User) -> Result<()> {
    let mut connection = service.database().write().await?;
    if !store::second_factors::delete(&mut connection, &user.org_id, &user.id).await? {
        return Err(Error::NotFound("second factor"));
    }
    record(&mut connection, service, &user.org_id, "second_factor.remove", user.id.as_str()).await?;
    Ok(connection.commit().await?)
}

/// Shuts a user out, or lets them in again.
#[crate::boxed]
pub async fn set_disabled(service: &Service, user: &User, is_disabled: bool) -> Result<()> {
    let now = service.surroundings().now();
    let changed = User { disabled_at: is_disabled.then(|| now.clone()), ..user.clone() };
    let mut connection = service.database().write().await?;
    crate::users::save(&mut connection, &changed, &now).await?;
    record(&mut connection, service, &user.org_id, "user.change", user.id.as_str()).await?;
    Ok(connection.commit().await?)
}

/// Every user with their organisation's name.
#[crate::boxed]
pub async fn list_users(service: &Service) -> Result<Vec<(String, User)>> {
    let mut connection = service.database().read().await?;
    let mut found = Vec::new();
    for (org, name) in organisations::list(&mut connection).await? {
        found.extend(users::list(&mut connection, &org).await?.into_iter().map(|user| (name.clone(), user)));
    }
    Ok(found)
}

/// The organisations by id and name, the oldest first.
#[crate::boxed]
pub async fn list_organisations(service: &Service) -> Result<Vec<(OrgId, String)>> {
    let mut connection = service.database().read().await?;
    Ok(organisations::list(&mut connection).await?)
}

/// The user who signs in with this address.
#[crate::boxed]
pub async fn find_user(service: &Service, email: &str) -> Result<User> {
    let mut connection = service.database().read().await?;
    let user = users::find_by_email(&mut connection, &account(email)).await?;
    user.ok_or(Error::NotFound("user"))
}

/// A user's tokens, the newest first.
#[crate::boxed]
pub async fn list_tokens(service: &Service, user: &User) -> Result<Vec<store::tokens::Token>> {
    let mut connection = service.database().read().await?;
    Ok(store::tokens::list(&mut connection, &user.org_id, &user.id).await?)
}

/// Revokes a user's token.
#[crate::boxed]
pub async fn revoke_token(service: &Service, user: &User, id: &TokenId) -> Result<()> {
    let now = service.surroundings().now();
    let mut connection = service.database().write().await?;
    if !store::tokens::revoke(&mut connection, &user.org_id, &user.id, id, &now).await? {
        return Err(Error::NotFound("token"));
    }
    record(&mut connection, service, &user.org_id, "token.revoke", id.as_str()).await?;
    Ok(connection.commit().await?)
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
