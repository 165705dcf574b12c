//! Do the two cover the need: per skill the level needed, and how far each of them reaches.

use super::axis::Axis;
use super::figure::{Figure, Table};
use super::key::Key;
use super::number::{on_scale, whole, whole_or_dash};
use super::svg::{Paint, Svg, Tone, Type, WIDTH};

const ROW: f64 = 29.0;
const BAR: f64 = 9.0;
const NAME: f64 = 264.0;
const LEFT: f64 = 278.0;
const RIGHT: f64 = WIDTH - 122.0;

/// The skills that are needed, and who covers them.
#[derive(Debug, Clone, PartialEq)]
pub struct Cover {
    /// The skills, from the top down.
    pub needs: Vec<Need>,
}

/// One skill, on 0–100.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// The skill's name.
    pub label: String,
    /// The level needed.
    pub level: f64,
    /// The CEO's level.
    pub ceo: Option<f64>,
    /// The candidate's level.
    pub candidate: Option<f64>,
}

/// Draws both people's level per skill against the level needed, and hatches what neither covers.
pub fn cover(id: &str, title: &str, data: &Cover) -> Figure {
    let mut svg = Svg::new(id, WIDTH);
    let axis = Axis::whole(LEFT, RIGHT);
    let top = draw_key(&mut svg);
    let bottom = top + ROW * data.needs.len().max(1) as f64;
    let height = axis.draw(&mut svg, top, bottom);
    let mut table = Table::with_headers(&["Skill", "#Level needed", "#CEO", "#Candidate", "Cover"]);
    for (i, need) in data.needs.iter().enumerate() {
        let reading = Reading::of(need);
        draw_need(&mut svg, &axis, top + ROW * (i as f64 + 0.5), &need.label, &reading);
        table.rows.push(vec![
            need.label.clone(),
            whole_or_dash(reading.level),
            whole_or_dash(reading.ceo),
            whole_or_dash(reading.candidate),
            reading.words(),
        ]);
    }
    let description = "Per skill, from 0 to 100: the CEO's bar above the candidate's, a tick at the level needed, and \
                       hatching where both fall short of it.";
    Figure::new(id, title, svg.finish(height, title, description), table)
}

/// A need with only what can be drawn.
struct Reading {
    level: Option<f64>,
    ceo: Option<f64>,
    candidate: Option<f64>,
}

impl Reading {
    fn of(need: &Need) -> Self {
        Self {
            level: on_scale(need.level),
            ceo: need.ceo.and_then(on_scale),
            candidate: need.candidate.and_then(on_scale),
        }
    }

    /// What lies between the better of the two and the level needed, where both are known.
    fn shared_gap(&self) -> Option<(f64, f64)> {
        let reach = self.ceo?.max(self.candidate?);
        self.level.filter(|&level| reach < level).map(|level| (reach, level))
    }

    fn words(&self) -> String {
        if let Some((from, to)) = self.shared_gap() {
            // The gap is the difference of the printed numbers.
            let gap = whole(whole_number(to) - whole_number(from));
            return format!("shared gap {gap}");
        }
        let reaches = |value: Option<f64>| value.zip(self.level).is_some_and(|(v, level)| v >= level);
        match (reaches(self.ceo), reaches(self.candidate)) {
            (true, true) => "both cover it",
            (true, false) => "CEO covers it",
            (false, true) => "candidate covers it",
            (false, false) => "not known",
        }
        .to_owned()
    }
}

/// A value as it is printed.
fn whole_number(value: f64) -> f64 {
    value.round_ties_even()
}

fn draw_key(svg: &mut Svg) -> f64 {
    let mut key = Key::new();
    key.entry(svg, "CEO", |svg, x, y| svg.rect(x - 8.0, y - BAR / 2.0, 16.0, BAR, ceo_paint()));
    key.entry(svg, "candidate", |svg, x, y| svg.rect(x - 8.0, y - BAR / 2.0, 16.0, BAR, candidate_paint()));
    key.entry(svg, "level needed", draw_level);
    key.entry(svg, "shared gap: neither covers it", |svg, x, y| {
        svg.hatch(x - 8.0, y - 7.0, 16.0, 14.0, Tone::Flag);
    });
    key.bottom()
}

fn ceo_paint() -> Paint {
    Paint::fill(Tone::Ceo).with_line(Tone::Ceo, 1.0)
}

fn candidate_paint() -> Paint {
    Paint::fill(Tone::Cand).with_line(Tone::Cand, 1.0)
}

fn draw_need(svg: &mut Svg, axis: &Axis, y: f64, label: &str, reading: &Reading) {
    svg.label(0.0, y, label, NAME, Type::BODY);
    let bars = [(reading.ceo, y - BAR - 1.0, ceo_paint()), (reading.candidate, y + 1.0, candidate_paint())];
    for (value, top, paint) in bars {
        match value {
            Some(value) => svg.rect(axis.left, top, axis.at(value) - axis.left, BAR, paint),
            None => svg.text(axis.left + 5.0, top + BAR / 2.0 + 2.5, "not known", Type::TINY.haloed()),
        }
    }
    if let Some((from, to)) = reading.shared_gap() {
        svg.hatch(axis.at(from), y - BAR - 1.0, axis.at(to) - axis.at(from), 2.0 * BAR + 2.0, Tone::Flag);
    }
    if let Some(level) = reading.level {
        if reading.shared_gap().is_none() {
            // Where a bar crosses the tick, an edge of paper sets it off.
            let x = axis.at(level);
            svg.line((x, y - BAR - 2.0), (x, y + BAR + 2.0), Paint::line(Tone::Paper, 5.0));
        }
        draw_level(svg, axis.at(level), y);
    }
    let tone = if reading.shared_gap().is_some() { Tone::Flag } else { Tone::Quiet };
    svg.text(RIGHT + 14.0, y, &reading.words(), Type::SMALL.tone(tone));
}

fn draw_level(svg: &mut Svg, x: f64, y: f64) {
    svg.line((x, y - 12.0), (x, y + 12.0), Paint::line(Tone::Ink, 2.2));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(ceo: Option<f64>, candidate: Option<f64>) -> Need {
        Need { label: "Finance".to_owned(), level: 70.0, ceo, candidate }
    }

    #[test]
    fn who_covers_the_need_is_said_in_words() {
        let words = |ceo, candidate| Reading::of(&need(ceo, candidate)).words();
        assert_eq!(words(Some(40.0), Some(58.0)), "shared gap 12");
        assert_eq!(words(Some(70.0), Some(58.0)), "CEO covers it");
        assert_eq!(words(Some(20.0), Some(90.0)), "candidate covers it");
        assert_eq!(words(Some(75.0), Some(90.0)), "both cover it");
        assert_eq!(words(None, Some(10.0)), "not known");
        assert_eq!(words(None, Some(80.0)), "candidate covers it");
    }

    #[test]
    fn only_shared_gaps_are_hatched() {
        let draw = |ceo, candidate| cover("c", "One gap", &Cover { needs: vec![need(ceo, candidate)] }).svg;
        let hatches = |svg: &str| svg.matches("<path").count();
        assert_eq!(hatches(&draw(Some(90.0), Some(20.0))), 1, "the key's");
        assert_eq!(hatches(&draw(Some(10.0), Some(20.0))), 2);
    }
}
