//! Regression with a penalty on the size of its slopes: linfa's elastic net and logistic regression, on standardised
//! columns. The caller standardises, and sets a positive penalty.

use super::LearningError;
use linfa::Dataset;
use linfa::traits::Fit;
use linfa_elasticnet::ElasticNet;
use linfa_linalg::qr::QRInto;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, aview1};

/// The elastic net's slopes of standardised columns and a centred outcome.
///
/// # Formula
/// min (1/2n) Σ (y − Σ b_j z_j)² + λ (m Σ |b_j| + (1 − m)/2 Σ b_j²), with the penalty λ in the square of y's unit and the
/// mixing m; 1 is the lasso, 0 ridge regression.
///
/// # Errors
/// [`LearningError::NotConverged`].
///
/// # Source
/// Zou & Hastie (2005), doi:10.1111/j.1467-9868.2005.00503.x. The fit is linfa-elasticnet's. Checked against scikit-learn,
/// see `data/reference/learning.json`.
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

/// Intercept and slopes of the log odds, of columns that are centred.
///
/// # Formula
/// With log odds h = a + Σ b_j z_j: min Σ ln(1 + exp(∓h)) + λ/2 Σ b_j², the sign − for a yes. A penalty of 1 says as much
/// as a standard normal prior of every slope. With any penalty the answer is finite, even if z separates the kinds.
///
/// # Errors
/// [`LearningError::OneKind`], [`LearningError::NotConverged`].
///
/// # Source
/// le Cessie & van Houwelingen (1992), doi:10.2307/2347628. The fit is linfa-logistic's, which takes the commoner answer
/// for the yes; the sign is set right here. Checked against scikit-learn, see `data/reference/learning.json`.
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "the input of a test is valid by construction")]
mod tests {
    use super::*;
    use crate::draw::Stream;
    use crate::learning::Standard;
    use ndarray::s;
    use serde_json::Value;

    /// Intercept and slopes in the units of the variables.
    type Line = (f64, Array1<f64>);

    fn unscaled(intercept: f64, slopes: &Array1<f64>, standard: &Standard) -> Line {
        let unscale =
            |(slope, &deviation): (&f64, &f64)| if deviation > 0.0 { slope / deviation } else { 0.0 };
        let slopes: Array1<f64> = slopes.iter().zip(&standard.deviations).map(unscale).collect();
        (intercept - slopes.dot(&standard.means), slopes)
    }

    fn elastic_net(x: &Array2<f64>, y: &Array1<f64>, penalty: f64, mixing: f64) -> Line {
        let (standard, mean) = (Standard::of(x.view()).unwrap(), y.mean().unwrap());
        let slopes = penalised_slopes(standard.apply(x.view()), y - mean, penalty, mixing).unwrap();
        unscaled(mean, &slopes, &standard)
    }

    fn logistic(x: &Array2<f64>, y: &[bool], penalty: f64) -> Line {
        let standard = Standard::of(x.view()).unwrap();
        let (intercept, slopes) = penalised_odds(standard.apply(x.view()), y, penalty).unwrap();
        unscaled(intercept, &slopes, &standard)
    }

    fn reference(part: &str) -> Value {
        let text = include_str!("../../../../data/reference/learning.json");
        serde_json::from_str::<Value>(text).unwrap()[part].take()
    }

    fn numbers(value: &Value) -> Vec<f64> {
        value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
    }

    fn matrix(value: &Value) -> Array2<f64> {
        let rows: Vec<Vec<f64>> = value.as_array().unwrap().iter().map(numbers).collect();
        Array2::from_shape_vec((rows.len(), rows[0].len()), rows.concat()).unwrap()
    }

    fn assert_line((intercept, slopes): &Line, expected: &Value, tolerance: &Value) {
        let tolerance = tolerance.as_f64().unwrap();
        assert!(
            (intercept - expected["intercept"].as_f64().unwrap()).abs() <= tolerance,
            "{intercept}: {expected}"
        );
        let expected_slopes = Array1::from_vec(numbers(&expected["slopes"]));
        assert!((slopes - expected_slopes).iter().all(|off| off.abs() <= tolerance), "{slopes}: {expected}");
    }

    #[test]
    fn slopes_of_the_elastic_net() {
        let reference = reference("elastic_net");
        let (x, y) = (matrix(&reference["x"]), Array1::from_vec(numbers(&reference["y"])));
        for expected in reference["fits"].as_array().unwrap() {
            let (penalty, mixing) =
                (expected["penalty"].as_f64().unwrap(), expected["mixing"].as_f64().unwrap());
            assert_line(&elastic_net(&x, &y, penalty, mixing), expected, &reference["tolerance"]);
        }
    }

    #[test]
    fn slopes_of_log_odds() {
        let reference = reference("logistic");
        let separated = &reference["separated"];
        let all = reference["fits"].as_array().unwrap().iter().map(|fit| (&reference, fit));
        for (data, expected) in all.chain([(separated, separated)]) {
            let y: Vec<bool> = numbers(&data["y"]).into_iter().map(|answer| answer == 1.0).collect();
            let (x, penalty) = (matrix(&data["x"]), expected["penalty"].as_f64().unwrap());
            assert_line(&logistic(&x, &y, penalty), expected, &reference["tolerance"]);
            // The other way round, the rarer answer is the yes, and all signs turn.
            let turned: Vec<bool> = y.iter().map(|answer| !answer).collect();
            let (intercept, slopes) = logistic(&x, &turned, penalty);
            assert_line(&(-intercept, -slopes), expected, &reference["tolerance"]);
        }
    }

    #[test]
    fn answers_of_one_kind_are_refused() {
        let columns = Array2::from_shape_vec((3, 1), vec![-1.0, 0.0, 1.0]).unwrap();
        assert_eq!(penalised_odds(columns, &[true; 3], 1.0), Err(LearningError::OneKind));
    }

    #[test]
    fn more_columns_than_cases_and_constant_columns_have_finite_slopes() {
        let mut stream = Stream::open(1, "wide", 0);
        let mut x = Array2::from_shape_fn((12, 40), |_| stream.normal());
        x.column_mut(3).fill(2.0);
        let y = x.column(0).to_owned();
        let (_, net) = elastic_net(&x, &y, 0.1, 0.5);
        assert!(net.iter().all(|slope| slope.is_finite()) && net[3] == 0.0 && net[0] > 0.1);
        let answers: Vec<bool> = y.iter().map(|&y| y > 0.0).collect();
        let (_, odds) = logistic(&x, &answers, 1.0);
        assert!(odds.iter().all(|slope| slope.is_finite()) && odds[3] == 0.0 && odds[0] > 0.0);
        // More cases than columns: one column is constant, and one a copy of another.
        let mut tall = x.t().slice(s![.., ..5]).to_owned();
        tall.column_mut(2).fill(0.3);
        let copy = tall.column(0).to_owned();
        tall.column_mut(4).assign(&copy);
        let (_, net) = elastic_net(&tall, &copy, 0.1, 0.5);
        assert!(net.iter().all(|slope| slope.is_finite()) && net[2] == 0.0);
        assert!((net[0] - net[4]).abs() < 1e-4 && net[0] > 0.2, "{net}");
        // Nothing to predict.
        let (intercept, flat) = elastic_net(&x, &Array1::from_elem(12, 4.0), 0.1, 0.5);
        assert!(intercept == 4.0 && flat.iter().all(|&slope| slope == 0.0));
    }
}
