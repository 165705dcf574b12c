//! Norms: what a good score is, and where the reference population lies.

use super::{ShownTab, Tab, tabs};
use crate::pages::{Asked, Frame, Place, Signed, counted, page, thousands};
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use service::searches::{self, SearchesAsked};
use service::{Error, Sorting, norms};
use store::SearchId;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/admin/norms", get(norm))
}

/// As many searches are offered to choose from.
const MOST: u32 = 200;

#[derive(Template)]
#[template(path = "admin/norms.html")]
struct NormPage {
    frame: Frame,
    tabs: Vec<ShownTab>,
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

async fn norm(State(web): State<Web>, signed: Signed, asked: Asked) -> Result<Response, Problem> {
    let chosen = asked.fields.given("search").map(str::parse::<SearchId>).transpose();
    let chosen = chosen.map_err(|_| Error::NotFound("search"))?;
    let norm = norms::read(&web.service, &signed.caller, chosen.as_ref()).await?;
    let all = SearchesAsked { limit: Some(MOST), cursor: None, q: None, state: None, sort: Sorting::Name };
    let listed = searches::list(&web.service, &signed.caller, &all).await?;
    let general = (String::new(), "A CEO of whom nothing is known".to_owned());
    let offered = listed.items.into_iter().map(|search| (search.id.to_string(), search.title));
    let found = &norm.landmarks;
    let points = |scores: &[f64; 5]| scores.iter().map(|score| format!("{score:.0}")).collect::<Vec<_>>();
    let spread = |([mean, sd, general], n): &([f64; 3], usize)| {
        [tidy(*mean), tidy(*sd), tidy(*general), counted(*n, "dimension")]
    };
    page(&NormPage {
        frame: Frame::of(&signed, Place::Admin),
        tabs: tabs(&signed, Tab::Norms),
        search: chosen.map(|id| id.to_string()).unwrap_or_default(),
        searches: std::iter::once(general).chain(offered).collect(),
        title: title(&norm),
        lead: lead(found),
        shares: norms::SHARES.iter().map(|share| format!("{:.0}th", share * 100.0)).collect(),
        overall: points(&found.overall),
        pillars: found.pillars.iter().map(|(title, scores)| (title.clone(), points(scores))).collect(),
        n_people: thousands(i64::try_from(found.n_people).unwrap_or(i64::MAX)),
        seed: found.seed,
        framework: super::frameworks::name(&norm.framework),
        framework_id: norm.framework.id.to_string(),
        spreads: found.spreads.iter().map(spread).collect(),
        own: own(norm.n_on_file),
    })
}

fn title(norm: &norms::NormRead) -> String {
    match (&norm.search, &norm.landmarks.role_type) {
        (None, _) => "For a CEO of whom nothing is known".to_owned(),
        (Some(search), None) => format!("For “{search}”"),
        (Some(search), Some(role_type)) => format!("For “{search}”, which asks for: {role_type}"),
    }
}

fn lead(found: &norms::Landmarks) -> String {
    let [low, _, middle, _, high] = found.overall;
    format!(
        "Half of the reference population scores below {middle:.0}. Nine of ten lie between {low:.0} and {high:.0}."
    )
}

/// What is said of an organisation's own norm.
fn own(n_on_file: i64) -> String {
    let there = match n_on_file {
        1 => "1 person is".to_owned(),
        n => format!("{n} people are"),
    };
    let enough = norms::ENOUGH_ON_FILE;
    let more = enough - n_on_file;
    let rest = if more > 0 { format!("; {more} more are needed") } else { String::new() };
    format!(
        "A norm of your own needs {enough} people on file. {there} on file here{rest}. This version of the program compares \
         with the reference population only."
    )
}

/// Points without decimals that say nothing.
fn tidy(points: f64) -> String {
    let text = format!("{points:.1}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}
