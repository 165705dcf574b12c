/// Which part of a list is wanted. Lists are walked by key: what is added or removed meanwhile neither repeats nor
/// hides anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// At most so many.
    pub limit: u32,
    /// The sort key and the id of the last one seen; none for the beginning.
    pub after: Option<(String, String)>,
}

impl Page {
    /// A page from the beginning.
    #[must_use]
    pub fn first(limit: u32) -> Self {
        Self { limit, after: None }
    }

    /// The key and the id to go on after. Every text sorts between the two ends.
    pub(crate) fn start(&self, direction: Direction) -> (String, String) {
        let end = match direction {
            Direction::Ascending => String::new(),
            Direction::Descending => char::MAX.to_string(),
        };
        self.after.clone().unwrap_or_else(|| (end.clone(), end))
    }

    /// One more than is wanted, which tells whether there are more.
    pub(crate) fn limit_and_one(&self) -> i64 {
        i64::from(self.limit) + 1
    }
}

/// Which way a list runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first; the newest, for times.
    Descending,
}

/// A list's statement, sorted by a column and then by id, in the direction asked for. Its last three parameters are the
/// key, the id and the number of rows.
macro_rules! sorted {
    ($direction:expr, $select:expr, $column:literal, $key:literal, $id:literal, $limit:literal) => {
        match $direction {
            $crate::Direction::Ascending => concat!(
                $select,
                " AND (",
                $column,
                ", id) > (",
                $key,
                ", ",
                $id,
                ") ORDER BY ",
                $column,
                ", id LIMIT ",
                $limit
            ),
            $crate::Direction::Descending => concat!(
                $select,
                " AND (",
                $column,
                ", id) < (",
                $key,
                ", ",
                $id,
                ") ORDER BY ",
                $column,
                " DESC, id DESC LIMIT ",
                $limit
            ),
        }
    };
}

pub(crate) use sorted;
