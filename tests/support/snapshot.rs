//! Snapshots: what is printed, answered, mailed or shown, compared with a file beside the tests. A difference is
//! reviewed as text.

use super::program::root;
use ego_tree::NodeRef;
use insta::Settings;
use scraper::{Html, Node};
use serde_json::Value;
use std::fmt::Display;
use std::fs;
use std::path::Path;

/// Compares a text with the file of this name, `area/name` for `tests/area/snapshots/name.snap`. What differs between
/// two runs is replaced by its kind.
#[track_caller]
pub(crate) fn check(name: &str, text: &str) {
    let (area, file) = name.split_once('/').expect("the name of a snapshot begins with its area");
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path(root().join("tests").join(area).join("snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(file, redact(text)));
}

/// The same for JSON.
#[track_caller]
pub(crate) fn check_json(name: &str, value: &Value) {
    check(name, &pretty(value));
}

/// JSON with a line for each value.
pub(crate) fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("JSON can be written")
}

/// The first lines of a message that may have many.
pub(crate) fn first_lines(message: &str) -> String {
    message.lines().take(3).collect::<Vec<_>>().join("\n")
}

/// Several texts in one snapshot, each below what led to it.
#[derive(Default)]
pub(crate) struct Transcript(String);

impl Transcript {
    pub(crate) fn add(&mut self, title: impl Display, text: &str) {
        let title = title.to_string();
        let title = if title.chars().count() > 200 {
            title.chars().take(200).chain(['…']).collect()
        } else {
            title
        };
        self.0 += &format!("── {title}\n{}\n\n", text.trim_end());
    }

    /// Adds a problem of the API, with a line for each of its errors.
    pub(crate) fn add_problem(&mut self, title: impl Display, problem: &Value) {
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut text = format!("{} {}\n", problem["status"], word(&problem["title"]));
        text += &format!("{}\n", word(&problem["detail"]));
        for error in problem["errors"].as_array().into_iter().flatten() {
            text += &format!("  {:?}: {}\n", word(&error["pointer"]), word(&error["detail"]));
        }
        self.add(title, &text);
    }

    /// Adds what a page says.
    pub(crate) fn add_page(&mut self, title: impl Display, html: &str) {
        let end = html.find("</main>").expect("a main part");
        let start = html[..end].find("<main").expect("a main part");
        self.add(title, &words(&format!("{}</main>", &html[start..end])));
    }

    /// Adds what a page says of what was just done, and of what is wrong with the fields of its form.
    pub(crate) fn add_notices(&mut self, title: impl Display, html: &str) {
        let mut said = String::new();
        for (start, end) in
            [("<div class=\"notice", "</div>"), ("<p class=\"notice", "</p>"), ("<p class=\"error\"", "</p>")]
        {
            for (at, _) in html.match_indices(start) {
                let length = html[at..].find(end).expect("the notice ends") + end.len();
                said += &format!("{}\n", words(&html[at..at + length]));
            }
        }
        assert!(!said.is_empty(), "the page has nothing to say: {html}");
        self.add(title, &said);
    }

    /// Adds what a part of a page says.
    pub(crate) fn add_words(&mut self, title: impl Display, html: &str) {
        self.add(title, &words(html));
    }

    #[track_caller]
    pub(crate) fn check(&self, name: &str) {
        check(name, &self.0);
    }
}

/// What an element says, with a line for each block; without charts, ways to other pages, and what can be chosen or was
/// typed.
fn words(html: &str) -> String {
    let text = text_below(*Html::parse_fragment(html).root_element());
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines = text.split(LINE_END).map(|line| line.trim().trim_end_matches('|').trim_end());
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

const LINE_END: char = '\u{e000}';

/// The text of an element's children, with a mark behind each cell and each block.
fn text_below(element: NodeRef<'_, Node>) -> String {
    let mut text = String::new();
    for child in element.children() {
        match child.value() {
            Node::Text(words) => text.extend([&**words, " "]),
            Node::Element(element) => match element.name() {
                "svg" | "select" | "textarea" => {}
                "td" | "th" => text += &format!("{} | ", text_below(child)),
                "p" | "h1" | "h2" | "h3" | "h4" | "li" | "tr" | "dt" | "dd" | "label" | "legend"
                | "summary" | "button" | "caption" | "div" | "section" | "header" | "form" => {
                    text += &text_below(child);
                    text.push(LINE_END);
                }
                _ => text += &text_below(child),
            },
            _ => {}
        }
    }
    text
}

/// A page of an error without the id of its request.
pub(crate) fn without_request(html: &str) -> String {
    let Some((before, after)) = html.split_once("Request ") else { return html.to_owned() };
    format!("{before}{}", after.split_once('<').map_or_else(String::new, |(_, rest)| format!("<{rest}")))
}

/// A text with ids, secrets, hashes, folders and the program's version replaced, and without blanks that nobody sees.
/// Ids are numbered in the order in which they come.
fn redact(text: &str) -> String {
    let text = without_folders(text);
    let version = env!("CARGO_PKG_VERSION");
    let text = text.replace(&format!("\"{version}\""), "\"[version]\"");
    let text = text.replace(&format!("counterpart {version}"), "counterpart [version]");
    let text = text.replace(&format!("Program\n{version}\n"), "Program\n[version]\n");
    let mut ids = Vec::new();
    let mut redacted = String::new();
    let mut word = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_alphanumeric() || c == '-' || c == '_' {
            word.push(c);
        } else {
            redacted += &redact_word(&word, &mut ids);
            word.clear();
            if steers(c) { redacted.extend(c.escape_unicode()) } else { redacted.push(c) }
        }
    }
    redacted.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// Whether a character would change how the text around it is shown.
fn steers(c: char) -> bool {
    (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn redact_word(word: &str, ids: &mut Vec<String>) -> String {
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_id = word.len() == 36 && word.split('-').map(str::len).eq([8, 4, 4, 4, 12]);
    let has = |is: fn(&u8) -> bool| word.as_bytes().iter().any(is);
    let is_mixed = has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_digit);
    if is_id && is_hex(&word.replace('-', "")) {
        let known = ids.iter().position(|id| id == word);
        let place = known.unwrap_or_else(|| {
            ids.push(word.to_owned());
            ids.len() - 1
        });
        format!("[id {}]", place + 1)
    } else if word.len() == 64 && is_hex(word) {
        "[sha256]".to_owned()
    } else if word.len() == 32 && is_hex(word) {
        "[request]".to_owned()
    } else if word.len() >= 40 && is_mixed {
        "[secret]".to_owned()
    } else {
        word.to_owned()
    }
}

/// A text with the folders of tests replaced.
fn without_folders(text: &str) -> String {
    let mut parts = text.split(concat!(env!("CARGO_TARGET_TMPDIR"), "/"));
    let mut replaced = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        replaced += "[folder]";
        replaced += part.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
    }
    replaced
}

/// A text with every time and date replaced: for what the machine's own clock tells.
pub(crate) fn without_times(text: &str) -> String {
    let is_time = |word: &str| {
        word.len() >= 10
            && word.starts_with("20")
            && word.bytes().enumerate().all(|(index, byte)| match index {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit() || b"T:.Z ".contains(&byte),
            })
    };
    let words = text.split_inclusive([' ', '\n', ',', '"']);
    let replaced = words.map(|word| {
        let (time, rest) = word.split_at(word.trim_end_matches([' ', '\n', ',', '"']).len());
        if is_time(time) { format!("[time]{rest}") } else { word.to_owned() }
    });
    replaced.collect()
}

#[test]
fn every_snapshot_is_compared_with_something() {
    let tests = root().join("tests");
    let mut sources = String::new();
    let mut names = Vec::new();
    collect(&tests, &mut sources, &mut names);
    assert!(!names.is_empty());
    for name in names {
        assert!(sources.contains(&format!("\"{name}\"")), "no test compares anything with {name}: delete it");
    }
}

/// The Rust source in a folder, and the names of its snapshots.
fn collect(folder: &Path, sources: &mut String, names: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("an entry").path();
        let ending = path.extension().unwrap_or_default();
        if path.is_dir() {
            collect(&path, sources, names);
        } else if ending == "rs" {
            *sources += &fs::read_to_string(&path).expect("the source can be read");
        } else if ending == "snap" {
            let area = folder.parent().and_then(Path::file_name).expect("an area");
            let file = path.file_stem().expect("a name");
            names.push(format!("{}/{}", area.display(), file.display()));
        }
    }
}
