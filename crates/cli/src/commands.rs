//! One module a command.

mod framework;
mod gaps;
mod reliability;
mod report;
mod score;
mod weights;

use crate::arguments::{Arguments, Command};
use crate::failure::Failure;
use clap::CommandFactory;
use serde::Serialize;
use std::io::Write;

/// Runs a command.
pub(crate) fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Score(score) => score::run(&score),
        Command::Report(report) => report::run(&report),
        Command::Gaps(gaps) => gaps::run(&gaps),
        Command::Weights(weights) => weights::run(&weights),
        Command::Reliability(reliability) => reliability::run(&reliability),
        Command::Framework(framework) => framework::run(&framework.action),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "counterpart", &mut script);
            Ok(std::io::stdout().write_all(&script)?)
        }
    }
}

/// Prints text; styles in it are dropped where the reader is no terminal.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout();
    writeln!(out, "{}", text.trim_end())?;
    Ok(out.flush()?)
}

/// Prints a value as JSON.
fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    let json = serde_json::to_string_pretty(value).map_err(|error| Failure::Failed(error.to_string()))?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{json}")?;
    Ok(out.flush()?)
}
