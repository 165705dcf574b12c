//! Users: who signs in, what they are, links to sign in, shutting out and letting in again.

use super::{ShownTab, Tab, tabs};
use crate::extract::PathId;
use crate::pages::{Asked, FormData, FormErrors, Frame, Place, Signed, again, counted, go, minute, page};
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use service::users::{self, SignInLink, UserChange, UserInput};
use service::{Error, second_factor, sessions};
use std::collections::HashSet;
use store::fold::folded;
use store::users::{Role, User};
use store::{Timestamp, UserId};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/admin/users", get(list).post(add))
        .route("/admin/users/new", get(new))
        .route("/admin/users/{user_id}", get(one).post(change))
        .route("/admin/users/{user_id}/link", post(link))
        .route("/admin/users/{user_id}/out", post(shut_out))
        .route("/admin/users/{user_id}/in", post(let_in))
        .route("/admin/users/{user_id}/second-factor", post(remove_factor))
        .route("/admin/users/second-factor", post(require_factor))
}

/// What a role is called, and what it may do.
pub(in crate::pages) fn role_in_words(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::Admin => (
            "Administrator",
            "keeps users, frameworks and the audit log, and may do all that a recruiter may",
        ),
        Role::Recruiter => ("Recruiter", "keeps people and searches"),
        Role::PanelMember => {
            ("Panel member", "judges the finalists of the searches they belong to, and decides")
        }
        Role::Viewer => ("Viewer", "reads the searches they belong to"),
    }
}

fn role_choices() -> Vec<(String, String)> {
    Role::ALL.iter().map(|role| (role.name().to_owned(), role_in_words(*role).0.to_owned())).collect()
}

/// What each role may do, in one line.
fn roles_told() -> String {
    let told = |role: &Role| {
        let (title, may) = role_in_words(*role);
        format!("{title}: {may}.")
    };
    Role::ALL.iter().map(told).collect::<Vec<_>>().join(" ")
}

#[derive(Template)]
#[template(path = "admin/users.html")]
struct Users {
    frame: Frame,
    tabs: Vec<ShownTab>,
    q: String,
    users: Vec<Row>,
    n_all: usize,
    /// How many of them have a second factor, in words.
    factors: String,
    is_factor_required: bool,
}

struct Row {
    id: UserId,
    name: String,
    email: String,
    role: &'static str,
    state: &'static str,
    is_out: bool,
    seen: String,
    has_factor: bool,
}

async fn list(State(web): State<Web>, signed: Signed, asked: Asked) -> Result<Response, Problem> {
    let all = users::list_seen(&web.service, &signed.caller).await?;
    let (with_factor, is_factor_required) = second_factor::overview(&web.service, &signed.caller).await?;
    let q = asked.fields.text("q").to_owned();
    let wanted = folded(&q);
    let is_wanted =
        |user: &User| folded(&user.name).contains(&wanted) || user.email.contains(&q.to_lowercase());
    let n_all = all.len();
    page(&Users {
        frame: Frame::of(&signed, Place::Admin),
        tabs: tabs(&signed, Tab::Users),
        factors: format!("{} of {}", with_factor.len(), counted(n_all, "user")),
        is_factor_required,
        users: all
            .into_iter()
            .filter(|(user, _)| is_wanted(user))
            .map(|one| row(one, &with_factor))
            .collect(),
        q,
        n_all,
    })
}

fn row((user, seen): (User, Option<Timestamp>), with_factor: &HashSet<UserId>) -> Row {
    Row {
        has_factor: with_factor.contains(&user.id),
        role: role_in_words(user.role).0,
        state: state(&user),
        is_out: user.disabled_at.is_some(),
        seen: seen.map_or_else(|| "never".to_owned(), |at| minute(&at)),
        id: user.id,
        name: user.name,
        email: user.email,
    }
}

fn state(user: &User) -> &'static str {
    match (&user.disabled_at, &user.password_hash) {
        (Some(_), _) => "shut out",
        (None, None) => "has yet to sign in",
        (None, Some(_)) => "may sign in",
    }
}

#[derive(Template)]
#[template(path = "admin/new_user.html")]
struct NewUser {
    frame: Frame,
    tabs: Vec<ShownTab>,
    wrong: FormErrors,
    form: FormData,
    role: String,
    roles: Vec<(String, String)>,
    roles_told: String,
}

async fn new(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    // Only those who may keep users see the form, and whoever adds one makes a link as well.
    users::list(&web.service, &signed.caller).await?;
    sessions::check_proof(&web.service, &signed.caller).await?;
    page(&new_user(&signed, FormErrors::default(), FormData::default()))
}

fn new_user(signed: &Signed, wrong: FormErrors, form: FormData) -> NewUser {
    NewUser {
        frame: Frame::of(signed, Place::Admin),
        tabs: tabs(signed, Tab::Users),
        wrong,
        role: form.given("role").unwrap_or(Role::Recruiter.name()).to_owned(),
        form,
        roles: role_choices(),
        roles_told: roles_told(),
    }
}

async fn add(State(web): State<Web>, signed: Signed, form: FormData) -> Result<Response, Problem> {
    sessions::check_proof(&web.service, &signed.caller).await?;
    let added = match role(&form) {
        Ok(role) => {
            let (email, name) = (form.text("email").to_owned(), form.text("name").to_owned());
            users::create(&web.service, &signed.caller, UserInput { email, name, role }).await
        }
        Err(error) => Err(error),
    };
    match added {
        Ok(user) => {
            let link =
                users::sign_in_link(&web.service, &signed.caller, &user.id, &web.settings.base_url).await?;
            page(&one_user(&web, &signed, user, FormErrors::default(), Some(link)).await?)
        }
        Err(error) => {
            let wrong = FormErrors::of(error)?;
            again(wrong.status, &new_user(&signed, wrong, form))
        }
    }
}

fn role(form: &FormData) -> Result<Role, Error> {
    const MEND: &str = "choose one of the list";
    form.read("role", MEND)?.ok_or_else(|| Error::invalid("/role", MEND))
}

#[derive(Template)]
#[template(path = "admin/user.html")]
struct OneUser {
    frame: Frame,
    tabs: Vec<ShownTab>,
    wrong: FormErrors,
    id: UserId,
    revision: String,
    name: String,
    email: String,
    state: &'static str,
    is_out: bool,
    is_self: bool,
    has_factor: bool,
    since: String,
    /// What is typed or chosen.
    form_name: String,
    role: String,
    roles: Vec<(String, String)>,
    roles_told: String,
    link: Option<ShownLink>,
}

struct ShownLink {
    url: String,
    until: String,
}

async fn one(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<UserId>,
) -> Result<Response, Problem> {
    let user = users::get(&web.service, &signed.caller, &id).await?;
    page(&one_user(&web, &signed, user, FormErrors::default(), None).await?)
}

async fn one_user(
    web: &Web,
    signed: &Signed,
    user: User,
    wrong: FormErrors,
    link: Option<SignInLink>,
) -> Result<OneUser, Problem> {
    let (with_factor, _) = second_factor::overview(&web.service, &signed.caller).await?;
    Ok(OneUser {
        has_factor: with_factor.contains(&user.id),
        frame: Frame::of(signed, Place::Admin),
        tabs: tabs(signed, Tab::Users),
        wrong,
        state: state(&user),
        is_out: user.disabled_at.is_some(),
        is_self: user.id == signed.user.id,
        since: minute(&user.created_at),
        form_name: user.name.clone(),
        role: user.role.name().to_owned(),
        roles: role_choices(),
        roles_told: roles_told(),
        link: link.map(|link| ShownLink { until: minute(&link.expires_at), url: link.url }),
        id: user.id,
        revision: user.revision.to_string(),
        name: user.name,
        email: user.email,
    })
}

async fn change(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<UserId>,
    form: FormData,
) -> Result<Response, Problem> {
    let wanted = role(&form).map(|role| UserChange {
        name: Some(form.text("name").to_owned()),
        role: Some(role),
        is_disabled: None,
    });
    let (name, role) = (form.text("name").to_owned(), form.text("role").to_owned());
    let revision = form.text("revision").to_owned();
    let done = match wanted {
        Ok(change) => users::change(&web.service, &signed.caller, &id, form.revision(), change).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => Ok(go(&format!("/admin/users/{id}?done=saved"))),
        Err(error) => {
            let template = refused(&web, &signed, &id, error).await?;
            let template = OneUser { form_name: name, role, revision, ..template };
            again(template.wrong.status, &template)
        }
    }
}

/// The page of a user with what was refused.
async fn refused(web: &Web, signed: &Signed, id: &UserId, error: Error) -> Result<OneUser, Problem> {
    let wrong = FormErrors::of(error)?;
    let user = users::get(&web.service, &signed.caller, id).await?;
    one_user(web, signed, user, wrong, None).await
}

async fn link(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<UserId>,
) -> Result<Response, Problem> {
    let link = users::sign_in_link(&web.service, &signed.caller, &id, &web.settings.base_url).await?;
    let user = users::get(&web.service, &signed.caller, &id).await?;
    page(&one_user(&web, &signed, user, FormErrors::default(), Some(link)).await?)
}

async fn remove_factor(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<UserId>,
) -> Result<Response, Problem> {
    second_factor::remove(&web.service, &signed.caller, &id).await?;
    Ok(go(&format!("/admin/users/{id}?done=factor_removed")))
}

async fn require_factor(State(web): State<Web>, signed: Signed, form: FormData) -> Result<Response, Problem> {
    let is_required = form.is_ticked("is_required");
    second_factor::require(&web.service, &signed.caller, is_required).await?;
    let done = if is_required { "factor_required" } else { "factor_optional" };
    Ok(go(&format!("/admin/users?done={done}")))
}

async fn shut_out(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<UserId>,
    form: FormData,
) -> Result<Response, Problem> {
    set_out(&web, &signed, &id, &form, true).await
}

async fn let_in(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<UserId>,
    form: FormData,
) -> Result<Response, Problem> {
    set_out(&web, &signed, &id, &form, false).await
}

async fn set_out(
    web: &Web,
    signed: &Signed,
    id: &UserId,
    form: &FormData,
    is_out: bool,
) -> Result<Response, Problem> {
    let change = UserChange { name: None, role: None, is_disabled: Some(is_out) };
    match users::change(&web.service, &signed.caller, id, form.revision(), change).await {
        Ok(_) => Ok(go(&format!("/admin/users/{id}?done={}", if is_out { "shut_out" } else { "let_in" }))),
        Err(error) => {
            let template = refused(web, signed, id, error).await?;
            again(template.wrong.status, &template)
        }
    }
}
