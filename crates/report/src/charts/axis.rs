//! The scale that the rows of a chart share.

use super::number::whole;
use super::svg::{Paint, Svg, Tone, Type};

/// A horizontal scale: which values lie between which two positions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Axis {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) left: f64,
    pub(super) right: f64,
}

impl Axis {
    /// The whole scale, 0–100.
    pub(super) const fn whole(left: f64, right: f64) -> Self {
        Self { low: 0.0, high: 100.0, left, right }
    }

    /// The scale of round tens that holds all values and spans at least thirty points, so that
    /// small differences do not look large.
    pub(super) fn around(values: impl Iterator<Item = f64>, left: f64, right: f64) -> Self {
        let (low, high) = values
            .filter(|v| v.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        if low > high {
            return Self::whole(left, right);
        }
        let (mut low, mut high) = ((low / 10.0).floor() * 10.0, (high / 10.0).ceil() * 10.0);
        while high - low < 30.0 {
            if high < 100.0 {
                high += 10.0;
            }
            if high - low < 30.0 && low > 0.0 {
                low -= 10.0;
            }
        }
        Self { low: low.max(0.0), high: high.min(100.0), left, right }
    }

    /// Where a value lies; values off the scale lie at its ends.
    pub(super) fn at(&self, value: f64) -> f64 {
        let value = value.clamp(self.low, self.high);
        self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)
    }

    /// The values that get a line and a figure: tens, or twenties on a long scale.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let step = if self.high - self.low > 60.0 { 20.0 } else { 10.0 };
        let first = (self.low / step).ceil() * step;
        let count = ((self.high - first) / step + 1e-9).floor().max(0.0) as usize;
        (0..=count).map(|i| first + i as f64 * step).collect()
    }

    /// Draws quiet vertical lines with their figures underneath, and returns the bottom edge.
    pub(super) fn draw(&self, svg: &mut Svg, top: f64, bottom: f64) -> f64 {
        for tick in self.ticks() {
            let x = self.at(tick);
            svg.line((x, top), (x, bottom), Paint::line(Tone::Rule, 1.0));
            svg.text(x, bottom + 10.0, &whole(tick), Type::TINY.middle());
        }
        bottom + 20.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_holds_all_values_and_is_never_short() {
        for (values, low, high) in [
            (vec![71.0, 71.0], 60.0, 90.0),
            (vec![0.0], 0.0, 30.0),
            (vec![100.0], 70.0, 100.0),
            (vec![3.0, 98.0], 0.0, 100.0),
            (vec![f64::NAN], 0.0, 100.0),
        ] {
            let axis = Axis::around(values.iter().copied(), 0.0, 1.0);
            assert_eq!((axis.low, axis.high), (low, high), "{values:?}");
        }
    }

    #[test]
    fn ticks_lie_on_the_scale() {
        assert_eq!(Axis::whole(0.0, 1.0).ticks(), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(Axis { low: 60.0, high: 90.0, left: 0.0, right: 1.0 }.ticks(), [60.0, 70.0, 80.0, 90.0]);
        let long = Axis { low: 10.0, high: 90.0, left: 0.0, right: 1.0 };
        assert_eq!(long.ticks(), [20.0, 40.0, 60.0, 80.0]);
    }
}
