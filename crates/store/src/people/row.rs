use crate::row::row;
use crate::{PersonId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

row! {
    /// A person on file: a CEO, a candidate, or both at different times.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
    pub struct Person {
        /// Id.
        pub id: PersonId,
        /// The id by which files know this person.
        pub reference: String,
        /// Name.
        pub name: String,
        /// What they do, in a line.
        pub headline: String,
        /// The number of this version; it counts changes from 1.
        pub revision: i64,
        /// When the person was put on file.
        pub created_at: Timestamp,
        /// When anything about them last changed.
        pub updated_at: Timestamp,
        /// When their data was erased on request; none for everyone else.
        pub erased_at: Option<Timestamp>,
        /// The name as it is sorted by.
        #[serde(skip)]
        pub sort_name: String,
    }
}

/// What makes a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// The id by which files know this person.
    pub reference: String,
    /// Name.
    pub name: String,
    /// What they do, in a line.
    pub headline: String,
}

/// Which people are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonFilter {
    /// Those whose name has this text.
    pub text: Option<String>,
}

/// What people are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonSort {
    /// Name.
    Name,
    /// When they were put on file.
    CreatedAt,
}
