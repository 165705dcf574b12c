//! One scale of type, and the palette of the charts.

pub(crate) use report::paper::{Colour, mm};

pub(crate) const INK: Colour = [0x1c, 0x1f, 0x23];
pub(crate) const QUIET: Colour = [0x59, 0x61, 0x6b];
pub(crate) const RULE: Colour = [0xc9, 0xcf, 0xd6];
pub(crate) const CEO: Colour = [0x1a, 0x4f, 0x8f];
pub(crate) const ALARM: Colour = [0xa8, 0x20, 0x2a];

pub(crate) const TINY: f32 = 7.0;
pub(crate) const SMALL: f32 = 8.0;
pub(crate) const NORMAL: f32 = 9.5;
pub(crate) const LARGE: f32 = 12.0;

/// How high capitals are, in sizes.
pub(crate) const CAP: f32 = 0.65;

/// A4.
pub(crate) const PAGE: (f32, f32) = (mm(210.0), mm(297.0));
pub(crate) const LEFT: f32 = mm(20.0);
pub(crate) const TOP: f32 = mm(24.0);
pub(crate) const BOTTOM: f32 = mm(20.0);

/// A line of text is no longer than can be read; tables take the whole width.
pub(crate) const MEASURE: f32 = mm(138.0);
pub(crate) const WHOLE: f32 = mm(170.0);
/// Between the columns of a table.
pub(crate) const GAP: f32 = mm(3.2);
/// What a page holds.
pub(crate) const TALL: f32 = PAGE.1 - TOP - BOTTOM;
/// What a drawing may be.
pub(crate) const TALLEST: f32 = mm(226.0);
/// Between blocks, where nothing else is said.
pub(crate) const SPACE: f32 = 7.5;
