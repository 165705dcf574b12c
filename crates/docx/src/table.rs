//! Tables: how wide their columns are, what heads them, and rows that are not parted.

use crate::Error;
use crate::block::{Flow, width};
use crate::paragraph::{Setting, twips};
use crate::xml::{Element, element, valued};
use report::charts::text_width;
use report::paper::{Cell, Column, Span, Style, Table, mm, widths};

/// Between the words of two columns.
pub(crate) const GAP: f32 = mm(3.2);

/// A table of a width; none where it has no columns.
pub(crate) fn of(flow: &mut Flow, table: &Table, whole: f32, indent: f32) -> Result<Option<Element>, Error> {
    let n = table.is_number.len();
    if n == 0 || (table.head.is_empty() && table.rows.is_empty()) {
        return Ok(None);
    }
    let size = if table.is_dense { 7.5 } else { 8.5 };
    let columns: Vec<Column> = (0..n).map(|x| column(table, x, f64::from(size))).collect();
    let mut widths = widths(&columns, size, whole - GAP * n as f32);
    widths.iter_mut().for_each(|width| *width += GAP);
    let has_row_heads = table.rows.iter().any(|row| row.first().is_some_and(|cell| cell.is_head));
    let style = if table.is_dense { "ReportNumbers" } else { "ReportTable" };
    let mut set = frame(&widths, (style, indent), (!table.head.is_empty(), has_row_heads));
    for row in &table.head {
        set = set.put(self::row(flow, table, row, &widths, (true, true))?);
    }
    for (y, row) in table.rows.iter().enumerate() {
        let is_group = row.len() == 1 && n > 1;
        let last = table.rows.len();
        // The first two rows stand on one page, the last two, and a heading with what it heads.
        let stays = y + 1 < last && (is_group || y == 0 || y + 2 == last);
        set = set.put(self::row(flow, table, row, &widths, (false, stays))?);
    }
    Ok(Some(set))
}

fn row(
    flow: &mut Flow,
    table: &Table,
    cells: &[Cell],
    widths: &[f32],
    (is_head, stays): (bool, bool),
) -> Result<Element, Error> {
    let mut row = row_frame(is_head);
    let mut column = 0;
    for (at, cell) in cells.iter().enumerate() {
        // The last takes what is left, so that all rows are of one width.
        let until = if at + 1 == cells.len() { widths.len() } else { column + cell.columns.max(1) };
        let until = until.min(widths.len());
        if column >= until {
            break;
        }
        let is_group = !is_head && cell.columns > 1 && cell.is_head;
        let style = match (is_head, is_group, cell.is_head && !table.is_dense, table.is_dense) {
            (true, _, _, false) => "TableHeading",
            (true, _, _, true) => "NumbersHeading",
            (false, true, _, _) => "TableGroup",
            (false, false, true, _) => "TableRowHeading",
            (false, false, false, false) => "TableText",
            (false, false, false, true) => "NumbersText",
        };
        let is_number = table.is_number.get(column).copied().unwrap_or(false) && !is_group;
        let setting = Setting { stays, side: is_number.then_some("right"), ..Setting::of(style) };
        let words = setting.paragraph(flow.spans(&cell.spans)?);
        row = row.put(cell_frame(widths, column..until, is_head).put(words));
        column = until;
    }
    Ok(row)
}

/// A table that only places what is in it, a row of cells each.
pub(crate) fn layout(
    rows: Vec<Vec<Vec<Element>>>,
    widths: &[f32],
    (style, indent): (&'static str, f32),
) -> Element {
    let is_of_terms = matches!(style, "ReportTerms" | "ReportSettings");
    let mut set = frame(widths, (style, indent), (false, is_of_terms));
    for cells in rows {
        let n = cells.len();
        // What stands side by side may be longer than a page.
        let mut row = if style == "ReportColumns" { element("w:tr") } else { row_frame(false) };
        for (x, content) in cells.into_iter().enumerate() {
            let until = if x + 1 == n { widths.len() } else { x + 1 };
            row = row.put(cell_frame(widths, x..until, false).put_all(content));
        }
        set = set.put(row);
    }
    set
}

/// A row of boxes, of a height at least.
pub(crate) fn boxed(cells: Vec<Vec<Element>>, whole: f32, height: f32) -> Element {
    let n = cells.len();
    let widths = vec![whole / n as f32; n];
    let height = valued("w:trHeight", twips(height)).with("w:hRule", "atLeast");
    let properties = element("w:trPr").put(element("w:cantSplit")).put(height);
    let mut row = element("w:tr").put(properties);
    for (x, content) in cells.into_iter().enumerate() {
        row = row.put(cell_frame(&widths, x..x + 1, false).put_all(content));
    }
    frame(&widths, ("ReportRoom", 0.0), (false, false)).put(row)
}

/// A table without rows. In the order that Word insists on.
fn frame(
    widths: &[f32],
    (style, indent): (&'static str, f32),
    (has_head, has_row_heads): (bool, bool),
) -> Element {
    let flag = |is_set: bool| u8::from(is_set);
    let bits = 0x0600 + if has_head { 0x20 } else { 0 } + if has_row_heads { 0x80 } else { 0 };
    let look = valued("w:tblLook", format!("{bits:04X}"))
        .with("w:firstRow", flag(has_head))
        .with("w:lastRow", 0)
        .with("w:firstColumn", flag(has_row_heads))
        .with("w:lastColumn", 0)
        .with("w:noHBand", 1)
        .with("w:noVBand", 1);
    let properties = element("w:tblPr")
        .put(valued("w:tblStyle", style))
        .put(width("w:tblW", widths.iter().sum()))
        .put_if(indent > 0.0, || width("w:tblInd", indent))
        .put(element("w:tblLayout").with("w:type", "fixed"))
        .put(look);
    let columns = widths.iter().map(|width| element("w:gridCol").with("w:w", twips(*width)));
    element("w:tbl").put(properties).put(element("w:tblGrid").put_all(columns))
}

/// A row that is not parted; one that heads is repeated on each page.
fn row_frame(is_head: bool) -> Element {
    let properties = element("w:trPr").put(element("w:cantSplit"));
    element("w:tr").put(properties.put_if(is_head, || element("w:tblHeader")))
}

fn cell_frame(widths: &[f32], columns: std::ops::Range<usize>, is_head: bool) -> Element {
    let n = columns.len();
    let properties = element("w:tcPr")
        .put(width("w:tcW", widths.get(columns).unwrap_or_default().iter().sum()))
        .put_if(n > 1, || valued("w:gridSpan", n))
        .put_if(is_head, || valued("w:vAlign", "bottom"));
    element("w:tc").put(properties)
}

/// What a column of a table holds.
fn column(table: &Table, x: usize, size: f64) -> Column {
    let of = |rows: &[Vec<Cell>], is_body: bool| {
        let cells = rows.iter().filter_map(|row| cell_at(row, x)).filter(|cell| cell.columns <= 1);
        let lengths = cells.map(|cell| lengths(cell, size, !is_body || cell.is_head));
        lengths.fold((0.0_f32, 0.0_f32), |most, one| (most.0.max(one.0), most.1.max(one.1)))
    };
    let has_drawing =
        table.rows.iter().filter_map(|row| cell_at(row, x)).any(|cell| {
            cell.columns <= 1 && cell.spans.iter().any(|span| matches!(span, Span::Drawing { .. }))
        });
    let is_number = table.is_number.get(x).copied().unwrap_or(false);
    Column { is_number, has_drawing, head: of(&table.head, false), body: of(&table.rows, true) }
}

/// The cell that begins in a column.
fn cell_at(row: &[Cell], x: usize) -> Option<&Cell> {
    let mut column = 0;
    for cell in row {
        if column == x {
            return Some(cell);
        }
        column += cell.columns.max(1);
    }
    None
}

/// The longest word of a cell, and its longest line.
fn lengths(cell: &Cell, size: f64, is_bold: bool) -> (f32, f32) {
    let (mut longest_word, mut longest, mut line) = (0.0_f64, 0.0_f64, 0.0_f64);
    for span in &cell.spans {
        match span {
            Span::Text { text, styles, .. } => {
                let is_bold = is_bold || styles.contains(&Style::Strong);
                line += text_width(text, size, is_bold);
                let words = text.split(' ').map(|word| text_width(word, size, is_bold));
                longest_word = words.fold(longest_word, f64::max);
            }
            Span::Drawing { .. } => {}
            Span::Break => line = 0.0,
        }
        longest = longest.max(line);
    }
    (longest_word as f32, longest as f32)
}
