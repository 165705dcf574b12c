//! Members of searches: the users who judge, decide or look on.

use crate::connection::{execute, on};
use crate::row::row;
use crate::users::Role;
use crate::{Connection, OrgId, Result, SearchId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

row! {
    /// A member of a search.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
    pub struct Member {
        /// The user.
        pub user_id: UserId,
        /// Their name.
        pub name: String,
        /// What they are.
        pub role: Role,
        /// Since when they are a member.
        pub created_at: Timestamp,
    }
}

/// Makes a user a member; one who is already stays one.
///
/// # Errors
/// [`Error::InUse`](crate::Error::InUse) where there is no such user or search.
#[crate::boxed]
pub async fn insert(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    user: &UserId,
    now: &Timestamp,
) -> Result<()> {
    const SQL: &str = "INSERT INTO members (org_id, search_id, user_id, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    execute!(connection, sqlx::query(SQL).bind(org).bind(search).bind(user).bind(now))?;
    Ok(())
}

/// Ends a membership, and says whether there was one.
#[crate::boxed]
pub async fn delete(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    user: &UserId,
) -> Result<bool> {
    const SQL: &str = "DELETE FROM members WHERE org_id = $1 AND search_id = $2 AND user_id = $3";
    Ok(execute!(connection, sqlx::query(SQL).bind(org).bind(search).bind(user))? == 1)
}

/// Whether a user is a member.
#[crate::boxed]
pub async fn is_member(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    user: &UserId,
) -> Result<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM members WHERE org_id = $1 AND search_id = $2 AND user_id = $3";
    let n_found: i64 =
        on!(connection, c => sqlx::query_scalar(SQL).bind(org).bind(search).bind(user).fetch_one(c))?;
    Ok(n_found > 0)
}

/// The members of a search by name.
#[crate::boxed]
pub async fn list(connection: &mut Connection, org: &OrgId, search: &SearchId) -> Result<Vec<Member>> {
    const SQL: &str = "SELECT m.user_id, u.name, u.role, m.created_at FROM members m JOIN users u \
                       ON u.org_id = m.org_id AND u.id = m.user_id WHERE m.org_id = $1 AND m.search_id = $2 \
                       ORDER BY u.name, u.id";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(search).fetch_all(c))?)
}
