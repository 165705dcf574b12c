//! Ratings of people.

use crate::checks::Checks;
use crate::invitations::is_shielded;
use crate::line::Rater;
use crate::transaction::started;
use crate::{Asked, Caller, Code, Error, Listed, Permission, Result, Service, people, undo};
use serde::{Deserialize, Serialize};
use store::ratings::{self, Rating, Source};
use store::{PersonId, RatingId, Timestamp};
use utoipa::ToSchema;

/// A rating to be put on file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RatingInput {
    /// The dimension, as domain.name.
    #[schema(schema_with = crate::estimates::dimension_schema)]
    pub dimension: String,
    /// The kind of rater.
    pub source: Source,
    /// Who gave it; may be left out.
    #[serde(default)]
    #[schema(value_type = Rater)]
    pub rater: String,
    /// The rating in points.
    #[schema(minimum = 0, maximum = 100)]
    pub value: f64,
    /// When it was given; now where that is left out.
    pub recorded_at: Option<Timestamp>,
}

/// A rating as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = Rating)]
pub struct RatingOutline {
    /// Id. Ids of one person's ratings sort in the order in which they came in.
    pub id: RatingId,
    /// The dimension.
    #[schema(example = "skill.change")]
    pub dimension: String,
    /// The kind of rater.
    pub source: Source,
    /// Who gave it; empty where that is not recorded.
    pub rater: String,
    /// The rating in points; null for peers and direct reports, whose single ratings are shown to nobody.
    #[schema(minimum = 0, maximum = 100)]
    pub value: Option<f64>,
    /// When it was given.
    pub recorded_at: Timestamp,
}

impl RatingOutline {
    fn new(rating: Rating) -> Self {
        let Rating { id, dimension, source, rater, value, recorded_at, .. } = rating;
        Self { id, dimension, source, rater, value: (!is_shielded(source)).then_some(value), recorded_at }
    }
}

/// A part of a person's ratings, by dimension.
#[crate::boxed]
pub async fn list(
    service: &Service,
    caller: &Caller,
    person: &PersonId,
    asked: &Asked,
) -> Result<Listed<RatingOutline>> {
    let page = asked.page()?;
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, org) = read.parts();
    people::find(connection, org, person).await?;
    let items = ratings::list(connection, org, person, &page).await?;
    let items = items.into_iter().map(RatingOutline::new).collect();
    Ok(Listed::new(items, &page, |rating| (&rating.dimension, rating.id.as_str())))
}

/// Puts a rating of a person on file.
#[crate::boxed]
pub async fn create(
    service: &Service,
    caller: &Caller,
    person: &PersonId,
    input: RatingInput,
) -> Result<RatingOutline> {
    let asked = (person, &input);
    let mut write = started!(service.write(caller, Permission::PeopleWrite, "rating.create", &asked).await?);
    let mut checks = Checks::default();
    checks.dimension("/dimension", &input.dimension);
    checks.points("/value", input.value);
    let rater = Rater::checked(&mut checks, "/rater", &input.rater);
    checks.done()?;
    let now = write.now();
    let rating = Rating {
        id: service.surroundings().id(),
        person_id: person.clone(),
        dimension: input.dimension,
        source: input.source,
        rater,
        value: input.value,
        recorded_at: input.recorded_at.unwrap_or_else(|| now.clone()),
    };
    let (connection, org) = write.parts();
    let taken = people::begin_change(connection, org, person, None, &now).await?;
    undo::keep(connection, org, &taken, "rating.create").await?;
    ratings::insert(connection, org, &rating).await.map_err(|error| match error {
        store::Error::Taken => Error::conflict(
            Code::RatedAlready,
            "this rater has rated the dimension already: remove that rating, or name another rater",
        ),
        other => other.into(),
    })?;
    let dimension = rating.dimension.clone();
    write.finish(person.as_str(), &[&dimension], RatingOutline::new(rating)).await
}

/// Removes a rating of a person.
#[crate::boxed]
pub async fn remove(service: &Service, caller: &Caller, person: &PersonId, id: &RatingId) -> Result<()> {
    let asked = (person, id);
    let mut write = started!(service.write(caller, Permission::PeopleWrite, "rating.remove", &asked).await?);
    let now = write.now();
    let (connection, org) = write.parts();
    let taken = people::begin_change(connection, org, person, None, &now).await?;
    undo::keep(connection, org, &taken, "rating.remove").await?;
    if !ratings::remove(connection, org, person, id).await? {
        return Err(Error::NotFound("rating"));
    }
    write.finish(person.as_str(), &["ratings"], ()).await
}
