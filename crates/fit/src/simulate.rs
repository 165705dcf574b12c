//! How sure is the order? Draws of people's true values, and of the weights.

mod block;
mod settle;
mod tally;

use crate::estimate::Estimates;
use crate::plan::Scheme;
use crate::variations::VARIATIONS;
use block::{Block, Field};
use rayon::prelude::*;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use settle::Sums;
pub use settle::{Settling, Whose};
use tally::{Histogram, Tally};

/// At most this many candidates are simulated at once: pairs grow with the square.
pub const MAX_CANDIDATES: usize = 1000;

/// At most this many draws.
pub const MAX_DRAWS: u64 = 10_000_000;

/// Draws are shared out over this many parts, whatever the number of threads, and the parts are added up in
/// order: so no thread count can change a byte.
const N_PARTS: u64 = 16;

/// What is uncertain about the pillar weights. In JSON: null, κ, or `"unknown"`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum WeightUncertainty {
    /// Nothing: the weights stand.
    #[default]
    None,
    /// W ~ Dirichlet(κ · W): the larger κ, the surer the weights.
    Kappa(f64),
    /// W ~ Dirichlet(1, …, 1): any weights are as likely as any others (SMAA-2).
    Unknown,
}

impl WeightUncertainty {
    /// What would do, in words.
    pub const HINT: &str = "give a number from 0.01 (hardly known) to 1000000 (certain), or \"unknown\"";
}

impl Serialize for WeightUncertainty {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => serializer.serialize_none(),
            Self::Kappa(kappa) => serializer.serialize_f64(*kappa),
            Self::Unknown => serializer.serialize_str("unknown"),
        }
    }
}

impl<'de> Deserialize<'de> for WeightUncertainty {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Kappa(f64),
            Word(String),
            Other(de::IgnoredAny),
        }
        match Option::deserialize(from)? {
            None => Ok(Self::None),
            Some(Written::Kappa(kappa)) => Ok(Self::Kappa(kappa)),
            Some(Written::Word(word)) if word == "unknown" => Ok(Self::Unknown),
            Some(Written::Word(_) | Written::Other(_)) => Err(de::Error::custom(Self::HINT)),
        }
    }
}

/// How to simulate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Draws {
    /// How many draws; 0 for no simulation.
    pub n: u64,
    /// The seed.
    pub seed: u64,
    /// What is uncertain about the weights.
    pub weights: WeightUncertainty,
    /// How many variations of the framework's figures; 0 for none. They have a seed of their own.
    pub variations: u32,
}

impl Default for Draws {
    fn default() -> Self {
        Self { n: 10_000, seed: 1, weights: WeightUncertainty::None, variations: VARIATIONS }
    }
}

/// What the draws say.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulation {
    /// One entry a candidate, in the order given.
    pub candidates: Vec<Outlook>,
    /// P(A beats B), ties half: for each candidate A a row of those after it in the order given.
    pub beats: Vec<Vec<f64>>,
    /// For each candidate but the first, where that was asked for: the values that would settle who of the two is ahead,
    /// five at the most, the one that says most first. None where the lead does not vary.
    pub settling: Vec<Vec<Settling>>,
}

/// What the draws say of one candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// 5th percentile of S.
    pub p05: f64,
    /// Median of S.
    pub p50: f64,
    /// 95th percentile of S.
    pub p95: f64,
    /// Probability of each rank, first to last; they sum to 1.
    pub rank_probabilities: Vec<f64>,
    /// Σ rank · probability.
    pub expected_rank: f64,
    /// With unknown weights: the mean weights of the draws that the candidate wins, and how likely it is first
    /// at these weights. `None` for a candidate that never wins.
    pub central: Option<Central>,
}

/// The weights under which a candidate wins.
#[derive(Debug, Clone, PartialEq)]
pub struct Central {
    /// Mean W of the draws that it wins.
    pub weights: Vec<f64>,
    /// Its probability of being first at these weights.
    pub confidence: f64,
}

/// A candidate for the simulation.
#[derive(Debug, Clone, Copy)]
pub struct Entrant<'a> {
    /// The id; it chooses the candidate's random stream, so that the others do not matter.
    pub id: &'a str,
    /// The estimates.
    pub estimates: &'a Estimates,
}

/// Draws people and weights `draws.n` times and scores every candidate each time.
///
/// # Formula
/// In each draw every estimate with se > 0 is drawn from N(mean, se²) and clamped to [0, 1], the CEO's draw
/// shared by all; weights as [`WeightUncertainty`] says; then the plan's arithmetic. k candidates tied in a
/// draw share their k ranks equally. Percentiles come from a histogram of 32,768 cells over [0, 1], linear
/// within a cell, so memory does not grow with the draws.
///
/// # Shapes and units
/// Scores in [0, 1]. `progress` is told how many draws of how many are done, from any thread.
///
/// # Source
/// SMAA-2: Lahdelma & Salminen (2001), doi:10.1287/opre.49.3.444.11220.
///
/// # Example
/// ```
/// use fit::{Criteria, Estimates, Framework, Plan, Profile, framework};
/// let framework = Framework::parse(framework::DEFAULT).unwrap();
/// let person = |id: &str| Profile::new(id, id);
/// use fit::simulate::{Draws, Entrant, simulate};
/// let ceo = Estimates::of(&framework, &person("ceo"));
/// let plan = Plan::compile(&framework, &ceo, &Criteria::default()).unwrap();
/// let candidate = Estimates::of(&framework, &person("a"));
/// let entrants = [Entrant { id: "a", estimates: &candidate }, Entrant { id: "b", estimates: &candidate }];
/// let draws = Draws { n: 500, ..Draws::default() };
/// let simulation = simulate(&plan.scheme, &ceo, &entrants, draws, &|_, _| {});
/// assert!((simulation.beats[0][0] - 0.5).abs() < 0.1); // two people of whom the same is known
/// ```
pub fn simulate(
    scheme: &Scheme,
    ceo: &Estimates,
    entrants: &[Entrant<'_>],
    draws: Draws,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Simulation {
    run(scheme, ceo, entrants, draws, false, progress)
}

/// As [`simulate`], and what would settle whether the first entrant is ahead of each other one.
///
/// # Formula
/// The share of a person's dimension is r², the squared correlation over the draws of the lead S_A − S_B with the drawn
/// value, clamped and not yet centred. Errors are independent, so the shares are of the lead's variance, and sum to 1 at
/// the most, but for the error of so many draws.
pub fn simulate_leader(
    scheme: &Scheme,
    ceo: &Estimates,
    entrants: &[Entrant<'_>],
    draws: Draws,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Simulation {
    run(scheme, ceo, entrants, draws, true, progress)
}

fn run(
    scheme: &Scheme,
    ceo: &Estimates,
    entrants: &[Entrant<'_>],
    draws: Draws,
    settles: bool,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Simulation {
    let nothing = Simulation { candidates: Vec::new(), beats: Vec::new(), settling: Vec::new() };
    if draws.n == 0 || entrants.is_empty() {
        return nothing;
    }
    let field = Field::new(scheme, ceo, entrants, draws);
    let passes = if draws.weights == WeightUncertainty::Unknown { 2 } else { 1 };
    let done = std::sync::atomic::AtomicU64::new(0);
    let report = |n: usize| {
        let before = done.fetch_add(n as u64, std::sync::atomic::Ordering::Relaxed);
        progress(before + n as u64, draws.n * passes);
    };
    let histogram = Histogram::new(entrants.len());
    let tally = in_parts(&field, draws.n, settles, |block, tally: &mut Tally| {
        tally.add(block, &histogram);
        report(block.n_draws);
    });
    let Some(tally) = tally else { return nothing };
    let mut candidates = tally.outlooks(&histogram, draws.n);
    if draws.weights == WeightUncertainty::Unknown {
        let central: Vec<Option<Vec<f64>>> = tally.central_weights();
        let firsts = in_parts(&field, draws.n, false, |block, firsts: &mut Tally| {
            firsts.add_firsts_at(block, &central);
            report(block.n_draws);
        });
        if let Some(firsts) = firsts {
            for ((outlook, weights), won) in candidates.iter_mut().zip(central).zip(firsts.firsts()) {
                outlook.central =
                    weights.map(|weights| Central { weights, confidence: won / draws.n as f64 });
            }
        }
    }
    let settling = tally
        .sums
        .as_ref()
        .map_or(Vec::new(), |sums| sums.settling(&field.ceo_columns, &field.coo_columns, draws.n));
    Simulation { candidates, beats: tally.beats(draws.n), settling }
}

/// Runs `visit` over all blocks of draws, part by part, and adds the parts up in order.
fn in_parts(
    field: &Field<'_>,
    n_draws: u64,
    settles: bool,
    visit: impl Fn(&Block<'_>, &mut Tally) + Sync,
) -> Option<Tally> {
    let n_blocks = n_draws.div_ceil(block::N_LANES as u64);
    let part = |part: u64| {
        let mut tally = Tally::new(field.n_candidates(), field.n_pillars());
        tally.sums = settles
            .then(|| Sums::new(field.n_candidates(), field.ceo_columns.len(), field.coo_columns.len()));
        let mut block = Block::new(field);
        for index in n_blocks * part / N_PARTS..n_blocks * (part + 1) / N_PARTS {
            let left = n_draws - index * block::N_LANES as u64;
            block.draw(index, left.min(block::N_LANES as u64) as usize, tally.sums.as_mut());
            visit(&block, &mut tally);
        }
        tally
    };
    let parts: Vec<Tally> = (0..N_PARTS).into_par_iter().map(part).collect();
    parts.into_iter().reduce(|sum, part| sum.joined(&part))
}
