//! `counterpart`: how would each candidate for COO complement this CEO, and how sure is that?

// This is the one place that reads files and the environment, and that prints.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod arguments;
mod commands;
mod failure;
mod input;
mod terminal;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = arguments::Arguments::parse();
    match commands::run(arguments.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.tell(),
    }
}
