//! The letters of a RACI grid.

use serde::{Serialize, Serializer};

/// A person's part in a decision area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assignment {
    /// Has the last word and does the work.
    AccountableResponsible,
    /// Has the last word; another does the work.
    Accountable,
    /// Does the work, or part of it.
    Responsible,
    /// Is asked before the decision.
    Consulted,
    /// Is told after it.
    Informed,
}

impl Assignment {
    /// Every assignment, the weightiest first.
    pub const ALL: [Self; 5] =
        [Self::AccountableResponsible, Self::Accountable, Self::Responsible, Self::Consulted, Self::Informed];

    /// Its letters.
    pub fn letters(self) -> &'static str {
        match self {
            Self::AccountableResponsible => "AR",
            Self::Accountable => "A",
            Self::Responsible => "R",
            Self::Consulted => "C",
            Self::Informed => "I",
        }
    }

    /// The assignment of those letters.
    pub fn from_letters(letters: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|assignment| assignment.letters() == letters)
    }

    /// What it means, in a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::AccountableResponsible => {
                "accountable and responsible: has the last word and does the work"
            }
            Self::Accountable => "accountable: has the last word",
            Self::Responsible => "responsible: does the work, or part of it",
            Self::Consulted => "consulted before the decision",
            Self::Informed => "informed after it",
        }
    }

    /// Whether it has the last word.
    pub fn is_accountable(self) -> bool {
        matches!(self, Self::AccountableResponsible | Self::Accountable)
    }

    /// Whether it does any of the work.
    pub fn is_responsible(self) -> bool {
        matches!(self, Self::AccountableResponsible | Self::Responsible)
    }
}

impl Serialize for Assignment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.letters().serialize(serializer)
    }
}

/// A row of the grid: exactly one of the two is accountable, and at least one responsible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Assignments {
    ceo: Assignment,
    coo: Assignment,
}

impl Assignments {
    /// The row, or nothing where it would have no or two accountable, or nobody responsible.
    ///
    /// # Example
    /// ```
    /// use fit::decision_rights::{Assignments, Assignment};
    /// assert!(Assignments::new(Assignment::Accountable, Assignment::Responsible).is_some());
    /// assert!(Assignments::new(Assignment::Accountable, Assignment::AccountableResponsible).is_none());
    /// assert!(Assignments::new(Assignment::Accountable, Assignment::Consulted).is_none());
    /// ```
    pub fn new(ceo: Assignment, coo: Assignment) -> Option<Self> {
        let is_sound =
            ceo.is_accountable() != coo.is_accountable() && (ceo.is_responsible() || coo.is_responsible());
        is_sound.then_some(Self { ceo, coo })
    }

    /// The row in which the accountable one does the work as well and the other is consulted.
    pub(super) fn alone(is_ceo: bool, other: Assignment) -> Self {
        debug_assert!(!other.is_accountable(), "one is accountable already");
        let own = Assignment::AccountableResponsible;
        if is_ceo { Self { ceo: own, coo: other } } else { Self { ceo: other, coo: own } }
    }

    /// The row in which the accountable one leaves the work to the other.
    pub(super) fn left_to_the_other(is_ceo: bool) -> Self {
        let (own, other) = (Assignment::Accountable, Assignment::Responsible);
        if is_ceo { Self { ceo: own, coo: other } } else { Self { ceo: other, coo: own } }
    }

    /// The CEO's part.
    pub fn ceo(self) -> Assignment {
        self.ceo
    }

    /// The COO's part.
    pub fn coo(self) -> Assignment {
        self.coo
    }
}
