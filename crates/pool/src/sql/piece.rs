//! A facet as a function of a column, in pieces: constants and parabolas between thresholds.

use super::dialect::Dialect;
use fit::plan::Line;
use fit::rule::{Shape, Steepness};
use fit::score::{FLOOR, Scale};

/// Beyond this, a parabola written out loses digits that one around its ideal keeps.
const STEEPEST: f64 = 1e3;

/// Where the values of a dimension stand, in points.
#[derive(Debug, Clone, Copy)]
pub(super) struct Variable<'a> {
    /// The column.
    pub(super) column: &'a str,
    /// What is added to a value to be on the scale of 0–100: 50 for a centred one.
    pub(super) offset: f64,
    /// What stands in for a value that is missing or out of range; a centred one is never missing, and is confined to
    /// the range instead.
    pub(super) prior: Option<f64>,
}

/// What a facet adds to its pillar, between two thresholds.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Curve {
    /// w · T(f), of any value.
    Constant(f64),
    /// A fit that is a line in the value: zero, and the change per point.
    Line { zero: f64, slope: f64 },
    /// A fit that is a parabola: its ideal, and its steepness per point, squared.
    Parabola { ideal: f64, steep: f64 },
}

/// How many points of the range as many values as are missing usually would fill.
const MISSING: f64 = 10.0;

/// A piece, with the value at which it ends, and how many points of the range it holds.
#[derive(Debug, Clone, Copy)]
struct Weighed {
    end: f64,
    curve: Curve,
    mass: f64,
}

/// What a facet adds to its pillar's mean on the pillar's scale: w · T(f), with the weights of a pillar summing to 1.
///
/// On scales with a floor T(f) is ln f or f^ρ: the Box–Cox transform of the engine up to constants that cancel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Term<'a> {
    pub(super) dialect: &'a Dialect,
    pub(super) line: &'a Line,
    pub(super) scale: Scale,
    /// The facet's share of its pillar.
    pub(super) share: f64,
}

/// The place of a fit on a scale, as SQL has it: f, ln f or f^ρ.
pub(super) fn place(scale: Scale, fit: f64) -> f64 {
    match scale {
        // The engine has (f^ρ − 1) / ρ there.
        Scale::Power(rho) => 1.0 + rho * scale.place(fit),
        Scale::Linear | Scale::Log => scale.place(fit),
    }
}

impl Term<'_> {
    /// The term as an expression. The column is compared with thresholds and nothing else, so that a value that is
    /// missing or no number falls through to the end.
    pub(super) fn expression(&self, of: Variable<'_>) -> String {
        let constant =
            |points: f64| Curve::Constant(self.share * place(self.scale, self.line.fit(points / 100.0)));
        let mut pieces = self.pieces(of.offset);
        let (low, high) = (-of.offset, 100.0 - of.offset);
        // Of the pieces, those within the range.
        pieces.retain(|(end, _)| *end > low);
        let n = pieces.iter().take_while(|(end, _)| *end < high).count() + 1;
        pieces.truncate(n);
        if let Some(last) = pieces.last_mut() {
            last.0 = high;
        }
        let (before, after) = match of.prior {
            Some(prior) => (constant(prior), constant(prior)),
            None => (constant(0.0), constant(100.0)),
        };
        pieces.insert(0, (low, before));
        pieces.push((f64::INFINITY, after));
        // Neighbours that are the same are one.
        let mut merged: Vec<(f64, Curve)> = Vec::new();
        for piece in pieces {
            match merged.last_mut() {
                Some(last) if last.1 == piece.1 => last.0 = piece.0,
                _ => merged.push(piece),
            }
        }
        let mut start = low;
        let weighed: Vec<Weighed> = merged
            .into_iter()
            .map(|(end, curve)| {
                let reach = (end.min(high) - start).max(0.0);
                start = end.min(high);
                // Beyond the range stand values that are missing, and hardly any others.
                Weighed { end, curve, mass: if end > high && of.prior.is_some() { MISSING } else { reach } }
            })
            .collect();
        self.choose(&weighed, of.column, high)
    }

    /// Chooses between pieces by comparing with thresholds, in as few comparisons as may be: those that hardly any value
    /// needs come last. What is no number compares with nothing and falls through to the last piece.
    fn choose(&self, pieces: &[Weighed], v: &str, high: f64) -> String {
        let mass = |pieces: &[Weighed]| pieces.iter().map(|piece| piece.mass).sum::<f64>();
        let off = |at: usize| (mass(&pieces[..at]) - mass(&pieces[at..])).abs();
        let Some(at) = (1..pieces.len()).min_by(|&a, &b| off(a).total_cmp(&off(b))) else {
            return pieces
                .first()
                .map_or_else(|| self.dialect.literal(0.0), |only| self.curve(only.curve, v));
        };
        let end = pieces[at - 1].end;
        // The range itself has both of its ends in it.
        let is_less = if end == high { "<=" } else { "<" };
        let (then, otherwise) = (self.choose(&pieces[..at], v, high), self.choose(&pieces[at..], v, high));
        let rest = match otherwise.strip_prefix("CASE") {
            Some(rest) => rest.to_owned(),
            None => format!(" ELSE {otherwise} END"),
        };
        format!("CASE WHEN {v} {is_less} {} THEN {then}{rest}", self.dialect.literal(end))
    }

    /// The pieces of the plain fit, each with the value at which it ends.
    fn pieces(&self, offset: f64) -> Vec<(f64, Curve)> {
        let constant = |fit: f64| Curve::Constant(self.share * place(self.scale, fit));
        // Where the floor of the scale is reached, as a share of the way from a fit of 1 to one of 0.
        let floor = if self.scale == Scale::Linear { 0.0 } else { FLOOR };
        let Some(ideal) = self.line.ideal else { return vec![(f64::INFINITY, constant(1.0))] };
        let at = |y: f64| 100.0 * y - offset;
        match self.line.shape {
            Shape::Fill => {
                let (zero, slope) = (at(self.line.x), 0.01 / (ideal - self.line.x));
                vec![
                    (zero + floor / slope, constant(0.0)),
                    (at(ideal), Curve::Line { zero, slope }),
                    (f64::INFINITY, constant(1.0)),
                ]
            }
            Shape::Ideal(Steepness { below, above }) => {
                let reach = |steep: f64| 100.0 * (1.0 - floor).sqrt() / steep;
                let parabola =
                    |steep: f64| Curve::Parabola { ideal: at(ideal), steep: steep * steep / 10_000.0 };
                let mut pieces = Vec::new();
                if below > 0.0 {
                    pieces.push((at(ideal) - reach(below), constant(0.0)));
                    pieces.push((at(ideal), parabola(below)));
                } else {
                    pieces.push((at(ideal), constant(1.0)));
                }
                if above > 0.0 {
                    pieces.push((at(ideal) + reach(above), parabola(above)));
                    pieces.push((f64::INFINITY, constant(0.0)));
                } else {
                    pieces.push((f64::INFINITY, constant(1.0)));
                }
                pieces
            }
        }
    }

    fn curve(&self, curve: Curve, v: &str) -> String {
        let literal = |number| self.dialect.literal(number);
        // On a linear scale the weight is in the coefficients.
        let w = if self.scale == Scale::Linear { self.share } else { 1.0 };
        let from = |start: f64, rest: String| {
            if start == 0.0 { rest } else { format!("{} + {rest}", literal(start)) }
        };
        let fit = match curve {
            Curve::Constant(number) => return literal(number),
            Curve::Line { zero, slope } if (slope * zero).abs() < STEEPEST => {
                from(-w * slope * zero, format!("{v} * {}", literal(w * slope)))
            }
            Curve::Line { zero, slope } => format!("({v} - {}) * {}", literal(zero), literal(w * slope)),
            Curve::Parabola { ideal, steep } if steep * 10_000.0 < STEEPEST => from(
                w * (1.0 - steep * ideal * ideal),
                format!("{v} * ({} - {} * {v})", literal(w * 2.0 * steep * ideal), literal(w * steep)),
            ),
            Curve::Parabola { ideal, steep } => {
                let d = format!("({v} - {})", literal(ideal));
                format!("{} - {} * {d} * {d}", literal(w), literal(w * steep))
            }
        };
        match self.scale {
            Scale::Linear => fit,
            Scale::Log => format!("{} * LN({fit})", literal(self.share)),
            Scale::Power(rho) => format!("{} * POWER({fit}, {})", literal(self.share), literal(rho)),
        }
    }
}
