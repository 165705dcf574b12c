//! Scenarios of a search: criteria saved under names, and the candidates under each of them.

use super::candidates::trial;
use super::search_frame::{SearchFrame, Tab, judge_first};
use super::{FormData, FormErrors, Frame, Place, Signed, again, go, page};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use service::Error;
use service::scenarios::{self, Cell, Row, Scenario, SideBySide};
use store::{ScenarioId, SearchId};

pub(super) fn routes() -> Router<Web> {
    const SCENARIOS: &str = "/searches/{search_id}/scenarios";
    Router::new()
        .route(SCENARIOS, get(shown).post(save))
        .route("/searches/{search_id}/scenarios/{scenario_id}/remove", post(remove))
}

#[derive(Template)]
#[template(path = "scenarios.html")]
struct Page {
    frame: Frame,
    search: SearchFrame,
    wrong: FormErrors,
    /// The criteria that were tried and not saved, to be sent again; field names and values.
    tried: Vec<(String, String)>,
    typed_name: String,
    heads: Vec<Head>,
    rows: Vec<ShownRow>,
    /// Who is the most robust choice, in a sentence; none if there is nothing to compare.
    robust: Option<String>,
}

/// A scenario at the head of its column.
struct Head {
    id: String,
    name: String,
    /// Where the candidates are ranked by it.
    path: String,
    criteria: String,
}

struct ShownRow {
    path: String,
    name: String,
    cells: Vec<Option<(String, String)>>,
    n_first: String,
    most_behind: String,
}

async fn shown(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
) -> Result<Response, Problem> {
    match of(&web, &signed, &id, &FormData::default(), FormErrors::default()).await {
        Ok(template) => page(&template?),
        Err(error) => judge_first(error, &id),
    }
}

async fn of(
    web: &Web,
    signed: &Signed,
    id: &SearchId,
    typed: &FormData,
    wrong: FormErrors,
) -> Result<Result<Page, Problem>, Error> {
    let search = match SearchFrame::load(web, signed, id, Tab::Candidates).await {
        Ok(search) => search,
        Err(problem) => return Ok(Err(problem)),
    };
    let found = scenarios::side_by_side(&web.service, &signed.caller, id).await?;
    let SideBySide { scenarios, rows, n_columns } =
        found.unwrap_or(SideBySide { scenarios: Vec::new(), rows: Vec::new(), n_columns: 0 });
    let robust = rows.first().filter(|_| n_columns > 1 && rows.len() > 1);
    let robust = robust.map(|first| sentence(first, n_columns));
    Ok(Ok(Page {
        frame: Frame::of(signed, Place::Searches),
        tried: typed.0.iter().filter(|(name, _)| name != "name").cloned().collect(),
        typed_name: typed.text("name").to_owned(),
        heads: scenarios.iter().map(|scenario| head(scenario, &search.path)).collect(),
        rows: rows.iter().map(|row| shown_row(row, &search.path)).collect(),
        robust,
        search,
        wrong,
    }))
}

fn sentence(first: &Row, n_columns: usize) -> String {
    let behind = match first.most_behind {
        0.0 => "never behind anyone".to_owned(),
        points => format!("never more than {} behind the best", in_points(points)),
    };
    format!(
        "{} is the most robust choice: first in {} of {n_columns}, and {behind}.",
        first.name, first.n_first
    )
}

fn in_points(points: f64) -> String {
    if points.round() == 1.0 { "1 point".to_owned() } else { format!("{points:.0} points") }
}

fn head(scenario: &Scenario, path: &str) -> Head {
    let criteria = &scenario.criteria;
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("role_type", criteria.role_type.as_deref().unwrap_or("any"));
    for (pillar, weight) in criteria.weights.iter().flatten() {
        query.append_pair(&format!("w.{pillar}"), &(weight * 100.0).to_string());
    }
    if let Some(balance) = criteria.balance {
        query.append_pair("balance", &balance.to_string());
    }
    let mut words = vec![match &criteria.role_type {
        Some(role_type) => format!("COO type: {role_type}"),
        None => "no preset".to_owned(),
    }];
    if let Some(weights) = &criteria.weights {
        let shares: Vec<f64> = weights.iter().map(|(_, weight)| *weight).collect();
        let shares = report::words::percents(&shares);
        words.extend(weights.iter().zip(shares).map(|((id, _), share)| format!("{id} {share}")));
    }
    Head {
        id: scenario.id.to_string(),
        name: scenario.name.clone(),
        path: format!("{path}/candidates?{}", query.finish()),
        criteria: words.join(", "),
    }
}

fn shown_row(row: &Row, path: &str) -> ShownRow {
    let cell = |cell: &Option<Cell>| {
        cell.as_ref().map(|cell| (format!("{:.0}", cell.score), format!("place {}", cell.place)))
    };
    ShownRow {
        path: format!("{path}/candidates/{}", row.id),
        name: row.name.clone(),
        cells: row.cells.iter().map(cell).collect(),
        n_first: row.n_first.to_string(),
        most_behind: format!("{:.0}", row.most_behind),
    }
}

async fn save(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    form: FormData,
) -> Result<Response, Problem> {
    let saved = match trial(&form) {
        Ok(trial) => {
            let named = (form.text("name"), &trial);
            scenarios::create(&web.service, &signed.caller, &id, named).await
        }
        Err(error) => Err(error),
    };
    match saved {
        Ok(_) => Ok(go(&format!("/searches/{id}/scenarios?done=scenario"))),
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            again(wrong.status, &of(&web, &signed, &id, &form, wrong).await??)
        }
    }
}

async fn remove(
    State(web): State<Web>,
    signed: Signed,
    PathId((id, scenario)): PathId<(SearchId, ScenarioId)>,
) -> Result<Response, Problem> {
    scenarios::remove(&web.service, &signed.caller, &id, &scenario).await?;
    Ok(go(&format!("/searches/{id}/scenarios?done=removed")))
}
