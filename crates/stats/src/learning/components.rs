//! Principal components: the few directions in which people differ most.

use super::{LearningError, Standard, check_numbers};
use linfa_linalg::qr::QRInto;
use linfa_linalg::svd::{SVDInto, SvdSort};
use ndarray::{Array1, Array2, ArrayView2, Axis};

/// Parts of a direction, whose length is 1, that are rounding.
const ROUNDING: f64 = 1e-9;

/// The directions of a table in which its rows differ, the most telling first.
#[derive(Debug, Clone, PartialEq)]
pub struct Components {
    /// The means and standard deviations of the columns.
    pub standard: Standard,
    /// The variance of the rows along each direction; they add up to the number of columns that vary.
    pub variances: Array1<f64>,
    /// Those variances as shares of their whole.
    pub shares: Array1<f64>,
    /// Columns × components: each direction as a vector of length 1.
    pub directions: Array2<f64>,
    /// Rows × components: where each row stands, in standard deviations of the columns.
    pub scores: Array2<f64>,
    /// How clear the sign of each direction is, 0–1: 1 where all columns rise along it, 0 where as much falls as rises, so
    /// that a small change of the table may turn it round.
    pub clarity: Array1<f64>,
}

impl Components {
    /// How closely each column goes with a component: their correlation.
    ///
    /// # Formula
    /// Its part of the direction times √variance.
    pub fn correlations(&self, component: usize) -> Array1<f64> {
        self.directions.column(component).mapv(|part| part * self.variances[component].sqrt())
    }

    /// The first few components together: those that tell more than one column does, at most `limit` of them, and always
    /// the first.
    ///
    /// # Source
    /// Kaiser's criterion: Kaiser (1960), doi:10.1177/001316446002000116.
    pub fn n_telling(&self, limit: usize) -> usize {
        self.variances.iter().take(limit).filter(|&&variance| variance > 1.0).count().max(1)
    }
}

/// Finds the principal components of a table.
///
/// # Formula
/// Z the standardised table, Z = U S Vᵀ. The directions are the columns of V, the variances s²/(n − 1), the scores Z V. A
/// direction's sign is such that Σ vᵢ|vᵢ| over its parts is positive: where the columns that go with it most closely rise.
/// (Where that is 0 but for rounding, its first part is positive.) The size of that sum is the sign's clarity. Of several
/// columns that go with a direction about equally, no single one decides, so that small changes of the table hardly
/// ever turn a direction round.
///
/// # Shapes and units
/// At least 3 rows and one column that varies, which may be more columns than rows; min(n − 1, columns that vary)
/// components. Columns that do not vary have no part in any direction.
///
/// # Missing values
/// None are allowed.
///
/// # Errors
/// [`LearningError::TooFew`], [`LearningError::NotANumber`], [`LearningError::NothingVaries`],
/// [`LearningError::NotConverged`].
///
/// # Source
/// Jolliffe (2002), Principal Component Analysis, doi:10.1007/b98835. Computed from linfa-linalg's decompositions, because
/// linfa's own analysis divides by the wrong count. Checked against scikit-learn, see `data/reference/learning.json`.
///
/// # Example
/// ```
/// use ndarray::array;
/// use stats::learning::principal_components;
///
/// let found = principal_components(array![[1.0, 2.0], [2.0, 4.0], [3.0, 6.0], [4.0, 8.0]].view())?;
/// assert!((found.shares[0] - 1.0).abs() < 1e-12);
/// assert!((found.directions[[0, 0]] - 0.5f64.sqrt()).abs() < 1e-12);
/// # Ok::<(), stats::learning::LearningError>(())
/// ```
pub fn principal_components(table: ArrayView2<'_, f64>) -> Result<Components, LearningError> {
    check_numbers(table)?;
    let n = table.nrows();
    if n < 3 {
        return Err(LearningError::TooFew { what: "rows", needed: 3, found: n });
    }
    let standard = Standard::of(table)?;
    let varying: Vec<usize> =
        (0..table.ncols()).filter(|&column| standard.deviations[column] > 0.0).collect();
    if varying.is_empty() {
        return Err(LearningError::NothingVaries);
    }
    let standardised = standard.apply(table);
    let (sizes, found) = decompose(standardised.select(Axis(1), &varying))
        .map_err(|_| LearningError::NotConverged { method: "the decomposition into components" })?;
    let n_components = varying.len().min(n - 1);
    let variances: Array1<f64> = sizes.iter().take(n_components).map(|s| s * s / (n - 1) as f64).collect();
    let mut directions = Array2::zeros((table.ncols(), n_components));
    let mut clarity = Array1::zeros(n_components);
    for component in 0..n_components {
        let direction = found.column(component);
        let lean: f64 = direction.iter().map(|part| part * part.abs()).sum();
        let first = direction.iter().find(|part| part.abs() > ROUNDING).copied().unwrap_or(1.0);
        let sign = if lean.abs() > ROUNDING { lean.signum() } else { first.signum() };
        clarity[component] = lean.abs();
        for (&column, part) in varying.iter().zip(direction) {
            directions[[column, component]] = sign * part;
        }
    }
    let scores = standardised.dot(&directions);
    let shares = &variances / variances.sum();
    Ok(Components { standard, variances, shares, directions, scores, clarity })
}

/// Singular values, the largest first, and the right singular vectors as columns. A table with more rows than columns
/// is brought to a square by QR before, which leaves both as they are.
fn decompose(table: Array2<f64>) -> linfa_linalg::Result<(Array1<f64>, Array2<f64>)> {
    let (left, sizes, right) = if table.nrows() >= table.ncols() {
        table.qr_into()?.into_r().svd_into(false, true)?.sort_svd_desc()
    } else {
        table.reversed_axes().svd_into(true, false)?.sort_svd_desc()
    };
    let vectors = left.or_else(|| right.map(Array2::reversed_axes));
    Ok((sizes, vectors.unwrap_or_default()))
}
