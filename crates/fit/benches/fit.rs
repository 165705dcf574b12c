//! How long the model takes, and how that compares with reading the same numbers once.
//!
//! `cargo bench -p fit` first prints ratios, each measured in one run and side by side, then divan's table.

#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]
#![allow(clippy::disallowed_methods)] // a benchmark is about time

use divan::{Bencher, black_box};
use fit::score::TableScores;
use fit::simulate::{Draws, Entrant, simulate, simulate_leader};
use fit::variations::{VARIATIONS, vary};
use fit::{Criteria, Estimates, Framework, Plan, Points, Profile, Stated, framework};
use rayon::prelude::*;
use stats::draw::Stream;
use std::time::{Duration, Instant};

fn main() {
    ratios();
    divan::main();
}

/// A framework, a CEO and people with random values.
struct Case {
    framework: Framework,
    ceo: Estimates,
    people: Vec<(String, Estimates)>,
}

impl Case {
    fn new(n: u64) -> Self {
        let framework = Framework::parse(framework::DEFAULT).unwrap();
        let ceo = Estimates::of(&framework, &person(&framework, u64::MAX));
        let people =
            (0..n).map(|i| (format!("c{i}"), Estimates::of(&framework, &person(&framework, i)))).collect();
        Self { framework, ceo, people }
    }

    fn plan(&self) -> Plan {
        Plan::compile(&self.framework, &self.ceo, &Criteria::default()).unwrap()
    }

    fn entrants(&self) -> Vec<Entrant<'_>> {
        self.people.iter().map(|(id, estimates)| Entrant { id, estimates }).collect()
    }
}

fn person(framework: &Framework, seed: u64) -> Profile {
    let mut stream = Stream::open(seed, "benchmark", 0);
    let se = Points::new(8.0).unwrap();
    let mut stated = || Stated { mean: Points::new(stream.uniform() * 100.0).unwrap(), se };
    let estimates = framework.dimension_ids().map(|id| (id.to_owned(), stated())).collect();
    Profile { estimates, ..Profile::new(seed.to_string(), seed.to_string()) }
}

fn columns<T: Copy + Send>(framework: &Framework, n: usize, of: impl Fn(f64) -> T) -> Vec<Vec<T>> {
    let mut stream = Stream::open(1, "pool", 0);
    (0..framework.dimensions.len()).map(|_| (0..n).map(|_| of(stream.uniform())).collect()).collect()
}

/// Reads every number once, on all cores: what any scoring of them has to do at the least.
fn read_once(columns: &[&[f32]]) -> f32 {
    let sum = |column: &&[f32]| {
        let mut sums = [0.0f32; 32];
        for chunk in column.chunks_exact(32) {
            for (sum, value) in sums.iter_mut().zip(chunk) {
                *sum += value;
            }
        }
        sums.iter().sum::<f32>()
    };
    columns.par_iter().map(sum).sum()
}

/// The shortest of several runs: what the work takes when nothing else is in its way.
fn shortest<R>(n: u32, mut work: impl FnMut() -> R) -> Duration {
    let time = |_| {
        let start = Instant::now();
        black_box(work());
        start.elapsed()
    };
    (0..n).map(time).min().unwrap()
}

fn ratios() {
    let case = Case::new(20);
    let plan = case.plan();
    for n in [1_000, 1_000_000] {
        let pool = columns(&case.framework, n, |value| value as f32);
        let pool: Vec<&[f32]> = pool.iter().map(Vec::as_slice).collect();
        let mut scores = TableScores::default();
        plan.score_table_into(&pool, &mut scores);
        let read = shortest(15, || read_once(&pool));
        let scored = shortest(15, || plan.score_table_into(&pool, &mut scores));
        let ranked = shortest(5, || scores.ranking());
        println!(
            "{n} people × {} dimensions: read once {read:.1?}; scored with pillars {scored:.1?} = {:.1} × reading; ranked {ranked:.1?} more",
            pool.len(),
            scored.as_secs_f64() / read.as_secs_f64(),
        );
    }
    let entrants = case.entrants();
    let draws = shortest(9, || simulate(&plan.scheme, &case.ceo, &entrants, Draws::default(), &|_, _| {}));
    let values = 10_000 * 20 * case.framework.dimensions.len();
    println!(
        "10,000 draws × 20 candidates: {draws:.1?}, {:.2} ns for each of {values} drawn values",
        draws.as_secs_f64() * 1e9 / values as f64
    );
}

#[divan::bench]
fn parse_the_framework(bencher: Bencher<'_, '_>) {
    bencher.bench(|| Framework::parse(framework::DEFAULT));
}

#[divan::bench]
fn compile_a_plan(bencher: Bencher<'_, '_>) {
    let case = Case::new(0);
    bencher.bench(|| case.plan());
}

#[divan::bench]
fn score_one_candidate(bencher: Bencher<'_, '_>) {
    let case = Case::new(1);
    let plan = case.plan();
    bencher.bench(|| plan.score(black_box(&case.people[0].1)));
}

#[divan::bench]
fn explain_one_candidate(bencher: Bencher<'_, '_>) {
    let case = Case::new(1);
    let plan = case.plan();
    let score = plan.score(&case.people[0].1);
    bencher.bench(|| plan.explain(black_box(&score)));
}

#[divan::bench]
fn score_and_explain_one_candidate(bencher: Bencher<'_, '_>) {
    let case = Case::new(1);
    let plan = case.plan();
    bencher.bench(|| plan.explain(&plan.score(black_box(&case.people[0].1))));
}

#[divan::bench]
fn score_a_table_of_1000(bencher: Bencher<'_, '_>) {
    let case = Case::new(0);
    let plan = case.plan();
    let table = columns(&case.framework, 1000, |value| value);
    let table: Vec<&[f64]> = table.iter().map(Vec::as_slice).collect();
    let mut scores = TableScores::default();
    bencher.bench_local(|| plan.score_table_into(black_box(&table), &mut scores));
}

#[divan::bench(sample_count = 20)]
fn simulate_10000_draws_of_20(bencher: Bencher<'_, '_>) {
    let case = Case::new(20);
    let plan = case.plan();
    let entrants = case.entrants();
    bencher.bench(|| simulate(&plan.scheme, &case.ceo, &entrants, Draws::default(), &|_, _| {}));
}

#[divan::bench(sample_count = 20)]
fn simulate_10000_draws_of_20_and_settle(bencher: Bencher<'_, '_>) {
    let case = Case::new(20);
    let plan = case.plan();
    let entrants = case.entrants();
    bencher.bench(|| simulate_leader(&plan.scheme, &case.ceo, &entrants, Draws::default(), &|_, _| {}));
}

#[divan::bench(sample_count = 20)]
fn vary_the_framework_400_times_for_20(bencher: Bencher<'_, '_>) {
    let case = Case::new(20);
    let plan = case.plan();
    let people: Vec<&Estimates> = case.people.iter().map(|(_, estimates)| estimates).collect();
    bencher.bench(|| vary(&plan.scheme, &case.ceo, &people, VARIATIONS));
}

#[divan::bench(sample_count = 20)]
fn score_the_reference_population(bencher: Bencher<'_, '_>) {
    let case = Case::new(0);
    let plan = case.plan();
    bencher.bench(|| fit::norm::Norm::of(&case.framework, &plan));
}
