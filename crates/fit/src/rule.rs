//! The rules that turn a CEO's and a candidate's value into a fit.

use stats::elementary::Real;

/// How far from the ideal the fit reaches zero, on each side; `None` means no penalty on that side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tolerance {
    /// Below the ideal.
    pub below: Option<f64>,
    /// Above the ideal.
    pub above: Option<f64>,
}

/// How a facet turns two values into a fit in [0, 1]. All numbers lie on the 0–1 scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// The candidate covers what the CEO lacks of `level`.
    Fill {
        /// What the pair needs.
        level: f64,
    },
    /// The role demands `level` of the candidate, whoever the CEO is.
    Meet {
        /// What the role demands.
        level: f64,
        /// How far the fit reaches on each side.
        tolerance: Tolerance,
    },
    /// The two should be alike.
    Match {
        /// How far the fit reaches on each side.
        tolerance: Tolerance,
    },
    /// Exactly one of the two.
    Mirror {
        /// How far the fit reaches on each side.
        tolerance: Tolerance,
    },
    /// Any other ideal that is a line in the CEO's value.
    Range {
        /// Change of the ideal per unit of the CEO's value.
        slope: f64,
        /// The ideal at a CEO's value of zero.
        shift: f64,
        /// How far the fit reaches on each side.
        tolerance: Tolerance,
    },
}

impl Rule {
    /// The candidate's ideal value for a CEO at `x`; `None` for a `fill` whose level the CEO reaches.
    ///
    /// # Formula
    /// match: x. mirror: 1 − x. meet: level. range: clamp(shift + slope·x, 0, 1). fill: level where x < level.
    ///
    /// # Example
    /// ```
    /// use fit::{Rule, Tolerance};
    /// let tolerance = Tolerance { below: Some(0.5), above: Some(0.5) };
    /// assert_eq!(Rule::Mirror { tolerance }.ideal(0.25), Some(0.75));
    /// assert_eq!(Rule::Fill { level: 0.8 }.ideal(0.9), None);
    /// ```
    pub fn ideal(self, x: f64) -> Option<f64> {
        match self {
            Self::Fill { level } => (x < level).then_some(level),
            Self::Meet { level, .. } => Some(level),
            Self::Match { .. } => Some(x),
            Self::Mirror { .. } => Some(1.0 - x),
            Self::Range { slope, shift, .. } => Some((shift + slope * x).unit()),
        }
    }

    /// The fit of a candidate at `y` to a CEO at `x`.
    ///
    /// # Formula
    /// Ideal-point rules: d = y − ideal(x), f = 1 − min(1, (d / tol)²), tol by the side d lies on.
    /// fill: f = clamp((y − x) / g, 0, 1) with the gap g = level − x; 1 where there is no gap.
    ///
    /// # Shapes and units
    /// x, y and f in [0, 1].
    ///
    /// # Source
    /// Edwards & Parry (1993), doi:10.2307/256822: fit as a response surface over both values; a surface worked by hand is
    /// in the tests.
    ///
    /// # Example
    /// ```
    /// use fit::Rule;
    /// // A CEO at 40 of the 85 needed, a candidate at 82: 42 of the 45 missing points are covered.
    /// assert!((Rule::Fill { level: 0.85 }.fit(0.40, 0.82) - 42.0 / 45.0).abs() < 1e-15);
    /// ```
    pub fn fit(self, x: f64, y: f64) -> f64 {
        fit_at(self.shape(), x, self.ideal(x), y)
    }

    /// The share of a facet's weight that counts for a CEO at `x`.
    ///
    /// # Formula
    /// fill: max(0, level − x) / level, the relative gap. Other rules: 1.
    ///
    /// # Example
    /// ```
    /// assert_eq!(fit::Rule::Fill { level: 0.8 }.weight_share(0.6), (0.8 - 0.6) / 0.8);
    /// ```
    pub fn weight_share(self, x: f64) -> f64 {
        match self {
            Self::Fill { level } => (level - x).at_least(0.0) / level,
            _ => 1.0,
        }
    }

    /// How far the ideal moves with the CEO's value, so how much of the CEO's error a fit sees.
    ///
    /// # Formula
    /// match, mirror, fill: 1. range: |slope|. meet: 0. Clamps are left out.
    pub fn ceo_share(self) -> f64 {
        match self {
            Self::Fill { .. } | Self::Match { .. } | Self::Mirror { .. } => 1.0,
            Self::Range { slope, .. } => slope.abs(),
            Self::Meet { .. } => 0.0,
        }
    }

    /// What the arithmetic needs to know of the rule besides its ideal.
    pub fn shape(self) -> Shape {
        match self {
            Self::Fill { .. } => Shape::Fill,
            Self::Meet { tolerance, .. }
            | Self::Match { tolerance }
            | Self::Mirror { tolerance }
            | Self::Range { tolerance, .. } => Shape::Ideal(Steepness::of(tolerance)),
        }
    }

    /// The rule's name in framework files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fill { .. } => "fill",
            Self::Meet { .. } => "meet",
            Self::Match { .. } => "match",
            Self::Mirror { .. } => "mirror",
            Self::Range { .. } => "range",
        }
    }

    /// The level that it asks for, in [0, 1], where it has one.
    ///
    /// # Example
    /// ```
    /// assert_eq!(fit::Rule::Fill { level: 0.8 }.level(), Some(0.8));
    /// ```
    pub fn level(self) -> Option<f64> {
        match self {
            Self::Fill { level } | Self::Meet { level, .. } => Some(level),
            _ => None,
        }
    }

    /// The rule with another level, where it has one.
    #[must_use]
    pub fn with_level(self, new: f64) -> Self {
        match self {
            Self::Fill { .. } => Self::Fill { level: new },
            Self::Meet { tolerance, .. } => Self::Meet { level: new, tolerance },
            other => other,
        }
    }
}

/// The form of a rule's arithmetic: `fill`, or an ideal point with a steepness on each side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    /// The share of a gap that is covered.
    Fill,
    /// A parabola around an ideal.
    Ideal(Steepness),
}

/// Reciprocals of a tolerance; zero where there is no penalty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Steepness {
    /// Below the ideal.
    pub below: f64,
    /// Above the ideal.
    pub above: f64,
}

impl Steepness {
    fn of(tolerance: Tolerance) -> Self {
        let reciprocal = |side: Option<f64>| side.map_or(0.0, |tol| 1.0 / tol);
        Self { below: reciprocal(tolerance.below), above: reciprocal(tolerance.above) }
    }
}

/// The fit of a candidate at `y`, for a CEO at `x` whose ideal counterpart is at `ideal`.
#[inline(always)]
pub(crate) fn fit_at(shape: Shape, x: f64, ideal: Option<f64>, y: f64) -> f64 {
    match (shape, ideal) {
        (_, None) => 1.0,
        (Shape::Fill, Some(level)) => fill(y, x, 1.0 / (level - x)),
        (Shape::Ideal(steep), Some(ideal)) => ideal_point(y, ideal, steep.below, steep.above),
    }
}

/// f = 1 − min(1, (d · steepness)²), d = y − ideal. Every ideal-point fit in the program is this line.
#[inline(always)]
pub(crate) fn ideal_point<T: Real>(y: T, ideal: T, below: T, above: T) -> T {
    let d = y - ideal;
    let scaled = d * if d < T::ZERO { below } else { above };
    T::ONE - (scaled * scaled).at_most(T::ONE)
}

/// f = clamp((y − x) / g, 0, 1). Every fill fit in the program is this line; `per_gap` is 1 / g.
#[inline(always)]
pub(crate) fn fill<T: Real>(y: T, x: T, per_gap: T) -> T {
    ((y - x) * per_gap).unit()
}
