//! Links by which a version of a report is read from outside: that version and nothing else, for a time, and with a passcode
//! where one is wanted. Only hashes of secrets and passcodes are kept.

use crate::checks::Checks;
use crate::line::Name;
use crate::reports::{self, Kept};
use crate::sessions::Visitor;
use crate::throttling::{self, Bucket};
use crate::transaction::started;
use crate::{
    Asked, Caller, Code, Error, Listed, Permission, Result, Secret, Service, hash_secret, passwords,
};
use report::{Markup, opening};
use serde::{Deserialize, Serialize};
use std::slice;
use store::audit::{self, Record};
use store::reports::{Format, Report, ReportFile};
use store::shares::{self, Share};
use store::{Connection, OrgId, ReportId, SearchId, ShareId, Timestamp, organisations, searches, users};
use utoipa::ToSchema;

/// A link works for at most so many days.
pub const MOST_DAYS: i64 = 30;
/// Unless told otherwise, for so many.
pub const DAYS: i64 = 14;
const SECONDS_A_DAY: i64 = 24 * 60 * 60;
const SHORTEST_PASSCODE: usize = 6;
const LONGEST_PASSCODE: usize = 128;

/// A link to be made.
#[derive(Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShareInput {
    /// For whom it is, for your own list.
    #[schema(value_type = Name)]
    pub name: String,
    /// How many days it works; 14 where it is left out.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 30)]
    pub days: Option<i64>,
    /// What has to be said besides; none where the link is enough. Tell it by another way than the link.
    #[serde(default)]
    #[schema(min_length = 6, max_length = 128)]
    pub passcode: Option<String>,
    /// Whether it offers the workbook, the table and the data as well; without, the page and the PDF alone.
    #[serde(default)]
    pub offers_files: bool,
}

impl std::fmt::Debug for ShareInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ShareInput").field("days", &self.days).finish_non_exhaustive()
    }
}

/// How a link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShareState {
    /// It works.
    Open,
    /// Its time is over.
    Expired,
    /// It was revoked.
    Revoked,
}

/// A link, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Share)]
pub struct ShareOutline {
    /// Id.
    pub id: ShareId,
    /// The version that it reads.
    pub report_id: ReportId,
    /// The version's title and number.
    pub report: String,
    /// The search that the version is of.
    pub search_id: SearchId,
    /// For whom.
    pub name: String,
    /// How it stands.
    pub state: ShareState,
    /// Whether a passcode has to be said.
    pub has_passcode: bool,
    /// Whether it offers files other than the page and the PDF.
    pub offers_files: bool,
    /// How often it was opened.
    pub n_views: i64,
    /// When it was opened last.
    pub viewed_at: Option<Timestamp>,
    /// Who made it, by name.
    pub created_by_name: String,
    /// When.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// A link that was just made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ShareMade {
    /// The address to hand on. It is shown this once.
    pub url: String,
    /// The link.
    #[serde(flatten)]
    pub share: ShareOutline,
}

/// Makes a link to a version. It is kept nowhere but as a hash, so a repeated request makes another.
#[crate::boxed]
pub async fn create(
    service: &Service,
    caller: &Caller,
    report: &ReportId,
    input: &ShareInput,
    base_url: &str,
) -> Result<ShareMade> {
    let mut checks = Checks::default();
    let name = Name::checked(&mut checks, "/name", &input.name);
    let days = input.days.unwrap_or(DAYS);
    checks.require((1..=MOST_DAYS).contains(&days), "/days", "a link works for 1 to 30 days");
    if let Some(passcode) = &input.passcode {
        let is_good = (SHORTEST_PASSCODE..=LONGEST_PASSCODE).contains(&passcode.chars().count());
        checks.require(is_good, "/passcode", "choose 6 to 128 characters");
    }
    checks.done()?;
    let passcode = match &input.passcode {
        Some(passcode) => Some(passwords::hash(service, passcode).await?),
        None => None,
    };
    let mut write = service.write_anew(caller, Permission::SearchesWrite, "share.create").await?;
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let report = reports::seen(connection, actor, report).await?;
    if report.emptied_at.is_some() {
        return Err(Error::conflict(
            Code::Emptied,
            "its files were thrown away, because someone in it was erased",
        ));
    }
    let secret = Secret::new("", service.surroundings());
    let share = Share {
        id: service.surroundings().id(),
        org_id: actor.org.clone(),
        report_id: report.id.clone(),
        name,
        passcode,
        offers_files: input.offers_files,
        n_views: 0,
        viewed_at: None,
        created_by: actor.user.clone(),
        created_at: now.clone(),
        expires_at: now.plus_seconds(days * SECONDS_A_DAY),
        revoked_at: None,
    };
    shares::insert(connection, &share, &secret.hash()).await?;
    let subject = share.id.to_string();
    let share = outline(connection, &actor.org.clone(), share, &report, &now).await?;
    let url = format!("{}/s/{}", base_url.trim_end_matches('/'), secret.reveal());
    let share = write
        .finish(&subject, &["report_id", "name", "expires_at", "passcode", "offers_files"], share)
        .await?;
    Ok(ShareMade { url, share })
}

/// The links of the organisation, the newest first; to one version only where one is named.
#[crate::boxed]
pub async fn list(
    service: &Service,
    caller: &Caller,
    report: Option<&ReportId>,
    asked: &Asked,
) -> Result<Listed<ShareOutline>> {
    let page = asked.page()?;
    let mut read = service.read(caller, Permission::SearchesWrite).await?;
    let now = service.surroundings().now();
    let (connection, actor) = read.with_actor();
    let found = shares::list(connection, &actor.org, report, &page).await?;
    let ids: Vec<ReportId> = found.iter().map(|share| share.report_id.clone()).collect();
    let titles = reports::titles(connection, actor, &ids).await?;
    let mut items = Vec::with_capacity(found.len());
    for share in found {
        if let Some(report) = titles.get(&share.report_id) {
            items.push(outline(connection, &actor.org, share, report, &now).await?);
        }
    }
    Ok(Listed::new(items, &page, |share| (share.created_at.as_str(), share.id.as_str())))
}

/// Revokes a link. It works no more; one that was revoked before stays so.
#[crate::boxed]
pub async fn revoke(service: &Service, caller: &Caller, id: &ShareId) -> Result<ShareOutline> {
    let mut write = started!(service.write(caller, Permission::SearchesWrite, "share.revoke", id).await?);
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let org = actor.org.clone();
    shares::revoke(connection, &org, id, &now).await?;
    let share = shares::find(connection, &org, id).await?.ok_or(Error::NotFound("link"))?;
    let titles = reports::titles(connection, actor, slice::from_ref(&share.report_id)).await?;
    let report = titles.get(&share.report_id).ok_or(Error::NotFound("link"))?;
    let share = outline(connection, &org, share, report, &now).await?;
    write.finish(id.as_str(), &["revoked_at"], share).await
}

/// Revokes every link that works; gives how many there were.
#[crate::boxed]
pub async fn revoke_all(service: &Service, caller: &Caller) -> Result<u64> {
    let begun = service.write(caller, Permission::SearchesWrite, "share.revoke_all", &()).await?;
    let mut write = started!(begun);
    let now = write.now();
    let (connection, org) = write.parts();
    let n = shares::revoke_all(connection, org, &now).await?;
    let org = org.to_string();
    write.finish(&org, &["revoked_at"], n).await
}

/// What a link shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// It asks for a passcode, and shows nothing before.
    Locked,
    /// The version that it reads.
    Open(Box<Shared>),
}

/// A version as whoever has a link to it finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// The version.
    pub report: Report,
    /// Those of its files that the link offers, without their content.
    pub files: Vec<ReportFile>,
    /// Where it begins: of a board report the brief, of another all of it.
    pub opening: Option<Markup>,
    /// What has changed since the version before.
    pub changes: Vec<String>,
    /// Whose report it is.
    pub organisation: String,
    /// The search's title.
    pub search: String,
    /// When the link stops working.
    pub expires_at: Timestamp,
}

/// Opens a link. `proof` is what [`unlock`] gave. It is on record, but nothing is used up, and nothing counted: programs that
/// scan mail and those that show what a link leads to open it as well.
///
/// # Errors
/// [`Error::NotFound`], in the same words whether it is wrong, was revoked, is past its time or its files are gone.
#[crate::boxed]
pub async fn open(service: &Service, secret: &str, proof: Option<&str>, visitor: &Visitor) -> Result<Opened> {
    let (share, report) = usable(service, secret, visitor).await?;
    if !is_proven(&share, secret, proof) {
        return Ok(Opened::Locked);
    }
    let now = service.surroundings().now();
    let mut connection = service.database().write().await?;
    record(&mut connection, &share, ("share.open", &[]), visitor, &now).await?;
    let files = store::reports::files(&mut connection, &share.org_id, &report.id).await?;
    let organisation = organisations::name(&mut connection, &share.org_id).await?.unwrap_or_default();
    let search = searches::find(&mut connection, &share.org_id, &report.search_id).await?;
    let page = reports::read(&mut connection, &share.org_id, &report, Format::Html).await?;
    connection.commit().await?;
    let files = files.into_iter().filter(|file| offers(&share, file.format)).collect();
    Ok(Opened::Open(Box::new(Shared {
        opening: std::str::from_utf8(&page.bytes).ok().and_then(opening),
        changes: serde_json::from_str(&report.changes)
            .map_err(Error::internal("reading the changes of a report"))?,
        report,
        files,
        organisation,
        search: search.map(|search| search.title).unwrap_or_default(),
        expires_at: share.expires_at,
    })))
}

/// Counts that a link was opened: somebody's browser shows its page.
#[crate::boxed]
pub async fn shown(service: &Service, secret: &str, proof: Option<&str>, visitor: &Visitor) -> Result<()> {
    let (share, _) = usable(service, secret, visitor).await?;
    if !is_proven(&share, secret, proof) {
        return Err(Error::NotFound("link"));
    }
    let now = service.surroundings().now();
    let mut connection = service.database().write().await?;
    shares::viewed(&mut connection, &share.org_id, &share.id, &now).await?;
    Ok(connection.commit().await?)
}

/// A file of the version that a link reads.
#[crate::boxed]
pub async fn file(
    service: &Service,
    secret: &str,
    proof: Option<&str>,
    format: Format,
    visitor: &Visitor,
) -> Result<Kept> {
    let (share, report) = usable(service, secret, visitor).await?;
    if !is_proven(&share, secret, proof) || !offers(&share, format) {
        return Err(Error::NotFound("link"));
    }
    let now = service.surroundings().now();
    let mut connection = service.database().write().await?;
    record(&mut connection, &share, ("share.download", &[format.name()]), visitor, &now).await?;
    let kept = reports::read(&mut connection, &share.org_id, &report, format).await?;
    connection.commit().await?;
    Ok(kept)
}

/// Whether a link offers a file: the page and the PDF always, others where whoever made it allows them.
fn offers(share: &Share, format: Format) -> bool {
    share.offers_files || matches!(format, Format::Html | Format::Pdf)
}

/// Records what was done by a link.
async fn record(
    connection: &mut Connection,
    share: &Share,
    (action, fields): (&str, &[&str]),
    visitor: &Visitor,
    now: &Timestamp,
) -> Result<()> {
    let record = Record {
        user: None,
        via: "link",
        action,
        subject: share.id.as_str(),
        fields,
        request: &visitor.request,
    };
    audit::append(connection, &share.org_id, &record, now).await?;
    if !visitor.address.is_empty() {
        audit::put_source(connection, &share.org_id, &visitor.request, &visitor.address, now).await?;
    }
    Ok(())
}

/// Says the passcode of a link; gives the proof of it, which works as long as the link does.
#[crate::boxed]
pub async fn unlock(service: &Service, secret: &str, passcode: &str, visitor: &Visitor) -> Result<String> {
    let (share, _) = usable(service, secret, visitor).await?;
    let account = format!("share:{}", share.id);
    let buckets = [
        Bucket::Account(&account),
        Bucket::AccountFrom(&account, &visitor.address),
        Bucket::Address(&visitor.address),
    ];
    throttling::attempt(service, &buckets).await?;
    if !passwords::is_right(service, passcode, share.passcode.as_deref()).await? {
        return Err(Error::invalid("/passcode", "this is not the passcode"));
    }
    throttling::succeeded(service, &buckets).await?;
    Ok(proof(secret, share.passcode.as_deref().unwrap_or_default()))
}

/// What shows that a passcode was said: only the server knows the hash that it is made of.
fn proof(secret: &str, passcode_hash: &str) -> String {
    hash_secret(format!("{secret} {passcode_hash}"))
}

fn is_proven(share: &Share, secret: &str, given: Option<&str>) -> bool {
    match &share.passcode {
        None => true,
        // Both are hashes, of which no time tells a part.
        Some(hash) => given.is_some_and(|given| hash_secret(given) == hash_secret(proof(secret, hash))),
    }
}

/// The link with a secret, as long as it works, and what it reads.
async fn usable(service: &Service, secret: &str, visitor: &Visitor) -> Result<(Share, Report)> {
    let attempt = async {
        let now = service.surroundings().now();
        let mut connection = service.database().read().await?;
        let share = shares::find_by_secret(&mut connection, &hash_secret(secret)).await?;
        let is_open = |share: &Share| state(share, &now) == ShareState::Open;
        let share = share.filter(is_open).ok_or(Error::NotFound("link"))?;
        let report = store::reports::find(&mut connection, &share.org_id, &share.report_id).await?;
        let report = report.filter(|report| report.emptied_at.is_none()).ok_or(Error::NotFound("link"))?;
        Ok((share, report))
    };
    throttling::by_link(service, &visitor.address, attempt).await
}

fn state(share: &Share, now: &Timestamp) -> ShareState {
    if share.revoked_at.is_some() {
        ShareState::Revoked
    } else if share.expires_at <= *now {
        ShareState::Expired
    } else {
        ShareState::Open
    }
}

async fn outline(
    connection: &mut Connection,
    org: &OrgId,
    share: Share,
    report: &Report,
    now: &Timestamp,
) -> Result<ShareOutline> {
    let by = users::find(connection, org, &share.created_by).await?;
    Ok(ShareOutline {
        state: state(&share, now),
        report: format!("{}, version {}", report.title, report.version),
        search_id: report.search_id.clone(),
        created_by_name: by.map(|user| user.name).unwrap_or_default(),
        has_passcode: share.passcode.is_some(),
        offers_files: share.offers_files,
        id: share.id,
        report_id: share.report_id,
        name: share.name,
        n_views: share.n_views,
        viewed_at: share.viewed_at,
        created_at: share.created_at,
        expires_at: share.expires_at,
        revoked_at: share.revoked_at,
    })
}
