//! The cells of a sheet.

use super::archive::{Archive, MAX_UNPACKED};
use super::workbook::{RichText, Sheet, Shown, Workbook, unescape};
use super::xml::{Element, Item, Refused, Xml};
use super::{Placed, date};
use crate::problems::plain;
use crate::table::{Cell, Other};
use crate::{MAX_CELLS, MAX_COLUMNS};
use fit::Problem;

/// The last row that a sheet can have, counted from 0.
const LAST_ROW: u32 = 1_048_575;

/// What is on a sheet.
#[derive(Default)]
pub(super) struct Cells {
    /// The cells that have something in them, in the file's order.
    pub(super) cells: Vec<Placed>,
    /// Cells that are one: their first row and column, and their last row.
    pub(super) merged: Vec<((u32, u32), u32)>,
    /// Hidden rows with something in them.
    pub(super) hidden_rows: Vec<u32>,
    /// Hidden columns, first and last.
    pub(super) hidden_columns: Vec<(u32, u32)>,
}

/// Reads a sheet.
pub(super) fn read(
    name: &str,
    archive: &mut Archive<'_>,
    workbook: &Workbook,
    sheet: &Sheet,
) -> Result<Cells, Refused> {
    let part = archive.sheet(&sheet.path)?.ok_or_else(|| Refused::broken("its first sheet is missing"))?;
    let mut xml = Xml::new(part);
    let mut found = Cells::default();
    // Many cells may share one long text, so the file's size does not bound that of its texts.
    let mut n_bytes = 0;
    let mut position = Position::default();
    while let Some(item) = xml.next()? {
        let Item::Open(element) = item else { continue };
        match element.name() {
            "row" => position.enter_row(&element)?,
            "c" => {
                let at = position.enter_cell(&element)?;
                let kind = element.attribute("t")?;
                let style = element.attribute("s")?.and_then(|style| style.parse().ok()).unwrap_or(0);
                let content = Content::read(&mut xml)?;
                let cell = cell(kind.as_deref(), style, content, workbook)?;
                if cell == Cell::Empty {
                    continue;
                }
                if let Cell::Text(text) = &cell {
                    n_bytes += text.len();
                }
                if found.cells.len() == MAX_CELLS || n_bytes > MAX_UNPACKED || at.1 as usize >= MAX_COLUMNS {
                    let size = MAX_UNPACKED >> 20;
                    let what = format!(
                        "the table has more than {MAX_CELLS} cells, {MAX_COLUMNS} columns, or {size} MiB of text"
                    );
                    return Err(Problem::new(name, what, "leave out what is no profile").into());
                }
                if position.is_hidden && found.hidden_rows.last() != Some(&at.0) {
                    found.hidden_rows.push(at.0);
                }
                found.cells.push((at, cell));
            }
            "col" if element.is("hidden")? => {
                if let (Some(first), Some(last)) = (number(&element, "min")?, number(&element, "max")?)
                    && first > 0
                    && found.hidden_columns.len() < MAX_COLUMNS
                {
                    found.hidden_columns.push((first - 1, last.saturating_sub(1)));
                }
            }
            "mergeCell" => {
                let range = element.attribute("ref")?.unwrap_or_default();
                if let Some((first, last)) = range.split_once(':')
                    && let (Some(first), Some(last)) = (reference(first), reference(last))
                    && first.0 < last.0
                    && found.merged.len() < MAX_CELLS
                {
                    found.merged.push((first, last.0));
                }
            }
            _ => {}
        }
    }
    Ok(found)
}

fn number(element: &Element, name: &str) -> Result<Option<u32>, Refused> {
    Ok(element.attribute(name)?.and_then(|text| text.parse().ok()))
}

/// Where the next row and cell are that do not say where they are.
#[derive(Default)]
struct Position {
    row: u32,
    next_row: u32,
    next_column: u32,
    is_hidden: bool,
}

impl Position {
    fn enter_row(&mut self, row: &Element) -> Result<(), Refused> {
        let given = row.attribute("r")?.map(|r| r.trim().parse::<u32>().ok().and_then(|r| r.checked_sub(1)));
        self.row = match given {
            None => self.next_row,
            Some(given) => given.ok_or_else(|| Refused::broken("a row has no proper number"))?,
        };
        if self.row > LAST_ROW {
            return Err(Refused::broken("a row has too large a number"));
        }
        self.is_hidden = row.is("hidden")?;
        self.next_row = self.row + 1;
        self.next_column = 0;
        Ok(())
    }

    fn enter_cell(&mut self, cell: &Element) -> Result<(u32, u32), Refused> {
        let at = match cell.attribute("r")? {
            None => (self.row, self.next_column),
            Some(r) => reference(r.trim()).ok_or_else(|| Refused::broken("a cell has no proper place"))?,
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

/// What is within a cell.
#[derive(Default)]
struct Content {
    /// Its value; of a formula, the result that was stored.
    value: Option<String>,
    text: RichText,
    is_formula: bool,
}

impl Content {
    /// Reads up to the end of the cell.
    fn read(xml: &mut Xml<'_>) -> Result<Self, Refused> {
        let mut content = Self::default();
        let mut is_in_value = false;
        while let Some(item) = xml.next()? {
            content.text.take(&item);
            match item {
                Item::Open(element) if element.name() == "v" => {
                    is_in_value = true;
                    content.value.get_or_insert_default();
                }
                Item::Open(element) if element.name() == "f" => content.is_formula = true,
                Item::Close(name) if name == "v" => is_in_value = false,
                Item::Close(name) if name == "c" => return Ok(content),
                Item::Text(piece) if is_in_value => content.value.get_or_insert_default().push_str(&piece),
                Item::Open(_) | Item::Close(_) | Item::Text(_) => {}
            }
        }
        Err(Refused::broken("it ends in the middle of a cell"))
    }
}

fn cell(kind: Option<&str>, style: usize, content: Content, workbook: &Workbook) -> Result<Cell, Refused> {
    if kind == Some("inlineStr") {
        return Ok(Cell::text(unescape(content.text.text)));
    }
    let value = content.value.as_deref().map(str::trim);
    // Programs that do not compute write formulas without results, or 0 and the wish that a spreadsheet compute.
    let has_no_result = match value {
        None => true,
        Some("") => kind != Some("str"),
        Some("0") => workbook.is_to_be_computed && kind != Some("s"),
        Some(_) => false,
    };
    if content.is_formula && has_no_result {
        return Ok(Cell::Other(Other::Formula));
    }
    let Some(value) = value.filter(|value| !value.is_empty()) else { return Ok(Cell::Empty) };
    Ok(match kind {
        Some("s") => {
            let text = value.parse().ok().and_then(|index: usize| workbook.texts.get(index));
            Cell::text(
                text.ok_or_else(|| Refused::broken("a cell refers to a text that is not there"))?.clone(),
            )
        }
        Some("str") => Cell::text(unescape(value.to_owned())),
        Some("b") => Cell::Other(Other::Truth(matches!(value, "1" | "true"))),
        Some("e") => Cell::Other(Other::Error(plain(value, 20))),
        Some("d") => Cell::Other(Other::Date(Some(plain(value, 30)))),
        Some("n") | None => match value.parse::<f64>() {
            Ok(number) if number.is_finite() => match workbook.styles.get(style) {
                Some(Shown::Date) => Cell::Other(Other::Date(date::iso(number, workbook.is_since_1904))),
                // A cell that shows 82% holds 0.82, which would pass as less than one point.
                Some(Shown::Percent) => Cell::Other(Other::Percent((number * 1e8).round() / 1e6)),
                Some(Shown::Plain) | None => Cell::Number(number),
            },
            _ => Cell::text(value.to_owned()),
        },
        Some(kind) => return Err(Refused::Broken(format!("a cell is of the unknown kind {kind}"))),
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
