//! Tables that pages give as files.

use super::{csv_file, file};
use crate::Problem;
use axum::http::Uri;
use axum::response::Response;
use report::CsvStyle;
use report::sheet::{Cell, Sheet};
use serde_json::{Map, Value};
use service::Error;

/// The kind of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Csv,
    Xlsx,
    Json,
}

impl Format {
    pub(super) const ALL: [Self; 3] = [Self::Csv, Self::Xlsx, Self::Json];

    /// How the name of such a file ends.
    pub(super) fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
        }
    }

    fn kind(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Json => "application/json",
        }
    }

    /// A table as a file of that name, to be kept.
    pub(super) fn file(self, name: &str, (title, sheet): (&str, &Sheet)) -> Result<Response, Problem> {
        let content = self.write(title, sheet)?;
        Ok(file(&format!("{name}.{}", self.ending()), self.kind(), content))
    }

    fn write(self, title: &str, sheet: &Sheet) -> Result<Vec<u8>, Problem> {
        Ok(match self {
            Self::Csv => sheet.to_csv(CsvStyle::Comma).into_bytes(),
            Self::Xlsx => sheet.to_xlsx(title).map_err(Error::internal("writing a table"))?,
            Self::Json => serde_json::to_vec(&objects(sheet)).map_err(Error::internal("writing a table"))?,
        })
    }
}

/// A table of values that was written as CSV, as the file that was asked for: CSV, or a workbook if the address ends so.
pub(super) fn csv_or_xlsx(asked: &Uri, name: &str, csv: &str) -> Result<Response, Problem> {
    if asked.path().ends_with(".xlsx") {
        return Format::Xlsx.file(name, (name, &Sheet::of_csv(csv)));
    }
    Ok(csv_file(&format!("{name}.csv"), csv))
}

/// A list of objects, one a row.
fn objects(sheet: &Sheet) -> Vec<Map<String, Value>> {
    let value = |cell: &Cell| match cell {
        Cell::Text(text) => Value::from(text.as_str()),
        Cell::Number(number) => Value::from(*number),
        Cell::Truth(truth) => Value::from(*truth),
        Cell::Nothing => Value::Null,
    };
    let object = |row: &Vec<Cell>| sheet.header.iter().cloned().zip(row.iter().map(value)).collect();
    sheet.rows.iter().map(object).collect()
}
