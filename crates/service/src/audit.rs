//! The record of who did what: read, and verified.

use crate::checks::Checks;
use crate::{Caller, Error, Listed, Permission, Result, Service};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::audit::{self, Entry, EntryFilter};
use store::{Connection, OrgId, Timestamp, UserId, organisations};
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
    /// Those of what the user with this id did.
    #[param(max_length = 200)]
    pub user_id: Option<String>,
    /// Those of this day and after (UTC).
    #[param(example = "2026-11-23", pattern = r"^\d{4}-\d{2}-\d{2}$")]
    pub from: Option<String>,
    /// Those of this day and before (UTC).
    #[param(example = "2026-11-30", pattern = r"^\d{4}-\d{2}-\d{2}$")]
    pub to: Option<String>,
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

/// How many entries a file has at most.
pub const MOST_EXPORTED: i64 = 10_000;
/// How many entries are read at once.
const PART: i64 = 1_000;

/// Lists entries, the newest first.
#[crate::boxed]
pub async fn list(service: &Service, caller: &Caller, asked: &AuditAsked) -> Result<Listed<Entry>> {
    let limit = crate::Asked { limit: asked.limit, cursor: None }.page()?.limit as usize;
    let before = asked.cursor.as_deref().map(number).transpose()?;
    asked.check()?;
    let mut read = service.read(caller, Permission::AuditRead).await?;
    let (connection, org) = read.parts();
    let wanted = i64::try_from(limit + 1).unwrap_or(PART);
    let mut items = asked.entries(connection, org, before, wanted).await?;
    let has_more = items.len() > limit;
    items.truncate(limit);
    let next_cursor = items.last().filter(|_| has_more).map(|last| last.seq.to_string());
    Ok(Listed { items, next_cursor })
}

/// The newest entries that are asked for, up to [`MOST_EXPORTED`] of them, whichever part of the list is asked for.
#[crate::boxed]
pub async fn export(service: &Service, caller: &Caller, asked: &AuditAsked) -> Result<Vec<Entry>> {
    asked.check()?;
    let mut read = service.read(caller, Permission::AuditRead).await?;
    let (connection, org) = read.parts();
    asked.entries(connection, org, None, MOST_EXPORTED).await
}

/// From which network addresses the requests of entries came, by request, as far as that is still kept.
#[crate::boxed]
pub async fn addresses(
    service: &Service,
    caller: &Caller,
    entries: &[Entry],
) -> Result<HashMap<String, String>> {
    let moments = || entries.iter().map(|entry| &entry.at);
    let (Some(from), Some(to)) = (moments().min(), moments().max()) else { return Ok(HashMap::new()) };
    let mut read = service.read(caller, Permission::AuditRead).await?;
    let (connection, org) = read.parts();
    Ok(audit::sources(connection, org, (from, to)).await?.into_iter().collect())
}

/// Entries as CSV, with a header. A text that a spreadsheet would take for a formula gets an apostrophe before it.
#[must_use]
pub fn to_csv(entries: &[Entry]) -> String {
    let mut csv = "seq,at,user_id,via,action,subject_id,fields,request_id,previous_hash,hash\n".to_owned();
    for entry in entries {
        let texts = [
            entry.at.as_str(),
            entry.user_id.as_ref().map_or("", UserId::as_str),
            &entry.via,
            &entry.action,
            &entry.subject_id,
            &entry.fields,
            &entry.request_id,
            &entry.previous_hash,
            &entry.hash,
        ];
        csv += &entry.seq.to_string();
        for text in texts {
            csv.push(',');
            csv += &intake::csv_cell(text);
        }
        csv.push('\n');
    }
    csv
}

/// The actions that the record has, in the order of the alphabet.
#[crate::boxed]
pub async fn actions(service: &Service, caller: &Caller) -> Result<Vec<String>> {
    let mut read = service.read(caller, Permission::AuditRead).await?;
    let (connection, org) = read.parts();
    Ok(audit::actions(connection, org).await?)
}

impl AuditAsked {
    fn check(&self) -> Result<()> {
        let mut checks = Checks::default();
        for (pointer, text) in
            [("/subject", &self.subject), ("/action", &self.action), ("/user_id", &self.user_id)]
        {
            checks.text(pointer, text.as_deref().unwrap_or_default(), 0, 200);
        }
        for (pointer, day) in [("/from", &self.from), ("/to", &self.to)] {
            let is_day = day.as_deref().is_none_or(|day| moment(day, FIRST_OF_DAY).is_some());
            checks.require(is_day, pointer, "give a day as year-month-day, such as 2026-11-23");
        }
        checks.done()
    }

    async fn entries(
        &self,
        connection: &mut Connection,
        org: &OrgId,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<Entry>> {
        let at = |day: &Option<String>, time| day.as_deref().and_then(|day| moment(day, time));
        let (from, to) = (at(&self.from, FIRST_OF_DAY), at(&self.to, LAST_OF_DAY));
        let filter = EntryFilter {
            subject: self.subject.as_deref(),
            action: self.action.as_deref(),
            user: self.user_id.as_deref(),
            from: from.as_ref().map(Timestamp::as_str),
            to: to.as_ref().map(Timestamp::as_str),
        };
        Ok(audit::list(connection, org, filter, before, limit).await?)
    }
}

const FIRST_OF_DAY: &str = "00:00:00.000000";
const LAST_OF_DAY: &str = "23:59:59.999999";

/// A time on a day; none where there is no such day.
fn moment(day: &str, time: &str) -> Option<Timestamp> {
    let moment = Timestamp::try_from(format!("{day}T{time}Z")).ok()?;
    // Other ways to write a day are understood as well, but not promised.
    moment.as_str().starts_with(day).then_some(moment)
}

/// Verifies the caller's organisation's record.
#[crate::boxed]
pub async fn verify(service: &Service, caller: &Caller) -> Result<Verification> {
    let mut read = service.read(caller, Permission::AuditRead).await?;
    let (connection, org) = read.parts();
    verify_one(connection, org).await
}

/// Verifies the record of every organisation, for the operator of the machine.
#[crate::boxed]
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
