//! Stated values of people.

use crate::checks::{Checks, escaped};
use crate::transaction::started;
use crate::{Caller, Code, Error, Expected, Listed, Permission, Result, Service, people, undo};
pub use fit::Sureness;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use store::estimates::{self, Estimate, Origin};
use store::{Connection, OrgId, PersonId};
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// At most this many values of one person.
pub const MAX_ESTIMATES: usize = 1_000;

/// A stated value: a number of points, or one with its standard error.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
pub enum EstimateInput {
    /// The value in points; its standard error is 10.
    Mean(f64),
    /// The value with its standard error.
    Full(MeanAndError),
}

/// A value with its standard error.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeanAndError {
    /// The value in points.
    #[schema(minimum = 0, maximum = 100)]
    pub mean: f64,
    /// Its standard error in points; 10 where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100)]
    pub se: Option<f64>,
}

impl EstimateInput {
    /// A value as briefly as it can be written.
    pub(crate) fn new(mean: f64, se: f64) -> Self {
        if se == fit::Points::STATED_SE.get() {
            Self::Mean(mean)
        } else {
            Self::Full(MeanAndError { mean, se: Some(se) })
        }
    }

    /// The value and its standard error.
    pub(crate) fn parts(self) -> (f64, f64) {
        let usual = fit::Points::STATED_SE.get();
        match self {
            Self::Mean(mean) => (mean, usual),
            Self::Full(MeanAndError { mean, se }) => (mean, se.unwrap_or(usual)),
        }
    }

    fn check(self, pointer: &str, checks: &mut Checks) {
        match self {
            Self::Mean(mean) => checks.points(pointer, mean),
            Self::Full(MeanAndError { mean, se }) => {
                checks.points(&format!("{pointer}/mean"), mean);
                if let Some(se) = se {
                    checks.points(&format!("{pointer}/se"), se);
                }
            }
        }
    }
}

// Written out, because an untagged enum cannot say what is wrong, or where.
impl<'de> Deserialize<'de> for EstimateInput {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = EstimateInput;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, or { \"mean\": number, \"se\": number }")
            }

            fn visit_f64<E>(self, value: f64) -> std::result::Result<EstimateInput, E> {
                Ok(EstimateInput::Mean(value))
            }

            fn visit_i64<E>(self, value: i64) -> std::result::Result<EstimateInput, E> {
                Ok(EstimateInput::Mean(value as f64))
            }

            fn visit_u64<E>(self, value: u64) -> std::result::Result<EstimateInput, E> {
                Ok(EstimateInput::Mean(value as f64))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> std::result::Result<EstimateInput, A::Error> {
                MeanAndError::deserialize(MapAccessDeserializer::new(map)).map(EstimateInput::Full)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

impl PartialSchema for EstimateInput {
    fn schema() -> RefOr<Schema> {
        let number = ObjectBuilder::new().schema_type(Type::Number).minimum(Some(0)).maximum(Some(100));
        OneOfBuilder::new().item(number).item(MeanAndError::schema()).into()
    }
}

impl ToSchema for EstimateInput {}

/// Stated values by dimension.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EstimatesInput(pub BTreeMap<String, EstimateInput>);

impl PartialSchema for EstimatesInput {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .property_names(Some(dimension_schema()))
            .additional_properties(Some(EstimateInput::schema()))
            .max_properties(Some(MAX_ESTIMATES))
            .into()
    }
}

impl ToSchema for EstimatesInput {}

/// The id of a dimension in the description of the API.
#[must_use]
pub fn dimension_schema() -> Schema {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(3))
        .max_length(Some(intake::MAX_ID))
        .pattern(Some(DIMENSION))
        .into()
}

/// What a dimension's id looks like, a little narrower than what is accepted.
const DIMENSION: &str = r"^[^.\s\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+\.[^\s\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+$";

/// Something of a person, with the person's revision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfPerson<T> {
    /// The person's revision, which counts every change of anything about them.
    pub revision: i64,
    /// The thing itself.
    pub thing: T,
}

/// The stated values of a person, by dimension.
#[crate::boxed]
pub async fn list(
    service: &Service,
    caller: &Caller,
    person: &PersonId,
) -> Result<OfPerson<Listed<Estimate>>> {
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, org) = read.parts();
    let revision = people::find(connection, org, person).await?.revision;
    let found = estimates::of_people(connection, org, std::slice::from_ref(person)).await?;
    Ok(OfPerson { revision, thing: Listed::whole(found) })
}

/// Replaces all stated values of a person: a dimension that is not given has none any more. Ratings stay.
#[crate::boxed]
pub async fn replace(
    service: &Service,
    caller: &Caller,
    person: &PersonId,
    expected: Expected,
    EstimatesInput(input): &EstimatesInput,
) -> Result<OfPerson<Listed<Estimate>>> {
    let asked = (person, input);
    let mut write =
        started!(service.write(caller, Permission::PeopleWrite, "estimates.replace", &asked).await?);
    let mut checks = Checks::default();
    for (dimension, value) in input {
        let pointer = format!("/{}", escaped(dimension));
        checks.dimension(&pointer, dimension);
        value.check(&pointer, &mut checks);
    }
    checks.require(input.len() <= MAX_ESTIMATES, "", &format!("give at most {MAX_ESTIMATES} values"));
    checks.done()?;
    let now = write.now();
    let (connection, org) = write.parts();
    let taken = people::begin_change(connection, org, person, Some(expected), &now).await?;
    undo::keep(connection, org, &taken, "estimates.replace").await?;
    let revision = taken.revision;
    let known = estimates::of_people(connection, org, std::slice::from_ref(person)).await?;
    estimates::clear(connection, org, person).await?;
    let mut answer = Vec::with_capacity(input.len());
    for (dimension, value) in input {
        let (mean, se) = value.parts();
        // What stays as it was keeps its origin and its time.
        let same = known.iter().find(|old| old.dimension == *dimension && old.mean == mean && old.se == se);
        let estimate = same.cloned().unwrap_or_else(|| Estimate {
            person_id: person.clone(),
            dimension: dimension.clone(),
            mean,
            se,
            origin: Origin::Direct,
            recorded_at: now.clone(),
        });
        estimates::put(connection, org, &estimate).await?;
        answer.push(estimate);
    }
    let answer = OfPerson { revision, thing: Listed::whole(answer) };
    write.finish(person.as_str(), &["estimates"], answer).await
}

/// Records the stated value of a person on one dimension. Ratings stay, and move it.
#[crate::boxed]
pub async fn put(
    service: &Service,
    caller: &Caller,
    person: &PersonId,
    dimension: &str,
    expected: Expected,
    input: EstimateInput,
) -> Result<OfPerson<Estimate>> {
    let asked = (person, dimension, input);
    let mut write = started!(service.write(caller, Permission::PeopleWrite, "estimates.put", &asked).await?);
    let mut checks = Checks::default();
    checks.dimension("/dimension", dimension);
    input.check("", &mut checks);
    checks.done()?;
    let now = write.now();
    let (connection, org) = write.parts();
    let taken = people::begin_change(connection, org, person, Some(expected), &now).await?;
    undo::keep(connection, org, &taken, "estimates.put").await?;
    let revision = taken.revision;
    let (mean, se) = input.parts();
    let estimate = Estimate {
        person_id: person.clone(),
        dimension: dimension.to_owned(),
        mean,
        se,
        origin: Origin::Direct,
        recorded_at: now,
    };
    estimates::put(connection, org, &estimate).await?;
    check_number(connection, org, person).await?;
    write.finish(person.as_str(), &[dimension], OfPerson { revision, thing: estimate }).await
}

/// Removes the stated value of a person on one dimension.
#[crate::boxed]
pub async fn remove(
    service: &Service,
    caller: &Caller,
    person: &PersonId,
    dimension: &str,
    expected: Option<Expected>,
) -> Result<()> {
    let asked = (person, dimension);
    let mut write =
        started!(service.write(caller, Permission::PeopleWrite, "estimates.remove", &asked).await?);
    let now = write.now();
    let (connection, org) = write.parts();
    let taken = people::begin_change(connection, org, person, expected, &now).await?;
    undo::keep(connection, org, &taken, "estimates.remove").await?;
    if dimension.contains('\0') || !estimates::remove(connection, org, person, dimension).await? {
        return Err(Error::NotFound("estimate"));
    }
    write.finish(person.as_str(), &[dimension], ()).await
}

async fn check_number(connection: &mut Connection, org: &OrgId, person: &PersonId) -> Result<()> {
    let n = estimates::of_people(connection, org, std::slice::from_ref(person)).await?.len();
    if n > MAX_ESTIMATES {
        return Err(Error::conflict(
            Code::TooMany,
            format!("a person has at most {MAX_ESTIMATES} stated values"),
        ));
    }
    Ok(())
}
