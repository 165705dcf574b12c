//! The panel of a search: who is on it and how far they are, and, once it may be seen, what they think and how far they
//! agree.

mod agreement;
mod invite;
mod orders;

pub use agreement::Agreement;
pub use invite::{Invited, PanelInvitation, invite, renew};
pub use orders::{MemberOrder, Place};

use crate::candidates::ShownCandidate;
use crate::results::current;
use crate::searches::visible;
use crate::visibility::Visibility;
use crate::{Caller, Error, Permission, Result, Service, frameworks, is_allowed, weights};
use orders::Ground;
use serde::Serialize;
use std::collections::BTreeMap;
use store::candidates::{self, Candidate};
use store::judgements::{self, Judgement};
use store::users::{self, Role, User};
use store::{CandidateId, RunId, SearchId, UserId, members};
use utoipa::ToSchema;

/// The panel of a search.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SearchPanel {
    /// Whoever is to judge, or has judged or weighed unasked; by name.
    pub members: Vec<PanelMember>,
    /// Whom they are to judge: the finalists, or every candidate where none is marked as one.
    pub candidates: Vec<ShownCandidate>,
    /// What they think; null for a member who has yet to weigh and to judge.
    pub reveal: Option<Reveal>,
}

/// Someone on a panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PanelMember {
    /// The user.
    pub user_id: UserId,
    /// Their name.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// Whether they are a member of the search; others gave a judgement or weights unasked, or are members no more.
    pub is_member: bool,
    /// Whether they have ever set a password, and so can come in without a link.
    pub has_password: bool,
    /// How many of the candidates they have judged.
    pub n_judged: usize,
    /// Whether they have given weights of their own.
    pub has_weights: bool,
}

impl PanelMember {
    /// Whether nothing more is asked of them.
    #[must_use]
    pub fn is_done(&self, n_candidates: usize) -> bool {
        self.has_weights && n_candidates > 0 && self.n_judged == n_candidates
    }
}

/// What a panel thinks.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Reveal {
    /// Every judgement of these candidates.
    pub judgements: Vec<Judgement>,
    /// The run that keeps the order; null if nothing rests on it yet.
    pub run_id: Option<RunId>,
    /// The candidates in the order of the results, which rest on the agreed weights.
    pub ranking: Vec<Place>,
    /// Each member's own order of the candidates, by their judgements and by their weights.
    pub orders: Vec<MemberOrder>,
    /// How far the judgements put the candidates in the same order.
    pub by_judgement: Agreement,
    /// How far the candidates' scores by each member's own weights put them in the same order.
    pub by_weights: Agreement,
    /// How far the members put the pillars in the same order.
    pub on_pillars: Agreement,
    /// The normalised geometric mean of the members' weights; null where there is none.
    #[schema(value_type = Option<BTreeMap<String, f64>>)]
    pub mean_weights: Option<BTreeMap<String, f64>>,
    /// Why not, in words.
    pub no_mean: Option<String>,
}

/// The panel of a search.
#[crate::boxed]
pub async fn get(service: &Service, caller: &Caller, search: &SearchId) -> Result<SearchPanel> {
    of(service, caller, search, None).await
}

/// What the panel thinks of some candidates; none for a member who has yet to weigh and to judge.
#[crate::boxed]
pub async fn among(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidates: &[CandidateId],
) -> Result<Option<Reveal>> {
    Ok(of(service, caller, search, Some(candidates)).await?.reveal)
}

/// The panel of a search, with these candidates or those whom it is to judge.
async fn of(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    these: Option<&[CandidateId]>,
) -> Result<SearchPanel> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let org = &actor.org;
    let search = visible(connection, actor, search).await?;
    let visibility = Visibility::of(connection, actor, &search).await?;
    let found = candidates::list(connection, org, &search.id).await?;
    let has_finalists = found.iter().any(|candidate| candidate.is_finalist);
    let is_wanted = |candidate: &Candidate| match these {
        Some(these) => these.contains(&candidate.id),
        None => candidate.is_finalist || !has_finalists,
    };
    let wanted = found.into_iter().filter(is_wanted);
    let candidates: Vec<ShownCandidate> =
        wanted.map(|candidate| ShownCandidate::of(candidate, visibility)).collect();
    let judgements = judgements::list(connection, org, &search.id, None).await?;
    let mut judgements = crate::judgements::shown(judgements, visibility, &actor.user);
    judgements.retain(|given| candidates.iter().any(|candidate| candidate.id == given.candidate_id));
    let owners = store::weight_sets::list(connection, org, &search.id).await?;
    let owners: Vec<String> = owners.into_iter().map(|set| set.owner).collect();
    let there = members::list(connection, org, &search.id).await?;
    let is_there = |id: &UserId| there.iter().any(|member| member.user_id == *id);
    let users = users::list(connection, org).await?;
    let members = on_panel(users, is_there, &judgements, &owners);
    if !visibility.shows_scores {
        return Ok(SearchPanel { members, candidates, reveal: None });
    }
    let (_, framework) = frameworks::load(service, connection, org, &search.framework_id).await?;
    // Weights that were given for another framework count for nothing here until they are given again.
    let weights = match weights::of_members(connection, actor, &search, &framework).await {
        Err(Error::Conflict { .. }) => Vec::new(),
        weights => weights?,
    };
    drop(read);
    let run = match current(service, (caller, Permission::SearchesRead), &search.id).await {
        // What members think is worth seeing even if the search asks for what cannot be computed.
        Err(Error::Conflict { .. }) => None,
        found => found?.map(|found| found.stored),
    };
    let ground = Ground { weights, run };
    let names = members.clone();
    let ids: Vec<CandidateId> = candidates.iter().map(|candidate| candidate.id.clone()).collect();
    let reveal = service.compute(move || orders::reveal(ground, names, &ids, judgements)).await??;
    Ok(SearchPanel { members, candidates, reveal: Some(reveal) })
}

/// Whoever is on the panel: the members who may judge, and whoever gave a judgement or weights.
fn on_panel(
    users: Vec<User>,
    is_there: impl Fn(&UserId) -> bool,
    judgements: &[Judgement],
    owners: &[String],
) -> Vec<PanelMember> {
    let mut members = Vec::new();
    for user in users {
        let n_judged = judgements.iter().filter(|given| given.user_id == user.id).count();
        let has_weights = owners.iter().any(|owner| owner == user.id.as_str());
        let is_member = is_there(&user.id);
        let is_asked =
            is_member && user.disabled_at.is_none() && is_allowed(user.role, Permission::JudgementsWrite);
        if is_asked || n_judged > 0 || has_weights {
            members.push(PanelMember {
                user_id: user.id,
                name: user.name,
                role: user.role,
                is_member,
                has_password: user.password_hash.is_some(),
                n_judged,
                has_weights,
            });
        }
    }
    members
}
