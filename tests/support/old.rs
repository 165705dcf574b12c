//! Databases as earlier versions of the program left them, and changes past the program.

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqlSafeStr, SqliteConnection};
use store::{MIGRATIONS, Place};

/// Runs a statement on the database itself, past the program.
pub(crate) async fn execute(place: &Place, sql: &str) {
    let sql = AssertSqlSafe(sql.to_owned());
    match place {
        Place::Sqlite(_) => sqlite(place).await.execute(sql).await.map(drop),
        Place::Postgres(url) => {
            PgConnection::connect(url).await.expect("PostgreSQL answers").execute(sql).await.map(drop)
        }
    }
    .expect("the statement runs");
}

/// Brings an empty database to an earlier step of the schema.
pub(crate) async fn at_step(place: &Place, step: i64) {
    let is_sqlite = matches!(place, Place::Sqlite(_));
    let steps = MIGRATIONS.iter().filter(|known| known.version <= step).map(|step| {
        let sql = AssertSqlSafe(if is_sqlite { step.sqlite } else { step.postgres }).into_sql_str();
        Migration::new(step.version, step.name.into(), MigrationType::Simple, sql, false)
    });
    let migrator = Migrator::with_migrations(steps.collect());
    match place {
        Place::Sqlite(_) => migrator.run(&mut sqlite(place).await).await,
        Place::Postgres(url) => {
            let mut connection = PgConnection::connect(url).await.expect("PostgreSQL answers");
            migrator.run(&mut connection).await
        }
    }
    .expect("the earlier schema can be made");
}

async fn sqlite(place: &Place) -> SqliteConnection {
    let Place::Sqlite(path) = place else { panic!("it is a server") };
    let url = format!("sqlite://{}?mode=rwc", path.display());
    SqliteConnection::connect(&url).await.expect("SQLite opens")
}
