//! What one person expects of a decision area.

use super::Assignments;
use crate::estimate::Estimates;
use crate::framework::{DecisionArea, Owner};
use serde::Serialize;
use std::collections::BTreeMap;

/// The appetite at which a person neither claims an area nor leaves it.
pub const MIDDLE: f64 = 0.5;
/// An appetite that lies this far from the middle, or further, is a claim or a leaving; nearer, a wish to share.
pub const WIDTH_OF_MIDDLE: f64 = 0.1;

/// Who should hold the decision areas: as people stated it when they were asked, and as pairs have signed it since.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holders {
    stated: BTreeMap<String, BTreeMap<String, Owner>>,
    /// By candidate: a candidate belongs to one pair.
    signed: BTreeMap<String, BTreeMap<String, Assignments>>,
}

impl Holders {
    /// Records whom a person expects to hold an area; a later statement takes the place of an earlier one.
    pub fn state(&mut self, person: &str, area: &str, holder: Owner) {
        self.stated.entry(person.to_owned()).or_default().insert(area.to_owned(), holder);
    }

    /// Whom a person stated to hold an area.
    pub fn stated(&self, person: &str, area: &str) -> Option<Owner> {
        self.stated.get(person)?.get(area).copied()
    }

    /// Records what the CEO and a candidate have both signed for an area.
    pub fn sign(&mut self, candidate: &str, area: &str, assignments: Assignments) {
        self.signed.entry(candidate.to_owned()).or_default().insert(area.to_owned(), assignments);
    }

    /// What was stated, without what was signed: what is expected and proposed does not hang on signatures.
    #[must_use]
    pub fn only_stated(&self) -> Self {
        Self { stated: self.stated.clone(), signed: BTreeMap::new() }
    }

    /// What the CEO and a candidate have both signed for an area.
    pub fn signed(&self, candidate: &str, area: &str) -> Option<Assignments> {
        self.signed.get(candidate)?.get(area).copied()
    }
}

/// What an expectation rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The person said so when asked.
    Stated,
    /// It follows from the person's appetite to own the area.
    Appetite,
    /// Nothing.
    Unknown,
}

/// What one person expects of a decision area, with what a proposal looks at. Points are 0–100.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Expectation {
    /// Who should hold it, in this person's view.
    pub holder: Option<Owner>,
    /// What that rests on.
    pub basis: Basis,
    /// The person's appetite to own the area, where measured.
    pub appetite: Option<f64>,
    /// The person's skill in it, where measured.
    pub skill: Option<f64>,
}

impl Expectation {
    /// What a person expects: what they stated, else what their appetite says.
    ///
    /// # Formula
    /// An appetite of 60 points or more expects to hold the area, one of 40 or less expects the other to, and one
    /// between them expects to share it: 50 is described as the wish to be heard without the last word, and
    /// 10 points are about one standard error.
    ///
    /// # Missing values
    /// Without a statement, an appetite that nobody measured, or an area without an ownership dimension, is unknown.
    pub(super) fn of(area: &DecisionArea, estimates: &Estimates, stated: Option<Owner>, own: Owner) -> Self {
        let measured = |d: Option<usize>| d.filter(|&d| estimates.is_measured[d]).map(|d| estimates.seen[d]);
        let (appetite, skill) = (measured(area.ownership), measured(area.skill));
        let (holder, basis) = match (stated, appetite) {
            (Some(holder), _) => (Some(holder), Basis::Stated),
            (None, Some(appetite)) => (Some(holder_of(appetite, own)), Basis::Appetite),
            (None, None) => (None, Basis::Unknown),
        };
        let points = |share: f64| share * 100.0;
        Self { holder, basis, appetite: appetite.map(points), skill: skill.map(points) }
    }

    /// How much this person wants the area, a share: the claim where stated, else the appetite.
    pub(super) fn wish(&self, own: Owner) -> Option<f64> {
        match self.basis {
            Basis::Stated => self.holder.map(|holder| claim(holder, own)),
            Basis::Appetite => self.appetite.map(|points| points / 100.0),
            Basis::Unknown => None,
        }
    }
}

/// Whom somebody with this appetite expects to hold an area; `own` is the part that they have in the pair.
fn holder_of(appetite: f64, own: Owner) -> Owner {
    // What is printed as 60 is a claim: the sum of a share and a bound may fall short of it by rounding alone.
    let distance = appetite - MIDDLE;
    if distance.abs() < WIDTH_OF_MIDDLE - 1e-9 {
        return Owner::Shared;
    }
    match (distance > 0.0, own) {
        (true, own) => own,
        (false, Owner::Ceo) => Owner::Coo,
        (false, _) => Owner::Ceo,
    }
}

/// How much of an area a person claims who expects that holder: all, half or nothing of it.
pub(super) fn claim(holder: Owner, own: Owner) -> f64 {
    match holder {
        Owner::Shared => 0.5,
        holder if holder == own => 1.0,
        _ => 0.0,
    }
}
