//! A matrix of pairwise judgements of importance, from a table.

use crate::numbers::Numbers;
use crate::problems::{Problems, plain, quote};
use crate::{Cell, Other, ReadError, Row, Table, read_table_where};
use fit::Problem;
use fit::problem::suggest;
use ndarray::Array2;
use stats::elicitation::{ElicitationError, JudgementMatrix};

/// Reads a matrix of pairwise judgements: a header row of names (its first cell is passed over), then a row per
/// name, the name first. Rows may come in any order.
///
/// One half is enough: of two cells across the diagonal, an empty one is the reciprocal of the other; a row with nothing in
/// it need not be there. An empty diagonal is 1. Fractions may be written as `1/3`, `=1/3`, `1 : 3` or `⅓`.
///
/// # Errors
/// Every problem in the table: its shape, names that are missing, repeated or unknown, cells that are no
/// positive number, pairs that nobody judged; then judgements that are not reciprocal.
///
/// # Example
/// ```
/// let (names, matrix) = intake::read_judgements("ahp.csv", b",trust,roles\ntrust,,3\nroles,,\n").unwrap();
/// assert_eq!(names, ["trust", "roles"]);
/// assert_eq!(matrix.judgements()[[1, 0]], 1.0 / 3.0);
/// ```
pub fn read_judgements(name: &str, bytes: &[u8]) -> Result<(Vec<String>, JudgementMatrix), ReadError> {
    let mut table = read_table_where(name, bytes, &names_rows)?;
    let numbers = table.numbers(|column| column > 0);
    let mut problems = Problems::new();
    let names = read_names(name, &table, &mut problems);
    let mut judged = Array2::<Option<f64>>::from_elem((names.len(), names.len()), None);
    let mut is_read = vec![false; names.len()];
    for row in table.rows.iter().skip(1) {
        let label = row.cells.first().map(Cell::key).unwrap_or_default();
        let place = format!("row {}", row.number);
        let Some(i) = names.iter().position(|known| *known == label) else {
            problems.add(|| {
                let hint = suggest(&label, names.iter().map(String::as_str));
                Problem::new(place, format!("{} is not in the header", quote(&label)), hint)
            });
            continue;
        };
        if std::mem::replace(&mut is_read[i], true) {
            let found = format!("{} has a row already", quote(&label));
            problems.add(|| Problem::new(place, found, "expected one row a name"));
            continue;
        }
        let n_cells = row.cells.iter().rposition(|cell| *cell != Cell::Empty).map_or(0, |last| last + 1);
        if n_cells > names.len() + 1 {
            let found = format!("the row has {n_cells} cells");
            problems.add(|| Problem::new(place.as_str(), found, format!("expected {}", names.len() + 1)));
        }
        for (j, column) in names.iter().enumerate() {
            match row.cells.get(j + 1).unwrap_or(&Cell::Empty) {
                Cell::Empty => {}
                cell if DASHES.contains(&&*cell.key()) => {}
                cell => match judgement(numbers, cell) {
                    Some(value) => judged[[i, j]] = Some(value),
                    None => problems.add(|| {
                        let place = format!("{place}, column {}", plain(column, 60));
                        Problem::new(place, format!("found {}", quote(&cell.to_string())), hint(cell))
                    }),
                },
            }
        }
    }
    if problems.is_empty() {
        add_missing(name, &names, &judged, &is_read, &mut problems);
    }
    if !problems.is_empty() {
        return Err(table.with_sheet(problems.refuse(name)));
    }
    let judgements = Array2::from_shape_fn(judged.dim(), |(i, j)| match (judged[[i, j]], judged[[j, i]]) {
        (Some(value), _) => value,
        (None, Some(mirror)) => 1.0 / mirror,
        (None, None) => 1.0,
    });
    match JudgementMatrix::new(judgements) {
        Ok(matrix) => Ok((names, matrix)),
        Err(ElicitationError::NotReciprocal { row, column, value, mirror }) => {
            let (a, b) = (quote(&names[row]), quote(&names[column]));
            let found = format!("{a} against {b} is {value}, and {b} against {a} is {mirror}");
            let hint = format!("expected {} there, or an empty cell", 1.0 / value);
            Err(ReadError::one(name, Problem::new(name, found, hint)))
        }
        Err(error) => {
            let hint = "expected judgements between 1/1000 and 1000, and 1 or nothing on the diagonal";
            Err(ReadError::one(name, Problem::new(name, error.to_string(), hint)))
        }
    }
}

/// Signs that people put into cells they leave out.
const DASHES: [&str; 5] = ["-", "\u{2013}", "\u{2014}", "x", "X"];

/// How many names of a row have a row of their own below it, as the header of a matrix has.
fn names_rows(rows: &[Row]) -> usize {
    const MOST: usize = 10;
    let Some((header, below)) = rows.split_first() else { return 0 };
    let labels: Vec<String> =
        below.iter().take(MOST).filter_map(|row| row.cells.first()).map(Cell::key).collect();
    let names = header.cells.iter().skip(1).map(Cell::key);
    names.filter(|name| !name.is_empty() && labels.contains(name)).count()
}

/// Pairs that have been judged in neither direction.
fn add_missing(
    name: &str,
    names: &[String],
    judged: &Array2<Option<f64>>,
    is_read: &[bool],
    problems: &mut Problems,
) {
    for (i, own) in names.iter().enumerate() {
        let others = names.iter().enumerate().skip(i + 1);
        let missing: Vec<&str> = others
            .filter(|(j, _)| judged[[i, *j]].or(judged[[*j, i]]).is_none())
            .map(|(_, other)| other.as_str())
            .collect();
        if missing.is_empty() {
            continue;
        }
        problems.add(|| {
            let others: Vec<String> = missing.iter().map(|other| quote(other)).collect();
            let found = format!("{} is not judged against {}", quote(own), others.join(", "));
            let without: Vec<String> = names
                .iter()
                .zip(is_read)
                .filter(|(_, is_read)| !**is_read)
                .map(|(name, _)| quote(name))
                .collect();
            let hint = "give each pair a number, in one of its two cells".to_owned();
            let hint = if without.is_empty() {
                hint
            } else {
                format!("{hint}; there is no row for {}", without.join(", "))
            };
            Problem::new(name, found, hint)
        });
    }
}

fn read_names(name: &str, table: &Table, problems: &mut Problems) -> Vec<String> {
    let header = table.rows.first().map(|row| &row.cells[..]).unwrap_or_default();
    let mut names: Vec<String> = header.iter().skip(1).map(Cell::key).collect();
    // Columns to the right that have nothing in them, as spreadsheets save.
    names.truncate(names.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1));
    if !(2..=10).contains(&names.len()) {
        let found = format!("the header names {} things", names.len());
        problems.add(|| Problem::new(name, found, "expected an empty cell and then 2 to 10 names"));
    }
    for (index, own) in names.iter().enumerate() {
        let row = table.rows.first().map_or(1, |row| row.number);
        let place = format!("row {row}, column {}", Table::letters(index + 1));
        if own.is_empty() {
            problems.add(|| Problem::new(place, "the name is empty", "expected a name"));
        } else if names[..index].contains(own) {
            let found = format!("{} is named twice", quote(own));
            problems.add(|| Problem::new(place, found, "expected each name once"));
        }
    }
    names
}

/// A positive number, or a fraction of two.
fn judgement(numbers: Numbers, cell: &Cell) -> Option<f64> {
    let number = |text: &str| numbers.read(&Cell::Text(text.to_owned()));
    let value = match cell {
        Cell::Text(_) => {
            let text = cell.key();
            let text = text.strip_prefix('=').unwrap_or(&text);
            match text.split_once(['/', ':', '\u{f7}', '\u{2044}', '\u{2215}']) {
                Some((above, below)) => number(above)? / number(below)?,
                None => vulgar(text).or_else(|| number(text))?,
            }
        }
        other => numbers.read(other)?,
    };
    (value.is_finite() && value > 0.0).then_some(value)
}

/// The value of a fraction that is one character.
fn vulgar(text: &str) -> Option<f64> {
    let mut chars = text.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else { return None };
    let (above, below) = match c {
        '½' => (1, 2),
        '⅓' => (1, 3),
        '⅔' => (2, 3),
        '¼' => (1, 4),
        '¾' => (3, 4),
        '⅕' => (1, 5),
        '⅖' => (2, 5),
        '⅗' => (3, 5),
        '⅘' => (4, 5),
        '⅙' => (1, 6),
        '⅚' => (5, 6),
        '⅐' => (1, 7),
        '⅛' => (1, 8),
        '⅜' => (3, 8),
        '⅝' => (5, 8),
        '⅞' => (7, 8),
        '⅑' => (1, 9),
        '⅒' => (1, 10),
        _ => return None,
    };
    Some(f64::from(above) / f64::from(below))
}

fn hint(cell: &Cell) -> String {
    const NUMBER: &str = "expected a number above 0, or a fraction such as 1/3";
    let is_date = match cell {
        Cell::Other(Other::Date(_)) => true,
        Cell::Other(other) => return format!("{NUMBER}: {}", other.hint()),
        other => looks_like_date(&other.key()),
    };
    if is_date {
        format!(
            "{NUMBER}: the spreadsheet made a date of a fraction; format the cells as text and type it again, or write =1/3"
        )
    } else {
        NUMBER.to_owned()
    }
}

/// Whether a text is a date as spreadsheets write them: a day and the name of a month, or three numbers.
fn looks_like_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['-', '.', '/', ' ']).filter(|part| !part.is_empty()).collect();
    let is_number = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit()) && part.len() <= 4;
    let is_month =
        |part: &&str| (3..=9).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic);
    let n_numbers = parts.iter().filter(|part| is_number(part)).count();
    let n_months = parts.iter().filter(|part| is_month(part)).count();
    let is_named = n_months == 1 && n_numbers >= 1 && n_numbers + n_months == parts.len();
    is_named && parts.len() <= 3
        || n_numbers == 3 && parts.len() == 3
        || text.ends_with('.') && n_numbers == 2 && parts.len() == 2
}
