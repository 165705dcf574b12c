//! The record of who did what: append-only, each entry's hash covering the one before. It has ids and the names of
//! fields, never values.

use crate::connection::{execute, on};
use crate::row::row;
use crate::{Connection, OrgId, Result, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use utoipa::ToSchema;

/// What is to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record<'a> {
    /// Who did it; none for the program's operator on its own machine.
    pub user: Option<&'a UserId>,
    /// By which way: `token`, `session`, `link`, `operator` or `job`.
    pub via: &'a str,
    /// What was done, such as `person.create`.
    pub action: &'a str,
    /// To what.
    pub subject: &'a str,
    /// Names of the fields that were written.
    pub fields: &'a [&'a str],
    /// The request that it was part of.
    pub request: &'a str,
}

row! {
    /// An entry.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
    pub struct Entry {
        /// Its number in the organisation, from 1 without gaps.
        pub seq: i64,
        /// When.
        pub at: Timestamp,
        /// Who; none for the program's operator on its own machine.
        pub user_id: Option<UserId>,
        /// By which way: `token`, `session`, `link`, `operator` or `job`.
        pub via: String,
        /// What was done, such as `person.create`.
        pub action: String,
        /// The id of what it was done to.
        pub subject_id: String,
        /// Names of the fields that were written, with a space between.
        pub fields: String,
        /// The request that it was part of.
        pub request_id: String,
        /// The hash of the entry before; empty for the first.
        pub previous_hash: String,
        /// SHA-256 over everything above.
        pub hash: String,
    }
}

impl Entry {
    /// What the entry's hash must be.
    #[must_use]
    pub fn expected_hash(&self, org: &OrgId) -> String {
        let user = self.user_id.as_ref().map_or("", UserId::as_str);
        let seq = self.seq.to_string();
        let parts = [
            &self.previous_hash,
            org.as_str(),
            &seq,
            self.at.as_str(),
            user,
            &self.via,
            &self.action,
            &self.subject_id,
            &self.fields,
            &self.request_id,
        ];
        let mut hash = Sha256::new();
        for part in parts {
            // Each part with its length, so that no two lists of parts are the same bytes.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

/// Appends an entry. Whoever appends first holds the organisation's chain until its transaction ends.
#[crate::boxed]
pub async fn append(
    connection: &mut Connection,
    org: &OrgId,
    record: &Record<'_>,
    now: &Timestamp,
) -> Result<()> {
    append_all(connection, org, std::slice::from_ref(record), now).await
}

/// Appends entries, in order.
#[crate::boxed]
pub async fn append_all(
    connection: &mut Connection,
    org: &OrgId,
    records: &[Record<'_>],
    now: &Timestamp,
) -> Result<()> {
    const HOLD: &str =
        "UPDATE organisations SET audit_seq = audit_seq + $2 WHERE id = $1 RETURNING audit_seq, audit_hash";
    const INSERT: &str = "INSERT INTO audit (org_id, seq, at, user_id, via, action, subject_id, fields, request_id, \
                          previous_hash, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    const HEAD: &str = "UPDATE organisations SET audit_hash = $2 WHERE id = $1";
    let n = i64::try_from(records.len()).unwrap_or(i64::MAX);
    let (last, mut head): (i64, String) =
        on!(connection, c => sqlx::query_as(HOLD).bind(org).bind(n).fetch_one(c))?;
    for (seq, record) in (last - n + 1..).zip(records) {
        let mut entry = Entry {
            seq,
            at: now.clone(),
            user_id: record.user.cloned(),
            via: record.via.to_owned(),
            action: record.action.to_owned(),
            subject_id: record.subject.to_owned(),
            fields: record.fields.join(" "),
            request_id: record.request.to_owned(),
            previous_hash: head,
            hash: String::new(),
        };
        entry.hash = entry.expected_hash(org);
        execute!(
            connection,
            sqlx::query(INSERT)
                .bind(org)
                .bind(entry.seq)
                .bind(&entry.at)
                .bind(&entry.user_id)
                .bind(&entry.via)
                .bind(&entry.action)
                .bind(&entry.subject_id)
                .bind(&entry.fields)
                .bind(&entry.request_id)
                .bind(&entry.previous_hash)
                .bind(&entry.hash)
        )?;
        head = entry.hash;
    }
    execute!(connection, sqlx::query(HEAD).bind(org).bind(&head))?;
    Ok(())
}

macro_rules! entry_columns {
    () => {
        "seq, at, user_id, via, action, subject_id, fields, request_id, previous_hash, hash"
    };
}

/// Which entries of a list are wanted: all that fit everything that is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EntryFilter<'a> {
    /// Those about the thing with this id.
    pub subject: Option<&'a str>,
    /// Those of this action.
    pub action: Option<&'a str>,
    /// Those of what this user did.
    pub user: Option<&'a str>,
    /// Those of this moment and after.
    pub from: Option<&'a str>,
    /// Those of this moment and before.
    pub to: Option<&'a str>,
}

/// A page of an organisation's entries, the newest first. Entries are walked by their numbers; `before` is that of the
/// last one seen.
pub async fn list(
    connection: &mut Connection,
    org: &OrgId,
    filter: EntryFilter<'_>,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Entry>> {
    const SQL: &str = concat!(
        "SELECT ",
        entry_columns!(),
        " FROM audit WHERE org_id = $1 AND (CAST($2 AS TEXT) IS NULL OR subject_id = $2) \
         AND (CAST($3 AS TEXT) IS NULL OR action = $3) AND (CAST($4 AS TEXT) IS NULL OR user_id = $4) \
         AND (CAST($5 AS TEXT) IS NULL OR at >= $5) AND (CAST($6 AS TEXT) IS NULL OR at <= $6) \
         AND seq < $7 ORDER BY seq DESC LIMIT $8"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL)
        .bind(org)
        .bind(filter.subject)
        .bind(filter.action)
        .bind(filter.user)
        .bind(filter.from)
        .bind(filter.to)
        .bind(before.unwrap_or(i64::MAX))
        .bind(limit)
        .fetch_all(c))?)
}

/// The actions that an organisation's entries are of, in the order of the alphabet.
#[crate::boxed]
pub async fn actions(connection: &mut Connection, org: &OrgId) -> Result<Vec<String>> {
    const SQL: &str = "SELECT DISTINCT action FROM audit WHERE org_id = $1 ORDER BY action";
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).fetch_all(c))?)
}

/// Who wrote about a subject, by the moments at which they did: names, and none for the program's operator.
#[crate::boxed]
pub async fn authors(
    connection: &mut Connection,
    org: &OrgId,
    subject: &str,
) -> Result<Vec<(Timestamp, Option<String>)>> {
    const SQL: &str = "SELECT a.at, u.name FROM audit a LEFT JOIN users u ON u.org_id = a.org_id AND u.id = a.user_id \
                       WHERE a.org_id = $1 AND a.subject_id = $2 ORDER BY a.seq";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(subject).fetch_all(c))?)
}

/// An organisation's entries after a number, oldest first.
#[crate::boxed]
pub async fn list_from(
    connection: &mut Connection,
    org: &OrgId,
    after: i64,
    limit: i64,
) -> Result<Vec<Entry>> {
    const SQL: &str = concat!(
        "SELECT ",
        entry_columns!(),
        " FROM audit WHERE org_id = $1 AND seq > $2 ORDER BY seq LIMIT $3"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(after).bind(limit).fetch_all(c))?)
}

/// The number and the hash of the entry that an organisation's record must end with.
#[crate::boxed]
pub async fn head(connection: &mut Connection, org: &OrgId) -> Result<Option<(i64, String)>> {
    const SQL: &str = "SELECT audit_seq, audit_hash FROM organisations WHERE id = $1";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).fetch_optional(c))?)
}

/// Says from which network address a request came.
#[crate::boxed]
pub async fn put_source(
    connection: &mut Connection,
    org: &OrgId,
    request: &str,
    address: &str,
    now: &Timestamp,
) -> Result<()> {
    const SQL: &str = "INSERT INTO audit_sources (org_id, request_id, address, at) VALUES ($1, $2, $3, $4) \
                       ON CONFLICT (org_id, request_id) DO NOTHING";
    execute!(connection, sqlx::query(SQL).bind(org).bind(request).bind(address).bind(now))?;
    Ok(())
}

/// From which network addresses requests came, by request, between two moments.
#[crate::boxed]
pub async fn sources(
    connection: &mut Connection,
    org: &OrgId,
    (from, to): (&Timestamp, &Timestamp),
) -> Result<Vec<(String, String)>> {
    const SQL: &str = "SELECT request_id, address FROM audit_sources WHERE org_id = $1 AND at >= $2 AND at <= $3 \
                       ORDER BY request_id";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(from).bind(to).fetch_all(c))?)
}

/// Erases from where requests came before a moment, of all organisations.
#[crate::boxed]
pub async fn forget_sources(connection: &mut Connection, before: &Timestamp) -> Result<u64> {
    const SQL: &str = "DELETE FROM audit_sources WHERE at < $1";
    Ok(execute!(connection, sqlx::query(SQL).bind(before))?)
}
