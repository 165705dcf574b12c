//! A document to PDF.

use crate::desk::Desk;
use crate::letters;
use std::collections::BTreeSet;
use typst::WorldExt;
use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, pdf};

/// A document as PDF.
pub(crate) struct Set {
    pub(crate) pdf: Vec<u8>,
    /// The letters that none of the fonts has.
    pub(crate) lacking: BTreeSet<char>,
}

/// Sets a document on pages. The same document gives the same bytes.
pub(crate) fn set(document: Vec<u8>) -> Result<Set, String> {
    let lacking = letters::lacking(&String::from_utf8_lossy(&document));
    let desk = Desk::new(document)?;
    let pages = typst::compile::<PagedDocument>(&desk).output.map_err(|errors| told(&desk, &errors))?;
    // What a standard of accessible documents asks for is checked while writing. A letter without a form, or a name
    // that no reader could pronounce, breaks it, and is no reason to give nothing.
    let standards = PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|error| error.message().to_string())?;
    let options = |standards| PdfOptions {
        creator: Smart::Custom(Some("Counterpart".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    let pdf = pdf(&pages, &options(standards))
        .or_else(|_| pdf(&pages, &options(PdfStandards::default())))
        .map_err(|errors| told(&desk, &errors))?;
    Ok(Set { pdf, lacking })
}

/// The first error, and where in the design it is.
fn told(desk: &Desk, errors: &[SourceDiagnostic]) -> String {
    let Some(first) = errors.first() else { return "the document could not be set".to_owned() };
    let range = desk.range(first.span);
    let line = range.and_then(|range| desk.design().lines().byte_to_line(range.start));
    let place = line.map_or_else(String::new, |line| format!(" (line {} of the design)", line + 1));
    format!("the document could not be set: {}{place}", first.message)
}
