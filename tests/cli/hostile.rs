//! Names and texts that were meant to do harm stay text, wherever they are shown.

use crate::support::folder::Folder;
use crate::support::page::Page;
use crate::support::program::{CEO, counterpart, score_pool};
use serde_json::{Value, json};

const NAMES: [&str; 9] = [
    "<script>alert('x')</script>",
    "\"><img src=\"https://example.org/x.png\" onerror=\"alert(1)\">",
    "&lt;b&gt; & ]]> --> </style></title>",
    "{{ 7 * 7 }} {% include \"x\" %} ${x} %s",
    "=HYPERLINK(\"https://example.org\";\"x\")",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "-1+1",
    "\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{200f}\u{627}\u{644}\u{639}\u{631}\u{628}\u{64a}\u{629}",
    "Zoë \u{1f469}\u{200d}\u{1f4bb} 李 \u{301}",
];

fn pool(names: &[&str]) -> String {
    let person = |(index, name): (usize, &&str)| {
        let operations = 40 + 5 * index;
        json!({ "id": format!("c-{index}"), "name": name, "headline": name,
                "estimates": { "skill.operations": operations } })
    };
    Value::Array(names.iter().enumerate().map(person).collect()).to_string()
}

#[test]
fn names_are_text_in_json_and_table() {
    let folder = Folder::new();
    let path = folder.write("pool.json", pool(&NAMES));
    let document = score_pool(&path, &["--draws", "50", "--format", "json"]).json();
    let mut found: Vec<&str> = document["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| result["name"].as_str().unwrap())
        .collect();
    let mut expected = NAMES.to_vec();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
    let table = score_pool(&path, &["--draws", "50"]).text();
    assert!(table.contains("alert('x')") && !table.contains('\u{1b}'));
}

#[test]
fn names_are_no_formulas_in_csv() {
    let folder = Folder::new();
    let path = folder.write("pool.json", pool(&NAMES));
    let csv = score_pool(&path, &["--draws", "0", "--format", "csv"]).text();
    for guarded in ["\"'=HYPERLINK(\"\"https", "'@SUM", "'-1+1"] {
        assert!(csv.contains(guarded), "{guarded} is not in {csv}");
    }
    for line in csv.lines() {
        for cell in line.split(',') {
            let cell = cell.trim_start_matches('"');
            let is_formula = cell.starts_with(['=', '+', '@', '-']) && cell.parse::<f64>().is_err();
            assert!(!is_formula, "{cell}");
        }
    }
}

#[test]
fn names_are_text_in_the_report() {
    let folder = Folder::new();
    let path = folder.write("pool.json", pool(&NAMES));
    let out = folder.path("report.html");
    let asked =
        ["report", "--ceo", CEO, "--candidates", &path, "--draws", "200", "--kind", "full", "--out", &out];
    counterpart(&asked).text();
    let html = std::fs::read_to_string(&out).unwrap();
    let page = Page::read(&html);
    assert_eq!((page.count("script"), page.count("img"), page.count("iframe")), (0, 0, 0));
    for tag in &page.tags {
        assert!(tag.attributes.iter().all(|(key, _)| !key.starts_with("on")), "{tag:?}");
    }
    for name in ["<script>alert('x')</script>", "{{ 7 * 7 }}", "=HYPERLINK(", "</style></title>", "李"] {
        assert!(page.text.contains(name), "{name} is not shown");
    }
}

#[test]
fn long_names_break_no_table() {
    let folder = Folder::new();
    let name = "W".repeat(1_000);
    let path = folder.write("pool.json", pool(&[&name, "Ada", "Bo"]));
    let table = score_pool(&path, &["--draws", "50"]).text();
    let longest = table.lines().filter(|line| line.contains("…")).map(|line| line.chars().count()).max();
    assert!(longest.is_some_and(|longest| longest <= 160), "{longest:?}");
    let out = folder.path("report.html");
    let asked = ["report", "--ceo", CEO, "--candidates", &path, "--draws", "50", "--out", &out];
    counterpart(&asked).text();
    Page::read(&std::fs::read_to_string(&out).unwrap());
    let longer = folder.write("longer.json", pool(&[&"W".repeat(1_001)]));
    assert!(score_pool(&longer, &[]).refusal().contains("1001 characters"));
}

#[test]
fn what_steers_a_terminal_is_refused_and_not_echoed() {
    let folder = Folder::new();
    for steering in ["\u{1b}[31mred", "a\u{7}b", "\u{9b}2J", "a\u{202e}gpj.exe", "a\u{2066}x\u{2069}b"] {
        let path = folder.write("pool.json", pool(&[steering]));
        let message = score_pool(&path, &["--draws", "0"]).refusal();
        assert!(message.contains("control character"), "{message}");
        let is_steering = |c: char| (c.is_control() && c != '\n') || "\u{202e}\u{2066}\u{2069}".contains(c);
        assert!(!message.contains(is_steering), "{message:?}");
    }
    // A line break is a blank, and at the ends of a name such marks come from copying, and go.
    let path = folder.write("pool.json", pool(&["\u{2066}gpj.exe\u{2069}", "two\nlines"]));
    let shown = score_pool(&path, &["--draws", "0"]).text();
    assert!(
        shown.contains("gpj.exe") && shown.contains("two lines") && !shown.contains('\u{2066}'),
        "{shown}"
    );
    // The same in places that are only ever shown in messages.
    for content in ["id,\u{1b}[2Jname\na,Ada\n", "id,skill.operations\na,\u{1b}[2J\n", "id,\u{202e}x\na,1\n"]
    {
        let message = score_pool(&folder.write("pool.csv", content), &[]).refusal();
        assert!(!message.contains('\u{202e}'), "{message:?}");
    }
    // `Outcome` has looked for escapes in all of them; now in a file's own name.
    score_pool(&folder.path("\u{1b}[31mred.json"), &[]).refusal();
    counterpart(&["framework", "check", &folder.write("\u{1b}[31m.toml", "id = \"\\u001b[2J\"")]).refusal();
}
