//! One candidate: what they bring, what to watch and what to find out, beside the CEO.

use super::candidate::Sections;
use super::decision_rights::decision_rights_path;
use super::search_frame::{SearchFrame, Tab, judge_first};
use super::{Frame, Place, Signed, page};
use crate::extract::PathId;
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use report::{CandidateInBrief, Markup};
use service::Permission;
use service::candidates::{self, ShownCandidate};
use service::results::{self, Choice, Choices, Pair};
use store::{CandidateId, SearchId};

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/searches/{search_id}/candidates/{candidate_id}", get(pair))
}

#[derive(Template)]
#[template(path = "candidate.html")]
struct PairPage {
    frame: Frame,
    search: SearchFrame,
    /// What the candidate is called.
    name: String,
    /// The profile, for who may look after people.
    person: Option<String>,
    /// Where somebody is asked about the candidate, for who may.
    ask: Option<String>,
    may_rate: bool,
    shown: Option<Shown>,
    record: Sections,
}

/// The pair as the results are now.
struct Shown {
    in_brief: CandidateInBrief,
    section: Markup,
    /// Where the decision rights of the two are.
    decision_rights: String,
    /// Where the pair is.
    path: String,
    /// Which of how many.
    place: String,
    previous: Option<Link>,
    next: Option<Link>,
    compare: Option<Link>,
}

struct Link {
    path: String,
    title: String,
}

async fn pair(
    State(web): State<Web>,
    signed: Signed,
    PathId((id, candidate)): PathId<(SearchId, CandidateId)>,
) -> Result<Response, Problem> {
    let (service, caller) = (&web.service, &signed.caller);
    let search = SearchFrame::load(&web, &signed, &id, Tab::Candidates).await?;
    let known = candidates::get(service, caller, &id, &candidate).await?;
    let pair = match results::pair(service, caller, &id, &candidate).await {
        Err(error) => return judge_first(error, &id),
        Ok(pair) => pair,
    };
    let record = Sections::load(&web, &signed, &search, &(id.clone(), candidate)).await?;
    let may = |permission| caller.actor.require(permission).is_ok();
    let template = PairPage {
        frame: Frame::of(&signed, Place::Searches),
        person: known
            .person_id
            .as_ref()
            .filter(|_| may(Permission::PeopleRead))
            .map(|id| format!("/people/{id}")),
        ask: known
            .person_id
            .as_ref()
            .filter(|_| may(Permission::InvitationsWrite) && search.is_open)
            .map(|person| format!("/people/{person}/invite?source=superior&search={id}")),
        may_rate: may(Permission::PeopleWrite) && search.is_open,
        name: name(known),
        shown: pair.and_then(|pair| Shown::of(pair, &search)),
        search,
        record,
    };
    page(&template)
}

fn name(known: ShownCandidate) -> String {
    known.name.unwrap_or(known.label)
}

impl Shown {
    /// Nothing for a candidate who came after the decision.
    fn of(pair: Pair, search: &SearchFrame) -> Option<Self> {
        let Pair { choices, place, in_brief, section } = pair;
        let place = place?;
        let link = |choice: &Choice| Link {
            path: format!("{}/candidates/{}", search.path, choice.id),
            title: choice.name.clone(),
        };
        let at = |place: Option<usize>| place.and_then(|place| choices.candidates.get(place));
        let own = choices.candidates.get(place)?;
        let n_ranked = choices.candidates.iter().filter(|choice| choice.rank.is_some()).count();
        Some(Self {
            decision_rights: decision_rights_path(&search.path, &own.id),
            path: format!("{}/candidates/{}", search.path, own.id),
            in_brief: in_brief?,
            section: section?,
            place: match own.rank {
                Some(rank) => format!("{rank} of {n_ranked}"),
                None => "Not enough known to rank yet".to_owned(),
            },
            previous: at(place.checked_sub(1)).map(link),
            next: at(Some(place + 1)).map(link),
            compare: compare(&choices, place, search),
        })
    }
}

/// Beside the first in rank; the first beside the second.
fn compare(choices: &Choices, place: usize, search: &SearchFrame) -> Option<Link> {
    let other = choices.candidates.get(usize::from(place == 0))?;
    let this = choices.candidates.get(place)?;
    Some(Link {
        path: format!("{}/finalists?c={}&c={}", search.path, this.id, other.id),
        title: format!("Compare with {}", other.name),
    })
}
