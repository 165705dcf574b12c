//! Learning from what happened: what is known of placements, holding weights against it, and what was found before.

mod one;
mod table;

use super::{FormData, FormErrors, Frame, Place, Signed, again, day, file, go, page};
use crate::pages::tables::csv_or_xlsx;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use axum::routing::{get, post};
use service::calibration::{self, CalibrationInput, CalibrationSummary, Features, LearnFrom};
use service::{Asked, Error, Permission, frameworks};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/learning", get(shown).post(begin))
        .route("/learning/import", get(table::form).post(table::import))
        .route("/learning/cases.csv", get(cases_table))
        .route("/learning/cases.xlsx", get(cases_table))
        .route("/learning/cases.json", get(cases_json))
        .route("/learning/{calibration_id}", get(one::shown))
        .route("/learning/{calibration_id}/calibration.json", get(one::as_json))
        .route("/learning/{calibration_id}/adopt", post(one::adopt))
}

/// As many calibrations and versions of frameworks are listed.
const MOST: u32 = 100;

#[derive(Template)]
#[template(path = "learning/all.html")]
struct LearningPage {
    frame: Frame,
    wrong: FormErrors,
    n_placements: usize,
    known: Vec<[String; 3]>,
    outcomes: Vec<(String, String)>,
    outcome: String,
    features: Vec<(String, &'static str)>,
    feature: String,
    frameworks: Vec<(String, String)>,
    framework: String,
    seed: String,
    may_learn: bool,
    before: Vec<Before>,
}

/// A calibration that was computed before.
struct Before {
    path: String,
    title: String,
    note: String,
}

async fn shown(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    page(&of(&web, &signed, &FormData::default(), FormErrors::default()).await?)
}

async fn of(
    web: &Web,
    signed: &Signed,
    typed: &FormData,
    wrong: FormErrors,
) -> Result<LearningPage, Problem> {
    let (service, caller) = (&web.service, &signed.caller);
    let known = calibration::known(service, caller).await?;
    let some = Asked { limit: Some(MOST), cursor: None };
    let before = calibration::list(service, caller, &some).await?;
    let versions = frameworks::list(service, caller, &some).await?;
    let framework = match typed.given("framework_id") {
        Some(id) => id.to_owned(),
        None => frameworks::default(service, caller).await?.id.to_string(),
    };
    let row = |(from, n): &(LearnFrom, usize)| {
        let missing = known.needed.saturating_sub(*n);
        let rest =
            if missing == 0 { "enough to look".to_owned() } else { format!("{missing} more are needed") };
        [super::sentence(from.in_words()).trim_end_matches('.').to_owned(), n.to_string(), rest]
    };
    let outcomes = LearnFrom::ALL.iter().map(|from| (from.to_string(), from.in_words().to_owned()));
    Ok(LearningPage {
        frame: Frame::of(signed, Place::Learning),
        n_placements: known.n_placements,
        known: known.by_outcome.iter().map(row).collect(),
        outcomes: std::iter::once((String::new(), "choose one before you look".to_owned()))
            .chain(outcomes)
            .collect(),
        outcome: typed.text("outcome").to_owned(),
        features: vec![
            (Features::Pillars.to_string(), "the pillars"),
            (Features::Facets.to_string(), "the facets, which takes hundreds of outcomes"),
        ],
        feature: typed.text("features").to_owned(),
        frameworks: versions
            .items
            .iter()
            .map(|one| (one.id.to_string(), format!("{} {}", one.title, one.version)))
            .collect(),
        framework,
        seed: typed.text("seed").to_owned(),
        may_learn: caller.actor.require(Permission::OutcomesWrite).is_ok(),
        before: before.items.iter().map(Before::of).collect(),
        wrong,
    })
}

impl Before {
    fn of(one: &CalibrationSummary) -> Self {
        let what = match (one.is_proposal, &one.adopted_as) {
            (_, Some(_)) => "other weights, adopted",
            (true, None) => "other weights are proposed",
            (false, None) => calibration::NOT_ENOUGH,
        };
        Self {
            path: format!("/learning/{}", one.id),
            title: format!("{}: {}", day(&one.created_at), one.outcome.in_words()),
            note: format!("{} could be used; {what}", super::counted(one.n_used, "outcome")),
        }
    }
}

async fn begin(State(web): State<Web>, signed: Signed, form: FormData) -> Result<Response, Problem> {
    match begun(&web, &signed, &form).await {
        Ok(path) => Ok(go(&path)),
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            again(wrong.status, &of(&web, &signed, &form, wrong).await?)
        }
    }
}

async fn begun(web: &Web, signed: &Signed, form: &FormData) -> Result<String, Error> {
    let choose = || Error::invalid("/outcome", "choose the outcome that weights are to be held against");
    let input = CalibrationInput {
        outcome: form.read("outcome", "choose one of them")?.ok_or_else(choose)?,
        framework_id: form.read("framework_id", "choose one of them")?,
        features: form.read("features", "choose one of them")?,
        seed: form.read("seed", "give a whole number, or nothing for a new one")?,
    };
    let job = calibration::create(&web.service, &signed.caller, input).await?;
    Ok(super::jobs::path(&job))
}

async fn cases_table(State(web): State<Web>, signed: Signed, asked: Uri) -> Result<Response, Problem> {
    let rows = calibration::all_cases(&web.service, &signed.caller).await?;
    csv_or_xlsx(&asked, "cases", &calibration::cases_as_csv(&rows))
}

async fn cases_json(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    let rows = calibration::all_cases(&web.service, &signed.caller).await?;
    let text = serde_json::to_string_pretty(&rows).map_err(Error::internal("writing cases as JSON"))?;
    Ok(file("cases.json", "application/json", text))
}
