//! Alike or complementary: one rule's fit over every pair of CEO and candidate values.

use super::axis::Axis;
use super::contour::Grid;
use super::figure::{Figure, Table};
use super::key::{Key, draw_candidate};
use super::label::spread;
use super::number::{MISSING, on_scale, whole};
use super::svg::{Paint, Svg, Tone, Type, WIDTH};

const SIDE: f64 = 340.0;
const LEFT: f64 = 34.0;
const LABELS: f64 = LEFT + SIDE + 34.0;
const LABEL_GAP: f64 = 20.0;
/// Steps of the grid each way: fine enough that curves look smooth.
const STEPS: usize = 100;
/// The fits that get a line, of 100.
const LEVELS: [f64; 5] = [20.0, 40.0, 60.0, 80.0, 95.0];
/// Each level adds this much ink, so that better fits are further from the paper in either theme.
const SHADE: f64 = 0.075;

/// One rule of the model, and the people on it.
#[derive(Debug, Clone, PartialEq)]
pub struct ResponseSurface {
    /// The dimension that the CEO's axis shows.
    pub ceo_label: String,
    /// The dimension that the candidates' axis shows.
    pub candidate_label: String,
    /// The CEO's value on 0–100.
    pub ceo: f64,
    /// The candidates.
    pub points: Vec<SurfacePoint>,
}

/// A candidate on the surface.
#[derive(Debug, Clone, PartialEq)]
pub struct SurfacePoint {
    /// The candidate's name.
    pub name: String,
    /// The candidate's value on 0–100.
    pub value: f64,
}

/// Draws the fit of every pair of values as shades and labelled contour lines, with the candidates
/// along the CEO's value.
///
/// # Shapes and units
/// `fit` takes the CEO's and the candidate's value in [0, 1] and gives the fit in [0, 1], as the
/// model does.
///
/// # Missing values
/// A fit that is not finite counts as zero. A person without a value is not drawn.
pub fn response_surface(
    id: &str,
    title: &str,
    data: &ResponseSurface,
    fit: impl Fn(f64, f64) -> f64,
) -> Figure {
    let mut svg = Svg::new(id, WIDTH);
    let scale = STEPS as f64;
    let grid = Grid::sample(STEPS, |x, y| fit(x / scale, y / scale));
    let top = draw_key(&mut svg, &data.candidate_label);
    let surface = Surface {
        across: Axis::whole(LEFT, LEFT + SIDE),
        up: Axis::whole(top + SIDE, top),
        ceo: on_scale(data.ceo),
        points: data.points.iter().filter_map(|p| on_scale(p.value).map(|v| (p.name.as_str(), v))).collect(),
    };
    surface.draw_grid(&mut svg, &grid);
    surface.draw_axes(&mut svg, &data.ceo_label);
    surface.draw_people(&mut svg, &fit);
    let note = top + SIDE + 52.0;
    let words = "Model assumption: how this rule turns two values into a fit. It is not an observation.";
    svg.text(0.0, note, words, Type::SMALL.tone(Tone::Ink));
    let description = format!(
        "The fit from 0 to 100 for every CEO value, from left to right, and every candidate value, from the bottom \
         up, with lines of equal fit and the candidates along the CEO's value. {words}"
    );
    Figure::new(id, title, svg.finish(note + 12.0, title, &description), table(data, &fit))
}

/// The square with everything on it.
struct Surface<'a> {
    across: Axis,
    up: Axis,
    ceo: Option<f64>,
    points: Vec<(&'a str, f64)>,
}

impl Surface<'_> {
    fn place(&self, (column, row): (f64, f64)) -> (f64, f64) {
        let scale = 100.0 / STEPS as f64;
        (self.across.at(column * scale), self.up.at(row * scale))
    }

    /// Shades first, level on level, then the lines and their labels over all of them.
    fn draw_grid(&self, svg: &mut Svg, grid: &Grid) {
        let mut labels = self.taken_places();
        let mut contours = Vec::new();
        for level in LEVELS {
            let outlines = grid.outlines(level / 100.0);
            let placed = |line: &Vec<(f64, f64)>| line.iter().map(|p| self.place(*p)).collect::<Vec<_>>();
            let regions: Vec<_> = outlines.iter().map(placed).collect();
            svg.path(&regions, true, Paint::fill(Tone::Ink).with_fill_opacity(SHADE));
            let lines = outlines.iter().flat_map(|outline| grid.inner_lines(outline));
            contours.push((level, lines.map(|line| placed(&line)).collect::<Vec<_>>()));
        }
        for (_, lines) in &contours {
            svg.path(lines, false, Paint::line(Tone::Quiet, 1.0));
        }
        for (level, lines) in &contours {
            for line in lines {
                if let Some((x, y)) = label_place(line, &labels, |p| self.is_clear_of_edge(p)) {
                    svg.text(x, y, &whole(*level), Type::TINY.tone(Tone::Ink).middle().haloed());
                    labels.push((x, y));
                }
            }
        }
    }

    /// Where no contour label may go: along the CEO's line and the lines to the names.
    fn taken_places(&self) -> Vec<(f64, f64)> {
        let Some(ceo) = self.ceo else { return Vec::new() };
        let along = (0..=20).map(|i| (self.across.at(ceo), self.up.at(f64::from(i) * 5.0)));
        let names = self.points.iter().flat_map(|(_, value)| {
            let steps = (0..=20).map(move |i| ceo + (100.0 - ceo) * f64::from(i) / 20.0);
            steps.map(|x| (self.across.at(x), self.up.at(*value)))
        });
        along.chain(names).collect()
    }

    fn is_clear_of_edge(&self, (x, y): (f64, f64)) -> bool {
        let inside = |axis: &Axis, v: f64| {
            let (low, high) = (axis.left.min(axis.right), axis.left.max(axis.right));
            v > low + 12.0 && v < high - 12.0
        };
        inside(&self.across, x) && inside(&self.up, y)
    }

    fn draw_axes(&self, svg: &mut Svg, ceo_label: &str) {
        let (left, right, top, bottom) = (self.across.left, self.across.right, self.up.right, self.up.left);
        svg.rect(left, top, right - left, bottom - top, Paint::line(Tone::Quiet, 1.0));
        for tick in self.across.ticks() {
            let (x, y) = (self.across.at(tick), self.up.at(tick));
            svg.line((x, bottom), (x, bottom + 4.0), Paint::line(Tone::Quiet, 1.0));
            svg.text(x, bottom + 13.0, &whole(tick), Type::TINY.middle());
            svg.line((left - 4.0, y), (left, y), Paint::line(Tone::Quiet, 1.0));
            svg.text(left - 8.0, y, &whole(tick), Type::TINY.end());
        }
        svg.label(left, bottom + 30.0, &format!("CEO: {ceo_label} →"), SIDE, Type::SMALL);
    }

    fn draw_people(&self, svg: &mut Svg, fit: &impl Fn(f64, f64) -> f64) {
        let Some(ceo) = self.ceo else { return };
        let (x, top, bottom) = (self.across.at(ceo), self.up.right, self.up.left);
        svg.line((x, top), (x, bottom), Paint::line(Tone::Ceo, 1.6).with_dash("5 3"));
        svg.circle((x, bottom), 4.6, Paint::fill(Tone::Ceo));
        let wanted: Vec<f64> = self.points.iter().map(|(_, value)| self.up.at(*value)).collect();
        let placed = spread(&wanted, LABEL_GAP, top + 6.0, bottom - 6.0);
        let edge = self.across.right + 6.0;
        for (&y, &label) in wanted.iter().zip(&placed) {
            let line = vec![(x + 8.8, y), (edge, y), (LABELS - 6.0, label)];
            svg.path(&[line], false, Paint::line(Tone::Quiet, 0.7));
        }
        for ((&(name, value), &y), label) in self.points.iter().zip(&wanted).zip(placed) {
            svg.circle((x, y), 8.8, Paint::fill(Tone::Paper));
            draw_candidate(svg, x, y, false);
            svg.label(LABELS, label, name, WIDTH - LABELS - 34.0, Type::BODY);
            let fit = fit_of(fit, ceo, value).map_or_else(|| MISSING.to_owned(), whole);
            svg.text(WIDTH, label, &fit, Type::BODY.bold().end());
        }
        if !self.points.is_empty() {
            svg.text(WIDTH, top - 18.0, "fit", Type::TINY.end());
        }
    }
}

/// The fit of two values on 0–100, on 0–100.
fn fit_of(fit: &impl Fn(f64, f64) -> f64, ceo: f64, candidate: f64) -> Option<f64> {
    on_scale(fit(ceo / 100.0, candidate / 100.0) * 100.0)
}

/// A place for a label on a contour line: its middle, or the next best that is clear of the others.
/// Short lines have none.
fn label_place(
    line: &[(f64, f64)],
    taken: &[(f64, f64)],
    is_clear: impl Fn((f64, f64)) -> bool,
) -> Option<(f64, f64)> {
    let legs: Vec<f64> = line
        .windows(2)
        .map(|leg| {
            let (dx, dy) = (leg[1].0 - leg[0].0, leg[1].1 - leg[0].1);
            (dx * dx + dy * dy).sqrt()
        })
        .collect();
    let length: f64 = legs.iter().sum();
    if length < 50.0 {
        return None;
    }
    let at = |share: f64| {
        let mut rest = share * length;
        for (leg, ends) in legs.iter().zip(line.windows(2)) {
            if rest <= *leg {
                let t = if *leg > 0.0 { rest / leg } else { 0.0 };
                let (a, b) = (ends[0], ends[1]);
                return Some((a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1)));
            }
            rest -= leg;
        }
        line.last().copied()
    };
    let is_free = |p: &(f64, f64)| {
        taken.iter().all(|t| (t.0 - p.0).abs() > 20.0 || (t.1 - p.1).abs() > 12.0) && is_clear(*p)
    };
    [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9].into_iter().filter_map(at).find(is_free)
}

fn draw_key(svg: &mut Svg, candidate_label: &str) -> f64 {
    let mut key = Key::new();
    key.entry(svg, "CEO's value", |svg, x, y| {
        svg.line((x, y - 8.0), (x, y + 8.0), Paint::line(Tone::Ceo, 1.6).with_dash("5 3"));
    });
    key.entry(svg, "candidate", |svg, x, y| draw_candidate(svg, x, y, false));
    key.entry(svg, "line of equal fit; the stronger the shade, the better", |svg, x, y| {
        for i in 0..3 {
            let left = x - 9.0 + 6.0 * f64::from(i);
            let shade = Paint::fill(Tone::Ink).with_fill_opacity(SHADE * f64::from(2 * i + 1));
            svg.rect(left, y - 6.0, 6.0, 12.0, shade);
        }
        svg.line((x - 3.0, y - 8.0), (x - 3.0, y + 8.0), Paint::line(Tone::Quiet, 1.0));
    });
    let y = key.bottom() + 4.0;
    svg.label(0.0, y, &format!("Candidate: {candidate_label} ↑"), LEFT + SIDE, Type::SMALL);
    y + 18.0
}

fn table(data: &ResponseSurface, fit: &impl Fn(f64, f64) -> f64) -> Table {
    let mut table = Table::with_headers(&["Candidate", "#Candidate's value", "#CEO's value", "#Fit"]);
    let or_dash = |v: Option<f64>| v.map_or_else(|| MISSING.to_owned(), whole);
    let ceo = on_scale(data.ceo);
    for point in &data.points {
        let value = on_scale(point.value);
        let fit = ceo.zip(value).and_then(|(ceo, value)| fit_of(fit, ceo, value));
        table.rows.push(vec![point.name.clone(), or_dash(value), or_dash(ceo), or_dash(fit)]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(x: f64, y: f64) -> f64 {
        let d = (y - x) / 0.5;
        1.0 - (d * d).min(1.0)
    }

    fn data() -> ResponseSurface {
        ResponseSurface {
            ceo_label: "pace".to_owned(),
            candidate_label: "pace".to_owned(),
            ceo: 60.0,
            points: vec![SurfacePoint { name: "Ada".to_owned(), value: 85.0 }],
        }
    }

    #[test]
    fn the_surface_is_marked_as_an_assumption_and_the_fit_is_printed() {
        let figure = response_surface("s", "Alike is better", &data(), alike);
        assert!(figure.svg.contains("Model assumption"));
        assert_eq!(figure.table.rows[0], ["Ada", "85", "60", "75"]);
        assert!(figure.svg.contains(">75</text>"));
        for level in ["20", "40", "60", "80", "95"] {
            assert!(figure.svg.contains(&format!(">{level}</text>")), "no label for {level}");
        }
    }

    #[test]
    fn a_flat_or_broken_surface_is_drawn_without_lines() {
        for fit in [1.0, 0.0, f64::NAN] {
            let figure = response_surface("s", "Flat", &data(), |_, _| fit);
            assert!(!figure.svg.contains("NaN"));
        }
    }
}
