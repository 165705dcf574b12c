//! Sections one at a time, on a page that is not the report.

use super::page::Page;
use super::{AWKWARD, REPORTS, check_headings, check_ids, check_numbers, finalists, report, text};
use report::{Markup, Part, ReportError};

/// A page with a title of its own around some sections.
fn page(sections: &[String]) -> String {
    let head = "<!doctype html><html><head><title>Title</title><style></style></head>";
    format!("{head}<body><main><h1>Title</h1>{}</main></body></html>", sections.concat())
}

fn check(name: &str, html: &str) {
    let page = Page::read(html);
    check_ids(name, &page);
    check_headings(name, &page);
    check_numbers(name, html);
}

#[test]
fn the_sections_are_those_of_the_report() {
    for (sample, html) in REPORTS.iter() {
        let first = Part::Portrait(&finalists(sample)[0].id);
        let wanted = [
            Part::Brief,
            first,
            Part::Firmness,
            Part::Pillars,
            Part::Weights,
            Part::Ceo,
            Part::Method,
            Part::Record,
        ];
        let sections = report::parts(&sample.inputs(), &wanted).expect(sample.name);
        assert_eq!(sections.len(), wanted.len());
        for (section, part) in sections.iter().zip(wanted) {
            assert!(html.contains(section.to_string().trim()), "{part:?} of {}", sample.name);
        }
        check(sample.name, &page(&sections.iter().map(Markup::to_string).collect::<Vec<_>>()));
    }
}

#[test]
fn finalists_stand_side_by_side() {
    let wanted = [
        Part::Standing,
        Part::Beside,
        Part::Certainty,
        Part::Pillars,
        Part::Weights,
        Part::Rules,
        Part::Losses,
        Part::Pairs,
        Part::Dimensions,
        Part::Questions,
    ];
    for (sample, _) in REPORTS.iter() {
        let sections = report::parts(&sample.inputs(), &wanted).expect(sample.name);
        check(sample.name, &page(&sections.iter().map(Markup::to_string).collect::<Vec<_>>()));
    }
    let (sample, _) = report("demo");
    let sections = report::parts(&sample.inputs(), &wanted).expect("sections");
    let beside = text(&page(&[sections[1].to_string()]));
    for result in finalists(sample) {
        assert!(beside.contains(&result.name), "{}", result.name);
    }
    assert!(
        sections[5].to_string().contains("chart-surface-"),
        "some rule tells the demo's candidates apart"
    );
    assert_eq!(sections[6].to_string().matches("<figure").count(), 3);
    assert_eq!(sections[7].to_string().matches("<figure").count(), 3);
}

#[test]
fn a_provisional_result_says_what_is_missing_most() {
    let (sample, _) = report("provisional");
    let id = &sample.comparison.results[0].id;
    let sections = report::parts(&sample.inputs(), &[Part::Candidate(id)]).expect("a section");
    let text = text(&page(&[sections[0].to_string()]));
    assert!(text.contains("Find out first, by share of the weight: "), "{text}");
}

#[test]
fn a_candidate_far_behind_has_a_section_too() {
    let (sample, _) = report("two-hundred");
    let last = sample.comparison.results.last().expect("230 candidates");
    let sections = report::parts(&sample.inputs(), &[Part::Candidate(&last.id)]).expect("a section");
    let html = page(&[sections[0].to_string()]);
    check("the last of 230", &html);
    let text = text(&html);
    assert!(text.contains("230 of 230") && text.contains("comes 230th of 230"), "{text}");
}

#[test]
fn somebody_who_was_not_compared_has_none() {
    let (sample, _) = report("demo");
    let error = report::parts(&sample.inputs(), &[Part::Candidate("nobody")]).unwrap_err();
    assert!(matches!(&error, ReportError::Mismatch(what) if what.contains("nobody")), "{error}");
}

#[test]
fn what_a_ceo_needs_is_said_without_any_candidate() {
    for (sample, html) in REPORTS.iter() {
        let need = report::need(&sample.need_inputs()).expect(sample.name);
        let whole = text(html);
        for sentence in [&need.summary, &need.question, &need.evidence] {
            assert!(whole.contains(sentence.as_str()), "the report says it too: {sentence}");
        }
        let ideal = need.ideal.map(|section| section.to_string());
        check(sample.name, &page(&[need.gaps.to_string(), ideal.unwrap_or_default()]));
    }
}

#[test]
fn the_need_names_gaps_delegation_bands_and_kinds() {
    let need = report::need(&report("demo-executor-unknown-weights").0.need_inputs()).expect("a need");
    let gaps = text(&page(&[need.gaps.to_string()]));
    assert!(gaps.contains("Delegate to the COO") && gaps.contains("Priority"), "{gaps}");
    let ideal = text(&page(&[need.ideal.expect("bands").to_string()]));
    assert!(ideal.contains("On the 14 dimensions that weigh most, the ideal counterpart has"), "{ideal}");
    let chosen: Vec<&str> =
        need.kinds.iter().filter(|kind| kind.is_chosen).map(|kind| kind.id.as_str()).collect();
    assert_eq!(chosen, ["executor"]);
    assert!(need.kinds.iter().all(|kind| !kind.when.is_empty() && !kind.title.is_empty()));
}

#[test]
fn a_hostile_name_stays_text_in_the_need() {
    let need = report::need(&report("hostile").0.need_inputs()).expect("a need");
    assert!(need.summary.contains(AWKWARD[1]));
    assert!(!need.gaps.to_string().contains("<script"));
    assert!(text(&page(&[need.gaps.to_string()])).contains(AWKWARD[1]));
}

#[test]
fn the_need_of_another_ceo_is_refused() {
    let (demo, other) = (&report("demo").0, &report("unknown-ceo").0);
    let inputs = report::NeedInputs { ceo: other.need_inputs().ceo, ..demo.need_inputs() };
    assert!(matches!(report::need(&inputs), Err(ReportError::Mismatch(_))));
}
