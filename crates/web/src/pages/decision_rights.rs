//! Who decides what between the CEO and a finalist: what both expect, the matrix as it stands, and who has signed it.

use super::plan::if_computed;
use super::search_frame::{SearchFrame, Tab, judge_first, outdated};
use super::tables::Format;
use super::{Asked, FormData, FormErrors, Frame, Place, Signed, again, go, minute, page, pdf_file};
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use report::Markup;
use service::decision_rights::{self, DecisionRightsPage, MatrixInput, RowInWords, RowInput};
use service::results::{self, Choice, Choices};
use service::{Error, Expected, Permission};
use store::searches::SearchState;
use store::signatures::Party;
use store::{CandidateId, SearchId};

pub(super) fn routes() -> Router<Web> {
    const OF_PAIR: &str = "/searches/{search_id}/candidates/{candidate_id}";
    Router::new()
        .route("/searches/{search_id}/decision-rights", get(show))
        .route(&format!("{OF_PAIR}/decision-rights"), post(keep))
        .route(&format!("{OF_PAIR}/decision-rights/reset"), post(reset))
        .route(&format!("{OF_PAIR}/decision-rights/undo"), post(undo))
        .route(&format!("{OF_PAIR}/decision-rights/sign"), post(sign))
        .route(&format!("{OF_PAIR}/decision-rights/unsign"), post(unsign))
        .route(&format!("{OF_PAIR}/decision-rights.csv"), get(csv))
        .route(&format!("{OF_PAIR}/decision-rights.xlsx"), get(xlsx))
        .route(&format!("{OF_PAIR}/decision-rights.json"), get(json))
        .route(&format!("{OF_PAIR}/decision-rights.pdf"), get(pdf))
}

/// Where a form of this page belongs.
type At = (String, String);

#[derive(Template)]
#[template(path = "decision_rights.html")]
struct Page {
    frame: Frame,
    search: SearchFrame,
    wrong: FormErrors,
    may_compute: bool,
    /// None where nothing was computed yet.
    ground: Option<Ground>,
}

/// Whose decision rights there are to see.
struct Ground {
    outdated: Option<String>,
    choices: Vec<ShownChoice>,
    /// None where the newest ranking has nobody, or does not know of who is asked for.
    shown: Option<Shown>,
}

struct ShownChoice {
    path: String,
    name: String,
    is_here: bool,
}

/// The decision rights of one pair.
struct Shown {
    path: String,
    ceo: String,
    name: String,
    summary: String,
    figure: Option<Markup>,
    version: String,
    revision: i64,
    is_proposed: bool,
    is_signed: bool,
    may_write: bool,
    may_undo: bool,
    /// Whether it can be signed as it is.
    is_whole: bool,
    signatures: Vec<ShownSignature>,
    rows: Vec<Row>,
    letters: Vec<(String, String)>,
}

struct ShownSignature {
    party: &'static str,
    word: &'static str,
    who: String,
    standing: String,
    holds: bool,
    /// Whether there is anything to take back.
    is_there: bool,
}

/// A decision.
struct Row {
    /// Its place in the form, and the names of its fields there.
    field: String,
    names: [String; 3],
    area: String,
    title: String,
    standing: &'static str,
    is_open: bool,
    expected: String,
    proposed: String,
    /// The letters that are chosen: as they stand, or as they were typed.
    ceo: String,
    coo: String,
    note: String,
    /// The letters as they stand.
    stands: (String, String, String),
    is_proposed: bool,
}

async fn show(
    State(web): State<Web>,
    signed: Signed,
    Path(id): Path<String>,
    asked: Asked,
) -> Result<Response, Problem> {
    let id: SearchId = id.parse().map_err(|_| Error::NotFound("search"))?;
    let wanted = asked.fields.given("c").map(candidate_id).transpose()?;
    shown(&web, &signed, (&id, wanted), None, FormErrors::default()).await
}

async fn shown(
    web: &Web,
    signed: &Signed,
    (id, wanted): (&SearchId, Option<CandidateId>),
    typed: Option<&FormData>,
    wrong: FormErrors,
) -> Result<Response, Problem> {
    let search = SearchFrame::load(web, signed, id, Tab::DecisionRights).await?;
    let choices = match results::choices(&web.service, &signed.caller, id).await {
        Err(error) => return judge_first(error, id),
        Ok(choices) => choices,
    };
    let ground = match choices {
        None => None,
        Some(choices) => {
            let wanted = wanted.or_else(|| choices.usual().into_iter().next());
            let shown = match &wanted {
                Some(wanted) => {
                    let found = decision_rights::page(&web.service, &signed.caller, id, wanted).await;
                    if_computed(found)?.map(|found| Shown::of(&search, found, typed))
                }
                None => None,
            };
            Some(Ground::of(&choices, &search, wanted.as_ref(), shown))
        }
    };
    let template = Page {
        frame: Frame::of(signed, Place::Searches),
        may_compute: signed.caller.actor.require(Permission::SearchesWrite).is_ok(),
        search,
        ground,
        wrong,
    };
    if template.wrong.is_empty() { page(&template) } else { again(template.wrong.status, &template) }
}

impl Ground {
    fn of(
        choices: &Choices,
        search: &SearchFrame,
        wanted: Option<&CandidateId>,
        shown: Option<Shown>,
    ) -> Self {
        let has_finalists = choices.candidates.iter().any(|choice| choice.is_finalist);
        let is_offered =
            |choice: &&Choice| choice.is_finalist || !has_finalists || Some(&choice.id) == wanted;
        let link = |choice: &Choice| ShownChoice {
            path: decision_rights_path(&search.path, &choice.id),
            name: choice.name.clone(),
            is_here: Some(&choice.id) == wanted,
        };
        Self {
            outdated: outdated(&choices.changes),
            choices: choices.candidates.iter().filter(is_offered).map(link).collect(),
            shown,
        }
    }
}

/// Where the decision rights of a candidate are.
pub(super) fn decision_rights_path(search: &str, candidate: &CandidateId) -> String {
    format!("{search}/decision-rights?c={candidate}")
}

impl Shown {
    fn of(search: &SearchFrame, found: DecisionRightsPage, typed: Option<&FormData>) -> Self {
        let DecisionRightsPage { rights, figure, summary, rows } = found;
        let matrix = &rights.matrix;
        let version = &matrix.version;
        let is_closed = search.overview.search.state == SearchState::Closed;
        let may_write = search.may_write && !is_closed;
        let signature = |(party, word, who): (Party, &'static str, &str)| {
            let own = matrix.signatures.iter().find(|signature| signature.party == party);
            ShownSignature {
                party: party.name(),
                word,
                who: who.to_owned(),
                standing: own.map_or_else(|| "has not signed yet.".to_owned(), signed_words),
                holds: matrix.is_signed_by(party),
                is_there: own.is_some(),
            }
        };
        Self {
            path: format!("{}/candidates/{}", search.path, rights.candidate_id),
            version: match (&version.updated_at, &version.updated_by_name) {
                (Some(at), Some(by)) => {
                    format!("Version {}, of {} by {by}.", version.revision, minute(at))
                }
                _ => "Nobody has changed it yet.".to_owned(),
            },
            revision: version.revision,
            is_proposed: version.is_proposed,
            is_signed: matrix.is_signed,
            may_write,
            may_undo: may_write && version.revision > 0,
            is_whole: matrix.is_whole(),
            signatures: [
                (Party::Ceo, "CEO", rights.ceo.as_str()),
                (Party::Candidate, "candidate", rights.name.as_str()),
            ]
            .map(signature)
            .into(),
            rows: rows.into_iter().enumerate().map(|(index, row)| Row::of(index, row, typed)).collect(),
            letters: decision_rights::parts()
                .map(|(value, words)| (value.to_owned(), format!("{value}: {words}")))
                .into(),
            ceo: rights.ceo,
            name: rights.name,
            summary,
            figure,
        }
    }
}

fn signed_words(signature: &decision_rights::ShownSignature) -> String {
    let when = minute(&signature.recorded_at);
    let (revision, by) = (signature.revision, &signature.recorded_by_name);
    match signature.is_lapsed {
        false => format!("signed version {revision}. Recorded on {when} by {by}."),
        true => format!(
            "signed version {revision}, recorded on {when} by {by}. The matrix was changed since: the signature has lapsed."
        ),
    }
}

impl Row {
    fn of(index: usize, words: RowInWords, typed: Option<&FormData>) -> Self {
        let RowInWords { row, standing, is_open, expected, proposed } = words;
        let field = format!("rows.{index}");
        let typed = typed.filter(|typed| typed.text(&format!("{field}.area")) == row.area);
        let chosen = |name: &str, kept: &str| match typed {
            Some(typed) => typed.text(&format!("{field}.{name}")).to_owned(),
            None => kept.to_owned(),
        };
        Self {
            ceo: chosen("ceo", &row.ceo),
            coo: chosen("coo", &row.coo),
            note: chosen("note", &row.note),
            stands: (row.ceo, row.coo, row.note),
            area: row.area,
            title: row.title,
            is_proposed: !row.is_kept,
            standing,
            is_open,
            expected,
            proposed,
            names: ["ceo", "coo", "note"].map(|name| format!("{field}.{name}")),
            field,
        }
    }
}

fn candidate_id(id: &str) -> Result<CandidateId, Problem> {
    id.parse().map_err(|_| Error::NotFound("candidate").into())
}

fn ids((id, candidate): &At) -> Result<(SearchId, CandidateId), Problem> {
    Ok((id.parse().map_err(|_| Error::NotFound("search"))?, candidate_id(candidate)?))
}

/// The revision that a form was made from.
pub(super) fn revision(form: &FormData) -> Expected {
    Expected::Revision(form.text("revision").parse().unwrap_or(-1))
}

async fn keep(
    State(web): State<Web>,
    signed: Signed,
    Path(at): Path<At>,
    form: FormData,
) -> Result<Response, Problem> {
    let (id, candidate) = ids(&at)?;
    let row = |index: usize| {
        let text = |name: &str| form.text(&format!("rows.{index}.{name}")).to_owned();
        let area = text("area");
        (!area.is_empty()).then(|| RowInput { area, ceo: text("ceo"), coo: text("coo"), note: text("note") })
    };
    let input = MatrixInput { rows: (0..).map_while(row).collect() };
    let done = decision_rights::put(&web.service, &signed.caller, &id, &candidate, revision(&form), input)
        .await
        .map(drop);
    after(&web, &signed, (&id, candidate), (done, Some(&form)), "grid_kept").await
}

async fn reset(
    State(web): State<Web>,
    signed: Signed,
    Path(at): Path<At>,
    form: FormData,
) -> Result<Response, Problem> {
    let (id, candidate) = ids(&at)?;
    let done = decision_rights::reset(&web.service, &signed.caller, &id, &candidate, revision(&form))
        .await
        .map(drop);
    after(&web, &signed, (&id, candidate), (done, None), "grid_proposed").await
}

async fn undo(
    State(web): State<Web>,
    signed: Signed,
    Path(at): Path<At>,
    form: FormData,
) -> Result<Response, Problem> {
    let (id, candidate) = ids(&at)?;
    let done =
        decision_rights::undo(&web.service, &signed.caller, &id, &candidate, revision(&form)).await.map(drop);
    after(&web, &signed, (&id, candidate), (done, None), "undone").await
}

fn party(form: &FormData) -> Result<Party, Problem> {
    form.text("party").parse().map_err(|_| Error::NotFound("signature").into())
}

async fn sign(
    State(web): State<Web>,
    signed: Signed,
    Path(at): Path<At>,
    form: FormData,
) -> Result<Response, Problem> {
    let ((id, candidate), party) = (ids(&at)?, party(&form)?);
    let (service, caller) = (&web.service, &signed.caller);
    let done =
        decision_rights::sign(service, caller, &id, &candidate, revision(&form), party).await.map(drop);
    after(&web, &signed, (&id, candidate), (done, None), "signed").await
}

async fn unsign(
    State(web): State<Web>,
    signed: Signed,
    Path(at): Path<At>,
    form: FormData,
) -> Result<Response, Problem> {
    let ((id, candidate), party) = (ids(&at)?, party(&form)?);
    let done = decision_rights::unsign(&web.service, &signed.caller, &id, &candidate, party).await.map(drop);
    after(&web, &signed, (&id, candidate), (done, None), "unsigned").await
}

/// The page once more: anew where a form was done, else with what was typed.
async fn after(
    web: &Web,
    signed: &Signed,
    (id, candidate): (&SearchId, CandidateId),
    (done, form): (Result<(), Error>, Option<&FormData>),
    word: &str,
) -> Result<Response, Problem> {
    match done {
        Ok(()) => {
            let path = decision_rights_path(&format!("/searches/{id}"), &candidate);
            Ok(go(&format!("{path}&done={word}")))
        }
        Err(error) => shown(web, signed, (id, Some(candidate)), form, FormErrors::of(error)?).await,
    }
}

async fn csv(web: State<Web>, signed: Signed, at: Path<At>) -> Result<Response, Problem> {
    exported(web, signed, at, Format::Csv).await
}

async fn xlsx(web: State<Web>, signed: Signed, at: Path<At>) -> Result<Response, Problem> {
    exported(web, signed, at, Format::Xlsx).await
}

async fn json(web: State<Web>, signed: Signed, at: Path<At>) -> Result<Response, Problem> {
    exported(web, signed, at, Format::Json).await
}

async fn exported(
    State(web): State<Web>,
    signed: Signed,
    Path(at): Path<At>,
    format: Format,
) -> Result<Response, Problem> {
    let (id, candidate) = ids(&at)?;
    let sheet = decision_rights::sheet(&web.service, &signed.caller, &id, &candidate).await?;
    format.file("decision-rights", ("Decision rights", &sheet))
}

async fn pdf(State(web): State<Web>, signed: Signed, Path(at): Path<At>) -> Result<Response, Problem> {
    let (id, candidate) = ids(&at)?;
    let bytes = decision_rights::pdf(&web.service, &signed.caller, &id, &candidate).await?;
    Ok(pdf_file("decision-rights.pdf", bytes))
}
