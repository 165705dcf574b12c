//! Two to five candidates beside each other: where they stand first, then side by side; the evidence is folded.

use super::search_frame::{SearchFrame, Tab, judge_first};
use super::{Asked, FormData, FormErrors, Frame, Place, Signed, again, page, sentence};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{Redirect, Response};
use axum::routing::get;
use report::{Markup, Part};
use service::Error;
use service::panel::{self, Reveal};
use service::results::{self, Choices};
use store::{CandidateId, SearchId};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/searches/{search_id}/finalists", get(compare))
        .route("/searches/{search_id}/compare", get(moved))
}

#[derive(Template)]
#[template(path = "compare.html")]
struct ComparePage {
    frame: Frame,
    search: SearchFrame,
    wrong: FormErrors,
    /// None if there are no candidates.
    ground: Option<Ground>,
}

/// What there is to compare.
struct Ground {
    choices: Vec<ShownChoice>,
    /// How many of them are ranked.
    n_ranked: usize,
    /// None where it takes other candidates.
    shown: Option<Shown>,
}

/// A candidate to tick.
struct ShownChoice {
    id: CandidateId,
    name: String,
    /// The place among those who are ranked, and who says what is known.
    rank: Option<usize>,
    sources: String,
    path: String,
    is_finalist: bool,
    is_chosen: bool,
}

/// The comparison.
struct Shown {
    names: String,
    /// What is read first.
    first: Vec<Markup>,
    panel: Panel,
    /// What is folded until somebody looks for it.
    folded: Vec<Section>,
}

/// A section that is folded.
struct Section {
    title: &'static str,
    markup: Markup,
}

/// Each member's own order of the candidates.
struct Panel {
    members: Vec<Member>,
    by_weights: String,
    by_judgement: String,
}

struct Member {
    name: String,
    by_weights: String,
    by_judgement: String,
}

/// What is read first.
const FIRST: usize = 2;
/// The rest, with titles.
const FOLDED: [(Part<'static>, &str); 9] = [
    (Part::Firmness, "How firm it is"),
    (Part::Certainty, "How sure the order is"),
    (Part::Pillars, "Pillar by pillar"),
    (Part::Weights, "Would other weights change it?"),
    (Part::Rules, "The rules that tell them apart"),
    (Part::Losses, "Where each one’s points went"),
    (Part::Pairs, "Beside the CEO"),
    (Part::Dimensions, "Every dimension, side by side"),
    (Part::Questions, "What to ask each of them"),
];
const PARTS: [Part<'static>; FIRST + FOLDED.len()] = {
    let mut parts = [Part::Standing; FIRST + FOLDED.len()];
    parts[1] = Part::Beside;
    let mut i = 0;
    while i < FOLDED.len() {
        parts[FIRST + i] = FOLDED[i].0;
        i += 1;
    }
    parts
};

/// Where the page was before.
async fn moved(PathId(id): PathId<SearchId>, asked: Asked) -> Redirect {
    let query = if asked.query.is_empty() { String::new() } else { format!("?{}", asked.query) };
    Redirect::permanent(&format!("/searches/{id}/finalists{query}"))
}

async fn compare(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    asked: Asked,
) -> Result<Response, Problem> {
    let search = SearchFrame::load(&web, &signed, &id, Tab::Finalists).await?;
    let choices = match results::choices(&web.service, &signed.caller, &id).await {
        Err(error) => return judge_first(error, &id),
        Ok(choices) => choices,
    };
    let mut wrong = FormErrors::default();
    let ground = match choices {
        None => None,
        Some(choices) => match compared(&web, &signed, &id, &choices, &asked.fields).await {
            Ok(shown) => Some(Ground::of(choices, &search, &asked.fields, shown)),
            Err(error) => {
                wrong = FormErrors::of(error)?;
                Some(Ground::of(choices, &search, &asked.fields, None))
            }
        },
    };
    let template = ComparePage { frame: Frame::of(&signed, Place::Searches), search, ground, wrong };
    if template.wrong.is_empty() { page(&template) } else { again(template.wrong.status, &template) }
}

/// The comparison of those named, or of the usual; none where there are not two.
async fn compared(
    web: &Web,
    signed: &Signed,
    search: &SearchId,
    choices: &Choices,
    asked: &FormData,
) -> Result<Option<Shown>, Error> {
    let (service, caller) = (&web.service, &signed.caller);
    let wanted = wanted(asked, choices)?;
    if choices.candidates.len() < 2 {
        return Ok(None);
    }
    let compared = results::compared(service, caller, search, &wanted, &PARTS).await?;
    let reveal = panel::among(service, caller, search, &wanted).await?;
    let mut first = compared.sections;
    let rest = first.split_off(FIRST);
    let folded = FOLDED.iter().zip(rest).map(|(&(_, title), markup)| Section { title, markup });
    // Where nothing tells the candidates apart, there is no section of it.
    let folded = folded.filter(|section| !section.markup.is_empty()).collect();
    Ok(Some(Shown { names: compared.names, first, panel: Panel::of(reveal, choices), folded }))
}

/// Who is to be compared: those named, or the usual where nobody is.
fn wanted(asked: &FormData, choices: &Choices) -> Result<Vec<CandidateId>, Error> {
    let unknown = |_| Error::invalid("/c", "choose from the candidates below");
    let named: Vec<CandidateId> =
        asked.all("c").map(|id| id.parse().map_err(unknown)).collect::<Result<_, _>>()?;
    Ok(if named.is_empty() && !asked.is_ticked("chosen") { choices.usual() } else { named })
}

impl Ground {
    fn of(choices: Choices, search: &SearchFrame, asked: &FormData, shown: Option<Shown>) -> Self {
        let chosen = wanted(asked, &choices).unwrap_or_default();
        Self {
            n_ranked: choices.candidates.iter().filter(|choice| choice.rank.is_some()).count(),
            choices: choices
                .candidates
                .into_iter()
                .map(|choice| ShownChoice {
                    path: format!("{}/candidates/{}", search.path, choice.id),
                    is_chosen: chosen.contains(&choice.id),
                    id: choice.id,
                    name: choice.name,
                    rank: choice.rank,
                    sources: choice.sources,
                    is_finalist: choice.is_finalist,
                })
                .collect(),
            shown,
        }
    }
}

impl Panel {
    fn of(reveal: Option<Reveal>, choices: &Choices) -> Self {
        let Some(reveal) = reveal else {
            return Self { members: Vec::new(), by_weights: String::new(), by_judgement: String::new() };
        };
        let name = |id: &CandidateId| {
            let known = choices.candidates.iter().find(|choice| choice.id == *id);
            known.map_or_else(String::new, |choice| choice.name.clone())
        };
        let order = |places: &[panel::Place]| {
            let places: Vec<String> =
                places.iter().map(|place| format!("{} {}", place.words, name(&place.candidate_id))).collect();
            places.join(", ")
        };
        let members = reveal.orders.iter().map(|own| Member {
            name: own.name.clone(),
            by_weights: order(&own.by_weights),
            by_judgement: order(&own.by_judgement),
        });
        Self {
            members: members
                .filter(|own| !own.by_weights.is_empty() || !own.by_judgement.is_empty())
                .collect(),
            by_weights: sentence(&reveal.by_weights.sentence),
            by_judgement: sentence(&reveal.by_judgement.sentence),
        }
    }
}
