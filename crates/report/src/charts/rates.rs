//! The rate of each group with its interval, and the rate of everybody.

use super::axis::Axis;
use super::figure::{Figure, Table};
use super::key::{Key, draw_name};
use super::number::{Interval, MISSING, on_scale, whole, whole_or_dash};
use super::svg::{Paint, Svg, Tone, Type, WIDTH};

const ROW: f64 = 32.0;
const NAME: f64 = 220.0;
const LEFT: f64 = 236.0;
const RIGHT: f64 = WIDTH - 100.0;

/// Rates of groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Rates {
    /// The groups, from the top down.
    pub rows: Vec<RateRow>,
    /// The rate of everybody, drawn as a faint line.
    pub everybody: Option<f64>,
}

/// One group's rate, in percent.
#[derive(Debug, Clone, PartialEq)]
pub struct RateRow {
    /// The group.
    pub name: String,
    /// Its rate; none where it is not shown.
    pub rate: Option<f64>,
    /// The 95% interval.
    pub interval: Option<Interval>,
}

/// Draws each group's rate as a disc on its interval, one row each, on one scale.
pub fn rates(id: &str, title: &str, data: &Rates) -> Figure {
    let mut svg = Svg::new(id, WIDTH);
    let rows: Vec<RateRow> = data.rows.iter().map(RateRow::drawable).collect();
    let everybody = data.everybody.and_then(on_scale);
    let ends = |row: &RateRow| row.interval.map(|i| [i.low, i.high]).into_iter().flatten();
    let values = rows.iter().flat_map(|row| row.rate.into_iter().chain(ends(row))).chain(everybody);
    let axis = Axis::around(values, LEFT, RIGHT);
    let top = draw_key(&mut svg, everybody.is_some());
    let bottom = top + ROW * rows.len().max(1) as f64;
    let height = axis.draw(&mut svg, top, bottom);
    if let Some(rate) = everybody {
        let x = axis.at(rate);
        svg.line((x, top), (x, bottom), Paint::line(Tone::Quiet, 1.0).with_dash("1.5 3"));
    }
    for (i, row) in rows.iter().enumerate() {
        draw_row(&mut svg, &axis, row, top + ROW * (i as f64 + 0.5));
    }
    let description = format!(
        "One row per group, in percent: the share that scored above the median, and its 95% interval. {}",
        rows.iter().map(RateRow::words).collect::<Vec<_>>().join(" ")
    );
    Figure::new(id, title, svg.finish(height, title, &description), table(&rows, everybody))
}

impl RateRow {
    /// The row with only what can be drawn.
    fn drawable(&self) -> Self {
        Self {
            name: self.name.clone(),
            rate: self.rate.and_then(on_scale),
            interval: self.interval.and_then(Interval::on_scale),
        }
    }

    fn range(&self) -> String {
        self.interval.map_or_else(|| MISSING.to_owned(), Interval::words)
    }

    fn words(&self) -> String {
        format!("{}: {} ({}).", self.name, whole_or_dash(self.rate), self.range())
    }
}

fn draw_key(svg: &mut Svg, has_everybody: bool) -> f64 {
    let mut key = Key::new();
    key.entry(svg, "share above the median, %", draw_rate);
    key.entry(svg, "95% interval", |svg, x, y| draw_range(svg, x - 8.0, x + 8.0, y));
    if has_everybody {
        key.entry(svg, "everybody", |svg, x, y| {
            svg.line((x, y - 8.0), (x, y + 8.0), Paint::line(Tone::Quiet, 1.0).with_dash("1.5 3"));
        });
    }
    key.bottom()
}

fn draw_row(svg: &mut Svg, axis: &Axis, row: &RateRow, y: f64) {
    draw_name(svg, y, &row.name, NAME, row.rate.is_none());
    if let Some(interval) = row.interval {
        draw_range(svg, axis.at(interval.low), axis.at(interval.high), y);
    }
    if let Some(rate) = row.rate {
        draw_rate(svg, axis.at(rate), y);
    }
    svg.text(RIGHT + 40.0, y, &whole_or_dash(row.rate), Type::BODY.bold().end());
    let range = if row.interval.is_some() { row.range() } else { "not shown".to_owned() };
    svg.text(WIDTH, y, &range, Type::TINY.end());
}

fn draw_range(svg: &mut Svg, low: f64, high: f64, y: f64) {
    svg.rect(low, y - 5.0, (high - low).max(1.0), 10.0, Paint::fill(Tone::Band).with_line(Tone::Quiet, 1.0));
}

fn draw_rate(svg: &mut Svg, x: f64, y: f64) {
    svg.circle((x, y), 4.0, Paint::fill(Tone::Ink).with_line(Tone::Paper, 1.2));
}

fn table(rows: &[RateRow], everybody: Option<f64>) -> Table {
    let mut table = Table::with_headers(&["Group", "#Above the median, %", "#95% interval"]);
    for row in rows {
        table.rows.push(vec![row.name.clone(), whole_or_dash(row.rate), row.range()]);
    }
    if let Some(rate) = everybody {
        table.rows.push(vec!["everybody".to_owned(), whole(rate), MISSING.to_owned()]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_is_drawn() {
        let shown = RateRow {
            name: "women".to_owned(),
            rate: Some(42.0),
            interval: Some(Interval { low: 30.0, high: 55.0 }),
        };
        let hidden = RateRow { name: "others".to_owned(), rate: None, interval: None };
        let figure = rates("r", "Rates", &Rates { rows: vec![shown, hidden], everybody: Some(50.0) });
        assert_eq!(figure.table.rows[0], ["women", "42", "30–55"]);
        assert_eq!(figure.table.rows[2][..2], ["everybody", "50"]);
        assert!(figure.svg.contains(">30–55</text>") && figure.svg.contains(">not shown</text>"));
    }
}
