//! Regression with a penalty on the size of its slopes: linfa's elastic net and logistic regression, on standardised
//! columns.

use super::{LearningError, Standard, check_length, check_numbers};
use linfa::Dataset;
use linfa::traits::Fit;
use linfa_elasticnet::ElasticNet;
use linfa_linalg::qr::QRInto;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, aview1};

/// A line through several variables: outcome (or its log odds) = intercept + Σ slope · x.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearFit {
    /// The value where all variables are 0.
    pub intercept: f64,
    /// The change per unit of each variable; 0 for one that does not vary.
    pub slopes: Array1<f64>,
}

impl LinearFit {
    /// From the slopes of standardised columns to those of the columns themselves.
    fn unscaled(intercept: f64, slopes: &Array1<f64>, standard: &Standard) -> Self {
        let unscale =
            |(slope, deviation): (&f64, &f64)| if *deviation > 0.0 { slope / deviation } else { 0.0 };
        let slopes: Array1<f64> = slopes.iter().zip(&standard.deviations).map(unscale).collect();
        Self { intercept: intercept - slopes.dot(&standard.means), slopes }
    }
}

/// Linear regression with a penalty on the slopes.
///
/// # Formula
/// Of the standardised columns z: min (1/2n) Σ (y − a − Σ b_j z_j)² + λ (m Σ |b_j| + (1 − m)/2 Σ b_j²), with the penalty
/// λ and the mixing m; 1 is the lasso, 0 ridge regression. The slopes are then brought back to the unit of x.
///
/// # Shapes and units
/// `x` has a row for each case and a column for each variable; `y` a value for each case; the penalty is in the square
/// of y's unit.
///
/// # Missing values
/// None are allowed.
///
/// # Errors
/// [`LearningError::Shape`], [`LearningError::NotANumber`], [`LearningError::TooFew`], [`LearningError::NotConverged`],
/// and [`LearningError::Setting`] for a penalty that is not positive or a mixing outside [0, 1].
///
/// # Source
/// Zou & Hastie (2005), doi:10.1111/j.1467-9868.2005.00503.x. The fit is that of linfa-elasticnet; it centres y and
/// leaves x as it is, so the columns are standardised first. Checked against scikit-learn, see
/// `data/reference/learning.json`.
///
/// # Example
/// ```
/// use ndarray::array;
/// use stats::learning::elastic_net;
///
/// let (x, y) = (array![[1.0], [2.0], [3.0], [4.0]], array![2.0, 4.0, 6.0, 8.0]);
/// let fit = elastic_net(x.view(), y.view(), 1e-9, 0.5)?;
/// assert!((fit.slopes[0] - 2.0).abs() < 1e-6 && fit.intercept.abs() < 1e-6);
/// # Ok::<(), stats::learning::LearningError>(())
/// ```
pub fn elastic_net(
    x: ArrayView2<'_, f64>,
    y: ArrayView1<'_, f64>,
    penalty: f64,
    mixing: f64,
) -> Result<LinearFit, LearningError> {
    check_length("outcomes", x.nrows(), y.len())?;
    check_numbers(y.insert_axis(ndarray::Axis(1)))?;
    check_penalty(penalty)?;
    if !(0.0..=1.0).contains(&mixing) {
        return Err(LearningError::Setting { what: "the mixing", requirement: "from 0 to 1" });
    }
    let standard = Standard::of(x)?;
    let mean = y.sum() / y.len() as f64;
    let centred = y.mapv(|value| value - mean);
    let slopes = penalised_slopes(standard.apply(x), centred, penalty, mixing)?;
    Ok(LinearFit::unscaled(mean, &slopes, &standard))
}

/// The elastic net's slopes of standardised columns and a centred outcome.
pub(super) fn penalised_slopes(
    columns: Array2<f64>,
    outcome: Array1<f64>,
    penalty: f64,
    mixing: f64,
) -> Result<Array1<f64>, LearningError> {
    const TOLERANCE: f64 = 1e-8;
    const FAILURE: LearningError = LearningError::NotConverged { method: "the elastic net" };
    let size = outcome.dot(&outcome);
    if size == 0.0 {
        return Ok(Array1::zeros(columns.ncols()));
    }
    let (columns, outcome, share) = squared(columns, outcome)?;
    let fit = ElasticNet::params()
        .penalty(penalty / share)
        .l1_ratio(mixing)
        .with_intercept(false)
        .tolerance(TOLERANCE)
        .max_iterations(100_000)
        .fit(&Dataset::new(columns, outcome))
        .map_err(|_| FAILURE)?;
    // At the last step it stops without a word.
    if fit.duality_gap() <= 10.0 * TOLERANCE * size { Ok(fit.hyperplane().clone()) } else { Err(FAILURE) }
}

/// The same problem with no more rows than columns, and the share of the rows that are left: |y − X b| and |Qᵀy − R b|
/// differ by what no slopes can change, X = Q R.
fn squared(
    columns: Array2<f64>,
    outcome: Array1<f64>,
) -> Result<(Array2<f64>, Array1<f64>, f64), LearningError> {
    let (n, p) = columns.dim();
    if n <= p {
        return Ok((columns, outcome, 1.0));
    }
    let failure = |_| LearningError::NotConverged { method: "the elastic net" };
    let (q, r) = columns.qr_into().map_err(failure)?.into_decomp();
    let outcome = q.t().dot(&outcome);
    Ok((r, outcome, p as f64 / n as f64))
}

/// Regression of a yes or no, with a penalty on the slopes.
///
/// # Formula
/// Of the standardised columns z, with log odds h = a + Σ b_j z_j: min Σ ln(1 + exp(∓h)) + λ/2 Σ b_j², the sign − for a
/// yes. The slopes are then brought back to the unit of x.
///
/// # Shapes and units
/// `x` has a row for each case and a column for each variable; `y` an answer for each case. A penalty of 1 says as much
/// as a standard normal prior of every slope. With any penalty the answer is finite, also where x separates the kinds.
///
/// # Missing values
/// None are allowed.
///
/// # Errors
/// [`LearningError::Shape`], [`LearningError::NotANumber`], [`LearningError::TooFew`], [`LearningError::OneKind`],
/// [`LearningError::NotConverged`], and [`LearningError::Setting`] for a penalty that is not positive.
///
/// # Source
/// le Cessie & van Houwelingen (1992), doi:10.2307/2347628. The fit is that of linfa-logistic, which takes the commoner
/// answer for the yes; the sign is set right here. Checked against scikit-learn, see `data/reference/learning.json`.
///
/// # Example
/// ```
/// use ndarray::array;
/// use stats::learning::logistic;
///
/// let x = array![[1.0], [2.0], [3.0], [4.0]];
/// let fit = logistic(x.view(), &[false, false, true, true], 1.0)?;
/// assert!(fit.slopes[0] > 0.0 && (fit.intercept + 2.5 * fit.slopes[0]).abs() < 1e-6);
/// # Ok::<(), stats::learning::LearningError>(())
/// ```
pub fn logistic(x: ArrayView2<'_, f64>, y: &[bool], penalty: f64) -> Result<LinearFit, LearningError> {
    check_length("outcomes", x.nrows(), y.len())?;
    check_penalty(penalty)?;
    let standard = Standard::of(x)?;
    let (intercept, slopes) = penalised_odds(standard.apply(x), y, penalty)?;
    Ok(LinearFit::unscaled(intercept, &slopes, &standard))
}

/// Intercept and slopes of the log odds, of columns that are centred.
pub(super) fn penalised_odds(
    columns: Array2<f64>,
    outcomes: &[bool],
    penalty: f64,
) -> Result<(f64, Array1<f64>), LearningError> {
    const FAILURE: LearningError = LearningError::NotConverged { method: "the logistic regression" };
    let n_yes = outcomes.iter().filter(|&&outcome| outcome).count();
    if n_yes == 0 || n_yes == outcomes.len() {
        return Err(LearningError::OneKind);
    }
    let data = Dataset::new(columns, aview1(outcomes).to_owned());
    let n = outcomes.len() as f64;
    // A line search can fail on the last digit of an answer that is as good as it gets; so ask for less if need be.
    for tolerance in [1e-8 * n, 1e-6 * n] {
        let fit = LogisticRegression::default()
            .alpha(penalty)
            .gradient_tolerance(tolerance)
            .max_iterations(1000)
            .fit(&data);
        if let Ok(fit) = fit {
            let sign = if fit.labels().pos.class { 1.0 } else { -1.0 };
            let (intercept, slopes) = (sign * fit.intercept(), fit.params() * sign);
            if steepness(data.records().view(), outcomes, penalty, intercept, &slopes) < 1e-4 {
                return Ok((intercept, slopes));
            }
        }
    }
    Err(FAILURE)
}

/// How far an answer is from the best one: the largest part of the gradient, as a share of what chance makes of it, which
/// goes with the size of the column. In other words, how many standard errors the answer is off.
fn steepness(
    columns: ArrayView2<'_, f64>,
    outcomes: &[bool],
    penalty: f64,
    intercept: f64,
    slopes: &Array1<f64>,
) -> f64 {
    let odds = columns.dot(slopes) + intercept;
    let residuals: Array1<f64> =
        odds.iter().zip(outcomes).map(|(&h, &yes)| probability(h) - f64::from(u8::from(yes))).collect();
    let gradient = columns.t().dot(&residuals) + slopes * penalty;
    let own = residuals.sum().abs() / (outcomes.len() as f64).sqrt();
    let share = |(part, column): (&f64, ArrayView1<'_, f64>)| match column.dot(&column) {
        0.0 => 0.0,
        squares => part.abs() / squares.sqrt(),
    };
    gradient.iter().zip(columns.columns()).map(share).fold(own, f64::max)
}

/// The probability of a yes at these log odds.
pub(super) fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-log_odds))
}

fn check_penalty(penalty: f64) -> Result<(), LearningError> {
    if penalty > 0.0 && penalty.is_finite() {
        return Ok(());
    }
    Err(LearningError::Setting { what: "the penalty", requirement: "a positive number" })
}
