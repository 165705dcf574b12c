//! Response surfaces: an outcome over two people's values on one dimension.

use super::{LearningError, check_length, least_squares};
use ndarray::{Array2, aview1};

/// So many cases make a surface worth looking at: ten for each of its six coefficients.
pub const CASES_FOR_A_SURFACE: usize = 60;

/// A figure with its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Term {
    /// The figure.
    pub value: f64,
    /// Its standard error.
    pub se: f64,
}

impl Term {
    /// How many standard errors the figure is away from 0; 0 where both are 0.
    pub fn t(self) -> f64 {
        if self.value == 0.0 { 0.0 } else { self.value / self.se }
    }
}

/// A quadratic surface with Edwards's five figures.
#[derive(Debug, Clone, PartialEq)]
pub struct ResponseSurface {
    /// How many cases it rests on.
    pub n: usize,
    /// b0 to b5: the constant, then the coefficients of x, y, x², xy and y².
    pub coefficients: [Term; 6],
    /// The slope along x = y at the middle: b1 + b2.
    pub a1: Term,
    /// The curvature along x = y: b3 + b4 + b5.
    pub a2: Term,
    /// The slope along x = −y at the middle: b1 − b2.
    pub a3: Term,
    /// The curvature along x = −y: b3 − b4 + b5. Below 0 where the outcome is best for people who are alike.
    pub a4: Term,
    /// b3 − b5, which is 0 where the surface's ridge runs along x = y or across it.
    pub a5: Term,
    /// The share of the outcome's variance that the surface accounts for.
    pub r_squared: f64,
}

/// Fits a quadratic surface of an outcome over two values.
///
/// # Formula
/// outcome = b0 + b1 x + b2 y + b3 x² + b4 xy + b5 y² by least squares, x and y counted from `middle`. a1 = b1 + b2,
/// a2 = b3 + b4 + b5, a3 = b1 − b2, a4 = b3 − b4 + b5, a5 = b3 − b5; the standard error of a sum is √(cᵀ cov(b) c).
///
/// # Shapes and units
/// Three lists of one length: the CEO's values, the other's, on one scale with its `middle` (0.5 for shares), and the
/// outcomes in any unit.
///
/// # Missing values
/// None are allowed; cases that lack one of the three are left out before.
///
/// # Errors
/// [`LearningError::TooFew`] below [`CASES_FOR_A_SURFACE`], [`LearningError::Shape`], [`LearningError::NotANumber`],
/// [`LearningError::Dependent`] where x or y takes too few values for six coefficients, or x and y always go together,
/// [`LearningError::NothingVaries`] where the outcome does not vary.
///
/// # Source
/// Edwards & Parry (1993), doi:10.5465/256822; a5 from Edwards (2002), and Shanock et al. (2010),
/// doi:10.1007/s10869-010-9183-4. Checked against statsmodels, see `data/reference/learning.json`.
///
/// # Example
/// ```
/// use stats::learning::response_surface;
///
/// // Best where the two are alike.
/// let grid: Vec<(f64, f64)> = (0..64).map(|i| (f64::from(i % 8) / 7.0, f64::from(i / 8) / 7.0)).collect();
/// let (x, y): (Vec<f64>, Vec<f64>) = grid.into_iter().unzip();
/// let outcome: Vec<f64> = x.iter().zip(&y).map(|(x, y)| 5.0 - 2.0 * (x - y) * (x - y)).collect();
/// let surface = response_surface(&x, &y, &outcome, 0.5)?;
/// assert!((surface.a4.value + 8.0).abs() < 1e-9 && surface.a2.value.abs() < 1e-9);
/// # Ok::<(), stats::learning::LearningError>(())
/// ```
pub fn response_surface(
    x: &[f64],
    y: &[f64],
    outcome: &[f64],
    middle: f64,
) -> Result<ResponseSurface, LearningError> {
    check_length("values of the other", x.len(), y.len())?;
    check_length("outcomes", x.len(), outcome.len())?;
    if x.len() < CASES_FOR_A_SURFACE {
        return Err(LearningError::TooFew { what: "cases", needed: CASES_FOR_A_SURFACE, found: x.len() });
    }
    let mut design = Array2::ones((x.len(), 6));
    for (mut row, (x, y)) in design.rows_mut().into_iter().zip(x.iter().zip(y)) {
        let (x, y) = (x - middle, y - middle);
        row.assign(&aview1(&[1.0, x, y, x * x, x * y, y * y]));
    }
    let fit = least_squares(design.view(), aview1(outcome))?;
    let term = |parts: [f64; 6]| {
        let parts = aview1(&parts);
        let variance: f64 = parts.dot(&fit.covariance.dot(&parts));
        Term { value: fit.coefficients.dot(&parts), se: variance.max(0.0).sqrt() }
    };
    let one = |place: usize| term(std::array::from_fn(|other| f64::from(u8::from(other == place))));
    Ok(ResponseSurface {
        n: fit.n,
        coefficients: std::array::from_fn(one),
        a1: term([0.0, 1.0, 1.0, 0.0, 0.0, 0.0]),
        a2: term([0.0, 0.0, 0.0, 1.0, 1.0, 1.0]),
        a3: term([0.0, 1.0, -1.0, 0.0, 0.0, 0.0]),
        a4: term([0.0, 0.0, 0.0, 1.0, -1.0, 1.0]),
        a5: term([0.0, 0.0, 0.0, 1.0, 0.0, -1.0]),
        r_squared: fit.r_squared,
    })
}
