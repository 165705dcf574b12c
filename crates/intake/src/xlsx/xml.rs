//! XML as a workbook needs it: elements by their local names, texts with references resolved.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;

/// Why a workbook cannot be read, in words.
#[derive(Debug)]
pub(super) struct Broken(pub(super) String);

impl Broken {
    pub(super) fn new(what: &str) -> Self {
        Self(what.to_owned())
    }
}

/// A step through a part.
pub(super) enum Item<'a> {
    /// The start of an element.
    Open(Element<'a>),
    /// The end of the element of that name.
    Close(String),
    /// A piece of text; one text may come in many.
    Text(Cow<'a, str>),
}

/// An element with its attributes.
pub(super) struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    /// Its name without a prefix.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The attribute of that name, whatever its prefix.
    pub(super) fn attribute(&self, name: &str) -> Result<Option<String>, Broken> {
        // Looking for repeated attributes takes quadratic time, and the first is as good as any.
        for attribute in self.0.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| Broken(error.to_string()))?;
            if attribute.key.local_name().into_inner() == name {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0);
                return value
                    .map(|value| Some(value.into_owned()))
                    .map_err(|error| Broken(error.to_string()));
            }
        }
        Ok(None)
    }
}

/// Steps through a part.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
}

impl<'a> Xml<'a> {
    pub(super) fn new(part: &'a [u8]) -> Result<Self, Broken> {
        let text = std::str::from_utf8(part).map_err(|_| Broken::new("a part of it is not UTF-8"))?;
        let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
        reader.config_mut().expand_empty_elements = true;
        Ok(Self { reader })
    }

    /// The next step, `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Item<'a>>, Broken> {
        loop {
            let event = self.reader.read_event().map_err(|error| Broken(error.to_string()))?;
            return Ok(Some(match event {
                Event::Start(element) => Item::Open(Element(element)),
                Event::End(element) => Item::Close(element.local_name().into_inner().to_owned()),
                Event::Text(text) => Item::Text(text.xml10_content()),
                Event::CData(text) => Item::Text(text.xml10_content()),
                Event::GeneralRef(reference) => Item::Text(resolve(&reference)?),
                // An entity of one's own is the old way to make a small file grow.
                Event::DocType(_) => return Err(Broken::new("a part of it declares a document type")),
                Event::Eof => return Ok(None),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
            }));
        }
    }
}

fn resolve(reference: &quick_xml::events::BytesRef<'_>) -> Result<Cow<'static, str>, Broken> {
    let c = reference.resolve_char_ref().map_err(|error| Broken(error.to_string()))?;
    match (c, resolve_xml_entity(reference)) {
        (Some(c), _) => Ok(Cow::Owned(c.to_string())),
        (None, Some(text)) => Ok(Cow::Borrowed(text)),
        (None, None) => Err(Broken::new("a part of it refers to an entity that XML does not have")),
    }
}
