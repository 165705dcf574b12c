//! Tables.

use super::inline::spans;
use super::tree::Element;
use crate::paper::{Cell, Table};

pub(super) fn table(table: &Element<'_>) -> Result<Table, String> {
    let (mut head, mut rows) = (Vec::new(), Vec::new());
    for part in table.elements() {
        let into = match part.name {
            "thead" => &mut head,
            "tbody" | "tfoot" => &mut rows,
            other => return Err(format!("<{other}> stands in a table")),
        };
        for row in part.all("tr") {
            into.push(row.elements().map(cell).collect::<Result<Vec<Cell>, String>>()?);
        }
    }
    let n_columns = head.iter().chain(&rows).map(|row| row.iter().map(|cell| cell.columns).sum()).max();
    let is_number = (0..n_columns.unwrap_or(0)).map(|column| is_number(table, column)).collect();
    let is_dense = table.is("values") || table.is("figure-table");
    Ok(Table { is_dense, is_number, head, rows })
}

fn cell(cell: &Element<'_>) -> Result<Cell, String> {
    if !matches!(cell.name, "td" | "th") {
        return Err(format!("<{}> stands in a row", cell.name));
    }
    Ok(Cell {
        spans: spans(&cell.nodes)?,
        is_head: cell.name == "th",
        columns: cell.attribute("colspan").parse().unwrap_or(1),
    })
}

/// Whether the cells of a column are flush right: those of its first row that has as many cells say so.
fn is_number(table: &Element<'_>, column: usize) -> bool {
    let rows = table.elements().filter(|part| part.name != "thead").flat_map(|part| part.all("tr"));
    rows.filter_map(|row| row.elements().nth(column)).next().is_some_and(|cell| cell.is("number"))
}
