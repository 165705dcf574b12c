//! Documents as PDF: tagged, with fonts inside, and the same bytes for the same document.
//!
//! A [`Paper`] is laid out in three steps. Each block becomes pieces, which are never parted (`block`, `table`); pieces
//! are put on pages, with what belongs together (`pages`); and pages are written (`write`). Texts are shaped and broken
//! by parley, and PDF is written by krilla.

mod block;
mod design;
mod drawing;
mod fonts;
mod front;
mod glyphs;
mod pages;
mod piece;
mod table;
mod tags;
mod text;
mod write;

pub use fonts::Fonts;
use report::paper::Paper;
use std::collections::BTreeSet;

/// What the texts of a document may amount to, in bytes; a report of fifty candidates has a tenth of it.
pub const MAX_BYTES: usize = 4 << 20;

/// A document as PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// The letters that none of the fonts has; a box stands for each.
    pub lacking: BTreeSet<char>,
}

impl Pdf {
    /// What whoever gets it should know, in words: which letters are lacking.
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        let shown: String = self.lacking.iter().take(20).collect();
        let more = if self.lacking.len() > 20 { " and more" } else { "" };
        (!shown.is_empty()).then(|| {
            format!("no font has a form of {shown}{more}: boxes stand in their place. A font that has them can be added")
        })
    }
}

/// Why there is no PDF.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nobody waits for it any more.
    #[error("the PDF was given up, because nobody waits for it any more")]
    Cancelled,
    /// The document has too much text.
    #[error("the document is too long for a PDF: its texts have more than {MAX_BYTES} bytes")]
    TooLong,
    /// A file has no font in it.
    #[error("the file holds no font that can be read")]
    NoFont,
    /// It cannot be set, which is a defect.
    #[error("no PDF could be made: {0}")]
    Defect(String),
}

impl From<String> for Error {
    fn from(words: String) -> Self {
        Self::Defect(words)
    }
}

impl From<&str> for Error {
    fn from(words: &str) -> Self {
        Self::Defect(words.to_owned())
    }
}

/// Sets a document on pages. It keeps a thread busy meanwhile, and asks every now and then whether that is in vain.
///
/// # Errors
/// Where the document is too long, nobody waits any more, or the document holds a drawing that is none of ours.
pub fn to_pdf(paper: &Paper, fonts: &Fonts, is_cancelled: &dyn Fn() -> bool) -> Result<Pdf, Error> {
    let document = pages::lay_out(paper, fonts, is_cancelled)?;
    write::write(&document, is_cancelled)
}
