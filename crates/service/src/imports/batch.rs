use super::plan::Plan;
use crate::profiles::{self, Dossier, ProfileFile};
use crate::{Caller, Code, Error, Result, Service, Writing};
use std::collections::HashMap;
use std::slice;
use store::audit::{self, Record};
use store::imports::{self, Change, Import, ImportState, Row};
use store::people::{self, NewPerson};
use store::{Connection, OrgId, PersonId, Timestamp, UserId};

/// At most so many people in one transaction.
pub(super) const BATCH: i64 = 200;

/// Who does it, for the audit log.
#[derive(Debug, Clone, Copy)]
struct By<'a> {
    user: &'a UserId,
    via: &'a str,
    request: &'a str,
}

/// A transaction in which some people of an import are dealt with.
pub(super) struct Batch<'a> {
    service: &'a Service,
    connection: &'a mut Connection,
    org: &'a OrgId,
    now: Timestamp,
    by: By<'a>,
    done: Vec<Done>,
}

/// What was done to someone.
struct Done {
    action: &'static str,
    person: PersonId,
    fields: Vec<String>,
}

impl<'a> Batch<'a> {
    /// A batch in a transaction that was begun.
    pub(super) fn new(service: &'a Service, caller: &'a Caller, write: &'a mut Writing) -> Self {
        let by = By { user: &caller.actor.user, via: caller.actor.via.name(), request: &caller.request };
        let now = write.now();
        let (connection, org) = write.parts();
        Self { service, connection, org, now, by, done: Vec::new() }
    }

    /// Puts the next people of an import on file, and says who they are there, in the order of the file; none where someone
    /// else had dealt with them meanwhile.
    pub(super) async fn apply(&mut self, import: &mut Import) -> Result<Option<Vec<PersonId>>> {
        let mut rows = imports::profiles(self.connection, self.org, &import.id, 0, BATCH + 1).await?;
        let is_last = rows.len() <= BATCH as usize;
        rows.truncate(BATCH as usize);
        import.n_done += rows.len() as i64;
        if is_last {
            import.state = ImportState::Applied;
        }
        if !imports::update(self.connection, self.org, import, &self.now).await? {
            return Ok(None);
        }
        let last = rows.last().map(|row| row.position);
        let mut known = known(self.connection, self.org, &rows).await?;
        // Ids that are made at once sort by chance; sorted first, they keep the order of the file. People are taken in
        // the order of their references, so that two imports of the same people never wait for each other.
        let mut ids: Vec<PersonId> = rows.iter().map(|_| self.service.surroundings().id()).collect();
        ids.sort_by(|a, b| b.cmp(a));
        let mut rows: Vec<(Row, PersonId)> =
            rows.drain(..).filter_map(|row| ids.pop().map(|id| (row, id))).collect();
        rows.sort_by(|a, b| a.0.reference.cmp(&b.0.reference));
        let mut people = Vec::with_capacity(rows.len());
        for (row, new_id) in rows {
            let before = match &row.person_id {
                // A file may have a double beside the person into whom it was merged: both rows are theirs.
                Some(id) if !known.contains_key(id) => {
                    self::known(self.connection, self.org, slice::from_ref(&row)).await?.remove(id)
                }
                Some(id) => known.remove(id),
                None => None,
            };
            let file: ProfileFile = read(row.profile.as_deref().unwrap_or_default())?;
            let person = match before {
                None => self.add(import, &file, new_id).await?,
                Some(before) => self.change(import, &file, before).await?,
            };
            people.push((row.position, person));
        }
        people.sort_by_key(|(position, _)| *position);
        match last {
            Some(last) if !is_last => {
                imports::remove_rows(self.connection, self.org, &import.id, last).await?;
            }
            _ => imports::clear_rows(self.connection, self.org, &import.id).await?,
        }
        self.write_down().await?;
        Ok(Some(people.into_iter().map(|(_, person)| person).collect()))
    }

    async fn add(&mut self, import: &Import, file: &ProfileFile, id: PersonId) -> Result<PersonId> {
        let plan = Plan::new(file, None);
        let person = NewPerson {
            reference: file.id.clone(),
            name: file.name.clone(),
            headline: file.headline.clone(),
        };
        people::insert(self.connection, self.org, &id, &person, &self.now).await.map_err(
            |error| match error {
                store::Error::Taken => Error::conflict(
                    Code::ReferenceTaken,
                    "someone put one of these people on file at the same moment: try again",
                ),
                other => other.into(),
            },
        )?;
        plan.write(self.service, self.connection, self.org, &id, &self.now).await?;
        self.record("person.create", &id, &plan.changes);
        let change = Change { person_id: id.clone(), before: None, revision_after: 1, is_blocked: false };
        imports::add_change(self.connection, self.org, &import.id, &change).await?;
        Ok(id)
    }

    async fn change(&mut self, import: &Import, file: &ProfileFile, mut before: Dossier) -> Result<PersonId> {
        if Plan::new(file, Some(&before)).changes.is_empty() {
            return Ok(before.person.id);
        }
        let id = before.person.id.clone();
        let person = people::begin_change(self.connection, self.org, &id, &self.now).await?;
        // Whoever was removed or erased since they were read is new again.
        let Some(mut person) = person.filter(|person| person.erased_at.is_none()) else {
            return self.add(import, file, self.service.surroundings().id()).await;
        };
        // Whoever changed them since they were read, it is that change which is taken up.
        if person.revision != before.person.revision + 1 {
            before = profiles::dossier(self.connection, self.org, person.clone()).await?;
        }
        let plan = Plan::new(file, Some(&before));
        plan.name(&mut person.name, &mut person.headline);
        people::update(self.connection, self.org, &person).await?;
        plan.write(self.service, self.connection, self.org, &id, &self.now).await?;
        self.record("person.change", &id, &plan.changes);
        let before = serde_json::to_string(&before).map_err(Error::internal("writing a profile"))?;
        let change = Change {
            person_id: id.clone(),
            before: Some(before),
            revision_after: person.revision,
            is_blocked: false,
        };
        imports::add_change(self.connection, self.org, &import.id, &change).await?;
        Ok(id)
    }

    /// Undoes the next changes of an import; those who were changed since stay as they are. Says whether someone else had
    /// not dealt with them meanwhile.
    pub(super) async fn undo(&mut self, import: &mut Import) -> Result<bool> {
        let mut changes = imports::changes(self.connection, self.org, &import.id, BATCH + 1).await?;
        let is_last = changes.len() <= BATCH as usize;
        changes.truncate(BATCH as usize);
        import.n_kept += changes.iter().filter(|change| change.is_blocked).count() as i64;
        if is_last {
            import.state = ImportState::Undone;
        }
        if !imports::update(self.connection, self.org, import, &self.now).await? {
            return Ok(false);
        }
        for change in changes.iter().filter(|change| !change.is_blocked) {
            self.restore(change).await?;
        }
        if let Some(last) = changes.last() {
            imports::remove_changes(self.connection, self.org, &import.id, &last.person_id).await?;
        }
        if is_last {
            imports::clear_rows(self.connection, self.org, &import.id).await?;
        }
        self.write_down().await
    }

    /// Makes a person what they were before an import.
    async fn restore(&mut self, change: &Change) -> Result<()> {
        let id = &change.person_id;
        let person = people::begin_change(self.connection, self.org, id, &self.now).await?;
        if person.is_none_or(|person| person.revision != change.revision_after + 1) {
            // They were changed in this very moment: nothing of this batch is kept, and the next try sees it.
            return Err(Error::Store(store::Error::Unavailable(store::Unavailable::Locked, None)));
        }
        let Some(before) = &change.before else {
            people::remove(self.connection, self.org, id).await?;
            self.record("person.remove", id, &[]);
            return Ok(());
        };
        profiles::restore(self.connection, self.org, id, read(before)?).await?;
        self.record("person.restore", id, &[]);
        Ok(())
    }

    fn record(&mut self, action: &'static str, person: &PersonId, fields: &[&str]) {
        let fields = fields.iter().map(|&field| field.to_owned()).collect();
        self.done.push(Done { action, person: person.clone(), fields });
    }

    /// Writes what was done into the audit log: last, because whoever writes there holds up everyone else's writing.
    async fn write_down(&mut self) -> Result<bool> {
        let By { user, via, request } = self.by;
        let fields: Vec<Vec<&str>> =
            self.done.iter().map(|done| done.fields.iter().map(String::as_str).collect()).collect();
        let records = self.done.iter().zip(&fields).map(|(done, fields)| {
            let subject = done.person.as_str();
            Record { user: Some(user), via, action: done.action, subject, fields, request }
        });
        let records: Vec<Record<'_>> = records.collect();
        audit::append_all(self.connection, self.org, &records, &self.now).await?;
        Ok(true)
    }
}

/// Those of some people of a file who are on file, with all that is known of them.
pub(super) async fn known(
    connection: &mut Connection,
    org: &OrgId,
    rows: &[Row],
) -> Result<HashMap<PersonId, Dossier>> {
    let ids: Vec<PersonId> = rows.iter().filter_map(|row| row.person_id.clone()).collect();
    let people = people::find_all(connection, org, &ids).await?;
    let dossiers = profiles::dossiers(connection, org, people).await?;
    Ok(dossiers.into_iter().map(|dossier| (dossier.person.id.clone(), dossier)).collect())
}

/// What was kept as JSON.
pub(super) fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(Error::internal("reading an import"))
}
