//! Cases to learn from: columns of numbers that may be missing, from a table, or from a list in JSON as the service writes it.

use crate::format::{self, Content};
use crate::problems::{Problems, quote};
use crate::ratings::find_column;
use crate::{Cell, ReadError, Table, read_table_with};
use fit::Problem;
use serde_json::Value;

/// At most so many cases are read.
const MOST_CASES: usize = 100_000;

/// Cases, column by column.
#[derive(Debug, Clone, PartialEq)]
pub struct Cases {
    /// What each case is called.
    pub labels: Vec<String>,
    /// The wanted columns in their order; each as long as the labels, none where a number is missing.
    pub columns: Vec<Vec<Option<f64>>>,
    /// What whoever reads them should know of how the file was read.
    pub notes: Vec<String>,
}

/// Reads columns of numbers. An empty cell is a missing number; yes, no, true and false are 1 and 0. Without a column for what
/// cases are called, they go by their rows. A list in JSON holds an object each, whose inner objects are passed over for
/// what is in them: the file that the service writes.
///
/// # Errors
/// A column that is not there, or is there twice; every cell that is neither empty nor a number.
///
/// # Example
/// ```
/// let csv = b"case,roles,outcome\na,70,yes\nb,,no\n";
/// let cases = intake::read_cases("c.csv", csv, Some("case"), &["roles", "outcome"]).unwrap();
/// assert_eq!(cases.labels, ["a", "b"]);
/// assert_eq!(cases.columns, [[Some(70.0), None], [Some(1.0), Some(0.0)]]);
/// let json = br#"[{ "case": "a", "pillars": { "roles": 70 }, "outcome": true }]"#;
/// let cases = intake::read_cases("c.json", json, Some("case"), &["roles", "outcome"]).unwrap();
/// assert_eq!(cases.columns, [[Some(70.0)], [Some(1.0)]]);
/// ```
pub fn read_cases(
    name: &str,
    bytes: &[u8],
    label: Option<&str>,
    columns: &[&str],
) -> Result<Cases, ReadError> {
    let input = format::open(name, bytes).map_err(|problem| ReadError::one(name, problem))?;
    let mut cases = match &input.content {
        Content::Json(text) => from_json(name, text, label, columns)?,
        _ => {
            let mut known = columns.to_vec();
            known.extend(label);
            from_table(name, &mut read_table_with(name, bytes, &known)?, label, columns)?
        }
    };
    cases.notes.extend(input.note);
    let mut problems = Problems::new();
    if cases.labels.is_empty() {
        problems.add(|| Problem::new(name, "there are no cases", "expected one a row, below a header"));
    } else if cases.labels.len() > MOST_CASES {
        let found = format!("there are {} cases", cases.labels.len());
        problems.add(|| Problem::new(name, found, format!("expected at most {MOST_CASES}")));
    }
    if problems.is_empty() { Ok(cases) } else { Err(problems.refuse(name)) }
}

fn from_table(
    name: &str,
    table: &mut Table,
    label: Option<&str>,
    columns: &[&str],
) -> Result<Cases, ReadError> {
    let mut problems = Problems::new();
    let label = label.map(|label| find_column(table, label, &mut problems));
    let places: Vec<Option<usize>> =
        columns.iter().map(|column| find_column(table, column, &mut problems)).collect();
    if !problems.is_empty() {
        return Err(problems.refuse(name));
    }
    let numbers = table.numbers(|column| places.contains(&Some(column)));
    let notes = table.notes.clone();
    let mut cases = Cases { labels: Vec::new(), columns: vec![Vec::new(); columns.len()], notes };
    for row in table.rows.iter().skip(1) {
        let cell = |index: usize| row.cells.get(index).unwrap_or(&Cell::Empty);
        cases.labels.push(match label.flatten() {
            Some(index) if *cell(index) != Cell::Empty => cell(index).to_string(),
            _ => format!("row {}", row.number),
        });
        for ((column, place), values) in columns.iter().zip(&places).zip(&mut cases.columns) {
            let cell = place.map_or(&Cell::Empty, cell);
            let number = numbers.read(cell).or_else(|| answer(&cell.to_string()));
            if number.is_none() && *cell != Cell::Empty {
                let place = format!("row {}, column {column}", row.number);
                let found = format!("found {}", quote(&cell.to_string()));
                problems.add(|| Problem::new(place, found, "expected a number, yes or no, or nothing"));
            }
            values.push(number);
        }
    }
    if problems.is_empty() { Ok(cases) } else { Err(problems.refuse(name)) }
}

fn from_json(name: &str, text: &str, label: Option<&str>, columns: &[&str]) -> Result<Cases, ReadError> {
    let mut problems = Problems::new();
    let list = match serde_json::from_str::<Vec<serde_json::Map<String, Value>>>(text) {
        Ok(list) => list,
        Err(error) => {
            problems.add(|| Problem::new(name, error.to_string(), "expected a list of objects, one a case"));
            return Err(problems.refuse(name));
        }
    };
    let mut cases = Cases { labels: Vec::new(), columns: vec![Vec::new(); columns.len()], notes: Vec::new() };
    let mut was_found = vec![false; columns.len()];
    for (index, case) in list.iter().enumerate() {
        let named = label.and_then(|label| value(case, label)).and_then(Value::as_str);
        cases.labels.push(named.map_or_else(|| format!("case {}", index + 1), str::to_owned));
        for (place, column) in columns.iter().enumerate() {
            let found = value(case, column);
            was_found[place] |= found.is_some();
            let number = match found {
                Some(Value::Number(number)) => number.as_f64(),
                Some(Value::Bool(yes)) => Some(f64::from(u8::from(*yes))),
                Some(Value::String(text)) => answer(text).or_else(|| text.trim().parse().ok()),
                _ => None,
            };
            if number.is_none_or(|number| !number.is_finite()) && !matches!(found, None | Some(Value::Null)) {
                let place = format!("{name}, case {}, {column}", index + 1);
                problems
                    .add(|| Problem::new(place, "found no number", "expected a number, yes or no, or null"));
            }
            cases.columns[place].push(number);
        }
    }
    for (column, _) in
        columns.iter().zip(&was_found).filter(|(_, was_found)| !**was_found && !list.is_empty())
    {
        let found = format!("no case has \u{201c}{column}\u{201d}");
        problems.add(|| Problem::new(name, found, "expected it in the cases of which it is known"));
    }
    if problems.is_empty() { Ok(cases) } else { Err(problems.refuse(name)) }
}

/// The value of a key, in the object itself or in one of its inner objects.
fn value<'a>(case: &'a serde_json::Map<String, Value>, key: &str) -> Option<&'a Value> {
    case.get(key).or_else(|| case.values().filter_map(Value::as_object).find_map(|inner| inner.get(key)))
}

fn answer(text: &str) -> Option<f64> {
    match text.trim().to_ascii_lowercase().as_str() {
        "yes" | "true" => Some(1.0),
        "no" | "false" => Some(0.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::read_cases;

    #[test]
    fn what_is_wrong_is_told_by_its_place() {
        let columns = ["roles", "outcome"];
        for (text, told) in [
            ("roles,outcome\n70,maybe\n", "row 2, column outcome"),
            ("roles,result\n70,1\n", "there is no column"),
            ("roles,roles,outcome\n1,2,3\n", "2 columns"),
            ("roles,outcome\n", "there are no cases"),
            ("[]", "there are no cases"),
            ("[{ \"roles\": \"much\", \"outcome\": 1 }]", "case 1, roles"),
            ("[{ \"roles\": 1 }]", "no case has"),
            ("[1]", "expected a list of objects"),
        ] {
            let error = read_cases("c", text.as_bytes(), None, &columns).unwrap_err();
            assert!(error.to_string().contains(told), "{text}: {error}");
        }
        let cases = read_cases("c", b"outcome,roles\nNO,\n", None, &columns).unwrap();
        assert_eq!(
            (cases.labels, cases.columns),
            (vec!["row 2".to_owned()], vec![vec![None], vec![Some(0.0)]])
        );
    }
}
