//! Moments in pages. A sentence holds a moment as a mark, and the page makes it an element that names its zone; the script
//! shows it in the reader's own zone.

use report::words::day_in_words;
use store::{Day, Timestamp};

/// Around a moment in a text. No text that people write has these: Unicode leaves them to programs.
const BEGINS: char = '\u{fdd0}';
const ENDS: char = '\u{fdd1}';
/// Ahead of a moment of which the day alone is shown.
const DAY: char = '\u{fdd2}';

/// A moment to the minute, for a text of a page.
pub(super) fn minute(at: &Timestamp) -> String {
    format!("{BEGINS}{at}{ENDS}")
}

/// The day of a moment, for a text of a page.
pub(super) fn day(at: &Timestamp) -> String {
    format!("{BEGINS}{DAY}{at}{ENDS}")
}

/// A day as people write it: 23 November 2026.
pub(super) fn written(day: &Day) -> String {
    day_in_words(day.as_str())
}

/// A page with its moments as elements; in attributes, and where no element can be, as plain text.
pub(super) fn with_moments(html: &str) -> String {
    let mut page = String::with_capacity(html.len() + html.len() / 16);
    let mut parts = html.split(BEGINS);
    page.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let Some((mark, rest)) = part.split_once(ENDS) else {
            page.push_str(part);
            continue;
        };
        let (is_day, at) = mark.strip_prefix(DAY).map_or((false, mark), |at| (true, at));
        match Timestamp::try_from(at.to_owned()) {
            Ok(at) => page.push_str(&shown(&at, is_day, takes_elements(&page))),
            Err(_) => page.push_str(at),
        }
        page.push_str(rest);
    }
    page
}

fn shown(at: &Timestamp, is_day: bool, as_element: bool) -> String {
    let iso = at.as_str();
    let day = day_in_words(&iso[..10]);
    let minute = format!("{day}, {} UTC", &iso[11..16]);
    match (as_element, is_day) {
        (true, true) => format!("<time datetime=\"{iso}\" data-day title=\"{minute}\">{day}</time>"),
        (true, false) => format!("<time datetime=\"{iso}\">{minute}</time>"),
        (false, true) => day,
        (false, false) => minute,
    }
}

/// Whether what comes next in a page is text that may hold elements.
fn takes_elements(page: &str) -> bool {
    let Some(at) = page.rfind(['<', '>']) else { return true };
    if page[at..].starts_with('<') {
        return false;
    }
    let tag = page[..at].rfind('<').map_or("", |begin| &page[begin + 1..at]);
    let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    !matches!(name, "title" | "option" | "textarea")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_elements_in_text_and_words_elsewhere() {
        let at: Timestamp = "2026-11-03T09:05:00Z".to_owned().try_into().expect("a moment");
        let (minute, day) = (minute(&at), day(&at));
        let element = "<time datetime=\"2026-11-03T09:05:00.000000Z\">3 November 2026, 09:05 UTC</time>";
        let of_day = "<time datetime=\"2026-11-03T09:05:00.000000Z\" data-day title=\"3 November 2026, 09:05 UTC\">\
                      3 November 2026</time>";
        let cases = [
            (format!("<p>Made {minute} by Kim.</p>"), format!("<p>Made {element} by Kim.</p>")),
            (format!("<p>Until {day}.</p>"), format!("<p>Until {of_day}.</p>")),
            (
                format!("<b aria-label=\"of {minute}\">x</b>"),
                "<b aria-label=\"of 3 November 2026, 09:05 UTC\">x</b>".to_owned(),
            ),
            (
                format!("<option value=\"1\">v2, {day}</option>"),
                "<option value=\"1\">v2, 3 November 2026</option>".to_owned(),
            ),
            (format!("<title>{day}</title>"), "<title>3 November 2026</title>".to_owned()),
            ("<p>no moment \u{fdd0}here</p>".to_owned(), "<p>no moment here</p>".to_owned()),
            ("<p>\u{fdd0}<b>\u{fdd1}</p>".to_owned(), "<p><b></p>".to_owned()),
        ];
        for (html, expected) in cases {
            assert_eq!(with_moments(&html), expected);
        }
    }

    #[test]
    fn days_are_written_as_people_write_them() {
        assert_eq!(written(&"2026-12-01".parse().expect("a day")), "1 December 2026");
    }
}
