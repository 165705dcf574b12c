//! `plan` and `guide`: what a pair does with its result.

use crate::support::folder::Folder;
use crate::support::page::Page;
use crate::support::program::{CANDIDATES, CEO, Outcome, counterpart, file};
use crate::support::snapshot::{self, Transcript};
use std::fs;

fn plan(more: &[&str]) -> Outcome {
    counterpart(&[&["plan", "--ceo", CEO, "--candidates", CANDIDATES], more].concat())
}

/// The part of a plan below the heading that begins so.
fn below<'a>(plan: &'a str, heading: &str) -> &'a str {
    let after = plan.split_once(&format!("\n## {heading}")).unwrap_or_else(|| panic!("{heading}")).1;
    after.split("\n## ").next().unwrap()
}

#[test]
fn a_plan_is_about_its_pair() {
    let rival = plan(&["--candidate", "c-02"]).text();
    snapshot::check("cli/plan-of-rivals", &rival);
    for heading in
        ["The weekly one-to-one", "How the CEO empowers", "Meetings the COO joins", "Habits", "By day 30"]
    {
        assert!(below(&rival, heading).matches("\n- ").count() >= 2, "{heading}");
    }
    let partner = plan(&["--candidate", "c-03"]).text();
    assert!(!below(&partner, "Decisions to settle").contains("Corporate strategy (contested)"));
    assert!(below(&partner, "How the CEO empowers").contains("supply and vendors"));
    // Of whom little is known, little is claimed.
    let stranger = plan(&["--candidate", "c-05"]).text();
    assert!(below(&stranger, "Decisions to settle").contains("**Not known yet:**"));
    assert!(stranger.contains("assumed and not measured"));
}

#[test]
fn the_same_pair_has_the_same_plan_whoever_else_was_compared() {
    let folder = Folder::new();
    let all = file(CANDIDATES);
    let all: Vec<serde_json::Value> = serde_json::from_str(&all).unwrap();
    let alone = folder.write("one.json", serde_json::to_string(&all[2..3]).unwrap());
    let of_one = counterpart(&["plan", "--ceo", CEO, "--candidates", &alone]).text();
    assert_eq!(of_one, plan(&["--candidate", "c-03"]).text());
}

#[test]
fn plan_and_guide_are_pages_that_stand_alone() {
    let folder = Folder::new();
    let markdown = folder.path("plan.md");
    plan(&["--candidate", "c-01", "--out", &markdown]).text();
    let markdown = fs::read_to_string(markdown).unwrap();
    assert_eq!(markdown.trim_end(), plan(&["--candidate", "c-01"]).text().trim_end());
    let page = |name: &str, command: &str| {
        let out = folder.path(name);
        let asked = [command, "--ceo", CEO, "--candidates", CANDIDATES, "--candidate", "c-01", "--out", &out];
        counterpart(&asked).text();
        let page = Page::read(&fs::read_to_string(&out).unwrap());
        assert_eq!(
            (page.count("h1"), page.count("main"), page.count("script"), page.count("link")),
            (1, 1, 0, 0)
        );
        page
    };
    let shown = page("plan.html", "plan");
    assert!(shown.text.contains("The first hundred days of Leonie Harkamp and Grace Tolliver"));
    assert!(shown.count("li") >= markdown.matches("\n- ").count());
    let guide = page("guide.html", "guide");
    for words in ["Grace Tolliver", "A strong answer", "A weak answer", "Cannot judge", "With referees"] {
        assert!(guide.text.contains(words), "{words}");
    }
}

#[test]
fn hostile_names_stay_text_in_markdown() {
    let folder = Folder::new();
    let name = "<script>alert(1)</script> [x](y) **b** # H";
    let pool = folder.write("pool.json", serde_json::json!([{ "id": "a", "name": name }]).to_string());
    let plan = counterpart(&["plan", "--ceo", CEO, "--candidates", &pool]).text();
    let title = plan.lines().next().unwrap();
    assert!(title.ends_with(r"\<script\>alert(1)\</script\> \[x\](y) \*\*b\*\* \# H"), "{title}");
    assert!(!plan.replace(r"\<", "").contains('<'), "what is left could be read as a tag");
}

#[test]
fn what_makes_no_sense_is_refused() {
    let mut told = Transcript::default();
    for more in [
        &[][..],
        &["--candidate", "c-99"],
        &["--candidate", "c-01", "--out", "plan.odt"],
        &["--candidate", "c-01", "--role-type", "mentour"],
    ] {
        told.add(more.join(" "), &plan(more).refusal());
    }
    told.check("cli/plan-refused");
}
