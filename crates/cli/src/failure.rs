//! Why a command could not be done, and the exit code that says so.

use crate::terminal::{plain, remark};
use fit::Problem;
use std::io::ErrorKind;
use std::process::ExitCode;

/// At most this many problems are listed; more are counted.
const SHOWN: usize = 50;

/// Why a command could not be done.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The input, or the way the command was called, will not do: exit code 2.
    BadInput {
        /// What could not be used.
        what: String,
        /// What is wrong with it.
        problems: Vec<Problem>,
        /// How many more problems there are.
        n_more: usize,
    },
    /// The surroundings failed, such as a full disk: exit code 1.
    Failed(String),
    /// Whoever reads the output has closed it, as `head` does: nothing is wrong.
    ClosedPipe,
}

impl Failure {
    /// Bad input with a single problem.
    pub(crate) fn bad_input(
        what: impl Into<String>,
        found: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        let problem = Problem::new("", found, hint);
        Self::problems(what, vec![problem])
    }

    /// Bad input with all its problems.
    pub(crate) fn problems(what: impl Into<String>, problems: Vec<Problem>) -> Self {
        Self::BadInput { what: what.into(), problems, n_more: 0 }
    }

    /// Prints what happened and what to do, and gives the exit code.
    pub(crate) fn tell(&self) -> ExitCode {
        match self {
            Self::BadInput { what, problems, n_more } => {
                remark(&format!("error: {}", told(what, problems, *n_more)));
                ExitCode::from(2)
            }
            Self::Failed(what) => {
                remark(&format!("error: {what}"));
                ExitCode::from(1)
            }
            Self::ClosedPipe => ExitCode::SUCCESS,
        }
    }
}

/// A line that says how many problems there are, then a line for each.
pub(crate) fn told(what: &str, problems: &[Problem], n_more: usize) -> String {
    let line = |problem: &Problem| {
        // What is said before the problems need not be said again in each.
        let rest = problem.place.strip_prefix(what).filter(|rest| rest.is_empty() || rest.starts_with(", "));
        let place = rest.map_or(&*problem.place, |rest| rest.trim_start_matches(", "));
        let place = if place.is_empty() { String::new() } else { format!("{place}: ") };
        plain(&format!("{place}{}; {}", problem.found, problem.hint))
    };
    let what = plain(what);
    if let ([only], 0) = (problems, n_more) {
        return format!("{what}: {}", line(only));
    }
    let mut lines = vec![format!("{what}: {} problems", problems.len() + n_more)];
    lines.extend(problems.iter().take(SHOWN).map(|problem| format!("  {}", line(problem))));
    let n_hidden = problems.len().saturating_sub(SHOWN) + n_more;
    if n_hidden > 0 {
        lines.push(format!("  … and {n_hidden} more"));
    }
    lines.join("\n")
}

impl From<intake::ReadError> for Failure {
    fn from(error: intake::ReadError) -> Self {
        Self::BadInput { what: error.file, problems: error.problems, n_more: error.n_more }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ => Self::Failed(format!("the output could not be written: {error}")),
        }
    }
}
