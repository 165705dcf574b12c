//! People on file.

use crate::checks::Checks;
use crate::line::{Headline, PersonName, Reference};
use crate::sessions::require_proof_of_session;
use crate::transaction::started;
use crate::{
    Asked, Caller, Code, Error, Expected, Listed, Permission, Reading, Result, Service, Sorting,
    candidate_records, pair_documents, undo,
};
use serde::{Deserialize, Serialize};
use store::people::{self, NewPerson, Person, PersonFilter, PersonSort};
use store::{
    Connection, OrgId, PersonId, Timestamp, estimates, idempotency, imports, invitations, merges, outcomes,
    ratings, reports, undos,
};
use utoipa::{IntoParams, ToSchema};

/// A person to be put on file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonInput {
    /// The id by which files know this person; the new id where it is left out.
    #[schema(value_type = Option<Reference>)]
    pub reference: Option<String>,
    /// Name.
    #[schema(value_type = PersonName)]
    pub name: String,
    /// What they do, in a line.
    #[serde(default)]
    #[schema(value_type = Headline)]
    pub headline: String,
}

/// What to change of a person; what is left out stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonChange {
    /// The id by which files know this person.
    #[schema(value_type = Option<Reference>)]
    pub reference: Option<String>,
    /// Name.
    #[schema(value_type = Option<PersonName>)]
    pub name: Option<String>,
    /// What they do, in a line.
    #[schema(value_type = Option<Headline>)]
    pub headline: Option<String>,
}

/// Which people are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PeopleAsked {
    /// At most so many.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// `next_cursor` of the part before.
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
    /// Only those whose name has this text.
    #[param(max_length = 200, pattern = r"^[^\x00]*$")]
    pub q: Option<String>,
    /// What to sort by.
    #[serde(default)]
    pub sort: Sorting,
}

/// Puts a person on file.
#[crate::boxed]
pub async fn create(service: &Service, caller: &Caller, input: PersonInput) -> Result<Person> {
    let mut write = started!(service.write(caller, Permission::PeopleWrite, "person.create", &input).await?);
    let id: PersonId = service.surroundings().id();
    let now = write.now();
    let (connection, org) = write.parts();
    let person = insert(connection, org, &id, &input, &now).await?;
    write.finish(id.as_str(), FIELDS, person).await
}

/// The person whom the same request has put on file already, where it is sent a second time.
#[crate::boxed]
pub async fn created(service: &Service, caller: &Caller, input: &PersonInput) -> Result<Option<Person>> {
    service.answered(caller, Permission::PeopleWrite, "person.create", input).await
}

/// What is written of a new person.
pub(crate) const FIELDS: &[&str] = &["reference", "name", "headline"];

/// Puts a person on file under an id.
pub(crate) async fn insert(
    connection: &mut Connection,
    org: &OrgId,
    id: &PersonId,
    input: &PersonInput,
    now: &Timestamp,
) -> Result<Person> {
    let mut checks = Checks::default();
    let reference = input.reference.as_deref().unwrap_or(id.as_str());
    let person = NewPerson {
        reference: Reference::checked(&mut checks, "/reference", reference),
        name: PersonName::checked(&mut checks, "/name", &input.name),
        headline: Headline::checked(&mut checks, "/headline", &input.headline),
    };
    checks.done()?;
    people::insert(connection, org, id, &person, now).await.map_err(taken)?;
    find(connection, org, id).await
}

/// Some people, in the order of their ids as they are given; whoever is not on file is left out.
#[crate::boxed]
pub async fn of_ids(service: &Service, caller: &Caller, ids: &[PersonId]) -> Result<Vec<Person>> {
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, org) = read.parts();
    let found = people::find_all(connection, org, ids).await?;
    let of_id = |id: &PersonId| found.iter().find(|person| person.id == *id).cloned();
    Ok(ids.iter().filter_map(of_id).collect())
}

/// A person.
#[crate::boxed]
pub async fn get(service: &Service, caller: &Caller, id: &PersonId) -> Result<Person> {
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, org) = read.parts();
    find(connection, org, id).await
}

/// A part of the people on file.
#[crate::boxed]
pub async fn list(service: &Service, caller: &Caller, asked: &PeopleAsked) -> Result<Listed<Person>> {
    let page = Asked { limit: asked.limit, cursor: asked.cursor.clone() }.page()?;
    check_search(asked.q.as_deref())?;
    let filter = PersonFilter { text: asked.q.clone().filter(|text| !text.is_empty()) };
    let sort = match asked.sort {
        Sorting::Name | Sorting::NameDescending => PersonSort::Name,
        Sorting::CreatedAt | Sorting::CreatedAtDescending => PersonSort::CreatedAt,
    };
    let mut read: Reading = service.read(caller, Permission::PeopleRead).await?;
    let (connection, org) = read.parts();
    let items = people::list(connection, org, &filter, (sort, asked.sort.direction()), &page).await?;
    Ok(Listed::new(items, &page, |person| {
        let key = match sort {
            PersonSort::Name => person.sort_name.as_str(),
            PersonSort::CreatedAt => person.created_at.as_str(),
        };
        (key, person.id.as_str())
    }))
}

/// How many people are on file: all, or those whose name has a text in it.
#[crate::boxed]
pub async fn count(service: &Service, caller: &Caller, text: Option<&str>) -> Result<i64> {
    check_search(text)?;
    let filter = PersonFilter { text: text.filter(|text| !text.is_empty()).map(str::to_owned) };
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, org) = read.parts();
    Ok(people::count(connection, org, &filter).await?)
}

/// Changes a person.
#[crate::boxed]
pub async fn change(
    service: &Service,
    caller: &Caller,
    id: &PersonId,
    expected: Expected,
    change: PersonChange,
) -> Result<Person> {
    let asked = (id, &change);
    let mut write = started!(service.write(caller, Permission::PeopleWrite, "person.change", &asked).await?);
    let mut checks = Checks::default();
    let mut fields = Vec::new();
    let reference = change.reference.map(|text| Reference::checked(&mut checks, "/reference", &text));
    let name = change.name.map(|text| PersonName::checked(&mut checks, "/name", &text));
    let headline = change.headline.map(|text| Headline::checked(&mut checks, "/headline", &text));
    checks.done()?;
    let now = write.now();
    let (connection, org) = write.parts();
    let mut person = begin_change(connection, org, id, Some(expected), &now).await?;
    undo::keep(connection, org, &person, "person.change").await?;
    let mut set = |name, field: &mut String, value: Option<String>| {
        if let Some(value) = value {
            *field = value;
            fields.push(name);
        }
    };
    set("reference", &mut person.reference, reference);
    set("name", &mut person.name, name);
    set("headline", &mut person.headline, headline);
    people::update(connection, org, &person).await.map_err(taken)?;
    write.finish(id.as_str(), &fields, person).await
}

/// A text that somebody wrote and in which a person is named. It stays when the person is erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    /// What kind of text it is.
    pub what: String,
    /// The search that it is of; empty where it is of none.
    pub search: String,
    /// The words around the name.
    pub excerpt: String,
}

/// So many characters stand on either side of a name.
const AROUND: usize = 60;

/// The texts in which a person is named that stay when they are erased: by the whole name, and by its last word.
#[crate::boxed]
pub async fn namings(service: &Service, caller: &Caller, id: &PersonId) -> Result<Vec<Naming>> {
    let mut read = service.read(caller, Permission::PeopleWrite).await?;
    let (connection, org) = read.parts();
    let person = find(connection, org, id).await?;
    let last = person.name.split_whitespace().next_back().unwrap_or_default();
    // Of a short word there is too much in every text.
    let part = if last.chars().count() >= 4 { last } else { person.name.as_str() };
    if person.erased_at.is_some() || part.is_empty() {
        return Ok(Vec::new());
    }
    let found = store::mentions::find(connection, org, id, part).await?;
    let naming = |mention: store::mentions::Mention| Naming {
        excerpt: around(&mention.text, part),
        what: mention.what,
        search: mention.search,
    };
    Ok(found.into_iter().map(naming).collect())
}

/// The words around a part of a text.
fn around(text: &str, part: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let lower = |text: &str| text.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect::<Vec<_>>();
    let (whole, part) = (lower(text), lower(part));
    let at = whole.windows(part.len().max(1)).position(|window| window == part).unwrap_or_default();
    let (from, to) = (at.saturating_sub(AROUND), (at + part.len() + AROUND).min(letters.len()));
    let words: String = letters[from..to].iter().collect();
    let (before, after) = (if from > 0 { "…" } else { "" }, if to < letters.len() { "…" } else { "" });
    format!("{before}{}{after}", words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What stands in the place of the name of someone whose data was erased.
const ERASED: &str = "Erased person";

/// Erases a person: all that is known of them goes. Where they stand in a search a row without any data stays behind, so
/// that its results can still be read.
#[crate::boxed]
pub async fn erase(
    service: &Service,
    caller: &Caller,
    id: &PersonId,
    expected: Option<Expected>,
) -> Result<()> {
    let mut write = started!(service.write(caller, Permission::PeopleWrite, "person.erase", id).await?);
    let now = write.now();
    let (connection, actor) = write.with_actor();
    require_proof_of_session(connection, actor, &now).await?;
    let (connection, org) = write.parts();
    let person = begin_change(connection, org, id, expected, &now).await?;
    for double in merges::of_person(connection, org, id).await? {
        let double = find(connection, org, &double.person_id).await?;
        erase_one(connection, org, double, &now).await?;
    }
    erase_one(connection, org, person, &now).await?;
    write.finish(id.as_str(), &[], ()).await?;
    // The data is gone; a reader that is busy only keeps the journal a little longer.
    if let Err(error) = service.database().empty_journal().await {
        tracing::warn!(%error, "the journal cannot be emptied now");
    }
    Ok(())
}

async fn erase_one(
    connection: &mut Connection,
    org: &OrgId,
    mut person: Person,
    now: &Timestamp,
) -> Result<()> {
    let id = &person.id.clone();
    reports::empty_about(connection, org, id, now).await?;
    imports::forget_person(connection, org, id, &person.reference).await?;
    undos::remove(connection, org, id).await?;
    pair_documents::forget_person(connection, org, id).await?;
    candidate_records::forget_person(connection, org, id).await?;
    let in_file = serde_json::json!({ "id": person.reference }).to_string();
    // As it stands in answers that are kept for repeated requests.
    let name = serde_json::to_string(&person.name).map_err(Error::internal("writing a name"))?;
    for text in [id.as_str(), in_file.trim_matches(['{', '}']), name.trim_matches('"')] {
        idempotency::forget_about(connection, org, text).await?;
    }
    if people::n_uses(connection, org, id).await? == 0 {
        people::remove(connection, org, id).await?;
    } else {
        estimates::clear(connection, org, id).await?;
        ratings::clear(connection, org, id).await?;
        invitations::clear(connection, org, id).await?;
        outcomes::forget_person(connection, org, id).await?;
        person.reference = id.to_string();
        person.name = ERASED.to_owned();
        person.headline = String::new();
        person.erased_at = Some(now.clone());
        people::update(connection, org, &person).await?;
    }
    Ok(())
}

/// Refuses a text to search for that no name can have.
pub(crate) fn check_search(text: Option<&str>) -> Result<()> {
    let text = text.unwrap_or_default();
    if text.contains('\0') || text.chars().count() > 200 {
        return Err(Error::invalid("/q", "give at most 200 characters of a name"));
    }
    Ok(())
}

/// The person with this id.
pub(crate) async fn find(connection: &mut Connection, org: &OrgId, id: &PersonId) -> Result<Person> {
    people::find(connection, org, id).await?.ok_or(Error::NotFound("person"))
}

/// Takes a person for a change.
pub(crate) async fn begin_change(
    connection: &mut Connection,
    org: &OrgId,
    id: &PersonId,
    expected: Option<Expected>,
    now: &Timestamp,
) -> Result<Person> {
    let person = people::begin_change(connection, org, id, now).await?.ok_or(Error::NotFound("person"))?;
    if person.erased_at.is_some() {
        return Err(Error::conflict(
            Code::Erased,
            "this person's data was erased: nothing can be changed. Put them on file anew if they wish to be again",
        ));
    }
    if merges::into(connection, org, id).await?.is_some() {
        let detail = "this record was merged into another one of the same person: change that one";
        return Err(Error::conflict(Code::Merged, detail));
    }
    expected.unwrap_or(Expected::Any).check(person.revision - 1)?;
    Ok(person)
}

/// Whether a person can be taken into a search: their data was not erased, and their record not merged into another one.
pub(crate) async fn is_listed(connection: &mut Connection, org: &OrgId, person: &Person) -> Result<bool> {
    Ok(person.erased_at.is_none() && merges::into(connection, org, &person.id).await?.is_none())
}

/// What a name that is taken means here: another person's reference.
pub(crate) fn taken(error: store::Error) -> Error {
    match error {
        store::Error::Taken => Error::conflict(
            Code::ReferenceTaken,
            "someone else on file has this reference: choose another, or change that person",
        ),
        other => other.into(),
    }
}
