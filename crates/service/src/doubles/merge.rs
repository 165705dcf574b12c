//! Bringing together what is known of one person who is on file twice.

use crate::profiles::{self, Dossier};
use crate::transaction::started;
use crate::{Caller, Code, Error, Expected, Permission, Result, Service, people, undo};
use serde::{Deserialize, Serialize};
use store::estimates::{self, Estimate};
use store::merges::{self, Double, Moved};
use store::people::Person;
use store::ratings::{self, Rating};
use store::{Connection, OrgId, PersonId, Timestamp};

/// Two people side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct SideBySide {
    /// Who is kept.
    pub kept: Person,
    /// The other one.
    pub other: Person,
    /// Each dimension on which the other has a stated value, with those of both.
    pub values: Vec<(String, Option<f64>, f64)>,
    /// How many ratings of the other the one who is kept does not have.
    pub n_ratings: usize,
}

/// What was taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// How many stated values.
    pub values: usize,
    /// How many ratings.
    pub ratings: usize,
}

/// Two people side by side, before anything is merged.
#[crate::boxed]
pub async fn side_by_side(
    service: &Service,
    caller: &Caller,
    kept: &PersonId,
    other: &PersonId,
) -> Result<SideBySide> {
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, org) = read.parts();
    let kept = present(connection, org, kept).await?;
    let other = present(connection, org, other).await?;
    let value = |estimate: &Estimate| {
        let there = stated(&kept, &estimate.dimension).map(|estimate| estimate.mean);
        (estimate.dimension.clone(), there, estimate.mean)
    };
    Ok(SideBySide {
        values: other.estimates.iter().map(value).collect(),
        n_ratings: missing_ratings(&kept, &other).count(),
        kept: kept.person,
        other: other.person,
    })
}

/// What the audit log calls a merge.
pub(crate) const MERGE: &str = "person.merge";

/// Merges a double into a person: the stated values on some dimensions, all ratings that are not there yet, and what refers
/// to the double (searches, invitations, notes of interviews). The double is listed no more. It can be undone like any
/// other change.
#[crate::boxed]
pub async fn merge(
    service: &Service,
    caller: &Caller,
    (kept, other): (&PersonId, &PersonId),
    expected: Expected,
    dimensions: &[String],
) -> Result<Merged> {
    let asked = (kept, other, dimensions);
    let mut write = started!(service.write(caller, Permission::PeopleWrite, MERGE, &asked).await?);
    if kept == other {
        return Err(Error::invalid("/with", "choose someone else"));
    }
    let now = write.now();
    let (connection, org) = write.parts();
    people::begin_change(connection, org, kept, Some(expected), &now).await?;
    let other_dossier = present(connection, org, other).await?;
    refuse_in_one_search(connection, org, (kept, other)).await?;
    store::people::begin_change_of_both(connection, org, (kept, other), &now).await?;
    let taken = people::find(connection, org, kept).await?;
    undo::keep(connection, org, &taken, MERGE).await?;
    let kept_dossier = profiles::dossier(connection, org, taken).await?;
    let mut merged = Merged { values: 0, ratings: 0 };
    for dimension in dimensions {
        if let Some(estimate) = stated(&other_dossier, dimension) {
            let estimate = Estimate { person_id: kept.clone(), ..estimate.clone() };
            estimates::put(connection, org, &estimate).await?;
            merged.values += 1;
        }
    }
    for rating in missing_ratings(&kept_dossier, &other_dossier) {
        let rating = Rating { id: service.surroundings().id(), person_id: kept.clone(), ..rating.clone() };
        ratings::insert(connection, org, &rating).await?;
        merged.ratings += 1;
    }
    let moved = merges::references(connection, org, other).await?;
    merges::hand_over(connection, org, &moved, kept).await?;
    let moved = serde_json::to_string(&moved).map_err(Error::internal("writing a merge"))?;
    let double = Double { person_id: other.clone(), moved };
    merges::insert(connection, org, &double, kept, &now).await?;
    write.record("person.merged", other.as_str(), &[]).await?;
    write.finish(kept.as_str(), &["estimates", "ratings", "searches", "invitations"], merged).await
}

/// Undoes the last merge into a person, whose own values are restored already: the double is listed again, with what was
/// moved from it.
pub(crate) async fn part(
    connection: &mut Connection,
    org: &OrgId,
    kept: &PersonId,
    now: &Timestamp,
) -> Result<()> {
    let Some(double) = merges::of_person(connection, org, kept).await?.into_iter().next() else {
        return Ok(());
    };
    let moved: Moved = serde_json::from_str(&double.moved).map_err(Error::internal("reading a merge"))?;
    merges::hand_over(connection, org, &moved, &double.person_id).await?;
    store::people::begin_change_of_both(connection, org, (kept, &double.person_id), now).await?;
    Ok(merges::remove(connection, org, &double.person_id).await?)
}

/// Into whom a person was merged; none for everyone else.
#[crate::boxed]
pub async fn merged_into(service: &Service, caller: &Caller, id: &PersonId) -> Result<Option<PersonId>> {
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, org) = read.parts();
    Ok(merges::into(connection, org, id).await?)
}

/// A search has room for one of two records of a person.
async fn refuse_in_one_search(
    connection: &mut Connection,
    org: &OrgId,
    both: (&PersonId, &PersonId),
) -> Result<()> {
    let titles = merges::searches_of_both(connection, org, both).await?;
    let Some(title) = titles.first() else { return Ok(()) };
    let detail =
        format!("both records are in the search “{title}”: remove one of them from that search first");
    Err(Error::conflict(Code::IsCandidate, detail))
}

/// What is known of someone who is on file.
async fn present(connection: &mut Connection, org: &OrgId, id: &PersonId) -> Result<Dossier> {
    let person = people::find(connection, org, id).await?;
    if person.erased_at.is_some() || merges::into(connection, org, id).await?.is_some() {
        return Err(Error::NotFound("person"));
    }
    profiles::dossier(connection, org, person).await
}

fn stated<'a>(dossier: &'a Dossier, dimension: &str) -> Option<&'a Estimate> {
    dossier.estimates.iter().find(|estimate| estimate.dimension == dimension)
}

/// The ratings of a double that are not there yet: a named rater rates a dimension once.
fn missing_ratings<'a>(kept: &'a Dossier, other: &'a Dossier) -> impl Iterator<Item = &'a Rating> {
    let is_same = |a: &Rating, b: &Rating| {
        let is_rater = a.dimension == b.dimension && a.source == b.source && a.rater == b.rater;
        is_rater && (!a.rater.is_empty() || (a.value == b.value && a.recorded_at == b.recorded_at))
    };
    other.ratings.iter().filter(move |rating| !kept.ratings.iter().any(|known| is_same(known, rating)))
}
