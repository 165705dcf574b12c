//! What the tests over HTTP do not reach of the store: it is for commands and for whoever watches over the server.

use crate::support::app::App;
use crate::support::database::{Kind, TestDatabase, on_each_database};
use crate::support::folder::Folder;
use crate::support::panels::{leave_norm, leave_run, measured};
use crate::support::program::root;
use crate::support::searches::begin;
use serde_json::json;
use service::jobs::do_one;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use store::users::Role;
use store::{Database, Place, backup, jobs};

on_each_database! { always:
    jobs_are_counted_by_state,
    everything_goes_to_either_database_and_back,
    a_database_says_how_it_is,
    a_file_is_copied_as_it_is,
}

/// The sources below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).expect("the folder can be read").map(|entry| entry.expect("an entry").path());
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) = entries.partition(|path| path.is_dir());
    let below = folders.iter().flat_map(|folder| sources(folder));
    files.into_iter().filter(|path| path.extension().is_some_and(|end| end == "rs")).chain(below).collect()
}

/// Every function of the store that waits is called by the program (whose requests run on both databases), or here.
/// What nobody calls is not tested either, and should go.
#[test]
fn every_function_has_a_caller_outside_the_store() {
    let texts = ["crates/service/src", "crates/web/src", "crates/cli/src", "tests/store"];
    let texts = texts.iter().flat_map(|folder| sources(&root().join(folder)));
    let outside: String = texts.map(|path| fs::read_to_string(path).expect("UTF-8")).collect();
    let mut uncalled = BTreeSet::new();
    let mut n_functions = 0;
    for path in sources(&root().join("crates/store/src")) {
        let text = fs::read_to_string(&path).expect("UTF-8");
        for rest in text.split("pub async fn ").skip(1) {
            n_functions += 1;
            let (name, rest) = rest.split_once('(').expect("it takes something");
            let name = name.split('<').next().expect("a name");
            let is_method =
                rest.starts_with("&self") || rest.starts_with("self") || rest.starts_with("&mut self");
            let before = if is_method { "." } else { "::" };
            let is_called = |end: &str| outside.contains(&format!("{before}{name}{end}"));
            if !is_called("(") && !is_called("::<") {
                uncalled.insert(format!("{}: {name}", path.display()));
            }
        }
    }
    assert!(n_functions > 100, "{n_functions} functions were found");
    assert!(uncalled.is_empty(), "{uncalled:#?}");
}

async fn jobs_are_counted_by_state(database: TestDatabase) {
    let app = App::start(database).await;
    let counted = async || {
        let mut connection = app.service.database().read().await.expect("the database can be read");
        jobs::count(&mut connection).await.expect("an answer")
    };
    assert_eq!(counted().await, []);
    let begun = measured(&app, 2, json!({})).await;
    for seed in 1..=3 {
        leave_run(&app.client(Role::Recruiter), &begun, seed).await;
    }
    assert_eq!(counted().await, [("queued".to_owned(), 3)]);
    assert!(do_one(&app.service, "worker").await.expect("work"));
    assert_eq!(counted().await, [("done".to_owned(), 1), ("queued".to_owned(), 2)]);
}

/// All rows of all tables.
async fn everything(database: &Database) -> Vec<Vec<String>> {
    let mut connection = database.read().await.expect("the database can be read");
    let mut tables = Vec::new();
    for table in backup::tables() {
        // Read in parts, as a backup does.
        let mut rows = Vec::new();
        loop {
            let offset = i64::try_from(rows.len()).expect("not so many");
            let part = backup::read(&mut connection, &table, offset, 3).await.expect("rows");
            if part.is_empty() {
                break;
            }
            rows.extend(part);
        }
        tables.push(rows);
    }
    tables
}

async fn everything_goes_to_either_database_and_back(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 2, json!({ "context": "Ünïcode, \"quotes\"\nand lines" })).await;
    let norm = leave_norm(&app, &begun).await;
    let choice = json!({ "norm_id": norm });
    app.client(Role::Recruiter).with("if-match", "*").patch(&begun.path, choice).await.json(200);
    let rows = everything(app.service.database()).await;
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let target = TestDatabase::new(kind).await;
        let opened = target.open().await;
        let mut connection = opened.write().await.expect("the database can be written");
        assert!(backup::is_empty(&mut connection).await.expect("an answer"));
        for (table, rows) in backup::tables().iter().zip(&rows) {
            for row in rows {
                backup::write(&mut connection, table, row).await.expect("the row fits");
            }
        }
        assert!(!backup::is_empty(&mut connection).await.expect("an answer"));
        let people = backup::tables().into_iter().find(|table| table.name == "people").expect("people");
        for bad in ["not JSON", "{}", "{ \"id\": \"1\" }"] {
            let told = backup::write(&mut connection, &people, bad).await.expect_err("it is no row");
            assert!(told.to_string().contains("a row of people"), "{told}");
        }
        connection.commit().await.expect("they are kept");
        assert_eq!(everything(&opened).await, rows);
        assert_eq!(opened.check_integrity().await.expect("an answer"), None);
        opened.close().await;
    }
}

async fn a_database_says_how_it_is(database: TestDatabase) {
    let kind = database.kind();
    let opened = database.open().await;
    opened.ping().await.expect("it answers");
    assert!(opened.is_current().await.expect("an answer"));
    opened.close().await;
    opened.ping().await.expect_err("it is closed");
    let empty = TestDatabase::empty(kind).await;
    let opened = empty.open().await;
    opened.ping().await.expect("it answers");
    assert_eq!(opened.schema_version().await.expect("a version"), 0);
    assert!(!opened.is_current().await.expect("an answer"));
    opened.close().await;
}

async fn a_file_is_copied_as_it_is(database: TestDatabase) {
    let kind = database.kind();
    let app = App::start(database).await;
    begin(&app, 1, json!({})).await;
    let folder = Folder::new();
    let path = PathBuf::from(folder.path("copy.db"));
    app.service.database().copy_file(&path).await.expect("it is copied");
    if kind == Kind::Postgres {
        // A server has tools of its own for that.
        assert!(!path.exists());
        return;
    }
    let copy = Database::open(&Place::Sqlite(path.clone()), 1).await.expect("the copy opens");
    assert_eq!(everything(&copy).await, everything(app.service.database()).await);
    copy.close().await;
    app.service.database().copy_file(&path).await.expect_err("nothing is written over");
}
