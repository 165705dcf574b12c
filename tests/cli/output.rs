//! Where results go: to pipes, full disks and closed readers.

use crate::support::program::{CANDIDATES, CEO, command, counterpart, run};
use std::fs::OpenOptions;
use std::process::Stdio;

/// Commands that print, each in its own way.
const PRINTING: [&[&str]; 8] = [
    &["score", "--ceo", CEO, "--candidates", CANDIDATES, "--draws", "0"],
    &["score", "--ceo", CEO, "--candidates", CANDIDATES, "--draws", "0", "--format", "json"],
    &["score", "--ceo", CEO, "--candidates", CANDIDATES, "--draws", "0", "--format", "csv"],
    &["gaps", "--ceo", CEO],
    &["framework", "show"],
    &["framework", "export"],
    &["completions", "zsh"],
    &["weights", "rank", "a,b"],
];

#[test]
fn a_pipe_gets_no_colours() {
    for arguments in PRINTING {
        let text = counterpart(arguments).text();
        // Completion scripts are programs and may write an escape, but not send one.
        assert!(!text.contains('\u{1b}'), "{arguments:?}");
        assert!(text.ends_with('\n'), "{arguments:?}");
    }
}

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
    for arguments in PRINTING {
        let mut child =
            command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && told.is_empty(), "{arguments:?}: {told}");
    }
}

#[test]
fn messages_that_nobody_reads_change_no_exit_code() {
    for (arguments, code) in [
        (&["score", "--ceo", "missing.json", "--candidates", CANDIDATES][..], 2),
        (&["score", "--ceo", CEO, "--candidates", CANDIDATES, "--draws", "0", "--weights", "roles=1"], 0),
        (&["score", "--nonsense"], 2),
    ] {
        let mut child =
            command(arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts");
        drop(child.stderr.take());
        assert_eq!(child.wait().expect("it ends").code(), Some(code), "{arguments:?}");
    }
}

#[test]
fn a_full_disk_is_a_failure_and_said() {
    for arguments in PRINTING {
        let full = OpenOptions::new().write(true).open("/dev/full").expect("Linux has a device that is full");
        let message = run(command(arguments).stdout(full)).failure();
        assert!(message.contains("could not be written"), "{arguments:?}: {message}");
    }
}
