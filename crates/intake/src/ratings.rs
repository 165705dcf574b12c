//! A long list of ratings, from a table: one row a rating.

use crate::problems::{Problems, plain, quote};
use crate::{Cell, ReadError, Table, read_table};
use fit::Problem;
use fit::problem::suggest;

/// So much of a header is said again, in characters.
const MAX_SHOWN: usize = 60;

/// Reads ratings as (target, rater, value) from the three named columns of a table; other columns are passed
/// over, and so are rows in which all three are empty.
///
/// # Errors
/// A column that is not there, with the nearest name; every row with an empty name or a value that is no number.
///
/// # Example
/// ```
/// let csv = b"who,by,score,note\nAda,Ben,4,early\n";
/// let ratings = intake::read_ratings("r.csv", csv, ["who", "by", "score"]).unwrap();
/// assert_eq!(ratings, [("Ada".to_owned(), "Ben".to_owned(), 4.0)]);
/// ```
pub fn read_ratings(
    name: &str,
    bytes: &[u8],
    columns: [&str; 3],
) -> Result<Vec<(String, String, f64)>, ReadError> {
    let table = read_table(name, bytes)?;
    let mut problems = Problems::new();
    let [target, rater, value] = columns.map(|column| find_column(&table, column, &mut problems));
    let (Some(target), Some(rater), Some(value)) = (target, rater, value) else {
        return Err(problems.refuse(name));
    };
    let mut ratings = Vec::new();
    for row in table.rows.iter().skip(1) {
        let cell = |index: usize| row.cells.get(index).unwrap_or(&Cell::Empty);
        if [target, rater, value].iter().all(|&index| *cell(index) == Cell::Empty) {
            continue;
        }
        let mut problem = |column: &str, index: usize, expected: &str| {
            let place = format!("row {}, column {column} ({})", row.number, Table::letters(index));
            let found = match cell(index) {
                Cell::Empty => "the cell is empty".to_owned(),
                other => format!("found {}", quote(&other.to_string())),
            };
            problems.add(|| Problem::new(place, found, expected));
        };
        for (column, index) in [(columns[0], target), (columns[1], rater)] {
            if *cell(index) == Cell::Empty {
                problem(column, index, "expected a name");
            }
        }
        match table.number(cell(value)) {
            Some(number) => ratings.push((cell(target).to_string(), cell(rater).to_string(), number)),
            None => problem(columns[2], value, "expected a number"),
        }
    }
    if problems.is_empty() && ratings.is_empty() {
        problems
            .add(|| Problem::new(name, "there are no ratings", "expected a row for each below the header"));
    }
    if problems.is_empty() { Ok(ratings) } else { Err(problems.refuse(name)) }
}

/// The only column of that name in the header; where there is none, or more, that is a problem.
pub(crate) fn find_column(table: &Table, column: &str, problems: &mut Problems) -> Option<usize> {
    let header = table.rows.first().map(|row| &row.cells[..]).unwrap_or_default();
    let names: Vec<String> = header.iter().map(|cell| cell.to_string().trim().to_owned()).collect();
    let found: Vec<usize> = (0..names.len()).filter(|&index| names[index] == column).collect();
    match found[..] {
        [only] => Some(only),
        [] => {
            // A header may hold anything, and is said again here.
            let shown: Vec<String> = names.iter().map(|name| plain(name, MAX_SHOWN)).collect();
            let hint = suggest(column, shown.iter().map(String::as_str));
            problems
                .add(|| Problem::new("row 1", format!("there is no column \u{201c}{column}\u{201d}"), hint));
            None
        }
        _ => {
            let found = format!("there are {} columns \u{201c}{column}\u{201d}", found.len());
            problems.add(|| Problem::new("row 1", found, "expected one"));
            None
        }
    }
}
