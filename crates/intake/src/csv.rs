//! CSV text to a table.
//!
//! Written out here, because a message needs the row as a spreadsheet numbers it, rows without content
//! included, and because a quotation mark that is never closed would else swallow the rest of the file in silence.

use crate::MAX_COLUMNS;
use crate::person::Place;
use crate::table::{Builder, Cell, Score, Table};
use fit::Problem;

/// Reads a table from text, from its header on. Of the separators the likeliest is taken by which there is a header.
pub(crate) fn read(name: &str, text: &str, score: Score<'_>) -> Result<Table, Problem> {
    if let Some((separator, n_hint)) = named_separator(text) {
        let mut table = read_separated(name, text, separator, n_hint)?;
        table.start_at_header(score);
        return Ok(table);
    }
    let [likeliest, others @ ..] = separators(text);
    let mut first = read_separated(name, text, likeliest, 0);
    if first.as_mut().is_ok_and(|table| table.start_at_header(score) > 0) {
        return first;
    }
    for separator in others.into_iter().filter(|separator| text.contains(char::from(*separator))) {
        if let Ok(mut other) = read_separated(name, text, separator, 0)
            && other.start_at_header(score) > 1
        {
            return Ok(other);
        }
    }
    first
}

fn read_separated(name: &str, text: &str, separator: u8, n_hint: usize) -> Result<Table, Problem> {
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

/// The separators, the likeliest first: by how often they stand in the first line that has any content, outside quotation
/// marks.
fn separators(text: &str) -> [u8; 3] {
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
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    counts.map(|(separator, _)| separator)
}

/// A first line such as `sep=;`, which tells spreadsheets the separator. Those that save the file again put quotation
/// marks around it, or separators after it.
fn named_separator(text: &str) -> Option<(u8, usize)> {
    let line = text.split(['\r', '\n']).next()?;
    let end = &text[line.len()..];
    let inner = line.trim().trim_start_matches('"');
    let named = inner.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).map(|_| &inner[4..])?;
    let separator = *named.as_bytes().first().filter(|byte| matches!(byte, b',' | b';' | b'\t'))?;
    let n_end = if end.starts_with("\r\n") { 2 } else { usize::from(!end.is_empty()) };
    let is_all = named[1..].bytes().all(|byte| matches!(byte, b'"' | b',' | b';' | b'\t' | b' '));
    (is_all && n_end > 0).then_some((separator, line.len() + n_end))
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
            cells.push(Cell::text(cell));
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
        if cell.ends_with('\\') {
            let found = "a backslash stands before a quotation mark within a text";
            return Err(Problem::new(
                place,
                found,
                "write \"\" instead of \\\" for a quotation mark in a text",
            ));
        }
        let found = "there is text after a closing quotation mark";
        Err(Problem::new(place, found, "write \"\" for a quotation mark in a text"))
    }
}
