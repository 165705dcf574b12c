//! A Word file as a reader finds it: its parts as trees of elements.

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// An element with what is in it.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) text: String,
}

impl Node {
    pub(crate) fn of(xml: &str) -> Self {
        let mut reader = Reader::from_str(xml);
        let mut open = vec![Self::default()];
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) => open.push(Self::named(&start)),
                Event::Empty(start) => open.last_mut().unwrap().nodes.push(Self::named(&start)),
                Event::End(_) => {
                    let done = open.pop().unwrap();
                    open.last_mut().unwrap().nodes.push(done);
                }
                Event::Text(text) => {
                    open.last_mut().unwrap().text += &text;
                }
                Event::GeneralRef(name) => {
                    open.last_mut().unwrap().text +=
                        resolve_xml_entity(&name).expect("an entity of XML itself");
                }
                Event::Eof => break,
                Event::Decl(_) => {}
                other => panic!("{other:?} stands in a part"),
            }
        }
        let mut whole = open.pop().unwrap();
        assert!(open.is_empty() && whole.nodes.len() == 1, "one element holds all");
        whole.nodes.remove(0)
    }

    fn named(start: &BytesStart<'_>) -> Self {
        let attributes = start.attributes().map(|attribute| {
            let attribute = attribute.unwrap();
            let value = quick_xml::escape::unescape(&attribute.value).unwrap().into_owned();
            (attribute.key.as_ref().to_owned(), value)
        });
        Self { name: start.name().as_ref().to_owned(), attributes: attributes.collect(), ..Self::default() }
    }

    /// It and everything in it, in the order of the file.
    pub(crate) fn all(&self) -> Vec<&Self> {
        let mut found = vec![self];
        found.extend(self.nodes.iter().flat_map(Self::all));
        found
    }

    /// Everything in it of a name.
    pub(crate) fn find(&self, name: &str) -> Vec<&Self> {
        self.all().into_iter().filter(|node| node.name == name).collect()
    }

    /// What is right in it of a name.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.nodes.iter().find(|node| node.name == name)
    }

    pub(crate) fn get(&self, attribute: &str) -> &str {
        self.attributes.get(attribute).map_or("", String::as_str)
    }

    /// Its words, without those in drawings; a break or a tab is a space.
    pub(crate) fn words(&self) -> String {
        match self.name.as_str() {
            "w:t" => self.text.clone(),
            "w:br" | "w:tab" => " ".to_owned(),
            "w:drawing" => String::new(),
            _ => self.nodes.iter().map(Self::words).collect(),
        }
    }
}

/// The parts of a file by their names.
pub(crate) fn parts(docx: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut parts = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        parts.insert(name, text);
    }
    parts
}
