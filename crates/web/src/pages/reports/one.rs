//! One version: what it is, what has changed, its files, and who has links to it.

use super::kind_in_words;
use super::links::{self, ShownShare};
use crate::answer::{attached, shown_page};
use crate::extract::PathId;
use crate::pages::{FormData, FormErrors, Frame, Place, Signed, counted, minute, page, thousands};
use crate::{Problem, Web};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use service::reports::{self, Kept, ReportOutline};
use service::shares::{self, DAYS};
use service::{Asked, Error, Permission, searches};
use store::ReportId;
use store::reports::Format;

#[derive(Template)]
#[template(path = "reports/one.html")]
pub(super) struct One {
    frame: Frame,
    wrong: FormErrors,
    id: ReportId,
    search_path: String,
    search: String,
    title: String,
    facts: Vec<(&'static str, String)>,
    changes: Vec<String>,
    since: String,
    files: Vec<ShownFile>,
    emptied: Option<String>,
    has_pdf: bool,
    may_share: bool,
    link: Option<links::ShownLink>,
    shares: Vec<ShownShare>,
    whom: String,
    days: String,
    offers_files: bool,
}

/// A file to open or to keep.
pub(super) struct ShownFile {
    pub(super) path: String,
    pub(super) title: &'static str,
    pub(super) size: String,
    pub(super) sha256: String,
}

/// A file as a link.
pub(super) fn shown_file(path: &str, format: Format, n_bytes: i64, sha256: &str) -> ShownFile {
    ShownFile {
        path: format!("{path}/report.{format}"),
        title: match format {
            Format::Html => "Open to read or print",
            Format::Pdf => "PDF",
            Format::Docx => "Word (DOCX), to edit",
            Format::Xlsx => "Workbook (XLSX)",
            Format::Csv => "Table (CSV)",
            Format::Json => "Data (JSON)",
        },
        size: match n_bytes {
            n if n < 1_000 => counted(n, "byte"),
            n => format!("{} kB", thousands((n + 500) / 1_000)),
        },
        sha256: sha256.to_owned(),
    }
}

pub(super) async fn show(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<ReportId>,
) -> Result<Response, Problem> {
    page(&shown(&web, &signed, &id, (FormErrors::default(), &FormData::default(), None)).await?)
}

pub(super) async fn shown(
    web: &Web,
    signed: &Signed,
    id: &ReportId,
    (wrong, typed, link): (FormErrors, &FormData, Option<links::ShownLink>),
) -> Result<One, Problem> {
    let (service, caller) = (&web.service, &signed.caller);
    let report = reports::get(service, caller, id).await?;
    let search = searches::get(service, caller, &report.search_id).await?;
    let may_share = caller.actor.require(Permission::SearchesWrite).is_ok() && report.emptied_at.is_none();
    let shares = if may_share {
        let all = Asked { limit: Some(200), cursor: None };
        shares::list(service, caller, Some(id), &all).await?.items
    } else {
        Vec::new()
    };
    let path = format!("/reports/{id}");
    let mut files: Vec<ShownFile> =
        report.files.iter().map(|file| shown_file(&path, file.format, file.n_bytes, &file.sha256)).collect();
    // What is read comes first.
    files.sort_by_key(|file| !file.path.ends_with("html"));
    Ok(One {
        frame: Frame::of(signed, Place::Searches),
        wrong,
        id: id.clone(),
        search_path: format!("/searches/{}", report.search_id),
        search: search.title,
        facts: facts(&report),
        since: format!("What has changed since version {}", report.version - 1),
        has_pdf: report.files.iter().any(|file| file.format == Format::Pdf),
        emptied: report.emptied_at.as_ref().map(minute),
        files,
        may_share,
        link,
        shares: shares.iter().map(links::shown).collect(),
        whom: typed.text("name").to_owned(),
        offers_files: typed.is_ticked("offers_files"),
        days: typed.given("days").map_or_else(|| DAYS.to_string(), str::to_owned),
        title: report.title,
        changes: report.changes,
    })
}

fn facts(report: &ReportOutline) -> Vec<(&'static str, String)> {
    vec![
        ("Kind", kind_in_words(report.kind).to_owned()),
        ("Version", report.version.to_string()),
        ("Made", format!("{} by {}", minute(&report.created_at), report.created_by_name)),
        ("Names", if report.is_blind { "left out" } else { "as they were then" }.to_owned()),
        ("Made from run", report.run_id.to_string()),
    ]
}

pub(super) async fn file(
    State(web): State<Web>,
    signed: Signed,
    PathId((id, file)): PathId<(ReportId, String)>,
) -> Result<Response, Problem> {
    Ok(sent(reports::file(&web.service, &signed.caller, &id, format_of(&file)?).await?))
}

/// A page is shown, all else is kept.
pub(super) fn sent(file: Kept) -> Response {
    if file.format == Format::Html { shown_page(file) } else { attached(file) }
}

pub(super) fn format_of(file: &str) -> Result<Format, Error> {
    let missing = || Error::NotFound("file of this report");
    file.strip_prefix("report.").and_then(|ending| ending.parse().ok()).ok_or_else(missing)
}
