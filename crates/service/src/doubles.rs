//! Doubles: people on file who may be the same person, and how much is known of each.

mod merge;

pub(crate) use merge::{MERGE, part};
pub use merge::{Merged, SideBySide, merge, merged_into, side_by_side};

use crate::{Caller, Permission, Result, Service, frameworks};
use std::collections::{HashMap, HashSet};
use store::fold::folded;
use store::people::{self, Person, PersonFilter, PersonSort};
use store::{Connection, Direction, OrgId, Page, PersonId, Timestamp, estimates, ratings};

/// How much is known of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// On how many dimensions of the framework there is a value or a rating.
    pub n_known: usize,
    /// How many it has.
    pub n: usize,
    /// When anything about the person changed last.
    pub updated_at: Timestamp,
}

/// Someone on file who may be the same person.
#[derive(Debug, Clone, PartialEq)]
pub struct LookAlike {
    /// The person.
    pub person: Person,
    /// How much is known of them.
    pub coverage: Coverage,
}

/// At most so many are looked at for a name.
const MOST: u32 = 200;

/// How much is known of some people.
#[crate::boxed]
pub async fn coverage(
    service: &Service,
    caller: &Caller,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, Coverage>> {
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, org) = read.parts();
    let found = people::find_all(connection, org, ids).await?;
    covered(service, connection, org, &found).await
}

/// Whoever on file has one of some names, by name as it was given. Case, accents, punctuation and the order of the words make no
/// difference: "Iriondo, Ana" is "Ana Iriondo".
#[crate::boxed]
pub async fn look_alikes(
    service: &Service,
    caller: &Caller,
    names: &[&str],
) -> Result<HashMap<String, Vec<LookAlike>>> {
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, org) = read.parts();
    let mut found: HashMap<String, Vec<Person>> = HashMap::new();
    for name in names {
        let wanted = words(name);
        let Some(longest) = wanted.iter().max_by_key(|word| word.chars().count()) else { continue };
        let filter = PersonFilter { text: Some(longest.clone()) };
        let sort = (PersonSort::Name, Direction::Ascending);
        let some = people::list(connection, org, &filter, sort, &Page::first(MOST)).await?;
        let same: Vec<Person> = some.into_iter().filter(|person| words(&person.name) == wanted).collect();
        if !same.is_empty() {
            found.insert((*name).to_owned(), same);
        }
    }
    let everyone: Vec<Person> = found.values().flatten().cloned().collect();
    let coverage = covered(service, connection, org, &everyone).await?;
    let look_alike =
        |person: Person| coverage.get(&person.id).cloned().map(|coverage| LookAlike { person, coverage });
    let of_name = |(name, people): (String, Vec<Person>)| {
        let mut alike: Vec<LookAlike> = people.into_iter().filter_map(look_alike).collect();
        alike.sort_by_key(|one| std::cmp::Reverse(one.coverage.n_known));
        (name, alike)
    };
    Ok(found.into_iter().map(of_name).collect())
}

/// The words of a name, by which names are compared.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = folded(name)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    words.sort();
    words
}

async fn covered(
    service: &Service,
    connection: &mut Connection,
    org: &OrgId,
    people: &[Person],
) -> Result<HashMap<PersonId, Coverage>> {
    let version = frameworks::default_of(connection, org).await?;
    let (_, framework) = frameworks::load(service, connection, org, &version.id).await?;
    let ids: Vec<PersonId> = people.iter().map(|person| person.id.clone()).collect();
    let mut known: HashMap<PersonId, HashSet<String>> = HashMap::new();
    let mut note = |person: PersonId, dimension: String| {
        if framework.dimension(&dimension).is_some() {
            known.entry(person).or_default().insert(dimension);
        }
    };
    for estimate in estimates::of_people(connection, org, &ids).await? {
        note(estimate.person_id, estimate.dimension);
    }
    for rating in ratings::of_people(connection, org, &ids).await? {
        note(rating.person_id, rating.dimension);
    }
    let coverage = |person: &Person| {
        let n_known = known.get(&person.id).map_or(0, HashSet::len);
        let coverage =
            Coverage { n_known, n: framework.dimensions.len(), updated_at: person.updated_at.clone() };
        (person.id.clone(), coverage)
    };
    Ok(people.iter().map(coverage).collect())
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn names_are_compared_by_their_words() {
        assert_eq!(words("Ana  Iriondo"), words("IRIONDO, Ana"));
        assert_ne!(words("Ana Iriondo"), words("Ana María Iriondo"));
        assert_eq!(words("Ş. Çelik-Öz"), words("çelik öz ş"));
        assert_eq!(words("René O’Dowd"), words("rene o'dowd"));
        assert!(words(" – ").is_empty());
    }
}
