//! The schema as it is written, and as PostgreSQL has it: every table belongs to an organisation, and columns are of few
//! types.

use crate::support::database::{Kind, TestDatabase};
use crate::support::old::texts;
use crate::support::program::{file, root};
use std::collections::BTreeSet;
use std::fs;
use store::MIGRATIONS;
use store::backup::{self, Column, ColumnKind};

/// Tables that belong to no organisation, and why.
const OF_NOBODY: &[(&str, &str)] = &[
    ("organisations", "it is them"),
    ("links", "the first setup comes before there is one"),
    ("throttles", "whoever fails is not known yet"),
];

/// The names of the triggers in a text.
fn triggers(sql: &str) -> BTreeSet<&str> {
    sql.split("CREATE TRIGGER ").skip(1).filter_map(|rest| rest.split(' ').next()).collect()
}

#[test]
fn what_differs_between_the_databases_is_triggers() {
    let mut n_triggers = 0;
    for step in MIGRATIONS {
        assert!(!step.schema.contains("TRIGGER"), "step {}, {}", step.version, step.name);
        let (sqlite, postgres) = (triggers(step.sqlite_only), triggers(step.postgres_only));
        // PostgreSQL's trigger may answer to several events at once, so each of its names is one of SQLite's.
        assert!(postgres.is_subset(&sqlite) && sqlite.is_empty() == postgres.is_empty(), "{postgres:?}");
        for statement in ["TABLE", "INDEX", "UNIQUE", "VIEW"] {
            let created = format!("CREATE {statement}");
            assert!(!step.sqlite_only.contains(&created) && !step.postgres_only.contains(&created));
        }
        n_triggers += sqlite.len();
    }
    assert!(n_triggers >= 2, "the audit log is guarded by triggers");
}

#[tokio::test]
async fn postgres_has_three_types_of_columns_and_texts_that_sort_by_their_bytes() {
    let database = TestDatabase::new(Kind::Postgres).await;
    let columns = "SELECT concat_ws(' ', table_name, column_name, data_type, collation_name) FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations'";
    let found: BTreeSet<String> = texts(&database.place, columns).await.into_iter().collect();
    let kind = |column: &Column| match column.kind {
        ColumnKind::Text => "text C",
        ColumnKind::Integer => "bigint",
        ColumnKind::Real => "double precision",
    };
    let tables = backup::tables();
    let expected = tables.iter().flat_map(|table| {
        table.columns.iter().map(move |column| format!("{} {} {}", table.name, column.name, kind(column)))
    });
    assert_eq!(found, expected.collect());
}

#[test]
fn every_file_is_of_a_step() {
    let names = fs::read_dir(root().join("migrations")).expect("the folder can be read");
    let names: BTreeSet<String> =
        names.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8")).collect();
    let steps = [
        "0001_schema.sql",
        "0001_triggers_postgres.sql",
        "0001_triggers_sqlite.sql",
        "0002_import_notes.sql",
        "0003_candidate_records.sql",
        "0004_scenarios.sql",
        "0005_protection.sql",
        "0006_board.sql",
        "0007_merged_people.sql",
        "0008_word.sql",
        "0009_situations.sql",
        "0010_second_factor.sql",
    ];
    let adoption = ["unreleased_postgres.sql", "unreleased_sqlite.sql"];
    assert_eq!(names, steps.into_iter().chain(adoption).map(str::to_owned).collect());
    let numbers: Vec<i64> = MIGRATIONS.iter().map(|step| step.version).collect();
    assert_eq!(numbers, (1..=numbers.len() as i64).collect::<Vec<_>>());
    assert_eq!(MIGRATIONS[0].schema, file("migrations/0001_schema.sql"));
}

/// The tables of SQLite's schema, each with its lines.
fn tables() -> Vec<(String, Vec<String>)> {
    let steps: String = MIGRATIONS.iter().map(|step| step.schema.to_owned() + "\n").collect();
    let parts = steps.split("CREATE TABLE ").skip(1);
    let tables: Vec<(String, Vec<String>)> = parts
        .map(|part| {
            let (name, rest) = part.split_once(" (\n").expect("a table begins so");
            let (body, _) = rest.split_once("\n) STRICT;").unwrap_or_else(|| panic!("{name} is not strict"));
            let lines = body.lines().map(|line| line.trim().trim_end_matches(',').to_owned());
            (name.to_owned(), lines.filter(|line| !line.starts_with("--")).collect())
        })
        .collect();
    assert!(tables.len() > 20, "{tables:?}");
    tables
}

#[test]
fn every_table_belongs_to_organisations() {
    let mut excused = BTreeSet::new();
    for (name, lines) in tables() {
        let is_tenants = lines.iter().any(|line| line.starts_with("org_id TEXT NOT NULL"));
        if OF_NOBODY.iter().any(|(known, _)| *known == name) {
            assert!(!is_tenants, "{name} belongs to organisations, and is on the list of those that do not");
            excused.insert(name);
            continue;
        }
        assert!(is_tenants, "{name} has no org_id, and is not on the list of those that need none");
        // What it refers to is of the same organisation, or the organisation itself.
        for line in lines.iter().filter(|line| line.contains("REFERENCES")) {
            let is_whole = line.starts_with("FOREIGN KEY (org_id, ") && line.contains(" (org_id, ");
            let is_organisation =
                line.ends_with("REFERENCES organisations (id)") && line.starts_with("org_id ");
            assert!(is_whole || is_organisation, "{name}: {line}");
        }
        assert!(lines.iter().any(|line| line.contains("REFERENCES")), "{name} refers to no organisation");
    }
    assert_eq!(excused.len(), OF_NOBODY.len(), "{excused:?}");
}

#[test]
fn the_database_itself_refuses_what_cannot_be() {
    for (name, lines) in tables() {
        for line in &lines {
            let mut words = line.split(' ');
            let (column, kind) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            let must_have = match (column, kind) {
                (_, "TEXT") if column.ends_with("_at") || column.ends_with("_until") => "= 27)",
                (_, "INTEGER") if column.starts_with("is_") => "IN (0, 1))",
                ("role" | "state" | "kind" | "opinion" | "method" | "source" | "purpose", "TEXT") => " IN (",
                ("secret_hash" | "sha256" | "result_sha256" | "request_hash", "TEXT") => "= 64)",
                _ => continue,
            };
            assert!(line.contains("CHECK (") && line.contains(must_have), "{name}: {line}");
        }
        assert!(
            lines.iter().any(|line| line.contains("PRIMARY KEY")),
            "{name} has no key, so that its rows cannot be told apart"
        );
    }
}
