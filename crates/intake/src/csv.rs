//! CSV text to a table.
//!
//! Written out here, because a message needs the row as a spreadsheet numbers it, rows without content
//! included, and because a quotation mark that is never closed would else swallow the rest of the file in silence.

use crate::MAX_COLUMNS;
use crate::person::Place;
use crate::table::{Builder, Cell, Table};
use fit::Problem;

/// Reads a table from text.
pub(crate) fn read(name: &str, text: &str) -> Result<Table, Problem> {
    let (separator, n_hint) = separator(text);
    let mut builder = Builder::new(name, separator != b',');
    // A first line such as "sep=;" tells spreadsheets the separator, and is a row to nobody.
    let mut reader = Reader { text, at: n_hint, separator, row: usize::from(n_hint > 0) };
    while reader.at < text.len() {
        reader.row += 1;
        let cells = reader.read_row(&builder)?;
        builder.add(reader.row, cells)?;
    }
    Ok(builder.finish())
}

/// The separator, and the length of the line that names it, if there is one.
fn separator(text: &str) -> (u8, usize) {
    if let Some(rest) = text.strip_prefix("sep=")
        && let [separator @ (b',' | b';' | b'\t'), end @ (b'\r' | b'\n'), more @ ..] = rest.as_bytes()
    {
        let n_end = if *end == b'\r' && more.first() == Some(&b'\n') { 2 } else { 1 };
        return (*separator, "sep=".len() + 1 + n_end);
    }
    // Of the first line that has any content, outside quotation marks.
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut is_quoted = false;
    for byte in text.trim_start_matches(['\r', '\n', ' ']).bytes() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\r' | b'\n' if !is_quoted => break,
            _ if !is_quoted => counts.iter_mut().filter(|(b, _)| *b == byte).for_each(|(_, n)| *n += 1),
            _ => {}
        }
    }
    let mut best = counts[0];
    for other in &counts[1..] {
        if other.1 > best.1 {
            best = *other;
        }
    }
    (best.0, 0)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    separator: u8,
    row: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Reads up to the end of a row, the line end included.
    fn read_row(&mut self, builder: &Builder<'_>) -> Result<Vec<Cell>, Problem> {
        let mut cells = Vec::new();
        loop {
            if cells.len() == MAX_COLUMNS {
                return Err(builder.too_wide(self.row));
            }
            let cell = self.read_cell(cells.len())?;
            cells.push(if cell.trim().is_empty() { Cell::Empty } else { Cell::Text(cell) });
            match self.peek() {
                Some(byte) if byte == self.separator => self.at += 1,
                Some(byte) => {
                    self.at += 1;
                    if byte == b'\r' && self.peek() == Some(b'\n') {
                        self.at += 1;
                    }
                    return Ok(cells);
                }
                None => return Ok(cells),
            }
        }
    }

    /// Reads a cell, up to the separator or line end after it.
    fn read_cell(&mut self, index: usize) -> Result<String, Problem> {
        let start = self.at;
        while self.peek() == Some(b' ') {
            self.at += 1;
        }
        if self.peek() == Some(b'"') {
            return self.read_quoted(index);
        }
        self.at = start;
        self.skip_to_end();
        Ok(self.text[start..self.at].trim().to_owned())
    }

    fn skip_to_end(&mut self) {
        while self.peek().is_some_and(|byte| byte != self.separator && byte != b'\r' && byte != b'\n') {
            self.at += 1;
        }
    }

    fn read_quoted(&mut self, index: usize) -> Result<String, Problem> {
        let place = || Place::Cell(self.row, &Table::letters(index)).to_string();
        let mut cell = String::new();
        let mut at = self.at + 1;
        loop {
            let Some(n) = self.text[at..].find('"') else {
                let found = "a quotation mark opens here and is never closed";
                return Err(Problem::new(
                    place(),
                    found,
                    "close it, or write \"\" for a quotation mark in a text",
                ));
            };
            cell.push_str(&self.text[at..at + n]);
            at += n + 1;
            if !self.text[at..].starts_with('"') {
                break;
            }
            cell.push('"');
            at += 1;
        }
        let place = place();
        self.at = at;
        self.skip_to_end();
        if self.text[at..self.at].trim().is_empty() {
            return Ok(cell);
        }
        let found = "there is text after a closing quotation mark";
        Err(Problem::new(place, found, "write \"\" for a quotation mark in a text"))
    }
}
