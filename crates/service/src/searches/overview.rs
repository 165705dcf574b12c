//! Searches at a glance: how far each is, and what it waits for.

use super::{Search, SearchesAsked, listed, visible};
use crate::visibility::Visibility;
use crate::{Actor, Caller, Error, Listed, Permission, Result, Service};
use std::collections::HashMap;
use store::candidates::{self, Candidate};
use store::decisions::{self, InForce};
use store::judgements::{self, Progress};
use store::people::{self, Person};
use store::searches::SearchState;
use store::{Connection, PersonId, SearchId, Timestamp};

/// A search at a glance, as far as the one who asks may see.
#[derive(Debug, Clone, PartialEq)]
pub struct Overview {
    /// The search.
    pub search: Search,
    /// The CEO's name.
    pub ceo: String,
    /// How many candidates it has.
    pub n_candidates: usize,
    /// How many of them are finalists.
    pub n_finalists: usize,
    /// How many members are to judge, where there is anyone to judge.
    pub n_judges: usize,
    /// How many of them have judged everyone.
    pub n_judged: usize,
    /// How many the one who asks has yet to judge; none where they are no member, or only look on.
    pub n_own_missing: Option<i64>,
    /// Whether the one who asks may see results.
    pub shows_scores: bool,
    /// The decision in force.
    pub decided: Option<Decided>,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Who was chosen; none where it was to appoint nobody.
    pub name: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// What a search waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// The judgement of the one who asks.
    OwnJudgement,
    /// Candidates.
    Candidates,
    /// The judgements of its panel.
    Judgements,
    /// A decision.
    Decision,
    /// Nothing: it is decided, or was closed.
    Nothing,
}

impl Overview {
    /// What it waits for, first things first.
    #[must_use]
    pub fn waits_for(&self) -> Waiting {
        match () {
            () if self.search.state != SearchState::Open => Waiting::Nothing,
            () if self.n_candidates == 0 => Waiting::Candidates,
            () if !self.shows_scores => Waiting::OwnJudgement,
            () if self.n_judged < self.n_judges => Waiting::Judgements,
            () => Waiting::Decision,
        }
    }
}

/// One search at a glance.
#[crate::boxed]
pub async fn overview(service: &Service, caller: &Caller, id: &SearchId) -> Result<Overview> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, id).await?;
    let overviews = of(connection, actor, vec![search]).await?;
    overviews.into_iter().next().ok_or(Error::NotFound("search"))
}

/// The searches that the caller may see, at a glance.
#[crate::boxed]
pub async fn overviews(
    service: &Service,
    caller: &Caller,
    asked: &SearchesAsked,
) -> Result<Listed<Overview>> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let Listed { items, next_cursor } = listed(connection, actor, asked).await?;
    Ok(Listed { items: of(connection, actor, items).await?, next_cursor })
}

/// What is known of some searches, by search.
struct Facts {
    ceos: HashMap<PersonId, Person>,
    candidates: HashMap<SearchId, Vec<Candidate>>,
    progress: HashMap<SearchId, Vec<Progress>>,
    decisions: HashMap<SearchId, Vec<InForce>>,
}

/// One statement for each kind of fact, however many searches there are.
async fn of(connection: &mut Connection, actor: &Actor, searches: Vec<Search>) -> Result<Vec<Overview>> {
    let org = &actor.org;
    let ids: Vec<SearchId> = searches.iter().map(|search| search.id.clone()).collect();
    let ceos: Vec<PersonId> = searches.iter().map(|search| search.ceo_id.clone()).collect();
    let ceos = people::find_all(connection, org, &ceos).await?;
    let facts = Facts {
        ceos: ceos.into_iter().map(|person| (person.id.clone(), person)).collect(),
        candidates: by(candidates::of_searches(connection, org, &ids).await?, |one| &one.search_id),
        progress: by(judgements::progress(connection, org, &ids).await?, |one| &one.search_id),
        decisions: by(decisions::in_force(connection, org, &ids).await?, |one| &one.search_id),
    };
    Ok(searches.into_iter().map(|search| facts.overview(actor, search)).collect())
}

fn by<T>(found: Vec<T>, search: impl Fn(&T) -> &SearchId) -> HashMap<SearchId, Vec<T>> {
    let mut by_search: HashMap<SearchId, Vec<T>> = HashMap::new();
    for one in found {
        by_search.entry(search(&one).clone()).or_default().push(one);
    }
    by_search
}

impl Facts {
    fn overview(&self, actor: &Actor, search: Search) -> Overview {
        let ceo = self.ceos.get(&search.ceo_id);
        let candidates = of_search(&self.candidates, &search.id);
        let progress = of_search(&self.progress, &search.id);
        let own = progress.iter().find(|one| one.user_id == actor.user);
        let visibility = Visibility::given(actor, &search, own.map(Progress::n_left));
        let name = |chosen: &InForce| {
            let chosen = candidates.iter().find(|one| Some(&one.id) == chosen.candidate_id.as_ref());
            chosen.map(|candidate| visibility.name(candidate).to_owned())
        };
        let decided = of_search(&self.decisions, &search.id).first();
        Overview {
            ceo: ceo.map(|ceo| ceo.name.clone()).unwrap_or_default(),
            n_candidates: candidates.len(),
            n_finalists: candidates.iter().filter(|one| one.is_finalist).count(),
            n_judges: progress.len(),
            n_judged: progress.iter().filter(|one| one.n_left() == 0).count(),
            n_own_missing: own.map(|own| own.n_missing),
            shows_scores: visibility.shows_scores,
            decided: decided.map(|one| Decided { name: name(one), at: one.created_at.clone() }),
            search,
        }
    }
}

fn of_search<'a, T>(facts: &'a HashMap<SearchId, Vec<T>>, search: &SearchId) -> &'a [T] {
    facts.get(search).map_or(&[], Vec::as_slice)
}
