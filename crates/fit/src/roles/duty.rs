//! The letters of a RACI grid.

use serde::{Serialize, Serializer};

/// A person's part in a decision area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
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

impl Duty {
    /// Every duty, the weightiest first.
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

    /// The duty of those letters.
    pub fn from_letters(letters: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|duty| duty.letters() == letters)
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

impl Serialize for Duty {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.letters().serialize(serializer)
    }
}

/// A row of the grid: exactly one of the two is accountable, and at least one responsible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Duties {
    ceo: Duty,
    coo: Duty,
}

impl Duties {
    /// The row, or nothing where it would have no or two accountable, or nobody responsible.
    ///
    /// # Example
    /// ```
    /// use fit::roles::{Duties, Duty};
    /// assert!(Duties::new(Duty::Accountable, Duty::Responsible).is_some());
    /// assert!(Duties::new(Duty::Accountable, Duty::AccountableResponsible).is_none());
    /// assert!(Duties::new(Duty::Accountable, Duty::Consulted).is_none());
    /// ```
    pub fn new(ceo: Duty, coo: Duty) -> Option<Self> {
        let is_sound =
            ceo.is_accountable() != coo.is_accountable() && (ceo.is_responsible() || coo.is_responsible());
        is_sound.then_some(Self { ceo, coo })
    }

    /// The row in which the accountable one does the work as well and the other is consulted.
    pub(super) fn alone(is_ceo: bool, other: Duty) -> Self {
        debug_assert!(!other.is_accountable(), "one is accountable already");
        let own = Duty::AccountableResponsible;
        if is_ceo { Self { ceo: own, coo: other } } else { Self { ceo: other, coo: own } }
    }

    /// The row in which the accountable one leaves the work to the other.
    pub(super) fn left_to_the_other(is_ceo: bool) -> Self {
        let (own, other) = (Duty::Accountable, Duty::Responsible);
        if is_ceo { Self { ceo: own, coo: other } } else { Self { ceo: other, coo: own } }
    }

    /// The CEO's part.
    pub fn ceo(self) -> Duty {
        self.ceo
    }

    /// The COO's part.
    pub fn coo(self) -> Duty {
        self.coo
    }
}
