//! XML as a workbook needs it: elements by their local names, texts with references resolved.

use fit::Problem;
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use std::io::{self, BufRead, Read};

/// At most this many bytes in one element's head or one piece of text.
const MAX_EVENT: usize = 16 * 1024 * 1024;

/// Why a workbook is not read.
#[derive(Debug)]
pub(super) enum Refused {
    /// It is damaged, in words.
    Broken(String),
    /// It is sound, but not something to read.
    Problem(Problem),
}

impl Refused {
    pub(super) fn broken(what: &str) -> Self {
        Self::Broken(what.to_owned())
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// A step through a part.
pub(super) enum Item {
    /// The start of an element.
    Open(Element),
    /// The end of the element of that name.
    Close(String),
    /// A piece of text; one text may come in many.
    Text(String),
}

/// An element with its attributes.
pub(super) struct Element(BytesStart<'static>);

impl Element {
    /// Its name without a prefix.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The attribute of that name, whatever its prefix.
    pub(super) fn attribute(&self, name: &str) -> Result<Option<String>, Refused> {
        // Looking for repeated attributes takes quadratic time, and the first is as good as any.
        for attribute in self.0.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| Refused::Broken(error.to_string()))?;
            if attribute.key.local_name().into_inner() == name {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0);
                return value
                    .map(|value| Some(value.into_owned()))
                    .map_err(|error| Refused::Broken(error.to_string()));
            }
        }
        Ok(None)
    }

    /// Whether an attribute that is true or false is true.
    pub(super) fn is(&self, name: &str) -> Result<bool, Refused> {
        Ok(self.attribute(name)?.is_some_and(|value| matches!(&*value, "1" | "true" | "on")))
    }
}

/// Steps through a part.
pub(super) struct Xml<'a> {
    reader: Reader<Bounded<'a>>,
    buffer: Vec<u8>,
}

impl<'a> Xml<'a> {
    pub(super) fn new(part: impl BufRead + 'a) -> Self {
        let mut reader = Reader::from_reader(Bounded { inner: Box::new(part), n_in_event: 0 });
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new() }
    }

    /// The next step, `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Item>, Refused> {
        loop {
            self.buffer.clear();
            self.reader.get_mut().n_in_event = 0;
            let event = self.reader.read_event_into(&mut self.buffer).map_err(|error| match error {
                quick_xml::Error::Encoding(_) => Refused::broken("a part of it is not UTF-8"),
                error => Refused::Broken(error.to_string()),
            })?;
            return Ok(Some(match event {
                Event::Start(element) => Item::Open(Element(element.into_owned())),
                Event::End(element) => Item::Close(element.local_name().into_inner().to_owned()),
                Event::Text(text) => Item::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Item::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(reference) => Item::Text(resolve(&reference)?),
                // An entity of one's own is the old way to make a small file grow.
                Event::DocType(_) => return Err(Refused::broken("a part of it declares a document type")),
                Event::Eof => return Ok(None),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
            }));
        }
    }
}

fn resolve(reference: &quick_xml::events::BytesRef<'_>) -> Result<String, Refused> {
    let c = reference.resolve_char_ref().map_err(|error| Refused::Broken(error.to_string()))?;
    match (c, resolve_xml_entity(reference)) {
        (Some(c), _) => Ok(c.to_string()),
        (None, Some(text)) => Ok(text.to_owned()),
        (None, None) => Err(Refused::broken("a part of it refers to an entity that XML does not have")),
    }
}

/// Bytes of a part, of which one event takes only so many into memory.
struct Bounded<'a> {
    inner: Box<dyn BufRead + 'a>,
    n_in_event: usize,
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer)
    }
}

impl BufRead for Bounded<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.n_in_event > MAX_EVENT {
            return Err(io::Error::other("a part of it has a text that goes on for too long"));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.n_in_event += n;
        self.inner.consume(n);
    }
}
