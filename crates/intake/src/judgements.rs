//! A matrix of pairwise judgements of importance, from a table.

use crate::problems::{Problems, quote};
use crate::{Cell, ReadError, Table, read_table};
use fit::Problem;
use fit::problem::suggest;
use ndarray::Array2;
use stats::elicitation::JudgementMatrix;

/// Reads a matrix of pairwise judgements: a header row of names (its first cell is passed over), then a row per
/// name, the name first. A fraction such as `1/3` may be written so. Rows may come in any order.
///
/// # Errors
/// Every problem in the table: its shape, names that are missing, repeated or unknown, cells that are no
/// positive number; then judgements that are not reciprocal.
///
/// # Example
/// ```
/// let (names, matrix) = intake::read_judgements("ahp.csv", b",trust,roles\ntrust,1,3\nroles,1/3,1\n").unwrap();
/// assert_eq!(names, ["trust", "roles"]);
/// assert_eq!(matrix.judgements()[[0, 1]], 3.0);
/// ```
pub fn read_judgements(name: &str, bytes: &[u8]) -> Result<(Vec<String>, JudgementMatrix), ReadError> {
    let table = read_table(name, bytes)?;
    let mut problems = Problems::new();
    let names = read_names(name, &table, &mut problems);
    let mut judgements = Array2::<f64>::zeros((names.len(), names.len()));
    let mut is_read = vec![false; names.len()];
    for row in table.rows.iter().skip(1) {
        let label = row.cells.first().map(ToString::to_string).unwrap_or_default();
        let place = format!("row {}", row.number);
        let Some(i) = names.iter().position(|known| *known == label.trim()) else {
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
        if row.cells.len() > names.len() + 1 {
            let found = format!("the row has {} cells", row.cells.len());
            problems.add(|| Problem::new(place.as_str(), found, format!("expected {}", names.len() + 1)));
        }
        for (j, column) in names.iter().enumerate() {
            let cell = row.cells.get(j + 1).unwrap_or(&Cell::Empty);
            match judgement(&table, cell) {
                Some(value) => judgements[[i, j]] = value,
                None => problems.add(|| {
                    Problem::new(
                        format!("{place}, column {column}"),
                        format!("found {}", quote(&cell.to_string())),
                        "expected a number above 0, or a fraction such as 1/3",
                    )
                }),
            }
        }
    }
    for (missing, _) in names.iter().zip(&is_read).filter(|(_, is_read)| !**is_read) {
        let found = format!("there is no row for {}", quote(missing));
        problems.add(|| Problem::new(name, found, "expected a row for every name in the header"));
    }
    if !problems.is_empty() {
        return Err(problems.refuse(name));
    }
    match JudgementMatrix::new(judgements) {
        Ok(matrix) => Ok((names, matrix)),
        Err(error) => {
            let hint = "expected, across the diagonal of 1s, each judgement and its reciprocal";
            Err(ReadError::one(name, Problem::new(name, error.to_string(), hint)))
        }
    }
}

fn read_names(name: &str, table: &Table, problems: &mut Problems) -> Vec<String> {
    let header = table.rows.first().map(|row| &row.cells[..]).unwrap_or_default();
    let names: Vec<String> = header.iter().skip(1).map(|cell| cell.to_string().trim().to_owned()).collect();
    if !(2..=10).contains(&names.len()) {
        let found = format!("the header names {} things", names.len());
        problems.add(|| Problem::new(name, found, "expected an empty cell and then 2 to 10 names"));
    }
    for (index, own) in names.iter().enumerate() {
        let place = format!("row 1, column {}", Table::letters(index + 1));
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
fn judgement(table: &Table, cell: &Cell) -> Option<f64> {
    let number = |text: &str| table.number(&Cell::Text(text.trim().to_owned()));
    let value = match cell {
        Cell::Text(text) => match text.split_once('/') {
            Some((above, below)) => number(above)? / number(below)?,
            None => number(text)?,
        },
        other => table.number(other)?,
    };
    (value.is_finite() && value > 0.0).then_some(value)
}
