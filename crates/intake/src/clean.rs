//! Texts as people mean them: without invisible marks and stray blanks, and with every letter composed.

use std::borrow::Cow;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Whether a character has no ink and no width: byte-order marks, zero-width blanks and joiners, soft hyphens, and the
/// marks that turn the direction of text.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Whether a text shows nothing.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

/// A text without blanks and invisible marks at its ends, on one line, its letters composed (NFC). Of blanks of every
/// width it keeps plain ones. Marks within it stay, since some scripts need them.
///
/// # Example
/// ```
/// assert_eq!(intake::tidy("\u{feff} Jose\u{301}\u{a0}Mu\u{308}ller\r\n"), "José Müller");
/// assert_eq!(intake::tidy("COO,\r\n ferry line"), "COO, ferry line");
/// ```
pub fn tidy(text: &str) -> Cow<'_, str> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let text = if text.contains(|c: char| c.is_whitespace() && c != ' ') {
        Cow::Owned(with_plain_blanks(text))
    } else {
        Cow::Borrowed(text)
    };
    if is_nfc(&text) { text } else { Cow::Owned(text.nfc().collect()) }
}

/// A text by which things are told apart, such as an id, a name of a column or a number: [`tidy`], and without invisible
/// marks anywhere.
///
/// # Example
/// ```
/// assert_eq!(intake::tidy_key("p\u{200b}-1\u{a0}"), "p-1");
/// ```
pub fn tidy_key(text: &str) -> Cow<'_, str> {
    if !text.contains(is_invisible) {
        return tidy(text);
    }
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    Cow::Owned(tidy(&visible).into_owned())
}

/// A line break with the blanks around it becomes one blank, and so does a blank of any other width.
fn with_plain_blanks(text: &str) -> String {
    let breaks = |c: char| c.is_whitespace() && (c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'));
    let lines = text.split(breaks).map(str::trim).filter(|line| !line.is_empty());
    let plain =
        |line: &str| line.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect::<String>();
    lines.map(plain).collect::<Vec<_>>().join(" ")
}

/// Pairs of names that differ only in case, accents, blanks or punctuation, in the order of the names.
///
/// # Example
/// ```
/// let names = ["José Müller", "Ida Lund", "Jose Muller"];
/// assert_eq!(intake::look_alikes(names), [("José Müller", "Jose Muller")]);
/// ```
pub fn look_alikes<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<(&'a str, &'a str)> {
    let mut first: std::collections::HashMap<String, &str> = std::collections::HashMap::new();
    let mut pairs = Vec::new();
    for name in names {
        match first.get(&skeleton(name)) {
            Some(other) if *other != name => pairs.push((*other, name)),
            Some(_) => {}
            None => drop(first.insert(skeleton(name), name)),
        }
    }
    pairs
}

/// What is left of a name without case, accents, blanks and punctuation; all of it where nothing would be left.
fn skeleton(name: &str) -> String {
    let mut letters = String::new();
    for c in name.chars() {
        decompose_compatible(c, |c| {
            if c.is_alphanumeric() && !is_combining_mark(c) {
                letters.extend(c.to_lowercase().filter(|c| !is_combining_mark(*c)));
            }
        });
    }
    if letters.is_empty() { name.to_owned() } else { letters }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_marks_go_at_the_ends_and_in_keys_everywhere() {
        for mark in ['\u{feff}', '\u{200b}', '\u{200e}', '\u{202a}', '\u{2066}', '\u{ad}', '\u{2060}'] {
            assert_eq!(tidy(&format!("{mark} Ada{mark}")), "Ada");
            assert_eq!(tidy_key(&format!("p{mark}-1")), "p-1");
            assert!(is_blank(&format!(" {mark}\t")));
        }
        assert_eq!(tidy("می\u{200c}خواهم"), "می\u{200c}خواهم", "a mark that Persian needs");
    }

    #[test]
    fn blanks_become_plain_and_tidying_twice_changes_nothing() {
        assert_eq!(tidy("Bram\u{a0}Okello"), "Bram Okello");
        assert_eq!(tidy("a \u{2003}b\t\n\n c"), "a  b c", "blanks that people typed stay");
        for text in
            ["a\u{301} \u{200b}", "\u{200b}e\u{200b}\u{301}", "\u{1112}\u{1161}\u{11ab}", "\u{212b} x"]
        {
            assert_eq!(tidy(&tidy(text)), tidy(text));
            assert_eq!(tidy_key(&tidy_key(text)), tidy_key(text));
        }
    }

    #[test]
    fn look_alikes_are_named_once_each() {
        let names = ["O\u{2019}Dowd", "O'Dowd", "Bram", "BRAM ", "Ida", "–", "-"];
        assert_eq!(look_alikes(names), [("O\u{2019}Dowd", "O'Dowd"), ("Bram", "BRAM ")]);
    }
}
