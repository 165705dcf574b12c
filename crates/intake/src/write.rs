//! Profiles to CSV.

use crate::Dimensions;
use crate::person::{TEXTS, texts};
use fit::{Points, Profile};

/// A table of profiles as CSV text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvText {
    /// The text: UTF-8 without a byte-order mark, commas, a line feed after each row.
    pub text: String,
    /// What a table has no place for.
    pub left_out: Vec<LeftOut>,
}

/// What was left out of a person's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The person's id.
    pub id: String,
    /// How many ratings: a table holds stated values only.
    pub n_ratings: usize,
    /// How many estimates on dimensions without a column.
    pub n_unknown: usize,
}

/// Writes profiles as a table that [`crate::read_pool`] reads back as they were.
///
/// There is a column for every dimension that is given, so that the table of no profile is a form to fill
/// in, and one for standard errors where somebody has one other than 5. A text that a spreadsheet would take
/// for a formula gets an apostrophe before it, which reading takes away again.
///
/// # Missing values
/// An unmeasured dimension is an empty cell. Ratings have no place in a table; they are left out, and said to be.
///
/// # Example
/// ```
/// let framework = fit::Framework::parse(fit::framework::DEFAULT).unwrap();
/// let form = intake::write_csv(&framework, &[]);
/// assert!(form.text.starts_with("id,name,headline,skill.") && form.left_out.is_empty());
/// ```
pub fn write_csv<'d>(dimensions: impl Into<Dimensions<'d>>, profiles: &[Profile]) -> CsvText {
    let dimensions = dimensions.into();
    let columns: Vec<(&str, bool)> = dimensions
        .ids()
        .map(|id| {
            let has_se =
                |profile: &Profile| profile.estimates.get(id).is_some_and(|e| e.se != Points::STATED_SE);
            (id, profiles.iter().any(has_se))
        })
        .collect();
    let mut text = TEXTS.join(",");
    for (id, has_se) in &columns {
        push_cell(&mut text, id);
        if *has_se {
            push_cell(&mut text, &format!("{id}.se"));
        }
    }
    text.push('\n');
    let mut left_out = Vec::new();
    for profile in profiles {
        text.push_str(&texts(profile).map(csv_cell).join(","));
        for (id, has_se) in &columns {
            let estimate = profile.estimates.get(*id);
            push_number(&mut text, estimate.map(|estimate| estimate.mean));
            if *has_se {
                push_number(&mut text, estimate.map(|estimate| estimate.se));
            }
        }
        text.push('\n');
        let n_unknown = profile.estimates.keys().filter(|id| dimensions.get(id).is_none()).count();
        let n_ratings = profile.ratings.len();
        if n_unknown + n_ratings > 0 {
            left_out.push(LeftOut { id: profile.id.clone(), n_ratings, n_unknown });
        }
    }
    CsvText { text, left_out }
}

fn push_cell(text: &mut String, cell: &str) {
    text.push(',');
    text.push_str(&csv_cell(cell));
}

fn push_number(text: &mut String, number: Option<Points>) {
    text.push(',');
    if let Some(number) = number {
        // Rust writes the shortest decimal that reads back as the same number, never with an exponent.
        text.push_str(&number.get().to_string());
    }
}

/// A text as a cell of a CSV file: quoted where that is needed, and harmless to spreadsheets: a text that could be
/// taken for a formula gets an apostrophe before it.
///
/// # Example
/// ```
/// assert_eq!(intake::csv_cell("=1+1"), "'=1+1");
/// assert_eq!(intake::csv_cell("Ada, the first"), "\"Ada, the first\"");
/// ```
pub fn csv_cell(cell: &str) -> String {
    let guard = if starts_formula(cell) { "'" } else { "" };
    if cell.contains(['"', ',', ';', '\t', '\r', '\n']) || cell.trim() != cell {
        format!("\"{guard}{}\"", cell.replace('"', "\"\""))
    } else {
        format!("{guard}{cell}")
    }
}

/// Whether a spreadsheet might take a text for a formula. Apostrophes before it count as part of it, so that
/// what had one already gets another and comes back with its own.
fn starts_formula(text: &str) -> bool {
    text.trim_start_matches('\'')
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
}

/// A text without the apostrophe that keeps it from being a formula.
pub(crate) fn strip_guard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if starts_formula(rest) => rest,
        _ => text,
    }
}
