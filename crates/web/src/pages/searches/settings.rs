//! The settings of a search: what it is about, who is in it, and how it ends.

use super::super::search_frame::{SearchFrame, Tab};
use super::{Asked, FormData, FormErrors, Frame, Kinds, Place, Signed, again, counted, go, page, versions};
use crate::extract::PathId;
use crate::pages::admin::norm_in_words as in_words;
use crate::pages::candidates::balances as offered;
use crate::{Problem, Web};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use service::members::{self, Invitee};
use service::searches::{self, SearchChange};
use service::{Error, Permission, norms};
use store::members::Member;
use store::searches::{Search, SearchState};
use store::users::Role;
use store::{FrameworkId, SearchId, UserId};

/// As many norms are offered to choose from.
const MOST_NORMS: u32 = 200;

#[derive(Template)]
#[template(path = "searches/settings.html")]
struct Settings {
    frame: Frame,
    search: SearchFrame,
    wrong: FormErrors,
    /// What the search is about, as it is or as it was typed.
    form: FormData,
    kinds: Vec<super::fields::Kind>,
    versions: Vec<(String, String)>,
    framework_id: String,
    balances: Vec<(String, &'static str)>,
    balance: String,
    /// The norms that go with the framework, the framework's first; one entry where there is no choice.
    norms: Vec<(String, String)>,
    norm_id: String,
    /// Whether another framework's COO types were asked for.
    is_looking: bool,
    members: Vec<ShownMember>,
    invitees: Vec<(String, String)>,
    invitee: String,
    left: Option<String>,
    is_decided: bool,
    is_closed: bool,
    what_goes: String,
}

struct ShownMember {
    id: UserId,
    name: String,
    role: &'static str,
}

pub(super) async fn show(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    asked: Asked,
) -> Result<Response, Problem> {
    shown(&web, &signed, &id, &asked.fields, None, FormErrors::default()).await
}

/// Shows the settings; `typed` is what was typed of what the search is about and could not be kept.
async fn shown(
    web: &Web,
    signed: &Signed,
    id: &SearchId,
    asked: &FormData,
    typed: Option<FormData>,
    wrong: FormErrors,
) -> Result<Response, Problem> {
    signed.caller.actor.require(Permission::SearchesWrite)?;
    let (service, caller) = (&web.service, &signed.caller);
    let search = SearchFrame::load(web, signed, id, Tab::Settings).await?;
    let kept = &search.overview.search;
    let form = typed.unwrap_or_else(|| about(kept));
    let (versions, outline) = versions(web, signed, &form).await?;
    let members = members::list(service, caller, id).await?.items;
    let invitees = members::invitees(service, caller, id).await?;
    let left = asked.given("left").filter(|left| invitees.iter().any(|one| one.id.as_str() == *left));
    // Empty means as the framework has it.
    let balance = form.text("balance").to_owned();
    let mut balances = vec![(String::new(), "as the framework has it")];
    balances.extend(offered(&balance).into_iter().filter(|(value, _)| !value.is_empty()));
    let norms = norms(web, signed, &outline.version.id).await?;
    let norm_id = form.text("norm_id").to_owned();
    let template = Settings {
        frame: Frame::of(signed, Place::Searches),
        framework_id: outline.version.id.to_string(),
        balances,
        balance,
        norm_id,
        norms,
        versions,
        kinds: Kinds::of(outline, &form).0,
        invitee: String::new(),
        left: left.map(str::to_owned),
        members: members.into_iter().map(ShownMember::of).collect(),
        invitees: invitees.iter().map(invitee).collect(),
        is_decided: kept.state == SearchState::Decided,
        is_closed: kept.state == SearchState::Closed,
        what_goes: what_goes(&search),
        is_looking: form.text("do") == "look",
        search,
        form,
        wrong,
    };
    if template.wrong.is_empty() { page(&template) } else { again(template.wrong.status, &template) }
}

/// The norms that go with a version of the framework, by id and in words: the framework's own first, then the newest.
async fn norms(web: &Web, signed: &Signed, framework: &FrameworkId) -> Result<Vec<(String, String)>, Error> {
    let asked = service::Asked { limit: Some(MOST_NORMS), cursor: None };
    let listed = norms::list(&web.service, &signed.caller, &asked).await?.items;
    let own = listed.iter().filter(|norm| norm.framework_id == *framework);
    let own = own.map(|norm| (norm.id.to_string(), in_words(norm)));
    let general = (String::new(), "The framework’s modelled people".to_owned());
    Ok(std::iter::once(general).chain(own).collect())
}

/// What a search is about, as the fields of its form.
fn about(search: &Search) -> FormData {
    let mut pairs = vec![
        ("title", search.title.clone()),
        ("role_type", search.role_type.clone().unwrap_or_default()),
        ("balance", search.balance.map(|balance| balance.to_string()).unwrap_or_default()),
        ("norm_id", search.norm_id.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("framework_id", search.framework_id.to_string()),
        ("revision", search.revision.to_string()),
    ];
    if search.is_blind {
        pairs.push(("is_blind", "yes".to_owned()));
    }
    FormData(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn what_goes(search: &SearchFrame) -> String {
    let overview = &search.overview;
    let judged = match overview.n_judged {
        0 => String::new(),
        n => format!(", the judgements of {}", counted(n, "member")),
    };
    format!(
        "Its results, weights{judged} and the list of its {} are deleted for good. The people themselves are kept.",
        counted(overview.n_candidates, "candidate")
    )
}

impl ShownMember {
    fn of(member: Member) -> Self {
        Self { id: member.user_id, name: member.name, role: role(member.role) }
    }
}

fn invitee(invitee: &Invitee) -> (String, String) {
    (invitee.id.to_string(), format!("{}, {}", invitee.name, role(invitee.role)))
}

/// What a member does in a search.
fn role(role: Role) -> &'static str {
    match role {
        Role::Viewer => "looks on",
        Role::PanelMember => "panel member: judges before seeing results",
        Role::Recruiter => "recruiter: may judge",
        Role::Admin => "administrator: may judge",
    }
}

pub(super) async fn change(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    form: FormData,
) -> Result<Response, Problem> {
    let asked = FormData::default();
    if form.text("do") == "look" {
        return shown(&web, &signed, &id, &asked, Some(form), FormErrors::default()).await;
    }
    match changed(&web, &signed, &id, &form).await {
        Ok(()) => Ok(settings(&id, "?done=saved")),
        Err(error) => shown(&web, &signed, &id, &asked, Some(form), FormErrors::of(error)?).await,
    }
}

async fn changed(web: &Web, signed: &Signed, id: &SearchId, form: &FormData) -> Result<(), Error> {
    let text = |name: &str| Some(form.text(name).to_owned());
    let change = SearchChange {
        title: text("title"),
        role_type: Some(form.given("role_type").map(str::to_owned)),
        balance: Some(form.number("balance")?),
        framework_id: form.read("framework_id", "choose one of the frameworks")?,
        norm_id: Some(form.read("norm_id", "choose one of the norms")?),
        is_blind: Some(form.is_ticked("is_blind")),
        ..SearchChange::default()
    };
    searches::change(&web.service, &signed.caller, id, form.revision(), change).await.map(drop)
}

pub(super) async fn set_state(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    form: FormData,
) -> Result<Response, Problem> {
    let state = form.read("state", "choose open or closed")?;
    let done = if state == Some(SearchState::Closed) { "?done=closed#end" } else { "?done=reopened#end" };
    let change = SearchChange { state, ..SearchChange::default() };
    let changed = searches::change(&web.service, &signed.caller, &id, form.revision(), change).await;
    after(&web, &signed, &id, changed.map(drop), done).await
}

pub(super) async fn remove(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    form: FormData,
) -> Result<Response, Problem> {
    match searches::remove(&web.service, &signed.caller, &id, Some(form.revision())).await {
        Ok(()) => Ok(go("/?done=search_removed")),
        Err(error) => after(&web, &signed, &id, Err(error), "").await,
    }
}

pub(super) async fn add_member(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<SearchId>,
    form: FormData,
) -> Result<Response, Problem> {
    let added = match form.read::<UserId>("user_id", "choose someone of the list")? {
        Some(user) => members::add(&web.service, &signed.caller, &id, &user).await.map(drop),
        None => Err(Error::invalid("/user_id", "choose someone of the list")),
    };
    after(&web, &signed, &id, added, "?done=invited#members").await
}

pub(super) async fn remove_member(
    State(web): State<Web>,
    signed: Signed,
    PathId((id, user)): PathId<(SearchId, UserId)>,
) -> Result<Response, Problem> {
    let removed = members::remove(&web.service, &signed.caller, &id, &user).await;
    after(&web, &signed, &id, removed, &format!("?left={user}#members")).await
}

/// The settings again, after something was done; or with what was wrong.
async fn after(
    web: &Web,
    signed: &Signed,
    id: &SearchId,
    done: Result<(), Error>,
    end: &str,
) -> Result<Response, Problem> {
    match done {
        Ok(()) => Ok(settings(id, end)),
        Err(error) => shown(web, signed, id, &FormData::default(), None, FormErrors::of(error)?).await,
    }
}

fn settings(id: &SearchId, end: &str) -> Response {
    go(&format!("/searches/{id}/settings{end}"))
}
