//! What would change the order: the scores against the weight of one pillar, a panel per pillar.

use super::axis::Axis;
use super::figure::{Figure, Table};
use super::key::Key;
use super::label::spread;
use super::number::{MISSING, on_scale, whole, whole_or_dash};
use super::svg::{Paint, Svg, Tone, Type, WIDTH};

const GUTTER: f64 = 24.0;
const SCALE: f64 = 26.0;
const LABELS: f64 = 104.0;
const LABEL_GAP: f64 = 13.0;
const HEADING: f64 = 36.0;
const CAPTION: f64 = 15.0;
/// Captions under a panel; further crossings are marked and stand in the table.
const CAPTIONS: usize = 3;

/// Every candidate has one dash pattern in all panels, so that lines can be told apart in grey.
const DASHES: [&str; 12] = [
    "none",
    "7 3",
    "2 2.5",
    "9 3 2 3",
    "4 2",
    "12 4",
    "2 5",
    "6 2 2 2 2 2",
    "1 2",
    "14 3 4 3",
    "5 5",
    "3 1.5",
];

/// How the scores move when the weight of a pillar does, the others keeping their proportions.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightSweep {
    /// The candidates' names.
    pub candidates: Vec<String>,
    /// One panel per pillar.
    pub panels: Vec<Sweep>,
}

/// The sweep of one pillar's weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Sweep {
    /// The pillar's name.
    pub pillar: String,
    /// Its weight today, in per cent.
    pub today: f64,
    /// Per candidate, in the order of the names: scores on 0–100 at evenly spaced weights from 0 to 100%.
    pub scores: Vec<Vec<f64>>,
    /// Where the leader changes, in any order.
    pub crossings: Vec<Crossing>,
}

/// A weight at which another candidate takes the lead.
#[derive(Debug, Clone, PartialEq)]
pub struct Crossing {
    /// The weight, in per cent.
    pub weight: f64,
    /// Who leads beyond it, seen from today's weight: an index into the candidates.
    pub leader: usize,
}

/// Draws small multiples on one scale of scores. The line of today's leader is the candidate hue,
/// those of others who lead at some weight are strong, the rest quiet; all are named at their end.
pub fn weight_sweep(id: &str, title: &str, data: &WeightSweep) -> Figure {
    let mut svg = Svg::new(id, WIDTH);
    let values = data.panels.iter().flat_map(|p| p.scores.iter().flatten()).filter_map(|v| on_scale(*v));
    let scores = Axis::around(values, 0.0, 1.0);
    let plot = (data.candidates.len() as f64 * LABEL_GAP + 4.0).max(136.0);
    let captions = data.panels.iter().map(|p| p.captions(&data.candidates).len()).max().unwrap_or(0);
    let height = HEADING + plot + 22.0 + captions as f64 * CAPTION + 18.0;
    let columns = if data.panels.len() == 1 { 1 } else { 2 };
    let width = (WIDTH - GUTTER * (columns - 1) as f64) / columns as f64;
    let top = draw_key(&mut svg);
    for (i, sweep) in data.panels.iter().enumerate() {
        let (left, top) = ((i % columns) as f64 * (width + GUTTER), top + (i / columns) as f64 * height);
        let panel = Panel {
            sweep,
            names: &data.candidates,
            weights: Axis::whole(left + SCALE, left + width - LABELS),
            scores,
            top: top + HEADING,
            bottom: top + HEADING + plot,
        };
        panel.draw(&mut svg, left, width);
    }
    let rows = data.panels.len().div_ceil(columns);
    let description = format!(
        "One panel per pillar: the scores from {} to {} against that pillar's weight from 0 to 100 per cent, with \
         today's weight and the weights at which the leader changes marked.",
        whole(scores.low),
        whole(scores.high)
    );
    Figure::new(id, title, svg.finish(top + rows as f64 * height, title, &description), table(data))
}

impl Sweep {
    /// A candidate's score at a weight, between the points given; nothing where they are missing.
    fn score_at(&self, candidate: usize, weight: f64) -> Option<f64> {
        let scores = self.scores.get(candidate).filter(|s| !s.is_empty())?;
        let place = on_scale(weight)? / 100.0 * (scores.len() - 1) as f64;
        let low = place.floor() as usize;
        let (a, b) = (scores[low], scores[(low + 1).min(scores.len() - 1)]);
        on_scale(a + (b - a) * (place - low as f64))
    }

    /// Who leads at a weight; the first in the order of the names where scores tie.
    fn leader_at(&self, weight: f64) -> Option<usize> {
        let scores = (0..self.scores.len()).filter_map(|c| self.score_at(c, weight).map(|s| (c, s)));
        scores.reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(candidate, _)| candidate)
    }

    /// The crossings that can be drawn, from the lowest weight up.
    fn drawn_crossings(&self) -> Vec<&Crossing> {
        let mut crossings: Vec<&Crossing> = self.crossings.iter().filter(|c| c.weight.is_finite()).collect();
        crossings.sort_by(|a, b| a.weight.total_cmp(&b.weight));
        crossings
    }

    /// Where somebody takes the lead, in words: “above 43%”.
    fn beyond(&self, crossing: &Crossing) -> String {
        let side = if crossing.weight < self.today { "below" } else { "above" };
        format!("{side} {}%", whole(crossing.weight.clamp(0.0, 100.0)))
    }

    fn captions(&self, names: &[String]) -> Vec<String> {
        let crossings = self.drawn_crossings();
        if crossings.is_empty() {
            return vec!["The leader is the same at every weight.".to_owned()];
        }
        let name = |c: &Crossing| names.get(c.leader).map_or(MISSING, String::as_str);
        let mut captions: Vec<String> = crossings
            .iter()
            .take(CAPTIONS)
            .map(|c| format!("{}: {} leads", self.beyond(c), name(c)))
            .collect();
        if crossings.len() > CAPTIONS {
            captions[CAPTIONS - 1] = format!("and {} more changes of leader", crossings.len() - CAPTIONS + 1);
        }
        captions
    }
}

/// One panel with its place.
struct Panel<'a> {
    sweep: &'a Sweep,
    names: &'a [String],
    weights: Axis,
    scores: Axis,
    top: f64,
    bottom: f64,
}

impl Panel<'_> {
    fn draw(&self, svg: &mut Svg, left: f64, width: f64) {
        svg.label(left, self.top - 27.0, &self.sweep.pillar, width, Type::BODY.bold());
        self.draw_grid(svg);
        self.draw_today(svg);
        let leader = self.sweep.leader_at(self.sweep.today);
        // The leader's line is drawn last, on top.
        let mut order: Vec<usize> = (0..self.names.len()).collect();
        order.sort_by_key(|&c| (Some(c) == leader, self.leads_somewhere(c)));
        for candidate in order {
            self.draw_line(svg, candidate, leader);
        }
        self.draw_labels(svg, leader);
        for crossing in self.sweep.drawn_crossings() {
            self.draw_crossing(svg, crossing);
        }
        for (i, caption) in self.sweep.captions(self.names).iter().enumerate() {
            let y = self.bottom + 32.0 + i as f64 * CAPTION;
            svg.label(self.weights.left, y, caption, width - SCALE, Type::TINY.tone(Tone::Ink));
        }
    }

    fn y(&self, score: f64) -> f64 {
        Axis { left: self.bottom, right: self.top, ..self.scores }.at(score)
    }

    fn leads_somewhere(&self, candidate: usize) -> bool {
        self.sweep.crossings.iter().any(|c| c.leader == candidate)
    }

    fn draw_grid(&self, svg: &mut Svg) {
        for score in self.scores.ticks() {
            let y = self.y(score);
            svg.line((self.weights.left, y), (self.weights.right, y), Paint::line(Tone::Rule, 1.0));
            svg.text(self.weights.left - 6.0, y, &whole(score), Type::TINY.end());
        }
        for weight in [0.0, 50.0, 100.0] {
            let x = self.weights.at(weight);
            svg.line((x, self.bottom), (x, self.bottom + 4.0), Paint::line(Tone::Quiet, 1.0));
            svg.text(x, self.bottom + 13.0, &format!("{}%", whole(weight)), Type::TINY.middle());
        }
    }

    fn draw_today(&self, svg: &mut Svg) {
        let Some(today) = on_scale(self.sweep.today) else { return };
        let x = self.weights.at(today);
        svg.line((x, self.top - 3.0), (x, self.bottom), Paint::line(Tone::Ink, 1.0).with_dash("2 2"));
        let text = format!("today {}%", whole(today));
        let half = Type::TINY.width(&text) / 2.0;
        let middle = x.clamp(self.weights.left + half - 8.0, self.weights.right - half + 8.0);
        svg.text(middle, self.top - 10.0, &text, Type::TINY.middle());
    }

    fn draw_line(&self, svg: &mut Svg, candidate: usize, leader: Option<usize>) {
        let Some(scores) = self.sweep.scores.get(candidate) else { return };
        let last = scores.len().saturating_sub(1).max(1) as f64;
        let mut pieces = vec![Vec::new()];
        for (i, &score) in scores.iter().enumerate() {
            match on_scale(score) {
                Some(score) => {
                    let point = (self.weights.at(i as f64 / last * 100.0), self.y(score));
                    pieces.last_mut().into_iter().for_each(|piece: &mut Vec<_>| piece.push(point));
                }
                None => pieces.push(Vec::new()),
            }
        }
        let paint = if Some(candidate) == leader {
            Paint::line(Tone::Cand, 2.6)
        } else if self.leads_somewhere(candidate) {
            Paint::line(Tone::Ink, 1.8)
        } else {
            Paint::line(Tone::Quiet, 1.2)
        };
        svg.path(&pieces, false, paint.with_dash(DASHES[candidate % DASHES.len()]));
    }

    fn draw_labels(&self, svg: &mut Svg, leader: Option<usize>) {
        let ends: Vec<(usize, f64)> = (0..self.names.len())
            .filter_map(|c| self.sweep.score_at(c, 100.0).map(|score| (c, self.y(score))))
            .collect();
        let wanted: Vec<f64> = ends.iter().map(|&(_, y)| y).collect();
        let placed = spread(&wanted, LABEL_GAP, self.top, self.bottom);
        for (&(candidate, end), y) in ends.iter().zip(placed) {
            let (right, x) = (self.weights.right, self.weights.right + 14.0);
            svg.line((right + 1.0, end), (x - 3.0, y), Paint::line(Tone::Quiet, 0.6));
            let style = if Some(candidate) == leader {
                Type::TINY.tone(Tone::Ink).bold()
            } else if self.leads_somewhere(candidate) {
                Type::TINY.tone(Tone::Ink)
            } else {
                Type::TINY
            };
            svg.label(x, y, &self.names[candidate], LABELS - 14.0, style);
        }
    }

    fn draw_crossing(&self, svg: &mut Svg, crossing: &Crossing) {
        let weight = crossing.weight.clamp(0.0, 100.0);
        if let Some(score) = self.sweep.score_at(crossing.leader, weight) {
            draw_crossing_mark(svg, self.weights.at(weight), self.y(score));
        }
    }
}

fn draw_crossing_mark(svg: &mut Svg, x: f64, y: f64) {
    let diamond = vec![(x, y - 5.5), (x + 5.5, y), (x, y + 5.5), (x - 5.5, y)];
    svg.path(&[diamond], true, Paint::fill(Tone::Paper).with_line(Tone::Ink, 1.5));
}

fn draw_key(svg: &mut Svg) -> f64 {
    let mut key = Key::new();
    let mut line = |svg: &mut Svg, text: &str, paint: Paint| {
        key.entry(svg, text, |svg, x, y| svg.line((x - 8.0, y), (x + 9.0, y), paint));
    };
    line(svg, "leads today", Paint::line(Tone::Cand, 2.6));
    line(svg, "leads at some weight", Paint::line(Tone::Ink, 1.8));
    line(svg, "never leads", Paint::line(Tone::Quiet, 1.2));
    key.entry(svg, "leader changes", draw_crossing_mark);
    key.bottom()
}

fn table(data: &WeightSweep) -> Table {
    let mut table = Table::with_headers(&[
        "Pillar",
        "#Weight today",
        "Candidate",
        "#Score at 0%",
        "#Score today",
        "#Score at 100%",
        "Takes the lead",
    ]);
    for sweep in &data.panels {
        let today = on_scale(sweep.today).map_or_else(|| MISSING.to_owned(), |t| format!("{}%", whole(t)));
        for (candidate, name) in data.candidates.iter().enumerate() {
            let crossings = sweep.drawn_crossings();
            let own = crossings.iter().filter(|c| c.leader == candidate).map(|c| sweep.beyond(c));
            let mut lead: Vec<String> = own.collect();
            if sweep.leader_at(sweep.today) == Some(candidate) {
                lead.insert(0, "leads today".to_owned());
            }
            let at = |weight: f64| whole_or_dash(sweep.score_at(candidate, weight));
            table.rows.push(vec![
                sweep.pillar.clone(),
                today.clone(),
                name.clone(),
                at(0.0),
                at(sweep.today),
                at(100.0),
                lead.join(", "),
            ]);
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sweep() -> Sweep {
        Sweep {
            pillar: "Trust".to_owned(),
            today: 25.0,
            scores: vec![vec![80.0, 60.0], vec![65.0, 75.0]],
            crossings: vec![Crossing { weight: 60.0, leader: 1 }],
        }
    }

    #[test]
    fn scores_are_read_between_the_points() {
        assert_eq!(sweep().score_at(0, 50.0), Some(70.0));
        assert_eq!(sweep().score_at(1, 100.0), Some(75.0));
        assert_eq!(sweep().score_at(7, 50.0), None);
        assert_eq!(sweep().leader_at(25.0), Some(0));
        assert_eq!(sweep().leader_at(80.0), Some(1));
    }

    #[test]
    fn the_change_of_leader_is_told_in_words_and_in_the_table() {
        let data =
            WeightSweep { candidates: vec!["Ada".to_owned(), "Ben".to_owned()], panels: vec![sweep()] };
        let figure = weight_sweep("w", "Trust decides", &data);
        assert!(figure.svg.contains("above 60%: Ben leads"));
        assert_eq!(figure.table.rows[0], ["Trust", "25%", "Ada", "80", "75", "60", "leads today"]);
        assert_eq!(figure.table.rows[1][6], "above 60%");
    }

    #[test]
    fn an_order_that_never_changes_says_so() {
        let panel = Sweep { crossings: Vec::new(), ..sweep() };
        assert_eq!(panel.captions(&[]), ["The leader is the same at every weight."]);
        let many = (0..5).map(|i| Crossing { weight: 20.0 * f64::from(i), leader: 0 }).collect();
        let captions = Sweep { crossings: many, ..sweep() }.captions(&["Ada".to_owned()]);
        assert_eq!(captions, ["below 0%: Ada leads", "below 20%: Ada leads", "and 3 more changes of leader"]);
    }
}
