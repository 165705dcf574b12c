//! Weights in force beside those learnt from outcomes, with how firm the latter are.

use super::axis::Axis;
use super::figure::{Figure, Table};
use super::key::{Key, draw_candidate, draw_name};
use super::number::{Interval, MISSING, on_scale, whole, whole_or_dash};
use super::svg::{Paint, Svg, Tone, Type, WIDTH};

const ROW: f64 = 32.0;
const NAME: f64 = 220.0;
const LEFT: f64 = 236.0;
const RIGHT: f64 = WIDTH - 122.0;

/// Weights in force and learnt.
#[derive(Debug, Clone, PartialEq)]
pub struct Learnt {
    /// What has a weight, from the top down.
    pub rows: Vec<LearntRow>,
}

/// One weight, in points of 100.
#[derive(Debug, Clone, PartialEq)]
pub struct LearntRow {
    /// What has it.
    pub name: String,
    /// The weight in force.
    pub in_force: Option<f64>,
    /// The weight learnt.
    pub learnt: Option<f64>,
    /// Where nine in ten of the weights lie that are learnt when the cases are drawn anew.
    pub interval: Option<Interval>,
}

/// Draws each weight in force as a ring, the one learnt as a disc, and its range behind them.
pub fn learnt(id: &str, title: &str, data: &Learnt) -> Figure {
    let mut svg = Svg::new(id, WIDTH);
    let rows: Vec<Reading<'_>> = data.rows.iter().map(Reading::of).collect();
    let axis = Axis::around(rows.iter().flat_map(Reading::values), LEFT, RIGHT);
    let top = draw_key(&mut svg);
    let bottom = top + ROW * rows.len().max(1) as f64;
    let height = axis.draw(&mut svg, top, bottom);
    for (i, reading) in rows.iter().enumerate() {
        draw_row(&mut svg, &axis, reading, top + ROW * (i as f64 + 0.5));
    }
    let description = format!(
        "One row per weight, in points of 100: the weight in force, the weight learnt, and the range that holds nine in \
         ten of the weights learnt when the cases are drawn anew. {}",
        rows.iter().map(Reading::words).collect::<Vec<_>>().join(" ")
    );
    Figure::new(id, title, svg.finish(height, title, &description), table(&rows))
}

/// A row with only what can be drawn.
struct Reading<'a> {
    name: &'a str,
    in_force: Option<f64>,
    learnt: Option<f64>,
    interval: Option<Interval>,
}

impl<'a> Reading<'a> {
    fn of(row: &'a LearntRow) -> Self {
        Self {
            name: &row.name,
            in_force: row.in_force.and_then(on_scale),
            learnt: row.learnt.and_then(on_scale),
            interval: row.interval.and_then(Interval::on_scale),
        }
    }

    fn values(&self) -> impl Iterator<Item = f64> {
        let ends = self.interval.map(|i| [i.low, i.high]).into_iter().flatten();
        self.in_force.into_iter().chain(self.learnt).chain(ends)
    }

    fn range(&self) -> String {
        self.interval.map_or_else(|| MISSING.to_owned(), Interval::words)
    }

    fn words(&self) -> String {
        let (before, after) = (whole_or_dash(self.in_force), whole_or_dash(self.learnt));
        format!("{}: {before} in force, {after} learnt ({}).", self.name, self.range())
    }
}

fn draw_key(svg: &mut Svg) -> f64 {
    let mut key = Key::new();
    key.entry(svg, "in force", |svg, x, y| draw_candidate(svg, x, y, false));
    key.entry(svg, "learnt", draw_learnt);
    key.entry(svg, "nine in ten when the cases are drawn anew", |svg, x, y| {
        draw_range(svg, x - 8.0, x + 8.0, y);
    });
    key.bottom()
}

fn draw_row(svg: &mut Svg, axis: &Axis, reading: &Reading<'_>, y: f64) {
    draw_name(svg, y, reading.name, NAME, false);
    if let Some(interval) = reading.interval {
        draw_range(svg, axis.at(interval.low), axis.at(interval.high), y);
    }
    if let Some(learnt) = reading.learnt {
        draw_learnt(svg, axis.at(learnt), y);
    }
    if let Some(in_force) = reading.in_force {
        draw_candidate(svg, axis.at(in_force), y, false);
    }
    let change = match (reading.in_force, reading.learnt) {
        (Some(before), Some(after)) => format!("{} → {}", whole(before), whole(after)),
        _ => MISSING.to_owned(),
    };
    svg.text(RIGHT + 66.0, y, &change, Type::BODY.bold().end());
    svg.text(WIDTH, y, &reading.range(), Type::TINY.end());
}

fn draw_range(svg: &mut Svg, low: f64, high: f64, y: f64) {
    let paint = Paint::fill(Tone::Band).with_line(Tone::Quiet, 1.0);
    svg.rect(low, y - 5.0, (high - low).max(1.0), 10.0, paint);
}

fn draw_learnt(svg: &mut Svg, x: f64, y: f64) {
    svg.circle((x, y), 4.0, Paint::fill(Tone::Ink).with_line(Tone::Paper, 1.2));
}

fn table(rows: &[Reading<'_>]) -> Table {
    let mut table = Table::with_headers(&["Weight of", "#In force", "#Learnt", "#Nine in ten"]);
    for row in rows {
        table.rows.push(vec![
            row.name.to_owned(),
            whole_or_dash(row.in_force),
            whole_or_dash(row.learnt),
            row.range(),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_is_drawn() {
        let interval = Some(Interval { low: 11.0, high: 42.0 });
        let row = LearntRow { name: "Trust".to_owned(), in_force: Some(20.0), learnt: Some(31.0), interval };
        let figure = learnt("l", "Trust counts more", &Learnt { rows: vec![row] });
        assert_eq!(figure.table.rows[0], ["Trust", "20", "31", "11–42"]);
        assert!(figure.svg.contains(">20 → 31</text>") && figure.svg.contains(">11–42</text>"));
    }
}
