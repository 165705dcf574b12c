//! What follows from the evidence, in words.

use std::fmt;
use thiserror::Error;

/// What is said where the weights had better stay.
pub const NOT_ENOUGH: &str = "not enough evidence to move";

/// What follows from a calibration. Nothing adopts itself: a person may adopt proposed weights, with a reason.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// The weights in force stay.
    Stay(Reason),
    /// These weights are proposed; they add up to 1.
    Move(Vec<f64>),
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stay(reason) => write!(f, "{NOT_ENOUGH}: {reason}"),
            Self::Move(_) => f.write_str("the outcomes speak for other weights"),
        }
    }
}

/// Why the evidence is not enough.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub enum Reason {
    /// Too few cases are complete.
    #[error("{n} outcomes can be used, and it takes {needed}")]
    FewOutcomes {
        /// How many can be used.
        n: usize,
        /// How many it takes.
        needed: usize,
    },
    /// One of the two answers is rare.
    #[error("only {n} outcomes are of the rarer kind, and it takes {needed}")]
    FewOfAKind {
        /// How many are of that kind.
        n: usize,
        /// How many it takes.
        needed: usize,
    },
    /// There is nothing to tell apart.
    #[error("all outcomes are the same")]
    SameOutcome,
    /// The score in force is the same in all cases.
    #[error("the score by the weights in force is the same in all cases")]
    FlatScore,
    /// Learnt weights foretell new cases no better than those in force.
    #[error("other weights foretell new cases no better than those in force")]
    NoGain,
    /// Neither foretells better than the mean does.
    #[error("no weights foretell new cases better than the mean outcome does")]
    NoBetterThanNone,
    /// There is a gain, but chance makes such gains.
    #[error("other weights foretell new cases better, but so they do in {:.0} of 100 shuffled worlds", (100.0 * p_value).ceil())]
    NotNoticed {
        /// The share of shuffled worlds with as large a gain.
        p_value: f64,
    },
}
