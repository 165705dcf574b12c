//! Words to lines: shaped, broken and aligned.

use crate::design::{CAP, Colour, INK};
use crate::drawing::Drawing;
use crate::fonts::Fonts;
use crate::{Error, MAX_BYTES};
use parley::{
    Alignment, AlignmentOptions, BaseDirection, FontContext, FontFamily, FontFamilyName, FontFeatures,
    FontStyle, FontWeight, InlineBox, InlineBoxKind, Layout, LayoutContext, LineHeight, OverflowWrap,
    StyleProperty, VerticalAlign,
};
use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

/// How letters are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Brush {
    pub(crate) colour: Colour,
    /// Which of the text's links they belong to, counted from 1.
    pub(crate) link: u16,
    /// Which of the text's frames they stand in, counted from 1.
    pub(crate) frame: u16,
}

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Type {
    pub(crate) size: f32,
    pub(crate) colour: Colour,
    pub(crate) is_bold: bool,
    pub(crate) is_italic: bool,
    /// From one baseline to the next, in sizes.
    pub(crate) pitch: f32,
    /// Whether figures are of one width, as in columns.
    pub(crate) is_tabular: bool,
}

impl Type {
    pub(crate) const fn new(size: f32) -> Self {
        Self { size, colour: INK, is_bold: false, is_italic: false, pitch: 1.23, is_tabular: false }
    }

    pub(crate) const fn colour(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    pub(crate) const fn bold(self) -> Self {
        Self { is_bold: true, ..self }
    }

    pub(crate) const fn pitch(self, pitch: f32) -> Self {
        Self { pitch, ..self }
    }

    pub(crate) const fn tabular(self) -> Self {
        Self { is_tabular: true, ..self }
    }
}

/// A text in the making: words, each in a type of its own.
#[derive(Default)]
pub(crate) struct Words {
    text: String,
    runs: Vec<(Range<usize>, Type, Brush)>,
    drawings: Vec<(usize, Rc<Drawing>, f32)>,
    links: Vec<String>,
    n_frames: u16,
}

impl Words {
    /// A text in one type.
    pub(crate) fn plain(text: &str, ty: Type) -> Self {
        let mut words = Self::default();
        words.push(text, ty, "", false);
        words
    }

    pub(crate) fn push(&mut self, text: &str, ty: Type, to: &str, is_framed: bool) {
        let mut brush = Brush { colour: ty.colour, ..Brush::default() };
        if !to.is_empty() && self.links.len() < usize::from(u16::MAX) {
            self.links.push(to.to_owned());
            brush.link = u16::try_from(self.links.len()).unwrap_or(0);
        }
        if is_framed {
            self.n_frames = self.n_frames.saturating_add(1);
            brush.frame = self.n_frames;
        }
        let start = self.text.len();
        // A tab has no form of its own, and a return none at all.
        self.text.extend(text.chars().map(|c| if c == '\t' || c == '\r' { ' ' } else { c }));
        self.runs.push((start..self.text.len(), ty, brush));
    }

    /// A drawing among the words, of a width.
    pub(crate) fn draw(&mut self, drawing: Rc<Drawing>, width: f32) {
        self.drawings.push((self.text.len(), drawing, width));
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }
}

/// Shapes texts, as long as somebody waits for them and there are not too many.
pub(crate) struct Setter<'a> {
    fonts: FontContext,
    /// The families in the order in which they are asked for a letter.
    families: Vec<String>,
    /// The same for letters of which the fonts inside have no joined forms.
    families_for_joined: Option<Vec<String>>,
    layouts: LayoutContext<Brush>,
    is_cancelled: &'a dyn Fn() -> bool,
    n_bytes: usize,
    /// How large letters are set, of what their type says.
    pub(crate) scale: f32,
}

impl<'a> Setter<'a> {
    pub(crate) fn new(fonts: &Fonts, is_cancelled: &'a dyn Fn() -> bool) -> Self {
        let (fonts, inside, added) = fonts.context();
        let families_for_joined = (!added.is_empty()).then(|| [&added[..], &inside].concat());
        let families = [inside, added].concat();
        let layouts = LayoutContext::new();
        Self { fonts, families, families_for_joined, layouts, is_cancelled, n_bytes: 0, scale: 1.0 }
    }

    /// Shapes a text, still as one line. `base` is what lines without words have, and sets where the first one stands.
    pub(crate) fn shape(&mut self, words: Words, base: Type) -> Result<Text, Error> {
        self.n_bytes += words.text.len();
        if self.n_bytes > MAX_BYTES {
            return Err(Error::TooLong);
        }
        if (self.is_cancelled)() {
            return Err(Error::Cancelled);
        }
        let Words { text, runs, drawings, links, .. } = words;
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, &text, 1.0, false);
        // The documents are in English, with names in any script among its words.
        builder.set_base_direction(BaseDirection::Ltr);
        builder.push_default(StyleProperty::FontFamily(stack(&self.families)));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::BreakWord));
        builder.push_default(StyleProperty::FontSize(base.size * self.scale));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(base.pitch)));
        for (range, ty, brush) in runs.into_iter().filter(|(range, ..)| !range.is_empty()) {
            let features = if ty.is_tabular { "\"lnum\", \"tnum\"" } else { "\"lnum\"" };
            let weight = if ty.is_bold { FontWeight::SEMI_BOLD } else { FontWeight::NORMAL };
            let style = if ty.is_italic { FontStyle::Italic } else { FontStyle::Normal };
            for property in [
                StyleProperty::FontSize(ty.size * self.scale),
                StyleProperty::LineHeight(LineHeight::FontSizeRelative(ty.pitch)),
                StyleProperty::FontWeight(weight),
                StyleProperty::FontStyle(style),
                StyleProperty::FontFeatures(FontFeatures::Source(Cow::Borrowed(features))),
                StyleProperty::Brush(brush),
            ] {
                builder.push(property, range.clone());
            }
        }
        if let Some(families) = &self.families_for_joined {
            for range in joined(&text) {
                builder.push(StyleProperty::FontFamily(stack(families)), range);
            }
        }
        for (id, (index, drawing, width)) in (0..).zip(&drawings) {
            let width = width * self.scale;
            let height = drawing.height * width / drawing.width;
            builder.push_inline_box(InlineBox {
                id,
                kind: InlineBoxKind::InFlow,
                index: *index,
                width,
                height,
                baseline: None,
                vertical_align: VerticalAlign::length(-0.18 * height),
            });
        }
        let layout = builder.build(&text);
        let drawings = drawings.into_iter().map(|(_, drawing, _)| drawing).collect();
        Ok(Text { text, layout, links, drawings, cap: CAP * base.size * self.scale })
    }

    /// Sets a text in lines of a width.
    pub(crate) fn set(&mut self, words: Words, base: Type, width: f32) -> Result<Rc<Text>, Error> {
        let mut text = self.shape(words, base)?;
        text.break_lines(width, false);
        Ok(Rc::new(text))
    }
}

fn stack(families: &[String]) -> FontFamily<'_> {
    FontFamily::List(families.iter().map(|name| FontFamilyName::Named(Cow::Borrowed(name))).collect())
}

/// Where a text has Devanagari, whose letters join.
fn joined(text: &str) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (at, letter) in text.match_indices(|c: char| matches!(c, '\u{900}'..='\u{97f}')) {
        let end = at + letter.len();
        match ranges.last_mut() {
            Some(last) if last.end == at => last.end = end,
            _ => ranges.push(at..end),
        }
    }
    ranges
}

/// A text in lines.
///
/// It begins where the capitals of its first line do, and ends at the baseline of its last.
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) layout: Layout<Brush>,
    pub(crate) links: Vec<String>,
    pub(crate) drawings: Vec<Rc<Drawing>>,
    /// How high the capitals are.
    pub(crate) cap: f32,
}

impl Text {
    pub(crate) fn break_lines(&mut self, width: f32, is_flush_right: bool) {
        self.layout.break_all_lines(Some(width));
        let alignment = if is_flush_right { Alignment::Right } else { Alignment::Left };
        self.layout.align(alignment, AlignmentOptions::default());
    }

    /// The widths of its longest word and of its longest line.
    pub(crate) fn widths(&self) -> (f32, f32) {
        let widths = self.layout.calculate_content_widths();
        (widths.min, widths.max)
    }

    pub(crate) fn width(&self) -> f32 {
        self.layout.width()
    }

    pub(crate) fn n_lines(&self) -> usize {
        self.layout.len()
    }

    /// How far the baseline of a line is from the top of the text.
    pub(crate) fn baseline(&self, line: usize) -> f32 {
        let at = |line: usize| self.layout.get(line).map_or(0.0, |line| line.metrics().baseline);
        at(line) - at(0) + self.cap
    }

    pub(crate) fn height(&self) -> f32 {
        self.baseline(self.n_lines().saturating_sub(1))
    }
}
