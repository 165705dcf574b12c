//! Users: who signs in, and what they are.

use crate::connection::{execute, on};
use crate::row::{column_enum, row};
use crate::{Connection, OrgId, Result, SessionId, Timestamp, UserId, second_factors};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

column_enum! {
    /// What a user is in their organisation.
    Role {
        /// Sees to users, frameworks and the audit log, and may do all that a recruiter may.
        Admin = "admin",
        /// Keeps people and searches.
        Recruiter = "recruiter",
        /// Judges the finalists of the searches they are a member of, and decides.
        PanelMember = "panel_member",
        /// Reads the searches they are a member of.
        Viewer = "viewer",
    }
}

row! {
    /// A user.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
    pub struct User {
        /// Id.
        pub id: UserId,
        /// The organisation they belong to.
        #[serde(skip)]
        pub org_id: OrgId,
        /// The address they sign in with, in lower case.
        pub email: String,
        /// Name.
        pub name: String,
        /// What they are.
        pub role: Role,
        /// The number of this version; it counts changes from 1.
        pub revision: i64,
        /// When they were added.
        pub created_at: Timestamp,
        /// When anything about them last changed.
        pub updated_at: Timestamp,
        /// When they were shut out; none for everyone else.
        pub disabled_at: Option<Timestamp>,
        /// Argon2id of their password; none before they have set one.
        #[serde(skip)]
        pub password_hash: Option<String>,
    }
}

macro_rules! user_columns {
    () => {
        "id, org_id, email, name, role, revision, created_at, updated_at, disabled_at, password_hash"
    };
}

/// Adds a user.
///
/// # Errors
/// [`Error::Taken`](crate::Error::Taken) where the address is another's.
#[crate::boxed]
pub async fn insert(connection: &mut Connection, user: &User) -> Result<()> {
    const SQL: &str = "INSERT INTO users (id, org_id, email, name, role, password_hash, created_at, updated_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $7)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&user.id)
            .bind(&user.org_id)
            .bind(&user.email)
            .bind(&user.name)
            .bind(user.role.name())
            .bind(&user.password_hash)
            .bind(&user.created_at)
    )?;
    Ok(())
}

/// One user of an organisation.
#[crate::boxed]
pub async fn find(connection: &mut Connection, org: &OrgId, id: &UserId) -> Result<Option<User>> {
    const SQL: &str = concat!("SELECT ", user_columns!(), " FROM users WHERE org_id = $1 AND id = $2");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(id).fetch_optional(c))?)
}

/// Whoever signs in with this address. The one question that spans organisations: an address tells which it is.
#[crate::boxed]
pub async fn find_by_email(connection: &mut Connection, email: &str) -> Result<Option<User>> {
    const SQL: &str = concat!("SELECT ", user_columns!(), " FROM users WHERE email = $1");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(email).fetch_optional(c))?)
}

/// The users of an organisation, by name.
#[crate::boxed]
pub async fn list(connection: &mut Connection, org: &OrgId) -> Result<Vec<User>> {
    const SQL: &str = concat!("SELECT ", user_columns!(), " FROM users WHERE org_id = $1 ORDER BY name, id");
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).fetch_all(c))?)
}

/// Changes name, role and whether they are shut out, where the revision is still the one that was seen; says whether it
/// was.
#[crate::boxed]
pub async fn update(connection: &mut Connection, user: &User, now: &Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE users SET name = $4, role = $5, disabled_at = $6, updated_at = $7, \
                       revision = revision + 1 WHERE org_id = $1 AND id = $2 AND revision = $3";
    let n_rows = execute!(
        connection,
        sqlx::query(SQL)
            .bind(&user.org_id)
            .bind(&user.id)
            .bind(user.revision)
            .bind(&user.name)
            .bind(user.role.name())
            .bind(&user.disabled_at)
            .bind(now)
    )?;
    Ok(n_rows == 1)
}

/// Sets the hash of a user's password.
#[crate::boxed]
pub async fn set_password(
    connection: &mut Connection,
    org: &OrgId,
    id: &UserId,
    password_hash: &str,
    now: &Timestamp,
) -> Result<()> {
    const SQL: &str = "UPDATE users SET password_hash = $3, updated_at = $4 WHERE org_id = $1 AND id = $2";
    execute!(connection, sqlx::query(SQL).bind(org).bind(id).bind(password_hash).bind(now))?;
    Ok(())
}

/// Ends all that a user came in with or could come in with: sessions but for one, API tokens, and links to sign in.
#[crate::boxed]
pub async fn end_access(
    connection: &mut Connection,
    org: &OrgId,
    id: &UserId,
    but: Option<&SessionId>,
    now: &Timestamp,
) -> Result<()> {
    const SESSIONS: &str = "UPDATE sessions SET revoked_at = $4 WHERE org_id = $1 AND user_id = $2 \
                            AND (CAST($3 AS TEXT) IS NULL OR id <> $3) AND revoked_at IS NULL";
    const TOKENS: &str =
        "UPDATE tokens SET revoked_at = $3 WHERE org_id = $1 AND user_id = $2 AND revoked_at IS NULL";
    execute!(connection, sqlx::query(SESSIONS).bind(org).bind(id).bind(but).bind(now))?;
    execute!(connection, sqlx::query(TOKENS).bind(org).bind(id).bind(now))?;
    second_factors::end_sign_ins(connection, org, id).await?;
    end_links(connection, org, id, now).await
}

/// Ends the links by which a user could sign in.
#[crate::boxed]
pub async fn end_links(connection: &mut Connection, org: &OrgId, id: &UserId, now: &Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE links SET used_at = $3 WHERE org_id = $1 AND user_id = $2 AND used_at IS NULL";
    execute!(connection, sqlx::query(SQL).bind(org).bind(id).bind(now))?;
    Ok(())
}

/// How many users of an organisation are admins and not shut out. They stay so until the transaction ends.
#[crate::boxed]
pub async fn count_admins(connection: &mut Connection, org: &OrgId) -> Result<i64> {
    // The organisation's row stands for all of its users: two who would each shut the other out come one by one.
    const HOLD: &str = "UPDATE organisations SET name = name WHERE id = $1";
    const SQL: &str =
        "SELECT COUNT(*) FROM users WHERE org_id = $1 AND role = 'admin' AND disabled_at IS NULL";
    execute!(connection, sqlx::query(HOLD).bind(org))?;
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).fetch_one(c))?)
}

/// When users of an organisation last did anything, with a browser or with a token; those who never did are left out.
#[crate::boxed]
pub async fn last_seen(connection: &mut Connection, org: &OrgId) -> Result<Vec<(UserId, Timestamp)>> {
    const SQL: &str = "SELECT user_id, MAX(last_used_at) FROM (SELECT org_id, user_id, last_used_at FROM sessions \
                       WHERE org_id = $1 UNION ALL SELECT org_id, user_id, last_used_at FROM tokens \
                       WHERE org_id = $1 AND last_used_at IS NOT NULL) AS uses WHERE org_id = $1 GROUP BY user_id";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).fetch_all(c))?)
}
