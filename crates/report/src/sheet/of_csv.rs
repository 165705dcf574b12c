//! A table of values that was written as CSV, for a workbook of the same.

use super::{Cell, Sheet};

impl Sheet {
    /// A table that this program wrote as CSV with commas: cells that are numbers as numbers, and texts without the apostrophe
    /// that keeps them from being formulas.
    #[must_use]
    pub fn of_csv(text: &str) -> Self {
        let mut rows = rows(text).into_iter();
        let header = rows.next().unwrap_or_default();
        Self { header, rows: rows.map(|row| row.iter().map(|text| cell(text)).collect()).collect() }
    }
}

fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut is_quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !is_quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            _ => cell.push(letter),
        }
    }
    rows
}

fn cell(text: &str) -> Cell {
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite() && number.to_string() == text);
    match (text, number) {
        ("", _) => Cell::Nothing,
        (_, Some(number)) => Cell::Number(number),
        _ => {
            let guarded = text
                .strip_prefix('\'')
                .filter(|rest| rest.starts_with(['=', '+', '-', '@', '\'', '\t', '\r']));
            Cell::Text(guarded.unwrap_or(text).to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_what_they_were_written_from() {
        let text = |text: &str| Cell::Text(text.to_owned());
        let written = Sheet {
            header: ["a", "b, c", "d"].map(str::to_owned).to_vec(),
            rows: vec![
                vec![Cell::Number(-1.5), text("say \"no\",\nthen go"), Cell::Nothing],
                vec![text("=1+1"), text("007"), text("1e5")],
                vec![text("2026-11-30"), text("'tis"), Cell::Number(3.0)],
            ],
        };
        assert_eq!(Sheet::of_csv(&written.to_csv(crate::CsvStyle::Plain)), written);
    }
}
