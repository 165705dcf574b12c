//! Where the two differ, and whether that is good: CEO and candidate per dimension over the ideal.

use super::axis::Axis;
use super::figure::{Figure, Table};
use super::key::{Key, draw_candidate, draw_ceo};
use super::number::{Interval, MISSING, on_scale, whole, whole_or_dash};
use super::svg::{Paint, Svg, Tone, Type, WIDTH};

pub(super) const ROW: f64 = 26.0;
pub(super) const HEADING: f64 = 26.0;
pub(super) const NAME: f64 = 284.0;
pub(super) const LEFT: f64 = 298.0;
pub(super) const RIGHT: f64 = WIDTH - 106.0;

/// The CEO and one candidate over the ideal counterpart.
#[derive(Debug, Clone, PartialEq)]
pub struct Dumbbell {
    /// The dimensions under their headings, from the top down.
    pub groups: Vec<DumbbellGroup>,
}

/// Dimensions that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct DumbbellGroup {
    /// Their heading.
    pub heading: String,
    /// The dimensions.
    pub rows: Vec<DumbbellRow>,
}

/// One dimension, on 0–100.
#[derive(Debug, Clone, PartialEq)]
pub struct DumbbellRow {
    /// The dimension's name.
    pub label: String,
    /// The CEO's value.
    pub ceo: Standing,
    /// The candidate's value.
    pub candidate: Standing,
    /// The range of plausible values of the candidate.
    pub interval: Option<Interval>,
    /// The band of candidate values that fit nearly as well as the best.
    pub band: Option<Interval>,
    /// The best candidate value.
    pub ideal: Option<f64>,
}

/// A person's value on a dimension.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// The value, where there is one.
    pub value: Option<f64>,
    /// Whether nobody measured it and the framework's prior stands in: drawn dashed.
    pub is_assumed: bool,
}

/// Draws CEO and candidate on each dimension over the band in which a candidate fits this CEO best,
/// and says on which side of the band the candidate is.
pub fn dumbbell(id: &str, title: &str, data: &Dumbbell) -> Figure {
    let mut svg = Svg::new(id, WIDTH);
    let axis = Axis::whole(LEFT, RIGHT);
    let mut table = Table::with_headers(&[
        "Dimension",
        "Group",
        "#CEO",
        "#Candidate",
        "#Interval",
        "#Ideal",
        "#Ideal band",
        "Candidate is",
    ]);
    let mut y = draw_key(&mut svg, data);
    for group in data.groups.iter().filter(|g| !g.rows.is_empty()) {
        svg.label(0.0, y + HEADING / 2.0, &group.heading, WIDTH, Type::BODY.bold());
        y += HEADING;
        let bottom = y + ROW * group.rows.len() as f64;
        let next = axis.draw(&mut svg, y, bottom);
        for (i, row) in group.rows.iter().enumerate() {
            let reading = Reading::of(row);
            draw_row(&mut svg, &axis, y + ROW * (i as f64 + 0.5), &reading);
            table.rows.push(cells(&group.heading, &reading));
        }
        y = next + 4.0;
    }
    let description = "Per dimension, from 0 to 100: the CEO as a filled disc, the candidate as a ring, and the band \
                       in which a candidate fits this CEO best.";
    Figure::new(id, title, svg.finish(y, title, description), table)
}

/// A row with only what can be drawn.
struct Reading<'a> {
    row: &'a DumbbellRow,
    ceo: Option<f64>,
    candidate: Option<f64>,
    interval: Option<Interval>,
    band: Option<Interval>,
    ideal: Option<f64>,
}

impl<'a> Reading<'a> {
    fn of(row: &'a DumbbellRow) -> Self {
        Self {
            row,
            ceo: row.ceo.value.and_then(on_scale),
            candidate: row.candidate.value.and_then(on_scale),
            interval: row.interval.and_then(Interval::on_scale),
            band: row.band.and_then(Interval::on_scale),
            ideal: row.ideal.and_then(on_scale),
        }
    }

    /// Where the candidate is, seen from the band; a value that stands in for a missing one is nowhere.
    fn side(&self) -> &'static str {
        match (self.candidate, self.band) {
            (Some(_), _) if self.row.candidate.is_assumed => "not measured",
            (Some(value), Some(band)) if value < band.low => "below",
            (Some(value), Some(band)) if value > band.high => "above",
            (Some(_), Some(_)) => "in band",
            (Some(_), None) => "no ideal",
            (None, _) => "not known",
        }
    }
}

fn draw_key(svg: &mut Svg, data: &Dumbbell) -> f64 {
    let mut key = Key::new();
    key.entry(svg, "CEO", |svg, x, y| draw_ceo(svg, x, y, false));
    key.entry(svg, "candidate", |svg, x, y| draw_candidate(svg, x, y, false));
    let rows = || data.groups.iter().flat_map(|g| &g.rows);
    if rows().any(|r| r.interval.is_some()) {
        key.entry(svg, "candidate's interval", |svg, x, y| draw_interval(svg, x - 8.0, x + 8.0, y - 9.0));
    }
    key.entry(svg, "best fit for this CEO, and the band that comes close", |svg, x, y| {
        draw_band(svg, x - 8.0, x + 8.0, y);
        draw_ideal(svg, x, y);
    });
    if rows().any(|r| r.ceo.is_assumed || r.candidate.is_assumed) {
        key.wide_entry(svg, "dashed: not measured, assumed", 38.0, |svg, x, y| {
            draw_ceo(svg, x - 9.0, y, true);
            draw_candidate(svg, x + 8.0, y, true);
        });
    }
    key.bottom()
}

fn draw_row(svg: &mut Svg, axis: &Axis, y: f64, reading: &Reading<'_>) {
    svg.label(0.0, y, &reading.row.label, NAME, Type::BODY);
    if let Some(band) = reading.band {
        draw_band(svg, axis.at(band.low), axis.at(band.high), y);
    }
    if let Some(ideal) = reading.ideal {
        draw_ideal(svg, axis.at(ideal), y);
    }
    if let Some(interval) = reading.interval {
        draw_interval(svg, axis.at(interval.low), axis.at(interval.high), y);
    }
    if let (Some(ceo), Some(candidate)) = (reading.ceo, reading.candidate) {
        let (from, to) = (axis.at(ceo), axis.at(candidate));
        let ring = if to >= from { -6.6 } else { 6.6 };
        if (to - from).abs() > 6.6 {
            svg.line((from, y), (to + ring, y), Paint::line(Tone::Quiet, 1.4));
        }
    }
    if let Some(candidate) = reading.candidate {
        draw_candidate(svg, axis.at(candidate), y, reading.row.candidate.is_assumed);
    }
    if let Some(ceo) = reading.ceo {
        draw_ceo(svg, axis.at(ceo), y, reading.row.ceo.is_assumed);
    }
    let side = reading.side();
    let tone = if matches!(side, "below" | "above") { Tone::Ink } else { Tone::Quiet };
    svg.text(RIGHT + 18.0, y, side, Type::SMALL.tone(tone));
}

pub(super) fn draw_band(svg: &mut Svg, low: f64, high: f64, y: f64) {
    // A band of one point is still to be seen.
    let (left, width) = if high - low < 3.0 { ((low + high) / 2.0 - 1.5, 3.0) } else { (low, high - low) };
    svg.rect(left, y - 9.0, width, 18.0, Paint::fill(Tone::Band));
    for x in [left, left + width] {
        svg.line((x, y - 9.0), (x, y + 9.0), Paint::line(Tone::Quiet, 0.8));
    }
}

pub(super) fn draw_ideal(svg: &mut Svg, x: f64, y: f64) {
    svg.line((x, y - 11.0), (x, y + 11.0), Paint::line(Tone::Ink, 1.6));
}

fn draw_interval(svg: &mut Svg, low: f64, high: f64, y: f64) {
    svg.line((low, y + 9.0), (high, y + 9.0), Paint::line(Tone::Cand, 1.6));
    for x in [low, high] {
        svg.line((x, y + 6.5), (x, y + 11.5), Paint::line(Tone::Cand, 1.6));
    }
}

fn cells(heading: &str, reading: &Reading<'_>) -> Vec<String> {
    let value = |value: Option<f64>, is_assumed: bool| {
        let word = if is_assumed && value.is_some() { " (assumed)" } else { "" };
        format!("{}{word}", whole_or_dash(value))
    };
    let range = |i: Option<Interval>| i.map_or_else(|| MISSING.to_owned(), Interval::words);
    let row = reading.row;
    vec![
        row.label.clone(),
        heading.to_owned(),
        value(reading.ceo, row.ceo.is_assumed),
        value(reading.candidate, row.candidate.is_assumed),
        range(reading.interval),
        reading.ideal.map_or_else(|| MISSING.to_owned(), whole),
        range(reading.band),
        reading.side().to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(candidate: Option<f64>, band: Option<Interval>) -> DumbbellRow {
        DumbbellRow {
            label: "Operations".to_owned(),
            ceo: Standing { value: Some(35.0), is_assumed: true },
            candidate: Standing { value: candidate, is_assumed: false },
            interval: None,
            band,
            ideal: Some(70.0),
        }
    }

    #[test]
    fn the_side_of_the_band_is_said_in_words() {
        let band = Some(Interval { low: 60.0, high: 80.0 });
        let side = |candidate, band| Reading::of(&row(candidate, band)).side();
        assert_eq!(side(Some(59.0), band), "below");
        assert_eq!(side(Some(60.0), band), "in band");
        assert_eq!(side(Some(81.0), band), "above");
        assert_eq!(side(Some(81.0), None), "no ideal");
        assert_eq!(side(None, band), "not known");
        let assumed = Standing { value: Some(50.0), is_assumed: true };
        let unmeasured = DumbbellRow { candidate: assumed, ..row(None, band) };
        assert_eq!(Reading::of(&unmeasured).side(), "not measured");
    }

    #[test]
    fn assumed_values_are_dashed_and_said_to_be_assumed() {
        let rows = vec![row(Some(62.0), None)];
        let data = Dumbbell { groups: vec![DumbbellGroup { heading: "Skills".to_owned(), rows }] };
        let figure = dumbbell("d", "Mostly inside the bands", &data);
        assert_eq!(figure.table.rows[0][2], "35 (assumed)");
        assert!(figure.svg.contains("stroke-dasharray") && figure.svg.contains("not measured, assumed"));
    }
}
