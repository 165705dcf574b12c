//! The decisions of a pair in words, for a page.

use super::MatrixRow;
use fit::decision_rights::{AreaRights, Assignment, Basis, Expectation};
use fit::framework::Owner;

/// A decision in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowInWords {
    /// The row as it stands.
    pub row: MatrixRow,
    /// How the two stand to each other, in a word.
    pub standing: &'static str,
    /// Whether the two have something to settle.
    pub is_open: bool,
    /// What both expect, and who usually holds it.
    pub expected: String,
    /// What is proposed, and why.
    pub proposed: String,
}

/// The parts that somebody can have in a decision: letters, and what they mean.
#[must_use]
pub fn parts() -> [(&'static str, &'static str); 5] {
    // What fits into a list on a phone; the whole meaning stands above the matrix.
    let words = |assignment: Assignment| match assignment {
        Assignment::AccountableResponsible => "decides and does the work",
        Assignment::Accountable => "has the last word",
        Assignment::Responsible => "does the work",
        Assignment::Consulted => "is consulted before",
        Assignment::Informed => "is informed after",
    };
    Assignment::ALL.map(|assignment| (assignment.letters(), words(assignment)))
}

impl RowInWords {
    pub(super) fn of(area: &AreaRights, row: &MatrixRow) -> Self {
        Self {
            row: row.clone(),
            standing: area.alignment.word(),
            is_open: area.alignment.is_open(),
            expected: format!(
                "{} {} Usually it is {}.",
                expects("The CEO", &area.ceo),
                expects("The candidate", &area.candidate),
                match area.usual {
                    Owner::Ceo => "the CEO’s",
                    Owner::Coo => "the COO’s",
                    Owner::Shared => "shared",
                }
            ),
            proposed: format!(
                "CEO {}, COO {}. {}",
                area.assignments.ceo().letters(),
                area.assignments.coo().letters(),
                area.reason
            ),
        }
    }
}

fn expects(who: &str, expectation: &Expectation) -> String {
    let holder = match expectation.holder {
        None => return format!("What {} expects is not known.", who.replacen("The", "the", 1)),
        Some(Owner::Ceo) => "the CEO to hold it",
        Some(Owner::Coo) => "the COO to hold it",
        Some(Owner::Shared) => "both to share it",
    };
    match expectation.basis {
        Basis::Stated => format!("{who} said that they expect {holder}."),
        _ => format!("{who}’s appetite for it suggests that they expect {holder}."),
    }
}
