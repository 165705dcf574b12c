//! One module a command.

mod backup;
mod calibrate;
mod config;
mod decision_rights;
mod doctor;
mod fairness;
mod framework;
mod gaps;
mod guide;
mod instrument;
mod map;
mod people;
mod plan;
mod pool;
mod reliability;
mod report;
mod score;
mod users;
mod verify;
mod weights;

use crate::arguments::service::{
    AuditAction, AuditCommand, ConfigAction, ConfigCommand, Settings, TokenAction, TokenCommand, UserAction,
    UserCommand,
};
use crate::arguments::{Arguments, Command, CsvOption};
use crate::config::Config;
use crate::failure::Failure;
use crate::output::json;
use crate::serve;
use clap::CommandFactory;
use intake::CsvStyle;
use serde::Serialize;
use std::fs::File;
use std::io::Write;
use std::os::fd::AsFd;

/// Runs a command.
pub(crate) fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Score(score) => score::run(&score),
        Command::Report(report) => report::run(&report),
        Command::Gaps(gaps) => gaps::run(&gaps),
        Command::DecisionRights(arguments) => decision_rights::run(&arguments),
        Command::Plan(plan) => plan::run(&plan),
        Command::Guide(guide) => guide::run(&guide),
        Command::Weights(weights) => weights::run(&weights),
        Command::Map(map) => map::run(&map),
        Command::Pool(pool) => pool::run(pool.action),
        Command::Reliability(reliability) => reliability::run(&reliability),
        Command::Fairness(fairness) => fairness::run(&fairness),
        Command::Verify(verify) => verify::run(&verify),
        Command::Calibrate(calibrate) => calibrate::run(&calibrate),
        Command::Framework(framework) => framework::run(&framework.action),
        Command::Instrument(instrument) => instrument::run(&instrument.action),
        Command::Serve(serve) => {
            let flags = [("listen", serve.listen.clone()), ("base_url", serve.base_url.clone())];
            serve::run(&settings(&serve.settings, &flags)?, serve.demo)
        }
        Command::Config(ConfigCommand { action: ConfigAction::Show { settings: given, format } }) => {
            config::show(&settings(&given, &[])?, format)
        }
        Command::User(UserCommand { action }) => {
            let (UserAction::Add { settings: given, .. }
            | UserAction::List { settings: given }
            | UserAction::Disable { settings: given, .. }
            | UserAction::Enable { settings: given, .. }
            | UserAction::RemoveSecondFactor { settings: given, .. }
            | UserAction::SignInLink { settings: given, .. }) = &action;
            users::user(&settings(given, &[])?, &action)
        }
        Command::Token(TokenCommand { action }) => {
            let (TokenAction::Create { settings: given, .. }
            | TokenAction::List { settings: given, .. }
            | TokenAction::Revoke { settings: given, .. }) = &action;
            users::token(&settings(given, &[])?, &action)
        }
        Command::Import(asked) => people::import(&settings(&asked.settings, &[])?, &asked),
        Command::Export(asked) => people::export(&settings(&asked.settings, &[])?, &asked),
        Command::Migrate(migrate) => backup::migrate(&settings(&migrate.settings, &[])?),
        Command::Backup(backup) => {
            backup::backup(&settings(&backup.settings, &[])?, &backup.folder, &backup.recipients)
        }
        Command::Restore(restore) => {
            backup::restore(&settings(&restore.settings, &[])?, &restore.folder, restore.verify_only)
        }
        Command::Audit(AuditCommand { action: AuditAction::Verify { settings: given } }) => {
            backup::verify_audit(&settings(&given, &[])?)
        }
        Command::Doctor(doctor) => doctor::run(&settings(&doctor.settings, &[])?, doctor.format),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "counterpart", &mut script);
            Ok(std::io::stdout().write_all(&script)?)
        }
    }
}

/// The settings of the service, with those given on the command line.
fn settings(given: &Settings, flags: &[(&'static str, Option<String>)]) -> Result<Config, Failure> {
    let mut flags = flags.to_vec();
    flags.push(("data_dir", given.data_dir.clone()));
    flags.push(("database_url", given.database_url.clone()));
    // What is no text is no setting of ours.
    let environment = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    Config::read(given.config.as_deref(), &flags, environment)
}

/// Prints text; styles in it are dropped where the reader is no terminal.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout();
    writeln!(out, "{}", text.trim_end())?;
    Ok(out.flush()?)
}

/// Prints CSV, as it is opened from a file or as programs read it from a pipe.
fn print_csv(csv: &CsvOption, write: impl FnOnce(CsvStyle) -> String) -> Result<(), Failure> {
    print(&write(csv.style(is_stdout_a_file())))
}

/// Whether what is printed goes into a file.
fn is_stdout_a_file() -> bool {
    let copy = std::io::stdout().as_fd().try_clone_to_owned();
    copy.map(File::from).and_then(|file| file.metadata()).is_ok_and(|metadata| metadata.is_file())
}

/// Prints a value as JSON.
fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(json(value)?.as_bytes())?;
    Ok(out.flush()?)
}
