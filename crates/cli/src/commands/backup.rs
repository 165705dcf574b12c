//! `migrate`, `backup`, `restore` and `audit verify`: the data as a whole.

use super::print;
use crate::age::{Encrypted, Recipient};
use crate::config::{Config, without_password};
use crate::failure::Failure;
use crate::serve::{in_runtime, open, refused, unusable};
use crate::terminal::remark;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use store::Place;
use store::backup::{self, Table};

/// What a backup says of itself.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Manifest {
    /// The program's version.
    program: String,
    /// The schema's.
    schema: i64,
    /// What is in each file.
    tables: BTreeMap<String, Contents>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Contents {
    rows: u64,
    sha256: String,
}

const MANIFEST: &str = "manifest.json";
/// What the name of an encrypted file ends in.
const ENCRYPTED: &str = ".age";
/// So many rows are read at once.
const PART: i64 = 500;
/// And so many that hold a whole file each.
const PART_OF_FILES: i64 = 4;

pub(super) fn migrate(config: &Config) -> Result<(), Failure> {
    in_runtime(async {
        let service = open(config, true).await?.service;
        let version = service.database().schema_version().await.map_err(|error| unusable(&error, None))?;
        service.database().close().await;
        remark(&format!("The database is up to date: schema {version}."));
        Ok(())
    })
}

pub(super) fn backup(config: &Config, folder: &Path, recipients: &[Recipient]) -> Result<(), Failure> {
    in_runtime(async {
        let service = open(config, false).await?.service;
        let failed = |error: store::Error| unusable(&error, None);
        DirBuilder::new().mode(0o700).create(folder).map_err(|error| {
            let hint = "name a folder that does not exist yet, in one that does";
            Failure::bad_input(folder.display().to_string(), format!("it cannot be made ({error})"), hint)
        })?;
        let schema = service.database().schema_version().await.map_err(failed)?;
        // All of it is read in one transaction, so it is of one moment, whatever is written meanwhile.
        let mut connection = service.database().read().await.map_err(failed)?;
        let mut tables = BTreeMap::new();
        for table in backup::tables() {
            let mut file = Output::create(folder, &format!("{}.jsonl", table.name), recipients)?;
            let (mut hash, mut rows) = (Sha256::new(), 0);
            let part = if table.has_files() { PART_OF_FILES } else { PART };
            loop {
                let offset = i64::try_from(rows).unwrap_or(i64::MAX);
                let lines = backup::read(&mut connection, &table, offset, part).await.map_err(failed)?;
                for line in &lines {
                    hash.update(line);
                    hash.update("\n");
                    writeln!(file, "{line}")?;
                }
                rows += lines.len() as u64;
                if lines.is_empty() {
                    break;
                }
            }
            file.finish()?;
            tables.insert(table.name.to_owned(), Contents { rows, sha256: hex(&hash.finalize()) });
        }
        drop(connection);
        let n_rows: u64 = tables.values().map(|contents| contents.rows).sum();
        let has_files = tables.get("candidate_files").is_some_and(|contents| contents.rows > 0);
        let manifest = Manifest { program: env!("CARGO_PKG_VERSION").to_owned(), schema, tables };
        // The manifest comes last: a folder without one is no backup.
        let mut file = Output::create(folder, MANIFEST, recipients)?;
        let text =
            serde_json::to_string_pretty(&manifest).map_err(|error| Failure::Failed(error.to_string()))?;
        writeln!(file, "{text}")?;
        file.finish()?;
        service.database().close().await;
        remark(&format!("{n_rows} rows are kept in {}.", folder.display()));
        if has_files {
            remark(
                "Files about candidates are encrypted in it: save files.key from the data folder as well, somewhere else, or \
                 they cannot be read after a restore.",
            );
        }
        Ok(())
    })
}

pub(super) fn restore(config: &Config, folder: &Path, verify_only: bool) -> Result<(), Failure> {
    let manifest = verified(folder)?;
    let n_rows: u64 = manifest.tables.values().map(|contents| contents.rows).sum();
    if verify_only {
        remark(&format!("The backup is whole: {n_rows} rows, written by version {}.", manifest.program));
        return Ok(());
    }
    in_runtime(async {
        let service = open(config, true).await?.service;
        let failed = |error: store::Error| unusable(&error, None);
        let mut connection = service.database().write().await.map_err(failed)?;
        if !backup::is_empty(&mut connection).await.map_err(failed)? {
            let place = match config.place() {
                Place::Sqlite(path) => path.display().to_string(),
                Place::Postgres(url) => without_password(&url),
            };
            return Err(Failure::bad_input(
                place,
                "there is something in it",
                "restore into an empty database",
            ));
        }
        backup::forget_setup(&mut connection).await.map_err(failed)?;
        for table in backup::tables() {
            let file = File::open(folder.join(format!("{}.jsonl", table.name)))?;
            for line in BufReader::new(file).lines() {
                backup::write(&mut connection, &table, &line?).await.map_err(failed)?;
            }
        }
        connection.commit().await.map_err(failed)?;
        service.database().close().await;
        remark(&format!("{n_rows} rows are back."));
        Ok(())
    })
}

pub(super) fn verify_audit(config: &Config) -> Result<(), Failure> {
    in_runtime(async {
        let service = open(config, false).await?.service;
        let found = service::audit::verify_all(&service).await.map_err(refused)?;
        service.database().close().await;
        for (organisation, verification) in &found {
            print(&format!("{organisation}: {}", verification.finding))?;
        }
        if found.iter().all(|(_, verification)| verification.is_intact) {
            return Ok(());
        }
        Err(Failure::Failed("the record was changed by something else than the program".to_owned()))
    })
}

/// The manifest of a backup that this program can restore, if every file is as it was written.
fn verified(folder: &Path) -> Result<Manifest, Failure> {
    let name = folder.display().to_string();
    let bad = |found: String| Failure::bad_input(&*name, found, "take another backup; this one is not whole");
    if folder.join(format!("{MANIFEST}{ENCRYPTED}")).exists() {
        return Err(Failure::bad_input(
            &*name,
            "it is encrypted",
            "decrypt every file of it first, with age -d -i KEY -o NAME NAME.age, and remove those that end in .age",
        ));
    }
    let text = fs::read_to_string(folder.join(MANIFEST))
        .map_err(|error| bad(format!("{MANIFEST} cannot be read ({error})")))?;
    let manifest: Manifest =
        serde_json::from_str(&text).map_err(|error| bad(format!("{MANIFEST} cannot be read ({error})")))?;
    check_schema(&name, &manifest)?;
    for Table { name, .. } in backup::tables() {
        let file = format!("{name}.jsonl");
        let contents =
            manifest.tables.get(name).ok_or_else(|| bad(format!("{file} is not in {MANIFEST}")))?;
        let (rows, sha256) =
            summed(&folder.join(&file)).map_err(|e| bad(format!("{file} cannot be read ({e})")))?;
        if (rows, &sha256) != (contents.rows, &contents.sha256) {
            return Err(bad(format!("{file} is not as it was written")));
        }
    }
    Ok(manifest)
}

/// Whether this program can restore a backup: a newer one may have tables that it does not know.
fn check_schema(folder: &str, manifest: &Manifest) -> Result<(), Failure> {
    let own = store::newest_schema();
    let Manifest { program, schema, .. } = manifest;
    if *schema > own {
        let found = format!(
            "it was written by a newer version of Counterpart, {program}: its schema is {schema}, this program's is {own}"
        );
        let hint = format!("restore it with version {program} or a later one");
        return Err(Failure::bad_input(folder, found, hint));
    }
    if *schema < own {
        let found = format!("its schema is {schema}, this program's is {own}");
        let hint = format!("restore it with version {program} of the program, then upgrade");
        return Err(Failure::bad_input(folder, found, hint));
    }
    Ok(())
}

fn summed(path: &Path) -> std::io::Result<(u64, String)> {
    let (mut hash, mut rows) = (Sha256::new(), 0);
    let mut file = BufReader::new(File::open(path)?);
    let mut line = Vec::new();
    while file.read_until(b'\n', &mut line)? > 0 {
        hash.update(&line);
        rows += 1;
        line.clear();
    }
    Ok((rows, hex(&hash.finalize())))
}

/// A file of a backup, encrypted where there are recipients.
enum Output {
    Plain(BufWriter<File>),
    Encrypted(Box<Encrypted<BufWriter<File>>>),
}

impl Output {
    fn create(folder: &Path, name: &str, recipients: &[Recipient]) -> Result<Self, Failure> {
        if recipients.is_empty() {
            return Ok(Self::Plain(BufWriter::new(create(&folder.join(name))?)));
        }
        let file = BufWriter::new(create(&folder.join(format!("{name}{ENCRYPTED}")))?);
        Ok(Self::Encrypted(Box::new(Encrypted::new(file, recipients)?)))
    }

    /// Writes the end, and waits until the disk has all of it.
    fn finish(self) -> Result<(), Failure> {
        let file = match self {
            Self::Plain(file) => file,
            Self::Encrypted(file) => file.finish()?,
        };
        Ok(file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?)
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Self::Plain(file) => file.write(bytes),
            Self::Encrypted(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Self::Plain(file) => file.flush(),
            Self::Encrypted(file) => file.flush(),
        }
    }
}

/// A new file that only its owner may read.
fn create(path: &Path) -> Result<File, Failure> {
    Ok(OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
