//! A long list of ratings, from a table: one row a rating.

use crate::check::{NUMBERS_FOR_WORDS, is_answer_in_words, is_no_answer, number_beside_words};
use crate::numbers::two_ways;
use crate::problems::{Problems, plain, quote};
use crate::{Cell, ReadError, Table, look_alikes, read_table_with, tidy};
use fit::Problem;
use fit::problem::suggest;
use std::collections::HashSet;

/// So much of a header is said again, in characters.
const MAX_SHOWN: usize = 60;

/// A list of ratings.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ratings {
    /// Target, rater and value of each, in the file's order.
    pub records: Vec<(String, String, f64)>,
    /// What whoever reads them should know: how the file was read, and names that look alike.
    pub notes: Vec<String>,
}

/// Reads ratings from the three named columns of a table: target, rater and value. Other columns are passed over, and so
/// are rows without a value: nobody has rated there.
///
/// Names are compared as [`tidy`] leaves them, so that a blank at the end makes nobody else. Those that still differ only
/// in case, accents or punctuation are noted.
///
/// # Errors
/// A column that is not there, with the nearest name; every row with an empty name or a value that is no number.
///
/// # Example
/// ```
/// let csv = b"who,by,score,note\nAda,Ben,4,early\nAda ,Cy,,absent\n";
/// let ratings = intake::read_ratings("r.csv", csv, ["who", "by", "score"]).unwrap();
/// assert_eq!(ratings.records, [("Ada".to_owned(), "Ben".to_owned(), 4.0)]);
/// ```
pub fn read_ratings(name: &str, bytes: &[u8], columns: [&str; 3]) -> Result<Ratings, ReadError> {
    let mut table = read_table_with(name, bytes, &columns)?;
    let mut problems = Problems::new();
    let [target, rater, value] = columns.map(|column| find_column(&table, column, &mut problems));
    let (Some(target), Some(rater), Some(value)) = (target, rater, value) else {
        if target.is_some() && is_wide(&table) {
            problems.add(|| {
                let hint = format!(
                    "expected a row for each rating, with the columns {}: unpivot the table (in Excel: Data > From Table, then Transform > Unpivot Columns)",
                    columns.join(", ")
                );
                Problem::new(name, "the table looks as if it had a column for each rater or item", hint)
            });
        }
        return Err(table.with_sheet(problems.refuse(name)));
    };
    let numbers = table.numbers(|column| column == value);
    let mut records = Vec::new();
    for row in table.rows.iter().skip(1) {
        let cell = |index: usize| row.cells.get(index).unwrap_or(&Cell::Empty);
        if *cell(value) == Cell::Empty {
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
            match cell(index) {
                Cell::Empty => problem(column, index, "expected a name"),
                Cell::Other(other) => problem(column, index, &format!("expected a name: {}", other.hint())),
                Cell::Text(_) | Cell::Number(_) => {}
            }
        }
        match numbers.read(cell(value)) {
            Some(number) => {
                let name = |index: usize| tidy(&cell(index).to_string()).into_owned();
                records.push((name(target), name(rater), number));
            }
            None => problem(columns[2], value, &rating_hint(cell(value))),
        }
    }
    if problems.is_empty() && records.is_empty() {
        problems
            .add(|| Problem::new(name, "there are no ratings", "expected a row for each below the header"));
    }
    if !problems.is_empty() {
        return Err(table.with_sheet(problems.refuse(name)));
    }
    let mut notes = table.notes;
    notes.extend(alike("targets", records.iter().map(|(target, _, _)| target.as_str())));
    notes.extend(alike("raters", records.iter().map(|(_, rater, _)| rater.as_str())));
    Ok(Ratings { records, notes })
}

/// What to write instead of a value that is no number.
fn rating_hint(cell: &Cell) -> String {
    const NUMBER: &str = "expected a number";
    let text = match cell {
        Cell::Other(other) => return format!("{NUMBER}: {}", other.hint()),
        other => other.key(),
    };
    if is_no_answer(&text) {
        return format!("{NUMBER}, or an empty cell if there is no rating");
    }
    if let Some(hint) = two_ways(&text) {
        return format!("{NUMBER}: {hint}");
    }
    match number_beside_words(&text) {
        Some(number) => format!("{NUMBER}, without words: {number}"),
        None if is_answer_in_words(&text) => format!("{NUMBER}: {NUMBERS_FOR_WORDS}"),
        None => NUMBER.to_owned(),
    }
}

/// Whether most columns of a table hold numbers only, as where each rater has a column.
fn is_wide(table: &Table) -> bool {
    let n_columns = table.rows.first().map_or(0, |row| row.cells.len());
    let is_numeric = |column: &usize| {
        let mut cells = table.rows.iter().skip(1).filter_map(|row| row.cells.get(*column));
        cells.by_ref().all(|cell| {
            *cell == Cell::Empty || table.number(cell).is_some() || is_answer_in_words(&cell.to_string())
        })
    };
    n_columns > 2 && table.rows.len() > 1 && (0..n_columns).filter(is_numeric).count() + 1 >= n_columns
}

/// That names look alike, if some do.
fn alike<'r>(what: &str, names: impl Iterator<Item = &'r str>) -> Option<String> {
    let mut seen = HashSet::new();
    let pairs = look_alikes(names.filter(|name| seen.insert(*name)));
    let shown: Vec<String> =
        pairs.iter().take(5).map(|(a, b)| format!("{} and {}", quote(a), quote(b))).collect();
    (!shown.is_empty())
        .then(|| format!("{what} that look alike are taken for different ones: {}", shown.join("; ")))
}

/// The only column of that name in the header; where there is none, or more, that is a problem.
pub(crate) fn find_column(table: &Table, column: &str, problems: &mut Problems) -> Option<usize> {
    let header = table.rows.first().map(|row| &row.cells[..]).unwrap_or_default();
    let place = format!("row {}", table.rows.first().map_or(1, |row| row.number));
    let names: Vec<String> = header.iter().map(Cell::key).collect();
    let found: Vec<usize> = (0..names.len()).filter(|&index| names[index] == column).collect();
    match found[..] {
        [only] => Some(only),
        [] => {
            // A header may hold anything, and is said again here.
            let shown: Vec<String> = names.iter().map(|name| plain(name, MAX_SHOWN)).collect();
            let hint = suggest(column, shown.iter().map(String::as_str)) + &table.on_which_sheet();
            problems
                .add(|| Problem::new(place, format!("there is no column \u{201c}{column}\u{201d}"), hint));
            None
        }
        _ => {
            let found = format!("there are {} columns \u{201c}{column}\u{201d}", found.len());
            problems.add(|| Problem::new(place, found, "expected one"));
            None
        }
    }
}
