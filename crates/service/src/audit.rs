//! The record of who did what: read, and verified.

use crate::checks::Checks;
use crate::{Caller, Error, Listed, Permission, Result, Service};
use serde::{Deserialize, Serialize};
use store::audit::{self, Entry};
use store::{Connection, OrgId, organisations};
use utoipa::{IntoParams, ToSchema};

/// Which entries are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditAsked {
    /// At most so many.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// `next_cursor` of the part before.
    #[param(max_length = 20, pattern = "^[0-9]{1,18}$")]
    pub cursor: Option<String>,
    /// Those about the thing with this id.
    #[param(max_length = 200)]
    pub subject: Option<String>,
    /// Those of this action, such as `person.create`.
    #[param(max_length = 200)]
    pub action: Option<String>,
}

/// Whether the record is as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Verification {
    /// Whether it is.
    pub is_intact: bool,
    /// How many entries were looked at.
    pub n_entries: i64,
    /// The hash of the last entry; empty where there is none.
    pub head: String,
    /// The number of the first entry that is not as it was written.
    pub broken_at: Option<i64>,
    /// What was found, in words.
    pub finding: String,
}

/// How many entries are read at once.
const PART: i64 = 1_000;

/// Lists entries, the newest first.
///
/// # Errors
/// Where what is asked will not do.
pub async fn list(service: &Service, caller: &Caller, asked: &AuditAsked) -> Result<Listed<Entry>> {
    let limit = crate::Asked { limit: asked.limit, cursor: None }.page()?.limit as usize;
    let before = asked.cursor.as_deref().map(number).transpose()?;
    let mut checks = Checks::default();
    checks.text("/subject", asked.subject.as_deref().unwrap_or_default(), 0, 200);
    checks.text("/action", asked.action.as_deref().unwrap_or_default(), 0, 200);
    checks.done()?;
    let mut read = service.read(caller, Permission::AuditRead).await?;
    let (connection, org) = read.parts();
    let filter = (asked.subject.as_deref(), asked.action.as_deref());
    let wanted = i64::try_from(limit + 1).unwrap_or(PART);
    let mut items = audit::list(connection, org, filter, before, wanted).await?;
    let has_more = items.len() > limit;
    items.truncate(limit);
    let next_cursor = items.last().filter(|_| has_more).map(|last| last.seq.to_string());
    Ok(Listed { items, next_cursor })
}

/// Verifies the caller's organisation's record.
///
/// # Errors
/// Where the database cannot be used now.
pub async fn verify(service: &Service, caller: &Caller) -> Result<Verification> {
    let mut read = service.read(caller, Permission::AuditRead).await?;
    let (connection, org) = read.parts();
    verify_one(connection, org).await
}

/// Verifies the record of every organisation, for the operator of the machine.
///
/// # Errors
/// Where the database cannot be used now.
pub async fn verify_all(service: &Service) -> Result<Vec<(String, Verification)>> {
    let mut connection = service.database().read().await?;
    let mut found = Vec::new();
    for (org, name) in organisations::list(&mut connection).await? {
        found.push((name, verify_one(&mut connection, &org).await?));
    }
    Ok(found)
}

async fn verify_one(connection: &mut Connection, org: &OrgId) -> Result<Verification> {
    let (last_seq, last_hash) = audit::head(connection, org).await?.ok_or(Error::NotFound("organisation"))?;
    let mut hash = String::new();
    let mut seq = 0;
    loop {
        let entries = audit::list_from(connection, org, seq, PART).await?;
        if entries.is_empty() {
            break;
        }
        for entry in entries {
            if entry.seq != seq + 1 {
                return Ok(broken(seq, hash, seq + 1, "this entry is missing"));
            }
            if entry.previous_hash != hash || entry.expected_hash(org) != entry.hash {
                return Ok(broken(seq, hash, entry.seq, "this entry is not as it was written"));
            }
            (seq, hash) = (entry.seq, entry.hash);
        }
    }
    if seq != last_seq || hash != last_hash {
        return Ok(broken(seq, hash, seq + 1, "entries are missing at the end"));
    }
    let finding = format!("all {seq} entries are as they were written");
    Ok(Verification { is_intact: true, n_entries: seq, head: hash, broken_at: None, finding })
}

/// The number of an entry, as a cursor.
fn number(cursor: &str) -> Result<i64> {
    let is_ours = cursor.len() <= 18 && cursor.bytes().all(|byte| byte.is_ascii_digit());
    let number = cursor.parse().ok().filter(|_| is_ours);
    number.ok_or_else(|| Error::invalid("/cursor", "give next_cursor of the part before, unchanged"))
}

fn broken(n_entries: i64, head: String, at: i64, what: &str) -> Verification {
    let finding = format!("entry {at}: {what}");
    Verification { is_intact: false, n_entries, head, broken_at: Some(at), finding }
}
