//! XLSX to a table: bounded as a zip archive first, then read part by part.
//!
//! Only what tables of people need is read: the visible sheets, up to the first that has the header, with the texts and
//! number formats that their cells refer to. Nothing is allocated because a file says how much it holds.

mod archive;
mod date;
mod sheet;
mod workbook;
mod xml;

use crate::problems::quote;
use crate::table::{Builder, Cell, Score, Sheet, Table};
use crate::{MAX_CELLS, MAX_COLUMNS};
use archive::Archive;
use fit::Problem;
use sheet::Cells;
use workbook::Workbook;
use xml::Refused;

/// A cell with its row and column, counted from 0.
type Placed = ((u32, u32), Cell);

/// Reads the first visible sheet whose header has two names that are known; else the first that has one, or something in it.
pub(crate) fn read(name: &str, bytes: &[u8], score: Score<'_>) -> Result<Table, Problem> {
    let mut archive = Archive::open(name, bytes)?;
    let refuse = |refused: Refused| match refused {
        Refused::Problem(problem) => problem,
        Refused::Broken(what) => {
            let found = format!("the workbook cannot be read ({})", crate::problems::plain(&what, 120));
            Problem::new(name, found, "open it in a spreadsheet and save it again as XLSX")
        }
    };
    let workbook = Workbook::read(&mut archive).map_err(refuse)?;
    let mut best: Option<(usize, usize, Table)> = None;
    for (index, sheet) in workbook.sheets.iter().enumerate() {
        let cells = sheet::read(name, &mut archive, &workbook, sheet).map_err(refuse)?;
        let mut table = rows(name, cells)?;
        if table.rows.is_empty() {
            continue;
        }
        let found = table.start_at_header(score).min(2);
        if best.as_ref().is_none_or(|(most, _, _)| found > *most) {
            best = Some((found, index, table));
        }
        if found == 2 {
            break;
        }
    }
    let Some((_, index, mut table)) = best else { return Err(nothing(name, &workbook)) };
    let visible = workbook.sheets.iter().enumerate().filter(|(other, _)| *other != index);
    let others: Vec<String> = visible.map(|(_, sheet)| sheet.name.clone()).collect();
    let hidden = workbook.hidden.iter().map(|hidden| format!("{hidden} (hidden)"));
    let others: Vec<String> = others.into_iter().chain(hidden).collect();
    if !others.is_empty() {
        let read = workbook.sheets[index].name.clone();
        let list: Vec<String> = others.iter().take(5).map(|other| quote(other)).collect();
        table.notes.push(format!("the sheet {} was read, and not {}", quote(&read), list.join(", ")));
        table.sheet = Some(Sheet { name: read, others });
    }
    Ok(table)
}

/// The problem of a workbook in which there is nothing to read.
fn nothing(name: &str, workbook: &Workbook) -> Problem {
    let found = match &workbook.sheets[..] {
        [] => "the workbook has no visible sheet",
        [_] => "the sheet of this workbook is empty",
        _ => "all visible sheets of this workbook are empty",
    };
    let hint = if workbook.hidden.is_empty() {
        "expected a header row, then a row a person".to_owned()
    } else {
        let hidden: Vec<String> = workbook.hidden.iter().take(5).map(|hidden| quote(hidden)).collect();
        format!("hidden sheets are not read: unhide the one with the table ({})", hidden.join(", "))
    };
    Problem::new(name, found, hint)
}

/// Cells in any order to rows of equal width: a workbook stores no cells that are empty.
fn rows(name: &str, sheet: Cells) -> Result<Table, Problem> {
    let mut cells = sheet.cells;
    cells.sort_by_key(|(position, _)| *position);
    fill_merged(&mut cells, &sheet.merged);
    let n_columns = cells.iter().map(|((_, column), _)| *column as usize + 1).max().unwrap_or(0);
    let mut has_content = vec![false; n_columns];
    let mut builder = Builder::new(name, false);
    for row in cells.chunk_by_mut(|a, b| a.0.0 == b.0.0) {
        let number = row.first().map_or(0, |((number, _), _)| *number as usize + 1);
        let mut filled = vec![Cell::Empty; n_columns];
        for ((_, column), cell) in row {
            has_content[*column as usize] = true;
            filled[*column as usize] = std::mem::replace(cell, Cell::Empty);
        }
        builder.add(number, filled)?;
    }
    let mut table = builder.finish();
    let rows: Vec<String> = sheet.hidden_rows.iter().map(|row| (row + 1).to_string()).collect();
    let columns = (0..n_columns.min(MAX_COLUMNS)).filter(|column| {
        let column_u32 = *column as u32;
        has_content[*column] && sheet.hidden_columns.iter().any(|(a, b)| (*a..=*b).contains(&column_u32))
    });
    let columns: Vec<String> = columns.map(Table::letters).collect();
    table.notes.extend(hidden("row", &rows));
    table.notes.extend(hidden("column", &columns));
    Ok(table)
}

/// That hidden rows or columns were read.
fn hidden(what: &str, names: &[String]) -> Option<String> {
    match names {
        [] => None,
        [only] => Some(format!("{what} {only} is hidden, and was read as well")),
        many if many.len() <= 5 => {
            Some(format!("{what}s {} are hidden, and were read as well", many.join(", ")))
        }
        many => Some(format!(
            "{} {what}s are hidden, and were read as well: {} …",
            many.len(),
            many[..5].join(", ")
        )),
    }
}

/// Puts the content of cells that are merged downwards into each of their rows that has any: they mean it for all of them.
fn fill_merged(cells: &mut Vec<Placed>, merged: &[((u32, u32), u32)]) {
    let mut filled = Vec::new();
    let mut n_steps = 0;
    for (first, last_row) in merged {
        let Ok(at) = cells.binary_search_by_key(first, |(position, _)| *position) else { continue };
        let content = cells[at].1.clone();
        // From row to row by search, and in so many steps in all, whatever a hostile file merges.
        let mut below = &cells[at..];
        below = &below[below.partition_point(|((row, _), _)| *row <= first.0)..];
        while let Some(((row, _), _)) = below.first().filter(|((row, _), _)| row <= last_row)
            && n_steps < MAX_CELLS
        {
            n_steps += 1;
            let position = (*row, first.1);
            if cells.binary_search_by_key(&position, |(position, _)| *position).is_err() {
                filled.push((position, content.clone()));
            }
            below = &below[below.partition_point(|((other, _), _)| other <= row)..];
        }
    }
    cells.append(&mut filled);
    cells.sort_by_key(|(position, _)| *position);
}
