//! Numbers as people and their spreadsheets write them.

use crate::clean::tidy_key;
use crate::table::Cell;

/// How numbers that belong together are written, as far as they show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Numbers {
    has_decimal_point: bool,
    has_decimal_comma: bool,
    /// What a comma before three digits stands for where no number tells.
    is_comma_decimal: bool,
}

/// A number in digits.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Written {
    /// It has no separator, or none that could mean two things.
    Sure(f64, Option<Mark>),
    /// Three digits follow its only separator, so that 1.234 may be a thousand and more, or one and a bit.
    Either { mark: Mark, decimal: f64, thousands: f64 },
}

/// What stands before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Point,
    Comma,
}

impl Numbers {
    /// How the numbers of these cells are written. `is_comma_decimal` is what a comma is taken for where no number tells.
    pub(crate) fn of<'c>(cells: impl IntoIterator<Item = &'c Cell>, is_comma_decimal: bool) -> Self {
        let mut numbers = Self { has_decimal_point: false, has_decimal_comma: false, is_comma_decimal };
        for cell in cells {
            if let Cell::Text(text) = cell
                && let Some(Written::Sure(_, Some(mark))) = written(text)
            {
                match mark {
                    Mark::Point => numbers.has_decimal_point = true,
                    Mark::Comma => numbers.has_decimal_comma = true,
                }
            }
        }
        numbers
    }

    /// The number in a cell: a number, or a text that is one.
    pub(crate) fn read(self, cell: &Cell) -> Option<f64> {
        match cell {
            Cell::Number(number) => Some(*number).filter(|number| number.is_finite()),
            Cell::Text(text) => match written(text)? {
                Written::Sure(number, _) => Some(number),
                Written::Either { mark, decimal, thousands } => match (self.decimal_mark()?, mark) {
                    (own, mark) if own == mark => Some(decimal),
                    // Without a number that tells, 1.234 in a file of decimal commas may still be what a program wrote.
                    (Mark::Comma, Mark::Point) if !self.has_decimal_comma => Some(decimal),
                    (Mark::Point, Mark::Comma) if !self.has_decimal_point => None,
                    _ => Some(thousands),
                },
            },
            Cell::Empty | Cell::Other(_) => None,
        }
    }

    /// What stands before decimals; none where both do.
    fn decimal_mark(self) -> Option<Mark> {
        match (self.has_decimal_point, self.has_decimal_comma) {
            (true, true) => None,
            (true, false) => Some(Mark::Point),
            (false, true) => Some(Mark::Comma),
            (false, false) => Some(if self.is_comma_decimal { Mark::Comma } else { Mark::Point }),
        }
    }

    /// The first text that was read as a thousand and more, with its number: readers say so.
    pub(crate) fn first_thousands<'c>(
        self,
        cells: impl IntoIterator<Item = &'c Cell>,
    ) -> Option<(&'c str, f64)> {
        cells.into_iter().find_map(|cell| match cell {
            Cell::Text(text) => match (written(text)?, self.read(cell)?) {
                (Written::Either { thousands, .. }, read) if read == thousands => Some((text.as_str(), read)),
                _ => None,
            },
            _ => None,
        })
    }
}

/// What to write instead of a number that can be read in two ways.
pub(crate) fn two_ways(text: &str) -> Option<String> {
    match written(text)? {
        Written::Either { decimal, thousands, .. } => {
            Some(format!("is it {thousands} or {decimal}? Write it without a separator for thousands"))
        }
        Written::Sure(..) => None,
    }
}

/// The finite number that a text is, written in digits with or without a decimal point and an exponent.
pub(crate) fn parse_decimal(text: &str) -> Option<f64> {
    let text = text.trim();
    let is_plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E'));
    if !is_plain || text.len() > 400 {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

fn written(text: &str) -> Option<Written> {
    let text: String = unquoted(&tidy_key(text)).chars().map(plain).collect();
    let text = without_group_blanks(&text);
    let (n_points, n_commas) = (text.matches('.').count(), text.matches(',').count());
    let sure = |text: &str, mark| parse_decimal(text).map(|number| Written::Sure(number, mark));
    match (n_points, n_commas) {
        (0, 0) => sure(&text, None),
        (1, 0) => single(&text, '.', Mark::Point),
        (0, 1) => single(&text, ',', Mark::Comma),
        // Of both, the last stands before the decimals and the others between thousands.
        (_, 0) => grouped(&text, '.').and_then(|text| sure(&text, Some(Mark::Comma))),
        (0, _) => grouped(&text, ',').and_then(|text| sure(&text, Some(Mark::Point))),
        (_, 1) if text.rfind(',') > text.rfind('.') => {
            let (whole, decimals) = text.split_once(',')?;
            sure(&format!("{}.{decimals}", grouped(whole, '.')?), Some(Mark::Comma))
        }
        (1, _) if text.rfind('.') > text.rfind(',') => {
            let (whole, decimals) = text.split_once('.')?;
            sure(&format!("{}.{decimals}", grouped(whole, ',')?), Some(Mark::Point))
        }
        _ => None,
    }
}

/// A number without what keeps a spreadsheet from changing it: `="82"`, or an apostrophe before it.
fn unquoted(text: &str) -> &str {
    let within = text.strip_prefix("=\"").and_then(|text| text.strip_suffix('"'));
    within.unwrap_or_else(|| text.strip_prefix('\'').unwrap_or(text))
}

/// A digit or a sign of a number as programs write it, for those of wide and of Arabic script.
fn plain(c: char) -> char {
    let digit = |first: char| char::from_digit(u32::from(c) - u32::from(first), 10).unwrap_or(c);
    match c {
        '\u{2212}' | '\u{ff0d}' => '-',
        '\u{ff0b}' => '+',
        '\u{ff0e}' | '\u{66b}' => '.',
        '\u{ff0c}' | '\u{66c}' => ',',
        '\u{ff10}'..='\u{ff19}' => digit('\u{ff10}'),
        '\u{660}'..='\u{669}' => digit('\u{660}'),
        '\u{6f0}'..='\u{6f9}' => digit('\u{6f0}'),
        _ => c,
    }
}

/// A number with one separator.
fn single(text: &str, separator: char, mark: Mark) -> Option<Written> {
    let decimal = parse_decimal(&text.replace(separator, "."))?;
    let thousands =
        if text.trim_start_matches(['+', '-']).starts_with('0') { None } else { grouped(text, separator) };
    match thousands.and_then(|text| parse_decimal(&text)) {
        Some(thousands) => Some(Written::Either { mark, decimal, thousands }),
        None => Some(Written::Sure(decimal, Some(mark))),
    }
}

/// A number without the separators between its groups of three digits; none where they do not stand so.
fn grouped(text: &str, separator: char) -> Option<String> {
    let digits = text.trim_start_matches(['+', '-']);
    let mut groups = digits.split(separator);
    let is_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()) && is_digits(group));
    let rest = groups.all(|group| group.len() == 3 && is_digits(group));
    (first && rest).then(|| text.replace(separator, ""))
}

/// A number without the blanks or apostrophes that group its digits in many countries.
fn without_group_blanks(text: &str) -> String {
    for separator in [' ', '\'', '\u{2019}'] {
        let whole_end = text.find([',', '.']).unwrap_or(text.len());
        if text[..whole_end].contains(separator)
            && let Some(whole) = grouped(&text[..whole_end], separator)
        {
            return whole + &text[whole_end..];
        }
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(texts: &[&str], is_comma_decimal: bool) -> Vec<Option<f64>> {
        let cells: Vec<Cell> = texts.iter().map(|text| Cell::Text((*text).to_owned())).collect();
        let numbers = Numbers::of(&cells, is_comma_decimal);
        cells.iter().map(|cell| numbers.read(cell)).collect()
    }

    #[test]
    fn thousands_are_told_from_decimals_by_the_numbers_beside_them() {
        let german = ["812,5", "1.234", "1.234.567,25", "998"];
        assert_eq!(read(&german, true), [Some(812.5), Some(1234.0), Some(1_234_567.25), Some(998.0)]);
        let english = ["812.5", "1,234", "1,234,567.25", "998"];
        assert_eq!(read(&english, true), [Some(812.5), Some(1234.0), Some(1_234_567.25), Some(998.0)]);
        assert_eq!(read(&["1.234", "2.500"], false), [Some(1.234), Some(2.5)]);
        assert_eq!(read(&["1.234"], true), [Some(1.234)]);
        assert_eq!(read(&["1,234"], true), [Some(1.234)], "semicolons stand where commas are decimal");
        assert_eq!(read(&["1,234"], false), [None], "nothing tells");
        assert_eq!(read(&["0,125", "1,234"], false), [Some(0.125), Some(1.234)]);
        assert_eq!(read(&["82,5", "82.5", "1.234", "1,234"], true), [Some(82.5), Some(82.5), None, None]);
    }

    #[test]
    fn digits_are_grouped_as_in_many_countries() {
        for (text, number) in [
            ("1 234,5", 1234.5),
            ("８２．５", 82.5),
            ("٨٢٫٥", 82.5),
            ("=\"82\"", 82.0),
            ("'82", 82.0),
            ("1\u{202f}234,5", 1234.5),
            ("1'234.5", 1234.5),
            ("1\u{2019}234", 1234.0),
            ("\u{2212}3,5", -3.5),
            ("+8.25e1", 82.5),
            ("8\u{200b}2", 82.0),
        ] {
            assert_eq!(read(&[text], true), [Some(number)], "{text}");
        }
        for text in ["1,2,3", "1.2.3", "12 34", "1.234,5,6", "1,23.4", "1.23,4", "", ",", ".", "1e", "1 2"] {
            assert_eq!(read(&[text], true), [None], "{text}");
        }
        assert_eq!(
            two_ways("1,234").unwrap(),
            "is it 1234 or 1.234? Write it without a separator for thousands"
        );
    }
}
