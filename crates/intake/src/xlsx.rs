//! XLSX to a table: bounded as a zip archive first, then read part by part.
//!
//! Only what tables of people need is read: the first visible sheet with the texts and number formats that its
//! cells refer to. Nothing is allocated because a file says how much it holds.

mod archive;
mod sheet;
mod workbook;
mod xml;

use crate::problems::quote;
use crate::table::{Builder, Cell, Table};
use archive::Archive;
use fit::Problem;
use workbook::Workbook;
use xml::Broken;

/// A cell with its row and column, counted from 0.
type Placed = ((u32, u32), Cell);

/// Reads the first visible sheet of a workbook.
pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<Table, Problem> {
    let archive = Archive::open(name, bytes)?;
    let broken = |Broken(what): Broken| {
        let found = format!("the workbook cannot be read ({})", crate::problems::plain(&what, 120));
        Problem::new(name, found, "open it in a spreadsheet and save it again as XLSX")
    };
    let workbook = Workbook::read(&archive).map_err(broken)?;
    let mut sheets = workbook.sheets.iter();
    let Some(first) = sheets.next() else {
        return Err(Problem::new(
            name,
            "the workbook has no sheet to read",
            "put the table into the first sheet",
        ));
    };
    let cells = sheet::read(name, &archive, &workbook, first).map_err(broken)??;
    if cells.is_empty() {
        let others: Vec<String> = sheets.take(5).map(|sheet| quote(&sheet.name)).collect();
        let hint = if others.is_empty() {
            "expected a header row, then a row a person".to_owned()
        } else {
            format!(
                "only the first sheet is read; move the table there (other sheets: {})",
                others.join(", ")
            )
        };
        return Err(Problem::new(name, format!("the first sheet {} is empty", quote(&first.name)), hint));
    }
    rows(name, cells)
}

/// Cells in any order to rows of equal width: a workbook stores no cells that are empty.
fn rows(name: &str, mut cells: Vec<Placed>) -> Result<Table, Problem> {
    cells.sort_by_key(|(position, _)| *position);
    let n_columns = cells.iter().map(|((_, column), _)| *column as usize + 1).max().unwrap_or(0);
    let mut builder = Builder::new(name, false);
    for row in cells.chunk_by_mut(|a, b| a.0.0 == b.0.0) {
        let number = row.first().map_or(0, |((number, _), _)| *number as usize + 1);
        let mut filled = vec![Cell::Empty; n_columns];
        for ((_, column), cell) in row {
            filled[*column as usize] = std::mem::replace(cell, Cell::Empty);
        }
        builder.add(number, filled)?;
    }
    Ok(builder.finish())
}
