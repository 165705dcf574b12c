use crate::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use store::{Direction, Page};
use utoipa::{IntoParams, ToSchema};

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Listed<T> {
    /// The items, in order.
    pub items: Vec<T>,
    /// What to give as `cursor` for those that follow; null at the end.
    pub next_cursor: Option<String>,
}

impl<T> Listed<T> {
    /// From what the store gave, which is one more than asked for where there are more. `key` gives the sort key and
    /// the id of an item.
    pub fn new(mut items: Vec<T>, page: &Page, key: impl Fn(&T) -> (&str, &str)) -> Self {
        let wanted = page.limit as usize;
        let has_more = items.len() > wanted;
        items.truncate(wanted);
        let last = items.last().filter(|_| has_more);
        let next_cursor = last.map(|item| {
            let (key, id) = key(item);
            URL_SAFE_NO_PAD.encode(format!("{id}{key}"))
        });
        Self { items, next_cursor }
    }

    /// A whole list that needs no parts.
    #[must_use]
    pub fn whole(items: Vec<T>) -> Self {
        Self { items, next_cursor: None }
    }
}

/// Which part of a list is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// At most so many.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// `next_cursor` of the part before.
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

/// How many items a part of a list has, unless asked.
const DEFAULT_LIMIT: u32 = 50;
/// How many it has at most.
const MAX_LIMIT: u32 = 200;
/// An id's length in a cursor.
const ID_LENGTH: usize = 36;

impl Asked {
    /// The part as the store knows it.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a limit out of bounds or a cursor that we did not give.
    pub fn page(&self) -> Result<Page> {
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            return Err(Error::invalid("/limit", format!("give a number from 1 to {MAX_LIMIT}")));
        }
        let after = self.cursor.as_deref().map(|cursor| {
            let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
            let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))?;
            let (id, key) = text.split_at_checked(ID_LENGTH)?;
            Some((key.to_owned(), id.to_owned()))
        });
        match after {
            Some(None) => Err(Error::invalid("/cursor", "give next_cursor of the part before, unchanged")),
            after => Ok(Page { limit, after: after.flatten() }),
        }
    }
}

/// What a list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
pub enum Sorting {
    /// By name.
    #[default]
    #[serde(rename = "name")]
    Name,
    /// By name, from the end of the alphabet.
    #[serde(rename = "-name")]
    NameDescending,
    /// Oldest first.
    #[serde(rename = "created_at")]
    CreatedAt,
    /// Newest first.
    #[serde(rename = "-created_at")]
    CreatedAtDescending,
}

impl Sorting {
    /// Which way it runs.
    #[must_use]
    pub fn direction(self) -> Direction {
        match self {
            Self::Name | Self::CreatedAt => Direction::Ascending,
            Self::NameDescending | Self::CreatedAtDescending => Direction::Descending,
        }
    }
}
