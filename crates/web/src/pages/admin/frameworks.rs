//! Frameworks: versions, reading one, what one changes against another, adding one.

mod upload;

use super::{ShownTab, Tab, tabs};
use crate::extract::PathId;
use crate::pages::{Asked, Frame, Place, Signed, file, minute, page};
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use report::framework::{Change, Reading};
use service::{Error, Permission, frameworks};
use store::versioned_documents::FrameworkVersion;
use store::{FrameworkId, SearchId};
use upload::Upload;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/admin/frameworks", get(list).post(upload::add))
        .route("/admin/frameworks/compare", get(compare))
        .route("/admin/frameworks/{framework_id}", get(one))
        .route("/admin/frameworks/{framework_id}/document", get(document))
}

/// What a version is called.
pub(super) fn name(version: &FrameworkVersion) -> String {
    format!("{} {}", version.title, version.version)
}

#[derive(Template)]
#[template(path = "admin/frameworks.html")]
struct Frameworks {
    frame: Frame,
    tabs: Vec<ShownTab>,
    rows: Vec<Row>,
    next: Option<String>,
    /// Versions to choose from, for a comparison.
    choices: Vec<(String, String)>,
    old: String,
    new: String,
    /// The form to add one, for those who may.
    upload: Option<Upload>,
}

struct Row {
    id: FrameworkId,
    name: String,
    framework: String,
    added: String,
    hash: String,
    searches: String,
}

async fn list(State(web): State<Web>, signed: Signed, asked: Asked) -> Result<Response, Problem> {
    page(&listed(&web, &signed, &asked, Upload::default()).await?)
}

async fn listed(web: &Web, signed: &Signed, asked: &Asked, upload: Upload) -> Result<Frameworks, Problem> {
    let part = service::Asked { limit: None, cursor: asked.fields.given("cursor").map(str::to_owned) };
    let (versions, uses) = frameworks::list_with_uses(&web.service, &signed.caller, &part).await?;
    let may_add = signed.caller.actor.require(Permission::FrameworksWrite).is_ok();
    let choices: Vec<(String, String)> =
        versions.items.iter().map(|version| (version.id.to_string(), name(version))).collect();
    let id = |index: usize| choices.get(index).map(|(id, _)| id.clone()).unwrap_or_default();
    let row = |version: &FrameworkVersion| Row {
        id: version.id.clone(),
        name: name(version),
        framework: version.framework.clone(),
        added: minute(&version.created_at),
        hash: version.sha256.chars().take(12).collect(),
        searches: match uses.get(&version.id).map_or(0, Vec::len) {
            0 => "none".to_owned(),
            1 => "1 search".to_owned(),
            n => format!("{n} searches"),
        },
    };
    Ok(Frameworks {
        frame: Frame::of(signed, Place::Admin),
        tabs: tabs(signed, Tab::Frameworks),
        rows: versions.items.iter().map(row).collect(),
        next: versions.next_cursor,
        old: id(1),
        new: id(0),
        choices,
        upload: may_add.then_some(upload),
    })
}

#[derive(Template)]
#[template(path = "admin/framework.html")]
struct OneFramework {
    frame: Frame,
    tabs: Vec<ShownTab>,
    version: FrameworkVersion,
    name: String,
    added: String,
    uses: String,
    searches: Vec<(SearchId, String)>,
    reading: Reading,
}

async fn one(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<FrameworkId>,
) -> Result<Response, Problem> {
    let read = frameworks::read(&web.service, &signed.caller, &id).await?;
    page(&OneFramework {
        frame: Frame::of(&signed, Place::Admin),
        tabs: tabs(&signed, Tab::Frameworks),
        name: name(&read.version),
        added: minute(&read.version.created_at),
        uses: match read.searches.len() {
            0 => "No search that you may see is computed by it.".to_owned(),
            1 => "One search is computed by it:".to_owned(),
            n => format!("{n} searches are computed by it:"),
        },
        version: read.version,
        searches: read.searches,
        reading: read.reading,
    })
}

async fn document(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<FrameworkId>,
) -> Result<Response, Problem> {
    let document = frameworks::document(&web.service, &signed.caller, &id).await?;
    let version = frameworks::get(&web.service, &signed.caller, &id).await?.version;
    let kept = |text: &str| {
        text.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect::<String>()
    };
    let name = format!("{}-{}.toml", kept(&version.framework), kept(&version.version));
    Ok(file(&name, "application/toml", document))
}

#[derive(Template)]
#[template(path = "admin/compare_frameworks.html")]
struct Compared {
    frame: Frame,
    tabs: Vec<ShownTab>,
    old: String,
    new: String,
    verdict: String,
    changes: Vec<Change>,
}

async fn compare(State(web): State<Web>, signed: Signed, asked: Asked) -> Result<Response, Problem> {
    let framework = |name: &str| asked.fields.text(name).parse().map_err(|_| Error::NotFound("framework"));
    let (old, new): (FrameworkId, FrameworkId) = (framework("old")?, framework("new")?);
    let (old, new, changes) = frameworks::compare(&web.service, &signed.caller, &old, &new).await?;
    let verdict = match changes.len() {
        0 if old.sha256 == new.sha256 => "They are the same document.".to_owned(),
        0 => "Nothing that the program reads differs: only comments or the version’s number.".to_owned(),
        1 => "One thing differs.".to_owned(),
        n => format!("{n} things differ."),
    };
    page(&Compared {
        frame: Frame::of(&signed, Place::Admin),
        tabs: tabs(&signed, Tab::Frameworks),
        old: name(&old),
        new: name(&new),
        verdict,
        changes,
    })
}
