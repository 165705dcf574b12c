//! `completions`: scripts for shells.

use crate::support::program::counterpart;

#[test]
fn each_shell_gets_a_script_that_knows_the_commands() {
    for shell in ["bash", "zsh", "fish"] {
        let script = counterpart(&["completions", shell]).text();
        for word in ["counterpart", "score", "report", "gaps", "weight-uncertainty"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    assert!(counterpart(&["completions", "cobol"]).refusal().contains("bash"));
}
