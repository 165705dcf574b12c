//! A comparison as a table of values, one row a candidate: for CSV, for spreadsheets and for other programs.

mod of_csv;
mod pool;
mod rights;

pub use rights::SettledArea;

use fit::Comparison;
use fit::compare::{CandidateResult, VariedResult};
use intake::{CsvStyle, csv_cell};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use std::collections::HashMap;

/// A column of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// 1 is first.
    Rank,
    /// Id.
    Id,
    /// Name.
    Name,
    /// What the candidate does, in a line.
    Headline,
    /// S, in points.
    Score,
    /// The points of the loss that are doubt.
    Doubt,
    /// 5th percentile of the score.
    P05,
    /// Median.
    P50,
    /// 95th percentile.
    P95,
    /// Share of the draws in which the candidate comes first.
    First,
    /// Percentile among the reference candidates.
    Norm,
    /// Expected rank.
    ExpectedRank,
    /// Share of the weight with both sides measured.
    Completeness,
    /// Whether too little was measured for more than a provisional result.
    Provisional,
    /// The score of a pillar.
    Pillar(String),
    /// The score of a domain.
    Domain(String),
    /// Points lost on a pillar.
    Loss(String),
    /// The guards that are breached.
    Flags,
    /// Share of the variations of the framework in which the candidate comes first.
    VariationsFirst,
    /// 5th percentile of the score over the variations.
    VariationsP05,
    /// 95th percentile.
    VariationsP95,
}

/// A value of the table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A text.
    Text(String),
    /// A number, with all its digits.
    Number(f64),
    /// Yes or no.
    Truth(bool),
    /// No value.
    Nothing,
}

/// A table of values.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The columns' names.
    pub header: Vec<String>,
    /// The rows, each with a cell per column.
    pub rows: Vec<Vec<Cell>>,
}

impl Column {
    /// Every column of a comparison but headlines and shares of firsts, in the order in which files have them.
    pub fn all(comparison: &Comparison) -> Vec<Self> {
        let mut domains: Vec<&String> = Vec::new();
        for (domain, _) in comparison.results.iter().flat_map(|result| &result.domains.0) {
            if !domains.contains(&domain) {
                domains.push(domain);
            }
        }
        let pillars = || comparison.weights.0.iter().map(|(pillar, _)| pillar.clone());
        let mut columns =
            vec![Self::Rank, Self::Id, Self::Name, Self::Score, Self::P05, Self::P50, Self::P95];
        columns.extend([Self::Norm, Self::ExpectedRank, Self::Completeness, Self::Provisional]);
        columns.extend(pillars().map(Self::Pillar));
        columns.extend(domains.into_iter().cloned().map(Self::Domain));
        columns.extend(pillars().map(Self::Loss));
        columns.extend([Self::Flags, Self::Doubt]);
        if comparison.variations.is_some() {
            columns.extend([Self::VariationsFirst, Self::VariationsP05, Self::VariationsP95]);
        }
        columns
    }

    /// Its name in files.
    pub fn name(&self) -> String {
        match self {
            Self::Rank => "rank".to_owned(),
            Self::Id => "id".to_owned(),
            Self::Name => "name".to_owned(),
            Self::Headline => "headline".to_owned(),
            Self::Score => "score".to_owned(),
            Self::Doubt => "doubt".to_owned(),
            Self::P05 => "p05".to_owned(),
            Self::P50 => "p50".to_owned(),
            Self::P95 => "p95".to_owned(),
            Self::First => "first".to_owned(),
            Self::Norm => "norm".to_owned(),
            Self::ExpectedRank => "expected_rank".to_owned(),
            Self::Completeness => "completeness".to_owned(),
            Self::Provisional => "provisional".to_owned(),
            Self::Pillar(id) => format!("pillar.{id}"),
            Self::Domain(id) => format!("domain.{id}"),
            Self::Loss(id) => format!("loss.{id}"),
            Self::Flags => "flags".to_owned(),
            Self::VariationsFirst => "variations.first".to_owned(),
            Self::VariationsP05 => "variations.p05".to_owned(),
            Self::VariationsP95 => "variations.p95".to_owned(),
        }
    }

    fn cell(&self, result: &CandidateResult, varied: Option<&VariedResult>, headline: &str) -> Cell {
        let number = |value: Option<f64>| value.map_or(Cell::Nothing, Cell::Number);
        let uncertainty = result.uncertainty.as_ref();
        match self {
            Self::Rank => Cell::Number(result.rank as f64),
            Self::Id => Cell::Text(result.id.clone()),
            Self::Name => Cell::Text(result.name.clone()),
            Self::Headline => Cell::Text(headline.to_owned()),
            Self::Score => Cell::Number(result.score),
            Self::Doubt => Cell::Number(result.doubt),
            Self::VariationsFirst => number(varied.map(|varied| varied.first)),
            Self::VariationsP05 => number(varied.map(|varied| varied.p05)),
            Self::VariationsP95 => number(varied.map(|varied| varied.p95)),
            Self::P05 => number(uncertainty.map(|u| u.p05)),
            Self::P50 => number(uncertainty.map(|u| u.p50)),
            Self::P95 => number(uncertainty.map(|u| u.p95)),
            Self::First => number(uncertainty.and_then(|u| u.rank_probabilities.first().copied())),
            Self::Norm => Cell::Number(result.norm.score),
            Self::ExpectedRank => number(uncertainty.map(|u| u.expected_rank)),
            Self::Completeness => Cell::Number(result.completeness),
            Self::Provisional => Cell::Truth(result.provisional),
            Self::Pillar(id) => number(result.pillars.get(id)),
            Self::Domain(id) => number(result.domains.get(id)),
            Self::Loss(id) => number(result.losses.get(id)),
            Self::Flags => {
                let breached = result.flags.iter().filter(|flag| flag.breached);
                Cell::Text(breached.map(|flag| flag.guard.as_str()).collect::<Vec<_>>().join(" "))
            }
        }
    }
}

impl Sheet {
    /// The wanted columns of a comparison, best first.
    ///
    /// # Shapes and units
    /// A row per candidate. Points 0–100, evidence and firsts as shares; full precision. `headline` gives the line below
    /// a candidate's name, by id.
    ///
    /// # Missing values
    /// Without draws the interval and the expected rank are empty; so is a domain that weighs nothing.
    pub fn of<'a>(comparison: &Comparison, columns: &[Column], headline: impl Fn(&str) -> &'a str) -> Self {
        let varied = comparison.variations.as_ref().map_or(&[][..], |variations| &variations.results);
        let varied: HashMap<&str, &VariedResult> = varied.iter().map(|one| (one.id.as_str(), one)).collect();
        let row = |result: &CandidateResult| {
            let varied = varied.get(result.id.as_str()).copied();
            columns.iter().map(|column| column.cell(result, varied, headline(&result.id))).collect()
        };
        Self {
            header: columns.iter().map(Column::name).collect(),
            rows: comparison.results.iter().map(row).collect(),
        }
    }

    /// The table as CSV: a line feed after each row. A text that a spreadsheet would take for a formula gets an apostrophe
    /// before it.
    pub fn to_csv(&self, style: CsvStyle) -> String {
        // Numbers are written by us and may start with a minus; only what people wrote can be a formula.
        let cell = |cell: &Cell| match cell {
            Cell::Text(text) => csv_cell(text),
            Cell::Number(number) => style.number(*number),
            Cell::Truth(truth) => truth.to_string(),
            Cell::Nothing => String::new(),
        };
        let header: Vec<String> = self.header.iter().map(|name| csv_cell(name)).collect();
        let mut text = style.start().to_owned() + &style.row(&header);
        for row in &self.rows {
            text += &style.row(&row.iter().map(cell).collect::<Vec<_>>());
        }
        text
    }

    /// The table as a workbook with one sheet of that name: see [`to_book`].
    ///
    /// # Errors
    /// As [`to_book`].
    pub fn to_xlsx(&self, name: &str) -> Result<Vec<u8>, XlsxError> {
        to_book(&[(name, self)])
    }
}

/// Tables as a workbook with a sheet for each: real numbers, the header and the first column in view always. Texts are
/// texts, whatever they begin with. The same tables give the same bytes.
///
/// # Errors
/// A name that no sheet can have, or more than a sheet can hold.
pub fn to_book(sheets: &[(&str, &Sheet)]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // A file that says when it was made is another one every second.
    let long_ago = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&long_ago));
    for (name, table) in sheets {
        write(book.add_worksheet().set_name(*name)?, table)?;
    }
    book.save_to_buffer()
}

fn write(sheet: &mut Worksheet, table: &Sheet) -> Result<(), XlsxError> {
    let head = Format::new().set_bold().set_border_bottom(FormatBorder::Thin).set_indent(1);
    let head_of_numbers = head.clone().set_indent(0).set_align(FormatAlign::Right);
    let words = Format::new().set_indent(1);
    // All digits are there; so many are shown, the same down a column.
    let (broken, whole) = (Format::new().set_num_format("0.000"), Format::new());
    for (title, column) in table.header.iter().zip(0u16..) {
        let cells = || table.rows.iter().filter_map(|row| row.get(usize::from(column)));
        let numbers =
            || cells().filter_map(|cell| if let Cell::Number(number) = cell { Some(number) } else { None });
        let format = if numbers().any(|number| number.fract() != 0.0) { &broken } else { &whole };
        let is_of_numbers = numbers().next().is_some();
        sheet.write_string_with_format(
            0,
            column,
            title,
            if is_of_numbers { &head_of_numbers } else { &head },
        )?;
        sheet.set_column_width(column, width(table, usize::from(column)))?;
        for (row, line) in (1u32..).zip(&table.rows) {
            match line.get(usize::from(column)) {
                Some(Cell::Text(text)) => sheet.write_string_with_format(row, column, text, &words)?,
                Some(Cell::Number(number)) => sheet.write_number_with_format(row, column, *number, format)?,
                Some(Cell::Truth(truth)) => sheet.write_boolean(row, column, *truth)?,
                Some(Cell::Nothing) | None => continue,
            };
        }
    }
    // Whoever scrolls sees the header and whom a row is about; whoever filters need not set it up; whoever prints gets
    // every column on one width of paper, the header on each page.
    sheet.set_freeze_panes(1, 1)?;
    if let (Some(last), false) = (table.header.len().checked_sub(1), table.rows.is_empty()) {
        sheet.autofilter(0, 0, table.rows.len() as u32, last as u16)?;
    }
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

/// Room for the longest text of a column, within bounds.
fn width(table: &Sheet, column: usize) -> f64 {
    let length = |cell: &Cell| match cell {
        Cell::Text(text) => text.chars().count(),
        _ => 0,
    };
    let cells = table.rows.iter().filter_map(|row| row.get(column)).map(length);
    let longest = cells.chain([table.header[column].chars().count()]).max().unwrap_or(0);
    longest.clamp(9, 60) as f64 + 1.0
}

/// Writes a comparison as CSV, with every column: see [`Column::all`].
pub fn to_csv(comparison: &Comparison, style: CsvStyle) -> String {
    Sheet::of(comparison, &Column::all(comparison), |_| "").to_csv(style)
}
