//! Decision rights of a pair: what both expect, what is proposed, what the two made of it, and who has signed it.

mod matrix;
mod rows;
mod stated;

pub use crate::pair_documents::Edit;
pub use matrix::{Matrix, MatrixInput, MatrixRow, RowInput, ShownSignature};
pub use rows::{RowInWords, parts};
pub(crate) use stated::holders;

use crate::pair_documents::{self, Draft, Of, Seen};
use crate::results::{PairRun, wanted};
use crate::transaction::started;
use crate::{Caller, Code, Error, Expected, Permission, Result, Service, Writing, paper, searches};
use fit::DecisionRights;
use fit::decision_rights::AreaRights;
use intake::CsvStyle;
use report::sheet::{SettledArea, Sheet};
use report::{Markup, SettledRights};
use serde::Serialize;
use store::pair_documents::Kind;
use store::signatures::{self, Party};
use store::{CandidateId, Connection, OrgId, SearchId};
use utoipa::ToSchema;

/// The decision rights of a pair.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PairDecisionRights {
    /// The candidate.
    pub candidate_id: CandidateId,
    /// What the candidate is called.
    pub name: String,
    /// What the CEO is called.
    pub ceo: String,
    /// What both expect of every decision and what is proposed, in the format of the command line.
    #[schema(value_type = Object)]
    pub rights: DecisionRights,
    /// The matrix as it stands now.
    pub matrix: Matrix,
}

/// The decision rights of a pair for a page.
#[derive(Debug, Clone)]
pub struct DecisionRightsPage {
    /// All of it.
    pub rights: PairDecisionRights,
    /// The figure of who expects what, with the letters that both have signed, else those proposed.
    pub figure: Option<Markup>,
    /// How the two stand to each other, in a sentence or two.
    pub summary: String,
    /// Every decision in words, in the framework's order.
    pub rows: Vec<RowInWords>,
}

/// The matrix that is proposed to a pair.
struct MatrixDraft {
    rights: DecisionRights,
    pair: PairRun,
}

impl Draft for MatrixDraft {
    const KIND: Kind = Kind::DecisionRights;
    const ACTIONS: [&'static str; 3] =
        ["decision_rights.put", "decision_rights.reset", "decision_rights.undo"];
    const FIELDS: &'static [&'static str] = &["rows"];
    type Input = MatrixInput;
    type Shown = Matrix;

    async fn of(_: &Service, pair: PairRun) -> Result<Self> {
        Ok(Self { rights: pair.rights(&pair.stated())?, pair })
    }

    fn checked(&self, input: MatrixInput) -> Result<String> {
        input.checked(&self.rights)
    }

    fn with_withheld(written: String, before: Option<&str>) -> Result<String> {
        before.map_or(Ok(written.clone()), |before| matrix::with_withheld(&written, before))
    }

    async fn shown(&self, connection: &mut Connection, org: &OrgId, seen: &Seen) -> Result<Matrix> {
        let signatures = signatures::list(connection, org, &seen.candidate.id).await?;
        Matrix::of(&self.rights, seen, signatures)
    }
}

/// The decision rights of a pair.
#[crate::boxed]
pub async fn get(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
) -> Result<PairDecisionRights> {
    Ok(found(service, caller, search, candidate).await?.0)
}

/// The same, with what a page shows besides.
#[crate::boxed]
pub async fn page(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
) -> Result<DecisionRightsPage> {
    let (rights, pair) = found(service, caller, search, candidate).await?;
    let figure = match rights.rights.areas.is_empty() {
        true => None,
        false => service.compute(move || pair.figure()).await??,
    };
    let rows = rights.rights.areas.iter().zip(&rights.matrix.rows);
    let rows = rows.map(|(area, row)| RowInWords::of(area, row)).collect();
    Ok(DecisionRightsPage { summary: report::rights_summary(&rights.rights), rows, rights, figure })
}

/// The same as a table of values: the matrix as it stands, beside what was expected and proposed.
#[crate::boxed]
pub async fn sheet(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
) -> Result<Sheet> {
    Ok(sheet_of(&get(service, caller, search, candidate).await?))
}

fn sheet_of(PairDecisionRights { rights, matrix, .. }: &PairDecisionRights) -> Sheet {
    let is_signed = [Party::Ceo, Party::Candidate].map(|party| matrix.is_signed_by(party));
    let areas = rights.areas.iter().zip(&matrix.rows).map(|(area, row)| SettledArea {
        area,
        assignments: row.assignments().unwrap_or(area.assignments),
        note: &row.note,
        is_signed,
    });
    Sheet::of_settled(&areas.collect::<Vec<_>>())
}

/// The same as PDF, with the figure of what both expect and who has signed.
#[crate::boxed]
pub async fn pdf(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
) -> Result<Vec<u8>> {
    let DecisionRightsPage { rights, figure, summary, rows } =
        page(service, caller, search, candidate).await?;
    let search = searches::get(service, caller, search).await?;
    let wanted = wanted(&search);
    let version = format!("version {}", rights.matrix.version.revision);
    let edition = paper::edition(search.title, version, &sheet_of(&rights).to_csv(CsvStyle::Plain));
    let row = |(words, area): (RowInWords, &AreaRights)| {
        let is_as_proposed = words.row.assignments() == Some(area.assignments);
        let MatrixRow { title, ceo, coo, note, .. } = words.row;
        let reason = if is_as_proposed { area.reason.as_str() } else { "Changed from what was proposed." };
        let why =
            [reason, note.trim()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        [title, ceo, coo, words.standing.to_owned(), why]
    };
    let signature = |(party, who): (Party, &str)| match rights.matrix.is_signed_by(party) {
        true => format!("{who} has signed this version."),
        false => format!("{who} has not signed this version yet: signature and date"),
    };
    let rights = SettledRights {
        pair: format!("{} and {}", rights.ceo, rights.name),
        summary,
        figure,
        rows: rows.into_iter().zip(&rights.rights.areas).map(row).collect(),
        signatures: [(Party::Ceo, rights.ceo.as_str()), (Party::Candidate, &rights.name)]
            .map(signature)
            .into(),
    };
    let written = report::settled_to_paper(&rights, &wanted, &edition);
    paper::set(service, written.map_err(Error::internal("laying out decision rights for paper"))?).await
}

async fn found(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
) -> Result<(PairDecisionRights, PairRun)> {
    let (MatrixDraft { rights, pair }, seen, matrix) =
        pair_documents::read(service, caller, search, candidate).await?;
    let rights = PairDecisionRights {
        candidate_id: candidate.clone(),
        name: seen.visibility.name(&seen.candidate).to_owned(),
        ceo: pair.ceo(),
        rights,
        matrix,
    };
    Ok((rights, pair))
}

/// Writes the matrix, lets it be as proposed again, or undoes the last change. Signatures of what it was before lapse.
///
/// # Errors
/// If a row has no or two who are accountable or nobody who is responsible, a decision is missing, or someone else
/// has changed the matrix.
#[crate::boxed]
pub async fn edit(
    service: &Service,
    caller: &Caller,
    pair: (&SearchId, &CandidateId),
    expected: Expected,
    edit: Edit<MatrixInput>,
) -> Result<Matrix> {
    pair_documents::edit::<MatrixDraft>(service, caller, pair, expected, edit).await
}

/// Records that the CEO or the candidate has signed the matrix as it is. Those two are no users as a rule: who records it
/// answers for it.
#[crate::boxed]
pub async fn sign(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
    expected: Expected,
    party: Party,
) -> Result<Matrix> {
    let draft: MatrixDraft =
        pair_documents::draft(service, (caller, Permission::SearchesWrite), search, candidate).await?;
    let of = Of { search, candidate, kind: Kind::DecisionRights };
    let asked = (of, party);
    let begun = service.write(caller, Permission::SearchesWrite, "decision_rights.sign", &asked).await?;
    let mut write = started!(begun);
    let seen = pair_documents::held_for_change(&mut write, of).await?;
    expected.check(seen.version.revision)?;
    if !Matrix::of(&draft.rights, &seen, Vec::new())?.is_whole() {
        return Err(Error::conflict(
            Code::NotKept,
            "what is signed has to stand as it is: keep the matrix first, with every decision that it has now",
        ));
    }
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let signed = (party, seen.version.revision);
    signatures::put(connection, &actor.org, candidate, signed, (&actor.user, &now)).await?;
    answered(write, (&seen, &draft), &["party", "revision"]).await
}

/// Takes a signature back that was recorded by mistake.
#[crate::boxed]
pub async fn unsign(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
    party: Party,
) -> Result<Matrix> {
    let draft: MatrixDraft =
        pair_documents::draft(service, (caller, Permission::SearchesWrite), search, candidate).await?;
    let of = Of { search, candidate, kind: Kind::DecisionRights };
    let asked = (of, party);
    let begun = service.write(caller, Permission::SearchesWrite, "decision_rights.unsign", &asked).await?;
    let mut write = started!(begun);
    let seen = pair_documents::held_for_change(&mut write, of).await?;
    let (connection, org) = write.parts();
    if !signatures::remove(connection, org, candidate, party).await? {
        return Err(Error::conflict(Code::NoSignature, "there is no such signature to take back"));
    }
    answered(write, (&seen, &draft), &["party"]).await
}

async fn answered(
    mut write: Writing,
    (seen, draft): (&Seen, &MatrixDraft),
    fields: &[&str],
) -> Result<Matrix> {
    let (connection, org) = write.parts();
    let matrix = draft.shown(connection, org, seen).await?;
    write.finish(seen.candidate.id.as_str(), fields, matrix).await
}
