//! What this COO must deliver, and the situation: at the head of whatever people judge by.

use super::ReportError;
use super::markup::Markup;
use super::setting::Setting;
use crate::words::lines;
use askama::Template;

/// A longer mandate or situation is cut.
pub(super) const MOST_LETTERS: usize = 700;

/// What is wanted, in the lines of whoever wrote it.
#[derive(Template)]
#[template(path = "wanted/section.html", whitespace = "minimize")]
pub(super) struct Wanted {
    pub(super) mandate: Vec<String>,
    pub(super) situation: Vec<String>,
}

impl Wanted {
    /// At most so many letters of each.
    pub(super) fn of(setting: &Setting, most: usize) -> Self {
        Self { mandate: shortened(&setting.mandate, most), situation: shortened(&setting.situation, most) }
    }
}

/// The section of it; nothing where nothing is written down.
pub(super) fn section(setting: &Setting) -> Result<Option<Markup>, ReportError> {
    let wanted = Wanted::of(setting, MOST_LETTERS);
    let is_written = !wanted.mandate.is_empty() || !wanted.situation.is_empty();
    Ok(is_written.then(|| Markup::section(&wanted)).transpose()?)
}

/// A text in its lines; one that is too long ends at a word.
fn shortened(text: &str, most: usize) -> Vec<String> {
    let mut left = most;
    let mut shown = Vec::new();
    for line in lines(text) {
        let n = line.chars().count();
        if n <= left {
            left -= n;
            shown.push(line);
            continue;
        }
        let cut: String = line.chars().take(left).collect();
        let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
        shown.push(format!("{whole} …"));
        break;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_mandate_ends_at_a_word() {
        assert_eq!(shortened("Three lines.\n\nOf text.", MOST_LETTERS), ["Three lines.", "Of text."]);
        let long = "word ".repeat(400);
        let shown = shortened(&long, MOST_LETTERS);
        assert_eq!(shown.len(), 1);
        assert!(shown[0].ends_with("word …"));
        assert!(shown[0].chars().count() < MOST_LETTERS + 50);
    }

    #[test]
    fn where_nothing_is_written_there_is_no_section() {
        assert_eq!(section(&Setting::default()).unwrap(), None);
        let setting = Setting { situation: "Founder-led <b>".to_owned(), ..Setting::default() };
        let section = section(&setting).unwrap().unwrap().to_string();
        assert!(section.contains("Founder-led &#60;b&#62;"), "{section}");
        assert!(section.contains("The mandate has not been written down."), "{section}");
    }
}
