//! What is counted over the draws. Nothing here grows with their number.

use super::Outlook;
use super::block::{Block, N_LANES};
use super::settle::Sums;
use std::sync::atomic::{AtomicU32, Ordering};

/// Cells of the histogram of scores.
const N_CELLS: usize = 32_768;

/// How often each candidate's score fell into each cell of [0, 1]. Counts are whole numbers, so threads may
/// add in any order.
pub(super) struct Histogram(Vec<AtomicU32>);

impl Histogram {
    pub(super) fn new(n_candidates: usize) -> Self {
        Self((0..n_candidates * N_CELLS).map(|_| AtomicU32::new(0)).collect())
    }

    fn add(&self, c: usize, score: f64) {
        let cell = ((score * N_CELLS as f64) as usize).min(N_CELLS - 1);
        self.0[c * N_CELLS + cell].fetch_add(1, Ordering::Relaxed);
    }

    /// The score below which a share of the draws lies, linear within a cell.
    fn quantile(&self, c: usize, share: f64, n_draws: u64) -> f64 {
        let wanted = share * n_draws as f64;
        let mut below = 0.0;
        for (cell, count) in self.0[c * N_CELLS..(c + 1) * N_CELLS].iter().enumerate() {
            let count = f64::from(count.load(Ordering::Relaxed));
            if count > 0.0 && below + count >= wanted {
                return (cell as f64 + (wanted - below) / count) / N_CELLS as f64;
            }
            below += count;
        }
        1.0
    }
}

/// Counts of one part of the draws.
pub(super) struct Tally {
    n: usize,
    n_pillars: usize,
    /// Per candidate and rank: draws, shared among ties.
    ranks: Vec<f64>,
    /// Per pair a < b: twice the draws in which a beats b, and once those in which they tie.
    beats: Vec<u64>,
    /// Per candidate and pillar: Σ W_p over the draws that it wins.
    won_weights: Vec<f64>,
    least: Vec<f64>,
    most: Vec<f64>,
    /// What the draws say of the first candidate's lead, where that was asked for.
    pub(super) sums: Option<Sums>,
}

impl Tally {
    pub(super) fn new(n: usize, n_pillars: usize) -> Self {
        Self {
            n,
            n_pillars,
            ranks: vec![0.0; n * n],
            beats: vec![0; n * n.saturating_sub(1) / 2],
            won_weights: vec![0.0; n * n_pillars],
            least: vec![f64::INFINITY; n],
            most: vec![f64::NEG_INFINITY; n],
            sums: None,
        }
    }

    /// Both tallies as one.
    pub(super) fn joined(mut self, other: &Self) -> Self {
        let add = |mine: &mut [f64], theirs: &[f64]| mine.iter_mut().zip(theirs).for_each(|(a, b)| *a += b);
        add(&mut self.ranks, &other.ranks);
        add(&mut self.won_weights, &other.won_weights);
        self.beats.iter_mut().zip(&other.beats).for_each(|(a, b)| *a += b);
        self.least.iter_mut().zip(&other.least).for_each(|(a, b)| *a = a.min(*b));
        self.most.iter_mut().zip(&other.most).for_each(|(a, b)| *a = a.max(*b));
        if let (Some(mine), Some(theirs)) = (&mut self.sums, &other.sums) {
            mine.join(theirs);
        }
        self
    }

    /// Counts a block of draws.
    pub(super) fn add(&mut self, block: &Block<'_>, histogram: &Histogram) {
        for c in 0..self.n {
            for &score in block.overall(c) {
                histogram.add(c, score);
                self.least[c] = self.least[c].min(score);
                self.most[c] = self.most[c].max(score);
            }
        }
        let standing = Standing::of(self.n, block.n_draws, |c| block.overall(c), &mut self.beats);
        for c in 0..self.n {
            for i in 0..block.n_draws {
                let (above, level) = standing.at(c, i);
                let share = 1.0 / f64::from(level);
                for rank in above..above + level {
                    self.ranks[c * self.n + rank as usize] += share;
                }
                if above == 0 && block.has_drawn_weights() {
                    for p in 0..self.n_pillars {
                        self.won_weights[c * self.n_pillars + p] += share * block.pillar_weight(p, i);
                    }
                }
            }
        }
    }

    /// Counts, for each candidate with central weights, the draws in which it is first at these weights.
    pub(super) fn add_firsts_at(&mut self, block: &Block<'_>, central: &[Option<Vec<f64>>]) {
        let mut own = [0.0; N_LANES];
        let mut other = [0.0; N_LANES];
        for (c, weights) in central.iter().enumerate() {
            let Some(weights) = weights else { continue };
            block.overall_at(c, weights, &mut own);
            let mut is_first = [true; N_LANES];
            let mut level = [1u32; N_LANES];
            for rival in (0..self.n).filter(|&rival| rival != c) {
                block.overall_at(rival, weights, &mut other);
                for i in 0..block.n_draws {
                    is_first[i] &= own[i] >= other[i];
                    level[i] += u32::from(own[i] == other[i]);
                }
            }
            for i in 0..block.n_draws {
                if is_first[i] {
                    self.ranks[c * self.n] += 1.0 / f64::from(level[i]);
                }
            }
        }
    }

    /// Per candidate: the draws in which it was first.
    pub(super) fn firsts(&self) -> impl Iterator<Item = f64> + '_ {
        (0..self.n).map(|c| self.ranks[c * self.n])
    }

    /// The mean W of the draws that each candidate wins.
    pub(super) fn central_weights(&self) -> Vec<Option<Vec<f64>>> {
        let of = |c: usize| {
            let won = self.ranks[c * self.n];
            let sums = &self.won_weights[c * self.n_pillars..(c + 1) * self.n_pillars];
            (won > 0.0).then(|| sums.iter().map(|sum| sum / won).collect())
        };
        (0..self.n).map(of).collect()
    }

    pub(super) fn outlooks(&self, histogram: &Histogram, n_draws: u64) -> Vec<Outlook> {
        let outlook = |c: usize| {
            let ranks = &self.ranks[c * self.n..(c + 1) * self.n];
            let rank_probabilities: Vec<f64> = ranks.iter().map(|draws| draws / n_draws as f64).collect();
            // A certain score has all its draws in one cell, and its bounds say where in it.
            let quantile = |share| histogram.quantile(c, share, n_draws).clamp(self.least[c], self.most[c]);
            Outlook {
                p05: quantile(0.05),
                p50: quantile(0.50),
                p95: quantile(0.95),
                expected_rank: (1u32..).zip(&rank_probabilities).map(|(rank, p)| f64::from(rank) * p).sum(),
                rank_probabilities,
                central: None,
            }
        };
        (0..self.n).map(outlook).collect()
    }

    pub(super) fn beats(&self, n_draws: u64) -> Vec<Vec<f64>> {
        let mut pairs = self.beats.iter().map(|&halves| halves as f64 / (2 * n_draws) as f64);
        (0..self.n).map(|a| pairs.by_ref().take(self.n - 1 - a).collect()).collect()
    }
}

/// Where everybody stands in each draw of a block.
struct Standing {
    above: Vec<u32>,
    level: Vec<u32>,
}

impl Standing {
    /// Compares all pairs, and adds to `beats` how the pairs fared.
    fn of<'b>(n: usize, n_draws: usize, scores: impl Fn(usize) -> &'b [f64], beats: &mut [u64]) -> Self {
        let mut standing = Self { above: vec![0; n * N_LANES], level: vec![1; n * N_LANES] };
        let mut pair = 0;
        stats::vector::widest(
            #[inline(always)]
            || {
                for a in 0..n {
                    let (head, tail) = standing.above.split_at_mut((a + 1) * N_LANES);
                    let above_a = &mut head[a * N_LANES..][..n_draws];
                    let (level_head, level_tail) = standing.level.split_at_mut((a + 1) * N_LANES);
                    let level_a = &mut level_head[a * N_LANES..][..n_draws];
                    for b in a + 1..n {
                        let above_b = &mut tail[(b - a - 1) * N_LANES..][..n_draws];
                        let level_b = &mut level_tail[(b - a - 1) * N_LANES..][..n_draws];
                        let (scores_a, scores_b) = (&scores(a)[..n_draws], &scores(b)[..n_draws]);
                        let mut halves = 0u32;
                        for i in 0..n_draws {
                            let wins = u32::from(scores_a[i] > scores_b[i]);
                            let ties = u32::from(scores_a[i] == scores_b[i]);
                            above_b[i] += wins;
                            above_a[i] += 1 - wins - ties;
                            level_a[i] += ties;
                            level_b[i] += ties;
                            halves += 2 * wins + ties;
                        }
                        beats[pair] += u64::from(halves);
                        pair += 1;
                    }
                }
            },
        );
        standing
    }

    /// How many candidates stand above `c` in a draw, and how many level with it, itself included.
    fn at(&self, c: usize, draw: usize) -> (u32, u32) {
        (self.above[c * N_LANES + draw], self.level[c * N_LANES + draw])
    }
}
