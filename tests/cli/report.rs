//! `report`: one file that needs nothing else.

use crate::support::folder::Folder;
use crate::support::page::Page;
use crate::support::people::{people, to_json};
use crate::support::program::{CANDIDATES, CEO, Outcome, command, counterpart, run, score};
use crate::support::snapshot;
use serde_json::Value;
use std::fs;
use std::process::Stdio;

fn report(candidates: &str, out: &str, more: &[&str]) -> Outcome {
    counterpart(&[&["report", "--ceo", CEO, "--candidates", candidates, "--out", out], more].concat())
}

fn page_of(candidates: &str, more: &[&str]) -> (String, Page) {
    let folder = Folder::new();
    let out = folder.path("report.html");
    report(candidates, &out, &[&["--kind", "full"], more].concat()).text();
    let html = fs::read_to_string(&out).expect("the report is UTF-8");
    assert_eq!(folder.names(), ["report.html"]);
    let page = Page::read(&html);
    check_standing_alone(&page);
    (html, page)
}

/// Nothing is loaded, nothing is run, and headings, language and references are in order.
fn check_standing_alone(page: &Page) {
    for name in ["script", "link", "iframe", "object", "embed", "img", "base", "form"] {
        assert_eq!(page.count(name), 0, "{name}");
    }
    for tag in &page.tags {
        for (key, value) in &tag.attributes {
            assert!(!key.starts_with("on"), "{tag:?}");
            let is_reference =
                ["src", "href", "xlink:href", "action", "srcset", "data"].contains(&key.as_str());
            assert!(!is_reference || value.starts_with('#'), "{tag:?}");
        }
    }
    assert!(
        !page.style.contains("url(") && !page.style.contains("@import"),
        "the style sheet loads something"
    );
    assert_eq!((page.count("h1"), page.count("main")), (1, 1));
    // Charts have titles, too; the page's own comes first.
    let own = page.tags.iter().take_while(|tag| tag.name != "body").filter(|tag| tag.name == "title");
    assert_eq!(own.count(), 1);
    assert_eq!(page.tags[0].attribute("lang"), Some("en"));
    check_references(page);
}

/// Ids are there once, and what refers to them finds them.
fn check_references(page: &Page) {
    let mut ids: Vec<&str> = page.tags.iter().filter_map(|tag| tag.attribute("id")).collect();
    let n_ids = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), n_ids, "an id is there twice");
    let is_there = |id: &str| ids.binary_search(&id).is_ok();
    for tag in &page.tags {
        let links = tag.attribute("href").and_then(|href| href.strip_prefix('#'));
        let labels =
            ["aria-labelledby", "aria-describedby"].map(|key| tag.attribute(key).unwrap_or_default());
        for id in links.into_iter().chain(labels.into_iter().flat_map(str::split_whitespace)) {
            assert!(is_there(id), "nothing has the id {id}: {tag:?}");
        }
    }
}

#[test]
fn the_worked_example_says_who_leads_and_what_it_rests_on() {
    let (html, page) = page_of(CANDIDATES, &["--seed", "20250131"]);
    let table = score(&["--seed", "20250131"]).text();
    let document = score(&["--seed", "20250131", "--draws", "0", "--format", "json"]).json();
    let verdict = table.lines().next().unwrap();
    assert!(page.text.contains(verdict.split(';').next().unwrap()), "the verdict of the table: {verdict}");
    assert!(page.text.contains(document["framework"]["sha256"].as_str().unwrap()), "the framework's hash");
    assert!(page.text.contains("20250131"), "the seed");
    assert!(page.text.contains(document["version"].as_str().unwrap()), "the program's version");
    assert!(page.text.contains("10,000"), "the number of draws");
    for result in document["results"].as_array().unwrap() {
        assert!(page.text.contains(result["name"].as_str().unwrap()), "{result}");
    }
    for word in ["Leonie Harkamp", "provisional", "people decide"] {
        assert!(page.text.contains(word), "{word}");
    }
    assert!(html.contains("@media print"), "it is made for paper as well");
}

#[test]
fn a_report_holds_as_much_as_is_asked_for() {
    let folder = Folder::new();
    let made = |more: &[&str]| {
        let out = folder.path("report.html");
        report(CANDIDATES, &out, &[&["--draws", "1000"], more].concat()).text();
        fs::read_to_string(out).unwrap()
    };
    let has = |html: &str, id: &str| {
        html.contains(&format!("<section id=\"{id}\"")) || html.contains(&format!(" id=\"{id}\""))
    };
    let search = ["--mandate", "A second plant", "--situation", "Founder-led", "--finalists", "c-04,c-03"];
    let brief = made(&[&["--kind", "brief"], &search[..]].concat());
    assert!(brief.contains("A second plant") && brief.contains("Founder-led"));
    assert!(has(&brief, "finalists") && !has(&brief, "finalist-1") && !has(&brief, "method"));
    let usual = made(&search);
    assert_eq!(usual.matches("<section class=\"finalist\"").count(), 2);
    assert!(!has(&usual, "method"));
    let full = made(&["--kind", "full"]);
    assert_eq!(full.matches("<section class=\"finalist\"").count(), 3);
    assert!(has(&full, "method") && has(&full, "dimensions"));
    let refused = report(CANDIDATES, &folder.path("none.html"), &["--finalists", "c-99"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("no candidate has the id “c-99”"), "{}", refused.err);
}

#[test]
fn every_figure_has_words_for_those_who_do_not_see_it() {
    let (_, page) = page_of(CANDIDATES, &[]);
    let charts: Vec<_> = page.tags.iter().filter(|tag| tag.name == "svg").collect();
    assert!(charts.len() > 10, "{} charts", charts.len());
    for chart in charts {
        let is_named = ["aria-label", "aria-labelledby"].iter().any(|key| chart.attribute(key).is_some());
        let is_image = chart.attribute("role") == Some("img") && is_named;
        assert!(is_image || chart.attribute("aria-hidden").is_some() || in_hidden(&page, chart), "{chart:?}");
    }
    assert!(page.count("table") >= 5 && page.count("th") > 20);
}

/// Whether a chart is in an element that is hidden from readers of the page by ear: a table cell's bar beside its
/// number.
fn in_hidden(page: &Page, chart: &crate::support::page::Tag) -> bool {
    let index = page.tags.iter().position(|tag| std::ptr::eq(tag, chart)).expect("it is on the page");
    index > 0 && page.tags[index - 1].attribute("aria-hidden") == Some("true")
}

#[test]
fn one_or_many_candidates_with_or_without_draws_make_a_page() {
    let folder = Folder::new();
    for (n, draws) in [(1, "0"), (1, "200"), (2, "200"), (12, "0"), (12, "200"), (200, "50")] {
        let pool = folder.write("pool.json", to_json(&people(n)));
        let (html, page) = page_of(&pool, &["--draws", draws]);
        assert!(page.text.contains("Leonie Harkamp"), "{n} candidates");
        assert!(!page.text.contains("NaN") && !html.contains("=\"NaN"), "{n} candidates, {draws} draws");
        assert!(html.len() < 8_000_000, "{n} candidates make {} bytes", html.len());
    }
}

#[test]
fn the_kind_of_coo_and_unknown_weights_are_said() {
    let (_, page) = page_of(CANDIDATES, &["--role-type", "executor", "--weight-uncertainty", "unknown"]);
    assert!(page.text.to_lowercase().contains("executor"));
    let (_, page) = page_of(CANDIDATES, &["--weights", "roles=1", "--balance", "1", "--draws", "100"]);
    assert!(page.text.contains("Tomás Iriondo"));
}

#[test]
fn the_same_input_gives_the_same_page_at_any_number_of_threads() {
    let folder = Folder::new();
    let write = |n_threads: &str| {
        let out = folder.path("report.html");
        let asked = ["report", "--ceo", CEO, "--candidates", CANDIDATES, "--draws", "1000", "--out", &out];
        run(command(&asked).env("RAYON_NUM_THREADS", n_threads)).text();
        fs::read(&out).unwrap()
    };
    let first = write("1");
    assert!(write("1") == first && write("2") == first && write("8") == first);
}

#[test]
fn json_is_what_score_prints() {
    let folder = Folder::new();
    let out = folder.path("report.json");
    let told = report(CANDIDATES, &out, &["--draws", "100"]).err;
    snapshot::check("cli/report-written", &told);
    assert_eq!(fs::read_to_string(&out).unwrap(), score(&["--draws", "100", "--format", "json"]).text());
}

/// The numbers of a workbook's first sheet or of a CSV file, by column, row by row.
fn columns(name: &str, bytes: &[u8]) -> Vec<(String, Vec<Option<f64>>)> {
    let table = intake::read_table(name, bytes).unwrap();
    let (header, rows) = table.rows.split_first().unwrap();
    let number = |row: &intake::Row, c: usize| row.cells.get(c).and_then(|cell| table.number(cell));
    let column = |(c, title): (usize, &intake::Cell)| {
        (title.to_string(), rows.iter().map(|row| number(row, c)).collect())
    };
    header.cells.iter().enumerate().map(column).collect()
}

#[test]
fn every_format_holds_the_same_numbers() {
    let folder = Folder::new();
    let made = |name: &str| {
        let out = folder.path(name);
        report(CANDIDATES, &out, &["--draws", "1000", "--kind", "full"]).text();
        fs::read(out).unwrap()
    };
    let json: Value = serde_json::from_slice(&made("a.json")).unwrap();
    let results = json["results"].as_array().unwrap();
    let expected = |column: &str, result: &Value| match column {
        "rank" | "score" | "completeness" => result[column].as_f64(),
        "p05" | "p50" | "p95" | "expected_rank" => result["uncertainty"][column].as_f64(),
        "first" => result["uncertainty"]["rank_probabilities"][0].as_f64(),
        "norm" => result["norm"]["score"].as_f64(),
        other => other.strip_prefix("pillar.").and_then(|pillar| result["pillars"][pillar].as_f64()),
    };
    for name in ["a.xlsx", "a.csv"] {
        let mut n_compared = 0;
        for (column, found) in columns(name, &made(name)) {
            for (result, found) in results.iter().zip(found) {
                if let Some(expected) = expected(&column, result) {
                    assert_eq!(found, Some(expected), "{column} in {name}");
                    n_compared += 1;
                }
            }
        }
        assert!(n_compared >= 6 * 12, "{n_compared} in {name}");
    }
    let page = Page::read(&String::from_utf8(made("a.html")).unwrap());
    for result in results {
        let (name, score) = (result["name"].as_str().unwrap(), result["score"].as_f64().unwrap());
        let said = format!("{name} comes ");
        let with_score = format!("with {score:.0} (");
        let is_score = |text: &str| text.split('.').next().is_some_and(|said| said.contains(&with_score));
        let is_said = page.text.split(&said).skip(1).any(is_score);
        assert!(is_said || result["provisional"] == true, "{name}");
    }
    let csv = fs::read_to_string(folder.path("a.csv")).unwrap();
    assert_eq!(
        csv.trim_start_matches('\u{feff}').trim_end(),
        score(&["--draws", "1000", "--format", "csv"]).text().trim_end()
    );
}

#[test]
fn a_workbook_is_the_same_twice_and_takes_no_text_for_a_formula() {
    let folder = Folder::new();
    let formula = "=HYPERLINK(\"http://a.example\",\"x\")";
    let pool = serde_json::json!([{ "id": "a", "name": formula }, { "id": "b", "name": "Ada" }]);
    let pool = folder.write("pool.json", pool.to_string());
    let made = |name: &str| {
        let out = folder.path(name);
        report(&pool, &out, &["--draws", "0"]).text();
        fs::read(out).unwrap()
    };
    let book = made("a.xlsx");
    assert!(book == made("b.xlsx"));
    let table = intake::read_table("a.xlsx", &book).unwrap();
    let names: Vec<String> = table.rows.iter().map(|row| row.cells[2].to_string()).collect();
    assert!(names.contains(&formula.to_owned()), "{names:?}");
    let csv = String::from_utf8(made("a.csv")).unwrap();
    assert!(csv.contains("\"'=HYPERLINK("), "{csv}");
}

#[test]
fn an_ending_that_names_no_format_is_refused_before_any_work() {
    let folder = Folder::new();
    for name in ["report.doc", "report", "report.html.zip", ".html"] {
        let message = report("missing.json", &folder.path(name), &[]).refusal();
        assert!(message.contains("end the name in .html"), "{name}: {message}");
    }
    let message = report(CANDIDATES, "data/demo", &[]).refusal();
    assert!(message.contains("data/demo"), "{message}");
    assert!(folder.names().is_empty());
}

#[test]
fn what_cannot_be_written_is_a_failure_and_leaves_nothing_behind() {
    let folder = Folder::new();
    let nowhere = folder.path("missing/report.html");
    assert!(report(CANDIDATES, &nowhere, &["--draws", "0"]).failure().contains("could not be written"));
    // A folder in the place of the report: the finished part cannot be moved there.
    fs::create_dir(folder.path("taken.html")).unwrap();
    report(CANDIDATES, &folder.path("taken.html"), &["--draws", "0"]).refusal();
    // A full disk.
    std::os::unix::fs::symlink("/dev/full", folder.path("full.html")).unwrap();
    let message = report(CANDIDATES, &folder.path("full.html"), &["--draws", "0"]).failure();
    assert!(message.contains("full.html could not be written"), "{message}");
    assert_eq!(folder.names(), ["full.html", "taken.html"]);
}

#[test]
fn bad_input_leaves_an_earlier_report_as_it_was() {
    let folder = Folder::new();
    let out = folder.write("report.html", "the last one");
    let bad = folder.write("pool.csv", "id,skill.operations\na,high\n");
    report(&bad, &out, &[]).refusal();
    assert_eq!(fs::read_to_string(&out).unwrap(), "the last one");
    report(CANDIDATES, &out, &["--draws", "0"]).text();
    assert!(fs::read_to_string(&out).unwrap().starts_with("<!doctype html>"));
    assert_eq!(folder.names(), ["pool.csv", "report.html"]);
}

#[test]
fn a_message_that_nobody_reads_keeps_no_report_from_being_written() {
    let folder = Folder::new();
    let out = folder.path("report.html");
    let asked = ["report", "--ceo", CEO, "--candidates", CANDIDATES, "--draws", "0", "--out", &out];
    let mut child = command(&asked).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().expect("it starts");
    drop(child.stderr.take());
    assert!(child.wait().expect("it ends").success());
    assert_eq!(folder.names(), ["report.html"]);
}
