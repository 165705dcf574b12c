//! Links that work once: the first setup, and signing in without a password. Only a hash of the secret is kept.

use crate::connection::{execute, on};
use crate::row::{column_enum, row};
use crate::{Connection, LinkId, OrgId, Result, Timestamp, UserId};

column_enum! {
    /// What a link is for.
    Purpose {
        /// The first organisation and its first user.
        Setup = "setup",
        /// To sign in, and to set a password.
        SignIn = "sign_in",
    }
}

row! {
    /// A link, without its secret.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Link {
        /// Id.
        pub id: LinkId,
        /// The organisation; none for the first setup.
        pub org_id: Option<OrgId>,
        /// Whom it is for; none for the first setup.
        pub user_id: Option<UserId>,
        /// What it is for.
        pub purpose: Purpose,
        /// When it was made.
        pub created_at: Timestamp,
        /// When it ends.
        pub expires_at: Timestamp,
        /// When it was used; none for one that was not.
        pub used_at: Option<Timestamp>,
    }
}

/// Adds a link.
#[crate::boxed]
pub async fn insert(connection: &mut Connection, link: &Link, secret_hash: &str) -> Result<()> {
    const SQL: &str = "INSERT INTO links (id, org_id, user_id, purpose, secret_hash, created_at, expires_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&link.id)
            .bind(&link.org_id)
            .bind(&link.user_id)
            .bind(link.purpose.name())
            .bind(secret_hash)
            .bind(&link.created_at)
            .bind(&link.expires_at)
    )?;
    Ok(())
}

/// The link with this secret, whatever its state.
#[crate::boxed]
pub async fn find_by_secret(connection: &mut Connection, secret_hash: &str) -> Result<Option<Link>> {
    const SQL: &str = "SELECT id, org_id, user_id, purpose, created_at, expires_at, used_at FROM links \
                       WHERE secret_hash = $1";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(secret_hash).fetch_optional(c))?)
}

/// Uses a link up, and says whether it was still to be used: of two at once, one learns that it was not.
#[crate::boxed]
pub async fn use_up(connection: &mut Connection, id: &LinkId, now: &Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE links SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND expires_at > $2";
    Ok(execute!(connection, sqlx::query(SQL).bind(id).bind(now))? == 1)
}

/// Throws away links that ended before a moment.
#[crate::boxed]
pub async fn forget(connection: &mut Connection, before: &Timestamp) -> Result<u64> {
    const SQL: &str = "DELETE FROM links WHERE expires_at < $1";
    Ok(execute!(connection, sqlx::query(SQL).bind(before))?)
}
