//! `instrument`: check, show, export.

use crate::support::folder::Folder;
use crate::support::program::{counterpart, file, root};
use crate::support::snapshot::{self, Transcript, first_lines};

const FORMS: [&str; 4] = ["ceo", "candidate", "rater", "assessor"];

fn path(form: &str) -> String {
    format!("data/instruments/{form}.toml")
}

#[test]
fn the_built_in_instruments_are_sound() {
    let mut told = Transcript::default();
    for form in FORMS {
        told.add(form, &counterpart(&["instrument", "check", &path(form)]).text());
    }
    told.check("cli/instrument-sound");
}

#[test]
fn export_prints_the_file_byte_by_byte() {
    for form in FORMS {
        let outcome = counterpart(&["instrument", "export", form]);
        assert_eq!(outcome.code, 0);
        assert!(outcome.out == std::fs::read(root().join(path(form))).unwrap());
    }
    snapshot::check("cli/instrument-unknown", &counterpart(&["instrument", "export", "boss"]).refusal());
}

#[test]
fn show_says_what_is_asked_and_what_it_counts_for() {
    for form in FORMS {
        let shown = counterpart(&["instrument", "show", form]).text();
        assert_eq!(counterpart(&["instrument", "show", &path(form)]).text(), shown);
        assert!(shown.contains("+skill.strategy"), "{shown}");
    }
    let shown = counterpart(&["instrument", "show", "ceo"]).text();
    for part in [
        "What comes first",
        "value-pair-01",
        "−value.power,",
        "+value.universalism",
        "I alone",
        "decide-pricing",
    ] {
        assert!(shown.contains(part), "{part}");
    }
}

/// An instrument with one mistake of each kind in single values.
const MISTAKES: &str = r#"
id = "mistaken"
version = ""
form = "rather"
colour = "red"
between = []
[choices]
far = ["near", { label = "far", holder = "cto" }]
[[sections]]
id = "One two"
title = "First"
minutes = 500
[[sections.questions]]
id = "q1"
text = "Well?"
choices = "fur"
[[sections.questions]]
id = "q2"
text = "Well?"
choices = ["yes", "yes"]
poles = ["no", "yes"]
[[sections.questions]]
id = "q3"
text = "Well?"
poles = ["no"]
[[sections.questions]]
id = "q4"
text = "Well?"
choices = ["yes", "yes"]
area = "pricing"
note = "please"
[[sections]]
id = "empty"
title = "Second"
[scales."skill.risk"]
low = "low"
items = ["q9"]
"#;

#[test]
fn every_mistake_is_told_at_once_with_its_place_and_a_mend() {
    let folder = Folder::new();
    let message = counterpart(&["instrument", "check", &folder.write("mistaken.toml", MISTAKES)]).refusal();
    snapshot::check("cli/instrument-mistakes", &message);
}

#[test]
fn mistakes_between_values_are_told_at_once() {
    let folder = Folder::new();
    let question = |id: &str, more: &str| {
        format!("[[sections.questions]]\nid = \"{id}\"\ntext = \"Well?\"\nchoices = \"far\"\n{more}\n")
    };
    let head = "id = \"loose\"\nversion = \"1\"\nform = \"rater\"\n[choices]\nfar = [\"near\", \"far\"]\n";
    let section = "[[sections]]\nid = \"s\"\ntitle = \"S\"\nminutes = 1\n";
    let scale = |dimension: &str, items: &str| {
        format!("[scales.\"{dimension}\"]\nlow = \"low\"\nhigh = \"high\"\nitems = [{items}]\n")
    };
    let text = [
        head,
        section,
        &question("a", ""),
        section,
        &question("a", ""),
        &question("idle", ""),
        &scale("skill.risk", "\"a\", \"a\""),
    ]
    .concat();
    let message = counterpart(&["instrument", "check", &folder.write("loose.toml", text)]).refusal();
    snapshot::check("cli/instrument-mistakes-between-values", &message);

    // Sound by itself, and still of no use with the framework.
    let holders = "[[sections.questions]]\nid = \"b\"\ntext = \"Well?\"\narea = \"pricin\"\n\
                   choices = [{ label = \"mine\", holder = \"ceo\" }, { label = \"theirs\", holder = \"coo\" }]\n";
    let scales = scale("skill.rsk", "\"a\"") + &scale("value.power", "\"a\"");
    let text = [head, section, &question("a", ""), holders, &scales].concat();
    let path = folder.write("alien.toml", text);
    let message = counterpart(&["instrument", "check", &path]).refusal();
    snapshot::check("cli/instrument-mistakes-with-framework", &message);
    // Another framework may know these.
    let own = file("data/frameworks/ceo-coo.toml")
        .replace("skill.risk", "skill.rsk")
        .replace("\"pricing\"", "\"pricin\"");
    let own = folder.write("own.toml", own.replace("ipsative = true", ""));
    counterpart(&["instrument", "check", &path, "--framework", &own]).text();
}

#[test]
fn what_is_no_instrument_is_refused() {
    let folder = Folder::new();
    let mut told = Transcript::default();
    for content in
        [&b""[..], b"\xff\xfe", b"id = ", b"[[[[", b"id = \"x\"", b"{\"id\": 1}", b"id = 1\nid = 2"]
    {
        let message = counterpart(&["instrument", "check", &folder.write("bad.toml", content)]).refusal();
        told.add(format!("\"{}\"", content.escape_ascii()), &message);
    }
    for path in ["data/demo", "data/demo/ceo.json", "/dev/zero", &folder.path("missing.toml")] {
        let message = counterpart(&["instrument", "check", path]).refusal();
        assert_eq!(counterpart(&["instrument", "show", path]).refusal(), message);
        told.add(format!("{path}, the first lines"), &first_lines(&message));
    }
    told.check("cli/instrument-refused");
}
