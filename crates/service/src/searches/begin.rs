//! A search begun whole: its CEO put on file where they are not yet, and its first candidates.

use super::{FIELDS, SearchInput, insert};
use crate::people::PersonInput;
use crate::transaction::started;
use crate::{Caller, Permission, Result, Service, candidates, people};
use serde::Serialize;
use store::PersonId;
use store::searches::Search;

/// A search with all that it begins with.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Beginning {
    /// The search.
    pub search: SearchInput,
    /// Its CEO, to be put on file under the id that the search names; none where they are on file.
    pub new_ceo: Option<PersonInput>,
    /// Its first candidates.
    pub candidates: Vec<PersonId>,
}

/// Begins a search: all of it, or nothing.
#[crate::boxed]
pub async fn begin(service: &Service, caller: &Caller, beginning: Beginning) -> Result<Search> {
    if beginning.new_ceo.is_some() {
        caller.actor.require(Permission::PeopleWrite)?;
    }
    let begun = service.write(caller, Permission::SearchesWrite, "search.create", &beginning).await?;
    let mut write = started!(begun);
    let Beginning { search, new_ceo, candidates } = beginning;
    if let Some(ceo) = new_ceo {
        let now = write.now();
        let (connection, org) = write.parts();
        people::insert(connection, org, &search.ceo_id, &ceo, &now).await?;
        write.record("person.create", search.ceo_id.as_str(), people::FIELDS).await?;
    }
    let search = insert(service, &mut write, search).await?;
    candidates::add_new(service, &mut write, &search, &candidates).await?;
    write.finish(search.id.as_str(), FIELDS, search.clone()).await
}
