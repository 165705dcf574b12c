//! Ordinary least squares with standard errors.

use super::{LearningError, check_length, check_numbers};
use linfa_linalg::qr::QR;
use linfa_linalg::triangular::{SolveTriangular, UPLO};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

/// A regression by least squares.
#[derive(Debug, Clone, PartialEq)]
pub struct LeastSquares {
    /// How many cases it rests on.
    pub n: usize,
    /// One coefficient for each column of the design.
    pub coefficients: Array1<f64>,
    /// The variances and covariances of the coefficients.
    pub covariance: Array2<f64>,
    /// The share of the outcome's variance that the fit accounts for.
    pub r_squared: f64,
}

/// Regresses an outcome on the columns of a design, which has a column of ones where an intercept is wanted.
///
/// # Formula
/// b = (XᵀX)⁻¹ Xᵀy by X = QR; cov b = σ² (XᵀX)⁻¹ with σ² = Σ (y − Xb)² / (n − p); R² = 1 − Σ (y − Xb)² / Σ (y − ȳ)².
///
/// # Shapes and units
/// `design` is n × p with n > p, `outcome` of length n, in any unit.
///
/// # Missing values
/// None are allowed.
///
/// # Errors
/// [`LearningError::Shape`], [`LearningError::NotANumber`], [`LearningError::TooFew`] unless n > p,
/// [`LearningError::Dependent`] where a column follows from the others, [`LearningError::NothingVaries`] where the outcome
/// does not vary.
///
/// # Source
/// Golub & Van Loan (2013), Matrix Computations, 4th ed., 5.3. Checked against statsmodels, see
/// `data/reference/learning.json`.
///
/// # Example
/// ```
/// use ndarray::array;
/// use stats::learning::least_squares;
///
/// let design = array![[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]];
/// let fit = least_squares(design.view(), array![1.0, 3.0, 5.0].view())?;
/// assert!((fit.coefficients[1] - 2.0).abs() < 1e-12 && (fit.r_squared - 1.0).abs() < 1e-12);
/// # Ok::<(), stats::learning::LearningError>(())
/// ```
pub fn least_squares(
    design: ArrayView2<'_, f64>,
    outcome: ArrayView1<'_, f64>,
) -> Result<LeastSquares, LearningError> {
    let (n, p) = design.dim();
    check_length("outcomes", n, outcome.len())?;
    check_numbers(design)?;
    check_numbers(outcome.insert_axis(Axis(1)))?;
    if n <= p {
        return Err(LearningError::TooFew { what: "cases", needed: p + 1, found: n });
    }
    let mean = outcome.sum() / n as f64;
    let total: f64 = outcome.iter().map(|y| (y - mean) * (y - mean)).sum();
    if total <= 1e-24 * n as f64 * (1.0 + mean * mean) {
        return Err(LearningError::NothingVaries);
    }
    let (q, r) = design.qr().map_err(|_| LearningError::Dependent)?.into_decomp();
    check_rank(design, &r)?;
    let inverse = r.solve_triangular(&Array2::eye(p), UPLO::Upper).map_err(|_| LearningError::Dependent)?;
    let coefficients = inverse.dot(&q.t().dot(&outcome));
    let residuals: Array1<f64> = &outcome - &design.dot(&coefficients);
    let squares = residuals.dot(&residuals);
    let covariance = inverse.dot(&inverse.t()) * (squares / (n - p) as f64);
    Ok(LeastSquares { n, coefficients, covariance, r_squared: 1.0 - squares / total })
}

/// What is left of a column once the columns before it are taken out must be more than rounding.
fn check_rank(design: ArrayView2<'_, f64>, r: &Array2<f64>) -> Result<(), LearningError> {
    let is_own = |column: usize| {
        let size = design.column(column).dot(&design.column(column)).sqrt();
        r[[column, column]].abs() > 1e-9 * size
    };
    if (0..design.ncols()).all(is_own) { Ok(()) } else { Err(LearningError::Dependent) }
}
