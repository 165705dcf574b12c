//! Tables, however they were stored, and tables to raw people.

use crate::check::Checker;
use crate::clean::{is_blank, tidy_key};
use crate::numbers::Numbers;
use crate::person::{Found, N_TEXTS, Place, RawEstimate, RawPerson, TEXTS, Value, is_ranking};
use crate::problems::{plain, quote};
use crate::{Columns, Dimensions, MAX_CELLS, MAX_COLUMNS, MAX_PEOPLE, ReadError, UnknownColumn, turned};
use fit::Problem;
use fit::problem::suggest;
use std::collections::HashMap;
use std::fmt;

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing, or nothing that shows.
    Empty,
    /// A text; every cell of a CSV file that is not empty.
    Text(String),
    /// A number in a workbook.
    Number(f64),
    /// Something in a workbook that is neither.
    Other(Other),
}

impl Cell {
    /// A text, or nothing where it shows nothing.
    pub(crate) fn text(text: String) -> Self {
        if is_blank(&text) { Self::Empty } else { Self::Text(text) }
    }

    /// The cell as a name by which columns, rows and people are told apart.
    pub(crate) fn key(&self) -> String {
        match self {
            Self::Text(text) => tidy_key(text).into_owned(),
            other => other.to_string(),
        }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::Other(other) => other.fmt(f),
            Self::Number(number) => write!(f, "{number}"),
        }
    }
}

/// What a cell of a workbook holds that is neither a text nor a plain number.
#[derive(Debug, Clone, PartialEq)]
pub enum Other {
    /// A formula whose result the file does not hold.
    Formula,
    /// An error such as `#N/A`.
    Error(String),
    /// A date or time, as ISO 8601 writes it; nothing where it is no day of the calendar.
    Date(Option<String>),
    /// True or false.
    Truth(bool),
    /// A number that is shown as a percentage, in percent.
    Percent(f64),
}

impl Other {
    /// What to do where a number is expected.
    pub(crate) fn hint(&self) -> &'static str {
        match self {
            Self::Formula => "open the file in a spreadsheet and save it there, so that it holds the result",
            Self::Error(_) => "correct the formula, or empty the cell if nobody measured it",
            Self::Date(_) => {
                "spreadsheets turn what looks like a date into one: format the cell as text and type the number again"
            }
            Self::Truth(_) => "write a number",
            Self::Percent(_) => "format the cell as a number, and write 82 for 82%",
        }
    }
}

impl fmt::Display for Other {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Formula => f.write_str("a formula without a stored result"),
            Self::Error(error) => write!(f, "the error {error}"),
            Self::Date(Some(date)) => write!(f, "the date {date}"),
            Self::Date(None) => f.write_str("a date or time"),
            Self::Truth(true) => f.write_str("TRUE"),
            Self::Truth(false) => f.write_str("FALSE"),
            Self::Percent(number) => write!(f, "{number}% in a percent format"),
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

/// The sheet of a table, in a workbook that has several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    /// The names of the others, hidden ones included.
    pub(crate) others: Vec<String>,
}

/// A table: the rows that have something in them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// The rows; the first is the header, if the table has one.
    pub rows: Vec<Row>,
    /// What whoever reads the table should know: how its text was read, and which parts of the file were not.
    pub notes: Vec<String>,
    /// Whether a comma is taken for a decimal one if no number tells, as between semicolons or tabs.
    pub(crate) is_comma_decimal: bool,
    pub(crate) sheet: Option<Sheet>,
}

impl Table {
    /// The number in a cell: a number, or a text that is one.
    pub fn number(&self, cell: &Cell) -> Option<f64> {
        Numbers::of([], self.is_comma_decimal).read(cell)
    }

    /// How numbers are written in the columns that hold some. What is read as thousands is noted.
    pub(crate) fn numbers(&mut self, has_numbers: impl Fn(usize) -> bool) -> Numbers {
        let cells = || {
            let rows = self.rows.iter().skip(1);
            rows.flat_map(|row| row.cells.iter().enumerate())
                .filter(|(column, _)| has_numbers(*column))
                .map(|(_, cell)| cell)
        };
        let numbers = Numbers::of(cells(), self.is_comma_decimal);
        let note = numbers.first_thousands(cells()).map(|(text, number)| {
            format!("{} was read as {number}, as the other numbers are written", quote(text))
        });
        self.notes.extend(note);
        numbers
    }

    /// Leaves out the rows above the header: of the first rows, the one that scores most.
    pub(crate) fn start_at_header(&mut self, score: Score<'_>) -> usize {
        let (mut at, mut most) = (0, 0);
        for index in 0..self.rows.len().min(HEADER_WITHIN) {
            let found = score(&self.rows[index..]);
            if found > most {
                (at, most) = (index, found);
            }
        }
        if at > 0 {
            self.rows.drain(..at);
            let header = self.rows.first().map_or(0, |row| row.number);
            self.notes.push(format!("row {header} is the header; the rows above it were not read"));
        }
        most
    }

    /// The sheet that was read and the others, to go after a hint.
    pub(crate) fn on_which_sheet(&self) -> String {
        let Some(Sheet { name, others }) = &self.sheet else { return String::new() };
        let others: Vec<String> = others.iter().take(5).map(|other| quote(other)).collect();
        format!("; the sheet {} was read (the others: {})", quote(name), others.join(", "))
    }

    /// Problems with the sheet in their places, in a workbook of several.
    pub(crate) fn with_sheet(&self, mut error: ReadError) -> ReadError {
        if let Some(Sheet { name, .. }) = &self.sheet {
            for problem in error.problems.iter_mut().filter(|problem| problem.place.starts_with("row ")) {
                problem.place = format!("sheet {}, {}", quote(name), problem.place);
            }
        }
        error
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

/// How far the first of these rows is the header that a reader looks for: how many of its names are known.
pub(crate) type Score<'a> = &'a dyn Fn(&[Row]) -> usize;

/// The score of a header that names columns.
pub(crate) fn names_columns(rows: &[Row], is_known: impl Fn(&str) -> bool) -> usize {
    rows.first().map_or(0, |row| row.cells.iter().filter(|cell| is_known(&cell.key())).count())
}

/// A header is looked for in so many rows that have something in them.
const HEADER_WITHIN: usize = 50;

/// Puts a table together within its bounds.
pub(crate) struct Builder<'n> {
    name: &'n str,
    table: Table,
    n_cells: usize,
}

impl<'n> Builder<'n> {
    pub(crate) fn new(name: &'n str, is_comma_decimal: bool) -> Self {
        Self { name, table: Table { is_comma_decimal, ..Table::default() }, n_cells: 0 }
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
pub(crate) fn read_people(table: &mut Table, checker: &mut Checker<'_>) -> Result<(), Problem> {
    let header = read_header(table, checker)?;
    let is_number =
        |column| header.dimensions.iter().any(|(_, mean, se)| *mean == column || *se == Some(column));
    let numbers = table.numbers(is_number);
    let Some((first, rows)) = table.rows.split_first() else { return Ok(()) };
    let is_counter = counts_rows(first, rows);
    for row in rows {
        checker.count_person()?;
        read_row(numbers, first, &header, row, is_counter, checker);
    }
    Ok(())
}

/// Whether the first column has no name and the numbers of the rows in it, as statistics programs write them.
fn counts_rows(first: &Row, rows: &[Row]) -> bool {
    let number = |row: &Row| row.cells.first().and_then(|cell| Numbers::of([], false).read(cell));
    let start = rows.first().and_then(number).filter(|start| *start == 0.0 || *start == 1.0);
    let is_next = |(index, row): (usize, &Row)| number(row) == start.map(|start| start + index as f64);
    first.cells.first() == Some(&Cell::Empty) && start.is_some() && rows.iter().enumerate().all(is_next)
}

/// How many columns of people's tables a row names, those included that are said to be some.
pub(crate) fn names_people(rows: &[Row], dimensions: &Dimensions<'_>, columns: &Columns) -> usize {
    // Its rows name what it holds, and no row below the first is the header.
    if turned::is_turned(rows, dimensions) {
        return rows.len();
    }
    names_columns(rows, |name| columns.0.contains_key(name) || holds(name, dimensions).is_some())
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
    if is_ranking(|name| first.cells.iter().any(|cell| cell.key().eq_ignore_ascii_case(name))) {
        return Vec::new();
    }
    let mut unknown: Vec<UnknownColumn> = Vec::new();
    for (index, text) in first.cells.iter().map(Cell::key).enumerate() {
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

fn read_header<'f>(table: &Table, checker: &mut Checker<'f>) -> Result<Header<'f>, Problem> {
    let Some(row) = table.rows.first() else {
        let hint = "expected a header row, then a row a person";
        return Err(Problem::new(checker.name, "the table is empty", hint));
    };
    let mut labels = Vec::with_capacity(row.cells.len());
    let mut columns: HashMap<Holds<'f>, usize> = HashMap::new();
    let mut unknown = Vec::new();
    for (index, cell) in row.cells.iter().enumerate() {
        let text = cell.key();
        let text = text.as_str();
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
            "expected a header row: {texts}, then dimension ids, separated by commas, semicolons or tabs{}",
            table.on_which_sheet()
        );
        return Err(Problem::new(Place::Row(row.number).to_string(), found, hint));
    }
    if is_ranking(|name| row.cells.iter().any(|cell| cell.key().eq_ignore_ascii_case(name))) {
        checker.note_ranking();
        unknown.clear();
    }
    for index in unknown {
        let place = || Place::Cell(row.number, &labels[index]).to_string();
        let text = row.cells[index].key();
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

fn read_row(
    numbers: Numbers,
    first: &Row,
    header: &Header<'_>,
    row: &Row,
    is_counter: bool,
    checker: &mut Checker<'_>,
) {
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
    for (index, label) in header.labels.iter().enumerate().skip(usize::from(is_counter)) {
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
        |index: usize| Found { place: place_of(index), value: number_value(numbers, &row.cells[index]) };
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
        Cell::Other(other) => Value::NoNumber(other.clone()),
    }
}

fn number_value(numbers: Numbers, cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Missing,
        Cell::Other(other) => Value::NoNumber(other.clone()),
        Cell::Text(_) | Cell::Number(_) => match numbers.read(cell) {
            Some(number) => Value::Number(number),
            None => Value::Text(cell.to_string()),
        },
    }
}
