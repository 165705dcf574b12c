//! Databases of a test's own: SQLite in a folder, PostgreSQL on the cluster that `tests/run` starts.

use crate::support::folder::Folder;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, process, thread};
use store::{Database, Place};
use tokio::runtime::Runtime;
use tokio::sync::OnceCell;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

/// A database with the present schema and nothing in it, gone at the end of the test.
pub(crate) struct TestDatabase {
    pub(crate) place: Place,
    name: String,
    // Last, so that it goes when nothing lies in it any more.
    _folder: Folder,
}

impl TestDatabase {
    /// A database with the present schema.
    pub(crate) async fn new(kind: Kind) -> Self {
        static SQLITE: OnceCell<Vec<u8>> = OnceCell::const_new();
        static POSTGRES: OnceCell<String> = OnceCell::const_new();
        let empty = Self::unmade(kind);
        match &empty.place {
            Place::Sqlite(path) => {
                let migrated = SQLITE.get_or_init(|| async {
                    let first = Self::empty(kind).await;
                    let Place::Sqlite(path) = &first.place else { panic!("it is in a file") };
                    migrate(&first.place).await;
                    fs::read(path).expect("the database can be read")
                });
                fs::write(path, migrated.await).expect("the database can be written");
            }
            Place::Postgres(_) => {
                // The template stays until the cluster goes.
                let template = POSTGRES.get_or_init(|| async {
                    let name = format!("template_{}", process::id());
                    command(&format!("CREATE DATABASE {name}")).await;
                    migrate(&Place::Postgres(url(&name))).await;
                    name
                });
                command(&format!("CREATE DATABASE {} TEMPLATE {}", empty.name, template.await)).await;
            }
        }
        empty
    }

    /// A database without any schema.
    pub(crate) async fn empty(kind: Kind) -> Self {
        let empty = Self::unmade(kind);
        if kind == Kind::Postgres {
            command(&format!("CREATE DATABASE {}", empty.name)).await;
        }
        empty
    }

    /// Opens it.
    pub(crate) async fn open(&self) -> Database {
        Database::open(&self.place, 4).await.expect("the database opens")
    }

    /// Which one it is.
    pub(crate) fn kind(&self) -> Kind {
        match self.place {
            Place::Sqlite(_) => Kind::Sqlite,
            Place::Postgres(_) => Kind::Postgres,
        }
    }

    fn unmade(kind: Kind) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("test_{}_{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = Folder::new();
        let place = match kind {
            Kind::Sqlite => Place::Sqlite(folder.path("counterpart.db").into()),
            Kind::Postgres => Place::Postgres(url(&name)),
        };
        Self { place, name, _folder: folder }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if self.kind() == Kind::Sqlite {
            return;
        }
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        // Within the test's own runtime nothing can be waited for.
        let dropped =
            thread::spawn(move || Runtime::new().expect("a runtime").block_on(command(&drop))).join();
        assert!(dropped.is_ok() || thread::panicking(), "{} could not be dropped", self.name);
    }
}

async fn migrate(place: &Place) {
    let database = Database::open(place, 1).await.expect("the database opens");
    database.migrate().await.expect("the schema can be made");
    database.close().await;
}

/// The URL of a database on the cluster.
#[expect(clippy::disallowed_methods, reason = "tests/run says where the cluster is")]
fn url(name: &str) -> String {
    const VARIABLE: &str = "COUNTERPART_TEST_POSTGRES";
    let cluster = env::var(VARIABLE).unwrap_or_else(|_| {
        panic!(
            "{VARIABLE} does not say where PostgreSQL is: run tests/run, or tests/run --postgres cargo test"
        )
    });
    cluster.replacen("/postgres?", &format!("/{name}?"), 1)
}

/// Runs a command on the cluster itself.
async fn command(sql: &str) {
    let mut connection = PgConnection::connect(&url("postgres")).await.expect("PostgreSQL answers");
    connection.execute(AssertSqlSafe(sql)).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    connection.close().await.expect("the connection ends");
}

/// Makes two tests of each function: `name::sqlite`, and `name::postgres`, which runs with `tests/run --all` only. After
/// `always:` both run every time: the store's contract and the access matrix use PostgreSQL on every run.
macro_rules! on_each_database {
    (always: $($name:ident),* $(,)?) => {$(
        $crate::support::database::on_each_database!(@tests $name);
    )*};
    (@tests $name:ident $(#[$is_ignored:meta])?) => {
        mod $name {
            use crate::support::database::{Kind, TestDatabase};

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(TestDatabase::new(Kind::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            $(#[$is_ignored])?
            async fn postgres() {
                super::$name(TestDatabase::new(Kind::Postgres).await).await;
            }
        }
    };
    ($($name:ident),* $(,)?) => {$(
        $crate::support::database::on_each_database!(@tests $name #[ignore = "PostgreSQL: tests/run --all"]);
    )*};
}

pub(crate) use on_each_database;
