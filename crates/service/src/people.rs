//! People on file.

use crate::{Asked, Begun, Caller, Error, Expected, Listed, Permission, Reading, Result, Service, Sorting};
use serde::{Deserialize, Serialize};
use store::people::{self, NewPerson, Person, PersonFilter, PersonSort};
use store::{Connection, OrgId, PersonId};
use utoipa::{IntoParams, ToSchema};

/// A person to be put on file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonInput {
    /// The id by which files know this person; the new id where it is left out.
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\x00-\x20\x7f]+$", example = "c-017")]
    pub reference: Option<String>,
    /// Name.
    #[schema(min_length = 1, max_length = 500, pattern = r"\S", example = "Robin Example")]
    pub name: String,
    /// What they do, in a line.
    #[serde(default)]
    #[schema(max_length = 2000, example = "COO, 900-person logistics firm")]
    pub headline: String,
}

/// What to change of a person; what is left out stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonChange {
    /// The id by which files know this person.
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\x00-\x20\x7f]+$")]
    pub reference: Option<String>,
    /// Name.
    #[schema(min_length = 1, max_length = 500, pattern = r"\S")]
    pub name: Option<String>,
    /// What they do, in a line.
    #[schema(max_length = 2000)]
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
    #[param(max_length = 200)]
    pub q: Option<String>,
    /// What to sort by.
    #[serde(default)]
    pub sort: Sorting,
}

/// Puts a person on file.
///
/// # Errors
/// Where the input will not do, or the reference is another's.
pub async fn create(service: &Service, caller: &Caller, input: PersonInput) -> Result<Person> {
    let mut write = match service.write(caller, Permission::PeopleWrite, "person.create", &input).await? {
        Begun::Before(answer) => return Ok(answer),
        Begun::Now(write) => write,
    };
    let id: PersonId = service.surroundings().id();
    let person = NewPerson {
        reference: input.reference.unwrap_or_else(|| id.to_string()),
        name: input.name,
        headline: input.headline,
    };
    check(&person.reference, &person.name, &person.headline)?;
    let now = write.now();
    let (connection, org) = write.parts();
    people::insert(connection, org, &id, &person, &now).await.map_err(taken)?;
    let person = find(connection, org, &id).await?;
    write.finish(id.as_str(), &["reference", "name", "headline"], person).await
}

/// A person.
///
/// # Errors
/// Where there is none.
pub async fn get(service: &Service, caller: &Caller, id: &PersonId) -> Result<Person> {
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, org) = read.parts();
    find(connection, org, id).await
}

/// A part of the people on file.
///
/// # Errors
/// Where what is asked will not do.
pub async fn list(service: &Service, caller: &Caller, asked: &PeopleAsked) -> Result<Listed<Person>> {
    let page = Asked { limit: asked.limit, cursor: asked.cursor.clone() }.page()?;
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

/// Changes a person.
///
/// # Errors
/// Where there is none, someone else has changed them, or the change will not do.
pub async fn change(
    service: &Service,
    caller: &Caller,
    id: &PersonId,
    expected: Expected,
    change: PersonChange,
) -> Result<Person> {
    let asked = (id, &change);
    let mut write = match service.write(caller, Permission::PeopleWrite, "person.change", &asked).await? {
        Begun::Before(answer) => return Ok(answer),
        Begun::Now(write) => write,
    };
    let now = write.now();
    let (connection, org) = write.parts();
    let mut person = find(connection, org, id).await?;
    expected.check(person.revision)?;
    let mut fields = Vec::new();
    let mut set = |name, field: &mut String, value: Option<String>| {
        if let Some(value) = value {
            *field = value;
            fields.push(name);
        }
    };
    set("reference", &mut person.reference, change.reference);
    set("name", &mut person.name, change.name);
    set("headline", &mut person.headline, change.headline);
    check(&person.reference, &person.name, &person.headline)?;
    if !people::update(connection, org, &person, &now).await.map_err(taken)? {
        return Err(Error::Stale);
    }
    let person = find(connection, org, id).await?;
    write.finish(id.as_str(), &fields, person).await
}

/// The person with this id.
pub(crate) async fn find(connection: &mut Connection, org: &OrgId, id: &PersonId) -> Result<Person> {
    people::find(connection, org, id).await?.ok_or(Error::NotFound("person"))
}

fn check(reference: &str, name: &str, headline: &str) -> Result<()> {
    let mut problems = Vec::new();
    let mut refuse = |is_bad: bool, pointer: &str, mend: &str| {
        if is_bad {
            problems.push(crate::Invalid { pointer: pointer.to_owned(), detail: mend.to_owned() });
        }
    };
    let n_chars = |text: &str| text.chars().count();
    let has_gap = reference.chars().any(|c| c <= ' ' || c == '\u{7f}');
    refuse(
        reference.is_empty() || n_chars(reference) > 200 || has_gap,
        "/reference",
        "give 1 to 200 characters without spaces",
    );
    refuse(
        name.trim().is_empty() || n_chars(name) > 500 || name.contains('\0'),
        "/name",
        "give a name of 1 to 500 characters",
    );
    refuse(n_chars(headline) > 2000 || headline.contains('\0'), "/headline", "give at most 2000 characters");
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

fn taken(error: store::Error) -> Error {
    match error {
        store::Error::Taken => Error::conflict(
            "reference_taken",
            "someone else on file has this reference: choose another, or change that person",
        ),
        other => other.into(),
    }
}
