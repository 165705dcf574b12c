//! Scores of validated tests, put on file as ratings whose source is the test.

use crate::transaction::started;
use crate::{
    Caller, Code, Error, Invalid, Permission, Result, Service, frameworks, hash_secret, imports, people, undo,
};
use serde::{Deserialize, Serialize};
use store::ratings::{self, Rating, Source};
use store::{Connection, OrgId, PersonId, Timestamp};
use utoipa::ToSchema;

/// What came of a file of test scores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TestScoresAdded {
    /// Who was scored, in the order of the file.
    pub people: Vec<ScoredPerson>,
}

/// A person who was scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScoredPerson {
    /// Who.
    pub person_id: PersonId,
    /// Their name.
    pub name: String,
    /// The dimensions that were rated by it.
    pub dimensions: Vec<String>,
}

/// Reads a file of test scores and puts all of it on file as ratings, or nothing: whoever is in it must be on file
/// already, by the id that files know them by. It can be undone for each of them.
///
/// # Errors
/// Everything that is wrong with the file; whoever is not on file; a scale that has rated the person on the dimension
/// already.
#[crate::boxed]
pub async fn add(
    service: &Service,
    caller: &Caller,
    file_name: &str,
    bytes: Vec<u8>,
) -> Result<TestScoresAdded> {
    let mut read = service.read(caller, Permission::PeopleWrite).await?;
    let (connection, org) = read.parts();
    let id = frameworks::default_of(connection, org).await?.id;
    let (_, framework) = frameworks::load(service, connection, org, &id).await?;
    drop(read);
    let (name, hash) = (file_name.to_owned(), hash_secret(&bytes));
    let read = move || intake::read_test_scores(&framework, &name, &bytes);
    let scored = service.compute(read).await?.map_err(|error| imports::refused(&error))?;
    let asked = (file_name, hash);
    let mut write =
        started!(service.write(caller, Permission::PeopleWrite, "test_scores.add", &asked).await?);
    let now = write.now();
    let (mut added, mut wrong) = (Vec::new(), Vec::new());
    for scored in scored {
        let (connection, org) = write.parts();
        match put(service, connection, org, scored, &now).await? {
            Ok(person) => added.push(person),
            Err(problem) => wrong.push(problem),
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let Some((last, before)) = added.split_last() else {
        return Err(Error::invalid("", "there are no scores"));
    };
    for person in before {
        write.record("test_scores.add", person.person_id.as_str(), &fields(person)).await?;
    }
    let (last, answer) = (last.clone(), TestScoresAdded { people: added });
    write.finish(last.person_id.as_str(), &fields(&last), answer).await
}

fn fields(person: &ScoredPerson) -> Vec<&str> {
    person.dimensions.iter().map(String::as_str).collect()
}

/// Puts one person's scores on file, or says why not.
async fn put(
    service: &Service,
    connection: &mut Connection,
    org: &OrgId,
    scored: intake::TestScores,
    now: &Timestamp,
) -> Result<std::result::Result<ScoredPerson, Invalid>> {
    let Some(known) = store::people::find_by_reference(connection, org, &scored.id).await? else {
        let detail = format!("nobody on file has the id “{}”: put them on file first", scored.id);
        return Ok(Err(Invalid { pointer: String::new(), detail }));
    };
    let person = people::begin_change(connection, org, &known.id, None, now).await?;
    undo::keep(connection, org, &person, "test_scores.add").await?;
    let mut dimensions = Vec::new();
    for told_by in scored.ratings {
        let rating = Rating {
            id: service.surroundings().id(),
            person_id: person.id.clone(),
            dimension: told_by.dimension,
            source: Source::Test,
            rater: told_by.rater,
            value: told_by.value.get(),
            recorded_at: now.clone(),
        };
        ratings::insert(connection, org, &rating).await.map_err(|error| match error {
            store::Error::Taken => Error::conflict(
                Code::RatedAlready,
                format!(
                    "“{}” has a score on {} by “{}” already: withdraw that rating, or leave out the row",
                    scored.id, rating.dimension, rating.rater
                ),
            ),
            other => other.into(),
        })?;
        dimensions.push(rating.dimension);
    }
    dimensions.dedup();
    Ok(Ok(ScoredPerson { person_id: person.id, name: person.name, dimensions }))
}
