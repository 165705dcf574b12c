//! Sessions: what browsers act with. Only a hash of the secret is kept.

use crate::connection::{execute, on};
use crate::row::row;
use crate::users::{self, User};
use crate::{Connection, OrgId, Result, SessionId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

row! {
    /// A session, without its secret.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
    pub struct Session {
        /// Id.
        pub id: SessionId,
        /// The organisation of whom it acts for.
        #[serde(skip)]
        pub org_id: OrgId,
        /// Whom it acts for.
        #[serde(skip)]
        pub user_id: UserId,
        /// What the browser says it is.
        pub agent: String,
        /// When it began.
        pub created_at: Timestamp,
        /// When it was last used, to the minute.
        pub last_used_at: Timestamp,
        /// When it ends in any case.
        pub expires_at: Timestamp,
        /// When it was ended; none for one that works.
        pub revoked_at: Option<Timestamp>,
    }
}

macro_rules! session_columns {
    () => {
        "id, org_id, user_id, agent, created_at, last_used_at, expires_at, revoked_at"
    };
}

/// Adds a session.
#[crate::boxed]
pub async fn insert(connection: &mut Connection, session: &Session, secret_hash: &str) -> Result<()> {
    const SQL: &str = "INSERT INTO sessions (id, org_id, user_id, secret_hash, agent, created_at, last_used_at, \
                       expires_at) VALUES ($1, $2, $3, $4, $5, $6, $6, $7)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&session.id)
            .bind(&session.org_id)
            .bind(&session.user_id)
            .bind(secret_hash)
            .bind(&session.agent)
            .bind(&session.created_at)
            .bind(&session.expires_at)
    )?;
    Ok(())
}

/// The session with this secret, whatever its state, and whom it acts for.
#[crate::boxed]
pub async fn find_by_secret(
    connection: &mut Connection,
    secret_hash: &str,
) -> Result<Option<(Session, User)>> {
    const SQL: &str = concat!("SELECT ", session_columns!(), " FROM sessions WHERE secret_hash = $1");
    let session: Option<Session> =
        on!(connection, c => sqlx::query_as(SQL).bind(secret_hash).fetch_optional(c))?;
    let Some(session) = session else { return Ok(None) };
    let user = users::find(connection, &session.org_id, &session.user_id).await?;
    Ok(user.map(|user| (session, user)))
}

/// Notes that a session was used.
#[crate::boxed]
pub async fn touch(connection: &mut Connection, org: &OrgId, id: &SessionId, now: &Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE sessions SET last_used_at = $3 WHERE org_id = $1 AND id = $2";
    execute!(connection, sqlx::query(SQL).bind(org).bind(id).bind(now))?;
    Ok(())
}

/// The sessions of a user that were not ended and have not passed their time, the newest first.
#[crate::boxed]
pub async fn list(
    connection: &mut Connection,
    org: &OrgId,
    user: &UserId,
    now: &Timestamp,
) -> Result<Vec<Session>> {
    const SQL: &str = concat!(
        "SELECT ",
        session_columns!(),
        " FROM sessions WHERE org_id = $1 AND user_id = $2 AND revoked_at IS NULL AND expires_at > $3 \
         ORDER BY created_at DESC, id DESC"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(user).bind(now).fetch_all(c))?)
}

/// Ends a session of a user, and says whether there was one.
#[crate::boxed]
pub async fn revoke(
    connection: &mut Connection,
    org: &OrgId,
    user: &UserId,
    id: &SessionId,
    now: &Timestamp,
) -> Result<bool> {
    const SQL: &str = "UPDATE sessions SET revoked_at = $4 WHERE org_id = $1 AND user_id = $2 AND id = $3 \
                       AND revoked_at IS NULL";
    Ok(execute!(connection, sqlx::query(SQL).bind(org).bind(user).bind(id).bind(now))? == 1)
}

/// When a session of a user began: with a password, a code or a link.
#[crate::boxed]
pub async fn begun_at(
    connection: &mut Connection,
    org: &OrgId,
    user: &UserId,
    id: &SessionId,
) -> Result<Option<Timestamp>> {
    const SQL: &str = "SELECT created_at FROM sessions WHERE org_id = $1 AND user_id = $2 AND id = $3";
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).bind(user).bind(id).fetch_optional(c))?)
}
