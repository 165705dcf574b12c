//! Databases of unreleased versions. These made the schema in twelve steps; a database that has them all is brought to
//! the one step that replaced them.

use crate::migrations::{MIGRATIONS, Step};
use crate::{Connection, Database, Error, Result};
use sqlx::AssertSqlSafe;
use sqlx::migrate::{Migrate, MigrateError};
use sqlx::pool::PoolOptions;

const STEPS: [&str; 12] = [
    "accounts",
    "people",
    "searches",
    "runs",
    "work",
    "example",
    "questionnaires",
    "outcomes",
    "norms",
    "reports",
    "decision_rights",
    "pulse_links",
];

/// Lists the steps that were applied to a database, in order.
pub(crate) const APPLIED: &str = "SELECT version, description FROM _sqlx_migrations ORDER BY version";

/// Whether the applied steps are those of an unreleased version.
///
/// # Errors
/// If they are not all of its steps.
pub(crate) fn is_unreleased(applied: &[(i64, String)]) -> Result<bool> {
    if applied.first().is_none_or(|(_, name)| name != STEPS[0]) {
        return Ok(false);
    }
    if applied.iter().map(|(_, name)| name).eq(STEPS) {
        return Ok(true);
    }
    Err(Error::Unsuitable(format!(
        "this database was made by an unreleased version of Counterpart, and is at step {} of its {}: bring it up to date \
         with the last unreleased version first",
        applied.len(),
        STEPS.len()
    )))
}

/// Brings a database from the last step of unreleased versions to the first step of this program.
pub(crate) async fn adopt(database: &Database) -> Result<()> {
    let mut connection = match database {
        Database::Sqlite { writer, .. } => {
            // SQLite rebuilds a table, which foreign keys would prevent.
            let options = writer.connect_options().as_ref().clone().foreign_keys(false);
            let pool = PoolOptions::new().max_connections(1).connect_with(options).await?;
            Connection::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?)
        }
        Database::Postgres(_) => database.write().await?,
    };
    let refused = |error: MigrateError| Error::Unsuitable(format!("the schema cannot be upgraded: {error}"));
    // Another program may have done it since.
    macro_rules! adopt {
        ($transaction:ident, $text:path, $script:literal) => {
            if is_unreleased(&sqlx::query_as(APPLIED).fetch_all(&mut **$transaction).await?)? {
                let script = AssertSqlSafe(include_str!(concat!("../../../migrations/", $script)));
                sqlx::raw_sql(script).execute(&mut **$transaction).await?;
                let first = MIGRATIONS[0].migration($text);
                $transaction.skip("_sqlx_migrations", &first).await.map_err(refused)?;
            }
        };
    }
    match &mut connection {
        Connection::Sqlite(transaction) => adopt!(transaction, Step::sqlite, "unreleased_sqlite.sql"),
        Connection::Postgres(transaction) => {
            sqlx::raw_sql("LOCK TABLE _sqlx_migrations IN ACCESS EXCLUSIVE MODE")
                .execute(&mut **transaction)
                .await?;
            adopt!(transaction, Step::postgres, "unreleased_postgres.sql");
        }
    }
    connection.commit().await
}

#[cfg(test)]
mod tests {
    use super::{STEPS, is_unreleased};

    #[test]
    fn a_database_is_known_by_its_steps() {
        let steps = |names: &[&str]| (1..).zip(names.iter().map(|&name| name.to_owned())).collect::<Vec<_>>();
        assert!(is_unreleased(&steps(&STEPS)).unwrap());
        assert!(!is_unreleased(&[]).unwrap());
        assert!(!is_unreleased(&steps(&["schema"])).unwrap());
        let told = is_unreleased(&steps(&STEPS[..11])).unwrap_err().to_string();
        assert!(told.contains("unreleased version") && told.contains("step 11"), "{told}");
    }
}
