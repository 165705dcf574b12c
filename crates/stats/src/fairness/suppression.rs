//! Which counts must not be published, so that none of the small ones can be worked out from the others.
//!
//! A count of fewer than [`FEWEST`] people is hidden. That is not enough: totals give it away wherever it is the only
//! one hidden. So others are hidden with it, until for every hidden count there are two sets of people who differ in it
//! and agree in everything that is published. Such a pair is made by moving one person to another group, by exchanging
//! the groups of two people, or by exchanging their outcomes; where one exists, no solver can tell the two apart.

/// Counts below this are hidden.
pub const FEWEST: u64 = 5;

/// People in groups: each person has one group in each column. Published are the count of every group, of every pair of
/// groups of two columns, of everybody, and for each measure how many of them reached it.
#[derive(Debug, Clone, Copy)]
pub struct Grid<'a> {
    /// How many groups each column has.
    pub columns: &'a [usize],
    /// The group of every person in each column.
    pub people: &'a [Vec<usize>],
    /// For every measure, who reached it.
    pub measures: &'a [Vec<bool>],
}

/// What is hidden of a [`Grid`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// Whether even the number of people is to be kept back, and with it everything else.
    pub everything: bool,
    /// By figure, as numbered by [`Grid::group`] and [`Grid::pair`]: whether its count of people is hidden.
    pub people: Vec<bool>,
    /// By measure and figure: whether how many reached it is hidden; true wherever the count of people is.
    pub measures: Vec<Vec<bool>>,
}

impl Grid<'_> {
    /// The number of the figure of one group.
    pub fn group(&self, column: usize, group: usize) -> usize {
        self.columns[..column].iter().sum::<usize>() + group
    }

    /// The number of the figure of two groups of two columns, the first column before the second.
    pub fn pair(&self, columns: (usize, usize), groups: (usize, usize)) -> usize {
        let mut start = self.columns.iter().sum::<usize>();
        for a in 0..self.columns.len() {
            for b in a + 1..self.columns.len() {
                if (a, b) == columns {
                    return start + groups.0 * self.columns[b] + groups.1;
                }
                start += self.columns[a] * self.columns[b];
            }
        }
        start
    }

    fn n_figures(&self) -> usize {
        self.pair((self.columns.len(), self.columns.len()), (0, 0))
    }

    /// The figures that count somebody of these groups.
    fn figures_of(&self, groups: &[usize]) -> Vec<usize> {
        let mut figures: Vec<usize> = (0..groups.len()).map(|c| self.group(c, groups[c])).collect();
        for a in 0..groups.len() {
            figures.extend((a + 1..groups.len()).map(|b| self.pair((a, b), (groups[a], groups[b]))));
        }
        figures
    }
}

/// Decides which counts are hidden.
///
/// # Formula
/// To each hidden count that is not safe yet, the change (of those above) that makes it so and hides the fewest people
/// more is applied. Counts only become hidden, so what is safe stays safe, and the search ends.
///
/// # Source
/// Cell suppression as in Hundepool et al. (2012), Statistical disclosure control, chapter 4; protection by exhibiting
/// a second solution.
///
/// # Example
/// ```
/// use stats::fairness::{Grid, suppress};
/// // Three of one group, nine of a second, thirty of a third: the second is hidden with the first.
/// let people: Vec<Vec<usize>> = [(0, 3), (1, 9), (2, 30)].iter().flat_map(|&(g, n)| vec![vec![g]; n]).collect();
/// let above: Vec<bool> = (0..42).map(|i| i % 2 == 0).collect();
/// let hidden = suppress(Grid { columns: &[3], people: &people, measures: &[above] });
/// assert_eq!(hidden.people, [true, true, false]);
/// ```
pub fn suppress(grid: Grid<'_>) -> Suppressed {
    Search::new(grid).run()
}

/// What of a figure must be safe: that no solver can fix it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Safe {
    /// The count of people.
    People,
    /// How many of them reached a measure.
    Above(usize),
    /// How many did not.
    Below(usize),
}

/// People of the same groups in every column.
struct Class {
    figures: Vec<usize>,
    groups: Vec<usize>,
    /// By measure, whether anybody of them reached it, and whether anybody did not.
    has: Vec<[bool; 2]>,
}

/// A change that leaves the total as it is.
struct Change {
    /// Figures in which it is seen.
    seen: Vec<usize>,
    /// The measure whose figures alone it changes; none where it changes the count of people.
    measure: Option<usize>,
    /// By measure, whether it can change how many reached it, and how many did not.
    moves: Vec<[bool; 2]>,
}

struct Search<'a> {
    grid: Grid<'a>,
    counts: Vec<u64>,
    classes: Vec<Class>,
    hidden: Suppressed,
}

impl<'a> Search<'a> {
    fn new(grid: Grid<'a>) -> Self {
        let mut counts = vec![0; grid.n_figures()];
        let mut classes: Vec<Class> = Vec::new();
        for (person, groups) in grid.people.iter().enumerate() {
            let figures = grid.figures_of(groups);
            figures.iter().for_each(|&figure| counts[figure] += 1);
            let place = classes.iter().position(|class| class.groups == *groups).unwrap_or_else(|| {
                let has = vec![[false; 2]; grid.measures.len()];
                classes.push(Class { figures, groups: groups.clone(), has });
                classes.len() - 1
            });
            for (has, reached) in classes[place].has.iter_mut().zip(grid.measures) {
                has[usize::from(!reached[person])] = true;
            }
        }
        let people: Vec<bool> = counts.iter().map(|&n| n < FEWEST).collect();
        let measures = vec![people.clone(); grid.measures.len()];
        Self { grid, counts, classes, hidden: Suppressed { everything: false, people, measures } }
    }

    fn run(mut self) -> Suppressed {
        let wanted: Vec<Safe> = std::iter::once(Safe::People)
            .chain((0..self.grid.measures.len()).flat_map(|m| [Safe::Above(m), Safe::Below(m)]))
            .collect();
        let changes = self.changes();
        loop {
            let mut is_done = true;
            for &safe in &wanted {
                // The smallest first: what is hidden for them often makes the rest safe.
                let mut figures: Vec<usize> = (0..self.counts.len()).collect();
                figures.sort_by_key(|&figure| self.counts[figure]);
                for figure in figures {
                    if !self.is_hidden(safe, figure) || self.is_everything_hidden(safe) {
                        continue;
                    }
                    let alters =
                        |change: &&Change| change.seen.contains(&figure) && Self::alters(change, safe);
                    let Some(best) = changes.iter().filter(alters).min_by_key(|change| self.cost(change))
                    else {
                        is_done = false;
                        self.hide_everything(safe);
                        continue;
                    };
                    if self.cost(best) > 0 {
                        is_done = false;
                        self.hide(best);
                    }
                }
            }
            if is_done || self.hidden.everything {
                return self.hidden;
            }
        }
    }

    fn is_hidden(&self, safe: Safe, figure: usize) -> bool {
        match safe {
            Safe::People => self.hidden.people[figure],
            Safe::Above(m) | Safe::Below(m) => self.hidden.measures[m][figure],
        }
    }

    /// Where no change helps, not even the total is published, which leaves nothing to solve.
    fn is_everything_hidden(&self, safe: Safe) -> bool {
        match safe {
            Safe::People => self.hidden.everything,
            Safe::Above(m) | Safe::Below(m) => self.hidden.measures[m].iter().all(|&hidden| hidden),
        }
    }

    fn hide_everything(&mut self, safe: Safe) {
        match safe {
            Safe::People => {
                self.hidden.everything = true;
                self.hidden.people.fill(true);
                self.hidden.measures.iter_mut().for_each(|measure| measure.fill(true));
            }
            Safe::Above(m) | Safe::Below(m) => self.hidden.measures[m].fill(true),
        }
    }

    fn alters(change: &Change, safe: Safe) -> bool {
        match safe {
            Safe::People => change.measure.is_none(),
            Safe::Above(m) => change.measure.is_none_or(|only| only == m) && change.moves[m][0],
            Safe::Below(m) => change.measure.is_none_or(|only| only == m) && change.moves[m][1],
        }
    }

    /// How many people more are hidden by it; one more than the count, so that hiding an empty figure costs as well.
    fn cost(&self, change: &Change) -> u64 {
        let hidden = change.measure.map_or(&self.hidden.people, |m| &self.hidden.measures[m]);
        change.seen.iter().filter(|&&figure| !hidden[figure]).map(|&figure| self.counts[figure] + 1).sum()
    }

    fn hide(&mut self, change: &Change) {
        for &figure in &change.seen {
            match change.measure {
                Some(m) => self.hidden.measures[m][figure] = true,
                None => {
                    self.hidden.people[figure] = true;
                    self.hidden.measures.iter_mut().for_each(|measure| measure[figure] = true);
                }
            }
        }
    }

    fn changes(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        for class in &self.classes {
            for column in 0..self.grid.columns.len() {
                // A group that is named has somebody in it: its last person cannot be moved out.
                if self.counts[self.grid.group(column, class.groups[column])] < 2 {
                    continue;
                }
                for group in (0..self.grid.columns[column]).filter(|&group| group != class.groups[column]) {
                    changes.push(self.moved(class, column, group));
                }
            }
        }
        for (place, a) in self.classes.iter().enumerate() {
            for b in &self.classes[place + 1..] {
                changes
                    .extend((0..self.grid.columns.len()).filter_map(|column| self.exchanged(a, b, column)));
                changes
                    .extend((0..self.grid.measures.len()).filter_map(|m| Self::outcomes_exchanged(a, b, m)));
            }
        }
        changes
    }

    /// One person of a class moves to another group.
    fn moved(&self, class: &Class, column: usize, group: usize) -> Change {
        let mut groups = class.groups.clone();
        groups[column] = group;
        let seen = unbalanced(&[&class.figures], &[&self.grid.figures_of(&groups)]);
        Change { seen, measure: None, moves: class.has.clone() }
    }

    /// Two people of two classes exchange their groups in one column. Their outcomes must be alike, or the counts of the
    /// groups that both keep would change.
    fn exchanged(&self, a: &Class, b: &Class, column: usize) -> Option<Change> {
        let mut groups = (a.groups.clone(), b.groups.clone());
        std::mem::swap(&mut groups.0[column], &mut groups.1[column]);
        let after = (self.grid.figures_of(&groups.0), self.grid.figures_of(&groups.1));
        let seen = unbalanced(&[&a.figures, &b.figures], &[&after.0, &after.1]);
        let both = |(a, b): (&[bool; 2], &[bool; 2])| [a[0] && b[0], a[1] && b[1]];
        let moves: Vec<[bool; 2]> = a.has.iter().zip(&b.has).map(both).collect();
        let can_be = moves.iter().all(|moves| moves[0] || moves[1]);
        (can_be && !seen.is_empty()).then_some(Change { seen, measure: None, moves })
    }

    /// Of two people of two classes one reached a measure and the other did not; now it is the other way round.
    fn outcomes_exchanged(a: &Class, b: &Class, measure: usize) -> Option<Change> {
        let (of_a, of_b) = (a.has[measure], b.has[measure]);
        if !(of_a[0] && of_b[1] || of_a[1] && of_b[0]) {
            return None;
        }
        let mut moves = vec![[false; 2]; a.has.len()];
        moves[measure] = [true; 2];
        Some(Change { seen: unbalanced(&[&a.figures], &[&b.figures]), measure: Some(measure), moves })
    }
}

/// The figures that are not on both sides equally often.
fn unbalanced(before: &[&[usize]], after: &[&[usize]]) -> Vec<usize> {
    let times = |side: &[&[usize]], figure: usize| {
        side.iter().flat_map(|figures| figures.iter()).filter(|&&other| other == figure).count()
    };
    let mut figures: Vec<usize> =
        before.iter().chain(after).flat_map(|figures| figures.iter().copied()).collect();
    figures.sort_unstable();
    figures.dedup();
    figures.retain(|&figure| times(before, figure) != times(after, figure));
    figures
}
