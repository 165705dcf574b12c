//! Names as they are searched and sorted by: `René` and `RENE` are one, and so are `O’Dowd` and `o'dowd`.

use crate::connection::{execute, on};
use crate::{Connection, Result};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// A text without case, accents, apostrophes and invisible marks, its hyphens and blanks plain; letters that no accent makes
/// are written as those who lack them do. Vowel signs and the voicing of kana stay, which other scripts cannot do without.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    // An acute accent that stands alone is typed for an apostrophe; taken apart it would be a blank.
    let letters = text.chars().filter(|c| *c != '\u{b4}');
    for c in letters.nfkd().flat_map(char::to_lowercase).nfkd() {
        match c {
            '\'' | '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2bc}' | '\u{2b9}' | '\u{2032}' | '`' => {}
            c if is_hidden(c) || is_accent(c) => {}
            c if c.is_whitespace() || is_hyphen(c) => folded.push(' '),
            '\u{131}' => folded.push('i'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ħ' => folded.push('h'),
            'ς' => folded.push('σ'),
            c => folded.push(c),
        }
    }
    let words = folded.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    // What is nothing but marks is still found by them.
    if words.is_empty() { text.to_lowercase() } else { words }
}

/// Marks without width, and those that turn the direction of text.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
        || c.is_control() && !c.is_whitespace()
}

/// Accents and what is like them; not the marks of classes 7 to 9, which make another letter.
fn is_accent(c: char) -> bool {
    !matches!(canonical_combining_class(c), 0 | 7..=9)
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Folds the names and titles that an earlier program has kept in another way; says how many they were.
#[crate::boxed]
pub async fn fold_earlier(connection: &mut Connection) -> Result<usize> {
    let mut n_folded = 0;
    macro_rules! fold {
        ($select:literal, $update:literal) => {
            let rows: Vec<(String, String, String)> = on!(connection, c => sqlx::query_as($select).fetch_all(c))?;
            for (id, text, kept) in rows {
                let folded = folded(&text);
                if folded != kept {
                    execute!(connection, sqlx::query($update).bind(folded).bind(id))?;
                    n_folded += 1;
                }
            }
        };
    }
    fold!("SELECT id, name, sort_name FROM people", "UPDATE people SET sort_name = $1 WHERE id = $2");
    fold!("SELECT id, title, sort_title FROM searches", "UPDATE searches SET sort_title = $1 WHERE id = $2");
    Ok(n_folded)
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn spellings_of_a_name_are_one() {
        for (spellings, expected) in [
            (&["René", "RENE\u{301}", "rene", "Re\u{ad}ne"][..], "rene"),
            (&["O\u{2019}Dowd", "O'Dowd", "o\u{2bc}dowd", "ODowd", "O`Dowd", "O\u{b4}Dowd"], "odowd"),
            (&["İlker", "ilker", "ILKER", "Ilker", "ılker"], "ilker"),
            (&["Anne-Marie", "Anne\u{2010}Marie", "anne  marie", "Anne\u{a0}Marie "], "anne marie"),
            (&["Straße", "STRASSE", "STRAẞE"], "strasse"),
            (&["Søren Łukasz", "soren lukasz"], "soren lukasz"),
            (&["Ὀδυσσεύς", "ΟΔΥΣΣΕΥΣ"], "οδυσσευσ"),
            (&["ﬁona", "\u{202a}Fiona\u{202c}"], "fiona"),
            (&["Nguyễn", "nguyen"], "nguyen"),
            (&["مُحَمَّد", "محمد"], "محمد"),
        ] {
            for spelling in spellings {
                assert_eq!(folded(spelling), expected, "{spelling}");
            }
        }
    }

    #[test]
    fn what_other_scripts_need_stays() {
        assert_ne!(folded("ガ"), folded("カ"));
        assert_ne!(folded("कि"), folded("क"));
        assert_eq!(folded("한국"), folded("\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}"));
        assert_eq!((folded("").as_str(), folded("'").as_str()), ("", "'"));
        for text in ["Ǻ ß", "ﷺ", "İ", "a\u{301}-b"] {
            assert_eq!(folded(&folded(text)), folded(text), "{text}");
        }
    }
}
