//! Text in pieces of whole lines, so that each piece can be read by another core.

use super::unreadable;
use crate::block::{UNMEASURED, UNUSABLE};
use fit::Problem;
use std::io::Read;

/// About as many bytes are in a piece.
const PIECE: usize = 1 << 20;

/// No line is longer.
const LONGEST_LINE: usize = 2 * PIECE;

/// The pieces of a text.
pub(super) struct Pieces<'s> {
    name: &'s str,
    stream: Box<dyn Read + Send + 's>,
    /// What was read and not yet given away: the start of a line.
    rest: Vec<u8>,
    /// The separator of cells that may have line ends in them, between quotation marks.
    separator: Option<u8>,
    is_over: bool,
}

impl<'s> Pieces<'s> {
    pub(super) fn new(
        name: &'s str,
        stream: Box<dyn Read + Send + 's>,
        rest: Vec<u8>,
        separator: Option<u8>,
    ) -> Self {
        Self { name, stream, rest, separator, is_over: false }
    }

    fn read(&mut self) -> Result<Option<Vec<u8>>, Problem> {
        while !self.is_over {
            let n = self.stream.by_ref().take(PIECE as u64).read_to_end(&mut self.rest);
            if n.map_err(|error| unreadable(self.name, &error))? == 0 {
                self.is_over = true;
                break;
            }
            if let Some(end) = end_of_lines(&self.rest, self.separator) {
                let next = self.rest.split_off(end);
                return Ok(Some(std::mem::replace(&mut self.rest, next)));
            }
            if self.rest.len() > LONGEST_LINE {
                let found =
                    format!("a line, or a text between quotation marks, is longer than {LONGEST_LINE} bytes");
                return Err(Problem::new(self.name, found, "close the quotation mark, or end the line"));
            }
        }
        Ok(Some(std::mem::take(&mut self.rest)).filter(|rest| !rest.is_empty()))
    }
}

impl Iterator for Pieces<'_> {
    type Item = Result<Vec<u8>, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        let piece = self.read().transpose();
        self.is_over |= matches!(piece, Some(Err(_)));
        piece
    }
}

/// Where the last whole line ends.
fn end_of_lines(text: &[u8], separator: Option<u8>) -> Option<usize> {
    let last = |text: &[u8]| text.iter().rposition(|&byte| byte == b'\n').map(|at| at + 1);
    let Some(separator) = separator else { return last(text) };
    // A quotation mark opens at the start of a cell only, and two of them within are one.
    let mut end = None;
    let mut at = 0;
    while let Some(n) = text[at..].iter().position(|&byte| byte == b'"') {
        let open = at + n;
        end = last(&text[at..open]).map(|end| at + end).or(end);
        let is_start = open == 0 || matches!(text[open - 1], b'\n' | b'\r') || text[open - 1] == separator;
        at = open + 1;
        if !is_start {
            continue;
        }
        loop {
            let Some(n) = text[at..].iter().position(|&byte| byte == b'"') else { return end };
            at += n + 1;
            match text.get(at) {
                Some(b'"') => at += 1,
                // Whether this closes will be seen once more is there.
                None => return end,
                Some(_) => break,
            }
        }
    }
    last(&text[at..]).map(|end| at + end).or(end)
}

/// The number that a text is: a plain decimal, as in all files of people.
pub(super) fn number(text: &str) -> f64 {
    let text = text.trim();
    if text.is_empty() {
        return UNMEASURED;
    }
    let is_plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E'));
    text.parse().ok().filter(|_| is_plain).unwrap_or(UNUSABLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<String> {
        let all = Pieces::new("a", Box::new(text.as_bytes()), Vec::new(), Some(b','));
        all.map(|piece| String::from_utf8(piece.unwrap()).unwrap()).collect()
    }

    #[test]
    fn a_piece_ends_with_a_line_and_not_within_quotation_marks() {
        let long = "x".repeat(PIECE - 20);
        let text = format!("a,{long}\nb,\"two\nlines {}\"\nc,5\" pipe\nd\n", "y".repeat(40));
        let found = pieces(&text);
        assert_eq!(found.concat(), text);
        assert_eq!(found[0], format!("a,{long}\n"));
        assert!(found[1].starts_with("b,"), "{}", found[1]);
    }

    #[test]
    fn numbers_are_plain_decimals() {
        assert_eq!(number(" 82.5 "), 82.5);
        assert!(number(" ").is_nan());
        for text in ["high", "NaN", "inf", "0x10", "1_000", "8,5"] {
            assert_eq!(number(text), UNUSABLE, "{text}");
        }
    }
}
