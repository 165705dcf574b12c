//! docs/errors.md lists every code that a problem can have with its status, and no other.

use crate::support::program::{file, root};
use service::Code;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Codes for what the framework refuses, with whatever status it gives.
const ANY_STATUS: &[Code] = &[Code::BadForm, Code::Refused];

#[test]
fn every_code_is_explained() {
    let page = file("docs/errors.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    let mut explained: BTreeMap<&str, &str> = BTreeMap::new();
    for (code, rest) in rows {
        let status = rest.split(" |").next().unwrap_or_default();
        assert_eq!(explained.insert(code, status), None, "docs/errors.md explains {code} twice");
    }
    for &code in Code::ALL {
        let status = explained.remove(code.name());
        let status = status.unwrap_or_else(|| panic!("docs/errors.md does not explain {code}"));
        if ANY_STATUS.contains(&code) {
            assert!(status.ends_with("4xx"), "docs/errors.md says {status} of {code}");
        } else {
            assert_eq!(status, web::Problem::new(code, "").status.to_string(), "{code}");
        }
    }
    assert!(explained.is_empty(), "docs/errors.md explains {explained:?}, which no problem has");
}

#[test]
fn every_code_is_used() {
    let mut source = String::new();
    read(&root().join("crates/service/src"), &mut source);
    read(&root().join("crates/web/src"), &mut source);
    let named = source.split("Code::").skip(1);
    let used: BTreeSet<&str> =
        named.filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next()).collect();
    for code in Code::ALL {
        assert!(used.contains(&*format!("{code:?}")), "no problem has the code {code}");
    }
}

fn read(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder of source") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read(&path, text);
        } else if !path.ends_with("web/src/problem.rs") {
            // That one gives each code its status.
            text.push_str(&fs::read_to_string(&path).expect("source is text"));
        }
    }
}
