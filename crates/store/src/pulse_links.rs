//! Links by which the two of a placement answer a pulse themselves. Only hashes of their secrets are kept.

use crate::connection::{execute, on};
use crate::outcomes::{Wave, Who};
use crate::row::row;
use crate::{Connection, DecisionId, OrgId, PulseLinkId, Result, SearchId, Timestamp, UserId};

row! {
    /// A link.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct PulseLink {
        /// Id.
        pub id: PulseLinkId,
        /// The organisation.
        pub org_id: OrgId,
        /// The decision whose placement it asks about.
        pub decision_id: DecisionId,
        /// Who is asked.
        pub who: Who,
        /// Which pulse it is.
        pub wave: Wave,
        /// Who made it.
        pub created_by: UserId,
        /// When.
        pub created_at: Timestamp,
        /// When it stops working.
        pub expires_at: Timestamp,
        /// When it was answered.
        pub answered_at: Option<Timestamp>,
        /// When it was revoked.
        pub revoked_at: Option<Timestamp>,
    }
}

macro_rules! select_links {
    ($rest:literal) => {
        concat!(
            "SELECT l.id, l.org_id, l.decision_id, l.who, l.wave, l.created_by, l.created_at, l.expires_at, l.answered_at, \
             l.revoked_at FROM pulse_links l ",
            $rest
        )
    };
}

/// Adds a link.
#[crate::boxed]
pub async fn insert(connection: &mut Connection, link: &PulseLink, secret_hash: &str) -> Result<()> {
    const SQL: &str = "INSERT INTO pulse_links (id, org_id, decision_id, who, wave, secret_hash, created_by, created_at, \
                       expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&link.id)
            .bind(&link.org_id)
            .bind(&link.decision_id)
            .bind(link.who.name())
            .bind(link.wave.name())
            .bind(secret_hash)
            .bind(&link.created_by)
            .bind(&link.created_at)
            .bind(&link.expires_at)
    )?;
    Ok(())
}

/// The link with a secret, whatever its state, with the search that it is of. It says of which organisation it is.
#[crate::boxed]
pub async fn find_by_secret(
    connection: &mut Connection,
    secret_hash: &str,
) -> Result<Option<(PulseLink, SearchId)>> {
    const SQL: &str = select_links!("WHERE l.secret_hash = $1");
    const SEARCH: &str =
        "SELECT search_id FROM decisions WHERE org_id = $1 AND id = $2 AND withdrawn_at IS NULL";
    let found: Option<PulseLink> =
        on!(connection, c => sqlx::query_as(SQL).bind(secret_hash).fetch_optional(c))?;
    let Some(link) = found else { return Ok(None) };
    let search: Option<SearchId> = on!(connection, c => sqlx::query_scalar(SEARCH)
        .bind(&link.org_id)
        .bind(&link.decision_id)
        .fetch_optional(c))?;
    Ok(search.map(|search| (link, search)))
}

/// The links of a search's placements, the newest first.
#[crate::boxed]
pub async fn list(connection: &mut Connection, org: &OrgId, search: &SearchId) -> Result<Vec<PulseLink>> {
    const SQL: &str = select_links!(
        "JOIN decisions d ON d.org_id = l.org_id AND d.id = l.decision_id WHERE l.org_id = $1 AND d.search_id = $2 \
         ORDER BY l.created_at DESC, l.id DESC"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(search).fetch_all(c))?)
}

/// Keeps that a link was answered; says whether it was not before and still works.
#[crate::boxed]
pub async fn answered(
    connection: &mut Connection,
    org: &OrgId,
    id: &PulseLinkId,
    now: &Timestamp,
) -> Result<bool> {
    const SQL: &str = "UPDATE pulse_links SET answered_at = $3 WHERE org_id = $1 AND id = $2 AND answered_at IS NULL \
                       AND revoked_at IS NULL AND expires_at > $3";
    Ok(execute!(connection, sqlx::query(SQL).bind(org).bind(id).bind(now))? == 1)
}

/// Revokes a link; says whether there was one to revoke.
#[crate::boxed]
pub async fn revoke(
    connection: &mut Connection,
    org: &OrgId,
    id: &PulseLinkId,
    now: &Timestamp,
) -> Result<bool> {
    const SQL: &str = "UPDATE pulse_links SET revoked_at = $3 WHERE org_id = $1 AND id = $2 AND revoked_at IS NULL \
                       AND answered_at IS NULL";
    Ok(execute!(connection, sqlx::query(SQL).bind(org).bind(id).bind(now))? == 1)
}
