//! Tables with a dimension on each row and a person in each column, turned so that they are read like any other.

use crate::person::TEXTS;
use crate::table::{Cell, Row, Table};
use crate::{Dimensions, Pool, ReadError};
use fit::Problem;

/// Columns of such a table that describe its rows and hold no person.
pub const DESCRIBING: [&str; 5] = ["title", "question", "looks like 0", "looks like 50", "looks like 100"];

/// Where the columns of a table that was turned stand in the file: their names with the numbers of their rows.
pub(crate) struct Turned(Vec<(String, usize)>);

/// Turns a table whose first column names dimensions: `id` at its head and below it texts and dimensions, and each
/// further column a person. A person without an id goes by their name. Nothing of a table that is upright.
pub(crate) fn upright(table: &mut Table, dimensions: &Dimensions<'_>) -> Option<Turned> {
    if !is_turned(&table.rows, dimensions) {
        return None;
    }
    let (head, rows) = table.rows.split_first()?;
    let keys: Vec<(String, usize)> = table.rows.iter().map(|row| (names(row), row.number)).collect();
    let name = rows.iter().position(|row| names(row).eq_ignore_ascii_case(TEXTS[1]));
    let n_columns = table.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let header = Row { number: 1, cells: keys.iter().map(|(key, _)| Cell::text(key.clone())).collect() };
    let person = |column: usize| {
        let cell = |row: &Row| row.cells.get(column).cloned().unwrap_or(Cell::Empty);
        let mut cells: Vec<Cell> = table.rows.iter().map(cell).collect();
        if cells[0] == Cell::Empty {
            cells[0] = name.map_or(Cell::Empty, |name| cells[name + 1].clone());
        }
        Row { number: column + 1, cells }
    };
    let describes = |column: &usize| {
        let text = head.cells.get(*column).map(Cell::key).unwrap_or_default().to_lowercase();
        DESCRIBING.contains(&text.as_str())
    };
    let people = (1..n_columns).filter(|column| !describes(column)).map(person);
    let people = people.filter(|row| row.cells.iter().any(|cell| *cell != Cell::Empty));
    table.rows = std::iter::once(header).chain(people).collect();
    Some(Turned(keys))
}

/// Whether these rows, from the first on, are a table with a dimension on each row.
pub(crate) fn is_turned(rows: &[Row], dimensions: &Dimensions<'_>) -> bool {
    let Some((head, rows)) = rows.split_first() else { return false };
    let is_dimension = |cell: &Cell| dimensions.get(cell.key().trim_end_matches(".se")).is_some();
    names(head).eq_ignore_ascii_case(TEXTS[0])
        && !head.cells.iter().any(is_dimension)
        && rows.iter().any(|row| row.cells.first().is_some_and(is_dimension))
}

/// What a row is called.
fn names(row: &Row) -> String {
    row.cells.first().map(Cell::key).unwrap_or_default()
}

impl Turned {
    /// What was read, with places as the file has them.
    pub(crate) fn told(&self, read: Result<Pool, ReadError>) -> Result<Pool, ReadError> {
        let tell = |problems: &mut Vec<Problem>| {
            for problem in problems {
                problem.place = self.place(&problem.place);
            }
        };
        match read {
            Ok(mut pool) => {
                for skipped in &mut pool.skipped {
                    skipped.place = self.place(&skipped.place);
                    tell(&mut skipped.problems);
                }
                Ok(pool)
            }
            Err(mut error) => {
                tell(&mut error.problems);
                Err(error)
            }
        }
    }

    /// A place of the turned table, such as `row 7, column skill.risk (F)`, as the file has it: `column G, row 9, skill.risk`.
    fn place(&self, place: &str) -> String {
        let Some(rest) = place.strip_prefix("row ") else { return place.to_owned() };
        let (row, label) =
            rest.split_once(", column ").map_or((rest, None), |(row, label)| (row, Some(label)));
        let Ok(number) = row.parse::<usize>() else { return place.to_owned() };
        let column = format!("column {}", Table::letters(number.saturating_sub(1)));
        let Some(label) = label else { return column };
        let name = label.rsplit_once(" (").map_or(label, |(name, _)| name);
        match self.0.iter().find(|(known, _)| known == name) {
            Some((_, row)) => format!("{column}, row {row}, {name}"),
            None => format!("{column}, {name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Dimensions, Mode, read_pool, unknown_columns};

    const FILE: &str = "id,title,looks like 0,c-1,,c-3,\nname,Name,,Ada,Bo,Cy,\nskill.risk,Risk,none,82,40,,\n\
                        skill.risk.se,,,5,,,\nskill.pace,Pace,,,60,50,\n";

    fn dimensions() -> Dimensions<'static> {
        ["skill.risk", "skill.pace"].into_iter().collect()
    }

    #[test]
    fn people_in_columns_are_read_like_people_in_rows() {
        let upright =
            "id,name,skill.risk,skill.risk.se,skill.pace\nc-1,Ada,82,5,\nBo,Bo,40,,60\nc-3,Cy,,,50\n";
        let read =
            |text: &str| read_pool(dimensions(), "a.csv", text.as_bytes(), Mode::Strict).unwrap().profiles;
        assert_eq!(read(FILE), read(upright));
        assert!(unknown_columns(dimensions(), "a.csv", FILE.as_bytes()).unwrap().is_empty());
    }

    #[test]
    fn problems_are_told_where_they_stand_in_the_file() {
        let told = |text: &str| {
            read_pool(dimensions(), "a.csv", text.as_bytes(), Mode::Strict).unwrap_err().to_string()
        };
        let wrong = told(&FILE.replace("82", "820"));
        assert!(wrong.starts_with("a.csv, column D, row 3, skill.risk: found"), "{wrong}");
        let unknown = told(&FILE.replace("skill.pace", "skill.pase"));
        assert!(unknown.contains("row 5, skill.pase") && unknown.contains("skill.pace"), "{unknown}");
        let pool =
            read_pool(dimensions(), "a.csv", FILE.replace("82", "x").as_bytes(), Mode::SkipBadRows).unwrap();
        assert_eq!(pool.skipped[0].place, "column D");
    }

    #[test]
    fn a_table_that_is_upright_stays_so() {
        let text = "id,skill.risk\nskill.pace,50\n";
        let pool = read_pool(dimensions(), "a.csv", text.as_bytes(), Mode::Strict).unwrap();
        assert_eq!(pool.profiles[0].id, "skill.pace", "a person may have any id");
    }
}
