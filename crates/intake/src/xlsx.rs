//! XLSX to a table: bounded as a zip archive first, then read cell by cell.

mod bounds;

use crate::problems::quote;
use crate::table::{Builder, Cell, Table};
use crate::{MAX_CELLS, MAX_COLUMNS};
use bounds::MAX_INFLATED;
use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use fit::Problem;
use std::io::Cursor;

/// Reads the first sheet of a workbook.
pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<Table, Problem> {
    bounds::check(name, bytes)?;
    let broken = |error: XlsxError| {
        let found =
            format!("the workbook cannot be read ({})", crate::problems::plain(&error.to_string(), 120));
        Problem::new(name, found, "open it in a spreadsheet and save it again as XLSX")
    };
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let mut sheets = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect::<Vec<_>>()
        .into_iter();
    let Some(first) = sheets.next() else {
        return Err(Problem::new(
            name,
            "the workbook has no sheet to read",
            "put the table into the first sheet",
        ));
    };
    let cells = read_cells(name, &mut workbook, &first).map_err(|error| match error {
        CellsError::Bound(problem) => problem,
        CellsError::Broken(error) => broken(error),
    })?;
    if cells.is_empty() {
        let others: Vec<String> = sheets.take(5).map(|sheet| quote(&sheet)).collect();
        let mend = if others.is_empty() {
            "expected a header row, then a row a person".to_owned()
        } else {
            format!(
                "only the first sheet is read; move the table there (other sheets: {})",
                others.join(", ")
            )
        };
        return Err(Problem::new(name, format!("the first sheet {} is empty", quote(&first)), mend));
    }
    rows(name, cells)
}

enum CellsError {
    Bound(Problem),
    Broken(XlsxError),
}

/// A cell with its row and column, counted from 0.
type Placed = ((u32, u32), Cell);

fn read_cells(
    name: &str,
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
) -> Result<Vec<Placed>, CellsError> {
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(CellsError::Broken)?;
    let mut cells: Vec<Placed> = Vec::new();
    // Many cells may share one long text, so the file's size does not bound that of its texts.
    let mut n_bytes = 0;
    while let Some(found) = reader.next_cell().map_err(CellsError::Broken)? {
        let cell = cell(found.get_value());
        if cell == Cell::Empty {
            continue;
        }
        if let Cell::Text(text) = &cell {
            n_bytes += text.len();
        }
        let position = found.get_position();
        if cells.len() == MAX_CELLS || n_bytes > MAX_INFLATED || position.1 as usize >= MAX_COLUMNS {
            let found = format!(
                "the table has more than {MAX_CELLS} cells or {MAX_COLUMNS} columns, or more than {} MiB of text",
                MAX_INFLATED >> 20
            );
            return Err(CellsError::Bound(Problem::new(name, found, "leave out what is no profile")));
        }
        cells.push((position, cell));
    }
    Ok(cells)
}

fn cell(value: &DataRef<'_>) -> Cell {
    let text = |text: &str| if text.trim().is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) };
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(value) => text(value),
        DataRef::SharedString(value) => text(value),
        DataRef::Bool(value) => Cell::Other(if *value { "TRUE" } else { "FALSE" }.to_owned()),
        DataRef::DateTime(_) | DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => {
            Cell::Other("a date or time".to_owned())
        }
        DataRef::Error(error) => Cell::Other(format!("the error {error}")),
    }
}

/// Cells in any order to rows, each as wide as the first at least: a workbook stores no cells that are empty.
fn rows(name: &str, mut cells: Vec<Placed>) -> Result<Table, Problem> {
    cells.sort_by_key(|(position, _)| *position);
    let mut builder = Builder::new(name, false);
    let mut n_columns = 0;
    for row in cells.chunk_by_mut(|a, b| a.0.0 == b.0.0) {
        let mut filled = Vec::with_capacity(n_columns);
        for ((_, column), cell) in row.iter_mut() {
            filled.resize(filled.len().max(*column as usize + 1), Cell::Empty);
            filled[*column as usize] = std::mem::replace(cell, Cell::Empty);
        }
        n_columns = if n_columns == 0 { filled.len() } else { n_columns };
        filled.resize(filled.len().max(n_columns), Cell::Empty);
        let number = row.first().map_or(0, |((number, _), _)| *number as usize + 1);
        builder.add(number, filled)?;
    }
    Ok(builder.finish())
}
