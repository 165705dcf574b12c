//! Opening the database, with its folder and its schema.

use super::{service_on, unusable};
use crate::config::Config;
use crate::failure::Failure;
use crate::terminal::remark;
use service::Service;
use std::fs;
use std::future::Future;
use std::path::Path;
use store::{Database, Place};

/// The service on an open database.
pub(crate) struct Opened {
    pub(crate) service: Service,
}

/// Runs something that waits, to its end.
pub(crate) fn in_runtime<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    // Whatever is written from here on, journals and backups with it, is for its owner alone.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(work);
    // A computation that nobody waits for any more does not hold up the end.
    runtime.shutdown_background();
    done
}

/// Opens the database of the settings, and brings its schema up to date where that is asked for.
pub(crate) async fn open(config: &Config, migrates: bool) -> Result<Opened, Failure> {
    let place = config.place();
    if let Place::Sqlite(path) = &place {
        if !migrates && !path.exists() {
            return Err(Failure::bad_input(
                path.display().to_string(),
                "there is no database",
                "start the server once with counterpart serve, or name its folder with --data-dir",
            ));
        }
        make_folder(&config.data_dir())?;
        if let Some(exposure) = exposure(path, &config.data_dir()) {
            return Err(Failure::Failed(exposure));
        }
    }
    let failed = |error: store::Error| unusable(&error, Some(&place));
    let database = Database::open(&place, config.value("n_connections")?).await.map_err(failed)?;
    let version = database.schema_version().await.map_err(failed)?;
    if !database.is_current().await.map_err(failed)? {
        if !migrates {
            return Err(Failure::Failed(
                "the database has an older schema: run counterpart migrate first".to_owned(),
            ));
        }
        if let (Place::Sqlite(path), true) = (&place, version > 0) {
            back_up(&database, path, version).await?;
        }
        database.migrate().await.map_err(failed)?;
    }
    Ok(Opened { service: service_on(config, database)? })
}

/// Keeps the database as it was, beside itself.
async fn back_up(database: &Database, path: &Path, version: i64) -> Result<(), Failure> {
    let copy = path.with_extension(format!("before-{version}.db"));
    if copy.exists() {
        return Ok(());
    }
    database.copy_file(&copy).await.map_err(|error| unusable(&error, None))?;
    remark(&format!("The database as it was is kept in {}", copy.display()));
    Ok(())
}

/// Makes a folder that only its owner may look into.
fn make_folder(folder: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::DirBuilderExt;
    if folder.is_dir() {
        return Ok(());
    }
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|error| Failure::Failed(format!("the folder {} cannot be made: {error}", folder.display())))
}

/// How others on this machine can read the database, in words that say what to do; none where they cannot.
pub(crate) fn exposure(database: &Path, folder: &Path) -> Option<String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).map(|metadata| metadata.permissions().mode() & 0o777).ok();
    let is_closed = mode(folder).is_none_or(|mode| mode & 0o011 == 0);
    if is_closed {
        return None;
    }
    let journals = ["-wal", "-shm"].map(|end| {
        let mut name = database.as_os_str().to_owned();
        name.push(end);
        name.into()
    });
    let files = [database.to_path_buf()].into_iter().chain(journals);
    let open = files.filter_map(|path: std::path::PathBuf| Some((mode(&path)?, path)));
    let (mode, path) = open.into_iter().find(|(mode, _)| mode & 0o077 != 0)?;
    let (path, folder) = (path.display(), folder.display());
    Some(format!(
        "others on this machine can read {path} (mode {mode:o}): run chmod 600 {path}, or chmod 700 {folder}, and start again"
    ))
}
