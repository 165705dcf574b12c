//! The last change of a person by hand, undone.

use crate::profiles::{self, Dossier};
use crate::transaction::started;
use crate::{Caller, Code, Error, Expected, Permission, Result, Service, doubles, people};
use store::people::Person;
use store::undos::{self, Undo};
use store::{Connection, OrgId, PersonId};

/// Makes a person what they were before the last change that was made by hand.
#[crate::boxed]
pub async fn undo(service: &Service, caller: &Caller, id: &PersonId, expected: Expected) -> Result<Person> {
    let mut write = started!(service.write(caller, Permission::PeopleWrite, "person.undo", id).await?);
    let now = write.now();
    let (connection, org) = write.parts();
    let person = people::begin_change(connection, org, id, Some(expected), &now).await?;
    let kept = undos::find(connection, org, id).await?;
    let kept = kept.filter(|kept| kept.revision_after == person.revision - 1);
    let Some(kept) = kept else {
        let detail = "there is nothing to undo, or something was changed since; change it by hand";
        return Err(Error::conflict(Code::NothingToUndo, detail));
    };
    let before: Dossier = serde_json::from_str(&kept.before).map_err(Error::internal("reading an undo"))?;
    profiles::restore(connection, org, id, before).await?;
    if kept.action == doubles::MERGE {
        doubles::part(connection, org, id, &now).await?;
    }
    undos::remove(connection, org, id).await?;
    let person = people::find(connection, org, id).await?;
    write.finish(id.as_str(), &[], person).await
}

/// Keeps what is known of a person who was taken for a change, before it is made.
pub(crate) async fn keep(
    connection: &mut Connection,
    org: &OrgId,
    person: &Person,
    action: &str,
) -> Result<()> {
    let dossier = profiles::dossier(connection, org, person.clone()).await?;
    let before = serde_json::to_string(&dossier).map_err(Error::internal("writing an undo"))?;
    let undo = Undo { action: action.to_owned(), before, revision_after: person.revision };
    Ok(undos::put(connection, org, &person.id, &undo).await?)
}

/// What can be undone of a person as they are: the last change, as the audit log names it.
pub(crate) async fn find(
    connection: &mut Connection,
    org: &OrgId,
    person: &Person,
) -> Result<Option<String>> {
    let kept = undos::find(connection, org, &person.id).await?;
    Ok(kept.filter(|kept| kept.revision_after == person.revision).map(|kept| kept.action))
}
