//! Running the program.

use serde_json::Value;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// The worked example's files.
pub(crate) const CEO: &str = "data/demo/ceo.json";
pub(crate) const CANDIDATES: &str = "data/demo/candidates.json";

/// The project's top folder, in which the program is run.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the project has a folder")
}

/// A file of the project.
pub(crate) fn file(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).expect("the project has that file")
}

/// How the program ended.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) out: Vec<u8>,
    pub(crate) err: String,
}

impl Outcome {
    fn of(output: Output) -> Self {
        let err = String::from_utf8(output.stderr).expect("messages are UTF-8");
        let code = output.status.code().expect("the program is not killed");
        assert!(!err.contains("panicked") && (0..=2).contains(&code), "exit code {code}: {err}");
        assert!(!err.contains('\u{1b}'), "messages that nobody reads in a terminal have no colour: {err}");
        Self { code, out: output.stdout, err }
    }

    /// What it printed, once it is sure that it succeeded.
    pub(crate) fn text(self) -> String {
        assert_eq!(self.code, 0, "{}", self.err);
        String::from_utf8(self.out).expect("the output is UTF-8")
    }

    /// The JSON that it printed.
    pub(crate) fn json(self) -> Value {
        serde_json::from_str(&self.text()).expect("the output is JSON")
    }

    /// The message of a refusal: exit code 2 and no result.
    pub(crate) fn refusal(self) -> String {
        self.message(2)
    }

    /// The message of a failure: exit code 1 and no result.
    pub(crate) fn failure(self) -> String {
        self.message(1)
    }

    fn message(self, code: i32) -> String {
        assert_eq!(self.code, code, "{}", self.err);
        assert!(self.out.is_empty(), "a result beside the message {}", self.err);
        assert!(!self.err.trim().is_empty(), "nothing is said");
        self.err.replace(['\u{201c}', '\u{201d}'], "\"")
    }
}

/// The program with arguments, not yet started.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_counterpart"));
    command.args(arguments).current_dir(root()).stdin(Stdio::null());
    // What the tester's own terminal asks for must not reach the program.
    command.env_remove("CLICOLOR_FORCE").env_remove("RAYON_NUM_THREADS");
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("COUNTERPART_") {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Outcome {
    Outcome::of(command.output().expect("the program starts"))
}

/// Runs the program with arguments.
pub(crate) fn counterpart(arguments: &[&str]) -> Outcome {
    run(&mut command(arguments))
}

/// Scores the worked example.
pub(crate) fn score(more: &[&str]) -> Outcome {
    score_pool(CANDIDATES, more)
}

/// Scores other candidates for the worked example's CEO.
pub(crate) fn score_pool(candidates: &str, more: &[&str]) -> Outcome {
    counterpart(&[&["score", "--ceo", CEO, "--candidates", candidates], more].concat())
}
