//! The matrix of a pair: its rows, whether they will do, and who has signed them.

use crate::checks::Checks;
use crate::pair_documents::{DocumentVersion, Seen};
use crate::visibility::WITHHELD;
use crate::{Error, Result};
use fit::DecisionRights;
use fit::decision_rights::{Assignment, Assignments};
use serde::{Deserialize, Serialize};
use store::Timestamp;
use store::signatures::{Party, Signature};
use utoipa::ToSchema;

/// A note has at most so many characters.
const MOST_NOTE: usize = 1_000;

/// A matrix as people give it: every decision once, in any order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MatrixInput {
    /// The rows.
    #[schema(max_items = 500)]
    pub rows: Vec<RowInput>,
}

/// A row as people give it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RowInput {
    /// The id of the decision.
    #[schema(example = "pricing")]
    pub area: String,
    /// The CEO's part: A has the last word, R does the work, C is consulted before, I is informed after.
    #[schema(pattern = "^(AR|A|R|C|I)$", example = "A")]
    pub ceo: String,
    /// The COO's part.
    #[schema(pattern = "^(AR|A|R|C|I)$", example = "R")]
    pub coo: String,
    /// What else is agreed about it.
    #[serde(default)]
    #[schema(max_length = 1_000)]
    pub note: String,
}

/// The matrix as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Matrix {
    /// Which version of it.
    #[serde(flatten)]
    pub version: DocumentVersion,
    /// Whether both have signed it as it is.
    pub is_signed: bool,
    /// The last signature of each, the CEO's first.
    pub signatures: Vec<ShownSignature>,
    /// The decisions, in the framework's order.
    pub rows: Vec<MatrixRow>,
}

/// A row of the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MatrixRow {
    /// The id of the decision.
    pub area: String,
    /// Its title.
    pub title: String,
    /// The CEO's part.
    pub ceo: String,
    /// The COO's part.
    pub coo: String,
    /// What else is agreed about it.
    pub note: String,
    /// Whether people kept this row; otherwise it is proposed.
    pub is_kept: bool,
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ShownSignature {
    /// Whose.
    pub party: Party,
    /// The version that was signed.
    pub revision: i64,
    /// Whether the matrix was changed since, so that it holds no more.
    pub is_lapsed: bool,
    /// Who recorded it.
    pub recorded_by_name: String,
    /// When.
    pub recorded_at: Timestamp,
}

impl MatrixInput {
    /// The rows as they are kept, where they will do.
    pub(super) fn checked(&self, rights: &DecisionRights) -> Result<String> {
        let mut checks = Checks::default();
        for (index, row) in self.rows.iter().enumerate() {
            let at = |field: &str| format!("/rows/{index}/{field}");
            let is_known = rights.areas.iter().any(|area| area.area == row.area);
            checks.require(is_known, &at("area"), "the framework of this search has no such decision");
            let is_again = self.rows[..index].iter().any(|other| other.area == row.area);
            checks.require(!is_again, &at("area"), "this decision has a row already");
            checks.text(&at("note"), &row.note, 0, MOST_NOTE);
            row.check(&at("ceo"), &at("coo"), &mut checks);
        }
        let is_there = |area: &str| self.rows.iter().any(|row| row.area == area);
        let missing: Vec<&str> =
            rights.areas.iter().map(|area| area.area.as_str()).filter(|area| !is_there(area)).collect();
        let hint = format!("give every decision a row; missing: {}", missing.join(", "));
        checks.require(missing.is_empty(), "/rows", &hint);
        checks.done()?;
        serde_json::to_string(&self.rows).map_err(Error::internal("writing decision rights"))
    }
}

impl RowInput {
    fn check(&self, ceo: &str, coo: &str, checks: &mut Checks) {
        let parts = [(&self.ceo, ceo), (&self.coo, coo)].map(|(letters, pointer)| {
            let assignment = Assignment::from_letters(letters);
            checks.require(assignment.is_some(), pointer, "choose one of AR, A, R, C and I");
            assignment
        });
        let [Some(own), Some(other)] = parts else { return };
        let (a, b) = (own.is_accountable(), other.is_accountable());
        let is_done = own.is_responsible() || other.is_responsible();
        checks.require(a || b, ceo, "nobody has the last word: give exactly one of the two an A");
        checks.require(!(a && b), ceo, "both have the last word: give exactly one of the two an A");
        checks.require(is_done, coo, "nobody does the work: give at least one of the two an R");
    }

    /// The row as the engine knows it; none for letters that cannot be.
    pub(super) fn assignments(&self) -> Option<Assignments> {
        assignments(&self.ceo, &self.coo)
    }
}

/// The rows as they are kept.
pub(super) fn read(content: &str) -> Result<Vec<RowInput>> {
    serde_json::from_str(content).map_err(Error::internal("reading decision rights"))
}

/// Rows as they are kept, with the notes that the writer could not see as they were before.
pub(super) fn with_withheld(written: &str, before: &str) -> Result<String> {
    let (mut rows, before) = (read(written)?, read(before)?);
    for row in rows.iter_mut().filter(|row| row.note == WITHHELD) {
        let known = before.iter().find(|known| known.area == row.area);
        row.note = known.map(|known| known.note.clone()).unwrap_or_default();
    }
    serde_json::to_string(&rows).map_err(Error::internal("writing decision rights"))
}

fn assignments(ceo: &str, coo: &str) -> Option<Assignments> {
    Assignments::new(Assignment::from_letters(ceo)?, Assignment::from_letters(coo)?)
}

impl MatrixRow {
    /// The row as the engine knows it; none for letters that cannot be.
    pub(super) fn assignments(&self) -> Option<Assignments> {
        assignments(&self.ceo, &self.coo)
    }
}

impl Matrix {
    /// The matrix as people kept it, over what is proposed.
    pub(super) fn of(rights: &DecisionRights, seen: &Seen, signatures: Vec<Signature>) -> Result<Self> {
        let kept = seen.content().map(read).transpose()?.unwrap_or_default();
        let rows = rights.areas.iter().map(|area| {
            let own = kept.iter().find(|row| row.area == area.area);
            let letters = |assignment: Assignment| assignment.letters().to_owned();
            MatrixRow {
                area: area.area.clone(),
                title: area.title.clone(),
                ceo: own.map_or_else(|| letters(area.assignments.ceo()), |row| row.ceo.clone()),
                coo: own.map_or_else(|| letters(area.assignments.coo()), |row| row.coo.clone()),
                note: own.map(|row| seen.written(&row.note)).unwrap_or_default(),
                is_kept: own.is_some(),
            }
        });
        let mut matrix = Self {
            version: seen.version.clone(),
            is_signed: false,
            signatures: Vec::new(),
            rows: rows.collect(),
        };
        let holds =
            |signature: &Signature| matrix.is_whole() && signature.revision == matrix.version.revision;
        let mut shown: Vec<ShownSignature> = signatures
            .into_iter()
            .map(|signature| ShownSignature {
                is_lapsed: !holds(&signature),
                party: signature.party,
                revision: signature.revision,
                recorded_by_name: signature.recorded_by_name,
                recorded_at: signature.recorded_at,
            })
            .collect();
        shown.sort_by_key(|signature| signature.party);
        matrix.is_signed = shown.iter().filter(|signature| !signature.is_lapsed).count() == Party::ALL.len();
        matrix.signatures = shown;
        Ok(matrix)
    }

    /// Whether people kept every row, so that it can be signed.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        !self.rows.is_empty() && self.rows.iter().all(|row| row.is_kept)
    }

    /// Whether somebody has signed the matrix as it is.
    #[must_use]
    pub fn is_signed_by(&self, party: Party) -> bool {
        self.signatures.iter().any(|signature| signature.party == party && !signature.is_lapsed)
    }
}
