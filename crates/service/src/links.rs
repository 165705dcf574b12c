//! Links that work once: the first setup, and signing in for whom a password is yet to be set. Looking at one uses
//! nothing up, so that a scanner of mail does no harm.

use crate::checks::{Checks, account};
use crate::line::Name;
use crate::sessions::{Entered, SignedIn, Visitor, begin, enter};
use crate::throttling;
use crate::{Error, Result, Secret, Service, frameworks, hash_secret, passwords};
use store::audit::{self, Record};
use store::links::{self, Link, Purpose};
use store::users::{self, Role, User};
use store::{Connection, OrgId, Timestamp, organisations};

/// How long the link for the first setup works.
pub(crate) const SETUP_SECONDS: i64 = 30 * 60;
/// How long a link to sign in works.
pub const SIGN_IN_SECONDS: i64 = 24 * 60 * 60;

/// How long the link works by which a member of a panel signs in for the first time.
pub const PANEL_SECONDS: i64 = 14 * 24 * 60 * 60;

/// What the first setup needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setup {
    /// The organisation's name.
    pub organisation: String,
    /// The first user's name.
    pub name: String,
    /// The address that they will sign in with.
    pub email: String,
    /// Their password.
    pub password: String,
}

/// A link for the first setup, where there is no organisation yet.
#[crate::boxed]
pub async fn setup(service: &Service) -> Result<Option<Secret>> {
    let mut connection = service.database().write().await?;
    if !organisations::list(&mut connection).await?.is_empty() {
        return Ok(None);
    }
    let secret = Secret::new("", service.surroundings());
    insert(service, &mut connection, None, &secret, SETUP_SECONDS).await?;
    connection.commit().await?;
    Ok(Some(secret))
}

/// A link by which a user signs in once, within a transaction; with when it ends.
pub(crate) async fn sign_in_link(
    service: &Service,
    connection: &mut Connection,
    user: &User,
) -> Result<(Secret, Timestamp)> {
    let secret = Secret::new("", service.surroundings());
    insert(service, connection, Some(user), &secret, SIGN_IN_SECONDS).await?;
    Ok((secret, service.surroundings().now().plus_seconds(SIGN_IN_SECONDS)))
}

/// A link by which a member of a panel signs in for the first time, within a transaction; with when it ends. Those made
/// before end now.
pub(crate) async fn panel_link(
    service: &Service,
    connection: &mut Connection,
    user: &User,
) -> Result<(Secret, Timestamp)> {
    let now = service.surroundings().now();
    users::end_links(connection, &user.org_id, &user.id, &now).await?;
    let secret = Secret::new("", service.surroundings());
    insert(service, connection, Some(user), &secret, PANEL_SECONDS).await?;
    Ok((secret, now.plus_seconds(PANEL_SECONDS)))
}

/// Whether a link works for a purpose, and for whom: nothing is used up.
///
/// # Errors
/// [`Error::NotFound`], in the same words whether it is wrong, used or past its time.
#[crate::boxed]
pub async fn look(
    service: &Service,
    secret: &str,
    purpose: Purpose,
    visitor: &Visitor,
) -> Result<Option<User>> {
    let attempt = async {
        let mut connection = service.database().read().await?;
        usable(service, &mut connection, secret, purpose).await
    };
    Ok(throttling::by_link(service, &visitor.address, attempt).await?.1)
}

/// Makes the first organisation with its first admin, and signs them in.
#[crate::boxed]
pub async fn set_up(service: &Service, secret: &str, input: &Setup, visitor: &Visitor) -> Result<SignedIn> {
    look(service, secret, Purpose::Setup, visitor).await?;
    let email = account(&input.email);
    let mut checks = Checks::default();
    let organisation = Name::checked(&mut checks, "/organisation", &input.organisation);
    let name = Name::checked(&mut checks, "/name", &input.name);
    checks.email("/email", &email);
    checks.done()?;
    passwords::check(&input.password, &[&email, &organisation, &name])?;
    let password_hash = passwords::hash(service, &input.password).await?;
    let now = service.surroundings().now();
    let org: OrgId = service.surroundings().id();
    let user = User {
        id: service.surroundings().id(),
        org_id: org.clone(),
        email,
        name,
        role: Role::Admin,
        revision: 1,
        created_at: now.clone(),
        updated_at: now.clone(),
        disabled_at: None,
        password_hash: Some(password_hash),
    };
    let mut connection = service.database().write().await?;
    let (link, _) = usable(service, &mut connection, secret, Purpose::Setup).await?;
    if !links::use_up(&mut connection, &link.id, &now).await? {
        return Err(Error::NotFound("link"));
    }
    organisations::insert(&mut connection, &org, &organisation, &now).await?;
    users::insert(&mut connection, &user).await?;
    frameworks::add_default(&mut connection, &org, service.surroundings().id(), now.clone()).await?;
    let record = Record {
        user: Some(&user.id),
        via: "link",
        action: "organisation.create",
        subject: org.as_str(),
        fields: &["name"],
        request: &visitor.request,
    };
    audit::append(&mut connection, &org, &record, &now).await?;
    let session = begin(service, &mut connection, &user, visitor).await?;
    connection.commit().await?;
    Ok(session)
}

/// Signs in with a link, and sets a password where one is given; whoever has none yet has to give one.
///
/// # Errors
/// Where the link does not work, or the password will not do.
#[crate::boxed]
pub async fn sign_in(
    service: &Service,
    secret: &str,
    password: Option<&str>,
    visitor: &Visitor,
) -> Result<Entered> {
    let user = look(service, secret, Purpose::SignIn, visitor).await?.ok_or(Error::NotFound("link"))?;
    let hash = match password {
        Some(password) => {
            passwords::check(password, &[&user.email, &user.name])?;
            Some(passwords::hash(service, password).await?)
        }
        None if user.password_hash.is_none() => {
            return Err(Error::invalid("/password", "choose a password to sign in with from now on"));
        }
        None => None,
    };
    let now = service.surroundings().now();
    let mut connection = service.database().write().await?;
    let (link, user) = usable(service, &mut connection, secret, Purpose::SignIn).await?;
    let user = user.ok_or(Error::NotFound("link"))?;
    if !links::use_up(&mut connection, &link.id, &now).await? {
        return Err(Error::NotFound("link"));
    }
    if let Some(hash) = hash {
        users::set_password(&mut connection, &user.org_id, &user.id, &hash, &now).await?;
        // What was made before anybody had a password is not a stranger's.
        match user.password_hash {
            Some(_) => users::end_access(&mut connection, &user.org_id, &user.id, None, &now).await?,
            None => users::end_links(&mut connection, &user.org_id, &user.id, &now).await?,
        }
        let record = Record {
            user: Some(&user.id),
            via: "link",
            action: "password.change",
            subject: user.id.as_str(),
            fields: &["password"],
            request: &visitor.request,
        };
        audit::append(&mut connection, &user.org_id, &record, &now).await?;
    }
    let entered = enter(service, &mut connection, &user, visitor).await?;
    connection.commit().await?;
    Ok(entered)
}

async fn usable(
    service: &Service,
    connection: &mut Connection,
    secret: &str,
    purpose: Purpose,
) -> Result<(Link, Option<User>)> {
    let now = service.surroundings().now();
    let link = links::find_by_secret(connection, &hash_secret(secret)).await?;
    let is_usable = |link: &Link| link.purpose == purpose && link.used_at.is_none() && link.expires_at > now;
    let link = link.filter(is_usable).ok_or(Error::NotFound("link"))?;
    // Each start of a server that nobody has set up makes a link; the first that is used ends the others.
    if purpose == Purpose::Setup && !organisations::list(connection).await?.is_empty() {
        return Err(Error::NotFound("link"));
    }
    let user = match (&link.org_id, &link.user_id) {
        (Some(org), Some(user)) => {
            let user = users::find(connection, org, user).await?;
            Some(user.filter(|user| user.disabled_at.is_none()).ok_or(Error::NotFound("link"))?)
        }
        _ => None,
    };
    Ok((link, user))
}

async fn insert(
    service: &Service,
    connection: &mut Connection,
    user: Option<&User>,
    secret: &Secret,
    seconds: i64,
) -> Result<()> {
    let now = service.surroundings().now();
    let link = Link {
        id: service.surroundings().id(),
        org_id: user.map(|user| user.org_id.clone()),
        user_id: user.map(|user| user.id.clone()),
        purpose: if user.is_some() { Purpose::SignIn } else { Purpose::Setup },
        expires_at: now.plus_seconds(seconds),
        created_at: now,
        used_at: None,
    };
    Ok(links::insert(connection, &link, &secret.hash()).await?)
}
