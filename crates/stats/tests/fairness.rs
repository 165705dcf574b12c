//! Groups compared: against scipy, statsmodels and fairlearn, against brute force, and against somebody who solves the
//! published counts for the hidden ones.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its figures has failed")]

use serde_json::Value;
use stats::draw::Stream;
use stats::fairness::{Counts, FEWEST, Grid, Suppressed, suppress};
use stats::fairness::{detectable_ratio, fisher_mid_p, katz, shortfall, wilson};

fn close(name: &str, found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{name}: found {found}, expected {expected}");
}

fn reference(part: &str) -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/reference/fairness.json");
    serde_json::from_str::<Value>(&std::fs::read_to_string(path).unwrap()).unwrap()[part].clone()
}

fn counts(table: &Value, n: &str, above: &str) -> Counts {
    Counts { n: table[n].as_u64().unwrap(), above: table[above].as_u64().unwrap() }
}

#[test]
fn comparisons_are_those_of_scipy_and_statsmodels() {
    let reference = reference("comparisons");
    let tolerance = reference["tolerance"].as_f64().unwrap();
    for table in reference["tables"].as_array().unwrap() {
        let (group, others) = (counts(table, "n", "above"), counts(table, "others_n", "others_above"));
        let name = format!("{group:?} {others:?}");
        let number = |value: &Value| value.as_f64().unwrap();
        close(&name, fisher_mid_p(group, others).unwrap(), number(&table["mid_p"]), tolerance);
        let [low, high] = wilson(group).unwrap();
        close(&name, low, number(&table["wilson"][0]), tolerance);
        close(&name, high, number(&table["wilson"][1]), tolerance);
        if table.get("ratio").is_some() {
            let (ratio, interval) = katz(group, others).unwrap();
            close(&name, ratio, number(&table["ratio"]), tolerance);
            let Some(katz) = table.get("katz") else { continue };
            let [low, high] = interval.unwrap();
            // Ends are as large as the ratio; what is met is a part in 10⁹ of it.
            close(&name, low, number(&katz[0]), tolerance * low.max(1.0));
            close(&name, high, number(&katz[1]), tolerance * high.max(1.0));
        }
    }
}

#[test]
fn rates_are_those_of_fairlearn() {
    let reference = reference("groups");
    let groups = reference["counts"].as_object().unwrap();
    let counts = |value: &Value| Counts { n: value[0].as_u64().unwrap(), above: value[1].as_u64().unwrap() };
    let highest =
        groups.values().map(counts).max_by(|a, b| a.rate().partial_cmp(&b.rate()).unwrap()).unwrap();
    let mut lowest = f64::INFINITY;
    for (name, value) in groups {
        close(name, counts(value).rate().unwrap(), reference["rates"][name].as_f64().unwrap(), 1e-12);
        lowest = lowest.min(katz(counts(value), highest).unwrap().0);
    }
    close("lowest ratio", lowest, reference["lowest_ratio"].as_f64().unwrap(), 1e-12);
}

#[test]
fn what_can_be_noticed_is_what_statsmodels_says() {
    let reference = reference("power");
    for case in reference["cases"].as_array().unwrap() {
        let others = counts(case, "others_n", "others_above");
        let found = detectable_ratio(case["n"].as_u64().unwrap(), others);
        assert_eq!(found.is_some(), case["ratio"].is_number(), "{case}");
        if let Some(found) = found {
            close("ratio", found, case["ratio"].as_f64().unwrap(), reference["tolerance"].as_f64().unwrap());
        }
    }
}

/// Every way to choose who of a group and of the others reached it is as likely as any other: counted, not computed.
#[test]
fn the_exact_test_agrees_with_counting_every_choice() {
    let mut stream = Stream::open(22, "tables", 0);
    for _ in 0..400 {
        let mut below = |n: u64| stream.place(n as usize) as u64;
        let (n, m) = (1 + below(6), 1 + below(6));
        let total = (n + m) as u32;
        let group = Counts { n, above: below(n + 1) };
        let others = Counts { n: m, above: below(m + 1) };
        let above = group.above + others.above;
        let mut choices = vec![0_u64; n as usize + 1];
        for chosen in 0_u32..1 << total {
            if u64::from(chosen.count_ones()) == above {
                choices[(chosen & ((1 << n) - 1)).count_ones() as usize] += 1;
            }
        }
        let seen = choices[group.above as usize];
        let less: u64 = choices.iter().filter(|&&ways| ways < seen).sum();
        let level: u64 = choices.iter().filter(|&&ways| ways == seen).sum();
        let expected = (less as f64 + level as f64 / 2.0) / choices.iter().sum::<u64>() as f64;
        close(&format!("{group:?} {others:?}"), fisher_mid_p(group, others).unwrap(), expected, 1e-12);
    }
}

/// At the ratio that is said to be noticed four times in five, it is: every outcome weighed by its probability.
#[test]
fn the_power_line_is_about_right_for_the_exact_test() {
    for (n, m) in [(30_u64, 70_u64), (50, 50), (20, 180)] {
        let others = Counts { n: m, above: m / 2 };
        let low = 0.5 * detectable_ratio(n, others).unwrap();
        let mut power = 0.0;
        for a in 0..=n {
            for b in 0..=m {
                if fisher_mid_p(Counts { n, above: a }, Counts { n: m, above: b }).unwrap() < 0.05 {
                    power += binomial(n, a, low) * binomial(m, b, 0.5);
                }
            }
        }
        assert!((0.72..0.88).contains(&power), "{n} of {}: {power}", n + m);
    }
}

fn binomial(n: u64, k: u64, p: f64) -> f64 {
    let ways: f64 = (0..k).map(|i| (n - i) as f64 / (k - i) as f64).product();
    ways * libm::pow(p, k as f64) * libm::pow(1.0 - p, (n - k) as f64)
}

#[test]
fn corners_have_no_figures_instead_of_wrong_ones() {
    let (none, some) = (Counts::default(), Counts { n: 4, above: 0 });
    assert_eq!((wilson(none), fisher_mid_p(none, some), katz(some, some)), (None, None, None));
    assert_eq!((shortfall(some, none), shortfall(some, Counts { n: 2, above: 1 })), (0.0, 2.0));
    assert_eq!(katz(some, Counts { n: 2, above: 1 }), Some((0.0, None)));
    let far = Counts { n: 5_000, above: 0 };
    let p = fisher_mid_p(Counts { n: 5_000, above: 5_000 }, far).unwrap();
    assert!((0.0..1e-300).contains(&p));
}

/// Random people in two columns of groups, small ones among them.
struct Made {
    columns: Vec<usize>,
    people: Vec<Vec<usize>>,
    measures: Vec<Vec<bool>>,
}

impl Made {
    fn random(stream: &mut Stream) -> Self {
        let columns = vec![2 + stream.place(2), 2 + stream.place(2)];
        let n = 8 + stream.place(200);
        // The least of two draws is more often the first group: the last ones are small.
        let mut group = |size: usize| {
            let draws = [0; 2].map(|_| stream.place(size));
            *draws.iter().min().unwrap()
        };
        let mut people: Vec<Vec<usize>> =
            (0..n).map(|_| columns.iter().map(|&size| group(size)).collect()).collect();
        // Every group that is named has somebody in it.
        for (column, &size) in columns.iter().enumerate() {
            for (group, person) in people.iter_mut().take(size).enumerate() {
                person[column] = group;
            }
        }
        let chances = [2, 2 + stream.place(8)];
        let measures = chances.map(|odds| (0..n).map(|_| stream.place(odds) == 0).collect()).to_vec();
        Self { columns, people, measures }
    }

    fn grid(&self) -> Grid<'_> {
        Grid { columns: &self.columns, people: &self.people, measures: &self.measures }
    }

    fn count(&self, is_counted: impl Fn(usize) -> bool) -> Vec<i64> {
        let grid = self.grid();
        let mut counts = vec![0; grid.pair((0, 1), (self.columns[0] - 1, self.columns[1] - 1)) + 1];
        for (_, groups) in self.people.iter().enumerate().filter(|(person, _)| is_counted(*person)) {
            for figure in [
                grid.group(0, groups[0]),
                grid.group(1, groups[1]),
                grid.pair((0, 1), (groups[0], groups[1])),
            ] {
                counts[figure] += 1;
            }
        }
        counts
    }
}

/// What somebody can do who knows the published counts of a table: try every table there is.
struct Attack<'a> {
    grid: Grid<'a>,
    /// By figure, what is published of it.
    known: Vec<Option<i64>>,
    total: i64,
    /// By cell, the most it can be.
    most: Vec<i64>,
    /// Whether every group must have somebody in it.
    is_named: bool,
}

impl Attack<'_> {
    /// Whether there is a table that agrees with what is published and has another figure here than is true. Cells begin
    /// near those of `truth`, which only makes it faster to find one.
    fn can_differ(&self, figure: usize, truth: &[i64]) -> bool {
        let mut cells = vec![0; self.grid.columns[0] * self.grid.columns[1]];
        self.search(&mut cells, 0, 0, figure, truth)
    }

    fn sums(&self, cells: &[i64]) -> Vec<i64> {
        let [rows, columns] = [self.grid.columns[0], self.grid.columns[1]];
        let mut sums: Vec<i64> =
            (0..rows).map(|r| cells[r * columns..(r + 1) * columns].iter().sum()).collect();
        sums.extend((0..columns).map(|c| (0..rows).map(|r| cells[r * columns + c]).sum::<i64>()));
        sums.extend(cells);
        sums
    }

    fn search(&self, cells: &mut Vec<i64>, place: usize, used: i64, figure: usize, truth: &[i64]) -> bool {
        let [rows, columns] = [self.grid.columns[0], self.grid.columns[1]];
        if place == cells.len() {
            let sums = self.sums(cells);
            let agrees = |(figure, known): (usize, &Option<i64>)| match known {
                Some(known) => sums[figure] == *known,
                None => !(self.is_named && figure < rows + columns && sums[figure] == 0),
            };
            return used == self.total
                && self.known.iter().enumerate().all(agrees)
                && sums[figure] != truth[figure];
        }
        let (row, column) = (place / columns, place % columns);
        let above_it: i64 = (0..row).map(|r| cells[r * columns + column]).sum();
        let before_it: i64 = cells[row * columns..place].iter().sum();
        let left = |known: Option<i64>, used: i64| known.map_or(i64::MAX, |known| known - used);
        let mut most = self.most[place].min(self.total - used);
        most = most.min(left(self.known[row], before_it)).min(left(self.known[rows + column], above_it));
        // What is published fixes a cell; so does the last cell of a row, of a column, or of all, whose sum is known.
        let ends_row = (column + 1 == columns).then(|| self.known[row].map(|known| known - before_it));
        let ends_column = (row + 1 == rows).then(|| self.known[rows + column].map(|known| known - above_it));
        let ends_all = (place + 1 == cells.len()).then(|| self.total - used);
        let fixed = self.known[rows + columns + place];
        let fixed = fixed.or(ends_row.flatten()).or(ends_column.flatten()).or(ends_all);
        let range = fixed.map_or(0..=most, |value| value.max(0)..=value.min(most));
        let mut values: Vec<i64> = range.collect();
        let own = rows + columns + place;
        values.sort_by_key(|value| (value - truth[own]).abs());
        values.retain(|value| {
            let ends = [
                (own, true, 0),
                (row, column + 1 == columns, before_it),
                (rows + column, row + 1 == rows, above_it),
            ];
            !ends
                .iter()
                .any(|&(other, is_last, sum)| other == figure && is_last && sum + value == truth[figure])
        });
        for value in values {
            cells[place] = value;
            if self.search(cells, place + 1, used + value, figure, truth) {
                return true;
            }
        }
        cells[place] = 0;
        false
    }
}

#[test]
fn no_hidden_count_of_a_thousand_tables_can_be_worked_out() {
    let mut stream = Stream::open(144, "published", 0);
    let (mut n_hidden, mut n_shown, mut n_naive, mut n_whole) = (0, 0, 0, 0);
    for round in 0..1_000 {
        let made = Made::random(&mut stream);
        let people = made.count(|_| true);
        let hidden = suppress(made.grid());
        if hidden.everything {
            // Not even the total is published: there is nothing to solve.
            n_whole += 1;
            continue;
        }
        n_naive += usize::from(given_away(
            &made,
            &people,
            &people.iter().map(|&n| n < FEWEST as i64).collect::<Vec<_>>(),
            None,
        ));
        assert!(!given_away(&made, &people, &hidden.people, None), "round {round}: people");
        for (m, measure) in made.measures.iter().enumerate() {
            check_measure(&made, &hidden, m, measure, &people, round);
        }
        n_hidden += hidden.people.iter().filter(|&&hidden| hidden).count();
        n_shown += hidden.people.iter().filter(|&&hidden| !hidden).count();
    }
    // The attack is one: without others hidden, it finds what it should not. And not everything is hidden.
    assert!(n_naive > 300 && n_whole < 20, "{n_naive} given away, {n_whole} hidden as a whole");
    assert!(n_shown > n_hidden, "{n_shown} shown, {n_hidden} hidden");
}

/// Whether a hidden count can only be what it is.
fn given_away(made: &Made, counts: &[i64], hidden: &[bool], most: Option<&[i64]>) -> bool {
    let total = made.people.len() as i64;
    let known: Vec<Option<i64>> =
        counts.iter().zip(hidden).map(|(&n, &hidden)| (!hidden).then_some(n)).collect();
    let n_cells = made.columns[0] * made.columns[1];
    let total = if most.is_some() { counts[..made.columns[0]].iter().sum() } else { total };
    let attack = Attack {
        grid: made.grid(),
        known,
        total,
        most: most.map_or(vec![i64::MAX; n_cells], <[i64]>::to_vec),
        is_named: most.is_none(),
    };
    hidden.iter().enumerate().any(|(figure, &hidden)| hidden && !attack.can_differ(figure, counts))
}

/// How many reached a measure, where it is hidden, can be more or fewer; even for somebody who was told how many people
/// each group has, as far as that is published, and takes the hidden ones for as large as they can be.
fn check_measure(made: &Made, hidden: &Suppressed, m: usize, measure: &[bool], people: &[i64], round: usize) {
    let are_people_hidden = &hidden.people;
    let hidden = &hidden.measures[m];
    if hidden.iter().all(|&hidden| hidden) {
        return;
    }
    let start = made.columns[0] + made.columns[1];
    for is_wanted in [true, false] {
        let counts = made.count(|person| measure[person] == is_wanted);
        let most: Vec<i64> = (start..people.len())
            .map(|figure| if are_people_hidden[figure] { i64::MAX } else { people[figure] })
            .collect();
        assert!(!given_away(made, &counts, hidden, Some(&most)), "round {round}: measure {m}, {is_wanted}");
    }
}
