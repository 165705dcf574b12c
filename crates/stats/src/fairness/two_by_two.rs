//! Two groups and a yes or no.

use std::f64::consts::FRAC_PI_2;

/// Φ⁻¹(0.975): the half-width of a 95% interval in standard errors.
const Z_95: f64 = 1.959_963_984_540_054;
/// Φ⁻¹(0.8): a test that finds what is there four times in five.
const Z_POWER: f64 = 0.841_621_233_572_914_3;

/// How many people there are, and how many of them reached the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// People.
    pub n: u64,
    /// Those who reached the outcome; at most `n`.
    pub above: u64,
}

impl Counts {
    /// The share who reached the outcome; none of nobody.
    pub fn rate(self) -> Option<f64> {
        (self.n > 0).then(|| self.above as f64 / self.n as f64)
    }

    /// Everybody in `all` who is not in this group.
    #[must_use]
    pub fn others_in(self, all: Self) -> Self {
        Self { n: all.n - self.n, above: all.above - self.above }
    }
}

/// Wilson's 95% interval of a rate.
///
/// # Formula
/// (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n), z = Φ⁻¹(0.975); an end at 0 or n of n is exact.
///
/// # Missing values
/// None where there is nobody.
///
/// # Source
/// Wilson (1927), Journal of the American Statistical Association 22, 209–212. Checked against statsmodels, see
/// `data/reference/fairness.json`.
///
/// # Example
/// ```
/// use stats::fairness::{Counts, wilson};
/// let [low, high] = wilson(Counts { n: 10, above: 5 }).unwrap();
/// assert!((low - 0.236_593_09).abs() < 1e-8 && (high - 0.763_406_91).abs() < 1e-8);
/// ```
pub fn wilson(counts: Counts) -> Option<[f64; 2]> {
    let rate = counts.rate()?;
    let n = counts.n as f64;
    let z2 = Z_95 * Z_95;
    let middle = rate + z2 / (2.0 * n);
    let half = Z_95 * libm::sqrt(rate * (1.0 - rate) / n + z2 / (4.0 * n * n));
    let scale = 1.0 + z2 / n;
    let low = if counts.above == 0 { 0.0 } else { (middle - half) / scale };
    let high = if counts.above == counts.n { 1.0 } else { (middle + half) / scale };
    Some([low, high])
}

/// The ratio of two rates with its 95% interval, Katz's on the logarithmic scale.
///
/// # Formula
/// ln r ± z √(1/a − 1/n + 1/b − 1/m), r = (a/n) / (b/m).
///
/// # Missing values
/// No ratio where either group is empty or nobody of the second reached the outcome; no interval where nobody of the
/// first did, since the logarithm has none.
///
/// # Source
/// Katz, Baptista, Azen & Pike (1978), Biometrics 34, 469–474. Checked against statsmodels, see
/// `data/reference/fairness.json`.
///
/// # Example
/// ```
/// use stats::fairness::{Counts, katz};
/// let (ratio, interval) = katz(Counts { n: 40, above: 10 }, Counts { n: 40, above: 20 }).unwrap();
/// let [low, high] = interval.unwrap();
/// assert!(ratio == 0.5 && low < 0.5 && high > 0.5);
/// ```
pub fn katz(group: Counts, reference: Counts) -> Option<(f64, Option<[f64; 2]>)> {
    let (rate, reference_rate) = (group.rate()?, reference.rate()?);
    if reference.above == 0 {
        return None;
    }
    let ratio = rate / reference_rate;
    let part = |counts: Counts| 1.0 / counts.above as f64 - 1.0 / counts.n as f64;
    let interval = (group.above > 0).then(|| {
        let half = Z_95 * libm::sqrt(part(group) + part(reference));
        [ratio * libm::exp(-half), ratio * libm::exp(half)]
    });
    Some((ratio, interval))
}

/// Fisher's exact test of two rates, two-sided, as a mid-p value.
///
/// # Formula
/// With both margins fixed the count in the first group is hypergeometric. p = Σ P(x) over the counts x that are less
/// likely than the one observed, plus half of Σ P(x) over those as likely as it; as likely means within one part in 10⁷,
/// the tolerance of scipy and R.
///
/// # Missing values
/// None where a group is empty: there is nothing to compare.
///
/// # Source
/// Lancaster (1961), Journal of the American Statistical Association 56, 223–234. Checked against sums of scipy's
/// hypergeometric probabilities, see `data/reference/fairness.json`.
///
/// # Example
/// ```
/// use stats::fairness::{Counts, fisher_mid_p};
/// // 3 of 3 against 0 of 3: the two most extreme of twenty equally likely choices, half counted.
/// let p = fisher_mid_p(Counts { n: 3, above: 3 }, Counts { n: 3, above: 0 }).unwrap();
/// assert!((p - 0.05).abs() < 1e-12);
/// ```
pub fn fisher_mid_p(group: Counts, others: Counts) -> Option<f64> {
    const AS_LIKELY: f64 = 1e-7;
    if group.n == 0 || others.n == 0 {
        return None;
    }
    let above = group.above + others.above;
    let least = above.saturating_sub(others.n);
    let most = above.min(group.n);
    // From the count observed outwards, each probability over that of the observed one: no factorials, and what is
    // far out vanishes instead of overflowing.
    let step_up = |x: u64| {
        ((above - x) as f64 * (group.n - x) as f64) / ((x + 1) as f64 * (others.n + x + 1 - above) as f64)
    };
    let mut shares = vec![1.0];
    let mut share = 1.0;
    for x in group.above..most {
        share *= step_up(x);
        shares.push(share);
    }
    share = 1.0;
    for x in (least..group.above).rev() {
        share /= step_up(x);
        shares.push(share);
    }
    // Small parts first, so that none is lost.
    shares.sort_by(f64::total_cmp);
    let all: f64 = shares.iter().sum();
    let counted = |share: &f64| match share {
        share if *share < 1.0 - AS_LIKELY => *share,
        share if *share <= 1.0 + AS_LIKELY => share / 2.0,
        _ => 0.0,
    };
    if all.is_finite() {
        return Some(shares.iter().map(counted).sum::<f64>() / all);
    }
    // The observed count is beyond anything likely: everything else dwarfs it.
    Some(0.0)
}

/// By how many people a group falls short of what it would have at the rate of the others.
///
/// # Formula
/// max(0, n × rate of the others − above); 0 without others.
pub fn shortfall(group: Counts, others: Counts) -> f64 {
    others.rate().map_or(0.0, |rate| (group.n as f64 * rate - group.above as f64).max(0.0))
}

/// The largest ratio of rates below 1 that a comparison of this size would notice four times in five, at a two-sided 5%
/// level, where the others have the rate that they have.
///
/// # Formula
/// Cohen's h: with h = (Φ⁻¹(0.975) + Φ⁻¹(0.8)) √(1/n + 1/m), asin √(r p) = asin √p − h/2, p the rate of the others.
///
/// # Missing values
/// None where even a rate of 0 would go unnoticed, or a group is empty.
///
/// # Source
/// Cohen (1988), Statistical power analysis, chapter 6. Checked against statsmodels, see `data/reference/fairness.json`.
///
/// # Example
/// ```
/// use stats::fairness::{Counts, detectable_ratio};
/// let others = Counts { n: 100, above: 50 };
/// assert!((detectable_ratio(100, others).unwrap() - 0.614).abs() < 1e-3);
/// assert_eq!(detectable_ratio(2, others), None);
/// ```
pub fn detectable_ratio(n: u64, others: Counts) -> Option<f64> {
    let rate = others.rate().filter(|&rate| rate > 0.0)?;
    if n == 0 {
        return None;
    }
    let h = (Z_95 + Z_POWER) * libm::sqrt(1.0 / n as f64 + 1.0 / others.n as f64);
    let angle = libm::asin(libm::sqrt(rate)) - h / 2.0;
    (angle > 0.0 && angle < FRAC_PI_2).then(|| {
        let root = libm::sin(angle);
        root * root / rate
    })
}
