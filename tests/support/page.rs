//! Looking at an HTML page without a browser: its tags, their attributes, and its text.

/// An element's start, in the page's order.
#[derive(Debug)]
pub(crate) struct Tag {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
}

impl Tag {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A page whose tags are balanced.
pub(crate) struct Page {
    pub(crate) tags: Vec<Tag>,
    /// The text between the tags, without style sheets; blanks as single spaces.
    pub(crate) text: String,
    /// The style sheets.
    pub(crate) style: String,
}

/// Elements that have no end.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

impl Page {
    /// Reads a page; panics where it is not well formed: tags unbalanced or not in order, attributes without
    /// quotation marks or given twice, characters that should have been escaped.
    pub(crate) fn read(html: &str) -> Self {
        let mut page = Self { tags: Vec::new(), text: String::new(), style: String::new() };
        let mut open: Vec<String> = Vec::new();
        let mut rest = html.strip_prefix("<!doctype html>").expect("the page says that it is HTML");
        while let Some(at) = rest.find('<') {
            page.add_text(&rest[..at], &open);
            let (inside, after) = split_tag(&rest[at + 1..]);
            rest = after;
            if let Some(name) = inside.strip_prefix('/') {
                assert_eq!(open.pop().as_deref(), Some(name.trim()), "near {}", near(rest));
                continue;
            }
            let (tag, is_closed) = read_tag(inside);
            if tag.name == "style" {
                let end = rest.find("</style>").expect("the style sheet ends");
                page.style += &rest[..end];
                rest = &rest[end + "</style>".len()..];
            } else if !is_closed && !VOID.contains(&tag.name.as_str()) {
                open.push(tag.name.clone());
            }
            page.tags.push(tag);
        }
        page.add_text(rest, &open);
        assert!(open.is_empty(), "left open: {open:?}");
        page.text = page.text.split_whitespace().collect::<Vec<_>>().join(" ");
        page
    }

    fn add_text(&mut self, text: &str, open: &[String]) {
        assert!(!open.is_empty() || text.trim().is_empty(), "text outside of the page: {}", near(text));
        assert!(!text.contains('>'), "a bracket that is not escaped: {}", near(text));
        self.text += &unescape(text);
        self.text.push(' ');
    }

    /// How many elements there are of a name.
    pub(crate) fn count(&self, name: &str) -> usize {
        self.tags.iter().filter(|tag| tag.name == name).count()
    }
}

fn near(text: &str) -> String {
    text.chars().take(80).collect()
}

/// What is inside a tag, and what comes after it; a bracket between quotation marks does not end it.
fn split_tag(text: &str) -> (&str, &str) {
    let mut is_quoted = false;
    for (index, c) in text.char_indices() {
        match c {
            '"' => is_quoted = !is_quoted,
            '>' if !is_quoted => return (&text[..index], &text[index + 1..]),
            '<' => panic!("a bracket inside a tag: {}", near(text)),
            _ => {}
        }
    }
    panic!("a tag without an end: {}", near(text));
}

fn read_tag(inside: &str) -> (Tag, bool) {
    let (inside, is_closed) = inside.strip_suffix('/').map_or((inside, false), |inside| (inside, true));
    let name_end = inside.find(char::is_whitespace).unwrap_or(inside.len());
    let (name, mut rest) = inside.split_at(name_end);
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric());
    assert!(is_name, "no name of an element: {name:?}");
    let mut attributes: Vec<(String, String)> = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return (Tag { name: name.to_owned(), attributes }, is_closed);
        }
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let key = rest[..end].to_owned();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(quoted) = rest.strip_prefix('=') {
            let quoted = quoted.strip_prefix('"').expect("attributes stand in quotation marks");
            let end = quoted.find('"').expect("the attribute ends");
            value = unescape(&quoted[..end]);
            rest = &quoted[end + 1..];
        }
        assert!(attributes.iter().all(|(known, _)| *known != key), "{name} has {key} twice");
        attributes.push((key, value));
    }
}

/// A text with its character references resolved; panics at an ampersand that is none.
fn unescape(text: &str) -> String {
    let mut parts = text.split('&');
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, after) =
            part.split_once(';').unwrap_or_else(|| panic!("a bare ampersand: {}", near(part)));
        shown.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            "nbsp" => '\u{a0}',
            "thinsp" => '\u{2009}',
            _ => numbered(name).unwrap_or_else(|| panic!("an unknown reference: &{name};")),
        });
        shown += after;
    }
    shown
}

fn numbered(name: &str) -> Option<char> {
    let number = name.strip_prefix('#')?;
    let code = match number.strip_prefix('x') {
        Some(number) => u32::from_str_radix(number, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code)
}
