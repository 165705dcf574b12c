//! Norms: what a good score is, and where the reference population lies.

use super::{ShownTab, Tab, tabs};
use crate::pages::tables::csv_or_xlsx;
use crate::pages::{Asked, FormData, FormErrors, Frame, Place, Signed, again, counted, go, page, thousands};
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use axum::routing::get;
use service::norms::{NormInput, NormRead};
use service::searches::{self, SearchesAsked};
use service::{Error, Permission, Sorting, norms};
use store::norms::Norm;
use store::{NormId, SearchId};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/admin/norms", get(norm).post(make))
        .route("/admin/norms/norms.csv", get(table))
        .route("/admin/norms/norms.xlsx", get(table))
}

/// As many searches are offered to choose from.
const MOST: u32 = 200;

#[derive(Template)]
#[template(path = "admin/norms.html")]
struct NormPage {
    frame: Frame,
    tabs: Vec<ShownTab>,
    wrong: FormErrors,
    typed: String,
    may_make: bool,
    norm: String,
    norms: Vec<(String, String)>,
    listed: Vec<ShownNorm>,
    is_own: bool,
    search: String,
    searches: Vec<(String, String)>,
    title: String,
    lead: String,
    /// The percentiles, and where each row lies at them.
    shares: Vec<String>,
    overall: Vec<String>,
    pillars: Vec<(String, Vec<String>)>,
    n_people: String,
    seed: u64,
    framework: String,
    framework_id: String,
    spreads: Vec<[String; 4]>,
    own: String,
}

/// A norm of the organisation's own people.
struct ShownNorm {
    id: String,
    name: String,
    version: i64,
    n_people: String,
    made_on: String,
}

/// A norm in words, for a choice.
pub(in crate::pages) fn in_words(norm: &Norm) -> String {
    let (n, day) = (thousands(norm.n_people), crate::pages::day(&norm.created_at));
    format!("{}, version {}: {n} people, made on {day}", norm.name, norm.version)
}

async fn norm(State(web): State<Web>, signed: Signed, asked: Asked) -> Result<Response, Problem> {
    page(&norm_page(&web, &signed, &asked.fields, (FormErrors::default(), String::new())).await?)
}

async fn make(State(web): State<Web>, signed: Signed, form: FormData) -> Result<Response, Problem> {
    let input = NormInput { name: form.text("name").to_owned(), framework_id: None };
    match norms::create(&web.service, &signed.caller, input).await {
        Ok(norm) => Ok(go(&format!("/admin/norms?norm={}&done=norm_made", norm.id))),
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            let typed = (wrong, form.text("name").to_owned());
            let shown = norm_page(&web, &signed, &FormData::default(), typed).await?;
            again(shown.wrong.status, &shown)
        }
    }
}

/// The norms of one's own, as a table of values.
async fn table(State(web): State<Web>, signed: Signed, asked: Uri) -> Result<Response, Problem> {
    let all = service::Asked { limit: Some(MOST), cursor: None };
    let listed = norms::list(&web.service, &signed.caller, &all).await?.items;
    csv_or_xlsx(&asked, "norms", &norms::as_csv(&listed))
}

async fn norm_page(
    web: &Web,
    signed: &Signed,
    asked: &FormData,
    (wrong, typed): (FormErrors, String),
) -> Result<NormPage, Problem> {
    let chosen = asked.given("search").map(str::parse::<SearchId>).transpose();
    let chosen = chosen.map_err(|_| Error::NotFound("search"))?;
    let own_chosen = asked.given("norm").map(str::parse::<NormId>).transpose();
    let own_chosen = own_chosen.map_err(|_| Error::NotFound("norm"))?;
    let norm = norms::read(&web.service, &signed.caller, chosen.as_ref(), own_chosen.as_ref()).await?;
    let every = service::Asked { limit: Some(MOST), cursor: None };
    let own_norms = norms::list(&web.service, &signed.caller, &every).await?.items;
    let as_chosen = (String::new(), "As the search has it".to_owned());
    let all = SearchesAsked { limit: Some(MOST), cursor: None, q: None, state: None, sort: Sorting::Name };
    let listed = searches::list(&web.service, &signed.caller, &all).await?;
    let general = (String::new(), "A CEO of whom nothing is known".to_owned());
    let offered = listed.items.into_iter().map(|search| (search.id.to_string(), search.title));
    let found = &norm.landmarks;
    let points = |scores: &[f64; 5]| scores.iter().map(|score| format!("{score:.0}")).collect::<Vec<_>>();
    let spread = |([mean, sd, general], n): &([f64; 3], usize)| {
        [tidy(*mean), tidy(*sd), tidy(*general), counted(*n, "dimension")]
    };
    Ok(NormPage {
        frame: Frame::of(signed, Place::Admin),
        tabs: tabs(signed, Tab::Norms),
        wrong,
        typed,
        may_make: signed.caller.actor.require(Permission::NormsWrite).is_ok(),
        norm: own_chosen.map(|id| id.to_string()).unwrap_or_default(),
        norms: std::iter::once(as_chosen)
            .chain(own_norms.iter().map(|norm| (norm.id.to_string(), in_words(norm))))
            .collect(),
        listed: own_norms.iter().map(shown).collect(),
        is_own: norm.own.is_some(),
        search: chosen.map(|id| id.to_string()).unwrap_or_default(),
        searches: std::iter::once(general).chain(offered).collect(),
        title: title(&norm),
        lead: lead(&norm),
        shares: norms::SHARES.iter().map(|share| format!("{:.0}th", share * 100.0)).collect(),
        overall: points(&found.overall),
        pillars: found.pillars.iter().map(|(title, scores)| (title.clone(), points(scores))).collect(),
        n_people: thousands(found.n_people),
        seed: found.seed,
        framework: super::frameworks::name(&norm.framework),
        framework_id: norm.framework.id.to_string(),
        spreads: found.spreads.iter().map(spread).collect(),
        own: own(norm.n_countable),
    })
}

fn title(norm: &NormRead) -> String {
    match (&norm.search, &norm.landmarks.role_type) {
        (None, _) => "For a CEO of whom nothing is known".to_owned(),
        (Some(search), None) => format!("For “{search}”"),
        (Some(search), Some(role_type)) => format!("For “{search}”, which asks for: {role_type}"),
    }
}

fn lead(norm: &NormRead) -> String {
    let [low, _, middle, _, high] = norm.landmarks.overall;
    let whose = match &norm.own {
        Some(own) => format!(
            "the {} people of “{}”, version {}, made on {},",
            own.n_people, own.name, own.version, own.made_on
        ),
        None => "the reference population".to_owned(),
    };
    let verb = if norm.own.is_some() { "score" } else { "scores" };
    format!("Half of {whose} {verb} below {middle:.0}. Nine of ten lie between {low:.0} and {high:.0}.")
}

fn shown(norm: &Norm) -> ShownNorm {
    ShownNorm {
        id: norm.id.to_string(),
        name: norm.name.clone(),
        version: norm.version,
        n_people: thousands(norm.n_people),
        made_on: crate::pages::day(&norm.created_at),
    }
}

/// What is said of an organisation's own norm.
fn own(n_countable: i64) -> String {
    let there = match n_countable {
        1 => "1 such person is".to_owned(),
        n => format!("{n} such people are"),
    };
    let enough = i64::try_from(norms::ENOUGH_ON_FILE).unwrap_or(i64::MAX);
    let more = enough - n_countable;
    let rest = if more > 0 { format!("; {more} more are needed") } else { String::new() };
    format!(
        "A norm of your own counts everyone on file of whom something is known and who is no CEO of a search. It takes \
         {enough} of them. {there} on file here{rest}."
    )
}

/// Points without decimals that say nothing.
fn tidy(points: f64) -> String {
    let text = format!("{points:.1}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}
