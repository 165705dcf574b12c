//! Paragraphs: a style, and what it does not know.

use crate::xml::{Element, element, valued};
use report::paper::Colour;

/// A twentieth of a point, in which Word measures text.
pub(crate) fn twips(points: f32) -> i32 {
    (points * 20.0).round() as i32
}

/// A colour as Word writes it.
pub(crate) fn hex([red, green, blue]: Colour) -> String {
    format!("{red:02X}{green:02X}{blue:02X}")
}

/// A bar beside paragraphs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bar {
    pub(crate) colour: Colour,
}

/// How a paragraph is set: its style, and what that does not know.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Setting {
    /// The id of its style.
    pub(crate) style: &'static str,
    /// Whether it stands on one page with what follows.
    pub(crate) stays: bool,
    /// Whether it begins a page.
    pub(crate) starts_page: bool,
    /// Whether nothing stands above it, so that it needs no room there.
    pub(crate) is_first: bool,
    /// The list that it begins an item of.
    pub(crate) list: Option<usize>,
    pub(crate) bar: Option<Bar>,
    /// How far in it stands, in points.
    pub(crate) indent: f32,
    /// To which side it is flush, where that is not as its style says.
    pub(crate) side: Option<&'static str>,
}

impl Setting {
    /// As a style says.
    pub(crate) fn of(style: &'static str) -> Self {
        Self { style, ..Self::default() }
    }

    /// A paragraph of runs.
    pub(crate) fn paragraph(&self, runs: impl IntoIterator<Item = Element>) -> Element {
        // In the order that Word insists on.
        let properties = element("w:pPr")
            .put_if(!self.style.is_empty(), || valued("w:pStyle", self.style))
            .put_if(self.stays, || element("w:keepNext"))
            .put_if(self.starts_page, || element("w:pageBreakBefore"))
            .put_all(
                self.list
                    .map(|list| element("w:numPr").put(valued("w:ilvl", 0)).put(valued("w:numId", list))),
            )
            .put_all(self.bar.map(|bar| {
                let line = valued("w:left", "single").with("w:sz", 12).with("w:space", 6);
                element("w:pBdr").put(line.with("w:color", hex(bar.colour)))
            }))
            .put_if(self.is_first, || element("w:spacing").with("w:before", 0))
            .put_if(self.indent > 0.0, || {
                let indent = element("w:ind");
                match self.list {
                    Some(_) => indent.with("w:left", twips(self.indent)).with("w:hanging", twips(HANGING)),
                    None => indent.with("w:left", twips(self.indent)),
                }
            })
            .put_all(self.side.map(|side| valued("w:jc", side)));
        let paragraph = element("w:p");
        let paragraph = if properties.is_empty() { paragraph } else { paragraph.put(properties) };
        paragraph.put_all(runs)
    }
}

/// How far the words of a list's items stand in from its marks.
pub(crate) const HANGING: f32 = 14.0;

/// What keeps tables apart, which Word would join, and ends a cell, which has to end in a paragraph.
pub(crate) fn spacer() -> Element {
    Setting::of("Spacer").paragraph([])
}
