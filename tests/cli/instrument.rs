//! `instrument`: check, show, export.

use crate::support::folder::Folder;
use crate::support::program::{counterpart, file, root};

const FORMS: [&str; 4] = ["ceo", "candidate", "rater", "assessor"];

fn path(form: &str) -> String {
    format!("data/instruments/{form}.toml")
}

#[test]
fn the_built_in_instruments_are_sound() {
    for (form, told) in [
        ("ceo", "self-ceo 1.0.0 for the form ceo, 8 sections, 125 questions, 57 scales, 21 minutes"),
        ("candidate", "self-candidate 1.0.0 for the form candidate, 8 sections, 125 questions, 57 scales"),
        ("rater", "rater 1.0.0 for the form rater, 4 sections, 64 questions, 32 scales, 8 minutes"),
        ("assessor", "interview 1.0.0 for the form assessor, 4 sections, 32 questions, 32 scales"),
    ] {
        let text = counterpart(&["instrument", "check", &path(form)]).text();
        assert!(text.contains("is sound with ceo-coo 1.") && text.contains(told), "{text}");
        assert!(text.contains("SHA-256 "), "{text}");
    }
}

#[test]
fn export_prints_the_file_byte_by_byte() {
    for form in FORMS {
        let outcome = counterpart(&["instrument", "export", form]);
        assert_eq!(outcome.code, 0);
        assert!(outcome.out == std::fs::read(root().join(path(form))).unwrap());
    }
    let message = counterpart(&["instrument", "export", "boss"]).refusal();
    assert!(message.contains("ceo, candidate, rater, assessor"), "{message}");
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
    for part in [
        "version (line 3): the text is empty; write something",
        "there is no form \"rather\"; did you mean \"rater\"?",
        "colour (line 5): this key is unknown; known keys here are ",
        "between (line 6): there are 0 labels; write 1 to 7 labels",
        "choices.far[1].holder (line 8): there is no owner \"cto\"",
        "sections[0] (line 9): \"One two\" will not do as an id; write small letters, digits and hyphens",
        "sections[0].minutes (line 12): 500 is out of range; write a number from 1 to 120",
        "sections[0].questions[0].choices (line 16): there is no list of choices \"fur\"; did you mean \"far\"?",
        "sections[0].questions[1] (line 17): a question has one list of choices; give either",
        "sections[0].questions[2].poles (line 25): there are 1 poles; write two texts",
        "sections[0].questions[3].choices (line 29): \"yes\" stands there twice; word each choice differently",
        "sections[0].questions[3].note (line 31): found the text \"please\"; write true or false",
        "sections[0].questions[3] (line 26): this question is about a decision area, and not every choice says",
        "sections[1] (line 32): \"minutes\" is missing; add minutes = ",
        "sections[1] (line 32): this section asks nothing",
        "scales.\"skill.risk\" (line 35): \"high\" is missing",
        "scales.\"skill.risk\".items[0] (line 37): there is no question \"q9\"; known names are q1, q2, q3, q4",
    ] {
        assert!(message.contains(part), "{part:?} is not in {message}");
    }
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
    for part in [
        "sections[1].id: the id \"s\" is used twice",
        "sections[1].questions[0].id: the id \"a\" is used twice",
        "scales.\"skill.risk\": the question \"a\" is used twice",
        "sections[1].questions[1].id: nothing counts \"idle\"",
    ] {
        assert!(message.contains(part), "{part:?} is not in {message}");
    }

    // Sound by itself, and still of no use with the framework.
    let holders = "[[sections.questions]]\nid = \"b\"\ntext = \"Well?\"\narea = \"pricin\"\n\
                   choices = [{ label = \"mine\", holder = \"ceo\" }, { label = \"theirs\", holder = \"coo\" }]\n";
    let scales = scale("skill.rsk", "\"a\"") + &scale("value.power", "\"a\"");
    let text = [head, section, &question("a", ""), holders, &scales].concat();
    let path = folder.write("alien.toml", text);
    let message = counterpart(&["instrument", "check", &path]).refusal();
    for part in [
        "scales.\"skill.rsk\": the framework ceo-coo has no dimension \"skill.rsk\"; did you mean \"skill.risk\"?",
        "sections[0].questions[1].area: the framework ceo-coo has no decision area \"pricin\"; did you mean \"pricing\"?",
        "\"Values\" are compared within a person, and of 10 only 1 are asked; add scales for value.self_direction, ",
    ] {
        assert!(message.contains(part), "{part:?} is not in {message}");
    }
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
    for content in
        [&b""[..], b"\xff\xfe", b"id = ", b"[[[[", b"id = \"x\"", b"{\"id\": 1}", b"id = 1\nid = 2"]
    {
        counterpart(&["instrument", "check", &folder.write("bad.toml", content)]).refusal();
    }
    for path in ["data/demo", "data/demo/ceo.json", "/dev/zero", &folder.path("missing.toml")] {
        counterpart(&["instrument", "check", path]).refusal();
        counterpart(&["instrument", "show", path]).refusal();
    }
}
