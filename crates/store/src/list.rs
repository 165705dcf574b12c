use crate::fold::folded;
use crate::row::row;

row! {
    /// A list that people edit as a whole, as JSON.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct EditedList {
        /// Its items in order.
        pub items: String,
        /// The number of this version; it counts changes from 1.
        pub revision: i64,
    }
}

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

/// How many rows one statement looks up by their ids.
pub(crate) const GROUP: usize = 32;

/// The parameters $2 to $33 as a list of values: room for [`GROUP`] ids.
macro_rules! group {
    () => {
        "($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, \
         $25, $26, $27, $28, $29, $30, $31, $32, $33)"
    };
}

/// All rows of a statement whose list of values is a [`group`] of ids; its first parameter is the organisation.
macro_rules! of_all {
    ($connection:expr, $sql:expr, $org:expr, $ids:expr) => {{
        let mut found = Vec::new();
        for ids in $crate::list::groups($ids) {
            let some = $crate::connection::on!($connection, c => ids
                .into_iter()
                .fold(sqlx::query_as($sql).bind($org), sqlx::query::QueryAs::bind)
                .fetch_all(c))?;
            found.extend(some);
        }
        found
    }};
}

/// Ids in groups of exactly [`GROUP`]: the last one is filled up with its last id, which changes nothing about what is
/// found.
pub(crate) fn groups<Id>(ids: &[Id]) -> impl Iterator<Item = [&Id; GROUP]> {
    ids.chunks(GROUP).map(|ids| std::array::from_fn(|index| &ids[index.min(ids.len() - 1)]))
}

/// A pattern for `LIKE` that a folded text matches where it has this one in it.
pub(crate) fn like(text: &str) -> String {
    format!("%{}%", folded(text).replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
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

pub(crate) use {group, of_all, sorted};
