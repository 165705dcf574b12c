//! From fits to pillar scores to an overall score: for one candidate, for a table of them, for draws.
//!
//! There is one arithmetic: `rule::ideal_point`, `rule::fill`, [`Scale`] and the mean of the two over errors. One
//! candidate runs it on single numbers; a table runs it on columns, a block of rows at a time, so that it stays in the
//! cache and becomes vector instructions; the simulation runs it on blocks of draws, without errors, as every draw has
//! its own.

use crate::estimate::Estimates;
use crate::expected::{error, expected_place};
use crate::plan::{Line, Plan};
use crate::rule::{Shape, fill, fit_at, ideal_point};
use rayon::prelude::*;
use stats::elementary::Real;

/// Fits and pillar scores enter logarithms and powers no lower than this, so that one zero cannot veto.
pub const FLOOR: f64 = 0.01;

/// How many rows or draws are worked on at a time.
pub const BLOCK: usize = 4096;

/// The scale on which scores are averaged; it decides how far they make up for each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scale {
    /// ρ = 1: a weighted mean.
    Linear,
    /// ρ = 0: a weighted geometric mean.
    Log,
    /// Any other ρ below 1.
    Power(f64),
}

/// Runs `$work` once for the scale at hand, with `$known` a scale whose kind the compiler knows: so loops in it
/// decide nothing from number to number, and become vector instructions.
macro_rules! on_scale {
    ($scale:expr, $known:ident => $work:expr) => {
        match $scale {
            $crate::score::Scale::Linear => {
                let $known = $crate::score::Scale::Linear;
                $work
            }
            $crate::score::Scale::Log => {
                let $known = $crate::score::Scale::Log;
                $work
            }
            $crate::score::Scale::Power(rho) => {
                let $known = $crate::score::Scale::Power(rho);
                $work
            }
        }
    };
}
pub(crate) use on_scale;

impl Scale {
    /// The scale of a balance ρ.
    pub fn new(balance: f64) -> Self {
        if balance == 1.0 {
            Self::Linear
        } else if balance.abs() < 1e-12 {
            // The limit, reached to more digits than anyone sees; nearer to it division would lose them.
            Self::Log
        } else {
            Self::Power(balance)
        }
    }

    /// The place of a score on the scale.
    ///
    /// # Formula
    /// T(s) = s for ρ = 1, else (sᵖ − 1) / ρ with its limit ln s at ρ = 0, of max(s, 0.01). It rises with s
    /// for every ρ, and T(1) is 1 or 0.
    ///
    /// # Source
    /// Box & Cox (1964), doi:10.1111/j.2517-6161.1964.tb00553.x.
    #[inline(always)]
    pub fn place<T: Real>(self, score: T) -> T {
        match self {
            Self::Linear => score,
            Self::Log => score.at_least(T::from_f64(FLOOR)).ln(),
            Self::Power(rho) => T::from_f64(power_place(rho, score.to_f64().max(FLOOR))),
        }
    }

    /// The score at a place: the inverse of [`Scale::place`].
    #[inline(always)]
    pub fn score<T: Real>(self, place: T) -> T {
        match self {
            Self::Linear => place,
            Self::Log => place.exp(),
            Self::Power(rho) => T::from_f64(libm::exp(libm::log1p(rho * place.to_f64()) / rho)),
        }
    }

    /// How far one pillar's score is ahead of another's.
    ///
    /// # Formula
    /// T(score) − T(other), both at least 0.01; 0 where they differ by rounding alone. At a low balance places may be many orders of magnitude apart from 1 and close to each other; then their
    /// difference is not taken after they were rounded.
    pub fn lead(self, score: f64, other: f64) -> f64 {
        let (score, other) = (score.max(FLOOR), other.max(FLOOR));
        if (score - other).abs() <= 1e-14 * other {
            // Different sums of the same numbers: level but for rounding.
            return 0.0;
        }
        match self {
            Self::Power(rho) => {
                libm::pow(other, rho) * libm::expm1(rho * libm::log1p((score - other) / other)) / rho
            }
            _ => self.place(score) - self.place(other),
        }
    }

    /// The place of a pillar's score among the pillars. Even a plain mean of pillars has the floor.
    #[inline(always)]
    pub fn place_of_pillar<T: Real>(self, score: T) -> T {
        self.place(score.at_least(T::from_f64(FLOOR)))
    }
}

/// (sᵖ − 1) / ρ. The power is the exacter where it is far from 1, and the other way where it is near.
fn power_place(rho: f64, score: f64) -> f64 {
    let exponent = rho * libm::log(score);
    if exponent.abs() < 0.5 { libm::expm1(exponent) / rho } else { (libm::pow(score, rho) - 1.0) / rho }
}

/// The overall score of pillar scores under weights W.
///
/// # Formula
/// S = (Σ W_p · max(s_p, 0.01)^ρ)^(1/ρ); ρ = 0: exp(Σ W_p ln max(s_p, 0.01))
///
/// # Shapes and units
/// One score and one weight a pillar; weights sum to 1; scores and result in [0, 1].
///
/// # Source
/// Weighted power mean; ρ = 0 as in the Human Development Index since 2010 (UNDP).
///
/// # Example
/// ```
/// use fit::score::{Scale, overall};
/// let even = overall(Scale::new(0.0), &[0.5, 0.5], &[0.9, 0.4]);
/// assert!((even - 0.6).abs() < 1e-15);
/// ```
pub fn overall(scale: Scale, weights: &[f64], pillars: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (&weight, &score) in weights.iter().zip(pillars) {
        sum += weight * scale.place_of_pillar(score);
    }
    scale.score(sum)
}

/// A score on a grid of 2⁻⁴⁰, about 10⁻¹²: sums of the same numbers in another order come out level on it, and so
/// tie, as they should.
#[inline(always)]
pub fn on_grid(score: f64) -> f64 {
    // Beside 2¹² the last digit of a double is worth 2⁻⁴⁰, so adding and subtracting it rounds to that.
    (score + 4096.0) - 4096.0
}

/// One candidate's result before any explanation.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// S.
    pub overall: f64,
    /// s_p, in the framework's order.
    pub pillars: Vec<f64>,
    /// The candidate's value that each facet read, in the framework's order.
    pub values: Vec<f64>,
    /// f_k at these values: what the fit would be if both estimates were exact.
    pub plain: Vec<f64>,
    /// f̄_k, the fit to be expected.
    pub fits: Vec<f64>,
    /// t̄_k, the mean place of the fit on its pillar's scale: what pillar scores are made of.
    pub places: Vec<f64>,
}

impl Line {
    /// The plain fit of a candidate at `y`: both values taken as exact.
    #[inline(always)]
    pub fn fit(&self, y: f64) -> f64 {
        fit_at(self.shape, self.x, self.ideal, y)
    }

    /// t̄, the mean place of the fit on a scale, for a candidate at `y` with a standard error.
    ///
    /// # Formula
    /// As `expected::expected_place`, with s = √(se² + [`Line::ideal_se`]²).
    #[inline(always)]
    pub fn expected_place(&self, scale: Scale, y: f64, se: f64) -> f64 {
        let s = error(se, self.ideal_se);
        // Each kind of rule and of scale gets a loop of its own, in which nothing is decided from error to error.
        match (self.shape, self.ideal) {
            (_, None) => scale.place(1.0),
            (Shape::Fill, Some(level)) => {
                let (x, per_gap) = (self.x, 1.0 / (level - self.x));
                on_scale!(scale, known => expected_place(known, y, s, |y| fill(y, x, per_gap)))
            }
            (Shape::Ideal(steep), Some(ideal)) => {
                let (below, above) = (steep.below, steep.above);
                on_scale!(scale, known => expected_place(known, y, s, |y| ideal_point(y, ideal, below, above)))
            }
        }
    }
}

impl Plan {
    /// Scores one candidate by the fits to be expected of the two people's estimates.
    ///
    /// # Formula
    /// s_p = T⁻¹(Σ w̃ t̄ / Σ w̃), then [`overall`].
    ///
    /// # Shapes and units
    /// An estimate a dimension.
    ///
    /// # Missing values
    /// A dimension that nobody measured holds its prior here.
    ///
    /// # Example
    /// ```
    /// use fit::{Criteria, Estimates, Framework, Plan, framework};
    /// let framework = Framework::parse(framework::DEFAULT).unwrap();
    /// let nobody = fit::Profile::new("x", "X");
    /// let unknown = Estimates::of(&framework, &nobody);
    /// let plan = Plan::compile(&framework, &unknown, &Criteria::default()).unwrap();
    /// let score = plan.score(&unknown);
    /// let losses = plan.explain(&score);
    /// assert!((losses.pillars.iter().sum::<f64>() - (1.0 - score.overall)).abs() < 1e-12);
    /// ```
    pub fn score(&self, candidate: &Estimates) -> Score {
        let facets = &self.scheme.facets;
        let values: Vec<f64> = facets.iter().map(|facet| candidate.seen[facet.coo]).collect();
        let plain: Vec<f64> = self.lines.iter().zip(&values).map(|(line, &y)| line.fit(y)).collect();
        let mut places = vec![0.0; facets.len()];
        self.expected_places(candidate, &mut places);
        let fit = |(k, &place): (usize, &f64)| {
            let is_exact = error(candidate.seen_se[facets[k].coo], self.lines[k].ideal_se) <= 0.0;
            // Without error the fit is the rule's own number, and nothing there and back again on a scale.
            if is_exact { plain[k] } else { self.scheme.pillar_scales[facets[k].pillar].score(place) }
        };
        let fits: Vec<f64> = places.iter().enumerate().map(fit).collect();
        let pillars: Vec<f64> = (0..self.totals.len()).map(|p| self.pillar_score(p, &places)).collect();
        let overall = overall(self.scheme.scale, &self.scheme.weights, &pillars);
        Score { overall, pillars, values, plain, fits, places }
    }

    /// S of [`Plan::score`] alone, and to the last bit; `places` is memory for a number a facet.
    pub(crate) fn overall_score(&self, candidate: &Estimates, places: &mut Vec<f64>) -> f64 {
        places.resize(self.lines.len(), 0.0);
        self.expected_places(candidate, places);
        let scale = self.scheme.scale;
        let places_of_pillars = (0..self.totals.len())
            .map(|p| self.scheme.weights[p] * scale.place_of_pillar(self.pillar_score(p, places)));
        scale.score(places_of_pillars.fold(0.0, |sum, place| sum + place))
    }

    /// t̄ of every facet.
    fn expected_places(&self, candidate: &Estimates, places: &mut [f64]) {
        stats::vector::widest(
            #[inline(always)]
            || {
                for ((facet, line), place) in self.scheme.facets.iter().zip(&self.lines).zip(places) {
                    let scale = self.scheme.pillar_scales[facet.pillar];
                    let (y, se) = (candidate.seen[facet.coo], candidate.seen_se[facet.coo]);
                    *place = line.expected_place(scale, y, se);
                }
            },
        );
    }

    fn pillar_score(&self, pillar: usize, places: &[f64]) -> f64 {
        let mut sum = 0.0;
        for &k in &self.scheme.active[pillar] {
            sum += self.lines[k].weight * places[k];
        }
        self.scheme.pillar_scales[pillar].score(sum / self.totals[pillar])
    }

    /// Scores a table of candidates with every estimate taken as exact, the CEO's as well: a sieve for many people.
    ///
    /// # Formula
    /// As [`Plan::score`] where no estimate has a standard error, to the last bit where `T` is `f64`.
    ///
    /// # Shapes and units
    /// `columns`: one slice a dimension, all of the table's length, as rules see the values, 0–1; a dimension
    /// that no facet reads may be empty.
    ///
    /// # Example
    /// ```
    /// use fit::{Criteria, Estimates, Framework, Plan, framework};
    /// let framework = Framework::parse(framework::DEFAULT).unwrap();
    /// let nobody = fit::Profile::new("x", "X");
    /// let ceo = Estimates::of(&framework, &nobody);
    /// let plan = Plan::compile(&framework, &ceo, &Criteria::default()).unwrap();
    /// let columns = vec![[0.25f32, 0.75]; framework.dimensions.len()];
    /// let columns: Vec<&[f32]> = columns.iter().map(|column| &column[..]).collect();
    /// assert_eq!(plan.score_table(&columns).overall.len(), 2);
    /// ```
    pub fn score_table<T: Real>(&self, columns: &[&[T]]) -> TableScores<T> {
        let mut scores = TableScores { overall: Vec::new(), pillars: Vec::new() };
        self.score_table_into(columns, &mut scores);
        scores
    }

    /// As [`Plan::score_table`], into the memory of an earlier result: for large tables scored again and again,
    /// fresh memory would cost more than the arithmetic.
    pub fn score_table_into<T: Real>(&self, columns: &[&[T]], scores: &mut TableScores<T>) {
        self.table(columns, scores, |_| 0.0);
    }

    /// Scores a table of people of whom everything is known, for a CEO of whom not all is: a reference population.
    ///
    /// # Formula
    /// As [`Plan::score`] of people without standard errors, to the last bit where `T` is `f64`.
    ///
    /// # Shapes and units
    /// As [`Plan::score_table`].
    pub fn expected_table<T: Real>(&self, columns: &[&[T]]) -> TableScores<T> {
        let mut scores = TableScores { overall: Vec::new(), pillars: Vec::new() };
        self.table(columns, &mut scores, |line| error(0.0, line.ideal_se));
        scores
    }

    /// A table's scores; `error` says the error of each facet, the same for everybody.
    fn table<T: Real>(
        &self,
        columns: &[&[T]],
        scores: &mut TableScores<T>,
        error: impl Fn(&Line) -> f64 + Copy + Sync,
    ) {
        let n_rows = columns.iter().map(|column| column.len()).max().unwrap_or(0);
        scores.overall.resize(n_rows, T::ZERO);
        scores.pillars.resize_with(self.totals.len(), Vec::new);
        scores.pillars.iter_mut().for_each(|column| column.resize(n_rows, T::ZERO));
        let TableScores { overall, pillars } = scores;
        // Each block gets its part of every column to write, so that threads write apart.
        let mut parts: Vec<_> = pillars.iter_mut().map(|column| column.chunks_mut(BLOCK)).collect();
        let blocks: Vec<(&mut [T], Vec<&mut [T]>)> = overall
            .chunks_mut(BLOCK)
            .map(|overall| (overall, parts.iter_mut().filter_map(Iterator::next).collect()))
            .collect();
        blocks.into_par_iter().enumerate().for_each(|(block, (overall, mut pillars))| {
            stats::vector::widest(
                #[inline(always)]
                || self.score_block(columns, block * BLOCK, overall, &mut pillars, error),
            );
        });
    }

    #[inline(always)]
    fn score_block<T: Real>(
        &self,
        columns: &[&[T]],
        start: usize,
        overall: &mut [T],
        pillars: &mut [&mut [T]],
        error: impl Fn(&Line) -> f64,
    ) {
        let n_rows = overall.len();
        overall.fill(T::ZERO);
        for (p, scores) in pillars.iter_mut().enumerate() {
            scores.fill(T::ZERO);
            for &k in &self.scheme.active[p] {
                let line = &self.lines[k];
                let y = &columns[self.scheme.facets[k].coo][start..start + n_rows];
                if let Some(ideal) = line.ideal {
                    let target = match line.shape {
                        Shape::Fill => Target::Fill {
                            x: Same(T::from_f64(line.x)),
                            per_gap: Same(T::from_f64(1.0 / (ideal - line.x))),
                        },
                        Shape::Ideal(steep) => Target::Ideal {
                            ideal: Same(T::from_f64(ideal)),
                            below: T::from_f64(steep.below),
                            above: T::from_f64(steep.above),
                        },
                    };
                    let weight = Same(T::from_f64(line.weight));
                    add_facet(self.scheme.pillar_scales[p], y, error(line), target, weight, scores);
                }
            }
            let total = T::from_f64(self.totals[p]);
            finish_pillar(self.scheme.pillar_scales[p], Same(total), scores);
            add_pillar(self.scheme.scale, Same(T::from_f64(self.scheme.weights[p])), scores, overall);
        }
        finish_overall(self.scheme.scale, overall);
    }
}

/// The scores of a table of candidates.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TableScores<T> {
    /// S, one a row.
    pub overall: Vec<T>,
    /// s_p: a column a pillar, one score a row.
    pub pillars: Vec<Vec<T>>,
}

impl<T: Real> TableScores<T> {
    /// Row numbers, best score first; equal scores in the table's order.
    pub fn ranking(&self) -> Vec<u32> {
        let rows = 0..u32::try_from(self.overall.len()).unwrap_or(u32::MAX);
        // Scores lie in [0, 1], where the bit pattern of a number rises with it; the row breaks ties.
        let key = |score: &T| !score.to_f64().to_bits();
        let mut keyed: Vec<(u64, u32)> = self.overall.par_iter().map(key).zip(rows).collect();
        keyed.par_sort_unstable();
        keyed.into_iter().map(|(_, row)| row).collect()
    }
}

/// A number for each row or draw of a block: the same for all, or one each.
pub(crate) trait PerLane<T>: Copy {
    /// The same, known to have exactly `n` lanes: without bounds to check, loops become vector instructions.
    fn lanes(self, n: usize) -> Self;
    fn at(self, lane: usize) -> T;
}

/// The same number for every lane.
#[derive(Clone, Copy)]
pub(crate) struct Same<T>(pub(crate) T);

impl<T: Real> PerLane<T> for Same<T> {
    #[inline(always)]
    fn lanes(self, _: usize) -> Self {
        self
    }

    #[inline(always)]
    fn at(self, _: usize) -> T {
        self.0
    }
}

impl<T: Real> PerLane<T> for &[T] {
    #[inline(always)]
    fn lanes(self, n: usize) -> Self {
        &self[..n]
    }

    #[inline(always)]
    fn at(self, lane: usize) -> T {
        self[lane]
    }
}

/// What a facet compares a block of candidate values with.
#[derive(Clone, Copy)]
pub(crate) enum Target<T, L> {
    Fill { x: L, per_gap: L },
    Ideal { ideal: L, below: T, above: T },
}

/// Adds w̃ · T(f) of one facet to a pillar's sums; with an error `s` it is the mean of T(f) over errors of that size.
#[inline(always)]
pub(crate) fn add_facet<T: Real, L: PerLane<T>>(
    scale: Scale,
    y: &[T],
    s: f64,
    target: Target<T, L>,
    weight: L,
    sums: &mut [T],
) {
    let n = sums.len();
    match target {
        Target::Ideal { ideal, below, above } => {
            let ideal = ideal.lanes(n);
            let fit = |y, i| ideal_point(y, ideal.at(i), below, above);
            add_places(scale, y, s, weight, sums, fit);
        }
        Target::Fill { x, per_gap } => {
            let (x, per_gap) = (x.lanes(n), per_gap.lanes(n));
            let fit = |y, i| fill(y, x.at(i), per_gap.at(i));
            add_places(scale, y, s, weight, sums, fit);
        }
    }
}

#[inline(always)]
fn add_places<T: Real, L: PerLane<T>>(
    scale: Scale,
    y: &[T],
    s: f64,
    weight: L,
    sums: &mut [T],
    fit: impl Fn(T, usize) -> T,
) {
    on_scale!(scale, known => if s > 0.0 {
        add_each(y, weight, sums, |y, i| expected_place(known, y, s, |y| fit(y, i)));
    } else {
        add_each(y, weight, sums, |y, i| known.place(fit(y, i)));
    });
}

#[inline(always)]
fn add_each<T: Real, L: PerLane<T>>(y: &[T], weight: L, sums: &mut [T], place: impl Fn(T, usize) -> T) {
    let n = sums.len();
    let (y, weight) = (&y[..n], weight.lanes(n));
    for i in 0..n {
        sums[i] = sums[i] + weight.at(i) * place(y[i], i);
    }
}

/// Turns a pillar's sums into its scores.
#[inline(always)]
pub(crate) fn finish_pillar<T: Real, L: PerLane<T>>(scale: Scale, total: L, sums: &mut [T]) {
    let total = total.lanes(sums.len());
    on_scale!(scale, known => for (i, sum) in sums.iter_mut().enumerate() {
        *sum = known.score(*sum / total.at(i));
    });
}

/// Adds W_p · T(s_p) of one pillar to the overall sums.
#[inline(always)]
pub(crate) fn add_pillar<T: Real, L: PerLane<T>>(scale: Scale, weight: L, scores: &[T], sums: &mut [T]) {
    let weight = weight.lanes(sums.len());
    on_scale!(scale, known => for (i, (sum, &score)) in sums.iter_mut().zip(scores).enumerate() {
        *sum = *sum + weight.at(i) * known.place_of_pillar(score);
    });
}

/// Turns overall sums into overall scores.
#[inline(always)]
pub(crate) fn finish_overall<T: Real>(scale: Scale, sums: &mut [T]) {
    on_scale!(scale, known => for sum in sums {
        *sum = known.score(*sum);
    });
}
