//! Whether groups of people fare differently: counts, rates and ratios by group, pooled over searches.
//!
//! This is arithmetic and no verdict: a ratio is shown with its interval, and nothing is passed or failed. What could tell
//! something about fewer than [`FEWEST`](stats::fairness::FEWEST) people is not shown, nor anything that it could be worked
//! out from.

mod ll144;
mod simulate;
mod words;

pub use ll144::{LawRow, LawTable, law_table};
pub use simulate::{
    Contrast, DIFFERENCES, Difference, Differences, SimulatedContrast, SimulatedFacet, SimulatedRate,
    simulate,
};

use serde::Serialize;
use stats::fairness::{Counts, Grid, Suppressed, suppress};
use stats::fairness::{detectable_ratio, fisher_mid_p, katz, median, shortfall, wilson};

/// Groups below this have counts only.
const FEWEST_FOR_RATES: u64 = 10;

/// The group of those of whom it is not known.
pub const UNKNOWN: &str = "unknown";

/// Whom an audit is about. All lists are as long as there are people.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Audited {
    /// The columns by which people are grouped: a name, and everybody's group; none where it is not known.
    pub columns: Vec<(String, Vec<Option<String>>)>,
    /// Their scores.
    pub scores: Vec<f64>,
    /// Their scores on each pillar.
    pub pillars: Vec<(String, Vec<f64>)>,
    /// Who reached each step.
    pub steps: Vec<(String, Vec<bool>)>,
}

/// An audit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Audit {
    /// How many people; none where even that would give somebody away.
    pub n: Option<u64>,
    /// The median of their scores.
    pub median: Option<f64>,
    /// Groups by each column, then by each two of them: who scored above the median.
    pub groups: Vec<Group>,
    /// The same for the score on each pillar.
    pub pillars: Vec<Part>,
    /// The same for who reached each step, of everybody.
    pub steps: Vec<Part>,
    /// How small a difference could be noticed.
    pub power: Power,
    /// What the figures say, in a sentence each.
    pub findings: Vec<String>,
}

/// The groups by one pillar or step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// The groups, in the order of [`Audit::groups`].
    pub groups: Vec<Group>,
}

/// How small a difference could be noticed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Power {
    /// The ratio at or below which a difference would be noticed four times in five, for each group of a single column
    /// that is shown; none where it would not be for some group, or none is shown.
    pub detectable_ratio: Option<f64>,
}

/// How much of a group is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Shown {
    /// Every figure.
    All,
    /// Counts only: fewer than ten people.
    Counts,
    /// The name only: fewer than five people, or a group that would give away another.
    None,
}

/// A group of people. Figures that are not shown are none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// The column, or two joined by “ × ”.
    pub by: String,
    /// The group, or two joined by “ × ”.
    pub value: String,
    /// How many people.
    pub n: Option<u64>,
    /// How many of them scored above the median, or reached the step.
    pub above: Option<u64>,
    /// Their share.
    pub rate: Option<f64>,
    /// Where its 95% interval begins (Wilson's).
    pub low: Option<f64>,
    /// Where it ends.
    pub high: Option<f64>,
    /// The rate over the highest of its column.
    pub ratio: Option<f64>,
    /// Where the ratio's 95% interval begins (Katz's); none for the group with the highest rate.
    pub ratio_low: Option<f64>,
    /// Where it ends.
    pub ratio_high: Option<f64>,
    /// Fisher's exact mid-p, two-sided, against everybody else.
    pub p: Option<f64>,
    /// By how many people it falls short of the rate of everybody else.
    pub shortfall: Option<f64>,
    /// The ratio to the rate of everybody else that would be noticed four times in five.
    pub detectable_ratio: Option<f64>,
    /// How much is shown.
    pub shown: Shown,
}

/// Audits people by their groups.
///
/// # Formula
/// Above means above the median of all. A rate has Wilson's interval; its ratio to the highest rate of the column's groups that
/// are shown in full has Katz's; p is Fisher's exact mid-p against everybody else; shortfall = max(0, n × rate of the
/// others − above). Steps are of everybody, so that counts of a step are no smaller than they look.
///
/// # Missing values
/// Somebody whose group is not known is in the group [`UNKNOWN`].
///
/// # Example
/// ```
/// use fit::fairness::{Audited, Shown, audit};
/// let group = |i: usize| Some(if i < 30 { "a" } else { "b" }.to_owned());
/// let audited = Audited {
///     columns: vec![("team".to_owned(), (0..60).map(group).collect())],
///     scores: (0..60).map(f64::from).collect(),
///     ..Audited::default()
/// };
/// let found = audit(&audited);
/// assert_eq!((found.n, found.median, found.groups[0].above), (Some(60), Some(29.5), Some(0)));
/// assert_eq!((found.groups[1].shortfall, found.groups[1].shown), (Some(0.0), Shown::All));
/// ```
pub fn audit(audited: &Audited) -> Audit {
    let table = Table::of(audited);
    let groups = table.groups(0);
    let part = |(index, name): (usize, &String)| Part { name: name.clone(), groups: table.groups(index + 1) };
    let names: Vec<String> = audited
        .pillars
        .iter()
        .map(|(name, _)| name)
        .chain(audited.steps.iter().map(|(name, _)| name))
        .cloned()
        .collect();
    let mut parts: Vec<Part> = names.iter().enumerate().map(part).collect();
    let steps = parts.split_off(audited.pillars.len());
    let power = Power { detectable_ratio: weakest(&groups) };
    let is_shown = !table.hidden.everything;
    let mut audit = Audit {
        n: is_shown.then_some(audited.scores.len() as u64),
        median: median(&audited.scores).filter(|_| is_shown),
        groups,
        pillars: parts,
        steps,
        power,
        findings: Vec::new(),
    };
    audit.findings = words::findings(&audit);
    audit
}

/// The ratio that would be noticed for every group of a single column that is shown.
fn weakest(groups: &[Group]) -> Option<f64> {
    let compared = groups.iter().filter(|group| group.is_single() && group.shown == Shown::All);
    let ratios: Vec<Option<f64>> = compared.map(|group| group.detectable_ratio).collect();
    let all: Option<Vec<f64>> = ratios.into_iter().collect();
    all?.into_iter().reduce(f64::min)
}

impl Group {
    /// Whether it is a group of one column, and not where two meet.
    pub fn is_single(&self) -> bool {
        !self.by.contains(JOINT)
    }
}

/// Between two columns, or their groups.
const JOINT: &str = " × ";

/// People as numbers of groups, and what of their counts is hidden.
struct Table<'a> {
    audited: &'a Audited,
    /// By column, its groups in order; the unknown last.
    values: Vec<Vec<String>>,
    sizes: Vec<usize>,
    people: Vec<Vec<usize>>,
    /// Who scored above the median; then of each pillar; then who reached each step.
    measures: Vec<Vec<bool>>,
    hidden: Suppressed,
}

impl<'a> Table<'a> {
    fn of(audited: &'a Audited) -> Self {
        let above = |scores: &Vec<f64>| {
            let middle = median(scores).unwrap_or_default();
            scores.iter().map(|&score| score > middle).collect()
        };
        let mut measures: Vec<Vec<bool>> = vec![above(&audited.scores)];
        measures.extend(audited.pillars.iter().map(|(_, scores)| above(scores)));
        measures.extend(audited.steps.iter().map(|(_, reached)| reached.clone()));
        let values: Vec<Vec<String>> = audited.columns.iter().map(|(_, groups)| values(groups)).collect();
        let place = |column: usize, person: usize| {
            let group = audited.columns[column].1[person].as_deref().unwrap_or(UNKNOWN);
            values[column].iter().position(|value| value == group).unwrap_or_default()
        };
        let people: Vec<Vec<usize>> = (0..audited.scores.len())
            .map(|person| (0..values.len()).map(|column| place(column, person)).collect())
            .collect();
        let sizes: Vec<usize> = values.iter().map(Vec::len).collect();
        let hidden = suppress(Grid { columns: &sizes, people: &people, measures: &measures });
        Self { audited, values, sizes, people, measures, hidden }
    }

    /// The groups by one measure.
    fn groups(&self, measure: usize) -> Vec<Group> {
        let grid = Grid { columns: &self.sizes, people: &self.people, measures: &self.measures };
        let names = |column: usize| self.audited.columns[column].0.as_str();
        let mut groups = Vec::new();
        for column in 0..self.sizes.len() {
            let is_in = |person: &[usize], group: usize| person[column] == group;
            let rows = (0..self.sizes[column]).map(|group| {
                let value = self.values[column][group].clone();
                (value, grid.group(column, group), self.counts(measure, |person| is_in(person, group)))
            });
            groups.extend(self.column(names(column), measure, rows.collect()));
        }
        for a in 0..self.sizes.len() {
            for b in a + 1..self.sizes.len() {
                let pairs = (0..self.sizes[a]).flat_map(|i| (0..self.sizes[b]).map(move |j| (i, j)));
                let rows = pairs.map(|(i, j)| {
                    let value = format!("{}{JOINT}{}", self.values[a][i], self.values[b][j]);
                    let counts = self.counts(measure, |person| person[a] == i && person[b] == j);
                    (value, grid.pair((a, b), (i, j)), counts)
                });
                let by = format!("{}{JOINT}{}", names(a), names(b));
                groups.extend(self.column(&by, measure, rows.collect()));
            }
        }
        groups
    }

    fn counts(&self, measure: usize, is_in: impl Fn(&[usize]) -> bool) -> Counts {
        let mut counts = Counts::default();
        for (person, reached) in self.people.iter().zip(&self.measures[measure]) {
            if is_in(person) {
                counts.n += 1;
                counts.above += u64::from(*reached);
            }
        }
        counts
    }

    /// The groups of one column, with their names, figures' numbers and counts.
    fn column(&self, by: &str, measure: usize, rows: Vec<(String, usize, Counts)>) -> Vec<Group> {
        let all = self.counts(measure, |_| true);
        let shown = |figure: usize, counts: Counts| match counts.n {
            _ if self.hidden.measures[measure][figure] => Shown::None,
            n if n < FEWEST_FOR_RATES => Shown::Counts,
            _ => Shown::All,
        };
        let highest = rows
            .iter()
            .filter(|(_, figure, counts)| shown(*figure, *counts) == Shown::All)
            .map(|(_, _, counts)| *counts)
            .reduce(|a, b| if b.rate() > a.rate() { b } else { a });
        let group = |(value, figure, counts): (String, usize, Counts)| {
            Group::of(by.to_owned(), value, counts, all, highest, shown(figure, counts))
        };
        rows.into_iter().map(group).collect()
    }
}

/// The groups of a column in order, the unknown last.
fn values(groups: &[Option<String>]) -> Vec<String> {
    let mut values: Vec<String> =
        groups.iter().flatten().filter(|value| *value != UNKNOWN).cloned().collect();
    values.sort();
    values.dedup();
    if groups.iter().any(|group| group.as_deref().is_none_or(|value| value == UNKNOWN)) {
        values.push(UNKNOWN.to_owned());
    }
    values
}

impl Group {
    fn of(
        by: String,
        value: String,
        counts: Counts,
        all: Counts,
        highest: Option<Counts>,
        shown: Shown,
    ) -> Self {
        let others = counts.others_in(all);
        let has_counts = shown != Shown::None;
        let is_whole = shown == Shown::All;
        let interval = wilson(counts).filter(|_| is_whole);
        let ratio = highest.filter(|_| is_whole).and_then(|highest| katz(counts, highest));
        let is_highest = highest == Some(counts);
        let ratio_interval = ratio.and_then(|(_, interval)| interval).filter(|_| !is_highest);
        Self {
            by,
            value,
            n: has_counts.then_some(counts.n),
            above: has_counts.then_some(counts.above),
            rate: counts.rate().filter(|_| is_whole),
            low: interval.map(|[low, _]| low),
            high: interval.map(|[_, high]| high),
            ratio: ratio.map(|(ratio, _)| ratio),
            ratio_low: ratio_interval.map(|[low, _]| low),
            ratio_high: ratio_interval.map(|[_, high]| high),
            p: fisher_mid_p(counts, others).filter(|_| is_whole),
            shortfall: is_whole.then(|| shortfall(counts, others)),
            detectable_ratio: detectable_ratio(counts.n, others).filter(|_| is_whole),
            shown,
        }
    }
}
