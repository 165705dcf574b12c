//! Bringing together what is known of one person who is on file twice.

use crate::profiles::{self, Dossier};
use crate::transaction::started;
use crate::{Caller, Error, Expected, Permission, Result, Service, people, undo};
use serde::{Deserialize, Serialize};
use store::estimates::{self, Estimate};
use store::people::Person;
use store::ratings::{self, Rating};
use store::{Connection, OrgId, PersonId};

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

/// Takes over from a double the stated values on some dimensions, and all ratings that are not there yet. The double stays as
/// it is, and the change can be undone like any other.
#[crate::boxed]
pub async fn merge(
    service: &Service,
    caller: &Caller,
    (kept, other): (&PersonId, &PersonId),
    expected: Expected,
    dimensions: &[String],
) -> Result<Merged> {
    let asked = (kept, other, dimensions);
    let mut write = started!(service.write(caller, Permission::PeopleWrite, "person.merge", &asked).await?);
    if kept == other {
        return Err(Error::invalid("/with", "choose someone else"));
    }
    let now = write.now();
    let (connection, org) = write.parts();
    let taken = people::begin_change(connection, org, kept, Some(expected), &now).await?;
    undo::keep(connection, org, &taken, "person.merge").await?;
    let kept_dossier = profiles::dossier(connection, org, taken).await?;
    let other_dossier = present(connection, org, other).await?;
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
    write.finish(kept.as_str(), &["estimates", "ratings"], merged).await
}

/// What is known of someone who is on file.
async fn present(connection: &mut Connection, org: &OrgId, id: &PersonId) -> Result<Dossier> {
    let person = people::find(connection, org, id).await?;
    if person.erased_at.is_some() {
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
