//! What a document is made of, for whoever does not see its pages.

use krilla::tagging::TagKind;

/// A part of the document's structure, by its place in [`Tags`].
pub(crate) type Part = usize;

/// The parts of a document, each with what it is and what is in it.
#[derive(Default)]
pub(crate) struct Tags(pub(crate) Vec<Tagged>);

/// A part, and the parts in it.
pub(crate) struct Tagged {
    pub(crate) kind: TagKind,
    pub(crate) parts: Vec<Part>,
}

impl Tags {
    /// A part that is in no other.
    pub(crate) fn root(&mut self, kind: impl Into<TagKind>) -> Part {
        self.0.push(Tagged { kind: kind.into(), parts: Vec::new() });
        self.0.len() - 1
    }

    /// A part at the end of another.
    pub(crate) fn add(&mut self, parent: Part, kind: impl Into<TagKind>) -> Part {
        let part = self.root(kind);
        self.0[parent].parts.push(part);
        part
    }
}
