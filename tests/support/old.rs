//! Databases as unreleased versions of the program left them, and changes past the program.

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqlSafeStr, SqliteConnection};
use store::{MIGRATIONS, Place, Step};

/// The steps in which unreleased versions made the schema.
pub(crate) const UNRELEASED: [&str; 12] = [
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

/// Their schema after all steps, as SQLite had it, without comments.
const SCHEMA: &str = include_str!("../store/unreleased.sql");

/// Runs a statement on the database itself, past the program.
pub(crate) async fn execute(place: &Place, sql: &str) {
    let sql = AssertSqlSafe(sql.to_owned());
    match place {
        Place::Sqlite(_) => sqlite(place).await.execute(sql).await.map(drop),
        Place::Postgres(url) => postgres(url).await.execute(sql).await.map(drop),
    }
    .expect("the statement runs");
}

/// The texts that a query finds, past the program.
pub(crate) async fn texts(place: &Place, sql: &str) -> Vec<String> {
    let sql = AssertSqlSafe(sql.to_owned());
    match place {
        Place::Sqlite(_) => sqlx::query_scalar(sql).fetch_all(&mut sqlite(place).await).await,
        Place::Postgres(url) => sqlx::query_scalar(sql).fetch_all(&mut postgres(url).await).await,
    }
    .expect("the query runs")
}

/// Makes an empty database one of an unreleased version that knew so many steps. They are told apart by name: the whole
/// schema is made in the first.
pub(crate) async fn unreleased(place: &Place, n_steps: usize) {
    let (schema, sqlite_only) = SCHEMA.split_at(SCHEMA.find("CREATE TRIGGER").expect("triggers"));
    let all = Step { schema, sqlite_only, ..MIGRATIONS[0] };
    let all = if matches!(place, Place::Sqlite(_)) { all.sqlite() } else { all.postgres() };
    let steps = (1..).zip(UNRELEASED).take(n_steps).map(|(version, name)| {
        let sql = AssertSqlSafe(if version == 1 { all.clone() } else { "SELECT 1".to_owned() });
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    });
    let migrator = Migrator::with_migrations(steps.collect());
    match place {
        Place::Sqlite(_) => migrator.run(&mut sqlite(place).await).await,
        Place::Postgres(url) => migrator.run(&mut postgres(url).await).await,
    }
    .expect("the earlier schema can be made");
}

async fn postgres(url: &str) -> PgConnection {
    PgConnection::connect(url).await.expect("PostgreSQL answers")
}

async fn sqlite(place: &Place) -> SqliteConnection {
    let Place::Sqlite(path) = place else { panic!("it is a server") };
    let url = format!("sqlite://{}?mode=rwc", path.display());
    SqliteConnection::connect(&url).await.expect("SQLite opens")
}
