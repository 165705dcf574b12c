//! Instruments: those that can be used, adding one's own, and how reliable what was answered is.

use super::{ShownTab, Tab, tabs};
use crate::pages::people::agreement;
use crate::pages::tables::csv_or_xlsx;
use crate::pages::{FormData, FormErrors, Frame, Place, Signed, again, file, go, page};
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use axum::routing::get;
use service::instruments::{self, InstrumentInput, InstrumentOutline};
use service::questionnaires::minutes_in_words;
use service::reliability::{self, Reliability};
use service::{Error, Permission};
use store::ratings::Source;
use store::versioned_documents::Form;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/admin/instruments", get(list).post(add))
        .route("/admin/instruments/{instrument}", get(document))
        .route("/admin/reliability", get(figures))
        .route("/admin/reliability/figures.csv", get(figures_table))
        .route("/admin/reliability/figures.xlsx", get(figures_table))
        .route("/admin/reliability/figures.json", get(figures_json))
}

#[derive(Template)]
#[template(path = "admin/instruments.html")]
struct List {
    frame: Frame,
    tabs: Vec<ShownTab>,
    wrong: FormErrors,
    instruments: Vec<Shown>,
    may_add: bool,
    document: String,
}

struct Shown {
    id: String,
    title: String,
    form: &'static str,
    version: String,
    size: String,
    origin: &'static str,
}

async fn list(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    page(&list_page(&web, &signed, (FormErrors::default(), String::new())).await?)
}

async fn list_page(
    web: &Web,
    signed: &Signed,
    (wrong, document): (FormErrors, String),
) -> Result<List, Problem> {
    let listed = instruments::list(&web.service, &signed.caller).await?;
    Ok(List {
        frame: Frame::of(signed, Place::Admin),
        tabs: tabs(signed, Tab::Instruments),
        wrong,
        instruments: listed.items.into_iter().map(shown).collect(),
        may_add: signed.caller.actor.require(Permission::InstrumentsWrite).is_ok(),
        document,
    })
}

fn shown(one: InstrumentOutline) -> Shown {
    Shown {
        form: match one.form {
            Form::Ceo => "a CEO, about themselves",
            Form::Candidate => "a candidate, about themselves",
            Form::Rater => "superiors, peers and direct reports",
            Form::Assessor => "an assessor, in an interview",
        },
        size: format!("{} questions, {}", one.n_questions, minutes_in_words(one.minutes)),
        origin: if one.is_built_in { "comes with the program" } else { "your own" },
        id: one.id,
        title: one.title,
        version: one.version,
    }
}

async fn add(State(web): State<Web>, signed: Signed, form: FormData) -> Result<Response, Problem> {
    let document = form.secret("document").to_owned();
    match instruments::add(&web.service, &signed.caller, InstrumentInput { document: document.clone() }).await
    {
        Ok(_) => Ok(go("/admin/instruments?done=instrument_added")),
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            again(wrong.status, &list_page(&web, &signed, (wrong, document)).await?)
        }
    }
}

async fn document(
    State(web): State<Web>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let document = instruments::document(&web.service, &signed.caller, &id).await?;
    Ok(file(&format!("{id}.toml"), "application/toml", document))
}

#[derive(Template)]
#[template(path = "admin/reliability.html")]
struct Figures {
    frame: Frame,
    tabs: Vec<ShownTab>,
    fewest: usize,
    scales: Vec<[String; 5]>,
    sources: Vec<[String; 7]>,
}

async fn figures(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    let Reliability { scales, sources } = reliability::read_all(&web.service, &signed.caller).await?;
    let scales = scales.into_iter().map(|row| {
        let of = format!("{} {}", row.instrument, row.version);
        let n = format!("{} on {} questions", row.n_people, row.n_items);
        [row.title, of, n, share(row.alpha), points(row.se)]
    });
    let sources = sources.into_iter().map(|row| {
        let n = format!("{} of {} people", row.n_ratings, row.n_people);
        let assumed = share(Some(row.assumed));
        [
            row.title,
            kind(row.source).to_owned(),
            n,
            share(row.icc1),
            assumed,
            share(row.rwg_mean),
            points(row.se),
        ]
    });
    page(&Figures {
        frame: Frame::of(&signed, Place::Admin),
        tabs: tabs(&signed, Tab::Reliability),
        fewest: reliability::FEWEST,
        scales: scales.collect(),
        sources: sources.collect(),
    })
}

async fn figures_table(State(web): State<Web>, signed: Signed, asked: Uri) -> Result<Response, Problem> {
    let figures = reliability::read_all(&web.service, &signed.caller).await?;
    csv_or_xlsx(&asked, "reliability", &reliability::as_csv(&figures))
}

async fn figures_json(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    let figures = reliability::read_all(&web.service, &signed.caller).await?;
    let text =
        serde_json::to_string_pretty(&figures).map_err(Error::internal("writing reliability as JSON"))?;
    Ok(file("reliability.json", "application/json", text))
}

fn kind(source: Source) -> &'static str {
    match source {
        Source::Superior => "board and superiors",
        Source::Peer => "peers",
        Source::Report => "direct reports",
        Source::Assessor => "assessors",
        Source::Oneself | Source::Test => "others",
    }
}

fn share(figure: Option<f64>) -> String {
    figure.map_or_else(|| "–".to_owned(), agreement)
}

fn points(figure: Option<f64>) -> String {
    figure.map_or_else(|| "–".to_owned(), |figure| format!("{figure:.0}"))
}
