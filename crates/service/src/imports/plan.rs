use crate::profiles::{Dossier, ProfileFile};
use crate::{Result, Service};
use std::collections::BTreeSet;
use store::estimates::{self, Estimate, Origin};
use store::ratings::{self, Rating};
use store::{Connection, OrgId, PersonId, RatingId, Timestamp};

/// What a file would write of a person. A value that it states on a dimension takes the place of the one that was stated
/// there, and its ratings on a dimension take the place of those that were given there; what it does not mention stays.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Plan<'a> {
    file: &'a ProfileFile,
    before: Option<&'a Dossier>,
    /// Fields and dimensions that would be written.
    pub(crate) changes: Vec<&'a str>,
    /// The dimensions with a new stated value.
    stated: Vec<&'a str>,
    /// The dimensions with new ratings.
    rated: Vec<&'a str>,
    origin: Origin,
}

impl<'a> Plan<'a> {
    /// For a person who is on file as `before` says, or is not yet.
    pub(crate) fn new(file: &'a ProfileFile, before: Option<&'a Dossier>) -> Self {
        let mut changes = Vec::new();
        if before.is_none() {
            changes.push("reference");
        }
        // A person without a name in the file goes by their id there, which is no reason to rename anyone.
        let keeps_name = before.is_some_and(|before| file.name == file.id || file.name == before.person.name);
        if !keeps_name {
            changes.push("name");
        }
        if !file.headline.is_empty() && before.is_none_or(|before| file.headline != before.person.headline) {
            changes.push("headline");
        }
        let stated = file.estimates.keys().map(String::as_str);
        let is_new = |id: &&str| before.is_none_or(|before| !is_stated_same(file, before, id));
        let stated: Vec<&str> = stated.filter(is_new).collect();
        let rated: BTreeSet<&str> = file.ratings.iter().map(|rating| rating.dimension.as_str()).collect();
        let is_new = |id: &&str| before.is_none_or(|before| !is_rated_same(file, before, id));
        let rated: Vec<&str> = rated.into_iter().filter(is_new).collect();
        let dimensions: BTreeSet<&str> = stated.iter().chain(&rated).copied().collect();
        changes.extend(dimensions);
        Self { file, before, changes, stated, rated, origin: Origin::Import }
    }

    /// The same, of values that were typed in.
    pub(crate) fn typed(self) -> Self {
        Self { origin: Origin::Direct, ..self }
    }

    /// Name and headline as they would be.
    pub(super) fn name(&self, name: &mut String, headline: &mut String) {
        for (change, field, value) in
            [("name", name, &self.file.name), ("headline", headline, &self.file.headline)]
        {
            if self.changes.contains(&change) {
                value.clone_into(field);
            }
        }
    }

    /// Writes what is new about dimensions of a person on file.
    pub(crate) async fn write(
        &self,
        service: &Service,
        connection: &mut Connection,
        org: &OrgId,
        person_id: &PersonId,
        now: &Timestamp,
    ) -> Result<()> {
        for &dimension in &self.stated {
            if let Some(value) = self.file.estimates.get(dimension) {
                let (mean, se) = value.parts();
                let estimate = Estimate {
                    person_id: person_id.clone(),
                    dimension: dimension.to_owned(),
                    mean,
                    se,
                    origin: self.origin,
                    recorded_at: now.clone(),
                };
                estimates::put(connection, org, &estimate).await?;
            }
        }
        for &dimension in self.rated.iter().filter(|_| self.before.is_some()) {
            ratings::remove_on(connection, org, person_id, dimension).await?;
        }
        let rated = self.file.ratings.iter().filter(|rating| self.rated.contains(&rating.dimension.as_str()));
        let rated: Vec<_> = rated.collect();
        // Ids that are made at once sort by chance; the order of the file is kept by sorting them first.
        let mut ids: Vec<RatingId> = rated.iter().map(|_| service.surroundings().id()).collect();
        ids.sort();
        for (rating, id) in rated.into_iter().zip(ids) {
            let rating = Rating {
                id,
                person_id: person_id.clone(),
                dimension: rating.dimension.clone(),
                source: rating.source,
                rater: rating.rater.clone(),
                value: rating.value,
                recorded_at: now.clone(),
            };
            ratings::insert(connection, org, &rating).await?;
        }
        Ok(())
    }
}

/// Whether a file states the value that is stated already.
fn is_stated_same(file: &ProfileFile, before: &Dossier, dimension: &str) -> bool {
    let known = before.estimates.iter().find(|estimate| estimate.dimension == dimension);
    let said = file.estimates.get(dimension).map(|value| value.parts());
    known.map(|estimate| (estimate.mean, estimate.se)) == said
}

/// Whether a file has the ratings of a dimension that there are already.
fn is_rated_same(file: &ProfileFile, before: &Dossier, dimension: &str) -> bool {
    let known_ratings = before.ratings.iter().filter(|rating| rating.dimension == dimension);
    let said_ratings = file.ratings.iter().filter(|rating| rating.dimension == dimension);
    known_ratings
        .map(|rating| (rating.source, &rating.rater, rating.value))
        .eq(said_ratings.map(|rating| (rating.source, &rating.rater, rating.value)))
}
