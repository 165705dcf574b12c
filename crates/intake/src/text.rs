//! Bytes to text: UTF-8 with or without a byte-order mark, UTF-16 as spreadsheets and shells save it, and Windows-1252,
//! in which older spreadsheets write CSV.

use crate::problems::plain;
use fit::Problem;
use std::borrow::Cow;

/// The text of a file without byte-order marks; and what to note about it, if its encoding had to be guessed.
///
/// # Errors
/// Bytes that are no text in any of these encodings, with their line.
///
/// # Example
/// ```
/// let (text, note) = intake::decode_text("a.txt", b"\xff\xfeZ\0o\0\xeb\0").unwrap();
/// assert_eq!((&*text, note), ("Zoë", None));
/// let (text, note) = intake::decode_text("a.txt", b"Zo\xeb").unwrap();
/// assert_eq!(text, "Zoë");
/// assert!(note.unwrap().contains("Windows-1252"));
/// ```
pub fn decode<'a>(name: &str, bytes: &'a [u8]) -> Result<(Cow<'a, str>, Option<String>), Problem> {
    let mut note = None;
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => decode_utf16(name, rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => decode_utf16(name, rest, u16::from_be_bytes),
        _ => match guess_utf16(bytes) {
            Some(unit) => decode_utf16(name, bytes, unit),
            None => decode_utf8(bytes).or_else(|problem| {
                let text = decode_windows(bytes).ok_or(problem)?;
                note = Some(format!(
                    "{name} was read as Windows-1252, in which it has \u{201c}{}\u{201d}; if that is wrong, save it as UTF-8",
                    plain(first_word_with_letters(&text), 40)
                ));
                Ok(Cow::Owned(text))
            }),
        },
    }?;
    if let Some(at) = text.find('\0') {
        let place = format!("line {}", line_at(&text.as_bytes()[..at]));
        return Err(Problem::new(place, "found a zero byte", "expected a text file: is this one damaged?"));
    }
    let text = match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_start_matches('\u{feff}')),
        Cow::Owned(text) if text.starts_with('\u{feff}') => {
            Cow::Owned(text.trim_start_matches('\u{feff}').to_owned())
        }
        text => text,
    };
    Ok((text, note))
}

/// The first word with a letter that is not ASCII, by which a reader sees whether an encoding is right.
fn first_word_with_letters(text: &str) -> &str {
    let words = text.split(|c: char| c.is_ascii_whitespace() || matches!(c, ',' | ';' | '"'));
    words.into_iter().find(|word| !word.is_ascii()).unwrap_or_default()
}

/// The text of bytes in Windows-1252; none where one of them stands for nothing in it, or where some are UTF-8, so that
/// the file is damaged rather than in another encoding.
fn decode_windows(bytes: &[u8]) -> Option<String> {
    /// What the bytes from 0x80 to 0x9f stand for.
    const HIGH: [Option<char>; 32] = [
        Some('€'),
        None,
        Some('‚'),
        Some('ƒ'),
        Some('„'),
        Some('…'),
        Some('†'),
        Some('‡'),
        Some('ˆ'),
        Some('‰'),
        Some('Š'),
        Some('‹'),
        Some('Œ'),
        None,
        Some('Ž'),
        None,
        None,
        Some('\u{2018}'),
        Some('\u{2019}'),
        Some('\u{201c}'),
        Some('\u{201d}'),
        Some('•'),
        Some('–'),
        Some('—'),
        Some('˜'),
        Some('™'),
        Some('š'),
        Some('›'),
        Some('œ'),
        None,
        Some('ž'),
        Some('Ÿ'),
    ];
    let is_control = |byte: &u8| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
    if bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii()) || bytes.iter().any(is_control) {
        return None;
    }
    let letter = |byte: u8| match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => Some(char::from(byte)),
    };
    bytes.iter().map(|byte| letter(*byte)).collect()
}

/// The byte order of UTF-16 without a mark, where it is plain: of the first bytes, those at odd places are
/// nearly all zero and those at even places are not, or the other way round.
fn guess_utf16(bytes: &[u8]) -> Option<fn([u8; 2]) -> u16> {
    let head = &bytes[..bytes.len().min(512)];
    let n_pairs = head.len() / 2;
    let n_zero = |offset: usize| head.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (n_even, n_odd) = (n_zero(0), n_zero(1));
    if n_pairs < 2 || !bytes.len().is_multiple_of(2) {
        None
    } else if n_odd * 10 >= n_pairs * 7 && n_even == 0 {
        Some(u16::from_le_bytes)
    } else if n_even * 10 >= n_pairs * 7 && n_odd == 0 {
        Some(u16::from_be_bytes)
    } else {
        None
    }
}

fn decode_utf8(bytes: &[u8]) -> Result<Cow<'_, str>, Problem> {
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| {
        let (valid, rest) = bytes.split_at(error.valid_up_to());
        let found =
            format!("found the byte {:#04x}, which is no UTF-8", rest.first().copied().unwrap_or_default());
        let valid = String::from_utf8_lossy(valid);
        let before = valid.lines().next_back().filter(|_| !valid.ends_with('\n')).unwrap_or_default();
        let tail: String = before.chars().skip(before.chars().count().saturating_sub(20)).collect();
        let after = if tail.is_empty() {
            String::new()
        } else {
            format!(" after \u{201c}{}\u{201d}", plain(&tail, 20))
        };
        let place = format!("line {}", line_at(valid.as_bytes()));
        Problem::new(
            place,
            format!("{found}{after}"),
            "save the file as UTF-8 (in a spreadsheet: \u{201c}CSV UTF-8\u{201d})",
        )
    })
}

fn decode_utf16<'a>(name: &str, bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'a, str>, Problem> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        let found = "the file is UTF-16 with half a character at its end";
        return Err(Problem::new(name, found, "is the file cut short?"));
    }
    let mut text = String::with_capacity(bytes.len());
    for c in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match c {
            Ok(c) => text.push(c),
            Err(error) => {
                let place = format!("line {}", line_at(text.as_bytes()));
                let found = format!("found {:#06x}, which is no UTF-16", error.unpaired_surrogate());
                return Err(Problem::new(place, found, "save the file as UTF-8"));
            }
        }
    }
    Ok(Cow::Owned(text))
}

/// The number of the line that follows these bytes.
fn line_at(before: &[u8]) -> usize {
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}
