//! People with the groups that they belong to: a table, one row a person.

use crate::problems::Problems;
use crate::ratings::find_column;
use crate::{Cell, ReadError, read_cases, read_table_with, tidy};
use fit::Problem;
use fit::fairness::Audited;

/// At most so many groups in a column.
const MOST_GROUPS: usize = 40;

/// The columns of a table of people in groups.
#[derive(Debug, Clone, Copy)]
pub struct GroupColumns<'a> {
    /// Columns with the groups.
    pub groups: &'a [String],
    /// The column with the score.
    pub score: &'a str,
    /// Columns with the score of a pillar each.
    pub pillars: &'a [String],
    /// Columns that say who reached a step: yes or no, 1 or 0.
    pub steps: &'a [String],
}

/// Reads people and their groups. An empty group is unknown; an empty step was not reached; somebody without a score, or without
/// that of a pillar, is left out. Other columns are passed over. The notes tell what whoever reads the result should know.
///
/// # Errors
/// A column that is not there, or is there twice; a score that is no number; a step that is neither yes nor no; too many
/// groups in a column.
///
/// # Example
/// ```
/// let csv = b"who,sex,score,hired\na,f,70,yes\nb,,60,\nc,m,,no\n";
/// let (groups, steps) = (["sex".to_owned()], ["hired".to_owned()]);
/// let columns = intake::GroupColumns { groups: &groups, score: "score", pillars: &[], steps: &steps };
/// let (people, notes) = intake::read_groups("g.csv", csv, columns).unwrap();
/// assert_eq!(people.columns[0].1, [Some("f".to_owned()), None]);
/// assert_eq!((people.scores, people.steps[0].1[0]), (vec![70.0, 60.0], true));
/// assert!(notes[0].starts_with("1 person"));
/// ```
pub fn read_groups(
    name: &str,
    bytes: &[u8],
    columns: GroupColumns<'_>,
) -> Result<(Audited, Vec<String>), ReadError> {
    let numbers: Vec<&str> = std::iter::once(columns.score)
        .chain(columns.pillars.iter().map(String::as_str))
        .chain(columns.steps.iter().map(String::as_str))
        .collect();
    let cases = read_cases(name, bytes, None, &numbers)?;
    let texts = texts(name, bytes, &columns, &numbers)?;
    let n_scores = 1 + columns.pillars.len();
    let kept: Vec<usize> = (0..cases.labels.len())
        .filter(|&row| cases.columns[..n_scores].iter().all(|column| column[row].is_some()))
        .collect();
    let mut notes = cases.notes;
    let n_left = cases.labels.len() - kept.len();
    if n_left > 0 {
        let people = if n_left == 1 { "1 person was".to_owned() } else { format!("{n_left} people were") };
        notes.push(format!("{people} left out because a score is missing"));
    }
    let scores = |column: &[Option<f64>]| kept.iter().filter_map(|&row| column[row]).collect::<Vec<f64>>();
    let reached =
        |column: &[Option<f64>]| kept.iter().map(|&row| column[row] == Some(1.0)).collect::<Vec<bool>>();
    let mut problems = Problems::new();
    for (step, values) in columns.steps.iter().zip(&cases.columns[n_scores..]) {
        if let Some(row) =
            values.iter().position(|value| value.is_some_and(|value| value != 0.0 && value != 1.0))
        {
            let place = format!("{}, column {step}", cases.labels[row]);
            problems.add(|| {
                Problem::new(place, "it is neither yes nor no", "expected yes or no, 1 or 0, or nothing")
            });
        }
    }
    for (column, groups) in &texts {
        let mut distinct: Vec<&String> = groups.iter().flatten().collect();
        distinct.sort();
        distinct.dedup();
        if distinct.len() > MOST_GROUPS {
            let found = format!("it has {} groups", distinct.len());
            let hint = format!("expected at most {MOST_GROUPS}: name a column with groups, not with names");
            problems.add(|| Problem::new(format!("column {column}"), found, hint));
        }
    }
    if kept.is_empty() {
        problems
            .add(|| Problem::new(name, "nobody has a score", "expected a number in the column of the score"));
    }
    if !problems.is_empty() {
        return Err(problems.refuse(name));
    }
    let parts = columns.pillars.iter().zip(&cases.columns[1..]);
    let steps = columns.steps.iter().zip(&cases.columns[n_scores..]);
    let audited = Audited {
        columns: texts
            .into_iter()
            .map(|(column, groups)| (column, kept.iter().map(|&row| groups[row].clone()).collect()))
            .collect(),
        scores: scores(&cases.columns[0]),
        pillars: parts.map(|(pillar, values)| (pillar.clone(), scores(values))).collect(),
        steps: steps.map(|(step, values)| (step.clone(), reached(values))).collect(),
    };
    Ok((audited, notes))
}

/// A column's name with everybody's group.
type Texts = Vec<(String, Vec<Option<String>>)>;

fn texts(name: &str, bytes: &[u8], columns: &GroupColumns<'_>, numbers: &[&str]) -> Result<Texts, ReadError> {
    let known: Vec<&str> = columns.groups.iter().map(String::as_str).chain(numbers.iter().copied()).collect();
    let table = read_table_with(name, bytes, &known)?;
    let mut problems = Problems::new();
    let places: Vec<Option<usize>> =
        columns.groups.iter().map(|column| find_column(&table, column, &mut problems)).collect();
    if !problems.is_empty() {
        return Err(table.with_sheet(problems.refuse(name)));
    }
    let group = |cell: &Cell| match cell {
        Cell::Empty => None,
        cell => Some(tidy(&cell.to_string()).into_owned()).filter(|text| !text.is_empty()),
    };
    let column = |(column, place): (&String, Option<usize>)| {
        let cell = |row: &crate::Row| place.and_then(|place| row.cells.get(place)).and_then(group);
        (column.clone(), table.rows.iter().skip(1).map(cell).collect())
    };
    Ok(columns.groups.iter().zip(places).map(column).collect())
}
