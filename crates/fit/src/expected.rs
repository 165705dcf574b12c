//! The fit to be expected of two values that are not known exactly.
//!
//! A rule bends at its ideal: beside it, error can only lower the fit. Whoever takes estimates as exact therefore
//! flatters strong people and people of whom little is known. So each facet counts with the mean of its rule over
//! errors of the size that its two estimates have. The rule itself stands in `rule`; nothing here knows it.

use crate::score::Scale;
use stats::elementary::Real;

/// Half of the errors; the others are their negatives.
///
/// # Formula
/// z_i / √(mean of z²) with z_i = Φ⁻¹((i − ½) / 32) for i = 17 … 32: equally likely errors whose variance is 1.
const HALF: [f64; 16] = [
    0.039959931067560586,
    0.1201262456312486,
    0.20104269532639435,
    0.2832465441835273,
    0.3673354666877418,
    0.45400213493575453,
    0.5440823098694723,
    0.6386261683253812,
    0.7390106604581993,
    0.8471279612998308,
    0.9657252181263046,
    1.0990747858090244,
    1.2544661011944291,
    1.4461648011676878,
    1.7094723716109432,
    2.196969993238694,
];

/// Thirty-two equally likely errors of unit variance.
pub const ERRORS: [f64; 32] = {
    let mut errors = [0.0; 32];
    let mut i = 0;
    while i < HALF.len() {
        errors[HALF.len() - 1 - i] = -HALF[i];
        errors[HALF.len() + i] = HALF[i];
        i += 1;
    }
    errors
};

/// Sums run side by side, so that they become vector instructions.
const SUMS: usize = 8;

/// How far a candidate may stand from the ideal by error alone.
///
/// # Formula
/// s = √(σy² + (c·σx)²), c how far the ideal moves with the CEO.
#[inline(always)]
pub(crate) fn error(candidate_se: f64, ideal_se: f64) -> f64 {
    (candidate_se * candidate_se + ideal_se * ideal_se).sqrt()
}

/// t̄, the mean place of a fit on its pillar's scale, for a candidate at `y` with an error of `s`.
///
/// # Formula
/// t̄ = Σ T(f(y + s·q)) / 32 over [`ERRORS`]; y + s·q may leave [0, 1]. T(f(y)) where s = 0.
#[inline(always)]
pub(crate) fn expected_place<T: Real>(scale: Scale, y: T, s: f64, fit: impl Fn(T) -> T) -> T {
    if s <= 0.0 {
        return scale.place(fit(y));
    }
    let s = T::from_f64(s);
    let mut sums = [T::ZERO; SUMS];
    for errors in ERRORS.chunks_exact(SUMS) {
        for (sum, q) in sums.iter_mut().zip(errors) {
            *sum = *sum + scale.place(fit(y + s * T::from_f64(*q)));
        }
    }
    let [a, b, c, d, e, f, g, h] = sums;
    (((a + e) + (b + f)) + ((c + g) + (d + h))) * T::from_f64(1.0 / ERRORS.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::{Rule, Tolerance};

    fn fit(rule: Rule, x: f64, y: f64, s: f64) -> f64 {
        expected_place(Scale::Linear, y, s, |y| rule.fit(x, y))
    }

    #[test]
    fn errors_have_no_mean_and_a_variance_of_one() {
        let mean: f64 = ERRORS.iter().sum::<f64>() / 32.0;
        let variance: f64 = ERRORS.iter().map(|q| q * q).sum::<f64>() / 32.0;
        assert!(mean.abs() < 1e-15 && (variance - 1.0).abs() < 1e-14);
        assert!(ERRORS.is_sorted());
    }

    #[test]
    fn inside_its_tolerance_a_parabola_loses_the_variance() {
        // 1 − E[(d + s q)²] / tol² = 1 − (d² + s²) / tol², as long as no error leaves the tolerance.
        let tolerance = Tolerance { below: Some(1.0), above: Some(1.0) };
        let rule = Rule::Match { tolerance };
        assert!((fit(rule, 0.5, 0.6, 0.1) - (1.0 - 0.01 - 0.01)).abs() < 1e-15);
        assert_eq!(fit(rule, 0.5, 0.6, 0.0).to_bits(), rule.fit(0.5, 0.6).to_bits());
    }

    #[test]
    fn a_candidate_at_the_edge_of_a_level_can_only_lose() {
        let rule = Rule::Fill { level: 0.8 };
        assert_eq!(fit(rule, 0.4, 0.8, 0.0), 1.0);
        // Half of the errors lie below; their mean is minus the mean of the positive ones over the gap.
        let below: f64 = HALF.iter().sum::<f64>() * 0.1 / 0.4 / 32.0;
        assert!((fit(rule, 0.4, 0.8, 0.1) - (1.0 - below)).abs() < 1e-15);
        // Where the CEO has no gap there is nothing to cover, however little is known.
        assert_eq!(fit(rule, 0.9, 0.1, 0.3), 1.0);
    }
}
