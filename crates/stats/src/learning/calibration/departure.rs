//! Weights as a departure from those in force, under penalties from infinite to slight.

use super::cases::{CaseTable, Outcomes};
use crate::learning::penalised::{penalised_odds, penalised_slopes};
use crate::learning::{LearningError, Standard};
use ndarray::{Array1, Array2, Axis};

/// How many penalties are tried. At the first, which is infinite, the weights stay as they are.
pub(super) const STEPS: usize = 6;

/// The elastic net's mixing of lasso and ridge.
const MIXING: f64 = 0.5;

/// What cases say beside the score in force.
pub(super) struct Departure<'a> {
    cases: &'a CaseTable,
    in_force: &'a Array1<f64>,
    /// The score in force, standardised.
    score: Array1<f64>,
    /// Its standard deviation.
    deviation: f64,
    /// The slope of each feature on the score.
    slopes: Array1<f64>,
    /// What remains of each feature after its regression on the score.
    pub(super) remainders: Array2<f64>,
}

impl<'a> Departure<'a> {
    /// Takes features apart into what goes with the score and what remains.
    pub(super) fn of(cases: &'a CaseTable, in_force: &'a Array1<f64>) -> Self {
        let n = cases.len() as f64;
        let score = cases.features.dot(in_force);
        let column = score.view().insert_axis(Axis(1));
        let standard = Standard::of_numbers(column);
        let deviation = standard.deviations[0];
        let score = standard.apply(column).remove_axis(Axis(1));
        let means = cases.features.sum_axis(Axis(0)) / n;
        let centred = &cases.features - &means;
        // The slopes on the standardised score, whose squares add up to n − 1 or, where it is flat, to 0.
        let slopes = centred.t().dot(&score) / (n - 1.0);
        let along = score.view().insert_axis(Axis(1)).dot(&slopes.view().insert_axis(Axis(0)));
        Self { cases, in_force, score, deviation, slopes, remainders: centred - along }
    }

    /// Whether the score in force is the same in all cases.
    pub(super) fn is_flat(&self) -> bool {
        self.deviation == 0.0
    }

    /// The weights learnt at one of the penalties; those in force where nothing speaks for any feature.
    pub(super) fn weights(&self, step: usize) -> Result<Array1<f64>, LearningError> {
        let can_learn = !self.is_flat() && self.cases.outcomes_vary();
        if step == 0 || !can_learn {
            return Ok(self.in_force.clone());
        }
        let standard = Standard::of_numbers(self.remainders.view());
        let columns = standard.apply(self.remainders.view());
        let (slope, parts) = match &self.cases.outcomes {
            Outcomes::Scale(values) => self.on_a_scale(columns, values, step)?,
            Outcomes::YesNo(answers) => self.of_answers(&columns, answers, step)?,
        };
        let unscale = |(part, deviation): (&f64, &f64)| if *deviation > 0.0 { part / deviation } else { 0.0 };
        let parts: Array1<f64> = parts.iter().zip(&standard.deviations).map(unscale).collect();
        // Both slope and slopes are per standard deviation of the score.
        let along = (slope - self.slopes.dot(&parts)) / self.deviation;
        let raw = (self.in_force * along + parts).mapv(|weight| weight.max(0.0));
        let total = raw.sum();
        Ok(if total > 0.0 { raw / total } else { self.in_force.clone() })
    }

    fn on_a_scale(
        &self,
        columns: Array2<f64>,
        values: &Array1<f64>,
        step: usize,
    ) -> Result<(f64, Array1<f64>), LearningError> {
        let n = values.len() as f64;
        let centred = values - values.sum() / n;
        let slope = centred.dot(&self.score) / (n - 1.0);
        let rest = centred - &self.score * slope;
        let pulls = columns.t().dot(&rest);
        // The least penalty under which nothing departs.
        let most = pulls.iter().fold(0.0, |most: f64, pull| pull.abs().max(most)) / (n * MIXING);
        if most == 0.0 {
            return Ok((slope, Array1::zeros(pulls.len())));
        }
        Ok((slope, penalised_slopes(columns, rest, most * fall(1e-2, step, STEPS - 1), MIXING)?))
    }

    fn of_answers(
        &self,
        columns: &Array2<f64>,
        answers: &[bool],
        step: usize,
    ) -> Result<(f64, Array1<f64>), LearningError> {
        // A case says at most ¼ about a slope, so 3 a case leaves almost nothing of a departure.
        let penalty = 3.0 * answers.len() as f64 * fall(1e-3, step - 1, STEPS - 2);
        // linfa has one penalty for all slopes; a column that is stretched feels less of it. The score's is 1.
        let stretch = penalty.sqrt();
        let mut stretched = Array2::zeros((columns.nrows(), columns.ncols() + 1));
        stretched.column_mut(0).assign(&(&self.score * stretch));
        stretched.slice_mut(ndarray::s![.., 1..]).assign(columns);
        let (_, slopes) = penalised_odds(stretched, answers, penalty)?;
        Ok((slopes[0] * stretch, slopes.slice(ndarray::s![1..]).to_owned()))
    }
}

/// From 1 at step 0 to the least at the last, by equal factors.
fn fall(least: f64, step: usize, last: usize) -> f64 {
    libm::pow(least, step as f64 / last as f64)
}
