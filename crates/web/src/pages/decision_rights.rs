//! Who decides what between the CEO and a finalist: what both expect, the matrix as it stands, and who has signed it.

use super::pair_document::{DocumentPage, PairIds, PairPage, after, forms};
use super::plan::if_in_results;
use super::search_frame::{SearchFrame, Tab, judge_first};
use super::tables::Format;
use super::{Asked, FormData, FormErrors, Frame, Place, Signed, again, minute, page, pdf_file};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use report::Markup;
use service::decision_rights::{self, DecisionRightsPage, Edit, MatrixInput, RowInWords, RowInput};
use service::results::{self, Choice, Choices};
use service::{Caller, Error, Expected, Service};
use store::searches::SearchState;
use store::signatures::Party;
use store::{CandidateId, SearchId};

pub(super) fn routes() -> Router<Web> {
    const OF_PAIR: &str = "/searches/{search_id}/candidates/{candidate_id}";
    let mut routes = Router::new()
        .route("/searches/{search_id}/decision-rights", get(show))
        .route("/searches/{search_id}/roles", get(moved))
        .route(&format!("{OF_PAIR}/decision-rights/sign"), post(sign))
        .route(&format!("{OF_PAIR}/decision-rights/unsign"), post(unsign))
        .route(&format!("{OF_PAIR}/decision-rights.pdf"), get(pdf))
        .merge(forms::<DecisionRights>(&format!("{OF_PAIR}/decision-rights")));
    for format in Format::ALL {
        let path = format!("{OF_PAIR}/decision-rights.{}", format.ending());
        let exported =
            move |web: State<Web>, signed: Signed, pair: PathId<PairIds>| exported(web, signed, pair, format);
        routes = routes.route(&path, get(exported));
    }
    routes
}

/// The page at the address that it had before.
async fn moved(PathId(id): PathId<SearchId>, asked: Asked) -> Redirect {
    let query = if asked.query.is_empty() { String::new() } else { format!("?{}", asked.query) };
    Redirect::permanent(&format!("/searches/{id}/decision-rights{query}"))
}

#[derive(Template)]
#[template(path = "decision_rights.html")]
struct Page {
    frame: Frame,
    search: SearchFrame,
    wrong: FormErrors,
    /// None for a candidate who came after the decision.
    ground: Option<Ground>,
}

/// Whose decision rights there are to see.
struct Ground {
    choices: Vec<ShownChoice>,
    /// None if the search has no candidates, or whoever is asked for came after the decision.
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
    PathId(id): PathId<SearchId>,
    asked: Asked,
) -> Result<Response, Problem> {
    let unknown = |_| Error::NotFound("candidate");
    let wanted = asked.fields.given("c").map(|c| c.parse().map_err(unknown)).transpose()?;
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
                    if_in_results(found)?.map(|found| Shown::of(&search, found, typed))
                }
                None => None,
            };
            Some(Ground::of(&choices, &search, wanted.as_ref(), shown))
        }
    };
    let template = Page { frame: Frame::of(signed, Place::Searches), search, ground, wrong };
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
        Self { choices: choices.candidates.iter().filter(is_offered).map(link).collect(), shown }
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

/// The page of a pair's decision rights.
struct DecisionRights;

impl PairPage for DecisionRights {
    fn address((search, candidate): &PairIds) -> String {
        decision_rights_path(&format!("/searches/{search}"), candidate)
    }

    async fn shown(
        web: &Web,
        signed: &Signed,
        (search, candidate): &PairIds,
        typed: Option<&FormData>,
        wrong: FormErrors,
    ) -> Result<Response, Problem> {
        shown(web, signed, (search, Some(candidate.clone())), typed, wrong).await
    }
}

impl DocumentPage for DecisionRights {
    type Input = MatrixInput;
    const NOTICES: [&'static str; 3] = ["grid_kept", "grid_proposed", "undone"];

    fn input(form: &FormData) -> MatrixInput {
        let row = |index: usize| {
            let text = |name: &str| form.text(&format!("rows.{index}.{name}")).to_owned();
            let area = text("area");
            (!area.is_empty()).then(|| RowInput {
                area,
                ceo: text("ceo"),
                coo: text("coo"),
                note: text("note"),
            })
        };
        MatrixInput { rows: (0..).map_while(row).collect() }
    }

    async fn edit(
        service: &Service,
        caller: &Caller,
        (search, candidate): &PairIds,
        expected: Expected,
        edit: Edit<MatrixInput>,
    ) -> Result<(), Error> {
        decision_rights::edit(service, caller, (search, candidate), expected, edit).await.map(drop)
    }
}

fn party(form: &FormData) -> Result<Party, Problem> {
    form.text("party").parse().map_err(|_| Error::NotFound("signature").into())
}

async fn sign(
    State(web): State<Web>,
    signed: Signed,
    PathId(pair): PathId<PairIds>,
    form: FormData,
) -> Result<Response, Problem> {
    let (party, (id, candidate)) = (party(&form)?, &pair);
    let (service, caller) = (&web.service, &signed.caller);
    let done = decision_rights::sign(service, caller, id, candidate, form.revision(), party).await;
    after::<DecisionRights>(&web, &signed, &pair, (done.map(drop), None), "signed").await
}

async fn unsign(
    State(web): State<Web>,
    signed: Signed,
    PathId(pair): PathId<PairIds>,
    form: FormData,
) -> Result<Response, Problem> {
    let (party, (id, candidate)) = (party(&form)?, &pair);
    let done = decision_rights::unsign(&web.service, &signed.caller, id, candidate, party).await;
    after::<DecisionRights>(&web, &signed, &pair, (done.map(drop), None), "unsigned").await
}

async fn exported(
    State(web): State<Web>,
    signed: Signed,
    PathId((id, candidate)): PathId<PairIds>,
    format: Format,
) -> Result<Response, Problem> {
    let sheet = decision_rights::sheet(&web.service, &signed.caller, &id, &candidate).await?;
    format.file("decision-rights", ("Decision rights", &sheet))
}

async fn pdf(
    State(web): State<Web>,
    signed: Signed,
    PathId((id, candidate)): PathId<PairIds>,
) -> Result<Response, Problem> {
    let bytes = decision_rights::pdf(&web.service, &signed.caller, &id, &candidate).await?;
    Ok(pdf_file("decision-rights.pdf", bytes))
}
