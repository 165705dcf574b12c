//! Do raters agree: every rating of one dimension as a dot, by source.

use super::axis::Axis;
use super::figure::{Figure, Table};
use super::key::Key;
use super::number::{MISSING, on_scale, whole};
use super::svg::{Paint, Svg, Tone, Type, WIDTH};

const NAME: f64 = 168.0;
const LEFT: f64 = 182.0;
const RIGHT: f64 = WIDTH - 76.0;
const RADIUS: f64 = 4.2;
/// Dots nearer than this are stacked.
const TOUCH: f64 = 2.0 * RADIUS + 1.0;
/// From this many dots in one place on, they overlap, so that the row does not grow.
const STACK: f64 = 6.0;

/// The ratings of a person on one dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct Raters {
    /// The sources, from the top down.
    pub sources: Vec<Source>,
    /// Whether the marks are explained; in a row of such charts the first one does.
    pub has_key: bool,
}

/// The ratings from one source.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The source in words, such as “direct reports”.
    pub label: String,
    /// The ratings, on 0–100.
    pub ratings: Vec<f64>,
}

/// Draws every rating as a dot, each source in its row with its mean and how many ratings there are.
/// Equal ratings are stacked, none hides another.
pub fn raters(id: &str, title: &str, data: &Raters) -> Figure {
    let mut svg = Svg::new(id, WIDTH);
    let axis = Axis::whole(LEFT, RIGHT);
    let top = if data.has_key { draw_key(&mut svg) } else { 4.0 };
    let mut table =
        Table::with_headers(&["Source", "#Ratings", "#Mean", "#Lowest", "#Highest", "Each rating"]);
    let rows: Vec<Reading> = data.sources.iter().map(|s| Reading::of(s, &axis)).collect();
    let bottom = top + rows.iter().map(Reading::height).sum::<f64>();
    let height = axis.draw(&mut svg, top, bottom.max(top + 28.0));
    let mut y = top;
    for row in &rows {
        row.draw(&mut svg, &axis, y + row.height() / 2.0);
        table.rows.push(row.cells());
        y += row.height();
    }
    let description =
        "One row per source of ratings, from 0 to 100: each rating a dot, a tick at their mean.";
    Figure::new(id, title, svg.finish(height, title, description), table)
}

fn draw_key(svg: &mut Svg) -> f64 {
    let mut key = Key::new();
    key.entry(svg, "one rating", draw_dot);
    key.entry(svg, "mean of the source", |svg, x, y| draw_mean(svg, x, y, 9.0));
    key.bottom()
}

/// A source's ratings in ascending order, each with its place in a stack.
struct Reading<'a> {
    label: &'a str,
    ratings: Vec<f64>,
    levels: Vec<usize>,
}

impl<'a> Reading<'a> {
    fn of(source: &'a Source, axis: &Axis) -> Self {
        let mut ratings: Vec<f64> = source.ratings.iter().filter_map(|r| on_scale(*r)).collect();
        ratings.sort_by(f64::total_cmp);
        let levels = stack(&ratings.iter().map(|r| axis.at(*r)).collect::<Vec<_>>());
        Self { label: &source.label, ratings, levels }
    }

    fn mean(&self) -> Option<f64> {
        (!self.ratings.is_empty()).then(|| self.ratings.iter().sum::<f64>() / self.ratings.len() as f64)
    }

    fn levels(&self) -> usize {
        self.levels.iter().max().map_or(1, |level| level + 1)
    }

    fn height(&self) -> f64 {
        ((self.levels() as f64).min(STACK) * TOUCH + 12.0).max(26.0)
    }

    /// How far apart the dots of a stack are.
    fn pitch(&self) -> f64 {
        TOUCH.min((STACK - 1.0) * TOUCH / (self.levels() as f64 - 1.0).max(1.0))
    }

    fn draw(&self, svg: &mut Svg, axis: &Axis, y: f64) {
        svg.label(0.0, y, self.label, NAME, Type::BODY);
        svg.line((axis.left, y), (axis.right, y), Paint::line(Tone::Rule, 1.0));
        let middle = (self.levels() - 1) as f64 / 2.0;
        for (&rating, &level) in self.ratings.iter().zip(&self.levels) {
            draw_dot(svg, axis.at(rating), y + (middle - level as f64) * self.pitch());
        }
        if let Some(mean) = self.mean() {
            draw_mean(svg, axis.at(mean), y, self.height() / 2.0 - 3.0);
        }
        let count = match self.ratings.len() {
            0 => "none".to_owned(),
            n => format!("n = {n}"),
        };
        svg.text(RIGHT + 18.0, y, &count, Type::SMALL);
    }

    fn cells(&self) -> Vec<String> {
        let or_dash = |v: Option<f64>| v.map_or_else(|| MISSING.to_owned(), whole);
        vec![
            self.label.to_owned(),
            self.ratings.len().to_string(),
            or_dash(self.mean()),
            or_dash(self.ratings.first().copied()),
            or_dash(self.ratings.last().copied()),
            self.ratings.iter().map(|r| whole(*r)).collect::<Vec<_>>().join(", "),
        ]
    }
}

/// The level of each dot: the lowest on which it touches no dot to its left.
fn stack(positions: &[f64]) -> Vec<usize> {
    let mut ends: Vec<f64> = Vec::new();
    let mut levels = Vec::with_capacity(positions.len());
    for &x in positions {
        let free = ends.iter().position(|&end| x - end >= TOUCH);
        let level = free.unwrap_or(ends.len());
        if level == ends.len() {
            ends.push(x);
        } else {
            ends[level] = x;
        }
        levels.push(level);
    }
    levels
}

fn draw_dot(svg: &mut Svg, x: f64, y: f64) {
    svg.circle((x, y), RADIUS, Paint::fill(Tone::Quiet).with_fill_opacity(0.35).with_line(Tone::Quiet, 1.2));
}

fn draw_mean(svg: &mut Svg, x: f64, y: f64, half: f64) {
    svg.line((x, y - half), (x, y + half), Paint::line(Tone::Ink, 2.0));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_ratings_are_stacked() {
        assert_eq!(stack(&[10.0, 10.0, 12.0, 30.0]), [0, 1, 2, 0]);
        assert_eq!(stack(&[5.0; 4]), [0, 1, 2, 3]);
    }

    #[test]
    fn the_table_says_what_is_drawn() {
        let peers = Source { label: "Peers".to_owned(), ratings: vec![60.0, 40.0, f64::NAN, 50.0] };
        let none = Source { label: "Tests".to_owned(), ratings: Vec::new() };
        let figure = raters("r", "Peers agree", &Raters { sources: vec![peers, none], has_key: true });
        assert_eq!(figure.table.rows[0], ["Peers", "3", "50", "40", "60", "40, 50, 60"]);
        assert_eq!(figure.table.rows[1], ["Tests", "0", "–", "–", "–", ""]);
        assert!(figure.svg.contains(">n = 3</text>") && figure.svg.contains(">none</text>"));
    }
}
