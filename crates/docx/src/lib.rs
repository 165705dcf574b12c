//! Documents as Word files (WordprocessingML, ECMA-376): text in named styles, tables, and charts as drawings that can be
//! edited; the same bytes for the same document.
//!
//! A [`Paper`] becomes a tree of elements (`block`, `table`, `drawing`), which is written out (`xml`) and packed with the
//! parts that are the same in every document (`package`). Looks are in the styles alone, as far as Word lets them be, so that
//! the template of a letterhead applies.

mod block;
mod drawing;
mod front;
mod package;
mod paragraph;
mod run;
mod table;
mod xml;

use report::paper::Paper;

/// Why there is no Word file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It cannot be written, which is a defect.
    #[error("no Word file could be made: {0}")]
    Defect(String),
}

impl From<String> for Error {
    fn from(words: String) -> Self {
        Self::Defect(words)
    }
}

/// Writes a document as a Word file.
///
/// # Errors
/// Where the document holds a drawing that is none of ours.
pub fn to_docx(paper: &Paper) -> Result<Vec<u8>, Error> {
    let mut flow = block::Flow::of(paper);
    let body = flow.body(paper)?;
    package::pack(paper, &flow, body)
}
