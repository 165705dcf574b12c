//! `counterpart`: how would each candidate for COO complement this CEO, and how sure is that?

mod address;
mod age;
mod arguments;
mod commands;
mod config;
mod failure;
mod input;
mod output;
mod serve;
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
