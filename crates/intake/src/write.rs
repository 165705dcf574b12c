//! Profiles to CSV, and CSV for programs and for spreadsheets.

use crate::person::{TEXTS, texts};
use crate::{Cell, Dimensions};
use fit::{Points, Profile};

/// For whom CSV is written. Spreadsheets that open a file by a double click take it for text in an old encoding unless it
/// begins with a byte-order mark, and for one column unless its separator is that of the country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CsvStyle {
    /// For programs: commas, no byte-order mark.
    #[default]
    Plain,
    /// For spreadsheets where the point is decimal: commas, after a byte-order mark.
    Comma,
    /// For spreadsheets where the comma is decimal: semicolons and decimal commas, after a byte-order mark.
    Semicolon,
}

impl CsvStyle {
    /// What a file begins with.
    #[must_use]
    pub fn start(self) -> &'static str {
        if self == Self::Plain { "" } else { "\u{feff}" }
    }

    /// What stands between cells.
    #[must_use]
    pub fn separator(self) -> &'static str {
        if self == Self::Semicolon { ";" } else { "," }
    }

    /// A number as a cell: the shortest decimal that reads back as the same number, never with an exponent.
    ///
    /// # Example
    /// ```
    /// use intake::CsvStyle::{Plain, Semicolon};
    /// assert_eq!([Plain, Semicolon].map(|style| style.number(82.5)), ["82.5", "82,5"]);
    /// ```
    #[must_use]
    pub fn number(self, number: f64) -> String {
        let text = number.to_string();
        if self == Self::Semicolon { text.replace('.', ",") } else { text }
    }

    /// A row of cells, with its end.
    #[must_use]
    pub fn row(self, cells: &[String]) -> String {
        cells.join(self.separator()) + "\n"
    }
}

/// A table of profiles as CSV text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvText {
    /// The text: UTF-8, a line feed after each row.
    pub text: String,
    /// What a table has no place for.
    pub left_out: Vec<LeftOut>,
}

/// What was left out of a person's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The person's id.
    pub id: String,
    /// How many ratings: a table holds stated values only.
    pub n_ratings: usize,
    /// How many estimates on dimensions without a column.
    pub n_unknown: usize,
}

/// Profiles as a table, and what a table has no place for.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileTable {
    /// The names of the columns.
    pub header: Vec<String>,
    /// A row for each profile: texts, numbers and empty cells.
    pub rows: Vec<Vec<Cell>>,
    /// What was left out.
    pub left_out: Vec<LeftOut>,
}

impl ProfileTable {
    /// The table of some profiles, with a column for every dimension that is given and one for standard errors where
    /// somebody has one other than that of stated values.
    pub fn of<'d>(dimensions: impl Into<Dimensions<'d>>, profiles: &[Profile]) -> Self {
        let dimensions = dimensions.into();
        let columns: Vec<(&str, bool)> = dimensions
            .ids()
            .map(|id| {
                let has_se =
                    |profile: &Profile| profile.estimates.get(id).is_some_and(|e| e.se != Points::STATED_SE);
                (id, profiles.iter().any(has_se))
            })
            .collect();
        let mut header: Vec<String> = TEXTS.iter().map(|&text| text.to_owned()).collect();
        for (id, has_se) in &columns {
            header.push((*id).to_owned());
            if *has_se {
                header.push(format!("{id}.se"));
            }
        }
        let number = |number: Option<Points>| number.map_or(Cell::Empty, |number| Cell::Number(number.get()));
        let row = |profile: &Profile| {
            let mut cells: Vec<Cell> = texts(profile).map(|text| Cell::text(text.to_owned())).into();
            for (id, has_se) in &columns {
                let estimate = profile.estimates.get(*id);
                cells.push(number(estimate.map(|estimate| estimate.mean)));
                if *has_se {
                    cells.push(number(estimate.map(|estimate| estimate.se)));
                }
            }
            cells
        };
        let left_out = |profile: &Profile| {
            let n_unknown = profile.estimates.keys().filter(|id| dimensions.get(id).is_none()).count();
            let n_ratings = profile.ratings.len();
            (n_unknown + n_ratings > 0).then(|| LeftOut { id: profile.id.clone(), n_ratings, n_unknown })
        };
        Self {
            header,
            rows: profiles.iter().map(row).collect(),
            left_out: profiles.iter().filter_map(left_out).collect(),
        }
    }
}

/// Writes profiles as a table that [`crate::read_pool`] reads back as they were.
///
/// There is a column for every dimension that is given, so that the table of no profile is a form to fill
/// in, and one for standard errors where somebody has one other than 5. A text that a spreadsheet would take
/// for a formula gets an apostrophe before it, which reading takes away again.
///
/// # Missing values
/// An unmeasured dimension is an empty cell. Ratings have no place in a table; they are left out, and said to be.
///
/// # Example
/// ```
/// let framework = fit::Framework::parse(fit::framework::DEFAULT).unwrap();
/// let form = intake::write_csv(&framework, &[], intake::CsvStyle::Plain);
/// assert!(form.text.starts_with("id,name,headline,skill.") && form.left_out.is_empty());
/// ```
pub fn write_csv<'d>(
    dimensions: impl Into<Dimensions<'d>>,
    profiles: &[Profile],
    style: CsvStyle,
) -> CsvText {
    let table = ProfileTable::of(dimensions, profiles);
    let header: Vec<String> = table.header.iter().map(|name| csv_cell(name)).collect();
    let cell = |cell: &Cell| match cell {
        Cell::Number(number) => style.number(*number),
        other => csv_cell(&other.to_string()),
    };
    let mut text = style.start().to_owned() + &style.row(&header);
    for row in &table.rows {
        text += &style.row(&row.iter().map(cell).collect::<Vec<_>>());
    }
    CsvText { text, left_out: table.left_out }
}

/// A text as a cell of a CSV file: quoted where that is needed, and harmless to spreadsheets: a text that could be
/// taken for a formula gets an apostrophe before it.
///
/// # Example
/// ```
/// assert_eq!(intake::csv_cell("=1+1"), "'=1+1");
/// assert_eq!(intake::csv_cell("Ada, the first"), "\"Ada, the first\"");
/// ```
pub fn csv_cell(cell: &str) -> String {
    let guard = if starts_formula(cell) { "'" } else { "" };
    if cell.contains(['"', ',', ';', '\t', '\r', '\n']) || cell.trim() != cell {
        format!("\"{guard}{}\"", cell.replace('"', "\"\""))
    } else {
        format!("{guard}{cell}")
    }
}

/// A text as a cell of a workbook, where texts are no formulas: only one that has an apostrophe before a formula already gets
/// another, since reading takes one away.
///
/// # Example
/// ```
/// assert_eq!(["=1+1", "'=1+1", "'t Hart"].map(intake::book_cell), ["=1+1", "''=1+1", "'t Hart"]);
/// ```
pub fn book_cell(cell: &str) -> String {
    let guard = if cell.starts_with('\'') && starts_formula(cell) { "'" } else { "" };
    format!("{guard}{cell}")
}

/// Whether a spreadsheet might take a text for a formula. Apostrophes before it count as part of it, so that
/// what had one already gets another and comes back with its own.
fn starts_formula(text: &str) -> bool {
    text.trim_start_matches('\'')
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
}

/// A text without the apostrophe that keeps it from being a formula.
pub(crate) fn strip_guard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if starts_formula(rest) => rest,
        _ => text,
    }
}
