//! Invitations to answer a questionnaire about a person, and the links by which they are opened. Only hashes of the links'
//! secrets are kept.

use crate::connection::{execute, on};
use crate::ratings::Source;
use crate::row::row;
use crate::{
    Connection, Direction, InstrumentId, InvitationId, OrgId, Page, PersonId, Result, SearchId, Timestamp,
    UserId,
};

row! {
    /// An invitation.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Invitation {
        /// Id.
        pub id: InvitationId,
        /// The organisation.
        pub org_id: OrgId,
        /// About whom.
        pub person_id: PersonId,
        /// For which search; none where it is for no one search.
        pub search_id: Option<SearchId>,
        /// Which version of which instrument.
        pub instrument_id: InstrumentId,
        /// The kind of rater.
        pub source: Source,
        /// Who is asked; empty for the person themselves.
        pub name: String,
        /// Their address; empty where it is not known.
        pub email: String,
        /// What their ratings call them.
        pub rater: String,
        /// Who invited.
        pub invited_by: UserId,
        /// When.
        pub created_at: Timestamp,
        /// When its links stop working.
        pub expires_at: Timestamp,
        /// When mail about it went out last.
        pub mailed_at: Option<Timestamp>,
        /// When they were reminded last.
        pub reminded_at: Option<Timestamp>,
        /// How often.
        pub n_reminders: i64,
        /// When the notice was agreed to.
        pub opened_at: Option<Timestamp>,
        /// Which version of it.
        pub notice_version: Option<String>,
        /// When the first answer came.
        pub started_at: Option<Timestamp>,
        /// When the answers were handed in last.
        pub done_at: Option<Timestamp>,
        /// When what was handed in became ratings.
        pub counted_at: Option<Timestamp>,
        /// When it was revoked.
        pub revoked_at: Option<Timestamp>,
    }
}

/// Something that happens to an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event<'a> {
    /// The notice of this version was agreed to; the first time counts.
    Opened(&'a str),
    /// An answer came; the first counts.
    Started,
    /// The answers were handed in.
    Done,
    /// What was handed in became ratings.
    Counted,
    /// Mail went out.
    Mailed,
    /// A reminder went out.
    Reminded,
    /// It was revoked; the first time counts.
    Revoked,
}

macro_rules! invitation_columns {
    () => {
        "i.id, i.org_id, i.person_id, i.search_id, i.instrument_id, i.source, i.name, i.email, i.rater, i.invited_by, \
         i.created_at, i.expires_at, i.mailed_at, i.reminded_at, i.n_reminders, i.opened_at, i.notice_version, \
         i.started_at, i.done_at, i.counted_at, i.revoked_at"
    };
}

/// Adds an invitation to which nothing has happened yet.
#[crate::boxed]
pub async fn insert(connection: &mut Connection, invitation: &Invitation) -> Result<()> {
    const SQL: &str = "INSERT INTO invitations (id, org_id, person_id, search_id, instrument_id, source, name, email, \
                       rater, invited_by, created_at, expires_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&invitation.id)
            .bind(&invitation.org_id)
            .bind(&invitation.person_id)
            .bind(&invitation.search_id)
            .bind(&invitation.instrument_id)
            .bind(invitation.source.name())
            .bind(&invitation.name)
            .bind(&invitation.email)
            .bind(&invitation.rater)
            .bind(&invitation.invited_by)
            .bind(&invitation.created_at)
            .bind(&invitation.expires_at)
    )?;
    Ok(())
}

/// One invitation.
#[crate::boxed]
pub async fn find(connection: &mut Connection, org: &OrgId, id: &InvitationId) -> Result<Option<Invitation>> {
    const SQL: &str =
        concat!("SELECT ", invitation_columns!(), " FROM invitations i WHERE i.org_id = $1 AND i.id = $2");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(id).fetch_optional(c))?)
}

/// The invitation that a link opens, whatever its state. The link says of which organisation it is.
#[crate::boxed]
pub async fn find_by_secret(connection: &mut Connection, secret_hash: &str) -> Result<Option<Invitation>> {
    const SQL: &str = concat!(
        "SELECT ",
        invitation_columns!(),
        " FROM invitation_links l JOIN invitations i ON i.org_id = l.org_id AND i.id = l.invitation_id \
         WHERE l.secret_hash = $1"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(secret_hash).fetch_optional(c))?)
}

/// The invitations about a person, in the order in which they were made.
#[crate::boxed]
pub async fn of_person(
    connection: &mut Connection,
    org: &OrgId,
    person: &PersonId,
) -> Result<Vec<Invitation>> {
    const SQL: &str = concat!(
        "SELECT ",
        invitation_columns!(),
        " FROM invitations i WHERE i.org_id = $1 AND i.person_id = $2 ORDER BY i.created_at, i.id"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(person).fetch_all(c))?)
}

/// A page of the invitations, the newest first: about one person only where one is named.
#[crate::boxed]
pub async fn list(
    connection: &mut Connection,
    org: &OrgId,
    person: Option<&PersonId>,
    page: &Page,
) -> Result<Vec<Invitation>> {
    const SQL: &str = concat!(
        "SELECT ",
        invitation_columns!(),
        " FROM invitations i WHERE i.org_id = $1 AND (CAST($2 AS TEXT) IS NULL OR i.person_id = $2) \
         AND (i.created_at, i.id) < ($3, $4) ORDER BY i.created_at DESC, i.id DESC LIMIT $5"
    );
    let (key, id) = page.start(Direction::Descending);
    Ok(on!(connection, c => sqlx::query_as(SQL)
        .bind(org)
        .bind(person)
        .bind(key)
        .bind(id)
        .bind(page.limit_and_one())
        .fetch_all(c))?)
}

/// Every invitation of an organisation to which answers were handed in.
#[crate::boxed]
pub async fn all_done(connection: &mut Connection, org: &OrgId) -> Result<Vec<Invitation>> {
    const SQL: &str = concat!(
        "SELECT ",
        invitation_columns!(),
        " FROM invitations i WHERE i.org_id = $1 AND i.done_at IS NOT NULL ORDER BY i.id"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).fetch_all(c))?)
}

/// The invitations of all organisations that were mailed before a moment, still wait for answers, and of which nobody was
/// reminded: neither by mail that was sent nor by mail that is on its way or failed.
#[crate::boxed]
pub async fn to_remind(
    connection: &mut Connection,
    mailed_before: &Timestamp,
    now: &Timestamp,
) -> Result<Vec<Invitation>> {
    const SQL: &str = concat!(
        "SELECT ",
        invitation_columns!(),
        " FROM invitations i WHERE i.mailed_at <= $1 AND i.expires_at > $2 AND i.n_reminders = 0 \
         AND i.email <> '' AND i.done_at IS NULL AND i.revoked_at IS NULL \
         AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.org_id = i.org_id AND j.kind = 'mail' \
         AND j.subject_id = i.id AND j.created_at > i.mailed_at) ORDER BY i.mailed_at, i.id LIMIT 1000"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(mailed_before).bind(now).fetch_all(c))?)
}

/// Holds an invitation until the transaction ends.
#[crate::boxed]
pub async fn hold(connection: &mut Connection, org: &OrgId, id: &InvitationId) -> Result<()> {
    const SQL: &str = "UPDATE invitations SET n_reminders = n_reminders WHERE org_id = $1 AND id = $2";
    execute!(connection, sqlx::query(SQL).bind(org).bind(id))?;
    Ok(())
}

/// Keeps what happened to an invitation.
pub async fn happened(
    connection: &mut Connection,
    org: &OrgId,
    id: &InvitationId,
    event: Event<'_>,
    now: &Timestamp,
) -> Result<()> {
    macro_rules! update {
        ($set:literal) => {
            concat!("UPDATE invitations SET ", $set, " WHERE org_id = $1 AND id = $2")
        };
    }
    const OPENED: &str =
        update!("opened_at = COALESCE(opened_at, $3), notice_version = COALESCE(notice_version, $4)");
    let sql = match event {
        Event::Opened(version) => {
            execute!(connection, sqlx::query(OPENED).bind(org).bind(id).bind(now).bind(version))?;
            return Ok(());
        }
        Event::Started => update!("started_at = COALESCE(started_at, $3)"),
        Event::Done => update!("done_at = $3"),
        Event::Counted => update!("counted_at = $3"),
        Event::Mailed => update!("mailed_at = $3"),
        Event::Reminded => update!("mailed_at = $3, reminded_at = $3, n_reminders = n_reminders + 1"),
        Event::Revoked => update!("revoked_at = COALESCE(revoked_at, $3)"),
    };
    execute!(connection, sqlx::query(sql).bind(org).bind(id).bind(now))?;
    Ok(())
}

/// Lets an invitation last longer.
#[crate::boxed]
pub async fn extend(
    connection: &mut Connection,
    org: &OrgId,
    id: &InvitationId,
    expires_at: &Timestamp,
) -> Result<()> {
    const SQL: &str = "UPDATE invitations SET expires_at = $3 WHERE org_id = $1 AND id = $2";
    execute!(connection, sqlx::query(SQL).bind(org).bind(id).bind(expires_at))?;
    Ok(())
}

/// Adds a link to an invitation.
#[crate::boxed]
pub async fn add_link(
    connection: &mut Connection,
    org: &OrgId,
    id: &InvitationId,
    (secret_hash, is_shown): (&str, bool),
    now: &Timestamp,
) -> Result<()> {
    const SQL: &str = "INSERT INTO invitation_links (org_id, invitation_id, secret_hash, is_shown, created_at) \
                       VALUES ($1, $2, $3, $4, $5)";
    execute!(
        connection,
        sqlx::query(SQL).bind(org).bind(id).bind(secret_hash).bind(i64::from(is_shown)).bind(now)
    )?;
    Ok(())
}

/// Whether any link of an invitation was shown to whoever invited.
#[crate::boxed]
pub async fn is_shown(connection: &mut Connection, org: &OrgId, id: &InvitationId) -> Result<bool> {
    const SQL: &str =
        "SELECT COUNT(*) FROM invitation_links WHERE org_id = $1 AND invitation_id = $2 AND is_shown = 1";
    let n: i64 = on!(connection, c => sqlx::query_scalar(SQL).bind(org).bind(id).fetch_one(c))?;
    Ok(n > 0)
}

/// Removes the invitations about a person with all that was answered to them.
#[crate::boxed]
pub async fn clear(connection: &mut Connection, org: &OrgId, person: &PersonId) -> Result<()> {
    const SQL: &str = "DELETE FROM invitations WHERE org_id = $1 AND person_id = $2";
    execute!(connection, sqlx::query(SQL).bind(org).bind(person))?;
    Ok(())
}
