//! The program that sets pages: found beside this one or on the path, and run within bounds.
//!
//! It is a program of its own, so that this one stays small and quick to build, and so that no document can take the
//! service down. It is given the document and nothing else: no arguments, no environment, no folder.

use report::paper::MAX_BYTES;
use service::{NotSet, Pages, Typesetter};
use std::env;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long a document may take; the largest take a few seconds.
const PATIENCE: Duration = Duration::from_secs(20);
/// As much memory it may ask for, in bytes; a report takes a fifth of that.
#[cfg(target_os = "linux")]
const MAX_MEMORY: u64 = 2 << 30;
/// No PDF is larger.
const MAX_PDF: u64 = 64 << 20;
/// What it says is a line.
const MAX_WORDS: u64 = 4096;

const NAME: &str = "counterpart-typeset";

/// The program, where there is one.
pub(crate) struct Program {
    path: Option<PathBuf>,
    patience: Duration,
}

impl Program {
    /// Looks beside this program, then on the path.
    pub(crate) fn find() -> Self {
        let file = format!("{NAME}{}", env::consts::EXE_SUFFIX);
        let own = env::current_exe().ok();
        let beside = own.as_deref().and_then(Path::parent).map(Path::to_owned);
        let path = env::var_os("PATH").unwrap_or_default();
        // A folder named relative to wherever somebody stands is no place to take a program from.
        let on_path = env::split_paths(&path).filter(|folder| folder.is_absolute());
        let path =
            beside.into_iter().chain(on_path).map(|folder| folder.join(&file)).find(|file| file.is_file());
        Self { path, patience: PATIENCE }
    }

    /// Whether it is there.
    pub(crate) fn is_there(&self) -> bool {
        self.path.is_some()
    }
}

impl Typesetter for Program {
    fn set(&self, document: &[u8]) -> Result<Pages, NotSet> {
        let path = self.path.as_ref().ok_or(NotSet::Missing)?;
        if document.len() > MAX_BYTES {
            return Err(NotSet::Refused("the document is too large to be set on pages".to_owned()));
        }
        let failed = |error: io::Error| NotSet::Refused(format!("{NAME} could not be run: {error}"));
        let mut child = Command::new(path)
            .env_clear()
            .current_dir(path.parent().unwrap_or(Path::new("/")))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        // It waits for its document meanwhile, so that the bound holds before there is any work.
        bound(&child);
        let ended = exchange(&mut child, document, self.patience);
        if ended.is_err() {
            // It may have ended by itself, and that is as good.
            let _ = child.kill();
        }
        let status = child.wait().map_err(failed)?;
        let (pdf, words) = ended?;
        let words = words.trim().trim_start_matches("error: ").trim_start_matches("note: ");
        if status.success() && pdf.starts_with(b"%PDF") {
            return Ok(Pages { pdf, note: words.to_owned() });
        }
        Err(NotSet::Refused(if words.is_empty() {
            format!("{NAME} gave no PDF: {status}")
        } else {
            words.to_owned()
        }))
    }
}

/// Bounds the memory of another program, where the system can.
fn bound(child: &Child) {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Pid, Resource, Rlimit, prlimit};
        let limit = Rlimit { current: Some(MAX_MEMORY), maximum: Some(MAX_MEMORY) };
        if let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
            // Where a system refuses this, the size of the document is the bound.
            let _ = prlimit(Some(pid), Resource::As, limit);
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = child;
}

/// Gives the document and takes what comes back, all at once, so that neither program waits for the other.
fn exchange(child: &mut Child, document: &[u8], patience: Duration) -> Result<(Vec<u8>, String), NotSet> {
    let (Some(mut stdin), Some(stdout), Some(stderr)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(NotSet::Refused(format!("{NAME} has no way in or out")));
    };
    let (done, result) = mpsc::channel();
    let document = document.to_vec();
    // Each of these ends when the program does, at the latest.
    thread::spawn(move || stdin.write_all(&document));
    let (told, words) = mpsc::channel();
    thread::spawn(move || told.send(read(stderr, MAX_WORDS)));
    thread::spawn(move || done.send(read(stdout, MAX_PDF)));
    let pdf = result.recv_timeout(patience).map_err(|_| NotSet::TooLong(patience))?;
    let words = words.recv_timeout(patience).map_err(|_| NotSet::TooLong(patience))?;
    Ok((pdf, String::from_utf8_lossy(&words).into_owned()))
}

/// What can be read of it; what ended early shows in what was read.
fn read(from: impl Read, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = from.take(most).read_to_end(&mut bytes);
    bytes
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn program(path: &str, patience: Duration) -> Program {
        Program { path: Some(path.into()), patience }
    }

    #[test]
    fn a_program_that_is_not_there_is_told_with_what_builds_it() {
        let none = Program { path: None, patience: PATIENCE };
        let words = none.set(b"{}").unwrap_err().to_string();
        assert!(words.contains("cargo build --release -p counterpart-typeset"), "{words}");
    }

    #[test]
    fn what_gives_no_pdf_is_refused() {
        for path in ["/bin/cat", "/bin/false", "/bin/true"] {
            assert!(matches!(program(path, PATIENCE).set(b"{}"), Err(NotSet::Refused(_))), "{path}");
        }
    }

    #[test]
    fn what_takes_too_long_is_ended() {
        // Writes without end into a pipe, so that it never closes its output by itself.
        let endless = program("/usr/bin/yes", Duration::from_millis(50));
        assert!(matches!(endless.set(b"{}"), Err(NotSet::TooLong(_) | NotSet::Refused(_))));
    }
}
