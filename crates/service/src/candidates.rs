//! Candidates: people in a search.

use crate::searches::{held, require_open, visible};
use crate::transaction::started;
use crate::visibility::Visibility;
use crate::{
    Caller, Code, Error, Expected, Listed, Permission, Result, Secret, Service, Writing, hash_secret, people,
};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use store::candidates::{self, Candidate};
use store::searches::Search;
use store::{CandidateId, Connection, OrgId, PersonId, SearchId, Timestamp, judgements};
use utoipa::ToSchema;

/// A person who becomes a candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CandidateInput {
    /// The person.
    pub person_id: PersonId,
    /// Whether the panel looks at this one closely.
    #[serde(default)]
    pub is_finalist: bool,
}

/// What to change of a candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CandidateChange {
    /// Whether the panel looks at this one closely.
    pub is_finalist: bool,
}

/// A candidate, as far as the one who asks may see: in a blind search without name, reference and headline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Candidate)]
pub struct ShownCandidate {
    /// Id, in this search only.
    pub id: CandidateId,
    /// What stands in for the name where the search is blind.
    #[schema(example = "Candidate A")]
    pub label: String,
    /// The person on file; null for those who do not look after files.
    pub person_id: Option<PersonId>,
    /// The person's name; null where it is withheld.
    pub name: Option<String>,
    /// The id by which files know the person; null where it is withheld.
    pub reference: Option<String>,
    /// What the person does, in a line; null where it is withheld.
    pub headline: Option<String>,
    /// The place among the candidates, from 1, which chance gave.
    pub position: i64,
    /// Whether the panel looks at this one closely.
    pub is_finalist: bool,
    /// The number of this version; it counts changes from 1.
    pub revision: i64,
    /// When they became a candidate; only the day where names are withheld.
    pub created_at: Timestamp,
    /// When this last changed.
    pub updated_at: Timestamp,
}

impl ShownCandidate {
    pub(crate) fn of(candidate: Candidate, visibility: Visibility) -> Self {
        let named = |text: String| visibility.shows_names.then_some(text);
        // The order in which they were added is often that of their names.
        let seen = |moment: Timestamp| if visibility.shows_names { moment } else { moment.day() };
        Self {
            id: candidate.id,
            label: candidate.label,
            person_id: visibility.shows_files.then_some(candidate.person_id),
            name: named(candidate.name),
            reference: named(candidate.reference),
            headline: named(candidate.headline),
            position: candidate.position,
            is_finalist: candidate.is_finalist,
            revision: candidate.revision,
            created_at: seen(candidate.created_at),
            updated_at: seen(candidate.updated_at),
        }
    }
}

/// How many candidates a search may have.
const MOST: usize = crate::inputs::MOST_CANDIDATES;

/// Adds a candidate.
#[crate::boxed]
pub async fn create(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    input: CandidateInput,
) -> Result<ShownCandidate> {
    let asked = (search, &input);
    let begun = service.write(caller, Permission::SearchesWrite, "candidate.create", &asked).await?;
    let mut write = started!(begun);
    let (connection, actor) = write.with_actor();
    let search = held(connection, actor, search).await?;
    let candidate = add(service, &mut write, &search, input).await?;
    let (connection, actor) = write.with_actor();
    let visibility = Visibility::of(connection, actor, &search).await?;
    let subject = candidate.id.to_string();
    write.finish(&subject, FIELDS, ShownCandidate::of(candidate, visibility)).await
}

/// Adds several people as candidates, all or none of them. Whoever is one already stays one.
#[crate::boxed]
pub async fn add_all(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    people: &[PersonId],
) -> Result<usize> {
    let asked = (search, people);
    let begun = service.write(caller, Permission::SearchesWrite, "candidates.add", &asked).await?;
    let mut write = started!(begun);
    let (connection, actor) = write.with_actor();
    let search = held(connection, actor, search).await?;
    let n_added = add_new(service, &mut write, &search, people).await?;
    write.finish(search.id.as_str(), &["candidates"], n_added).await
}

/// Adds those of some people who are no candidates yet, in their order, and says how many they were.
pub(crate) async fn add_new(
    service: &Service,
    write: &mut Writing,
    search: &Search,
    people: &[PersonId],
) -> Result<usize> {
    let (connection, org) = write.parts();
    let mut there: HashSet<PersonId> =
        candidates::list(connection, org, &search.id).await?.into_iter().map(|one| one.person_id).collect();
    let mut n_added = 0;
    for person_id in people {
        if there.insert(person_id.clone()) {
            let input = CandidateInput { person_id: person_id.clone(), is_finalist: false };
            let candidate = add(service, write, search, input).await?;
            write.record("candidate.create", candidate.id.as_str(), FIELDS).await?;
            n_added += 1;
        }
    }
    Ok(n_added)
}

/// What is written of a new candidate.
pub(crate) const FIELDS: &[&str] = &["person_id", "is_finalist"];

/// Adds a candidate to a search that is held.
pub(crate) async fn add(
    service: &Service,
    write: &mut Writing,
    search: &Search,
    input: CandidateInput,
) -> Result<Candidate> {
    require_open(search)?;
    let now = write.now();
    let (connection, org) = write.parts();
    let person = people::find(connection, org, &input.person_id).await;
    let person = match person {
        Ok(person) if people::is_listed(connection, org, &person).await? => person,
        Ok(_) | Err(Error::NotFound(_)) => {
            return Err(Error::invalid("/person_id", "no such person is on file: put them on file first"));
        }
        Err(error) => return Err(error),
    };
    if person.id == search.ceo_id {
        return Err(Error::conflict(Code::IsCeo, "this person is the CEO of the search"));
    }
    let there = candidates::list(connection, org, &search.id).await?;
    if there.iter().any(|candidate| candidate.person_id == person.id) {
        return Err(already());
    }
    if there.len() >= MOST {
        return Err(Error::conflict(Code::TooMany, format!("a search has at most {MOST} candidates")));
    }
    let position = position(service, connection, org, (search, &there)).await?;
    let candidate = Candidate {
        // Ids sort by time; these tell of all candidates alike when their search was begun.
        id: service.surroundings().id_as_of(&search.created_at),
        search_id: search.id.clone(),
        person_id: person.id,
        label: format!("Candidate {}", letters(position)),
        position,
        is_finalist: input.is_finalist,
        revision: 1,
        created_at: now.clone(),
        updated_at: now,
        reference: person.reference,
        name: person.name,
        headline: person.headline,
        person_revision: person.revision,
    };
    candidates::insert(connection, org, &candidate).await.map_err(|error| match error {
        store::Error::Taken => already(),
        other => other.into(),
    })?;
    Ok(candidate)
}

/// The candidates of a search, in the order in which they were added.
#[crate::boxed]
pub async fn list(service: &Service, caller: &Caller, search: &SearchId) -> Result<Listed<ShownCandidate>> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    let visibility = Visibility::of(connection, actor, &search).await?;
    let found = candidates::list(connection, &actor.org, &search.id).await?;
    Ok(Listed::whole(found.into_iter().map(|candidate| ShownCandidate::of(candidate, visibility)).collect()))
}

/// One candidate.
#[crate::boxed]
pub async fn get(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    id: &CandidateId,
) -> Result<ShownCandidate> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    let visibility = Visibility::of(connection, actor, &search).await?;
    Ok(ShownCandidate::of(find(connection, &actor.org, &search.id, id).await?, visibility))
}

/// Says whether a candidate is a finalist.
#[crate::boxed]
pub async fn change(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    id: &CandidateId,
    expected: Expected,
    change: CandidateChange,
) -> Result<ShownCandidate> {
    let asked = (search, id, &change);
    let begun = service.write(caller, Permission::SearchesWrite, "candidate.change", &asked).await?;
    let mut write = started!(begun);
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let search = held(connection, actor, search).await?;
    let mut candidate = find(connection, &actor.org, &search.id, id).await?;
    expected.check(candidate.revision)?;
    require_open(&search)?;
    candidate.is_finalist = change.is_finalist;
    if !candidates::update(connection, &actor.org, &candidate, &now).await? {
        return Err(Error::Stale);
    }
    crate::stages::follow_mark(connection, actor, &candidate, &now).await?;
    let candidate = find(connection, &actor.org, &search.id, id).await?;
    let visibility = Visibility::of(connection, actor, &search).await?;
    write.finish(id.as_str(), &["is_finalist"], ShownCandidate::of(candidate, visibility)).await
}

/// Removes a candidate from a search; the person stays on file. One whom the panel has judged is not removed, because
/// judgements are kept.
#[crate::boxed]
pub async fn remove(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    id: &CandidateId,
    expected: Option<Expected>,
) -> Result<()> {
    let asked = (search, id);
    let begun = service.write(caller, Permission::SearchesWrite, "candidate.remove", &asked).await?;
    let mut write = started!(begun);
    let (connection, actor) = write.with_actor();
    let search = held(connection, actor, search).await?;
    let candidate = find(connection, &actor.org, &search.id, id).await?;
    expected.unwrap_or(Expected::Any).check(candidate.revision)?;
    require_open(&search)?;
    let judged = judgements::list(connection, &actor.org, &search.id, None).await?;
    if judged.iter().any(|judgement| judgement.candidate_id == *id) {
        let detail = "the panel has judged this candidate, and judgements are kept: move the candidate to the stage Out instead, \
                      with the reason";
        return Err(Error::conflict(Code::HasJudgements, detail));
    }
    candidates::delete(connection, &actor.org, id).await.map_err(|error| match error {
        store::Error::InUse => {
            Error::conflict(Code::HasDecision, "a decision was for this candidate, and decisions are kept")
        }
        other => other.into(),
    })?;
    write.finish(id.as_str(), &[], ()).await
}

/// The candidate of a search with this id.
pub(crate) async fn find(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    id: &CandidateId,
) -> Result<Candidate> {
    candidates::find(connection, org, search, id).await?.ok_or(Error::NotFound("candidate"))
}

fn already() -> Error {
    Error::conflict(Code::IsCandidate, "this person is a candidate of the search already")
}

/// A place for a new candidate that no candidate of the search has had. Chance gives it: the order in which they are added
/// is often that of their names.
async fn position(
    service: &Service,
    connection: &mut Connection,
    org: &OrgId,
    (search, there): (&Search, &[Candidate]),
) -> Result<i64> {
    let fresh = Secret::new("", service.surroundings()).hash();
    let seed = candidates::label_seed(connection, org, &search.id, &fresh).await?;
    loop {
        let number = candidates::next_position(connection, org, &search.id).await?;
        let position = shuffled(&seed, number);
        // Searches that are older than their seed have candidates in the order in which they were added.
        if there.iter().all(|candidate| candidate.position != position) {
            return Ok(position);
        }
    }
}

/// Where a number goes, from 1: labels of one letter come first, then those of two, each in an order that follows from the
/// seed.
fn shuffled(seed: &str, number: i64) -> i64 {
    let (mut first, mut n_labels) = (1, 26);
    while number >= first + n_labels {
        (first, n_labels) = (first + n_labels, n_labels * 26);
    }
    let mut places: Vec<(String, i64)> =
        (first..first + n_labels).map(|place| (hash_secret(format!("{seed} {place}")), place)).collect();
    places.sort_unstable();
    usize::try_from(number - first).ok().and_then(|at| places.get(at)).map_or(number, |(_, place)| *place)
}

/// A to Z, AA to AZ and so on, from 1.
fn letters(mut number: i64) -> String {
    let mut letters = Vec::new();
    while number > 0 {
        number -= 1;
        letters.push(char::from(b'A' + u8::try_from(number % 26).unwrap_or(0)));
        number /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::{letters, shuffled};
    use std::collections::BTreeSet;

    #[test]
    fn a_seed_gives_each_place_once_and_short_labels_first() {
        for seed in ["one", "another"] {
            let places: Vec<i64> = (1..=702).map(|number| shuffled(seed, number)).collect();
            assert_eq!(places.iter().copied().collect::<BTreeSet<_>>(), (1..=702).collect());
            assert!(places[..26].iter().all(|place| *place <= 26), "{places:?}");
            assert!(!places[..26].is_sorted(), "{places:?}");
        }
        assert_ne!(shuffled("one", 1), shuffled("another", 1));
    }

    #[test]
    fn labels_go_on_after_z() {
        let expected = [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (702, "ZZ"), (703, "AAA")];
        for (number, label) in expected {
            assert_eq!(letters(number), label);
        }
    }
}
