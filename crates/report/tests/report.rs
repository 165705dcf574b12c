//! What every report promises, on comparisons that are typical and comparisons that are not.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot read a page fails"
)]

#[path = "../examples/reports/samples.rs"]
mod samples;

#[path = "report/documents.rs"]
mod documents;

#[path = "report/paper.rs"]
mod paper;

#[path = "report/parts.rs"]
mod parts;

use fit::compare::CandidateResult;
use page::Page;
use report::Extent;
use samples::{AWKWARD, Sample};
use scraper::Html;
use std::collections::HashSet;
use std::sync::LazyLock;

#[path = "../../../tests/support/page.rs"]
mod page;

static REPORTS: LazyLock<Vec<(Sample, String)>> = LazyLock::new(|| {
    let report = |sample: Sample| {
        let html = sample.html();
        (sample, html)
    };
    samples::all().into_iter().map(report).collect()
});

static PAGES: LazyLock<Vec<Page>> =
    LazyLock::new(|| REPORTS.iter().map(|(_, html)| Page::read(html)).collect());

fn report(name: &str) -> &'static (Sample, String) {
    REPORTS.iter().find(|(sample, _)| sample.name == name).expect("a sample of that name")
}

/// The text of a page as it is read, one piece a line, without the stylesheet.
fn text(html: &str) -> String {
    let page = Html::parse_document(html);
    let shown = page.tree.root().descendants().filter(|node| {
        let parent = node.parent().and_then(|parent| parent.value().as_element());
        parent.is_none_or(|parent| parent.name() != "style")
    });
    shown.filter_map(|node| Some(format!("\n{}\n", &**node.value().as_text()?))).collect()
}

/// The results in the order in which they are shown: those who are ranked, then the others.
fn shown(sample: &Sample) -> Vec<&CandidateResult> {
    let mut results: Vec<&CandidateResult> = sample.comparison.results.iter().collect();
    results.sort_by_key(|result| result.provisional);
    results
}

/// Those with a section of their own: the first who are ranked, or the first of all if nobody is.
fn finalists(sample: &Sample) -> Vec<&CandidateResult> {
    let mut results = shown(sample);
    let n_ranked = results.iter().filter(|result| !result.provisional).count();
    results.truncate(if n_ranked > 0 { n_ranked.min(3) } else { 3 });
    results
}

/// The detailed section of a candidate.
fn section(sample: &Sample, id: &str) -> String {
    let sections = report::parts(&sample.inputs(), &[report::Part::Candidate(id)]).expect("a section");
    sections[0].to_string()
}

/// The cells of the table behind a figure.
fn figure_table(html: &str, id: &str) -> Vec<Vec<String>> {
    let figure = html.split_once(&format!("<figure class=\"figure\" id=\"chart-{id}\">")).expect(id).1;
    let body = figure.split_once("<tbody>").expect("a table").1.split_once("</tbody>").expect("its end").0;
    let cells = |row: &str| {
        row.split("</t")
            .filter_map(|cell| cell.rsplit_once('>'))
            .map(|(_, text)| text.to_owned())
            .collect::<Vec<_>>()
    };
    let row = |row: &str| cells(row).into_iter().take(row.matches("</t").count() - 1).collect::<Vec<_>>();
    body.split_inclusive("</tr>").filter(|row| row.contains("</tr>")).map(row).collect()
}

#[test]
fn every_report_is_well_formed() {
    for ((sample, html), page) in REPORTS.iter().zip(PAGES.iter()) {
        assert!(!html.contains(['\u{0}', '\u{8}', '\u{b}', '\u{202e}', '\u{2066}']), "a control character");
        assert_eq!(["h1", "main", "style"].map(|name| page.count(name)), [1; 3], "{}", sample.name);
        assert_eq!(["script", "img", "link", "iframe", "form"].map(|name| page.count(name)), [0; 5]);
    }
}

#[test]
fn ids_are_unique_and_every_reference_has_its_target() {
    for ((sample, _), page) in REPORTS.iter().zip(PAGES.iter()) {
        check_ids(sample.name, page);
    }
}

fn check_ids(name: &str, page: &Page) {
    let mut ids = HashSet::new();
    for id in page.tags.iter().filter_map(|tag| tag.attribute("id")) {
        assert!(ids.insert(id), "{id} twice in {name}");
    }
    for tag in &page.tags {
        for id in tag.attribute("aria-labelledby").into_iter().flat_map(|ids| ids.split(' ')) {
            assert!(ids.contains(id), "nothing is called {id} in {name}");
        }
        if let Some(href) = tag.attribute("href") {
            let target = href.strip_prefix('#').expect("links stay on the page");
            assert!(ids.contains(target), "no target {target} in {name}");
        }
    }
}

#[test]
fn nothing_runs_and_nothing_is_loaded() {
    for ((sample, html), page) in REPORTS.iter().zip(PAGES.iter()) {
        for tag in &page.tags {
            for (name, value) in &tag.attributes {
                assert!(
                    !name.starts_with("on") && name != "src" && name != "style",
                    "{name} in {}",
                    sample.name
                );
                assert!(name == "xmlns" || !value.contains("://"), "{name}={value} in {}", sample.name);
            }
        }
        assert!(!page.style.contains("url(") && !page.style.contains("@import"));
        assert!(html.contains("http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; style-src &#39;sha256-"));
    }
}

#[test]
fn headings_do_not_skip_a_level() {
    for ((sample, _), page) in REPORTS.iter().zip(PAGES.iter()) {
        check_headings(sample.name, page);
    }
}

fn check_headings(name: &str, page: &Page) {
    let mut level = 0;
    for tag in &page.tags {
        let next = tag.name.strip_prefix('h').and_then(|digits| digits.parse::<u32>().ok());
        if let Some(next) = next {
            assert!(next <= level + 1, "h{next} after h{level} in {name}");
            level = next;
        }
    }
}

#[test]
fn every_number_is_a_number() {
    for (sample, html) in REPORTS.iter() {
        check_numbers(sample.name, html);
    }
}

fn check_numbers(name: &str, html: &str) {
    let text = text(html);
    for word in ["NaN", "inf ", "-inf", "Infinity", "-0 ", "−0.0", "None", "Some("] {
        assert!(!text.contains(word), "{word} in {name}");
    }
    // Empty places of a sentence show as doubled spaces or stranded marks.
    for mark in [" .", " ,", "  and", "()", "“”", ". .", " ;"] {
        let found = text.lines().find(|line| line.contains(mark));
        assert!(found.is_none(), "{mark:?} in {name}: {}", found.unwrap());
    }
}

#[test]
fn hostile_names_stay_text() {
    let (_, html) = report("hostile");
    let text = text(html);
    assert!(html.contains("&#60;script&#62;alert"));
    for name in [AWKWARD[0], AWKWARD[1], AWKWARD[3], AWKWARD[4], AWKWARD[5], AWKWARD[6], AWKWARD[8]] {
        assert!(text.contains(name), "{name}");
    }
    assert!(text.contains("COO candidates for <script>alert('board')</script>"));
    assert!(
        text.contains("\u{2068}مريم عبد الرحمن الخطيب\u{2069}"),
        "a name from right to left is set apart"
    );
}

#[test]
fn people_of_the_same_name_are_told_apart() {
    let text = text(&report("equal").1);
    let after = text.split("Sam Same (").skip(1).filter_map(|rest| rest.split(')').next());
    assert!(after.collect::<HashSet<_>>().len() >= 3, "by what they do, or by their ids");
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    for (sample, html) in REPORTS.iter() {
        assert!(sample.html() == *html, "{}", sample.name);
    }
}

#[test]
fn a_report_is_a_file_that_can_be_sent() {
    assert!(report("demo").1.len() < 1_500_000, "{}", report("demo").1.len());
    for (sample, html) in REPORTS.iter() {
        assert!(html.len() < 2_000_000, "{}: {}", sample.name, html.len());
    }
}

/// A printed number of points as tenths.
fn tenths(text: &str) -> i64 {
    (text.replace('−', "-").parse::<f64>().unwrap() * 10.0).round() as i64
}

#[test]
fn the_points_lost_add_up_to_the_printed_score() {
    for (sample, html) in REPORTS.iter() {
        for result in finalists(sample) {
            let rows = figure_table(html, &format!("losses-{}", result.rank));
            let (first, rest) = rows.split_first().unwrap();
            let (last, steps) = rest.split_last().unwrap();
            let pillars: i64 = steps.iter().filter(|row| row[1] == "in all").map(|row| tenths(&row[2])).sum();
            let facets: i64 = steps.iter().filter(|row| row[1] != "in all").map(|row| tenths(&row[2])).sum();
            assert_eq!(tenths(&first[2]) + pillars, tenths(&last[2]), "{}", sample.name);
            assert_eq!(pillars, facets, "{}", sample.name);
            assert!((result.score - tenths(&last[2]) as f64 / 10.0).abs() < 0.0501, "{}", sample.name);
        }
    }
}

#[test]
fn the_tables_behind_the_charts_hold_the_numbers_of_the_comparison() {
    for (sample, html) in REPORTS.iter() {
        let results = shown(sample);
        if sample.comparison.draws < fit::verdict::MIN_DRAWS {
            continue;
        }
        for (row, result) in figure_table(html, "scores").iter().zip(&results).take(12) {
            let uncertainty = result.uncertainty.as_ref().unwrap();
            assert_eq!(row[1], format!("{:.0}", result.score));
            assert_eq!(row[3], format!("{:.0}–{:.0}", uncertainty.p05, uncertainty.p95));
            assert_eq!(row[4] == "not enough known", result.provisional);
        }
        let ranked: Vec<_> = results.iter().filter(|result| !result.provisional).collect();
        if ranked.len() > 1 {
            for (row, result) in figure_table(html, "ranks").iter().zip(ranked) {
                let first = result.uncertainty.as_ref().unwrap().rank_probabilities[0] * 100.0;
                let printed = row[1].trim_start_matches(['&', 'l', 'g', 't', ';']).trim_end_matches("%");
                assert!((printed.parse::<f64>().unwrap() - first).abs() <= 1.0, "{row:?} {first}");
            }
        }
    }
}

#[test]
fn the_side_by_side_chart_holds_the_values_that_the_rules_saw() {
    let (sample, _) = report("demo");
    let framework = sample.inputs().framework;
    for result in finalists(sample) {
        let rows = figure_table(&section(sample, &result.id), &format!("pair-all-{}", result.rank));
        for (facet, found) in framework.facets.iter().zip(&result.facets) {
            let title = &framework.dimensions[facet.coo].title;
            let row = rows.iter().find(|row| row[0] == *title).expect(title);
            let printed = row[3].trim_end_matches(" (assumed)");
            assert_eq!(printed, format!("{:.0}", found.coo), "{title}");
        }
    }
}

#[test]
fn the_table_of_all_finalists_holds_the_values_that_the_rules_saw() {
    let (sample, html) = report("demo");
    let framework = sample.inputs().framework;
    let table = html.split_once("id=\"dimensions\"").expect("a section").1;
    for (place, result) in finalists(sample).into_iter().enumerate() {
        for (facet, found) in framework.facets.iter().zip(&result.facets).filter(|(_, found)| !found.assumed)
        {
            let title = &framework.dimensions[facet.coo].title;
            let row = table.split_once(&format!("<th scope=\"row\">{title}</th>")).expect(title).1;
            let row: Vec<&str> = row.split_once("</tr>").unwrap().0.split("</td>").collect();
            let cell = row[place + 2].split_once("<span").expect("a value with its range").0;
            let value = cell.rsplit_once('>').unwrap().1.trim_start_matches(['↓', '↑', ' ']);
            assert_eq!(value, format!("{:.0}", found.coo), "{title} of {}", result.name);
        }
    }
}

#[test]
fn a_breach_behind_the_finalists_is_in_the_verdict_and_in_words_that_fit() {
    let (sample, html) = report("demo");
    let verdict = text(html);
    let verdict =
        verdict.split_once("What to look at").unwrap().1.split_once("What this does not say").unwrap().0;
    for result in &sample.comparison.results {
        let is_breached = result.flags.iter().any(|flag| flag.breached && !flag.assumed);
        assert!(!is_breached || verdict.contains(&result.name), "{}", result.name);
    }
    // This candidate wants too much of it, so nothing about it is below a limit.
    assert!(verdict.contains("latitude wanted beside the CEO’s latitude given (too far apart)"), "{verdict}");
}

#[test]
fn what_nobody_measured_is_no_shortfall() {
    let (sample, _) = report("demo");
    let text = text(&section(sample, "c-05"));
    assert!(
        text.contains(
            "Selim Taşkıran is below the ideal band on two, above it on one and not measured on nine"
        )
    );
    assert!(text.contains("Of the CEO’s eleven gaps, three are measured for Selim Taşkıran"));
}

#[test]
fn peers_and_reports_are_shown_in_groups_of_three_or_more() {
    let mut n_seen = 0;
    for (sample, _) in REPORTS.iter() {
        let html: String = finalists(sample).iter().map(|result| section(sample, &result.id)).collect();
        for id in html.match_indices("id=\"chart-raters-").filter_map(|(at, _)| html[at..].split('"').nth(1))
        {
            let Some(id) =
                id.strip_prefix("chart-").filter(|id| !id.ends_with("-title") && !id.ends_with("-desc"))
            else {
                continue;
            };
            for row in figure_table(&html, id) {
                let is_shielded =
                    ["Peers", "Direct reports", "Peers and direct reports"].contains(&row[0].as_str());
                let n: usize = row[1].parse().unwrap();
                assert!(!is_shielded || n >= 3, "{row:?} in {}", sample.name);
                n_seen += usize::from(is_shielded);
            }
        }
    }
    assert!(n_seen > 0, "the worked example has peers and reports to show");
}

#[test]
fn without_draws_every_place_copes() {
    for name in ["no-draws", "no-draws-one", "few-draws"] {
        let text = text(&report(name).1);
        assert!(!text.contains("draws of what") && !text.contains("chart-scores"), "{name}");
        assert!(text.contains("not simulated") || text.contains("nothing was simulated"), "{name}");
    }
}

#[test]
fn a_ceo_whom_nobody_measured_is_said_to_be_so() {
    assert!(text(&report("unknown-ceo").1).contains("Nothing about Nobody Known has been measured"));
    assert!(text(&report("provisional").1).contains("Not enough evidence to rank these candidates yet."));
}

#[test]
fn inputs_that_do_not_belong_together_are_refused() {
    let (demo, _) = report("demo");
    let (other, _) = report("one-pillar");
    let inputs = report::Inputs { comparison: &other.comparison, ..demo.inputs() };
    assert!(matches!(report::to_html(&inputs, Extent::Full), Err(report::ReportError::Mismatch(_))));
    let inputs = report::Inputs { candidates: &[], ..demo.inputs() };
    let error = report::to_html(&inputs, Extent::Full).unwrap_err();
    assert!(error.to_string().contains("has no profile"), "{error}");
}
