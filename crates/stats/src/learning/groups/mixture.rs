//! A mixture of Gaussians, and how likely it makes the data.

use super::{LearningError, linfa_chance};
use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_clustering::GaussianMixtureModel;
use linfa_linalg::cholesky::Cholesky;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};
use std::f64::consts::TAU;

/// Groups as Gaussian distributions of any elliptic shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Mixture {
    /// The share of each group.
    pub shares: Array1<f64>,
    /// Groups × columns: the means.
    pub means: Array2<f64>,
    /// ln L: the natural logarithm of the likelihood of all rows.
    pub log_likelihood: f64,
    /// −2 ln L + q ln n, q the number of shares, means, variances and covariances that were free. The lower, the better.
    pub bic: f64,
    /// The lower triangle of each group's covariance: Σ = L Lᵀ.
    factors: Vec<Array2<f64>>,
}

impl Mixture {
    /// The group that each row belongs to with the greatest probability.
    pub(super) fn assign(&self, table: ArrayView2<'_, f64>) -> Vec<usize> {
        let likeliest = |row: ArrayView1<'_, f64>| {
            let densities = self.log_densities(row);
            (0..densities.len()).rev().max_by(|&a, &b| densities[a].total_cmp(&densities[b])).unwrap_or(0)
        };
        table.rows().into_iter().map(likeliest).collect()
    }

    /// ln (share · density) of a row in each group.
    ///
    /// # Formula
    /// ln π − (d ln 2π + 2 Σ ln L_ii + |L⁻¹ (x − μ)|²) / 2
    fn log_densities(&self, row: ArrayView1<'_, f64>) -> Vec<f64> {
        let d = row.len();
        let density = |(group, factor): (usize, &Array2<f64>)| {
            let mut solved = vec![0.0; d];
            let mut total = d as f64 * libm::log(TAU);
            for i in 0..d {
                let known: f64 = (0..i).map(|j| factor[[i, j]] * solved[j]).sum();
                solved[i] = (row[i] - self.means[[group, i]] - known) / factor[[i, i]];
                total += solved[i] * solved[i] + 2.0 * libm::log(factor[[i, i]]);
            }
            libm::log(self.shares[group]) - total / 2.0
        };
        self.factors.iter().enumerate().map(density).collect()
    }

    /// ln Σ over the groups of share · density, by the largest of them, so that a row far from all groups does not
    /// become impossible.
    fn log_density(&self, row: ArrayView1<'_, f64>) -> f64 {
        let densities = self.log_densities(row);
        let most = densities.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        most + libm::log(densities.iter().map(|density| libm::exp(density - most)).sum())
    }
}

/// Fits a mixture with a given number of groups, by expectation and maximisation from the groups of k-means. The search may end at a
/// lesser peak where the number of groups is not that of the data.
///
/// # Formula
/// Shares, means and full covariances that make ln L = Σ over rows of ln Σ over groups of π_g N(x; μ_g, Σ_g) as large as the
/// search finds, with 10⁻⁶ added to each variance. BIC = −2 ln L + q ln n, q = (k − 1) + k d + k d (d + 1) / 2.
///
/// # Shapes and units
/// One row a person, d columns in one unit of about 1.
///
/// # Missing values
/// None are allowed.
///
/// # Errors
/// [`LearningError::NotANumber`], [`LearningError::TooFew`] unless a group has more than d rows on average,
/// [`LearningError::NotConverged`] where a group lost its last row, or a row was too far from all groups to be told.
///
/// # Source
/// Dempster, Laird & Rubin (1977), doi:10.1111/j.2517-6161.1977.tb01600.x; the fit is that of linfa-clustering, the
/// likelihood our own. Checked against scikit-learn, see `data/reference/learning.json`.
///
/// # Example
/// ```
/// use ndarray::Array2;
///
/// let mut stream = stats::draw::Stream::open(1, "example", 0);
/// let table = Array2::from_shape_fn((80, 1), |(row, _)| stream.normal() + if row < 20 { 9.0 } else { 0.0 });
/// let mixture = stats::learning::fit_mixture(table.view(), 2, 1)?;
/// let large = mixture.shares.iter().copied().fold(0.0, f64::max);
/// assert!((large - 0.75).abs() < 1e-3);
/// # Ok::<(), stats::learning::LearningError>(())
/// ```
pub fn fit_mixture(table: ArrayView2<'_, f64>, n_groups: usize, seed: u64) -> Result<Mixture, LearningError> {
    const FAILURE: LearningError = LearningError::NotConverged { method: "the mixture of groups" };
    super::check_numbers(table)?;
    let (n, d) = table.dim();
    let needed = n_groups * (d + 1);
    if n_groups == 0 || d == 0 || n < needed {
        return Err(LearningError::TooFew { what: "people", needed: needed.max(1), found: n });
    }
    // linfa's own further runs go on from where the first one ended, so they find nothing new.
    let fit = GaussianMixtureModel::params_with_rng(n_groups, linfa_chance(seed, "mixture", n_groups))
        .tolerance(1e-6)
        .max_n_iterations(1000)
        .n_runs(1)
        .fit(&DatasetBase::from(table.to_owned()))
        .map_err(|_| FAILURE)?;
    let factors: Result<Vec<Array2<f64>>, _> =
        fit.covariances().axis_iter(Axis(0)).map(|covariance| covariance.cholesky()).collect();
    let mut mixture = Mixture {
        shares: fit.weights().clone(),
        means: fit.means().clone(),
        factors: factors.map_err(|_| FAILURE)?,
        log_likelihood: 0.0,
        bic: 0.0,
    };
    mixture.log_likelihood = table.rows().into_iter().map(|row| mixture.log_density(row)).sum();
    let n_figures = (n_groups - 1) + n_groups * d + n_groups * d * (d + 1) / 2;
    mixture.bic = -2.0 * mixture.log_likelihood + n_figures as f64 * libm::log(n as f64);
    if mixture.bic.is_finite() { Ok(mixture) } else { Err(FAILURE) }
}
