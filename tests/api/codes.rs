//! docs/errors.md lists every code that a problem can have, and no other.

use crate::support::program::{file, root};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn every_code_is_explained() {
    let mut source = String::new();
    for folder in ["crates/service/src", "crates/web/src"] {
        read(&root().join(folder), &mut source);
    }
    let source = source.split_whitespace().collect::<Vec<_>>().join(" ");
    let known = codes(&source);
    let page = file("docs/errors.md");
    let explained: BTreeSet<&str> =
        page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let missing: Vec<_> = known.difference(&explained).collect();
    let superfluous: Vec<_> = explained.difference(&known).collect();
    assert!(missing.is_empty(), "docs/errors.md does not explain {missing:?}");
    assert!(superfluous.is_empty(), "docs/errors.md explains {superfluous:?}, which no problem has");
    assert!(known.len() > 40, "{known:?}");
}

/// The codes in the program's text: what stands where a problem takes its code.
fn codes(source: &str) -> BTreeSet<&str> {
    let mut codes = BTreeSet::new();
    // The first argument of a conflict, and a field of this name.
    for before in ["conflict(", "code: ", "StatusCode::NOT_FOUND => (", "METHOD_NOT_ALLOWED => (", "_ => ("] {
        codes.extend(source.split(before).skip(1).filter_map(|rest| word(rest.trim_start())));
    }
    // The second argument of a problem.
    for before in ["Problem::new(", "Self::new("] {
        for rest in source.split(before).skip(1) {
            codes.extend(rest.split_once(',').and_then(|(_, rest)| word(rest.trim_start())));
        }
    }
    codes
}

/// The word in quotation marks with which a text begins.
fn word(text: &str) -> Option<&str> {
    let (word, _) = text.strip_prefix('"')?.split_once('"')?;
    let is_code = !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    is_code.then_some(word)
}

fn read(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder of source") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read(&path, text);
        } else {
            text.push_str(&fs::read_to_string(&path).expect("source is text"));
        }
    }
}
