//! The panel: each member weighs and judges before a score is shown to them; then everybody sees what all think.

use super::search_frame::{SearchFrame, Tab};
use super::{FormData, FormErrors, Frame, Place, Signed, again, counted, go, page};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use service::candidates::ShownCandidate;
use service::judgements::{self, JudgementInput};
use service::panel::{self, MemberOrder, PanelMember, Reveal, SearchPanel};
use service::{Error, Expected, Permission};
use std::collections::BTreeMap;
use store::judgements::{Judgement, Opinion};
use store::{CandidateId, SearchId, UserId};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/searches/{search_id}/panel", get(shown))
        .route("/searches/{search_id}/panel/judgements", post(judge))
}

#[derive(Template)]
#[template(path = "panel.html")]
struct PanelPage {
    frame: Frame,
    search: SearchFrame,
    wrong: FormErrors,
    members: Vec<ShownMember>,
    /// What is asked of the one who looks; none where nothing is.
    own: Option<Own>,
    reveal: Option<ShownReveal>,
}

struct ShownMember {
    name: String,
    state: String,
}

/// The judgements of the one who looks.
struct Own {
    has_weights: bool,
    candidates: Vec<Judged>,
    n_left: usize,
    left: String,
}

struct Judged {
    id: CandidateId,
    name: String,
    headline: String,
    choices: Vec<Choice>,
    note: String,
}

struct Choice {
    value: &'static str,
    words: &'static str,
    is_chosen: bool,
}

/// What the panel thinks.
struct ShownReveal {
    agreement: Vec<String>,
    members: Vec<String>,
    rows: Vec<RevealRow>,
    notes: Vec<Note>,
    weights: Vec<WeightRow>,
    pillars: Vec<String>,
    mean: Vec<String>,
    no_mean: Option<String>,
}

/// A candidate with what each member thinks.
struct RevealRow {
    name: String,
    path: String,
    place: String,
    cells: Vec<Cell>,
}

struct Cell {
    opinion: &'static str,
    /// The place by the member's own weights.
    place: String,
}

struct Note {
    who: String,
    of: String,
    opinion: &'static str,
    text: String,
}

struct WeightRow {
    name: String,
    shares: Vec<String>,
}

/// The words for an opinion.
pub(super) fn in_words(opinion: Opinion) -> &'static str {
    match opinion {
        Opinion::StrongYes => "Certainly yes",
        Opinion::Yes => "Yes",
        Opinion::Unsure => "Cannot say",
        Opinion::No => "No",
        Opinion::StrongNo => "Certainly not",
    }
}

/// What a candidate is called, as far as the one who looks may know.
pub(super) fn name_of(candidate: &ShownCandidate) -> String {
    candidate.name.clone().unwrap_or_else(|| candidate.label.clone())
}

async fn shown(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
) -> Result<Response, Problem> {
    page(&of(&web, &signed, &id, None, FormErrors::default()).await?)
}

async fn of(
    web: &Web,
    signed: &Signed,
    id: &SearchId,
    typed: Option<&FormData>,
    wrong: FormErrors,
) -> Result<PanelPage, Problem> {
    let (service, caller) = (&web.service, &signed.caller);
    let search = SearchFrame::load(web, signed, id, Tab::Panel).await?;
    let SearchPanel { members, candidates, reveal } = panel::get(service, caller, id).await?;
    let judgements = judgements::list(service, caller, id).await?.items;
    let may_judge = search.is_open && caller.actor.require(Permission::JudgementsWrite).is_ok();
    let own = may_judge.then(|| Own::of(&caller.actor.user, &members, &candidates, &judgements, typed));
    let n = candidates.len();
    let member = |member: &PanelMember| ShownMember {
        name: member.name.clone(),
        state: match (member.is_done(n), member.has_weights) {
            (true, _) => "done".to_owned(),
            (false, true) => format!("{} of {n} judged, weights given", member.n_judged),
            (false, false) => format!("{} of {n} judged, no weights yet", member.n_judged),
        },
    };
    let shown = members.iter().map(member).collect();
    let reveal = reveal.map(|reveal| ShownReveal::of(reveal, &candidates, &members, &search.path));
    Ok(PanelPage {
        frame: Frame::of(signed, Place::Searches),
        own: own.filter(|own| !own.candidates.is_empty()),
        members: shown,
        reveal,
        search,
        wrong,
    })
}

impl Own {
    fn of(
        user: &UserId,
        members: &[PanelMember],
        candidates: &[ShownCandidate],
        judgements: &[Judgement],
        typed: Option<&FormData>,
    ) -> Self {
        let given = |id: &CandidateId| {
            judgements.iter().find(|given| given.candidate_id == *id && given.user_id == *user)
        };
        let judged = |candidate: &ShownCandidate| {
            let given = given(&candidate.id);
            let kept = given.map_or("", |given| given.opinion.name());
            let (opinion, note) = match typed {
                Some(fields) => (
                    fields.text(&format!("o.{}", candidate.id)).to_owned(),
                    fields.text(&format!("note.{}", candidate.id)).to_owned(),
                ),
                None => (kept.to_owned(), given.map_or_else(String::new, |given| given.note.clone())),
            };
            let choice = |&known: &Opinion| Choice {
                value: known.name(),
                words: in_words(known),
                is_chosen: known.name() == opinion,
            };
            Judged {
                id: candidate.id.clone(),
                name: name_of(candidate),
                headline: candidate.headline.clone().unwrap_or_default(),
                choices: Opinion::ALL.iter().map(choice).collect(),
                note,
            }
        };
        let n_left = candidates.iter().filter(|candidate| given(&candidate.id).is_none()).count();
        Self {
            has_weights: members.iter().any(|member| member.user_id == *user && member.has_weights),
            candidates: candidates.iter().map(judged).collect(),
            left: counted(n_left, "judgement"),
            n_left,
        }
    }
}

impl ShownReveal {
    fn of(reveal: Reveal, candidates: &[ShownCandidate], members: &[PanelMember], path: &str) -> Self {
        let name = |id: &CandidateId| {
            candidates.iter().find(|candidate| candidate.id == *id).map_or_else(String::new, name_of)
        };
        let cell = |order: &MemberOrder, id: &CandidateId| {
            let given = reveal.judgements.iter();
            let mut given = given.filter(|given| given.user_id == order.user_id && given.candidate_id == *id);
            let place = order.by_weights.iter().find(|place| place.candidate_id == *id);
            Cell {
                opinion: given.next().map_or("–", |given| in_words(given.opinion)),
                place: place.map_or_else(String::new, |place| place.words.clone()),
            }
        };
        let mut ids: Vec<&CandidateId> = reveal.ranking.iter().map(|place| &place.candidate_id).collect();
        ids.extend(
            candidates
                .iter()
                .map(|c| &c.id)
                .filter(|id| !reveal.ranking.iter().any(|p| p.candidate_id == **id)),
        );
        let row = |id: &CandidateId| RevealRow {
            name: name(id),
            path: format!("{path}/candidates/{id}"),
            place: reveal
                .ranking
                .iter()
                .find(|place| place.candidate_id == *id)
                .map_or_else(|| "–".to_owned(), |place| place.words.clone()),
            cells: reveal.orders.iter().map(|order| cell(order, id)).collect(),
        };
        let note = |given: &Judgement| Note {
            who: given.user_name.clone(),
            of: name(&given.candidate_id),
            opinion: in_words(given.opinion),
            text: given.note.clone(),
        };
        let with_note = reveal.judgements.iter().filter(|given| !given.note.is_empty());
        let mean = reveal.mean_weights.clone().unwrap_or_default();
        let shares = |weights: &BTreeMap<String, f64>| {
            mean.keys()
                .map(|id| report::words::percent(weights.get(id).copied().unwrap_or(0.0)))
                .collect::<Vec<_>>()
        };
        let weighed = reveal.orders.iter().filter_map(|order| {
            Some(WeightRow { name: order.name.clone(), shares: shares(order.weights.as_ref()?) })
        });
        let agreement = if members.len() > 1 {
            vec![reveal.by_judgement.sentence, reveal.by_weights.sentence, reveal.on_pillars.sentence]
        } else {
            vec![reveal.by_judgement.sentence]
        };
        Self {
            agreement: without_repeats(agreement),
            members: reveal.orders.iter().map(|order| order.name.clone()).collect(),
            rows: ids.into_iter().map(row).collect(),
            notes: with_note.map(note).collect(),
            weights: weighed.collect(),
            pillars: mean.keys().cloned().collect(),
            mean: shares(&mean),
            no_mean: reveal.no_mean,
        }
    }
}

fn without_repeats(mut sentences: Vec<String>) -> Vec<String> {
    sentences.dedup();
    sentences
}

/// Keeps the judgements that were given. Those that are missing can be given later.
async fn judge(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    form: FormData,
) -> Result<Response, Problem> {
    match judged(&web, &signed, &id, &form).await {
        Ok(()) => Ok(go(&format!("/searches/{id}/panel?done=judged"))),
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            again(wrong.status, &of(&web, &signed, &id, Some(&form), wrong).await?)
        }
    }
}

async fn judged(web: &Web, signed: &Signed, id: &SearchId, form: &FormData) -> Result<(), Error> {
    let (service, caller) = (&web.service, &signed.caller);
    let kept = judgements::list(service, caller, id).await?.items;
    let mut n_given = 0;
    for (candidate, opinion) in form.under("o.") {
        let (Ok(candidate), Ok(opinion)) = (candidate.parse::<CandidateId>(), opinion.parse::<Opinion>())
        else {
            continue;
        };
        n_given += 1;
        let note = form.text(&format!("note.{candidate}")).to_owned();
        let own = kept.iter().find(|one| one.candidate_id == candidate && one.user_id == caller.actor.user);
        if own.is_some_and(|own| own.opinion == opinion && own.note == note) {
            continue;
        }
        let input = JudgementInput { opinion, note };
        judgements::put(service, caller, id, &candidate, Some(Expected::Any), input).await?;
    }
    if n_given == 0 {
        return Err(Error::invalid("", "choose an answer for at least one of them"));
    }
    Ok(())
}
