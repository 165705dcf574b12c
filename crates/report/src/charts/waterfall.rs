//! Where the points went: from 100 down to the score, pillar by pillar and facet by facet, distance solid and doubt hatched.

use std::cmp::Ordering;

use super::axis::Axis;
use super::figure::{Figure, Table};
use super::key::Key;
use super::number::{apportion, on_scale, tenths, whole};
use super::svg::{Paint, Svg, Tone, Type, WIDTH};

const PILLAR_ROW: f64 = 24.0;
const FACET_ROW: f64 = 18.0;
/// Between the last loss and the line above the score.
const GAP: f64 = 5.0;
const NAME: f64 = 282.0;
const LEFT: f64 = 294.0;
const RIGHT: f64 = WIDTH - 62.0;

/// The points that one candidate lost.
#[derive(Debug, Clone, PartialEq)]
pub struct Waterfall {
    /// The pillars, from the top down.
    pub pillars: Vec<PillarLoss>,
    /// How many facets per pillar are named; the others are counted together.
    pub facets_named: usize,
    /// Where the scale begins at the latest, so that several candidates share one; it always reaches
    /// down to the score.
    pub floor: Option<f64>,
}

/// What one pillar cost.
#[derive(Debug, Clone, PartialEq)]
pub struct PillarLoss {
    /// The pillar and its points.
    pub pillar: Loss,
    /// Its facets, in any order; their points add up to the pillar's.
    pub facets: Vec<Loss>,
}

/// Points lost, of 100.
#[derive(Debug, Clone, PartialEq)]
pub struct Loss {
    /// What the points were lost on.
    pub label: String,
    /// How many.
    pub points: f64,
    /// How many of them are doubt, because estimates may be off; what is negative is drawn as none.
    pub doubt: f64,
}

/// Draws the losses as steps from 100 down to the score. The printed tenths add up exactly: the
/// pillars to 100 less the score, the facets to their pillar.
pub fn waterfall(id: &str, title: &str, data: &Waterfall) -> Figure {
    let steps = steps(data);
    let mut svg = Svg::new(id, WIDTH);
    let pillars = || steps.iter().filter(|s| s.kind == Kind::Pillar);
    let score = pillars().next_back().map_or(100.0, |step| step.to);
    let printed = pillars().map(|s| s.printed).sum::<i64>();
    let axis = scale(score, data.floor);
    let top = draw_key(&mut svg, &steps);
    let height: f64 = steps.iter().map(Step::height).sum();
    let bottom = top + PILLAR_ROW * 2.0 + height + GAP;
    let end = axis.draw(&mut svg, top, bottom);
    let mut y = top + PILLAR_ROW / 2.0;
    draw_total(&mut svg, &axis, y, "Full fit", 100.0, 1000);
    y += PILLAR_ROW / 2.0;
    for (i, step) in steps.iter().enumerate() {
        draw_step(&mut svg, &axis, y + step.height() / 2.0, step);
        // What a row left is where the next one begins; a pillar's facets begin where it did.
        let is_parent = step.kind == Kind::Pillar && steps.get(i + 1).is_some_and(|s| s.kind == Kind::Facet);
        let x = axis.at(if is_parent { step.from } else { step.to });
        let middle = y + step.height() / 2.0;
        svg.line((x, middle), (x, middle + step.height() / 2.0 + GAP), Paint::line(Tone::Quiet, 0.8));
        y += step.height();
    }
    y += GAP;
    svg.line((0.0, y), (WIDTH, y), Paint::line(Tone::Quiet, 0.8));
    draw_total(&mut svg, &axis, y + PILLAR_ROW / 2.0, "Score", score, 1000 - printed);
    if axis.low > 0.0 {
        let text = format!("The scale begins at {}.", whole(axis.low));
        svg.text(0.0, bottom + 10.0, &text, Type::TINY);
    }
    let description = format!(
        "Steps from 100 down to the score of {}: the points lost on each pillar, and within it on the facets that \
         cost most. Solid is distance, what is known to differ; hatched is doubt, what is lost because estimates may be off.",
        tenths(1000 - printed)
    );
    Figure::new(id, title, svg.finish(end, title, &description), table(&steps, printed))
}

impl Waterfall {
    /// The points printed beside a facet of the `pillar`-th pillar, so that a text beside the chart says the same;
    /// none where the facet is not named.
    pub fn printed(&self, pillar: usize, facet: &str) -> Option<String> {
        let mut current = None;
        for step in steps(self) {
            match step.kind {
                Kind::Pillar => current = Some(current.map_or(0, |index: usize| index + 1)),
                Kind::Facet if current == Some(pillar) && step.label == facet => {
                    return Some(tenths(step.printed));
                }
                Kind::Facet => {}
            }
        }
        None
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Pillar,
    Facet,
}

/// One row: the score before and after, and the tenths printed beside it.
struct Step {
    kind: Kind,
    label: String,
    from: f64,
    to: f64,
    printed: i64,
    /// The share of the step that is doubt.
    doubt: f64,
}

impl Step {
    fn height(&self) -> f64 {
        match self.kind {
            Kind::Pillar => PILLAR_ROW,
            Kind::Facet => FACET_ROW,
        }
    }
}

/// The rows of the chart. The last one ends at the score.
fn steps(data: &Waterfall) -> Vec<Step> {
    let losses: Vec<f64> = data.pillars.iter().map(|p| points(&p.pillar)).collect();
    let lost = losses.iter().sum::<f64>().min(100.0);
    let printed = apportion(&losses, (lost * 10.0).round() as u32);
    let mut steps = Vec::new();
    let mut from = 100.0;
    for ((pillar, &loss), &printed) in data.pillars.iter().zip(&losses).zip(&printed) {
        let to = (from - loss).max(0.0);
        let (label, doubt) = (pillar.pillar.label.clone(), doubt(&pillar.pillar));
        steps.push(Step { kind: Kind::Pillar, label, from, to, printed, doubt });
        if loss > 0.0 {
            steps.extend(facet_steps(pillar, data.facets_named, from, to, printed));
        }
        from = to;
    }
    steps
}

fn facet_steps(pillar: &PillarLoss, named: usize, from: f64, to: f64, printed: i64) -> Vec<Step> {
    let mut facets: Vec<&Loss> = pillar.facets.iter().filter(|f| points(f) > 0.0).collect();
    // What would print as nothing is counted, not named.
    let named = named.min(facets.iter().filter(|f| points(f) >= 0.05).count());
    facets.sort_by(|a, b| points(b).partial_cmp(&points(a)).unwrap_or(Ordering::Equal));
    // Naming the last one takes no more room than counting it.
    let is_one_left = facets.len() == named + 1 && points(facets[named]) >= 0.05;
    let (first, rest) = facets.split_at(if is_one_left { named + 1 } else { named });
    let mut parts: Vec<Loss> = first.iter().map(|&f| f.clone()).collect();
    if !rest.is_empty() {
        let word = if rest.len() == 1 { "other" } else { "others" };
        let sum = |of: fn(&Loss) -> f64| rest.iter().map(|f| of(f)).sum();
        parts.push(Loss {
            label: format!("{} {word}", rest.len()),
            points: sum(points),
            doubt: sum(|f| f.doubt),
        });
    }
    let losses: Vec<f64> = parts.iter().map(points).collect();
    let sum: f64 = losses.iter().sum();
    let printed = apportion(&losses, u32::try_from(printed).unwrap_or(0));
    let mut steps = Vec::new();
    let mut at = from;
    for (part, printed) in parts.into_iter().zip(printed) {
        let next = at - points(&part) / sum * (from - to);
        if printed > 0 {
            let doubt = doubt(&part);
            steps.push(Step { kind: Kind::Facet, label: part.label, from: at, to: next, printed, doubt });
        }
        at = next;
    }
    steps
}

/// A loss as it is drawn: none below zero, and nothing for what is not a number.
fn points(loss: &Loss) -> f64 {
    on_scale(loss.points).unwrap_or(0.0)
}

/// The share of a loss that is doubt.
fn doubt(loss: &Loss) -> f64 {
    let share = loss.doubt / points(loss);
    if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 }
}

/// Tells solid from hatched where both occur, and gives the height at which the rows begin.
fn draw_key(svg: &mut Svg, steps: &[Step]) -> f64 {
    if steps.iter().all(|step| step.doubt == 0.0) {
        return 6.0;
    }
    let mut key = Key::new();
    key.entry(svg, "distance: known to differ", |svg, x, y| {
        svg.rect(x - 8.0, y - 5.0, 16.0, 10.0, Paint::fill(Tone::Quiet));
    });
    key.entry(svg, "doubt: estimates may be off", |svg, x, y| {
        svg.hatch(x - 8.0, y - 5.0, 16.0, 10.0, Tone::Quiet);
    });
    key.bottom()
}

/// A bar from the score before to the score after: first what is distance, then, hatched, what is doubt.
fn draw_bar(svg: &mut Svg, axis: &Axis, (y, half): (f64, f64), step: &Step, solid: Paint) {
    let (left, right) = (axis.at(step.to), axis.at(step.from));
    let border = left + (right - left) * step.doubt;
    if right > border {
        svg.rect(border, y - half, right - border, 2.0 * half, solid);
    }
    if border > left {
        svg.hatch(left, y - half, border - left, 2.0 * half, Tone::Quiet);
    }
}

/// From 100 down to the tens below the score, or lower where the caller asks for it.
fn scale(score: f64, floor: Option<f64>) -> Axis {
    let floor = floor.and_then(on_scale).unwrap_or(100.0);
    Axis::around([score, floor, 100.0].into_iter(), LEFT, RIGHT)
}

fn draw_total(svg: &mut Svg, axis: &Axis, y: f64, label: &str, value: f64, printed: i64) {
    let x = axis.at(value);
    svg.text(0.0, y, label, Type::BODY.bold());
    svg.line((x, y - 9.0), (x, y + 9.0), Paint::line(Tone::Cand, 3.0));
    svg.text(WIDTH, y, &tenths(printed), Type::BODY.bold().end());
}

fn draw_step(svg: &mut Svg, axis: &Axis, y: f64, step: &Step) {
    let printed = tenths(-step.printed);
    match step.kind {
        Kind::Pillar => {
            svg.label(0.0, y, &step.label, NAME, Type::BODY.bold());
            draw_bar(svg, axis, (y, 6.5), step, Paint::fill(Tone::Quiet));
            svg.text(WIDTH, y, &printed, Type::BODY.bold().end());
        }
        Kind::Facet => {
            svg.label(14.0, y, &step.label, NAME - 14.0, Type::SMALL.tone(Tone::Ink));
            draw_bar(svg, axis, (y, 4.0), step, Paint::fill(Tone::Band).with_line(Tone::Quiet, 1.0));
            svg.text(WIDTH - 4.0, y, &printed, Type::SMALL.end());
        }
    }
}

fn table(steps: &[Step], printed: i64) -> Table {
    let mut table = Table::with_headers(&["Pillar", "Facet", "#Points", "#Of them doubt"]);
    let mut pillar = String::new();
    let full = ["Full fit".to_owned(), String::new(), tenths(1000), String::new()];
    table.rows.push(full.to_vec());
    for step in steps {
        let facet = match step.kind {
            Kind::Pillar => {
                pillar.clone_from(&step.label);
                "in all".to_owned()
            }
            Kind::Facet => step.label.clone(),
        };
        // A step's doubt is a share of what is printed of it.
        let doubt = (step.doubt * step.printed as f64).round() as i64;
        table.rows.push(vec![pillar.clone(), facet, tenths(-step.printed), tenths(-doubt)]);
    }
    table.rows.push(vec!["Score".to_owned(), String::new(), tenths(1000 - printed), String::new()]);
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loss(label: &str, points: f64) -> Loss {
        Loss { label: label.to_owned(), points, doubt: points / 4.0 }
    }

    fn data() -> Waterfall {
        let facets = vec![loss("a", 1.05), loss("b", 4.11), loss("c", 0.0), loss("d", 2.02), loss("e", 0.77)];
        let trust = PillarLoss { pillar: loss("Trust", 7.95), facets };
        let roles = PillarLoss { pillar: loss("Roles", 3.33), facets: vec![loss("f", 3.33)] };
        Waterfall { pillars: vec![trust, roles], facets_named: 2, floor: None }
    }

    #[test]
    fn printed_points_add_up_to_the_tenth() {
        let steps = steps(&data());
        let sum = |kind| steps.iter().filter(|s| s.kind == kind).map(|s| s.printed).sum::<i64>();
        assert_eq!(sum(Kind::Pillar), 113);
        assert_eq!(sum(Kind::Facet), 113);
        let figure = waterfall("w", "Mostly trust", &data());
        assert_eq!(figure.table.rows.last().unwrap(), &["Score", "", "88.7", ""]);
        for row in &figure.table.rows {
            assert!(figure.svg.contains(&format!(">{}</text>", row[2])), "{row:?}");
        }
    }

    #[test]
    fn doubt_is_hatched_and_told_in_the_table() {
        let figure = waterfall("w", "Mostly trust", &data());
        assert!(figure.svg.contains("doubt: estimates may be off"));
        assert_eq!(figure.table.rows[1], ["Trust", "in all", "−8.0", "−2.0"]);
        let loss = |points, doubt| Loss { label: "a".to_owned(), points, doubt };
        assert_eq!(
            [doubt(&loss(4.0, 1.0)), doubt(&loss(4.0, -1.0)), doubt(&loss(0.0, 0.0))],
            [0.25, 0.0, 0.0]
        );
    }

    #[test]
    fn the_largest_facets_come_first_and_the_rest_are_counted() {
        let steps = steps(&data());
        let labels: Vec<&str> = steps.iter().map(|s| s.label.as_str()).collect();
        assert_eq!(labels, ["Trust", "b", "d", "2 others", "Roles", "f"]);
    }

    #[test]
    fn the_steps_are_laid_end_to_end() {
        let steps = steps(&data());
        for pair in steps.windows(2).filter(|p| p[0].kind == Kind::Facet && p[1].kind == Kind::Facet) {
            assert_eq!(pair[0].to, pair[1].from);
        }
        assert!((steps.last().unwrap().to - (100.0 - 11.28)).abs() < 1e-9);
    }

    #[test]
    fn nothing_lost_is_a_full_score() {
        let pillars = vec![PillarLoss { pillar: loss("Trust", 0.0), facets: vec![loss("a", 0.0)] }];
        let figure = waterfall("w", "Nothing lost", &Waterfall { pillars, facets_named: 3, floor: None });
        assert_eq!(figure.table.rows.last().unwrap()[2], "100.0");
        assert_eq!(figure.table.rows.len(), 3);
    }
}
