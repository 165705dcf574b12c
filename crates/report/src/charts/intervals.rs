//! How sure the scores are: one interval per candidate on one scale.

use super::axis::Axis;
use super::figure::{Figure, Table};
use super::key::{Key, draw_candidate, draw_name};
use super::number::{Interval, MISSING, on_scale, whole, whole_or_dash};
use super::svg::{Paint, Svg, Tone, Type, WIDTH};

const ROW: f64 = 32.0;
const NAME: f64 = 168.0;
const LEFT: f64 = 182.0;
const RIGHT: f64 = WIDTH - 100.0;

/// Scores with what is known about their precision.
#[derive(Debug, Clone, PartialEq)]
pub struct Intervals {
    /// The candidates, from the top down.
    pub rows: Vec<IntervalRow>,
    /// A score to compare with, drawn as a faint line.
    pub norm: Option<Norm>,
}

/// One candidate's score, on 0–100.
#[derive(Debug, Clone, PartialEq)]
pub struct IntervalRow {
    /// The candidate's name.
    pub name: String,
    /// The score.
    pub score: Option<f64>,
    /// The median of the simulated scores.
    pub median: Option<f64>,
    /// Their 5th to 95th percentile.
    pub interval: Option<Interval>,
    /// Whether too little was measured: drawn dashed and hollow, with the word.
    pub is_provisional: bool,
}

/// A score to compare with, such as the median of the reference population.
#[derive(Debug, Clone, PartialEq)]
pub struct Norm {
    /// What it is, in two or three words.
    pub label: String,
    /// Where it lies, on 0–100.
    pub value: f64,
}

/// Draws each candidate's 5–95% interval, median and score, one row each, on one scale.
pub fn intervals(id: &str, title: &str, data: &Intervals) -> Figure {
    let mut svg = Svg::new(id, WIDTH);
    let rows: Vec<Reading> = data.rows.iter().map(Reading::of).collect();
    let norm = data.norm.as_ref().and_then(|n| on_scale(n.value).map(|value| (n.label.as_str(), value)));
    let values = rows.iter().flat_map(Reading::values).chain(norm.map(|(_, value)| value));
    let axis = Axis::around(values, LEFT, RIGHT);
    let top = draw_key(&mut svg, rows.iter().any(|r| r.row.is_provisional), norm.map(|(label, _)| label));
    let bottom = top + ROW * rows.len().max(1) as f64;
    let height = axis.draw(&mut svg, top, bottom);
    if let Some((_, value)) = norm {
        let x = axis.at(value);
        svg.line((x, top), (x, bottom), Paint::line(Tone::Quiet, 1.0).with_dash("1.5 3"));
    }
    for (i, reading) in rows.iter().enumerate() {
        draw_row(&mut svg, &axis, reading, top + ROW * (i as f64 + 0.5));
    }
    let description = format!(
        "One row per candidate: score, median and the range that holds 90% of the simulated scores, on a \
         scale from {} to {}. {}",
        whole(axis.low),
        whole(axis.high),
        rows.iter().map(Reading::words).collect::<Vec<_>>().join(" ")
    );
    Figure::new(id, title, svg.finish(height, title, &description), table(&rows, norm))
}

/// A row with only what can be drawn.
struct Reading<'a> {
    row: &'a IntervalRow,
    score: Option<f64>,
    median: Option<f64>,
    interval: Option<Interval>,
}

impl<'a> Reading<'a> {
    fn of(row: &'a IntervalRow) -> Self {
        Self {
            row,
            score: row.score.and_then(on_scale),
            median: row.median.and_then(on_scale),
            interval: row.interval.and_then(Interval::on_scale),
        }
    }

    fn values(&self) -> impl Iterator<Item = f64> {
        let ends = self.interval.map(|i| [i.low, i.high]).into_iter().flatten();
        self.score.into_iter().chain(self.median).chain(ends)
    }

    fn range(&self) -> String {
        self.interval.map_or_else(|| MISSING.to_owned(), Interval::words)
    }

    fn words(&self) -> String {
        let word = if self.row.is_provisional { ", not enough known" } else { "" };
        format!("{}: {} ({}){word}.", self.row.name, whole_or_dash(self.score), self.range())
    }
}

fn draw_key(svg: &mut Svg, has_provisional: bool, norm: Option<&str>) -> f64 {
    let mut key = Key::new();
    key.entry(svg, "score", |svg, x, y| draw_score(svg, x, y, false));
    key.entry(svg, "5–95% of simulated scores", |svg, x, y| {
        draw_range(svg, x - 8.0, x + 8.0, y, false);
    });
    key.entry(svg, "median", draw_median);
    if has_provisional {
        key.wide_entry(svg, "not enough known", 34.0, |svg, x, y| {
            draw_range(svg, x - 13.0, x + 13.0, y, true);
            draw_score(svg, x, y, true);
        });
    }
    if let Some(label) = norm {
        key.entry(svg, label, |svg, x, y| {
            svg.line((x, y - 8.0), (x, y + 8.0), Paint::line(Tone::Quiet, 1.0).with_dash("1.5 3"));
        });
    }
    key.bottom()
}

fn draw_row(svg: &mut Svg, axis: &Axis, reading: &Reading<'_>, y: f64) {
    let is_provisional = reading.row.is_provisional;
    draw_name(svg, y, &reading.row.name, NAME, is_provisional);
    if let Some(interval) = reading.interval {
        draw_range(svg, axis.at(interval.low), axis.at(interval.high), y, is_provisional);
    }
    if let Some(median) = reading.median {
        draw_median(svg, axis.at(median), y);
    }
    if let Some(score) = reading.score {
        draw_score(svg, axis.at(score), y, is_provisional);
    }
    let right = RIGHT + 40.0;
    svg.text(right, y, &whole_or_dash(reading.score), Type::BODY.bold().end());
    let range = match reading.interval {
        Some(interval) => interval.words(),
        None => "no interval".to_owned(),
    };
    svg.text(WIDTH, y, &range, Type::TINY.end());
}

fn draw_range(svg: &mut Svg, low: f64, high: f64, y: f64, is_provisional: bool) {
    let (x, width) = (low, (high - low).max(1.0));
    let paint = if is_provisional {
        Paint::fill(Tone::Paper).with_line(Tone::Quiet, 1.2).with_dash("3 2.5")
    } else {
        Paint::fill(Tone::Band).with_line(Tone::Quiet, 1.0)
    };
    svg.rect(x, y - 5.0, width, 10.0, paint);
}

fn draw_median(svg: &mut Svg, x: f64, y: f64) {
    svg.line((x, y - 9.0), (x, y + 9.0), Paint::line(Tone::Ink, 1.6));
}

fn draw_score(svg: &mut Svg, x: f64, y: f64, is_provisional: bool) {
    if is_provisional {
        draw_candidate(svg, x, y, false);
    } else {
        svg.circle((x, y), 5.4, Paint::fill(Tone::Cand).with_line(Tone::Paper, 1.2));
    }
}

fn table(rows: &[Reading<'_>], norm: Option<(&str, f64)>) -> Table {
    let mut table = Table::with_headers(&["Candidate", "#Score", "#Median", "#5–95%", "Standing"]);
    for r in rows {
        let standing = if r.row.is_provisional { "not enough known" } else { "" };
        table.rows.push(vec![
            r.row.name.clone(),
            whole_or_dash(r.score),
            whole_or_dash(r.median),
            r.range(),
            standing.to_owned(),
        ]);
    }
    if let Some((label, value)) = norm {
        let dash = || MISSING.to_owned();
        table.rows.push(vec![label.to_owned(), whole(value), dash(), dash(), "for comparison".to_owned()]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, score: f64) -> IntervalRow {
        let interval = Some(Interval { low: score - 6.0, high: score + 5.0 });
        let (score, median) = (Some(score), Some(score - 0.4));
        IntervalRow { name: name.to_owned(), score, median, interval, is_provisional: false }
    }

    #[test]
    fn the_table_says_what_is_drawn() {
        let norm = Some(Norm { label: "reference median".to_owned(), value: 54.0 });
        let figure = intervals("i", "A leads", &Intervals { rows: vec![row("Ada", 72.0)], norm });
        assert_eq!(figure.table.rows[0], ["Ada", "72", "72", "66–77", ""]);
        assert_eq!(figure.table.rows[1][..2], ["reference median", "54"]);
        assert!(figure.svg.contains(">66–77</text>") && figure.svg.contains(">72</text>"));
    }

    #[test]
    fn provisional_rows_say_so() {
        let rows = vec![IntervalRow { is_provisional: true, interval: None, ..row("Ada", 72.0) }];
        let figure = intervals("i", "A leads", &Intervals { rows, norm: None });
        assert!(
            figure.svg.contains(">not enough known</text>") && figure.svg.contains(">no interval</text>")
        );
    }
}
