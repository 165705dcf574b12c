//! Lines of text to glyphs as PDF has them.

use crate::text::{Brush, Text};
use krilla::text::{Font, GlyphId, KrillaGlyph, Tag};
use parley::{PositionedLayoutItem, Run};
use std::collections::{BTreeSet, HashMap};

/// Glyphs of one font, size and look that stand side by side.
pub(crate) struct Stretch {
    pub(crate) font: Font,
    pub(crate) size: f32,
    pub(crate) brush: Brush,
    /// From the left of the text.
    pub(crate) x: f32,
    pub(crate) width: f32,
    pub(crate) glyphs: Vec<KrillaGlyph>,
}

/// A drawing in a line: which of the text's, and where it stands from the left of the text and the line's baseline.
pub(crate) struct Inline {
    pub(crate) drawing: usize,
    pub(crate) at: (f32, f32),
    pub(crate) width: f32,
}

/// Which font it is: its file, its place in that, and where the axes of a variable one are set.
type Cut = (u64, u32, Vec<([u8; 4], u32)>);

/// The fonts as PDF has them, and the letters that none of them has.
#[derive(Default)]
pub(crate) struct Cabinet {
    fonts: HashMap<Cut, Option<Font>>,
    pub(crate) lacking: BTreeSet<char>,
}

impl Cabinet {
    /// A line of a text, from left to right.
    pub(crate) fn line(&mut self, text: &Text, line: usize) -> (Vec<Stretch>, Vec<Inline>) {
        let (mut stretches, mut drawings) = (Vec::new(), Vec::new());
        let Some(line) = text.layout.get(line) else { return (stretches, drawings) };
        let mut done = None;
        for item in line.items() {
            match item {
                PositionedLayoutItem::GlyphRun(part) => {
                    // A run comes once for each of its looks, and is taken whole the first time.
                    if done != Some(part.run().index()) {
                        done = Some(part.run().index());
                        self.run(text, part.run(), part.offset(), &mut stretches);
                    }
                }
                PositionedLayoutItem::InlineBox(place) => drawings.push(Inline {
                    drawing: usize::try_from(place.id).unwrap_or(usize::MAX),
                    at: (place.x, place.y - line.metrics().baseline),
                    width: place.width,
                }),
            }
        }
        (stretches, drawings)
    }

    fn run(&mut self, text: &Text, run: &Run<'_, Brush>, mut x: f32, into: &mut Vec<Stretch>) {
        let Some(font) = self.font(run) else { return };
        let size = run.font_size();
        let mut stretch: Option<Stretch> = None;
        for cluster in run.visual_clusters() {
            let range = cluster.text_range();
            if cluster.is_ligature_continuation() {
                // It has no glyphs of its own.
                if let Some(glyph) = stretch.as_mut().and_then(|stretch| stretch.glyphs.last_mut()) {
                    glyph.text_range =
                        glyph.text_range.start.min(range.start)..glyph.text_range.end.max(range.end);
                }
                continue;
            }
            let letters = text.text.get(range.clone()).unwrap_or_default();
            let has_form = letters.chars().any(is_seen);
            if !has_form && !letters.chars().any(|c| c == ' ' || c == '\u{a0}') {
                // The end of a line, a joiner, a mark of direction.
                x += cluster.advance();
                into.extend(stretch.take());
                continue;
            }
            let brush = cluster.style().brush;
            for glyph in cluster.glyphs() {
                if glyph.id == 0 && has_form {
                    self.lacking.extend(letters.chars().filter(|c| is_seen(*c)));
                }
                if stretch.as_ref().is_some_and(|stretch| stretch.brush != brush) {
                    into.extend(stretch.take());
                }
                let stretch = stretch.get_or_insert_with(|| Stretch {
                    font: font.clone(),
                    size,
                    brush,
                    x,
                    width: 0.0,
                    glyphs: Vec::new(),
                });
                stretch.glyphs.push(KrillaGlyph::new(
                    GlyphId::new(glyph.id),
                    glyph.advance / size,
                    glyph.x / size,
                    // PDF counts upwards.
                    -glyph.y / size,
                    0.0,
                    range.clone(),
                    None,
                ));
                x += glyph.advance;
                stretch.width = x - stretch.x;
            }
        }
        into.extend(stretch);
    }

    fn font(&mut self, run: &Run<'_, Brush>) -> Option<Font> {
        let font = run.font();
        let synthesis = run.synthesis();
        let axes = synthesis.variation_settings().iter().map(|(tag, value)| (tag.into_bytes(), *value));
        let key =
            (font.data.id(), font.index, axes.clone().map(|(tag, value)| (tag, value.to_bits())).collect());
        let known = self.fonts.entry(key).or_insert_with(|| {
            let (data, _) = font.data.clone().into_raw_parts();
            let axes: Vec<(Tag, f32)> = axes.map(|(tag, value)| (Tag::new(&tag), value)).collect();
            Font::new_variable(data.into(), font.index, &axes)
        });
        known.clone()
    }
}

/// Whether a letter has a form. Signs that are not seen need none.
fn is_seen(c: char) -> bool {
    !c.is_control() && !c.is_whitespace() && !is_format(c)
}

/// Joiners, marks of direction and the like.
fn is_format(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}
