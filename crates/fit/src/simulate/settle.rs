//! What would settle the order: which values, if they were known, would say most about a lead.

use super::block::N_LANES;
use serde::{Deserialize, Serialize};

/// At most this many values are named for a pair.
const MOST: usize = 5;

/// Numbers whose standard deviation over the draws is below this do not vary.
const STILL: f64 = 1e-9;

/// Whose value it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Whose {
    /// The CEO's.
    Ceo,
    /// The first of the two candidates'.
    A,
    /// The second's.
    B,
}

/// A value, and what knowing it would say about a lead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settling {
    /// Whose value.
    pub of: Whose,
    /// Index of the dimension.
    pub dimension: usize,
    /// Its share of the variance of the lead.
    pub share: f64,
}

/// Where the drawn values of a dimension stand: among those that rules see, or, for a dimension that is centred, among
/// those kept from before it was.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub(super) dimension: usize,
    pub(super) kept: Option<usize>,
}

impl Column {
    /// The columns of the dimensions that are drawn.
    pub(super) fn of(dimensions: &[usize], domains: &[Vec<usize>]) -> Vec<Self> {
        let kept = |dimension| domains.iter().flatten().position(|&member| member == dimension);
        dimensions.iter().map(|&dimension| Self { dimension, kept: kept(dimension) }).collect()
    }
}

/// The sum and the sum of squares of a number over draws.
#[derive(Debug, Clone, Copy, Default)]
struct Moments {
    sum: f64,
    squares: f64,
}

impl Moments {
    fn join(&mut self, other: Self) {
        self.sum += other.sum;
        self.squares += other.squares;
    }

    /// The sum of squares around the mean; nothing for a number that does not vary.
    fn around_mean(self, n: f64) -> Option<f64> {
        let around = self.squares - self.sum * self.sum / n;
        (around > STILL * STILL * n).then_some(around)
    }
}

/// Sums over draws, from which the correlation of every drawn value with a lead follows. The leader is the first
/// candidate. Values are taken from the person's estimate, so that nothing is lost in the sums.
pub(super) struct Sums {
    n_ceo: usize,
    n_coo: usize,
    ceo: Vec<Moments>,
    /// Per candidate and dimension.
    candidates: Vec<Moments>,
    /// Per candidate: how far the leader is ahead.
    leads: Vec<Moments>,
    /// Per candidate: Σ lead · value, over the CEO's dimensions, the leader's and the candidate's own.
    products: Vec<f64>,
}

impl Sums {
    pub(super) fn new(n_candidates: usize, n_ceo: usize, n_coo: usize) -> Self {
        Self {
            n_ceo,
            n_coo,
            ceo: vec![Moments::default(); n_ceo],
            candidates: vec![Moments::default(); n_candidates * n_coo],
            leads: vec![Moments::default(); n_candidates],
            products: vec![0.0; n_candidates * (n_ceo + 2 * n_coo)],
        }
    }

    /// Both as one.
    pub(super) fn join(&mut self, other: &Self) {
        let join = |mine: &mut [Moments], theirs: &[Moments]| {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| mine.join(*theirs));
        };
        join(&mut self.ceo, &other.ceo);
        join(&mut self.candidates, &other.candidates);
        join(&mut self.leads, &other.leads);
        self.products.iter_mut().zip(&other.products).for_each(|(mine, theirs)| *mine += theirs);
    }

    /// Adds the CEO's values in a block of draws: per dimension a lane, and the estimate.
    #[inline(always)]
    pub(super) fn add_ceo<'v>(&mut self, lanes: impl Iterator<Item = (&'v [f64], f64)>) {
        for (moments, (values, estimate)) in self.ceo.iter_mut().zip(lanes) {
            moments.join(moments_of(values, estimate));
        }
    }

    /// Adds a candidate's values.
    #[inline(always)]
    pub(super) fn add_candidate<'v>(&mut self, c: usize, lanes: impl Iterator<Item = (&'v [f64], f64)>) {
        for (moments, (values, estimate)) in self.candidates[c * self.n_coo..].iter_mut().zip(lanes) {
            moments.join(moments_of(values, estimate));
        }
    }

    /// Adds how far the leader is ahead of a candidate, and its products with the values of the CEO, of the leader and of
    /// the candidate, in this order.
    #[inline(always)]
    pub(super) fn add_lead<'v>(
        &mut self,
        c: usize,
        leader: &[f64],
        candidate: &[f64],
        lanes: impl Iterator<Item = (&'v [f64], f64)>,
    ) {
        let mut lead = [0.0; N_LANES];
        for ((lead, a), b) in lead.iter_mut().zip(leader).zip(candidate) {
            *lead = a - b;
        }
        let lead = &lead[..leader.len()];
        self.leads[c].join(moments_of(lead, 0.0));
        let products = &mut self.products[c * (self.n_ceo + 2 * self.n_coo)..];
        for (product, (values, estimate)) in products.iter_mut().zip(lanes) {
            *product += summed(lead.iter().zip(values).map(
                #[inline(always)]
                |(lead, value)| lead * (value - estimate),
            ));
        }
    }

    /// For each candidate but the leader: the values that say most about the lead, the one that says most first.
    ///
    /// # Formula
    /// share = r², r the correlation of the lead with the drawn value. Errors are independent, so these are first-order
    /// shares of the lead's variance.
    ///
    /// # Source
    /// Sobol (1993), Sensitivity estimates for nonlinear mathematical models; for a value that enters nearly
    /// linearly r² is the first-order index (Saltelli et al. 2008, doi:10.1002/9780470725184).
    pub(super) fn settling(&self, ceo: &[Column], coo: &[Column], n_draws: u64) -> Vec<Vec<Settling>> {
        let n = n_draws as f64;
        let of_rival = |c: usize| {
            let Some(lead) = self.leads[c].around_mean(n) else { return Vec::new() };
            let of = |c: usize| &self.candidates[c * self.n_coo..][..self.n_coo];
            let values = [(Whose::Ceo, ceo, &self.ceo[..]), (Whose::A, coo, of(0)), (Whose::B, coo, of(c))];
            let values = values.into_iter().flat_map(|(whose, columns, moments)| {
                columns.iter().zip(moments).map(move |(column, moments)| (whose, column.dimension, *moments))
            });
            let products = &self.products[c * (self.n_ceo + 2 * self.n_coo)..];
            let share = |((of, dimension, value), product): ((Whose, usize, Moments), &f64)| {
                let common = product - self.leads[c].sum * value.sum / n;
                let share = common * common / (lead * value.around_mean(n)?);
                Some(Settling { of, dimension, share })
            };
            let mut settling: Vec<Settling> = values.zip(products).filter_map(share).collect();
            settling.sort_by(|a, b| {
                b.share.total_cmp(&a.share).then_with(|| (a.of, a.dimension).cmp(&(b.of, b.dimension)))
            });
            settling.truncate(MOST);
            settling
        };
        (1..self.leads.len()).map(of_rival).collect()
    }
}

#[inline(always)]
fn moments_of(values: &[f64], from: f64) -> Moments {
    Moments {
        sum: summed(values.iter().map(
            #[inline(always)]
            |value| value - from,
        )),
        squares: summed(values.iter().map(
            #[inline(always)]
            |value| (value - from) * (value - from),
        )),
    }
}

/// The sum of up to a block of numbers, several at a time and always the same way.
#[inline(always)]
fn summed(numbers: impl ExactSizeIterator<Item = f64>) -> f64 {
    const SUMS: usize = 16;
    let mut sums = [0.0; SUMS];
    let mut block = [0.0; N_LANES];
    for (slot, number) in block.iter_mut().zip(numbers) {
        *slot = number;
    }
    for chunk in block.chunks_exact(SUMS) {
        for (sum, number) in sums.iter_mut().zip(chunk) {
            *sum += number;
        }
    }
    sums.iter().sum()
}
