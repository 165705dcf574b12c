//! The schema's steps. They only go forward, and one that was released never changes.

use crate::{Error, Result};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr};
use std::borrow::Cow;

/// A step on both databases.
#[derive(Debug)]
pub struct Step {
    /// Its number, from 1.
    pub version: i64,
    /// What it is about.
    pub name: &'static str,
    /// What SQLite runs.
    pub sqlite: &'static str,
    /// What PostgreSQL runs.
    pub postgres: &'static str,
}

macro_rules! steps {
    ($($version:literal $name:literal $file:literal,)*) => {
        /// Every step, in order.
        pub const MIGRATIONS: &[Step] = &[$(Step {
            version: $version,
            name: $name,
            sqlite: include_str!(concat!("../../../migrations/sqlite/", $file)),
            postgres: include_str!(concat!("../../../migrations/postgres/", $file)),
        },)*];
    };
}

steps! {
    1 "accounts" "0001_accounts.sql",
    2 "people" "0002_people.sql",
    3 "searches" "0003_searches.sql",
    4 "runs" "0004_runs.sql",
    5 "work" "0005_work.sql",
    6 "example" "0006_example.sql",
    7 "questionnaires" "0007_questionnaires.sql",
    8 "outcomes" "0008_outcomes.sql",
    9 "norms" "0009_norms.sql",
    10 "reports" "0010_reports.sql",
    11 "decision_rights" "0011_decision_rights.sql",
    12 "pulse_links" "0012_pulse_links.sql",
}

/// The steps of one database.
pub(crate) fn migrator(text: impl Fn(&Step) -> &'static str) -> Migrator {
    let step = |step: &Step| {
        let sql = AssertSqlSafe(text(step)).into_sql_str();
        Migration::new(step.version, Cow::Borrowed(step.name), MigrationType::Simple, sql, false)
    };
    Migrator::with_migrations(MIGRATIONS.iter().map(step).collect())
}

/// The last step that this program knows.
pub(crate) fn newest() -> i64 {
    MIGRATIONS.last().map_or(0, |step| step.version)
}

/// Refuses a database that a newer program has changed.
pub(crate) fn check_not_newer(applied: i64) -> Result<()> {
    if applied <= newest() {
        return Ok(());
    }
    Err(Error::Unsuitable(format!(
        "this database is at step {applied} of its schema and this program knows {} only: it was used with a newer version \
         of Counterpart; run that version or a later one",
        newest()
    )))
}
