//! Cross-validation: what is learnt from some cases is judged on others.

use super::cases::{CaseTable, FOLDS, Outcomes};
use super::departure::{Departure, STEPS};
use crate::draw::Stream;
use crate::learning::penalised::{penalised_odds, probability};
use crate::learning::{LearningError, Standard};
use ndarray::{Array1, Axis};
use rayon::prelude::*;

/// How far predictions of cases that nothing was learnt from were off, on average; the lower, the better. Of outcomes on a
/// scale it is the squared error, of answers −ln of the probability that was given to what happened.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Losses {
    /// With weights learnt from the other cases.
    pub learnt: f64,
    /// With the weights in force.
    pub in_force: f64,
    /// With equal weights.
    pub equal: f64,
    /// With the mean outcome, or the share of yes, for everybody.
    pub no_model: f64,
}

impl Losses {
    /// How much better learnt weights foretell than those in force; below 0 they foretell worse.
    pub fn gain(&self) -> f64 {
        self.in_force - self.learnt
    }

    fn add(self, other: Self) -> Self {
        Self {
            learnt: self.learnt + other.learnt,
            in_force: self.in_force + other.in_force,
            equal: self.equal + other.equal,
            no_model: self.no_model + other.no_model,
        }
    }

    fn over(self, n: f64) -> Self {
        let Self { learnt, in_force, equal, no_model } = self;
        Self { learnt: learnt / n, in_force: in_force / n, equal: equal / n, no_model: no_model / n }
    }
}

/// Outcome, or its log odds, as a line on a score. It never falls: weights say what is good.
pub(super) struct Line {
    intercept: f64,
    slope: f64,
}

impl Line {
    /// The line of cases on the score by these weights.
    pub(super) fn of(cases: &CaseTable, weights: &Array1<f64>) -> Result<Self, LearningError> {
        let score = cases.features.dot(weights);
        let standard = Standard::of_numbers(score.view().insert_axis(Axis(1)));
        let (mean, deviation) = (standard.means[0], standard.deviations[0]);
        let flat = Self::flat(cases);
        if deviation == 0.0 || !cases.outcomes_vary() {
            return Ok(flat);
        }
        let (intercept, slope) = match &cases.outcomes {
            Outcomes::Scale(values) => {
                let covariance =
                    score.iter().zip(values).map(|(z, y)| (z - mean) * (y - flat.intercept)).sum::<f64>();
                (flat.intercept, covariance / (cases.len() - 1) as f64 / deviation)
            }
            Outcomes::YesNo(answers) => {
                let column = standard.apply(score.view().insert_axis(Axis(1)));
                let (intercept, slopes) = penalised_odds(column, answers, 1.0)?;
                (intercept, slopes[0])
            }
        };
        if slope <= 0.0 {
            return Ok(flat);
        }
        let slope = slope / deviation;
        Ok(Self { intercept: intercept - slope * mean, slope })
    }

    /// The mean, or the log odds of a yes with half a case more of each answer, so that they stay finite.
    fn flat(cases: &CaseTable) -> Self {
        let intercept = match &cases.outcomes {
            Outcomes::Scale(values) => values.sum() / values.len() as f64,
            Outcomes::YesNo(answers) => {
                let n_yes = answers.iter().filter(|&&answer| answer).count();
                libm::log((n_yes as f64 + 0.5) / ((answers.len() - n_yes) as f64 + 0.5))
            }
        };
        Self { intercept, slope: 0.0 }
    }

    /// The losses of cases on their score by these weights, added up.
    pub(super) fn loss(&self, cases: &CaseTable, weights: &Array1<f64>) -> f64 {
        let foretold = cases.features.dot(weights).mapv(|score| self.intercept + self.slope * score);
        match &cases.outcomes {
            Outcomes::Scale(values) => foretold.iter().zip(values).map(|(f, y)| (y - f) * (y - f)).sum(),
            Outcomes::YesNo(answers) => {
                let loss =
                    |(&odds, &yes): (&f64, &bool)| -libm::log(probability(if yes { odds } else { -odds }));
                foretold.iter().zip(answers).map(loss).sum()
            }
        }
    }
}

/// The loss a case at each penalty, by cross-validation over one split into folds.
pub(super) fn losses_by_step(
    cases: &CaseTable,
    in_force: &Array1<f64>,
    folds: &[usize],
) -> Result<[f64; STEPS], LearningError> {
    let mut losses = [0.0; STEPS];
    for fold in 0..FOLDS {
        let (others, held_out) = cases.split(folds, fold);
        // Where cases are drawn anew, a fold may have lost all of its own.
        if held_out.len() == 0 || others.len() < 2 {
            continue;
        }
        let departure = Departure::of(&others, in_force);
        for (step, loss) in losses.iter_mut().enumerate() {
            let weights = departure.weights(step)?;
            *loss += Line::of(&others, &weights)?.loss(&held_out, &weights) / cases.len() as f64;
        }
    }
    Ok(losses)
}

/// The weights at the penalty that does best over some splits into folds; of penalties that do as well, the strongest.
pub(super) fn learn(
    cases: &CaseTable,
    in_force: &Array1<f64>,
    splits: &[Vec<usize>],
) -> Result<Array1<f64>, LearningError> {
    let mut total = [0.0; STEPS];
    for folds in splits {
        for (sum, loss) in total.iter_mut().zip(losses_by_step(cases, in_force, folds)?) {
            *sum += loss;
        }
    }
    let best = (0..STEPS).rev().max_by(|&a, &b| total[b].total_cmp(&total[a])).unwrap_or(0);
    Departure::of(cases, in_force).weights(best)
}

/// Nested cross-validation: whatever is learnt from a fold's other cases includes the choice of the penalty.
pub(super) fn nested(
    cases: &CaseTable,
    in_force: &Array1<f64>,
    splits: &[Vec<usize>],
    seed: u64,
) -> Result<Losses, LearningError> {
    let equal = Array1::from_elem(in_force.len(), 1.0 / in_force.len() as f64);
    let of_fold = |place: usize| {
        let (split, fold) = (place / FOLDS, place % FOLDS);
        let (others, held_out) = cases.split(&splits[split], fold);
        let inner = others.folds(&mut Stream::open(seed, "folds within folds", place as u64));
        let learnt = learn(&others, in_force, &[inner])?;
        let loss = |weights: &Array1<f64>| Ok(Line::of(&others, weights)?.loss(&held_out, weights));
        Ok(Losses {
            learnt: loss(&learnt)?,
            in_force: loss(in_force)?,
            equal: loss(&equal)?,
            no_model: Line::flat(&others).loss(&held_out, in_force),
        })
    };
    let found: Vec<Losses> =
        (0..splits.len() * FOLDS).into_par_iter().map(of_fold).collect::<Result<_, LearningError>>()?;
    Ok(found.into_iter().fold(Losses::default(), Losses::add).over((splits.len() * cases.len()) as f64))
}
