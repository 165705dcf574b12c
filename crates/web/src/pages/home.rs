//! The start: the searches that someone may see, and what each waits for; and the worked example.

use super::{Asked, Frame, Place, Signed, counted, day, page};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use service::searches::{self, Overview, SearchesAsked, Waiting};
use service::{Permission, Sorting, example, results};
use store::searches::SearchState;
use store::{RunId, SearchId};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/", get(home))
        .route("/example/load", post(load))
        .route("/example/unload", post(unload))
        .route("/runs/{run_id}/report", get(report))
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    may_write: bool,
    groups: Vec<Group>,
    /// What is looked for in titles.
    q: String,
    states: Vec<(&'static str, &'static str)>,
    state: String,
    is_filtered: bool,
    /// Where those that follow are, if there are more.
    next: Option<String>,
    /// Where the example is, where it is loaded.
    example: Option<String>,
    /// What stayed of the example when it was unloaded; none where it was not.
    unloaded: Option<Vec<String>>,
}

/// Searches in the same state.
struct Group {
    title: &'static str,
    searches: Vec<ShownSearch>,
}

struct ShownSearch {
    path: String,
    title: String,
    /// For whom, and how many candidates.
    line: String,
    is_blind: bool,
    is_example: bool,
    /// What it waits for, in a sentence.
    waits: String,
    /// What to do about it: where, and in which words.
    step: Option<(String, &'static str)>,
}

/// How many searches a part of the list has.
const MOST: u32 = 50;
/// What the list may be narrowed to.
const STATES: [(&str, &str); 4] =
    [("", "all"), ("open", "in progress"), ("decided", "decided"), ("closed", "closed")];

async fn home(State(web): State<Web>, signed: Signed, asked: Asked) -> Result<Response, Problem> {
    shown(&web, &signed, &asked, None).await
}

async fn shown(
    web: &Web,
    signed: &Signed,
    Asked { fields, .. }: &Asked,
    unloaded: Option<Vec<String>>,
) -> Result<Response, Problem> {
    let (service, caller) = (&web.service, &signed.caller);
    let (q, state) = (fields.text("q").to_owned(), fields.text("state").to_owned());
    let wanted = SearchesAsked {
        limit: Some(MOST),
        cursor: fields.given("cursor").map(str::to_owned),
        q: Some(q.clone()),
        state: state.parse().ok(),
        sort: Sorting::CreatedAtDescending,
    };
    let listed = searches::overviews(service, caller, &wanted).await?;
    let example = example::find(service, caller).await?;
    let may_write = caller.actor.require(Permission::SearchesWrite).is_ok();
    let next = listed.next_cursor.map(|cursor| {
        let pairs = [("q", q.as_str()), ("state", &state), ("cursor", &cursor)];
        format!("/?{}", form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish())
    });
    page(&Home {
        frame: Frame::of(signed, Place::Searches),
        groups: groups(&listed.items, example.as_ref(), may_write),
        is_filtered: !q.is_empty() || !state.is_empty() || fields.given("cursor").is_some(),
        q,
        states: STATES.to_vec(),
        state,
        next,
        example: example.filter(|_| may_write).map(|id| format!("/searches/{id}")),
        may_write,
        unloaded,
    })
}

fn groups(overviews: &[Overview], example: Option<&SearchId>, may_write: bool) -> Vec<Group> {
    let mut groups: Vec<Group> = [
        (SearchState::Open, "In progress"),
        (SearchState::Decided, "Decided"),
        (SearchState::Closed, "Closed"),
    ]
    .into_iter()
    .map(|(state, title)| {
        let those = overviews.iter().filter(|overview| overview.search.state == state);
        let searches = those.map(|overview| ShownSearch::of(overview, example, may_write)).collect();
        Group { title, searches }
    })
    .collect();
    groups.retain(|group| !group.searches.is_empty());
    groups
}

impl ShownSearch {
    fn of(overview: &Overview, example: Option<&SearchId>, may_write: bool) -> Self {
        let search = &overview.search;
        let path = format!("/searches/{}", search.id);
        let candidates = match overview.n_candidates {
            0 => "no candidates yet".to_owned(),
            n => counted(n, "candidate"),
        };
        let finalists = match overview.n_finalists {
            0 => String::new(),
            n => format!(", {}", counted(n, "finalist")),
        };
        let step = step(overview, may_write).map(|(end, words)| (format!("{path}{end}"), words));
        Self {
            title: search.title.clone(),
            line: format!("For {} · {candidates}{finalists}", overview.ceo),
            is_blind: search.is_blind,
            is_example: example == Some(&search.id),
            waits: waits(overview),
            step,
            // Who has yet to judge finds the panel first.
            path: if overview.shows_scores { path } else { format!("{path}/panel") },
        }
    }
}

/// What a search waits for, in a sentence.
fn waits(overview: &Overview) -> String {
    let panel = format!("{} of {} panel members have judged", overview.n_judged, overview.n_judges);
    let is_candidates = overview.n_finalists == 0;
    match overview.waits_for() {
        Waiting::Candidates => "Waits for candidates.".to_owned(),
        Waiting::OwnJudgement => match overview.n_own_missing {
            Some(n) if n > 0 => {
                let whom = if is_candidates { "candidate" } else { "finalist" };
                let n = counted(n, whom);
                format!("Waits for your judgement of {n}; you see the results after it.")
            }
            Some(_) if overview.n_candidates > 0 => {
                "Waits for your weights; you see the results after them.".to_owned()
            }
            _ => "You judge as soon as there are candidates, and see the results after it.".to_owned(),
        },
        Waiting::Judgements => format!("{panel}."),
        Waiting::Decision if overview.n_judges > 0 => format!("Ready for the decision: {panel}."),
        Waiting::Decision => "Ready for the decision.".to_owned(),
        Waiting::Nothing => over(overview),
    }
}

/// How a search ended.
fn over(overview: &Overview) -> String {
    match &overview.decided {
        Some(decided) => {
            let day = day(&decided.at);
            match &decided.name {
                Some(name) => format!("Decided on {day} for {name}."),
                None => format!("Decided on {day} to appoint nobody."),
            }
        }
        None => format!("Closed on {} without a decision.", day(&overview.search.updated_at)),
    }
}

/// What there is to do, for those who may.
fn step(overview: &Overview, may_write: bool) -> Option<(&'static str, &'static str)> {
    match overview.waits_for() {
        Waiting::Candidates => may_write.then_some(("/find", "Find candidates")),
        Waiting::OwnJudgement => {
            Some(("/panel", "Give your judgement")).filter(|_| overview.n_candidates > 0)
        }
        Waiting::Judgements => match overview.n_own_missing {
            Some(1..) => Some(("/panel", "Give your judgement")),
            _ if may_write => Some(("/candidates", "See the candidates")),
            _ => Some(("/finalists", "See the finalists")),
        },
        Waiting::Decision => Some(("/decision", "Go to the decision")),
        Waiting::Nothing if overview.decided.is_some() => Some(("/decision", "See the decision")),
        Waiting::Nothing => None,
    }
}

async fn load(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    let search = example::load(&web.service, &signed.caller).await?;
    Ok(super::go(&format!("/searches/{search}/candidates?done=loaded")))
}

/// Shows the start at once, because what stays of the example fits into no address.
async fn unload(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    let kept = example::unload(&web.service, &signed.caller).await?;
    if kept.is_empty() {
        return Ok(super::go("/?done=unloaded"));
    }
    shown(&web, &signed, &Asked::default(), Some(kept)).await
}

async fn report(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<RunId>,
) -> Result<Response, Problem> {
    let html = results::report_html(&web.service, &signed.caller, &id).await?;
    Ok(Html(html).into_response())
}
