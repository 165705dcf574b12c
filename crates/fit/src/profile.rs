//! What is known of a person: stated values and ratings, on the scale people see (0–100).

use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// A number of points from 0 to 100. There is no other way to a value in a profile, so a number that is not
/// finite or out of range cannot get into the engine.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Points(f64);

impl Points {
    /// The standard error of a stated value that comes without one: that of a validated instrument.
    pub const STATED_SE: Self = Self(10.0);

    /// The number of points, or `None` for a number outside 0–100 or one that is not finite.
    ///
    /// # Example
    /// ```
    /// use fit::Points;
    /// assert_eq!(Points::new(82.0).map(Points::share), Some(0.82));
    /// assert!(Points::new(f64::NAN).is_none() && Points::new(100.5).is_none());
    /// ```
    pub fn new(value: f64) -> Option<Self> {
        // Adding zero turns −0 into 0.
        (0.0..=100.0).contains(&value).then_some(Self(value + 0.0))
    }

    /// The number as people see it, 0–100.
    pub fn get(self) -> f64 {
        self.0
    }

    /// The number as the engine sees it, 0–1.
    pub fn share(self) -> f64 {
        self.0 / 100.0
    }
}

/// A stated value: typed, imported, or agreed by a panel. It takes the prior's place, and ratings move it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stated {
    /// The value.
    pub mean: Points,
    /// Its standard error.
    pub se: Points,
}

/// How sure a stated value is, as whoever states it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sureness {
    /// An impression from CV and interview.
    Impression,
    /// A test or a structured assessment.
    Assessment,
    /// Agreed by the panel.
    Agreed,
}

impl Sureness {
    /// Each, the least sure first.
    pub const ALL: [Self; 3] = [Self::Impression, Self::Assessment, Self::Agreed];

    /// The standard error.
    pub fn se(self) -> Points {
        match self {
            Self::Impression => Points(15.0),
            Self::Assessment => Points::STATED_SE,
            Self::Agreed => Points(5.0),
        }
    }

    /// The one whose standard error is nearest; between two, the less sure.
    ///
    /// # Example
    /// ```
    /// use fit::{Points, Sureness};
    /// let of = |se| Sureness::of(Points::new(se).unwrap());
    /// assert_eq!([of(40.0), of(9.0), of(0.0)], [Sureness::Impression, Sureness::Assessment, Sureness::Agreed]);
    /// ```
    pub fn of(se: Points) -> Self {
        match se.get() {
            se if se >= 12.5 => Self::Impression,
            se if se >= 7.5 => Self::Assessment,
            _ => Self::Agreed,
        }
    }
}

impl Serialize for Stated {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        if self.se == Points::STATED_SE {
            return self.mean.serialize(serializer);
        }
        let mut value = serializer.serialize_struct("Stated", 2)?;
        value.serialize_field("mean", &self.mean)?;
        value.serialize_field("se", &self.se)?;
        value.end()
    }
}

/// Where a rating comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// A board member or former boss.
    Superior,
    /// A colleague at the same level.
    Peer,
    /// A direct report.
    Report,
    /// The person.
    #[serde(rename = "self")]
    Oneself,
    /// An assessor in a structured interview.
    Assessor,
    /// A validated instrument.
    Test,
}

impl Source {
    /// Every source, in the order of the method page.
    pub const ALL: [Self; 6] =
        [Self::Superior, Self::Peer, Self::Report, Self::Oneself, Self::Assessor, Self::Test];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Superior => "superior",
            Self::Peer => "peer",
            Self::Report => "report",
            Self::Oneself => "self",
            Self::Assessor => "assessor",
            Self::Test => "test",
        }
    }

    /// The source of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.name() == name)
    }
}

/// One person's judgement of another on one dimension.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rating {
    /// The id of the dimension.
    pub dimension: String,
    /// Where it comes from.
    pub source: Source,
    /// Who gave it; empty where that is not recorded.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rater: String,
    /// The rating.
    pub value: Points,
}

/// A person with what is known of them. A dimension may have a stated value, ratings, or both.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Profile {
    /// Unique among the people of one comparison.
    pub id: String,
    /// The name shown to people.
    pub name: String,
    /// One line on who they are; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub headline: String,
    /// Stated values by dimension id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub estimates: BTreeMap<String, Stated>,
    /// Ratings, in the order in which they came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ratings: Vec<Rating>,
}

impl Profile {
    /// A person nobody has measured yet.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self { id: id.into(), name: name.into(), ..Self::default() }
    }
}
