//! `doctor`: what could go wrong, looked for before it does.

use crate::support::folder::Folder;
use crate::support::old::{UNRELEASED, unreleased};
use crate::support::program::{Outcome, command, counterpart, run};
use serde_json::Value;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use store::Place;
use tokio::runtime::Runtime;

/// What is not well, and whether the exit code says so.
fn unwell(outcome: &Outcome) -> Vec<String> {
    let found: Vec<Value> = serde_json::from_slice(&outcome.out).expect("JSON");
    let is_bad = |finding: &&Value| finding["is_well"] == false;
    let bad: Vec<String> =
        found.iter().filter(is_bad).map(|one| one["what"].as_str().expect("what").to_owned()).collect();
    assert_eq!(outcome.code, i32::from(!bad.is_empty()), "{found:?}");
    assert!(found.iter().all(|one| !one["found"].as_str().expect("words").is_empty()), "{found:?}");
    bad
}

fn doctor(folder: &Folder, variables: &[(&str, &str)]) -> Outcome {
    let mut asked = command(&["doctor", "--format", "json", "--data-dir", &folder.path("data")]);
    run(asked.envs(variables.iter().copied()))
}

fn add_user(folder: &Folder) {
    let user =
        ["user", "add", "--email", "a@acme.example", "--name", "Robin", "--role", "admin", "--org", "Acme"];
    counterpart(&[&user[..], &["--data-dir", &folder.path("data")]].concat()).text();
}

#[test]
fn a_place_that_is_not_there_yet_is_well_and_stays_so() {
    let folder = Folder::new();
    assert!(unwell(&doctor(&folder, &[])).is_empty());
    assert!(folder.names().is_empty());
}

#[test]
fn a_place_that_is_used_is_well() {
    let folder = Folder::new();
    add_user(&folder);
    assert!(unwell(&doctor(&folder, &[])).is_empty());
    let text = counterpart(&["doctor", "--data-dir", &folder.path("data")]).text();
    for words in ["✓ schema", "✓ integrity", "✓ audit: Acme: all 3 entries", "✓ jobs: none failed"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains('✗'), "{text}");
}

#[test]
fn a_database_that_others_can_read_is_refused_in_words() {
    let folder = Folder::new();
    add_user(&folder);
    let (data, database) = (folder.path("data"), folder.path("data/counterpart.db"));
    let mode = |path: &str| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!((mode(&data), mode(&database), mode(&folder.path("data/signing.key"))), (0o700, 0o600, 0o600));
    let open = |path: &str, mode| {
        fs::set_permissions(path, Permissions::from_mode(mode)).expect("the mode can be set");
    };
    // In a folder that nobody else may enter, its own mode matters to nobody.
    open(&database, 0o644);
    assert!(unwell(&doctor(&folder, &[])).is_empty());
    open(&data, 0o755);
    assert_eq!(unwell(&doctor(&folder, &[])), ["folder", "permissions"]);
    let told = counterpart(&["user", "list", "--data-dir", &data]).failure();
    assert!(told.contains("others on this machine can read") && told.contains("chmod 600"), "{told}");
    open(&database, 0o600);
    counterpart(&["user", "list", "--data-dir", &data]).text();
}

#[test]
fn a_folder_that_others_may_read_is_told() {
    let folder = Folder::new();
    add_user(&folder);
    fs::set_permissions(folder.path("data"), Permissions::from_mode(0o755)).expect("the mode can be set");
    assert_eq!(unwell(&doctor(&folder, &[])), ["folder"]);
}

#[test]
fn an_address_for_others_without_https_is_told() {
    let folder = Folder::new();
    let open = ("COUNTERPART_LISTEN", "0.0.0.0:7117");
    assert_eq!(unwell(&doctor(&folder, &[open])), ["addresses"]);
    let (https, proxy) =
        (("COUNTERPART_BASE_URL", "https://a.example"), ("COUNTERPART_TRUSTS_PROXY", "true"));
    assert!(unwell(&doctor(&folder, &[open, https, proxy])).is_empty());
    assert_eq!(unwell(&doctor(&folder, &[open, https])), ["proxy"], "everyone has the proxy's address");
    assert!(unwell(&doctor(&folder, &[("COUNTERPART_LISTEN", "[::1]:7117")])).is_empty());
}

#[test]
fn an_older_schema_and_a_broken_file_are_told() {
    let folder = Folder::new();
    add_user(&folder);
    let path = Path::new(&folder.path("data")).join("counterpart.db");
    fs::remove_file(&path).expect("it can be removed");
    let place = Place::Sqlite(path.clone());
    Runtime::new().expect("a runtime").block_on(unreleased(&place, UNRELEASED.len()));
    assert_eq!(unwell(&doctor(&folder, &[])), ["schema"]);
    fs::write(&path, "this is no database, however one looks at it").expect("it can be written");
    assert_eq!(unwell(&doctor(&folder, &[])), ["database"]);
}
