//! Reads files of every format, good ones and bad ones, through the crate's public functions.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail as tests do"
)]

mod csv;
mod formats;
mod found;
mod json;
mod kinds;
mod programs;
mod promises;
mod test_scores;
mod xlsx;

use fit::Framework;
use intake::{Mode, Pool, ReadError};
use std::sync::LazyLock;

static FRAMEWORK: LazyLock<Framework> =
    LazyLock::new(|| Framework::parse(fit::framework::DEFAULT).expect("the default framework is valid"));

fn read(name: &str, bytes: impl AsRef<[u8]>) -> Result<Pool, ReadError> {
    intake::read_pool(&*FRAMEWORK, name, bytes.as_ref(), Mode::Strict)
}

fn skip(name: &str, bytes: impl AsRef<[u8]>) -> Result<Pool, ReadError> {
    intake::read_pool(&*FRAMEWORK, name, bytes.as_ref(), Mode::SkipBadRows)
}

/// The problems of a file, one line each, in straight quotation marks.
fn problems(name: &str, bytes: impl AsRef<[u8]>) -> Vec<String> {
    let error = read(name, bytes).expect_err("there is a problem");
    assert!(!error.problems.is_empty());
    error.problems.iter().map(|problem| problem.to_string().replace(['\u{201c}', '\u{201d}'], "\"")).collect()
}

/// The only problem of a file.
fn problem(name: &str, bytes: impl AsRef<[u8]>) -> String {
    let mut problems = problems(name, bytes);
    assert_eq!(problems.len(), 1, "{problems:#?}");
    problems.remove(0)
}

/// The values of the first person on two dimensions.
fn values(pool: &Pool) -> Vec<Option<f64>> {
    let estimates = &pool.profiles[0].estimates;
    ["skill.operations", "skill.change"].map(|id| estimates.get(id).map(|e| e.mean.get())).to_vec()
}

const NUMBER: &str = "expected a number from 0 to 100";
