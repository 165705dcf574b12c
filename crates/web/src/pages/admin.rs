//! Administration: the organisation at a glance, users, frameworks, norms and the audit log.

mod audit;
mod frameworks;
mod instruments;
mod norms;
mod users;

pub(super) use norms::in_words as norm_in_words;
pub(super) use users::role_in_words;

use super::{Frame, Place, Signed, page};
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use service::{Permission, overview, retention};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/admin", get(at_a_glance))
        .merge(users::routes())
        .merge(frameworks::routes())
        .merge(norms::routes())
        .merge(instruments::routes())
        .merge(audit::routes())
}

/// A page of the administration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Overview,
    Users,
    Frameworks,
    Norms,
    Instruments,
    Reliability,
    Audit,
}

/// A link to a page of the administration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ShownTab {
    path: &'static str,
    title: &'static str,
    is_here: bool,
}

/// The pages that someone may see.
fn tabs(signed: &Signed, here: Tab) -> Vec<ShownTab> {
    let all = [
        (Tab::Overview, "/admin", "Overview", Permission::UsersManage),
        (Tab::Users, "/admin/users", "Users", Permission::UsersManage),
        (Tab::Frameworks, "/admin/frameworks", "Frameworks", Permission::FrameworksRead),
        (Tab::Norms, "/admin/norms", "Norms", Permission::SearchesRead),
        (Tab::Instruments, "/admin/instruments", "Questionnaires", Permission::InstrumentsRead),
        (Tab::Reliability, "/admin/reliability", "Reliability", Permission::InstrumentsRead),
        (Tab::Audit, "/admin/audit", "Audit log", Permission::AuditRead),
    ];
    let may = |permission| signed.caller.actor.require(permission).is_ok();
    all.into_iter()
        .filter(|(.., permission)| may(*permission))
        .map(|(tab, path, title, _)| ShownTab { path, title, is_here: tab == here })
        .collect()
}

#[derive(Template)]
#[template(path = "admin/overview.html")]
struct AtAGlance {
    frame: Frame,
    tabs: Vec<ShownTab>,
    overview: overview::Overview,
    verdict: String,
    version: &'static str,
    newest: String,
    retention: Vec<(&'static str, String)>,
}

async fn at_a_glance(State(web): State<Web>, signed: Signed) -> Result<Response, Problem> {
    let overview = overview::read(&web.service, &signed.caller).await?;
    let n_unwell = overview.findings.iter().filter(|finding| !finding.is_well).count();
    let verdict = match n_unwell {
        0 => "All is well.".to_owned(),
        1 => "One thing needs a look.".to_owned(),
        n => format!("{n} things need a look."),
    };
    page(&AtAGlance {
        frame: Frame::of(&signed, Place::Admin),
        tabs: tabs(&signed, Tab::Overview),
        newest: overview.newest_framework.as_ref().map_or_else(String::new, frameworks::name),
        overview,
        verdict,
        version: env!("CARGO_PKG_VERSION"),
        retention: retention::rules(web.service.settings()),
    })
}
