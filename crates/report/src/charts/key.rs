//! The key of a chart and the marks that mean the same in every chart.

use super::svg::{Paint, Svg, Tone, Type, WIDTH};

const LINE: f64 = 20.0;
/// Room for a mark before its word, from the left edge of the entry.
const MARK: f64 = 22.0;

/// The key above a drawing, laid out from the left and wrapped where a line is full.
#[derive(Debug)]
pub(super) struct Key {
    x: f64,
    y: f64,
}

impl Key {
    pub(super) const fn new() -> Self {
        Self { x: 0.0, y: 12.0 }
    }

    /// Adds an entry; `draw` is given the middle of the place for the mark.
    pub(super) fn entry(&mut self, svg: &mut Svg, text: &str, draw: impl FnOnce(&mut Svg, f64, f64)) {
        self.wide_entry(svg, text, MARK, draw);
    }

    /// Adds an entry whose mark needs more room before its word.
    pub(super) fn wide_entry(
        &mut self,
        svg: &mut Svg,
        text: &str,
        mark: f64,
        draw: impl FnOnce(&mut Svg, f64, f64),
    ) {
        // Widths are those of a usual font; some system fonts run wider, and nothing may be cut off.
        let width = mark + 1.13 * Type::SMALL.width(text);
        if self.x > 0.0 && self.x + width > WIDTH {
            (self.x, self.y) = (0.0, self.y + LINE);
        }
        draw(svg, self.x + mark / 2.0 - 3.0, self.y);
        svg.label(self.x + mark, self.y, text, WIDTH - mark, Type::SMALL);
        self.x += width + 16.0;
    }

    /// Where the drawing under the key begins.
    pub(super) fn bottom(&self) -> f64 {
        self.y + 18.0
    }
}

/// The CEO: a filled disc; where the value is only assumed, a small one in a dashed ring.
pub(super) fn draw_ceo(svg: &mut Svg, x: f64, y: f64, is_assumed: bool) {
    if is_assumed {
        svg.circle((x, y), 6.0, Paint::line(Tone::Ceo, 1.2).with_dash("2.2 1.8"));
        svg.circle((x, y), 2.5, Paint::fill(Tone::Ceo));
    } else {
        svg.circle((x, y), 4.6, Paint::fill(Tone::Ceo));
    }
}

/// A candidate: a ring; where the value is only assumed, a dashed one. Around a CEO's disc in the
/// same place both can be seen.
pub(super) fn draw_candidate(svg: &mut Svg, x: f64, y: f64, is_assumed: bool) {
    let paint = Paint::line(Tone::Cand, 2.4);
    if is_assumed {
        svg.circle((x, y), 6.6, paint.with_dash("2.6 2.2"));
    } else {
        svg.circle((x, y), 6.6, paint);
    }
}

/// A person's name at the left of a row, with a second line where not enough is known to rank them.
pub(super) fn draw_name(svg: &mut Svg, y: f64, name: &str, room: f64, is_provisional: bool) {
    if is_provisional {
        svg.label(0.0, y - 6.0, name, room, Type::BODY);
        svg.text(0.0, y + 8.0, "not enough known", Type::TINY);
    } else {
        svg.label(0.0, y, name, room, Type::BODY);
    }
}
