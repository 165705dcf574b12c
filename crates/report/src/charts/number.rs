//! Numbers as they are read and as they are printed.

use std::cmp::Ordering;

/// What stands in a table or beside a row where there is no number.
pub(crate) const MISSING: &str = "–";

/// A range of plausible values on 0–100, such as the 5th to the 95th percentile.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Standard errors from an estimate to its 95th percentile.
const TO_P95: f64 = 1.645;

impl Interval {
    /// The range that holds an estimate with 90% probability, from its value and standard error on 0–100; nothing for
    /// one that is certain.
    pub fn around(mean: f64, se: f64) -> Option<Self> {
        let reach = TO_P95 * se;
        (se > 0.0).then(|| Self { low: (mean - reach).max(0.0), high: (mean + reach).min(100.0) })
    }

    /// The interval on the scale with its ends in order, or nothing where an end is not finite.
    pub(super) fn on_scale(self) -> Option<Self> {
        let (a, b) = (on_scale(self.low)?, on_scale(self.high)?);
        Some(Self { low: a.min(b), high: a.max(b) })
    }

    /// The interval in words, such as “66–78”.
    pub(super) fn words(self) -> String {
        format!("{}–{}", whole(self.low), whole(self.high))
    }
}

/// The value clamped to 0–100, or nothing where it is not finite.
pub(super) fn on_scale(value: f64) -> Option<f64> {
    value.is_finite().then(|| value.clamp(0.0, 100.0))
}

/// A value printed without decimals; a missing one is a dash.
pub(crate) fn whole(value: f64) -> String {
    fixed(value, 0)
}

/// An optional value printed without decimals; a missing one is a dash.
pub(super) fn whole_or_dash(value: Option<f64>) -> String {
    value.map_or_else(|| MISSING.to_owned(), whole)
}

/// A value printed with that many decimals, and never as minus zero.
pub(crate) fn fixed(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return MISSING.to_owned();
    }
    let text = format!("{value:.decimals$}");
    let is_zero = text.bytes().all(|b| matches!(b, b'-' | b'0' | b'.'));
    if is_zero { text.trim_start_matches('-').to_owned() } else { text }
}

/// A number of tenths printed with its one decimal, so that printed tenths add up.
pub(super) fn tenths(value: i64) -> String {
    let sign = if value < 0 { "−" } else { "" };
    format!("{sign}{}.{}", value.abs() / 10, value.abs() % 10)
}

/// A share printed as a whole percentage that has been rounded with its neighbours; a share that is
/// there but rounds to nothing is said to be below one per cent, not zero.
pub(super) fn percent(rounded: i64, share: f64) -> String {
    match rounded {
        0 if share > 0.0 => "<1%".to_owned(),
        100 if share < 100.0 => ">99%".to_owned(),
        n => format!("{n}%"),
    }
}

/// Shares a whole number out in proportion, so that what is printed adds up to the printed total.
///
/// # Formula
/// Each part gets the floor of `total · part / Σ parts`; what is left goes one by one to the largest
/// remainders, the earlier part first where they tie.
///
/// # Missing values
/// A part that is negative or not finite counts as zero. Where all parts are zero, so is the result.
///
/// # Source
/// The method of largest remainders (Hamilton 1792).
///
/// # Example
/// ```
/// assert_eq!(report::charts::apportion(&[1.0, 1.0, 1.0], 100), [34, 33, 33]);
/// ```
pub fn apportion(parts: &[f64], total: u32) -> Vec<i64> {
    let parts: Vec<f64> = parts.iter().map(|&p| if p.is_finite() { p.max(0.0) } else { 0.0 }).collect();
    let sum: f64 = parts.iter().sum();
    if !(sum.is_finite() && sum > 0.0) {
        return vec![0; parts.len()];
    }
    let quotas: Vec<f64> = parts.iter().map(|p| p / sum * f64::from(total)).collect();
    let mut shares: Vec<i64> = quotas.iter().map(|q| q.floor() as i64).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let remainder = |i: &usize| quotas[*i] - quotas[*i].floor();
    order.sort_by(|a, b| remainder(b).partial_cmp(&remainder(a)).unwrap_or(Ordering::Equal));
    let mut left = i64::from(total) - shares.iter().sum::<i64>();
    for &i in order.iter().cycle() {
        if left <= 0 {
            break;
        }
        if parts[i] > 0.0 {
            shares[i] += 1;
            left -= 1;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_parts_add_up() {
        assert_eq!(apportion(&[0.4, 0.4, 0.2], 1), [1, 0, 0]);
        assert_eq!(apportion(&[33.3, 33.3, 33.4], 100), [33, 33, 34]);
        assert_eq!(apportion(&[f64::NAN, -3.0, 0.0], 100), [0, 0, 0]);
        assert_eq!(apportion(&[], 100), Vec::<i64>::new());
        let parts = [12.34, 0.05, 7.77, 0.0, 3.2];
        assert_eq!(apportion(&parts, 233).iter().sum::<i64>(), 233);
        assert_eq!(apportion(&parts, 233)[3], 0, "a part of nothing gets nothing");
    }

    #[test]
    fn numbers_are_printed_without_surprises() {
        assert_eq!(fixed(-0.04, 1), "0.0");
        assert_eq!(fixed(f64::NAN, 1), "–");
        assert_eq!(fixed(-1.25, 1), "-1.2");
        assert_eq!(tenths(-5), "−0.5");
        assert_eq!(tenths(1000), "100.0");
        assert_eq!(percent(0, 0.2), "<1%");
        assert_eq!(percent(0, 0.0), "0%");
        assert_eq!(percent(100, 99.97), ">99%");
        assert_eq!(percent(100, 100.0), "100%");
    }

    #[test]
    fn intervals_are_put_in_order_and_on_the_scale() {
        assert_eq!(Interval { low: 80.0, high: -4.0 }.on_scale(), Some(Interval { low: 0.0, high: 80.0 }));
        assert_eq!(Interval { low: f64::INFINITY, high: 4.0 }.on_scale(), None);
    }
}
