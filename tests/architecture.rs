//! The rules of the house: who may use whom, and what may be named where.

use crate::support::program::{file, root};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use store::MIGRATIONS;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The crates of the workspace, each with the crates of the workspace that it may use. The table is exact: an
/// edge that is not in it fails, and so does an entry that nothing uses.
const EDGES: &[(&str, &[&str])] = &[
    ("stats", &[]),
    ("fit", &["stats"]),
    ("intake", &["fit", "stats"]),
    ("pool", &["fit", "stats"]),
    ("report", &["fit", "intake"]),
    ("store", &[]),
    ("pdf", &["report"]),
    ("docx", &["report"]),
    ("service", &["docx", "fit", "intake", "pdf", "report", "stats", "store"]),
    ("web", &["report", "service", "store"]),
    ("cli", &["docx", "fit", "intake", "pdf", "pool", "report", "service", "stats", "store", "web"]),
];

/// Files longer than this have more than one subject.
const MAX_LINES: usize = 600;

/// What a manifest names under `[dependencies]` and its likes, with what it says of each.
fn dependencies(manifest: &str) -> Vec<(String, DeValue<'_>)> {
    let document = DeTable::parse(manifest).expect("the manifest is TOML");
    assert!(document.get_ref().get("target").is_none(), "dependencies by platform are not looked at yet");
    let mut found = Vec::new();
    for table in ["dependencies", "dev-dependencies", "build-dependencies"] {
        if let Some(DeValue::Table(table)) = document.get_ref().get(table).map(Spanned::get_ref) {
            found.extend(
                table.iter().map(|(name, value)| (name.get_ref().to_string(), value.get_ref().clone())),
            );
        }
    }
    found
}

/// The files with an ending below a folder.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut open = vec![root().join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|own| own == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "{folder} has no .{ending}");
    found
}

/// The lines of code of a file with their numbers, without those that are comments.
fn code(path: &Path) -> Vec<(usize, String)> {
    let text = fs::read_to_string(path).expect("sources are UTF-8");
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim_start().starts_with("//"));
    lines.map(|(number, line)| (number, line.to_owned())).collect()
}

/// Whether a text has a word that is not part of a longer one.
fn names(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word)
        .any(|(at, _)| !line[..at].ends_with(is_part) && !line[at + word.len()..].starts_with(is_part))
}

#[test]
fn crates_use_only_whom_they_may() {
    for (name, allowed) in EDGES {
        let manifest = file(&format!("crates/{name}/Cargo.toml"));
        let used = dependencies(&manifest).into_iter().map(|(other, _)| other);
        let used: BTreeSet<String> =
            used.filter(|other| EDGES.iter().any(|(known, _)| known == other)).collect();
        let expected: BTreeSet<String> = allowed.iter().map(|&other| other.to_owned()).collect();
        assert_eq!(used, expected, "crates/{name}/Cargo.toml against the table in tests/architecture.rs");
    }
}

#[test]
fn the_table_knows_every_crate() {
    let expected: BTreeSet<String> = EDGES.iter().map(|(name, _)| (*name).to_owned()).collect();
    let folders = fs::read_dir(root().join("crates")).expect("there are crates");
    let folders = folders.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"));
    assert_eq!(folders.collect::<BTreeSet<String>>(), expected, "the folders in crates/");
    let manifest = file("Cargo.toml");
    let document = DeTable::parse(&manifest).expect("the manifest is TOML");
    let workspace = document.get_ref().get("workspace").expect("a workspace").get_ref();
    let members = workspace.get("members").expect("members").get_ref().as_array().expect("a list");
    let members = members.iter().filter_map(|member| member.get_ref().as_str());
    let members: BTreeSet<String> =
        members.map(|path| path.trim_start_matches("crates/").to_owned()).collect();
    assert_eq!(members, expected, "the members of the workspace");
}

#[test]
fn only_the_program_touches_files_time_and_surroundings() {
    for path in files("crates", "rs") {
        let is_source = path.components().any(|part| part.as_os_str() == "src");
        if !is_source || path.starts_with(root().join("crates/cli")) {
            continue;
        }
        for (number, line) in code(&path) {
            let place = || format!("{}:{number}: {line}", path.display());
            for module in ["fs", "env", "process", "net", "thread"] {
                // `std::{env, fs}` names them as well.
                let in_list = line.contains("std::{") && names(&line, module);
                // A program has to say how it ended.
                let line = line.replace("std::process::ExitCode", "");
                assert!(!names(&line, &format!("std::{module}")) && !in_list, "{}", place());
            }
            for word in ["SystemTime", "Instant"] {
                assert!(!names(&line, word), "{}", place());
            }
        }
    }
}

/// Where alone something may be named: what it is called in code, and the crates.
const PLACES: &[(&str, &[&str])] = &[
    // Rows and SQL end at the store.
    ("sqlx", &["store"]),
    // Use cases know nothing of HTTP.
    ("StatusCode", &["web"]),
    ("axum", &["web", "cli"]),
];

#[test]
fn databases_and_http_are_named_in_their_places() {
    for path in files("crates", "rs") {
        for (word, crates) in PLACES {
            let is_place = |name: &&str| path.starts_with(root().join("crates").join(name));
            if crates.iter().any(is_place) {
                continue;
            }
            for (number, line) in code(&path) {
                assert!(!names(&line, word), "{}:{number}: {line}", path.display());
            }
        }
    }
}

/// Statements that name no organisation, by a word of theirs that no other has, and why they may.
const WITHOUT_ORGANISATION: &[(&str, &str)] = &[
    ("DELETE FROM idempotency_keys WHERE created_at", "what is old is forgotten for all"),
    ("DELETE FROM audit_sources WHERE at", "what is old is forgotten for all"),
    ("DELETE FROM half_sign_ins WHERE expires_at", "what is old is forgotten for all"),
    ("DELETE FROM imports WHERE state IN ('columns', 'preview')", "what is old is forgotten for all"),
    ("SET state = 'running'", "a worker does the work of all, and is told whose it is"),
    ("COUNT(*) FROM jobs GROUP BY state", "counted for whoever watches over the server"),
    ("FROM (SELECT id FROM searches WHERE org_id = $1", "both parts name it; the whole counts them"),
    ("FROM sessions WHERE secret_hash", "the secret tells whose it is"),
    ("FROM tokens WHERE secret_hash", "the secret tells whose it is"),
    ("FROM users WHERE email", "the address tells whose it is"),
    ("SELECT id, name, sort_name FROM people", "names of every organisation are folded at the start"),
    ("SELECT id, title, sort_title FROM searches", "and so are titles"),
];

/// The texts in quotes of a piece of code, as one.
fn literals(code: &str) -> String {
    code.split('"').skip(1).step_by(2).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_statement_names_its_organisation() {
    let schema: String = MIGRATIONS.iter().map(|step| step.schema).collect();
    let tables = schema.split("CREATE TABLE ").skip(1).filter(|table| table.contains("org_id TEXT NOT NULL"));
    let tables: Vec<&str> = tables.filter_map(|table| table.split(' ').next()).collect();
    assert!(tables.len() > 15, "{tables:?}");
    let mut n_statements = 0;
    let mut excused = BTreeSet::new();
    for path in files("crates/store/src", "rs") {
        let code: String = code(&path).into_iter().map(|(_, line)| line + "\n").collect();
        // No statement has a semicolon in it, so each is within one piece.
        for sql in code.split(';').map(literals) {
            let starts = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM "];
            let n_starts: usize = starts.iter().map(|start| sql.matches(start).count()).sum();
            let is_tenants = ["FROM ", "INTO ", "UPDATE ", "JOIN "].iter().any(|before| {
                tables.iter().any(|table| {
                    let named = format!("{before}{table}");
                    sql.match_indices(&named)
                        .any(|(at, _)| !sql[at + named.len()..].starts_with(char::is_alphanumeric))
                })
            });
            if !is_tenants || n_starts == 0 {
                continue;
            }
            n_statements += n_starts;
            if let Some((word, _)) = WITHOUT_ORGANISATION.iter().find(|(word, _)| sql.contains(word)) {
                excused.insert(*word);
            } else {
                assert!(sql.matches("org_id").count() >= n_starts, "{}: {sql}", path.display());
            }
        }
    }
    assert!(n_statements > 60, "{n_statements} statements were found");
    let known: BTreeSet<&str> = WITHOUT_ORGANISATION.iter().map(|(word, _)| *word).collect();
    assert_eq!(excused, known, "excuses that nothing needs");
}

#[test]
fn unsafe_code_stands_in_one_place() {
    let expected = root().join("crates/stats/src/vector.rs");
    for path in files("crates", "rs") {
        // The word in quotes is one of a browser's policy.
        let is_unsafe =
            code(&path).iter().any(|(_, line)| names(&line.replace("'unsafe-inline'", ""), "unsafe"));
        assert_eq!(is_unsafe, path == expected, "{}", path.display());
    }
}

#[test]
fn templates_escape_everything() {
    for path in files("crates", "html") {
        let text = fs::read_to_string(&path).expect("templates are UTF-8");
        let is_safe = |tag: &str| tag.split('|').skip(1).any(|filter| filter.trim().starts_with("safe"));
        let unescaped: Vec<&str> =
            text.split("{{").skip(1).filter_map(|rest| rest.split("}}").next()).collect();
        assert!(!unescaped.iter().any(|tag| is_safe(tag)), "{}", path.display());
        assert!(!text.contains("{% filter safe"), "{}", path.display());
    }
    for path in files("crates", "rs") {
        let switches_off = |line: &str| line.contains("escape = \"none\"") || line.contains("ext = \"txt\"");
        assert!(!code(&path).iter().any(|(_, line)| switches_off(line)), "{}", path.display());
    }
}

#[test]
fn files_have_one_subject() {
    for path in files("crates", "rs").into_iter().chain(files("tests", "rs")) {
        let n_lines = fs::read_to_string(&path).expect("sources are UTF-8").lines().count();
        assert!(n_lines <= MAX_LINES, "{} has {n_lines} lines", path.display());
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        assert!(
            !["util", "utils", "helper", "helpers", "common", "manager"].contains(&name),
            "{}",
            path.display()
        );
        let is_source = path.components().any(|part| part.as_os_str() == "src");
        assert!(!(is_source && name == "mod"), "{}: write foo.rs beside foo/", path.display());
    }
}

#[test]
fn every_dependency_says_what_it_is_for() {
    let manifest = file("Cargo.toml");
    let section = manifest.split("[workspace.dependencies]").nth(1).expect("the section").split("\n[").next();
    let mut n_reasons = 0;
    for line in section.expect("the section").lines().filter(|line| !line.trim().is_empty()) {
        let is_ours = line.contains("path = \"crates/");
        let (before, reason) = line.split_once('#').unwrap_or((line, ""));
        if before.trim().is_empty() || is_ours {
            continue;
        }
        assert!(reason.trim().len() > 5, "no reason is given: {line}");
        n_reasons += 1;
    }
    assert!(n_reasons > 10, "{n_reasons} dependencies");
}

#[test]
fn every_dependency_comes_through_the_workspace() {
    for (name, _) in EDGES {
        for (dependency, value) in dependencies(&file(&format!("crates/{name}/Cargo.toml"))) {
            assert!(value.get("workspace").is_some(), "{name}: {dependency} has a version of its own");
        }
    }
}

#[test]
fn every_dependency_is_used() {
    for (name, _) in EDGES {
        // The tests of the program belong to the crate `cli`.
        let tests = if *name == "cli" { files("tests", "rs") } else { Vec::new() };
        let mut lines =
            files(&format!("crates/{name}"), "rs").into_iter().chain(tests).flat_map(|path| code(&path));
        let source: String = lines.by_ref().map(|(_, line)| line + "\n").collect();
        for (dependency, _) in dependencies(&file(&format!("crates/{name}/Cargo.toml"))) {
            assert!(names(&source, &dependency.replace('-', "_")), "{name} does not use {dependency}");
        }
    }
}

#[test]
fn every_decision_says_what_enforces_it() {
    for path in files("docs/adr", "md") {
        let text = fs::read_to_string(&path).expect("decisions are UTF-8");
        let last = text
            .trim()
            .rsplit("\n\n")
            .find(|part| part.trim_start_matches(['#', '*', ' ']).starts_with("Enforced by"));
        let last = last.unwrap_or_else(|| panic!("{} does not say what enforces it", path.display()));
        let after = &text[text.rfind(last).expect("it is there")..];
        let n_headings = after.lines().filter(|line| line.starts_with('#')).count();
        let is_heading = last.trim_start().starts_with('#');
        assert_eq!(n_headings, usize::from(is_heading), "{}: something follows", path.display());
    }
}

#[test]
fn every_requirement_is_answered_by_what_is_there() {
    let text = file("docs/asvs.md");
    let rows: Vec<Vec<&str>> =
        text.lines().filter(|line| line.starts_with("| ")).map(|line| line.split(" | ").collect()).collect();
    let answered = rows.iter().filter(|row| row[0].trim_start_matches("| ").contains('.'));
    let numbers: BTreeSet<&str> = answered.clone().map(|row| row[0]).collect();
    assert_eq!((answered.count(), numbers.len()), (253, 253), "each requirement of levels 1 and 2 once");
    let named = text.split('`').filter(|part| part.starts_with("tests/"));
    for path in named.clone() {
        assert!(root().join(path).exists(), "{path} is not there");
    }
    assert!(named.count() > 50);
}
