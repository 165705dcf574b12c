//! Would departures that belong to nobody's outcome do as well?

use super::cases::CaseTable;
use super::departure::{Departure, STEPS};
use super::validation::Line;
use crate::draw::Stream;
use crate::learning::LearningError;
use ndarray::{Array1, Axis};
use rayon::prelude::*;

/// The count stops when so many worlds have done as well: the share is known well enough then.
const ENOUGH: usize = 20;

/// Worlds are made so many at a time, on all cores; the count still goes one by one.
const AT_A_TIME: usize = 40;

/// The share of shuffled worlds in which other weights come as much closer to the outcomes as they do in ours, and how
/// many were made.
///
/// What remains of the features beside the score is dealt anew to the cases, so the score keeps its outcome: weights in
/// force that are right already are no reason for a gain.
pub(super) fn test(
    cases: &CaseTable,
    in_force: &Array1<f64>,
    n_worlds: usize,
    seed: u64,
) -> Result<(f64, usize), LearningError> {
    // The score in force is the same in all worlds.
    let before = Line::of(cases, in_force)?.loss(cases, in_force);
    let gain = |cases: &CaseTable| -> Result<f64, LearningError> {
        let weights = Departure::of(cases, in_force).weights(STEPS - 1)?;
        Ok(before - Line::of(cases, &weights)?.loss(cases, &weights))
    };
    let ours = gain(cases)?;
    if ours <= 0.0 {
        // No world gains less than nothing.
        return Ok((1.0, 0));
    }
    let remainders = Departure::of(cases, in_force).remainders;
    let along = &cases.features - &remainders;
    let world = |world: usize| {
        let mut order: Vec<usize> = (0..cases.len()).collect();
        Stream::open(seed, "shuffled worlds", world as u64).shuffle(&mut order);
        let features = &along + &remainders.select(Axis(0), &order);
        gain(&CaseTable { features, outcomes: cases.outcomes.clone() })
    };
    let (mut n_made, mut n_as_good) = (0, 0);
    while n_made < n_worlds {
        let until = n_worlds.min(n_made + AT_A_TIME);
        let gains: Vec<f64> = (n_made..until).into_par_iter().map(world).collect::<Result<_, _>>()?;
        for found in gains {
            n_made += 1;
            n_as_good += usize::from(found >= ours);
            if n_as_good == ENOUGH {
                return Ok((ENOUGH as f64 / n_made as f64, n_made));
            }
        }
    }
    Ok(((n_as_good + 1) as f64 / (n_made + 1) as f64, n_made))
}
