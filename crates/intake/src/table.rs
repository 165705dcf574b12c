//! Tables, however they were stored, and tables to raw people.

use crate::check::{Checker, parse_decimal};
use crate::person::{Found, N_TEXTS, Place, RawEstimate, RawPerson, TEXTS, Value};
use crate::problems::{plain, quote};
use crate::{Dimensions, MAX_CELLS, MAX_COLUMNS, MAX_PEOPLE, UnknownColumn};
use fit::Problem;
use fit::problem::suggest;
use std::collections::HashMap;
use std::fmt;

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing, or nothing but blanks.
    Empty,
    /// A text; every cell of a CSV file that is not empty.
    Text(String),
    /// A number in a workbook.
    Number(f64),
    /// Something in a workbook that is neither, in words: an error, a date, true or false.
    Other(String),
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Text(text) | Self::Other(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
        }
    }
}

/// A row of a table that has something in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its number, counted from 1 as spreadsheets count: rows without content count, line breaks within a cell
    /// do not.
    pub number: usize,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// A table: the rows that have something in them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// The rows; the first is the header, where the table has one.
    pub rows: Vec<Row>,
    /// Whether a comma may stand for the decimal point, as where semicolons or tabs separate the cells.
    pub has_decimal_comma: bool,
}

impl Table {
    /// The number in a cell: a number, or a text that is one.
    pub fn number(&self, cell: &Cell) -> Option<f64> {
        match cell {
            Cell::Number(number) => Some(*number).filter(|number| number.is_finite()),
            Cell::Text(text) if self.has_decimal_comma && !text.contains('.') => {
                parse_decimal(&text.replacen(',', ".", 1))
            }
            Cell::Text(text) => parse_decimal(text),
            Cell::Empty | Cell::Other(_) => None,
        }
    }

    /// The letters by which spreadsheets call a column: A for index 0, AA for 26.
    ///
    /// # Example
    /// ```
    /// assert_eq!([0, 25, 26, 701, 702].map(intake::Table::letters), ["A", "Z", "AA", "ZZ", "AAA"]);
    /// ```
    pub fn letters(index: usize) -> String {
        let mut letters = Vec::new();
        let mut rest = index + 1;
        while rest > 0 {
            rest -= 1;
            letters.push(char::from(b'A' + (rest % 26) as u8));
            rest /= 26;
        }
        letters.iter().rev().collect()
    }
}

/// Puts a table together within its bounds.
pub(crate) struct Builder<'n> {
    name: &'n str,
    table: Table,
    n_cells: usize,
}

impl<'n> Builder<'n> {
    pub(crate) fn new(name: &'n str, has_decimal_comma: bool) -> Self {
        Self { name, table: Table { rows: Vec::new(), has_decimal_comma }, n_cells: 0 }
    }

    /// Adds a row; one without content is passed over.
    pub(crate) fn add(&mut self, number: usize, cells: Vec<Cell>) -> Result<(), Problem> {
        if cells.iter().all(|cell| *cell == Cell::Empty) {
            return Ok(());
        }
        self.n_cells += cells.len();
        let limit = |what: &str, n: usize| {
            let found = format!("there are more than {n} {what} in this table");
            Err(Problem::new(self.name, found, "split the file, or leave out what is no profile"))
        };
        if self.table.rows.len() > MAX_PEOPLE {
            return limit("rows", MAX_PEOPLE);
        }
        if self.n_cells > MAX_CELLS {
            return limit("cells", MAX_CELLS);
        }
        self.table.rows.push(Row { number, cells });
        Ok(())
    }

    pub(crate) fn finish(self) -> Table {
        self.table
    }

    /// The problem of a row with too many columns.
    pub(crate) fn too_wide(&self, row: usize) -> Problem {
        let found = format!("there are more than {MAX_COLUMNS} cells in this row");
        Problem::new(Place::Row(row).to_string(), found, "leave out the columns that are no dimension")
    }
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Holds<'a> {
    /// A text, by its place in [`TEXTS`].
    Text(usize),
    Mean(&'a str),
    Se(&'a str),
}

/// The columns of a table of people.
struct Header<'a> {
    /// For each cell of the header row, its name with its letters: `skill.operations (F)`.
    labels: Vec<String>,
    /// The columns of the texts, as [`TEXTS`] names them.
    texts: [Option<usize>; N_TEXTS],
    /// Dimensions with the column of their value and that of the standard error.
    dimensions: Vec<(&'a str, usize, Option<usize>)>,
}

/// Reads people from the rows of a table under its header.
pub(crate) fn read_people(table: &Table, checker: &mut Checker<'_>) -> Result<(), Problem> {
    let Some((first, rows)) = table.rows.split_first() else {
        return Err(Problem::new(
            checker.name,
            "the table is empty",
            "expected a header row, then a row a person",
        ));
    };
    let header = read_header(first, checker)?;
    for row in rows {
        checker.count_person()?;
        read_row(table, first, &header, row, checker);
    }
    Ok(())
}

/// What a column of this name holds; nothing that is known, for an unknown one.
fn holds<'f>(name: &str, dimensions: &Dimensions<'f>) -> Option<Holds<'f>> {
    let text = TEXTS.iter().position(|text| name.eq_ignore_ascii_case(text)).map(Holds::Text);
    text.or_else(|| dimensions.get(name).map(Holds::Mean)).or_else(|| {
        let dimension = name.strip_suffix(".se").and_then(|name| dimensions.get(name));
        dimension.map(Holds::Se)
    })
}

/// The columns of a table whose names are not known, in order.
pub(crate) fn unknown_columns(table: &Table, dimensions: &Dimensions<'_>) -> Vec<UnknownColumn> {
    const N_SAMPLES: usize = 3;
    let Some((first, rows)) = table.rows.split_first() else { return Vec::new() };
    let name = |cell: &Cell| cell.to_string().trim().to_owned();
    let mut unknown: Vec<UnknownColumn> = Vec::new();
    for (index, text) in first.cells.iter().map(name).enumerate() {
        let is_told = unknown.iter().any(|column| column.name == text);
        if text.is_empty() || is_told || holds(&text, dimensions).is_some() {
            continue;
        }
        let cells = rows.iter().filter_map(|row| row.cells.get(index)).filter(|cell| **cell != Cell::Empty);
        let samples = cells.take(N_SAMPLES).map(|cell| plain(&cell.to_string(), 60)).collect();
        unknown.push(UnknownColumn { name: text, letters: Table::letters(index), samples });
    }
    unknown
}

fn read_header<'f>(row: &Row, checker: &mut Checker<'f>) -> Result<Header<'f>, Problem> {
    let mut labels = Vec::with_capacity(row.cells.len());
    let mut columns: HashMap<Holds<'f>, usize> = HashMap::new();
    let mut unknown = Vec::new();
    for (index, cell) in row.cells.iter().enumerate() {
        let text = cell.to_string();
        let text = text.trim();
        let meant = checker.columns.0.get(text);
        labels.push(if text.is_empty() {
            Table::letters(index)
        } else {
            format!("{} ({})", plain(text, 60), Table::letters(index))
        });
        let holds = match (text, meant) {
            ("", _) | (_, Some(None)) => continue,
            (text, meant) => holds(meant.and_then(Option::as_deref).unwrap_or(text), &checker.dimensions),
        };
        let place = || Place::Cell(row.number, &labels[index]).to_string();
        match holds {
            None => unknown.push(index),
            Some(holds) => {
                if let Some(earlier) = columns.insert(holds, index) {
                    let found =
                        format!("the column {} stands in {} already", quote(text), Table::letters(earlier));
                    checker.file.add(|| Problem::new(place(), found, "keep one of them"));
                }
            }
        }
    }
    if columns.is_empty() {
        let found = "the first row names no column that is known, so it is no header";
        let texts = TEXTS.join(", ");
        let hint = format!(
            "expected a header row: {texts}, then dimension ids, separated by commas, semicolons or tabs"
        );
        return Err(Problem::new(Place::Row(row.number).to_string(), found, hint));
    }
    for index in unknown {
        let place = || Place::Cell(row.number, &labels[index]).to_string();
        let text = row.cells[index].to_string();
        checker.file.add(|| {
            Problem::new(
                place(),
                format!("unknown column {}", quote(&text)),
                suggest_column(&text, &checker.dimensions),
            )
        });
    }
    let texts = std::array::from_fn(|text| columns.get(&Holds::Text(text)).copied());
    if texts[0].is_none() {
        let place = Place::Row(row.number).to_string();
        checker
            .file
            .add(|| Problem::new(place, "there is no column id", "add one, with an id for each person"));
    }
    let mut dimensions = Vec::new();
    for id in checker.dimensions.ids() {
        let se = columns.get(&Holds::Se(id)).copied();
        match (columns.get(&Holds::Mean(id)), se) {
            (Some(mean), _) => dimensions.push((id, *mean, se)),
            (None, Some(se)) => {
                let place = Place::Cell(row.number, &labels[se]).to_string();
                let found = format!("a column of standard errors without the column {id}");
                checker.file.add(|| {
                    Problem::new(place, found, format!("add the column {id}, or leave this one out"))
                });
            }
            (None, None) => {}
        }
    }
    Ok(Header { labels, texts, dimensions })
}

fn suggest_column(text: &str, dimensions: &Dimensions<'_>) -> String {
    let near = |name: &str| {
        let known = TEXTS.iter().copied().chain(dimensions.ids());
        fit::problem::nearest(name, known).map(str::to_owned)
    };
    // A standard error is near to its dimension's name, and so better compared without its ending.
    match text.trim().strip_suffix(".se").and_then(near) {
        Some(name) => format!("did you mean \u{201c}{name}.se\u{201d}?"),
        None => suggest(text.trim(), TEXTS.iter().copied().chain(dimensions.ids())),
    }
}

fn read_row(table: &Table, first: &Row, header: &Header<'_>, row: &Row, checker: &mut Checker<'_>) {
    let place = Place::Row(row.number);
    let n_columns = header.labels.len();
    let n_cells = row.cells.len() - row.cells.iter().rev().take_while(|cell| **cell == Cell::Empty).count();
    if row.cells.len() < n_columns || n_cells > n_columns {
        checker.person.add(|| {
            let found = format!("found {} cells", row.cells.len().max(n_cells));
            let hint = format!(
                "expected {n_columns}, as in the header; a text with a separator in it goes between quotation marks"
            );
            Problem::new(place.to_string(), found, hint)
        });
        return checker.give_up(&place);
    }
    if row.cells[..n_columns] == first.cells[..] {
        checker
            .person
            .add(|| Problem::new(place.to_string(), "this is the header again", "take this row out"));
        return checker.give_up(&place);
    }
    for (index, label) in header.labels.iter().enumerate() {
        // The label of a column without a name is its letters alone.
        if first.cells[index] == Cell::Empty && row.cells[index] != Cell::Empty {
            let found =
                || format!("found {} in a column without a name", quote(&row.cells[index].to_string()));
            let place = || Place::Cell(row.number, label).to_string();
            checker.person.add(|| Problem::new(place(), found(), "name the column, or leave it out"));
        }
    }
    let place_of = |index: usize| Place::Cell(row.number, &header.labels[index]);
    let mut texts = header.texts.map(|index| match index {
        Some(index) => Found { place: place_of(index), value: text_value(&row.cells[index]) },
        None => Found { place: place.clone(), value: Value::Missing },
    });
    let number =
        |index: usize| Found { place: place_of(index), value: number_value(table, &row.cells[index]) };
    if header.texts[0].is_none() {
        // The missing id column is reported once, not again for each row.
        texts[0].value = Value::Text(place.to_string());
    }
    let estimates = header.dimensions.iter().map(|(dimension, mean, se)| RawEstimate {
        dimension: (*dimension).to_owned(),
        mean: number(*mean),
        se: se.map(number),
    });
    checker.check(RawPerson {
        texts,
        estimates: estimates.collect(),
        ratings: Vec::new(),
        place: place.clone(),
    });
}

fn text_value(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Missing,
        Cell::Text(text) => Value::Text(crate::write::strip_guard(text).to_owned()),
        // An id such as 17 is a number to a spreadsheet.
        Cell::Number(number) => Value::Text(number.to_string()),
        Cell::Other(what) => Value::Other(what.clone()),
    }
}

fn number_value(table: &Table, cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Missing,
        Cell::Other(what) => Value::Other(what.clone()),
        Cell::Text(_) | Cell::Number(_) => match table.number(cell) {
            Some(number) => Value::Number(number),
            None => Value::Text(cell.to_string()),
        },
    }
}
