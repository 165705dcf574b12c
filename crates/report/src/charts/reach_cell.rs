//! A bar in a table's cell with a tick at the level that is needed.

use super::axis::Axis;
use super::figure::{Figure, Table};
use super::number::{on_scale, whole_or_dash};
use super::svg::{Paint, Svg, Tone};

const WIDTH: f64 = 168.0;
const HEIGHT: f64 = 18.0;
const MIDDLE: f64 = HEIGHT / 2.0;

/// How far somebody reaches, and what is needed, on 0–100.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReachCell {
    /// The CEO's value.
    pub value: f64,
    /// The level needed.
    pub level: f64,
}

/// Draws a bar from zero and a tick at the level, on a scale of 0–100 that all cells share. The cells beside it print the
/// numbers.
pub fn reach_cell(id: &str, title: &str, data: &ReachCell) -> Figure {
    let mut svg = Svg::new(id, WIDTH);
    let axis = Axis::whole(1.0, WIDTH - 1.0);
    let (value, level) = (on_scale(data.value), on_scale(data.level));
    svg.line((axis.left, MIDDLE), (axis.right, MIDDLE), Paint::line(Tone::Rule, 1.0));
    if let Some(value) = value {
        // A value of zero is a mark, not nothing.
        let width = (axis.at(value) - axis.left).max(1.5);
        svg.rect(axis.left, MIDDLE - 4.5, width, 9.0, Paint::fill(Tone::Ceo));
    }
    if let Some(level) = level {
        let x = axis.at(level);
        svg.line((x, 1.0), (x, HEIGHT - 1.0), Paint::line(Tone::Ink, 1.8));
    }
    let mut table = Table::with_headers(&["#Value", "#Needed"]);
    table.rows.push(vec![whole_or_dash(value), whole_or_dash(level)]);
    let described = format!("{} of 100; {} is needed.", whole_or_dash(value), whole_or_dash(level));
    Figure::new(id, title, svg.finish_cell(HEIGHT, title, &described), table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_ends_at_the_value_and_the_tick_is_at_the_level() {
        let figure = reach_cell("r", "Process", &ReachCell { value: 50.0, level: 100.0 });
        assert!(figure.svg.contains("width=\"83.0\""), "{}", figure.svg);
        assert!(figure.svg.contains("x1=\"167.0\""), "{}", figure.svg);
        assert_eq!(figure.table.rows, [["50", "100"]]);
    }
}
