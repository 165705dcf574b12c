//! Weights held against what happened.
//!
//! The score in force is a weighted sum of features (pillars' fits on the scale of the score). Other weights are learnt as
//! a departure from it, and a penalty on the departure makes sure that little evidence leaves the weights where they are.
//! Whether the departure is worth anything is judged on cases that it was not learnt from, and by how often departures
//! that belong to nobody's outcome do as well.

mod cases;
mod departure;
mod permutation;
mod validation;
mod verdict;

pub use cases::{Case, Excluded, Exclusion, OutcomeKind};
pub use validation::Losses;
pub use verdict::{NOT_ENOUGH, Reason, Verdict};

use super::LearningError;
use crate::draw::Stream;
use crate::elicitation::normalise;
use crate::quantile::quantile;
use cases::CaseTable;
use departure::{Departure, STEPS};
use ndarray::Array1;
use rayon::prelude::*;
use validation::learn;

/// Fewer outcomes than this move no weights.
const FEWEST_OUTCOMES: usize = 30;

/// Fewer of the rarer answer than this move no weights.
const FEWEST_OF_A_KIND: usize = 10;

/// A gain is noticed where fewer shuffled worlds than this share do as well: one-sided, as only a gain matters.
const LEVEL: f64 = 0.025;

/// How many usable cases it takes to learn the weights of so many features.
///
/// # Formula
/// The larger of 30 and 6 a feature.
pub fn cases_needed(n_features: usize) -> usize {
    FEWEST_OUTCOMES.max(6 * n_features)
}

/// How much computing a calibration may take. More of it makes its figures steadier, not its answer kinder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// How often the cases are split anew for cross-validation.
    pub n_splits: u64,
    /// How many shuffled worlds the gain is held against.
    pub n_permutations: usize,
    /// How often the cases are drawn anew for the intervals of the weights.
    pub n_draws: u64,
}

impl Default for Effort {
    fn default() -> Self {
        Self { n_splits: 10, n_permutations: 999, n_draws: 200 }
    }
}

/// What outcomes say about weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// How many cases could be used.
    pub n: usize,
    /// Those that could not, each with the reason.
    pub excluded: Vec<Excluded>,
    /// The weights in force, adding up to 1.
    pub in_force: Vec<f64>,
    /// Features that are the same in all cases: of these nothing can be learnt.
    pub constant: Vec<usize>,
    /// What was found; `None` where there was too little to look at.
    pub evidence: Option<Evidence>,
    /// What follows.
    pub verdict: Verdict,
}

/// What was found in the outcomes, whether or not it is enough.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The weights learnt, adding up to 1; those in force where nothing spoke for others.
    pub weights: Vec<f64>,
    /// Between these two, nine in ten of the weights lie that are learnt when the cases are drawn anew.
    pub intervals: Vec<[f64; 2]>,
    /// How far predictions of cases that nothing was learnt from were off.
    pub losses: Losses,
    /// The share of shuffled worlds in which departures from the weights in force did as well.
    pub p_value: f64,
    /// How many shuffled worlds that took.
    pub n_permutations: usize,
    /// Whether some weighting tells every yes from every no. Without a penalty its scores would have no bounds.
    pub is_separated: bool,
}

/// Holds the weights in force against outcomes, and proposes others where the evidence is enough.
///
/// # Formula
/// The score is z = Σ w_p x_p with the weights in force w. Let x̃_p be what remains of x_p after its regression on z.
/// Outcomes on a scale: y = a + b z + Σ δ_p x̃_p by the elastic net, its mixing ½, with a penalty on δ alone. A yes or no: log
/// odds = a + b z + Σ δ_p x̃_p by logistic regression, min −ln L + b²/2 + λ/2 Σ δ_p², both columns standardised. Written in x
/// again, the coefficients β_p = w_p (b − Σ_q γ_q δ_q) + δ_p, γ_q the slope of x_q on z; learnt weights are
/// max(0, β_p) / Σ max(0, β_q). The penalty is the one of six, the first of them infinite, that does best in
/// five-fold cross-validation.
///
/// Judged by nested cross-validation: in every fold standardisation, penalty and weights come from the other folds; then
/// a line (or log odds) on the score, which never falls, is fitted there for the learnt weights, those in force and equal
/// ones, and the mean for no model. The p-value is the share of worlds in which rows of x̃ are dealt anew to the cases, so
/// that z keeps its outcome, and weights learnt at the least penalty come as much closer to the outcomes than those in
/// force do; the count stops at twenty such worlds. The intervals are percentiles 5 and 95 over cases drawn with replacement, copies of a case kept in one fold.
///
/// # Shapes and units
/// A case has as many features as there are weights, in any one unit; outcomes are in any unit, or 0 and 1. Losses are
/// mean squared errors, or mean −ln of the probability given to what happened.
///
/// # Missing values
/// A case that lacks its outcome or a feature is left out and listed.
///
/// # Errors
/// [`LearningError::Shape`] where a case has another number of features, [`LearningError::Setting`] for weights that are
/// negative or all 0 and for an effort of 0, [`LearningError::NotConverged`]. Too few cases, outcomes all of a kind or a
/// score that does not vary are no errors but a [`Verdict`].
///
/// # Source
/// Zou & Hastie (2005), doi:10.1111/j.1467-9868.2005.00503.x; le Cessie & van Houwelingen (1992), doi:10.2307/2347628;
/// nested validation: Varma & Simon (2006), doi:10.1186/1471-2105-7-91; permuted residuals: Potter (2005),
/// doi:10.1002/sim.1931; stopping: Besag & Clifford (1991), doi:10.1093/biomet/78.2.301. Simulated worlds are in
/// `tests/learning.rs`.
///
/// # Example
/// ```
/// use stats::learning::{Case, Effort, OutcomeKind, calibrate};
///
/// let cases = vec![Case { features: vec![Some(0.4), Some(0.7)], outcome: Some(3.5) }; 12];
/// let calibration = calibrate(&cases, OutcomeKind::Scale, &[0.5, 0.5], Effort::default(), 1)?;
/// assert_eq!(
///     calibration.verdict.to_string(),
///     "not enough evidence to move: 12 outcomes can be used, and it takes 30"
/// );
/// # Ok::<(), stats::learning::LearningError>(())
/// ```
pub fn calibrate(
    cases: &[Case],
    kind: OutcomeKind,
    in_force: &[f64],
    effort: Effort,
    seed: u64,
) -> Result<Calibration, LearningError> {
    let Effort { n_splits, n_permutations, n_draws } = effort;
    if n_splits == 0 || n_permutations == 0 || n_draws == 0 {
        return Err(LearningError::Setting { what: "the effort", requirement: "at least 1 of each" });
    }
    let weights = normalise(in_force).map_err(|_| LearningError::Setting {
        what: "the weights in force",
        requirement: "0 or more, not all of them 0",
    })?;
    let (table, excluded) = CaseTable::gather(cases, kind, weights.len())?;
    let start = Array1::from_vec(weights.clone());
    let (evidence, verdict) = match too_little(&table, &start) {
        Some(reason) => (None, Verdict::Stay(reason)),
        None => {
            let evidence = gather_evidence(&table, &start, effort, seed)?;
            let verdict = judge(&evidence);
            (Some(evidence), verdict)
        }
    };
    Ok(Calibration {
        n: table.len(),
        excluded,
        in_force: weights,
        constant: table.constant(),
        evidence,
        verdict,
    })
}

/// Why there is nothing to look at.
fn too_little(table: &CaseTable, in_force: &Array1<f64>) -> Option<Reason> {
    let (n, needed) = (table.len(), cases_needed(in_force.len()));
    if n < needed {
        return Some(Reason::FewOutcomes { n, needed });
    }
    if let Some(n) = table.rarer() {
        if n == 0 {
            return Some(Reason::SameOutcome);
        }
        if n < FEWEST_OF_A_KIND {
            return Some(Reason::FewOfAKind { n, needed: FEWEST_OF_A_KIND });
        }
    } else if !table.outcomes_vary() {
        return Some(Reason::SameOutcome);
    }
    Departure::of(table, in_force).is_flat().then_some(Reason::FlatScore)
}

fn gather_evidence(
    table: &CaseTable,
    in_force: &Array1<f64>,
    effort: Effort,
    seed: u64,
) -> Result<Evidence, LearningError> {
    let splits: Vec<Vec<usize>> =
        (0..effort.n_splits).map(|split| table.folds(&mut Stream::open(seed, "splits", split))).collect();
    let weights = learn(table, in_force, &splits)?;
    let losses = validation::nested(table, in_force, &splits, seed)?;
    let (p_value, n_permutations) = permutation::test(table, in_force, effort.n_permutations, seed)?;
    let intervals = intervals(table, in_force, effort.n_draws, seed)?;
    let loosest = Departure::of(table, in_force).weights(STEPS - 1)?;
    Ok(Evidence {
        weights: weights.to_vec(),
        intervals,
        losses,
        p_value,
        n_permutations,
        is_separated: table.is_separated_by(&loosest),
    })
}

fn judge(evidence: &Evidence) -> Verdict {
    let losses = evidence.losses;
    if losses.learnt >= losses.in_force {
        Verdict::Stay(Reason::NoGain)
    } else if losses.learnt >= losses.no_model {
        Verdict::Stay(Reason::NoBetterThanNone)
    } else if evidence.p_value > LEVEL {
        Verdict::Stay(Reason::NotNoticed { p_value: evidence.p_value })
    } else {
        Verdict::Move(evidence.weights.clone())
    }
}

/// Percentiles 5 and 95 of each weight over cases drawn with replacement.
fn intervals(
    table: &CaseTable,
    in_force: &Array1<f64>,
    n_draws: u64,
    seed: u64,
) -> Result<Vec<[f64; 2]>, LearningError> {
    let draw = |draw: u64| {
        let mut stream = Stream::open(seed, "cases drawn anew", draw);
        let places: Vec<usize> = (0..table.len()).map(|_| stream.place(table.len())).collect();
        // Copies of a case stand in one fold, or a case would be foretold from itself.
        let folds = table.folds(&mut stream);
        let folds = places.iter().map(|&place| folds[place]).collect();
        learn(&table.select(&places), in_force, &[folds])
    };
    let drawn: Vec<Array1<f64>> = (0..n_draws).into_par_iter().map(draw).collect::<Result<_, _>>()?;
    let interval = |feature: usize| {
        let mut weights: Vec<f64> = drawn.iter().map(|weights| weights[feature]).collect();
        weights.sort_unstable_by(f64::total_cmp);
        [quantile(&weights, 0.05), quantile(&weights, 0.95)]
    };
    Ok((0..in_force.len()).map(interval).collect())
}
