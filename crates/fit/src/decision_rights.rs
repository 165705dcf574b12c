//! Decision rights: what the two people expect of every decision area, where that clashes, and who should hold what.

mod assignment;
mod expectation;
mod proposal;

pub use assignment::{Assignment, Assignments};
pub use expectation::{Basis, Expectation, Holders, MIDDLE, WIDTH_OF_MIDDLE};

use crate::estimate::Estimates;
use crate::framework::{Framework, Owner};
use crate::profile::Profile;
use serde::Serialize;

/// How two expectations of one decision area stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Alignment {
    /// Both name the same holder.
    Agreed,
    /// Both name the same holder, and it is the opposite of the usual one.
    Swapped,
    /// Together they claim more than there is.
    Contested,
    /// Together they claim less than there is: what one leaves to the other, nobody claims.
    Orphaned,
    /// What one of them expects, or both, is not known.
    Unknown,
}

impl Alignment {
    /// Every class, those to settle first.
    pub const ALL: [Self; 5] = [Self::Contested, Self::Orphaned, Self::Swapped, Self::Agreed, Self::Unknown];

    /// How the holder that the CEO expects stands to the one that the candidate expects.
    ///
    /// # Formula
    /// A person claims 1 of an area that they expect to hold, ½ of one to be shared, and 0 of one that they leave.
    /// Claims that sum to 1 are agreed, to more contested, to less orphaned. Agreed on one holder while the usual
    /// one is the other, they are swapped.
    ///
    /// # Example
    /// ```
    /// use fit::framework::Owner;
    /// use fit::decision_rights::Alignment;
    /// let of = |ceo, coo| Alignment::of(Some(ceo), Some(coo), Owner::Ceo);
    /// assert_eq!(of(Owner::Ceo, Owner::Coo), Alignment::Contested);
    /// assert_eq!(of(Owner::Coo, Owner::Shared), Alignment::Orphaned);
    /// assert_eq!(of(Owner::Coo, Owner::Coo), Alignment::Swapped);
    /// assert_eq!(of(Owner::Shared, Owner::Shared), Alignment::Agreed);
    /// ```
    pub fn of(ceo: Option<Owner>, candidate: Option<Owner>, usual: Owner) -> Self {
        let (Some(expected), Some(claims)) = (ceo, claims(ceo, candidate)) else { return Self::Unknown };
        let is_swapped = matches!((expected, usual), (Owner::Ceo, Owner::Coo) | (Owner::Coo, Owner::Ceo));
        match claims {
            claims if claims > 1.0 => Self::Contested,
            claims if claims < 1.0 => Self::Orphaned,
            _ if is_swapped => Self::Swapped,
            _ => Self::Agreed,
        }
    }

    /// Whether the two have something to settle.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Contested | Self::Orphaned)
    }

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Swapped => "swapped",
            Self::Contested => "contested",
            Self::Orphaned => "orphaned",
            Self::Unknown => "unknown",
        }
    }
}

/// The sum of both claims, where both are known.
fn claims(ceo: Option<Owner>, candidate: Option<Owner>) -> Option<f64> {
    Some(expectation::claim(ceo?, Owner::Ceo) + expectation::claim(candidate?, Owner::Coo))
}

/// In place of a reason, where there is no proposal any more.
const SIGNED: &str = "Both have signed it.";

/// One decision area: what both expect, and what is proposed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AreaRights {
    /// Id of the decision area.
    pub area: String,
    /// Its title.
    pub title: String,
    /// Who usually owns it.
    pub usual: Owner,
    /// What the CEO expects.
    pub ceo: Expectation,
    /// What the candidate expects.
    pub candidate: Expectation,
    /// How the two stand to each other.
    pub alignment: Alignment,
    /// The sum of both claims: 1 where they agree, up to 2 where both claim it, down to 0 where nobody does.
    pub claims: Option<f64>,
    /// What both have signed; else the proposal.
    pub assignments: Assignments,
    /// Whether both have signed it.
    pub is_signed: bool,
    /// Why it is proposed, in plain words; or that it is signed.
    pub reason: String,
}

/// How clear it is between two people who holds what.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Clarity {
    /// The share of what there is to hold that is held once, in [0, 1]; nothing where no area is known.
    pub value: Option<f64>,
    /// On how many areas both expectations are known.
    pub known: usize,
    /// How many areas there are.
    pub areas: usize,
}

/// The decision rights of a pair.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DecisionRights {
    /// The CEO's id.
    pub ceo: String,
    /// The candidate's id.
    pub candidate: String,
    /// Role clarity.
    pub clarity: Clarity,
    /// The areas, in the framework's order.
    pub areas: Vec<AreaRights>,
}

impl DecisionRights {
    /// The areas of a class, in the framework's order.
    pub fn areas_that_are(&self, alignment: Alignment) -> impl Iterator<Item = &AreaRights> {
        self.areas.iter().filter(move |area| area.alignment == alignment)
    }

    /// The areas as they should be read: contested first, then orphaned, swapped, agreed and unknown; among the
    /// contested and the orphaned those that lie furthest apart first.
    pub fn in_order_of_urgency(&self) -> Vec<&AreaRights> {
        let distance = |area: &AreaRights| area.claims.map_or(0.0, |claims| (claims - 1.0).abs());
        let place =
            |area: &AreaRights| Alignment::ALL.iter().position(|alignment| *alignment == area.alignment);
        let mut areas: Vec<&AreaRights> = self.areas.iter().collect();
        areas.sort_by(|a, b| place(a).cmp(&place(b)).then(distance(b).total_cmp(&distance(a))));
        areas
    }

    /// The areas that the two have to settle, the most urgent first. What both have signed is settled.
    pub fn to_settle(&self) -> Vec<&AreaRights> {
        let is_open = |area: &&AreaRights| area.alignment.is_open() && !area.is_signed;
        self.in_order_of_urgency().into_iter().filter(is_open).collect()
    }

    /// Whether both have signed who holds what, area by area.
    pub fn is_signed(&self) -> bool {
        !self.areas.is_empty() && self.areas.iter().all(|area| area.is_signed)
    }
}

/// Sets what two people expect of every decision area side by side, and proposes who should hold what.
///
/// # Formula
/// Expectations: as stated, else from the appetite for the area's ownership dimension ([`Expectation`]).
/// Classes: [`Alignment::of`]. Role clarity = mean of 1 − |claims − 1| over the areas on which both are known.
/// Proposal: the agreed holder is accountable. Otherwise the lead ½ (wish of the CEO − wish of the candidate) +
/// ¼ (skill of the CEO − skill of the candidate) + ¼ u decides, u = 1 where the CEO usually owns the area, −1 where
/// the COO does and 0 where it is shared: above 0 the CEO is accountable, below it the COO, and at 0 the CEO, who
/// answers to the board for all of it. A wish is the claim where stated, else the appetite. Responsible is who claims
/// any of it; where nobody does, or not both are known, who has 10 points of skill or more ahead, else who is
/// accountable. Whoever is left is consulted if they usually own or share the area, or if their skill is at 50 or
/// above or not measured, and informed if not. What both have signed ([`Holders::sign`]) takes the proposal's place.
///
/// # Shapes and units
/// One entry a decision area; claims, wishes and skills as shares in [0, 1], printed skills in points.
///
/// # Missing values
/// What nobody measured or stated is not known, never low: it takes no part in the lead, and an area on which one
/// side is not known takes no part in the role clarity.
///
/// # Source
/// Exclusive and overlapping claims as the `mirror` rule of the model reads two appetites (x + y > 1 is overlap, < 1 a
/// vacuum). Accountable, responsible, consulted and informed: the responsibility assignment matrix of project
/// management. Weights and thresholds are judged.
///
/// # Example
/// ```
/// use fit::{Framework, Holders, Profile, decision_rights, decision_rights::Assignment, framework, framework::Owner};
/// let framework = Framework::parse(framework::DEFAULT).unwrap();
/// let person = |id: &str| Profile::new(id, id);
/// let mut holders = Holders::default();
/// holders.state("ceo", "pricing", Owner::Coo);
/// holders.state("a", "pricing", Owner::Coo);
/// let rights = decision_rights(&framework, &person("ceo"), &person("a"), &holders);
/// let pricing = rights.areas.iter().find(|area| area.area == "pricing").unwrap();
/// assert_eq!(pricing.assignments.coo(), Assignment::AccountableResponsible);
/// assert_eq!((rights.clarity.value, rights.clarity.known), (Some(1.0), 1));
/// ```
pub fn decision_rights(
    framework: &Framework,
    ceo: &Profile,
    candidate: &Profile,
    holders: &Holders,
) -> DecisionRights {
    let people = [ceo, candidate].map(|person| (person, Estimates::of(framework, person)));
    let areas: Vec<AreaRights> = framework
        .decision_areas
        .iter()
        .map(|area| {
            let [ceo, candidate] =
                [(&people[0], Owner::Ceo), (&people[1], Owner::Coo)].map(|((person, estimates), own)| {
                    Expectation::of(area, estimates, holders.stated(&person.id, &area.id), own)
                });
            let alignment = Alignment::of(ceo.holder, candidate.holder, area.owner);
            let signed = holders.signed(&people[1].0.id, &area.id);
            let (assignments, reason) = match signed {
                Some(assignments) => (assignments, SIGNED.to_owned()),
                None => proposal::propose(alignment, area.owner, &ceo, &candidate),
            };
            AreaRights {
                area: area.id.clone(),
                title: area.title.clone(),
                usual: area.owner,
                claims: claims(ceo.holder, candidate.holder),
                ceo,
                candidate,
                alignment,
                assignments,
                is_signed: signed.is_some(),
                reason,
            }
        })
        .collect();
    DecisionRights { ceo: ceo.id.clone(), candidate: candidate.id.clone(), clarity: clarity(&areas), areas }
}

fn clarity(areas: &[AreaRights]) -> Clarity {
    let clear: Vec<f64> =
        areas.iter().filter_map(|area| area.claims).map(|claims| 1.0 - (claims - 1.0).abs()).collect();
    let known = clear.len();
    let value = (known > 0).then(|| clear.iter().sum::<f64>() / known as f64);
    Clarity { value, known, areas: areas.len() }
}
