//! The schema as it is written: one for both databases, and none of its tables without its organisation.

use crate::support::program::{file, root};
use std::collections::BTreeSet;
use std::fs;
use store::MIGRATIONS;

/// Tables that belong to no organisation, and why.
const OF_NOBODY: &[(&str, &str)] = &[
    ("organisations", "it is them"),
    ("links", "the first setup comes before there is one"),
    ("throttles", "whoever fails is not known yet"),
];

/// What SQLite's schema becomes on PostgreSQL, by rule: the types, the order of texts, and no STRICT, which PostgreSQL
/// always is.
fn for_postgres(sqlite: &str) -> String {
    let line = |line: &str| {
        let Some((name, rest)) = line.strip_prefix("    ").and_then(|line| line.split_once(' ')) else {
            return line.replace(") STRICT;", ");");
        };
        for (from, to) in
            [("TEXT", "TEXT COLLATE \"C\""), ("INTEGER", "BIGINT"), ("REAL", "DOUBLE PRECISION")]
        {
            if let Some(rest) = rest.strip_prefix(from)
                && rest.starts_with([' ', ','])
            {
                return format!("    {name} {to}{rest}");
            }
        }
        line.to_owned()
    };
    sqlite.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// A schema without its triggers, which are programs in languages of their own; and the names of these.
fn without_triggers(sql: &str) -> (String, BTreeSet<String>) {
    let mut triggers = BTreeSet::new();
    let mut kept = Vec::new();
    let mut end = None;
    for line in sql.lines() {
        if let Some(wanted) = end {
            if line.ends_with(wanted) {
                end = None;
            }
        } else if let Some(rest) = line.strip_prefix("CREATE TRIGGER ") {
            triggers.insert(rest.split(' ').next().expect("a name").to_owned());
            end = Some(if sql.contains("STRICT") { "END;" } else { ";" });
        } else if line.starts_with("CREATE FUNCTION ") {
            end = Some("$$;");
        } else {
            kept.push(line);
        }
    }
    assert_eq!(end, None, "a trigger has no end");
    (kept.join("\n"), triggers)
}

#[test]
fn postgres_has_sqlite_s_schema_by_rule() {
    let mut n_triggers = 0;
    for step in MIGRATIONS {
        let (sqlite, ours) = without_triggers(step.sqlite);
        let (postgres, theirs) = without_triggers(step.postgres);
        assert_eq!(for_postgres(&sqlite), postgres, "step {}, {}", step.version, step.name);
        // PostgreSQL's trigger may answer to several events at once, so each of its names is one of SQLite's.
        assert!(theirs.is_subset(&ours) && ours.is_empty() == theirs.is_empty(), "{ours:?} and {theirs:?}");
        n_triggers += ours.len();
    }
    assert!(n_triggers >= 2, "the audit log is guarded by triggers");
}

#[test]
fn every_file_is_a_step() {
    for folder in ["migrations/sqlite", "migrations/postgres"] {
        let names = fs::read_dir(root().join(folder)).expect("the folder can be read");
        let names: BTreeSet<String> =
            names.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8")).collect();
        let steps = MIGRATIONS.iter().map(|step| format!("{:04}_{}.sql", step.version, step.name));
        assert_eq!(names, steps.collect(), "{folder}");
    }
    let numbers: Vec<i64> = MIGRATIONS.iter().map(|step| step.version).collect();
    assert_eq!(numbers, (1..=numbers.len() as i64).collect::<Vec<_>>());
    assert_eq!(MIGRATIONS[0].sqlite, file("migrations/sqlite/0001_accounts.sql"));
}

/// The tables of SQLite's schema, each with its lines.
fn tables() -> Vec<(String, Vec<String>)> {
    let steps: String = MIGRATIONS.iter().map(|step| step.sqlite.to_owned() + "\n").collect();
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
