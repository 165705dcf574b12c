//! `migrate`, `audit verify` and `restore`: the data as a whole. (Backups of a server at work are in
//! tests/service/backup.py.)

use crate::support::folder::Folder;
use crate::support::old::{UNRELEASED, execute, unreleased};
use crate::support::program::{Outcome, counterpart};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use store::{MIGRATIONS, Place};
use tokio::runtime::Runtime;

fn run(folder: &Folder, arguments: &[&str]) -> Outcome {
    counterpart(&[arguments, &["--data-dir", &folder.path("data")]].concat())
}

fn add_user(folder: &Folder) {
    let user =
        ["user", "add", "--email", "a@acme.example", "--name", "Robin", "--role", "admin", "--org", "Acme"];
    run(folder, &user).text();
}

fn database(folder: &Folder) -> Place {
    Place::Sqlite(Path::new(&folder.path("data")).join("counterpart.db"))
}

/// Waits for something that the library does.
fn wait(work: impl Future<Output = ()>) {
    Runtime::new().expect("a runtime").block_on(work);
}

#[test]
fn a_database_is_made_and_left_as_it_is() {
    let folder = Folder::new();
    let newest = MIGRATIONS.len();
    for _ in 0..2 {
        let done = run(&folder, &["migrate"]);
        assert!(done.err.contains(&format!("up to date: schema {newest}")), "{}", done.err);
    }
    assert_eq!(run(&folder, &["audit", "verify"]).text(), "");
    let names = fs::read_dir(folder.path("data")).expect("the folder");
    let names: BTreeSet<_> = names.map(|entry| entry.expect("an entry").file_name()).collect();
    assert_eq!(
        names,
        ["counterpart.db", "files.key", "signing.key"].map(OsString::from).into(),
        "a copy was kept of nothing"
    );
}

#[test]
fn an_older_database_is_copied_before_it_is_changed() {
    let folder = Folder::new();
    fs::DirBuilder::new().mode(0o700).create(folder.path("data")).expect("a folder");
    let before = UNRELEASED.len();
    wait(unreleased(&database(&folder), before));
    for arguments in [&["audit", "verify"][..], &["user", "list"], &["backup", &folder.path("backup")]] {
        let told = run(&folder, arguments).failure();
        assert!(told.contains("run counterpart migrate"), "{told}");
    }
    let done = run(&folder, &["migrate"]);
    assert!(done.err.contains(&format!("before-{before}.db")), "{}", done.err);
    let copy = Path::new(&folder.path("data")).join(format!("counterpart.before-{before}.db"));
    assert!(fs::metadata(copy).expect("the copy").len() > 0);
    add_user(&folder);
    assert!(run(&folder, &["audit", "verify"]).text().contains("Acme: all"));
}

#[test]
fn a_newer_database_is_refused_by_every_command() {
    let folder = Folder::new();
    add_user(&folder);
    let sql = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
               VALUES (9999, 'later', TRUE, X'00', 0)";
    wait(execute(&database(&folder), sql));
    for arguments in
        [&["migrate"][..], &["audit", "verify"], &["user", "list"], &["backup", &folder.path("b")]]
    {
        let told = run(&folder, arguments).failure();
        assert!(told.contains("newer version of Counterpart") && told.contains("9999"), "{told}");
    }
    let found = run(&folder, &["doctor"]);
    let text = String::from_utf8(found.out).expect("UTF-8");
    assert!(found.code == 1 && text.contains("newer version of Counterpart"), "{text}");
}

#[test]
fn a_record_that_was_changed_is_noticed() {
    let folder = Folder::new();
    add_user(&folder);
    let whole = run(&folder, &["audit", "verify"]).text();
    assert!(whole.starts_with("Acme: all") && whole.contains("as they were written"), "{whole}");
    let place = database(&folder);
    wait(async {
        execute(&place, "DROP TRIGGER audit_is_not_changed").await;
        execute(&place, "UPDATE audit SET via = 'token' WHERE seq = 2").await;
    });
    let found = run(&folder, &["audit", "verify"]);
    let text = String::from_utf8(found.out).expect("UTF-8");
    assert_eq!(found.code, 1);
    assert!(text.starts_with("Acme: entry 2:"), "{text}");
    assert!(found.err.contains("changed by something else"), "{}", found.err);
}

#[test]
fn a_backup_is_put_back_into_an_empty_place_only() {
    let folder = Folder::new();
    add_user(&folder);
    let backup = folder.path("backup");
    run(&folder, &["backup", &backup]).text();
    let whole = counterpart(&["restore", &backup, "--verify-only"]);
    assert!(whole.err.contains("The backup is whole"), "{}", whole.err);
    let told = run(&folder, &["restore", &backup]).refusal();
    assert!(told.contains("restore into an empty database"), "{told}");
    let other = Folder::new();
    let done = run(&other, &["restore", &backup]);
    assert!(done.err.contains("rows are back"), "{}", done.err);
    assert_eq!(run(&other, &["user", "list"]).text(), run(&folder, &["user", "list"]).text());
    assert_eq!(run(&other, &["audit", "verify"]).text(), run(&folder, &["audit", "verify"]).text());
}

#[test]
fn a_backup_can_be_encrypted_for_whoever_holds_a_key() {
    const RECIPIENT: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
    let folder = Folder::new();
    add_user(&folder);
    let backup = folder.path("backup");
    run(&folder, &["backup", &backup, "--recipient", RECIPIENT]).text();
    let mut n_files = 0;
    for entry in fs::read_dir(&backup).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        assert!(path.extension().is_some_and(|ending| ending == "age"), "{}", path.display());
        assert!(bytes.starts_with(b"age-encryption.org/v1\n-> X25519 "), "{}", path.display());
        assert!(!bytes.windows(6).any(|part| part == b"org_id" || part == b"tables"), "{}", path.display());
        n_files += 1;
    }
    assert!(n_files > 10);
    let told = run(&Folder::new(), &["restore", &backup]).refusal();
    assert!(told.contains("it is encrypted") && told.contains("age -d"), "{told}");
    let told = run(&folder, &["backup", &folder.path("other"), "--recipient", "age1nobody"]);
    assert!(told.code == 2 && told.err.contains("no public key of age"), "{}", told.err);
}

#[test]
fn a_backup_of_a_newer_program_is_told_by_looking_as_well() {
    let folder = Folder::new();
    add_user(&folder);
    let backup = folder.path("backup");
    run(&folder, &["backup", &backup]).text();
    let path = format!("{backup}/manifest.json");
    let text = fs::read_to_string(&path).expect("the manifest");
    let mut manifest: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    manifest["schema"] = 9999.into();
    manifest["program"] = "7.0.0".into();
    fs::write(&path, manifest.to_string()).expect("it can be written");
    let other = Folder::new();
    for more in [&["--verify-only"][..], &[]] {
        let told = run(&other, &[&["restore", &backup], more].concat()).refusal();
        assert!(told.contains("newer version of Counterpart, 7.0.0") && told.contains("9999"), "{told}");
        assert!(told.contains("restore it with version 7.0.0 or a later one"), "{told}");
    }
}

#[test]
fn a_backup_that_is_not_whole_is_not_put_back() {
    let folder = Folder::new();
    add_user(&folder);
    let backup = folder.path("backup");
    run(&folder, &["backup", &backup]).text();
    let users = format!("{backup}/users.jsonl");
    let lines = fs::read_to_string(&users).expect("users");
    let other = Folder::new();
    for (changed, word) in [(lines.replace("Robin", "Rabin"), "users.jsonl"), (String::new(), "users.jsonl")]
    {
        fs::write(&users, changed).expect("it can be written");
        for more in [&["--verify-only"][..], &[]] {
            let told = run(&other, &[&["restore", &backup], more].concat()).refusal();
            assert!(told.contains(word) && told.contains("not whole"), "{told}");
        }
    }
    fs::remove_file(&users).expect("it can be removed");
    assert!(run(&other, &["restore", &backup]).refusal().contains("users.jsonl cannot be read"));
    fs::remove_file(format!("{backup}/manifest.json")).expect("it can be removed");
    assert!(run(&other, &["restore", &backup]).refusal().contains("manifest.json cannot be read"));
    assert!(other.names().is_empty(), "something was made: {:?}", other.names());
}
