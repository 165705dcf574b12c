//! `import` and `export`: people of the service in from files, and out.

use super::is_stdout_a_file;
use crate::arguments::service::{Export, Import};
use crate::config::Config;
use crate::failure::Failure;
use crate::input;
use crate::serve::{in_runtime, open, refused};
use crate::terminal::remark;
use fit::Problem;
use report::words::counted;
use service::export::{ExportAsked, export as exported};
use service::imports::{self, ApplyInput, BadPerson, Only, Reading, Unknown};
use service::{Actor, Caller, Service, Via, jobs, operator, test_scores};
use std::io::Write;
use std::time::Duration;
use store::imports::ImportState;

/// How long to wait before looking again at what a running server does.
const WAIT: Duration = Duration::from_millis(100);

pub(super) fn import(config: &Config, asked: &Import) -> Result<(), Failure> {
    let bytes = input::read(&asked.file)?;
    let name = asked.file.file_name().unwrap_or(asked.file.as_os_str()).to_string_lossy().into_owned();
    in_runtime(async {
        let service = open(config, false).await?.service;
        let caller = caller(&service, &asked.email).await?;
        if asked.test_scores {
            let added = test_scores::add(&service, &caller, &name, bytes).await.map_err(refused)?;
            remark(&format!("Test scores of {} are on file.", counted(added.people.len(), "person")));
        } else {
            let only = if asked.skip_bad_rows { Only::Valid } else { Only::All };
            people(&service, &caller, &name, bytes, only).await?;
        }
        service.database().close().await;
        Ok(())
    })
}

async fn people(
    service: &Service,
    caller: &Caller,
    name: &str,
    bytes: Vec<u8>,
    only: Only,
) -> Result<(), Failure> {
    let reading = Reading { unknown: Unknown::Refuse, se: None };
    let preview = imports::create(service, caller, name, bytes, reading).await.map_err(refused)?;
    let id = preview.import.id;
    for note in &preview.notes {
        remark(&format!("{name}: {note}"));
    }
    if only == Only::All && !preview.skipped.is_empty() {
        imports::remove(service, caller, &id).await.map_err(refused)?;
        return Err(Failure::problems(name, preview.skipped.iter().flat_map(problems).collect()));
    }
    let mut import =
        imports::apply(service, caller, &id, ApplyInput { only, search_id: None }).await.map_err(refused)?;
    while import.state == ImportState::Applying {
        // Many people are a job: it is done here, unless a running server has taken it.
        if !jobs::do_one(service, "import").await.map_err(refused)? {
            tokio::time::sleep(WAIT).await;
        }
        import = imports::get(service, caller, &id).await.map_err(refused)?.import;
    }
    let skipped = match import.n_skipped {
        0 => String::new(),
        n => format!(", {n} left out"),
    };
    remark(&format!(
        "{} put on file{skipped}. It can be undone on the page “Import”.",
        counted(import.n_done, "person")
    ));
    Ok(())
}

pub(super) fn export(config: &Config, asked: &Export) -> Result<(), Failure> {
    in_runtime(async {
        let service = open(config, false).await?.service;
        let caller = caller(&service, &asked.email).await?;
        let wanted = ExportAsked { format: asked.format, q: None };
        let style = asked.csv.style(is_stdout_a_file());
        let exported = exported(&service, &caller, &wanted, style).await.map_err(refused)?;
        std::io::stdout().write_all(&exported.bytes)?;
        if exported.n_left_out > 0 {
            remark(&format!(
                "{} left out, for which this format has no place; --format json keeps them.",
                counted(exported.n_left_out, "rating")
            ));
        }
        service.database().close().await;
        Ok(())
    })
}

/// Someone in whose name the operator acts, with no more rights than theirs.
async fn caller(service: &Service, email: &str) -> Result<Caller, Failure> {
    let user = operator::find_user(service, email).await.map_err(refused)?;
    let actor = Actor { org: user.org_id, user: user.id, role: user.role, via: Via::Operator, scopes: None };
    Ok(Caller { actor, request: "operator".to_owned(), key: None, address: String::new() })
}

fn problems(person: &BadPerson) -> impl Iterator<Item = Problem> {
    person.problems.iter().map(|bad| Problem::new(&*bad.place, &*bad.found, &*bad.hint))
}
