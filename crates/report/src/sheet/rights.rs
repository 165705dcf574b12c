//! Decision rights as a table of values, one row a decision.

use super::{Cell, Sheet};
use fit::DecisionRights;
use fit::decision_rights::{AreaRights, Assignments, Basis, Expectation};
use fit::framework::Owner;

impl Sheet {
    /// The decision rights of one or more pairs, one after another, each with its areas in the framework's order.
    ///
    /// # Shapes and units
    /// A row per pair and decision area. Appetites and skills in points, claims from 0 to 2.
    ///
    /// # Missing values
    /// What nobody stated or measured is empty.
    pub fn of_rights(pairs: &[DecisionRights]) -> Self {
        let header = [
            "candidate",
            "area",
            "title",
            "standing",
            "claims",
            "usual_owner",
            "ceo_expects",
            "ceo_basis",
            "ceo_appetite",
            "ceo_skill",
            "candidate_expects",
            "candidate_basis",
            "candidate_appetite",
            "candidate_skill",
            "ceo",
            "coo",
            "reason",
        ];
        let rows = pairs.iter().flat_map(|rights| rights.areas.iter().map(|area| row(rights, area)));
        Self { header: header.map(str::to_owned).to_vec(), rows: rows.collect() }
    }
}

/// A decision area as the two have it now, beside what is proposed.
#[derive(Debug, Clone, PartialEq)]
pub struct SettledArea<'a> {
    /// What both expect, and the proposal.
    pub area: &'a AreaRights,
    /// Who holds it now.
    pub assignments: Assignments,
    /// What people wrote beside it; may be empty.
    pub note: &'a str,
    /// Whether the CEO and the candidate have signed it as it is.
    pub is_signed: [bool; 2],
}

impl Sheet {
    /// The decision rights of a pair as the two have them now, a row a decision area.
    ///
    /// # Missing values
    /// What nobody stated or measured is empty.
    pub fn of_settled(areas: &[SettledArea<'_>]) -> Self {
        let header = [
            "area",
            "title",
            "ceo",
            "coo",
            "note",
            "ceo_signed",
            "candidate_signed",
            "standing",
            "usual_owner",
            "ceo_expects",
            "candidate_expects",
            "proposed_ceo",
            "proposed_coo",
            "reason",
        ];
        let row = |settled: &SettledArea<'_>| {
            let SettledArea { area, assignments, note, is_signed } = settled;
            let expects = |expectation: &Expectation| {
                expectation.holder.map_or(Cell::Nothing, |holder| text(owner(holder)))
            };
            vec![
                text(&area.area),
                text(&area.title),
                text(assignments.ceo().letters()),
                text(assignments.coo().letters()),
                if note.is_empty() { Cell::Nothing } else { text(note) },
                Cell::Truth(is_signed[0]),
                Cell::Truth(is_signed[1]),
                text(area.alignment.word()),
                text(owner(area.usual)),
                expects(&area.ceo),
                expects(&area.candidate),
                text(area.assignments.ceo().letters()),
                text(area.assignments.coo().letters()),
                text(&area.reason),
            ]
        };
        Self { header: header.map(str::to_owned).to_vec(), rows: areas.iter().map(row).collect() }
    }
}

fn row(rights: &DecisionRights, area: &AreaRights) -> Vec<Cell> {
    let mut row = vec![
        text(&rights.candidate),
        text(&area.area),
        text(&area.title),
        text(area.alignment.word()),
        number(area.claims),
        text(owner(area.usual)),
    ];
    row.extend(expectation(&area.ceo));
    row.extend(expectation(&area.candidate));
    row.extend([area.assignments.ceo(), area.assignments.coo()].map(|assignment| text(assignment.letters())));
    row.push(text(&area.reason));
    row
}

fn expectation(expectation: &Expectation) -> [Cell; 4] {
    let basis = match expectation.basis {
        Basis::Stated => text("stated"),
        Basis::Appetite => text("appetite"),
        Basis::Unknown => Cell::Nothing,
    };
    let holder = expectation.holder.map_or(Cell::Nothing, |holder| text(owner(holder)));
    [holder, basis, number(expectation.appetite), number(expectation.skill)]
}

fn owner(owner: Owner) -> &'static str {
    match owner {
        Owner::Ceo => "ceo",
        Owner::Coo => "coo",
        Owner::Shared => "shared",
    }
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn number(value: Option<f64>) -> Cell {
    value.map_or(Cell::Nothing, Cell::Number)
}
