//! XML: elements as values, and how they are written.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use std::io;

/// An element.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    nodes: Vec<Node>,
}

#[derive(Debug, Clone, PartialEq)]
enum Node {
    Element(Element),
    Text(String),
}

/// An element of a name.
pub(crate) const fn element(name: &'static str) -> Element {
    Element { name, attributes: Vec::new(), nodes: Vec::new() }
}

/// An element of Word's that has but a value.
pub(crate) fn valued(name: &'static str, value: impl ToString) -> Element {
    element(name).with("w:val", value)
}

impl Element {
    /// With an attribute.
    #[expect(clippy::needless_pass_by_value, reason = "numbers and texts are given alike")]
    pub(crate) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.attributes.push((name, plain(&value.to_string())));
        self
    }

    /// With an element in it, behind the others.
    pub(crate) fn put(mut self, element: Self) -> Self {
        self.nodes.push(Node::Element(element));
        self
    }

    /// With an element in it where there is a reason.
    pub(crate) fn put_if(self, is_wanted: bool, element: impl FnOnce() -> Self) -> Self {
        if is_wanted { self.put(element()) } else { self }
    }

    /// With elements in it.
    pub(crate) fn put_all(mut self, elements: impl IntoIterator<Item = Self>) -> Self {
        self.nodes.extend(elements.into_iter().map(Node::Element));
        self
    }

    /// With a text in it.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.nodes.push(Node::Text(plain(text)));
        self
    }

    /// Whether nothing is in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The element as a file of its own.
    pub(crate) fn to_file(&self) -> io::Result<Vec<u8>> {
        let mut writer = Writer::new(Vec::new());
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))))?;
        self.write(&mut writer)?;
        Ok(writer.into_inner())
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let mut start = BytesStart::new(self.name);
        for (name, value) in &self.attributes {
            start.push_attribute((*name, value.as_str()));
        }
        if self.nodes.is_empty() {
            return writer.write_event(Event::Empty(start));
        }
        writer.write_event(Event::Start(start))?;
        for node in &self.nodes {
            match node {
                Node::Element(element) => element.write(writer)?,
                Node::Text(text) => writer.write_event(Event::Text(BytesText::new(text)))?,
            }
        }
        writer.write_event(Event::End(BytesEnd::new(self.name)))
    }
}

/// A text without what XML forbids, and without marks that turn its direction: what runs to the left is marked as that.
fn plain(text: &str) -> String {
    let shown = |c: char| match c {
        '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{fffe}'
        | '\u{ffff}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{61c}' => None,
        c if c.is_control() => None,
        c => Some(c),
    };
    text.chars().filter_map(shown).collect()
}
