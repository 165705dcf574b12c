//! The standard normal distribution.

use std::f64::consts::FRAC_1_SQRT_2;

/// The probability that a standard normal variable lies at or below `x`.
///
/// # Formula
///
/// Φ(x) = erfc(−x / √2) / 2. The complementary error function keeps its relative precision in the lower tail,
/// where 1 + erf would have lost every digit.
///
/// # Shapes and units
///
/// `x` is in standard deviations from the mean; the answer is a probability in [0, 1]. For a limit L on an
/// estimate N(m, se²), the probability of lying below it is `cdf((L - m) / se)`.
///
/// # Missing values
///
/// Minus infinity gives 0 and infinity gives 1. A NaN gives NaN: callers check their numbers first.
///
/// # Source
///
/// Abramowitz & Stegun (1964), Handbook of Mathematical Functions, 26.2.29 and 7.1.2. Checked against mpmath 1.4.1
/// at 50 digits from −37 to 8, see `data/reference/normal.json`.
///
/// # Example
///
/// ```
/// use stats::normal::cdf;
///
/// assert_eq!(cdf(0.0), 0.5);
/// assert!((cdf(1.959_963_984_540_054) - 0.975).abs() < 1e-15);
/// ```
pub fn cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * FRAC_1_SQRT_2)
}
