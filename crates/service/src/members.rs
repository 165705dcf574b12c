//! Members of a search: who judges, decides or looks on.

use crate::searches::{held, visible};
use crate::transaction::started;
use crate::{Caller, Error, Listed, Permission, Result, Service};
use store::members::{self, Member};
use store::users::{self, Role};
use store::{SearchId, UserId};

/// The members of a search by name.
#[crate::boxed]
pub async fn list(service: &Service, caller: &Caller, search: &SearchId) -> Result<Listed<Member>> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    Ok(Listed::whole(members::list(connection, &actor.org, &search.id).await?))
}

/// A user who could become a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitee {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// What they are.
    pub role: Role,
}

/// The users who could become members of a search, by name: those who are none yet and are not shut out.
#[crate::boxed]
pub async fn invitees(service: &Service, caller: &Caller, search: &SearchId) -> Result<Vec<Invitee>> {
    let mut read = service.read(caller, Permission::SearchesWrite).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    let members = members::list(connection, &actor.org, &search.id).await?;
    let mut users = users::list(connection, &actor.org).await?;
    users
        .retain(|user| user.disabled_at.is_none() && !members.iter().any(|member| member.user_id == user.id));
    users.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(users.into_iter().map(|user| Invitee { id: user.id, name: user.name, role: user.role }).collect())
}

/// Makes a user a member; one who is already stays one.
#[crate::boxed]
pub async fn add(service: &Service, caller: &Caller, search: &SearchId, user: &UserId) -> Result<Member> {
    let asked = (search, user);
    let mut write = started!(service.write(caller, Permission::SearchesWrite, "member.add", &asked).await?);
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let search = held(connection, actor, search).await?;
    let is_there = users::find(connection, &actor.org, user).await?;
    if is_there.is_none_or(|user| user.disabled_at.is_some()) {
        return Err(Error::NotFound("user"));
    }
    members::insert(connection, &actor.org, &search.id, user, &now).await?;
    let listed = members::list(connection, &actor.org, &search.id).await?;
    let member = listed.into_iter().find(|member| member.user_id == *user);
    let member = member.ok_or(Error::NotFound("user"))?;
    write.finish(search.id.as_str(), &["members"], member).await
}

/// Ends a membership. Judgements that were given stay.
#[crate::boxed]
pub async fn remove(service: &Service, caller: &Caller, search: &SearchId, user: &UserId) -> Result<()> {
    let asked = (search, user);
    let mut write =
        started!(service.write(caller, Permission::SearchesWrite, "member.remove", &asked).await?);
    let (connection, actor) = write.with_actor();
    let search = held(connection, actor, search).await?;
    if !members::delete(connection, &actor.org, &search.id, user).await? {
        return Err(Error::NotFound("member"));
    }
    write.finish(search.id.as_str(), &["members"], ()).await
}
