//! The audit log: who did what, found, exported and verified.

use super::{ShownTab, Tab, tabs};
use crate::pages::tables::csv_or_xlsx;
use crate::pages::{Asked, FormErrors, Frame, Place, Signed, again, file, minute, page, sentence, thousands};
use crate::{Problem, Web};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use axum::routing::get;
use service::audit::{self, AuditAsked};
use service::{Error, Listed, users};
use std::collections::HashMap;
use store::UserId;
use store::audit::Entry;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/admin/audit", get(list))
        .route("/admin/audit/entries.csv", get(table))
        .route("/admin/audit/entries.xlsx", get(table))
        .route("/admin/audit/entries.json", get(json))
}

#[derive(Template)]
#[template(path = "admin/audit.html")]
struct Audit {
    frame: Frame,
    tabs: Vec<ShownTab>,
    wrong: FormErrors,
    asked: Shown,
    actions: Vec<(String, String)>,
    users: Vec<(String, String)>,
    rows: Vec<Row>,
    is_filtered: bool,
    /// The filter as it stands in an address.
    query: String,
    next: Option<String>,
    verified: Option<Verified>,
    most: String,
}

/// What is asked for, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Shown {
    action: String,
    user: String,
    subject: String,
    from: String,
    to: String,
}

struct Row {
    seq: i64,
    at: String,
    who: String,
    via: String,
    /// From which network address; empty where that is not kept.
    address: String,
    action: String,
    subject: String,
    fields: String,
}

struct Verified {
    is_intact: bool,
    words: String,
    head: String,
}

async fn list(State(web): State<Web>, signed: Signed, asked: Asked) -> Result<Response, Problem> {
    let wanted = wanted(&asked);
    let (listed, wrong) = match audit::list(&web.service, &signed.caller, &wanted).await {
        Ok(listed) => (listed, FormErrors::default()),
        Err(error) => (Listed::whole(Vec::new()), FormErrors::of(error)?),
    };
    let verified = if asked.fields.is_ticked("verify") { Some(verify(&web, &signed).await?) } else { None };
    let names = names(&web, &signed).await?;
    let addresses = audit::addresses(&web.service, &signed.caller, &listed.items).await?;
    let actions = audit::actions(&web.service, &signed.caller).await?;
    let shown = shown(&asked);
    let template = Audit {
        frame: Frame::of(&signed, Place::Admin),
        tabs: tabs(&signed, Tab::Audit),
        actions: choices("All actions", actions.into_iter().map(|action| (action.clone(), action))),
        users: choices("Everyone", names.iter().map(|(id, name)| (id.to_string(), name.clone()))),
        is_filtered: shown != Shown::default(),
        query: query(&shown),
        asked: shown,
        next: listed.next_cursor,
        rows: rows(listed.items, names, &addresses),
        verified,
        most: thousands(audit::MOST_EXPORTED),
        wrong,
    };
    if template.wrong.is_empty() { page(&template) } else { again(template.wrong.status, &template) }
}

/// The users by name.
async fn names(web: &Web, signed: &Signed) -> Result<Vec<(UserId, String)>, Problem> {
    let users = users::list(&web.service, &signed.caller).await?.items;
    Ok(users.into_iter().map(|user| (user.id, user.name)).collect())
}

fn choices(all: &str, those: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    std::iter::once((String::new(), all.to_owned())).chain(those).collect()
}

fn wanted(asked: &Asked) -> AuditAsked {
    let given = |name| asked.fields.given(name).map(str::to_owned);
    AuditAsked {
        limit: None,
        cursor: given("cursor"),
        subject: given("subject"),
        action: given("action"),
        user_id: given("user_id"),
        from: given("from"),
        to: given("to"),
    }
}

fn shown(asked: &Asked) -> Shown {
    let text = |name| asked.fields.text(name).to_owned();
    Shown {
        action: text("action"),
        user: text("user_id"),
        subject: text("subject"),
        from: text("from"),
        to: text("to"),
    }
}

/// The filter as it stands in an address.
fn query(shown: &Shown) -> String {
    let pairs = [
        ("action", &shown.action),
        ("user_id", &shown.user),
        ("subject", &shown.subject),
        ("from", &shown.from),
        ("to", &shown.to),
    ];
    let given = pairs.iter().filter(|(_, value)| !value.is_empty());
    given.map(|(name, value)| format!("{name}={}", escaped(value))).collect::<Vec<_>>().join("&")
}

/// A text as a part of an address (RFC 3986).
fn escaped(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let part = |byte: u8| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(part).collect()
}

fn rows(entries: Vec<Entry>, names: Vec<(UserId, String)>, addresses: &HashMap<String, String>) -> Vec<Row> {
    let names: HashMap<UserId, String> = names.into_iter().collect();
    let row = |entry: Entry| Row {
        seq: entry.seq,
        at: minute(&entry.at),
        who: match &entry.user_id {
            None if entry.via == "operator" => "the operator of the server".to_owned(),
            None => "someone unknown".to_owned(),
            Some(id) => names.get(id).cloned().unwrap_or_else(|| id.to_string()),
        },
        address: addresses.get(&entry.request_id).cloned().unwrap_or_default(),
        via: entry.via,
        action: entry.action,
        subject: entry.subject_id,
        fields: fields(&entry.fields),
    };
    entries.into_iter().map(row).collect()
}

/// The first few fields, and how many more there are: a file of entries names them all.
fn fields(names: &str) -> String {
    const SHOWN: usize = 8;
    let names: Vec<&str> = names.split_whitespace().collect();
    let rest = names.len().saturating_sub(SHOWN);
    let shown = names[..names.len() - rest].join(", ");
    if rest == 0 { shown } else { format!("{shown} and {rest} more") }
}

async fn verify(web: &Web, signed: &Signed) -> Result<Verified, Problem> {
    let found = audit::verify(&web.service, &signed.caller).await?;
    Ok(Verified { is_intact: found.is_intact, words: sentence(&found.finding), head: found.head })
}

async fn table(
    State(web): State<Web>,
    signed: Signed,
    address: Uri,
    asked: Asked,
) -> Result<Response, Problem> {
    let entries = audit::export(&web.service, &signed.caller, &wanted(&asked)).await?;
    csv_or_xlsx(&address, "audit", &audit::to_csv(&entries))
}

async fn json(State(web): State<Web>, signed: Signed, asked: Asked) -> Result<Response, Problem> {
    let entries = audit::export(&web.service, &signed.caller, &wanted(&asked)).await?;
    let text = serde_json::to_string(&entries).map_err(Error::internal("writing audit entries as JSON"))?;
    Ok(file("audit.json", "application/json", text))
}
