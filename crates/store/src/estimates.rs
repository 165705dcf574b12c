//! Stated values of people: a value by dimension, typed in or imported.

use crate::connection::{execute, on};
use crate::list::{group, of_all};
use crate::row::{column_enum, row};
use crate::{Connection, OrgId, PersonId, Result, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

column_enum! {
    /// How a stated value came in.
    Origin {
        /// A user gave it.
        Direct = "direct",
        /// It came in a file.
        Import = "import",
    }
}

row! {
    /// A stated value of a person on a dimension.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
    pub struct Estimate {
        /// Whose.
        #[serde(skip)]
        pub person_id: PersonId,
        /// The dimension.
        #[schema(example = "skill.operations")]
        pub dimension: String,
        /// The value in points.
        #[schema(minimum = 0, maximum = 100)]
        pub mean: f64,
        /// Its standard error in points.
        #[schema(minimum = 0, maximum = 100)]
        pub se: f64,
        /// How it came in.
        pub origin: Origin,
        /// When it was recorded.
        pub recorded_at: Timestamp,
    }
}

/// The stated values of some people: of one person together, by dimension.
#[crate::boxed]
pub async fn of_people(
    connection: &mut Connection,
    org: &OrgId,
    people: &[PersonId],
) -> Result<Vec<Estimate>> {
    const SQL: &str = concat!(
        "SELECT person_id, dimension, mean, se, origin, recorded_at FROM estimates \
         WHERE org_id = $1 AND person_id IN ",
        group!(),
        " ORDER BY person_id, dimension"
    );
    Ok(of_all!(connection, SQL, org, people))
}

/// Every dimension on which anybody is rated or has a value.
#[crate::boxed]
pub async fn dimensions(connection: &mut Connection, org: &OrgId) -> Result<Vec<String>> {
    const SQL: &str = "SELECT dimension FROM estimates WHERE org_id = $1 \
                       UNION SELECT dimension FROM ratings WHERE org_id = $1 ORDER BY dimension";
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).fetch_all(c))?)
}

/// Records a value in the place of whatever was there.
#[crate::boxed]
pub async fn put(connection: &mut Connection, org: &OrgId, estimate: &Estimate) -> Result<()> {
    const SQL: &str = "INSERT INTO estimates (org_id, person_id, dimension, mean, se, origin, recorded_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (org_id, person_id, dimension) DO UPDATE \
                       SET mean = excluded.mean, se = excluded.se, origin = excluded.origin, \
                       recorded_at = excluded.recorded_at";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(org)
            .bind(&estimate.person_id)
            .bind(&estimate.dimension)
            .bind(estimate.mean)
            .bind(estimate.se)
            .bind(estimate.origin.name())
            .bind(&estimate.recorded_at)
    )?;
    Ok(())
}

/// Removes the value on a dimension, and says whether there was one.
#[crate::boxed]
pub async fn remove(
    connection: &mut Connection,
    org: &OrgId,
    person: &PersonId,
    dimension: &str,
) -> Result<bool> {
    const SQL: &str = "DELETE FROM estimates WHERE org_id = $1 AND person_id = $2 AND dimension = $3";
    Ok(execute!(connection, sqlx::query(SQL).bind(org).bind(person).bind(dimension))? == 1)
}

/// Removes all values of a person.
#[crate::boxed]
pub async fn clear(connection: &mut Connection, org: &OrgId, person: &PersonId) -> Result<()> {
    const SQL: &str = "DELETE FROM estimates WHERE org_id = $1 AND person_id = $2";
    execute!(connection, sqlx::query(SQL).bind(org).bind(person))?;
    Ok(())
}
