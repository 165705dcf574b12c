//! Ranks a pool: blocks of rows through the kernel, on every core, the best of them kept.

use crate::block::Block;
use crate::kept::{Kept, Selection};
use crate::ranking::{Counts, Ranking};
use crate::read::{self, Listener, Readable, Source};
use crate::sieve::{Scratch, Sieve};
use fit::Problem;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A part of a pool: of every `of` blocks of rows, the one of this number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Shard {
    /// From 1.
    pub number: u64,
    /// How many parts there are.
    pub of: u64,
}

impl Shard {
    /// Whether a block of rows belongs to it.
    pub(crate) fn has(self, block: u64) -> bool {
        block % self.of == self.number - 1
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl TryFrom<String> for Shard {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let parts =
            text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match parts {
            Some((number, of)) if (1..=of).contains(&number) && of <= 1_000_000 => Ok(Self { number, of }),
            _ => Err("write number/count, e.g. 3/16".to_owned()),
        }
    }
}

impl From<Shard> for String {
    fn from(shard: Shard) -> Self {
        shard.to_string()
    }
}

/// Ranks the people of some files by plain fits, and keeps the best.
///
/// # Errors
/// A file that cannot be read, or is not what it should be.
pub fn rank<R: Readable>(
    sieve: &Sieve,
    sources: Vec<Source<'_, R>>,
    selection: Selection,
    shard: Option<Shard>,
    listener: &Listener<'_>,
) -> Result<Ranking, Problem> {
    let ranker = Ranker {
        sieve,
        state: Mutex::new((Kept::new(selection), Counts::default())),
        cutoff: AtomicU64::new(0),
    };
    read::read_all(sieve, sources, shard, listener, &|block, scratch| ranker.take(block, scratch))?;
    let (kept, counts) = ranker.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(Ranking::new(sieve.stamp.clone(), selection, shard, counts, kept.finish()?))
}

struct Ranker<'a> {
    sieve: &'a Sieve,
    state: Mutex<(Kept, Counts)>,
    /// The bits of the score below which nobody is kept; for numbers of 0 and more, bits rise as they do.
    cutoff: AtomicU64,
}

impl Ranker<'_> {
    /// Takes in a block of rows.
    fn take(&self, block: &Block, scratch: &mut Scratch) -> Result<(), Problem> {
        let (scores, unusable) = self.sieve.score(block, scratch);
        let cutoff = || f64::from_bits(self.cutoff.load(Ordering::Relaxed));
        let mut least = cutoff();
        let mut good = Vec::new();
        for (row, &score) in scores.overall.iter().enumerate() {
            if 100.0 * score >= least {
                good.push(self.sieve.person(block, scores, row));
                if good.len().is_multiple_of(256) {
                    self.keep(&mut good)?;
                    least = cutoff();
                }
            }
        }
        self.keep(&mut good)?;
        let mut state = self.state();
        state.1.rows += block.n_rows() as u64;
        state.1.unreadable += block.n_unreadable;
        state.1.unusable += unusable;
        Ok(())
    }

    fn keep(&self, good: &mut Vec<crate::Person>) -> Result<(), Problem> {
        if good.is_empty() {
            return Ok(());
        }
        let mut state = self.state();
        for person in good.drain(..) {
            let cutoff = state.0.push(person)?;
            self.cutoff.fetch_max(cutoff.max(0.0).to_bits(), Ordering::Relaxed);
        }
        Ok(())
    }

    /// What was gathered so far. A thread that panicked stops the whole ranking, so nobody reads what it left.
    fn state(&self) -> MutexGuard<'_, (Kept, Counts)> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
