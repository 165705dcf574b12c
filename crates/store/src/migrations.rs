//! The steps of the schema. They only go forward, and a released step never changes.

use crate::{Error, Result};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr};

/// A step of the schema.
#[derive(Debug)]
pub struct Step {
    /// Its number, from 1.
    pub version: i64,
    /// What it is about.
    pub name: &'static str,
    /// What both databases run, as SQLite writes it.
    pub schema: &'static str,
    /// What only SQLite runs, afterwards.
    pub sqlite_only: &'static str,
    /// What only PostgreSQL runs, afterwards.
    pub postgres_only: &'static str,
}

/// Every step, in order.
pub const MIGRATIONS: &[Step] = &[
    Step {
        version: 1,
        name: "schema",
        schema: include_str!("../../../migrations/0001_schema.sql"),
        sqlite_only: include_str!("../../../migrations/0001_triggers_sqlite.sql"),
        postgres_only: include_str!("../../../migrations/0001_triggers_postgres.sql"),
    },
    Step {
        version: 2,
        name: "import_notes",
        schema: include_str!("../../../migrations/0002_import_notes.sql"),
        sqlite_only: "",
        postgres_only: "",
    },
    Step {
        version: 3,
        name: "candidate_records",
        schema: include_str!("../../../migrations/0003_candidate_records.sql"),
        sqlite_only: "",
        postgres_only: "",
    },
    Step {
        version: 4,
        name: "scenarios",
        schema: include_str!("../../../migrations/0004_scenarios.sql"),
        sqlite_only: "",
        postgres_only: "",
    },
    Step {
        version: 5,
        name: "protection",
        schema: include_str!("../../../migrations/0005_protection.sql"),
        sqlite_only: "",
        postgres_only: "",
    },
    Step {
        version: 6,
        name: "board",
        schema: include_str!("../../../migrations/0006_board.sql"),
        sqlite_only: "",
        postgres_only: "",
    },
    Step {
        version: 7,
        name: "merged_people",
        schema: include_str!("../../../migrations/0007_merged_people.sql"),
        sqlite_only: "",
        postgres_only: "",
    },
    Step {
        version: 8,
        name: "word",
        schema: include_str!("../../../migrations/0008_word.sql"),
        sqlite_only: "",
        postgres_only: "",
    },
    Step {
        version: 9,
        name: "situations",
        schema: include_str!("../../../migrations/0009_situations.sql"),
        sqlite_only: "",
        postgres_only: "",
    },
    Step {
        version: 10,
        name: "second_factor",
        schema: include_str!("../../../migrations/0010_second_factor.sql"),
        sqlite_only: "",
        postgres_only: "",
    },
];

impl Step {
    /// What SQLite runs.
    #[must_use]
    pub fn sqlite(&self) -> String {
        [self.schema, self.sqlite_only].concat()
    }

    /// What PostgreSQL runs.
    #[must_use]
    pub fn postgres(&self) -> String {
        for_postgres(self.schema) + self.postgres_only
    }

    pub(crate) fn migration(&self, text: impl Fn(&Self) -> String) -> Migration {
        let sql = AssertSqlSafe(text(self)).into_sql_str();
        Migration::new(self.version, self.name.into(), MigrationType::Simple, sql, false)
    }
}

/// SQLite's schema as PostgreSQL writes it: with its types, texts that sort by their bytes, and without STRICT, which
/// PostgreSQL always is.
fn for_postgres(schema: &str) -> String {
    const TYPES: [(&str, &str); 3] =
        [("TEXT", "TEXT COLLATE \"C\""), ("INTEGER", "BIGINT"), ("REAL", "DOUBLE PRECISION")];
    let line = |line: &str| {
        // A column: its name, its type, and its conditions.
        let Some((name, rest)) = line.strip_prefix("    ").and_then(|line| line.split_once(' ')) else {
            return line.replace(") STRICT;", ");") + "\n";
        };
        let column = TYPES.iter().find_map(|(sqlite, postgres)| {
            let rest = rest.strip_prefix(sqlite)?;
            (rest.is_empty() || rest.starts_with([' ', ',']))
                .then(|| format!("    {name} {postgres}{rest}\n"))
        });
        column.unwrap_or_else(|| format!("{line}\n"))
    };
    schema.lines().map(line).collect()
}

/// All steps, with the text of one database.
pub(crate) fn migrator(text: fn(&Step) -> String) -> Migrator {
    Migrator::with_migrations(MIGRATIONS.iter().map(|step| step.migration(text)).collect())
}

/// The last step that this program knows.
#[must_use]
pub fn newest() -> i64 {
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

#[cfg(test)]
mod tests {
    use super::for_postgres;

    #[test]
    fn postgres_gets_its_own_types() {
        let sqlite = "-- A TEXT.\nCREATE TABLE a (\n    -- An INTEGER TEXT.\n    b TEXT NOT NULL CHECK (b <> 'REAL'),\n    \
                      c INTEGER,\n    d REAL,\n    text TEXT\n) STRICT;\nCREATE INDEX e ON a (b);\n";
        let postgres = "-- A TEXT.\nCREATE TABLE a (\n    -- An INTEGER TEXT.\n    b TEXT COLLATE \"C\" NOT NULL \
                        CHECK (b <> 'REAL'),\n    c BIGINT,\n    d DOUBLE PRECISION,\n    text TEXT COLLATE \"C\"\n);\n\
                        CREATE INDEX e ON a (b);\n";
        assert_eq!(for_postgres(sqlite), postgres);
    }
}
