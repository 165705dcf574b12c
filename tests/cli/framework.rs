//! `framework`: check, show, export.

use crate::support::folder::Folder;
use crate::support::program::{counterpart, file, root};
use crate::support::snapshot::{self, Transcript, first_lines};

const DEFAULT: &str = "data/frameworks/ceo-coo.toml";

#[test]
fn the_built_in_framework_is_sound() {
    snapshot::check("cli/framework-sound", &counterpart(&["framework", "check", DEFAULT]).text());
}

#[test]
fn export_prints_the_file_byte_by_byte() {
    let outcome = counterpart(&["framework", "export"]);
    assert_eq!(outcome.code, 0);
    assert!(outcome.out == std::fs::read(root().join(DEFAULT)).unwrap());
    let folder = Folder::new();
    let exported = folder.write("own.toml", outcome.out);
    counterpart(&["framework", "check", &exported]).text();
}

#[test]
fn show_lists_what_is_measured_compared_and_weighed() {
    let shown = counterpart(&["framework", "show"]).text();
    for part in
        ["CEO–COO partnership", "(trust), weight 20%", "roles.fill.operations", "heir-apparent", "integrity"]
    {
        assert!(shown.contains(part), "{part}");
    }
    assert_eq!(counterpart(&["framework", "show", "--framework", DEFAULT]).text(), shown);
}

/// A framework with one mistake of each kind in single values.
const MISTAKES: &str = r#"
id = "mistaken"
version = "1"
colour = "red"
[pillars.roles]
weight = -1
[pillars.trust]
weight = nan
[domains.skill]
[dimensions."skill.a"]
[dimensions."skill.b"]
[[facets]]
id = "f1"
pillar = "roles"
coo = "skill.a"
rule = { kind = "fill", level = 0 }
[[facets]]
id = "f2"
pillar = "trusst"
coo = "skill.aa"
rule = { kind = "match", below = 0, above = -3 }
[[facets]]
id = "f3"
pillar = "trust"
coo = "skill.a"
weight = inf
rule = { kind = "meat", level = 50 }
[[facets]]
id = "f4"
pillar = "trust"
coo = "skill.b"
rule = { kind = "meet", level = 101 }
[[role_types]]
id = "kind"
pillars = { truts = 2 }
[[guards]]
id = "g"
dimension = "skill.c"
at_least = 400
"#;

#[test]
fn every_mistake_is_told_at_once_with_its_place_and_a_mend() {
    let folder = Folder::new();
    let path = folder.write("mistaken.toml", MISTAKES);
    snapshot::check("cli/framework-mistakes", &counterpart(&["framework", "check", &path]).refusal());
}

#[test]
fn mistakes_between_values_are_told_at_once() {
    let folder = Folder::new();
    let path = folder.write(
        "loose.toml",
        r#"
        id = "loose"
        version = "1"
        [pillars.roles]
        weight = 0
        [pillars.unused]
        weight = 0
        [domains.skill]
        [domains.ghost]
        [dimensions."skill.a"]
        [[facets]]
        id = "f1"
        pillar = "roles"
        coo = "skill.a"
        rule = { kind = "fill", level = 40 }
        [[facets]]
        id = "f1"
        pillar = "roles"
        coo = "skill.a"
        rule = { kind = "fill", level = 50 }
        "#,
    );
    let told = counterpart(&["framework", "check", &path]).refusal();
    snapshot::check("cli/framework-mistakes-between-values", &told);
}

#[test]
fn what_is_no_framework_is_refused() {
    let folder = Folder::new();
    let mut told = Transcript::default();
    for content in
        [&b""[..], b"\xff\xfe", b"id = ", b"[[[[", b"id = \"x\"", b"{\"id\": 1}", b"id = 1\nid = 2"]
    {
        let message = counterpart(&["framework", "check", &folder.write("bad.toml", content)]).refusal();
        told.add(format!("\"{}\"", content.escape_ascii()), &message);
    }
    for path in ["data/demo", "data/demo/ceo.json", "/dev/zero", &folder.path("missing.toml")] {
        let message = counterpart(&["framework", "check", path]).refusal();
        assert_eq!(counterpart(&["framework", "show", "--framework", path]).refusal(), message);
        told.add(format!("{path}, the first lines"), &first_lines(&message));
    }
    // A sound file with one value changed is told apart from the sound one.
    let worse = file(DEFAULT).replacen("weight = 1.0", "weight = -1.0", 1);
    let message = counterpart(&["framework", "check", &folder.write("worse.toml", worse)]).refusal();
    told.add("the built-in framework with a weight of -1", &message);
    told.check("cli/framework-refused");
}
