//! Weight sets of a search: one for each member, and one that the panel agreed on.

use crate::connection::{execute, on};
use crate::list::{group, of_all};
use crate::row::{column_enum, row};
use crate::{Connection, OrgId, Result, SearchId, Timestamp, WeightSetId};

/// The owner of the weights that the panel agreed on.
pub const AGREED: &str = "agreed";

column_enum! {
    /// How weights were found.
    Method {
        /// Shares or points as given.
        Direct = "direct",
        /// Comparisons two at a time.
        Ahp = "ahp",
        /// An order alone.
        Rank = "rank",
        /// Points for raising each pillar from its worst to its best.
        Swing = "swing",
        /// The mean of the members' weights.
        Panel = "panel",
    }
}

row! {
    /// A weight set, with what was judged and the weights that follow as JSON.
    #[derive(Debug, Clone, PartialEq)]
    pub struct WeightSet {
        /// Id.
        pub id: WeightSetId,
        /// A user's id, or [`AGREED`].
        pub owner: String,
        /// How they were found.
        pub method: Method,
        /// What was judged, as JSON.
        pub judged: String,
        /// Weight by pillar, as JSON.
        pub weights: String,
        /// The number of this version; it counts changes from 1.
        pub revision: i64,
        /// When they were first given.
        pub created_at: Timestamp,
        /// When they last changed.
        pub updated_at: Timestamp,
    }
}

macro_rules! set_columns {
    () => {
        "id, owner, method, judged, weights, revision, created_at, updated_at"
    };
}

/// Adds a weight set.
///
/// # Errors
/// [`Error::Taken`](crate::Error::Taken) where its owner has one already.
#[crate::boxed]
pub async fn insert(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    set: &WeightSet,
) -> Result<()> {
    const SQL: &str = "INSERT INTO weight_sets (id, org_id, search_id, owner, method, judged, weights, \
                       created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&set.id)
            .bind(org)
            .bind(search)
            .bind(&set.owner)
            .bind(set.method.name())
            .bind(&set.judged)
            .bind(&set.weights)
            .bind(&set.created_at)
    )?;
    Ok(())
}

/// Changes a weight set where the revision is still the one that was seen, and says whether it was.
#[crate::boxed]
pub async fn update(
    connection: &mut Connection,
    org: &OrgId,
    set: &WeightSet,
    now: &Timestamp,
) -> Result<bool> {
    const SQL: &str = "UPDATE weight_sets SET method = $4, judged = $5, weights = $6, \
                       updated_at = $7, revision = revision + 1 WHERE org_id = $1 AND id = $2 AND revision = $3";
    let n_rows = execute!(
        connection,
        sqlx::query(SQL)
            .bind(org)
            .bind(&set.id)
            .bind(set.revision)
            .bind(set.method.name())
            .bind(&set.judged)
            .bind(&set.weights)
            .bind(now)
    )?;
    Ok(n_rows == 1)
}

/// The weight set of an owner.
#[crate::boxed]
pub async fn find(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    owner: &str,
) -> Result<Option<WeightSet>> {
    const SQL: &str = concat!(
        "SELECT ",
        set_columns!(),
        " FROM weight_sets WHERE org_id = $1 AND search_id = $2 AND owner = $3"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(search).bind(owner).fetch_optional(c))?)
}

/// Every weight set of a search, oldest first.
#[crate::boxed]
pub async fn list(connection: &mut Connection, org: &OrgId, search: &SearchId) -> Result<Vec<WeightSet>> {
    const SQL: &str = concat!(
        "SELECT ",
        set_columns!(),
        " FROM weight_sets WHERE org_id = $1 AND search_id = $2 ORDER BY created_at, id"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(search).fetch_all(c))?)
}

row! {
    /// The weights that the panel of a search agreed on, in this version.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Agreed {
        /// The search.
        pub search_id: SearchId,
        /// The set.
        pub id: WeightSetId,
        /// The number of its version.
        pub revision: i64,
    }
}

/// Which weights the panels of some searches agreed on, where they have.
#[crate::boxed]
pub async fn agreed(connection: &mut Connection, org: &OrgId, searches: &[SearchId]) -> Result<Vec<Agreed>> {
    const SQL: &str = concat!(
        "SELECT search_id, id, revision FROM weight_sets WHERE org_id = $1 AND owner = 'agreed' AND search_id IN ",
        group!()
    );
    Ok(of_all!(connection, SQL, org, searches))
}

/// Removes the weight set of an owner, and says whether there was one.
#[crate::boxed]
pub async fn delete(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
    owner: &str,
) -> Result<bool> {
    const SQL: &str = "DELETE FROM weight_sets WHERE org_id = $1 AND search_id = $2 AND owner = $3";
    Ok(execute!(connection, sqlx::query(SQL).bind(org).bind(search).bind(owner))? == 1)
}
