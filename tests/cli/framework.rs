//! `framework`: check, show, export.

use crate::support::folder::Folder;
use crate::support::program::{counterpart, file, root};

const DEFAULT: &str = "data/frameworks/ceo-coo.toml";

#[test]
fn the_built_in_framework_is_sound() {
    let told = counterpart(&["framework", "check", DEFAULT]).text();
    assert!(told.contains("is sound: ceo-coo 1."), "{told}");
    assert!(told.contains("5 pillars, 57 dimensions") && told.contains("7 role types"), "{told}");
    assert!(told.contains("SHA-256 "), "{told}");
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
        ["CEO–COO partnership", "(trust), weight 20 %", "roles.fill.operations", "heir-apparent", "integrity"]
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
    let message = counterpart(&["framework", "check", &path]).refusal();
    for part in [
        "14 problems",
        "colour (line 4): this key is unknown; known keys here are id, ",
        "pillars.roles.weight (line 6): -1 is out of range; write a number from 0",
        "pillars.trust.weight (line 8): found the number nan; write a finite number",
        "facets[0].rule.level (line 16): 0 is out of range; write a number from 1 to 100",
        "facets[1].pillar (line 19): there is no pillar \"trusst\"; did you mean \"trust\"?",
        "facets[1].coo (line 20): there is no dimension \"skill.aa\"; did you mean \"skill.a\"?",
        "facets[1].rule.below (line 21): 0 is no tolerance; write a number above 0",
        "facets[1].rule.above (line 21): -3 is no tolerance",
        "facets[2].weight (line 26): found the number inf; write a finite number",
        "facets[2].rule (line 27): there is no rule \"meat\"; did you mean \"meet\"?",
        "facets[3].rule.level (line 32): 101 is out of range",
        "role_types[0].pillars.truts (line 35): there is no pillar \"truts\"; did you mean \"trust\"?",
        "guards[0].dimension (line 38): there is no dimension \"skill.c\"",
        "guards[0].at_least (line 39): 400 is out of range",
    ] {
        assert!(message.contains(part), "{part:?} is not in {message}");
    }
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
    let message = counterpart(&["framework", "check", &path]).refusal();
    for part in [
        "the id \"f1\" is used twice",
        "domains.ghost",
        "pillars.unused",
        "nothing uses this pillar",
        "all weights are zero",
        "no facet other than fill",
    ] {
        assert!(message.contains(part), "{part:?} is not in {message}");
    }
}

#[test]
fn what_is_no_framework_is_refused() {
    let folder = Folder::new();
    for content in
        [&b""[..], b"\xff\xfe", b"id = ", b"[[[[", b"id = \"x\"", b"{\"id\": 1}", b"id = 1\nid = 2"]
    {
        counterpart(&["framework", "check", &folder.write("bad.toml", content)]).refusal();
    }
    for path in ["data/demo", "data/demo/ceo.json", "/dev/zero", &folder.path("missing.toml")] {
        counterpart(&["framework", "check", path]).refusal();
        counterpart(&["framework", "show", "--framework", path]).refusal();
    }
    // A sound file with one value changed is told apart from the sound one.
    let worse = file(DEFAULT).replacen("weight = 1.0", "weight = -1.0", 1);
    let message = counterpart(&["framework", "check", &folder.write("worse.toml", worse)]).refusal();
    assert!(message.contains("out of range"), "{message}");
}
