//! API tokens: what programs act with. Only a hash of the secret is kept.

use crate::connection::{execute, on};
use crate::row::{row, text_column};
use crate::users::User;
use crate::{Connection, OrgId, Result, Timestamp, TokenId, UserId};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Deref;
use utoipa::ToSchema;

row! {
    /// A token, without its secret.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
    pub struct Token {
        /// Id.
        pub id: TokenId,
        /// Whom it acts for.
        #[serde(skip)]
        pub user_id: UserId,
        /// What it is for, in its owner's words.
        pub name: String,
        /// The last four characters of the secret.
        pub hint: String,
        /// What it may do, as far as its user may.
        #[schema(value_type = Vec<String>)]
        pub scopes: Scopes,
        /// When it was made.
        pub created_at: Timestamp,
        /// When it ends.
        pub expires_at: Timestamp,
        /// When it was last used, to the minute.
        pub last_used_at: Option<Timestamp>,
        /// When it was revoked; none for one that works.
        pub revoked_at: Option<Timestamp>,
    }
}

/// What a token may do: words, with a space between in their column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scopes(Vec<String>);

text_column! { Scopes, words => words.split_whitespace().map(str::to_owned).collect() }

impl FromIterator<String> for Scopes {
    fn from_iter<I: IntoIterator<Item = String>>(words: I) -> Self {
        Self(words.into_iter().collect())
    }
}

impl Deref for Scopes {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

/// A token and whom it acts for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    /// The token.
    pub token: Token,
    /// Whom it acts for.
    pub user: User,
}

macro_rules! token_columns {
    () => {
        "id, user_id, name, hint, scopes, created_at, expires_at, last_used_at, revoked_at"
    };
}

/// Adds a token for a user of the organisation.
#[crate::boxed]
pub async fn insert(
    connection: &mut Connection,
    org: &OrgId,
    token: &Token,
    secret_hash: &str,
) -> Result<()> {
    const SQL: &str = "INSERT INTO tokens (id, org_id, user_id, name, secret_hash, hint, scopes, created_at, expires_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&token.id)
            .bind(org)
            .bind(&token.user_id)
            .bind(&token.name)
            .bind(secret_hash)
            .bind(&token.hint)
            .bind(&token.scopes)
            .bind(&token.created_at)
            .bind(&token.expires_at)
    )?;
    Ok(())
}

/// The token with this secret, whatever its state, and whom it acts for.
#[crate::boxed]
pub async fn find_by_secret(connection: &mut Connection, secret_hash: &str) -> Result<Option<Bearer>> {
    const TOKEN: &str = concat!("SELECT ", token_columns!(), " FROM tokens WHERE secret_hash = $1");
    const OWNER: &str = "SELECT u.id, u.org_id, u.email, u.name, u.role, u.revision, u.created_at, u.updated_at, \
                         u.disabled_at, u.password_hash FROM users u JOIN tokens t ON t.org_id = u.org_id \
                         AND t.user_id = u.id WHERE t.secret_hash = $1";
    let token: Option<Token> =
        on!(connection, c => sqlx::query_as(TOKEN).bind(secret_hash).fetch_optional(c))?;
    let user: Option<User> = on!(connection, c => sqlx::query_as(OWNER).bind(secret_hash).fetch_optional(c))?;
    Ok(token.zip(user).map(|(token, user)| Bearer { token, user }))
}

/// Notes that a token was used.
#[crate::boxed]
pub async fn touch(connection: &mut Connection, org: &OrgId, id: &TokenId, now: &Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE tokens SET last_used_at = $3 WHERE org_id = $1 AND id = $2";
    execute!(connection, sqlx::query(SQL).bind(org).bind(id).bind(now))?;
    Ok(())
}

/// The tokens of a user, the newest first.
#[crate::boxed]
pub async fn list(connection: &mut Connection, org: &OrgId, user: &UserId) -> Result<Vec<Token>> {
    const SQL: &str = concat!(
        "SELECT ",
        token_columns!(),
        " FROM tokens WHERE org_id = $1 AND user_id = $2 ORDER BY created_at DESC, id DESC"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(user).fetch_all(c))?)
}

/// Revokes a token of a user, and says whether there was one that worked.
#[crate::boxed]
pub async fn revoke(
    connection: &mut Connection,
    org: &OrgId,
    user: &UserId,
    id: &TokenId,
    now: &Timestamp,
) -> Result<bool> {
    const SQL: &str = "UPDATE tokens SET revoked_at = $4 WHERE org_id = $1 AND user_id = $2 AND id = $3 \
                       AND revoked_at IS NULL";
    Ok(execute!(connection, sqlx::query(SQL).bind(org).bind(user).bind(id).bind(now))? == 1)
}
