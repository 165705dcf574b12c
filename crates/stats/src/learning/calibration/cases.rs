//! The cases that can be learnt from, and those that cannot.

use crate::draw::Stream;
use crate::learning::{LearningError, Standard, check_length};
use ndarray::{Array1, Array2, Axis};

/// How many parts cross-validation splits the cases into.
pub(super) const FOLDS: usize = 5;

/// A past decision: what was known when it was made, and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The features at decision time; `None` where one was not known.
    pub features: Vec<Option<f64>>,
    /// What came of it; `None` where nobody knows yet.
    pub outcome: Option<f64>,
}

/// What outcomes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutcomeKind {
    /// A number, the higher the better, such as a board's rating.
    Scale,
    /// 1 for a yes and 0 for a no, such as still together after two years.
    YesNo,
}

/// A case that was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Excluded {
    /// Its place in the list, from 0.
    pub case: usize,
    /// Why.
    pub why: Exclusion,
}

/// Why a case was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Exclusion {
    /// Nobody knows yet what came of it.
    #[error("the outcome is missing")]
    NoOutcome,
    /// The outcome is no number, or neither 0 nor 1 where it answers yes or no.
    #[error("the outcome is not of the kind that is looked at")]
    UnusableOutcome,
    /// A feature was not known.
    #[error("feature {} is missing", .0 + 1)]
    NoFeature(usize),
    /// A feature is no number.
    #[error("feature {} is not a number", .0 + 1)]
    UnusableFeature(usize),
}

/// Outcomes by their kind.
#[derive(Debug, Clone)]
pub(super) enum Outcomes {
    Scale(Array1<f64>),
    YesNo(Vec<bool>),
}

/// Complete cases.
#[derive(Debug, Clone)]
pub(super) struct CaseTable {
    pub(super) features: Array2<f64>,
    pub(super) outcomes: Outcomes,
}

impl CaseTable {
    pub(super) fn gather(
        cases: &[Case],
        kind: OutcomeKind,
        n_features: usize,
    ) -> Result<(Self, Vec<Excluded>), LearningError> {
        let (mut features, mut outcomes, mut excluded) = (Vec::new(), Vec::new(), Vec::new());
        for (place, case) in cases.iter().enumerate() {
            check_length("features of a case", n_features, case.features.len())?;
            match usable(case, kind) {
                Ok((row, outcome)) => {
                    features.extend(row);
                    outcomes.push(outcome);
                }
                Err(why) => excluded.push(Excluded { case: place, why }),
            }
        }
        let shape = (outcomes.len(), n_features);
        let features = Array2::from_shape_vec(shape, features).map_err(|_| LearningError::Shape {
            what: "features",
            expected: shape.0 * shape.1,
            found: 0,
        })?;
        let outcomes = match kind {
            OutcomeKind::Scale => Outcomes::Scale(Array1::from_vec(outcomes)),
            OutcomeKind::YesNo => {
                Outcomes::YesNo(outcomes.into_iter().map(|outcome| outcome == 1.0).collect())
            }
        };
        Ok((Self { features, outcomes }, excluded))
    }

    pub(super) fn len(&self) -> usize {
        self.features.nrows()
    }

    /// The cases at these places, which may name one several times.
    pub(super) fn select(&self, places: &[usize]) -> Self {
        let outcomes = match &self.outcomes {
            Outcomes::Scale(values) => Outcomes::Scale(values.select(Axis(0), places)),
            Outcomes::YesNo(answers) => Outcomes::YesNo(places.iter().map(|&place| answers[place]).collect()),
        };
        Self { features: self.features.select(Axis(0), places), outcomes }
    }

    /// The cases outside a fold, and those in it.
    pub(super) fn split(&self, folds: &[usize], fold: usize) -> (Self, Self) {
        let (held_out, others): (Vec<usize>, Vec<usize>) =
            (0..self.len()).partition(|&place| folds[place] == fold);
        (self.select(&others), self.select(&held_out))
    }

    /// A fold for each case, at random; both answers are spread evenly over the folds.
    pub(super) fn folds(&self, stream: &mut Stream) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.len()).collect();
        stream.shuffle(&mut order);
        if let Outcomes::YesNo(answers) = &self.outcomes {
            order.sort_by_key(|&place| answers[place]);
        }
        let mut folds = vec![0; self.len()];
        for (turn, place) in order.into_iter().enumerate() {
            folds[place] = turn % FOLDS;
        }
        folds
    }

    /// How many have the rarer answer; `None` for outcomes on a scale.
    pub(super) fn rarer(&self) -> Option<usize> {
        match &self.outcomes {
            Outcomes::Scale(_) => None,
            Outcomes::YesNo(answers) => {
                let n_yes = answers.iter().filter(|&&answer| answer).count();
                Some(n_yes.min(answers.len() - n_yes))
            }
        }
    }

    pub(super) fn outcomes_vary(&self) -> bool {
        match &self.outcomes {
            Outcomes::Scale(values) => {
                self.len() > 1 && Standard::of_numbers(values.view().insert_axis(Axis(1))).deviations[0] > 0.0
            }
            Outcomes::YesNo(_) => self.rarer() != Some(0),
        }
    }

    /// The features that are the same in all cases; none where there are no cases to compare.
    pub(super) fn constant(&self) -> Vec<usize> {
        if self.len() < 2 {
            Vec::new()
        } else {
            Standard::of_numbers(self.features.view()).constant_columns()
        }
    }

    /// Whether a score tells every yes from every no.
    pub(super) fn is_separated_by(&self, weights: &Array1<f64>) -> bool {
        let Outcomes::YesNo(answers) = &self.outcomes else { return false };
        let scores = self.features.dot(weights);
        let of = |answer: bool| {
            scores.iter().zip(answers).filter(move |(_, a)| **a == answer).map(|(score, _)| *score)
        };
        of(true).fold(f64::INFINITY, f64::min) > of(false).fold(f64::NEG_INFINITY, f64::max)
    }
}

fn usable(case: &Case, kind: OutcomeKind) -> Result<(Vec<f64>, f64), Exclusion> {
    let outcome = case.outcome.ok_or(Exclusion::NoOutcome)?;
    let is_of_kind = match kind {
        OutcomeKind::Scale => outcome.is_finite(),
        OutcomeKind::YesNo => outcome == 0.0 || outcome == 1.0,
    };
    if !is_of_kind {
        return Err(Exclusion::UnusableOutcome);
    }
    let feature = |(place, value): (usize, &Option<f64>)| {
        let value = value.ok_or(Exclusion::NoFeature(place))?;
        if value.is_finite() { Ok(value) } else { Err(Exclusion::UnusableFeature(place)) }
    };
    Ok((case.features.iter().enumerate().map(feature).collect::<Result<_, _>>()?, outcome))
}
