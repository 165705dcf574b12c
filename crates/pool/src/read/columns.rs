//! Which column of a table holds what.

use super::Listener;
use crate::sieve::Sieve;
use fit::Problem;

/// The names of a table's columns, in order.
pub(super) type Header<'a> = [&'a str];

/// Where a table has what is read of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) id: usize,
    pub(super) name: Option<usize>,
    /// One a dimension that the sieve reads; none where the table does not have it.
    pub(super) values: Vec<Option<usize>>,
}

impl Columns {
    /// Finds the columns by name: `id`, `name`, and a dimension as `skill.operations` or `skill_operations`.
    pub(super) fn find(
        sieve: &Sieve,
        name: &str,
        header: &Header<'_>,
        listener: &Listener<'_>,
    ) -> Result<Self, Problem> {
        let find = |is_it: &dyn Fn(&str) -> bool| -> Result<Option<usize>, Problem> {
            let mut found = (0..header.len()).filter(|&index| is_it(header[index].trim()));
            match (found.next(), found.next()) {
                (first, None) => Ok(first),
                (Some(first), Some(second)) => {
                    let said =
                        format!("the columns {:?} and {:?} hold the same", header[first], header[second]);
                    Err(Problem::new(name, said, "keep one of them"))
                }
                (None, Some(_)) => Ok(None),
            }
        };
        let Some(id) = find(&|column| column.eq_ignore_ascii_case("id"))? else {
            let hint = "name the column that says who each row is \u{201c}id\u{201d}";
            return Err(Problem::new(name, "there is no column id", hint));
        };
        let values: Vec<Option<usize>> = sieve
            .dimension_ids()
            .map(|dimension| find(&|column| names_dimension(column, dimension)))
            .collect::<Result<_, _>>()?;
        let missing: Vec<&str> =
            sieve.dimension_ids().zip(&values).filter(|(_, c)| c.is_none()).map(|(d, _)| d).collect();
        if missing.len() == values.len() {
            let example = missing.first().copied().unwrap_or_default();
            let hint = format!("name them as the framework does, e.g. {example} or {}", underscored(example));
            return Err(Problem::new(name, "no column is named after a dimension", hint));
        }
        if !missing.is_empty() {
            (listener.note)(format!(
                "{name} has no column for {}: nobody is measured there",
                missing.join(", ")
            ));
        }
        Ok(Self { id, name: find(&|column| column.eq_ignore_ascii_case("name"))?, values })
    }
}

/// Whether a column is named after a dimension.
pub(super) fn names_dimension(column: &str, dimension: &str) -> bool {
    column.len() == dimension.len()
        && column.bytes().zip(dimension.bytes()).all(|(c, d)| c == d || (c == b'_' && d == b'.'))
}

/// A dimension's id where names may have no dots.
pub(crate) fn underscored(dimension: &str) -> String {
    dimension.replace('.', "_")
}
