use crate::migrations::{Step, check_not_newer, migrator, newest};
use crate::unreleased::{APPLIED, adopt, is_unreleased};
use crate::{Connection, Error, Result, Unavailable};
use sqlx::pool::PoolOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection as _, PgPool, SqliteConnection, SqlitePool};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where the data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file, created where it is missing.
    Sqlite(PathBuf),
    /// A server, by its URL.
    Postgres(String),
}

/// Before this version SQLite could lose what it had acknowledged.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);
/// How long a request waits for a connection, or for whoever else is writing.
const PATIENCE: Duration = Duration::from_secs(5);

/// The database: SQLite with one writer and several readers, or PostgreSQL.
#[derive(Debug, Clone)]
pub enum Database {
    /// A file.
    Sqlite {
        /// The one connection that writes.
        writer: SqlitePool,
        /// Those that read.
        readers: SqlitePool,
    },
    /// A server.
    Postgres(PgPool),
}

impl Database {
    /// Opens a database without changing its schema.
    ///
    /// # Errors
    /// Where it cannot be reached or will not do, such as an SQLite that may lose acknowledged writes.
    pub async fn open(place: &Place, n_connections: u32) -> Result<Self> {
        match place {
            Place::Sqlite(path) => {
                let options = SqliteConnectOptions::new()
                    .filename(path)
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .busy_timeout(PATIENCE)
                    .foreign_keys(true)
                    .pragma("trusted_schema", "OFF")
                    // What is deleted is overwritten: nothing of a person stays in pages that nothing uses.
                    .pragma("secure_delete", "ON");
                // The writer comes first: it makes the file and its journal, which a reader may not.
                let writer = PoolOptions::new()
                    .max_connections(1)
                    .acquire_timeout(PATIENCE)
                    // On a full disk SQLite ends the transaction by itself, and the connection would for ever wait for
                    // an end that has been: another takes its place.
                    .before_acquire(|connection: &mut SqliteConnection, _| {
                        Box::pin(async move { Ok(!connection.is_in_transaction()) })
                    })
                    .connect_with(options.clone())
                    .await?;
                check_sqlite(&writer).await?;
                let readers = PoolOptions::new()
                    .max_connections(n_connections.max(1))
                    .acquire_timeout(PATIENCE)
                    .connect_with(options.read_only(true).create_if_missing(false))
                    .await?;
                Ok(Self::Sqlite { writer, readers })
            }
            Place::Postgres(url) => {
                let options: PgConnectOptions = url
                    .parse()
                    .map_err(|_| Error::Unsuitable("the database URL cannot be read".to_owned()))?;
                let options = options.application_name("counterpart");
                let pool = PoolOptions::new()
                    .max_connections(n_connections.max(2))
                    .acquire_timeout(PATIENCE)
                    .connect_lazy_with(options);
                Ok(Self::Postgres(pool))
            }
        }
    }

    /// Begins a transaction that only reads: all that it sees is of one moment.
    pub async fn read(&self) -> Result<Connection> {
        match self {
            Self::Sqlite { readers, .. } => Ok(Connection::Sqlite(readers.begin().await?)),
            Self::Postgres(pool) => begin(pool, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await,
        }
    }

    /// Begins a transaction that may write. On SQLite it holds the only writer from the start, so that nothing it read
    /// can change before it writes.
    pub async fn write(&self) -> Result<Connection> {
        match self {
            Self::Sqlite { writer, .. } => match writer.begin_with("BEGIN IMMEDIATE").await {
                Ok(transaction) => Ok(Connection::Sqlite(transaction)),
                // The one writer is busy with the requests before this one.
                Err(error @ sqlx::Error::PoolTimedOut) => {
                    Err(Error::Unavailable(Unavailable::Locked, Some(error)))
                }
                Err(error) => Err(error.into()),
            },
            Self::Postgres(pool) => begin(pool, "BEGIN").await,
        }
    }

    /// The steps of the schema that were applied, with their names.
    async fn applied(&self) -> Result<Vec<(i64, String)>> {
        const IN_SQLITE: &str = "SELECT COUNT(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'";
        const IN_POSTGRES: &str =
            "SELECT COUNT(*) FROM pg_catalog.pg_class WHERE oid = to_regclass('_sqlx_migrations')";
        macro_rules! applied {
            ($pool:expr, $is_there:expr) => {{
                let n_tables: i64 = sqlx::query_scalar($is_there).fetch_one($pool).await?;
                if n_tables == 0 { Vec::new() } else { sqlx::query_as(APPLIED).fetch_all($pool).await? }
            }};
        }
        Ok(match self {
            Self::Sqlite { writer, .. } => applied!(writer, IN_SQLITE),
            Self::Postgres(pool) => applied!(pool, IN_POSTGRES),
        })
    }

    /// The last step of the schema that was applied; 0 for an empty database.
    pub async fn schema_version(&self) -> Result<i64> {
        Ok(self.applied().await?.last().map_or(0, |(version, _)| *version))
    }

    /// Whether the schema is the one that this program works with.
    ///
    /// # Errors
    /// If a newer program has changed the database, or an unreleased one has made it.
    pub async fn is_current(&self) -> Result<bool> {
        let applied = self.applied().await?;
        if is_unreleased(&applied)? {
            return Ok(false);
        }
        let version = applied.last().map_or(0, |(version, _)| *version);
        check_not_newer(version)?;
        Ok(version == newest())
    }

    /// Brings the schema to what this program works with. Every step is done whole or not at all; two programs that
    /// begin at once do each step once.
    ///
    /// # Errors
    /// If a newer program has changed the database, a released step was changed, or a step fails.
    pub async fn migrate(&self) -> Result<()> {
        if is_unreleased(&self.applied().await?)? {
            adopt(self).await?;
        }
        check_not_newer(self.schema_version().await?)?;
        let done = match self {
            Self::Sqlite { writer, .. } => {
                // Another program waits for the writer here; sqlx takes turns on PostgreSQL only.
                let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
                match migrator(Step::sqlite).run(&mut *transaction).await {
                    Ok(()) => transaction.commit().await.map_err(Into::into),
                    failed => failed,
                }
            }
            Self::Postgres(pool) => migrator(Step::postgres).run(pool).await,
        };
        done.map_err(|error| match error {
            sqlx::migrate::MigrateError::Execute(error) => error.into(),
            other => Error::Unsuitable(format!("the schema cannot be brought up to date: {other}")),
        })
    }

    /// Copies an SQLite database as it is in one moment into a new file. PostgreSQL has tools of its own for that.
    ///
    /// # Errors
    /// Where the file is there already or cannot be written.
    pub async fn copy_file(&self, path: &Path) -> Result<()> {
        if let Self::Sqlite { writer, .. } = self {
            let path = path.to_string_lossy().into_owned();
            sqlx::query("VACUUM INTO $1").bind(path).execute(writer).await?;
        }
        Ok(())
    }

    /// Writes SQLite's journal back into its file and empties it, so that what was deleted is in neither. Pages that
    /// PostgreSQL frees are its own to reuse.
    pub async fn empty_journal(&self) -> Result<()> {
        if let Self::Sqlite { writer, .. } = self {
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer).await?;
        }
        Ok(())
    }

    /// What is wrong with the file of an SQLite database, if anything; PostgreSQL sees to its own files.
    pub async fn check_integrity(&self) -> Result<Option<String>> {
        let Self::Sqlite { writer, .. } = self else { return Ok(None) };
        let found: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(writer).await?;
        if found != "ok" {
            return Ok(Some(found));
        }
        let orphans: Vec<String> =
            sqlx::query_scalar("SELECT \"table\" FROM pragma_foreign_key_check").fetch_all(writer).await?;
        Ok(orphans.first().map(|table| format!("a row of {table} refers to nothing")))
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// Where it does not.
    pub async fn ping(&self) -> Result<()> {
        match self {
            Self::Sqlite { readers, .. } => sqlx::query("SELECT 1").execute(readers).await.map(drop)?,
            Self::Postgres(pool) => sqlx::query("SELECT 1").execute(pool).await.map(drop)?,
        }
        Ok(())
    }

    /// Ends all connections; SQLite's journal is written back into its file first.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                // What stays in the journal is not lost: the next start reads it.
                let _ = self.empty_journal().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// Begins a transaction on PostgreSQL. It is begun to its end even where nobody waits for it any more, such as a client
/// that hung up: half-way, it would go back to the pool open, and whoever got it next would read or write in it.
async fn begin(pool: &PgPool, statement: &'static str) -> Result<Connection> {
    let pool = pool.clone();
    let begun = tokio::spawn(async move { pool.begin_with(statement).await });
    // Only a runtime that ends does not let it finish.
    let transaction = begun.await.map_err(|_| sqlx::Error::PoolClosed)?;
    Ok(Connection::Postgres(transaction?))
}

/// Refuses an SQLite that may lose what it acknowledged.
async fn check_sqlite(pool: &SqlitePool) -> Result<()> {
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(pool).await?;
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    if (next(), next(), next()) < OLDEST_SQLITE {
        let (major, minor, patch) = OLDEST_SQLITE;
        return Err(Error::Unsuitable(format!(
            "SQLite {version} can lose acknowledged writes; {major}.{minor}.{patch} or later is needed"
        )));
    }
    Ok(())
}
