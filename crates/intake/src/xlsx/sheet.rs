//! The cells of a sheet.

use super::Placed;
use super::archive::{Archive, MAX_UNPACKED};
use super::workbook::{RichText, Sheet, Shown, Workbook};
use super::xml::{Broken, Element, Item, Xml};
use crate::problems::plain;
use crate::table::Cell;
use crate::{MAX_CELLS, MAX_COLUMNS};
use fit::Problem;

/// The last row that a sheet can have, counted from 0.
const LAST_ROW: u32 = 1_048_575;

/// Reads the cells that have something in them, in the file's order.
pub(super) fn read(
    name: &str,
    archive: &Archive,
    workbook: &Workbook,
    sheet: &Sheet,
) -> Result<Result<Vec<Placed>, Problem>, Broken> {
    let part = archive.part(&sheet.path).ok_or_else(|| Broken::new("its first sheet is missing"))?;
    let mut xml = Xml::new(part)?;
    let mut cells: Vec<Placed> = Vec::new();
    // Many cells may share one long text, so the file's size does not bound that of its texts.
    let mut n_bytes = 0;
    let mut position = Position::default();
    while let Some(item) = xml.next()? {
        match item {
            Item::Open(element) if element.name() == "row" => position.enter_row(&element)?,
            Item::Open(element) if element.name() == "c" => {
                let at = position.enter_cell(&element)?;
                let kind = element.attribute("t")?;
                let style = element.attribute("s")?.and_then(|style| style.parse().ok()).unwrap_or(0);
                let (value, text) = read_content(&mut xml)?;
                let cell = match kind.as_deref() {
                    Some("inlineStr") => text_cell(&text),
                    kind => cell(kind, style, value.trim(), workbook)?,
                };
                if cell == Cell::Empty {
                    continue;
                }
                if let Cell::Text(text) = &cell {
                    n_bytes += text.len();
                }
                if cells.len() == MAX_CELLS || n_bytes > MAX_UNPACKED || at.1 as usize >= MAX_COLUMNS {
                    let size = MAX_UNPACKED >> 20;
                    let found = format!(
                        "the table has more than {MAX_CELLS} cells, {MAX_COLUMNS} columns, or {size} MiB of text"
                    );
                    return Ok(Err(Problem::new(name, found, "leave out what is no profile")));
                }
                cells.push((at, cell));
            }
            Item::Close(name) if name == "sheetData" => break,
            Item::Open(_) | Item::Close(_) | Item::Text(_) => {}
        }
    }
    Ok(Ok(cells))
}

/// Where the next row and cell are that do not say where they are.
#[derive(Default)]
struct Position {
    row: u32,
    next_row: u32,
    next_column: u32,
}

impl Position {
    fn enter_row(&mut self, row: &Element<'_>) -> Result<(), Broken> {
        let given = row.attribute("r")?.map(|r| r.trim().parse::<u32>().ok().and_then(|r| r.checked_sub(1)));
        self.row = match given {
            None => self.next_row,
            Some(given) => given.ok_or_else(|| Broken::new("a row has no proper number"))?,
        };
        if self.row > LAST_ROW {
            return Err(Broken::new("a row has too large a number"));
        }
        self.next_row = self.row + 1;
        self.next_column = 0;
        Ok(())
    }

    fn enter_cell(&mut self, cell: &Element<'_>) -> Result<(u32, u32), Broken> {
        let at = match cell.attribute("r")? {
            None => (self.row, self.next_column),
            Some(r) => reference(r.trim()).ok_or_else(|| Broken::new("a cell has no proper place"))?,
        };
        self.next_column = at.1 + 1;
        Ok(at)
    }
}

/// The row and column of a reference such as `AB12`, counted from 0.
fn reference(text: &str) -> Option<(u32, u32)> {
    let n_letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = text.split_at(n_letters);
    if !(1..=3).contains(&letters.len()) || !(1..=7).contains(&digits.len()) {
        return None;
    }
    let letter = |letter: u8| u32::from(letter.to_ascii_uppercase() - b'A') + 1;
    let column = letters.bytes().fold(0, |column, l| column * 26 + letter(l));
    let row: u32 = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())??;
    (1..=LAST_ROW + 1).contains(&row).then_some((row.checked_sub(1)?, column - 1))
}

/// The value and the text within a cell, up to its end. A formula's cached result is its value.
fn read_content(xml: &mut Xml<'_>) -> Result<(String, String), Broken> {
    let mut value = String::new();
    let mut text = RichText::default();
    let mut is_in_value = false;
    while let Some(item) = xml.next()? {
        text.take(&item);
        match item {
            Item::Open(element) if element.name() == "v" => is_in_value = true,
            Item::Close(name) if name == "v" => is_in_value = false,
            Item::Close(name) if name == "c" => return Ok((value, text.text)),
            Item::Text(piece) if is_in_value => value.push_str(&piece),
            Item::Open(_) | Item::Close(_) | Item::Text(_) => {}
        }
    }
    Err(Broken::new("it ends in the middle of a cell"))
}

fn text_cell(text: &str) -> Cell {
    if text.trim().is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}

fn cell(kind: Option<&str>, style: usize, value: &str, workbook: &Workbook) -> Result<Cell, Broken> {
    if value.is_empty() {
        return Ok(Cell::Empty);
    }
    Ok(match kind {
        Some("s") => {
            let text = value.parse().ok().and_then(|index: usize| workbook.texts.get(index));
            text_cell(text.ok_or_else(|| Broken::new("a cell refers to a text that is not there"))?)
        }
        Some("str") => text_cell(value),
        Some("b") => Cell::Other(if value == "1" { "TRUE" } else { "FALSE" }.to_owned()),
        Some("e") => Cell::Other(format!("the error {}", plain(value, 20))),
        Some("d") => Cell::Other("a date or time".to_owned()),
        Some("n") | None => match value.parse::<f64>() {
            Ok(number) if number.is_finite() => match workbook.styles.get(style) {
                Some(Shown::Date) => Cell::Other("a date or time".to_owned()),
                // A cell that shows 82% holds 0.82, which would pass as less than one point.
                Some(Shown::Percent) => {
                    Cell::Other(format!("{}% in a percent format", (number * 1e8).round() / 1e6))
                }
                Some(Shown::Plain) | None => Cell::Number(number),
            },
            _ => text_cell(value),
        },
        Some(kind) => return Err(Broken(format!("a cell is of the unknown kind {kind}"))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_within_their_bounds() {
        assert_eq!(reference("A1"), Some((0, 0)));
        assert_eq!(reference("xfd1048576"), Some((LAST_ROW, 16_383)));
        for bad in ["", "A", "1", "A0", "A1048577", "AAAA1", "A12345678", "A-1", "Ä1", "A1B", "A+1"] {
            assert_eq!(reference(bad), None, "{bad}");
        }
    }
}
