//! The lists that recruiters edit: the stages of the organisation, and the requirements of a search.

use crate::extract::PathId;
use crate::pages::search_frame::{SearchFrame, Tab};
use crate::pages::{FormData, FormErrors, Frame, Place, Signed, again, go, page};
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use service::Permission;
use service::requirements::{self, Requirement, RequirementInput, RequirementListInput};
use service::stages::{self, Stage, StageInput, StageListInput};
use store::SearchId;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/stages", get(stages_page).post(save_stages))
        .route("/searches/{search_id}/requirements", get(requirements_page).post(save_requirements))
}

/// So many empty rows are at the end of a list.
const N_EMPTY: usize = 3;

/// A row of a list, as it is typed.
#[derive(Default)]
struct Row {
    key: String,
    title: String,
    question: String,
    is_out: bool,
    /// The name of the field of the title, where problems are shown.
    name: String,
}

/// The rows of a list: as typed, or as they are with a few empty ones.
fn rows(typed: Option<&FormData>, known: Vec<Row>, list: &str) -> Vec<Row> {
    let typed = typed.map(typed_rows);
    let mut rows = typed.unwrap_or(known);
    rows.extend((0..N_EMPTY).map(|_| Row::default()));
    for (index, row) in rows.iter_mut().enumerate() {
        row.name = format!("{list}.{index}.title");
    }
    rows
}

/// The rows that have a title, in the order of their positions.
fn typed_rows(form: &FormData) -> Vec<Row> {
    let mut rows = Vec::new();
    for index in 0..100 {
        let text = |field: &str| form.text(&format!("row.{index}.{field}")).to_owned();
        let title = text("title");
        if title.is_empty() {
            continue;
        }
        let position: f64 = text("position").replace(',', ".").parse().unwrap_or(index as f64 + 1.0);
        let is_out = form.is_ticked(&format!("row.{index}.is_out"));
        let row = Row { key: text("key"), title, question: text("question"), is_out, name: String::new() };
        rows.push((position, row));
    }
    rows.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    rows.into_iter().map(|(_, row)| row).collect()
}

fn key(key: String) -> Option<String> {
    Some(key).filter(|key| !key.is_empty())
}

#[derive(Template)]
#[template(path = "candidate/stages.html")]
struct StagesPage {
    frame: Frame,
    wrong: FormErrors,
    revision: i64,
    rows: Vec<Row>,
}

async fn stages_page(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    shown_stages(&web, &signed, None, FormErrors::default()).await
}

async fn shown_stages(
    web: &Web,
    signed: &Signed,
    typed: Option<&FormData>,
    wrong: FormErrors,
) -> Result<Response, Problem> {
    signed.caller.actor.require(Permission::SearchesWrite)?;
    let list = stages::list(&web.service, &signed.caller).await?;
    let row = |Stage { key, title, is_out }: Stage| Row { key, title, is_out, ..Row::default() };
    let template = StagesPage {
        frame: Frame::of(signed, Place::Searches),
        revision: list.revision,
        rows: rows(typed, list.stages.into_iter().map(row).collect(), "stages"),
        wrong,
    };
    if template.wrong.is_empty() { page(&template) } else { again(template.wrong.status, &template) }
}

async fn save_stages(State(web): State<Web>, signed: Signed, form: FormData) -> Result<Response, Problem> {
    let stage = |row: Row| StageInput { key: key(row.key), title: row.title, is_out: row.is_out };
    let input = StageListInput { stages: typed_rows(&form).into_iter().map(stage).collect() };
    match stages::put_list(&web.service, &signed.caller, form.revision(), input).await {
        Ok(_) => Ok(go("/stages?done=saved")),
        Err(error) => shown_stages(&web, &signed, Some(&form), FormErrors::of(error)?).await,
    }
}

#[derive(Template)]
#[template(path = "candidate/requirements_list.html")]
struct RequirementsPage {
    frame: Frame,
    search: SearchFrame,
    wrong: FormErrors,
    revision: i64,
    rows: Vec<Row>,
}

async fn requirements_page(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
) -> Result<Response, Problem> {
    shown_requirements(&web, &signed, &id, None, FormErrors::default()).await
}

async fn shown_requirements(
    web: &Web,
    signed: &Signed,
    id: &SearchId,
    typed: Option<&FormData>,
    wrong: FormErrors,
) -> Result<Response, Problem> {
    signed.caller.actor.require(Permission::SearchesWrite)?;
    let search = SearchFrame::load(web, signed, id, Tab::Settings).await?;
    let list = requirements::list(&web.service, &signed.caller, id).await?;
    let row =
        |Requirement { key, title, question }: Requirement| Row { key, title, question, ..Row::default() };
    let template = RequirementsPage {
        frame: Frame::of(signed, Place::Searches),
        search,
        revision: list.revision,
        rows: rows(typed, list.requirements.into_iter().map(row).collect(), "requirements"),
        wrong,
    };
    if template.wrong.is_empty() { page(&template) } else { again(template.wrong.status, &template) }
}

async fn save_requirements(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    form: FormData,
) -> Result<Response, Problem> {
    let requirement =
        |row: Row| RequirementInput { key: key(row.key), title: row.title, question: row.question };
    let requirements = typed_rows(&form).into_iter().map(requirement).collect();
    let input = RequirementListInput { requirements };
    match requirements::put_list(&web.service, &signed.caller, &id, form.revision(), input).await {
        Ok(_) => Ok(go(&format!("/searches/{id}/requirements?done=saved"))),
        Err(error) => shown_requirements(&web, &signed, &id, Some(&form), FormErrors::of(error)?).await,
    }
}
