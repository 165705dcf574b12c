//! Users, as an admin keeps them.

use crate::checks::{Checks, account};
use crate::line::Name;
use crate::transaction::started;
use crate::{Caller, Code, Email, Error, Expected, Listed, Permission, Result, Service, links, sessions};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::audit::{self, EntryFilter};
use store::users::{self, Role, User};
use store::{Connection, OrgId, Timestamp, UserId};
use utoipa::ToSchema;

/// A user to be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserInput {
    /// The address they will sign in with.
    #[schema(
        min_length = 3,
        max_length = 254,
        pattern = r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+$",
        example = "robin@example.com"
    )]
    pub email: String,
    /// Name.
    #[schema(value_type = Name)]
    pub name: String,
    /// What they are.
    pub role: Role,
}

/// What to change of a user; what is left out stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserChange {
    /// Name.
    #[schema(value_type = Option<Name>)]
    pub name: Option<String>,
    /// What they are.
    pub role: Option<Role>,
    /// Whether they are shut out: their sessions and tokens end at once.
    pub is_disabled: Option<bool>,
}

/// A link by which a user signs in once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInLink {
    /// The address to open. It is shown this once.
    pub url: String,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// The caller themselves.
#[crate::boxed]
pub async fn me(service: &Service, caller: &Caller) -> Result<User> {
    let mut read = service.read(caller, Permission::AccountManage).await?;
    let (connection, actor) = read.with_actor();
    find(connection, &actor.org, &actor.user).await
}

/// The users of the caller's organisation, by name.
#[crate::boxed]
pub async fn list(service: &Service, caller: &Caller) -> Result<Listed<User>> {
    let mut read = service.read(caller, Permission::UsersManage).await?;
    let (connection, org) = read.parts();
    Ok(Listed::whole(users::list(connection, org).await?))
}

/// The users of the caller's organisation, by name, with when each last did anything.
#[crate::boxed]
pub async fn list_seen(service: &Service, caller: &Caller) -> Result<Vec<(User, Option<Timestamp>)>> {
    let mut read = service.read(caller, Permission::UsersManage).await?;
    let (connection, org) = read.parts();
    let mut seen: HashMap<UserId, Timestamp> = users::last_seen(connection, org).await?.into_iter().collect();
    let users = users::list(connection, org).await?;
    let with_seen = |user: User| {
        let at = seen.remove(&user.id);
        (user, at)
    };
    Ok(users.into_iter().map(with_seen).collect())
}

/// One user.
#[crate::boxed]
pub async fn get(service: &Service, caller: &Caller, id: &UserId) -> Result<User> {
    let mut read = service.read(caller, Permission::UsersManage).await?;
    let (connection, org) = read.parts();
    find(connection, org, id).await
}

/// Adds a user, who can sign in once they have a link.
#[crate::boxed]
pub async fn create(service: &Service, caller: &Caller, input: UserInput) -> Result<User> {
    let mut write = started!(service.write(caller, Permission::UsersManage, "user.create", &input).await?);
    let email = account(&input.email);
    let mut checks = Checks::default();
    checks.email("/email", &email);
    let name = Name::checked(&mut checks, "/name", &input.name);
    checks.done()?;
    let now = write.now();
    let (connection, org) = write.parts();
    let user = User {
        id: service.surroundings().id(),
        org_id: org.clone(),
        email,
        name,
        role: input.role,
        revision: 1,
        created_at: now.clone(),
        updated_at: now,
        disabled_at: None,
        password_hash: None,
    };
    users::insert(connection, &user).await.map_err(taken)?;
    let subject = user.id.to_string();
    write.finish(&subject, &["email", "name", "role"], user).await
}

/// Changes a user.
#[crate::boxed]
pub async fn change(
    service: &Service,
    caller: &Caller,
    id: &UserId,
    expected: Expected,
    change: UserChange,
) -> Result<User> {
    let asked = (id, &change);
    let mut write = started!(service.write(caller, Permission::UsersManage, "user.change", &asked).await?);
    let now = write.now();
    let (connection, org) = write.parts();
    let mut user = find(connection, org, id).await?;
    expected.check(user.revision)?;
    let mut fields = Vec::new();
    let mut checks = Checks::default();
    if let Some(name) = change.name {
        user.name = Name::checked(&mut checks, "/name", &name);
        fields.push("name");
    }
    checks.done()?;
    if let Some(role) = change.role {
        user.role = role;
        fields.push("role");
    }
    if let Some(is_disabled) = change.is_disabled {
        user.disabled_at = is_disabled.then(|| user.disabled_at.clone().unwrap_or_else(|| now.clone()));
        fields.push("disabled_at");
    }
    save(connection, &user, &now).await?;
    let user = find(connection, org, id).await?;
    write.finish(id.as_str(), &fields, user).await
}

/// Changes the caller's own name.
#[crate::boxed]
pub async fn rename_self(service: &Service, caller: &Caller, name: &str) -> Result<User> {
    let mut write = started!(service.write(caller, Permission::AccountManage, "user.rename", &name).await?);
    let mut checks = Checks::default();
    let name = Name::checked(&mut checks, "/name", name);
    checks.done()?;
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let (org, id) = (actor.org.clone(), actor.user.clone());
    let user = User { name, ..find(connection, &org, &id).await? };
    save(connection, &user, &now).await?;
    let user = find(connection, &org, &id).await?;
    write.finish(id.as_str(), &["name"], user).await
}

/// A link by which a user signs in once and sets a password. Whoever has it can sign in as them: no token makes one, and
/// whoever does has just shown who they are. The user is told. It is not kept, so a repeated request makes another.
#[crate::boxed]
pub async fn sign_in_link(
    service: &Service,
    caller: &Caller,
    id: &UserId,
    base_url: &str,
) -> Result<SignInLink> {
    let mut write = service.write_anew(caller, Permission::UsersManage, "user.sign_in_link").await?;
    let now = write.now();
    let (connection, actor) = write.with_actor();
    sessions::require_proof(connection, actor, &now).await?;
    let user = find(connection, &actor.org, id).await?;
    let maker = find(connection, &actor.org, &actor.user).await?;
    if user.disabled_at.is_some() {
        return Err(Error::conflict(Code::Disabled, "this user is shut out: let them in again first"));
    }
    let (secret, expires_at) = links::sign_in_link(service, connection, &user).await?;
    write.finish(id.as_str(), &["link"], ()).await?;
    let what = "has made a link by which you can sign in to Counterpart once and set a new password. Whoever has the link can \
                sign in as you";
    tell(service, &user, &maker, "A link to sign in to your account was made", what).await;
    let url = format!("{}/sign-in/{}", base_url.trim_end_matches('/'), secret.reveal());
    Ok(SignInLink { url, expires_at })
}

/// Tells a user by mail, where the server can send it, what somebody did to their account. Their account page says so in any
/// case.
pub(crate) async fn tell(service: &Service, user: &User, maker: &User, subject: &str, what: &str) {
    let Some(mailer) = service.surroundings().mailer() else { return };
    if user.id == maker.id || user.password_hash.is_none() {
        return;
    }
    let text = format!(
        "{} {what}. If you did not ask for it, talk to them, and choose “Sign out everywhere” on your account page.\n",
        maker.name
    );
    if let Err(error) =
        mailer.take(&Email { to: user.email.clone(), subject: subject.to_owned(), text }).await
    {
        tracing::warn!(user = %user.id, error = %error.words, "a user could not be told what was done to their account");
    }
}

/// What lately happened to the caller's account, the newest first: what was done, and when.
#[crate::boxed]
pub async fn account_events(service: &Service, caller: &Caller) -> Result<Vec<(String, Timestamp)>> {
    const ACTIONS: [&str; 7] = [
        "user.sign_in_link",
        "password.change",
        "session.revoke_all",
        "session.sign_in_failed",
        "second_factor.confirm",
        "second_factor.renew_codes",
        "second_factor.remove",
    ];
    let mut read = service.read(caller, Permission::AccountManage).await?;
    let (connection, actor) = read.with_actor();
    let filter = EntryFilter { subject: Some(actor.user.as_str()), ..EntryFilter::default() };
    let found = audit::list(connection, &actor.org, filter, None, 50).await?;
    let known = found.into_iter().filter(|entry| ACTIONS.contains(&entry.action.as_str()));
    Ok(known.map(|entry| (entry.action, entry.at)).take(10).collect())
}

/// Keeps a changed user. Sessions, tokens and links of one who is shut out end for good.
pub(crate) async fn save(connection: &mut Connection, user: &User, now: &Timestamp) -> Result<()> {
    if !users::update(connection, user, now).await? {
        return Err(Error::Stale);
    }
    if user.disabled_at.is_some() {
        users::end_access(connection, &user.org_id, &user.id, None, now).await?;
    }
    if users::count_admins(connection, &user.org_id).await? == 0 {
        return Err(Error::conflict(
            Code::LastAdmin,
            "nobody would be left to keep users: make someone else an admin first",
        ));
    }
    Ok(())
}

pub(crate) async fn find(connection: &mut Connection, org: &OrgId, id: &UserId) -> Result<User> {
    users::find(connection, org, id).await?.ok_or(Error::NotFound("user"))
}

pub(crate) fn taken(error: store::Error) -> Error {
    match error {
        store::Error::Taken => Error::conflict(Code::EmailTaken, "there is a user with this address already"),
        other => other.into(),
    }
}
