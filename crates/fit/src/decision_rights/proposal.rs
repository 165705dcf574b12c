//! Who should hold a decision area, and why.

use super::expectation::{Expectation, claim};
use super::{Alignment, Assignment, Assignments};
use crate::framework::Owner;
use crate::verdict::and;

/// A difference of fewer points of wish or skill is not spoken of.
const WORTH_NAMING: f64 = 0.1;
/// The skill from which a person has something to say about an area, in points.
const WORTH_ASKING: f64 = 50.0;

/// Both sides of one area, with what speaks for each: above 0 for the CEO, below it for the COO.
struct Case<'a> {
    alignment: Alignment,
    usual: Owner,
    ceo: &'a Expectation,
    coo: &'a Expectation,
    wish: f64,
    skill: f64,
    custom: f64,
}

/// The row of the grid for one area, with the reason in plain words.
pub(super) fn propose(
    alignment: Alignment,
    usual: Owner,
    ceo: &Expectation,
    coo: &Expectation,
) -> (Assignments, String) {
    let case = Case::of(alignment, usual, ceo, coo);
    let is_ceo = case.is_ceo_accountable();
    let (does_ceo, does_coo) = case.responsible(is_ceo);
    let assignments =
        match (if is_ceo { does_ceo } else { does_coo }, if is_ceo { does_coo } else { does_ceo }) {
            (false, _) => Assignments::left_to_the_other(is_ceo),
            (true, true) => Assignments::alone(is_ceo, Assignment::Responsible),
            (true, false) => Assignments::alone(is_ceo, case.lesser_assignment(!is_ceo)),
        };
    (assignments, case.reason(is_ceo, assignments))
}

impl<'a> Case<'a> {
    fn of(alignment: Alignment, usual: Owner, ceo: &'a Expectation, coo: &'a Expectation) -> Self {
        let apart = |ceo: Option<f64>, coo: Option<f64>| ceo.zip(coo).map_or(0.0, |(ceo, coo)| ceo - coo);
        Self {
            alignment,
            usual,
            wish: apart(ceo.wish(Owner::Ceo), coo.wish(Owner::Coo)),
            skill: apart(ceo.skill, coo.skill) / 100.0,
            custom: claim(usual, Owner::Ceo) * 2.0 - 1.0,
            ceo,
            coo,
        }
    }

    fn lead(&self) -> f64 {
        0.5 * self.wish + 0.25 * self.skill + 0.25 * self.custom
    }

    /// The one holder on whom both agree.
    fn agreed(&self) -> Option<Owner> {
        let is_agreed = matches!(self.alignment, Alignment::Agreed | Alignment::Swapped);
        self.ceo.holder.filter(|holder| is_agreed && *holder != Owner::Shared)
    }

    fn is_ceo_accountable(&self) -> bool {
        self.agreed().map_or_else(|| self.lead() >= 0.0, |holder| holder == Owner::Ceo)
    }

    /// Whether the CEO does any of the work, and whether the COO does; at least one of them.
    fn responsible(&self, is_ceo: bool) -> (bool, bool) {
        if let (Some(ceo), Some(coo)) = (self.ceo.holder, self.coo.holder) {
            let does = (claim(ceo, Owner::Ceo) > 0.0, claim(coo, Owner::Coo) > 0.0);
            if does.0 || does.1 {
                return does;
            }
        }
        let is_ceo = if self.skill.abs() >= WORTH_NAMING { self.skill > 0.0 } else { is_ceo };
        (is_ceo, !is_ceo)
    }

    /// The part of somebody who neither decides nor does the work.
    fn lesser_assignment(&self, is_ceo: bool) -> Assignment {
        let (own, skill) = if is_ceo { (Owner::Ceo, self.ceo.skill) } else { (Owner::Coo, self.coo.skill) };
        let is_asked = claim(self.usual, own) > 0.0 || skill.is_none_or(|skill| skill >= WORTH_ASKING);
        if is_asked { Assignment::Consulted } else { Assignment::Informed }
    }

    fn reason(&self, is_ceo: bool, assignments: Assignments) -> String {
        let name = role(is_ceo);
        if let Some(holder) = self.agreed() {
            let usual = role(self.usual == Owner::Ceo);
            return match self.alignment {
                Alignment::Swapped => format!(
                    "Both expect {name} to hold it. It is usually {usual}’s, so tell those who will look there."
                ),
                _ if self.usual == holder => format!("Both expect {name} to hold it, as is usual."),
                _ => format!("Both expect {name} to hold it alone."),
            };
        }
        let (ceo, coo) = (assignments.ceo(), assignments.coo());
        let (own, other) = if is_ceo { (ceo, coo) } else { (coo, ceo) };
        let work = match (own.is_responsible(), other.is_responsible()) {
            (true, true) => " Both do part of the work.".to_owned(),
            (false, _) if self.skill.abs() >= WORTH_NAMING && !self.has_claim(!is_ceo) => {
                format!(" {} does the work, as the more skilled.", capital(role(!is_ceo)))
            }
            (false, _) => format!(" {} does the work.", capital(role(!is_ceo))),
            (true, false) => String::new(),
        };
        format!("{} The last word: {name}, {}.{work}", self.finding(), self.because(is_ceo))
    }

    fn has_claim(&self, is_ceo: bool) -> bool {
        let (side, own) = if is_ceo { (self.ceo, Owner::Ceo) } else { (self.coo, Owner::Coo) };
        side.holder.is_some_and(|holder| claim(holder, own) > 0.0)
    }

    /// What both expect, where they do not agree on one holder.
    fn finding(&self) -> &'static str {
        use Owner::{Ceo, Coo, Shared};
        match (self.ceo.holder, self.coo.holder) {
            (None, None) => "What the two expect is not known.",
            (None, _) => "What the CEO expects is not known.",
            (_, None) => "What the COO expects is not known.",
            (Some(Ceo), Some(Coo)) => "Both claim it.",
            (Some(Coo), Some(Ceo)) => "Each would leave it to the other.",
            (Some(Ceo), Some(Shared)) => "The CEO claims it, and the COO expects to share it.",
            (Some(Shared), Some(Coo)) => "The COO claims it, and the CEO expects to share it.",
            (Some(Coo), Some(Shared)) => "The CEO would leave it to the COO, who expects to share it.",
            (Some(Shared), Some(Ceo)) => "The COO would leave it to the CEO, who expects to share it.",
            _ => "Both expect to share it.",
        }
    }

    /// What speaks for the accountable one, and what for the other.
    fn because(&self, is_ceo: bool) -> String {
        let sign = if is_ceo { 1.0 } else { -1.0 };
        let speaking = |sign: f64| -> Vec<String> {
            let is_telling = |difference: f64| difference * sign >= WORTH_NAMING - 1e-9;
            let mut parts = Vec::new();
            if is_telling(self.wish) {
                parts.push("wants it more".to_owned());
            }
            if let Some((ceo, coo)) = self.ceo.skill.zip(self.coo.skill)
                && is_telling(self.skill)
            {
                let (own, other) = if sign > 0.0 { (ceo, coo) } else { (coo, ceo) };
                parts.push(format!("is the more skilled ({own:.0} to {other:.0})"));
            }
            if is_telling(self.custom) {
                parts.push("usually owns it".to_owned());
            }
            parts
        };
        let (own, other) = (speaking(sign), speaking(-sign));
        let own = match own.is_empty() {
            false => format!("who {}", and(&own)),
            true if self.lead() == 0.0 => "who answers to the board where nothing else decides".to_owned(),
            true => "by a small margin of wish and skill".to_owned(),
        };
        match other.is_empty() {
            true => own,
            false => format!("{own}, although {} {}", role(!is_ceo), and(&other)),
        }
    }
}

fn role(is_ceo: bool) -> &'static str {
    if is_ceo { "the CEO" } else { "the COO" }
}

fn capital(role: &str) -> String {
    role.replacen("the", "The", 1)
}
