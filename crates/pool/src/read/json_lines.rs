//! JSON lines: a person a line, as a profile or as a flat row of a table.

use super::text::{Pieces, number};
use super::{Reading, columns};
use crate::block::{Block, UNMEASURED, UNUSABLE};
use crate::sieve::Sieve;
use fit::{Estimates, Points, Profile, Rating, Source, Stated};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::io::Read;

/// How the lines are read.
pub(super) struct People<'a> {
    sieve: &'a Sieve,
    /// The place of a dimension among those that are read, by each name that it may have.
    places: HashMap<String, usize>,
}

/// The lines of a file, in pieces, and how they are read.
pub(super) fn open<'a, 's>(
    reading: &Reading<'a>,
    name: &'s str,
    stream: Box<dyn Read + Send + 's>,
) -> (People<'a>, Pieces<'s>) {
    let mut places = HashMap::new();
    for (place, id) in reading.sieve.dimension_ids().enumerate() {
        places.insert(id.to_owned(), place);
        places.insert(columns::underscored(id), place);
    }
    (People { sieve: reading.sieve, places }, Pieces::new(name, stream, Vec::new(), None))
}

/// What a line says of a person.
struct Row {
    id: String,
    name: String,
    values: Vec<Value>,
    ratings: Vec<Rating>,
}

/// A stated value, in points, and its standard error.
#[derive(Debug, Clone, Copy)]
struct Value {
    mean: f64,
    se: Points,
}

impl Value {
    fn of(mean: f64) -> Self {
        Self { mean, se: Points::STATED_SE }
    }
}

impl People<'_> {
    /// Adds the people of a piece to a block. A line that is no person, or one without an id, is counted and left out.
    pub(super) fn append(&self, piece: &[u8], block: &mut Block) {
        let unmeasured = vec![Value::of(UNMEASURED); block.values.len()];
        let mut means = Vec::new();
        for line in piece.split(|&byte| byte == b'\n') {
            let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii();
            if line.is_empty() {
                continue;
            }
            let (values, ratings) = (unmeasured.clone(), Vec::new());
            let mut row = Row { id: String::new(), name: String::new(), values, ratings };
            let mut json = serde_json::Deserializer::from_slice(line);
            let read = Line { people: self, row: &mut row }.deserialize(&mut json).and_then(|()| json.end());
            if read.is_err() || row.id.is_empty() {
                block.n_unreadable += 1;
                continue;
            }
            means.clear();
            means.extend(row.values.iter().map(|value| value.mean));
            if !row.ratings.is_empty() {
                self.rate(&mut row, &mut means);
            }
            block.push(&row.id, &row.name, &means);
        }
    }

    /// Turns ratings into values, as everywhere.
    fn rate(&self, row: &mut Row, means: &mut [f64]) {
        let mut profile = Profile::new(&*row.id, &*row.name);
        profile.ratings = std::mem::take(&mut row.ratings);
        for (id, value) in self.sieve.dimension_ids().zip(&row.values) {
            if let Some(mean) = Points::new(value.mean) {
                profile.estimates.insert(id.to_owned(), Stated { mean, se: value.se });
            }
        }
        let estimates = Estimates::of(&self.sieve.framework, &profile);
        for rating in &profile.ratings {
            if let Some(&place) = self.places.get(&rating.dimension) {
                means[place] = 100.0 * estimates.raw[self.sieve.dimensions[place]].mean;
            }
        }
    }
}

/// Reads a line into a row.
struct Line<'a> {
    people: &'a People<'a>,
    row: &'a mut Row,
}

impl<'de> DeserializeSeed<'de> for Line<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Line<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a person")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            match &*key {
                "id" => self.row.id = map.next_value::<Text>()?.0,
                "name" => self.row.name = map.next_value::<Text>()?.0,
                "estimates" => map.next_value_seed(Estimated { people: self.people, row: self.row })?,
                "ratings" => {
                    for rating in map.next_value::<Option<Vec<RawRating>>>()?.unwrap_or_default() {
                        self.row.ratings.push(rating.check().map_err(Error::custom)?);
                    }
                }
                other => match self.people.places.get(other) {
                    Some(&place) => self.row.values[place] = map.next_value()?,
                    None => drop(map.next_value::<IgnoredAny>()?),
                },
            }
        }
        Ok(())
    }
}

/// Reads the stated values of a profile.
struct Estimated<'a> {
    people: &'a People<'a>,
    row: &'a mut Row,
}

impl<'de> DeserializeSeed<'de> for Estimated<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Estimated<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("values by dimension")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            match self.people.places.get(&*key) {
                Some(&place) => self.row.values[place] = map.next_value()?,
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

/// An id or a name: a text, or a whole number as one.
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Raw {
            Text(String),
            Whole(i64),
            Large(u64),
            Nothing(()),
        }
        Ok(Self(match Raw::deserialize(from)? {
            Raw::Text(text) => text.trim().to_owned(),
            Raw::Whole(number) => number.to_string(),
            Raw::Large(number) => number.to_string(),
            Raw::Nothing(()) => String::new(),
        }))
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AnyValue)
    }
}

/// Reads a value whatever it is: what is no number cannot be used, and the person can.
struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number of points")
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::of(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::of(value as f64))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::of(value as f64))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::of(number(text)))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value, E> {
        Ok(Value::of(UNUSABLE))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::of(UNMEASURED))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::of(UNUSABLE))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut value = Value::of(UNUSABLE);
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            match &*key {
                "mean" => value.mean = map.next_value::<Value>()?.mean,
                "se" => {
                    let se = Points::new(map.next_value::<Value>()?.mean);
                    value.se = se.ok_or_else(|| Error::custom("no standard error"))?;
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(value)
    }
}

/// A rating as files have it.
#[derive(Deserialize)]
struct RawRating {
    dimension: String,
    source: String,
    value: f64,
}

impl RawRating {
    fn check(self) -> Result<Rating, &'static str> {
        let source = Source::from_name(&self.source).ok_or("an unknown source")?;
        let value = Points::new(self.value).ok_or("a rating outside 0 to 100")?;
        Ok(Rating { dimension: self.dimension, source, rater: String::new(), value })
    }
}
