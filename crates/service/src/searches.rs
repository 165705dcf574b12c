//! Searches.

mod begin;
mod overview;

pub use begin::{Beginning, begin};
pub use overview::{Decided, Overview, Waiting, overview, overviews};

use crate::checks::{Checks, nullable};
use crate::frameworks;
use crate::line::Name;
use crate::transaction::started;
use crate::visibility::keeps_files;
use crate::{
    Actor, Asked, Caller, Code, Error, Expected, Listed, Permission, Result, Service, Sorting, Writing,
};
use fit::{Criteria, Framework};
use serde::{Deserialize, Serialize};
use store::searches::{self, Search, SearchFilter, SearchSort, SearchState};
use store::{Connection, FrameworkId, NormId, OrgId, PersonId, RunId, SearchId};
use store::{judgements, members, norms, people};
use utoipa::{IntoParams, ToSchema};

/// A search to be begun.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchInput {
    /// Title.
    #[schema(value_type = Name)]
    pub title: String,
    /// The CEO for whom a counterpart is sought.
    pub ceo_id: PersonId,
    /// The version of the framework; the newest of the shipped one where it is left out.
    pub framework_id: Option<FrameworkId>,
    /// The kind of COO that is asked for.
    #[schema(min_length = 1, max_length = 200, example = "executor")]
    pub role_type: Option<String>,
    /// How far pillars make up for each other: 1 fully, 0 partly, -10 hardly; as the framework says where left out.
    #[schema(minimum = -100, maximum = 1)]
    pub balance: Option<f64>,
    /// The norm of the organisation's own people beside which scores stand; the framework's where it is left out.
    #[serde(default)]
    pub norm_id: Option<NormId>,
    /// The company and its situation.
    #[serde(default)]
    #[schema(max_length = 10_000, pattern = r"^[^\x00]*$")]
    pub context: String,
    /// What this COO must deliver.
    #[serde(default)]
    #[schema(max_length = 10_000, pattern = r"^[^\x00]*$")]
    pub mandate: String,
    /// Whether candidates' names are withheld from those who judge.
    #[serde(default)]
    pub is_blind: bool,
}

/// What to change of a search; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchChange {
    /// Title.
    #[schema(value_type = Option<Name>)]
    pub title: Option<String>,
    /// The CEO.
    pub ceo_id: Option<PersonId>,
    /// The version of the framework.
    pub framework_id: Option<FrameworkId>,
    /// The kind of COO; null for any.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200)]
    pub role_type: Option<Option<String>>,
    /// How far pillars make up for each other; null for as the framework says.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<f64>, minimum = -100, maximum = 1)]
    pub balance: Option<Option<f64>>,
    /// The norm of the organisation's own people; null for the framework's.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<NormId>)]
    pub norm_id: Option<Option<NormId>>,
    /// The company and its situation.
    #[schema(max_length = 10_000, pattern = r"^[^\x00]*$")]
    pub context: Option<String>,
    /// What this COO must deliver.
    #[schema(max_length = 10_000, pattern = r"^[^\x00]*$")]
    pub mandate: Option<String>,
    /// Whether candidates' names are withheld from those who judge.
    pub is_blind: Option<bool>,
    /// `open` or `closed`; a search is decided by a decision only.
    pub state: Option<SearchState>,
}

/// Which searches are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SearchesAsked {
    /// At most so many.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// `next_cursor` of the part before.
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
    /// Those whose title has this text.
    #[param(max_length = 200, pattern = r"^[^\x00]*$")]
    pub q: Option<String>,
    /// Those that are so far.
    pub state: Option<SearchState>,
    /// By title or by time.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sorting,
}

/// Begins a search.
#[crate::boxed]
pub async fn create(service: &Service, caller: &Caller, input: SearchInput) -> Result<Search> {
    let begun = service.write(caller, Permission::SearchesWrite, "search.create", &input).await?;
    let mut write = started!(begun);
    let search = insert(service, &mut write, input).await?;
    let subject = search.id.to_string();
    write.finish(&subject, FIELDS, search).await
}

/// What is written of a new search.
pub(crate) const FIELDS: &[&str] =
    &["title", "ceo_id", "framework_id", "role_type", "balance", "norm_id", "context", "mandate", "is_blind"];

/// Adds a search, as it is to be.
pub(crate) async fn insert(service: &Service, write: &mut Writing, input: SearchInput) -> Result<Search> {
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let framework_id = match input.framework_id {
        Some(id) => id,
        None => frameworks::default_of(connection, &actor.org).await?.id,
    };
    let mut search = Search {
        id: service.surroundings().id(),
        title: input.title,
        ceo_id: input.ceo_id,
        framework_id,
        role_type: input.role_type,
        balance: input.balance,
        norm_id: input.norm_id,
        context: input.context,
        mandate: input.mandate,
        is_blind: input.is_blind,
        state: SearchState::Open,
        revision: 1,
        created_at: now.clone(),
        updated_at: now,
        sort_title: String::new(),
    };
    check(service, connection, actor, &mut search, None).await?;
    searches::insert(connection, &actor.org, &search).await?;
    Ok(search)
}

/// One search.
#[crate::boxed]
pub async fn get(service: &Service, caller: &Caller, id: &SearchId) -> Result<Search> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    visible(connection, actor, id).await
}

/// Lists the searches that the caller may see.
#[crate::boxed]
pub async fn list(service: &Service, caller: &Caller, asked: &SearchesAsked) -> Result<Listed<Search>> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    listed(connection, actor, asked).await
}

async fn listed(connection: &mut Connection, actor: &Actor, asked: &SearchesAsked) -> Result<Listed<Search>> {
    let page = Asked { limit: asked.limit, cursor: asked.cursor.clone() }.page()?;
    crate::people::check_search(asked.q.as_deref())?;
    let sort = match asked.sort {
        Sorting::Name | Sorting::NameDescending => SearchSort::Title,
        Sorting::CreatedAt | Sorting::CreatedAtDescending => SearchSort::CreatedAt,
    };
    let filter = SearchFilter {
        text: asked.q.clone().filter(|text| !text.is_empty()),
        state: asked.state,
        member: (!keeps_files(actor)).then(|| actor.user.clone()),
    };
    let order = (sort, asked.sort.direction());
    let items = searches::list(connection, &actor.org, &filter, order, &page).await?;
    Ok(Listed::new(items, &page, |search| {
        let key = match sort {
            SearchSort::Title => search.sort_title.as_str(),
            SearchSort::CreatedAt => search.created_at.as_str(),
        };
        (key, search.id.as_str())
    }))
}

/// Changes a search.
#[crate::boxed]
pub async fn change(
    service: &Service,
    caller: &Caller,
    id: &SearchId,
    expected: Expected,
    change: SearchChange,
) -> Result<Search> {
    let asked = (id, &change);
    let mut write =
        started!(service.write(caller, Permission::SearchesWrite, "search.change", &asked).await?);
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let mut search = held(connection, actor, id).await?;
    expected.check(search.revision)?;
    refuse_decided(&search)?;
    let known_ceo = search.ceo_id.clone();
    let fields = apply(&mut search, change)?;
    if search.ceo_id != known_ceo {
        refuse_judged(connection, &actor.org, id).await?;
    }
    check(service, connection, actor, &mut search, Some(&known_ceo)).await?;
    if !searches::update(connection, &actor.org, &search, &now).await? {
        return Err(Error::Stale);
    }
    let search = visible(connection, actor, id).await?;
    write.finish(id.as_str(), &fields, search).await
}

/// Removes a search with all that belongs to it.
#[crate::boxed]
pub async fn remove(
    service: &Service,
    caller: &Caller,
    id: &SearchId,
    expected: Option<Expected>,
) -> Result<()> {
    let mut write = started!(service.write(caller, Permission::SearchesWrite, "search.remove", id).await?);
    let (connection, actor) = write.with_actor();
    let search = held(connection, actor, id).await?;
    expected.unwrap_or(Expected::Any).check(search.revision)?;
    let removed = searches::delete(connection, &actor.org, id).await;
    let runs = removed.map_err(|error| match error {
        store::Error::InUse => Error::conflict(
            Code::HasDecision,
            "a decision was recorded in this search, and decisions are kept; close the search instead",
        ),
        other => other.into(),
    })?;
    record_runs(&mut write, &runs).await?;
    write.finish(id.as_str(), &[], ()).await
}

/// Each run was recorded when it was made, and so is its end.
pub(crate) async fn record_runs(write: &mut Writing, runs: &[RunId]) -> Result<()> {
    for run in runs {
        write.record("run.remove", run.as_str(), &[]).await?;
    }
    Ok(())
}

/// The search with this id, where the actor may see it: the only way to one.
///
/// # Errors
/// [`Error::NotFound`] where there is none, and where there is one that the actor may not see.
pub(crate) async fn visible(connection: &mut Connection, actor: &Actor, id: &SearchId) -> Result<Search> {
    let search = searches::find(connection, &actor.org, id).await?.ok_or(Error::NotFound("search"))?;
    let is_seen = keeps_files(actor) || members::is_member(connection, &actor.org, id, &actor.user).await?;
    if is_seen { Ok(search) } else { Err(Error::NotFound("search")) }
}

/// The search with this id, where the actor may see it, for a change of it or of anything in it: whoever else means to
/// change it waits until this transaction ends, so that its state is still true when the change is kept.
pub(crate) async fn held(connection: &mut Connection, actor: &Actor, id: &SearchId) -> Result<Search> {
    if searches::hold(connection, &actor.org, id).await? {
        visible(connection, actor, id).await
    } else {
        Err(Error::NotFound("search"))
    }
}

/// Refuses to change what a decision rests on.
pub(crate) fn refuse_decided(search: &Search) -> Result<()> {
    if search.state == SearchState::Decided {
        return Err(Error::conflict(
            Code::Decided,
            "this search is decided, and what a decision rests on stays as it was; withdraw the decision first",
        ));
    }
    Ok(())
}

/// Refuses another CEO once somebody has judged the candidates beside this one, and may have seen results.
async fn refuse_judged(connection: &mut Connection, org: &OrgId, id: &SearchId) -> Result<()> {
    let progress = judgements::progress(connection, org, std::slice::from_ref(id)).await?;
    if progress.iter().any(|one| one.n_left() == 0) {
        return Err(Error::conflict(
            Code::Judged,
            "someone on the panel has judged the candidates beside this CEO: start another search",
        ));
    }
    Ok(())
}

/// Refuses to change anything in a search that is not open.
pub(crate) fn require_open(search: &Search) -> Result<()> {
    refuse_decided(search)?;
    refuse_closed(search)
}

/// Refuses to change anything in a search that was given up.
pub(crate) fn refuse_closed(search: &Search) -> Result<()> {
    if search.state == SearchState::Closed {
        return Err(Error::conflict(Code::Closed, "this search is closed; open it again first"));
    }
    Ok(())
}

fn apply(search: &mut Search, change: SearchChange) -> Result<Vec<&'static str>> {
    let mut fields = Vec::new();
    macro_rules! set {
        ($($field:ident),*) => {$(
            if let Some(value) = change.$field {
                search.$field = value;
                fields.push(stringify!($field));
            }
        )*};
    }
    if change.state == Some(SearchState::Decided) {
        return Err(Error::invalid(
            "/state",
            "a search is decided by recording a decision: give open or closed",
        ));
    }
    set!(title, ceo_id, framework_id, role_type, balance, norm_id, context, mandate, is_blind, state);
    Ok(fields)
}

/// Checks a search as it is to be, and takes blanks off around its title. A CEO whose data was erased may stay the one
/// of a search that has them, so that it can still be closed.
async fn check(
    service: &Service,
    connection: &mut Connection,
    actor: &Actor,
    search: &mut Search,
    known_ceo: Option<&PersonId>,
) -> Result<()> {
    let mut checks = Checks::default();
    search.title = Name::checked(&mut checks, "/title", &search.title);
    checks.text("/context", &search.context, 0, 10_000);
    checks.text("/mandate", &search.mandate, 0, 10_000);
    if let Some(role_type) = &search.role_type {
        checks.text("/role_type", role_type, 1, 200);
    }
    checks.done()?;
    let ceo = people::find(connection, &actor.org, &search.ceo_id).await?;
    let is_listed = match ceo {
        Some(person) => crate::people::is_listed(connection, &actor.org, &person).await?,
        None => false,
    };
    checks.require(
        known_ceo == Some(&search.ceo_id) || is_listed,
        "/ceo_id",
        "no such person is on file: put the CEO on file first",
    );
    let is_candidate = store::candidates::list(connection, &actor.org, &search.id).await?;
    checks.require(
        !is_candidate.iter().any(|candidate| candidate.person_id == search.ceo_id),
        "/ceo_id",
        "this person is a candidate of the search",
    );
    match frameworks::load(service, connection, &actor.org, &search.framework_id).await {
        Ok((_, framework)) => check_criteria(&mut checks, &framework, search),
        Err(Error::NotFound(_)) => checks.require(false, "/framework_id", "there is no such framework"),
        Err(error) => return Err(error),
    }
    check_norm(connection, actor, search, &mut checks).await?;
    checks.done()
}

/// A norm goes with the version of the framework that it was made by.
async fn check_norm(
    connection: &mut Connection,
    actor: &Actor,
    search: &Search,
    checks: &mut Checks,
) -> Result<()> {
    let Some(id) = &search.norm_id else { return Ok(()) };
    let norm = norms::find(connection, &actor.org, id).await?;
    checks.require(norm.is_some(), "/norm_id", "there is no such norm");
    checks.require(
        norm.is_none_or(|norm| norm.framework_id == search.framework_id),
        "/norm_id",
        "this norm was made by another version of the framework: choose the framework's, or make one anew",
    );
    Ok(())
}

fn check_criteria(checks: &mut Checks, framework: &Framework, search: &Search) {
    let criteria =
        Criteria { role_type: search.role_type.clone(), balance: search.balance, ..Criteria::default() };
    if let Err(problems) = fit::plan::Scheme::new(framework, &criteria) {
        let knows_role = search.role_type.as_ref().is_none_or(|id| framework.role_type(id).is_some());
        let pointer = if knows_role { "/balance" } else { "/role_type" };
        problems.iter().for_each(|problem| checks.problem(pointer, problem));
    }
}
