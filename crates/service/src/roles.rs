//! Decision rights of a pair: what both expect, what is proposed, what the two made of it, and who has signed it.

mod grid;
mod rows;
mod stated;

pub use grid::{Grid, GridInput, GridRow, RowInput, ShownSignature};
pub use rows::{RowInWords, parts};
pub(crate) use stated::holders;

use crate::pair_documents::{self, Edit, Of, Seen};
use crate::results::PairRun;
use crate::{Begun, Caller, Error, Expected, Permission, Result, Service, Writing, paper, searches};
use fit::DecisionRights;
use fit::roles::AreaRights;
use report::sheet::{SettledArea, Sheet};
use report::{Markup, SettledRights};
use serde::Serialize;
use store::pair_documents::Kind;
use store::signatures::{self, Party};
use store::{CandidateId, SearchId};
use utoipa::ToSchema;

/// The decision rights of a pair.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PairRoles {
    /// The candidate.
    pub candidate_id: CandidateId,
    /// What the candidate is called.
    pub name: String,
    /// What the CEO is called.
    pub ceo: String,
    /// What has changed since the expectations were computed, in words.
    pub changes: Vec<String>,
    /// What both expect of every decision and what is proposed, in the format of the command line.
    #[schema(value_type = Object)]
    pub rights: DecisionRights,
    /// The grid as it stands now.
    pub grid: Grid,
}

/// The decision rights of a pair for a page.
#[derive(Debug, Clone)]
pub struct RolesPage {
    /// All of it.
    pub roles: PairRoles,
    /// The figure of who expects what, with the letters that both have signed, else those proposed.
    pub figure: Option<Markup>,
    /// How the two stand to each other, in a sentence or two.
    pub summary: String,
    /// Every decision in words, in the framework's order.
    pub rows: Vec<RowInWords>,
}

fn of<'a>(search: &'a SearchId, candidate: &'a CandidateId) -> Of<'a> {
    Of { search, candidate, kind: Kind::Roles }
}

/// The decision rights of a pair.
///
/// # Errors
/// Where there is no such search or candidate, the caller has yet to judge, or the search is not computed.
pub async fn get(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
) -> Result<PairRoles> {
    Ok(found(service, caller, search, candidate).await?.0)
}

/// The same, with what a page shows besides.
///
/// # Errors
/// As [`get`].
pub async fn page(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
) -> Result<RolesPage> {
    let (roles, pair) = found(service, caller, search, candidate).await?;
    let figure = match roles.rights.areas.is_empty() {
        true => None,
        false => service.compute(move || pair.figure()).await??,
    };
    let rows = roles.rights.areas.iter().zip(&roles.grid.rows);
    let rows = rows.map(|(area, row)| RowInWords::of(area, row)).collect();
    Ok(RolesPage { summary: report::rights_summary(&roles.rights), rows, roles, figure })
}

/// The same as a table of values: the grid as it stands, beside what was expected and proposed.
///
/// # Errors
/// As [`get`].
pub async fn sheet(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
) -> Result<Sheet> {
    let PairRoles { rights, grid, .. } = get(service, caller, search, candidate).await?;
    let is_signed = [Party::Ceo, Party::Candidate].map(|party| grid.is_signed_by(party));
    let areas = rights.areas.iter().zip(&grid.rows).map(|(area, row)| SettledArea {
        area,
        duties: row.duties().unwrap_or(area.duties),
        note: &row.note,
        is_signed,
    });
    Ok(Sheet::of_settled(&areas.collect::<Vec<_>>()))
}

/// The same as PDF, with the figure of what both expect and who has signed.
///
/// # Errors
/// As [`get`]; and where there is no program that sets pages.
pub async fn pdf(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
) -> Result<Vec<u8>> {
    let RolesPage { roles, figure, summary, rows } = page(service, caller, search, candidate).await?;
    let title = searches::get(service, caller, search).await?.title;
    let text = sheet(service, caller, search, candidate).await?.to_csv();
    let edition = paper::edition(title, format!("version {}", roles.grid.version.revision), &text);
    let row = |(words, area): (RowInWords, &AreaRights)| {
        let is_as_proposed = words.row.duties() == Some(area.duties);
        let GridRow { title, ceo, coo, note, .. } = words.row;
        let reason = if is_as_proposed { area.reason.as_str() } else { "Changed from what was proposed." };
        let why =
            [reason, note.trim()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        [title, ceo, coo, words.standing.to_owned(), why]
    };
    let signature = |(party, who): (Party, &str)| match roles.grid.is_signed_by(party) {
        true => format!("{who} has signed this version."),
        false => format!("{who} has not signed this version yet: signature and date"),
    };
    let rights = SettledRights {
        pair: format!("{} and {}", roles.ceo, roles.name),
        summary,
        figure,
        rows: rows.into_iter().zip(&roles.rights.areas).map(row).collect(),
        signatures: [(Party::Ceo, roles.ceo.as_str()), (Party::Candidate, &roles.name)].map(signature).into(),
    };
    let written = report::settled_to_paper(&rights, &edition);
    paper::set(service, written.map_err(|error| Error::Internal(error.to_string()))?).await
}

async fn found(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
) -> Result<(PairRoles, PairRun)> {
    let pair = PairRun::of(service, (caller, Permission::SearchesRead), search, candidate).await?;
    let rights = pair.rights(&pair.stated())?;
    let seen = Seen::read(service, caller, of(search, candidate)).await?;
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, org) = read.parts();
    let signatures = signatures::list(connection, org, candidate).await?;
    let roles = PairRoles {
        candidate_id: candidate.clone(),
        name: seen.sight.name(&seen.candidate).to_owned(),
        ceo: pair.ceo(),
        changes: pair.changes.clone(),
        grid: Grid::of(&rights, &seen, signatures)?,
        rights,
    };
    Ok((roles, pair))
}

/// Keeps the grid as it is given. Signatures under what it was before lapse.
///
/// # Errors
/// Where a row has no or two who are accountable or nobody who is responsible, a decision is missing, or someone else
/// has changed the grid.
pub async fn put(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
    expected: Expected,
    input: GridInput,
) -> Result<Grid> {
    let pair = PairRun::of(service, (caller, Permission::SearchesWrite), search, candidate).await?;
    let rights = pair.rights(&pair.stated())?;
    let asked = (of(search, candidate), &input);
    let begun = service.write(caller, Permission::SearchesWrite, "roles.put", &asked).await?;
    let write = match begun {
        Begun::Before(answer) => return Ok(answer),
        Begun::Now(write) => write,
    };
    let edit = Edit::Write(input.checked(&rights)?);
    changed(write, of(search, candidate), (expected, edit), &rights).await
}

/// Lets the grid stand as it is proposed again.
///
/// # Errors
/// Where someone else has changed it.
pub async fn reset(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
    expected: Expected,
) -> Result<Grid> {
    edited(service, caller, of(search, candidate), "roles.reset", (expected, Edit::Reset)).await
}

/// Undoes the last change of the grid.
///
/// # Errors
/// Where there was none, or someone else has changed it.
pub async fn undo(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
    expected: Expected,
) -> Result<Grid> {
    edited(service, caller, of(search, candidate), "roles.undo", (expected, Edit::Undo)).await
}

/// Does what needs nothing but the grid.
async fn edited(
    service: &Service,
    caller: &Caller,
    of: Of<'_>,
    action: &'static str,
    edit: (Expected, Edit),
) -> Result<Grid> {
    let pair = PairRun::of(service, (caller, Permission::SearchesWrite), of.search, of.candidate).await?;
    let rights = pair.rights(&pair.stated())?;
    match service.write(caller, Permission::SearchesWrite, action, &of).await? {
        Begun::Before(answer) => Ok(answer),
        Begun::Now(write) => changed(write, of, edit, &rights).await,
    }
}

async fn changed(
    mut write: Writing,
    of: Of<'_>,
    (expected, edit): (Expected, Edit),
    rights: &DecisionRights,
) -> Result<Grid> {
    let seen = pair_documents::change(&mut write, of, expected, edit).await?;
    answered(write, of, (&seen, rights), &["rows"]).await
}

async fn answered(
    mut write: Writing,
    of: Of<'_>,
    (seen, rights): (&Seen, &DecisionRights),
    fields: &[&str],
) -> Result<Grid> {
    let (connection, org) = write.parts();
    let signatures = signatures::list(connection, org, of.candidate).await?;
    let grid = Grid::of(rights, seen, signatures)?;
    write.finish(of.candidate.as_str(), fields, grid).await
}

/// Records that the CEO or the candidate has signed the grid as it is. Those two are no users as a rule: who records it
/// answers for it.
///
/// # Errors
/// Where nobody has kept the grid yet, or it has changed since it was read.
pub async fn sign(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
    expected: Expected,
    party: Party,
) -> Result<Grid> {
    let pair = PairRun::of(service, (caller, Permission::SearchesWrite), search, candidate).await?;
    let rights = pair.rights(&pair.stated())?;
    let asked = (of(search, candidate), party);
    let begun = service.write(caller, Permission::SearchesWrite, "roles.sign", &asked).await?;
    let mut write = match begun {
        Begun::Before(answer) => return Ok(answer),
        Begun::Now(write) => write,
    };
    let seen = pair_documents::held_for_change(&mut write, of(search, candidate)).await?;
    expected.check(seen.version.revision)?;
    if !Grid::of(&rights, &seen, Vec::new())?.is_whole() {
        return Err(Error::conflict(
            "not_kept",
            "what is signed has to stand as it is: keep the grid first, with every decision that it has now",
        ));
    }
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let signed = (party, seen.version.revision);
    signatures::put(connection, &actor.org, candidate, signed, (&actor.user, &now)).await?;
    answered(write, of(search, candidate), (&seen, &rights), &["party", "revision"]).await
}

/// Takes a signature back that was recorded by mistake.
///
/// # Errors
/// Where there is none.
pub async fn unsign(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
    party: Party,
) -> Result<Grid> {
    let pair = PairRun::of(service, (caller, Permission::SearchesWrite), search, candidate).await?;
    let rights = pair.rights(&pair.stated())?;
    let asked = (of(search, candidate), party);
    let begun = service.write(caller, Permission::SearchesWrite, "roles.unsign", &asked).await?;
    let mut write = match begun {
        Begun::Before(answer) => return Ok(answer),
        Begun::Now(write) => write,
    };
    let seen = pair_documents::held_for_change(&mut write, of(search, candidate)).await?;
    let (connection, org) = write.parts();
    if !signatures::remove(connection, org, candidate, party).await? {
        return Err(Error::conflict("no_signature", "there is no such signature to take back"));
    }
    answered(write, of(search, candidate), (&seen, &rights), &["party"]).await
}
