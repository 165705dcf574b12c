//! Logarithm, exponential, sine and cosine without branches, so that loops over them become vector
//! instructions, and with the same bits on every machine.
//!
//! The functions of the platform's C library differ in their last digits from one machine to the next, and
//! a call per number would keep a loop scalar. Everything here is additions, multiplications, one division
//! and bit patterns, which IEEE 754 fixes exactly; a wider vector unit changes the speed, never a bit.

use core::f64::consts::{LN_2, LOG2_E};
use core::ops::{Add, Div, Mul, Sub};

/// A floating-point number that the scoring arithmetic can run on: `f64` for results, `f32` for ranking
/// large pools at memory speed.
pub trait Real:
    Copy
    + PartialOrd
    + Send
    + Sync
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + 'static
{
    /// Zero.
    const ZERO: Self;
    /// One.
    const ONE: Self;
    /// The nearest representable number.
    fn from_f64(value: f64) -> Self;
    /// The same number in double precision.
    fn to_f64(self) -> f64;
    /// The natural logarithm of a positive normal number.
    fn ln(self) -> Self;
    /// The exponential of a number in [−700, 700] (`f64`) or [−80, 80] (`f32`).
    fn exp(self) -> Self;

    /// The larger of two numbers; no number here is ever NaN.
    #[inline(always)]
    fn at_least(self, floor: Self) -> Self {
        if self < floor { floor } else { self }
    }

    /// The smaller of two numbers.
    #[inline(always)]
    fn at_most(self, ceiling: Self) -> Self {
        if self > ceiling { ceiling } else { self }
    }

    /// The number confined to [0, 1].
    #[inline(always)]
    fn unit(self) -> Self {
        self.at_least(Self::ZERO).at_most(Self::ONE)
    }
}

impl Real for f64 {
    const ZERO: Self = 0.0;
    const ONE: Self = 1.0;

    #[inline(always)]
    fn from_f64(value: f64) -> Self {
        value
    }

    #[inline(always)]
    fn to_f64(self) -> f64 {
        self
    }

    #[inline(always)]
    fn ln(self) -> Self {
        ln(self)
    }

    #[inline(always)]
    fn exp(self) -> Self {
        exp(self)
    }
}

impl Real for f32 {
    const ZERO: Self = 0.0;
    const ONE: Self = 1.0;

    #[inline(always)]
    fn from_f64(value: f64) -> Self {
        value as Self
    }

    #[inline(always)]
    fn to_f64(self) -> f64 {
        f64::from(self)
    }

    #[inline(always)]
    fn ln(self) -> Self {
        let offset = self.to_bits().wrapping_sub(SQRT_HALF_BITS_32);
        let exponent = (offset as i32) >> 23;
        let mantissa = Self::from_bits((offset & 0x007f_ffff) + SQRT_HALF_BITS_32);
        let s = (mantissa - 1.0) / (mantissa + 1.0);
        let z = s * s;
        let series = 1.0 + z * (1.0 / 3.0 + z * (0.2 + z * (1.0 / 7.0 + z * (1.0 / 9.0))));
        exponent as Self * core::f32::consts::LN_2 + 2.0 * s * series
    }

    #[inline(always)]
    fn exp(self) -> Self {
        const MAGIC: f32 = 12_582_912.0; // 1.5 · 2²³: adding it rounds to a whole number
        let k = (self * core::f32::consts::LOG2_E + MAGIC) - MAGIC;
        let r = self - k * core::f32::consts::LN_2;
        let series = 1.0
            + r * (1.0
                + r * (0.5 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0 + r * (1.0 / 720.0))))));
        series * Self::from_bits((((k as i32) + 127) as u32) << 23)
    }
}

const SQRT_HALF_BITS_64: u64 = 0x3fe6_a09e_667f_3bcd;
const SQRT_HALF_BITS_32: u32 = 0x3f35_04f3;
/// 2⁵²: a whole number below it, put into its low bits, becomes a double without a conversion.
const TWO_52_BITS: u64 = 0x4330_0000_0000_0000;
const TWO_52: f64 = 4_503_599_627_370_496.0;

/// The natural logarithm of a positive normal number, to about 2 units in the last place.
///
/// # Formula
/// x = m · 2ᵉ with m in [√½, √2); ln x = e ln 2 + 2 artanh((m − 1) / (m + 1)), artanh by its power series.
///
/// # Missing values
/// Zero, negative, subnormal and non-finite arguments are outside the domain and give an unspecified number.
///
/// # Source
/// Textbook range reduction; checked against `libm::log`.
///
/// # Example
/// ```
/// assert!((stats::elementary::ln(0.01) - libm::log(0.01)).abs() < 1e-15);
/// ```
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    // Subtracting √½'s pattern moves numbers below √½ · 2ᵉ to the exponent under it, without a comparison.
    let offset = x.to_bits().wrapping_sub(SQRT_HALF_BITS_64).wrapping_add(1024 << 52);
    let exponent = f64::from_bits(TWO_52_BITS | (offset >> 52)) - (TWO_52 + 1024.0);
    let mantissa = f64::from_bits((offset & 0x000f_ffff_ffff_ffff) + SQRT_HALF_BITS_64);
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let z = s * s;
    let mut series = 1.0 / 23.0;
    series = series * z + 1.0 / 21.0;
    series = series * z + 1.0 / 19.0;
    series = series * z + 1.0 / 17.0;
    series = series * z + 1.0 / 15.0;
    series = series * z + 1.0 / 13.0;
    series = series * z + 1.0 / 11.0;
    series = series * z + 1.0 / 9.0;
    series = series * z + 1.0 / 7.0;
    series = series * z + 1.0 / 5.0;
    series = series * z + 1.0 / 3.0;
    exponent * LN_2 + (2.0 * s + 2.0 * s * z * series)
}

/// The exponential of a number in [−700, 700], to about 2 units in the last place.
///
/// # Formula
/// x = k ln 2 + r with whole k and |r| ≤ ½ ln 2; eˣ = 2ᵏ · eʳ, eʳ by its power series.
///
/// # Source
/// Textbook range reduction; checked against `libm::exp`.
///
/// # Example
/// ```
/// assert!((stats::elementary::exp(-4.6) / libm::exp(-4.6) - 1.0).abs() < 1e-15);
/// ```
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    const MAGIC: f64 = 6_755_399_441_055_744.0; // 1.5 · 2⁵²: adding it rounds to a whole number
    const LN_2_HIGH: f64 = f64::from_bits(0x3fe6_2e42_fefa_3800); // ln 2 with zeros below, so that k · it is exact
    const LN_2_LOW: f64 = 5.497_923_018_708_371e-14; // ln 2 − LN_2_HIGH
    let shifted = x * LOG2_E + MAGIC;
    let k = shifted - MAGIC;
    let r = (x - k * LN_2_HIGH) - k * LN_2_LOW;
    let mut series = 1.0 / 6_227_020_800.0;
    series = series * r + 1.0 / 479_001_600.0;
    series = series * r + 1.0 / 39_916_800.0;
    series = series * r + 1.0 / 3_628_800.0;
    series = series * r + 1.0 / 362_880.0;
    series = series * r + 1.0 / 40_320.0;
    series = series * r + 1.0 / 5_040.0;
    series = series * r + 1.0 / 720.0;
    series = series * r + 1.0 / 120.0;
    series = series * r + 1.0 / 24.0;
    series = series * r + 1.0 / 6.0;
    series = series * r + 0.5;
    series = series * r + 1.0;
    series = series * r + 1.0;
    // The low bits of `shifted` hold k; moved up they are added to the exponent.
    f64::from_bits(series.to_bits().wrapping_add(shifted.to_bits() << 52))
}

/// Sine and cosine of a fraction of a full turn, in single precision: to about 1e-7.
///
/// # Formula
/// (sin 2πu, cos 2πu) for u in [0, 1]; reduced to an eighth of a turn, then by power series.
///
/// # Source
/// Textbook range reduction; checked against `libm::sincos`.
///
/// # Example
/// ```
/// let (sin, cos) = stats::elementary::sin_cos_turn(0.25);
/// assert!((sin - 1.0).abs() < 1e-7 && cos.abs() < 1e-7);
/// ```
#[inline(always)]
pub fn sin_cos_turn(u: f32) -> (f32, f32) {
    const TWO_23: f32 = 8_388_608.0;
    // Adding 2²³ rounds to a whole number and leaves it in the low bits.
    let shifted = 4.0 * u + TWO_23;
    let quadrant = shifted.to_bits();
    let r = (4.0 * u - (shifted - TWO_23)) * core::f32::consts::FRAC_PI_2;
    let z = r * r;
    let sin = r * (1.0 + z * (-1.0 / 6.0 + z * (1.0 / 120.0 + z * (-1.0 / 5_040.0))));
    let cos = 1.0 + z * (-0.5 + z * (1.0 / 24.0 + z * (-1.0 / 720.0 + z * (1.0 / 40_320.0))));
    // Odd quadrants swap the two; the second half of the turn flips the sine, the middle half the cosine.
    let odd = 0u32.wrapping_sub(quadrant & 1);
    let (s, c) = (sin.to_bits(), cos.to_bits());
    let sin = (s & !odd | c & odd) ^ ((quadrant & 2) << 30);
    let cos = (c & !odd | s & odd) ^ ((quadrant.wrapping_add(1) & 2) << 30);
    (f32::from_bits(sin), f32::from_bits(cos))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative difference in units of the last place, roughly.
    fn ulps(a: f64, b: f64) -> f64 {
        (a - b).abs() / (b.abs().max(f64::MIN_POSITIVE) * f64::EPSILON)
    }

    #[test]
    fn ln_agrees_with_libm() {
        for i in 1..200_000 {
            let x = f64::from(i) / 100_000.0;
            let close = ulps(ln(x), libm::log(x)) < 3.0 || (ln(x) - libm::log(x)).abs() < 2e-17;
            assert!(close, "ln({x}) = {} against {}", ln(x), libm::log(x));
        }
        assert!((ln(1e-300) - libm::log(1e-300)).abs() < 1e-12);
        assert_eq!(ln(1.0), 0.0);
    }

    #[test]
    fn exp_agrees_with_libm() {
        for i in -70_000..70_000 {
            let x = f64::from(i) / 100.0;
            assert!(ulps(exp(x), libm::exp(x)) < 4.0, "exp({x}) = {} against {}", exp(x), libm::exp(x));
        }
        assert_eq!(exp(0.0), 1.0);
    }

    #[test]
    fn sine_and_cosine_agree_with_libm() {
        for i in 0..100_000 {
            let u = f64::from(i) / 100_000.0;
            let u = u as f32;
            let (sin, cos) = sin_cos_turn(u);
            let (s, c) = libm::sincos(2.0 * core::f64::consts::PI * f64::from(u));
            let is_close = (f64::from(sin) - s).abs() < 4e-7 && (f64::from(cos) - c).abs() < 4e-7;
            assert!(is_close, "at {u}: {sin} {cos} against {s} {c}");
        }
    }

    #[test]
    fn single_precision_agrees_to_its_digits() {
        for i in 1..10_000 {
            let x = i as f32 / 10_000.0;
            assert!((Real::ln(x) - libm::logf(x)).abs() < 2e-6 * libm::logf(x).abs().max(0.1));
            assert!((Real::exp(-5.0 * x) / libm::expf(-5.0 * x) - 1.0).abs() < 1e-6);
        }
    }
}
