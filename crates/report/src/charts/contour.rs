//! Lines of equal height on a grid, by marching squares.

/// A point in grid coordinates: column, row.
pub(super) type Point = (f64, f64);

/// Heights on a grid with at least two rows of equal length, at least two.
#[derive(Debug)]
pub(super) struct Grid {
    columns: usize,
    rows: usize,
    heights: Vec<f64>,
}

/// Where the ground around the grid lies: below every level that is asked for.
const OUTSIDE: f64 = -1.0;

impl Grid {
    /// Samples `height(column, row)` on a square grid of that many steps each way. What is not
    /// finite counts as zero.
    pub(super) fn sample(steps: usize, height: impl Fn(f64, f64) -> f64) -> Self {
        let side = steps.max(1) + 1;
        let heights = (0..side * side)
            .map(|i| height((i % side) as f64, (i / side) as f64))
            .map(|h| if h.is_finite() { h.clamp(0.0, 1.0) } else { 0.0 })
            .collect();
        Self { columns: side, rows: side, heights }
    }

    /// The closed outlines of the region at or above a level in (0, 1], along the edge of the grid
    /// where the region reaches it.
    pub(super) fn outlines(&self, level: f64) -> Vec<Vec<Point>> {
        let mut links = Links::new(self.columns + 1, self.rows + 1);
        for row in 0..=self.rows {
            for column in 0..=self.columns {
                self.link_cell(&mut links, column, row, level);
            }
        }
        links.loops().into_iter().map(without_straight_points).filter(|outline| outline.len() > 2).collect()
    }

    /// The parts of an outline that are contour lines, not the edge of the grid.
    pub(super) fn inner_lines(&self, outline: &[Point]) -> Vec<Vec<Point>> {
        let count = outline.len();
        let is_edge = |i: usize| self.runs_along_edge(outline[i % count], outline[(i + 1) % count]);
        let Some(first) = (0..count).find(|&i| is_edge(i)) else {
            let mut closed = outline.to_vec();
            closed.extend(outline.first());
            return vec![closed];
        };
        let mut lines = Vec::new();
        let mut line = vec![outline[(first + 1) % count]];
        for i in first + 1..=first + count {
            if is_edge(i) {
                lines.push(std::mem::take(&mut line));
            }
            line.push(outline[(i + 1) % count]);
        }
        lines.retain(|line| line.len() > 1);
        lines
    }

    fn runs_along_edge(&self, a: Point, b: Point) -> bool {
        let (right, top) = ((self.columns - 1) as f64, (self.rows - 1) as f64);
        [0.0, right].iter().any(|x| a.0 == *x && b.0 == *x)
            || [0.0, top].iter().any(|y| a.1 == *y && b.1 == *y)
    }

    /// The height and place of a node of the grid with one ring of outside ground, which has no width.
    fn node(&self, column: usize, row: usize) -> (f64, Point) {
        let (x, y) =
            (column.saturating_sub(1).min(self.columns - 1), row.saturating_sub(1).min(self.rows - 1));
        let is_inside = (1..=self.columns).contains(&column) && (1..=self.rows).contains(&row);
        let height = if is_inside { self.heights[y * self.columns + x] } else { OUTSIDE };
        (height, (x as f64, y as f64))
    }

    /// Adds the one or two pieces of outline that cross a cell, the region on their left.
    fn link_cell(&self, links: &mut Links, column: usize, row: usize, level: f64) {
        let corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)];
        let nodes = corners.map(|(c, r)| self.node(c, r));
        let is_in = nodes.map(|(height, _)| height >= level);
        let edges = [
            links.along_row(column, row),
            links.along_column(column + 1, row),
            links.along_row(column, row + 1),
            links.along_column(column, row),
        ];
        let mean = nodes.iter().map(|(height, _)| height).sum::<f64>() / 4.0;
        // In a saddle the middle decides which corners belong together: it alone tells the two ways
        // to pair the crossings apart.
        let turns = if mean >= level { [1, 2, 3] } else { [3, 2, 1] };
        for side in 0..4 {
            let next = (side + 1) % 4;
            if !is_in[side] || is_in[next] {
                continue;
            }
            let enters = |s: usize| !is_in[s] && is_in[(s + 1) % 4];
            if let Some(end) = turns.iter().map(|turn| (side + turn) % 4).find(|&s| enters(s)) {
                links.add(edges[side], edges[end], crossing(nodes[side], nodes[next], level));
            }
        }
    }
}

/// Where the level is crossed between two nodes.
fn crossing((high, a): (f64, Point), (low, b): (f64, Point), level: f64) -> Point {
    let share = ((high - level) / (high - low)).clamp(0.0, 1.0);
    let between = |a: f64, b: f64| if a == b { a } else { a + share * (b - a) };
    (between(a.0, b.0), between(a.1, b.1))
}

/// Pieces of outline by the grid edge on which they begin.
struct Links {
    columns: usize,
    pieces: Vec<Option<(usize, Point)>>,
}

impl Links {
    fn new(columns: usize, rows: usize) -> Self {
        Self { columns: columns + 1, pieces: vec![None; 2 * (columns + 1) * (rows + 1)] }
    }

    fn along_row(&self, column: usize, row: usize) -> usize {
        2 * (row * self.columns + column)
    }

    fn along_column(&self, column: usize, row: usize) -> usize {
        self.along_row(column, row) + 1
    }

    fn add(&mut self, from: usize, to: usize, start: Point) {
        self.pieces[from] = Some((to, start));
    }

    /// Follows the pieces until they close.
    fn loops(mut self) -> Vec<Vec<Point>> {
        let mut loops = Vec::new();
        for first in 0..self.pieces.len() {
            let mut points = Vec::new();
            let mut at = first;
            while let Some((next, point)) = self.pieces[at].take() {
                points.push(point);
                at = next;
            }
            if !points.is_empty() {
                loops.push(points);
            }
        }
        loops
    }
}

/// A closed line without repeated points and points on a straight stretch.
fn without_straight_points(points: Vec<Point>) -> Vec<Point> {
    const NEAR: f64 = 1e-6;
    let is_near = |a: Point, b: Point| (a.0 - b.0).abs() + (a.1 - b.1).abs() <= NEAR;
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for point in points {
        if kept.last().is_none_or(|last| !is_near(*last, point)) {
            kept.push(point);
        }
    }
    // The line is closed: its last point must not repeat the first.
    while kept.len() > 1 && is_near(kept[kept.len() - 1], kept[0]) {
        kept.pop();
    }
    let count = kept.len();
    let is_corner = |i: &usize| {
        let (a, b, c) = (kept[(i + count - 1) % count], kept[*i], kept[(i + 1) % count]);
        ((b.0 - a.0) * (c.1 - b.1) - (b.1 - a.1) * (c.0 - b.0)).abs() > NEAR
    };
    (0..count).filter(is_corner).map(|i| kept[i]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(outline: &[Point]) -> f64 {
        let next = outline.iter().cycle().skip(1);
        outline.iter().zip(next).map(|(a, b)| (a.0 * b.1 - b.0 * a.1) / 2.0).sum()
    }

    #[test]
    fn a_full_grid_is_its_own_outline_and_has_no_lines() {
        let grid = Grid::sample(4, |_, _| 1.0);
        let outlines = grid.outlines(0.5);
        assert_eq!(outlines.len(), 1);
        assert_eq!(area(&outlines[0]), 16.0);
        assert!(grid.inner_lines(&outlines[0]).is_empty());
        assert!(Grid::sample(4, |_, _| f64::NAN).outlines(0.5).is_empty());
    }

    #[test]
    fn a_slope_is_cut_by_one_straight_line() {
        let grid = Grid::sample(10, |x, _| x / 10.0);
        let outlines = grid.outlines(0.55);
        assert!((area(&outlines[0]) - 45.0).abs() < 1e-9);
        let lines = grid.inner_lines(&outlines[0]);
        assert_eq!(lines.len(), 1);
        assert!(lines[0].iter().all(|p| (p.0 - 5.5).abs() < 1e-9), "{lines:?}");
        assert_eq!(lines[0].len(), 2, "straight points are left out");
    }

    #[test]
    fn a_hill_has_one_closed_line_of_the_right_size() {
        let grid = Grid::sample(40, |x, y| {
            let (dx, dy) = ((x - 20.0) / 20.0, (y - 20.0) / 20.0);
            1.0 - (dx * dx + dy * dy)
        });
        let outlines = grid.outlines(0.75);
        assert_eq!(outlines.len(), 1);
        let circle = std::f64::consts::PI * 100.0;
        assert!((area(&outlines[0]) - circle).abs() < 0.02 * circle, "{}", area(&outlines[0]));
        let lines = grid.inner_lines(&outlines[0]);
        assert_eq!(lines[0].first(), lines[0].last());
    }

    #[test]
    fn a_ridge_has_a_line_on_each_side() {
        let grid = Grid::sample(20, |x, y| 1.0 - ((y - x) / 10.0) * ((y - x) / 10.0));
        let outlines = grid.outlines(0.8);
        assert_eq!(outlines.len(), 1);
        assert_eq!(grid.inner_lines(&outlines[0]).len(), 2);
    }

    #[test]
    fn saddles_close_either_way() {
        for middle in [0.0, 1.0] {
            let corners = move |x: f64, y: f64| match (x as u8 + y as u8) % 2 {
                0 => 0.4 + 0.6 * middle,
                _ => 0.2 * middle,
            };
            let grid = Grid::sample(3, corners);
            let total: f64 = grid.outlines(0.3).iter().map(|o| area(o)).sum();
            assert!(total > 0.0 && total < 9.0);
        }
    }
}
