//! CSV: a header row, then a row a person.

use super::text::{Pieces, number};
use super::{Columns, Reading, unreadable};
use crate::block::{Block, UNMEASURED, UNUSABLE};
use ::csv::{ByteRecord, Reader, ReaderBuilder};
use fit::Problem;
use std::io::Read;

/// How the rows of a table are read.
pub(super) struct Table {
    columns: Columns,
    n_columns: usize,
    separator: u8,
}

/// Reads the header of a table; how its rows are read, and the pieces of the rest of it.
pub(super) fn open<'s>(
    reading: &Reading<'_>,
    name: &'s str,
    stream: Box<dyn Read + Send + 's>,
) -> Result<(Table, Pieces<'s>), Problem> {
    // The first lines, which the header is among.
    let mut start = Vec::new();
    let mut stream = stream;
    stream.by_ref().take(1 << 20).read_to_end(&mut start).map_err(|error| unreadable(name, &error))?;
    let mark = if start.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    start.drain(..mark);
    let separator = separator(&start);
    let mut reader = reader(&start, separator);
    let mut header = ByteRecord::new();
    reader.read_byte_record(&mut header).map_err(|error| unreadable(name, &error))?;
    let after = usize::try_from(reader.position().byte()).unwrap_or(start.len());
    let names: Vec<String> = header.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let columns = reading.columns(name, &names)?;
    start.drain(..after);
    let table = Table { columns, n_columns: names.len(), separator };
    Ok((table, Pieces::new(name, stream, start, Some(separator))))
}

fn reader(text: &[u8], separator: u8) -> Reader<&[u8]> {
    ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text)
}

/// The separator that the first line has most of, outside quotation marks.
fn separator(text: &[u8]) -> u8 {
    let mut is_quoted = false;
    let line = text.iter().take_while(|&&byte| {
        is_quoted ^= byte == b'"';
        is_quoted || byte != b'\n'
    });
    let line: Vec<u8> = line.copied().collect();
    let count = |separator: u8| line.iter().filter(|&&byte| byte == separator).count();
    [b'\t', b';', b','].into_iter().max_by_key(|&separator| count(separator)).unwrap_or(b',')
}

impl Table {
    /// Adds the rows of a piece to a block. A row with too few or too many cells, without an id, or that is not UTF-8
    /// is counted and left out.
    pub(super) fn append(&self, piece: &[u8], block: &mut Block) {
        let mut reader = reader(piece, self.separator);
        let mut row = ByteRecord::new();
        let mut values = vec![UNMEASURED; self.columns.values.len()];
        loop {
            match reader.read_byte_record(&mut row) {
                Ok(false) => return,
                Ok(true) if row.len() == 1 && row[0].trim_ascii().is_empty() => {}
                Ok(true) if self.append_row(&row, &mut values, block).is_some() => {}
                Ok(true) | Err(_) => block.n_unreadable += 1,
            }
        }
    }

    fn append_row(&self, row: &ByteRecord, values: &mut [f64], block: &mut Block) -> Option<()> {
        if row.len() != self.n_columns {
            return None;
        }
        let text = |index: usize| std::str::from_utf8(&row[index]).ok().map(str::trim);
        let id = text(self.columns.id).filter(|id| !id.is_empty())?;
        let name = self.columns.name.map_or(Some(""), text)?;
        for (value, index) in values.iter_mut().zip(&self.columns.values) {
            *value = index.map_or(UNMEASURED, |index| match text(index) {
                // Where semicolons or tabs separate the cells, a comma may stand for the decimal point.
                Some(text) if self.separator != b',' && text.contains(',') && !text.contains('.') => {
                    number(&text.replacen(',', ".", 1))
                }
                Some(text) => number(text),
                None => UNUSABLE,
            });
        }
        block.push(id, name, values);
        Some(())
    }
}
