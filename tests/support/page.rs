//! Looking at an HTML page without a browser: its tags, their attributes, and its text.

#![allow(dead_code, reason = "the tests of several crates share it, and none uses all of it")]

use scraper::{Html, Node};

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

/// A page in which a browser has nothing to repair.
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
    /// Reads a page; panics if it is not well formed: tags left out, unbalanced or not in order, attributes without
    /// quotation marks or given twice, characters that should have been escaped.
    pub(crate) fn read(html: &str) -> Self {
        assert!(html.starts_with("<!doctype html>"), "the page says that it is HTML");
        Self::of(html, &Html::parse_document(html))
    }

    /// Reads a part of a page, such as a drawing, as strictly.
    pub(crate) fn read_part(html: &str) -> Self {
        Self::of(html, &Html::parse_fragment(html))
    }

    fn of(html: &str, parsed: &Html) -> Self {
        assert!(parsed.errors.is_empty(), "{:?}", parsed.errors);
        let mut page = Self { tags: Vec::new(), text: String::new(), style: String::new() };
        let mut written = html.to_owned();
        // The root of a part is the parser's own.
        let root = if html.starts_with("<!doctype") { parsed.tree.root() } else { *parsed.root_element() };
        for node in root.descendants().skip(1) {
            match node.value() {
                Node::Element(element) => {
                    let attributes = element.attrs().map(|(name, value)| (name.to_owned(), value.to_owned()));
                    page.tags.push(Tag { name: element.name().to_owned(), attributes: attributes.collect() });
                }
                Node::Text(text) => {
                    let parent = node.parent().and_then(|parent| parent.value().as_element());
                    if parent.is_some_and(|parent| parent.name() == "style") {
                        page.style += text;
                        written = written.replacen(&**text, "", 1);
                    } else {
                        page.text += text;
                        page.text.push(' ');
                    }
                }
                _ => {}
            }
        }
        page.text = page.text.split_whitespace().collect::<Vec<_>>().join(" ");
        page.check(&written);
        page
    }

    /// How many elements there are of a name.
    pub(crate) fn count(&self, name: &str) -> usize {
        self.tags.iter().filter(|tag| tag.name == name).count()
    }

    /// Refuses what HTML allows and we do not write: tags left out, values without quotation marks, bare brackets and
    /// ampersands.
    fn check(&self, written: &str) {
        assert_eq!(
            written.matches('<').count(),
            written.matches('>').count(),
            "a bracket that is not escaped"
        );
        for after in written.split('&').skip(1) {
            let name = after.split_once(';').map_or("", |(name, _)| name);
            let is_reference =
                !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#');
            assert!(is_reference, "a bare ampersand: {}", near(after));
        }
        let (mut n_starts, mut n_open) = (0, 0);
        for tag in written.split('<').skip(1).filter_map(|piece| piece.split('>').next()) {
            let outside = tag.split('"').step_by(2).map(|text| text.trim_end_matches('='));
            assert!(!outside.into_iter().any(|text| text.contains('=')), "no quotation marks: {}", near(tag));
            if tag.starts_with('/') {
                n_open -= 1;
            } else if !tag.starts_with('!') {
                n_starts += 1;
                let name = tag.split([' ', '\n', '/']).next().unwrap_or_default();
                n_open += i32::from(!tag.ends_with('/') && !VOID.contains(&name));
            }
        }
        assert_eq!((n_starts, n_open), (self.tags.len(), 0), "every element has its tags");
    }
}

fn near(text: &str) -> String {
    text.chars().take(80).collect()
}
