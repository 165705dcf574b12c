//! `doctor`: what could go wrong with the service, looked for before it does.

use super::{print, print_json};
use crate::arguments::Format;
use crate::config::{Config, without_password};
use crate::failure::Failure;
use crate::serve::{exposure, in_runtime, unusable};
use serde::Serialize;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use store::{Database, Place};

/// Something that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    what: &'static str,
    is_well: bool,
    found: String,
}

#[derive(Debug, Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, what: &'static str, is_well: bool, found: impl Into<String>) {
        self.0.push(Finding { what, is_well, found: found.into() });
    }
}

pub(super) fn run(config: &Config, format: Format) -> Result<(), Failure> {
    let mut findings = Findings::default();
    findings.add("settings", true, "every setting can be read");
    look_at_addresses(config, &mut findings);
    look_at_proxy(config, &mut findings);
    let place = config.place();
    let is_there = look_at_place(&place, config, &mut findings);
    if is_there {
        in_runtime(async {
            look_at_database(config, &place, &mut findings).await;
            Ok(())
        })?;
    }
    match format {
        Format::Json => print_json(&findings.0)?,
        Format::Table => {
            for finding in &findings.0 {
                let sign = if finding.is_well { '✓' } else { '✗' };
                print(&format!("{sign} {}: {}", finding.what, finding.found))?;
            }
        }
    }
    match findings.0.iter().filter(|finding| !finding.is_well).count() {
        0 => Ok(()),
        1 => Err(Failure::Failed("1 thing is not well".to_owned())),
        n => Err(Failure::Failed(format!("{n} things are not well"))),
    }
}

fn look_at_addresses(config: &Config, findings: &mut Findings) {
    let (listen, base_url) = (config.text("listen"), config.text("base_url"));
    let is_local =
        listen.starts_with("127.") || listen.starts_with("[::1]") || listen.starts_with("localhost");
    if base_url.starts_with("https://") || is_local {
        findings.add("addresses", true, format!("it listens on {listen}"));
    } else {
        findings.add(
            "addresses",
            false,
            format!("it listens on {listen} for others, and base_url has no https://: put a proxy with TLS in front, and set base_url"),
        );
    }
}

/// Whether the addresses that failures are counted by are those of visitors.
fn look_at_proxy(config: &Config, findings: &mut Findings) {
    let found = crate::serve::proxy_warning(config);
    let words = found.unwrap_or("failed attempts are counted by the address that they come from");
    findings.add("proxy", found.is_none(), words);
}

/// Whether there is a database to look at.
fn look_at_place(place: &Place, config: &Config, findings: &mut Findings) -> bool {
    let Place::Sqlite(path) = place else {
        findings.add(
            "place",
            true,
            format!("PostgreSQL at {}", without_password(config.text("database_url"))),
        );
        return true;
    };
    let folder = config.data_dir();
    match fs::metadata(&folder) {
        Err(_) => {
            findings.add(
                "folder",
                true,
                format!("{} is made when the server starts first", folder.display()),
            );
            return false;
        }
        Ok(metadata) => {
            let mode = metadata.permissions().mode() & 0o777;
            let is_private = mode & 0o077 == 0;
            let found = if is_private {
                format!("{} belongs to its owner alone", folder.display())
            } else {
                format!("{} can be read by others (mode {mode:o}): run chmod 700 on it", folder.display())
            };
            findings.add("folder", is_private, found);
        }
    }
    if path.exists() {
        let exposure = exposure(path, &folder);
        let words = exposure.clone().unwrap_or_else(|| "nobody else on this machine can read it".to_owned());
        findings.add("permissions", exposure.is_none(), words);
        return true;
    }
    findings.add("database", true, format!("{} is made when the server starts first", path.display()));
    false
}

async fn look_at_database(config: &Config, place: &Place, findings: &mut Findings) {
    let told = |error: &store::Error| match unusable(error, Some(place)) {
        Failure::Failed(words) => words,
        other => format!("{other:?}"),
    };
    let database = match Database::open(place, 1).await {
        Ok(database) => database,
        Err(error) => return findings.add("database", false, told(&error)),
    };
    match database.is_current().await {
        Ok(true) => findings.add("schema", true, "it is the one that this program works with"),
        Ok(false) => {
            return findings.add("schema", false, "it is older than this program: run counterpart migrate");
        }
        Err(error) => return findings.add("schema", false, told(&error)),
    }
    match database.check_integrity().await {
        Ok(None) => findings.add("integrity", true, "the database is whole"),
        Ok(Some(found)) => findings.add("integrity", false, format!("{found}: restore a backup")),
        Err(error) => findings.add("integrity", false, told(&error)),
    }
    let service = match crate::serve::service_on(config, database) {
        Ok(service) => service,
        Err(error) => return findings.add("settings", false, format!("{error:?}")),
    };
    if let Some(key) = service.surroundings().signing_key() {
        let words =
            format!("evidence packs are signed with {}: give this to whoever verifies one", key.public_key());
        findings.add("signing key", true, words);
    }
    match service::audit::verify_all(&service).await {
        Ok(found) if found.is_empty() => {
            findings.add("organisations", true, "there is none yet: open the link that the server prints");
        }
        Ok(found) => {
            for (organisation, verification) in found {
                let head = match verification.head.as_str() {
                    "" => String::new(),
                    head => format!("; its head is {head}: keep it somewhere else"),
                };
                let words = format!("{organisation}: {}{head}", verification.finding);
                findings.add("audit", verification.is_intact, words);
            }
        }
        Err(error) => findings.add("audit", false, error.to_string()),
    }
    match service::jobs::count(&service).await {
        Ok(counts) => {
            let n_failed = counts.iter().find(|(state, _)| state == "failed").map_or(0, |(_, n)| *n);
            let words = format!("{n_failed} failed; see the list of jobs for why");
            findings.add("jobs", true, if n_failed == 0 { "none failed".to_owned() } else { words });
        }
        Err(error) => findings.add("jobs", false, error.to_string()),
    }
    service.database().close().await;
}
