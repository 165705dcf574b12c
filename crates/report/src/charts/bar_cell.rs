//! A bar in a table's cell.

use super::axis::Axis;
use super::figure::{Figure, Table};
use super::number::{Interval, MISSING, on_scale, whole, whole_or_dash};
use super::svg::{Paint, Svg, Tone, Type};

const WIDTH: f64 = 104.0;
const HEIGHT: f64 = 18.0;
const MIDDLE: f64 = HEIGHT / 2.0;

/// One value for a cell, on 0–100.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BarCell {
    /// The value; without one the cell shows a dash.
    pub value: Option<f64>,
    /// The range around it, drawn as a whisker.
    pub interval: Option<Interval>,
    /// Whether too little was measured for it to be more than provisional: drawn hollow and dashed.
    pub is_provisional: bool,
}

/// Draws a bar from zero with its whisker, on a scale of 0–100 that all cells share. The cell prints
/// the number itself.
pub fn bar_cell(id: &str, title: &str, data: &BarCell) -> Figure {
    let mut svg = Svg::new(id, WIDTH);
    let axis = Axis::whole(1.0, WIDTH - 1.0);
    let value = data.value.and_then(on_scale);
    let interval = data.interval.and_then(Interval::on_scale);
    match value {
        Some(value) => {
            svg.line((axis.left, MIDDLE), (axis.right, MIDDLE), Paint::line(Tone::Rule, 1.0));
            draw_bar(&mut svg, axis, value, data.is_provisional);
        }
        None => svg.text(axis.left, MIDDLE, MISSING, Type::BODY.tone(Tone::Quiet)),
    }
    if let Some(interval) = interval {
        draw_whisker(&mut svg, axis.at(interval.low), axis.at(interval.high));
    }
    let mut table = Table::with_headers(&["#Value", "#Interval", "Standing"]);
    let standing = if data.is_provisional { "not enough known" } else { "" };
    let range = interval.map_or_else(|| MISSING.to_owned(), Interval::words);
    table.rows.push(vec![whole_or_dash(value), range, standing.to_owned()]);
    let svg = svg.finish_cell(HEIGHT, title, &describe(value, interval, data.is_provisional));
    Figure::new(id, title, svg, table)
}

fn draw_bar(svg: &mut Svg, axis: Axis, value: f64, is_provisional: bool) {
    let (left, width) = (axis.at(0.0), axis.at(value) - axis.at(0.0));
    // A value of zero is a mark, not nothing.
    let width = width.max(1.5);
    if is_provisional {
        let paint = Paint::fill(Tone::Paper).with_line(Tone::Cand, 1.4).with_dash("3 2");
        svg.rect(left, MIDDLE - 5.0, width, 10.0, paint);
    } else {
        svg.rect(left, MIDDLE - 5.0, width, 10.0, Paint::fill(Tone::Cand));
    }
}

/// The interval, edged in paper so that it stands out from the bar.
fn draw_whisker(svg: &mut Svg, low: f64, high: f64) {
    for (tone, width) in [(Tone::Paper, 3.6), (Tone::Ink, 1.4)] {
        let paint = Paint::line(tone, width);
        svg.line((low, MIDDLE), (high, MIDDLE), paint);
        for end in [low, high] {
            svg.line((end, MIDDLE - 3.0), (end, MIDDLE + 3.0), paint);
        }
    }
}

fn describe(value: Option<f64>, interval: Option<Interval>, is_provisional: bool) -> String {
    let Some(value) = value else { return "No value.".to_owned() };
    let range = interval.map(|i| format!(", interval {}", i.words())).unwrap_or_default();
    let word = if is_provisional { ", not enough known" } else { "" };
    format!("{} of 100{range}{word}.", whole(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_starts_at_zero_and_is_as_long_as_its_value() {
        let figure =
            bar_cell("c", "Trust", &BarCell { value: Some(50.0), interval: None, is_provisional: false });
        assert!(figure.svg.contains("<rect x=\"1.0\" y=\"4.0\" width=\"51.0\""), "{}", figure.svg);
        assert_eq!(figure.table.rows, [["50", "–", ""]]);
    }

    #[test]
    fn a_missing_value_is_a_dash_not_a_zero() {
        let data = BarCell { value: Some(f64::NAN), interval: None, is_provisional: false };
        let figure = bar_cell("c", "Trust", &data);
        assert!(!figure.svg.contains("<rect") && figure.svg.contains("No value."));
    }
}
