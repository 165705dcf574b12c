//! What to look for: the band of values that fit one person best, dimension by dimension.

use super::axis::Axis;
use super::dumbbell::{HEADING, LEFT, NAME, RIGHT, ROW, Standing, draw_band, draw_ideal};
use super::figure::{Figure, Table};
use super::key::{Key, draw_ceo};
use super::number::{Interval, MISSING, on_scale, whole_or_dash};
use super::svg::{Svg, Tone, Type, WIDTH};

/// The ideal counterpart of a CEO.
#[derive(Debug, Clone, PartialEq)]
pub struct Bands {
    /// The dimensions under their headings, from the top down.
    pub groups: Vec<BandGroup>,
}

/// Dimensions that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct BandGroup {
    /// Their heading.
    pub heading: String,
    /// The dimensions.
    pub rows: Vec<BandRow>,
}

/// One dimension, on 0–100.
#[derive(Debug, Clone, PartialEq)]
pub struct BandRow {
    /// The dimension's name.
    pub label: String,
    /// The CEO's value.
    pub ceo: Standing,
    /// The band of a counterpart's values that fit nearly as well as the best.
    pub band: Interval,
    /// The best value of a counterpart.
    pub ideal: f64,
}

impl BandRow {
    /// Where the band is, seen from the CEO; a value that stands in for a missing one is nowhere.
    fn side(&self) -> &'static str {
        match self.ceo.value.and_then(on_scale) {
            None => "not known",
            Some(_) if self.ceo.is_assumed => "not measured",
            Some(value) if value < self.band.low => "more",
            Some(value) if value > self.band.high => "less",
            Some(_) => "alike will do",
        }
    }
}

/// Draws the CEO on each dimension and the band in which a counterpart fits best, and says whether that is more or
/// less than the CEO has.
pub fn bands(id: &str, title: &str, data: &Bands) -> Figure {
    let mut svg = Svg::new(id, WIDTH);
    let axis = Axis::whole(LEFT, RIGHT);
    let mut table =
        Table::with_headers(&["Dimension", "Group", "#CEO", "#Ideal", "#Ideal band", "Than the CEO"]);
    let mut y = draw_key(&mut svg, data);
    for group in data.groups.iter().filter(|group| !group.rows.is_empty()) {
        svg.label(0.0, y + HEADING / 2.0, &group.heading, WIDTH, Type::BODY.bold());
        y += HEADING;
        let next = axis.draw(&mut svg, y, y + ROW * group.rows.len() as f64);
        for (i, row) in group.rows.iter().enumerate() {
            draw_row(&mut svg, &axis, y + ROW * (i as f64 + 0.5), row);
            table.rows.push(cells(&group.heading, row));
        }
        y = next + 4.0;
    }
    let description = "Per dimension, from 0 to 100: the CEO as a filled disc, and the band in which a counterpart \
                       fits this CEO best.";
    Figure::new(id, title, svg.finish(y, title, description), table)
}

fn draw_key(svg: &mut Svg, data: &Bands) -> f64 {
    let mut key = Key::new();
    key.entry(svg, "CEO", |svg, x, y| draw_ceo(svg, x, y, false));
    key.entry(svg, "best fit for this CEO, and the band that comes close", |svg, x, y| {
        draw_band(svg, x - 8.0, x + 8.0, y);
        draw_ideal(svg, x, y);
    });
    if data.groups.iter().flat_map(|group| &group.rows).any(|row| row.ceo.is_assumed) {
        key.entry(svg, "dashed: not measured, assumed", |svg, x, y| draw_ceo(svg, x, y, true));
    }
    key.bottom()
}

fn draw_row(svg: &mut Svg, axis: &Axis, y: f64, row: &BandRow) {
    svg.label(0.0, y, &row.label, NAME, Type::BODY);
    if let Some(band) = row.band.on_scale() {
        draw_band(svg, axis.at(band.low), axis.at(band.high), y);
    }
    if let Some(ideal) = on_scale(row.ideal) {
        draw_ideal(svg, axis.at(ideal), y);
    }
    if let Some(ceo) = row.ceo.value.and_then(on_scale) {
        draw_ceo(svg, axis.at(ceo), y, row.ceo.is_assumed);
    }
    let side = row.side();
    let tone = if matches!(side, "more" | "less") { Tone::Ink } else { Tone::Quiet };
    svg.text(RIGHT + 18.0, y, side, Type::SMALL.tone(tone));
}

fn cells(heading: &str, row: &BandRow) -> Vec<String> {
    let ceo = row.ceo.value.and_then(on_scale);
    let assumed = if row.ceo.is_assumed && ceo.is_some() { " (assumed)" } else { "" };
    vec![
        row.label.clone(),
        heading.to_owned(),
        format!("{}{assumed}", whole_or_dash(ceo)),
        whole_or_dash(on_scale(row.ideal)),
        row.band.on_scale().map_or_else(|| MISSING.to_owned(), Interval::words),
        row.side().to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(ceo: Option<f64>, is_assumed: bool) -> BandRow {
        BandRow {
            label: "Operations".to_owned(),
            ceo: Standing { value: ceo, is_assumed },
            band: Interval { low: 60.0, high: 80.0 },
            ideal: 70.0,
        }
    }

    #[test]
    fn where_the_band_lies_is_said_in_words() {
        let side = |ceo, is_assumed| row(ceo, is_assumed).side();
        assert_eq!(side(Some(59.0), false), "more");
        assert_eq!(side(Some(60.0), false), "alike will do");
        assert_eq!(side(Some(81.0), false), "less");
        assert_eq!(side(Some(50.0), true), "not measured");
        assert_eq!(side(None, false), "not known");
        assert_eq!(side(Some(f64::NAN), false), "not known");
    }

    #[test]
    fn the_table_has_a_row_for_each_dimension() {
        let rows = vec![row(Some(35.0), true), row(Some(62.0), false)];
        let figure = bands(
            "b",
            "More on one",
            &Bands { groups: vec![BandGroup { heading: "Skills".to_owned(), rows }] },
        );
        assert_eq!(
            figure.table.rows[0],
            ["Operations", "Skills", "35 (assumed)", "70", "60–80", "not measured"]
        );
        assert_eq!(figure.table.rows.len(), 2);
        assert!(figure.svg.contains("alike will do"));
    }
}
