//! Who is near whom: people as points, groups by shape, and the dimensions that tell most as arrows.

use super::figure::{Figure, Table};
use super::key::Key;
use super::label::{one_line, spread, text_width};
use super::number::fixed;
use super::svg::{Paint, Svg, Tone, Type, WIDTH};
use std::cmp::Reverse;
use std::collections::BTreeMap;

const HEIGHT: f64 = 460.0;
/// Room inside the frame that no point enters.
const MARGIN: f64 = 16.0;
/// How much of the way to the frame an arrow of correlation 1 reaches.
const ARROW_REACH: f64 = 0.86;
const LABEL_GAP: f64 = 15.0;
/// Widths are those of a usual font; some system fonts run so much wider.
const WIDER: f64 = 1.13;
/// Up to so many people, each point tells its name where a pointer rests on it.
const MOST_TOLD: usize = 400;
/// Up to so many people, everybody is named where there is room; of more, only those who stand furthest out.
const ALL_NAMED: usize = 40;
const SOME_NAMED: usize = 10;
/// As many people are listed in the table: those furthest out.
const MOST_LISTED: usize = 200;
/// Of more people than this, those who fall on one spot are drawn as one mark, of the group that most of them are of.
const CROWD: usize = 1_000;
const SPOT: f64 = 6.0;

/// People on a map.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PoolMap {
    /// What the direction across stands for.
    pub across: String,
    /// What the direction up stands for.
    pub up: String,
    /// The people.
    pub people: Vec<MapPoint>,
    /// The groups' names; none where there is one cloud only.
    pub groups: Vec<String>,
    /// The dimensions to draw, the most telling first.
    pub arrows: Vec<MapArrow>,
}

/// A person on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct MapPoint {
    /// The person's name.
    pub name: String,
    /// Across, in standard deviations.
    pub x: f64,
    /// Up, in the same unit.
    pub y: f64,
    /// The place of their group in the list of groups.
    pub group: Option<usize>,
}

/// A dimension on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct MapArrow {
    /// The dimension's title.
    pub label: String,
    /// Its correlation with the direction across, from −1 to 1.
    pub x: f64,
    /// And with the one up.
    pub y: f64,
}

/// Draws people as points and dimensions as arrows from the middle, on one scale in both directions.
///
/// # Shapes and units
/// Each group has a shape and a tone of its own, eight of them. The table lists those furthest out where there are many.
///
/// # Missing values
/// Somebody whose place is not finite is not drawn, and neither is such a dimension.
pub fn pool_map(id: &str, title: &str, data: &PoolMap) -> Figure {
    let mut svg = Svg::new(id, WIDTH);
    let mut points: Vec<&MapPoint> =
        data.people.iter().filter(|point| point.x.is_finite() && point.y.is_finite()).collect();
    points.sort_by(|a, b| distance(b).total_cmp(&distance(a)).then_with(|| a.name.cmp(&b.name)));
    let top = draw_key(&mut svg, data, &points);
    let field = Field::of(&points, top);
    field.draw_frame(&mut svg, data);
    field.draw_points(&mut svg, &points);
    let taken = field.draw_arrows(&mut svg, &data.arrows);
    field.draw_names(&mut svg, &points, taken);
    let bottom = top + HEIGHT + 34.0;
    let description = format!(
        "{} people as points. {} across and {} up; the nearer two points, the more alike the two people are in what the map \
         shows. Arrows show where people stand who have more of a dimension.",
        points.len(),
        data.across,
        data.up
    );
    Figure::new(id, title, svg.finish(bottom, title, &description), table(data, &points))
}

fn distance(point: &MapPoint) -> f64 {
    point.x * point.x + point.y * point.y
}

/// The frame, and how values become places in it.
struct Field {
    middle: (f64, f64),
    /// Units of the drawing for one standard deviation.
    unit: f64,
    top: f64,
}

impl Field {
    fn of(points: &[&MapPoint], top: f64) -> Self {
        let most = |of: fn(&MapPoint) -> f64| points.iter().map(|point| of(point).abs()).fold(1e-9, f64::max);
        let across = (WIDTH / 2.0 - MARGIN) / most(|point| point.x);
        let up = (HEIGHT / 2.0 - MARGIN) / most(|point| point.y);
        Self { middle: (WIDTH / 2.0, top + HEIGHT / 2.0), unit: across.min(up).min(1e6), top }
    }

    fn place(&self, point: &MapPoint) -> (f64, f64) {
        (self.middle.0 + self.unit * point.x, self.middle.1 - self.unit * point.y)
    }

    fn draw_frame(&self, svg: &mut Svg, data: &PoolMap) {
        let (left, right, bottom) = (0.5, WIDTH - 0.5, self.top + HEIGHT);
        svg.line((left, self.middle.1), (right, self.middle.1), Paint::line(Tone::Rule, 1.0));
        svg.line((self.middle.0, self.top), (self.middle.0, bottom), Paint::line(Tone::Rule, 1.0));
        svg.rect(left, self.top, right - left, HEIGHT, Paint::line(Tone::Quiet, 1.0));
        let words = format!("Across →: {}.  Up ↑: {}.", data.across, data.up);
        svg.label(left, bottom + 16.0, &words, WIDTH, Type::SMALL);
    }

    fn draw_points(&self, svg: &mut Svg, points: &[&MapPoint]) {
        let size = match points.len() {
            0..=60 => 4.6,
            61..=400 => 3.4,
            401..=1_000 => 2.6,
            _ => 1.9,
        };
        if points.len() <= MOST_TOLD {
            for point in points {
                let mark = mark(point.group, self.place(point), size);
                svg.told(&point.name, |svg| mark.draw(svg, 1.5));
            }
            return;
        }
        let places = points.iter().map(|point| (point.group, self.place(point)));
        let mut marks = if points.len() > CROWD { thinned(places) } else { places.collect() };
        marks.sort_by_key(|(group, _)| *group);
        for marks in marks.chunk_by(|(group, _), (other, _)| group == other) {
            let mut all = mark(marks[0].0, (0.0, 0.0), size);
            all.lines = marks.iter().flat_map(|(group, place)| mark(*group, *place, size).lines).collect();
            all.draw(svg, 0.9);
        }
    }

    /// Draws the arrows and their labels, and tells what room these take.
    fn draw_arrows(&self, svg: &mut Svg, arrows: &[MapArrow]) -> Vec<Room> {
        let reach = ARROW_REACH * HEIGHT / 2.0;
        let shown: Vec<(&MapArrow, (f64, f64))> = arrows
            .iter()
            .filter(|arrow| arrow.x.is_finite() && arrow.y.is_finite())
            .map(|arrow| {
                let (x, y) = (arrow.x.clamp(-1.0, 1.0), arrow.y.clamp(-1.0, 1.0));
                (arrow, (self.middle.0 + reach * x, self.middle.1 - reach * y))
            })
            .collect();
        for (_, tip) in &shown {
            svg.path(&[vec![self.middle, *tip]], false, Paint::line(Tone::Paper, 4.0));
            svg.path(&arrow_lines(self.middle, *tip), false, Paint::line(Tone::Ink, 1.6));
        }
        let mut taken = Vec::new();
        for is_right in [true, false] {
            let side: Vec<_> = shown.iter().filter(|(_, tip)| (tip.0 >= self.middle.0) == is_right).collect();
            let wanted: Vec<f64> = side.iter().map(|(_, tip)| tip.1).collect();
            let placed = spread(&wanted, LABEL_GAP, self.top + 10.0, self.top + HEIGHT - 10.0);
            for ((arrow, tip), y) in side.into_iter().zip(placed) {
                // Fonts differ: a label that a wider one sets stays inside the frame as well.
                let style = Type::SMALL.tone(Tone::Ink).bold().haloed();
                let width = (WIDER * style.width(&arrow.label)).min(WIDTH / 2.0);
                let left = if is_right { tip.0 + 6.0 } else { tip.0 - 6.0 - width };
                let left = left.clamp(8.0, WIDTH - 8.0 - width);
                svg.label(left, y, &arrow.label, width, style);
                taken.push(Room { left, width, y });
            }
        }
        taken
    }

    /// Names those furthest out, where there is room beside them.
    fn draw_names(&self, svg: &mut Svg, points: &[&MapPoint], mut taken: Vec<Room>) {
        let most = if points.len() <= ALL_NAMED { ALL_NAMED } else { SOME_NAMED };
        // A name covers nobody, and no other name.
        let marks: Vec<(f64, f64)> = points.iter().map(|point| self.place(point)).collect();
        let mut n_named = 0;
        for (&point, &(x, y)) in points.iter().zip(&marks) {
            if n_named == most {
                return;
            }
            let width = (WIDER * text_width(&one_line(&point.name), 11.0, false)).clamp(8.0, 150.0);
            let is_free = |room: &Room| {
                room.left >= 4.0
                    && room.left + width <= WIDTH - 4.0
                    && taken.iter().all(|other| !other.overlaps(room))
                    && marks.iter().all(|mark| !room.covers(*mark))
            };
            let sides = [x + 8.0, x - 8.0 - width].map(|left| Room { left, width, y });
            let Some(room) = sides.into_iter().find(is_free) else { continue };
            svg.label(room.left, y, &point.name, width, Type::TINY.haloed());
            taken.push(room);
            n_named += 1;
        }
    }
}

/// A member of a group, and where they stand in the drawing.
type Place = (Option<usize>, (f64, f64));

/// One place for all who fall on one spot, of the group that most of them are of.
fn thinned(places: impl Iterator<Item = Place>) -> Vec<Place> {
    let mut spots: BTreeMap<(i64, i64), BTreeMap<Option<usize>, usize>> = BTreeMap::new();
    for (group, (x, y)) in places {
        let spot = spots.entry(((x / SPOT).round() as i64, (y / SPOT).round() as i64)).or_default();
        *spot.entry(group).or_default() += 1;
    }
    let most = |groups: BTreeMap<Option<usize>, usize>| {
        groups.into_iter().max_by_key(|(group, n)| (*n, Reverse(*group))).and_then(|(group, _)| group)
    };
    let place = |(x, y): (i64, i64)| (SPOT * x as f64, SPOT * y as f64);
    spots.into_iter().map(|(spot, groups)| (most(groups), place(spot))).collect()
}

/// Room that a label takes.
struct Room {
    left: f64,
    width: f64,
    y: f64,
}

impl Room {
    fn overlaps(&self, other: &Self) -> bool {
        (self.y - other.y).abs() < 13.0
            && self.left < other.left + other.width + 4.0
            && other.left < self.left + self.width + 4.0
    }

    /// Whether somebody's mark would be behind the label.
    fn covers(&self, (x, y): (f64, f64)) -> bool {
        (self.y - y).abs() < 9.0 && x > self.left - 5.0 && x < self.left + self.width + 5.0
    }
}

/// A shape with its tone.
struct Mark {
    lines: Vec<Vec<(f64, f64)>>,
    is_closed: bool,
    tone: Tone,
}

impl Mark {
    fn draw(&self, svg: &mut Svg, width: f64) {
        svg.path(&self.lines, self.is_closed, Paint::line(self.tone, width));
    }
}

/// The mark of a group around a place; shapes differ, so that they can be told apart in grey.
fn mark(group: Option<usize>, (x, y): (f64, f64), size: f64) -> Mark {
    const TONES: [Tone; 4] = [Tone::Ceo, Tone::Cand, Tone::Ink, Tone::Quiet];
    let kind = group.unwrap_or(0);
    let at = |points: &[(f64, f64)]| points.iter().map(|(dx, dy)| (x + size * dx, y + size * dy)).collect();
    let (lines, is_closed): (Vec<Vec<(f64, f64)>>, bool) = match kind % 8 {
        0 => (
            vec![at(&[
                (1.0, 0.0),
                (0.6, 0.8),
                (-0.1, 1.0),
                (-0.8, 0.6),
                (-1.0, -0.1),
                (-0.6, -0.8),
                (0.1, -1.0),
                (0.8, -0.6),
            ])],
            true,
        ),
        1 => (vec![at(&[(0.0, -1.2), (1.1, 0.8), (-1.1, 0.8)])], true),
        2 => (vec![at(&[(-0.9, -0.9), (0.9, 0.9)]), at(&[(-0.9, 0.9), (0.9, -0.9)])], false),
        3 => (vec![at(&[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)])], true),
        4 => (vec![at(&[(-1.1, 0.0), (1.1, 0.0)]), at(&[(0.0, -1.1), (0.0, 1.1)])], false),
        5 => (vec![at(&[(0.0, -1.2), (1.0, 0.0), (0.0, 1.2), (-1.0, 0.0)])], true),
        6 => (vec![at(&[(0.0, 1.2), (1.1, -0.8), (-1.1, -0.8)])], true),
        _ => (vec![at(&[(-1.1, 0.0), (1.1, 0.0)])], false),
    };
    Mark { lines, is_closed, tone: TONES[kind % 4] }
}

/// A line from the middle with a head at its tip.
fn arrow_lines(from: (f64, f64), tip: (f64, f64)) -> Vec<Vec<(f64, f64)>> {
    let (dx, dy) = (tip.0 - from.0, tip.1 - from.1);
    let length = (dx * dx + dy * dy).sqrt();
    if length < 1.0 {
        return vec![vec![from, tip]];
    }
    let (ux, uy) = (dx / length, dy / length);
    let head = |side: f64| (tip.0 - 7.0 * ux + side * 3.5 * uy, tip.1 - 7.0 * uy - side * 3.5 * ux);
    vec![vec![from, tip], vec![head(1.0), tip, head(-1.0)]]
}

fn draw_key(svg: &mut Svg, data: &PoolMap, points: &[&MapPoint]) -> f64 {
    let mut key = Key::new();
    if data.groups.is_empty() {
        key.entry(svg, "a person", |svg, x, y| mark(None, (x, y), 4.6).draw(svg, 1.5));
    }
    for (group, name) in data.groups.iter().enumerate() {
        let n = points.iter().filter(|point| point.group == Some(group)).count();
        let words = format!("group {}, n = {n}: {name}", group + 1);
        key.entry(svg, &words, |svg, x, y| mark(Some(group), (x, y), 4.6).draw(svg, 1.5));
    }
    if !data.arrows.is_empty() {
        key.entry(svg, "a dimension: this way they have more of it", |svg, x, y| {
            svg.path(&arrow_lines((x - 9.0, y), (x + 9.0, y)), false, Paint::line(Tone::Ink, 1.6));
        });
    }
    if points.len() > CROWD {
        let mut note = |words: &str| key.wide_entry(svg, words, 0.0, |_, _, _| {});
        note("a mark may stand for several people, and has the shape of the group that most of them are of");
    }
    key.bottom()
}

fn table(data: &PoolMap, points: &[&MapPoint]) -> Table {
    let mut table = Table::with_headers(&["Person", "Group", "#Across", "#Up"]);
    for point in points.iter().take(MOST_LISTED) {
        let group = point.group.filter(|group| *group < data.groups.len());
        table.rows.push(vec![
            point.name.clone(),
            group.map_or_else(String::new, |group| (group + 1).to_string()),
            fixed(point.x, 2),
            fixed(point.y, 2),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(n: usize) -> PoolMap {
        let person = |i: usize| MapPoint {
            name: format!("Person <{i}>"),
            x: ((i * 37) % 101) as f64 / 10.0 - 5.0,
            y: ((i * 53) % 97) as f64 / 10.0 - 5.0,
            group: Some(i % 3),
        };
        PoolMap {
            across: "40% of all differences".to_owned(),
            up: "20% of all differences".to_owned(),
            people: (0..n).map(person).collect(),
            groups: ["a", "b", "c"].map(str::to_owned).to_vec(),
            arrows: vec![MapArrow { label: "Pace & drive".to_owned(), x: 0.8, y: -0.3 }],
        }
    }

    #[test]
    fn few_people_are_named_and_many_make_no_endless_drawing() {
        let few = pool_map("m", "Twelve", &people(12));
        assert!(few.svg.contains("Person &lt;3&gt;") && few.svg.contains("Pace &amp; drive"));
        assert_eq!(few.table.rows.len(), 12);
        let many = pool_map("m", "Many", &people(20_000));
        assert!(many.svg.len() < 400_000, "{} bytes", many.svg.len());
        assert!(many.svg.matches("Person &lt;").count() <= 20, "few names at 20,000 people");
        assert!(many.svg.contains("a mark may stand for several people"));
        assert_eq!(many.table.rows.len(), MOST_LISTED);
    }

    #[test]
    fn groups_differ_by_shape() {
        let shapes: Vec<Vec<Vec<(f64, f64)>>> =
            (0..8).map(|g| mark(Some(g), (0.0, 0.0), 1.0).lines).collect();
        for (one, shape) in shapes.iter().enumerate() {
            assert!(!shapes[..one].contains(shape), "group {one}");
        }
    }
}
