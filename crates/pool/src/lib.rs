//! Large pools: whoever would complement a CEO, among more people than anyone would import.
//!
//! A pool is ranked by plain fits, every estimate taken as exact and without draws. That makes it a sieve: whoever is
//! kept is scored in full afterwards. The ranking runs in two places:
//!
//! ```text
//! files ── read ── Block of rows ── Sieve (fit's table kernel) ── Kept ── Ranking, which merges with others
//! Sieve ── sql ── a statement that the user's own engine runs
//! ```
//!
//! Like the other crates it opens no file: a [`Source`] says how to.

mod block;
mod example;
mod kept;
mod rank;
mod ranking;
mod read;
mod sieve;
pub mod sql;

pub use example::{Example, write_example};
pub use kept::{MAX_KEPT, Selection};
pub use rank::{Shard, rank};
pub use ranking::{Person, Ranking, merge};
pub use read::{Format, Listener, Origin, Readable, Source};
pub use sieve::Sieve;
